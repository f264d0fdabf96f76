//! Simple moving average: outᵢ = mean of xᵢ … xᵢ₊w₋₁, n − w + 1 values.
//!
//! | argument | shape | unit | rule |
//! | --- | --- | --- | --- |
//! | `x` | n elements | any | |
//! | `window` | scalar w | elements | 1 ≤ w ≤ n |
//! | `out` | n − w + 1 elements | that of `x` | not read |
//!
//! As `pandas.Series(x).rolling(w).mean()` without its leading NaN, and `numpy.convolve(x, ones(w)/w, "valid")`. Every
//! window is summed anew, in order: nothing drifts, the error of each value is at most γ_w times the mean of |x| in its
//! window, and a NaN or an infinity reaches only the windows that hold it. The price is n·w additions.
//!
//! ```
//! use ffi_workbench::{error::KernelError, kernels::moving_average};
//!
//! let mut out = [0.0; 3];
//! moving_average::c(&[1.0, 2.0, 3.0, 7.0], 2, &mut out)?;
//! assert_eq!(out, [1.5, 2.5, 5.0]);
//! assert_eq!(moving_average::c(&[1.0], 2, &mut []), Err(KernelError::WindowOutOfRange { window: 2, n: 1 }));
//! # Ok::<(), KernelError>(())
//! ```

use crate::error::KernelError;
use crate::ffi;
use crate::language::{Implementation, Language};

/// Fills `out` with the moving average, or [`KernelError::WindowOutOfRange`] or [`KernelError::OutputLength`].
pub type Function = fn(&[f64], usize, &mut [f64]) -> Result<(), KernelError>;

/// Every implementation in this build.
pub const IMPLEMENTATIONS: &[Implementation<Function>] = &[
    Implementation::plain(Language::Rust, rust),
    Implementation::plain(Language::C, c),
    Implementation::plain(Language::Cpp, cpp),
    #[cfg(feature = "fortran")]
    Implementation::plain(Language::Fortran, fortran),
];

/// Moving average in Rust.
pub fn rust(x: &[f64], window: usize, out: &mut [f64]) -> Result<(), KernelError> {
    check(x, window, out)?;
    for (mean, values) in out.iter_mut().zip(x.windows(window)) {
        let mut total = 0.0;
        for value in values {
            total += value;
        }
        *mean = total / window as f64;
    }
    Ok(())
}

/// Moving average in C.
#[inline]
pub fn c(x: &[f64], window: usize, out: &mut [f64]) -> Result<(), KernelError> {
    check(x, window, out)?;
    // SAFETY: 1 ≤ window ≤ n and out holds n − window + 1 elements (checked above), so C reads x[0..n] and writes
    // out[0..n − window + 1]; &mut keeps the two apart; it keeps no pointer and has no static state (FFI-CKPTR).
    unsafe { ffi::c::wb_c_moving_average(x.as_ptr(), x.len(), window, out.as_mut_ptr()) };
    Ok(())
}

/// Moving average in C++.
#[inline]
pub fn cpp(x: &[f64], window: usize, out: &mut [f64]) -> Result<(), KernelError> {
    check(x, window, out)?;
    // SAFETY: 1 ≤ window ≤ x.len() and out holds x.len() − window + 1 elements (checked above), which is what C++ writes.
    unsafe { ffi::cpp::moving_average(x, window, out) };
    Ok(())
}

/// Moving average in Fortran.
#[cfg(feature = "fortran")]
#[inline]
pub fn fortran(x: &[f64], window: usize, out: &mut [f64]) -> Result<(), KernelError> {
    check(x, window, out)?;
    // SAFETY: the explicit shapes are x(n) and out(n − window + 1), which the slices have (checked above), and &mut
    // keeps the two apart, as Fortran demands; it keeps no pointer and has no saved variables (FFI-CKPTR).
    unsafe { ffi::fortran::wb_fortran_moving_average(x.as_ptr(), x.len(), window, out.as_mut_ptr()) };
    Ok(())
}

/// Number of values in the moving average of `n` elements, or [`KernelError::WindowOutOfRange`].
#[inline]
pub fn output_length(n: usize, window: usize) -> Result<usize, KernelError> {
    if window == 0 || window > n {
        return Err(KernelError::WindowOutOfRange { window, n });
    }
    Ok(n - window + 1)
}

#[inline]
fn check(x: &[f64], window: usize, out: &[f64]) -> Result<(), KernelError> {
    let needed = output_length(x.len(), window)?;
    if out.len() != needed {
        return Err(KernelError::OutputLength { needed, given: out.len() });
    }
    Ok(())
}
