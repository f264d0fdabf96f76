//! Text into the caller's buffer, whose size nobody knows before: two calls, as for `snprintf`.
//!
//! | the other side | |
//! | --- | --- |
//! | promises | it writes at most `size` bytes, a zero byte at the end, and returns how many the text has |
//! | does not promise | that the text is as long at the second call as at the first; that it wrote anything |
//!
//! **Idiom.** Ask with the buffer there is, grow to what was asked for, and ask again, a bounded number of times. What
//! comes back is compared with the buffer's size before a byte is read.
//!
//! **Rules.** FFI-CKINRUST, MEM-UNINIT.
//!
//! **Otherwise.** Two calls without a third: the journal had grown from 4 to 8 bytes in between, C wrote nothing, and
//! the zeros of the buffer were taken for the text.
//!
//! ```
//! use ffi_cookbook::string_buffer::{BufferError, title};
//!
//! assert_eq!(title(1)?, "Ars Magna");
//! assert_eq!(title(7), Err(BufferError::NoSuch { k: 7 }));
//! # Ok::<(), BufferError>(())
//! ```
//!
//! `string_buffer.c`:
#![doc = concat!("```c\n", include_str!("string_buffer.c"), "```")]
#![expect(unsafe_code, reason = "calls C")]

use std::ffi::{CStr, c_char, c_int, c_long};
use std::sync::Mutex;

unsafe extern "C" {
    fn ck_title(k: c_int, buffer: *mut c_char, size: usize) -> c_long;
    fn ck_journal(buffer: *mut c_char, size: usize) -> c_long;
}

/// Why there is no text.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[expect(missing_docs, reason = "the sentences name the values")]
pub enum BufferError {
    #[error("there is no book {k}")]
    NoSuch { k: i32 },
    #[error("the text grew at every one of {attempts} calls")]
    Growing { attempts: usize },
    #[error("the text is not UTF-8")]
    NotUtf8,
    #[error("the library returned {bytes} bytes and no text of that length")]
    Broken { bytes: c_long },
}

/// The title of book `k`.
pub fn title(k: i32) -> Result<String, BufferError> {
    // SAFETY: the buffer holds `size` bytes, and C writes at most that many and keeps no pointer.
    text(|buffer, size| unsafe { ck_title(k, buffer, size) }, BufferError::NoSuch { k })
}

/// The journal, in which the library makes an entry at every call.
pub fn journal() -> Result<String, BufferError> {
    static CALLS: Mutex<()> = Mutex::new(()); // the library counts without a lock
    let _one_at_a_time = CALLS.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    // SAFETY: as in title; the lock keeps other threads out of the counter.
    text(|buffer, size| unsafe { ck_journal(buffer, size) }, BufferError::NotUtf8)
}

/// Calls `fill` with a buffer and its size until the text fits. A negative answer is `refused`.
fn text(mut fill: impl FnMut(*mut c_char, usize) -> c_long, refused: BufferError) -> Result<String, BufferError> {
    const ATTEMPTS: usize = 8;
    let mut buffer = vec![0_u8; 8];
    for _ in 0..ATTEMPTS {
        let bytes = fill(buffer.as_mut_ptr().cast(), buffer.len());
        let length = usize::try_from(bytes).map_err(|_| refused)?;
        if length >= buffer.len() {
            // With room for some growth, or a text that grows would always be ahead.
            let size = length.checked_add(length / 2 + 1).filter(|size| isize::try_from(*size).is_ok());
            buffer.resize(size.ok_or(BufferError::Broken { bytes })?, 0);
            continue;
        }
        // The zero byte is where C said that it is, or the count was not the text's.
        let text = CStr::from_bytes_until_nul(&buffer).ok().filter(|text| text.to_bytes().len() == length);
        let text = text.ok_or(BufferError::Broken { bytes })?;
        return text.to_str().map(str::to_owned).map_err(|_| BufferError::NotUtf8);
    }
    Err(BufferError::Growing { attempts: ATTEMPTS })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_read_whole_and_unknown_books_refused() {
        assert_eq!(title(0).as_deref(), Ok("Elements")); // 8 bytes: the first buffer lacks room for the zero byte
        assert_eq!(title(2).as_deref(), Ok(""));
        assert_eq!(title(-1), Err(BufferError::NoSuch { k: -1 }));
    }

    #[test]
    fn a_text_that_grows_between_the_calls_is_read_whole() {
        let first = journal().unwrap();
        let second = journal().unwrap();
        assert!(second.len() > first.len());
        assert!(second.as_bytes().chunks(4).all(|entry| entry == b"ok; "), "{second}");
    }

    #[test]
    fn a_count_that_is_not_the_texts_is_refused() {
        assert_eq!(text(|_, _| 3, BufferError::NotUtf8), Err(BufferError::Broken { bytes: 3 }));
        let mut size = 4;
        let growing = text(|_, _| (size *= 4, size).1, BufferError::NotUtf8);
        assert_eq!(growing, Err(BufferError::Growing { attempts: 8 }));
    }

    #[test]
    fn bytes_that_are_not_utf8_are_refused() {
        let latin1 = |buffer: *mut c_char, _| {
            // SAFETY: the buffer holds at least 2 bytes.
            unsafe { buffer.cast::<[u8; 2]>().write([0xe9, 0]) };
            1
        };
        assert_eq!(text(latin1, BufferError::NotUtf8), Err(BufferError::NotUtf8));
    }
}
