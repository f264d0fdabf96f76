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
//! use ffi_glue::Columns;
//!
//! let a = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]; // columns (1, 2), (3, 4), (5, 6)
//! assert_eq!(row_means(Columns::new(&a, 2, 3, 2)?)?, [3.0, 4.0]);
//! assert_eq!(row_means(Columns::new(&a, 1, 3, 2)?)?, [3.0]); // the first row alone
//! # Ok::<(), ffi_glue::Refusal>(())
//! ```
//!
//! `assumed_shape.f90`:
#![doc = concat!("```fortran\n", include_str!("assumed_shape.f90"), "```")]
#![expect(unsafe_code, reason = "calls Fortran")]

use ffi_glue::{Columns, Refusal, count};

unsafe extern "C" {
    fn ck_row_means(m: i64, n: i64, a: *const f64, lda: i64, means: *mut f64);
}

/// Means of the rows of `a`; NaN where it has no columns.
///
/// # Errors
/// A size does not fit Fortran's integer.
pub fn row_means(a: Columns<'_, f64>) -> Result<Vec<f64>, Refusal> {
    let mut means = vec![0.0; a.rows()];
    let (m, n, lda) = (count(a.rows())?, count(a.columns())?, count(a.ld())?);
    // SAFETY: `a` is a matrix of m rows and n columns with leading dimension lda >= max(m, 1) (checked by Columns), and
    // means holds m. Fortran keeps neither.
    unsafe { ck_row_means(m, n, a.as_ptr(), lda, means.as_mut_ptr()) };
    Ok(means)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_are_no_matrix_are_refused() {
        let a = [1.0; 6];
        for (m, n, lda) in [(2, 4, 2), (3, 2, 2), (0, 1, 0), (2, usize::MAX, usize::MAX), (7, 1, 7)] {
            assert!(Columns::new(&a, m, n, lda).is_err(), "{m} {n} {lda}");
        }
    }

    #[test]
    fn what_is_cut_short_or_empty_is_a_matrix() {
        let means = |a: &[f64], m, n, lda| row_means(Columns::new(a, m, n, lda).unwrap()).unwrap();
        assert_eq!(means(&[1.0, 9.0, 9.0, 3.0], 1, 2, 3), [2.0]);
        assert_eq!(means(&[], 0, 1, 1), []);
        assert!(means(&[], 1, 0, 1)[0].is_nan());
    }
}
