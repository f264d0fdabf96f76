//! Part of the midpoint-rule series for π: 4/N · Σ 1 / (1 + ((k + ½)/N)²) over the terms k of a range.
//!
//! | argument | shape | unit | rule |
//! | --- | --- | --- | --- |
//! | `n` | scalar | terms of the whole series, N | 1 ≤ n ≤ [`MOST_TERMS`] |
//! | `terms` | range | terms, counted from 0 | inside 0..n; an empty range gives 0 |
//!
//! Term k is the i = k + 1 of the usual Σᵢ₌₁ᴺ with (i − ½)/N. The whole series, `0..n`, is the midpoint rule for
//! ∫₀¹ 4/(1 + x²) dx = π with a truncation error of 1/(12 N²) (Davis & Rabinowitz, *Methods of Numerical Integration*,
//! 1984, section 2.1). The parts of a partition add up to the whole, each rounded by itself. (k + ½)/N is taken as
//! (k + ½) times the rounded 1/N, one division a term, the same in every language.
//!
//! ```
//! use ffi_workbench::kernels::series_pi;
//!
//! let pi = series_pi::c(1_000, 0..1_000)?;
//! assert!((pi - std::f64::consts::PI).abs() < 1e-7);
//! # Ok::<(), ffi_workbench::error::KernelError>(())
//! ```

use std::ops::Range;

use crate::error::KernelError;
use crate::ffi;
use crate::language::{Implementation, Language};

/// The largest N: beyond it the truncation error is far below the rounding of π itself.
pub const MOST_TERMS: u64 = 1_000_000_000_000;

/// The part of the series over a range of terms, or [`KernelError::TermCountOutOfRange`] or
/// [`KernelError::TermsOutOfRange`].
pub type Function = fn(u64, Range<u64>) -> Result<f64, KernelError>;

/// Every implementation in this build.
pub const IMPLEMENTATIONS: &[Implementation<Function>] = &[
    Implementation::plain(Language::Rust, rust),
    Implementation::plain(Language::C, c),
    Implementation::plain(Language::Cpp, cpp),
    #[cfg(feature = "fortran")]
    Implementation::plain(Language::Fortran, fortran),
];

/// Part of the series for π in Rust.
pub fn rust(n: u64, terms: Range<u64>) -> Result<f64, KernelError> {
    let (n, first, last) = check(n, terms)?;
    let step = 1.0 / n as f64;
    let mut total = 0.0;
    for k in first..last {
        let x = (k as f64 + 0.5) * step;
        total += 1.0 / (1.0 + x * x);
    }
    Ok(4.0 * step * total)
}

/// Part of the series for π in C.
#[inline]
pub fn c(n: u64, terms: Range<u64>) -> Result<f64, KernelError> {
    let (n, first, last) = check(n, terms)?;
    // SAFETY: scalars by value, inside the ranges of the contract (checked above); C has no static state.
    Ok(unsafe { ffi::c::wb_c_series_pi(n, first, last) })
}

/// Part of the series for π in C++.
#[inline]
pub fn cpp(n: u64, terms: Range<u64>) -> Result<f64, KernelError> {
    let (n, first, last) = check(n, terms)?;
    // SAFETY: scalars by value, inside the ranges of the contract (checked above).
    Ok(unsafe { ffi::cpp::series_pi(n, first, last) })
}

/// Part of the series for π in Fortran.
#[cfg(feature = "fortran")]
#[inline]
pub fn fortran(n: u64, terms: Range<u64>) -> Result<f64, KernelError> {
    let (n, first, last) = check(n, terms)?;
    // SAFETY: scalars by value, inside the ranges of the contract (checked above); Fortran has no saved variables.
    Ok(unsafe { ffi::fortran::wb_fortran_series_pi(n, first, last) })
}

/// n, the first term, and one past the last, as the signed integers that all four languages have.
#[inline]
fn check(n: u64, terms: Range<u64>) -> Result<(i64, i64, i64), KernelError> {
    if n == 0 || n > MOST_TERMS {
        return Err(KernelError::TermCountOutOfRange { n, most: MOST_TERMS });
    }
    if terms.start > terms.end || terms.end > n {
        return Err(KernelError::TermsOutOfRange { first: terms.start, last: terms.end, n });
    }
    // At most 10¹², so the sign bit is clear.
    Ok((n.cast_signed(), terms.start.cast_signed(), terms.end.cast_signed()))
}
