//! `moving_average` as work: stretches of the output, each from its own stretch of the input.

use twofloat::TwoFloat;

use super::problem::refused;
use super::{About, Blocks, Element, Expected, Kernel, Parameter, Problem, choices, function, generate};
use crate::error::Error;
use crate::kernels::moving_average::{IMPLEMENTATIONS, output_length};
use crate::language::Choice;

/// Means in a block: tens of microseconds at the default window.
const GRAIN: usize = 1 << 12;

static ABOUT: About = About {
    name: "moving_average",
    element: Element::F64,
    summary: "mean of each window of x",
    unit: "elements",
    inputs: &["x"],
    parameters: &[Parameter { name: "window", help: "elements that a mean is taken over", default: 30 }],
    gives_array: true,
    default_size: 1_000_000,
    tolerance: 1e-12,
};

pub(super) struct MovingAverage;

impl Kernel for MovingAverage {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn implementations(&self) -> Vec<Choice> {
        choices(IMPLEMENTATIONS)
    }

    fn generate(&self, size: u64, seed: u64, numbers: Vec<(&'static str, u64)>) -> Problem<'static> {
        Problem { arrays: vec![("x", generate::prices(size, seed).into())], numbers }
    }

    fn blocks<'p>(&self, problem: &'p Problem<'p>, choice: Choice) -> Result<Blocks<'p>, Error> {
        let run = function(IMPLEMENTATIONS, choice, &ABOUT)?;
        let (x, window, length) = series(problem)?;
        Ok(Blocks::map(length, GRAIN, move |first, out| run(&x[first..first + out.len() + window - 1], window, out)))
    }

    fn expected(&self, problem: &Problem<'_>) -> Result<Expected, Error> {
        let (x, window, _) = series(problem)?;
        let magnitudes: Vec<f64> = x.iter().map(|value| value.abs()).collect();
        Ok(Expected::array(means(x, window), means(&magnitudes, window)))
    }
}

fn series<'p>(problem: &'p Problem<'p>) -> Result<(&'p [f64], usize, usize), Error> {
    let (x, window) = (problem.f64(&ABOUT, "x")?, problem.length(&ABOUT, "window")?);
    Ok((x, window, output_length(x.len(), window).map_err(refused(&ABOUT))?))
}

/// Differences of a running total in double-double arithmetic. A value that is not finite would stay in the total for
/// ever, so those are left out of it, and the windows that hold one are added up by themselves.
fn means(x: &[f64], window: usize) -> Vec<f64> {
    let mut total = TwoFloat::from_f64(0.0);
    let mut wild = 0_usize;
    let mut means = Vec::with_capacity(x.len() - window + 1);
    for (k, &value) in x.iter().enumerate() {
        if value.is_finite() {
            total += value
        } else {
            wild += 1
        }
        if k + 1 < window {
            continue;
        }
        let first = k + 1 - window;
        let precise = f64::from(total) / window as f64;
        // The running total can overflow where no window does.
        let trusted = wild == 0 && precise.is_finite();
        means.push(if trusted { precise } else { x[first..=k].iter().sum::<f64>() / window as f64 });
        if x[first].is_finite() { total -= x[first] } else { wild -= 1 }
    }
    means
}
