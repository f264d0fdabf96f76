//! `moving_average` as work: stretches of the output, each from its own stretch of the input.

use twofloat::TwoFloat;

use super::problem::refused;
use super::{About, Blocks, Element, Expected, Kernel, Parameter, Problem, choices, function, generate};
use crate::error::Error;
use crate::kernels::moving_average::{IMPLEMENTATIONS, output_length};
use crate::language::{Choice, Variant};

/// Means in a block: tens of microseconds at the default window. For a long window `tuned` adds up the rows of a block's first
/// window beforehand; blocks of eight windows make that one part in eight.
const fn grain(variant: Variant, window: usize) -> usize {
    match variant {
        Variant::Plain => 1 << 12,
        Variant::Tuned if window > 1 << 13 => window.saturating_mul(8),
        Variant::Tuned => 1 << 16,
    }
}

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
        let grain = grain(choice.variant, window);
        Ok(Blocks::map(length, grain, move |first, out| run(&x[first..first + out.len() + window - 1], window, out)))
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

/// Each window as the end of one stretch of `window` elements and the beginning of the next, both in double-double
/// arithmetic. Nothing is subtracted, so a window's error is measured by its own values, whatever stands beside them.
fn means(x: &[f64], window: usize) -> Vec<f64> {
    let zero = TwoFloat::from_f64(0.0);
    let last = x.len() - window;
    let mut means = Vec::with_capacity(last + 1);
    let mut ends = vec![zero; window];
    for start in (0..=last).step_by(window) {
        let mut end = zero;
        for (sum, &value) in ends.iter_mut().zip(&x[start..start + window]).rev() {
            end += value;
            *sum = end;
        }
        let mut beginning = zero;
        for (i, &end) in (start..=last).zip(&ends) {
            let mean = f64::from(end + beginning) / window as f64;
            // Double-double arithmetic turns infinities into NaN.
            let plain = || x[i..i + window].iter().sum::<f64>() / window as f64;
            means.push(if mean.is_finite() { mean } else { plain() });
            if let Some(&value) = x.get(i + window) {
                beginning += value;
            }
        }
    }
    means
}
