//! Text that C owns and lends: `const char *name(const struct person *)`, `const char *version(void)`.
//!
//! | the other side | |
//! | --- | --- |
//! | promises | the name stays until the person is renamed or freed; the version stays for ever |
//! | does not promise | UTF-8: a name that was cut may end in the middle of a character |
//!
//! **Idiom.** A method with `&self` returns `&CStr`: the lifetime is the owner's borrow, and a change takes `&mut
//! self`. Only text that the documentation calls static is `&'static CStr`. To make it `&str` is the caller's step,
//! which can fail.
//!
//! **Rules.** FFI-CKPTR (the pointer is checked for null), FFI-CKNONROBUST (`&str` is checked to be UTF-8).
//!
//! **Otherwise.** A name kept as `&'static CStr` after the person was freed printed as `"\xf2\xae\xe98"` and zeros;
//! valgrind: "Invalid read of size 1 ... inside a block of size 24 free'd".
//!
//! ```
//! use ffi_cookbook::string_borrowed::{Person, version};
//!
//! let mut person = Person::new(c"Ada");
//! assert_eq!(person.name().to_str(), Ok("Ada"));
//! person.rename(c"Grace");
//! assert_eq!(person.name(), c"Grace");
//! assert_eq!(version(), Ok("2.4.1"));
//! ```
//!
//! A name does not outlive its person, or a change of it:
//!
//! ```compile_fail,E0597
//! let name = {
//!     let person = ffi_cookbook::string_borrowed::Person::new(c"Ada");
//!     person.name()
//! };
//! println!("{name:?}");
//! ```
//!
//! ```compile_fail,E0502
//! let mut person = ffi_cookbook::string_borrowed::Person::new(c"Ada");
//! let name = person.name();
//! person.rename(c"Grace");
//! println!("{name:?}");
//! ```
//!
//! `string_borrowed.c`:
#![doc = concat!("```c\n", include_str!("string_borrowed.c"), "```")]
#![expect(unsafe_code, reason = "calls C")]

use std::ffi::{CStr, c_char};
use std::ptr::NonNull;

use ffi_glue::{Refusal, static_str};

#[repr(C)]
struct RawPerson {
    _opaque: [u8; 0],
}

unsafe extern "C" {
    fn ck_person_new(name: *const c_char) -> *mut RawPerson;
    fn ck_person_free(person: *mut RawPerson);
    fn ck_person_name(person: *const RawPerson) -> *const c_char;
    fn ck_person_rename(person: *mut RawPerson, name: *const c_char);
    safe fn ck_version() -> *const c_char;
}

/// A person with a name of up to 23 bytes.
#[derive(Debug)]
pub struct Person(NonNull<RawPerson>);

impl Person {
    /// Copies the name, cut after 23 bytes.
    ///
    /// # Panics
    /// There is no memory.
    pub fn new(name: &CStr) -> Self {
        // SAFETY: name ends with a zero byte; C copies from it and keeps no pointer.
        let person = unsafe { ck_person_new(name.as_ptr()) };
        Self(NonNull::new(person).expect("there is memory for a name"))
    }

    /// The name.
    pub fn name(&self) -> &CStr {
        // SAFETY: the person is alive: only drop frees it.
        let name = unsafe { ck_person_name(self.0.as_ptr()) };
        // SAFETY: the name lies inside the person, hence is not null, and ends within its 24 bytes. It is neither freed
        // nor changed while self is borrowed: both need it mutably or by value.
        unsafe { CStr::from_ptr(name) }
    }

    /// Replaces the name, as [`new`](Self::new) does.
    pub fn rename(&mut self, name: &CStr) {
        // SAFETY: the person is alive, and no name() of it is borrowed; C copies from name and keeps no pointer.
        unsafe { ck_person_rename(self.0.as_ptr(), name.as_ptr()) }
    }
}

impl Drop for Person {
    fn drop(&mut self) {
        // SAFETY: it came from ck_person_new and is freed once, here.
        unsafe { ck_person_free(self.0.as_ptr()) }
    }
}

/// The library's version; an error if it says none, or none that is UTF-8.
pub fn version() -> Result<&'static str, Refusal> {
    let version = ck_version();
    // SAFETY: null, or a text that ends with a zero byte and is static: C neither frees nor changes it.
    unsafe { static_str(version) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_was_cut_is_not_utf8() {
        let person = Person::new(c"twenty-two bytes and \xc3\xa9\xc3\xa9"); // the cut is after 23 bytes
        assert_eq!(person.name().to_bytes().len(), 23);
        assert!(person.name().to_str().is_ok());
        let person = Person::new(c"twenty-two bytes with \xc3\xa9");
        assert!(person.name().to_str().is_err());
        assert_eq!(person.name().to_string_lossy(), "twenty-two bytes with \u{fffd}");
    }

    #[test]
    fn an_empty_name_is_a_name() {
        let mut person = Person::new(c"");
        assert_eq!(person.name(), c"");
        person.rename(c"x");
        assert_eq!(person.name(), c"x");
    }
}
