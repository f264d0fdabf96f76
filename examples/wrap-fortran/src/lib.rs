//! Solution x of a tridiagonal system, by a function in Fortran:
//! belowₖ₋₁ · xₖ₋₁ + diagonalₖ · xₖ + aboveₖ · xₖ₊₁ = rhsₖ.
//!
//! | argument | shape | unit | rule |
//! | --- | --- | --- | --- |
//! | `below` | n − 1 coefficients | a | below\[k\] is in row k + 1, column k |
//! | `diagonal` | n coefficients | a | n may be 0 |
//! | `above` | n − 1 coefficients | a | above\[k\] is in row k, column k + 1 |
//! | `rhs` | n values | b | |
//! | `x` | n values | b / a | after an error its values mean nothing |
//!
//! A NaN spreads to all of `x` that depends on it. Rows are not exchanged, so a pivot can be zero
//! though there is a solution; none is if |diagonalₖ| > |belowₖ₋₁| + |aboveₖ| in every row.
//!
//! Source: Thomas's algorithm; Higham, *Accuracy and Stability of Numerical Algorithms*, 2002, 9.6.
//!
//! ```
//! let (beside, mut x) = ([-1.0, -1.0], [0.0; 3]);
//! wrap_fortran::solve_tridiagonal(&beside, &[2.0; 3], &beside, &[1.0, 0.0, 1.0], &mut x)?;
//! assert!(x.iter().all(|x| (x - 1.0).abs() < 1e-15), "{x:?}");
//! # Ok::<(), wrap_fortran::TridiagonalError>(())
//! ```

/// What bindgen reads in `fortran/theirs.h`, whose comments are the contract.
mod theirs {
    include!(concat!(env!("OUT_DIR"), "/theirs.rs"));
}

/// Why there is no solution.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the sentences name the values")]
pub enum TridiagonalError {
    #[error("{array} has {found} elements; with this diagonal it must have {needed}")]
    Length {
        array: &'static str,
        found: usize,
        needed: usize,
    },
    #[error("the pivot of row {row} is 0, and rows are not exchanged")]
    ZeroPivot { row: usize },
}

/// Solution of the tridiagonal system, written to `x`. Rows count from 0.
pub fn solve_tridiagonal(
    below: &[f64],
    diagonal: &[f64],
    above: &[f64],
    rhs: &[f64],
    x: &mut [f64],
) -> Result<(), TridiagonalError> {
    let n = diagonal.len();
    let beside = n.saturating_sub(1);
    check("below", below, beside)?;
    check("above", above, beside)?;
    check("rhs", rhs, n)?;
    check("x", x, n)?;
    let (below, diagonal, above) = (below.as_ptr(), diagonal.as_ptr(), above.as_ptr());
    let (rhs, x) = (rhs.as_ptr(), x.as_mut_ptr());
    // SAFETY: diagonal, rhs and x hold n elements, below and above one less (checked above); n is
    // below 2^63, as every slice's length is. Fortran writes only x, which is borrowed mutably and
    // so overlaps nothing; it keeps no pointer and has no state, as its local array is allocated in
    // each call, so any thread may call it.
    let row = unsafe { theirs::solve_tridiagonal(n, below, diagonal, above, rhs, x) };
    match row.checked_sub(1) {
        None => Ok(()),
        Some(row) => Err(TridiagonalError::ZeroPivot { row }),
    }
}

/// Refuses what Fortran does not check.
fn check(array: &'static str, elements: &[f64], needed: usize) -> Result<(), TridiagonalError> {
    let found = elements.len();
    if found != needed {
        return Err(TridiagonalError::Length {
            array,
            found,
            needed,
        });
    }
    Ok(())
}
