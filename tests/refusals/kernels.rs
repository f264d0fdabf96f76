//! What the safe functions refuse.

use std::fmt::Debug;
use std::ops::Range;

use ffi_workbench::kernels::{add, dot, exponential_smoothing, monte_carlo_pi, moving_average, rsi, series_pi};
use ffi_workbench::language::Implementation;
use ffi_workbench::work::{
    ADD, DOT, DOT_F32, EXPONENTIAL_SMOOTHING, Kernel, MONTE_CARLO_PI, MOVING_AVERAGE, RSI, SERIES_PI,
};

use crate::all_languages::all_languages;

/// What `out` is filled with before a call that must not write.
const UNTOUCHED: f64 = -12345.678;

/// A table of kernels that take an array and a number, a window, a period or a weight, and fill an array.
type Table<N, E> = [Implementation<fn(&[f64], N, &mut [f64]) -> Result<(), E>>];

/// Calls every line of a table, which must refuse and not write.
#[track_caller]
fn assert_refused<N: Copy + Debug, E: Debug>(
    kernel: &Kernel,
    table: &Table<N, E>,
    n: usize,
    number: N,
    length: usize,
    error: &E,
) {
    let x = vec![1.5; n];
    for it in all_languages(kernel, table) {
        let (mut out, language) = (vec![UNTOUCHED; length], it.id.language);
        let refused = (it.run)(&x, number, &mut out).expect_err("a rule is broken");
        // As text: a number that is refused may be NaN, which is not equal to itself.
        assert_eq!(format!("{refused:?}"), format!("{error:?}"), "{language}: n {n}, {number:?}, out {length}");
        let untouched = out.iter().all(|value| value.to_bits() == UNTOUCHED.to_bits());
        assert!(untouched, "{language}: {out:?} after {error:?}");
    }
}

#[test]
fn a_sum_outside_32_bits_is_refused() {
    for it in all_languages(&ADD, add::IMPLEMENTATIONS) {
        for (i, j) in [(i32::MAX, 1), (1, i32::MAX), (i32::MIN, -1), (i32::MIN, i32::MIN), (i32::MAX, i32::MAX)] {
            assert_eq!((it.run)(i, j), Err(add::Overflow { i, j }), "{}", it.id.language);
        }
    }
}

#[test]
fn vectors_of_different_length_are_refused() {
    for (x, y) in [(0, 1), (1, 0), (3, 2), (2, 1000)] {
        let error = dot::LengthMismatch { x, y };
        for it in all_languages(&DOT, dot::IMPLEMENTATIONS) {
            assert_eq!((it.run)(&vec![1.0; x], &vec![1.0; y]), Err(error), "{}", it.id.language);
        }
        for it in all_languages(&DOT_F32, dot::IMPLEMENTATIONS_F32) {
            assert_eq!((it.run)(&vec![1.0; x], &vec![1.0; y]), Err(error), "{}", it.id.language);
        }
    }
}

#[test]
fn a_series_of_no_terms_or_too_many_is_refused() {
    let max = series_pi::MAX_TERMS;
    for it in all_languages(&SERIES_PI, series_pi::IMPLEMENTATIONS) {
        for n in [0, max + 1, u64::MAX] {
            let refused = Err(series_pi::Error::TermCount { n });
            assert_eq!((it.run)(n, 0..0), refused, "{}", it.id.language);
            assert_eq!((it.run)(n, 0..n), refused, "{}", it.id.language);
        }
        assert!((it.run)(max, 0..0).is_ok(), "{}", it.id.language);
    }
}

/// A range that ends before it begins, and ranges that end beyond the whole.
fn ranges_outside(n: u64) -> [Range<u64>; 5] {
    let backwards = Range { start: 3, end: 2 };
    [backwards, 0..n + 1, n..n + 1, n + 1..n + 1, 0..u64::MAX]
}

#[test]
fn terms_outside_the_series_are_refused() {
    for it in all_languages(&SERIES_PI, series_pi::IMPLEMENTATIONS) {
        for n in [5, series_pi::MAX_TERMS] {
            for terms in ranges_outside(n) {
                let error = series_pi::Error::Terms { first: terms.start, last: terms.end, n };
                assert_eq!((it.run)(n, terms), Err(error), "{}", it.id.language);
            }
            assert!((it.run)(n, n..n).is_ok(), "{}", it.id.language);
        }
    }
}

#[test]
fn samples_beyond_exact_counting_are_refused() {
    let n = monte_carlo_pi::MAX_SAMPLES;
    for it in all_languages(&MONTE_CARLO_PI, monte_carlo_pi::IMPLEMENTATIONS) {
        for samples in ranges_outside(n) {
            let error = monte_carlo_pi::SamplesOutOfRange { first: samples.start, last: samples.end };
            assert_eq!((it.run)(1, samples), Err(error), "{}", it.id.language);
        }
        assert!((it.run)(1, n - 1..n).is_ok(), "{}", it.id.language);
    }
}

