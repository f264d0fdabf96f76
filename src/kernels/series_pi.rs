//! Part of the midpoint-rule series for π: 4/N · Σ 1 / (1 + ((k + ½)/N)²) over the terms k of a range.
//!
//! | argument | shape | unit | rule |
//! | --- | --- | --- | --- |
//! | `n` | scalar | terms of the whole series, N | 1 ≤ n ≤ [`MOST_TERMS`] |
//! | `terms` | range | terms, counted from 0 | inside 0..n; an empty range gives 0 |
//!
//! Term k is the i = k + 1 of the usual Σᵢ₌₁ᴺ with (i − ½)/N. The whole series, `0..n`, is the midpoint rule for
//! ∫₀¹ 4/(1 + x²) dx = π with a truncation error of 1/(12 N²) (Davis & Rabinowitz, *Methods of Numerical Integration*,
//! 1984, section 2.1). The parts of a partition add up to the whole, each rounded by itself. (k + ½)/N is taken as
//! (k + ½) times the rounded 1/N, in every language.
//!
//! `plain` divides for each term and adds in order: the relative error is at most γₘ₊₈ for m terms, where
//! γₘ = m·u / (1 − m·u), u = 2⁻⁵³ (Higham, *Accuracy and Stability of Numerical Algorithms*, 2002, section 3.1).
//!
//! `tuned` divides once for eight terms in a row. Their abscissae are four pairs x ± d about a common centre x, and with
//! e = 1 + d² a pair is 1/(1 + (x − d)²) + 1/(1 + (x + d)²) = 2 (x² + e) / (x⁴ + (4 − 2e) x² + e²), where e is the same for
//! all groups; the four fractions are added over their common denominator, in 32 additions and multiplications. All
//! quantities are positive, so nothing cancels, and the denominator is at most 5⁴, so nothing overflows. The groups are added
//! in lanes, compensated as in [`sum`](super::sum); terms that fill no group are added in order. The relative error is at
//! most 50 u + γₘ², nearly independent of the number of terms: 20 u of a group, 17 u of a row's sum, the rest of the rounded
//! 1/N, the last additions and the scale. Every language and every level gives the same bits.
//!
//! ```
//! use ffi_workbench::kernels::series_pi;
//!
//! let pi = series_pi::c(1_000, 0..1_000)?;
//! assert!((pi - std::f64::consts::PI).abs() < 1e-7);
//! # Ok::<(), ffi_workbench::error::KernelError>(())
//! ```

use std::ops::Range;

use crate::error::KernelError;
use crate::ffi;
use crate::kernels::lanes::{LANES, Terms, sum_of};
use crate::language::{Implementation, Language};
use crate::level::{at_every_level, at_level};

/// The largest N: beyond it the truncation error is far below the rounding of π itself.
pub const MOST_TERMS: u64 = 1_000_000_000_000;

/// The part of the series over a range of terms, or [`KernelError::TermCountOutOfRange`] or
/// [`KernelError::TermsOutOfRange`].
pub type Function = fn(u64, Range<u64>) -> Result<f64, KernelError>;

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

/// Part of the series for π in Rust.
pub fn rust(n: u64, terms: Range<u64>) -> Result<f64, KernelError> {
    let (n, first, last) = check(n, terms)?;
    let step = 1.0 / n as f64;
    let mut total = 0.0;
    for k in first..last {
        let x = (k as f64 + 0.5) * step;
        total += 1.0 / (1.0 + x * x);
    }
    Ok(4.0 * step * total)
}

/// Part of the series for π in C.
#[inline]
pub fn c(n: u64, terms: Range<u64>) -> Result<f64, KernelError> {
    let (n, first, last) = check(n, terms)?;
    // SAFETY: scalars by value, inside the ranges of the contract (checked above); C has no static state.
    Ok(unsafe { ffi::c::wb_c_series_pi(n, first, last) })
}

/// Part of the series for π in C++.
#[inline]
pub fn cpp(n: u64, terms: Range<u64>) -> Result<f64, KernelError> {
    let (n, first, last) = check(n, terms)?;
    // SAFETY: scalars by value, inside the ranges of the contract (checked above).
    Ok(unsafe { ffi::cpp::series_pi(n, first, last) })
}

/// Part of the series for π in Fortran.
#[cfg(feature = "fortran")]
#[inline]
pub fn fortran(n: u64, terms: Range<u64>) -> Result<f64, KernelError> {
    let (n, first, last) = check(n, terms)?;
    // SAFETY: scalars by value, inside the ranges of the contract (checked above); Fortran has no saved variables.
    Ok(unsafe { ffi::fortran::wb_fortran_series_pi(n, first, last) })
}

/// Part of the series for π in Rust, tuned.
pub fn rust_tuned(n: u64, terms: Range<u64>) -> Result<f64, KernelError> {
    let (n, first, last) = check(n, terms)?;
    Ok(in_lanes(n, first, last))
}

/// Part of the series for π in C, tuned.
#[inline]
pub fn c_tuned(n: u64, terms: Range<u64>) -> Result<f64, KernelError> {
    use ffi::c::{wb_c_series_pi_tuned_baseline, wb_c_series_pi_tuned_v3, wb_c_series_pi_tuned_v4};
    let (n, first, last) = check(n, terms)?;
    let run = at_level!(wb_c_series_pi_tuned_baseline, wb_c_series_pi_tuned_v3, wb_c_series_pi_tuned_v4);
    // SAFETY: as for `c`, and this processor has the instructions of the level in use (`Level::is_here`).
    Ok(unsafe { run(n, first, last) })
}

