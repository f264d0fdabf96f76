//! Text into Fortran: `CHARACTER*(*)` and `CHARACTER*8`.
//!
//! | the other side | |
//! | --- | --- |
//! | promises | it reads as many characters as the length says |
//! | does not promise | to look for a zero byte: there is none; to compare the length of a `CHARACTER*8` with 8 |
//!
//! **Idiom.** Behind all other arguments stands a hidden length for each text, a `size_t` in gfortran since version 8
//! and in flang and ifx, in the order of the texts. [`hidden`] gives address and length of a `&str`, without a copy. A
//! text of fixed length is padded with blanks first ([`Padded`]), which refuses what is too long. In a `bind(C)`
//! procedure `character(kind=c_char) :: s(*)` has no hidden length: that is [text of C](crate::string_in).
//!
//! **Rules.** FFI-TCONS, FFI-CTYPE.
//!
//! **Otherwise.** `c"none"` in place of the padded name: Fortran compared eight bytes, of which the fifth was zero and
//! three lay behind the end. It was not "none", and the answer was 2 words in place of 0.
//!
//! ```
//! use ffi_cookbook::fortran_text_in::words;
//!
//! assert_eq!(words("to be or  not", "hamlet")?, 4);
//! assert_eq!(words("to be", "none")?, 0);
//! assert_eq!(words("to be", "elsinore castle").unwrap_err().to_string(), "a text of 15 bytes does not fit in 8");
//! # Ok::<(), ffi_glue::Refusal>(())
//! ```
//!
//! `fortran_text_in.f`:
#![doc = concat!("```fortran\n", include_str!("fortran_text_in.f"), "```")]
#![expect(unsafe_code, reason = "calls Fortran")]

use std::ffi::{c_char, c_int};

use ffi_glue::{Padded, Refusal, count, hidden, returned};

unsafe extern "C" {
    fn ckword_(text: *const c_char, name: *const c_char, text_length: usize, name_length: usize) -> c_int;
}

/// How many words are in `text`, which blanks separate; none, if the name is `none`.
pub fn words(text: &str, name: &str) -> Result<usize, Refusal> {
    let name = Padded::<8>::new(name)?;
    count::<c_int>(text.len())?; // LEN is an INTEGER
    let (start, length) = hidden(text);
    // SAFETY: `start` has `length` bytes and `name` has 8; Fortran reads them, and keeps no address.
    let words = unsafe { ckword_(start, name.as_ptr(), length, name.hidden_len()) };
    returned("CKWORD", words, text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_texts_blanks_and_zero_bytes_are_texts() {
        for (text, n) in [("", 0), ("   ", 0), ("a", 1), (" a b ", 2), ("a\0b", 1), ("é è", 2)] {
            assert_eq!(words(text, ""), Ok(n), "{text:?}");
        }
    }

    #[test]
    fn a_name_fills_its_field_or_is_refused() {
        assert_eq!(words("a", "12345678"), Ok(1));
        assert_eq!(words("a", "123456789"), Err(Refusal::TooLong { bytes: 9, room: 8 }));
    }
}
