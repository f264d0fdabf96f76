//! The tuned index in Rust: decaying sums in steps of eight, in tiles that stay in the first cache.

use crate::kernels::fetch::fetch;
use crate::level::at_every_level;

/// Changes taken at a time.
const TILE: usize = 128;

/// Changes before a tile that the first of its own look back on.
const EARLIER: usize = 8;

/// Lanes of the seed.
const LANES: usize = 8;

#[inline(always)]
fn rise(change: f64) -> f64 {
    if change < 0.0 { 0.0 } else { change }
}

#[inline(always)]
fn fall(change: f64) -> f64 {
    if change < 0.0 { -change } else { 0.0 }
}

/// The index from decaying sums; 0 where both together are no more than `least`.
#[inline(always)]
fn strength(gain: f64, loss: f64, least: f64) -> f64 {
    let both = gain + loss;
    100.0 * (gain / if both <= least { f64::INFINITY } else { both })
}

/// What is left of a change so many steps later.
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

/// The changes of a tile of one sign, after those before it, and the sums of these that decay from change to change.
struct Chain {
    change: [f64; EARLIER + TILE],
    of_four: [f64; EARLIER + TILE],
    sum: [f64; EARLIER + TILE],
}

impl Chain {
    /// All that came before the first tile is one change, the seed.
    #[inline(always)]
    fn new(seed: [f64; LANES]) -> Self {
        let mut change = [0.0; EARLIER + TILE];
        change[TILE + EARLIER - 1] = seed.iter().fold(0.0, |total, lane| total + lane);
        Self { change, of_four: [0.0; EARLIER + TILE], sum: change }
    }

    #[inline(always)]
    fn last(&self) -> f64 {
        self.sum[TILE + EARLIER - 1]
    }

    #[inline(always)]
    fn look_back(&mut self) {
        self.change.copy_within(TILE.., 0);
        self.sum.copy_within(TILE.., 0);
    }

    /// Sums over four changes, then eight, then all: the last depends on itself eight steps before, not one.
    #[inline(always)]
    fn smooth(&mut self, decay: &Decay) {
        let Decay { one, two, four, eight } = *decay;
        let Self { change: c, of_four: f, sum: s } = self;
        for i in 4..EARLIER + TILE {
            f[i] = (c[i] + one * c[i - 1]) + two * (c[i - 2] + one * c[i - 3]);
        }
        for i in EARLIER..EARLIER + TILE {
            s[i] = f[i] + four * f[i - 4];
        }
        for i in EARLIER..EARLIER + TILE {
            s[i] += eight * s[i - 8];
        }
    }
}

at_every_level! {
    /// The last values of the index; `out` holds at least one and at most all of them.
    pub(super) fn in_steps_of_eight(x: &[f64], period: usize, out: &mut [f64]) {
        let p = period as f64;
        let (decay, least) = (Decay::new(p), p * 5e-324);
        let (values, wanted) = (x.len() - period, out.len());
        let skipped = values - wanted;

        let (mut gain, mut loss) = ([0.0; LANES], [0.0; LANES]);
        for (k, pair) in x[..=period].windows(2).enumerate() {
            let change = pair[1] - pair[0];
            gain[k % LANES] += rise(change);
            loss[k % LANES] += fall(change);
        }
        let (mut up, mut down) = (Chain::new(gain), Chain::new(loss));
        if skipped == 0 {
            out[0] = strength(up.last(), down.last(), least);
        }

        for first in (1..values).step_by(TILE) {
            let here = TILE.min(values - first);
            let now = &x[period + first - 1..][..=here];
            up.look_back();
            down.look_back();
            let (rises, falls) = (&mut up.change[EARLIER..], &mut down.change[EARLIER..]);
            for i in 0..here {
                let change = now[i + 1] - now[i];
                rises[i] = rise(change);
                falls[i] = fall(change);
            }
            rises[here..].fill(0.0);
            falls[here..].fill(0.0);
            if first >= skipped && values - first >= 3 * TILE {
                fetch(&x[period + first + 2 * TILE..][..TILE]);
                fetch(&out[first - skipped + TILE..][..TILE]);
            }
            up.smooth(&decay);
            down.smooth(&decay);
            if first + here <= skipped {
                continue;
            }
            let begin = skipped.saturating_sub(first);
            let percent = &mut out[first + begin - skipped..][..here - begin];
            let (gains, losses) = (&up.sum[EARLIER + begin..], &down.sum[EARLIER + begin..]);
            for ((percent, gain), loss) in percent.iter_mut().zip(gains).zip(losses) {
                *percent = strength(*gain, *loss, least);
            }
        }
    }
}
