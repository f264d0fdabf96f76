//! Sum of a vector, Σ xₖ, in double precision.
//!
//! | argument | shape | unit | rule |
//! | --- | --- | --- | --- |
//! | `x` | n elements | any | n = 0 gives 0 |
//!
//! Every vector has a sum, so the functions never fail; they return a `Result` as all kernels do. A NaN, or ∞ − ∞, gives
//! NaN.
//!
//! `plain` adds the elements in order: the error is at most γₙ₋₁ · Σ |xₖ|, where γₘ = m·u / (1 − m·u), u = 2⁻⁵³ (Higham,
//! *Accuracy and Stability of Numerical Algorithms*, 2002, section 4.2).
//!
//! `tuned` adds 16 rows of 32 lanes plainly, adds these sums to the lanes' totals with TwoSum, and gathers what rounding
//! took away (Ogita, Rump, Oishi, "Accurate sum and dot product", SIAM J. Sci. Comput. 26, 2005): the error is at most
//! u · |Σ xₖ| + (γ₁₅ + γₙ²) · Σ |xₖ|, nearly independent of n. Where lanes overflow that a sum in order would not, it gives
//! an infinity or NaN. Every language and every level gives the same bits.
//!
//! ```
//! use ffi_workbench::kernels::sum;
//!
//! assert_eq!(sum::c(&[1.0, 2.0, 3.5]), Ok(6.5));
//! assert_eq!(sum::cpp(&[]), Ok(0.0));
//! assert_eq!(sum::rust_tuned(&[1e16, 1.0, 1.0, -1e16]), Ok(2.0));
//! ```

use std::ops::Range;

use crate::error::KernelError;
use crate::ffi;
use crate::kernels::lanes::{LANES, Terms, rows_of, sum_of};
use crate::language::{Implementation, Language};
use crate::level::{at_every_level, at_level};

/// Σ xₖ; never an error.
pub type Function = fn(&[f64]) -> Result<f64, KernelError>;

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

/// Σ xₖ in Rust, tuned.
pub fn rust_tuned(x: &[f64]) -> Result<f64, KernelError> {
    Ok(in_lanes(x))
}

/// Σ xₖ in C, tuned.
#[inline]
pub fn c_tuned(x: &[f64]) -> Result<f64, KernelError> {
    let run = at_level!(ffi::c::wb_c_sum_tuned_baseline, ffi::c::wb_c_sum_tuned_v3, ffi::c::wb_c_sum_tuned_v4);
    // SAFETY: as for `c`, and this processor has the instructions of the level in use (`Level::is_here`).
    Ok(unsafe { run(x.as_ptr(), x.len()) })
}

/// Σ xₖ in C++, tuned.
#[inline]
pub fn cpp_tuned(x: &[f64]) -> Result<f64, KernelError> {
    let run = at_level!(ffi::cpp::sum_tuned_baseline, ffi::cpp::sum_tuned_v3, ffi::cpp::sum_tuned_v4);
    // SAFETY: any slice will do, and this processor has the instructions of the level in use (`Level::is_here`).
    Ok(unsafe { run(x) })
}

/// Σ xₖ in Fortran, tuned.
#[cfg(feature = "fortran")]
#[inline]
pub fn fortran_tuned(x: &[f64]) -> Result<f64, KernelError> {
    use ffi::fortran::{wb_fortran_sum_tuned_baseline, wb_fortran_sum_tuned_v3, wb_fortran_sum_tuned_v4};
    let run = at_level!(wb_fortran_sum_tuned_baseline, wb_fortran_sum_tuned_v3, wb_fortran_sum_tuned_v4);
    // SAFETY: as for `fortran`, and this processor has the instructions of the level in use (`Level::is_here`).
    Ok(unsafe { run(x.as_ptr(), x.len()) })
}

at_every_level! {
    fn in_lanes(x: &[f64]) -> f64 {
        sum_of(&Elements { x })
    }
}

struct Elements<'x> {
    x: &'x [f64],
}

impl Terms for Elements<'_> {
    #[inline(always)]
    fn count(&self) -> usize {
        self.x.len()
    }

    #[inline(always)]
    fn add_rows(&self, rows: Range<usize>, part: &mut [f64; LANES]) {
        for x in rows_of::<_, LANES>(self.x, rows) {
            for l in 0..LANES {
                part[l] += x[l];
            }
        }
    }

    #[inline(always)]
    fn term(&self, k: usize) -> f64 {
        self.x[k]
    }
}
