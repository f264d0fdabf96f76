//! An opaque handle: `new`, functions that take it, `free`.
//!
//! | the other side | |
//! | --- | --- |
//! | promises | a handle or NULL; all state is in the handle, so different threads may use different ones |
//! | does not promise | to notice a handle that is null, freed already or used by two threads at once |
//!
//! **Idiom.** A type of no size, declared here, for what lies behind the pointer; `NonNull` for the pointer; `Drop`
//! for the free. `Send` is argued in a comment, from the documentation's words; `Sync` would need every function that
//! takes `&self` to be callable by two threads. Functions that change it take `&mut self`.
//!
//! **Rules.** FFI-R-OPAQUE (a type of its own, no `c_void`), FFI-MEM-WRAPPING, FFI-CKPTR, LANG-SYNC-TRAITS (`Send` and
//! `Sync` are justified).
//!
//! **Otherwise.** Two copies of the pointer, each with its `Drop`, freed the stack twice: "free(): double free detected
//! in tcache 2", SIGABRT.
//!
//! ```
//! use ffi_cookbook::handle::Stack;
//!
//! let mut stack = Stack::new(2).unwrap();
//! stack.push(1.5)?;
//! stack.push(2.5)?;
//! assert_eq!(stack.push(3.5).unwrap_err().to_string(), "the stack is full: 3.5 was not put on it");
//! assert_eq!(stack.pop(), Some(2.5));
//! let stack = std::thread::spawn(move || { stack.pop(); stack }); // Send
//! assert_eq!(stack.join().unwrap().pop(), None);
//! # Ok::<(), ffi_cookbook::handle::Full>(())
//! ```
//!
//! It is neither shared between threads nor used after it is gone:
//!
//! ```compile_fail,E0277
//! let stack = ffi_cookbook::handle::Stack::new(2).unwrap();
//! std::thread::scope(|scope| { scope.spawn(|| &stack); });
//! ```
//!
//! ```compile_fail,E0382
//! let mut stack = ffi_cookbook::handle::Stack::new(2).unwrap();
//! drop(stack);
//! stack.pop();
//! ```
//!
//! `handle.c`:
#![doc = concat!("```c\n", include_str!("handle.c"), "```")]
#![expect(unsafe_code, reason = "calls C")]

use std::ffi::c_int;
use std::mem::MaybeUninit;
use std::ptr::NonNull;

/// What lies behind the pointer: nothing that Rust could read, copy or make.
#[repr(C)]
struct RawStack {
    _opaque: [u8; 0],
}

// SAFETY: the declarations are those of handle.c, which build.rs compares; ck_stack_new has an answer for every size.
unsafe extern "C" {
    safe fn ck_stack_new(capacity: usize) -> *mut RawStack;
    fn ck_stack_free(stack: *mut RawStack);
    fn ck_stack_push(stack: *mut RawStack, x: f64) -> c_int;
    fn ck_stack_pop(stack: *mut RawStack, x: *mut f64) -> c_int;
}

/// A stack of numbers with a capacity that does not change.
#[derive(Debug)]
pub struct Stack(NonNull<RawStack>);

// SAFETY: handle.c says that a stack has no state but its own, and does not care which thread uses it, one at a time.
unsafe impl Send for Stack {}

/// The stack had no room.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[error("the stack is full: {0} was not put on it")]
pub struct Full(pub f64);

impl Stack {
    /// An empty stack; `None` where there is no memory for it.
    pub fn new(capacity: usize) -> Option<Self> {
        NonNull::new(ck_stack_new(capacity)).map(Self)
    }

    /// Puts `x` on top.
    pub fn push(&mut self, x: f64) -> Result<(), Full> {
        // SAFETY: the stack is alive (only drop frees it) and borrowed mutably: no other thread is in it.
        match unsafe { ck_stack_push(self.0.as_ptr(), x) } {
            0 => Ok(()),
            _ => Err(Full(x)),
        }
    }

    /// Takes the top.
    pub fn pop(&mut self) -> Option<f64> {
        let mut x = MaybeUninit::uninit();
        // SAFETY: as in push; C writes one number to x, or nothing.
        let status = unsafe { ck_stack_pop(self.0.as_ptr(), x.as_mut_ptr()) };
        // SAFETY: status 0 says that C has written it.
        (status == 0).then(|| unsafe { x.assume_init() })
    }
}

impl Drop for Stack {
    fn drop(&mut self) {
        // SAFETY: it came from ck_stack_new, is not null, and is freed once, here.
        unsafe { ck_stack_free(self.0.as_ptr()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn null_is_none() {
        assert!(Stack::new(usize::MAX).is_none());
        assert!(Stack::new(usize::MAX / 16).is_none());
    }

    #[test]
    fn an_empty_stack_has_no_top_and_a_full_one_no_room() {
        let mut none = Stack::new(0).unwrap();
        assert_eq!(none.push(1.0), Err(Full(1.0)));
        assert_eq!(none.pop(), None);
    }
}
