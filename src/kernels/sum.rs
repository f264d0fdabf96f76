//! Sum of a vector, Σ xₖ, in double precision.
//!
//! | argument | shape | unit | rule |
//! | --- | --- | --- | --- |
//! | `x` | n elements | any | n = 0 gives 0 |
//!
//! Every vector has a sum, so the functions never fail; they return a `Result` as all kernels do. The elements are added
//! in order: the error is at most γₙ₋₁ · Σ |xₖ| (Higham, *Accuracy and Stability of Numerical Algorithms*, 2002,
//! section 4.2). A NaN, or ∞ − ∞, gives NaN.
//!
//! ```
//! use ffi_workbench::kernels::sum;
//!
//! assert_eq!(sum::c(&[1.0, 2.0, 3.5]), Ok(6.5));
//! assert_eq!(sum::cpp(&[]), Ok(0.0));
//! ```

use crate::error::KernelError;
use crate::ffi;
use crate::language::{Implementation, Language};

/// Σ xₖ; never an error.
pub type Function = fn(&[f64]) -> Result<f64, KernelError>;

/// Every implementation in this build.
pub const IMPLEMENTATIONS: &[Implementation<Function>] = &[
    Implementation::plain(Language::Rust, rust),
    Implementation::plain(Language::C, c),
    Implementation::plain(Language::Cpp, cpp),
    #[cfg(feature = "fortran")]
    Implementation::plain(Language::Fortran, fortran),
];

/// Σ xₖ in Rust.
pub fn rust(x: &[f64]) -> Result<f64, KernelError> {
    // Not `iter().sum()`: that starts at −0.0, and the other languages start at 0.0.
    let mut total = 0.0;
    for value in x {
        total += value;
    }
    Ok(total)
}

/// Σ xₖ in C.
#[inline]
pub fn c(x: &[f64]) -> Result<f64, KernelError> {
    // SAFETY: x holds x.len() elements; C only reads them and keeps no pointer; it has no static state, so any thread
    // may call it (FFI-CKPTR).
    Ok(unsafe { ffi::c::wb_c_sum(x.as_ptr(), x.len()) })
}

/// Σ xₖ in C++.
#[inline]
pub fn cpp(x: &[f64]) -> Result<f64, KernelError> {
    Ok(ffi::cpp::sum(x))
}

/// Σ xₖ in Fortran.
#[cfg(feature = "fortran")]
#[inline]
pub fn fortran(x: &[f64]) -> Result<f64, KernelError> {
    // SAFETY: the explicit shape is x(n) with n = x.len(); Fortran only reads it and has no saved variables, so any
    // thread may call it (FFI-CKPTR).
    Ok(unsafe { ffi::fortran::wb_fortran_sum(x.as_ptr(), x.len()) })
}
