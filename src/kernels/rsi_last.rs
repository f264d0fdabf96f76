//! The last values of the relative strength index: the tuned functions of [`rsi`](super::rsi), which begin their output
//! anywhere.
//!
//! | argument | shape | unit | rule |
//! | --- | --- | --- | --- |
//! | `x` | n elements | prices | |
//! | `period` | scalar p | elements | 1 ≤ p < n |
//! | `out` | 1 to n − p elements | percent | not read |
//!
//! Of a series whose beginning was left out, the values are those of the whole series but for rounding, if at least
//! [`warmup_length`] changes before them are given. So a long series can be cut into blocks.
//!
//! ```
//! use ffi_workbench::kernels::rsi_last;
//!
//! for last in rsi_last::IMPLEMENTATIONS {
//!     let mut out = [0.0];
//!     (last.run)(&[10.0, 11.0, 10.0, 11.0], 2, &mut out)?;
//!     assert_eq!(out, [75.0]);
//! }
//! # Ok::<(), rsi_last::Error>(())
//! ```

use super::tuned;
use crate::language::{Implementation, Language};
use crate::level::dispatch;

/// Fills `out` with the last values of the index, or [`Error`].
pub type Function = fn(&[f64], usize, &mut [f64]) -> Result<(), Error>;

/// Every implementation in this build.
pub const IMPLEMENTATIONS: &[Implementation<Function>] = &[
    Implementation::tuned(Language::Rust, rust),
    Implementation::tuned(Language::C, c),
    Implementation::tuned(Language::Cpp, cpp),
    #[cfg(feature = "fortran")]
    Implementation::tuned(Language::Fortran, fortran),
];

/// A broken rule. Nothing was called, and nothing was written to `out`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "each sentence names its values")]
pub enum Error {
    /// A period with no value to seed it, or no value left to compute.
    #[error("period {period} is not in 1..{n}, the length of x")]
    Period { period: usize, n: usize },
    /// `out` does not have the length of the result.
    #[error("out has {given} elements, the result has {needed}")]
    Output { given: usize, needed: usize },
}

/// The last values of the index in Rust. [`Error`] unless 1 ≤ `period` < n and `out` has 1 to n − `period` elements.
pub fn rust(x: &[f64], period: usize, out: &mut [f64]) -> Result<(), Error> {
    check(x, period, out)?;
    tuned::rsi::in_steps_of_eight(x, period, out);
    Ok(())
}

/// The last values of the index in C. [`Error`] unless 1 ≤ `period` < n and `out` has 1 to n − `period` elements.
#[inline]
pub fn c(x: &[f64], period: usize, out: &mut [f64]) -> Result<(), Error> {
    call(dispatch!(c::wb_c_rsi_tuned), x, period, out)
}

/// The last values of the index in C++. [`Error`] unless 1 ≤ `period` < n and `out` has 1 to n − `period` elements.
#[inline]
pub fn cpp(x: &[f64], period: usize, out: &mut [f64]) -> Result<(), Error> {
    check(x, period, out)?;
    let rsi = dispatch!(cpp::rsi_tuned);
    // SAFETY: 1 ≤ out.len() ≤ x.len() − period (checked above), which is what C++ writes; the processor has the
    // function's instructions (`dispatch!`).
    unsafe { rsi(x, period, out) };
    Ok(())
}

/// The last values of the index in Fortran. [`Error`] unless 1 ≤ `period` < n and `out` has 1 to n − `period` elements.
#[cfg(feature = "fortran")]
#[inline]
pub fn fortran(x: &[f64], period: usize, out: &mut [f64]) -> Result<(), Error> {
    call(dispatch!(fortran::wb_fortran_rsi_tuned), x, period, out)
}

#[inline]
fn call(
    rsi: unsafe extern "C" fn(*const f64, usize, usize, usize, *mut f64),
    x: &[f64],
    period: usize,
    out: &mut [f64],
) -> Result<(), Error> {
    check(x, period, out)?;
    // SAFETY: `rsi` is one of the functions of this file, for x[n] and out[count], which the slices have; 1 ≤ period <
    // n and 1 ≤ count ≤ n − period (checked above). A `&mut` is apart from every other slice. It writes nothing but
    // out, keeps neither pointer and has no static state, so any thread may call it (FFI-CKPTR); the processor has its
    // instructions (`dispatch!`).
    unsafe { rsi(x.as_ptr(), x.len(), period, out.len(), out.as_mut_ptr()) };
    Ok(())
}

/// Number of values in the index of `n` prices, or [`Error::Period`].
#[inline]
pub fn output_length(n: usize, period: usize) -> Result<usize, Error> {
    if period == 0 || period >= n { Err(Error::Period { period, n }) } else { Ok(n - period) }
}

/// Changes after which nothing is left of what came before them: the largest number, weighed with αᵏ ≤ exp(−k/p), is
/// 2⁻⁶⁵ of what counts as no change at all.
#[inline]
pub fn warmup_length(period: usize) -> usize {
    period.saturating_mul(1500)
}

#[inline]
fn check(x: &[f64], period: usize, out: &[f64]) -> Result<(), Error> {
    let (given, needed) = (out.len(), output_length(x.len(), period)?);
    if (1..=needed).contains(&given) { Ok(()) } else { Err(Error::Output { given, needed }) }
}
