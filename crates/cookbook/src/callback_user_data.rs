//! A callback with user data: `double integral(double (*f)(double x, void *user), void *user, ...)`.
//!
//! | the other side | |
//! | --- | --- |
//! | promises | it hands `user` on as it is, and calls `f` only until it returns |
//! | does not promise | to survive a panic that unwinds through it; to stay on the caller's thread for ever |
//!
//! **Idiom.** The closure lies in a [`Closure`] slot, whose address is the user data. A generic `extern "C"` function,
//! the trampoline, gets the address back and calls the closure. A panic is caught there, NaN is returned in its place,
//! and the panic goes on after the foreign function has returned. A call on another thread, or one inside another, is
//! refused and becomes an error.
//!
//! **Rules.** FFI-NOPANIC, FFI-MARKEDFUNPTR, FFI-CKPTR.
//!
//! **Otherwise.** A trampoline without `catch_unwind` and a closure that panics: "panic in a function that cannot
//! unwind", SIGABRT.
//!
//! ```
//! use ffi_cookbook::callback_user_data::integral;
//!
//! let mut calls = 0;
//! let area = integral(|x| { calls += 1; 3.0 * x * x }, 0.0, 2.0, 1000)?;
//! assert!((area - 8.0).abs() < 1e-5 && calls == 1000);
//! # Ok::<(), ffi_glue::Refusal>(())
//! ```
//!
//! `callback_user_data.c`:
#![doc = concat!("```c\n", include_str!("callback_user_data.c"), "```")]
#![expect(unsafe_code, reason = "calls C, and is called by it")]

use std::ffi::c_void;

use ffi_glue::{Closure, Refusal, within};

type RawIntegrand = Option<unsafe extern "C" fn(f64, *mut c_void) -> f64>;
type RawIntegral = unsafe extern "C" fn(RawIntegrand, *mut c_void, f64, f64, usize) -> f64;

unsafe extern "C" {
    fn ck_integral(f: RawIntegrand, user: *mut c_void, a: f64, b: f64, n: usize) -> f64;
    fn ck_integral_v2(f: RawIntegrand, user: *mut c_void, a: f64, b: f64, n: usize) -> f64;
}

/// Integral of `f` from `a` to `b` by `n` midpoints.
///
/// # Errors
/// `n` is 0; or `f` calls this function with itself, or is called where it must not be.
pub fn integral<F: FnMut(f64) -> f64>(f: F, a: f64, b: f64, n: usize) -> Result<f64, Refusal> {
    call(ck_integral, f, a, b, n)
}

/// The same by the library's second version, which always refuses: it calls on a thread of its own, and `f` need not
/// be `Send`.
pub fn integral_v2<F: FnMut(f64) -> f64>(f: F, a: f64, b: f64, n: usize) -> Result<f64, Refusal> {
    call(ck_integral_v2, f, a, b, n)
}

fn call<F: FnMut(f64) -> f64>(integral: RawIntegral, f: F, a: f64, b: f64, n: usize) -> Result<f64, Refusal> {
    let n = within("n", n, 1..)?;
    // SAFETY: n >= 1; the trampoline is that of this F, whose slot `user` is until the call returns.
    Closure::new(f).during(|user| unsafe { integral(Some(trampoline::<F>), user, a, b, n) })
}

unsafe extern "C" fn trampoline<F: FnMut(f64) -> f64>(x: f64, user: *mut c_void) -> f64 {
    // SAFETY: C hands on the user data that `call` gave it, for this F.
    unsafe { Closure::<F>::call(user, |f| Ok(f(x))) }.unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::panic::{AssertUnwindSafe, catch_unwind};

    #[test]
    fn a_panic_arrives_after_c_has_returned_and_the_closure_is_not_called_again() {
        let mut calls = 0;
        let panicking = catch_unwind(AssertUnwindSafe(|| {
            integral(
                |_| {
                    calls += 1;
                    panic!("at the first point")
                },
                0.0,
                1.0,
                100,
            )
        }));
        assert_eq!(panicking.unwrap_err().downcast_ref(), Some(&"at the first point"));
        assert_eq!(calls, 1);
    }

    #[test]
    fn a_call_inside_a_call_is_a_call_of_its_own() {
        let double = integral(|x| integral(|y| x * y, 0.0, 1.0, 10).unwrap(), 0.0, 1.0, 10);
        assert!((double.unwrap() - 0.25).abs() < 1e-12);
    }

    #[test]
    fn a_callback_on_another_thread_is_refused() {
        assert_eq!(integral_v2(|_| 1.0, 0.0, 1.0, 10), Err(Refusal::OtherThread));
    }

    #[test]
    fn no_points_are_refused() {
        assert_eq!(integral(|x| x, 0.0, 1.0, 0).unwrap_err().to_string(), "n is 0, and must be at least 1");
    }
}
