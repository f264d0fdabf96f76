//! Equality to the last bit.

/// Whether two numbers have the same bits, or are both NaN: which NaN an operation gives is not defined in any
/// language.
pub fn same(a: f64, b: f64) -> bool {
    a.to_bits() == b.to_bits() || (a.is_nan() && b.is_nan())
}

/// Fails at the first element whose bits differ, and says who gave it.
#[track_caller]
pub fn assert_same(given: &[f64], expected: &[f64], who: &str) {
    assert_eq!(given.len(), expected.len(), "{who}: length");
    for (k, (&a, &b)) in given.iter().zip(expected).enumerate() {
        assert!(same(a, b), "{who}: element {k} is {a:e}, not {b:e}");
    }
}
