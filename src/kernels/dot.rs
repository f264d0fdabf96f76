//! Inner product of two vectors, Σ xₖ·yₖ, in double precision and in single precision (`_f32`).
//!
//! | argument | shape | unit | rule |
//! | --- | --- | --- | --- |
//! | `x`, `y` | n elements each | any | equal lengths; n = 0 gives 0 |
//!
//! A NaN, or ∞ · 0, or ∞ − ∞, gives NaN.
//!
//! `plain` adds the products in order in the element's own precision, so the error is at most γₙ · Σ |xₖ·yₖ| with
//! γₙ = n·u / (1 − n·u), u = 2⁻⁵³ or 2⁻²⁴ (Higham, *Accuracy and Stability of Numerical Algorithms*, 2002, section 3.1).
//!
//! `tuned` adds 16 rows of 32 lanes plainly (64 lanes in single precision), and adds these sums to the lanes' totals: in
//! double precision with TwoSum (Ogita, Rump, Oishi, "Accurate sum and dot product", SIAM J. Sci. Comput. 26, 2005), from
//! single precision in double precision. The error is at most u · |Σ xₖ·yₖ| + (γ₁₆ + γₙ²) · Σ |xₖ·yₖ|, where the last γₙ
//! is that of double precision in both: nearly independent of n. Products are not fused with additions, because the
//! baseline level has no such instruction. Every language and every level gives the same bits.
//!
//! ```
//! use ffi_workbench::{error::KernelError, kernels::dot};
//!
//! assert_eq!(dot::c(&[1.0, 2.0, 3.0], &[4.0, 5.0, 6.0]), Ok(32.0));
//! assert_eq!(dot::cpp_f32(&[1.5], &[2.0]), Ok(3.0));
//! assert_eq!(dot::c(&[1.0], &[]), Err(KernelError::LengthMismatch { x: 1, y: 0 }));
//! ```

use std::ops::Range;

use crate::error::KernelError;
use crate::ffi;
use crate::kernels::lanes::{LANES, ROWS, Terms, rows_of, sum_of};
use crate::language::{Implementation, Language};
use crate::level::{at_every_level, at_level};

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
    Implementation::tuned(Language::Rust, rust_tuned),
    Implementation::tuned(Language::C, c_tuned),
    Implementation::tuned(Language::Cpp, cpp_tuned),
    #[cfg(feature = "fortran")]
    Implementation::tuned(Language::Fortran, fortran_tuned),
];

