//! Number of random points of the unit square that fall inside the quarter circle; 4 · hits / samples estimates π.
//!
//! | argument | shape | unit | rule |
//! | --- | --- | --- | --- |
//! | `seed` | scalar | none | any; the same seed gives the same points |
//! | `samples` | range | samples, counted from 0 | start ≤ end ≤ [`MOST_SAMPLES`]; an empty range gives 0 |
//!
//! The points come from Philox4x32-10 (Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC11),
//! a counter-based generator: sample k depends on the seed and on k alone. Samples 2p and 2p + 1 use counter p, two words
//! each; x and y are the upper 31 bits of a word, and the sample is a hit when x² + y² < 2⁶². That is all in integers, so
//! the hits are the same number in every language, executor and number of workers, and the hits of the parts of a
//! partition add up to those of the whole. The estimate's standard error is 4·√(π/4·(1 − π/4)/N) ≈ 1.64/√N.
//!
//! `plain` works on a counter at a time. `tuned` works on several, a word to each 64-bit lane, and counts the misses, whose
//! x² + y² has bit 62 set: the same hits. A round of eight counters is two multiplications, two shifts and two threefold
//! exclusive ors at the level v4 (four twofold ones below it), ten rounds and the test of both samples are some 75
//! instructions, and a few registers are worked on in turn to hide the multiplier's latency. The samples before and after
//! the whole registers are counted one at a time.
//!
//! A product of 32-bit words is one instruction, `vpmuludq`. rustc and clang find it for a product of masked 64-bit lanes.
//! gcc does not: it multiplies in full, by `vpmullq` or by several `vpmuludq` with shifts and additions. So C and C++ name the
//! instruction, and Fortran, which cannot, is about three times slower than they are: its products need a full
//! multiplication, and an addition each, because it has no unsigned integers.
//!
//! ```
//! use ffi_workbench::kernels::monte_carlo_pi;
//!
//! let hits = monte_carlo_pi::c(1, 0..100_000)?;
//! assert_eq!(hits, monte_carlo_pi::rust(1, 0..777)? + monte_carlo_pi::cpp(1, 777..100_000)?);
//! assert!((4.0 * hits as f64 / 100_000.0 - std::f64::consts::PI).abs() < 0.02);
//! # Ok::<(), ffi_workbench::error::KernelError>(())
//! ```

use std::ops::Range;

use crate::error::KernelError;
use crate::ffi;
use crate::language::{Implementation, Language};
use crate::level::{at_every_level, at_level};

/// The largest number of samples: up to it a count of hits is exact in double precision.
pub const MOST_SAMPLES: u64 = 1 << f64::MANTISSA_DIGITS;

/// Hits among a range of samples, or [`KernelError::TermsOutOfRange`].
pub type Function = fn(u64, Range<u64>) -> Result<u64, KernelError>;

/// Every implementation in this build.
pub const IMPLEMENTATIONS: &[Implementation<Function>] = &[
    Implementation::plain(Language::Rust, rust),
    Implementation::plain(Language::C, c),
    Implementation::plain(Language::Cpp, cpp),
    #[cfg(feature = "fortran")]
    Implementation::plain(Language::Fortran, fortran),
    Implementation::tuned(Language::Rust, rust_tuned),
    Implementation::tuned(Language::C, c_tuned),
    Implementation::tuned(Language::Cpp, cpp_tuned),
    #[cfg(feature = "fortran")]
    Implementation::tuned(Language::Fortran, fortran_tuned),
];

/// Hits among the samples in Rust.
pub fn rust(seed: u64, samples: Range<u64>) -> Result<u64, KernelError> {
    check(&samples)?;
    let key = [low_word(seed), high_word(seed)];
    let mut hits = 0;
    // Samples 2p and 2p + 1 share counter p; the first or the last pair may be cut in half.
    for p in samples.start / 2..samples.end.div_ceil(2) {
        let word = philox4x32_10([low_word(p), high_word(p), 0, 0], key);
        if 2 * p >= samples.start {
            hits += hit(word[0], word[1]);
        }
        if 2 * p + 1 < samples.end {
            hits += hit(word[2], word[3]);
        }
    }
    Ok(hits)
}

