//! `series_pi` as work: runs of terms, whose sums are added in order.

use std::f64::consts::PI;

use twofloat::TwoFloat;

use super::{Blocks, Element, Expected, Kernel, Number, Problem, function, ids, reference};
use crate::error::Error;
use crate::kernels::series_pi::{self, IMPLEMENTATIONS, MAX_TERMS};
use crate::language::{ImplementationId, Language, Variant};

/// Terms to a run, which is a block of its own: some 100 µs in order, 60 to 180 µs in lanes. At 10¹² terms the runs are
/// 15 million and 2 million.
const fn run_length(variant: Variant) -> u64 {
    match variant {
        Variant::Plain => 1 << 16,
        Variant::Tuned => 1 << 19,
    }
}

const NAME: &str = "series_pi";

/// π by the midpoint rule.
pub static SERIES_PI: Kernel = Kernel {
    name: NAME,
    element: Element::F64,
    summary: "pi by the midpoint rule, 4/N times the sum of 1 / (1 + ((i - 0.5)/N)^2)",
    unit: "terms",
    inputs: &[],
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

fn generate(size: u64, _seed: u64, mut numbers: Vec<(&'static str, Number)>) -> Problem<'static> {
    numbers.push(("n", Number::Integer(size)));
    Problem { arrays: vec![], numbers }
}

fn blocks<'p>(problem: &'p Problem<'p>, id: ImplementationId) -> Result<Blocks<'p>, Error> {
    let run = function(IMPLEMENTATIONS, id, &SERIES_PI)?;
    let n = terms(problem)?;
    Ok(Blocks::reduction(n, run_length(id.variant), 1, move |terms| run(n, terms), |total| total))
}

fn expected(problem: &Problem<'_>) -> Result<Expected, Error> {
    let n = terms(problem)?;
    let value = if n < DIRECT_TERMS { directly(n) } else { asymptotic(n) };
    Ok(Expected::number(value, value))
}

fn terms(problem: &Problem<'_>) -> Result<u64, Error> {
    match problem.integer(NAME, "n")? {
        n @ 1..=MAX_TERMS => Ok(n),
        n => Err(Error::refused(NAME, series_pi::Error::TermCount { n })),
    }
}

/// Below this many terms the asymptotic series is not exact to double precision.
const DIRECT_TERMS: u64 = 1000;

/// The series, term by term in double-double arithmetic.
fn directly(n: u64) -> f64 {
    let [one, count] = [1.0, n as f64].map(TwoFloat::from_f64);
    let term = |k: u64| {
        let x = TwoFloat::from_f64(k as f64 + 0.5) / count;
        TwoFloat::from_f64(4.0) / (count * (one + x * x))
    };
    reference::sum((0..n).map(term)).0
}

/// π + 1/(12 N²) − 31/(16128 N⁶): the Euler–Maclaurin expansion of the midpoint rule for 4/(1 + x²), whose third
/// derivative vanishes at both ends (Davis & Rabinowitz, *Methods of Numerical Integration*, 1984, section 2.9). The
/// next term is of order N⁻¹⁰.
fn asymptotic(n: u64) -> f64 {
    let h2 = (n as f64).powi(-2);
    PI + (h2 / 12.0 - h2.powi(3) * 31.0 / 16128.0)
}
