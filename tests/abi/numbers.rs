//! Lengths, special values and addresses of the arrays that cross the boundary. The answers are written down, not
//! computed.

use crate::bits::assert_same;
use crate::raw;

const TINY: f64 = 5e-324; // the smallest subnormal
const TINY_F32: f32 = 1e-45;
const INF: f64 = f64::INFINITY;
const NAN: f64 = f64::NAN;

#[test]
fn nothing_sums_to_positive_zero() {
    for raw in raw::all() {
        let who = raw.language;
        assert_same(&[(raw.sum)(&[]), (raw.dot)(&[], &[])], &[0.0, 0.0], who);
        assert_eq!((raw.dot_f32)(&[], &[]).to_bits(), 0, "{who}");
        assert_same(&[(raw.series_pi)(7, 3, 3)], &[0.0], who);
        assert_eq!((raw.monte_carlo_pi)(1, 5, 5), 0, "{who}");
    }
}

#[test]
fn scalars_arrive_by_value_and_in_order() {
    for raw in raw::all() {
        let who = raw.language;
        assert_eq!((raw.add)(i32::MAX, i32::MIN), -1, "{who}");
        assert_eq!((raw.add)(i32::MAX - 5, 5), i32::MAX, "{who}");
        assert_eq!((raw.add)(i32::MIN, 0), i32::MIN, "{who}");
        // The only term of N = 1, the second term of N = 2, the last one of 10¹².
        assert_same(&[(raw.series_pi)(1, 0, 1), (raw.series_pi)(2, 1, 2)], &[3.2, 1.28], who);
        let n = 1_000_000_000_000;
        assert!(((raw.series_pi)(n, n - 1, n) / 2e-12 - 1.0).abs() < 1e-9, "{who}");
    }
}

#[test]
fn every_element_of_odd_lengths_is_read_once() {
    for raw in raw::all() {
        for n in [1_usize, 2, 3, 5, 7, 9, 15, 17, 31, 33, 1001] {
            let who = format!("{}, {n} elements", raw.language);
            let x: Vec<f64> = (1..=n).map(|k| k as f64).collect();
            let ones = vec![1.0; n];
            let total = (n * (n + 1) / 2) as f64;
            assert_same(&[(raw.sum)(&x), (raw.dot)(&x, &ones), (raw.dot)(&ones, &x)], &[total; 3], &who);
            let ones = vec![1.0_f32; n];
            let x: Vec<f32> = (1_u16..).take(n).map(f32::from).collect();
            assert_eq!(f64::from((raw.dot_f32)(&x, &ones)), total, "{who}");
            assert_eq!(f64::from((raw.dot_f32)(&ones, &x)), total, "{who}");
        }
    }
}

#[test]
fn special_values_cross_the_boundary_unchanged() {
    let sums: [(&[f64], f64); 9] = [
        (&[-0.0], 0.0), // the sum begins at 0.0
        (&[-0.0, -0.0], 0.0),
        (&[NAN, 1.0], NAN),
        (&[1.0, INF], INF),
        (&[-INF, 1.0], -INF),
        (&[INF, -INF], NAN),
        (&[f64::MAX, f64::MAX], INF),
        (&[TINY, TINY, TINY], 3.0 * TINY),
        (&[f64::MIN_POSITIVE, -TINY], f64::MIN_POSITIVE - TINY),
    ];
    let products: [(&[f64], &[f64], f64); 7] = [
        (&[-0.0], &[1.0], 0.0),
        (&[INF], &[0.0], NAN),
        (&[INF, 1.0], &[-2.0, 1.0], -INF),
        (&[1.0, NAN], &[1.0, 0.0], NAN),
        (&[TINY, TINY], &[1.0, 2.0], 3.0 * TINY),
        (&[f64::MIN_POSITIVE], &[0.5], f64::MIN_POSITIVE / 2.0),
        (&[f64::MAX], &[2.0], INF),
    ];
    let products_f32: [(&[f32], &[f32], f32); 5] = [
        (&[-0.0], &[1.0], 0.0),
        (&[f32::INFINITY], &[0.0], f32::NAN),
        (&[TINY_F32, TINY_F32], &[1.0, 2.0], 3.0 * TINY_F32),
        (&[f32::MIN_POSITIVE], &[0.5], f32::MIN_POSITIVE / 2.0),
        (&[f32::MAX], &[2.0], f32::INFINITY),
    ];
    for raw in raw::all() {
        for (x, total) in sums {
            assert_same(&[(raw.sum)(x)], &[total], &format!("{}: sum of {x:?}", raw.language));
        }
        for (x, y, total) in products {
            assert_same(&[(raw.dot)(x, y)], &[total], &format!("{}: dot of {x:?} and {y:?}", raw.language));
        }
        for (x, y, total) in products_f32 {
            let given = f64::from((raw.dot_f32)(x, y));
            assert_same(&[given], &[total.into()], &format!("{}: dot_f32 of {x:?} and {y:?}", raw.language));
        }
    }
}