/// Hits among the samples in C.
#[inline]
pub fn c(seed: u64, samples: Range<u64>) -> Result<u64, KernelError> {
    let (first, last) = check(&samples)?;
    // SAFETY: scalars by value, inside the ranges of the contract (checked above); C has no static state.
    Ok(unsafe { ffi::c::wb_c_monte_carlo_pi(seed, first, last) }.cast_unsigned())
}

/// Hits among the samples in C++.
#[inline]
pub fn cpp(seed: u64, samples: Range<u64>) -> Result<u64, KernelError> {
    let (first, last) = check(&samples)?;
    // SAFETY: scalars by value, inside the ranges of the contract (checked above).
    Ok(unsafe { ffi::cpp::monte_carlo_pi(seed, first, last) }.cast_unsigned())
}

/// Hits among the samples in Fortran.
#[cfg(feature = "fortran")]
#[inline]
pub fn fortran(seed: u64, samples: Range<u64>) -> Result<u64, KernelError> {
    let (first, last) = check(&samples)?;
    // SAFETY: scalars by value, inside the ranges of the contract (checked above); Fortran has no saved variables.
    Ok(unsafe { ffi::fortran::wb_fortran_monte_carlo_pi(seed.cast_signed(), first, last) }.cast_unsigned())
}

/// Hits among the samples in Rust, tuned.
pub fn rust_tuned(seed: u64, samples: Range<u64>) -> Result<u64, KernelError> {
    check(&samples)?;
    let step = 2 * COUNTERS as u64;
    let (begin, end) = (samples.start.next_multiple_of(step), samples.end / step * step);
    if begin >= end {
        return rust(seed, samples);
    }
    Ok(rust(seed, samples.start..begin)? + in_lanes(seed, begin / 2, end / 2) + rust(seed, end..samples.end)?)
}

/// Hits among the samples in C, tuned.
#[inline]
pub fn c_tuned(seed: u64, samples: Range<u64>) -> Result<u64, KernelError> {
    use ffi::c::{wb_c_monte_carlo_pi_tuned_baseline, wb_c_monte_carlo_pi_tuned_v3, wb_c_monte_carlo_pi_tuned_v4};
    let (first, last) = check(&samples)?;
    let run = at_level!(wb_c_monte_carlo_pi_tuned_baseline, wb_c_monte_carlo_pi_tuned_v3, wb_c_monte_carlo_pi_tuned_v4);
    // SAFETY: as for `c`, and this processor has the instructions of the level in use (`Level::is_here`).
    Ok(unsafe { run(seed, first, last) }.cast_unsigned())
}

/// Hits among the samples in C++, tuned.
#[inline]
pub fn cpp_tuned(seed: u64, samples: Range<u64>) -> Result<u64, KernelError> {
    use ffi::cpp::{monte_carlo_pi_tuned_baseline, monte_carlo_pi_tuned_v3, monte_carlo_pi_tuned_v4};
    let (first, last) = check(&samples)?;
    let run = at_level!(monte_carlo_pi_tuned_baseline, monte_carlo_pi_tuned_v3, monte_carlo_pi_tuned_v4);
    // SAFETY: as for `cpp`, and this processor has the instructions of the level in use (`Level::is_here`).
    Ok(unsafe { run(seed, first, last) }.cast_unsigned())
}

