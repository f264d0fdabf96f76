//! `moving_average` as work: blocks of the output, each from its own part of the input.

use twofloat::TwoFloat;

use super::{Blocks, Element, Expected, Kernel, Number, Parameter, Problem, function, generate, ids};
use crate::error::Error;
use crate::kernels::moving_average::{IMPLEMENTATIONS, output_length};
use crate::language::{ImplementationId, Language, Variant};

/// Means in a block: tens of microseconds at the default window. For a long window `tuned` makes the partial sums of a
/// block's first window beforehand; blocks of eight windows make that one part in eight.
const fn grain(variant: Variant, window: usize) -> usize {
    match variant {
        Variant::Plain => 1 << 12,
        Variant::Tuned if window > 1 << 13 => window.saturating_mul(8),
        Variant::Tuned => 1 << 16,
    }
}

const NAME: &str = "moving_average";

/// Mean of each window of x.
pub static MOVING_AVERAGE: Kernel = Kernel {
    name: NAME,
    element: Element::F64,
    summary: "mean of each window of x",
    unit: "elements",
    inputs: &["x"],
    parameters: &[Parameter {
        name: "window",
        help: "elements that a mean is taken over",
        default: Number::Integer(30),
    }],
    gives_array: true,
    languages: Language::ALL,
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
    let run = function(IMPLEMENTATIONS, id, &MOVING_AVERAGE)?;
    let (x, window, length) = series(problem)?;
    let grain = grain(id.variant, window);
    Ok(Blocks::map(length, grain, move |first, out| run(&x[first..first + out.len() + window - 1], window, out)))
}

fn expected(problem: &Problem<'_>) -> Result<Expected, Error> {
    let (x, window, _) = series(problem)?;
    let magnitudes: Vec<f64> = x.iter().map(|value| value.abs()).collect();
    Ok(Expected::array(means(x, window), means(&magnitudes, window)))
}

fn series<'p>(problem: &'p Problem<'p>) -> Result<(&'p [f64], usize, usize), Error> {
    let (x, window) = (problem.f64(NAME, "x")?, problem.length(NAME, "window")?);
    let length = output_length(x.len(), window).map_err(|rule| Error::refused(NAME, rule))?;
    Ok((x, window, length))
}

/// Each window as a suffix of one segment of `window` elements and a prefix of the next, whose sums are in
/// double-double arithmetic. Nothing is subtracted, so a window's error is measured by its own values, whatever its
/// neighbours hold.
fn means(x: &[f64], window: usize) -> Vec<f64> {
    let zero = TwoFloat::from_f64(0.0);
    let last = x.len() - window;
    let mut means = Vec::with_capacity(last + 1);
    let mut suffix_sums = vec![zero; window];
    for start in (0..=last).step_by(window) {
        let mut suffix = zero;
        for (sum, &value) in suffix_sums.iter_mut().zip(&x[start..start + window]).rev() {
            suffix += value;
            *sum = suffix;
        }
        let mut prefix = zero;
        for (i, &suffix) in (start..=last).zip(&suffix_sums) {
            let mean = f64::from(suffix + prefix) / window as f64;
            // Double-double arithmetic turns infinities into NaN.
            let plain = || x[i..i + window].iter().sum::<f64>() / window as f64;
            means.push(if mean.is_finite() { mean } else { plain() });
            if let Some(&value) = x.get(i + window) {
                prefix += value;
            }
        }
    }
    means
}
