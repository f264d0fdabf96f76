//! An optional argument of Fortran.
//!
//! | the other side | |
//! | --- | --- |
//! | promises | with `bind(C)`, an absent argument is a null pointer: `present` says whether it is there |
//! | does not promise | that a procedure without `optional` notices a null pointer |
//!
//! **Idiom.** `Option<&f64>` in the declaration: the compiler guarantees that `None` is null. For answers,
//! `Option<&mut f64>`. `optional` together with `value` is another matter: gfortran passes a hidden flag for it.
//!
//! **Rules.** FFI-CKPTR; FFI-NOREF names `Option` of a reference as an exception.
//!
//! **Otherwise.** Null for `spread`, which is not optional: SIGSEGV.
//!
//! ```
//! use ffi_cookbook::optional::{spread, spread_and_farthest};
//!
//! assert_eq!(spread(&[3.0, -3.0], None), Some(3.0));
//! assert_eq!(spread_and_farthest(&[3.0, -1.0], Some(1.0)), Some((2.0, 2.0)));
//! ```
//!
//! `optional.f90`:
#![doc = concat!("```fortran\n", include_str!("optional.f90"), "```")]
#![expect(unsafe_code, reason = "calls Fortran")]

unsafe extern "C" {
    fn ck_spread(n: i64, x: *const f64, spread: *mut f64, centre: Option<&f64>, farthest: Option<&mut f64>);
}

/// Root mean square of `x` about `centre`, or about 0; `None` without elements.
pub fn spread(x: &[f64], centre: Option<f64>) -> Option<f64> {
    call(x, centre, None)
}

/// The same, and the largest distance.
pub fn spread_and_farthest(x: &[f64], centre: Option<f64>) -> Option<(f64, f64)> {
    let mut farthest = 0.0;
    Some((call(x, centre, Some(&mut farthest))?, farthest))
}

fn call(x: &[f64], centre: Option<f64>, farthest: Option<&mut f64>) -> Option<f64> {
    let n = i64::try_from(x.len()).ok().filter(|n| *n > 0)?;
    let mut spread = 0.0;
    // SAFETY: x holds n >= 1 elements, which Fortran reads; it writes one number to spread, and one to farthest if it
    // is there. It keeps no reference.
    unsafe { ck_spread(n, x.as_ptr(), &mut spread, centre.as_ref(), farthest) };
    Some(spread)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_absent_is_neither_read_nor_written() {
        assert_eq!(spread(&[5.0], None), Some(5.0));
        assert_eq!(spread(&[5.0], Some(5.0)), Some(0.0));
        assert_eq!(spread_and_farthest(&[5.0, 1.0], None), Some((13.0_f64.sqrt(), 5.0)));
    }

    #[test]
    fn no_elements_have_no_spread() {
        assert_eq!(spread(&[], Some(1.0)), None);
    }
}
