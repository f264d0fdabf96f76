//! One test for each table, and one for the generator of random numbers.

use std::fmt::Debug;

use ffi_workbench::kernels::{
    add, dot, exponential_smoothing, monte_carlo_pi, moving_average, rsi, rsi_last, series_pi, sum,
};
use ffi_workbench::language::{Implementation, Language};
use ffi_workbench::philox::{halves, philox4x32_10};

use crate::bits::same;
use crate::inputs::{Random, array, array_f32, length, window};
use crate::memory::{Arena, Bits};
use crate::{compare, raw};

/// A number that equals those of the same bits; all NaN are one.
#[derive(Debug, Clone, Copy)]
struct Exactly(f64);

impl PartialEq for Exactly {
    fn eq(&self, other: &Self) -> bool {
        same(self.0, other.0)
    }
}

/// What an output holds before the call: a NaN that no kernel gives, because no input holds it.
const UNWRITTEN: f64 = f64::from_bits(0x7ff4_dead_beef_f00d);

/// The output of `run`, whose elements are all written, on an input that is not.
fn output<E: Debug + PartialEq>(
    arenas: &mut [Arena; 2],
    random: &mut Random,
    x: &[f64],
    length: usize,
    run: impl FnOnce(&[f64], &mut [f64]) -> Result<(), E>,
) -> Vec<Exactly> {
    let [of_x, of_out] = arenas;
    let unwritten = vec![UNWRITTEN; length];
    // The places are chosen before, so that x is lent around the output.
    let mut inner = Random::new(random.next(), "output");
    let ((result, out), x_after) = of_x.lend(random, x, |x| of_out.lend(&mut inner, &unwritten, |out| run(x, out)));
    assert_eq!(result, Ok(()));
    unchanged(x, &x_after);
    for (k, value) in out.iter().enumerate() {
        assert_ne!(value.to_bits(), UNWRITTEN.to_bits(), "element {k} of {length} was not written");
    }
    out.into_iter().map(Exactly).collect()
}

fn unchanged(before: &[f64], after: &[f64]) {
    assert!(before.iter().zip(after).all(|(a, b)| a.to_bits() == b.to_bits()), "the input was written to");
}

fn two_arenas() -> [Arena; 2] {
    [Arena::new(), Arena::new()]
}

/// Two arrays, lent at once.
fn pair<T: Bits, R>(
    arenas: &mut [Arena; 2],
    random: &mut Random,
    x: &[T],
    y: &[T],
    run: impl FnOnce(&[T], &[T]) -> R,
) -> R {
    let [of_x, of_y] = arenas;
    let mut inner = Random::new(random.next(), "pair");
    of_x.lend(random, x, |x| of_y.lend(&mut inner, y, |y| run(x, y)).0).0
}

pub fn add_is_the_same() {
    let run = |add: add::Function, &(i, j): &(i32, i32), _: &mut Random| add(i, j);
    let any = |random: &mut Random| match random.below(3) {
        0 => random.one(&[i32::MIN, i32::MIN + 1, -1, 0, 1, i32::MAX - 1, i32::MAX]),
        #[expect(clippy::cast_possible_truncation, reason = "the low half of random bits")]
        1 => random.next() as i32,
        _ => i32::try_from(random.below(2000)).unwrap() - 1000,
    };
    compare("add", add::IMPLEMENTATIONS, |random| (any(random), any(random)), run);
}

pub fn dot_is_the_same() {
    let mut arenas = two_arenas();
    let problem = |random: &mut Random| {
        let n = length(random, 0);
        (array(random, n), array(random, n))
    };
    let run = |dot: dot::Function, (x, y): &(Vec<f64>, Vec<f64>), random: &mut Random| {
        Exactly(pair(&mut arenas, random, x, y, |x, y| dot(x, y).unwrap()))
    };
    compare("dot", dot::IMPLEMENTATIONS, problem, run);
}

pub fn dot_in_single_precision_is_the_same() {
    let mut arenas = two_arenas();
    let problem = |random: &mut Random| {
        let n = length(random, 0);
        (array_f32(random, n), array_f32(random, n))
    };
    let run = |dot: dot::FunctionF32, (x, y): &(Vec<f32>, Vec<f32>), random: &mut Random| {
        Exactly(pair(&mut arenas, random, x, y, |x, y| dot(x, y).unwrap()).into())
    };
    compare("dot_f32", dot::IMPLEMENTATIONS_F32, problem, run);
}

pub fn sum_is_the_same() {
    let mut arena = Arena::new();
    let problem = |random: &mut Random| {
        let n = length(random, 0);
        array(random, n)
    };
    let run = |sum: sum::Function, x: &Vec<f64>, random: &mut Random| {
        let (sum, after) = arena.lend(random, x, |x| sum(x));
        unchanged(x, &after);
        Exactly(sum)
    };
    compare("sum", sum::IMPLEMENTATIONS, problem, run);
}

