//! The tuned sum in Rust: [`sum_of`] the elements.

use std::ops::Range;

use super::lanes::{LANES, Terms, rows_of, sum_of};
use crate::level::multiversion;

multiversion! {
    /// Σ xₖ.
    pub fn in_lanes(x: &[f64]) -> f64 {
        sum_of(&Elements { x })
    }
}

struct Elements<'x> {
    x: &'x [f64],
}

impl Terms for Elements<'_> {
    #[inline(always)]
    fn count(&self) -> usize {
        self.x.len()
    }

    #[inline(always)]
    fn add_rows(&self, rows: Range<usize>, partial_sums: &mut [f64; LANES]) {
        for x in rows_of::<_, LANES>(self.x, rows) {
            for l in 0..LANES {
                partial_sums[l] += x[l];
            }
        }
    }

    #[inline(always)]
    fn term(&self, k: usize) -> f64 {
        self.x[k]
    }
}
