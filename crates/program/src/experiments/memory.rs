//! The same answer with little and with much memory: a loop against whole arrays, a generator against an array, an
//! array that foreign code hands over against a copy of it.
//!
//! A [`Case`] is meant to run in a process of its own: the peak of resident memory counts what Rust and what C
//! allocated alike, and it never falls.

use std::hint::black_box;

use ffi_workbench::error::Error as RunError;
use ffi_workbench::kernels::{monte_carlo_pi, sum};
use ffi_workbench::language::Language;
use ffi_workbench::machine::{peak_memory, reset_peak_memory};
use ffi_workbench::philox::{halves, philox4x32_10};
use ffi_workbench::work::{Array, Expected, Kernel, MONTE_CARLO_PI, Problem, SUM, uniform};

use super::foreign_array::{self, ForeignArray};
use super::{Cost, foreign, timed};
use crate::error::Error;

/// One of several programs that compute the same answer.
pub struct Case {
    /// The kernel.
    pub kernel: &'static Kernel,
    /// The word for reports: `loop`, `arrays`, `generator`, `array`, `handed over`, `copied`.
    pub way: &'static str,
    /// What it does, in one line.
    pub summary: &'static str,
    /// The language that loops and allocates.
    pub language: Language,
    /// Bytes that it needs for each sample or element.
    pub bytes_each: u64,
    run: fn(u64, u64) -> Result<f64, Error>,
}

/// What a case took.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Footprint {
    /// The answer.
    pub answer: f64,
    /// Its time.
    pub cost: Cost,
    /// Largest resident memory of the process in bytes.
    pub peak_memory_bytes: u64,
    /// The same before the case began.
    pub before_bytes: u64,
}

/// Every case; those of one kernel give the same bits.
#[rustfmt::skip] // a table reads better than a column
pub const CASES: &[Case] = &[
    Case { kernel: &MONTE_CARLO_PI, way: "loop", summary: LOOP, language: Language::Rust, bytes_each: 0, run: |n, seed| looped(monte_carlo_pi::rust, n, seed) },
    Case { kernel: &MONTE_CARLO_PI, way: "loop", summary: LOOP, language: Language::C, bytes_each: 0, run: |n, seed| looped(monte_carlo_pi::c, n, seed) },
    Case { kernel: &MONTE_CARLO_PI, way: "arrays", summary: ARRAYS, language: Language::Rust, bytes_each: 25, run: arrays },
    Case { kernel: &MONTE_CARLO_PI, way: "arrays", summary: ARRAYS, language: Language::C, bytes_each: 25, run: foreign_arrays },
    Case { kernel: &SUM, way: "generator", summary: GENERATOR, language: Language::Rust, bytes_each: 0, run: |n, seed| generated(sum::rust, n, seed) },
    Case { kernel: &SUM, way: "generator", summary: GENERATOR, language: Language::C, bytes_each: 0, run: |n, seed| generated(sum::c, n, seed) },
    Case { kernel: &SUM, way: "array", summary: ARRAY, language: Language::Rust, bytes_each: 8, run: |n, seed| stored(sum::rust, n, seed) },
    Case { kernel: &SUM, way: "array", summary: ARRAY, language: Language::C, bytes_each: 8, run: |n, seed| stored(sum::c, n, seed) },
    Case { kernel: &SUM, way: "handed over", summary: HANDED_OVER, language: Language::C, bytes_each: 8, run: |n, seed| Ok(added(&foreign_array::c(n, seed)?)) },
    Case { kernel: &SUM, way: "handed over", summary: HANDED_OVER, language: Language::Cpp, bytes_each: 8, run: |n, seed| Ok(added(&foreign_array::cpp(n, seed)?)) },
    Case { kernel: &SUM, way: "copied", summary: COPIED, language: Language::C, bytes_each: 16, run: |n, seed| copied(&foreign_array::c(n, seed)?) },
];

const LOOP: &str = "sample by sample, nothing stored";
const ARRAYS: &str = "all x, all y, all distances, all hits";
const GENERATOR: &str = "values made and added run by run, nothing stored";
const ARRAY: &str = "all values stored, then added";
const HANDED_OVER: &str = "allocated there, added by Rust, freed there";
const COPIED: &str = "the same, and copied into an array of Rust's";

/// Elements that are added at a time: the same for both ways, so that both give the same bits.
const RUN: usize = 4096;

