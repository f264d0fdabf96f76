//! Relative strength index after Wilder: 100 − 100 / (1 + mean gain / mean loss), in percent.
//!
//! | argument | shape | unit | rule |
//! | --- | --- | --- | --- |
//! | `x` | n elements | prices | |
//! | `period` | scalar p | elements | 1 ≤ p < n |
//! | `out` | n − p elements | percent | not read |
//!
//! outᵢ belongs to xᵢ₊ₚ. Wilder seeds both means with the plain mean of the first p changes and then smooths them,
//! mean ← (mean·(p − 1) + change)/p (J. W. Wilder, *New Concepts in Technical Trading Systems*, 1978, section VI).
//!
//! No losses give 100. No changes at all, gain = loss = 0, give 0, as in TA-Lib; but TA-Lib takes every gain + loss below
//! 10⁻¹⁴ for 0, and this takes only what no double can hold. A NaN reaches its own value and all that follow: the
//! recurrence carries it.
//!
//! `plain` has the order of operations of `TA_RSI` in TA-Lib, as 100 · gain / (gain + loss): each value waits for the one
//! before it. A change k steps ago counts with a weight that is wrong by at most γ₃ₖ₊ₚ, where γₘ = m·u / (1 − m·u),
//! u = 2⁻⁵³.
//!
//! `tuned` smooths sums instead of means, p·mean ← α·p·mean + change with α = (p − 1)/p, which leaves the index as it is;
//! and it adds up four changes, then two such sums α⁴ apart, so that the recurrence goes in steps of eight, all lanes
//! independent: sum ← α⁸·sum + sum of eight (a blocked prefix scan: Blelloch, "Prefix sums and their applications", 1990,
//! section 1.4). The powers of α are quotients of whole numbers, correctly rounded up to p = 90. A change k steps ago
//! counts with a weight that is wrong by at most γ_m with m = 9k/8 + p/8 + 24. With share = gain/(gain + loss), the error
//! is at most 100 · share · (1 − share) · 2γ_m + 3u · 100 for the largest k that matters, in both variants.
//! Where gain + loss is at most 2⁻¹⁰⁷⁴, the smallest number, `tuned` gives 0, and above it, it keeps a factor p more of
//! subnormal changes than the means do. Infinities do what they do in `plain`. Every language and every level gives the
//! same bits.
//!
//! Tiles to come are fetched ahead, for which Fortran has no word: it takes a sixth longer on arrays that come from memory.
//!
//! [`LAST`] gives the last values alone: of a series from which the beginning was left out, they are those of the whole
//! series but for rounding, if at least [`memory`] changes before them are there.
//!
//! ```
//! use ffi_workbench::{error::KernelError, kernels::rsi};
//!
//! let mut out = [0.0; 2];
//! rsi::c(&[10.0, 11.0, 10.0, 11.0], 2, &mut out)?;
//! assert_eq!(out, [50.0, 75.0]);
//! rsi::rust_tuned(&[10.0, 11.0, 10.0, 11.0], 2, &mut out)?;
//! assert_eq!(out, [50.0, 75.0]);
//! assert_eq!(rsi::cpp(&[10.0, 11.0], 2, &mut []), Err(KernelError::PeriodOutOfRange { period: 2, n: 2 }));
//! # Ok::<(), KernelError>(())
//! ```

use crate::error::KernelError;
use crate::ffi;
use crate::language::{Implementation, Language};
use crate::level::at_level;

mod tuned;

/// Fills `out` with the index, or [`KernelError::PeriodOutOfRange`] or [`KernelError::OutputLength`].
pub type Function = fn(&[f64], usize, &mut [f64]) -> Result<(), KernelError>;

/// Every implementation in this build.
pub const IMPLEMENTATIONS: &[Implementation<Function>] = &[
    Implementation::plain(Language::Rust, rust),
    Implementation::plain(Language::C, c),
    Implementation::plain(Language::Cpp, cpp),
    #[cfg(feature = "fortran")]
    Implementation::plain(Language::Fortran, fortran),
    Implementation::tuned(Language::Rust, rust_tuned),
    Implementation::tuned(Language::C, c_tuned),
    Implementation::tuned(Language::Cpp, cpp_tuned),
    #[cfg(feature = "fortran")]
    Implementation::tuned(Language::Fortran, fortran_tuned),
];

