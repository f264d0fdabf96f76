//! The tuned moving average in Rust: as many additions as fit into the time of the divider, and no subtraction.
//!
//! - A window of at most [`DIRECT_MAX`] elements is added up anew for each value, in order, 32 values together: the
//!   bits of `plain`.
//! - A longer window is partial sums of 8 elements, and a remainder of fewer than 8. The output is cut into segments of
//!   whole partial sums, as long as a window; each window is a suffix of one segment and a prefix of the next (van
//!   Herk, "A fast algorithm for local minimum and maximum filters on rectangular and octagonal kernels", Pattern
//!   Recognition Letters 13, 1992). Suffix and prefix sums are running sums in 8 lanes, whatever the window: at most 17
//!   additions for each value. `out` holds the partial sums of the next segment, and then its suffix sums, until their
//!   turn comes, so there is no other memory.

use super::prefetch::prefetch;
use crate::level::multiversion;

/// Windows up to this are added up anew for each value.
pub const DIRECT_MAX: usize = 31;

/// Elements of a partial sum, which a longer window is made of.
const LANES: usize = 8;

/// Values computed together.
const BLOCK: usize = 32;

/// How many elements before they are needed memory is asked for.
const PREFETCH_DISTANCE: usize = 256;

multiversion! {
    /// The means of windows of at most [`DIRECT_MAX`] elements.
    pub fn direct(x: &[f64], window: usize, out: &mut [f64]) {
        let length = window as f64;
        let whole = out.len() / BLOCK * BLOCK;
        for i in (0..whole).step_by(BLOCK) {
            if whole - i >= PREFETCH_DISTANCE + BLOCK {
                prefetch(&x[i + PREFETCH_DISTANCE..][..BLOCK]);
                prefetch(&out[i + PREFETCH_DISTANCE..][..BLOCK]);
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

/// `partial[i]`: the sum of the LANES elements from `x[i]` on. Sums that x is too short for are zeros, and no value
/// uses them.
#[inline(always)]
fn partial_sums(x: &[f64], partial: &mut [f64]) {
    let whole = partial.len().min((x.len() + 1).saturating_sub(LANES));
    let (partial, beyond) = partial.split_at_mut(whole);
    for (sum, x) in partial.iter_mut().zip(x.windows(LANES)) {
        *sum = ((x[0] + x[1]) + (x[2] + x[3])) + ((x[4] + x[5]) + (x[6] + x[7]));
    }
    beyond.fill(0.0);
}

/// Makes partial sums suffix sums of the segment: each is added to those after it, of which `suffix` has the sums.
#[inline(always)]
fn suffix_sums(partial: &mut [f64], suffix: &mut [f64; LANES]) {
    for sum in partial.as_chunks_mut::<LANES>().0.iter_mut().rev() {
        add(suffix, sum);
        *sum = *suffix;
    }
}

/// The means of windows from the suffix sums of one segment, in `out`: with the prefix sums of the next segment, whose
/// partial sums are given, and with the window's `remainder` elements.
#[inline(always)]
fn average(out: &mut [f64], x: &[f64], partial: &[f64], remainder: usize, length: f64, prefix: &mut [f64; LANES]) {
    let count = out.len();
    let mut total = [0.0; BLOCK];
    total[..count].copy_from_slice(out);
    for k in 0..remainder {
        add(&mut total, &x[k..k + count]);
    }
    for i in (0..count).step_by(LANES) {
        let last = count.min(i + LANES);
        add(&mut total[i..last], prefix);
        add(prefix, &partial[i..last]);
    }
    for (mean, total) in out.iter_mut().zip(total) {
        *mean = total / length;
    }
}

multiversion! {
    /// The means of longer windows, by the suffix and prefix sums of segments.
    pub fn by_segments(x: &[f64], window: usize, out: &mut [f64]) {
        let (length, remainder) = (window as f64, window % LANES);
        let segment = window - remainder;
        let (mut x, mut out, mut buffer) = (x, out, [0.0; BLOCK]);
        // A window is a suffix of one segment and a prefix of the next. Until its turn comes, out holds the partial
        // sums of a segment.
        let first = segment.min(out.len());
        partial_sums(x, &mut out[..first]);
        while !out.is_empty() {
            let (current, next) = out.split_at_mut(segment.min(out.len()));
            let (mut suffix, mut prefix) = ([0.0; LANES], [0.0; LANES]);
            let whole = current.len() / LANES * LANES;
            let mut i = segment;
            while i > whole {
                let partial = &mut buffer[..(i - whole - 1) % BLOCK + 1];
                i -= partial.len();
                partial_sums(&x[i..], partial);
                suffix_sums(partial, &mut suffix);
                for (current, sum) in current.iter_mut().skip(i).zip(partial) {
                    *current = *sum;
                }
            }
            suffix_sums(&mut current[..whole], &mut suffix);

            x = &x[segment..];
            for (block, current) in current.chunks_mut(BLOCK).enumerate() {
                let (i, count) = (block * BLOCK, current.len());
                let next = next.get_mut(i..).unwrap_or_default();
                if next.len() >= PREFETCH_DISTANCE + BLOCK {
                    prefetch(&x[i + PREFETCH_DISTANCE..][..BLOCK]);
                    prefetch(&next[PREFETCH_DISTANCE..][..BLOCK]);
                }
                let whole_blocks = (current.first_chunk_mut::<BLOCK>(), next.first_chunk_mut::<BLOCK>());
                if let (Some(current), Some(partial)) = whole_blocks {
                    partial_sums(&x[i..], partial);
                    average(current, &x[i..], partial, remainder, length, &mut prefix);
                } else {
                    let partial = &mut buffer[..count];
                    partial_sums(&x[i..], partial);
                    average(current, &x[i..], partial, remainder, length, &mut prefix);
                    for (next, sum) in next.iter_mut().zip(partial) {
                        *next = *sum;
                    }
                }
            }
            out = next;
        }
    }
}
