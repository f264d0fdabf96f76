//! Inner product of two vectors, Σ xₖ·yₖ, in double precision and in single precision (`_f32`).
//!
//! | argument | shape | unit | rule |
//! | --- | --- | --- | --- |
//! | `x`, `y` | n elements each | any | equal lengths; n = 0 gives 0 |
//!
//! The products are added in order in the element's own precision, so the error is at most γₙ · Σ |xₖ·yₖ| with
//! γₙ = n·u / (1 − n·u), u = 2⁻⁵³ or 2⁻²⁴ (Higham, *Accuracy and Stability of Numerical Algorithms*, 2002, section 3.1).
//! A NaN, or ∞ · 0, or ∞ − ∞, gives NaN.
//!
//! ```
//! use ffi_workbench::{error::KernelError, kernels::dot};
//!
//! assert_eq!(dot::c(&[1.0, 2.0, 3.0], &[4.0, 5.0, 6.0]), Ok(32.0));
//! assert_eq!(dot::cpp_f32(&[1.5], &[2.0]), Ok(3.0));
//! assert_eq!(dot::c(&[1.0], &[]), Err(KernelError::LengthMismatch { x: 1, y: 0 }));
//! ```

use crate::error::KernelError;
use crate::ffi;
use crate::language::{Implementation, Language};

/// Σ xₖ·yₖ in double precision, or [`KernelError::LengthMismatch`].
pub type Function = fn(&[f64], &[f64]) -> Result<f64, KernelError>;

/// Σ xₖ·yₖ in single precision, or [`KernelError::LengthMismatch`].
pub type FunctionF32 = fn(&[f32], &[f32]) -> Result<f32, KernelError>;

/// Every implementation in double precision in this build.
pub const IMPLEMENTATIONS: &[Implementation<Function>] = &[
    Implementation::plain(Language::Rust, rust),
    Implementation::plain(Language::C, c),
    Implementation::plain(Language::Cpp, cpp),
    #[cfg(feature = "fortran")]
    Implementation::plain(Language::Fortran, fortran),
];

/// Every implementation in single precision in this build.
pub const IMPLEMENTATIONS_F32: &[Implementation<FunctionF32>] = &[
    Implementation::plain(Language::Rust, rust_f32),
    Implementation::plain(Language::C, c_f32),
    Implementation::plain(Language::Cpp, cpp_f32),
    #[cfg(feature = "fortran")]
    Implementation::plain(Language::Fortran, fortran_f32),
];

/// Σ xₖ·yₖ in Rust, double precision.
pub fn rust(x: &[f64], y: &[f64]) -> Result<f64, KernelError> {
    check(x, y)?;
    let mut total = 0.0;
    for (a, b) in x.iter().zip(y) {
        total += a * b;
    }
    Ok(total)
}

/// Σ xₖ·yₖ in C, double precision.
#[inline]
pub fn c(x: &[f64], y: &[f64]) -> Result<f64, KernelError> {
    let n = check(x, y)?;
    // SAFETY: x and y both hold n elements (checked above); C only reads them and keeps neither pointer; it has no
    // static state, so any thread may call it (FFI-CKPTR).
    Ok(unsafe { ffi::c::wb_c_dot(x.as_ptr(), y.as_ptr(), n) })
}

/// Σ xₖ·yₖ in C++, double precision.
#[inline]
pub fn cpp(x: &[f64], y: &[f64]) -> Result<f64, KernelError> {
    check(x, y)?;
    // SAFETY: C++ reads as many elements of y as x holds, and y holds as many (checked above).
    Ok(unsafe { ffi::cpp::dot(x, y) })
}

/// Σ xₖ·yₖ in Fortran, double precision.
#[cfg(feature = "fortran")]
#[inline]
pub fn fortran(x: &[f64], y: &[f64]) -> Result<f64, KernelError> {
    let n = check(x, y)?;
    // SAFETY: the explicit shapes are x(n) and y(n), and both hold n elements (checked above); Fortran only reads them
    // and has no saved variables, so any thread may call it (FFI-CKPTR).
    Ok(unsafe { ffi::fortran::wb_fortran_dot(x.as_ptr(), y.as_ptr(), n) })
}

/// Σ xₖ·yₖ in Rust, single precision.
pub fn rust_f32(x: &[f32], y: &[f32]) -> Result<f32, KernelError> {
    check(x, y)?;
    let mut total = 0.0;
    for (a, b) in x.iter().zip(y) {
        total += a * b;
    }
    Ok(total)
}

/// Σ xₖ·yₖ in C, single precision.
#[inline]
pub fn c_f32(x: &[f32], y: &[f32]) -> Result<f32, KernelError> {
    let n = check(x, y)?;
    // SAFETY: x and y both hold n elements (checked above); C only reads them and keeps neither pointer; it has no
    // static state, so any thread may call it (FFI-CKPTR).
    Ok(unsafe { ffi::c::wb_c_dot_f32(x.as_ptr(), y.as_ptr(), n) })
}

/// Σ xₖ·yₖ in C++, single precision.
#[inline]
pub fn cpp_f32(x: &[f32], y: &[f32]) -> Result<f32, KernelError> {
    check(x, y)?;
    // SAFETY: C++ reads as many elements of y as x holds, and y holds as many (checked above).
    Ok(unsafe { ffi::cpp::dot_f32(x, y) })
}

/// Σ xₖ·yₖ in Fortran, single precision.
#[cfg(feature = "fortran")]
#[inline]
pub fn fortran_f32(x: &[f32], y: &[f32]) -> Result<f32, KernelError> {
    let n = check(x, y)?;
    // SAFETY: the explicit shapes are x(n) and y(n), and both hold n elements (checked above); Fortran only reads them
    // and has no saved variables, so any thread may call it (FFI-CKPTR).
    Ok(unsafe { ffi::fortran::wb_fortran_dot_f32(x.as_ptr(), y.as_ptr(), n) })
}

/// The common length.
#[inline]
fn check<T>(x: &[T], y: &[T]) -> Result<usize, KernelError> {
    if x.len() != y.len() {
        return Err(KernelError::LengthMismatch { x: x.len(), y: y.len() });
    }
    Ok(x.len())
}
