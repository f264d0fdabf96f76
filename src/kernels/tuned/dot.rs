//! The tuned inner product in Rust: [`sum_of`] the products; in single precision, rows of products added in double
//! precision.

use std::ops::Range;

use super::lanes::{LANES, ROWS, Terms, rows_of, sum_of};
use crate::level::multiversion;

multiversion! {
    /// Σ xₖ·yₖ of two slices of one length.
    pub fn in_lanes(x: &[f64], y: &[f64]) -> f64 {
        sum_of(&Products { x, y })
    }
}

/// Of two slices of one length.
struct Products<'x> {
    x: &'x [f64],
    y: &'x [f64],
}

impl Terms for Products<'_> {
    #[inline(always)]
    fn count(&self) -> usize {
        self.x.len()
    }

    #[inline(always)]
    fn add_rows(&self, rows: Range<usize>, partial_sums: &mut [f64; LANES]) {
        for (x, y) in rows_of::<_, LANES>(self.x, rows.clone()).iter().zip(rows_of::<_, LANES>(self.y, rows)) {
            for l in 0..LANES {
                partial_sums[l] += x[l] * y[l];
            }
        }
    }

    #[inline(always)]
    fn term(&self, k: usize) -> f64 {
        self.x[k] * self.y[k]
    }
}

multiversion! {
    /// The same in single precision.
    pub fn in_lanes_f32(x: &[f32], y: &[f32]) -> f32 {
        const LANES_F32: usize = 2 * LANES;
        let mut total = [0.0; LANES_F32];
        let rows = x.len() / LANES_F32;
        for first in (0..rows).step_by(ROWS) {
            let rows = first..rows.min(first + ROWS);
            let mut partial_sums = [0.0_f32; LANES_F32];
            for (x, y) in rows_of::<_, LANES_F32>(x, rows.clone()).iter().zip(rows_of::<_, LANES_F32>(y, rows)) {
                for l in 0..LANES_F32 {
                    partial_sums[l] += x[l] * y[l];
                }
            }
            for l in 0..LANES_F32 {
                total[l] += f64::from(partial_sums[l]);
            }
        }
        for ((total, x), y) in total.iter_mut().zip(&x[rows * LANES_F32..]).zip(&y[rows * LANES_F32..]) {
            *total += f64::from(x * y);
        }
        let mut sum = 0.0;
        for lane in total {
            sum += lane;
        }
        #[expect(clippy::cast_possible_truncation, reason = "rounded once, to the precision that was asked for")]
        let rounded = sum as f32;
        rounded
    }
}
