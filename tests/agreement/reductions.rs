//! `sum` and `dot`: a vector to a number.

use ffi_workbench::kernels::{dot, sum};
use ffi_workbench::work::{DOT, DOT_F32, SUM};
use proptest::prelude::*;

use crate::all_languages::all_languages;
use crate::bits::same;
use crate::{U, exact, gamma, inputs, oracle, plain};

/// Unit roundoff of single precision.
const U_F32: f64 = f32::EPSILON as f64 / 2.0;

proptest! {
    #[test]
    fn plain_sums_have_the_bits_of_a_loop(x in inputs::any(0..60)) {
        for it in plain(&SUM, sum::IMPLEMENTATIONS) {
            let (given, right) = ((it.run)(&x), oracle::sum(&x));
            prop_assert!(same(given, right), "{}: {given:e}, not {right:e}", it.id.language);
        }
    }

    #[test]
    fn plain_products_have_the_bits_of_a_loop(x in inputs::any(0..60), y in inputs::any(0..60)) {
        let n = x.len().min(y.len());
        let (x, y) = (&x[..n], &y[..n]);
        for it in plain(&DOT, dot::IMPLEMENTATIONS) {
            let (given, right) = ((it.run)(x, y).unwrap(), oracle::dot(x, y));
            prop_assert!(same(given, right), "{}: {given:e}, not {right:e}", it.id.language);
        }
    }

    #[test]
    fn plain_products_in_single_precision_have_the_bits_of_a_loop(
        x in inputs::any_f32(0..60),
        y in inputs::any_f32(60),
    ) {
        let y = &y[..x.len()];
        for it in plain(&DOT_F32, dot::IMPLEMENTATIONS_F32) {
            let (given, right) = ((it.run)(&x, y).unwrap(), oracle::dot_f32(&x, y));
            prop_assert!(same(given.into(), right.into()), "{}: {given:e}, not {right:e}", it.id.language);
        }
    }

    #[test]
    fn sums_are_as_near_to_the_exact_sum_as_documented(
        x in prop_oneof![inputs::ordinary(0..200), inputs::finite(0..60)],
    ) {
        let right = exact::sum(x.iter().copied());
        let bound = gamma(x.len(), U) * exact::sum(x.iter().map(|value| value.abs()));
        for it in all_languages(&SUM, sum::IMPLEMENTATIONS) {
            let error = ((it.run)(&x) - right).abs();
            prop_assert!(error <= bound, "{}: error {error:e} above {bound:e}", it.id.language);
        }
    }

    #[test]
    fn products_are_as_near_to_the_exact_product_as_documented(
        x in inputs::ordinary(0..200),
        y in inputs::ordinary(200),
    ) {
        let y = &y[..x.len()];
        let magnitudes: f64 = x.iter().zip(y).map(|(a, b)| (a * b).abs()).sum();
        let bound = gamma(x.len() + 1, U) * magnitudes;
        for it in all_languages(&DOT, dot::IMPLEMENTATIONS) {
            let error = ((it.run)(&x, y).unwrap() - exact::dot(&x, y)).abs();
            prop_assert!(error <= bound, "{}: error {error:e} above {bound:e}", it.id.language);
        }
    }

    #[test]
    fn products_in_single_precision_are_as_near_as_documented(x in vec_f32(), y in vec_f32()) {
        let n = x.len().min(y.len());
        let (x, y) = (&x[..n], &y[..n]);
        // Two factors of 24 bits have an exact product in double precision.
        let products = || x.iter().zip(y).map(|(&a, &b)| f64::from(a) * f64::from(b));
        let bound = gamma(n + 1, U_F32) * products().map(f64::abs).sum::<f64>();
        for it in all_languages(&DOT_F32, dot::IMPLEMENTATIONS_F32) {
            let error = (f64::from((it.run)(x, y).unwrap()) - exact::sum(products())).abs();
            prop_assert!(error <= bound, "{}: error {error:e} above {bound:e}", it.id.language);
        }
    }
}

fn vec_f32() -> impl Strategy<Value = Vec<f32>> {
    proptest::collection::vec(-1e3..1e3_f32, 0..200)
}

#[test]
fn sums_and_products_of_every_length_are_right() {
    for n in [0_u32, 1, 2, 3, 1000, 4095, 4096, 4097] {
        let x: Vec<f64> = (1..=n).map(f64::from).collect();
        let [total, squares] = [n * (n + 1) / 2, (1..=n % 1001).map(|k| k * k).sum()].map(f64::from);
        let first = &x[..x.len() % 1001];
        #[expect(clippy::cast_possible_truncation, reason = "whole numbers below 2²⁴")]
        let x_f32: Vec<f32> = x.iter().map(|&value| value as f32).collect();
        for it in all_languages(&SUM, sum::IMPLEMENTATIONS) {
            assert_eq!((it.run)(&x), total, "{}: {n} elements", it.id.language);
        }
        for it in all_languages(&DOT, dot::IMPLEMENTATIONS) {
            assert_eq!((it.run)(first, first), Ok(squares), "{}: {n} elements", it.id.language);
        }
        for it in all_languages(&DOT_F32, dot::IMPLEMENTATIONS_F32) {
            let ones = vec![1.0; x_f32.len()];
            let given = (it.run)(&x_f32, &ones).map(f64::from).unwrap();
            assert!((given - total).abs() <= 1e-4 * total, "{}: {given} for {n} elements", it.id.language);
        }
    }
}
