//! `moving_average`, `rsi` and `exponential_smoothing`: an array to an array.

use std::fmt::Debug;

use ffi_workbench::kernels::{exponential_smoothing, moving_average, rsi};
use ffi_workbench::work::{EXPONENTIAL_SMOOTHING, MOVING_AVERAGE, RSI};
use proptest::prelude::*;
use twofloat::TwoFloat;

use crate::all_languages::all_languages;
use crate::bits::{assert_same, same};
use crate::{U, exact, gamma, inputs, oracle, plain};

/// An array of `min` elements or more, and a number from 1 to all but `min` − 1 of them.
pub fn with_number(x: impl Strategy<Value = Vec<f64>>, min: usize) -> impl Strategy<Value = (Vec<f64>, usize)> {
    let long = move |mut x: Vec<f64>| {
        x.resize(x.len().max(min), 1.0);
        let max = x.len() + 1 - min;
        (Just(x), 1..=max)
    };
    x.prop_flat_map(long)
}

/// A kernel that takes an array and a whole number, and fills an array.
type Function<E> = fn(&[f64], usize, &mut [f64]) -> Result<(), E>;

/// `run`'s output, which begins as something that no kernel gives.
pub fn output<E: Debug>(run: Function<E>, x: &[f64], number: usize, length: usize) -> Vec<f64> {
    let mut out = vec![-12345.678; length];
    run(x, number, &mut out).unwrap();
    out
}

pub fn all_same(a: &[f64], b: &[f64]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(&a, &b)| same(a, b))
}

/// The same for a smoothing weight; every value of the input has one in the output.
fn smoothed(run: exponential_smoothing::Function, x: &[f64], alpha: f64) -> Vec<f64> {
    let mut out = vec![-12345.678; x.len()];
    run(x, alpha, &mut out).unwrap();
    out
}

proptest! {
    #[test]
    fn plain_means_have_the_bits_of_a_loop((x, window) in with_number(inputs::any(0..60), 1)) {
        let right = oracle::moving_average(&x, window);
        for it in plain(&MOVING_AVERAGE, moving_average::IMPLEMENTATIONS) {
            let given = output(it.run, &x, window, right.len());
            prop_assert!(all_same(&given, &right), "{}: {given:?}, not {right:?}", it.id.language);
        }
    }

    #[test]
    fn means_are_as_near_to_the_exact_means_as_documented((x, window) in with_number(inputs::finite(0..40), 1)) {
        for it in all_languages(&MOVING_AVERAGE, moving_average::IMPLEMENTATIONS) {
            let out = output(it.run, &x, window, x.len() - window + 1);
            for (i, values) in x.windows(window).enumerate() {
                let right = exact::sum(values.iter().copied()) / window as f64;
                let scale = exact::sum(values.iter().map(|value| value.abs())) / window as f64;
                // A subnormal mean is rounded to a whole multiple of the smallest number.
                let bound = gamma(window + 2, U) * scale + 5e-324;
                prop_assert!((out[i] - right).abs() <= bound, "{}: {:e}, not {right:e}", it.id.language, out[i]);
            }
        }
    }

    #[test]
    fn a_nan_reaches_only_the_windows_that_hold_it(
        (x, window) in with_number(inputs::ordinary(1..60), 1),
        at in 0..60_usize,
    ) {
        let (mut holed, at) = (x.clone(), at % x.len());
        holed[at] = f64::NAN;
        for it in all_languages(&MOVING_AVERAGE, moving_average::IMPLEMENTATIONS) {
            let [without, with] = [&x, &holed].map(|x| output(it.run, x, window, x.len() - window + 1));
            for i in 0..with.len() {
                let holds = (i..i + window).contains(&at);
                prop_assert_eq!(with[i].is_nan(), holds, "{}: mean {}", it.id.language, i);
                prop_assert!(holds || same(with[i], without[i]), "{}: mean {i}", it.id.language);
            }
        }
    }

    #[test]
    fn plain_indices_have_the_bits_of_a_loop((x, period) in with_number(inputs::any(0..40), 2)) {
        let right = oracle::rsi(&x, period);
        for it in plain(&RSI, rsi::IMPLEMENTATIONS) {
            let given = output(it.run, &x, period, right.len());
            prop_assert!(all_same(&given, &right), "{}: {given:?}, not {right:?}", it.id.language);
        }
    }

    /// Whole prices have whole changes, and the index is a quotient of whole numbers.
    #[test]
    fn indices_of_whole_prices_are_near_the_exact_ones(
        x in proptest::collection::vec(0..1_i64 << 20, 8..30),
        period in 1..8_usize,
    ) {
        let right = exact::rsi(&x, period);
        let prices: Vec<f64> = x.iter().map(|&price| price as f64).collect();
        for it in all_languages(&RSI, rsi::IMPLEMENTATIONS) {
            let given = output(it.run, &prices, period, right.len());
            for (&given, &right) in given.iter().zip(&right) {
                let error = (given - right).abs();
                prop_assert!(error <= gamma(200, U) * 100.0, "{}: {given}, not {right}", it.id.language);
            }
        }
    }

    #[test]
    fn smoothed_values_have_the_bits_of_a_loop(x in inputs::any(0..60), alpha in 1e-9..=1.0_f64) {
        let right = oracle::exponential_smoothing(&x, alpha);
        for it in all_languages(&EXPONENTIAL_SMOOTHING, exponential_smoothing::IMPLEMENTATIONS) {
            let given = smoothed(it.run, &x, alpha);
            prop_assert!(all_same(&given, &right), "{}: {given:?}, not {right:?}", it.id.language);
        }
    }

    /// A value k steps ago has the weight α (1 − α)ᵏ, the first one (1 − α)ᵏ.
    #[test]
    fn smoothed_values_are_as_near_to_the_exact_ones_as_documented(
        x in inputs::ordinary(1..60),
        alpha in 1e-3..=1.0_f64,
    ) {
        let complement = TwoFloat::new_sub(1.0, alpha);
        for it in all_languages(&EXPONENTIAL_SMOOTHING, exponential_smoothing::IMPLEMENTATIONS) {
            for (i, &given) in smoothed(it.run, &x, alpha).iter().enumerate() {
                let [mut right, mut decay] = [0.0, 1.0].map(TwoFloat::from_f64);
                let mut bound = 5e-324 * 60.0;
                for k in 0..=i {
                    let term = if k < i { decay * alpha * x[i - k] } else { decay * x[0] };
                    right += term;
                    bound += gamma(3 * k + 2, U) * f64::from(term).abs();
                    decay *= complement;
                }
                let error = (TwoFloat::from_f64(given) - right).abs();
                prop_assert!(f64::from(error) <= bound * (1.0 + 1e-9), "{}: value {i} is {given:e}", it.id.language);
            }
        }
    }
}

