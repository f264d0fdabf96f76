//! What the safe functions refuse.

use std::ops::Range;

use ffi_workbench::error::KernelError;
use ffi_workbench::kernels::{add, dot, monte_carlo_pi, moving_average, rsi, series_pi};
use ffi_workbench::language::Implementation;

use crate::every::every;

/// What `out` is filled with before a call that must not write.
const UNTOUCHED: f64 = -12345.678;

/// Calls every line of a table of array kernels, which must refuse and not write.
#[track_caller]
fn assert_refused(
    table: &[Implementation<moving_average::Function>],
    n: usize,
    number: usize,
    length: usize,
    error: KernelError,
) {
    let x = vec![1.5; n];
    for it in every(table) {
        let mut out = vec![UNTOUCHED; length];
        assert_eq!((it.run)(&x, number, &mut out), Err(error), "{}: n {n}, {number}, out {length}", it.language);
        let untouched = out.iter().all(|value| value.to_bits() == UNTOUCHED.to_bits());
        assert!(untouched, "{}: {out:?} after {error}", it.language);
    }
}

#[test]
fn a_sum_outside_32_bits_is_refused() {
    for it in every(add::IMPLEMENTATIONS) {
        for (i, j) in [(i32::MAX, 1), (1, i32::MAX), (i32::MIN, -1), (i32::MIN, i32::MIN), (i32::MAX, i32::MAX)] {
            assert_eq!((it.run)(i, j), Err(KernelError::SumOutOfRange { i, j }), "{}", it.language);
        }
    }
}

#[test]
fn vectors_of_different_length_are_refused() {
    for (x, y) in [(0, 1), (1, 0), (3, 2), (2, 1000)] {
        let error = KernelError::LengthMismatch { x, y };
        for it in every(dot::IMPLEMENTATIONS) {
            assert_eq!((it.run)(&vec![1.0; x], &vec![1.0; y]), Err(error), "{}", it.language);
        }
        for it in every(dot::IMPLEMENTATIONS_F32) {
            assert_eq!((it.run)(&vec![1.0; x], &vec![1.0; y]), Err(error), "{}", it.language);
        }
    }
}

#[test]
fn a_series_of_no_terms_or_too_many_is_refused() {
    let most = series_pi::MOST_TERMS;
    for it in every(series_pi::IMPLEMENTATIONS) {
        for n in [0, most + 1, u64::MAX] {
            let refused = Err(KernelError::TermCountOutOfRange { n, most });
            assert_eq!((it.run)(n, 0..0), refused, "{}", it.language);
            assert_eq!((it.run)(n, 0..n), refused, "{}", it.language);
        }
        assert!((it.run)(most, 0..0).is_ok(), "{}", it.language);
    }
}

/// A range that ends before it begins, and ranges that end beyond the whole.
fn ranges_outside(n: u64) -> [Range<u64>; 5] {
    let backwards = Range { start: 3, end: 2 };
    [backwards, 0..n + 1, n..n + 1, n + 1..n + 1, 0..u64::MAX]
}

#[test]
fn terms_outside_the_series_are_refused() {
    for it in every(series_pi::IMPLEMENTATIONS) {
        for n in [5, series_pi::MOST_TERMS] {
            for terms in ranges_outside(n) {
                let error = KernelError::TermsOutOfRange { first: terms.start, last: terms.end, n };
                assert_eq!((it.run)(n, terms), Err(error), "{}", it.language);
            }
            assert!((it.run)(n, n..n).is_ok(), "{}", it.language);
        }
    }
}

#[test]
fn samples_beyond_exact_counting_are_refused() {
    let n = monte_carlo_pi::MOST_SAMPLES;
    for it in every(monte_carlo_pi::IMPLEMENTATIONS) {
        for samples in ranges_outside(n) {
            let error = KernelError::TermsOutOfRange { first: samples.start, last: samples.end, n };
            assert_eq!((it.run)(1, samples), Err(error), "{}", it.language);
        }
        assert!((it.run)(1, n - 1..n).is_ok(), "{}", it.language);
    }
}

#[test]
fn an_empty_window_is_refused() {
    for n in [0, 1, 5] {
        assert_refused(moving_average::IMPLEMENTATIONS, n, 0, n + 1, KernelError::WindowOutOfRange { window: 0, n });
    }
}

#[test]
fn a_window_longer_than_the_input_is_refused() {
    for (n, window) in [(0, 1), (1, 2), (5, 6), (5, usize::MAX)] {
        for length in [0, 1, 5] {
            let error = KernelError::WindowOutOfRange { window, n };
            assert_refused(moving_average::IMPLEMENTATIONS, n, window, length, error);
        }
    }
}

#[test]
fn a_period_of_nothing_is_refused() {
    for n in [0, 1, 5] {
        assert_refused(rsi::IMPLEMENTATIONS, n, 0, n, KernelError::PeriodOutOfRange { period: 0, n });
    }
}

#[test]
fn a_period_that_leaves_no_value_is_refused() {
    for (n, period) in [(0, 1), (1, 1), (5, 5), (5, 6), (5, usize::MAX)] {
        for length in [0, 1, 5] {
            let error = KernelError::PeriodOutOfRange { period, n };
            assert_refused(rsi::IMPLEMENTATIONS, n, period, length, error);
        }
    }
}

#[test]
fn an_output_of_the_wrong_length_is_refused() {
    for given in [0, 1, 3, 5, 10] {
        assert_refused(moving_average::IMPLEMENTATIONS, 6, 3, given, KernelError::OutputLength { needed: 4, given });
        assert_refused(rsi::IMPLEMENTATIONS, 6, 2, given, KernelError::OutputLength { needed: 4, given });
    }
}

/// The tests above would pass if their calls were refused for nothing.
#[test]
fn the_same_calls_are_accepted_when_no_rule_is_broken() {
    for (table, number) in [(moving_average::IMPLEMENTATIONS, 3), (rsi::IMPLEMENTATIONS, 2)] {
        for it in every(table) {
            let mut out = [UNTOUCHED; 5];
            assert_eq!((it.run)(&[1.5; 7], number, &mut out), Ok(()), "{}", it.language);
            assert!(out.iter().all(|&value| value != UNTOUCHED), "{}: {out:?}", it.language);
        }
    }
    for it in every(add::IMPLEMENTATIONS) {
        assert_eq!((it.run)(i32::MAX - 1, 1), Ok(i32::MAX), "{}", it.language);
    }
}
