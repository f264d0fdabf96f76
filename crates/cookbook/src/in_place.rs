//! An array that C changes in place, and a second one that must not overlap it.
//!
//! | the other side | |
//! | --- | --- |
//! | promises | it touches n elements of each array |
//! | does not promise | anything where `restrict` arrays overlap: the compiler may read ahead of what it writes |
//!
//! **Idiom.** `&mut [f64]` overlaps nothing, and so the borrow checker is the check. Where both arrays lie in one
//! buffer, as two rows of a matrix do, `get_disjoint_mut` checks the two ranges and hands out both.
//!
//! **Rules.** FFI-CK-REF-MODEL, in editions of the guide that have it: Rust's rules for references hold on the other
//! side too.
//!
//! **Otherwise.** Seven elements added to themselves, shifted by one, from eight ones on: `[1, 2, 2, 3, 2, 3, 2, 3]` at
//! -O3 and `[1, 2, 3, 4, 5, 6, 7, 8]` at -O0.
//!
//! ```
//! use ffi_cookbook::in_place::{add_multiple, add_row, running_sum};
//!
//! let mut y = [1.0, 2.0];
//! add_multiple(&mut y, &[10.0, 20.0], 0.5)?;
//! running_sum(&mut y);
//! assert_eq!(y, [6.0, 18.0]);
//!
//! let mut rows = [1.0, 2.0, 10.0, 20.0];
//! add_row(&mut rows, 2, 1, 0, 1.0)?; // row 1 += row 0
//! assert_eq!(rows, [1.0, 2.0, 11.0, 22.0]);
//! # Ok::<(), ffi_cookbook::in_place::OverlapError>(())
//! ```
//!
//! The borrow checker refuses the same array twice:
//!
//! ```compile_fail,E0502
//! let mut y = [1.0, 2.0, 3.0];
//! ffi_cookbook::in_place::add_multiple(&mut y[1..], &y[..2], 1.0);
//! ```
//!
//! `in_place.c`:
#![doc = concat!("```c\n", include_str!("in_place.c"), "```")]
#![expect(unsafe_code, reason = "calls C")]

unsafe extern "C" {
    fn ck_add_multiple(y: *mut f64, x: *const f64, factor: f64, n: usize);
    fn ck_running_sum(x: *mut f64, n: usize);
}

/// The rule that the arguments break; nothing was changed.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[expect(missing_docs, reason = "the sentences name the values")]
pub enum OverlapError {
    #[error("y has {y} elements and x has {x}; they must be equally many")]
    Lengths { y: usize, x: usize },
    #[error("rows {to} and {from} of {columns} elements are not two rows of {n} elements")]
    Rows { to: usize, from: usize, columns: usize, n: usize },
}

/// y += factor · x.
pub fn add_multiple(y: &mut [f64], x: &[f64], factor: f64) -> Result<(), OverlapError> {
    if y.len() != x.len() {
        return Err(OverlapError::Lengths { y: y.len(), x: x.len() });
    }
    // SAFETY: both hold n elements (checked above); y is borrowed mutably, and so it does not overlap x.
    unsafe { ck_add_multiple(y.as_mut_ptr(), x.as_ptr(), factor, x.len()) };
    Ok(())
}

/// Adds `factor` times the row `from` to the row `to` of a matrix that lies row by row.
pub fn add_row(rows: &mut [f64], columns: usize, to: usize, from: usize, factor: f64) -> Result<(), OverlapError> {
    let n = rows.len();
    let row = |k: usize| Some(k.checked_mul(columns)?..k.checked_add(1)?.checked_mul(columns)?);
    let two = row(to).zip(row(from)).filter(|_| to != from);
    // Refuses ranges that overlap, and ranges beyond the end.
    match two.and_then(|(to, from)| rows.get_disjoint_mut([to, from]).ok()) {
        Some([to, from]) => add_multiple(to, from, factor),
        None => Err(OverlapError::Rows { to, from, columns, n }),
    }
}

/// Turns `x` into its running sum.
pub fn running_sum(x: &mut [f64]) {
    // SAFETY: C reads and writes the x.len() elements of x, which is borrowed mutably.
    unsafe { ck_running_sum(x.as_mut_ptr(), x.len()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_not_added_to_itself_or_from_beyond_the_end() {
        let mut rows = [1.0; 6];
        for (to, from) in [(1, 1), (0, 3), (usize::MAX, 0)] {
            let refused = Err(OverlapError::Rows { to, from, columns: 2, n: 6 });
            assert_eq!(add_row(&mut rows, 2, to, from, 1.0), refused);
        }
        assert_eq!(rows, [1.0; 6]);
    }

    #[test]
    fn empty_arrays_are_no_work() {
        running_sum(&mut []);
        assert_eq!(add_multiple(&mut [], &[], 2.0), Ok(()));
        assert_eq!(add_multiple(&mut [1.0], &[], 2.0), Err(OverlapError::Lengths { y: 1, x: 0 }));
    }
}