/// The tuned implementations, giving the last `out.len()` values of the index, or [`KernelError::PeriodOutOfRange`] or
/// [`KernelError::OutputLength`].
pub const LAST: &[Implementation<Function>] = &[
    Implementation::tuned(Language::Rust, rust_last),
    Implementation::tuned(Language::C, c_last),
    Implementation::tuned(Language::Cpp, cpp_last),
    #[cfg(feature = "fortran")]
    Implementation::tuned(Language::Fortran, fortran_last),
];

/// Relative strength index in Rust.
pub fn rust(x: &[f64], period: usize, out: &mut [f64]) -> Result<(), KernelError> {
    check(x, period, out)?;
    let length = period as f64;
    let mut mean = Means { gain: 0.0, loss: 0.0 };
    for pair in x[..=period].windows(2) {
        mean.add(pair[1] - pair[0]);
    }
    mean.divide(length);
    out[0] = mean.strength();
    for (percent, pair) in out[1..].iter_mut().zip(x[period..].windows(2)) {
        mean.scale(length - 1.0);
        mean.add(pair[1] - pair[0]);
        mean.divide(length);
        *percent = mean.strength();
    }
    Ok(())
}

/// Relative strength index in C.
#[inline]
pub fn c(x: &[f64], period: usize, out: &mut [f64]) -> Result<(), KernelError> {
    check(x, period, out)?;
    // SAFETY: 1 ≤ period < n and out holds n − period elements (checked above), so C reads x[0..n] and writes
    // out[0..n − period]; &mut keeps the two apart; it keeps no pointer and has no static state (FFI-CKPTR).
    unsafe { ffi::c::wb_c_rsi(x.as_ptr(), x.len(), period, out.as_mut_ptr()) };
    Ok(())
}

/// Relative strength index in C++.
#[inline]
pub fn cpp(x: &[f64], period: usize, out: &mut [f64]) -> Result<(), KernelError> {
    check(x, period, out)?;
    // SAFETY: 1 ≤ period < x.len() and out holds x.len() − period elements (checked above), which is what C++ writes.
    unsafe { ffi::cpp::rsi(x, period, out) };
    Ok(())
}

/// Relative strength index in Fortran.
#[cfg(feature = "fortran")]
#[inline]
pub fn fortran(x: &[f64], period: usize, out: &mut [f64]) -> Result<(), KernelError> {
    check(x, period, out)?;
    // SAFETY: the explicit shapes are x(n) and out(n − period), which the slices have (checked above), and &mut keeps
    // the two apart, as Fortran demands; it keeps no pointer and has no saved variables (FFI-CKPTR).
    unsafe { ffi::fortran::wb_fortran_rsi(x.as_ptr(), x.len(), period, out.as_mut_ptr()) };
    Ok(())
}

/// Relative strength index in Rust, tuned.
pub fn rust_tuned(x: &[f64], period: usize, out: &mut [f64]) -> Result<(), KernelError> {
    check(x, period, out)?;
    rust_last(x, period, out)
}

/// The last values of the relative strength index in Rust, tuned.
pub fn rust_last(x: &[f64], period: usize, out: &mut [f64]) -> Result<(), KernelError> {
    check_last(x, period, out)?;
    tuned::in_steps_of_eight(x, period, out);
    Ok(())
}

/// Relative strength index in C, tuned.
#[inline]
pub fn c_tuned(x: &[f64], period: usize, out: &mut [f64]) -> Result<(), KernelError> {
    check(x, period, out)?;
    c_last(x, period, out)
}

/// The last values of the relative strength index in C, tuned.
#[inline]
pub fn c_last(x: &[f64], period: usize, out: &mut [f64]) -> Result<(), KernelError> {
    use ffi::c::{wb_c_rsi_tuned_baseline, wb_c_rsi_tuned_v3, wb_c_rsi_tuned_v4};
    check_last(x, period, out)?;
    let run = at_level!(wb_c_rsi_tuned_baseline, wb_c_rsi_tuned_v3, wb_c_rsi_tuned_v4);
    // SAFETY: as for `c`, but that out holds 1 ≤ out.len() ≤ n − period elements (checked above), which is what C writes;
    // and this processor has the instructions of the level in use (`Level::is_here`).
    unsafe { run(x.as_ptr(), x.len(), period, out.len(), out.as_mut_ptr()) };
    Ok(())
}

