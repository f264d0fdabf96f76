//! Compensated sums in lanes: what the tuned reductions in Rust share.
//!
//! Lanes keep the additions independent, so that they vectorise in their written order at every level. Rows are added
//! up plainly before they join a lane's total, which bounds the rounding error by the number of rows, not of elements.

use std::ops::Range;

/// Independent totals.
pub const LANES: usize = 32;

/// Rows of lanes that are added up before they join the totals.
pub const ROWS: usize = 16;

/// The rounded sum of a and b; what rounding took away is added to `compensation` (Knuth's TwoSum).
#[inline(always)]
fn two_sum(a: f64, b: f64, compensation: &mut f64) -> f64 {
    let sum = a + b;
    let z = sum - a;
    *compensation += (a - (sum - z)) + (b - z);
    sum
}

/// Terms to be summed. A trait and not closures: only a method can be marked to be inlined into the version of a level,
/// and one that is not inlined would keep the instructions of the baseline.
pub trait Terms {
    /// Number of terms.
    fn count(&self) -> usize;
    /// Adds rows of terms, one after the other, to the lanes of `partial_sums`; row r begins with term r · LANES.
    /// Several rows in one call, so that their bounds are checked once: the compiler keeps no lanes in registers across
    /// a check.
    fn add_rows(&self, rows: Range<usize>, partial_sums: &mut [f64; LANES]);
    /// Term k.
    fn term(&self, k: usize) -> f64;
}

/// The compensated sum of terms.
#[inline(always)]
pub fn sum_of(terms: &impl Terms) -> f64 {
    let (mut total, mut compensation) = ([0.0; LANES], [0.0; LANES]);
    let rows = terms.count() / LANES;
    for first in (0..rows).step_by(ROWS) {
        let mut partial_sums = [0.0; LANES];
        terms.add_rows(first..rows.min(first + ROWS), &mut partial_sums);
        for l in 0..LANES {
            total[l] = two_sum(total[l], partial_sums[l], &mut compensation[l]);
        }
    }
    for (l, k) in (rows * LANES..terms.count()).enumerate() {
        total[l] = two_sum(total[l], terms.term(k), &mut compensation[l]);
    }

    let (mut sum, mut correction) = (0.0, 0.0);
    for l in 0..LANES {
        sum = two_sum(sum, total[l], &mut correction);
        correction += compensation[l];
    }
    // An infinity makes the correction NaN, and then the sum needs none.
    if correction.is_nan() { sum } else { sum + correction }
}

/// These rows of a slice's elements.
#[inline(always)]
pub fn rows_of<T, const N: usize>(x: &[T], rows: Range<usize>) -> &[[T; N]] {
    x[rows.start * N..rows.end * N].as_chunks().0
}
