//! `add` as work: one call for each pair of elements.

use super::problem::refused;
use super::{About, Array, Blocks, Element, Expected, Kernel, Problem, choices, function, generate};
use crate::error::{Error, KernelError};
use crate::kernels::add::IMPLEMENTATIONS;
use crate::language::Choice;

/// Calls in a block: tens of microseconds.
const GRAIN: usize = 1 << 14;

static ABOUT: About = About {
    name: "add",
    element: Element::I32,
    summary: "x[k] + y[k] in 32-bit integers, one call for each k: what a call costs",
    unit: "calls",
    inputs: &["x", "y"],
    parameters: &[],
    gives_array: true,
    default_size: 1_000_000,
    tolerance: 0.0,
};

pub(super) struct Add;

impl Kernel for Add {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn implementations(&self) -> Vec<Choice> {
        choices(IMPLEMENTATIONS)
    }

    fn generate(&self, size: u64, seed: u64, numbers: Vec<(&'static str, u64)>) -> Problem<'static> {
        // Half the range of i32, so that no sum leaves it.
        #[allow(clippy::cast_possible_truncation)]
        let half = |u: f64| ((u - 0.5) * f64::from(i32::MAX)) as i32;
        let array = |stream| Array::from(generate::uniform(size, seed, stream).map(half).collect::<Vec<_>>());
        Problem { arrays: vec![("x", array(0)), ("y", array(1))], numbers }
    }

    fn blocks<'p>(&self, problem: &'p Problem<'p>, choice: Choice) -> Result<Blocks<'p>, Error> {
        let run = function(IMPLEMENTATIONS, choice, &ABOUT)?;
        let (x, y) = pairs(problem)?;
        Ok(Blocks::map(x.len(), GRAIN, move |first, out| {
            for ((sum, &i), &j) in out.iter_mut().zip(&x[first..]).zip(&y[first..]) {
                *sum = f64::from(run(i, j)?);
            }
            Ok(())
        }))
    }

    fn expected(&self, problem: &Problem<'_>) -> Result<Expected, Error> {
        let (x, y) = pairs(problem)?;
        let sums = x.iter().zip(y).map(|(&i, &j)| f64::from(i) + f64::from(j));
        Ok(Expected::array(sums.collect(), vec![1.0]))
    }
}

fn pairs<'p>(problem: &'p Problem<'p>) -> Result<(&'p [i32], &'p [i32]), Error> {
    let (x, y) = (problem.i32(&ABOUT, "x")?, problem.i32(&ABOUT, "y")?);
    if x.len() != y.len() {
        return Err(refused(&ABOUT)(KernelError::LengthMismatch { x: x.len(), y: y.len() }));
    }
    Ok((x, y))
}
