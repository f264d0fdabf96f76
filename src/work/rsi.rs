//! `rsi` as work: `plain` takes one series as one block, because each value of the recurrence needs the one before it;
//! `tuned` cuts a long series, because a change is forgotten.

use std::sync::atomic::{AtomicUsize, Ordering};

use twofloat::TwoFloat;

use super::problem::refused;
use super::{About, Blocks, Element, Expected, Kernel, Parameter, Problem, choices, function, generate};
use crate::error::{Error, KernelError};
use crate::kernels::rsi::{Function, IMPLEMENTATIONS, LAST, memory, output_length, rust};
use crate::language::{Choice, Variant};

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
#[derive(Clone, Copy)]
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
        let series = series(problem)?;
        let Series { x, length, period, values } = series;
        let slots = x.len() / length * values;
        Ok(match choice.variant {
            Variant::Plain => Blocks::map(slots, values, move |first, out| {
                let start = first / values * length;
                run(&x[start..start + length], period, out)
            }),
            Variant::Tuned => {
                let pieces = Pieces::new(series, function(LAST, choice, &ABOUT)?);
                Blocks::map(slots, pieces.grain(), move |first, out| pieces.fill(first, out))
            }
        })
    }

    fn expected(&self, problem: &Problem<'_>) -> Result<Expected, Error> {
        let Series { x, length, period, .. } = series(problem)?;
        let index = |prices| strengths(prices, period).map_err(refused(&ABOUT));
        let values = x.chunks(length).map(index).collect::<Result<Vec<_>, _>>()?.concat();
        // The index is a share of 100 percent.
        Ok(Expected::array(values, vec![100.0]))
    }
}

/// Values in a block of `tuned`: a fraction of a millisecond.
const GRAIN: usize = 1 << 16;

/// Series cut into pieces, each from as many changes before it as the index remembers.
struct Pieces<'p> {
    series: Series<'p>,
    last: Function,
    /// For each series, how many of its prices are known to be tame.
    tame: Vec<AtomicUsize>,
}

impl<'p> Pieces<'p> {
    fn new(series: Series<'p>, last: Function) -> Self {
        let tame = (0..series.x.len() / series.length).map(|_| AtomicUsize::new(0)).collect();
        Self { series, last, tame }
    }

    /// Whole series while they are short; of a long one at least sixteen times what is computed for its memory alone.
    fn grain(&self) -> usize {
        let values = self.series.values;
        let most = GRAIN.max(memory(self.series.period).saturating_mul(16));
        if values < most { values * (GRAIN / values).max(1) } else { most }
    }

    /// The values from slot `first` on, which may begin inside a series and go on into others.
    fn fill(&self, first: usize, mut out: &mut [f64]) -> Result<(), KernelError> {
        let values = self.series.values;
        let (mut which, mut begin) = (first / values, first % values);
        while !out.is_empty() {
            let count = out.len().min(values - begin);
            let (piece, rest) = out.split_at_mut(count);
            self.fill_piece(which, begin, piece)?;
            (which, begin, out) = (which + 1, 0, rest);
        }
        Ok(())
    }

    fn fill_piece(&self, which: usize, begin: usize, out: &mut [f64]) -> Result<(), KernelError> {
        let Series { x, length, period, .. } = self.series;
        let x = &x[which * length..][..begin + period + out.len()];
        let warm = begin.saturating_sub(memory(period));
        // What is not tame is not forgotten: then from the beginning.
        let from = if self.is_tame(which, &x[..warm]) { warm } else { 0 };
        (self.last)(&x[from..], period, out)
    }

    /// Whether no price is NaN, infinite or so large that a sum of changes could become infinite. What one piece has found
    /// the next ones need not look at.
    fn is_tame(&self, which: usize, x: &[f64]) -> bool {
        // Relaxed: the number stands for itself, and prices do not change.
        let known = self.tame[which].load(Ordering::Relaxed).min(x.len());
        let most = f64::MAX / 4.0 / self.series.period as f64;
        // In chunks, so that the comparisons of one are independent.
        let tame = |chunk: &[f64]| chunk.iter().fold(true, |tame, price| tame & (price.abs() <= most));
        let tame = x[known..].chunks(1024).all(tame);
        if tame {
            self.tame[which].fetch_max(x.len(), Ordering::Relaxed);
        }
        tame
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