#[test]
fn an_empty_window_is_refused() {
    for n in [0, 1, 5] {
        assert_refused(
            &MOVING_AVERAGE,
            moving_average::IMPLEMENTATIONS,
            n,
            0,
            n + 1,
            &moving_average::Error::Window { window: 0, n },
        );
    }
}

#[test]
fn a_window_longer_than_the_input_is_refused() {
    for (n, window) in [(0, 1), (1, 2), (5, 6), (5, usize::MAX)] {
        for length in [0, 1, 5] {
            let error = moving_average::Error::Window { window, n };
            assert_refused(&MOVING_AVERAGE, moving_average::IMPLEMENTATIONS, n, window, length, &error);
        }
    }
}

#[test]
fn a_period_of_nothing_is_refused() {
    for n in [0, 1, 5] {
        assert_refused(&RSI, rsi::IMPLEMENTATIONS, n, 0, n, &rsi::Error::Period { period: 0, n });
    }
}

#[test]
fn a_period_that_leaves_no_value_is_refused() {
    for (n, period) in [(0, 1), (1, 1), (5, 5), (5, 6), (5, usize::MAX)] {
        for length in [0, 1, 5] {
            let error = rsi::Error::Period { period, n };
            assert_refused(&RSI, rsi::IMPLEMENTATIONS, n, period, length, &error);
        }
    }
}

/// NaN among them, and what is just beyond either end.
#[test]
fn a_smoothing_weight_that_is_no_share_is_refused() {
    for alpha in [0.0, -0.0, -0.1, -5e-324, 1.0 + f64::EPSILON, 1.5, f64::INFINITY, f64::NEG_INFINITY, f64::NAN] {
        let error = exponential_smoothing::Error::Alpha { alpha };
        for (n, length) in [(0, 0), (1, 1), (6, 6), (6, 5)] {
            let table = exponential_smoothing::IMPLEMENTATIONS;
            assert_refused(&EXPONENTIAL_SMOOTHING, table, n, alpha, length, &error);
        }
    }
    for it in all_languages(&EXPONENTIAL_SMOOTHING, exponential_smoothing::IMPLEMENTATIONS) {
        for alpha in [5e-324, 0.5, 1.0] {
            assert_eq!((it.run)(&[1.5; 3], alpha, &mut [UNTOUCHED; 3]), Ok(()), "{}: {alpha}", it.id.language);
        }
        assert_eq!((it.run)(&[], 0.5, &mut []), Ok(()), "{}: an empty series", it.id.language);
    }
}

#[test]
fn an_output_of_the_wrong_length_is_refused() {
    for given in [0, 1, 3, 5, 10] {
        let error = moving_average::Error::Output { given, needed: 4 };
        assert_refused(&MOVING_AVERAGE, moving_average::IMPLEMENTATIONS, 6, 3, given, &error);
        let error = rsi::Error::Output { given, needed: 4 };
        assert_refused(&RSI, rsi::IMPLEMENTATIONS, 6, 2, given, &error);
        let error = exponential_smoothing::Error::Output { given, needed: 4 };
        assert_refused(&EXPONENTIAL_SMOOTHING, exponential_smoothing::IMPLEMENTATIONS, 4, 0.5, given, &error);
    }
}

/// The tests above would pass if their calls were refused for nothing.
#[test]
fn the_same_calls_are_accepted_when_no_rule_is_broken() {
    assert_accepted(&MOVING_AVERAGE, moving_average::IMPLEMENTATIONS, 3, 5);
    assert_accepted(&RSI, rsi::IMPLEMENTATIONS, 2, 5);
    assert_accepted(&EXPONENTIAL_SMOOTHING, exponential_smoothing::IMPLEMENTATIONS, 0.5, 7);
    for it in all_languages(&ADD, add::IMPLEMENTATIONS) {
        assert_eq!((it.run)(i32::MAX - 1, 1), Ok(i32::MAX), "{}", it.id.language);
    }
}

/// Seven elements give an output of `length`, every element of which is written.
#[track_caller]
fn assert_accepted<N: Copy, E: Debug>(kernel: &Kernel, table: &Table<N, E>, number: N, length: usize) {
    for it in all_languages(kernel, table) {
        let mut out = vec![UNTOUCHED; length];
        (it.run)(&[1.5; 7], number, &mut out).expect("no rule is broken");
        assert!(out.iter().all(|&value| value != UNTOUCHED), "{}: {out:?}", it.id.language);
    }
}
