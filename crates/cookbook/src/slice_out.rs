//! An array that C fills: a pointer, a capacity, and the count that it returns.
//!
//! | the other side | |
//! | --- | --- |
//! | promises | it writes at most `capacity` elements, from the first on, and reads none |
//! | does not promise | that the count it returns is at most `capacity`: it is the count there *would* be |
//!
//! **Idiom.** `&mut [MaybeUninit<u64>]`, or the spare capacity of a `Vec`, which is the same: nobody pays for zeros
//! that C overwrites. The count that comes back is compared with the capacity before anything is read.
//!
//! **Rules.** FFI-CKINRUST (values from outside are checked in Rust), MEM-UNINIT (uninitialised memory only so).
//!
//! **Otherwise.** `set_len` with the unchecked count of 720720's ten factors in a `Vec` of capacity 4: `[2, 2, 2, 2, 0,
//! 33, 1852399981, 0, 0, 561]`, six elements of somebody else's; in a debug build SIGABRT.
//!
//! ```
//! use ffi_cookbook::slice_out::prime_factors;
//!
//! assert_eq!(prime_factors(84), Some(vec![2, 2, 3, 7]));
//! assert_eq!(prime_factors(0), None);
//! ```
//!
//! `slice_out.c`:
#![doc = concat!("```c\n", include_str!("slice_out.c"), "```")]
#![expect(unsafe_code, reason = "calls C")]

use std::ffi::c_ulonglong;
use std::mem::MaybeUninit;

unsafe extern "C" {
    fn ck_prime_factors(n: c_ulonglong, out: *mut c_ulonglong, capacity: usize) -> usize;
}

/// Prime factors of `n` in increasing order; 0 has none to name, which is `None`.
pub fn prime_factors(n: u64) -> Option<Vec<u64>> {
    let mut factors = Vec::with_capacity(u64::BITS as usize); // 2 is the smallest, so there are at most 63
    let filled = first_factors(n, factors.spare_capacity_mut())?.len();
    // SAFETY: the slice that came back is the beginning of the spare capacity, and C has written all of it.
    unsafe { factors.set_len(filled) };
    Some(factors)
}

/// As many factors of `n`, from the smallest on, as `out` has room for.
pub fn first_factors(n: u64, out: &mut [MaybeUninit<u64>]) -> Option<&[u64]> {
    if n == 0 {
        return None;
    }
    // SAFETY: C writes at most out.len() elements of out, which is borrowed mutably, and n is at least 1.
    let count = unsafe { ck_prime_factors(n, out.as_mut_ptr().cast(), out.len()) };
    let written = count.min(out.len());
    // SAFETY: C writes every element below its count and below the capacity, and `written` is no more than either.
    unsafe { ffi_glue::filled("written", out, written) }.ok().map(|factors| &*factors)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_buffer_that_is_too_small_gets_the_first_factors() {
        let mut out = [MaybeUninit::uninit(); 4];
        assert_eq!(first_factors(720_720, &mut out), Some(&[2, 2, 2, 2][..]));
        assert_eq!(first_factors(720_720, &mut []), Some(&[][..]));
    }

    #[test]
    fn one_has_no_factors_and_zero_is_refused() {
        assert_eq!(prime_factors(1), Some(vec![]));
        assert_eq!(prime_factors(0), None);
        assert_eq!(prime_factors(1 << 63).map(|factors| factors.len()), Some(63));
    }
}
