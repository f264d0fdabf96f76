//! Rust types in C++: an opaque one in a `Box`, a struct that both sides read, a Rust function that may fail.
//!
//! | the other side | |
//! | --- | --- |
//! | promises | it gives the box back, or drops it |
//! | does not promise | to catch the error of `count`, which arrives in C++ as an exception |
//!
//! **Idiom.** `extern "Rust"` for the opaque type and its methods; C++ holds it as `rust::Box<Counter>`, whose
//! destructor is Rust's. A struct that both sides read is declared once, in the bridge, and cxx writes it for C++. A
//! Rust `Err` is a C++ exception `rust::Error`, and comes back as an `Err` here.
//!
//! **Rules.** FFI-C-OPAQUE, FFI-MEM-OWNER, FFI-NOPANIC: cxx catches a panic and then *aborts*, so what may fail returns
//! `Result`.
//!
//! **Otherwise.** `count` with an `assert!` in place of `Err`: "panic in ffi function ... aborting", SIGABRT.
//!
//! ```
//! use ffi_cookbook::rust_in_cpp::{Sample, times_above};
//!
//! let samples = [Sample { time: 1, value: 0.5 }, Sample { time: 2, value: 1.5 }];
//! assert_eq!(times_above(&samples, 1.0, 10)?, [2]);
//! assert_eq!(times_above(&samples, 0.0, 1).unwrap_err().what(), "there is room for 1 time");
//! # Ok::<(), cxx::Exception>(())
//! ```
//!
//! `rust_in_cpp.hpp` and `rust_in_cpp.cpp`:
#![doc = concat!("```cpp\n", include_str!("rust_in_cpp.hpp"), "\n", include_str!("rust_in_cpp.cpp"), "```")]
#![expect(unsafe_code, clippy::multiple_unsafe_ops_per_block, reason = "in what cxx generates")]

#[cxx::bridge(namespace = "cookbook")]
mod ffi {
    /// A value at a time.
    #[derive(Debug, Clone, Copy, PartialEq)]
    struct Sample {
        /// When, in steps.
        time: u32,
        /// What was measured.
        value: f64,
    }

    extern "Rust" {
        type Counter;
        fn count(self: &mut Counter, time: u32) -> Result<()>;
    }

    unsafe extern "C++" {
        include!("ffi-cookbook/src/rust_in_cpp.hpp");

        fn count_above(samples: &[Sample], threshold: f64, counter: Box<Counter>) -> Result<Box<Counter>>;
    }
}

pub use ffi::Sample;

struct Counter {
    times: Vec<u32>,
    room: usize,
}

/// The counter has no room for another time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("there is room for {room} time{}", if *room == 1 { "" } else { "s" })]
pub struct NoRoom {
    room: usize,
}

impl Counter {
    fn count(&mut self, time: u32) -> Result<(), NoRoom> {
        if self.times.len() == self.room {
            return Err(NoRoom { room: self.room });
        }
        self.times.push(time);
        Ok(())
    }
}

/// The times of the samples above `threshold`, of which there may be up to `room`.
pub fn times_above(samples: &[Sample], threshold: f64, room: usize) -> Result<Vec<u32>, cxx::Exception> {
    let counter = Box::new(Counter { times: Vec::new(), room });
    Ok(ffi::count_above(samples, threshold, counter)?.times)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_travels_through_cpp_and_the_box_is_dropped_there() {
        let samples = [Sample { time: 1, value: 1.0 }; 3];
        assert_eq!(times_above(&samples, 0.0, 2).unwrap_err().what(), "there is room for 2 times");
        assert_eq!(times_above(&samples, 0.0, 3).unwrap().len(), 3);
    }

    #[test]
    fn no_samples_are_above_nan() {
        assert_eq!(times_above(&[], 0.0, 0).unwrap(), []);
        assert_eq!(times_above(&[Sample { time: 1, value: 1.0 }], f64::NAN, 0).unwrap(), []);
    }
}
