//! Fortran 77, without `bind(C)`.
//!
//! | the other side | |
//! | --- | --- |
//! | promises | it writes what its comment says; it keeps no reference |
//! | does not promise | `intent`: any argument may be written; a symbol: the compiler makes the name |
//!
//! **Idiom.** gfortran, flang and ifx on Linux name `SUBROUTINE CKGROW` `ckgrow_`. Everything is passed by reference,
//! constants too, so each number goes into a variable of its own: what Fortran writes to `R` by mistake is then ours to
//! lose. `INTEGER` is `c_int` and `DOUBLE PRECISION` is `f64`, unless it is compiled with `-fdefault-integer-8` or
//! `-fdefault-real-8`.
//!
//! **Rules.** FFI-TCONS, FFI-CKREF (nothing here is a reference to a constant), FFI-CKINRUST.
//!
//! **Otherwise.** Compiled with `-fdefault-integer-8`, it read the eight bytes of NSTEPS and the variable beside it:
//! 4294967298 steps for 2.
//!
//! ```
//! use ffi_cookbook::fortran77::{GrowthError, grow};
//!
//! assert_eq!(grow(0.5, 1.0, 0.5, 1)?, 0.625);
//! assert_eq!(grow(0.5, 8.0, 0.5, 1), Err(GrowthError::Step { product: 4.0 }));
//! # Ok::<(), GrowthError>(())
//! ```
//!
//! `fortran77.f`:
#![doc = concat!("```fortran\n", include_str!("fortran77.f"), "```")]
#![expect(unsafe_code, reason = "calls Fortran")]

use std::ffi::c_int;

unsafe extern "C" {
    fn ckgrow_(y: *mut f64, r: *mut f64, h: *mut f64, nsteps: *mut c_int, ierr: *mut c_int);
}

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[expect(missing_docs, reason = "the sentences name the values")]
pub enum GrowthError {
    #[error("step times rate is {product}, which is not in (0, 1]")]
    Step { product: f64 },
    #[error("{steps} steps do not fit an INTEGER")]
    TooMany { steps: usize },
    #[error("the library returned IERR = {0}, which its comment does not list")]
    Unknown(c_int),
}

/// The value after `steps` steps of size `h` of logistic growth at rate `r`, from `y` on.
pub fn grow(mut y: f64, mut r: f64, mut h: f64, steps: usize) -> Result<f64, GrowthError> {
    let product = h * r;
    let mut nsteps = c_int::try_from(steps).map_err(|_| GrowthError::TooMany { steps })?;
    let mut ierr = -1;
    // SAFETY: five variables of ours, of the types that Fortran has; it keeps no reference.
    unsafe { ckgrow_(&mut y, &mut r, &mut h, &mut nsteps, &mut ierr) };
    match ierr {
        0 => Ok(y),
        1 => Err(GrowthError::Step { product }),
        unknown => Err(GrowthError::Unknown(unknown)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_that_are_none_are_refused() {
        for h in [0.0, -1.0, 1.5] {
            assert_eq!(grow(0.5, 1.0, h, 1), Err(GrowthError::Step { product: h }));
        }
        assert!(matches!(grow(0.5, f64::NAN, 1.0, 1), Err(GrowthError::Step { .. })));
    }

    #[test]
    fn counts_that_an_integer_cannot_hold_are_refused() {
        assert_eq!(grow(0.5, 1.0, 1.0, 1 << 31), Err(GrowthError::TooMany { steps: 1 << 31 }));
        assert_eq!(grow(0.25, 1.0, 1.0, 0), Ok(0.25));
    }
}
