//! `dot` as work: runs of elements, whose inner products are added in double precision.

use std::ops::Range;

use twofloat::TwoFloat;

use super::blocks::part_of;
use super::{Blocks, Element, Expected, Kernel, Number, Problem, function, generate, ids, reference};
use crate::error::Error;
use crate::kernels::dot::{IMPLEMENTATIONS, IMPLEMENTATIONS_F32, LengthMismatch};
use crate::language::{ImplementationId, Language, Variant};

/// Elements to a run, and runs to a block; a block is 1 MB or half of that. In order, γ₄₀₉₆ in double precision is
/// 5e-13, which leaves the rest of the tolerance to the additions of the runs, and γ₁₂₈ in single precision is 7.6e-6:
/// longer runs could pass the tolerance. The error in lanes does not grow with the run.
const fn run_and_grain(variant: Variant, element: Element) -> (u64, usize) {
    match (variant, element) {
        (Variant::Plain, Element::F32) => (RUN_F32 as u64, 512),
        (Variant::Plain, _) => (4096, 16),
        (Variant::Tuned, _) => (1 << 16, 1),
    }
}

const RUN_F32: usize = 128;

const NAME: &str = "dot";

const F64: Kernel = Kernel {
    name: NAME,
    element: Element::F64,
    summary: "inner product of x and y",
    unit: "elements",
    inputs: &["x", "y"],
    parameters: &[],
    gives_array: false,
    languages: Language::ALL,
    default_size: 5_000_000,
    tolerance: 1e-12,
    implementations: || ids(IMPLEMENTATIONS),
    generate,
    blocks,
    expected,
};

/// Σ xₖ·yₖ in double precision.
pub static DOT: Kernel = F64;

/// Σ xₖ·yₖ in single precision.
pub static DOT_F32: Kernel = Kernel {
    element: Element::F32,
    tolerance: 1e-5,
    implementations: || ids(IMPLEMENTATIONS_F32),
    generate: generate_f32,
    blocks: blocks_f32,
    expected: expected_f32,
    ..F64
};

fn generate(size: u64, seed: u64, numbers: Vec<(&'static str, Number)>) -> Problem<'static> {
    let array = |stream| generate::uniform(size, seed, stream).collect::<Vec<f64>>().into();
    Problem { arrays: vec![("x", array(0)), ("y", array(1))], numbers }
}

#[expect(clippy::cast_possible_truncation, reason = "single precision is what is asked for")]
fn generate_f32(size: u64, seed: u64, numbers: Vec<(&'static str, Number)>) -> Problem<'static> {
    let array = |stream| generate::uniform(size, seed, stream).map(|u| u as f32).collect::<Vec<f32>>().into();
    Problem { arrays: vec![("x", array(0)), ("y", array(1))], numbers }
}

fn blocks<'p>(problem: &'p Problem<'p>, id: ImplementationId) -> Result<Blocks<'p>, Error> {
    let run = function(IMPLEMENTATIONS, id, &DOT)?;
    let (x, y) = same_length(problem.f64(NAME, "x")?, problem.f64(NAME, "y")?)?;
    let part = move |terms: Range<u64>| run(part_of(x, terms.clone()), part_of(y, terms));
    let (length, grain) = run_and_grain(id.variant, Element::F64);
    Ok(Blocks::reduction(x.len() as u64, length, grain, part, |total| total))
}

fn blocks_f32<'p>(problem: &'p Problem<'p>, id: ImplementationId) -> Result<Blocks<'p>, Error> {
    let run = function(IMPLEMENTATIONS_F32, id, &DOT_F32)?;
    let (x, y) = same_length(problem.f32(NAME, "x")?, problem.f32(NAME, "y")?)?;
    let part = move |terms: Range<u64>| run(part_of(x, terms.clone()), part_of(y, terms)).map(f64::from);
    let (length, grain) = run_and_grain(id.variant, Element::F32);
    Ok(Blocks::reduction(x.len() as u64, length, grain, part, |total| total))
}

fn expected(problem: &Problem<'_>) -> Result<Expected, Error> {
    let (x, y) = same_length(problem.f64(NAME, "x")?, problem.f64(NAME, "y")?)?;
    let (value, magnitude) = reference::sum(x.iter().zip(y).map(|(&a, &b)| TwoFloat::new_mul(a, b)));
    Ok(Expected::number(value, magnitude + x.len() as f64 * f64::MIN_POSITIVE))
}

fn expected_f32(problem: &Problem<'_>) -> Result<Expected, Error> {
    let (x, y) = same_length(problem.f32(NAME, "x")?, problem.f32(NAME, "y")?)?;
    // Products of two single-precision numbers are exact in double precision.
    let products = x.iter().zip(y).map(|(&a, &b)| TwoFloat::from_f64(f64::from(a) * f64::from(b)));
    let (value, magnitude) = reference::sum(products);
    // Single precision overflows, and a product can vanish, where double precision does neither.
    let runs = x.chunks(RUN_F32).zip(y.chunks(RUN_F32));
    let plain: f64 = runs.map(|(x, y)| f64::from(x.iter().zip(y).map(|(a, b)| a * b).sum::<f32>())).sum();
    let value = if plain.is_finite() { value } else { plain };
    Ok(Expected::number(value, magnitude + x.len() as f64 * f64::from(f32::MIN_POSITIVE)))
}

fn same_length<'p, T>(x: &'p [T], y: &'p [T]) -> Result<(&'p [T], &'p [T]), Error> {
    if x.len() != y.len() {
        return Err(Error::refused(NAME, LengthMismatch { x: x.len(), y: y.len() }));
    }
    Ok((x, y))
}
