//! A Rust value that C keeps and gives back: `void *`.
//!
//! | the other side | |
//! | --- | --- |
//! | promises | it never looks behind the pointer, and hands each back once: to `take`, or to `release` |
//! | does not promise | anything about types; that it takes the item, when the queue is full |
//!
//! **Idiom.** `Box::into_raw` on the way in, `Box::from_raw` on the way out, in pairs, and for the refused item as
//! well. What C must free, it frees through a function of ours, never by its own `free`. The wrapper's type parameter
//! says what lies behind the pointers, so that nobody casts.
//!
//! **Rules.** FFI-MEM-OWNER, MEM-INTOFROMRAW (each `into_raw` has its `from_raw`), FFI-CKPTR, FFI-CKFUNPTR.
//!
//! **Otherwise.** Without `from_raw` for the refused ninth item, valgrind: "24 bytes in 1 blocks are definitely lost".
//!
//! ```
//! use ffi_cookbook::ownership::Queue;
//!
//! let mut queue = Queue::new().unwrap();
//! queue.put(String::from("first")).unwrap();
//! queue.put(String::from("second")).unwrap();
//! assert_eq!(queue.take().as_deref(), Some("first"));
//! drop(queue); // "second" goes back through `release`
//! ```
//!
//! What the queue's items borrow must live as long as the queue:
//!
//! ```compile_fail,E0597
//! let mut queue = ffi_cookbook::ownership::Queue::new().unwrap();
//! {
//!     let text = String::from("gone soon");
//!     queue.put(text.as_str()).unwrap();
//! }
//! queue.take();
//! ```
//!
//! `ownership.c`:
#![doc = concat!("```c\n", include_str!("ownership.c"), "```")]
#![expect(unsafe_code, reason = "calls C, and is called by it")]

use std::ffi::{c_int, c_void};
use std::marker::PhantomData;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::ptr::NonNull;

#[repr(C)]
struct RawQueue {
    _opaque: [u8; 0],
}

unsafe extern "C" {
    fn ck_queue_new(release: Option<unsafe extern "C" fn(*mut c_void)>) -> *mut RawQueue;
    fn ck_queue_put(queue: *mut RawQueue, item: *mut c_void) -> c_int;
    fn ck_queue_take(queue: *mut RawQueue) -> *mut c_void;
    fn ck_queue_free(queue: *mut RawQueue);
}

/// A queue of up to eight values.
#[derive(Debug)]
pub struct Queue<T> {
    raw: NonNull<RawQueue>,
    _items: PhantomData<T>, // it drops them
}

impl<T> Queue<T> {
    /// An empty queue; `None` where there is no memory.
    pub fn new() -> Option<Self> {
        // SAFETY: `release::<T>` fits what C calls it with: the pointers that `put` hands over.
        let raw = unsafe { ck_queue_new(Some(release::<T>)) };
        Some(Self { raw: NonNull::new(raw)?, _items: PhantomData })
    }

    /// Puts the item at the end; gives it back if the queue is full.
    pub fn put(&mut self, item: T) -> Result<(), T> {
        let item = Box::into_raw(Box::new(item));
        // SAFETY: the queue is alive, and the item is C's from here on if the answer is 0.
        match unsafe { ck_queue_put(self.raw.as_ptr(), item.cast()) } {
            0 => Ok(()),
            // SAFETY: C did not take it, so it is ours as it came from into_raw.
            _ => Err(*unsafe { Box::from_raw(item) }),
        }
    }

    /// Takes the oldest item.
    pub fn take(&mut self) -> Option<T> {
        // SAFETY: the queue is alive.
        let item = NonNull::new(unsafe { ck_queue_take(self.raw.as_ptr()) })?;
        // SAFETY: C hands back, once, what `put` made of a Box<T>.
        Some(*unsafe { Box::from_raw(item.as_ptr().cast()) })
    }
}

impl<T> Drop for Queue<T> {
    fn drop(&mut self) {
        // SAFETY: it came from ck_queue_new and is freed once, here; `release` takes the items.
        unsafe { ck_queue_free(self.raw.as_ptr()) }
    }
}

/// What C calls for each item that is left.
unsafe extern "C" fn release<T>(item: *mut c_void) {
    // A Drop that panics must not unwind into C; its item is lost, and the queue goes on with the others.
    let _panic = catch_unwind(AssertUnwindSafe(|| {
        if let Some(item) = NonNull::new(item) {
            // SAFETY: C hands back, once, what `put` made of a Box<T>.
            drop(unsafe { Box::<T>::from_raw(item.as_ptr().cast()) });
        }
    }));
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::rc::Rc;

    #[test]
    fn every_item_is_dropped_once() {
        let counted = Rc::new(());
        let mut queue = Queue::new().unwrap();
        for _ in 0..8 {
            queue.put(counted.clone()).unwrap();
        }
        assert!(queue.put(counted.clone()).is_err());
        assert!(queue.take().is_some());
        assert_eq!(Rc::strong_count(&counted), 8);
        drop(queue);
        assert_eq!(Rc::strong_count(&counted), 1);
    }

    #[test]
    fn an_empty_queue_has_nothing_and_a_type_without_size_is_fine() {
        let mut queue = Queue::new().unwrap();
        assert_eq!(queue.take(), None);
        queue.put(()).unwrap();
        assert_eq!(queue.take(), Some(()));
    }

    #[test]
    fn a_panic_in_drop_stays_out_of_c() {
        struct Panics(#[expect(dead_code, reason = "dropped and counted")] Rc<()>);
        impl Drop for Panics {
            fn drop(&mut self) {
                panic!("in drop");
            }
        }
        let counted = Rc::new(());
        let mut queue = Queue::new().unwrap();
        (0..3).for_each(|_| assert!(queue.put(Panics(counted.clone())).is_ok()));
        drop(queue);
        assert_eq!(Rc::strong_count(&counted), 1);
    }
}
