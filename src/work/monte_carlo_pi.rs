//! `monte_carlo_pi` as work: runs of samples, whose hits are whole numbers and add up exactly.

use std::ops::Range;

use rayon::prelude::*;

use super::{Blocks, Element, Expected, Kernel, Number, Problem, function, ids};
use crate::error::Error;
use crate::kernels::monte_carlo_pi::{IMPLEMENTATIONS, MAX_SAMPLES};
use crate::language::{ImplementationId, Language};
use crate::philox::{halves, philox4x32_10};

/// Samples to a run, about a millisecond in order and 60 to 180 µs in lanes; a run is a block of its own.
const RUN: u64 = 1 << 16;

const NAME: &str = "monte_carlo_pi";

/// π by the share of random points inside the quarter circle.
pub static MONTE_CARLO_PI: Kernel = Kernel {
    name: NAME,
    element: Element::F64,
    summary: "pi from the share of random points inside the quarter circle",
    unit: "samples",
    inputs: &[],
    parameters: &[],
    gives_array: false,
    languages: Language::ALL,
    default_size: 5_000_000,
    tolerance: 0.0,
    implementations: || ids(IMPLEMENTATIONS),
    generate,
    blocks,
    expected,
};

/// A number of samples that no estimate of π can be made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{n} samples are not in 1..={MAX_SAMPLES}")]
struct SampleCount {
    n: u64,
}

fn generate(size: u64, seed: u64, mut numbers: Vec<(&'static str, Number)>) -> Problem<'static> {
    numbers.extend([("n", Number::Integer(size)), ("seed", Number::Integer(seed))]);
    Problem { arrays: vec![], numbers }
}

fn blocks<'p>(problem: &'p Problem<'p>, id: ImplementationId) -> Result<Blocks<'p>, Error> {
    let run = function(IMPLEMENTATIONS, id, &MONTE_CARLO_PI)?;
    let (n, seed) = samples(problem)?;
    // At most 2⁵³ hits, so the count is exact.
    let part = move |samples: Range<u64>| run(seed, samples).map(|hits| hits as f64);
    Ok(Blocks::reduction(n, RUN, 1, part, move |hits| 4.0 * hits / n as f64))
}

fn expected(problem: &Problem<'_>) -> Result<Expected, Error> {
    let (n, seed) = samples(problem)?;
    let hits = (0..n).into_par_iter().filter(|&sample| is_hit(seed, sample)).count();
    let value = 4.0 * hits as f64 / n as f64;
    Ok(Expected::number(value, value))
}

fn samples(problem: &Problem<'_>) -> Result<(u64, u64), Error> {
    match problem.integer(NAME, "n")? {
        n @ 1..=MAX_SAMPLES => Ok((n, problem.integer(NAME, "seed")?)),
        n => Err(Error::refused(NAME, SampleCount { n })),
    }
}

/// The definition itself, a sample at a time: its counter, its half of the four words, its distance from the origin.
fn is_hit(seed: u64, sample: u64) -> bool {
    let [low, high] = halves(sample / 2);
    let word = philox4x32_10([low, high, 0, 0], halves(seed));
    let point = if sample.is_multiple_of(2) { [word[0], word[1]] } else { [word[2], word[3]] };
    let [x, y] = point.map(|word| u128::from(word >> 1));
    x.pow(2) + y.pow(2) < 1 << 62
}
