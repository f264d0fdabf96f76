//! What the safe function refuses, what it writes, and that its values are right.

mod native;

use wrap_c::interpolate;

const TABLE_X: [f64; 4] = [-1.0, 0.0, 0.7, 3.0];
const TABLE_Y: [f64; 4] = [2.0, -0.5, 0.1, 8.0];

#[test]
fn what_c_does_not_check_is_refused_with_the_values() {
    let refused = |table_x: &[f64], table_y: &[f64], out: &mut [f64], values: &str| {
        let error = interpolate(table_x, table_y, &[], out).unwrap_err();
        assert!(error.to_string().contains(values), "{error}");
    };
    refused(&[0.0, 1.0], &[0.0], &mut [], "2 points and 1 values");
    refused(&[], &[], &mut [], "0 points");
    refused(&[0.0], &[0.0], &mut [], "1 points");
    refused(&[0.0, 1.0, 1.0], &[0.0; 3], &mut [], "point 1 is 1");
    refused(&[f64::NAN, 1.0], &[0.0; 2], &mut [], "point 0 is NaN");
    refused(&TABLE_X, &TABLE_Y, &mut [0.0], "0 elements and out has 1");
}

#[test]
fn elements_beyond_the_end_are_untouched() {
    let mut larger = [7.0; 5];
    interpolate(&TABLE_X, &TABLE_Y, &[0.0, 3.0], &mut larger[1..3]).unwrap();
    assert_eq!(larger, [7.0, -0.5, 8.0, 7.0, 7.0]);
}

#[test]
fn no_position_and_one_position_are_fine() {
    interpolate(&TABLE_X, &TABLE_Y, &[], &mut []).unwrap();
    let mut out = [0.0];
    interpolate(&TABLE_X, &TABLE_Y, &[-0.5], &mut out).unwrap();
    assert_eq!(out, [0.75]);
}

#[test]
fn a_nan_stays_at_its_place() {
    let mut out = [0.0; 3];
    interpolate(&TABLE_X, &TABLE_Y, &[-1.0, f64::NAN, 3.0], &mut out).unwrap();
    assert!(out[0] == 2.0 && out[1].is_nan() && out[2] == 8.0, "{out:?}");
}

/// Exactly: the same operations in the same order, and neither compiler may fuse them.
#[test]
fn c_agrees_with_rust() {
    let x: Vec<f64> = (-200..=400).map(|k| f64::from(k) / 100.0).collect();
    let (mut out, mut expected) = (vec![0.0; x.len()], vec![0.0; x.len()]);
    interpolate(&TABLE_X, &TABLE_Y, &x, &mut out).unwrap();
    native::interpolate(&TABLE_X, &TABLE_Y, &x, &mut expected);
    assert_eq!(out, expected);
}
