//! The kernels: one file each, with its formula, its rules, one safe function per language, and the table of them.
//!
//! A kernel's file needs [`ffi`](crate::ffi), [`error`](crate::error), [`language`](crate::language) and [`level`](crate::level)
//! alone, so this
//! folder can be taken away.
//!
//! The wrappers are `#[inline]`: a check and a call are less than what calling them costs.

#![allow(unsafe_code)]

pub mod add;
pub mod dot;
mod fetch;
mod lanes;
pub mod monte_carlo_pi;
pub mod moving_average;
pub mod rsi;
pub mod series_pi;
pub mod sum;
