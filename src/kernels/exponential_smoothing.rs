//! Simple exponential smoothing: out₀ = x₀, outᵢ = α·xᵢ + (1 − α)·outᵢ₋₁.
//!
//! | argument | shape | unit | rule |
//! | --- | --- | --- | --- |
//! | `x` | n elements | any | n = 0 gives nothing |
//! | `alpha` | scalar α | none | 0 < α ≤ 1 |
//! | `out` | n elements | that of `x` | not read |
//!
//! As `pandas.Series(x).ewm(alpha=alpha, adjust=False).mean()` (R. G. Brown, *Smoothing, Forecasting and Prediction of
//! Discrete Time Series*, 1963, chapter 7). A NaN or an infinity reaches its own value and all that follow.
//!
//! A value k steps ago counts with a weight that is wrong by at most γ₃ₖ₊₂, where γₘ = m·u / (1 − m·u), u = 2⁻⁵³, and
//! values more than some 1/α steps ago hardly count.
//!
//! This kernel exists in C alone: what a colleague's function looks like on the day that it arrives.
//!
//! ```
//! use ffi_workbench::kernels::exponential_smoothing::{self, Error};
//!
//! let mut out = [0.0; 3];
//! exponential_smoothing::c(&[4.0, 8.0, 0.0], 0.5, &mut out)?;
//! assert_eq!(out, [4.0, 6.0, 3.0]);
//! assert_eq!(exponential_smoothing::c(&[1.0], 1.5, &mut [0.0]), Err(Error::Alpha { alpha: 1.5 }));
//! # Ok::<(), Error>(())
//! ```

use crate::ffi;
use crate::language::{Implementation, Language};

/// Fills `out` with the smoothed values, or [`Error`].
pub type Function = fn(&[f64], f64, &mut [f64]) -> Result<(), Error>;

/// Every implementation in this build.
pub const IMPLEMENTATIONS: &[Implementation<Function>] = &[Implementation::plain(Language::C, c)];

/// A broken rule. Nothing was called, and nothing was written to `out`.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[expect(missing_docs, reason = "each sentence names its values")]
pub enum Error {
    /// A weight that is no share of a new value, NaN among them.
    #[error("alpha {alpha} is not above 0 and at most 1")]
    Alpha { alpha: f64 },
    /// `out` does not have the length of the result.
    #[error("out has {given} elements, the result has {needed}")]
    Output { given: usize, needed: usize },
}

/// Exponential smoothing in C. [`Error`] unless 0 < `alpha` ≤ 1 and `out` is as long as `x`.
#[inline]
pub fn c(x: &[f64], alpha: f64, out: &mut [f64]) -> Result<(), Error> {
    check_alpha(alpha)?;
    if out.len() != x.len() {
        return Err(Error::Output { given: out.len(), needed: x.len() });
    }
    // SAFETY: x and out both hold n elements (checked above), and a `&mut` is apart from every other slice; 0 < α ≤ 1.
    // C writes nothing but out, keeps neither pointer and has no static state, so any thread may call it (FFI-CKPTR).
    unsafe { ffi::c::wb_c_exponential_smoothing(x.as_ptr(), x.len(), alpha, out.as_mut_ptr()) };
    Ok(())
}

/// The weight of a new value is a share of one, or [`Error::Alpha`].
#[inline]
pub fn check_alpha(alpha: f64) -> Result<(), Error> {
    // Written so that NaN, which compares with nothing, is refused.
    if alpha > 0.0 && alpha <= 1.0 { Ok(()) } else { Err(Error::Alpha { alpha }) }
}
