//! A callback without user data: `double root(double (*f)(double x), ...)`, as for `qsort`.
//!
//! | the other side | |
//! | --- | --- |
//! | promises | it calls `f` on the caller's thread, and only until it returns |
//! | does not promise | any way to say *which* `f`: a C function pointer carries no closure |
//!
//! **Idiom.** The closure's address stands in a thread-local [`Slot`] during the call, and is put back afterwards to
//! what it was: so a call inside a callback has its own. The trampoline finds it there. Everything else is as
//! [with user data](crate::callback_user_data).
//!
//! **Rules.** FFI-NOPANIC, FFI-MARKEDFUNPTR.
//!
//! **Otherwise.** Not put back after an inner call, the outer one went on with the inner one's closure: the root of a
//! function was 0 in place of 0.3.
//!
//! ```
//! use ffi_cookbook::callback_slot::root;
//!
//! let target = 2.0;
//! let found = root(|x| x * x - target, 0.0, 2.0)?;
//! assert!((found - 2.0_f64.sqrt()).abs() < 1e-15);
//! # Ok::<(), ffi_glue::Refusal>(())
//! ```
//!
//! `callback_slot.c`:
#![doc = concat!("```c\n", include_str!("callback_slot.c"), "```")]
#![expect(unsafe_code, reason = "calls C, and is called by it")]

use ffi_glue::{Closure, Refusal, Slot};

unsafe extern "C" {
    fn ck_root(f: Option<unsafe extern "C" fn(f64) -> f64>, a: f64, b: f64) -> f64;
}

thread_local! { static FUNCTION: Slot = const { Slot::new() } }

/// A point between `a` and `b` where `f` changes its sign; some point between them, if it has one sign at both.
pub fn root<F: FnMut(f64) -> f64>(f: F, a: f64, b: f64) -> Result<f64, Refusal> {
    // SAFETY: the trampoline is that of this F, whose slot FUNCTION is until the call returns.
    Closure::new(f).during_in(&FUNCTION, || unsafe { ck_root(Some(trampoline::<F>), a, b) })
}

unsafe extern "C" fn trampoline<F: FnMut(f64) -> f64>(x: f64) -> f64 {
    // SAFETY: C calls this inside `root` only, which has put a Closure<F> of this F into FUNCTION.
    unsafe { Closure::<F>::call_in(&FUNCTION, |f| Ok(f(x))) }.unwrap_or(0.0) // 0 is a root, and C stops
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_root_inside_a_root_keeps_both_functions_apart() {
        // The root of y - x is x, so the outer function is x - 0.25.
        let found = root(|x| root(|y| y - x, -1.0, 1.0).unwrap() - 0.25, -1.0, 1.0).unwrap();
        assert!((found - 0.25).abs() < 1e-15);
    }

    #[test]
    fn threads_keep_their_functions_apart() {
        std::thread::scope(|scope| {
            for k in 1..4 {
                scope.spawn(move || {
                    let k = f64::from(k) / 8.0;
                    (0..200).for_each(|_| assert!((root(|x| x - k, 0.0, 1.0).unwrap() - k).abs() < 1e-15));
                });
            }
        });
    }

    #[test]
    fn a_panic_stops_the_search_and_leaves_the_slot_empty() {
        let panicking = std::panic::catch_unwind(|| root(|_| panic!("no function"), 0.0, 1.0));
        assert_eq!(panicking.unwrap_err().downcast_ref(), Some(&"no function"));
        assert_eq!(root(|x| x, -1.0, 1.0), Ok(0.0));
    }

    #[test]
    fn nan_ends() {
        assert!(root(|_| f64::NAN, 0.0, 1.0).is_ok());
        assert!(root(|x| x, f64::NAN, 1.0).is_ok());
    }
}
