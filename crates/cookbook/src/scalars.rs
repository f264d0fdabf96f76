//! Numbers in, a number out.
//!
//! | the other side | |
//! | --- | --- |
//! | promises | `ck_gcd` has an answer for every pair; neither function reads anything but its arguments |
//! | does not promise | an answer of `ck_quotient` for b = 0, or for `INT_MIN` / -1 |
//!
//! **Idiom.** C's own types: `c_int` for `int`, `c_uint` for `unsigned`. A function with an answer for every argument
//! is declared `safe fn`, and calling it needs no `unsafe`. One that is partial stays `unsafe`, behind a check of
//! exactly what its comment asks for.
//!
//! **Rules.** FFI-PFTYPE (portable aliases for types that depend on the platform), FFI-CTYPE.
//!
//! **Otherwise.** `ck_quotient(1, 0)` ended the program: SIGFPE.
//!
//! ```
//! use ffi_cookbook::scalars::{gcd, quotient};
//!
//! assert_eq!(gcd(12, 18), 6);
//! assert_eq!(quotient(-7, 2), Some(-3));
//! assert_eq!(quotient(7, 0), None);
//! ```
//!
//! `scalars.c`:
#![doc = concat!("```c\n", include_str!("scalars.c"), "```")]
#![expect(unsafe_code, reason = "calls C")]

use std::ffi::{c_int, c_uint};

// SAFETY: the declarations are those of scalars.c, which build.rs compares; ck_gcd has an answer for every pair.
unsafe extern "C" {
    safe fn ck_gcd(a: c_uint, b: c_uint) -> c_uint;
    fn ck_quotient(a: c_int, b: c_int) -> c_int;
}

/// Greatest common divisor; that of 0 and 0 is 0.
pub fn gcd(a: u32, b: u32) -> u32 {
    ck_gcd(a, b)
}

/// a / b, cut towards zero; `None` where it has no answer in 32 bits.
pub fn quotient(a: i32, b: i32) -> Option<i32> {
    if b == 0 || (a == i32::MIN && b == -1) {
        return None;
    }
    // SAFETY: b is not 0 and the quotient does not overflow (checked above), which is all that C asks for.
    Some(unsafe { ck_quotient(a, b) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pair_has_a_common_divisor() {
        assert_eq!(gcd(0, 0), 0);
        assert_eq!(gcd(u32::MAX, 0), u32::MAX);
        assert_eq!(gcd(48, 36), 12);
    }

    #[test]
    fn a_quotient_without_an_answer_is_none() {
        assert_eq!(quotient(1, 0), None);
        assert_eq!(quotient(i32::MIN, -1), None);
        assert_eq!(quotient(i32::MIN, 1), Some(i32::MIN));
    }
}