impl Case {
    /// Runs it once, on one thread.
    ///
    /// # Errors
    /// What the kernel or the memory refuses.
    pub fn run(&self, n: u64, seed: u64) -> Result<Footprint, Error> {
        reset_peak_memory();
        let before_bytes = peak_memory();
        let (answer, cost) = timed(|| (self.run)(n, seed));
        Ok(Footprint { answer: answer?, cost, peak_memory_bytes: peak_memory(), before_bytes })
    }
}

/// The answer that the cases of a kernel should give.
///
/// # Errors
/// As for [`Kernel::expected`](ffi_workbench::work::Kernel::expected).
pub fn expected(kernel: &Kernel, n: u64, seed: u64) -> Result<Expected, Error> {
    if kernel.inputs.is_empty() {
        return Ok(kernel.expected(&kernel.generate(n, seed, vec![]))?);
    }
    // A sum of positive values is its own scale; in pieces, so that they need not be stored either.
    let mut values = uniform(n, seed, 0);
    let mut total = 0.0;
    loop {
        let piece: Vec<f64> = values.by_ref().take(1 << 20).collect();
        if piece.is_empty() {
            return Ok(Expected::number(total, total));
        }
        let problem = Problem { arrays: vec![("x", Array::from(piece))], numbers: vec![] };
        total += kernel.expected(&problem)?.values()[0];
    }
}

fn looped(kernel: monte_carlo_pi::Function, n: u64, seed: u64) -> Result<f64, Error> {
    let refused = |rule: monte_carlo_pi::SamplesOutOfRange| RunError::Refused {
        kernel: MONTE_CARLO_PI.name,
        rule: rule.to_string(),
    };
    let hits = kernel(seed, 0..n).map_err(refused)?;
    Ok(4.0 * hits as f64 / n as f64)
}

/// As in an array language: each step makes an array of n. The distance is rounded, which turns one hit in 10¹⁶.
fn arrays(n: u64, seed: u64) -> Result<f64, Error> {
    let (mut x, mut y) = (with_capacity(n), with_capacity(n));
    for pair in 0..n.div_ceil(2) {
        let [low, high] = halves(pair);
        let [x0, y0, x1, y1] = philox4x32_10([low, high, 0, 0], halves(seed));
        x.push(fraction(x0));
        y.push(fraction(y0));
        // The last pair may be cut in half.
        if 2 * pair + 1 < n {
            x.push(fraction(x1));
            y.push(fraction(y1));
        }
    }
    let distance: Vec<f64> = x.iter().zip(&y).map(|(x, y)| x * x + y * y).collect();
    let hit: Vec<bool> = distance.iter().map(|&distance| distance < 1.0).collect();
    let hits = hit.iter().filter(|&&hit| hit).count();
    Ok(4.0 * hits as f64 / n as f64)
}

fn foreign_arrays(n: u64, seed: u64) -> Result<f64, Error> {
    Ok(4.0 * foreign::monte_carlo_pi_arrays(seed, n)? as f64 / n as f64)
}

fn generated(kernel: sum::Function, n: u64, seed: u64) -> Result<f64, Error> {
    let mut values = uniform(n, seed, 0);
    let mut run = Vec::with_capacity(RUN);
    let mut total = 0.0;
    loop {
        run.clear();
        run.extend(values.by_ref().take(RUN));
        if run.is_empty() {
            return Ok(total);
        }
        total += kernel(&run);
    }
}

fn stored(kernel: sum::Function, n: u64, seed: u64) -> Result<f64, Error> {
    let mut x = with_capacity(n);
    x.extend(uniform(n, seed, 0));
    Ok(x.chunks(RUN).fold(0.0, |total, run| total + kernel(run)))
}

/// The sum of an array that stays where foreign code put it.
fn added(x: &[f64]) -> f64 {
    x.chunks(RUN).fold(0.0, |total, run| total + sum::rust(run))
}

fn copied(x: &ForeignArray) -> Result<f64, Error> {
    let own = x.to_vec();
    // Nobody needs the copy, and the compiler may not find that out.
    Ok(added(black_box(&own)))
}

/// An array that will not be moved while it grows, which would count it twice.
fn with_capacity(n: u64) -> Vec<f64> {
    Vec::with_capacity(usize::try_from(n).unwrap_or(usize::MAX))
}

/// 31 bits, as in the kernel.
fn fraction(word: u32) -> f64 {
    f64::from(word >> 1) / f64::from(1_u32 << 31)
}
