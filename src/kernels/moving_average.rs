//! Simple moving average: outᵢ = mean of xᵢ … xᵢ₊w₋₁, n − w + 1 values.
//!
//! | argument | shape | unit | rule |
//! | --- | --- | --- | --- |
//! | `x` | n elements | any | |
//! | `window` | scalar w | elements | 1 ≤ w ≤ n |
//! | `out` | n − w + 1 elements | that of `x` | not read |
//!
//! As `pandas.Series(x).rolling(w).mean()` without its leading NaN, and `numpy.convolve(x, ones(w)/w, "valid")`. Nothing
//! is ever subtracted: nothing drifts or cancels, and a NaN or an infinity reaches only the windows that hold it.
//!
//! `plain` sums every window anew, in order: the error of each value is at most γ_w times the mean of |x| in its window,
//! where γₘ = m·u / (1 − m·u), u = 2⁻⁵³. The price is n·w additions.
//!
//! `tuned` does as many additions as it can while the divider is busy, and subtracts nothing either.
//! - A window below 32 is added up anew for each value, in order, 32 values side by side: the bits of `plain`.
//! - A longer window is rows of 8 elements, and fewer than 8 elements that fill no row. The output is cut into stretches of
//!   whole rows, as long as a window; each window is the end of one stretch and the beginning of the next (van Herk, "A fast
//!   algorithm for local minimum and maximum filters on rectangular and octagonal kernels", Pattern Recognition Letters 13,
//!   1992). Both are running sums of rows, in 8 lanes, whatever the window: at most 17 additions for each value. The error is
//!   at most γ_m times the mean of |x| with m = w/8 + 12, which is below w. `out` holds the rows of the next stretch, and
//!   then the ends of windows, until their turn comes, so there is no other memory. Stretches begin with the call's output:
//!   the last bits depend on where it begins.
//!
//! Up to windows of some 10⁴ elements this takes about as long as a copy, and a quarter longer at 30. A longer stretch leaves the second-level cache between
//! the three times that `out` is passed over. Memory is asked for ahead, for which Fortran has no word: it takes up to one and
//! a half times as long on arrays that come from memory, and as long as the others in cache.
//!
//! The division is a division, not a product with 1/w, so that the mean of ones is 1. Where sums of parts of a window
//! overflow that in order would not, the mean is infinite or NaN. Every language and every level gives the same bits.
//!
//! ```
//! use ffi_workbench::{error::KernelError, kernels::moving_average};
//!
//! let mut out = [0.0; 3];
//! moving_average::c(&[1.0, 2.0, 3.0, 7.0], 2, &mut out)?;
//! assert_eq!(out, [1.5, 2.5, 5.0]);
//! moving_average::rust_tuned(&[1e16, 1.0, 1.0, 3.0], 2, &mut out)?;
//! assert_eq!(out[1..], [1.0, 2.0]);
//! assert_eq!(moving_average::c(&[1.0], 2, &mut []), Err(KernelError::WindowOutOfRange { window: 2, n: 1 }));
//! # Ok::<(), KernelError>(())
//! ```

use crate::error::KernelError;
use crate::ffi;
use crate::kernels::fetch::fetch;
use crate::language::{Implementation, Language};
use crate::level::{at_every_level, at_level};

/// Fills `out` with the moving average, or [`KernelError::WindowOutOfRange`] or [`KernelError::OutputLength`].
pub type Function = fn(&[f64], usize, &mut [f64]) -> Result<(), KernelError>;

/// Every implementation in this build.
pub const IMPLEMENTATIONS: &[Implementation<Function>] = &[
    Implementation::plain(Language::Rust, rust),
    Implementation::plain(Language::C, c),
    Implementation::plain(Language::Cpp, cpp),
    #[cfg(feature = "fortran")]
    Implementation::plain(Language::Fortran, fortran),
    Implementation::tuned(Language::Rust, rust_tuned),
    Implementation::tuned(Language::C, c_tuned),
    Implementation::tuned(Language::Cpp, cpp_tuned),
    #[cfg(feature = "fortran")]
    Implementation::tuned(Language::Fortran, fortran_tuned),
];

/// Moving average in Rust.
pub fn rust(x: &[f64], window: usize, out: &mut [f64]) -> Result<(), KernelError> {
    check(x, window, out)?;
    for (mean, values) in out.iter_mut().zip(x.windows(window)) {
        let mut total = 0.0;
        for value in values {
            total += value;
        }
        *mean = total / window as f64;
    }
    Ok(())
}

/// Moving average in C.
#[inline]
pub fn c(x: &[f64], window: usize, out: &mut [f64]) -> Result<(), KernelError> {
    check(x, window, out)?;
    // SAFETY: 1 ≤ window ≤ n and out holds n − window + 1 elements (checked above), so C reads x[0..n] and writes
    // out[0..n − window + 1]; &mut keeps the two apart; it keeps no pointer and has no static state (FFI-CKPTR).
    unsafe { ffi::c::wb_c_moving_average(x.as_ptr(), x.len(), window, out.as_mut_ptr()) };
    Ok(())
}

