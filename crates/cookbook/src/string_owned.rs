//! Text that C allocates and the caller must free: `char *describe(...)`.
//!
//! | the other side | |
//! | --- | --- |
//! | promises | a text that ends with a zero byte, or NULL; it is the caller's until `ck_text_free` |
//! | does not promise | that Rust's allocator could free it, or C's `free` in another library |
//!
//! **Idiom.** A type whose `Drop` calls the library's own free, and which dereferences to `CStr` ([`OwnedText`]). Where
//! the text is short, copy it into a `String` and free it at once: no type is needed.
//!
//! **Rules.** FFI-MEM-OWNER (one side allocates and frees), FFI-MEM-WRAPPING (a type that frees), FFI-CKPTR.
//!
//! **Otherwise.** `CString::from_raw(ck_describe(1.0))` frees by Rust's allocator. With the system's allocator nobody
//! notices; a counting `#[global_allocator]` was given back 16 bytes that it had never handed out.
//!
//! ```
//! let text = ffi_cookbook::string_owned::describe(0.1 + 0.2).unwrap();
//! assert_eq!(text.to_str(), Ok("the figure is 0.3"));
//! assert_eq!(String::from(text), "the figure is 0.3");
//! ```
//!
//! What is borrowed from the text does not outlive it:
//!
//! ```compile_fail,E0716
//! let borrowed = ffi_cookbook::string_owned::describe(1.0).unwrap().to_str();
//! println!("{borrowed:?}");
//! ```
//!
//! `string_owned.c`:
#![doc = concat!("```c\n", include_str!("string_owned.c"), "```")]
#![expect(unsafe_code, reason = "calls C")]

use std::ffi::{CStr, c_char};
use std::ops::Deref;
use std::ptr::NonNull;

use ffi_glue::OwnedText;

// SAFETY: the declarations are those of string_owned.c, which build.rs compares; ck_describe takes every number.
unsafe extern "C" {
    safe fn ck_describe(figure: f64) -> *mut c_char;
    fn ck_text_free(text: *mut c_char);
}

/// A text that the C library allocated.
#[derive(Debug)]
pub struct Text(OwnedText);

/// A sentence on the figure; `None` where there is no memory.
pub fn describe(figure: f64) -> Option<Text> {
    let text = ck_describe(figure);
    // SAFETY: null, or a text that ends with a zero byte, that is ours, and that `free` takes back once.
    unsafe { OwnedText::new(text, free) }.ok().map(Text)
}

unsafe fn free(text: NonNull<c_char>) {
    // SAFETY: OwnedText calls this once, with the text that it was given: it goes back to where it came from.
    unsafe { ck_text_free(text.as_ptr()) }
}

impl Deref for Text {
    type Target = CStr;

    fn deref(&self) -> &CStr {
        &self.0
    }
}

impl From<Text> for String {
    /// A copy; the C text is freed.
    fn from(text: Text) -> Self {
        text.to_string_lossy().into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_figure_has_a_sentence() {
        for (figure, text) in
            [(f64::NAN, "the figure is nan"), (-0.0, "the figure is -0"), (1e300, "the figure is 1e+300")]
        {
            assert_eq!(describe(figure).map(String::from).as_deref(), Some(text));
        }
    }
}
