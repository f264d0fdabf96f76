//! A procedure pointer that Fortran keeps: `type(c_funptr)`, `c_f_procpointer`.
//!
//! | the other side | |
//! | --- | --- |
//! | promises | it keeps `f` and `user` until the model is freed, and calls `f` from `step` alone |
//! | does not promise | to check that `f` is associated: a null pointer is called |
//!
//! **Idiom.** `bind(C)` gives the procedure an interface with user data, `c_f_procpointer` makes a procedure pointer of
//! what came. Here the closure stands at an address of its own ([`Kept`]) as long as the handle that has it, and can be
//! called while `step` runs ([`Closure`]).
//!
//! **Rules.** FFI-CKFUNPTR, FFI-MARKEDFUNPTR, FFI-NOPANIC, FFI-MEM-WRAPPING.
//!
//! **Otherwise.** A model with a null pointer for `f`: SIGSEGV at the first step.
//!
//! ```
//! use ffi_cookbook::procedure_pointer::Model;
//!
//! let mut model = Model::new(|y| -y, 1.0)?;
//! assert_eq!(model.step(0.5)?, 0.5);
//! assert_eq!(model.step(0.5)?, 0.25);
//! # Ok::<(), ffi_glue::Refusal>(())
//! ```
//!
//! What the closure borrows outlives the model:
//!
//! ```compile_fail,E0597
//! let mut model = {
//!     let rate = 2.0;
//!     ffi_cookbook::procedure_pointer::Model::new(|y| rate * y, 1.0).unwrap()
//! };
//! model.step(0.5);
//! ```
//!
//! `procedure_pointer.f90`:
#![doc = concat!("```fortran\n", include_str!("procedure_pointer.f90"), "```")]
#![expect(unsafe_code, reason = "calls Fortran, and is called by it")]

use std::ffi::c_void;
use std::ptr::NonNull;

use ffi_glue::{Closure, Kept, Owned, Refusal};

#[derive(Debug)]
#[repr(C)]
struct RawModel {
    _opaque: [u8; 0],
}

unsafe extern "C" {
    fn ck_model_new(
        f: Option<unsafe extern "C" fn(f64, *mut c_void) -> f64>,
        user: *mut c_void,
        y: f64,
    ) -> *mut RawModel;
    fn ck_model_step(handle: *mut RawModel, h: f64) -> f64;
    fn ck_model_free(handle: *mut RawModel);
}

/// A model with its closure.
#[derive(Debug)]
pub struct Model<F> {
    raw: Owned<RawModel>,
    rate: Kept<Closure<F>>, // Fortran has its address
}

impl<F: FnMut(f64) -> f64> Model<F> {
    /// A model that starts at `y` and changes by `rate`; an error where there is no memory.
    pub fn new(rate: F, y: f64) -> Result<Self, Refusal> {
        let rate = Kept::new(Closure::new(rate));
        // SAFETY: the trampoline is that of this F, whose slot stays at this address as long as the model lives.
        let raw = unsafe { ck_model_new(Some(trampoline::<F>), rate.user_data(), y) };
        // SAFETY: null or a new model, which nobody else frees.
        let raw = unsafe { Owned::new(raw, free) }?;
        Ok(Self { raw, rate })
    }

    /// The value after a step of size `h`. If the closure panics, so does this, and the value is NaN from then on.
    pub fn step(&mut self, h: f64) -> Result<f64, Refusal> {
        // SAFETY: the model is alive and borrowed mutably.
        self.rate.during(|_| unsafe { ck_model_step(self.raw.as_ptr(), h) })
    }
}

unsafe extern "C" fn trampoline<F: FnMut(f64) -> f64>(y: f64, user: *mut c_void) -> f64 {
    // SAFETY: Fortran hands on the address that `new` gave it, of a slot of this F that lives as long as the model.
    unsafe { Closure::<F>::call(user, |rate| Ok(rate(y))) }.unwrap_or(f64::NAN)
}

unsafe fn free(model: NonNull<RawModel>) {
    // SAFETY: Owned calls this once, with the model that it was given.
    unsafe { ck_model_free(model.as_ptr()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_models_have_their_own_procedures() {
        let (mut up, mut down) = (Model::new(|y| y, 1.0).unwrap(), Model::new(|y| -y, 1.0).unwrap());
        for k in 1..4 {
            assert_eq!((up.step(0.5), down.step(0.5)), (Ok(1.5_f64.powi(k)), Ok(0.5_f64.powi(k))));
        }
    }

    #[test]
    fn a_panic_comes_out_of_step() {
        let mut model = Model::new(|_| panic!("no rate"), 1.0).unwrap();
        let panicking = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| model.step(1.0)));
        assert_eq!(panicking.unwrap_err().downcast_ref(), Some(&"no rate"));
    }
}
