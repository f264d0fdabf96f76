//! A variadic function, as `printf` is.
//!
//! | the other side | |
//! | --- | --- |
//! | promises | what the format says, for arguments of the types that the format says |
//! | does not promise | to know the types that came; that the buffer was large enough |
//!
//! **Idiom.** A shim in C of fixed arguments with a literal format, which the C compiler checks (`-Wformat`). Rust can
//! declare and call variadic functions, but no compiler then compares format and arguments, and a format that comes
//! from a user reads the stack. A text of the user's is an argument, never the format.
//!
//! **Rules.** FFI-SAFEWRAPPING, FFI-CTYPE.
//!
//! **Otherwise.** `ck_format(buffer, 64, c"%s", 3.0)` compiled in Rust without a word, and ended with SIGSEGV.
//!
//! ```
//! use ffi_cookbook::variadic::{FormatError, reading};
//!
//! assert_eq!(reading("pressure", 1013.25, 1)?, "pressure = 1013.2");
//! assert_eq!(reading("100 %s", 1.0, 0)?, "100 %s = 1");
//! assert_eq!(reading("a", 1.0, 99), Err(FormatError::Decimals { decimals: 99 }));
//! # Ok::<(), FormatError>(())
//! ```
//!
//! `variadic.c`:
#![doc = concat!("```c\n", include_str!("variadic.c"), "```")]
#![expect(unsafe_code, reason = "calls C")]

use std::ffi::{CStr, CString, c_char, c_int};

unsafe extern "C" {
    fn ck_format_reading(buffer: *mut c_char, size: usize, name: *const c_char, value: f64, decimals: c_int) -> c_int;
}

/// Why there is no text.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[expect(missing_docs, reason = "the sentences name the values")]
pub enum FormatError {
    #[error("the name has a zero byte at {at}")]
    ZeroByte { at: usize },
    #[error("{decimals} decimals are not 0..=17")]
    Decimals { decimals: u8 },
    #[error("the text would have {bytes} bytes; there is room for {room}")]
    TooLong { bytes: c_int, room: usize },
}

/// `name = value` with so many decimals, in at most 399 bytes: a double has up to 309 digits.
pub fn reading(name: &str, value: f64, decimals: u8) -> Result<String, FormatError> {
    let name = CString::new(name).map_err(|error| FormatError::ZeroByte { at: error.nul_position() })?;
    if decimals > 17 {
        return Err(FormatError::Decimals { decimals });
    }
    let mut buffer = [0_u8; 400];
    let (start, room) = (buffer.as_mut_ptr().cast(), buffer.len());
    // SAFETY: the buffer holds `room` bytes, of which C writes at most all; name ends with a zero byte. It keeps
    // neither.
    let bytes = unsafe { ck_format_reading(start, room, name.as_ptr(), value, decimals.into()) };
    let whole = usize::try_from(bytes).is_ok_and(|bytes| bytes < room);
    let text = CStr::from_bytes_until_nul(&buffer).ok().filter(|_| whole);
    Ok(text.ok_or(FormatError::TooLong { bytes, room })?.to_string_lossy().into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directives_in_a_name_are_text() {
        assert_eq!(reading("%n%s%d", 0.0, 0).as_deref(), Ok("%n%s%d = 0"));
        assert_eq!(reading("", f64::NAN, 3).as_deref(), Ok(" = nan"));
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let long = "x".repeat(500);
        assert_eq!(reading(&long, 1.0, 0), Err(FormatError::TooLong { bytes: 504, room: 400 }));
        assert_eq!(reading("a\0b", 1.0, 0), Err(FormatError::ZeroByte { at: 1 }));
        assert_eq!(reading("", f64::MAX, 17).map(|text| text.len()), Ok(3 + 309 + 18));
    }
}
