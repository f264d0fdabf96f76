//! The tuned series for π in Rust: one division for eight terms in a row.
//!
//! The abscissae of eight terms in a row are four pairs x ± d about a common centre x, and with e = 1 + d² a pair is
//! 1/(1 + (x − d)²) + 1/(1 + (x + d)²) = 2 (x² + e) / (x⁴ + (4 − 2e) x² + e²), where e is the same for all groups; the
//! four fractions are added over their common denominator, in 32 additions and multiplications. All quantities are
//! positive, so nothing cancels, and the denominator is at most 5⁴, so nothing overflows. The groups are added in
//! lanes, compensated as in the sum; terms that fill no group are added in order.

use std::ops::Range;

use super::lanes::{LANES, Terms, sum_of};
use crate::level::multiversion;

multiversion! {
    /// The terms `first..last` of a series of n terms; 0 ≤ first ≤ last ≤ n.
    pub fn in_lanes(n: i64, first: i64, last: i64) -> f64 {
        let step = 1.0 / n as f64;
        let sum = sum_of(&Groups::new(step, first, last));
        let mut alone = 0.0;
        for k in last - (last - first) % GROUP as i64..last {
            let x = (k as f64 + 0.5) * step;
            alone += 1.0 / (1.0 + x * x);
        }
        4.0 * step * (2.0 * sum + alone)
    }
}

/// The half sums of the groups of terms from `first` on.
struct Groups {
    count: usize,
    first: i64,
    step: f64,
    pairs: Pairs,
    /// Of the lanes of a row. Once for all rows: below v4 there is no instruction that turns a vector of 64-bit
    /// integers into doubles.
    places: [f64; LANES],
}

impl Groups {
    #[inline(always)]
    fn new(step: f64, first: i64, last: i64) -> Self {
        let mut places = [0.0; LANES];
        for (l, place) in places.iter_mut().enumerate() {
            *place = (GROUP * l) as f64;
        }
        #[expect(clippy::cast_possible_truncation, reason = "at most 10¹² / 8 groups, which 64 bits can count")]
        let count = (last - first).unsigned_abs() as usize / GROUP;
        Self { count, first, step, pairs: Pairs::new(step), places }
    }

    /// A whole number below 2⁵³, so it is exact.
    #[inline(always)]
    fn centre(&self, group: usize) -> f64 {
        (self.first + (GROUP / 2 + GROUP * group) as i64) as f64
    }
}

impl Terms for Groups {
    #[inline(always)]
    fn count(&self) -> usize {
        self.count
    }

    #[inline(always)]
    fn add_rows(&self, rows: Range<usize>, partial_sums: &mut [f64; LANES]) {
        for row in rows {
            let centre = self.centre(row * LANES);
            for l in 0..LANES {
                partial_sums[l] += self.pairs.half_sum((centre + self.places[l]) * self.step);
            }
        }
    }

    #[inline(always)]
    fn term(&self, group: usize) -> f64 {
        self.pairs.half_sum(self.centre(group) * self.step)
    }
}

/// Terms to a division.
const GROUP: usize = 8;

/// Eight terms in a row are four pairs at the same distance, (j + ½) steps, on both sides of their centre x. With
/// e = 1 + distance² the two terms of a pair add up to 2 (x² + e) / (x⁴ + (4 − 2e) x² + e²): nothing is subtracted.
struct Pairs {
    e: [f64; GROUP / 2],
    f: [f64; GROUP / 2],
    g: [f64; GROUP / 2],
}

impl Pairs {
    #[inline(always)]
    fn new(step: f64) -> Self {
        let e = [0.5, 1.5, 2.5, 3.5].map(|steps| 1.0 + (steps * step) * (steps * step));
        Self { e, f: e.map(|e| 4.0 - 2.0 * e), g: e.map(|e| e * e) }
    }

    /// Half the sum of the eight terms about x: four fractions over one common denominator, one division.
    #[inline(always)]
    fn half_sum(&self, x: f64) -> f64 {
        let u = x * x;
        let a = self.e.map(|e| u + e);
        let b: [f64; GROUP / 2] = std::array::from_fn(|j| u * (u + self.f[j]) + self.g[j]);
        let (a01, b01) = (a[0] * b[1] + a[1] * b[0], b[0] * b[1]);
        let (a23, b23) = (a[2] * b[3] + a[3] * b[2], b[2] * b[3]);
        (a01 * b23 + a23 * b01) / (b01 * b23)
    }
}
