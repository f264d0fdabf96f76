//! A matrix of Fortran: column by column, with a leading dimension, `A(LDA,*)`.
//!
//! | the other side | |
//! | --- | --- |
//! | promises | it reads A(i,j) at `(i-1) + (j-1)*LDA`, for i up to M and j up to N |
//! | does not promise | that M is at most LDA, which is written nowhere; that anybody compared LDA with the array |
//!
//! **Idiom.** A view that has been checked once, [`Columns`]: rows, columns, leading dimension and data cannot disagree
//! afterwards. Element (i, j) is at `i + j * ld`. A matrix that lies row by row is its transpose here; ndarray makes a
//! column-major array by `.f()`, whose strides become `ld`.
//!
//! **Rules.** FFI-CKINRUST, FFI-TCONS, FFI-PFTYPE.
//!
//! **Otherwise.** M = 9, LDA = 3, N = 2 and an array of the declared LDA*N = 6 elements: 12 were read. valgrind:
//! "Invalid read of size 8 ... after a block of size 48 alloc'd".
//!
//! ```
//! use ffi_cookbook::column_major::times_vector;
//! use ffi_glue::Columns;
//!
//! let a = Columns::new(&[1.0, 2.0, 0.0, 3.0, 4.0], 2, 2, 3)?; // columns (1, 2) and (3, 4), one element between them
//! assert_eq!(times_vector(a, &[1.0, 10.0])?, [31.0, 42.0]);
//! assert!(Columns::new(&[0.0; 6], 9, 2, 3).is_err());
//! # Ok::<(), ffi_glue::Refusal>(())
//! ```
//!
//! `column_major.f`:
#![doc = concat!("```fortran\n", include_str!("column_major.f"), "```")]
#![expect(unsafe_code, reason = "calls Fortran")]

use std::ffi::c_int;

use ffi_glue::{Columns, Refusal, count, within};

unsafe extern "C" {
    fn ckmatv_(m: *mut c_int, n: *mut c_int, a: *const f64, lda: *mut c_int, x: *const f64, y: *mut f64);
}

/// a · x.
///
/// # Errors
/// `x` has not as many elements as `a` has columns, or a size does not fit an INTEGER.
pub fn times_vector(a: Columns<'_, f64>, x: &[f64]) -> Result<Vec<f64>, Refusal> {
    within("x.len()", x.len(), a.columns()..=a.columns())?;
    let (mut m, mut n, mut lda) = (count(a.rows())?, count(a.columns())?, count(a.ld())?);
    let mut y = vec![0.0; a.rows()];
    // SAFETY: `a` is a matrix of m rows and n columns with leading dimension lda >= m (checked by Columns); x holds n
    // elements (checked above) and y holds m. Fortran writes y alone, and keeps no address.
    unsafe { ckmatv_(&mut m, &mut n, a.as_ptr(), &mut lda, x.as_ptr(), y.as_mut_ptr()) };
    Ok(y)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_between_the_columns_is_not_read() {
        let data = [1.0, f64::NAN, f64::NAN, 2.0];
        let a = Columns::new(&data, 1, 2, 3).unwrap();
        assert_eq!(times_vector(a, &[1.0, 1.0]), Ok(vec![3.0]));
    }

    #[test]
    fn empty_matrices_have_empty_or_zero_products() {
        assert_eq!(times_vector(Columns::new(&[], 0, 0, 1).unwrap(), &[]), Ok(vec![]));
        assert_eq!(times_vector(Columns::new(&[], 2, 0, 2).unwrap(), &[]), Ok(vec![0.0, 0.0]));
    }

    #[test]
    fn what_is_no_matrix_or_no_vector_for_it_is_refused() {
        assert!(Columns::new(&[0.0; 6], 2, 4, 2).is_err());
        assert!(Columns::new(&[0.0; 6], 2, usize::MAX, usize::MAX).is_err());
        let a = Columns::new(&[1.0; 4], 2, 2, 2).unwrap();
        assert!(times_vector(a, &[1.0]).is_err());
    }
}
