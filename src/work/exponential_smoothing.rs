//! `exponential_smoothing` as work: one block, because each value of the recurrence needs the one before it.

use twofloat::TwoFloat;

use super::{Blocks, Element, Expected, Kernel, Number, Parameter, Problem, function, generate, ids};
use crate::error::Error;
use crate::kernels::exponential_smoothing::{IMPLEMENTATIONS, check_alpha};
use crate::language::{ImplementationId, Language};

const NAME: &str = "exponential_smoothing";

/// x, smoothed with the weight alpha for a new value.
pub static EXPONENTIAL_SMOOTHING: Kernel = Kernel {
    name: NAME,
    element: Element::F64,
    summary: "x smoothed, alpha x[i] + (1 - alpha) times the smoothed value before it",
    unit: "elements",
    inputs: &["x"],
    parameters: &[Parameter {
        name: "alpha",
        help: "weight of a new value, above 0 and at most 1",
        default: Number::Real(0.1),
    }],
    gives_array: true,
    languages: &[Language::C],
    default_size: 1_000_000,
    tolerance: 1e-12,
    implementations: || ids(IMPLEMENTATIONS),
    generate,
    blocks,
    expected,
};

fn generate(size: u64, seed: u64, numbers: Vec<(&'static str, Number)>) -> Problem<'static> {
    Problem { arrays: vec![("x", generate::prices(size, seed).into())], numbers }
}

fn blocks<'p>(problem: &'p Problem<'p>, id: ImplementationId) -> Result<Blocks<'p>, Error> {
    let run = function(IMPLEMENTATIONS, id, &EXPONENTIAL_SMOOTHING)?;
    let (x, alpha) = series(problem)?;
    Ok(Blocks::map(x.len(), x.len(), move |_, out| run(x, alpha, out)))
}

fn expected(problem: &Problem<'_>) -> Result<Expected, Error> {
    let (x, alpha) = series(problem)?;
    // Three roundings a step, as long as a value counts: some 1/alpha steps. The tolerance is that of 3000 steps.
    let steps = (x.len() as f64).min(1.0 / alpha);
    let growth = (steps / 3000.0).max(1.0);
    let magnitudes: Vec<f64> = x.iter().map(|value| value.abs()).collect();
    let scale = smoothed(&magnitudes, alpha).into_iter().map(|magnitude| magnitude * growth + f64::MIN_POSITIVE);
    Ok(Expected::array(smoothed(x, alpha), scale.collect()))
}

fn series<'p>(problem: &'p Problem<'p>) -> Result<(&'p [f64], f64), Error> {
    let (x, alpha) = (problem.f64(NAME, "x")?, problem.real(NAME, "alpha")?);
    check_alpha(alpha).map_err(|rule| Error::refused(NAME, rule))?;
    Ok((x, alpha))
}

/// The recurrence in double-double arithmetic. A series that is not finite goes through double precision instead,
/// because double-double arithmetic turns infinities into NaN.
fn smoothed(x: &[f64], alpha: f64) -> Vec<f64> {
    let rest = TwoFloat::new_sub(1.0, alpha);
    let precise = recurrence(x, TwoFloat::from_f64, |level, value| rest * level + TwoFloat::new_mul(alpha, value));
    let precise: Vec<f64> = precise.into_iter().map(f64::from).collect();
    if precise.iter().all(|value| value.is_finite()) {
        return precise;
    }
    recurrence(x, |value| value, |level, value| alpha * value + (1.0 - alpha) * level)
}

fn recurrence<T: Copy>(x: &[f64], first: impl Fn(f64) -> T, next: impl Fn(T, f64) -> T) -> Vec<T> {
    let mut level = None;
    let values = x.iter().map(|&value| *level.insert(level.map_or_else(|| first(value), |level| next(level, value))));
    values.collect()
}
