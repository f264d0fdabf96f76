//! `std::vector` and `std::string`, and Rust's slices and texts in C++.
//!
//! | the other side | |
//! | --- | --- |
//! | promises | containers that own their elements |
//! | does not promise | a layout: that is the C++ library's own; UTF-8; an order for NaN |
//!
//! **Idiom.** Towards C++ a `rust::Slice` or a `rust::Str`, which borrow and copy nothing. From C++ a
//! `UniquePtr<CxxVector<T>>`, which is read as a slice, and a `UniquePtr<CxxString>`, which becomes a `&str` by a
//! check.
//!
//! **Rules.** FFI-CTYPE (containers only behind pointers), FFI-CKNONROBUST.
//!
//! **Otherwise.** `std::sort` by `>` over values with a NaN is undefined, for `>` is then no order: of 40 elements,
//! every third of them NaN, the "largest" were 39, 38, 30, NaN, 36.
//!
//! ```
//! use ffi_cookbook::containers::{largest, repeated};
//!
//! let found = largest(&[1.0, 9.0, 4.0], 2).unwrap();
//! assert_eq!(found.as_slice(), [9.0, 4.0]);
//! assert_eq!(repeated("ab", 2), "abab");
//! ```
//!
//! What is borrowed from a vector does not outlive it:
//!
//! ```compile_fail,E0716
//! let found = ffi_cookbook::containers::largest(&[1.0], 1).unwrap().as_slice();
//! println!("{found:?}");
//! ```
//!
//! `containers.hpp`:
#![doc = concat!("```cpp\n", include_str!("containers.hpp"), "```")]
#![expect(unsafe_code, clippy::multiple_unsafe_ops_per_block, reason = "in what cxx generates")]

use cxx::{CxxVector, UniquePtr};

#[cxx::bridge(namespace = "cookbook")]
mod ffi {
    unsafe extern "C++" {
        include!("ffi-cookbook/src/containers.hpp");

        fn largest(values: &[f64], k: usize) -> UniquePtr<CxxVector<f64>>;
        fn total(values: &CxxVector<f64>) -> f64;
        fn repeated(text: &str, times: usize) -> Result<UniquePtr<CxxString>>;
        fn first_byte(text: &str) -> UniquePtr<CxxString>;
    }
}

/// A NaN stands at this place: it has no place in an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("value {at} is NaN, which is neither larger nor smaller")]
pub struct NotOrdered {
    /// Its index.
    pub at: usize,
}

/// The `k` largest values, largest first, in a vector of C++.
pub fn largest(values: &[f64], k: usize) -> Result<UniquePtr<CxxVector<f64>>, NotOrdered> {
    match values.iter().position(|value| value.is_nan()) {
        Some(at) => Err(NotOrdered { at }),
        None => Ok(ffi::largest(values, k)),
    }
}

/// Sum of a vector of C++.
pub fn total(values: &CxxVector<f64>) -> f64 {
    ffi::total(values)
}

/// The text, `times` times; what is not UTF-8 would be replaced.
///
/// # Panics
/// There is no memory for it: C++'s `std::bad_alloc` or `std::length_error`.
pub fn repeated(text: &str, times: usize) -> String {
    let all = ffi::repeated(text, times).expect("there is memory for the text");
    all.to_string_lossy().into_owned()
}

/// The first byte of a text, which need not be a text; nothing of an empty one.
pub fn first_byte(text: &str) -> UniquePtr<cxx::CxxString> {
    ffi::first_byte(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_slices_and_vectors_are_values() {
        let none = largest(&[], 3).unwrap();
        assert!(none.as_slice().is_empty());
        assert_eq!(total(&none), 0.0);
        assert_eq!(repeated("", 5), "");
    }

    #[test]
    fn nan_is_refused_with_its_place() {
        assert_eq!(largest(&[1.0, f64::NAN], 1).err(), Some(NotOrdered { at: 1 }));
    }

    #[test]
    fn zero_bytes_are_bytes_and_half_a_character_is_not_utf8() {
        assert_eq!(repeated("a\0", 2), "a\0a\0");
        assert!(first_byte("é").to_str().is_err());
    }
}
