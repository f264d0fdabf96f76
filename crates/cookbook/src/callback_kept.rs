//! A callback that a handle keeps after the call: `listen(source, listener, user, destroy)`.
//!
//! | the other side | |
//! | --- | --- |
//! | promises | it calls `destroy(user)` once, when it needs the listener no more |
//! | does not promise | to stop anything that unwinds; that the listener is not called inside itself |
//!
//! **Idiom.** The closure moves to an address of its own ([`Kept`]) and belongs to C from then on; the destructor that
//! C calls is [`Kept::destroy`]. `'static`, because C may keep it as long as it likes. Inside lies a [`Closure`]:
//! `emit` makes it callable, so that a panic comes out of `emit`, and an event outside of it is refused.
//!
//! **Rules.** FFI-NOPANIC, FFI-MEM-OWNER, MEM-INTOFROMRAW, FFI-CKFUNPTR.
//!
//! **Otherwise.** The address of a variable on the stack of the function that called `listen`: at the next event the
//! sum of 40 and 2 was 2210103; valgrind: "Conditional jump or move depends on uninitialised value(s)".
//!
//! ```
//! use ffi_cookbook::callback_kept::Source;
//! use std::{cell::Cell, rc::Rc};
//!
//! let sum = Rc::new(Cell::new(0));
//! let mut source = Source::new().unwrap();
//! let seen = sum.clone();
//! source.listen(move |event| seen.set(seen.get() + event));
//! source.emit(40)?;
//! source.emit(2)?;
//! assert_eq!(sum.get(), 42);
//! # Ok::<(), ffi_glue::Refusal>(())
//! ```
//!
//! A listener cannot borrow what may be gone before the source:
//!
//! ```compile_fail,E0373
//! let mut source = ffi_cookbook::callback_kept::Source::new().unwrap();
//! {
//!     let sum = std::cell::Cell::new(0);
//!     source.listen(|event| sum.set(event));
//! }
//! source.emit(1);
//! ```
//!
//! `callback_kept.c`:
#![doc = concat!("```c\n", include_str!("callback_kept.c"), "```")]
#![expect(unsafe_code, reason = "calls C, and is called by it")]

use std::cell::Cell;
use std::ffi::{c_int, c_void};
use std::ptr::NonNull;

use ffi_glue::{Closure, Kept, Refusal};

type Listener = Closure<Box<dyn FnMut(c_int)>>;

#[repr(C)]
struct RawSource {
    _opaque: [u8; 0],
}

// SAFETY: the declarations are those of callback_kept.c, which build.rs compares; ck_source_new takes nothing.
unsafe extern "C" {
    safe fn ck_source_new() -> *mut RawSource;
    fn ck_source_listen(
        source: *mut RawSource,
        listener: Option<unsafe extern "C" fn(c_int, *mut c_void)>,
        user: *mut c_void,
        destroy: Option<unsafe extern "C" fn(*mut c_void)>,
    );
    fn ck_source_emit(source: *mut RawSource, event: c_int);
    fn ck_source_free(source: *mut RawSource);
}

/// A source of events.
#[derive(Debug)]
pub struct Source {
    raw: NonNull<RawSource>,
    listener: Cell<Option<NonNull<Listener>>>, // C's, which keeps it until the next `listen` or the end
}

impl Source {
    /// A source nobody listens to; `None` where there is no memory.
    pub fn new() -> Option<Self> {
        Some(Self { raw: NonNull::new(ck_source_new())?, listener: Cell::new(None) })
    }

    /// Tells `listener` of events, in place of the one before, which is dropped.
    pub fn listen(&mut self, listener: impl FnMut(i32) + 'static) {
        let kept: Kept<Listener> = Kept::new(Closure::new(Box::new(listener)));
        self.listener.set(NonNull::new(kept.user_data().cast()));
        let user = kept.into_user_data();
        // SAFETY: the source is alive; C keeps `user`, hands it to `trampoline` as it is, and gives it to `destroy`
        // once.
        unsafe { ck_source_listen(self.raw.as_ptr(), Some(trampoline), user, Some(Kept::<Listener>::destroy)) }
    }

    /// Tells the listener of an event. If it panics, so does this.
    ///
    /// # Errors
    /// The listener was called inside itself, or on another thread.
    pub fn emit(&self, event: i32) -> Result<(), Refusal> {
        let emit = |_| {
            // SAFETY: the source is alive. The listener that it may call has been made callable below.
            unsafe { ck_source_emit(self.raw.as_ptr(), event) }
        };
        match self.listener.get() {
            // SAFETY: C owns it and frees it in `listen` and `drop`, which need self mutably: not while this runs.
            Some(listener) => unsafe { listener.as_ref() }.during(emit),
            None => {
                emit(std::ptr::null_mut());
                Ok(())
            }
        }
    }
}

unsafe extern "C" fn trampoline(event: c_int, user: *mut c_void) {
    let call = |listener: &mut Box<dyn FnMut(c_int)>| {
        listener(event);
        Ok(())
    };
    // SAFETY: C hands on what `listen` gave it: the address of a Listener, which it has not freed.
    unsafe { Listener::call(user, call) };
}

impl Drop for Source {
    fn drop(&mut self) {
        // SAFETY: it came from ck_source_new and is freed once, here; C frees the listener through `destroy`.
        unsafe { ck_source_free(self.raw.as_ptr()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::panic::{AssertUnwindSafe, catch_unwind};
    use std::rc::Rc;

    #[test]
    fn each_listener_is_dropped_once() {
        let counted = Rc::new(());
        let mut source = Source::new().unwrap();
        source.emit(1).unwrap();
        for _ in 0..3 {
            let held = counted.clone();
            source.listen(move |_| drop(held.clone()));
            assert_eq!(Rc::strong_count(&counted), 2);
        }
        drop(source);
        assert_eq!(Rc::strong_count(&counted), 1);
    }

    #[test]
    fn a_panic_comes_out_of_emit_and_the_source_stays_usable() {
        let mut source = Source::new().unwrap();
        source.listen(|event| assert_ne!(event, 3, "three"));
        assert!(catch_unwind(AssertUnwindSafe(|| source.emit(3))).is_err());
        assert_eq!(source.emit(4), Ok(()));
    }

    #[test]
    fn an_event_inside_the_listener_is_refused() {
        let source = Rc::new(std::cell::RefCell::new(Source::new().unwrap()));
        let (inner, answer) = (source.clone(), Rc::new(Cell::new(Ok(()))));
        let seen = answer.clone();
        source.borrow_mut().listen(move |_| seen.set(inner.borrow().emit(2)));
        source.borrow().emit(1).unwrap();
        assert_eq!(answer.replace(Ok(())), Err(Refusal::Nested));
        source.borrow_mut().listen(|_| ()); // breaks the circle of Rc
    }
}
