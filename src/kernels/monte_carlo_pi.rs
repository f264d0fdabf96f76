//! Number of random points of the unit square that fall inside the quarter circle; 4 · hits / samples estimates π.
//!
//! | argument | shape | unit | rule |
//! | --- | --- | --- | --- |
//! | `seed` | scalar | none | any; the same seed gives the same points |
//! | `samples` | range | samples, counted from 0 | start ≤ end ≤ [`MAX_SAMPLES`]; an empty range gives 0 |
//!
//! The points come from Philox4x32-10 ([`philox`](crate::philox)): sample k depends on the seed and on k alone. Samples
//! 2p and 2p + 1 use counter p, two words each; x and y are the upper 31 bits of a word, and the sample is a hit when
//! x² + y² < 2⁶². That is all in integers, so the hits are the same number in every language, executor and number of
//! workers, and the hits of the parts of a partition add up to those of the whole. The estimate's standard error is
//! 4·√(π/4·(1 − π/4)/N) ≈ 1.64/√N.
//!
//! `plain` works on one counter at a time, `tuned` on several. Fortran has no name for the one multiplication that the
//! others use, and is about three times slower (csrc/c/tuned/monte_carlo_pi.c, fortran/tuned/monte_carlo_pi.f90).
//!
//! ```
//! use ffi_workbench::kernels::monte_carlo_pi;
//!
//! let hits = monte_carlo_pi::c(1, 0..100_000)?;
//! assert_eq!(hits, monte_carlo_pi::rust(1, 0..777)? + monte_carlo_pi::cpp(1, 777..100_000)?);
//! assert!((4.0 * hits as f64 / 100_000.0 - std::f64::consts::PI).abs() < 0.02);
//! # Ok::<(), monte_carlo_pi::SamplesOutOfRange>(())
//! ```

use std::ops::Range;

use super::tuned;
use crate::ffi;
use crate::language::{Implementation, Language};
use crate::level::dispatch;
use crate::philox::{halves, philox4x32_10};

/// The largest number of samples: up to it a count of hits is exact in double precision.
pub const MAX_SAMPLES: u64 = 1 << f64::MANTISSA_DIGITS;

/// Hits among a range of samples, or [`SamplesOutOfRange`].
pub type Function = fn(u64, Range<u64>) -> Result<u64, SamplesOutOfRange>;

/// Every implementation in this build.
pub const IMPLEMENTATIONS: &[Implementation<Function>] = &[
    Implementation::plain(Language::Rust, rust),
    Implementation::plain(Language::C, c),
    Implementation::plain(Language::Cpp, cpp),
    #[cfg(feature = "fortran")]
    Implementation::plain(Language::Fortran, fortran),
    Implementation::tuned(Language::Rust, rust_tuned),
    Implementation::tuned(Language::C, |seed, samples| call(dispatch!(c::wb_c_monte_carlo_pi_tuned), seed, samples)),
    Implementation::tuned(Language::Cpp, |seed, samples| call_cpp(dispatch!(cpp::monte_carlo_pi_tuned), seed, samples)),
    #[cfg(feature = "fortran")]
    Implementation::tuned(Language::Fortran, |seed, samples| {
        call_fortran(dispatch!(fortran::wb_fortran_monte_carlo_pi_tuned), seed, samples)
    }),
];

/// The broken rule: a range that ends before it begins, or beyond [`MAX_SAMPLES`]. Nothing was called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the samples {first}..{last} are not inside 0..{MAX_SAMPLES}")]
#[expect(missing_docs, reason = "the sentence names the values")]
pub struct SamplesOutOfRange {
    pub first: u64,
    pub last: u64,
}

/// Hits among the samples in Rust. [`SamplesOutOfRange`] unless first ≤ last ≤ 2⁵³.
pub fn rust(seed: u64, samples: Range<u64>) -> Result<u64, SamplesOutOfRange> {
    check(&samples)?;
    let mut hits = 0;
    // Samples 2p and 2p + 1 share counter p; the first or the last pair may be cut in half.
    for p in samples.start / 2..samples.end.div_ceil(2) {
        let [low, high] = halves(p);
        let word = philox4x32_10([low, high, 0, 0], halves(seed));
        if 2 * p >= samples.start {
            hits += hit(word[0], word[1]);
        }
        if 2 * p + 1 < samples.end {
            hits += hit(word[2], word[3]);
        }
    }
    Ok(hits)
}

