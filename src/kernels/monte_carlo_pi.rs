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
