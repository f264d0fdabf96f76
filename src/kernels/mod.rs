//! The kernels: one file each, with its formula, its rules, the plain loop in Rust, the safe functions for the other
//! languages, and the table of them all.
//!
//! A kernel's file needs [`ffi`](crate::ffi), [`language`](crate::language) and [`level`](crate::level) alone, so this
//! folder can be taken away. The tuned loops in Rust are in `tuned/`, as those of the other languages are in
//! `csrc/c/tuned`, `csrc/cpp/tuned` and `fortran/tuned`.
//!
//! The foreign functions of one signature are called in one place of a kernel's file, `call` (`call_cpp` for those
//! behind cxx), which checks the rules first. The wrappers are `#[inline]`: a check and a call are less than what
//! calling them costs.

#![expect(unsafe_code, reason = "this is where foreign functions are made safe")]

pub mod add;
pub mod dot;
pub mod exponential_smoothing;
pub mod monte_carlo_pi;
pub mod moving_average;
pub mod rsi;
pub mod rsi_last;
pub mod series_pi;
pub mod sum;
mod tuned;
