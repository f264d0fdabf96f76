//! Double-double arithmetic for expected answers: about 31 decimal digits, so their own error is far below any
//! kernel's.

use twofloat::TwoFloat;

/// Sum of the terms, and the sum of their magnitudes, which scales its rounding error.
///
/// Where the double-double sum is not finite (an infinity, a NaN or an overflow), the plain sum decides.
pub(super) fn sum(terms: impl Iterator<Item = TwoFloat>) -> (f64, f64) {
    let mut total = TwoFloat::from_f64(0.0);
    let (mut plain, mut magnitude) = (0.0, 0.0);
    for term in terms {
        total += term;
        plain += term.hi();
        magnitude += term.hi().abs();
    }
    let precise = f64::from(total);
    (if precise.is_finite() { precise } else { plain }, magnitude)
}
