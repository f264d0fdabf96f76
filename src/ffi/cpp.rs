//! The C++ kernels: the cxx bridge to `csrc/cpp/kernels.hpp`.
//!
//! A kernel that trusts its caller is an `unsafe fn` here: its condition stands in the header, and its wrapper in
//! [`kernels`](crate::kernels) checks it.

pub use bridge::*;

#[cxx::bridge(namespace = "workbench")]
#[allow(missing_docs)] // documented in csrc/cpp/kernels.hpp
mod bridge {
    unsafe extern "C++" {
        include!("kernels.hpp");

        unsafe fn add(i: i32, j: i32) -> i32;
        unsafe fn dot(x: &[f64], y: &[f64]) -> f64;
        unsafe fn dot_f32(x: &[f32], y: &[f32]) -> f32;
        fn sum(x: &[f64]) -> f64;
        unsafe fn series_pi(n: i64, first: i64, last: i64) -> f64;
        unsafe fn monte_carlo_pi(seed: u64, first: i64, last: i64) -> i64;
        fn philox4x32_10(counter: [u32; 4], key: [u32; 2]) -> [u32; 4];
        unsafe fn moving_average(x: &[f64], window: usize, out: &mut [f64]);
        unsafe fn rsi(x: &[f64], period: usize, out: &mut [f64]);
    }
}
