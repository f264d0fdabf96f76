//! An array that C reads: a pointer and a count.
//!
//! | the other side | |
//! | --- | --- |
//! | promises | it reads n elements, writes none and keeps no pointer |
//! | does not promise | to look at the count: n = 0, a null `x` or fewer elements than n are the caller's fault |
//!
//! **Idiom.** `&[f64]` gives both arguments, so they cannot disagree. What may be NULL is an `Option<&[f64]>`: the
//! pointer of an empty slice dangles and is *not* null. A count that is an `int` is converted with a check.
//!
//! **Rules.** FFI-CTYPE (a slice is no C type), FFI-PFTYPE.
//!
//! **Otherwise.** The pointer of an empty `w`, passed in place of NULL, was address 8, which C read: SIGSEGV. A count
//! cut to 32 bits by `as` made 4294967298 elements into 2.
//!
//! ```
//! use ffi_cookbook::slice_in::{largest, weighted_mean};
//!
//! assert_eq!(weighted_mean(&[1.0, 4.0], Some(&[3.0, 1.0]))?, 1.75);
//! assert_eq!(weighted_mean(&[1.0, 4.0], None)?, 2.5);
//! assert_eq!(largest(&[1.0, 4.0])?, 4.0);
//! # Ok::<(), ffi_cookbook::slice_in::SliceError>(())
//! ```
//!
//! `slice_in.c`:
#![doc = concat!("```c\n", include_str!("slice_in.c"), "```")]
#![expect(unsafe_code, reason = "calls C")]

use std::ffi::c_int;
use std::ptr;

unsafe extern "C" {
    fn ck_weighted_mean(x: *const f64, w: *const f64, n: usize) -> f64;
    fn ck_largest(n: c_int, x: *const f64) -> f64;
}

/// The rule that the arguments break.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[expect(missing_docs, reason = "the sentences name the values")]
pub enum SliceError {
    #[error("there are no elements; at least 1 is needed")]
    Empty,
    #[error("x has {x} elements and w has {w}; they must be equally many")]
    Lengths { x: usize, w: usize },
    #[error("{n} elements do not fit a C int")]
    TooMany { n: usize },
}

/// Mean of `x`, weighted by `w` if there is one.
pub fn weighted_mean(x: &[f64], w: Option<&[f64]>) -> Result<f64, SliceError> {
    if x.is_empty() {
        return Err(SliceError::Empty);
    }
    if let Some(w) = w.filter(|w| w.len() != x.len()) {
        return Err(SliceError::Lengths { x: x.len(), w: w.len() });
    }
    let w = w.map_or(ptr::null(), <[f64]>::as_ptr);
    // SAFETY: x holds n >= 1 elements, and w is null or holds n (checked above); C reads them and keeps neither.
    Ok(unsafe { ck_weighted_mean(x.as_ptr(), w, x.len()) })
}

/// Largest element of `x`; a NaN is never the largest unless it is the first.
pub fn largest(x: &[f64]) -> Result<f64, SliceError> {
    if x.is_empty() {
        return Err(SliceError::Empty);
    }
    let n = count(x.len())?;
    // SAFETY: x holds n >= 1 elements; C reads them and keeps no pointer.
    Ok(unsafe { ck_largest(n, x.as_ptr()) })
}

fn count(n: usize) -> Result<c_int, SliceError> {
    c_int::try_from(n).map_err(|_| SliceError::TooMany { n })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_and_unequal_arrays_are_refused() {
        assert_eq!(weighted_mean(&[], None), Err(SliceError::Empty));
        assert_eq!(weighted_mean(&[], Some(&[])), Err(SliceError::Empty));
        assert_eq!(weighted_mean(&[1.0, 2.0], Some(&[])), Err(SliceError::Lengths { x: 2, w: 0 }));
        assert_eq!(largest(&[]), Err(SliceError::Empty));
    }

    #[test]
    fn a_count_that_an_int_cannot_hold_is_refused() {
        assert_eq!(count(i32::MAX as usize), Ok(i32::MAX));
        assert_eq!(count(1 << 31), Err(SliceError::TooMany { n: 1 << 31 }));
    }
}