#[test]
fn special_values_come_back_in_arrays() {
    for raw in raw::all() {
        let mut out = [7.0; 6];
        let x = [TINY, 3.0 * TINY, INF, -0.0, -0.0, NAN, 1.0];
        (raw.moving_average)(&x, 2, &mut out);
        // The total of a window begins at 0.0, so the mean of two negative zeros is positive.
        assert_same(&out, &[2.0 * TINY, INF, INF, 0.0, NAN, NAN], raw.language);
        let mut out = [7.0; 4];
        // Changes +TINY, −TINY, +TINY, +TINY, then NaN; a period of 1 forgets all but the last.
        (raw.rsi)(&[1.0 - 1.0, TINY, 0.0, TINY, NAN], 1, &mut out);
        assert_same(&out, &[100.0, 0.0, 100.0, NAN], raw.language);
    }
}

/// Slices that begin at each multiple of their element's size after a multiple of 16 bytes.
#[test]
fn addresses_need_no_more_alignment_than_their_element() {
    let x: Vec<f64> = (0..70).map(f64::from).collect();
    let x_f32: Vec<f32> = (0_u16..70).map(f32::from).collect();
    let (mut offsets, mut offsets_f32) = (vec![], vec![]);
    for raw in raw::all() {
        for skip in 0..4_u8 {
            let (from, first) = (usize::from(skip), f64::from(skip));
            let who = format!("{}, {skip} elements skipped", raw.language);
            offsets.push(x[from..].as_ptr().addr() % 16);
            offsets_f32.push(x_f32[from..].as_ptr().addr() % 16);
            let total = 2415.0 - first * (first - 1.0) / 2.0;
            assert_same(&[(raw.sum)(&x[from..])], &[total], &who);
            let other = &[1.0; 71][1..=70 - from];
            assert_same(&[(raw.dot)(&x[from..], other)], &[total], &who);
            assert_eq!(f64::from((raw.dot_f32)(&x_f32[from..], &[1.0; 70][from..])), total, "{who}");
            let mut out = [0.0; 70];
            (raw.moving_average)(&x[from..], 1, &mut out[from..]);
            assert_same(&out[from..], &x[from..], &who);
            (raw.rsi)(&x[from..], 1, &mut out[from + 1..]);
            assert_same(&out[from + 1..], &[100.0; 70][from + 1..], &who);
        }
    }
    assert!(offsets.contains(&8) && [4, 8, 12].iter().all(|offset| offsets_f32.contains(offset)), "all were aligned");
}

#[test]
fn nothing_is_written_outside_the_output_or_into_the_input() {
    const GUARD: f64 = -12345.678;
    let x: Vec<f64> = (0..23).map(|k| f64::from(k * k % 17)).collect();
    for raw in raw::all() {
        for parameter in 1..x.len() {
            for (kernel, run, n) in
                [("moving_average", raw.moving_average, x.len() - parameter + 1), ("rsi", raw.rsi, x.len() - parameter)]
            {
                let who = format!("{}: {kernel} of {parameter}", raw.language);
                let (mut out, input) = (vec![GUARD; n + 16], x.clone());
                run(&input, parameter, &mut out[8..n + 8]);
                assert_same(&input, &x, &who);
                assert_same(&out[..8], &[GUARD; 8], &who);
                assert_same(&out[n + 8..], &[GUARD; 8], &who);
                assert!(out[8..n + 8].iter().all(|&value| (0.0..=100.0).contains(&value)), "{who}: all is written");
            }
        }
    }
}
