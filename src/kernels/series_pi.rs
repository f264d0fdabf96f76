//! Part of the midpoint-rule series for π: 4/N · Σ 1 / (1 + ((k + ½)/N)²) over the terms k of a range.
//!
//! | argument | shape | unit | rule |
//! | --- | --- | --- | --- |
//! | `n` | scalar | terms of the whole series, N | 1 ≤ n ≤ [`MAX_TERMS`] |
//! | `terms` | range | terms, counted from 0 | inside 0..n; an empty range gives 0 |
//!
//! Term k is the i = k + 1 of the usual Σᵢ₌₁ᴺ with (i − ½)/N. The whole series, `0..n`, is the midpoint rule for
//! ∫₀¹ 4/(1 + x²) dx = π with a truncation error of 1/(12 N²) (Davis & Rabinowitz, *Methods of Numerical Integration*,
//! 1984, section 2.1). The parts of a partition add up to the whole, each rounded by itself. (k + ½)/N is taken as
//! (k + ½) times the rounded 1/N, in every language.
//!
//! `plain` divides for each term and adds in order: the relative error is at most γₘ₊₈ for m terms, where
//! γₘ = m·u / (1 − m·u), u = 2⁻⁵³ (Higham, *Accuracy and Stability of Numerical Algorithms*, 2002, section 3.1).
//!
//! `tuned` divides once for eight terms in a row, which are added over their common denominator. The relative error is
//! at most 50 u + γₘ², nearly independent of the number of terms: 20 u of a group, 17 u of a row's sum, the rest of the
//! rounded 1/N, the last additions and the scale. Every language and every level gives the same bits.
//!
//! ```
//! use ffi_workbench::kernels::series_pi;
//!
//! let pi = series_pi::c(1_000, 0..1_000)?;
//! assert!((pi - std::f64::consts::PI).abs() < 1e-7);
//! # Ok::<(), series_pi::Error>(())
//! ```

use std::ops::Range;

use super::tuned;
use crate::ffi;
use crate::language::{Implementation, Language};
use crate::level::dispatch;

/// The largest N: beyond it the truncation error is far below the rounding of π itself.
pub const MAX_TERMS: u64 = 1_000_000_000_000;

/// The part of the series over a range of terms, or [`Error`].
pub type Function = fn(u64, Range<u64>) -> Result<f64, Error>;

/// Every implementation in this build.
pub const IMPLEMENTATIONS: &[Implementation<Function>] = &[
    Implementation::plain(Language::Rust, rust),
    Implementation::plain(Language::C, c),
    Implementation::plain(Language::Cpp, cpp),
    #[cfg(feature = "fortran")]
    Implementation::plain(Language::Fortran, fortran),
    Implementation::tuned(Language::Rust, rust_tuned),
    Implementation::tuned(Language::C, |n, terms| call(dispatch!(c::wb_c_series_pi_tuned), n, terms)),
    Implementation::tuned(Language::Cpp, |n, terms| call_cpp(dispatch!(cpp::series_pi_tuned), n, terms)),
    #[cfg(feature = "fortran")]
    Implementation::tuned(Language::Fortran, |n, terms| call(dispatch!(fortran::wb_fortran_series_pi_tuned), n, terms)),
];

/// A broken rule. Nothing was called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "each sentence names its values")]
pub enum Error {
    /// A number of terms that the series is not defined for.
    #[error("{n} terms are not in 1..={MAX_TERMS}")]
    TermCount { n: u64 },
    /// A range that is not part of the series.
    #[error("the terms {first}..{last} are not inside 0..{n}")]
    Terms { first: u64, last: u64, n: u64 },
}

/// Part of the series for π in Rust. [`Error`] unless 1 ≤ `n` ≤ 10¹² and first ≤ last ≤ `n`.
pub fn rust(n: u64, terms: Range<u64>) -> Result<f64, Error> {
    let (n, first, last) = check(n, terms)?;
    let step = 1.0 / n as f64;
    let mut total = 0.0;
    for k in first..last {
        let x = (k as f64 + 0.5) * step;
        total += 1.0 / (1.0 + x * x);
    }
    Ok(4.0 * step * total)
}

/// Part of the series for π in C. [`Error`] unless 1 ≤ `n` ≤ 10¹² and first ≤ last ≤ `n`.
#[inline]
pub fn c(n: u64, terms: Range<u64>) -> Result<f64, Error> {
    call(ffi::c::wb_c_series_pi, n, terms)
}

/// Part of the series for π in C++. [`Error`] unless 1 ≤ `n` ≤ 10¹² and first ≤ last ≤ `n`.
#[inline]
pub fn cpp(n: u64, terms: Range<u64>) -> Result<f64, Error> {
    call_cpp(ffi::cpp::series_pi, n, terms)
}

/// Part of the series for π in Fortran. [`Error`] unless 1 ≤ `n` ≤ 10¹² and first ≤ last ≤ `n`.
#[cfg(feature = "fortran")]
#[inline]
pub fn fortran(n: u64, terms: Range<u64>) -> Result<f64, Error> {
    call(ffi::fortran::wb_fortran_series_pi, n, terms)
}

/// Part of the series for π in Rust, tuned. [`Error`] unless 1 ≤ `n` ≤ 10¹² and first ≤ last ≤ `n`.
pub fn rust_tuned(n: u64, terms: Range<u64>) -> Result<f64, Error> {
    let (n, first, last) = check(n, terms)?;
    Ok(tuned::series_pi::in_lanes(n, first, last))
}

#[inline]
fn call(series: unsafe extern "C" fn(i64, i64, i64) -> f64, n: u64, terms: Range<u64>) -> Result<f64, Error> {
    let (n, first, last) = check(n, terms)?;
    // SAFETY: `series` is one of the functions of this file. Scalars by value, inside the ranges of the contract
    // (checked above); it has no static state, and the processor has the instructions of a tuned one (`dispatch!`).
    Ok(unsafe { series(n, first, last) })
}

#[inline]
fn call_cpp(series: unsafe fn(i64, i64, i64) -> f64, n: u64, terms: Range<u64>) -> Result<f64, Error> {
    let (n, first, last) = check(n, terms)?;
    // SAFETY: as in `call`, for the functions behind cxx.
    Ok(unsafe { series(n, first, last) })
}

/// n, the first term, and one past the last, as the signed integers that all four languages have.
#[inline]
fn check(n: u64, terms: Range<u64>) -> Result<(i64, i64, i64), Error> {
    if n == 0 || n > MAX_TERMS {
        return Err(Error::TermCount { n });
    }
    if terms.start > terms.end || terms.end > n {
        return Err(Error::Terms { first: terms.start, last: terms.end, n });
    }
    // At most 10¹², so the sign bit is clear.
    Ok((n.cast_signed(), terms.start.cast_signed(), terms.end.cast_signed()))
}
