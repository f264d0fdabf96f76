//! The C++ kernels: the cxx bridge to `csrc/cpp/kernels.hpp`.
//!
//! A kernel that trusts its caller is an `unsafe fn` here; its wrapper in [`kernels`](crate::kernels) keeps the condition.

pub use bridge::*;

#[cxx::bridge(namespace = "workbench")]
#[allow(clippy::missing_safety_doc, clippy::multiple_unsafe_ops_per_block)] // in what cxx generates
#[allow(missing_docs)] // each level of a tuned kernel
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

        // The tuned kernels, once for each level. Each needs what its plain kernel above needs, and a processor that has the
        // instructions of the level.
        unsafe fn dot_tuned_baseline(x: &[f64], y: &[f64]) -> f64;
        #[cfg(target_arch = "x86_64")]
        unsafe fn dot_tuned_v3(x: &[f64], y: &[f64]) -> f64;
        #[cfg(target_arch = "x86_64")]
        unsafe fn dot_tuned_v4(x: &[f64], y: &[f64]) -> f64;
        unsafe fn dot_f32_tuned_baseline(x: &[f32], y: &[f32]) -> f32;
        #[cfg(target_arch = "x86_64")]
        unsafe fn dot_f32_tuned_v3(x: &[f32], y: &[f32]) -> f32;
        #[cfg(target_arch = "x86_64")]
        unsafe fn dot_f32_tuned_v4(x: &[f32], y: &[f32]) -> f32;
        unsafe fn sum_tuned_baseline(x: &[f64]) -> f64;
        #[cfg(target_arch = "x86_64")]
        unsafe fn sum_tuned_v3(x: &[f64]) -> f64;
        #[cfg(target_arch = "x86_64")]
        unsafe fn sum_tuned_v4(x: &[f64]) -> f64;
        unsafe fn series_pi_tuned_baseline(n: i64, first: i64, last: i64) -> f64;
        #[cfg(target_arch = "x86_64")]
        unsafe fn series_pi_tuned_v3(n: i64, first: i64, last: i64) -> f64;
        #[cfg(target_arch = "x86_64")]
        unsafe fn series_pi_tuned_v4(n: i64, first: i64, last: i64) -> f64;
        unsafe fn monte_carlo_pi_tuned_baseline(seed: u64, first: i64, last: i64) -> i64;
        #[cfg(target_arch = "x86_64")]
        unsafe fn monte_carlo_pi_tuned_v3(seed: u64, first: i64, last: i64) -> i64;
        #[cfg(target_arch = "x86_64")]
        unsafe fn monte_carlo_pi_tuned_v4(seed: u64, first: i64, last: i64) -> i64;
        unsafe fn moving_average_tuned_baseline(x: &[f64], window: usize, out: &mut [f64]);
        #[cfg(target_arch = "x86_64")]
        unsafe fn moving_average_tuned_v3(x: &[f64], window: usize, out: &mut [f64]);
        #[cfg(target_arch = "x86_64")]
        unsafe fn moving_average_tuned_v4(x: &[f64], window: usize, out: &mut [f64]);
        // The last `out.len()` values of the index: `out` holds 1 to `x.len()` − `period` elements.
        unsafe fn rsi_tuned_baseline(x: &[f64], period: usize, out: &mut [f64]);
        #[cfg(target_arch = "x86_64")]
        unsafe fn rsi_tuned_v3(x: &[f64], period: usize, out: &mut [f64]);
        #[cfg(target_arch = "x86_64")]
        unsafe fn rsi_tuned_v4(x: &[f64], period: usize, out: &mut [f64]);
    }
}