/// Relative strength index in C++, tuned.
#[inline]
pub fn cpp_tuned(x: &[f64], period: usize, out: &mut [f64]) -> Result<(), KernelError> {
    check(x, period, out)?;
    cpp_last(x, period, out)
}

/// The last values of the relative strength index in C++, tuned.
#[inline]
pub fn cpp_last(x: &[f64], period: usize, out: &mut [f64]) -> Result<(), KernelError> {
    use ffi::cpp::{rsi_tuned_baseline, rsi_tuned_v3, rsi_tuned_v4};
    check_last(x, period, out)?;
    let run = at_level!(rsi_tuned_baseline, rsi_tuned_v3, rsi_tuned_v4);
    // SAFETY: as for `c_last`.
    unsafe { run(x, period, out) };
    Ok(())
}

/// Relative strength index in Fortran, tuned.
#[cfg(feature = "fortran")]
#[inline]
pub fn fortran_tuned(x: &[f64], period: usize, out: &mut [f64]) -> Result<(), KernelError> {
    check(x, period, out)?;
    fortran_last(x, period, out)
}

/// The last values of the relative strength index in Fortran, tuned.
#[cfg(feature = "fortran")]
#[inline]
pub fn fortran_last(x: &[f64], period: usize, out: &mut [f64]) -> Result<(), KernelError> {
    use ffi::fortran::{wb_fortran_rsi_tuned_baseline, wb_fortran_rsi_tuned_v3, wb_fortran_rsi_tuned_v4};
    check_last(x, period, out)?;
    let run = at_level!(wb_fortran_rsi_tuned_baseline, wb_fortran_rsi_tuned_v3, wb_fortran_rsi_tuned_v4);
    // SAFETY: as for `fortran`, but that the explicit shape of out is out(count), which the slice has, and count is in
    // 1 ..= n − period (checked above); and this processor has the instructions of the level in use (`Level::is_here`).
    unsafe { run(x.as_ptr(), x.len(), period, out.len(), out.as_mut_ptr()) };
    Ok(())
}

/// Changes after which nothing is left of what came before them: the largest number, weighed with αᵏ ≤ exp(−k/p), is
/// 2⁻⁶⁵ of what counts as no change at all.
#[inline]
pub fn memory(period: usize) -> usize {
    period.saturating_mul(1500)
}

/// Number of values in the index of `n` prices, or [`KernelError::PeriodOutOfRange`].
#[inline]
pub fn output_length(n: usize, period: usize) -> Result<usize, KernelError> {
    if period == 0 || period >= n {
        return Err(KernelError::PeriodOutOfRange { period, n });
    }
    Ok(n - period)
}

#[inline]
fn check(x: &[f64], period: usize, out: &[f64]) -> Result<(), KernelError> {
    let needed = output_length(x.len(), period)?;
    if out.len() != needed {
        return Err(KernelError::OutputLength { needed, given: out.len() });
    }
    Ok(())
}

#[inline]
fn check_last(x: &[f64], period: usize, out: &[f64]) -> Result<(), KernelError> {
    let most = output_length(x.len(), period)?;
    if out.is_empty() || out.len() > most {
        return Err(KernelError::OutputLength { needed: most, given: out.len() });
    }
    Ok(())
}

/// The two smoothed means that the index is made of.
struct Means {
    gain: f64,
    loss: f64,
}

impl Means {
    fn add(&mut self, change: f64) {
        if change < 0.0 {
            self.loss -= change;
        } else {
            self.gain += change;
        }
    }

    fn scale(&mut self, factor: f64) {
        self.gain *= factor;
        self.loss *= factor;
    }

    fn divide(&mut self, length: f64) {
        self.gain /= length;
        self.loss /= length;
    }

    fn strength(&self) -> f64 {
        let both = self.gain + self.loss;
        if both == 0.0 { 0.0 } else { 100.0 * (self.gain / both) }
    }
}
