//! A Fortran procedure with `bind(C)`: numbers by `value`, arrays of explicit shape.
//!
//! | the other side | |
//! | --- | --- |
//! | promises | `x(n)` means n elements, which it reads; it writes `y(n)`; neither is kept, and they do not overlap |
//! | does not promise | that anybody has compared n with the arrays |
//!
//! **Idiom.** `bind(C)` with a name, kinds of `iso_c_binding`, `value` for what goes in: the declaration then reads as
//! C does. Fortran has no unsigned integers, so a count is an `i64`. Positions count from 1 and become indices here; 0
//! is "none".
//!
//! **Rules.** FFI-PFTYPE (kinds, not `integer*8`), FFI-CTYPE, FFI-CKINRUST (a position is checked).
//!
//! **Otherwise.** `n` without `value`: Fortran took 3 for the address of n, SIGSEGV.
//!
//! ```
//! use ffi_cookbook::fortran_arrays::{largest_at, line};
//!
//! let mut y = [0.0; 3];
//! line(2.0, 1.0, &[0.0, 5.0, 2.0], &mut y)?;
//! assert_eq!(y, [1.0, 11.0, 5.0]);
//! assert_eq!(largest_at(&y), Some(1));
//! # Ok::<(), ffi_cookbook::fortran_arrays::UnequalLengths>(())
//! ```
//!
//! `fortran_arrays.f90`:
#![doc = concat!("```fortran\n", include_str!("fortran_arrays.f90"), "```")]
#![expect(unsafe_code, reason = "calls Fortran")]

unsafe extern "C" {
    fn ck_line(n: i64, slope: f64, intercept: f64, x: *const f64, y: *mut f64);
    fn ck_position_of_largest(n: i64, x: *const f64) -> i64;
}

/// The arrays do not match; nothing was computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("x has {x} elements and y has {y}; they must be equally many")]
#[expect(missing_docs, reason = "the sentence names the values")]
pub struct UnequalLengths {
    pub x: usize,
    pub y: usize,
}

/// y = slope · x + intercept.
pub fn line(slope: f64, intercept: f64, x: &[f64], y: &mut [f64]) -> Result<(), UnequalLengths> {
    if x.len() != y.len() {
        return Err(UnequalLengths { x: x.len(), y: y.len() });
    }
    // SAFETY: both hold n elements (checked above); y is borrowed mutably, and so it does not overlap x.
    unsafe { ck_line(count(x), slope, intercept, x.as_ptr(), y.as_mut_ptr()) };
    Ok(())
}

/// Index of the largest element, the first of several; `None` if there is none or all are NaN.
pub fn largest_at(x: &[f64]) -> Option<usize> {
    // SAFETY: x holds n elements, which Fortran reads.
    let position = unsafe { ck_position_of_largest(count(x), x.as_ptr()) };
    let index = usize::try_from(position).ok()?.checked_sub(1)?;
    (index < x.len() && !x[index].is_nan()).then_some(index)
}

fn count(x: &[f64]) -> i64 {
    i64::try_from(x.len()).expect("a slice has at most isize::MAX bytes")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_arrays_are_no_work_and_have_no_largest_element() {
        assert_eq!(line(1.0, 1.0, &[], &mut []), Ok(()));
        assert_eq!(largest_at(&[]), None);
    }

    #[test]
    fn unequal_lengths_are_refused() {
        assert_eq!(line(1.0, 1.0, &[1.0], &mut []), Err(UnequalLengths { x: 1, y: 0 }));
    }

    #[test]
    fn nan_is_not_the_largest() {
        assert_eq!(largest_at(&[f64::NAN, 1.0, 2.0]), Some(2));
        assert_eq!(largest_at(&[f64::NAN; 3]), None);
    }
}
