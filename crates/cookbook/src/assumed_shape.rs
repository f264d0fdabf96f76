//! A Fortran array of assumed shape, `a(:,:)`, and a procedure in a module.
//!
//! | the other side | |
//! | --- | --- |
//! | promises | it asks the descriptor for shape and strides |
//! | does not promise | a descriptor that another language knows, without `bind(C)`; a symbol, in a module |
//!
//! **Idiom.** A shim in Fortran with `bind(C)` and explicit shape, which passes a section: the compiler then writes the
//! descriptor. Where the colleague's own procedure has `bind(C)` and `a(:,:)`, the descriptor is `CFI_cdesc_t` of
//! `ISO_Fortran_binding.h`, and a shim in C fills it by `CFI_establish`; the shim in Fortran is shorter and is checked
//! by the compiler.
//!
//! **Rules.** FFI-TCONS, FFI-SAFEWRAPPING.
//!
//! **Otherwise.** The module's own symbol, `__ck_statistics_MOD_row_means`, called with pointers to the elements in
//! place of descriptors: SIGSEGV.
//!
//! ```
//! use ffi_cookbook::assumed_shape::row_means;
//!
//! let a = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]; // columns (1, 2), (3, 4), (5, 6)
//! assert_eq!(row_means(&a, 2, 3, 2)?, [3.0, 4.0]);
//! assert_eq!(row_means(&a, 1, 3, 2)?, [3.0]); // the first row alone
//! # Ok::<(), ffi_cookbook::assumed_shape::ShapeError>(())
//! ```
//!
//! `assumed_shape.f90`:
#![doc = concat!("```fortran\n", include_str!("assumed_shape.f90"), "```")]
#![expect(unsafe_code, reason = "calls Fortran")]

unsafe extern "C" {
    fn ck_row_means(m: i64, n: i64, a: *const f64, lda: i64, means: *mut f64);
}

/// The numbers describe no matrix in the slice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{m} rows and {n} columns with leading dimension {lda} are no matrix in {elements} elements")]
#[expect(missing_docs, reason = "the sentence names the values")]
pub struct ShapeError {
    pub m: usize,
    pub n: usize,
    pub lda: usize,
    pub elements: usize,
}

/// Means of the rows of an m x n matrix whose columns begin `lda` elements apart.
pub fn row_means(a: &[f64], m: usize, n: usize, lda: usize) -> Result<Vec<f64>, ShapeError> {
    let refused = ShapeError { m, n, lda, elements: a.len() };
    let count = |k: usize| i64::try_from(k).map_err(|_| refused);
    // The last column may end before the next one would begin.
    let needed = n.checked_sub(1).and_then(|columns| columns.checked_mul(lda)?.checked_add(m)).ok_or(refused)?;
    if lda < m.max(1) || needed > a.len() {
        return Err(refused);
    }
    let mut means = vec![0.0; m];
    // SAFETY: lda >= max(m, 1), n >= 1, and a holds lda * (n - 1) + m elements (checked above); means holds m.
    unsafe { ck_row_means(count(m)?, count(n)?, a.as_ptr(), count(lda)?, means.as_mut_ptr()) };
    Ok(means)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_are_no_matrix_are_refused() {
        let a = [1.0; 6];
        for (m, n, lda) in [(2, 4, 2), (3, 2, 2), (1, 0, 1), (0, 1, 0), (2, usize::MAX, usize::MAX), (7, 1, 7)] {
            assert!(row_means(&a, m, n, lda).is_err(), "{m} {n} {lda}");
        }
    }

    #[test]
    fn a_last_column_that_is_cut_short_and_no_rows_are_a_matrix() {
        assert_eq!(row_means(&[1.0, 9.0, 9.0, 3.0], 1, 2, 3), Ok(vec![2.0]));
        assert_eq!(row_means(&[], 0, 1, 1), Ok(vec![]));
    }
}
