//! Arrays for proptest.

use proptest::collection::vec;
use proptest::prelude::*;

/// Some numbers that a colleague would feed in.
pub fn ordinary(lengths: impl Into<proptest::collection::SizeRange>) -> impl Strategy<Value = Vec<f64>> {
    vec(-1e3..1e3_f64, lengths)
}

/// Finite numbers of all magnitudes whose sums cannot overflow, neighbours that cancel, zeros of both signs,
/// subnormals.
pub fn finite(lengths: impl Into<proptest::collection::SizeRange>) -> impl Strategy<Value = Vec<f64>> {
    vec(prop_oneof![ordinary_pair(), any_magnitude(), cancelling()], lengths).prop_map(|pairs| pairs.concat())
}

/// The same with NaN, infinities, and sums that overflow.
pub fn any(lengths: impl Into<proptest::collection::SizeRange>) -> impl Strategy<Value = Vec<f64>> {
    let wild = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, f64::MAX, f64::MIN];
    let wild = proptest::sample::select(wild.to_vec()).prop_map(|value| vec![value]);
    vec(prop_oneof![4 => ordinary_pair(), 4 => any_magnitude(), 2 => cancelling(), 1 => wild], lengths)
        .prop_map(|pairs| pairs.concat())
}

/// In single precision, all bit patterns.
pub fn any_f32(lengths: impl Into<proptest::collection::SizeRange>) -> impl Strategy<Value = Vec<f32>> {
    vec(prop_oneof![-1e3..1e3_f32, proptest::num::f32::ANY, proptest::num::f32::SUBNORMAL], lengths)
}

fn ordinary_pair() -> impl Strategy<Value = Vec<f64>> {
    ordinary(2)
}

fn any_magnitude() -> impl Strategy<Value = Vec<f64>> {
    use proptest::num::f64::{NEGATIVE, POSITIVE, SUBNORMAL, ZERO};
    // Far enough from overflow for some hundreds of them.
    vec((proptest::num::f64::NORMAL | SUBNORMAL | ZERO | POSITIVE | NEGATIVE).prop_map(|x| x / 65536.0), 2)
}

fn cancelling() -> impl Strategy<Value = Vec<f64>> {
    (1e-3..1e12_f64, -2..=2_i8).prop_map(|(x, ulps)| vec![x, -x * (1.0 + f64::from(ulps) * f64::EPSILON)])
}