/// Moving average in C++.
#[inline]
pub fn cpp(x: &[f64], window: usize, out: &mut [f64]) -> Result<(), KernelError> {
    check(x, window, out)?;
    // SAFETY: 1 ≤ window ≤ x.len() and out holds x.len() − window + 1 elements (checked above), which is what C++ writes.
    unsafe { ffi::cpp::moving_average(x, window, out) };
    Ok(())
}

/// Moving average in Fortran.
#[cfg(feature = "fortran")]
#[inline]
pub fn fortran(x: &[f64], window: usize, out: &mut [f64]) -> Result<(), KernelError> {
    check(x, window, out)?;
    // SAFETY: the explicit shapes are x(n) and out(n − window + 1), which the slices have (checked above), and &mut
    // keeps the two apart, as Fortran demands; it keeps no pointer and has no saved variables (FFI-CKPTR).
    unsafe { ffi::fortran::wb_fortran_moving_average(x.as_ptr(), x.len(), window, out.as_mut_ptr()) };
    Ok(())
}

/// Moving average in Rust, tuned.
pub fn rust_tuned(x: &[f64], window: usize, out: &mut [f64]) -> Result<(), KernelError> {
    check(x, window, out)?;
    if window < FEW {
        average_few(x, window, out);
    } else {
        average_many(x, window, out);
    }
    Ok(())
}

/// Moving average in C, tuned.
#[inline]
pub fn c_tuned(x: &[f64], window: usize, out: &mut [f64]) -> Result<(), KernelError> {
    use ffi::c::{wb_c_moving_average_tuned_baseline, wb_c_moving_average_tuned_v3, wb_c_moving_average_tuned_v4};
    check(x, window, out)?;
    let run = at_level!(wb_c_moving_average_tuned_baseline, wb_c_moving_average_tuned_v3, wb_c_moving_average_tuned_v4);
    // SAFETY: as for `c`, and this processor has the instructions of the level in use (`Level::is_here`).
    unsafe { run(x.as_ptr(), x.len(), window, out.as_mut_ptr()) };
    Ok(())
}

/// Moving average in C++, tuned.
#[inline]
pub fn cpp_tuned(x: &[f64], window: usize, out: &mut [f64]) -> Result<(), KernelError> {
    use ffi::cpp::{moving_average_tuned_baseline, moving_average_tuned_v3, moving_average_tuned_v4};
    check(x, window, out)?;
    let run = at_level!(moving_average_tuned_baseline, moving_average_tuned_v3, moving_average_tuned_v4);
    // SAFETY: as for `cpp`, and this processor has the instructions of the level in use (`Level::is_here`).
    unsafe { run(x, window, out) };
    Ok(())
}

/// Moving average in Fortran, tuned.
#[cfg(feature = "fortran")]
#[inline]
pub fn fortran_tuned(x: &[f64], window: usize, out: &mut [f64]) -> Result<(), KernelError> {
    use ffi::fortran::{
        wb_fortran_moving_average_tuned_baseline, wb_fortran_moving_average_tuned_v3,
        wb_fortran_moving_average_tuned_v4,
    };
    check(x, window, out)?;
    let run = at_level!(
        wb_fortran_moving_average_tuned_baseline,
        wb_fortran_moving_average_tuned_v3,
        wb_fortran_moving_average_tuned_v4
    );
    // SAFETY: as for `fortran`, and this processor has the instructions of the level in use (`Level::is_here`).
    unsafe { run(x.as_ptr(), x.len(), window, out.as_mut_ptr()) };
    Ok(())
}

/// Number of values in the moving average of `n` elements, or [`KernelError::WindowOutOfRange`].
#[inline]
pub fn output_length(n: usize, window: usize) -> Result<usize, KernelError> {
    if window == 0 || window > n {
        return Err(KernelError::WindowOutOfRange { window, n });
    }
    Ok(n - window + 1)
}

#[inline]
fn check(x: &[f64], window: usize, out: &[f64]) -> Result<(), KernelError> {
    let needed = output_length(x.len(), window)?;
    if out.len() != needed {
        return Err(KernelError::OutputLength { needed, given: out.len() });
    }
    Ok(())
}

/// Windows below this are added up anew for each value.
const FEW: usize = 32;

/// Elements of a row, which a longer window is made of.
const LANES: usize = 8;

/// Values computed side by side.
const BLOCK: usize = 32;

/// Elements between those that are needed and those that memory is asked for.
const AHEAD: usize = 256;