/// Every implementation in single precision in this build.
pub const IMPLEMENTATIONS_F32: &[Implementation<FunctionF32>] = &[
    Implementation::plain(Language::Rust, rust_f32),
    Implementation::plain(Language::C, c_f32),
    Implementation::plain(Language::Cpp, cpp_f32),
    #[cfg(feature = "fortran")]
    Implementation::plain(Language::Fortran, fortran_f32),
    Implementation::tuned(Language::Rust, rust_f32_tuned),
    Implementation::tuned(Language::C, c_f32_tuned),
    Implementation::tuned(Language::Cpp, cpp_f32_tuned),
    #[cfg(feature = "fortran")]
    Implementation::tuned(Language::Fortran, fortran_f32_tuned),
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

/// Σ xₖ·yₖ in Rust, double precision, tuned.
pub fn rust_tuned(x: &[f64], y: &[f64]) -> Result<f64, KernelError> {
    check(x, y)?;
    Ok(in_lanes(x, y))
}

/// Σ xₖ·yₖ in C, double precision, tuned.
#[inline]
pub fn c_tuned(x: &[f64], y: &[f64]) -> Result<f64, KernelError> {
    use ffi::c::{wb_c_dot_tuned_baseline, wb_c_dot_tuned_v3, wb_c_dot_tuned_v4};
    let n = check(x, y)?;
    let run = at_level!(wb_c_dot_tuned_baseline, wb_c_dot_tuned_v3, wb_c_dot_tuned_v4);
    // SAFETY: as for `c`, and this processor has the instructions of the level in use (`Level::is_here`).
    Ok(unsafe { run(x.as_ptr(), y.as_ptr(), n) })
}

/// Σ xₖ·yₖ in C++, double precision, tuned.
#[inline]
pub fn cpp_tuned(x: &[f64], y: &[f64]) -> Result<f64, KernelError> {
    use ffi::cpp::{dot_tuned_baseline, dot_tuned_v3, dot_tuned_v4};
    check(x, y)?;
    let run = at_level!(dot_tuned_baseline, dot_tuned_v3, dot_tuned_v4);
    // SAFETY: as for `cpp`, and this processor has the instructions of the level in use (`Level::is_here`).
    Ok(unsafe { run(x, y) })
}

/// Σ xₖ·yₖ in Fortran, double precision, tuned.
#[cfg(feature = "fortran")]
#[inline]
pub fn fortran_tuned(x: &[f64], y: &[f64]) -> Result<f64, KernelError> {
    use ffi::fortran::{wb_fortran_dot_tuned_baseline, wb_fortran_dot_tuned_v3, wb_fortran_dot_tuned_v4};
    let n = check(x, y)?;
    let run = at_level!(wb_fortran_dot_tuned_baseline, wb_fortran_dot_tuned_v3, wb_fortran_dot_tuned_v4);
    // SAFETY: as for `fortran`, and this processor has the instructions of the level in use (`Level::is_here`).
    Ok(unsafe { run(x.as_ptr(), y.as_ptr(), n) })
}

/// Σ xₖ·yₖ in Rust, single precision, tuned.
pub fn rust_f32_tuned(x: &[f32], y: &[f32]) -> Result<f32, KernelError> {
    check(x, y)?;
    Ok(in_lanes_f32(x, y))
}

/// Σ xₖ·yₖ in C, single precision, tuned.
#[inline]
pub fn c_f32_tuned(x: &[f32], y: &[f32]) -> Result<f32, KernelError> {
    use ffi::c::{wb_c_dot_f32_tuned_baseline, wb_c_dot_f32_tuned_v3, wb_c_dot_f32_tuned_v4};
    let n = check(x, y)?;
    let run = at_level!(wb_c_dot_f32_tuned_baseline, wb_c_dot_f32_tuned_v3, wb_c_dot_f32_tuned_v4);
    // SAFETY: as for `c`, and this processor has the instructions of the level in use (`Level::is_here`).
    Ok(unsafe { run(x.as_ptr(), y.as_ptr(), n) })
}

/// Σ xₖ·yₖ in C++, single precision, tuned.
#[inline]
pub fn cpp_f32_tuned(x: &[f32], y: &[f32]) -> Result<f32, KernelError> {
    use ffi::cpp::{dot_f32_tuned_baseline, dot_f32_tuned_v3, dot_f32_tuned_v4};
    check(x, y)?;
    let run = at_level!(dot_f32_tuned_baseline, dot_f32_tuned_v3, dot_f32_tuned_v4);
    // SAFETY: as for `cpp`, and this processor has the instructions of the level in use (`Level::is_here`).
    Ok(unsafe { run(x, y) })
}

/// Σ xₖ·yₖ in Fortran, single precision, tuned.
#[cfg(feature = "fortran")]
#[inline]
pub fn fortran_f32_tuned(x: &[f32], y: &[f32]) -> Result<f32, KernelError> {
    use ffi::fortran::{wb_fortran_dot_f32_tuned_baseline, wb_fortran_dot_f32_tuned_v3, wb_fortran_dot_f32_tuned_v4};
    let n = check(x, y)?;
    let run = at_level!(wb_fortran_dot_f32_tuned_baseline, wb_fortran_dot_f32_tuned_v3, wb_fortran_dot_f32_tuned_v4);
    // SAFETY: as for `fortran`, and this processor has the instructions of the level in use (`Level::is_here`).
    Ok(unsafe { run(x.as_ptr(), y.as_ptr(), n) })
}

at_every_level! {
    fn in_lanes(x: &[f64], y: &[f64]) -> f64 {
        sum_of(&Products { x, y })
    }
}

/// Of two slices of one length.
struct Products<'x> {
    x: &'x [f64],
    y: &'x [f64],
}

impl Terms for Products<'_> {
    #[inline(always)]
    fn count(&self) -> usize {
        self.x.len()
    }

    #[inline(always)]
    fn add_rows(&self, rows: Range<usize>, part: &mut [f64; LANES]) {
        for (x, y) in rows_of::<_, LANES>(self.x, rows.clone()).iter().zip(rows_of::<_, LANES>(self.y, rows)) {
            for l in 0..LANES {
                part[l] += x[l] * y[l];
            }
        }
    }

    #[inline(always)]
    fn term(&self, k: usize) -> f64 {
        self.x[k] * self.y[k]
    }
}

at_every_level! {
    fn in_lanes_f32(x: &[f32], y: &[f32]) -> f32 {
        const LANES_F32: usize = 2 * LANES;
        let mut total = [0.0; LANES_F32];
        let rows = x.len() / LANES_F32;
        for first in (0..rows).step_by(ROWS) {
            let rows = first..rows.min(first + ROWS);
            let mut part = [0.0_f32; LANES_F32];
            for (x, y) in rows_of::<_, LANES_F32>(x, rows.clone()).iter().zip(rows_of::<_, LANES_F32>(y, rows)) {
                for l in 0..LANES_F32 {
                    part[l] += x[l] * y[l];
                }
            }
            for l in 0..LANES_F32 {
                total[l] += f64::from(part[l]);
            }
        }
        for ((total, x), y) in total.iter_mut().zip(&x[rows * LANES_F32..]).zip(&y[rows * LANES_F32..]) {
            *total += f64::from(x * y);
        }
        let mut sum = 0.0;
        for lane in total {
            sum += lane;
        }
        // Rounded once, to the precision that was asked for.
        #[allow(clippy::cast_possible_truncation)]
        let rounded = sum as f32;
        rounded
    }
}
