//! User data through an argument that is only handed on: `RPAR` of old solvers.
//!
//! | the other side | |
//! | --- | --- |
//! | promises | "RPAR is handed on to F and not used" |
//! | does not promise | it in the type: a `REAL*8 RPAR(*)` might as well be copied or read |
//!
//! **Idiom.** Fortran passes an array as an address and nothing else, so the address of the closure's slot can stand
//! for it, in both declarations as `*mut c_void`. Read the source once for any other use of RPAR (a copy, `RPAR(1)`),
//! and write down in SAFETY that there is none. Otherwise take [the thread's slot](crate::procedure_argument).
//!
//! **Rules.** FFI-NOPANIC, FFI-MARKEDFUNPTR, FFI-TCONS.
//!
//! **Otherwise.** One `static mut` for the closure in place of RPAR, and two threads: 1 of 1000 integrations solved the
//! other one's equation.
//!
//! ```
//! let rate = -2.0; // captured
//! let y = ffi_cookbook::user_data_handed_on::heun(|_, y| rate * y, 0.0, 1.0, 0.001, 1000)?;
//! assert!((y - (-2.0_f64).exp()).abs() < 1e-6);
//! # Ok::<(), ffi_glue::Refusal>(())
//! ```
//!
//! `user_data_handed_on.f`:
#![doc = concat!("```fortran\n", include_str!("user_data_handed_on.f"), "```")]
#![expect(unsafe_code, reason = "calls Fortran, and is called by it")]

use std::ffi::{c_int, c_void};

use ffi_glue::{Closure, Refusal, count};

type RawDerivative = Option<unsafe extern "C" fn(*const f64, *const f64, *mut f64, *mut c_void)>;

unsafe extern "C" {
    fn ckheun_(f: RawDerivative, t: *mut f64, y: *mut f64, h: *mut f64, nsteps: *mut c_int, rpar: *mut c_void);
}

/// The value after `steps` steps of size `h` of y' = f(t, y), from `y` at `t` on.
pub fn heun<F: FnMut(f64, f64) -> f64>(f: F, mut t: f64, mut y: f64, mut h: f64, steps: usize) -> Result<f64, Refusal> {
    let mut steps: c_int = count(steps)?;
    Closure::new(f).during(|rpar| {
        // SAFETY: variables of ours, of Fortran's types. The trampoline is that of this F, whose slot `rpar` is until
        // the call returns; Fortran neither reads nor writes behind it, nor keeps it (its source).
        unsafe { ckheun_(Some(trampoline::<F>), &mut t, &mut y, &mut h, &mut steps, rpar) }
    })?;
    Ok(y)
}

unsafe extern "C" fn trampoline<F: FnMut(f64, f64) -> f64>(
    t: *const f64,
    y: *const f64,
    ydot: *mut f64,
    rpar: *mut c_void,
) {
    let call = |f: &mut F| {
        // SAFETY: null, or a number of Fortran's that nobody writes during the call.
        let t = *unsafe { t.as_ref() }.ok_or(Refusal::Null)?;
        // SAFETY: as above.
        let y = *unsafe { y.as_ref() }.ok_or(Refusal::Null)?;
        Ok(f(t, y))
    };
    // SAFETY: Fortran hands on the address that `heun` gave it, of a slot of this F.
    let derivative = unsafe { Closure::<F>::call(rpar, call) }.unwrap_or(f64::NAN);
    if !ydot.is_null() {
        // SAFETY: not null: a variable of Fortran's, which it reads after the call.
        unsafe { ydot.write(derivative) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_threads_and_a_nested_call_have_their_own_closures() {
        let integrate = |rate: f64| heun(|_, y| rate * y, 0.0, 1.0, 0.01, 100).unwrap();
        std::thread::scope(|scope| {
            for rate in [-1.0, 1.0] {
                scope.spawn(move || (0..20).for_each(|_| assert!((integrate(rate) - rate.exp()).abs() < 1e-4)));
            }
        });
        let nested = heun(|_, _| integrate(0.0), 0.0, 0.0, 0.5, 2);
        assert!((nested.unwrap() - 1.0).abs() < 1e-12);
    }

    #[test]
    fn a_panic_arrives_after_fortran_has_returned() {
        let panicking = std::panic::catch_unwind(|| heun(|_, _| panic!("no equation"), 0.0, 1.0, 0.1, 10));
        assert_eq!(panicking.unwrap_err().downcast_ref(), Some(&"no equation"));
    }

    #[test]
    fn steps_that_an_integer_cannot_hold_are_refused() {
        assert!(heun(|_, y| y, 0.0, 1.0, 0.1, 1 << 31).is_err());
        assert_eq!(heun(|_, y| y, 0.0, 1.0, 0.1, 0), Ok(1.0));
    }
}
