//! One C type that must be two Rust types, as libsamplerate's `SRC_STATE` is.
//!
//! | the other side | |
//! | --- | --- |
//! | promises | each kind works with its own functions |
//! | does not promise | to check the kind: `pull` of the first calls NULL; a clone of its own user data |
//!
//! **Idiom.** A type for each way in which it can be made, with the methods that this kind has: [`Filter`] has `push`
//! and `try_clone` and is `Send`; [`Puller`] has `pull` and its closure, and neither. What the two have in common, the
//! handle and its `Drop`, stands once ([`Owned`]).
//!
//! **Rules.** FFI-SAFEWRAPPING, FFI-R-OPAQUE, FFI-MEM-OWNER, FFI-NOPANIC.
//!
//! **Otherwise.** A clone of a pulling filter, used after the original and its user data were gone; valgrind: "Invalid
//! read of size 8 ... inside a block of size 8 free'd". `pull` of the first kind, which has no callback: SIGSEGV.
//!
//! ```
//! use ffi_cookbook::two_types::{Filter, Puller};
//!
//! let mut filter = Filter::new()?;
//! assert_eq!(filter.push(4.0), 2.0);
//! let mut clone = filter.try_clone()?;
//! assert_eq!((filter.push(4.0), clone.push(0.0)), (3.0, 1.0));
//!
//! let mut values = [4.0, 4.0].into_iter();
//! let mut puller = Puller::new(|| values.next().unwrap_or(0.0))?;
//! assert_eq!(puller.pull()?, 2.0);
//! # Ok::<(), ffi_glue::Refusal>(())
//! ```
//!
//! The functions of the other kind are not there, and what the closure borrows is still there:
//!
//! ```compile_fail,E0599
//! let puller = ffi_cookbook::two_types::Puller::new(|| 1.0).unwrap();
//! let clone = puller.try_clone();
//! ```
//!
//! ```compile_fail,E0597
//! let mut puller = {
//!     let value = 1.0;
//!     ffi_cookbook::two_types::Puller::new(|| value + 1.0).unwrap()
//! };
//! puller.pull();
//! ```
//!
//! `two_types.c`:
#![doc = concat!("```c\n", include_str!("two_types.c"), "```")]
#![expect(unsafe_code, reason = "calls C, and is called by it")]

use std::ffi::c_void;
use std::ptr::NonNull;

use ffi_glue::{Closure, Kept, Owned, Refusal};

#[derive(Debug)]
#[repr(C)]
struct RawFilter {
    _opaque: [u8; 0],
}

// SAFETY: the declarations are those of two_types.c, which build.rs compares; ck_filter_new takes nothing.
unsafe extern "C" {
    safe fn ck_filter_new() -> *mut RawFilter;
    fn ck_filter_pulling_new(
        supply: Option<unsafe extern "C" fn(*mut c_void) -> f64>,
        user: *mut c_void,
    ) -> *mut RawFilter;
    fn ck_filter_clone(filter: *const RawFilter) -> *mut RawFilter;
    fn ck_filter_push(filter: *mut RawFilter, value: f64) -> f64;
    fn ck_filter_pull(filter: *mut RawFilter) -> f64;
    fn ck_filter_free(filter: *mut RawFilter);
}

fn owned(filter: *mut RawFilter) -> Result<Owned<RawFilter>, Refusal> {
    // SAFETY: null or a new filter, which nobody else frees; C's `free` may be called on any thread.
    unsafe { Owned::new(filter, free) }
}

unsafe fn free(filter: NonNull<RawFilter>) {
    // SAFETY: Owned calls this once, with the filter that it was given.
    unsafe { ck_filter_free(filter.as_ptr()) }
}

/// A filter that is given its values.
#[derive(Debug)]
pub struct Filter(Owned<RawFilter>);

// SAFETY: this kind's state is its own number; two_types.c has no static variables.
unsafe impl Send for Filter {}

impl Filter {
    /// A filter at 0; an error where there is no memory.
    pub fn new() -> Result<Self, Refusal> {
        owned(ck_filter_new()).map(Self)
    }

    /// A filter in the same state.
    pub fn try_clone(&self) -> Result<Self, Refusal> {
        // SAFETY: the filter is alive, and of the kind without user data.
        owned(unsafe { ck_filter_clone(self.0.as_ptr()) }).map(Self)
    }

    /// The smoothed value after `value`.
    pub fn push(&mut self, value: f64) -> f64 {
        // SAFETY: the filter is alive, borrowed mutably, and of the kind that takes values.
        unsafe { ck_filter_push(self.0.as_ptr(), value) }
    }
}

/// A filter that gets its values by itself, from a closure. Not cloned: the clone would have the same closure.
#[derive(Debug)]
pub struct Puller<F> {
    filter: Owned<RawFilter>,
    supply: Kept<Closure<F>>, // C has its address
}

impl<F: FnMut() -> f64> Puller<F> {
    /// A filter at 0; an error where there is no memory.
    pub fn new(supply: F) -> Result<Self, Refusal> {
        let supply = Kept::new(Closure::new(supply));
        // SAFETY: the trampoline is that of this F, whose slot stays at this address as long as the filter lives.
        let filter = owned(unsafe { ck_filter_pulling_new(Some(trampoline::<F>), supply.user_data()) })?;
        Ok(Self { filter, supply })
    }

    /// The smoothed value after the closure's next one. If that panics, so does this.
    pub fn pull(&mut self) -> Result<f64, Refusal> {
        // SAFETY: the filter is alive, borrowed mutably, and of the kind that pulls.
        self.supply.during(|_| unsafe { ck_filter_pull(self.filter.as_ptr()) })
    }
}

unsafe extern "C" fn trampoline<F: FnMut() -> f64>(user: *mut c_void) -> f64 {
    // SAFETY: C hands on the address that `new` gave it, of a slot of this F that lives as long as the filter.
    unsafe { Closure::<F>::call(user, |supply| Ok(supply())) }.unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_goes_to_another_thread() {
        let mut filter = Filter::new().unwrap();
        assert_eq!(std::thread::spawn(move || filter.push(1.0)).join().unwrap(), 0.5);
    }

    #[test]
    fn a_puller_may_move() {
        let mut value = 0.0;
        let puller = Puller::new(|| {
            value += 8.0;
            value
        });
        let mut moved = Box::new(puller.unwrap());
        assert_eq!((moved.pull(), moved.pull()), (Ok(4.0), Ok(10.0)));
    }

    #[test]
    fn a_panic_of_the_supply_comes_out_of_pull() {
        let mut puller = Puller::new(|| panic!("dry")).unwrap();
        let panicking = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| puller.pull()));
        assert_eq!(panicking.unwrap_err().downcast_ref(), Some(&"dry"));
    }
}
