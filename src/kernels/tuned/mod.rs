//! The tuned loops in Rust, one file for each kernel: what the other languages have in `csrc/c/tuned`, `csrc/cpp/tuned`
//! and `fortran/tuned`. Each is compiled once for each instruction-set level ([`multiversion!`](crate::level)). Their
//! callers have checked the kernel's rules.

pub mod dot;
mod lanes;
pub mod monte_carlo_pi;
pub mod moving_average;
mod prefetch;
pub mod rsi;
pub mod series_pi;
pub mod sum;
