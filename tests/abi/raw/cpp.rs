//! The symbols of C++.

use ffi_workbench::ffi::cpp;

use super::{Raw, assert_periods, assert_samples, assert_sum_fits, assert_terms, assert_windows};

pub const RAW: Raw = Raw {
    language: "cpp",
    add: |i, j| {
        assert_sum_fits(i, j);
        // SAFETY: scalars by value, and their sum is a 32-bit integer (asserted above).
        unsafe { cpp::add(i, j) }
    },
    dot: |x, y| {
        assert_eq!(x.len(), y.len());
        // SAFETY: x and y both hold x.len() elements (asserted above), which are only read.
        unsafe { cpp::dot(x, y) }
    },
    dot_f32: |x, y| {
        assert_eq!(x.len(), y.len());
        // SAFETY: x and y both hold x.len() elements (asserted above), which are only read.
        unsafe { cpp::dot_f32(x, y) }
    },
    series_pi: |n, first, last| {
        assert_terms(n, first, last);
        // SAFETY: scalars by value, inside the ranges of the contract (asserted above).
        unsafe { cpp::series_pi(n, first, last) }
    },
    monte_carlo_pi: |seed, first, last| {
        assert_samples(first, last);
        // SAFETY: scalars by value, inside the ranges of the contract (asserted above).
        unsafe { cpp::monte_carlo_pi(seed, first, last) }
    },
    sum: cpp::sum,
    philox4x32_10: cpp::philox4x32_10,
    moving_average: |x, window, out| {
        assert_windows(x, window, out);
        // SAFETY: C++ writes x.len() − window + 1 elements, which is what out holds (asserted above).
        unsafe { cpp::moving_average(x, window, out) }
    },
    rsi: |x, period, out| {
        assert_periods(x, period, out);
        // SAFETY: C++ writes x.len() − period elements, which is what out holds (asserted above).
        unsafe { cpp::rsi(x, period, out) }
    },
};
