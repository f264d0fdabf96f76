//! Sum of a vector, Σ xₖ, in double precision.
//!
//! | argument | shape | unit | rule |
//! | --- | --- | --- | --- |
//! | `x` | n elements | any | n = 0 gives 0 |
//!
//! Every vector has a sum, so the functions never fail. A NaN, or ∞ − ∞, gives NaN.
//!
//! `plain` adds the elements in order: the error is at most γₙ₋₁ · Σ |xₖ|, where γₘ = m·u / (1 − m·u), u = 2⁻⁵³
//! (Higham, *Accuracy and Stability of Numerical Algorithms*, 2002, section 4.2).
//!
//! `tuned` adds 16 rows of 32 lanes plainly, adds these sums to the lanes' totals with TwoSum, and gathers what
//! rounding took away (Ogita, Rump, Oishi, "Accurate sum and dot product", SIAM J. Sci. Comput. 26, 2005): the error is
//! at most u · |Σ xₖ| + (γ₁₅ + γₙ²) · Σ |xₖ|, nearly independent of n. Where lanes overflow that a sum in order would
//! not, it gives an infinity or NaN. Every language and every level gives the same bits.
//!
//! ```
//! use ffi_workbench::kernels::sum;
//!
//! assert_eq!(sum::c(&[1.0, 2.0, 3.5]), 6.5);
//! assert_eq!(sum::cpp(&[]), 0.0);
//! assert_eq!(sum::rust_tuned(&[1e16, 1.0, 1.0, -1e16]), 2.0);
//! ```

use super::tuned;
use crate::ffi;
use crate::language::{Implementation, Language};
use crate::level::dispatch;

/// Σ xₖ; never an error.
pub type Function = fn(&[f64]) -> f64;

/// Every implementation in this build.
pub const IMPLEMENTATIONS: &[Implementation<Function>] = &[
    Implementation::plain(Language::Rust, rust),
    Implementation::plain(Language::C, c),
    Implementation::plain(Language::Cpp, cpp),
    #[cfg(feature = "fortran")]
    Implementation::plain(Language::Fortran, fortran),
    Implementation::tuned(Language::Rust, rust_tuned),
    Implementation::tuned(Language::C, |x| call(dispatch!(c::wb_c_sum_tuned), x)),
    Implementation::tuned(Language::Cpp, |x| call_cpp(dispatch!(cpp::sum_tuned), x)),
    #[cfg(feature = "fortran")]
    Implementation::tuned(Language::Fortran, |x| call(dispatch!(fortran::wb_fortran_sum_tuned), x)),
];

/// Σ xₖ in Rust.
pub fn rust(x: &[f64]) -> f64 {
    // Not `iter().sum()`: that starts at −0.0, and the other languages start at 0.0.
    let mut total = 0.0;
    for value in x {
        total += value;
    }
    total
}

/// Σ xₖ in C.
#[inline]
pub fn c(x: &[f64]) -> f64 {
    call(ffi::c::wb_c_sum, x)
}

/// Σ xₖ in C++.
#[inline]
pub fn cpp(x: &[f64]) -> f64 {
    ffi::cpp::sum(x)
}

/// Σ xₖ in Fortran.
#[cfg(feature = "fortran")]
#[inline]
pub fn fortran(x: &[f64]) -> f64 {
    call(ffi::fortran::wb_fortran_sum, x)
}

/// Σ xₖ in Rust, tuned.
pub fn rust_tuned(x: &[f64]) -> f64 {
    tuned::sum::in_lanes(x)
}

#[inline]
fn call(sum: unsafe extern "C" fn(*const f64, usize) -> f64, x: &[f64]) -> f64 {
    // SAFETY: `sum` is one of the functions of this file, for x[n], and x holds x.len() elements. It only reads them,
    // keeps no pointer and has no static state, so any thread may call it (FFI-CKPTR); the processor has the
    // instructions of a tuned one (`dispatch!`).
    unsafe { sum(x.as_ptr(), x.len()) }
}

#[inline]
fn call_cpp(sum: unsafe fn(&[f64]) -> f64, x: &[f64]) -> f64 {
    // SAFETY: `sum` is a tuned function of this file. Any slice will do, and the processor has its instructions
    // (`dispatch!`).
    unsafe { sum(x) }
}
