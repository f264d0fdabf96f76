//! `rsi` as work: one series is one block, because each value of the recurrence needs the one before it.

use twofloat::TwoFloat;

use super::problem::refused;
use super::{About, Blocks, Element, Expected, Kernel, Parameter, Problem, choices, function, generate};
use crate::error::{Error, KernelError};
use crate::kernels::rsi::{IMPLEMENTATIONS, output_length, rust};
use crate::language::Choice;

static ABOUT: About = About {
    name: "rsi",
    element: Element::F64,
    summary: "Wilder's relative strength index of x in percent",
    unit: "elements",
    inputs: &["x"],
    parameters: &[
        Parameter { name: "period", help: "changes that the first mean is taken over", default: 14 },
        Parameter { name: "series", help: "series of equal length that x holds, one after the other", default: 1 },
    ],
    gives_array: true,
    default_size: 1_000_000,
    tolerance: 1e-12,
};

pub(super) struct Rsi;

/// The prices of several series, and how they are cut.
struct Series<'p> {
    x: &'p [f64],
    length: usize,
    period: usize,
    values: usize,
}

impl Kernel for Rsi {
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
        let Series { x, length, period, values } = series(problem)?;
        Ok(Blocks::map(x.len() / length * values, values, move |first, out| {
            let start = first / values * length;
            run(&x[start..start + length], period, out)
        }))
    }

    fn expected(&self, problem: &Problem<'_>) -> Result<Expected, Error> {
        let Series { x, length, period, .. } = series(problem)?;
        let index = |prices| strengths(prices, period).map_err(refused(&ABOUT));
        let values = x.chunks(length).map(index).collect::<Result<Vec<_>, _>>()?.concat();
        // The index is a share of 100 percent.
        Ok(Expected::array(values, vec![100.0]))
    }
}

fn series<'p>(problem: &'p Problem<'p>) -> Result<Series<'p>, Error> {
    let x = problem.f64(&ABOUT, "x")?;
    let (period, series) = (problem.length(&ABOUT, "period")?, problem.length(&ABOUT, "series")?);
    if series == 0 || x.len() % series != 0 {
        return Err(refused(&ABOUT)(KernelError::SeriesOutOfRange { series, n: x.len() }));
    }
    let length = x.len() / series;
    Ok(Series { x, length, period, values: output_length(length, period).map_err(refused(&ABOUT))? })
}

/// The index in double-double arithmetic. Changes that are not finite, or so small that their halves are not normal
/// numbers, go through the native loop instead: what they do is a matter of its order of operations, not of rounding.
fn strengths(x: &[f64], period: usize) -> Result<Vec<f64>, KernelError> {
    let tame = |change: f64| change == 0.0 || (change.is_finite() && change.abs() > 1e-280);
    if !x.windows(2).all(|pair| tame(pair[1] - pair[0])) {
        let mut out = vec![0.0; output_length(x.len(), period)?];
        rust(x, period, &mut out)?;
        return Ok(out);
    }
    let zero = TwoFloat::from_f64(0.0);
    let (mut gain, mut loss) = (zero, zero);
    let mut out = Vec::with_capacity(x.len() - period);
    for (k, pair) in x.windows(2).enumerate() {
        let change = TwoFloat::new_sub(pair[1], pair[0]);
        if k >= period {
            let weight = (period - 1) as f64;
            (gain, loss) = (gain * weight, loss * weight);
        }
        if change < zero {
            loss -= change
        } else {
            gain += change
        }
        if k + 1 >= period {
            (gain, loss) = (gain / period as f64, loss / period as f64);
            let both = gain + loss;
            out.push(if both == zero { 0.0 } else { f64::from(gain / both * 100.0) });
        }
    }
    Ok(out)
}
