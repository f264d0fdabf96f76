//! Linear interpolation in a table, by a function in C:
//! y = yₖ + (x − xₖ) / (xₖ₊₁ − xₖ) · (yₖ₊₁ − yₖ) for xₖ ≤ x < xₖ₊₁.
//!
//! | argument | shape | unit | rule |
//! | --- | --- | --- | --- |
//! | `table_x` | m points | any | m ≥ 2; strictly increasing |
//! | `table_y` | m values | any | |
//! | `x` | n positions | that of `table_x` | outside the table, the nearest end counts |
//! | `out` | n values | that of `table_y` | |
//!
//! A NaN in `x` gives NaN at its place. A NaN in `table_x` is refused: it is in no order. A NaN in
//! `table_y` spreads to the two intervals beside it.
//!
//! Source: as `numpy.interp`; de Boor, *A Practical Guide to Splines*, 2001, chapter III.
//!
//! ```
//! let (volts, celsius) = ([0.0, 1.0, 3.0], [-20.0, 0.0, 100.0]);
//! let mut out = [0.0; 3];
//! wrap_c::interpolate(&volts, &celsius, &[0.5, 2.0, 9.0], &mut out)?;
//! assert_eq!(out, [-10.0, 50.0, 100.0]);
//! # Ok::<(), wrap_c::InterpolateError>(())
//! ```

use std::cmp::Ordering;

/// What bindgen reads in `csrc/theirs.h`, whose comments are the contract.
mod theirs {
    include!(concat!(env!("OUT_DIR"), "/theirs.rs"));
}

/// The rule that the arguments break. Nothing was computed.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[expect(missing_docs, reason = "the sentences name the values")]
pub enum InterpolateError {
    #[error("the table has {points} points and {values} values; they must be equally many")]
    TableLengths { points: usize, values: usize },
    #[error("the table has {points} points; a line needs 2")]
    TooFewPoints { points: usize },
    #[error("table_x does not increase: point {k} is {value} and the next one is {next}")]
    NotIncreasing { k: usize, value: f64, next: f64 },
    #[error("x has {x} elements and out has {out}; they must be equally many")]
    OutLength { x: usize, out: usize },
}

/// Values at `x` of the line through the points of a table, written to `out`.
pub fn interpolate(
    table_x: &[f64],
    table_y: &[f64],
    x: &[f64],
    out: &mut [f64],
) -> Result<(), InterpolateError> {
    check(table_x, table_y, x, out)?;
    let (points, n) = (table_x.len(), x.len());
    let (table_x, table_y, x) = (table_x.as_ptr(), table_y.as_ptr(), x.as_ptr());
    // SAFETY: table_x and table_y both hold `points` >= 2 elements, x and out both hold n (checked
    // above). C writes only out, which is borrowed mutably and so overlaps nothing; it keeps no
    // pointer and has no state, so any thread may call it.
    unsafe { theirs::interpolate(table_x, table_y, points, x, n, out.as_mut_ptr()) };
    Ok(())
}

/// Refuses what C does not check.
fn check(table_x: &[f64], table_y: &[f64], x: &[f64], out: &[f64]) -> Result<(), InterpolateError> {
    let (points, values) = (table_x.len(), table_y.len());
    if points != values {
        return Err(InterpolateError::TableLengths { points, values });
    }
    if points < 2 {
        return Err(InterpolateError::TooFewPoints { points });
    }
    for (k, pair) in table_x.windows(2).enumerate() {
        let (value, next) = (pair[0], pair[1]);
        // `value >= next` would let a NaN pass.
        if value.partial_cmp(&next) != Some(Ordering::Less) {
            return Err(InterpolateError::NotIncreasing { k, value, next });
        }
    }
    let (x, out) = (x.len(), out.len());
    if x != out {
        return Err(InterpolateError::OutLength { x, out });
    }
    Ok(())
}
