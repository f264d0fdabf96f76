//! `monte_carlo_pi` as work: runs of samples, whose hits are whole numbers and add up exactly.

use rayon::prelude::*;

use super::problem::refused;
use super::{About, Blocks, Element, Expected, Kernel, Problem, choices, function};
use crate::error::{Error, KernelError};
use crate::kernels::monte_carlo_pi::{IMPLEMENTATIONS, MOST_SAMPLES, philox4x32_10};
use crate::language::Choice;

/// Samples to a run, about a millisecond in order and 60 to 180 µs in lanes; a run is a block of its own.
const RUN: u64 = 1 << 16;

static ABOUT: About = About {
    name: "monte_carlo_pi",
    element: Element::F64,
    summary: "pi from the share of random points inside the quarter circle",
    unit: "samples",
    inputs: &[],
    parameters: &[],
    gives_array: false,
    default_size: 5_000_000,
    tolerance: 0.0,
};

pub(super) struct MonteCarloPi;

impl Kernel for MonteCarloPi {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn implementations(&self) -> Vec<Choice> {
        choices(IMPLEMENTATIONS)
    }

    fn generate(&self, size: u64, seed: u64, mut numbers: Vec<(&'static str, u64)>) -> Problem<'static> {
        numbers.extend([("n", size), ("seed", seed)]);
        Problem { arrays: vec![], numbers }
    }

    fn blocks<'p>(&self, problem: &'p Problem<'p>, choice: Choice) -> Result<Blocks<'p>, Error> {
        let run = function(IMPLEMENTATIONS, choice, &ABOUT)?;
        let (n, seed) = samples(problem)?;
        // At most 2⁵³ hits, so the count is exact.
        let part = move |samples: std::ops::Range<u64>| run(seed, samples).map(|hits| hits as f64);
        Ok(Blocks::reduction(n, RUN, 1, part, move |hits| 4.0 * hits / n as f64))
    }

    fn expected(&self, problem: &Problem<'_>) -> Result<Expected, Error> {
        let (n, seed) = samples(problem)?;
        let hits = (0..n).into_par_iter().filter(|&sample| is_hit(seed, sample)).count();
        let value = 4.0 * hits as f64 / n as f64;
        Ok(Expected::number(value, value))
    }
}

fn samples(problem: &Problem<'_>) -> Result<(u64, u64), Error> {
    match problem.number(&ABOUT, "n")? {
        n @ 1..=MOST_SAMPLES => Ok((n, problem.number(&ABOUT, "seed")?)),
        n => Err(refused(&ABOUT)(KernelError::TermCountOutOfRange { n, most: MOST_SAMPLES })),
    }
}

/// The definition itself, a sample at a time: its counter, its half of the four words, its distance from the origin.
#[allow(clippy::cast_possible_truncation)] // words are the halves of a 64-bit number
fn is_hit(seed: u64, sample: u64) -> bool {
    let (pair, half) = (sample / 2, 2 * (sample % 2) as usize);
    let word = philox4x32_10([pair as u32, (pair >> 32) as u32, 0, 0], [seed as u32, (seed >> 32) as u32]);
    let [x, y] = [word[half] >> 1, word[half + 1] >> 1].map(u128::from);
    x.pow(2) + y.pow(2) < 1 << 62
}
