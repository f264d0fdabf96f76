// The cxx bridge to `csrc/cpp/tuned/kernels.hpp`, for one level. build.rs copies it for each level with the level's
// name for LEVEL, because cxx reads a bridge as it stands in its file.

pub use bridge::*;

#[cxx::bridge(namespace = "workbench::LEVEL")]
mod bridge {
    unsafe extern "C++" {
        include!("tuned/kernels.hpp");

        /// Σ xₖ·yₖ in double precision.
        ///
        /// # Safety
        /// As for `dot`; the processor has the instructions of the level.
        unsafe fn dot_tuned(x: &[f64], y: &[f64]) -> f64;

        /// Σ xₖ·yₖ in single precision.
        ///
        /// # Safety
        /// As for `dot_f32`; the processor has the instructions of the level.
        unsafe fn dot_f32_tuned(x: &[f32], y: &[f32]) -> f32;

        /// Σ xₖ.
        ///
        /// # Safety
        /// The processor has the instructions of the level.
        unsafe fn sum_tuned(x: &[f64]) -> f64;

        /// The part of the series for π over the terms `first..last`.
        ///
        /// # Safety
        /// As for `series_pi`; the processor has the instructions of the level.
        unsafe fn series_pi_tuned(n: i64, first: i64, last: i64) -> f64;

        /// Hits among the samples `first..last`.
        ///
        /// # Safety
        /// As for `monte_carlo_pi`; the processor has the instructions of the level.
        unsafe fn monte_carlo_pi_tuned(seed: u64, first: i64, last: i64) -> i64;

        /// Moving average.
        ///
        /// # Safety
        /// As for `moving_average`; the processor has the instructions of the level.
        unsafe fn moving_average_tuned(x: &[f64], window: usize, out: &mut [f64]);

        /// The last `out.len()` values of the relative strength index.
        ///
        /// # Safety
        /// 1 ≤ `period` < `x.len()`, and `out` holds 1 to `x.len()` − `period` elements; the processor has the
        /// instructions of the level.
        unsafe fn rsi_tuned(x: &[f64], period: usize, out: &mut [f64]);
    }
}
