//! An enum in and out.
//!
//! | the other side | |
//! | --- | --- |
//! | promises | a weekday for a weekday |
//! | does not promise | that the integer is one of the names: C's enums hold any `int`, and new versions add values |
//!
//! **Idiom.** Across the boundary goes an integer, `c_uint` here, because gcc takes `unsigned` for an enum without
//! negative values. `as` towards C, `TryFrom` from C. Never `transmute`, and no Rust enum in a declaration.
//!
//! **Rules.** FFI-NOENUM (no Rust enum comes in), FFI-CKNONROBUST.
//!
//! **Otherwise.** With the Rust enum as the declared result, the value 8 was undefined behaviour: a `match` over the
//! seven days ended with SIGSEGV.
//!
//! ```
//! use ffi_cookbook::enums::Weekday;
//!
//! assert_eq!(Weekday::Friday.later(3)?, Weekday::Monday);
//! assert_eq!(Weekday::try_from(8).unwrap_err().to_string(), "8 is not a weekday of 1..=7");
//! # Ok::<(), ffi_cookbook::enums::UnknownWeekday>(())
//! ```
//!
//! `enums.c`:
#![doc = concat!("```c\n", include_str!("enums.c"), "```")]
#![expect(unsafe_code, reason = "declares C")]

use std::ffi::c_uint;

/// A day of the week, with C's numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the days of the week")]
pub enum Weekday {
    Monday = 1,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

/// A number that is no weekday.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{0} is not a weekday of 1..=7")]
pub struct UnknownWeekday(pub c_uint);

// SAFETY: the declaration is that of enums.c, which build.rs compares; every pair of integers has an answer.
unsafe extern "C" {
    safe fn ck_later(day: c_uint, days: c_uint) -> c_uint;
}

impl Weekday {
    /// The weekday after `days` more days; an error if the library answers with one that this page does not know.
    pub fn later(self, days: u32) -> Result<Self, UnknownWeekday> {
        ck_later(self as c_uint, days).try_into()
    }
}

impl TryFrom<c_uint> for Weekday {
    type Error = UnknownWeekday;

    fn try_from(number: c_uint) -> Result<Self, UnknownWeekday> {
        use Weekday::*;
        let days = [Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday];
        days.into_iter().find(|day| *day as c_uint == number).ok_or(UnknownWeekday(number))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_values_are_errors() {
        for number in [0, 8, c_uint::MAX] {
            assert_eq!(Weekday::try_from(number), Err(UnknownWeekday(number)));
        }
        assert_eq!(Weekday::try_from(ck_later(9, 1)), Err(UnknownWeekday(8)));
    }

    #[test]
    fn a_week_later_is_the_same_day() {
        for number in 1..=7 {
            let day = Weekday::try_from(number).unwrap();
            assert_eq!(day.later(7), Ok(day));
            assert_eq!(day.later(u32::MAX - u32::MAX % 7), Ok(day));
        }
    }
}
