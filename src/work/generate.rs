//! Generated input: the same on every machine and in every version, from Philox4x32-10 under the seed.

use crate::philox::{halves, philox4x32_10};

/// `n` numbers from 0 inclusive to 1 exclusive, 53 random bits each; `stream` tells arrays of one problem apart.
pub fn uniform(n: u64, seed: u64, stream: u32) -> impl Iterator<Item = f64> {
    let pair = move |p: u64| {
        let [low, high] = halves(p);
        let word = philox4x32_10([low, high, stream, 1], halves(seed));
        [fraction(word[0], word[1]), fraction(word[2], word[3])]
    };
    let even = (0..n / 2).flat_map(pair);
    even.chain((n % 2 == 1).then(|| pair(n / 2)[0]))
}

/// A price series of `n` days: a random walk that is drawn back to 100, so that it stays positive at any length.
pub(super) fn prices(n: u64, seed: u64) -> Vec<f64> {
    let mut price = 100.0;
    let mut next = |u: f64| {
        price += 2.0 * (u - 0.5) - 0.002 * (price - 100.0);
        price
    };
    uniform(n, seed, 0).map(&mut next).collect()
}

fn fraction(a: u32, b: u32) -> f64 {
    let bits = (u64::from(a) << 32 | u64::from(b)) >> (u64::BITS - f64::MANTISSA_DIGITS);
    bits as f64 / (1_u64 << f64::MANTISSA_DIGITS) as f64
}
