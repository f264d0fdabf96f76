//! `rsi` as work: `plain` takes one series as one block, because each value of the recurrence needs the one before it;
//! `tuned` cuts a long series, because a change is forgotten.

use std::sync::atomic::{AtomicUsize, Ordering};

use twofloat::TwoFloat;

use super::{Blocks, Element, Expected, Kernel, Number, Parameter, Problem, function, generate, ids};
use crate::error::Error;
use crate::kernels::rsi::{self, IMPLEMENTATIONS, output_length, rust};
use crate::kernels::rsi_last::{self, Function, warmup_length};
use crate::language::{ImplementationId, Language, Variant};

const NAME: &str = "rsi";

/// Wilder's relative strength index of x in percent.
pub static RSI: Kernel = Kernel {
    name: NAME,
    element: Element::F64,
    summary: "Wilder's relative strength index of x in percent",
    unit: "elements",
    inputs: &["x"],
    parameters: &[
        Parameter { name: "period", help: "changes that the first mean is taken over", default: Number::Integer(14) },
        Parameter {
            name: "series",
            help: "series of equal length that x holds, one after the other",
            default: Number::Integer(1),
        },
    ],
    gives_array: true,
    languages: Language::ALL,
    default_size: 1_000_000,
    tolerance: 1e-12,
    implementations: || ids(IMPLEMENTATIONS),
    generate,
    blocks,
    expected,
};

/// A number of series of equal length that the input cannot be cut into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{n} elements cannot be cut into {series} series of equal length")]
struct SeriesCount {
    series: usize,
    n: usize,
}

/// The prices of several series, and how they are cut.
#[derive(Clone, Copy)]
struct Series<'p> {
    x: &'p [f64],
    length: usize,
    period: usize,
    values: usize,
}

fn generate(size: u64, seed: u64, numbers: Vec<(&'static str, Number)>) -> Problem<'static> {
    Problem { arrays: vec![("x", generate::prices(size, seed).into())], numbers }
}

fn blocks<'p>(problem: &'p Problem<'p>, id: ImplementationId) -> Result<Blocks<'p>, Error> {
    let run = function(IMPLEMENTATIONS, id, &RSI)?;
    let series = series(problem)?;
    let Series { x, length, period, values } = series;
    let slots = x.len() / length * values;
    Ok(match id.variant {
        Variant::Plain => Blocks::map(slots, values, move |first, out| {
            let start = first / values * length;
            run(&x[start..start + length], period, out)
        }),
        Variant::Tuned => {
            let chunks = Chunks::new(series, function(rsi_last::IMPLEMENTATIONS, id, &RSI)?);
            Blocks::map(slots, chunks.grain(), move |first, out| chunks.fill(first, out))
        }
    })
}

fn expected(problem: &Problem<'_>) -> Result<Expected, Error> {
    let Series { x, length, period, .. } = series(problem)?;
    let index = |prices| strengths(prices, period).map_err(|rule| Error::refused(NAME, rule));
    let values = x.chunks(length).map(index).collect::<Result<Vec<_>, _>>()?.concat();
    // The index is a share of 100 percent.
    Ok(Expected::array(values, vec![100.0]))
}

/// Values in a block of `tuned`: a fraction of a millisecond.
const GRAIN: usize = 1 << 16;

/// Series cut into chunks, each with the changes before it that the index has not forgotten.
struct Chunks<'p> {
    series: Series<'p>,
    last: Function,
    /// For each series, how many of its prices are known to be finite and bounded.
    checked: Vec<AtomicUsize>,
}

impl<'p> Chunks<'p> {
    fn new(series: Series<'p>, last: Function) -> Self {
        let checked = (0..series.x.len() / series.length).map(|_| AtomicUsize::new(0)).collect();
        Self { series, last, checked }
    }

    /// Whole series while they are short; of a long one at least sixteen times what is computed to warm up.
    fn grain(&self) -> usize {
        let values = self.series.values;
        let long = GRAIN.max(warmup_length(self.series.period).saturating_mul(16));
        if values < long { values * (GRAIN / values).max(1) } else { long }
    }

    /// The values from slot `first` on, which may begin inside a series and go on into others.
    fn fill(&self, first: usize, mut out: &mut [f64]) -> Result<(), rsi::Error> {
        let values = self.series.values;
        let (mut which, mut begin) = (first / values, first % values);
        while !out.is_empty() {
            let count = out.len().min(values - begin);
            let (chunk, rest) = out.split_at_mut(count);
            self.fill_chunk(which, begin, chunk)?;
            (which, begin, out) = (which + 1, 0, rest);
        }
        Ok(())
    }

    fn fill_chunk(&self, which: usize, begin: usize, out: &mut [f64]) -> Result<(), rsi::Error> {
        let Series { x, length, period, .. } = self.series;
        let x = &x[which * length..][..begin + period + out.len()];
        let warm = begin.saturating_sub(warmup_length(period));
        // A NaN or an infinity is never forgotten: then from the beginning.
        let from = if self.finite_and_bounded(which, &x[..warm]) { warm } else { 0 };
        (self.last)(&x[from..], period, out)
    }

    /// Whether no price is NaN, infinite or so large that a sum of changes could become infinite. What one chunk has
    /// checked the next ones need not.
    fn finite_and_bounded(&self, which: usize, x: &[f64]) -> bool {
        // Relaxed: the number stands for itself, and prices do not change.
        let known = self.checked[which].load(Ordering::Relaxed).min(x.len());
        let max = f64::MAX / 4.0 / self.series.period as f64;
        // In chunks, so that the comparisons of one are independent.
        let bounded = |chunk: &[f64]| chunk.iter().fold(true, |bounded, price| bounded & (price.abs() <= max));
        let bounded = x[known..].chunks(1024).all(bounded);
        if bounded {
            self.checked[which].fetch_max(x.len(), Ordering::Relaxed);
        }
        bounded
    }
}

fn series<'p>(problem: &'p Problem<'p>) -> Result<Series<'p>, Error> {
    let x = problem.f64(NAME, "x")?;
    let (period, series) = (problem.length(NAME, "period")?, problem.length(NAME, "series")?);
    if series == 0 || x.len() % series != 0 {
        return Err(Error::refused(NAME, SeriesCount { series, n: x.len() }));
    }
    let length = x.len() / series;
    let values = output_length(length, period).map_err(|rule| Error::refused(NAME, rule))?;
    Ok(Series { x, length, period, values })
}

/// The index in double-double arithmetic. Changes that are not finite, or so small that their halves are not normal
/// numbers, go through the native loop instead: what they do is a matter of its order of operations, not of rounding.
fn strengths(x: &[f64], period: usize) -> Result<Vec<f64>, rsi::Error> {
    let safe = |change: f64| change == 0.0 || (change.is_finite() && change.abs() > 1e-280);
    if !x.windows(2).all(|pair| safe(pair[1] - pair[0])) {
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