pub fn series_pi_is_the_same() {
    let problem = |random: &mut Random| {
        let n = 1 + match random.below(4) {
            0 => random.below(20),
            1 => series_pi::MAX_TERMS - 1 - random.below(3),
            2 => random.below(series_pi::MAX_TERMS),
            _ => random.below(5000),
        };
        let first = random.below(n + 1);
        let count = (length(random, 0) as u64).min(n - first);
        (n, first..first + count)
    };
    let run = |series: series_pi::Function, (n, terms): &(u64, _), _: &mut Random| {
        Exactly(series(*n, Clone::clone(terms)).unwrap())
    };
    compare("series_pi", series_pi::IMPLEMENTATIONS, problem, run);
}

/// `plain` and `tuned` have one answer here: all is in whole numbers.
pub fn monte_carlo_pi_is_the_same_in_both_variants() {
    let problem = |random: &mut Random| {
        let first = match random.below(3) {
            0 => random.below(100),
            1 => random.below(monte_carlo_pi::MAX_SAMPLES),
            _ => (1 << random.below(53)) - random.below(2),
        };
        let last = (first + length(random, 0) as u64 / 4).min(monte_carlo_pi::MAX_SAMPLES);
        (random.next(), first..last)
    };
    let mut before = None;
    let run = |hits: monte_carlo_pi::Function, (seed, samples): &(u64, std::ops::Range<u64>), _: &mut Random| {
        let hits = hits(*seed, samples.clone()).unwrap();
        let problem = (*seed, samples.clone());
        if let Some((same, right)) = before.replace((problem.clone(), hits)) {
            assert!(same != problem || right == hits, "{hits} hits, not {right}, for {problem:?}");
        }
        hits
    };
    compare("monte_carlo_pi", monte_carlo_pi::IMPLEMENTATIONS, problem, run);
}

/// An array, and a window or a period that leaves `left` of its elements.
fn with_window(random: &mut Random, left: usize) -> (Vec<f64>, usize) {
    let n = length(random, 1 + left);
    let window = window(random, n - left);
    (array(random, n), window)
}

pub fn moving_average_is_the_same() {
    let mut arenas = two_arenas();
    let run = |average: moving_average::Function, (x, window): &(Vec<f64>, usize), random: &mut Random| {
        output(&mut arenas, random, x, x.len() - window + 1, |x, out| average(x, *window, out))
    };
    let problem = |random: &mut Random| with_window(random, 0);
    compare("moving_average", moving_average::IMPLEMENTATIONS, problem, run);
}

pub fn rsi_is_the_same() {
    let mut arenas = two_arenas();
    let run = |rsi: rsi::Function, (x, period): &(Vec<f64>, usize), random: &mut Random| {
        output(&mut arenas, random, x, x.len() - period, |x, out| rsi(x, *period, out))
    };
    let problem = |random: &mut Random| with_window(random, 1);
    compare("rsi", rsi::IMPLEMENTATIONS, problem, run);
}

pub fn the_last_values_of_rsi_are_the_same() {
    let mut arenas = two_arenas();
    let problem = |random: &mut Random| {
        let (x, period) = with_window(random, 1);
        let count = window(random, x.len() - period);
        (x, period, count)
    };
    let run = |rsi: rsi::Function, (x, period, count): &(Vec<f64>, usize, usize), random: &mut Random| {
        output(&mut arenas, random, x, *count, |x, out| rsi(x, *period, out))
    };
    compare("rsi_last", rsi_last::IMPLEMENTATIONS, problem, run);
}

/// C alone has it: what it is compared with stands here.
pub fn exponential_smoothing_is_its_definition() {
    fn definition(x: &[f64], alpha: f64, out: &mut [f64]) -> Result<(), exponential_smoothing::Error> {
        let mut last = None;
        for (&x, out) in x.iter().zip(out) {
            *out = last.map_or(x, |last| alpha * x + (1.0 - alpha) * last);
            last = Some(*out);
        }
        Ok(())
    }
    let mut table = vec![Implementation::plain(Language::Rust, definition as exponential_smoothing::Function)];
    table.extend_from_slice(exponential_smoothing::IMPLEMENTATIONS);
    let mut arenas = two_arenas();
    let problem = |random: &mut Random| {
        let n = length(random, 0);
        let any = 1.0 - random.share();
        let alpha = random.one(&[1.0, 5e-324, f64::EPSILON, 0.5, any, any]);
        (array(random, n), alpha)
    };
    let run = |smooth: exponential_smoothing::Function, (x, alpha): &(Vec<f64>, f64), random: &mut Random| {
        output(&mut arenas, random, x, x.len(), |x, out| smooth(x, *alpha, out))
    };
    compare("exponential_smoothing", &table, problem, run);
}

pub fn the_random_words_are_the_same() {
    type Philox = fn([u32; 4], [u32; 2]) -> [u32; 4];
    let mut table = vec![Implementation::plain(Language::Rust, philox4x32_10 as Philox)];
    for (language, raw) in [Language::C, Language::Cpp, Language::Fortran].into_iter().zip(raw::all()) {
        assert_eq!(language.name(), raw.language);
        table.push(Implementation::plain(language, raw.philox4x32_10));
    }
    let problem = |random: &mut Random| {
        let [a, b, c] = [random.next(), random.next(), random.next()].map(halves);
        ([a[0], a[1], b[0], b[1]], c)
    };
    let run = |philox: Philox, (counter, key): &([u32; 4], [u32; 2]), _: &mut Random| philox(*counter, *key);
    compare("philox4x32_10", &table, problem, run);
}
