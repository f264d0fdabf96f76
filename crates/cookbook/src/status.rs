//! A status as the result, answers through pointers: `int moments(..., double *mean, double *variance)`.
//!
//! | the other side | |
//! | --- | --- |
//! | promises | with `CK_OK`, both answers are written |
//! | does not promise | that they are written with any other status; that there are only three |
//!
//! **Idiom.** `MaybeUninit` for the answers, `Result` for the status, and `assume_init` only where the documentation
//! says that they are written. A status that the documentation does not list is an error of its own.
//!
//! **Rules.** MEM-UNINIT, FFI-CKINRUST, LANG-ERRWRAP (one error type of one's own).
//!
//! **Otherwise.** The status ignored, answers started at 0: the mean of no data was 0, and nobody was told.
//!
//! ```
//! use ffi_cookbook::status::{StatusError, moments};
//!
//! let found = moments(&[1.0, 3.0])?;
//! assert_eq!((found.mean, found.variance), (2.0, 1.0));
//! assert_eq!(moments(&[]), Err(StatusError::NoData));
//! # Ok::<(), StatusError>(())
//! ```
//!
//! `status.c`:
#![doc = concat!("```c\n", include_str!("status.c"), "```")]
#![expect(unsafe_code, reason = "calls C")]

use std::ffi::c_int;
use std::mem::MaybeUninit;

unsafe extern "C" {
    fn ck_moments(x: *const f64, n: usize, mean: *mut f64, variance: *mut f64) -> c_int;
}

/// Mean and variance.
#[derive(Debug, Clone, Copy, PartialEq)]
#[expect(missing_docs, reason = "named in full")]
pub struct Moments {
    pub mean: f64,
    pub variance: f64,
}

/// What the library's status says.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[expect(missing_docs, reason = "the sentences name the values")]
pub enum StatusError {
    #[error("there is no data")]
    NoData,
    #[error("the sum of the data is not finite")]
    NotFinite,
    #[error("the library returned status {0}, which its documentation does not list")]
    Unknown(c_int),
}

/// Mean and variance (over n) of `x`.
pub fn moments(x: &[f64]) -> Result<Moments, StatusError> {
    let (mut mean, mut variance) = (MaybeUninit::uninit(), MaybeUninit::uninit());
    // SAFETY: x holds n elements, which C reads; mean and variance have room for one number each. It keeps no pointer.
    let status = unsafe { ck_moments(x.as_ptr(), x.len(), mean.as_mut_ptr(), variance.as_mut_ptr()) };
    checked(status)?;
    // SAFETY: status.c writes it before it returns CK_OK.
    let mean = unsafe { mean.assume_init() };
    // SAFETY: as above.
    let variance = unsafe { variance.assume_init() };
    Ok(Moments { mean, variance })
}

fn checked(status: c_int) -> Result<(), StatusError> {
    match status {
        0 => Ok(()),
        1 => Err(StatusError::NoData),
        2 => Err(StatusError::NotFinite),
        unknown => Err(StatusError::Unknown(unknown)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_status_is_its_error() {
        assert_eq!(moments(&[]), Err(StatusError::NoData));
        assert_eq!(moments(&[f64::NAN]), Err(StatusError::NotFinite));
        assert_eq!(moments(&[f64::MAX, f64::MAX]), Err(StatusError::NotFinite));
    }

    #[test]
    fn a_status_that_is_not_listed_is_an_error() {
        assert_eq!(checked(-1), Err(StatusError::Unknown(-1)));
        assert_eq!(checked(3), Err(StatusError::Unknown(3)));
    }
}
