//! Inline functions and macros: `static inline uint32_t reversed(uint32_t)`, `#define SQUARE(x) ((x) * (x))`.
//!
//! | the other side | |
//! | --- | --- |
//! | promises | what the header computes |
//! | does not promise | a symbol: there is none to link; a type for a macro |
//!
//! **Idiom.** A shim in C, one function for each. bindgen writes them with `wrap_static_fns` for inline functions
//! (`builder.wrap_static_fns(true).wrap_static_fns_path(...)`, and `cc` compiles the file); with three of them, writing
//! them by hand is less. Constants of macros are read by bindgen, or exported by a shim as here, so that the compiler
//! which knows them also checks their type.
//!
//! **Rules.** FFI-AUTOMATE, FFI-TCONS.
//!
//! **Otherwise.** Declared as if it were a function of a library, the linker said "undefined reference to
//! `ck_reversed`".
//!
//! ```
//! use ffi_cookbook::inline_functions::{magic, reversed, square};
//!
//! assert_eq!(reversed(1), 1 << 31);
//! assert_eq!(square(1.5), 2.25);
//! assert_eq!(magic(), 0x1C0_FFEE);
//! ```
//!
//! `inline_functions.h` and `inline_functions.c`:
#![doc = concat!("```c\n", include_str!("inline_functions.h"), "\n", include_str!("inline_functions.c"), "```")]
#![expect(unsafe_code, reason = "declares C")]

// SAFETY: the declarations are those of inline_functions.c, which build.rs compares; both functions have an answer for
// every argument, and the constant never changes.
unsafe extern "C" {
    safe fn ck_reversed_shim(x: u32) -> u32;
    safe fn ck_square_shim(x: f64) -> f64;
    safe static ck_magic: u32;
}

/// The bits of `x`, last one first.
pub fn reversed(x: u32) -> u32 {
    ck_reversed_shim(x)
}

/// x².
pub fn square(x: f64) -> f64 {
    ck_square_shim(x)
}

/// The number that the library's files begin with.
pub fn magic() -> u32 {
    ck_magic
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shims_agree_with_rust() {
        for x in [0, 1, 0x1234_5678, u32::MAX] {
            assert_eq!(reversed(x), x.reverse_bits());
        }
        assert!(square(f64::NAN).is_nan());
        assert_eq!(square(1e200), f64::INFINITY);
    }

    #[test]
    fn bindgen_reads_the_same_constant() {
        assert_eq!(magic(), crate::declared::CK_MAGIC);
    }
}
