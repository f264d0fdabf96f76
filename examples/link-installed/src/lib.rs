//! p-value of a χ² test, by the installed library GSL: Q(ν/2, χ²/2), the probability that chance
//! alone gives a sum of squares at least as large.
//!
//! | argument | shape | unit | rule |
//! | --- | --- | --- | --- |
//! | `chi_squared` | a number χ² | 1 | χ² ≥ 0; finite |
//! | `degrees` | degrees of freedom ν | 1 | ν ≥ 1 |
//!
//! A NaN is refused: GSL would return a NaN and report success.
//!
//! GSL ends the process when a function fails, unless its error handler is off. The first call here
//! turns it off for the whole process. Code that sets the handler elsewhere in the process must not
//! run beside that call, nor turn it on again.
//!
//! Source: Abramowitz and Stegun, *Handbook of Mathematical Functions*, 26.4; GSL's manual.
//!
//! ```
//! let p = link_installed::p_value(7.81, 3)?;
//! assert!((p.value - 0.0501).abs() < 1e-4 && p.error < 1e-15, "{p:?}");
//! # Ok::<(), link_installed::PValueError>(())
//! ```

use std::sync::Once;

/// What bindgen reads in GSL's headers; `csrc/theirs.h` says what of it is used.
mod theirs {
    #![expect(
        dead_code,
        non_camel_case_types,
        reason = "all of GSL's codes, with the names that C has for them"
    )]
    include!(concat!(env!("OUT_DIR"), "/theirs.rs"));
}

/// A p-value, and how exact it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PValue {
    /// From 0 to 1.
    pub value: f64,
    /// GSL's estimate of the absolute error of `value`.
    pub error: f64,
}

/// Why there is no p-value.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[expect(missing_docs, reason = "the sentences name the values")]
pub enum PValueError {
    #[error("chi squared is {chi_squared}, which is not finite")]
    NotFinite { chi_squared: f64 },
    #[error("a chi-squared test has at least one degree of freedom")]
    NoDegrees,
    #[error("chi squared is {chi_squared}, which is negative")]
    Negative { chi_squared: f64 },
    #[error("GSL gives up with status {status}, whose meaning is in gsl_errno.h")]
    Gsl { status: i32 },
}

/// The p-value of `chi_squared` with so many `degrees` of freedom.
pub fn p_value(chi_squared: f64, degrees: u32) -> Result<PValue, PValueError> {
    check(chi_squared, degrees)?;
    return_errors();
    let (a, x) = (f64::from(degrees) / 2.0, chi_squared / 2.0);
    let mut result = theirs::gsl_sf_result {
        val: f64::NAN,
        err: f64::NAN,
    };
    // SAFETY: result has the layout that the installed header declares, and is borrowed mutably;
    // GSL writes it and keeps no pointer. Any a and x may be passed: what GSL refuses it returns,
    // as its handler is off (above). It has no other state, so any thread may call it.
    let status = unsafe { theirs::gsl_sf_gamma_inc_Q_e(a, x, &mut result) };
    match status {
        theirs::GSL_SUCCESS => Ok(PValue {
            value: result.val,
            error: result.err,
        }),
        theirs::GSL_EDOM => Err(PValueError::Negative { chi_squared }),
        status => Err(PValueError::Gsl { status }),
    }
}

/// Turns off the handler that ends the process. Every function that calls GSL begins with it.
fn return_errors() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // SAFETY: the handler is one pointer of the process. `Once` has it written a single time,
        // before the first call into GSL here; the first page says what other code must not do.
        let _before = unsafe { theirs::gsl_set_error_handler_off() };
    });
}

/// Refuses what GSL does not notice.
fn check(chi_squared: f64, degrees: u32) -> Result<(), PValueError> {
    if !chi_squared.is_finite() {
        return Err(PValueError::NotFinite { chi_squared });
    }
    if degrees == 0 {
        return Err(PValueError::NoDegrees);
    }
    Ok(())
}
