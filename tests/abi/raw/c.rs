//! The symbols of C.

use ffi_workbench::ffi::c;

use super::{Raw, assert_periods, assert_samples, assert_sum_fits, assert_terms, assert_windows};

pub const RAW: Raw = Raw {
    language: "c",
    add: |i, j| {
        assert_sum_fits(i, j);
        // SAFETY: scalars by value, and their sum is a 32-bit integer (asserted above).
        unsafe { c::wb_c_add(i, j) }
    },
    dot: |x, y| {
        assert_eq!(x.len(), y.len());
        // SAFETY: x and y both hold x.len() elements (asserted above), which are only read.
        unsafe { c::wb_c_dot(x.as_ptr(), y.as_ptr(), x.len()) }
    },
    dot_f32: |x, y| {
        assert_eq!(x.len(), y.len());
        // SAFETY: x and y both hold x.len() elements (asserted above), which are only read.
        unsafe { c::wb_c_dot_f32(x.as_ptr(), y.as_ptr(), x.len()) }
    },
    sum: |x| {
        // SAFETY: x holds x.len() elements, which are only read.
        unsafe { c::wb_c_sum(x.as_ptr(), x.len()) }
    },
    series_pi: |n, first, last| {
        assert_terms(n, first, last);
        // SAFETY: scalars by value, inside the ranges of the contract (asserted above).
        unsafe { c::wb_c_series_pi(n, first, last) }
    },
    monte_carlo_pi: |seed, first, last| {
        assert_samples(first, last);
        // SAFETY: scalars by value, inside the ranges of the contract (asserted above).
        unsafe { c::wb_c_monte_carlo_pi(seed, first, last) }
    },
    philox4x32_10: |counter, key| {
        let mut out = [0; 4];
        // SAFETY: C reads counter[4] and key[2] and writes out[4], three arrays of these lengths.
        unsafe { c::wb_c_philox4x32_10(counter.as_ptr(), key.as_ptr(), out.as_mut_ptr()) };
        out
    },
    moving_average: |x, window, out| {
        assert_windows(x, window, out);
        // SAFETY: C reads x[0..n] and writes out[0..n − window + 1], which they hold (asserted above); &mut keeps them
        // apart.
        unsafe { c::wb_c_moving_average(x.as_ptr(), x.len(), window, out.as_mut_ptr()) }
    },
    rsi: |x, period, out| {
        assert_periods(x, period, out);
        // SAFETY: C reads x[0..n] and writes out[0..n − period], which they hold (asserted above); &mut keeps them
        // apart.
        unsafe { c::wb_c_rsi(x.as_ptr(), x.len(), period, out.as_mut_ptr()) }
    },
};
