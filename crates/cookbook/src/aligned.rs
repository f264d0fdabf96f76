//! A buffer whose address must be a multiple of 64.
//!
//! | the other side | |
//! | --- | --- |
//! | promises | it reads n floats |
//! | does not promise | to check the address: it takes instructions that fault on another one |
//!
//! **Idiom.** A type that allocates with `Layout::from_size_align(.., 64)`, frees with the same layout, and is a slice
//! otherwise; its length is rounded up with zeros to what C asks for. A `Vec<f32>` is aligned to 4, and what is freed
//! through it must have been allocated so.
//!
//! **Rules.** FFI-TCONS (size and alignment), FFI-MEM-OWNER, LANG-DROP (a reason for `Drop`: it frees).
//!
//! **Otherwise.** The same call on the floats from the second one on: SIGSEGV.
//!
//! ```
//! use ffi_cookbook::aligned::Aligned;
//!
//! let x = Aligned::from_slice(&[1.0; 20]);
//! assert_eq!((x.sum(), x.len(), x.as_ptr() as usize % 64), (20.0, 32, 0));
//! ```
//!
//! `aligned.c`:
#![doc = concat!("```c\n", include_str!("aligned.c"), "```")]
#![expect(unsafe_code, reason = "allocates, and calls C")]

use std::alloc::{self, Layout};
use std::ops::{Deref, DerefMut};
use std::ptr::NonNull;
use std::slice;

unsafe extern "C" {
    fn ck_aligned_sum(x: *const f32, n: usize) -> f32;
}

/// Floats from an address that is a multiple of 64 on; their number is a multiple of 16.
#[derive(Debug)]
pub struct Aligned {
    data: NonNull<f32>,
    n: usize,
}

// SAFETY: it owns its floats, as a Vec does, and gives out references by the usual rules.
unsafe impl Send for Aligned {}
// SAFETY: as above.
unsafe impl Sync for Aligned {}

impl Aligned {
    /// A copy of `values`, with zeros up to a multiple of 16.
    ///
    /// # Panics
    /// There is more than memory can hold.
    pub fn from_slice(values: &[f32]) -> Self {
        let n = values.len().next_multiple_of(16);
        let layout = Self::layout(n);
        let mut aligned = Self { data: NonNull::dangling(), n: 0 };
        if n > 0 {
            // SAFETY: the layout has a size above 0.
            let data = unsafe { alloc::alloc_zeroed(layout) };
            aligned.data = NonNull::new(data.cast()).unwrap_or_else(|| alloc::handle_alloc_error(layout));
            aligned.n = n;
        }
        aligned[..values.len()].copy_from_slice(values);
        aligned
    }

    fn layout(n: usize) -> Layout {
        let layout = Layout::array::<f32>(n).and_then(|layout| layout.align_to(64));
        layout.expect("memory holds the array")
    }

    /// Their sum.
    pub fn sum(&self) -> f32 {
        // SAFETY: n floats, a multiple of 16, at a multiple of 64, or none.
        unsafe { ck_aligned_sum(self.data.as_ptr(), self.n) }
    }
}

impl Deref for Aligned {
    type Target = [f32];

    fn deref(&self) -> &[f32] {
        // SAFETY: n floats of our own, zeroed or written; with n = 0 the pointer dangles and is aligned.
        unsafe { slice::from_raw_parts(self.data.as_ptr(), self.n) }
    }
}

impl DerefMut for Aligned {
    fn deref_mut(&mut self) -> &mut [f32] {
        // SAFETY: as in deref, and self is borrowed mutably.
        unsafe { slice::from_raw_parts_mut(self.data.as_ptr(), self.n) }
    }
}

impl Drop for Aligned {
    fn drop(&mut self) {
        if self.n > 0 {
            // SAFETY: it was allocated with this very layout, and is freed once, here.
            unsafe { alloc::dealloc(self.data.as_ptr().cast(), Self::layout(self.n)) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_length_is_aligned_and_summed() {
        for n in [0_u8, 1, 15, 16, 17, 100] {
            let x = Aligned::from_slice(&vec![1.0; n.into()]);
            assert_eq!((x.sum(), x.len() % 16), (n.into(), 0), "{n}");
            assert!(n == 0 || x.as_ptr().addr().is_multiple_of(64));
        }
    }

    #[test]
    fn it_is_a_slice() {
        let mut x = Aligned::from_slice(&[1.0, 2.0]);
        x[1] = 5.0;
        assert_eq!(x.sum(), 6.0);
    }
}
