//! Relative strength index after Wilder: 100 − 100 / (1 + mean gain / mean loss), in percent.
//!
//! | argument | shape | unit | rule |
//! | --- | --- | --- | --- |
//! | `x` | n elements | prices | |
//! | `period` | scalar p | elements | 1 ≤ p < n |
//! | `out` | n − p elements | percent | not read |
//!
//! outᵢ belongs to xᵢ₊ₚ. Wilder seeds both means with the plain mean of the first p changes and then smooths them,
//! mean ← (mean·(p − 1) + change)/p (J. W. Wilder, *New Concepts in Technical Trading Systems*, 1978, section VI). The
//! order of operations is that of `TA_RSI` in TA-Lib, as 100 · gain / (gain + loss).
//!
//! No losses give 100. No changes at all, gain = loss = 0, give 0, as in TA-Lib; but TA-Lib takes every gain + loss below
//! 10⁻¹⁴ for 0, and this takes only 0 itself. A NaN reaches its own value and all that follow: the recurrence carries it.
//!
//! ```
//! use ffi_workbench::{error::KernelError, kernels::rsi};
//!
//! let mut out = [0.0; 2];
//! rsi::c(&[10.0, 11.0, 10.0, 11.0], 2, &mut out)?;
//! assert_eq!(out, [50.0, 75.0]);
//! assert_eq!(rsi::cpp(&[10.0, 11.0], 2, &mut []), Err(KernelError::PeriodOutOfRange { period: 2, n: 2 }));
//! # Ok::<(), KernelError>(())
//! ```

use crate::error::KernelError;
use crate::ffi;
use crate::language::{Implementation, Language};

/// Fills `out` with the index, or [`KernelError::PeriodOutOfRange`] or [`KernelError::OutputLength`].
pub type Function = fn(&[f64], usize, &mut [f64]) -> Result<(), KernelError>;

/// Every implementation in this build.
pub const IMPLEMENTATIONS: &[Implementation<Function>] = &[
    Implementation::plain(Language::Rust, rust),
    Implementation::plain(Language::C, c),
    Implementation::plain(Language::Cpp, cpp),
    #[cfg(feature = "fortran")]
    Implementation::plain(Language::Fortran, fortran),
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
