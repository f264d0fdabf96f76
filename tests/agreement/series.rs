//! `series_pi` and `monte_carlo_pi`: a range of terms to a number.

use std::f64::consts::PI;

use ffi_workbench::kernels::{monte_carlo_pi, series_pi};
use ffi_workbench::language::Variant;
use proptest::prelude::*;

use crate::bits::same;
use crate::every::every;
use crate::{U, exact, gamma, oracle};

/// n terms, and two ends that cut them in three.
fn cuts(most: u64) -> impl Strategy<Value = (u64, u64, u64)> {
    (1..=most).prop_flat_map(|n| (Just(n), 0..=n, 0..=n)).prop_map(|(n, a, b)| (n, a.min(b), a.max(b)))
}

proptest! {
    #[test]
    fn plain_parts_of_the_series_have_the_bits_of_a_loop((n, first, last) in cuts(5000)) {
        for it in every(series_pi::IMPLEMENTATIONS).iter().filter(|it| it.variant == Variant::Plain) {
            let (given, right) = ((it.run)(n, first..last).unwrap(), oracle::series_pi(n, first, last));
            prop_assert!(same(given, right), "{}: {given:e}, not {right:e}", it.language);
        }
    }

    #[test]
    fn parts_of_the_series_are_near_the_exact_parts((n, first, last) in cuts(5000)) {
        let right = exact::series_pi(n, first, last);
        for it in every(series_pi::IMPLEMENTATIONS) {
            let given = (it.run)(n, first..last).unwrap();
            // All terms are positive. Each has nine roundings or so, and the additions one each.
            let bound = gamma(10 + usize::try_from(last - first).unwrap(), U) * right;
            prop_assert!((given - right).abs() <= bound, "{}: {given:e}, not {right:e}", it.language);
        }
    }

    #[test]
    fn the_parts_of_a_partition_of_the_series_add_up((n, a, b) in cuts(5000)) {
        for it in every(series_pi::IMPLEMENTATIONS) {
            let [whole, left, middle, right] = [0..n, 0..a, a..b, b..n].map(|terms| (it.run)(n, terms).unwrap());
            let difference = (left + middle + right - whole).abs();
            prop_assert!(difference <= 2.0 * gamma(5010, U) * whole, "{}: {difference:e}", it.language);
        }
    }

    #[test]
    fn hits_are_one_number_in_every_language(seed in any::<u64>(), first in 0..1_u64 << 53, count in 0..3000_u64) {
        let last = (first + count).min(monte_carlo_pi::MOST_SAMPLES);
        let right = oracle::monte_carlo_pi(seed, first, last);
        for it in every(monte_carlo_pi::IMPLEMENTATIONS) {
            prop_assert_eq!((it.run)(seed, first..last), Ok(right), "{}", it.language);
        }
    }

    #[test]
    fn the_hits_of_the_parts_of_a_partition_add_up(seed in any::<u64>(), (n, a, b) in cuts(5000)) {
        for it in every(monte_carlo_pi::IMPLEMENTATIONS) {
            let [whole, left, middle, right] = [0..n, 0..a, a..b, b..n].map(|samples| (it.run)(seed, samples).unwrap());
            prop_assert_eq!(left + middle + right, whole, "{}", it.language);
        }
    }
}

#[test]
fn the_series_comes_near_pi_as_documented() {
    for it in every(series_pi::IMPLEMENTATIONS) {
        for n in [1, 2, 3, 10, 1000, 65_535, 65_536, 65_537, 1_000_000] {
            let truncation = 1.0 / (12.0 * (n as f64).powi(2));
            let error = (it.run)(n, 0..n).unwrap() - PI;
            let slack = 0.3 * truncation + gamma(usize::try_from(n).unwrap() + 10, U) * PI;
            assert!((error - truncation).abs() < slack, "{}: error {error:e} at {n} terms", it.language);
        }
    }
}

#[test]
fn the_last_terms_of_the_longest_series_are_right() {
    let most = series_pi::MOST_TERMS;
    for it in every(series_pi::IMPLEMENTATIONS) {
        let given = (it.run)(most, most - 1000..most).unwrap();
        assert!(same(given, oracle::series_pi(most, most - 1000, most)), "{}: {given:e}", it.language);
        assert!((given - 2e-9).abs() < 1e-17, "{}: {given:e}", it.language);
    }
}

#[test]
fn the_share_of_hits_is_near_a_quarter_of_pi() {
    let n = 1 << 18;
    let right = oracle::monte_carlo_pi(7, 0, n);
    let estimate = 4.0 * right as f64 / n as f64;
    assert!((estimate - PI).abs() < 4.0 * 1.64 / (n as f64).sqrt(), "{estimate}");
    for it in every(monte_carlo_pi::IMPLEMENTATIONS) {
        assert_eq!((it.run)(7, 0..n), Ok(right), "{}", it.language);
        for few in [0, 1, 2, 3, 1000] {
            assert_eq!((it.run)(7, 0..few), Ok(oracle::monte_carlo_pi(7, 0, few)), "{}: {few} samples", it.language);
        }
    }
}
