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
//! `tuned` takes some ten additions for each value, whatever the window. In tiles that stay in the first cache it adds up
//! four neighbours, four neighbours of these sums, and so on: the sums of 1, 4, 16 and 64 elements from every place on.
//! - A window below 256 is put together from these, as many of each as the digits of w to the base 4 say. Each value
//!   depends on the elements of its window alone, so it has the same bits wherever the output is cut. The error is at most
//!   γ₁₉ times the mean of |x|.
//! - A longer window is rows of 16 elements, and fewer than 16 elements that fill no row. The output is cut into stretches
//!   of whole rows, as long as a window; each window is the end of one stretch and the beginning of the next (van Herk,
//!   "A fast algorithm for local minimum and maximum filters", Pattern Recognition Letters 13, 1992), and both are running
//!   sums of sums of 16, which are added in 16 lanes and gathered every 64 rows. The error is at most γ_m times the mean
//!   of |x| with m = w/1024 + 78, which is below w. `out` holds what windows have of the next stretch until the rest is
//!   added, so there is no other memory than the tile's 41 kB of stack. Stretches begin with the call's output: the last
//!   bits depend on where it begins.
//!
//! Rust and Fortran reach seven to eight tenths of the fastest of the four. Rust fills the tile's buffers with zeros in
//! each call and checks that each row is inside them; how much of the difference that is has not been measured.
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

/// Values computed at a time, from buffers that stay in the first cache.
const TILE: usize = 1024;

/// Lanes that are added side by side.
const LANES: usize = 16;

/// Windows below this are put together from sums of 1, 4, 16 and 64 elements.
const FEW: usize = 256;

/// How many lengths of sums there are.
const LEVELS: usize = 4;

/// `of[j][i]`: the sum of the 4ʲ elements of a tile that begin at its element i.
struct Sums {
    of: [[f64; TILE + FEW]; LEVELS],
}

impl Sums {
    #[inline(always)]
    fn new() -> Self {
        Self { of: [[0.0; TILE + FEW]; LEVELS] }
    }

    /// The sums of `length` elements; those beyond the end of x are zeros and reach no value that is kept.
    #[inline(always)]
    fn add_up(&mut self, x: &[f64], mut length: usize, levels: usize) {
        let there = length.min(x.len());
        self.of[0][..there].copy_from_slice(&x[..there]);
        self.of[0][there..length].fill(0.0);
        let mut apart = 1;
        for j in 1..levels {
            length -= 3 * apart;
            let (shorter, longer) = self.of.split_at_mut(j);
            let sums = &shorter[j - 1];
            let [a, b, c, d] = [0, 1, 2, 3].map(|k| &sums[k * apart..][..length]);
            for (i, sum) in longer[0][..length].iter_mut().enumerate() {
                *sum = (a[i] + b[i]) + (c[i] + d[i]);
            }
            apart *= 4;
        }
    }

    #[inline(always)]
    fn row(&self, level: usize, i: usize) -> &[f64; LANES] {
        self.of[level][i..].first_chunk().expect("a row is inside the tile")
    }
}

/// Where the sums lie that a window is made of: the level of each and the elements before it.
struct Pieces {
    piece: [(usize, usize); 3 * LEVELS],
    count: usize,
}

impl Pieces {
    /// The longest first: the digits of `window` to the base 4.
    #[inline(always)]
    fn new(window: usize) -> Self {
        let (mut pieces, mut before) = (Self { piece: [(0, 0); 3 * LEVELS], count: 0 }, 0);
        for level in (0..LEVELS).rev() {
            for _ in 0..window >> (2 * level) & 3 {
                pieces.piece[pieces.count] = (level, before);
                pieces.count += 1;
                before += 1 << (2 * level);
            }
        }
        pieces
    }

    #[inline(always)]
    fn add(&self, first: usize, sums: &Sums, i: usize, total: &mut [f64; LANES]) {
        for &(level, before) in &self.piece[first..self.count] {
            add(total, sums.row(level, before + i));
        }
    }
}

#[inline(always)]
fn add(total: &mut [f64; LANES], values: &[f64; LANES]) {
    for l in 0..LANES {
        total[l] += values[l];
    }
}

/// The lanes of a row, or the first of them where there is no room for more.
#[inline(always)]
fn keep(value: &[f64; LANES], out: &mut [f64]) {
    match out.first_chunk_mut() {
        Some(row) => *row = *value,
        None => out.copy_from_slice(&value[..out.len()]),
    }
}

at_every_level! {
    fn average_few(x: &[f64], window: usize, out: &mut [f64]) {
        let mut sums = Sums::new();
        let pieces = Pieces::new(window);
        let (length, (longest, _)) = (window as f64, pieces.piece[0]);
        for (tile, out) in out.chunks_mut(TILE).enumerate() {
            let rows = out.len().next_multiple_of(LANES);
            sums.add_up(&x[tile * TILE..], rows + window - 1, longest + 1);
            for (row, out) in out.chunks_mut(LANES).enumerate() {
                let mut total = *sums.row(longest, row * LANES);
                pieces.add(1, &sums, row * LANES, &mut total);
                keep(&total.map(|total| total / length), out);
            }
        }
    }
}

at_every_level! {
    fn average_many(x: &[f64], window: usize, out: &mut [f64]) {
        let mut sums = Sums::new();
        let pieces = Pieces::new(window % LANES);
        let (length, stretch) = (window as f64, window / LANES * LANES);
        for (start, out) in out.chunks_mut(stretch).enumerate().map(|(k, out)| (k * stretch, out)) {
            // What each window holds of the next stretch, and its last elements, which fill no row.
            let mut before = [0.0; LANES];
            for (tile, out) in out.chunks_mut(TILE).enumerate() {
                let rows = out.len().next_multiple_of(LANES);
                sums.add_up(&x[start + stretch + tile * TILE..], rows + LANES - 1, 3);
                let mut part = [0.0; LANES];
                for (row, out) in out.chunks_mut(LANES).enumerate() {
                    let mut total = before;
                    add(&mut total, &part);
                    pieces.add(0, &sums, row * LANES, &mut total);
                    keep(&total, out);
                    add(&mut part, sums.row(2, row * LANES));
                }
                add(&mut before, &part);
            }
            // What it holds of its own stretch, from the end of the stretch on.
            let mut before = [0.0; LANES];
            let mut left = stretch;
            while left > 0 {
                let here = (left - 1) % TILE + 1;
                let first = left - here;
                sums.add_up(&x[start + first..], here + LANES - 1, 3);
                let mut part = [0.0; LANES];
                for i in (0..here).step_by(LANES).rev() {
                    add(&mut part, sums.row(2, i));
                    let rest = out.get_mut(first + i..).unwrap_or_default();
                    let count = rest.len().min(LANES);
                    if let Some(out) = rest.first_chunk_mut::<LANES>() {
                        for l in 0..LANES {
                            out[l] = (out[l] + (before[l] + part[l])) / length;
                        }
                    } else {
                        for l in 0..count {
                            rest[l] = (rest[l] + (before[l] + part[l])) / length;
                        }
                    }
                }
                add(&mut before, &part);
                left = first;
            }
        }
    }
}
