//! `moving_average` and `rsi`: an array to an array.

use ffi_workbench::kernels::{moving_average, rsi};
use ffi_workbench::language::Variant;
use proptest::prelude::*;

use crate::bits::{assert_same, same};
use crate::every::every;
use crate::{U, exact, gamma, inputs, oracle};

/// An array of at least `least` elements, and a number from 1 to all but `least` − 1 of them.
pub fn with_number(x: impl Strategy<Value = Vec<f64>>, least: usize) -> impl Strategy<Value = (Vec<f64>, usize)> {
    let long = move |mut x: Vec<f64>| {
        x.resize(x.len().max(least), 1.0);
        let most = x.len() + 1 - least;
        (Just(x), 1..=most)
    };
    x.prop_flat_map(long)
}

/// `run`'s output, which begins as something that no kernel gives.
pub fn output(run: moving_average::Function, x: &[f64], number: usize, length: usize) -> Vec<f64> {
    let mut out = vec![-12345.678; length];
    run(x, number, &mut out).unwrap();
    out
}

proptest! {
    #[test]
    fn plain_means_have_the_bits_of_a_loop((x, window) in with_number(inputs::any(0..60), 1)) {
        let right = oracle::moving_average(&x, window);
        for it in every(moving_average::IMPLEMENTATIONS).iter().filter(|it| it.variant == Variant::Plain) {
            let given = output(it.run, &x, window, right.len());
            prop_assert!(given.iter().zip(&right).all(|(&a, &b)| same(a, b)), "{}: {given:?}, not {right:?}", it.language);
        }
    }

    #[test]
    fn means_are_as_near_to_the_exact_means_as_documented((x, window) in with_number(inputs::finite(0..40), 1)) {
        for it in every(moving_average::IMPLEMENTATIONS) {
            let out = output(it.run, &x, window, x.len() - window + 1);
            for (i, values) in x.windows(window).enumerate() {
                let right = exact::sum(values.iter().copied()) / window as f64;
                let scale = exact::sum(values.iter().map(|value| value.abs())) / window as f64;
                // A subnormal mean is rounded to a whole multiple of the smallest number.
                let bound = gamma(window + 2, U) * scale + 5e-324;
                prop_assert!((out[i] - right).abs() <= bound, "{}: {:e}, not {right:e}", it.language, out[i]);
            }
        }
    }

    #[test]
    fn a_nan_reaches_only_the_windows_that_hold_it((x, window) in with_number(inputs::ordinary(1..60), 1), at in 0..60_usize) {
        let (mut holed, at) = (x.clone(), at % x.len());
        holed[at] = f64::NAN;
        for it in every(moving_average::IMPLEMENTATIONS) {
            let [without, with] = [&x, &holed].map(|x| output(it.run, x, window, x.len() - window + 1));
            for i in 0..with.len() {
                let holds = (i..i + window).contains(&at);
                prop_assert_eq!(with[i].is_nan(), holds, "{}: mean {}", it.language, i);
                prop_assert!(holds || same(with[i], without[i]), "{}: mean {i}", it.language);
            }
        }
    }

    #[test]
    fn plain_indices_have_the_bits_of_a_loop((x, period) in with_number(inputs::any(0..40), 2)) {
        let right = oracle::rsi(&x, period);
        for it in every(rsi::IMPLEMENTATIONS).iter().filter(|it| it.variant == Variant::Plain) {
            let given = output(it.run, &x, period, right.len());
            prop_assert!(given.iter().zip(&right).all(|(&a, &b)| same(a, b)), "{}: {given:?}, not {right:?}", it.language);
        }
    }

    /// Whole prices have whole changes, and the index is a quotient of whole numbers.
    #[test]
    fn indices_of_whole_prices_are_near_the_exact_ones(x in proptest::collection::vec(0..1_i64 << 20, 8..30), period in 1..8_usize) {
        let right = exact::rsi(&x, period);
        let prices: Vec<f64> = x.iter().map(|&price| price as f64).collect();
        for it in every(rsi::IMPLEMENTATIONS) {
            let given = output(it.run, &prices, period, right.len());
            for (&given, &right) in given.iter().zip(&right) {
                prop_assert!((given - right).abs() <= gamma(200, U) * 100.0, "{}: {given}, not {right}", it.language);
            }
        }
    }
}

#[test]
fn means_of_every_length_are_right() {
    for it in every(moving_average::IMPLEMENTATIONS) {
        for n in [1_u16, 2, 3, 1000] {
            let x: Vec<f64> = (0..n).map(f64::from).collect();
            for window in [1, 2, 3, n - 1, n] {
                if !(1..=n).contains(&window) {
                    continue;
                }
                // The mean of a whole number and its next ones; their totals are exact.
                let right: Vec<f64> = (0..=n - window).map(|i| f64::from(i) + f64::from(window - 1) / 2.0).collect();
                let given = output(it.run, &x, window.into(), right.len());
                assert_same(&given, &right, &format!("{}: {n} elements, window {window}", it.language));
            }
        }
    }
}

#[test]
fn an_infinity_reaches_only_the_windows_that_hold_it() {
    let x = [1.0, 2.0, f64::INFINITY, 4.0, 5.0];
    for it in every(moving_average::IMPLEMENTATIONS) {
        let given = output(it.run, &x, 2, 4);
        assert_same(&given, &[1.5, f64::INFINITY, f64::INFINITY, 4.5], it.language.name());
    }
}

#[test]
fn a_nan_stays_in_an_index_to_the_end_and_reaches_nothing_before_it() {
    let mut x: Vec<f64> = (0..40).map(|k| f64::from(k * k % 13)).collect();
    x[20] = f64::NAN;
    for it in every(rsi::IMPLEMENTATIONS) {
        let given = output(it.run, &x, 5, 35);
        for (i, value) in given.iter().enumerate() {
            assert_eq!(value.is_nan(), i + 5 >= 20, "{}: value {i}", it.language);
        }
    }
}
