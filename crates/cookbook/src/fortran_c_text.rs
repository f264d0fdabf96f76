//! Text into Fortran with `bind(C)`: `character(kind=c_char) :: s(*)`.
//!
//! | the other side | |
//! | --- | --- |
//! | promises | it reads up to the first zero byte, and keeps no address |
//! | does not promise | to know any length: there is no hidden argument; any encoding |
//!
//! **Idiom.** As [text of C](crate::string_in): `CString::new` adds the zero byte and refuses one inside. The hidden
//! length of [Fortran 77](crate::fortran_text_in) must not be passed: it would be taken for the next argument.
//!
//! **Rules.** FFI-CTYPE, FFI-TCONS.
//!
//! **Otherwise.** The address of a `&str`, which has no zero byte; valgrind: "Invalid read of size 1 ... 0 bytes after
//! a block of size 3 alloc'd".
//!
//! ```
//! use ffi_cookbook::fortran_c_text::capitals;
//!
//! assert_eq!(capitals("Ada Lovelace"), Ok(2));
//! assert!(capitals("A\0B").is_err());
//! ```
//!
//! `fortran_c_text.f90`:
#![doc = concat!("```fortran\n", include_str!("fortran_c_text.f90"), "```")]
#![expect(unsafe_code, reason = "calls Fortran")]

use std::ffi::{CString, NulError, c_char};

unsafe extern "C" {
    fn ck_capitals(s: *const c_char) -> i64;
}

/// How many capital letters of ASCII the text has; an error if it has a zero byte, at which Fortran would stop.
pub fn capitals(text: &str) -> Result<usize, NulError> {
    let text = CString::new(text)?;
    // SAFETY: it ends with a zero byte, where Fortran stops; it outlives the call, and no address is kept.
    let capitals = unsafe { ck_capitals(text.as_ptr()) };
    Ok(usize::try_from(capitals).expect("a text has at most isize::MAX bytes"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_text_and_other_letters_have_no_capitals() {
        assert_eq!(capitals(""), Ok(0));
        assert_eq!(capitals("ÄÖ ab"), Ok(0));
        assert_eq!(capitals("\0").map_err(|error| error.nul_position()), Err(0));
    }
}
