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
//! No losses give 100. No changes at all, gain = loss = 0, give 0, as in TA-Lib; but TA-Lib takes every gain + loss
//! below 10⁻¹⁴ for 0, and this takes only what no double can hold. A NaN reaches its own value and all that follow: the
//! recurrence carries it.
//!
//! `plain` has the order of operations of `TA_RSI` in TA-Lib, as 100 · gain / (gain + loss): each value waits for the
//! one before it. A change k steps ago counts with a weight that is wrong by at most γ₃ₖ₊ₚ, where γₘ = m·u / (1 − m·u),
//! u = 2⁻⁵³. `tuned` smooths sums instead of means, in steps of eight changes; there the weight is wrong by at most γ_m
//! with m = 9k/8 + p/8 + 24. With share = gain/(gain + loss), the error is at most 100 · share · (1 − share) · 2γ_m +
//! 3u · 100 for the largest k that matters, in both variants. Where gain + loss is at most 2⁻¹⁰⁷⁴, the smallest number,
//! `tuned` gives 0, and above it, it keeps a factor p more of subnormal changes than the means do. Infinities do what
//! they do in `plain`. Every language and every level gives the same bits. Fortran has no prefetch intrinsic: `tuned`
//! takes a sixth longer there on arrays that come from memory.
//!
//! [`rsi_last`] gives the last values alone, with which a long series is cut into blocks.
//!
//! ```
//! use ffi_workbench::kernels::rsi::{self, Error};
//!
//! let mut out = [0.0; 2];
//! rsi::c(&[10.0, 11.0, 10.0, 11.0], 2, &mut out)?;
//! assert_eq!(out, [50.0, 75.0]);
//! assert_eq!(rsi::cpp(&[10.0, 11.0], 2, &mut []), Err(Error::Period { period: 2, n: 2 }));
//! # Ok::<(), Error>(())
//! ```

use super::rsi_last;
pub use super::rsi_last::{Error, output_length};
use crate::ffi;
use crate::language::{Implementation, Language};

/// Fills `out` with the index, or [`Error`].
pub type Function = fn(&[f64], usize, &mut [f64]) -> Result<(), Error>;

/// Every implementation in this build.
pub const IMPLEMENTATIONS: &[Implementation<Function>] = &[
    Implementation::plain(Language::Rust, rust),
    Implementation::plain(Language::C, c),
    Implementation::plain(Language::Cpp, cpp),
    #[cfg(feature = "fortran")]
    Implementation::plain(Language::Fortran, fortran),
    Implementation::tuned(Language::Rust, |x, p, out| check(x, p, out).and_then(|()| rsi_last::rust(x, p, out))),
    Implementation::tuned(Language::C, |x, p, out| check(x, p, out).and_then(|()| rsi_last::c(x, p, out))),
    Implementation::tuned(Language::Cpp, |x, p, out| check(x, p, out).and_then(|()| rsi_last::cpp(x, p, out))),
    #[cfg(feature = "fortran")]
    Implementation::tuned(Language::Fortran, |x, p, out| check(x, p, out).and_then(|()| rsi_last::fortran(x, p, out))),
];

/// Relative strength index in Rust. [`Error`] unless 1 ≤ `period` < n and `out` has n − `period` elements.
pub fn rust(x: &[f64], period: usize, out: &mut [f64]) -> Result<(), Error> {
    check(x, period, out)?;
    let length = period as f64;
    let (mut gain, mut loss) = (0.0, 0.0);
    for (i, pair) in x.windows(2).enumerate() {
        // The first `period` changes are only added: their mean is the seed.
        if i >= period {
            gain *= length - 1.0;
            loss *= length - 1.0;
        }
        let change = pair[1] - pair[0];
        if change < 0.0 {
            loss -= change;
        } else {
            gain += change;
        }
        if i + 1 >= period {
            gain /= length;
            loss /= length;
            let both = gain + loss;
            out[i + 1 - period] = if both == 0.0 { 0.0 } else { 100.0 * (gain / both) };
        }
    }
    Ok(())
}

/// Relative strength index in C. [`Error`] unless 1 ≤ `period` < n and `out` has n − `period` elements.
#[inline]
pub fn c(x: &[f64], period: usize, out: &mut [f64]) -> Result<(), Error> {
    call(ffi::c::wb_c_rsi, x, period, out)
}

/// Relative strength index in C++. [`Error`] unless 1 ≤ `period` < n and `out` has n − `period` elements.
#[inline]
pub fn cpp(x: &[f64], period: usize, out: &mut [f64]) -> Result<(), Error> {
    check(x, period, out)?;
    // SAFETY: 1 ≤ period < x.len() and out holds x.len() − period elements (checked above), which is what C++ writes.
    unsafe { ffi::cpp::rsi(x, period, out) };
    Ok(())
}

/// Relative strength index in Fortran. [`Error`] unless 1 ≤ `period` < n and `out` has n − `period` elements.
#[cfg(feature = "fortran")]
#[inline]
pub fn fortran(x: &[f64], period: usize, out: &mut [f64]) -> Result<(), Error> {
    call(ffi::fortran::wb_fortran_rsi, x, period, out)
}

#[inline]
fn call(
    rsi: unsafe extern "C" fn(*const f64, usize, usize, *mut f64),
    x: &[f64],
    period: usize,
    out: &mut [f64],
) -> Result<(), Error> {
    check(x, period, out)?;
    // SAFETY: `rsi` is one of the functions of this file, for x[n] and out[n − period], which the slices have, and 1 ≤
    // period < n (checked above). A `&mut` is apart from every other slice. It writes nothing but out, keeps neither
    // pointer and has no static state, so any thread may call it (FFI-CKPTR).
    unsafe { rsi(x.as_ptr(), x.len(), period, out.as_mut_ptr()) };
    Ok(())
}

#[inline]
fn check(x: &[f64], period: usize, out: &[f64]) -> Result<(), Error> {
    let (given, needed) = (out.len(), output_length(x.len(), period)?);
    if given == needed { Ok(()) } else { Err(Error::Output { given, needed }) }
}
