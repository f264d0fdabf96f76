//! The tuned count of hits in Rust: several counters at a time, a word in each 64-bit lane.
//!
//! What is counted are the misses, whose x² + y² has bit 62 set. A round of eight counters is two multiplications, two
//! shifts and two threefold exclusive ors at the level v4 (four twofold ones below it); ten rounds and the test of both
//! samples are some 75 instructions. A few registers are worked on in turn to hide the multiplier's latency.

use crate::level::multiversion;
use crate::philox::{KEY_STEPS, MULTIPLIERS};

/// Counters that a lane works on in turn: with one alone it would wait for its own products.
const STREAMS: usize = 4;

/// As many as the widest registers hold.
const LANES: usize = 8;

/// Counters that are worked on together.
pub const COUNTERS: usize = STREAMS * LANES;

multiversion! {
    /// Hits among the counters of first..last, both multiples of COUNTERS, so that a counter's upper word is that of
    /// all.
    pub fn in_lanes(seed: u64, first: u64, last: u64) -> u64 {
        let keys: [[u64; 2]; 10] = std::array::from_fn(|round| {
            let round = round as u64;
            [(seed & LOW_HALF) + round * u64::from(KEY_STEPS[0]), (seed >> 32) + round * u64::from(KEY_STEPS[1])]
        });
        let mut misses = [0; LANES];
        for p in (first..last).step_by(COUNTERS) {
            for (l, misses) in misses.iter_mut().enumerate() {
                let mut words = std::array::from_fn(|stream| [p + (stream * LANES + l) as u64, p >> 32, 0, 0]);
                // Written out: a loop over the rounds would stay a loop, with the words in memory between them.
                words = philox_round(words, keys[0]);
                words = philox_round(words, keys[1]);
                words = philox_round(words, keys[2]);
                words = philox_round(words, keys[3]);
                words = philox_round(words, keys[4]);
                words = philox_round(words, keys[5]);
                words = philox_round(words, keys[6]);
                words = philox_round(words, keys[7]);
                words = philox_round(words, keys[8]);
                words = philox_round(words, keys[9]);
                for word in words {
                    *misses += miss(word[0], word[1]) + miss(word[2], word[3]);
                }
            }
        }
        2 * (last - first) - misses.iter().sum::<u64>()
    }
}

const LOW_HALF: u64 = 0xFFFF_FFFF;

/// The product of lower halves, which rustc knows to be one instruction, vpmuludq.
#[inline(always)]
fn product(a: u64, b: u64) -> u64 {
    (a & LOW_HALF) * (b & LOW_HALF)
}

/// One round of Philox4x32 on words in the lower halves; what the upper halves hold does not matter.
#[inline(always)]
fn philox_round(words: [[u64; 4]; STREAMS], key: [u64; 2]) -> [[u64; 4]; STREAMS] {
    words.map(|word| {
        let [p0, p1] = [product(word[0], MULTIPLIERS[0].into()), product(word[2], MULTIPLIERS[1].into())];
        [(p1 >> 32) ^ word[1] ^ key[0], p1, (p0 >> 32) ^ word[3] ^ key[1], p0]
    })
}

/// 1 when the point lies outside: x² + y² is below 2⁶³, so its bit 62 is the answer.
#[inline(always)]
fn miss(a: u64, b: u64) -> u64 {
    let [x, y] = [a, b].map(|word| (word & LOW_HALF) >> 1);
    (x * x + y * y) >> 62
}
