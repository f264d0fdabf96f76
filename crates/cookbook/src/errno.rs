//! An error in `errno`.
//!
//! | the other side | |
//! | --- | --- |
//! | promises | it sets `errno` where it fails |
//! | does not promise | to leave `errno` at 0 where it does not: it is only set, and by others too |
//!
//! **Idiom.** Where the result itself shows failure (-1, NULL), read `io::Error::last_os_error()` as the next thing
//! after the call: an allocation or a `println!` in between may set it anew. Where the result does not, as here, clear
//! `errno` before. It belongs to the thread, so no lock is needed.
//!
//! **Rules.** FFI-CKINRUST.
//!
//! **Otherwise.** Not cleared first, the ERANGE of "1e999" stood there still when "1.5" was read, and 1.5 was an error.
//!
//! ```
//! use ffi_cookbook::errno::number;
//!
//! assert_eq!(number(c"1.5 metres").unwrap(), 1.5);
//! assert_eq!(number(c"metres").unwrap_err().kind(), std::io::ErrorKind::InvalidInput);
//! ```
//!
//! `errno.c`:
#![doc = concat!("```c\n", include_str!("errno.c"), "```")]
#![expect(unsafe_code, reason = "calls C")]

use std::ffi::{CStr, c_char};
use std::io;

// SAFETY: the declarations are those of errno.c, which build.rs compares; ck_clear_errno reads nothing.
unsafe extern "C" {
    fn ck_number(text: *const c_char) -> f64;
    safe fn ck_clear_errno();
}

/// The number that `text` begins with; an error if there is none, or one beyond the range of a double.
pub fn number(text: &CStr) -> io::Result<f64> {
    ck_clear_errno();
    // SAFETY: text ends with a zero byte, where C stops; it keeps no pointer.
    let number = unsafe { ck_number(text.as_ptr()) };
    let error = io::Error::last_os_error(); // at once: whatever runs in between may set errno
    match error.raw_os_error() {
        Some(0) | None => Ok(number),
        Some(_) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_old_error_is_not_taken_for_a_new_one() {
        assert!(number(c"1e999").is_err());
        assert_eq!(number(c"1.5").unwrap(), 1.5);
        assert!(number(c"").is_err());
        assert_eq!(number(c"0").unwrap(), 0.0);
    }

    #[test]
    fn threads_do_not_see_each_others_errors() {
        std::thread::scope(|scope| {
            scope.spawn(|| (0..1000).for_each(|_| assert!(number(c"x").is_err())));
            scope.spawn(|| (0..1000).for_each(|_| assert_eq!(number(c"2").unwrap(), 2.0)));
        });
    }
}
