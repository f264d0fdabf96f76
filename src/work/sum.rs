//! `sum` as work: runs of elements, whose sums are added in order.

use std::convert::Infallible;

use twofloat::TwoFloat;

use super::blocks::part_of;
use super::{Blocks, Element, Expected, Kernel, Number, Problem, function, generate, ids, reference};
use crate::error::Error;
use crate::kernels::sum::IMPLEMENTATIONS;
use crate::language::{ImplementationId, Language, Variant};

/// Elements to a run, and runs to a block; a block is 512 kB. In order, γ₄₀₉₆ is 5e-13, which leaves the rest of the
/// tolerance to the additions of the runs; the error in lanes does not grow with the run.
const fn run_and_grain(variant: Variant) -> (u64, usize) {
    match variant {
        Variant::Plain => (4096, 16),
        Variant::Tuned => (1 << 16, 1),
    }
}

const NAME: &str = "sum";

/// Σ xₖ.
pub static SUM: Kernel = Kernel {
    name: NAME,
    element: Element::F64,
    summary: "sum of x",
    unit: "elements",
    inputs: &["x"],
    parameters: &[],
    gives_array: false,
    languages: Language::ALL,
    default_size: 10_000_000,
    tolerance: 1e-12,
    implementations: || ids(IMPLEMENTATIONS),
    generate,
    blocks,
    expected,
};

fn generate(size: u64, seed: u64, numbers: Vec<(&'static str, Number)>) -> Problem<'static> {
    let x: Vec<f64> = generate::uniform(size, seed, 0).collect();
    Problem { arrays: vec![("x", x.into())], numbers }
}

fn blocks<'p>(problem: &'p Problem<'p>, id: ImplementationId) -> Result<Blocks<'p>, Error> {
    let run = function(IMPLEMENTATIONS, id, &SUM)?;
    let x = problem.f64(NAME, "x")?;
    let (length, grain) = run_and_grain(id.variant);
    let part = move |terms| Ok::<_, Infallible>(run(part_of(x, terms)));
    Ok(Blocks::reduction(x.len() as u64, length, grain, part, |total| total))
}

fn expected(problem: &Problem<'_>) -> Result<Expected, Error> {
    let x = problem.f64(NAME, "x")?;
    let (value, magnitude) = reference::sum(x.iter().map(|&value| TwoFloat::from_f64(value)));
    Ok(Expected::number(value, magnitude))
}
