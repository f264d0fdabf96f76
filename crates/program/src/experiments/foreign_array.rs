//! Arrays that C and C++ allocate, fill and hand over: read where they lie, freed by the side that made them.
//!
//! The technique is one type: [`ForeignArray`] owns the pointer, is a slice to whoever reads it, and its `Drop` calls
//! the maker's own function. Rust's allocator never sees the memory, and nothing is copied.

#![expect(unsafe_code, reason = "memory that foreign code allocated")]

use std::fmt;
use std::ops::Deref;
use std::ptr::NonNull;
use std::slice;

use ffi_workbench::language::Language;

use crate::error::Error;
use crate::ffi::owned_array;

/// An array that foreign code allocated and handed over; dropping it gives it back to that code.
///
/// ```
/// use ffi_workbench_cli::experiments::foreign_array::{self, alive};
/// use ffi_workbench::language::Language;
///
/// let x = foreign_array::c(3, 1)?;
/// assert_eq!((x.len(), alive(Language::C)), (3, 1));
/// drop(x); // C's free, not Rust's
/// assert_eq!(alive(Language::C), 0);
/// # Ok::<(), ffi_workbench_cli::error::Error>(())
/// ```
pub struct ForeignArray {
    first: NonNull<f64>,
    n: usize,
    free: unsafe extern "C" fn(*mut f64),
}

/// `n` numbers in [0, 1) that C made from a seed: those of [`ffi_workbench::work::uniform`].
///
/// # Errors
/// [`Error::Foreign`] where there is too little memory.
pub fn c(n: u64, seed: u64) -> Result<ForeignArray, Error> {
    take(n, seed, Language::C, owned_array::wb_c_uniform, owned_array::wb_c_free_array)
}

/// The same by C++, with `new[]` and `delete[]`.
///
/// # Errors
/// As for [`c`].
pub fn cpp(n: u64, seed: u64) -> Result<ForeignArray, Error> {
    take(n, seed, Language::Cpp, owned_array::wb_cpp_uniform, owned_array::wb_cpp_free_array)
}

/// Arrays of C or C++ that have not been given back yet.
pub fn alive(language: Language) -> i64 {
    let count = match language {
        Language::Cpp => owned_array::wb_cpp_arrays_alive,
        _ => owned_array::wb_c_arrays_alive,
    };
    // SAFETY: it takes nothing and reads one atomic counter.
    unsafe { count() }
}

fn take(
    n: u64,
    seed: u64,
    language: Language,
    make: unsafe extern "C" fn(u64, usize) -> *mut f64,
    free: unsafe extern "C" fn(*mut f64),
) -> Result<ForeignArray, Error> {
    let refused =
        || Error::Foreign { what: "cannot allocate the array", language, reason: format!("no memory for {n} numbers") };
    let n = usize::try_from(n).map_err(|_| refused())?;
    // SAFETY: any seed and any n are allowed (owned_array.h); it keeps no pointer.
    let first = unsafe { make(seed, n) };
    // The memory is ours from here on, and `free` is the function of the same language (FFI-MEM-OWNER).
    NonNull::new(first).map(|first| ForeignArray { first, n, free }).ok_or_else(refused)
}

impl Deref for ForeignArray {
    type Target = [f64];

    fn deref(&self) -> &[f64] {
        // SAFETY: `first` is the address of n numbers, aligned and all written (owned_array.h); 8·n bytes were
        // allocated, and no allocator gives more than isize::MAX. They are freed in `drop` alone, after the last
        // borrow, and nobody else has the address.
        unsafe { slice::from_raw_parts(self.first.as_ptr(), self.n) }
    }
}

impl Drop for ForeignArray {
    fn drop(&mut self) {
        // SAFETY: the address is from the function of the same language (`take`), and this is the one call with it: the
        // value is not used after `drop`, and it cannot be copied.
        unsafe { (self.free)(self.first.as_ptr()) }
    }
}

impl fmt::Debug for ForeignArray {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.debug_tuple("ForeignArray").field(&self.n).finish()
    }
}
