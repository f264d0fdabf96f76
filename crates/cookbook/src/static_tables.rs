//! A table and a variable that C exports: `extern const struct unit units[]; extern int digits;`.
//!
//! | the other side | |
//! | --- | --- |
//! | promises | the table and its texts are constant, and the last entry has a NULL name |
//! | does not promise | a length in the type; a lock around the variable, which every thread shares |
//!
//! **Idiom.** A constant table is a `static` of one element or none, whose address is taken, walked up to its end
//! once, and handed out as `&'static`. A variable that changes is reached through `&raw`, by functions behind a lock of
//! ours, never as a reference.
//!
//! **Rules.** FFI-CTYPE, FFI-TCONS, FFI-CKPTR.
//!
//! **Otherwise.** Declared as one element longer than it is, the table had one unit more, whose name was
//! "library/core/src/cell/once.rs": another object's text.
//!
//! ```
//! use ffi_cookbook::static_tables::{digits, set_digits, units};
//!
//! let inch = units().find(|unit| unit.name == c"inch").unwrap();
//! assert_eq!(inch.metres, 0.0254);
//! set_digits(9);
//! assert_eq!(digits(), 9);
//! ```
//!
//! `static_tables.c`:
#![doc = concat!("```c\n", include_str!("static_tables.c"), "```")]
#![expect(unsafe_code, reason = "reads and writes what C exports")]

use std::ffi::{CStr, c_char, c_int};
use std::sync::{Mutex, MutexGuard};

#[repr(C)]
struct RawUnit {
    name: *const c_char,
    metres: f64,
}

unsafe extern "C" {
    static ck_units: [RawUnit; 0]; // C says no length
    static mut ck_digits: c_int;
}

/// A unit of length.
#[derive(Debug, Clone, Copy, PartialEq)]
#[expect(missing_docs, reason = "named in full")]
pub struct Unit {
    pub name: &'static CStr,
    pub metres: f64,
}

/// All units that the library knows.
pub fn units() -> impl Iterator<Item = Unit> {
    (0..).map_while(|k| {
        let first = (&raw const ck_units).cast::<RawUnit>();
        // SAFETY: the entries before this one had names, so the one that ends the table is at k or later.
        let entry = unsafe { first.add(k) };
        // SAFETY: it lies in the table (above), which is constant: nobody writes to it.
        let RawUnit { name, metres } = unsafe { &*entry };
        let name = (!name.is_null()).then_some(*name)?;
        // SAFETY: not null, ends with a zero byte, and constant for the whole run.
        Some(Unit { name: unsafe { CStr::from_ptr(name) }, metres: *metres })
    })
}

static DIGITS: Mutex<()> = Mutex::new(()); // held by whoever touches ck_digits; C itself only reads it in our calls

fn alone() -> MutexGuard<'static, ()> {
    DIGITS.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}

/// How many digits are printed.
pub fn digits() -> i32 {
    let _alone = alone();
    let digits = &raw const ck_digits;
    // SAFETY: an aligned int of the library; the lock keeps out every other reader and writer of this page.
    unsafe { digits.read() }
}

/// Sets how many digits are printed.
pub fn set_digits(digits: i32) {
    let _alone = alone();
    let variable = &raw mut ck_digits;
    // SAFETY: as in digits.
    unsafe { variable.write(digits) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_ends_where_c_says() {
        assert_eq!(units().count(), crate::declared::ck_unit_count);
        assert!(units().all(|unit| unit.metres > 0.0));
    }

    #[test]
    fn threads_take_turns_at_the_variable() {
        std::thread::scope(|scope| {
            for k in 0..4 {
                scope.spawn(move || (0..200).for_each(|_| set_digits(k)));
            }
        });
        assert!((0..4).contains(&digits()));
    }
}
