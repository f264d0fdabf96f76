//! The tuned index in Rust: decaying sums in steps of eight, in tiles that stay in the first cache.
//!
//! What decays are sums and not means, p·mean ← α·p·mean + change with α = (p − 1)/p, which leaves the index as it is.
//! Four changes are added, then two such sums α⁴ apart, so that the recurrence goes in steps of eight, all lanes
//! independent: sum ← α⁸·sum + sum of eight (a blocked prefix scan: Blelloch, "Prefix sums and their applications",
//! 1990, section 1.4). The powers of α are quotients of whole numbers, correctly rounded up to p = 90. Tiles to come
//! are prefetched.

use super::prefetch::prefetch;
use crate::level::multiversion;

/// Changes taken at a time.
const TILE: usize = 128;

/// Changes before a tile that the sums of its first ones need.
const HALO: usize = 8;

/// Lanes of the seed.
const LANES: usize = 8;

#[inline(always)]
fn gain_of(change: f64) -> f64 {
    if change < 0.0 { 0.0 } else { change }
}

#[inline(always)]
fn loss_of(change: f64) -> f64 {
    if change < 0.0 { -change } else { 0.0 }
}

/// The index from decaying sums; 0 where their sum is at most `min_sum`.
#[inline(always)]
fn index(gain: f64, loss: f64, min_sum: f64) -> f64 {
    let both = gain + loss;
    100.0 * (gain / if both <= min_sum { f64::INFINITY } else { both })
}

/// The weight of a change so many steps later.
struct Decay {
    one: f64,
    two: f64,
    four: f64,
    eight: f64,
}

impl Decay {
    /// Correctly rounded up to a period of 90.
    #[inline(always)]
    fn new(p: f64) -> Self {
        let (p2, q) = (p * p, p - 1.0);
        let (p4, q2) = (p2 * p2, q * q);
        let q4 = q2 * q2;
        Self { one: q / p, two: q2 / p2, four: q4 / p4, eight: (q4 * q4) / (p4 * p4) }
    }
}

/// The changes of a tile of one sign behind their halo, sums of four of them, and the sums that decay from change to
/// change.
struct Chain {
    change: [f64; HALO + TILE],
    of_four: [f64; HALO + TILE],
    sum: [f64; HALO + TILE],
}

impl Chain {
    /// All that came before the first tile is one change, the seed.
    #[inline(always)]
    fn new(seed: [f64; LANES]) -> Self {
        let mut change = [0.0; HALO + TILE];
        change[TILE + HALO - 1] = seed.iter().fold(0.0, |total, lane| total + lane);
        Self { change, of_four: [0.0; HALO + TILE], sum: change }
    }

    #[inline(always)]
    fn last(&self) -> f64 {
        self.sum[TILE + HALO - 1]
    }

    #[inline(always)]
    fn shift_halo(&mut self) {
        self.change.copy_within(TILE.., 0);
        self.sum.copy_within(TILE.., 0);
    }

    /// Sums over four changes, then eight, then all: the last depends on itself eight steps before, not one.
    #[inline(always)]
    fn smooth(&mut self, decay: &Decay) {
        let Decay { one, two, four, eight } = *decay;
        let Self { change: c, of_four: f, sum: s } = self;
        for i in 4..HALO + TILE {
            f[i] = (c[i] + one * c[i - 1]) + two * (c[i - 2] + one * c[i - 3]);
        }
        for i in HALO..HALO + TILE {
            s[i] = f[i] + four * f[i - 4];
        }
        for i in HALO..HALO + TILE {
            s[i] += eight * s[i - 8];
        }
    }
}

multiversion! {
    /// The last values of the index; `out` holds at least one and at most all of them.
    pub fn in_steps_of_eight(x: &[f64], period: usize, out: &mut [f64]) {
        let p = period as f64;
        let (decay, min_sum) = (Decay::new(p), p * 5e-324);
        let (values, wanted) = (x.len() - period, out.len());
        let skipped = values - wanted;

        let (mut gain, mut loss) = ([0.0; LANES], [0.0; LANES]);
        for (k, pair) in x[..=period].windows(2).enumerate() {
            let change = pair[1] - pair[0];
            gain[k % LANES] += gain_of(change);
            loss[k % LANES] += loss_of(change);
        }
        let (mut up, mut down) = (Chain::new(gain), Chain::new(loss));
        if skipped == 0 {
            out[0] = index(up.last(), down.last(), min_sum);
        }

        for first in (1..values).step_by(TILE) {
            let in_tile = TILE.min(values - first);
            let current = &x[period + first - 1..][..=in_tile];
            up.shift_halo();
            down.shift_halo();
            let (gains, losses) = (&mut up.change[HALO..], &mut down.change[HALO..]);
            for i in 0..in_tile {
                let change = current[i + 1] - current[i];
                gains[i] = gain_of(change);
                losses[i] = loss_of(change);
            }
            gains[in_tile..].fill(0.0);
            losses[in_tile..].fill(0.0);
            if first >= skipped && values - first >= 3 * TILE {
                prefetch(&x[period + first + 2 * TILE..][..TILE]);
                prefetch(&out[first - skipped + TILE..][..TILE]);
            }
            up.smooth(&decay);
            down.smooth(&decay);
            if first + in_tile <= skipped {
                continue;
            }
            let from = skipped.saturating_sub(first);
            let percent = &mut out[first + from - skipped..][..in_tile - from];
            let (smoothed_gains, smoothed_losses) = (&up.sum[HALO + from..], &down.sum[HALO + from..]);
            for ((percent, gain), loss) in percent.iter_mut().zip(smoothed_gains).zip(smoothed_losses) {
                *percent = index(*gain, *loss, min_sum);
            }
        }
    }
}
