//! Quantile of a sample, by a function in C++ that throws exceptions:
//! x₍ₖ₎ + (h − k) · (x₍ₖ₊₁₎ − x₍ₖ₎) with h = q (n − 1) and k = ⌊h⌋, where x₍₀₎ ≤ … ≤ x₍ₙ₋₁₎ is the
//! sample in ascending order.
//!
//! | argument | shape | unit | rule |
//! | --- | --- | --- | --- |
//! | `x` | n values in any order | any | n ≥ 1; finite |
//! | `q` | a number | 1 | 0 ≤ q ≤ 1; 0.5 is the median |
//!
//! A NaN or an infinity in `x` is refused by C++: it throws, and the exception arrives as
//! [`QuantileError::Thrown`].
//!
//! Source: type 7 of Hyndman and Fan, "Sample quantiles in statistical packages", The American
//! Statistician 50, 1996; the default of `numpy.quantile` and of R.
//!
//! ```
//! assert_eq!(wrap_cpp::quantile(&[4.0, 1.0, 2.0], 0.5)?, 2.0);
//! assert_eq!(wrap_cpp::quantile(&[4.0, 1.0, 2.0], 0.75)?, 3.0);
//! # Ok::<(), wrap_cpp::QuantileError>(())
//! ```

/// The contract is in `csrc/theirs.hpp`. The C++ compiler holds these lines against `shim.hpp`.
#[cxx::bridge(namespace = "shim")]
mod theirs {
    unsafe extern "C++" {
        include!("shim.hpp");

        /// # Safety
        /// x holds at least one value, and q is from 0 to 1.
        unsafe fn quantile(x: &[f64], q: f64) -> Result<f64>;
    }
}

/// Why there is no quantile.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[expect(missing_docs, reason = "the sentences name the values")]
pub enum QuantileError {
    #[error("x is empty; a quantile needs at least one value")]
    Empty,
    #[error("q is {q}, which is not from 0 to 1")]
    OutsideUnit { q: f64 },
    #[error("C++ refuses: {what}")]
    Thrown { what: String },
}

/// The `q`-th quantile of `x`.
pub fn quantile(x: &[f64], q: f64) -> Result<f64, QuantileError> {
    check(x, q)?;
    // SAFETY: x holds at least one value, and q is from 0 to 1 (checked above), so the position
    // q (n - 1) is inside the sample. C++ only reads x, keeps no reference and has no state, so any
    // thread may call it. What it throws ends in the bridge.
    let answer = unsafe { theirs::quantile(x, q) };
    answer.map_err(|exception| QuantileError::Thrown {
        what: exception.to_string(),
    })
}

/// Refuses what C++ does not check.
fn check(x: &[f64], q: f64) -> Result<(), QuantileError> {
    if x.is_empty() {
        return Err(QuantileError::Empty);
    }
    // A NaN is in no range.
    if !(0.0..=1.0).contains(&q) {
        return Err(QuantileError::OutsideUnit { q });
    }
    Ok(())
}