/// Hits among the samples in C. [`SamplesOutOfRange`] unless first ≤ last ≤ 2⁵³.
#[inline]
pub fn c(seed: u64, samples: Range<u64>) -> Result<u64, SamplesOutOfRange> {
    call(ffi::c::wb_c_monte_carlo_pi, seed, samples)
}

/// Hits among the samples in C++. [`SamplesOutOfRange`] unless first ≤ last ≤ 2⁵³.
#[inline]
pub fn cpp(seed: u64, samples: Range<u64>) -> Result<u64, SamplesOutOfRange> {
    call_cpp(ffi::cpp::monte_carlo_pi, seed, samples)
}

/// Hits among the samples in Fortran. [`SamplesOutOfRange`] unless first ≤ last ≤ 2⁵³.
#[cfg(feature = "fortran")]
#[inline]
pub fn fortran(seed: u64, samples: Range<u64>) -> Result<u64, SamplesOutOfRange> {
    call_fortran(ffi::fortran::wb_fortran_monte_carlo_pi, seed, samples)
}

/// Hits among the samples in Rust, tuned. [`SamplesOutOfRange`] unless first ≤ last ≤ 2⁵³.
pub fn rust_tuned(seed: u64, samples: Range<u64>) -> Result<u64, SamplesOutOfRange> {
    check(&samples)?;
    let step = 2 * tuned::monte_carlo_pi::COUNTERS as u64;
    let (begin, end) = (samples.start.next_multiple_of(step), samples.end / step * step);
    if begin >= end {
        return rust(seed, samples);
    }
    let whole = tuned::monte_carlo_pi::in_lanes(seed, begin / 2, end / 2);
    Ok(rust(seed, samples.start..begin)? + whole + rust(seed, end..samples.end)?)
}

type Counted = Result<u64, SamplesOutOfRange>;

#[inline]
fn call(hits: unsafe extern "C" fn(u64, i64, i64) -> i64, seed: u64, samples: Range<u64>) -> Counted {
    let (first, last) = check(&samples)?;
    // SAFETY: `hits` is one of the functions of this file. Scalars by value, inside the ranges of the contract (checked
    // above); it has no static state, and the processor has the instructions of a tuned one (`dispatch!`).
    Ok(unsafe { hits(seed, first, last) }.cast_unsigned())
}

#[inline]
fn call_cpp(hits: unsafe fn(u64, i64, i64) -> i64, seed: u64, samples: Range<u64>) -> Counted {
    let (first, last) = check(&samples)?;
    // SAFETY: as in `call`, for the functions behind cxx.
    Ok(unsafe { hits(seed, first, last) }.cast_unsigned())
}

/// Fortran has no unsigned integers: the seed travels as the signed one of the same bits.
#[cfg(feature = "fortran")]
#[inline]
fn call_fortran(hits: unsafe extern "C" fn(i64, i64, i64) -> i64, seed: u64, samples: Range<u64>) -> Counted {
    let (first, last) = check(&samples)?;
    // SAFETY: as in `call`, for the functions in Fortran, which have no saved variables.
    Ok(unsafe { hits(seed.cast_signed(), first, last) }.cast_unsigned())
}

/// 31 bits a coordinate: x² + y² fits 64 bits, so the test needs no rounding.
fn hit(a: u32, b: u32) -> u64 {
    let [x, y] = [a, b].map(|word| u64::from(word >> 1));
    u64::from(x * x + y * y < 1 << 62)
}

/// The first sample, and one past the last, as the signed integers that all four languages have.
#[inline]
fn check(samples: &Range<u64>) -> Result<(i64, i64), SamplesOutOfRange> {
    if samples.start > samples.end || samples.end > MAX_SAMPLES {
        return Err(SamplesOutOfRange { first: samples.start, last: samples.end });
    }
    // At most 2⁵³, so the sign bit is clear.
    Ok((samples.start.cast_signed(), samples.end.cast_signed()))
}