/// Part of the series for π in C++, tuned.
#[inline]
pub fn cpp_tuned(n: u64, terms: Range<u64>) -> Result<f64, KernelError> {
    use ffi::cpp::{series_pi_tuned_baseline, series_pi_tuned_v3, series_pi_tuned_v4};
    let (n, first, last) = check(n, terms)?;
    let run = at_level!(series_pi_tuned_baseline, series_pi_tuned_v3, series_pi_tuned_v4);
    // SAFETY: as for `cpp`, and this processor has the instructions of the level in use (`Level::is_here`).
    Ok(unsafe { run(n, first, last) })
}

/// Part of the series for π in Fortran, tuned.
#[cfg(feature = "fortran")]
#[inline]
pub fn fortran_tuned(n: u64, terms: Range<u64>) -> Result<f64, KernelError> {
    use ffi::fortran::{
        wb_fortran_series_pi_tuned_baseline, wb_fortran_series_pi_tuned_v3, wb_fortran_series_pi_tuned_v4,
    };
    let (n, first, last) = check(n, terms)?;
    let run =
        at_level!(wb_fortran_series_pi_tuned_baseline, wb_fortran_series_pi_tuned_v3, wb_fortran_series_pi_tuned_v4);
    // SAFETY: as for `fortran`, and this processor has the instructions of the level in use (`Level::is_here`).
    Ok(unsafe { run(n, first, last) })
}

at_every_level! {
    fn in_lanes(n: i64, first: i64, last: i64) -> f64 {
        let step = 1.0 / n as f64;
        let sum = sum_of(&Groups::new(step, first, last));
        let mut alone = 0.0;
        for k in last - (last - first) % GROUP as i64..last {
            let x = (k as f64 + 0.5) * step;
            alone += 1.0 / (1.0 + x * x);
        }
        4.0 * step * (2.0 * sum + alone)
    }
}

/// The half sums of the groups of terms from `first` on.
struct Groups {
    count: usize,
    first: i64,
    step: f64,
    pairs: Pairs,
    /// Of the lanes of a row. Once for all rows: below v4 there is no instruction that turns a vector of 64-bit integers
    /// into doubles.
    places: [f64; LANES],
}

impl Groups {
    #[inline(always)]
    fn new(step: f64, first: i64, last: i64) -> Self {
        let mut places = [0.0; LANES];
        for (l, place) in places.iter_mut().enumerate() {
            *place = (GROUP * l) as f64;
        }
        // At most 10¹² terms, of which an eighth fits any index that can count them.
        #[allow(clippy::cast_possible_truncation)]
        let count = (last - first).unsigned_abs() as usize / GROUP;
        Self { count, first, step, pairs: Pairs::new(step), places }
    }

    /// A whole number below 2⁵³, so it is exact.
    #[inline(always)]
    fn centre(&self, group: usize) -> f64 {
        (self.first + (GROUP / 2 + GROUP * group) as i64) as f64
    }
}

impl Terms for Groups {
    #[inline(always)]
    fn count(&self) -> usize {
        self.count
    }

    #[inline(always)]
    fn add_rows(&self, rows: Range<usize>, part: &mut [f64; LANES]) {
        for row in rows {
            let centre = self.centre(row * LANES);
            for l in 0..LANES {
                part[l] += self.pairs.half_sum((centre + self.places[l]) * self.step);
            }
        }
    }

    #[inline(always)]
    fn term(&self, group: usize) -> f64 {
        self.pairs.half_sum(self.centre(group) * self.step)
    }
}

/// Terms to a division.
const GROUP: usize = 8;

/// Eight terms in a row are four pairs at the same distance, (j + ½) steps, on both sides of their centre x. With
/// e = 1 + distance² the two terms of a pair add up to 2 (x² + e) / (x⁴ + (4 − 2e) x² + e²): nothing is subtracted.
struct Pairs {
    e: [f64; GROUP / 2],
    f: [f64; GROUP / 2],
    g: [f64; GROUP / 2],
}

impl Pairs {
    #[inline(always)]
    fn new(step: f64) -> Self {
        let e = [0.5, 1.5, 2.5, 3.5].map(|steps| 1.0 + (steps * step) * (steps * step));
        Self { e, f: e.map(|e| 4.0 - 2.0 * e), g: e.map(|e| e * e) }
    }

    /// Half the sum of the eight terms about x: four fractions over one common denominator, one division.
    #[inline(always)]
    fn half_sum(&self, x: f64) -> f64 {
        let u = x * x;
        let a = self.e.map(|e| u + e);
        let b: [f64; GROUP / 2] = std::array::from_fn(|j| u * (u + self.f[j]) + self.g[j]);
        let (a01, b01) = (a[0] * b[1] + a[1] * b[0], b[0] * b[1]);
        let (a23, b23) = (a[2] * b[3] + a[3] * b[2], b[2] * b[3]);
        (a01 * b23 + a23 * b01) / (b01 * b23)
    }
}

/// n, the first term, and one past the last, as the signed integers that all four languages have.
#[inline]
fn check(n: u64, terms: Range<u64>) -> Result<(i64, i64, i64), KernelError> {
    if n == 0 || n > MOST_TERMS {
        return Err(KernelError::TermCountOutOfRange { n, most: MOST_TERMS });
    }
    if terms.start > terms.end || terms.end > n {
        return Err(KernelError::TermsOutOfRange { first: terms.start, last: terms.end, n });
    }
    // At most 10¹², so the sign bit is clear.
    Ok((n.cast_signed(), terms.start.cast_signed(), terms.end.cast_signed()))
}