/// Hits among the samples in Fortran, tuned.
#[cfg(feature = "fortran")]
#[inline]
pub fn fortran_tuned(seed: u64, samples: Range<u64>) -> Result<u64, KernelError> {
    use ffi::fortran::{
        wb_fortran_monte_carlo_pi_tuned_baseline, wb_fortran_monte_carlo_pi_tuned_v3,
        wb_fortran_monte_carlo_pi_tuned_v4,
    };
    let (first, last) = check(&samples)?;
    let run = at_level!(
        wb_fortran_monte_carlo_pi_tuned_baseline,
        wb_fortran_monte_carlo_pi_tuned_v3,
        wb_fortran_monte_carlo_pi_tuned_v4
    );
    // SAFETY: as for `fortran`, and this processor has the instructions of the level in use (`Level::is_here`).
    Ok(unsafe { run(seed.cast_signed(), first, last) }.cast_unsigned())
}

/// Counters that a lane works on in turn: with one alone it would wait for its own products.
const STREAMS: usize = 4;

/// As many as the widest registers hold.
const LANES: usize = 8;

const COUNTERS: usize = STREAMS * LANES;

at_every_level! {
    /// Hits among the counters of first..last, both multiples of COUNTERS, so that a counter's upper word is that of all.
    fn in_lanes(seed: u64, first: u64, last: u64) -> u64 {
        let keys: [[u64; 2]; 10] = std::array::from_fn(|round| {
            let round = round as u64;
            [(seed & LOW_HALF) + round * 0x9E37_79B9, (seed >> 32) + round * 0xBB67_AE85]
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
        let [p0, p1] = [product(word[0], 0xD251_1F53), product(word[2], 0xCD9E_8D57)];
        [(p1 >> 32) ^ word[1] ^ key[0], p1, (p0 >> 32) ^ word[3] ^ key[1], p0]
    })
}

/// 1 when the point lies outside: x² + y² is below 2⁶³, so its bit 62 is the answer.
#[inline(always)]
fn miss(a: u64, b: u64) -> u64 {
    let [x, y] = [a, b].map(|word| (word & LOW_HALF) >> 1);
    (x * x + y * y) >> 62
}

/// Four random words: ten rounds of Philox4x32 on a counter under a key.
///
/// ```
/// use ffi_workbench::kernels::monte_carlo_pi::philox4x32_10;
///
/// assert_eq!(philox4x32_10([0; 4], [0; 2]), [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8]); // Random123
/// ```
pub fn philox4x32_10(counter: [u32; 4], key: [u32; 2]) -> [u32; 4] {
    let (mut word, mut round_key) = (counter, key);
    for _ in 0..10 {
        let p0 = 0xD251_1F53 * u64::from(word[0]);
        let p1 = 0xCD9E_8D57 * u64::from(word[2]);
        word = [
            high_word(p1) ^ word[1] ^ round_key[0],
            low_word(p1),
            high_word(p0) ^ word[3] ^ round_key[1],
            low_word(p0),
        ];
        round_key[0] = round_key[0].wrapping_add(0x9E37_79B9);
        round_key[1] = round_key[1].wrapping_add(0xBB67_AE85);
    }
    word
}

/// 31 bits a coordinate: x² + y² fits 64 bits, so the test needs no rounding.
fn hit(a: u32, b: u32) -> u64 {
    let [x, y] = [a, b].map(|word| u64::from(word >> 1));
    u64::from(x * x + y * y < 1 << 62)
}

#[allow(clippy::cast_possible_truncation)] // the low half is what is asked for
fn low_word(x: u64) -> u32 {
    x as u32
}

fn high_word(x: u64) -> u32 {
    low_word(x >> 32)
}

/// The first sample, and one past the last, as the signed integers that all four languages have.
#[inline]
fn check(samples: &Range<u64>) -> Result<(i64, i64), KernelError> {
    if samples.start > samples.end || samples.end > MOST_SAMPLES {
        return Err(KernelError::TermsOutOfRange { first: samples.start, last: samples.end, n: MOST_SAMPLES });
    }
    // At most 2⁵³, so the sign bit is clear.
    Ok((samples.start.cast_signed(), samples.end.cast_signed()))
}
