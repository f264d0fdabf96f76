//! Text that C reads: `const char *`.
//!
//! | the other side | |
//! | --- | --- |
//! | promises | it reads up to the first zero byte and keeps no pointer |
//! | does not promise | any encoding; that it stops where a Rust `&str` ends, which has no zero byte |
//!
//! **Idiom.** `CString::new` copies the text, adds the zero byte and refuses one inside. It lives in a variable until
//! the call is over. Fixed text is a literal, `c"..."`.
//!
//! **Rules.** FFI-CTYPE.
//!
//! **Otherwise.** `text.as_ptr()` of the `&str` "anna", which has no zero byte, counted on into what lay behind it: 3
//! letters a in one build and 2 in another.
//!
//! ```
//! use ffi_cookbook::string_in::{count_letter, vowels};
//!
//! assert_eq!(count_letter("Anna, anna", b'a'), Ok(3));
//! assert_eq!(count_letter("an\0na", b'a').unwrap_err().to_string(), "nul byte found in provided data at position: 2");
//! assert_eq!(vowels(c"aeiou"), 5);
//! ```
//!
//! `string_in.c`:
#![doc = concat!("```c\n", include_str!("string_in.c"), "```")]
#![expect(unsafe_code, reason = "calls C")]

use std::ffi::{CStr, CString, NulError, c_char};

unsafe extern "C" {
    fn ck_count_letter(text: *const c_char, letter: c_char) -> usize;
}

/// How often the byte `letter` stands in `text`; an error if `text` has a zero byte, at which C would stop.
pub fn count_letter(text: &str, letter: u8) -> Result<usize, NulError> {
    Ok(count(&CString::new(text)?, letter))
}

/// How many of the letters a, e, i, o, u the text has, without a copy: a `CStr` has its zero byte already.
pub fn vowels(text: &CStr) -> usize {
    b"aeiou".iter().map(|letter| count(text, *letter)).sum()
}

fn count(text: &CStr, letter: u8) -> usize {
    // SAFETY: a CStr ends with a zero byte, where C stops; it outlives the call, and C keeps no pointer.
    unsafe { ck_count_letter(text.as_ptr(), c_char::from_ne_bytes([letter])) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_text_has_no_letters_and_a_zero_byte_is_refused() {
        assert_eq!(count_letter("", b'a'), Ok(0));
        assert_eq!(count_letter("\0", b'a').map_err(|error| error.nul_position()), Err(0));
        assert_eq!(vowels(c""), 0);
    }

    #[test]
    fn bytes_above_127_are_counted() {
        assert_eq!(count_letter("é", 0xc3), Ok(1));
    }
}
