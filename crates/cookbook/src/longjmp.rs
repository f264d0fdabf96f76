//! A library that leaves its errors by `longjmp`, as libpng and libjpeg do.
//!
//! | the other side | |
//! | --- | --- |
//! | promises | it calls the handler on an error |
//! | does not promise | to survive a handler that returns; to care about frames that a jump leaves behind |
//!
//! **Idiom.** A shim in C has both `setjmp` and the handler, and turns the jump into a status and a text. No Rust frame
//! lies between the two: a jump over one is undefined where it has anything to drop. A Rust callback that the library
//! calls in between would be such a frame; that library goes into [a process of its own](crate::exits).
//!
//! **Rules.** FFI-SAFEWRAPPING, FFI-NOPANIC (nothing unwinds across the boundary).
//!
//! **Otherwise.** A handler in Rust that panicked: "panic in a function that cannot unwind", SIGABRT. A jump over a
//! Rust frame that held a `Vec`; valgrind: "1,000 bytes in 1 blocks are definitely lost".
//!
//! ```
//! use ffi_cookbook::longjmp::parse;
//!
//! assert_eq!(parse(c"1234"), Ok(1234));
//! assert_eq!(parse(c"12x4"), Err("not a digit".into()));
//! ```
//!
//! `longjmp.c`:
#![doc = concat!("```c\n", include_str!("longjmp.c"), "```")]
#![expect(unsafe_code, reason = "calls C")]

use std::ffi::{CStr, c_char, c_int};
use std::mem::MaybeUninit;

unsafe extern "C" {
    fn ck_parse_caught(text: *const c_char, number: *mut c_int, why: *mut c_char, size: usize) -> c_int;
}

/// The number that the digits are, or why they are none.
pub fn parse(text: &CStr) -> Result<i32, String> {
    let mut number = MaybeUninit::uninit();
    let mut why = [0_u8; 64];
    let (start, size) = (why.as_mut_ptr().cast(), why.len());
    // SAFETY: text ends with a zero byte, number has room for an int and why for `size` bytes; C keeps none of them.
    // The shim catches every jump, so the call returns.
    let status = unsafe { ck_parse_caught(text.as_ptr(), number.as_mut_ptr(), start, size) };
    if status == 0 {
        // SAFETY: status 0 says that C has written it.
        return Ok(unsafe { number.assume_init() });
    }
    Err(CStr::from_bytes_until_nul(&why).unwrap_or_default().to_string_lossy().into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_come_back_as_values() {
        assert_eq!(parse(c""), Ok(0));
        assert_eq!(parse(c"999999"), Ok(999_999));
        assert_eq!(parse(c"1000000"), Err("more than six digits".into()));
        for _ in 0..1000 {
            assert_eq!(parse(c"-1"), Err("not a digit".into()));
        }
    }
}
