//! The raw symbols, without the safe functions in front of them: what crosses the boundary arrives, and what comes back is
//! right, for the values and the addresses that a boundary gets wrong.
//!
//! - `raw`: every symbol of a language behind one signature.
//! - `numbers`: lengths, special values and addresses of the arrays.
//! - `philox`: the known answers of the random numbers.
//! - `control_word`: the floating-point modes of the thread that calls.
//! - `contract`: `fortran/kernels.h` against the Fortran sources.

#![allow(unsafe_code)]

#[path = "../common/bits.rs"]
mod bits;
#[cfg(feature = "fortran")]
mod contract;
mod control_word;
mod numbers;
mod philox;
mod raw;