#[test]
fn means_of_every_length_are_right() {
    for it in all_languages(&MOVING_AVERAGE, moving_average::IMPLEMENTATIONS) {
        for n in [1_u16, 2, 3, 1000] {
            let x: Vec<f64> = (0..n).map(f64::from).collect();
            for window in [1, 2, 3, n - 1, n] {
                if !(1..=n).contains(&window) {
                    continue;
                }
                // The mean of a whole number and its next ones; their totals are exact.
                let right: Vec<f64> = (0..=n - window).map(|i| f64::from(i) + f64::from(window - 1) / 2.0).collect();
                let given = output(it.run, &x, window.into(), right.len());
                assert_same(&given, &right, &format!("{}: {n} elements, window {window}", it.id.language));
            }
        }
    }
}

#[test]
fn an_infinity_reaches_only_the_windows_that_hold_it() {
    let x = [1.0, 2.0, f64::INFINITY, 4.0, 5.0];
    for it in all_languages(&MOVING_AVERAGE, moving_average::IMPLEMENTATIONS) {
        let given = output(it.run, &x, 2, 4);
        assert_same(&given, &[1.5, f64::INFINITY, f64::INFINITY, 4.5], it.id.language.name());
    }
}

#[test]
fn a_nan_stays_in_an_index_to_the_end_and_reaches_nothing_before_it() {
    let mut x: Vec<f64> = (0..40).map(|k| f64::from(k * k % 13)).collect();
    x[20] = f64::NAN;
    for it in all_languages(&RSI, rsi::IMPLEMENTATIONS) {
        let given = output(it.run, &x, 5, 35);
        for (i, value) in given.iter().enumerate() {
            assert_eq!(value.is_nan(), i + 5 >= 20, "{}: value {i}", it.id.language);
        }
    }
}

#[test]
fn a_smoothed_series_begins_with_its_first_value_and_a_nan_stays_to_the_end() {
    let mut x: Vec<f64> = (0..40).map(|k| f64::from(k * k % 13)).collect();
    x[20] = f64::NAN;
    for it in all_languages(&EXPONENTIAL_SMOOTHING, exponential_smoothing::IMPLEMENTATIONS) {
        let who = it.id.language.name();
        assert_same(&smoothed(it.run, &[], 0.5), &[], who);
        assert_same(&smoothed(it.run, &[-7.5], 0.25), &[-7.5], who);
        assert_same(&smoothed(it.run, &x[..20], 1.0), &x[..20], who);
        for (i, value) in smoothed(it.run, &x, 0.3).iter().enumerate() {
            assert_eq!(value.is_nan(), i >= 20, "{who}: value {i}");
        }
    }
}
