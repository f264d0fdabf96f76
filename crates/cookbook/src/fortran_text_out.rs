//! Text from Fortran: a `CHARACTER*(*)` that it writes, and one that it hands to a procedure of ours.
//!
//! | the other side | |
//! | --- | --- |
//! | promises | it writes all characters of the field, blanks at the end, and no more |
//! | does not promise | a zero byte; UTF-8; to say that a text was cut |
//!
//! **Idiom.** A field of fixed size, blank at first, with its hidden length behind all other arguments ([`Padded`]);
//! what comes back ends at the last character that is no blank. A text that a callback gets has a hidden length behind
//! all *its* arguments ([`fortran_text`]).
//!
//! **Rules.** FFI-CKNONROBUST (`&str` is checked to be UTF-8), FFI-CKPTR, FFI-NOPANIC.
//!
//! **Otherwise.** `CStr::from_ptr` on a field of eight characters, which has no zero byte, read on into the next one:
//! "January rubbish".
//!
//! ```
//! use ffi_cookbook::fortran_text_out::{MonthError, month};
//!
//! assert_eq!(month(2)?, "February");
//! assert_eq!(month(13).unwrap_err().to_string(), "there is no such month: 13");
//! # Ok::<(), MonthError>(())
//! ```
//!
//! `fortran_text_out.f`:
#![doc = concat!("```fortran\n", include_str!("fortran_text_out.f"), "```")]
#![expect(unsafe_code, reason = "calls Fortran, and is called by it")]

use std::ffi::{c_char, c_int};

use ffi_glue::{Closure, Padded, Refusal, Slot, fortran_text};

type RawReport = Option<unsafe extern "C" fn(*const c_char, *const c_int, usize)>;

unsafe extern "C" {
    fn ckmon_(m: *mut c_int, name: *mut c_char, report: RawReport, name_length: usize);
}

thread_local! { static REPORT: Slot = const { Slot::new() } }

/// Why there is no name.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[expect(missing_docs, reason = "the sentences name the values")]
pub enum MonthError {
    #[error("{text}: {month}")]
    Reported { text: String, month: i32 },
    #[error(transparent)]
    Refused(#[from] Refusal),
}

/// The name of month `m`, which Fortran knows from 1 to 4.
pub fn month(m: i32) -> Result<String, MonthError> {
    let name = field::<9>(m)?;
    Ok(name.as_str()?.to_owned())
}

fn field<const N: usize>(m: i32) -> Result<Padded<N>, MonthError> {
    let mut reported = None;
    let mut name = Padded::<N>::blank();
    let report = |text: &str, month| {
        reported.get_or_insert(MonthError::Reported { text: text.to_owned(), month });
    };
    call(report, m, &mut name)?;
    reported.map_or(Ok(name), Err)
}

fn call<F: FnMut(&str, c_int), const N: usize>(report: F, mut m: c_int, name: &mut Padded<N>) -> Result<(), Refusal> {
    let (start, length) = (name.as_mut_ptr(), name.hidden_len());
    // SAFETY: `start` has `length` bytes, which Fortran writes; it keeps no address. The trampoline is that of this F,
    // whose slot REPORT is until the call returns.
    Closure::new(report).during_in(&REPORT, || unsafe { ckmon_(&mut m, start, Some(trampoline::<F>), length) })
}

unsafe extern "C" fn trampoline<F: FnMut(&str, c_int)>(text: *const c_char, m: *const c_int, length: usize) {
    let call = |report: &mut F| {
        // SAFETY: null, or `length` bytes of Fortran's that nobody writes during the call.
        let text = unsafe { fortran_text(text, length) }?;
        // SAFETY: null, or an integer of Fortran's that nobody writes during the call.
        let m = unsafe { m.as_ref() }.ok_or(Refusal::Null)?;
        report(text, *m);
        Ok(())
    };
    // SAFETY: Fortran calls this inside `call` only, which has put a Closure<F> of this F into REPORT.
    unsafe { Closure::<F>::call_in(&REPORT, call) };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_of_any_size_are_filled_and_not_overrun() {
        assert_eq!(field::<9>(1).unwrap().as_bytes(), b"January  ");
        assert_eq!(field::<3>(1).unwrap().as_str(), Ok("Jan"));
        assert_eq!(field::<0>(1).unwrap().as_str(), Ok(""));
    }

    #[test]
    fn what_is_reported_is_an_error() {
        for m in [0, 5, i32::MIN] {
            let reported = MonthError::Reported { text: "there is no such month".into(), month: m };
            assert_eq!(month(m), Err(reported));
        }
    }

    #[test]
    fn a_text_that_is_not_utf8_is_refused() {
        let bytes = [0xe9_u8, b' '];
        // SAFETY: two bytes that nobody writes.
        assert!(unsafe { fortran_text(bytes.as_ptr().cast(), bytes.len()) }.is_err());
    }
}
