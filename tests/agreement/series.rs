//! `series_pi` and `monte_carlo_pi`: a range of terms to a number.

use std::f64::consts::PI;

use ffi_workbench::kernels::{monte_carlo_pi, series_pi};
use ffi_workbench::language::Variant;
use ffi_workbench::work::{MONTE_CARLO_PI, SERIES_PI};
use proptest::prelude::*;
use twofloat::TwoFloat;

use crate::all_languages::all_languages;
use crate::bits::same;
use crate::{U, exact, gamma, oracle, plain, tuned};

/// n terms, and two ends that cut them in three.
fn cuts(max: u64) -> impl Strategy<Value = (u64, u64, u64)> {
    (1..=max).prop_flat_map(|n| (Just(n), 0..=n, 0..=n)).prop_map(|(n, a, b)| (n, a.min(b), a.max(b)))
}

proptest! {
    #[test]
    fn plain_parts_of_the_series_have_the_bits_of_a_loop((n, first, last) in cuts(5000)) {
        for it in plain(&SERIES_PI, series_pi::IMPLEMENTATIONS) {
            let (given, right) = ((it.run)(n, first..last).unwrap(), oracle::series_pi(n, first, last));
            prop_assert!(same(given, right), "{}: {given:e}, not {right:e}", it.id.language);
        }
    }

    #[test]
    fn tuned_parts_of_the_series_have_the_same_bits_in_every_language((n, first, last) in cuts(5000)) {
        let right = series_pi::rust_tuned(n, first..last).unwrap();
        for it in tuned(&SERIES_PI, series_pi::IMPLEMENTATIONS) {
            let given = (it.run)(n, first..last).unwrap();
            prop_assert!(same(given, right), "{}: {given:e}, not {right:e}", it.id.language);
        }
    }

    #[test]
    fn parts_of_the_series_are_near_the_exact_parts((n, first, last) in cuts(5000)) {
        let right = exact::series_pi(n, first, last);
        for it in all_languages(&SERIES_PI, series_pi::IMPLEMENTATIONS) {
            let given = (it.run)(n, first..last).unwrap();
            // All terms are positive. Each has nine roundings or so, and the additions one each.
            let bound = gamma(10 + usize::try_from(last - first).unwrap(), U) * right;
            prop_assert!((given - right).abs() <= bound, "{}: {given:e}, not {right:e}", it.id.language);
        }
    }

    #[test]
    fn the_parts_of_a_partition_of_the_series_add_up((n, a, b) in cuts(5000)) {
        for it in all_languages(&SERIES_PI, series_pi::IMPLEMENTATIONS) {
            let [whole, left, middle, right] = [0..n, 0..a, a..b, b..n].map(|terms| (it.run)(n, terms).unwrap());
            let difference = (left + middle + right - whole).abs();
            prop_assert!(difference <= 2.0 * gamma(5010, U) * whole, "{}: {difference:e}", it.id.language);
        }
    }

    #[test]
    fn hits_are_one_number_in_every_language(seed in any::<u64>(), first in 0..1_u64 << 53, count in 0..3000_u64) {
        let last = (first + count).min(monte_carlo_pi::MAX_SAMPLES);
        let right = oracle::monte_carlo_pi(seed, first, last);
        for it in all_languages(&MONTE_CARLO_PI, monte_carlo_pi::IMPLEMENTATIONS) {
            prop_assert_eq!((it.run)(seed, first..last), Ok(right), "{}", it.id.language);
        }
    }

    #[test]
    fn the_hits_of_the_parts_of_a_partition_add_up(seed in any::<u64>(), (n, a, b) in cuts(5000)) {
        for it in all_languages(&MONTE_CARLO_PI, monte_carlo_pi::IMPLEMENTATIONS) {
            let [whole, left, middle, right] = [0..n, 0..a, a..b, b..n].map(|samples| (it.run)(seed, samples).unwrap());
            prop_assert_eq!(left + middle + right, whole, "{}", it.id.language);
        }
    }
}

#[test]
fn the_series_comes_near_pi_as_documented() {
    for it in all_languages(&SERIES_PI, series_pi::IMPLEMENTATIONS) {
        for n in [1, 2, 3, 10, 1000, 65_535, 65_536, 65_537, 1_000_000] {
            let truncation = 1.0 / (12.0 * (n as f64).powi(2));
            let error = (it.run)(n, 0..n).unwrap() - PI;
            let slack = 0.3 * truncation + gamma(usize::try_from(n).unwrap() + 10, U) * PI;
            assert!((error - truncation).abs() < slack, "{}: error {error:e} at {n} terms", it.id.language);
        }
    }
}

