//! A callback that cannot stop its caller.
//!
//! | the other side | |
//! | --- | --- |
//! | promises | it gives up by itself, at some time |
//! | does not promise | any value of `f` that ends it at once: NaN does so here by the way its comparison is written |
//!
//! **Idiom.** The closure returns `Option`, or panics, and is not called again: the trampoline answers every further
//! call with a value that brings the library to its end soonest, and the safe function returns what the closure said.
//! What that value is, each library says or is tried out: NaN for most solvers (DVODE), zero items for a reader, a
//! negative flag (`lmdif`). Where the library checks nothing, such a call belongs behind a deadline in a
//! [process of its own](crate::exits).
//!
//! **Rules.** FFI-NOPANIC.
//!
//! **Otherwise.** A trampoline that answered 0 in place of NaN: "0 is the fixed point", and the reason was lost.
//!
//! ```
//! use ffi_cookbook::callback_no_stop::{Stopped, fixed_point};
//!
//! let cosine = fixed_point(|x| Some(x.cos()), 1.0, 1e-12)?;
//! assert!((cosine - 0.739_085_133_215).abs() < 1e-11);
//! assert_eq!(fixed_point(|x| (x < 10.0).then_some(2.0 * x), 1.0, 1e-9), Err(Stopped::AtValue(16.0)));
//! # Ok::<(), Stopped>(())
//! ```
//!
//! `callback_no_stop.c`:
#![doc = concat!("```c\n", include_str!("callback_no_stop.c"), "```")]
#![expect(unsafe_code, reason = "calls C, and is called by it")]

use std::ffi::c_void;

use ffi_glue::{Closure, Refusal};

unsafe extern "C" {
    fn ck_fixed_point(
        f: Option<unsafe extern "C" fn(f64, *mut c_void) -> f64>,
        user: *mut c_void,
        x: f64,
        tolerance: f64,
    ) -> f64;
}

/// Why there is no fixed point.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum Stopped {
    /// The function had no value there.
    #[error("the function has no value at {0}")]
    AtValue(f64),
    /// The library gave up, or the function was NaN.
    #[error("there was no fixed point after 10000 steps, or a value was NaN")]
    NotFound,
    /// See [`Refusal`].
    #[error(transparent)]
    Refused(#[from] Refusal),
}

/// A value that `f` maps to itself, up to `tolerance`, found by repetition from `x` on. `None` from `f` stops it.
pub fn fixed_point<F: FnMut(f64) -> Option<f64>>(mut f: F, x: f64, tolerance: f64) -> Result<f64, Stopped> {
    let mut stopped_at = None;
    let mut last_step = f64::NAN;
    let found = {
        let mut f = |x: f64| {
            if stopped_at.is_some() {
                return f64::NAN;
            }
            let Some(next) = f(x) else {
                stopped_at = Some(x);
                return f64::NAN;
            };
            last_step = next - x;
            next
        };
        call(&mut f, x, tolerance)?
    };
    match stopped_at {
        Some(at) => Err(Stopped::AtValue(at)),
        // C has no status: what it says is checked.
        None if last_step.abs() < tolerance => Ok(found),
        None => Err(Stopped::NotFound),
    }
}

fn call<F: FnMut(f64) -> f64>(f: F, x: f64, tolerance: f64) -> Result<f64, Refusal> {
    // SAFETY: the trampoline is that of this F, whose slot `user` is until the call returns.
    Closure::new(f).during(|user| unsafe { ck_fixed_point(Some(trampoline::<F>), user, x, tolerance) })
}

unsafe extern "C" fn trampoline<F: FnMut(f64) -> f64>(x: f64, user: *mut c_void) -> f64 {
    // SAFETY: C hands on the user data that `call` gave it, for this F.
    unsafe { Closure::<F>::call(user, |f| Ok(f(x))) }.unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_closure_is_not_called_after_it_stopped() {
        let mut calls = 0;
        let stopped = fixed_point(
            |_| {
                calls += 1;
                None
            },
            5.0,
            1e-9,
        );
        assert_eq!((stopped, calls), (Err(Stopped::AtValue(5.0)), 1));
    }

    #[test]
    fn a_panic_ends_it_as_well() {
        let mut calls = 0;
        let panicking = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            let _never = fixed_point(
                |x| {
                    calls += 1;
                    assert!(x < 100.0, "too large");
                    Some(x + 1.0)
                },
                0.0,
                1e-9,
            );
        }));
        assert_eq!(panicking.unwrap_err().downcast_ref(), Some(&"too large"));
        assert_eq!(calls, 101);
    }

    #[test]
    fn what_c_calls_an_answer_and_is_none_is_an_error() {
        assert_eq!(fixed_point(|x| Some(x + 1.0), 0.0, 0.5), Err(Stopped::NotFound)); // after 10000 calls
        assert_eq!(fixed_point(|_| Some(f64::NAN), 0.0, 0.5), Err(Stopped::NotFound));
        assert_eq!(fixed_point(Some, 1.0, f64::NAN), Err(Stopped::NotFound));
    }
}
