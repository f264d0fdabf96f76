//! A module variable and a COMMON block, which a caller sets before it calls.
//!
//! | the other side | |
//! | --- | --- |
//! | promises | with `bind(C)`: a symbol, and the layout of a struct in C |
//! | does not promise | a lock; that a COMMON block is longer than the shortest declaration of it |
//!
//! **Idiom.** The block is a `repr(C)` struct, the variable an `extern static mut`. No reference to them is ever made:
//! they are written through `&raw mut`, under a lock, in the same function that makes the call. The setting is an
//! argument of the safe function, so nobody sees the global. COMMON without `bind(C)` has the symbol `ck_method_`.
//!
//! **Rules.** FFI-CTYPE, FFI-TCONS, FFI-NOREF (pointers, no references), LANG-SYNC-TRAITS.
//!
//! **Otherwise.** Two threads with dampings 0.5 and 0.25 and no lock: 176 of a million results were not their own.
//!
//! ```
//! use ffi_cookbook::module_variable::{Method, smoothed};
//!
//! let method = Method { damping: 0.5, order: 2 };
//! assert_eq!(smoothed(16.0, method, 2), Some(1.0));
//! assert_eq!(smoothed(16.0, method, -1), None);
//! ```
//!
//! `module_variable.f90`:
#![doc = concat!("```fortran\n", include_str!("module_variable.f90"), "```")]
#![expect(unsafe_code, reason = "writes variables of Fortran and calls it")]

use std::ffi::c_int;
use std::mem::offset_of;
use std::sync::Mutex;

/// The common block `/ck_method/`.
#[repr(C)]
#[derive(Debug, Clone, Copy, PartialEq)]
#[expect(missing_docs, reason = "named as in Fortran")]
pub struct Method {
    pub damping: f64,
    pub order: c_int,
}

const _: () = assert!(offset_of!(Method, order) == 8);

unsafe extern "C" {
    static mut ck_steps: c_int;
    static mut ck_method: Method;
    fn ck_smoothed_step(y: f64) -> f64;
}

/// `y` after `steps` steps of the method; `None` where the steps or the order are negative.
pub fn smoothed(y: f64, method: Method, steps: i32) -> Option<f64> {
    static SETTINGS: Mutex<()> = Mutex::new(()); // held by whoever touches the module's variables
    if steps < 0 || method.order < 0 {
        return None;
    }
    let _alone = SETTINGS.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    let (their_steps, their_method) = (&raw mut ck_steps, &raw mut ck_method);
    // SAFETY: an aligned variable of the module, which nobody else touches while we hold the lock.
    unsafe { their_steps.write(steps) };
    // SAFETY: as above; the block has both members, in this order (the module declares them so).
    unsafe { their_method.write(method) };
    // SAFETY: as above, and it reads nothing else.
    Some(unsafe { ck_smoothed_step(y) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn threads_do_not_see_each_others_settings() {
        std::thread::scope(|scope| {
            for damping in [0.5, 0.25, 1.0] {
                scope.spawn(move || {
                    for _ in 0..1000 {
                        assert_eq!(smoothed(1.0, Method { damping, order: 1 }, 3), Some(damping * damping * damping));
                    }
                });
            }
        });
    }

    #[test]
    fn no_steps_change_nothing_and_negative_ones_are_refused() {
        let method = Method { damping: 0.5, order: 1 };
        assert_eq!(smoothed(3.0, method, 0), Some(3.0));
        assert_eq!(smoothed(3.0, method, c_int::MIN), None);
        assert_eq!(smoothed(3.0, Method { order: -1, ..method }, 1), None);
    }
}