at_every_level! {
    fn average_few(x: &[f64], window: usize, out: &mut [f64]) {
        let length = window as f64;
        let whole = out.len() / BLOCK * BLOCK;
        for i in (0..whole).step_by(BLOCK) {
            if whole - i >= AHEAD + BLOCK {
                fetch(&x[i + AHEAD..][..BLOCK]);
                fetch(&out[i + AHEAD..][..BLOCK]);
            }
            let mut total = [0.0; BLOCK];
            let (x, out) = (&x[i..][..BLOCK + window - 1], &mut out[i..][..BLOCK]);
            for k in 0..window {
                add(&mut total, &x[k..k + BLOCK]);
            }
            for l in 0..BLOCK {
                out[l] = total[l] / length;
            }
        }
        for (mean, values) in out[whole..].iter_mut().zip(x[whole..].windows(window)) {
            let mut total = 0.0;
            for value in values {
                total += value;
            }
            *mean = total / length;
        }
    }
}

#[inline(always)]
fn add(total: &mut [f64], values: &[f64]) {
    for (total, value) in total.iter_mut().zip(values) {
        *total += value;
    }
}

/// `rows[i]`: the sum of the row that begins at `x[i]`. Rows that x is too short for are zeros, and reach no value.
#[inline(always)]
fn add_up(x: &[f64], rows: &mut [f64]) {
    let whole = rows.len().min((x.len() + 1).saturating_sub(LANES));
    let (rows, beyond) = rows.split_at_mut(whole);
    for (row, x) in rows.iter_mut().zip(x.windows(LANES)) {
        *row = ((x[0] + x[1]) + (x[2] + x[3])) + ((x[4] + x[5]) + (x[6] + x[7]));
    }
    beyond.fill(0.0);
}

/// Makes rows the ends of windows: each joins those after it, of which `end` has the sums.
#[inline(always)]
fn add_ends(rows: &mut [f64], end: &mut [f64; LANES]) {
    for row in rows.as_chunks_mut::<LANES>().0.iter_mut().rev() {
        add(end, row);
        *row = *end;
    }
}

/// From what windows hold of one stretch, in `out`, their means: with what they hold of the next, whose rows are given, and
/// of its `rest` elements that fill no row.
#[inline(always)]
fn average(out: &mut [f64], x: &[f64], rows: &[f64], rest: usize, length: f64, begin: &mut [f64; LANES]) {
    let count = out.len();
    let mut total = [0.0; BLOCK];
    total[..count].copy_from_slice(out);
    for k in 0..rest {
        add(&mut total, &x[k..k + count]);
    }
    for i in (0..count).step_by(LANES) {
        let last = count.min(i + LANES);
        add(&mut total[i..last], begin);
        add(begin, &rows[i..last]);
    }
    for (mean, total) in out.iter_mut().zip(total) {
        *mean = total / length;
    }
}

at_every_level! {
    fn average_many(x: &[f64], window: usize, out: &mut [f64]) {
        let (length, rest) = (window as f64, window % LANES);
        let stretch = window - rest;
        let (mut x, mut out, mut buffer) = (x, out, [0.0; BLOCK]);
        // A window is the end of one stretch and the beginning of the next. Until its turn comes, out holds a stretch's rows.
        let first = stretch.min(out.len());
        add_up(x, &mut out[..first]);
        while !out.is_empty() {
            let (mine, next) = out.split_at_mut(stretch.min(out.len()));
            let (mut end, mut begin) = ([0.0; LANES], [0.0; LANES]);
            let there = mine.len() / LANES * LANES;
            let mut i = stretch;
            while i > there {
                let rows = &mut buffer[..(i - there - 1) % BLOCK + 1];
                i -= rows.len();
                add_up(&x[i..], rows);
                add_ends(rows, &mut end);
                for (mine, row) in mine.iter_mut().skip(i).zip(rows) {
                    *mine = *row;
                }
            }
            add_ends(&mut mine[..there], &mut end);

            x = &x[stretch..];
            for (block, mine) in mine.chunks_mut(BLOCK).enumerate() {
                let (i, count) = (block * BLOCK, mine.len());
                let next = next.get_mut(i..).unwrap_or_default();
                if next.len() >= AHEAD + BLOCK {
                    fetch(&x[i + AHEAD..][..BLOCK]);
                    fetch(&next[AHEAD..][..BLOCK]);
                }
                if let (Some(mine), Some(rows)) = (mine.first_chunk_mut::<BLOCK>(), next.first_chunk_mut::<BLOCK>()) {
                    add_up(&x[i..], rows);
                    average(mine, &x[i..], rows, rest, length, &mut begin);
                } else {
                    let rows = &mut buffer[..count];
                    add_up(&x[i..], rows);
                    average(mine, &x[i..], rows, rest, length, &mut begin);
                    for (next, row) in next.iter_mut().zip(rows) {
                        *next = *row;
                    }
                }
            }
            out = next;
        }
    }
}
