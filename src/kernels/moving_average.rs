//! Simple moving average: outᵢ = mean of xᵢ … xᵢ₊w₋₁, n − w + 1 values.
//!
//! | argument | shape | unit | rule |
//! | --- | --- | --- | --- |
//! | `x` | n elements | any | |
//! | `window` | scalar w | elements | 1 ≤ w ≤ n |
//! | `out` | n − w + 1 elements | that of `x` | not read |
//!
//! As `pandas.Series(x).rolling(w).mean()` without its leading NaN, and `numpy.convolve(x, ones(w)/w, "valid")`.
//! Nothing is ever subtracted: nothing drifts or cancels, and a NaN or an infinity reaches only the windows that hold
//! it. The division is a division, not a product with 1/w, so that the mean of ones is 1.
//!
//! `plain` sums every window anew, in order: the error of each value is at most γ_w times the mean of |x| in its
//! window, where γₘ = m·u / (1 − m·u), u = 2⁻⁵³. The price is n·w additions.
//!
//! `tuned` sums windows below 32 in the same way, with the same bits, and longer ones from sums that neighbours share:
//! the error is at most γ_m times the mean of |x| with m = w/8 + 12, which is below w. Its last bits depend on where a
//! call's output begins. Where sums of parts of a window overflow that in order would not, the mean is infinite or NaN.
//! Every language and every level gives the same bits. Up to windows of some 10⁴ elements it takes about as long as a
//! copy, and a quarter longer at 30. Fortran has no prefetch intrinsic: it takes up to one and a half times as long as
//! the others on arrays that come from memory, and as long as they do in cache.
//!
//! ```
//! use ffi_workbench::kernels::moving_average::{self, Error};
//!
//! let mut out = [0.0; 3];
//! moving_average::c(&[1.0, 2.0, 3.0, 7.0], 2, &mut out)?;
//! assert_eq!(out, [1.5, 2.5, 5.0]);
//! assert_eq!(moving_average::c(&[1.0], 2, &mut []), Err(Error::Window { window: 2, n: 1 }));
//! # Ok::<(), Error>(())
//! ```

use super::tuned;
use crate::ffi;
use crate::language::{Implementation, Language};
use crate::level::dispatch;

/// Fills `out` with the moving average, or [`Error`].
pub type Function = fn(&[f64], usize, &mut [f64]) -> Result<(), Error>;

/// Every implementation in this build.
pub const IMPLEMENTATIONS: &[Implementation<Function>] = &[
    Implementation::plain(Language::Rust, rust),
    Implementation::plain(Language::C, c),
    Implementation::plain(Language::Cpp, cpp),
    #[cfg(feature = "fortran")]
    Implementation::plain(Language::Fortran, fortran),
    Implementation::tuned(Language::Rust, rust_tuned),
    Implementation::tuned(Language::C, |x, w, out| call(dispatch!(c::wb_c_moving_average_tuned), x, w, out)),
    Implementation::tuned(Language::Cpp, |x, w, out| call_cpp(dispatch!(cpp::moving_average_tuned), x, w, out)),
    #[cfg(feature = "fortran")]
    Implementation::tuned(Language::Fortran, |x, w, out| {
        call(dispatch!(fortran::wb_fortran_moving_average_tuned), x, w, out)
    }),
];

/// A broken rule. Nothing was called, and nothing was written to `out`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "each sentence names its values")]
pub enum Error {
    /// A window that is empty or longer than its input.
    #[error("window {window} is not in 1..={n}, the length of x")]
    Window { window: usize, n: usize },
    /// `out` does not have the length of the result.
    #[error("out has {given} elements, the result has {needed}")]
    Output { given: usize, needed: usize },
}

/// Moving average in Rust. [`Error`] unless 1 ≤ `window` ≤ n and `out` has n − `window` + 1 elements.
pub fn rust(x: &[f64], window: usize, out: &mut [f64]) -> Result<(), Error> {
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

/// Moving average in C. [`Error`] unless 1 ≤ `window` ≤ n and `out` has n − `window` + 1 elements.
#[inline]
pub fn c(x: &[f64], window: usize, out: &mut [f64]) -> Result<(), Error> {
    call(ffi::c::wb_c_moving_average, x, window, out)
}

/// Moving average in C++. [`Error`] unless 1 ≤ `window` ≤ n and `out` has n − `window` + 1 elements.
#[inline]
pub fn cpp(x: &[f64], window: usize, out: &mut [f64]) -> Result<(), Error> {
    call_cpp(ffi::cpp::moving_average, x, window, out)
}

/// Moving average in Fortran. [`Error`] unless 1 ≤ `window` ≤ n and `out` has n − `window` + 1 elements.
#[cfg(feature = "fortran")]
#[inline]
pub fn fortran(x: &[f64], window: usize, out: &mut [f64]) -> Result<(), Error> {
    call(ffi::fortran::wb_fortran_moving_average, x, window, out)
}

/// Moving average in Rust, tuned. [`Error`] unless 1 ≤ `window` ≤ n and `out` has n − `window` + 1 elements.
pub fn rust_tuned(x: &[f64], window: usize, out: &mut [f64]) -> Result<(), Error> {
    check(x, window, out)?;
    if window <= tuned::moving_average::DIRECT_MAX {
        tuned::moving_average::direct(x, window, out);
    } else {
        tuned::moving_average::by_segments(x, window, out);
    }
    Ok(())
}

#[inline]
fn call(
    average: unsafe extern "C" fn(*const f64, usize, usize, *mut f64),
    x: &[f64],
    window: usize,
    out: &mut [f64],
) -> Result<(), Error> {
    check(x, window, out)?;
    // SAFETY: `average` is one of the functions of this file, for x[n] and out[n − window + 1], which the slices have,
    // and 1 ≤ window ≤ n (checked above); &mut keeps the two apart. It keeps no pointer and has no static state
    // (FFI-CKPTR), and the processor has the instructions of a tuned one (`dispatch!`).
    unsafe { average(x.as_ptr(), x.len(), window, out.as_mut_ptr()) };
    Ok(())
}

#[inline]
fn call_cpp(
    average: unsafe fn(&[f64], usize, &mut [f64]),
    x: &[f64],
    window: usize,
    out: &mut [f64],
) -> Result<(), Error> {
    check(x, window, out)?;
    // SAFETY: as in `call`, for the functions behind cxx.
    unsafe { average(x, window, out) };
    Ok(())
}

/// Number of values in the moving average of `n` elements, or [`Error::Window`].
#[inline]
pub fn output_length(n: usize, window: usize) -> Result<usize, Error> {
    if window == 0 || window > n { Err(Error::Window { window, n }) } else { Ok(n - window + 1) }
}

#[inline]
fn check(x: &[f64], window: usize, out: &[f64]) -> Result<(), Error> {
    let (given, needed) = (out.len(), output_length(x.len(), window)?);
    if given == needed { Ok(()) } else { Err(Error::Output { given, needed }) }
}
