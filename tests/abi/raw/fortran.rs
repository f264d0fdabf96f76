//! The symbols of Fortran.

use ffi_workbench::ffi::fortran;

use super::{Raw, assert_periods, assert_samples, assert_sum_fits, assert_terms, assert_windows};

pub const RAW: Raw = Raw {
    language: "fortran",
    add: |i, j| {
        assert_sum_fits(i, j);
        // SAFETY: scalars by value, and their sum is a 32-bit integer (asserted above).
        unsafe { fortran::wb_fortran_add(i, j) }
    },
    dot: |x, y| {
        assert_eq!(x.len(), y.len());
        // SAFETY: x and y both hold x.len() elements (asserted above), which are only read.
        unsafe { fortran::wb_fortran_dot(x.as_ptr(), y.as_ptr(), x.len()) }
    },
    dot_f32: |x, y| {
        assert_eq!(x.len(), y.len());
        // SAFETY: x and y both hold x.len() elements (asserted above), which are only read.
        unsafe { fortran::wb_fortran_dot_f32(x.as_ptr(), y.as_ptr(), x.len()) }
    },
    sum: |x| {
        // SAFETY: x holds x.len() elements, which are only read.
        unsafe { fortran::wb_fortran_sum(x.as_ptr(), x.len()) }
    },
    series_pi: |n, first, last| {
        assert_terms(n, first, last);
        // SAFETY: scalars by value, inside the ranges of the contract (asserted above).
        unsafe { fortran::wb_fortran_series_pi(n, first, last) }
    },
    monte_carlo_pi: |seed, first, last| {
        assert_samples(first, last);
        // SAFETY: scalars by value, inside the ranges of the contract (asserted above).
        unsafe { fortran::wb_fortran_monte_carlo_pi(seed.cast_signed(), first, last) }
    },
    philox4x32_10: |counter, key| {
        let (counter, key) = (counter.map(u32::cast_signed), key.map(u32::cast_signed));
        let mut out = [0; 4];
        // SAFETY: the explicit shapes are counter(4), key(2) and out(4), three arrays of these lengths.
        unsafe { fortran::wb_fortran_philox4x32_10(counter.as_ptr(), key.as_ptr(), out.as_mut_ptr()) };
        out.map(i32::cast_unsigned)
    },
    moving_average: |x, window, out| {
        assert_windows(x, window, out);
        // SAFETY: the explicit shapes are x(n) and out(n − window + 1), which they have (asserted above); &mut keeps
        // them apart.
        unsafe { fortran::wb_fortran_moving_average(x.as_ptr(), x.len(), window, out.as_mut_ptr()) }
    },
    rsi: |x, period, out| {
        assert_periods(x, period, out);
        // SAFETY: the explicit shapes are x(n) and out(n − period), which they have (asserted above); &mut keeps them
        // apart.
        unsafe { fortran::wb_fortran_rsi(x.as_ptr(), x.len(), period, out.as_mut_ptr()) }
    },
};
