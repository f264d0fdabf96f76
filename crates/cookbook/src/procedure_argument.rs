//! A procedure as an argument of Fortran 77: `EXTERNAL F`.
//!
//! | the other side | |
//! | --- | --- |
//! | promises | it calls F on the caller's thread until it returns, and returns when IFLAG is negative |
//! | does not promise | user data; arguments that F may keep |
//!
//! **Idiom.** A [`Slot`] of the thread holds the closure during the call, as [in C](crate::callback_slot). Every
//! argument of the trampoline is a pointer. The closure says `ControlFlow::Break` to stop, which becomes Fortran's
//! negative flag, and so does a panic.
//!
//! **Rules.** FFI-NOPANIC, FFI-MARKEDFUNPTR, FFI-CKPTR.
//!
//! **Otherwise.** A trampoline that does not set IFLAG after a panic was called for all 1000 points. A panic that was
//! not caught: "panic in a function that cannot unwind", SIGABRT.
//!
//! ```
//! use ffi_cookbook::procedure_argument::scan;
//! use std::ops::ControlFlow::{Break, Continue};
//!
//! let slope = 3.0;
//! assert_eq!(scan(|x| Continue(slope * x), -2.0, 1.0, 4)?, Some((-2.0, 6.0)));
//! assert_eq!(scan(|_| Break(()), 0.0, 1.0, 4)?, None);
//! # Ok::<(), ffi_glue::Refusal>(())
//! ```
//!
//! `procedure_argument.f`:
#![doc = concat!("```fortran\n", include_str!("procedure_argument.f"), "```")]
#![expect(unsafe_code, reason = "calls Fortran, and is called by it")]

use std::ffi::c_int;
use std::ops::ControlFlow;

use ffi_glue::{Closure, Refusal, Slot, count, within};

type RawFunction = Option<unsafe extern "C" fn(*const f64, *mut f64, *mut c_int)>;

unsafe extern "C" {
    fn ckscan_(
        f: RawFunction,
        a: *mut f64,
        h: *mut f64,
        n: *mut c_int,
        ymax: *mut f64,
        xmax: *mut f64,
        iflag: *mut c_int,
    );
}

thread_local! { static FUNCTION: Slot = const { Slot::new() } }

/// Where |f| is largest among `n` points from `a` on, `h` apart, and its value there; `None` if `f` broke off.
pub fn scan<F: FnMut(f64) -> ControlFlow<(), f64>>(
    f: F,
    mut a: f64,
    mut h: f64,
    n: usize,
) -> Result<Option<(f64, f64)>, Refusal> {
    let mut n = count(within("n", n, 1..)?)?;
    let (mut ymax, mut xmax, mut iflag) = (0.0, 0.0, 0);
    Closure::new(f).during_in(&FUNCTION, || {
        // SAFETY: variables of ours, of Fortran's types, which it does not keep; n >= 1. The trampoline is that of this
        // F, whose slot FUNCTION is until the call returns.
        unsafe { ckscan_(Some(trampoline::<F>), &mut a, &mut h, &mut n, &mut ymax, &mut xmax, &mut iflag) }
    })?;
    Ok((iflag == 0).then_some((xmax, ymax)))
}

unsafe extern "C" fn trampoline<F: FnMut(f64) -> ControlFlow<(), f64>>(x: *const f64, y: *mut f64, iflag: *mut c_int) {
    let call = |f: &mut F| {
        // SAFETY: null, or a variable of Fortran's that nobody writes during the call.
        let x = unsafe { x.as_ref() }.ok_or(Refusal::Null)?;
        Ok(f(*x))
    };
    // SAFETY: Fortran calls this inside `scan` only, which has put a Closure<F> of this F into FUNCTION.
    match unsafe { Closure::<F>::call_in(&FUNCTION, call) } {
        // SAFETY: Y of the caller, which it reads after the call.
        Some(ControlFlow::Continue(value)) => unsafe { y.write(value) },
        // SAFETY: IFLAG of the caller; a negative value stops it.
        Some(ControlFlow::Break(())) | None => unsafe { iflag.write(-1) },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_stops_fortran_and_goes_on_afterwards() {
        let mut calls = 0;
        let panicking = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            let _never = scan(
                |_| {
                    calls += 1;
                    panic!("at the first point")
                },
                0.0,
                1.0,
                1000,
            );
        }));
        assert_eq!(panicking.unwrap_err().downcast_ref(), Some(&"at the first point"));
        assert_eq!(calls, 1);
    }

    #[test]
    fn a_scan_inside_a_scan_has_its_own_function() {
        let outer = |x: f64| {
            let inner = scan(|y| ControlFlow::Continue(y * x), 1.0, 1.0, 3).unwrap();
            ControlFlow::Continue(inner.unwrap().1)
        };
        assert_eq!(scan(outer, 1.0, 1.0, 2), Ok(Some((2.0, 6.0))));
    }

    #[test]
    fn no_points_are_refused() {
        assert!(scan(ControlFlow::Continue, 0.0, 1.0, 0).is_err());
        assert!(scan(ControlFlow::Continue, 0.0, 1.0, 1 << 31).is_err());
    }
}
