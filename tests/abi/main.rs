//! The raw symbols, without the safe functions in front of them: what crosses the boundary arrives, and what comes back
//! is right, for the values and the addresses that a boundary gets wrong.
//!
//! - `raw`: every symbol of a language behind one signature.
//! - `numbers`: lengths, special values and addresses of the arrays.
//! - `philox`: the known answers of the random numbers.
//! - `control_word`: the floating-point modes of the thread that calls.
//! - `contract`: the headers against the sources.

#![expect(unsafe_code, reason = "raw symbols are unsafe functions")]

#[path = "../common/all_languages.rs"]
mod all_languages;
#[path = "../common/bits.rs"]
mod bits;
mod contract;
mod control_word;
mod numbers;
#[path = "../common/parameters.rs"]
mod parameters;
mod philox;
mod raw;
