//! The kernels as naively as they can be written: by index, from their definitions.

pub fn sum(x: &[f64]) -> f64 {
    (0..x.len()).fold(0.0, |total, k| total + x[k])
}

pub fn dot(x: &[f64], y: &[f64]) -> f64 {
    (0..x.len()).fold(0.0, |total, k| total + x[k] * y[k])
}

pub fn dot_f32(x: &[f32], y: &[f32]) -> f32 {
    (0..x.len()).fold(0.0, |total, k| total + x[k] * y[k])
}

pub fn series_pi(n: u64, first: u64, last: u64) -> f64 {
    let step = 1.0 / n as f64;
    let term = |k: u64| 1.0 / (1.0 + ((k as f64 + 0.5) * step) * ((k as f64 + 0.5) * step));
    4.0 * step * (first..last).fold(0.0, |total, k| total + term(k))
}

/// A sample at a time, each from its own counter.
pub fn monte_carlo_pi(seed: u64, first: u64, last: u64) -> u64 {
    (first..last).filter(|&sample| is_hit(seed, sample)).count() as u64
}

fn is_hit(seed: u64, sample: u64) -> bool {
    let word = philox(u128::from(sample / 2), seed);
    let pair = if sample.is_multiple_of(2) { word } else { word >> 64 };
    let [x, y] = [(pair & 0xffff_ffff) >> 1, (pair >> 32 & 0xffff_ffff) >> 1];
    x * x + y * y < 1 << 62
}

/// Philox4x32-10 on a counter of 128 bits; word 0 is the lowest.
fn philox(mut counter: u128, key: u64) -> u128 {
    let word = |counter: u128, w: u32| counter >> (32 * w) & 0xffff_ffff;
    let key = |round: u128, half: u32, step: u128| (u128::from(key >> (32 * half)) + round * step) & 0xffff_ffff;
    for round in 0..10 {
        let (p0, p1) = (word(counter, 0) * 0xd251_1f53, word(counter, 2) * 0xcd9e_8d57);
        let w0 = (p1 >> 32) ^ word(counter, 1) ^ key(round, 0, 0x9e37_79b9);
        let w2 = (p0 >> 32) ^ word(counter, 3) ^ key(round, 1, 0xbb67_ae85);
        counter = w0 | word(p1, 0) << 32 | w2 << 64 | word(p0, 0) << 96;
    }
    counter
}

pub fn moving_average(x: &[f64], window: usize) -> Vec<f64> {
    (0..x.len() - window + 1).map(|i| sum(&x[i..i + window]) / window as f64).collect()
}

/// Wilder's two means, anew for each value.
pub fn rsi(x: &[f64], period: usize) -> Vec<f64> {
    let change = |k: usize| x[k] - x[k - 1];
    // A NaN is no fall, and must not be lost.
    let gain = |k: usize| if change(k) < 0.0 { 0.0 } else { change(k) };
    let loss = |k: usize| if change(k) < 0.0 { -change(k) } else { 0.0 };
    let p = period as f64;
    let mean = |part: &dyn Fn(usize) -> f64, last: usize| {
        let seed = (1..=period).fold(0.0, |total, k| total + part(k)) / p;
        (period + 1..=last).fold(seed, |mean, k| (mean * (p - 1.0) + part(k)) / p)
    };
    let strength = |gain: f64, loss: f64| if gain + loss == 0.0 { 0.0 } else { 100.0 * (gain / (gain + loss)) };
    (period..x.len()).map(|last| strength(mean(&gain, last), mean(&loss, last))).collect()
}

/// As pandas' `ewm(alpha=alpha, adjust=False).mean()`.
pub fn exponential_smoothing(x: &[f64], alpha: f64) -> Vec<f64> {
    let mut out = x.to_vec();
    (1..x.len()).for_each(|k| out[k] = alpha * x[k] + (1.0 - alpha) * out[k - 1]);
    out
}

#[test]
fn the_oracle_itself_knows_the_known_answers() {
    assert_eq!(philox(0, 0), 0x9b00dbd8_bc57ac4c_e169c58d_6627e8d5);
    assert_eq!(philox(u128::MAX, u64::MAX), 0x6d5451fd_a20bc7c6_41c83b0e_408f276d);
    assert_eq!(moving_average(&[1.0, 2.0, 6.0], 2), [1.5, 4.0]);
    assert_eq!(rsi(&[10.0, 11.0, 10.0, 11.0], 2), [50.0, 75.0]);
    assert_eq!(exponential_smoothing(&[4.0, 8.0, 0.0], 0.5), [4.0, 6.0, 3.0]);
}
