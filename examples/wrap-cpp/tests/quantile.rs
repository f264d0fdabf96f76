//! What the safe function refuses, and that its values are right.

mod native;

use wrap_cpp::{QuantileError, quantile};

#[test]
fn what_cpp_does_not_check_is_refused() {
    assert_eq!(quantile(&[], 0.5), Err(QuantileError::Empty));
    for q in [-0.1, 1.1, f64::INFINITY] {
        assert_eq!(quantile(&[1.0], q), Err(QuantileError::OutsideUnit { q }));
    }
    assert!(matches!(
        quantile(&[1.0], f64::NAN),
        Err(QuantileError::OutsideUnit { .. })
    ));
}

#[test]
fn an_exception_arrives_as_an_error_with_its_text() {
    let error = quantile(&[1.0, f64::NAN], 0.5).unwrap_err();
    assert_eq!(error.to_string(), "C++ refuses: x[1] is nan");
    let error = quantile(&[f64::NEG_INFINITY, 1.0], 0.5).unwrap_err();
    assert_eq!(error.to_string(), "C++ refuses: x[0] is -inf");
}

#[test]
fn after_an_exception_the_next_call_is_right() {
    quantile(&[f64::NAN], 0.5).unwrap_err();
    assert_eq!(quantile(&[3.0, 1.0], 0.5), Ok(2.0));
}

#[test]
fn of_one_value_every_quantile_is_that_value() {
    for q in [0.0, 0.3, 1.0] {
        assert_eq!(quantile(&[-7.5], q), Ok(-7.5));
    }
}

#[test]
fn the_ends_are_the_least_and_the_greatest_value() {
    let x = [3.0, -1.0, 8.0, 2.0];
    assert_eq!((quantile(&x, 0.0), quantile(&x, 1.0)), (Ok(-1.0), Ok(8.0)));
}

/// Exactly: the same operations on the same values, and neither compiler may fuse them.
#[test]
fn cpp_agrees_with_rust() {
    for n in 1..100 {
        let x: Vec<f64> = (1..=n).map(|k| (f64::from(k) * 0.7).sin()).collect();
        for q in [0.0, 0.1, 0.25, 0.5, 0.9, 1.0] {
            assert_eq!(
                quantile(&x, q),
                Ok(native::quantile(&x, q)),
                "n = {n}, q = {q}"
            );
        }
    }
}
