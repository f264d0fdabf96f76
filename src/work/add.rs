//! `add` as work: one call for each pair of elements.

use super::{Array, Blocks, Element, Expected, Kernel, Number, Problem, function, generate, ids};
use crate::error::Error;
use crate::kernels::add::{IMPLEMENTATIONS, Overflow};
use crate::kernels::dot::LengthMismatch;
use crate::language::{ImplementationId, Language};

/// Calls in a block: tens of microseconds.
const GRAIN: usize = 1 << 14;

const NAME: &str = "add";

/// xₖ + yₖ in 32-bit integers.
pub static ADD: Kernel = Kernel {
    name: NAME,
    element: Element::I32,
    summary: "x[k] + y[k] in 32-bit integers, one call for each k: what a call costs",
    unit: "calls",
    inputs: &["x", "y"],
    parameters: &[],
    gives_array: true,
    languages: Language::ALL,
    default_size: 1_000_000,
    tolerance: 0.0,
    implementations: || ids(IMPLEMENTATIONS),
    generate,
    blocks,
    expected,
};

fn generate(size: u64, seed: u64, numbers: Vec<(&'static str, Number)>) -> Problem<'static> {
    // Half the range of i32, so that no sum leaves it.
    #[expect(clippy::cast_possible_truncation, reason = "within half the range of i32")]
    let half = |u: f64| ((u - 0.5) * f64::from(i32::MAX)) as i32;
    let array = |stream| Array::from(generate::uniform(size, seed, stream).map(half).collect::<Vec<_>>());
    Problem { arrays: vec![("x", array(0)), ("y", array(1))], numbers }
}

fn blocks<'p>(problem: &'p Problem<'p>, id: ImplementationId) -> Result<Blocks<'p>, Error> {
    let run = function(IMPLEMENTATIONS, id, &ADD)?;
    let (x, y) = pairs(problem)?;
    Ok(Blocks::map(x.len(), GRAIN, move |first, out| {
        for ((sum, &i), &j) in out.iter_mut().zip(&x[first..]).zip(&y[first..]) {
            *sum = f64::from(run(i, j)?);
        }
        Ok::<_, Overflow>(())
    }))
}

fn expected(problem: &Problem<'_>) -> Result<Expected, Error> {
    let (x, y) = pairs(problem)?;
    let sums = x.iter().zip(y).map(|(&i, &j)| f64::from(i) + f64::from(j));
    Ok(Expected::array(sums.collect(), vec![1.0]))
}

fn pairs<'p>(problem: &'p Problem<'p>) -> Result<(&'p [i32], &'p [i32]), Error> {
    let (x, y) = (problem.i32(NAME, "x")?, problem.i32(NAME, "y")?);
    if x.len() != y.len() {
        return Err(Error::refused(NAME, LengthMismatch { x: x.len(), y: y.len() }));
    }
    Ok((x, y))
}
