//! `sum` as work: runs of elements, whose sums are added in order.

use twofloat::TwoFloat;

use super::blocks::part_of;
use super::{About, Blocks, Element, Expected, Kernel, Problem, choices, function, generate, reference};
use crate::error::Error;
use crate::kernels::sum::IMPLEMENTATIONS;
use crate::language::{Choice, Variant};

/// Elements to a run, and runs to a block; a block is 512 kB. In order, γ₄₀₉₆ is 5e-13, which leaves the rest of the
/// tolerance to the additions of the runs; the error in lanes does not grow with the run.
const fn run_and_grain(variant: Variant) -> (u64, usize) {
    match variant {
        Variant::Plain => (4096, 16),
        Variant::Tuned => (1 << 16, 1),
    }
}

static ABOUT: About = About {
    name: "sum",
    element: Element::F64,
    summary: "sum of x",
    unit: "elements",
    inputs: &["x"],
    parameters: &[],
    gives_array: false,
    default_size: 10_000_000,
    tolerance: 1e-12,
};

pub(super) struct Sum;

impl Kernel for Sum {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn implementations(&self) -> Vec<Choice> {
        choices(IMPLEMENTATIONS)
    }

    fn generate(&self, size: u64, seed: u64, numbers: Vec<(&'static str, u64)>) -> Problem<'static> {
        let x: Vec<f64> = generate::uniform(size, seed, 0).collect();
        Problem { arrays: vec![("x", x.into())], numbers }
    }

    fn blocks<'p>(&self, problem: &'p Problem<'p>, choice: Choice) -> Result<Blocks<'p>, Error> {
        let run = function(IMPLEMENTATIONS, choice, &ABOUT)?;
        let x = problem.f64(&ABOUT, "x")?;
        let (length, grain) = run_and_grain(choice.variant);
        Ok(Blocks::reduction(x.len() as u64, length, grain, move |terms| run(part_of(x, terms)), |total| total))
    }

    fn expected(&self, problem: &Problem<'_>) -> Result<Expected, Error> {
        let x = problem.f64(&ABOUT, "x")?;
        let (value, magnitude) = reference::sum(x.iter().map(|&value| TwoFloat::from_f64(value)));
        Ok(Expected::number(value, magnitude))
    }
}