#[test]
fn the_last_terms_of_the_longest_series_are_right() {
    let n = series_pi::MAX_TERMS;
    for it in all_languages(&SERIES_PI, series_pi::IMPLEMENTATIONS) {
        let given = (it.run)(n, n - 1000..n).unwrap();
        if it.id.variant == Variant::Plain {
            assert!(same(given, oracle::series_pi(n, n - 1000, n)), "{}: {given:e}", it.id.language);
        }
        assert!((given - 2e-9).abs() < 1e-17, "{}: {given:e}", it.id.language);
    }
}

/// Lengths around those of a group, of a row of lanes and of the rows that are added up together; the first terms,
/// those in the middle and the last ones, where a group's terms differ least and most.
#[test]
fn tuned_parts_of_the_series_are_as_near_as_documented_and_no_further_than_plain_ones() {
    let lengths = [1, 7, 8, 9, 15, 255, 256, 257, 263, 4095, 4096, 4097, 8200, 70_001];
    let (mut tuned_errors, mut plain_errors) = (0.0, 0.0);
    for n in [1, 2, 7, 8, 9, 64, 1000, 4096, 4097, 70_001, 1_000_003, 1 << 20] {
        let all = lengths.into_iter().filter(|&length| length <= n);
        for (first, last) in all.flat_map(|m| [0, (n - m) / 2, n - m].map(|first| (first, first + m))) {
            let right = exact::series_pi(n, first, last);
            let error = |given: f64| (given - right).abs() / right;
            let same_as = series_pi::rust_tuned(n, first..last).unwrap();
            plain_errors += error(series_pi::rust(n, first..last).unwrap());
            tuned_errors += error(same_as);
            for it in tuned(&SERIES_PI, series_pi::IMPLEMENTATIONS) {
                let given = (it.run)(n, first..last).unwrap();
                assert!(same(given, same_as), "{}: {given:e}, not {same_as:e}: {first}..{last} of {n}", it.id.language);
                let error = error(given);
                assert!(error <= 50.0 * U, "{}: {error:e} for {first}..{last} of {n}", it.id.language);
            }
        }
    }
    assert!(tuned_errors <= plain_errors, "summed errors {tuned_errors:e} and {plain_errors:e}");
}

/// Beyond the reach of the exact series: against double-double arithmetic.
#[test]
fn tuned_parts_of_long_series_are_right() {
    for n in [(1 << 30) + 1, 10_u64.pow(11) + 3, series_pi::MAX_TERMS] {
        for first in [0, n / 3, n - 30_011] {
            let right = double_double(n, first, first + 30_011);
            for it in tuned(&SERIES_PI, series_pi::IMPLEMENTATIONS) {
                let error = ((it.run)(n, first..first + 30_011).unwrap() - right).abs() / right;
                assert!(error <= 50.0 * U, "{}: {error:e} from term {first} of {n}", it.id.language);
            }
        }
    }
}

fn double_double(n: u64, first: u64, last: u64) -> f64 {
    let [one, four, n] = [1.0, 4.0, n as f64].map(TwoFloat::from_f64);
    let term = |k: u64| {
        let x = TwoFloat::from_f64(k as f64 + 0.5) / n;
        four / (n * (one + x * x))
    };
    f64::from((first..last).map(term).fold(TwoFloat::from_f64(0.0), |total, term| total + term))
}

/// Whole registers in every language and at every level, ends before and after them, and counters beyond 32 bits, where
/// the upper word changes between two registers.
#[test]
fn hits_are_one_number_across_registers_and_upper_words() {
    let upper_word_changes = 1_u64 << 33;
    for seed in [0, 1, u64::MAX, 0x0123_4567_89ab_cdef] {
        for start in [0, 1, 63, 64, 65, upper_word_changes - 500, (5 << 33) - 129, (1 << 53) - 1000] {
            for count in [0, 1, 2, 31, 62, 63, 64, 65, 127, 128, 129, 200, 1000] {
                let right = oracle::monte_carlo_pi(seed, start, start + count);
                for it in all_languages(&MONTE_CARLO_PI, monte_carlo_pi::IMPLEMENTATIONS) {
                    let given = (it.run)(seed, start..start + count);
                    assert_eq!(given, Ok(right), "{}: {count} samples from {start}, seed {seed:x}", it.id.language);
                }
            }
        }
    }
}

#[test]
fn the_share_of_hits_is_near_a_quarter_of_pi() {
    let n = 1 << 18;
    let right = oracle::monte_carlo_pi(7, 0, n);
    let estimate = 4.0 * right as f64 / n as f64;
    assert!((estimate - PI).abs() < 4.0 * 1.64 / (n as f64).sqrt(), "{estimate}");
    for it in all_languages(&MONTE_CARLO_PI, monte_carlo_pi::IMPLEMENTATIONS) {
        assert_eq!((it.run)(7, 0..n), Ok(right), "{}", it.id.language);
        for n in [0, 1, 2, 3, 1000] {
            assert_eq!((it.run)(7, 0..n), Ok(oracle::monte_carlo_pi(7, 0, n)), "{}: {n} samples", it.id.language);
        }
    }
}
