//! An array that the other side allocates: `int peaks(..., size_t **peaks, int *count)`.
//!
//! | the other side | |
//! | --- | --- |
//! | promises | with status 0, an array of `*count` elements, or NULL for none; the caller frees it |
//! | does not promise | anything of the two answers with another status |
//!
//! **Idiom.** [`OwnedSlice`]: address, count and the library's own free, which `Drop` calls. It reads as a slice,
//! without a copy. NULL with 0 elements is an empty slice; a negative count, or NULL with more, is refused, and what
//! came is freed.
//!
//! **Rules.** FFI-MEM-OWNER, FFI-MEM-WRAPPING, FFI-CKPTR (`from_raw_parts` must not see a null pointer).
//!
//! **Otherwise.** `slice::from_raw_parts` of the null pointer for no peaks: in a debug build "unsafe precondition(s)
//! violated", SIGABRT; in a release build undefined, and silent that day.
//!
//! ```
//! use ffi_cookbook::library_array::peaks;
//!
//! assert_eq!(*peaks(&[0.0, 2.0, 1.0, 3.0, 0.0])?, [1, 3]);
//! assert!(peaks(&[1.0, 1.0])?.is_empty());
//! # Ok::<(), ffi_cookbook::library_array::PeaksError>(())
//! ```
//!
//! What is borrowed from it does not outlive it:
//!
//! ```compile_fail,E0716
//! let first = ffi_cookbook::library_array::peaks(&[0.0, 2.0, 1.0]).unwrap().first();
//! println!("{first:?}");
//! ```
//!
//! `library_array.c`:
#![doc = concat!("```c\n", include_str!("library_array.c"), "```")]
#![expect(unsafe_code, reason = "calls C")]

use std::ffi::c_int;
use std::ops::Deref;
use std::ptr::{self, NonNull};

use ffi_glue::{OwnedSlice, Refusal, within};

unsafe extern "C" {
    fn ck_peaks(x: *const f64, n: usize, peaks: *mut *mut usize, count: *mut c_int) -> c_int;
    fn ck_peaks_free(peaks: *mut usize);
}

/// Why there is no array.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[expect(missing_docs, reason = "the sentences name the values")]
pub enum PeaksError {
    #[error("there is no memory for the peaks")]
    NoMemory,
    #[error(transparent)]
    Refused(#[from] Refusal),
}

/// Indices, in the library's own memory.
#[derive(Debug)]
pub struct Peaks(OwnedSlice<usize>);

impl Deref for Peaks {
    type Target = [usize];

    fn deref(&self) -> &[usize] {
        &self.0
    }
}

/// Where `x` is larger than at both sides.
pub fn peaks(x: &[f64]) -> Result<Peaks, PeaksError> {
    within("x.len()", x.len(), ..c_int::MAX.unsigned_abs() as usize)?; // C counts the peaks in an int
    let (mut peaks, mut count) = (ptr::null_mut(), 0);
    // SAFETY: x holds n elements, which C reads; it writes an address and a number, and keeps no pointer.
    if unsafe { ck_peaks(x.as_ptr(), x.len(), &mut peaks, &mut count) } != 0 {
        return Err(PeaksError::NoMemory);
    }
    // SAFETY: status 0: null, or an array of `count` elements that is ours, and that ck_peaks_free takes back once.
    let peaks = unsafe { OwnedSlice::new(peaks, count, free) };
    Ok(Peaks(peaks?))
}

unsafe fn free(peaks: NonNull<usize>) {
    // SAFETY: OwnedSlice calls this once, with the array that it was given.
    unsafe { ck_peaks_free(peaks.as_ptr()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrays_without_peaks_give_an_empty_one() {
        for x in [&[][..], &[1.0], &[1.0, 2.0], &[f64::NAN; 5], &[3.0; 5]] {
            assert!(peaks(x).unwrap().is_empty());
        }
    }

    #[test]
    fn many_peaks_are_all_there_and_freed() {
        let x: Vec<f64> = (0..1001).map(|k| f64::from(k % 2)).collect();
        let found = peaks(&x).unwrap();
        assert!(found.iter().copied().eq((0..500).map(|k| 2 * k + 1)));
    }
}
