//! The C++ kernels: the cxx bridge to `csrc/cpp/kernels.hpp`, and for each level that of `cpp_tuned.rs`.
//!
//! A kernel that trusts its caller is an `unsafe fn` here; its wrapper in [`kernels`](crate::kernels) keeps the
//! condition.

use super::levels;

pub use bridge::*;

levels!(level_modules! { "cpp" });

#[cxx::bridge(namespace = "workbench")]
mod bridge {
    unsafe extern "C++" {
        include!("kernels.hpp");

        /// i + j.
        ///
        /// # Safety
        /// The sum is inside `i32`: signed overflow is undefined in C++.
        unsafe fn add(i: i32, j: i32) -> i32;

        /// Σ xₖ·yₖ in double precision.
        ///
        /// # Safety
        /// `y` is as long as `x`.
        unsafe fn dot(x: &[f64], y: &[f64]) -> f64;

        /// Σ xₖ·yₖ in single precision.
        ///
        /// # Safety
        /// `y` is as long as `x`.
        unsafe fn dot_f32(x: &[f32], y: &[f32]) -> f32;

        /// Σ xₖ.
        fn sum(x: &[f64]) -> f64;

        /// The part of the series for π over the terms `first..last`.
        ///
        /// # Safety
        /// 1 ≤ `n` ≤ 10¹² and 0 ≤ `first` ≤ `last` ≤ `n`: the counter must not overflow.
        unsafe fn series_pi(n: i64, first: i64, last: i64) -> f64;

        /// Hits among the samples `first..last`.
        ///
        /// # Safety
        /// 0 ≤ `first` ≤ `last` ≤ 2⁵³: the counter must not overflow.
        unsafe fn monte_carlo_pi(seed: u64, first: i64, last: i64) -> i64;

        /// Ten rounds of Philox4x32.
        fn philox4x32_10(counter: [u32; 4], key: [u32; 2]) -> [u32; 4];

        /// Moving average.
        ///
        /// # Safety
        /// 1 ≤ `window` ≤ `x.len()`, and `out` holds `x.len()` − `window` + 1 elements.
        unsafe fn moving_average(x: &[f64], window: usize, out: &mut [f64]);

        /// Relative strength index.
        ///
        /// # Safety
        /// 1 ≤ `period` < `x.len()`, and `out` holds `x.len()` − `period` elements.
        unsafe fn rsi(x: &[f64], period: usize, out: &mut [f64]);
    }
}
