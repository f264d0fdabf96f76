//! Inner product of two vectors, Σ xₖ·yₖ, in double precision and in single precision (`_f32`).
//!
//! | argument | shape | unit | rule |
//! | --- | --- | --- | --- |
//! | `x`, `y` | n elements each | any | equal lengths; n = 0 gives 0 |
//!
//! A NaN, or ∞ · 0, or ∞ − ∞, gives NaN.
//!
//! `plain` adds the products in order in the element's own precision, so the error is at most γₙ · Σ |xₖ·yₖ| with γₙ =
//! n·u / (1 − n·u), u = 2⁻⁵³ or 2⁻²⁴ (Higham, *Accuracy and Stability of Numerical Algorithms*, 2002, section 3.1).
//!
//! `tuned` adds 16 rows of 32 lanes plainly (64 lanes in single precision), and adds these sums to the lanes' totals:
//! in double precision with TwoSum (Ogita, Rump, Oishi, "Accurate sum and dot product", SIAM J. Sci. Comput. 26, 2005),
//! from single precision in double precision. The error is at most u · |Σ xₖ·yₖ| + (γ₁₆ + γₙ²) · Σ |xₖ·yₖ|, where the
//! last γₙ is that of double precision in both: nearly independent of n. Products are not fused with additions, because
//! the baseline level has no such instruction. Every language and every level gives the same bits.
//!
//! ```
//! use ffi_workbench::kernels::dot::{self, LengthMismatch};
//!
//! assert_eq!(dot::c(&[1.0, 2.0, 3.0], &[4.0, 5.0, 6.0]), Ok(32.0));
//! assert_eq!(dot::cpp_f32(&[1.5], &[2.0]), Ok(3.0));
//! assert_eq!(dot::c(&[1.0], &[]), Err(LengthMismatch { x: 1, y: 0 }));
//! ```

use super::tuned;
use crate::ffi;
use crate::language::{Implementation, Language};
use crate::level::dispatch;

/// Σ xₖ·yₖ in double precision, or [`LengthMismatch`].
pub type Function = fn(&[f64], &[f64]) -> Result<f64, LengthMismatch>;

/// Σ xₖ·yₖ in single precision, or [`LengthMismatch`].
pub type FunctionF32 = fn(&[f32], &[f32]) -> Result<f32, LengthMismatch>;

/// Every implementation in double precision in this build.
pub const IMPLEMENTATIONS: &[Implementation<Function>] = &[
    Implementation::plain(Language::Rust, rust),
    Implementation::plain(Language::C, c),
    Implementation::plain(Language::Cpp, cpp),
    #[cfg(feature = "fortran")]
    Implementation::plain(Language::Fortran, fortran),
    Implementation::tuned(Language::Rust, rust_tuned),
    Implementation::tuned(Language::C, |x, y| call(dispatch!(c::wb_c_dot_tuned), x, y)),
    Implementation::tuned(Language::Cpp, |x, y| call_cpp(dispatch!(cpp::dot_tuned), x, y)),
    #[cfg(feature = "fortran")]
    Implementation::tuned(Language::Fortran, |x, y| call(dispatch!(fortran::wb_fortran_dot_tuned), x, y)),
];

/// Every implementation in single precision in this build.
pub const IMPLEMENTATIONS_F32: &[Implementation<FunctionF32>] = &[
    Implementation::plain(Language::Rust, rust_f32),
    Implementation::plain(Language::C, c_f32),
    Implementation::plain(Language::Cpp, cpp_f32),
    #[cfg(feature = "fortran")]
    Implementation::plain(Language::Fortran, fortran_f32),
    Implementation::tuned(Language::Rust, rust_f32_tuned),
    Implementation::tuned(Language::C, |x, y| call(dispatch!(c::wb_c_dot_f32_tuned), x, y)),
    Implementation::tuned(Language::Cpp, |x, y| call_cpp(dispatch!(cpp::dot_f32_tuned), x, y)),
    #[cfg(feature = "fortran")]
    Implementation::tuned(Language::Fortran, |x, y| call(dispatch!(fortran::wb_fortran_dot_f32_tuned), x, y)),
];

/// The broken rule: the vectors differ in length. Nothing was called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("x has {x} elements and y has {y}; they must be equal")]
#[expect(missing_docs, reason = "the sentence names the values")]
pub struct LengthMismatch {
    pub x: usize,
    pub y: usize,
}

