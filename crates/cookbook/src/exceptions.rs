//! A C++ function that throws.
//!
//! | the other side | |
//! | --- | --- |
//! | promises | `std::out_of_range`, which has a text |
//! | does not promise | that all it throws derives from `std::exception` |
//!
//! **Idiom.** A `Result` in the cxx bridge: cxx catches the exception in C++ and hands its text over. A function that
//! is declared without `Result` must not throw: cxx then ends the process. What does not derive from `std::exception`
//! ends it as well, so such a function gets a C++ shim that catches it.
//!
//! **Rules.** FFI-NOPANIC, for the other direction: nothing unwinds across the boundary.
//!
//! **Otherwise.** The same function behind a plain `extern "C"`: "fatal runtime error: Rust cannot catch foreign
//! exceptions, aborting", SIGABRT.
//!
//! ```
//! use ffi_cookbook::exceptions::element;
//!
//! assert_eq!(element(2)?, 30.0);
//! assert!(element(3).unwrap_err().what().contains("3"));
//! # Ok::<(), cxx::Exception>(())
//! ```
//!
//! `exceptions.hpp` and `exceptions.cpp`:
#![doc = concat!("```cpp\n", include_str!("exceptions.hpp"), "\n", include_str!("exceptions.cpp"), "```")]
#![expect(unsafe_code, clippy::multiple_unsafe_ops_per_block, reason = "in what cxx generates")]

#[cxx::bridge(namespace = "cookbook")]
mod ffi {
    unsafe extern "C++" {
        include!("ffi-cookbook/src/exceptions.hpp");

        fn element(index: usize) -> Result<f64>;
        fn throw_number() -> Result<()>;
    }
}

/// A number is thrown in C++, and is an error as everything else is.
pub fn number_thrown() -> Result<(), cxx::Exception> {
    ffi::throw_number()
}

/// The element at `index` of 10, 20, 30; C++'s text where there is none.
pub fn element(index: usize) -> Result<f64, cxx::Exception> {
    ffi::element(index)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exception_is_an_error_with_its_text() {
        for index in [3, usize::MAX] {
            assert!(element(index).unwrap_err().what().contains("range_check"), "{index}");
        }
        assert_eq!(element(0).unwrap(), 10.0);
    }

    #[test]
    fn what_is_no_std_exception_is_turned_into_one() {
        assert_eq!(number_thrown().unwrap_err().what(), "a number was thrown: 42");
    }
}
