//! Compensated sums in lanes: what the tuned reductions in Rust share.
//!
//! Lanes keep the additions independent, so that they vectorise in their written order at every level. Rows are added up
//! plainly before they join a lane's total, which bounds the rounding error by the number of rows, not of elements.

use std::ops::Range;

/// Independent totals.
pub(super) const LANES: usize = 32;

/// Rows of lanes that are added up before they join the totals.
pub(super) const ROWS: usize = 16;

/// The rounded sum of a and b; what rounding took away is added to `rest` (Knuth's TwoSum).
#[inline(always)]
fn two_sum(a: f64, b: f64, rest: &mut f64) -> f64 {
    let sum = a + b;
    let z = sum - a;
    *rest += (a - (sum - z)) + (b - z);
    sum
}

/// Terms to be summed. A trait and not closures: only a method can be told to be inlined into the function of a level,
/// and one that is not would keep the baseline's instructions.
pub(super) trait Terms {
    /// Number of terms.
    fn count(&self) -> usize;
    /// Adds rows of terms, one after the other, to the lanes of `part`; row r begins with term r · LANES. Several rows, so
    /// that what they are made of is checked once for all of them: the compiler keeps no lanes in registers across a check.
    fn add_rows(&self, rows: Range<usize>, part: &mut [f64; LANES]);
    /// Term k.
    fn term(&self, k: usize) -> f64;
}

/// The compensated sum of terms.
#[inline(always)]
pub(super) fn sum_of(terms: &impl Terms) -> f64 {
    let (mut total, mut rest) = ([0.0; LANES], [0.0; LANES]);
    let rows = terms.count() / LANES;
    for first in (0..rows).step_by(ROWS) {
        let mut part = [0.0; LANES];
        terms.add_rows(first..rows.min(first + ROWS), &mut part);
        for l in 0..LANES {
            total[l] = two_sum(total[l], part[l], &mut rest[l]);
        }
    }
    for (l, k) in (rows * LANES..terms.count()).enumerate() {
        total[l] = two_sum(total[l], terms.term(k), &mut rest[l]);
    }

    let (mut sum, mut correction) = (0.0, 0.0);
    for l in 0..LANES {
        sum = two_sum(sum, total[l], &mut correction);
        correction += rest[l];
    }
    // An infinity makes the correction NaN, and then the sum needs none.
    if correction.is_nan() { sum } else { sum + correction }
}

/// These rows of a slice's elements.
#[inline(always)]
pub(super) fn rows_of<T, const N: usize>(x: &[T], rows: Range<usize>) -> &[[T; N]] {
    x[rows.start * N..rows.end * N].as_chunks().0
}