/// Σ xₖ·yₖ in Rust, double precision. [`LengthMismatch`] unless `x` and `y` are equally long.
pub fn rust(x: &[f64], y: &[f64]) -> Result<f64, LengthMismatch> {
    check(x, y)?;
    let mut total = 0.0;
    for (a, b) in x.iter().zip(y) {
        total += a * b;
    }
    Ok(total)
}

/// Σ xₖ·yₖ in Rust, single precision. [`LengthMismatch`] unless `x` and `y` are equally long.
pub fn rust_f32(x: &[f32], y: &[f32]) -> Result<f32, LengthMismatch> {
    check(x, y)?;
    let mut total = 0.0;
    for (a, b) in x.iter().zip(y) {
        total += a * b;
    }
    Ok(total)
}

/// Σ xₖ·yₖ in C, double precision. [`LengthMismatch`] unless `x` and `y` are equally long.
#[inline]
pub fn c(x: &[f64], y: &[f64]) -> Result<f64, LengthMismatch> {
    call(ffi::c::wb_c_dot, x, y)
}

/// Σ xₖ·yₖ in C, single precision. [`LengthMismatch`] unless `x` and `y` are equally long.
#[inline]
pub fn c_f32(x: &[f32], y: &[f32]) -> Result<f32, LengthMismatch> {
    call(ffi::c::wb_c_dot_f32, x, y)
}

/// Σ xₖ·yₖ in C++, double precision. [`LengthMismatch`] unless `x` and `y` are equally long.
#[inline]
pub fn cpp(x: &[f64], y: &[f64]) -> Result<f64, LengthMismatch> {
    call_cpp(ffi::cpp::dot, x, y)
}

/// Σ xₖ·yₖ in C++, single precision. [`LengthMismatch`] unless `x` and `y` are equally long.
#[inline]
pub fn cpp_f32(x: &[f32], y: &[f32]) -> Result<f32, LengthMismatch> {
    call_cpp(ffi::cpp::dot_f32, x, y)
}

/// Σ xₖ·yₖ in Fortran, double precision. [`LengthMismatch`] unless `x` and `y` are equally long.
#[cfg(feature = "fortran")]
#[inline]
pub fn fortran(x: &[f64], y: &[f64]) -> Result<f64, LengthMismatch> {
    call(ffi::fortran::wb_fortran_dot, x, y)
}

/// Σ xₖ·yₖ in Fortran, single precision. [`LengthMismatch`] unless `x` and `y` are equally long.
#[cfg(feature = "fortran")]
#[inline]
pub fn fortran_f32(x: &[f32], y: &[f32]) -> Result<f32, LengthMismatch> {
    call(ffi::fortran::wb_fortran_dot_f32, x, y)
}

/// Σ xₖ·yₖ in Rust, double precision, tuned. [`LengthMismatch`] unless `x` and `y` are equally long.
pub fn rust_tuned(x: &[f64], y: &[f64]) -> Result<f64, LengthMismatch> {
    check(x, y)?;
    Ok(tuned::dot::in_lanes(x, y))
}

/// Σ xₖ·yₖ in Rust, single precision, tuned. [`LengthMismatch`] unless `x` and `y` are equally long.
pub fn rust_f32_tuned(x: &[f32], y: &[f32]) -> Result<f32, LengthMismatch> {
    check(x, y)?;
    Ok(tuned::dot::in_lanes_f32(x, y))
}

#[inline]
fn call<T>(dot: unsafe extern "C" fn(*const T, *const T, usize) -> T, x: &[T], y: &[T]) -> Result<T, LengthMismatch> {
    check(x, y)?;
    // SAFETY: `dot` is one of the functions of this file, for x[n] and y[n], and both hold n elements (checked above).
    // It only reads them, keeps neither pointer and has no static state, so any thread may call it (FFI-CKPTR); the
    // processor has the instructions of a tuned one (`dispatch!`).
    Ok(unsafe { dot(x.as_ptr(), y.as_ptr(), x.len()) })
}

#[inline]
fn call_cpp<T>(dot: unsafe fn(&[T], &[T]) -> T, x: &[T], y: &[T]) -> Result<T, LengthMismatch> {
    check(x, y)?;
    // SAFETY: `dot` is one of the functions of this file, which reads as many elements of y as x holds, and y holds as
    // many (checked above); the processor has the instructions of a tuned one (`dispatch!`).
    Ok(unsafe { dot(x, y) })
}

#[inline]
fn check<T>(x: &[T], y: &[T]) -> Result<(), LengthMismatch> {
    if x.len() == y.len() { Ok(()) } else { Err(LengthMismatch { x: x.len(), y: y.len() }) }
}
