//! Sums without rounding, and quotients of whole numbers.

/// Σ xₖ, correctly rounded but for the last addition: the partial sums are kept as an expansion of numbers that do not
/// overlap (Shewchuk 1997, "Adaptive precision floating-point arithmetic", section 2.4). No partial sum may overflow.
pub fn sum(x: impl IntoIterator<Item = f64>) -> f64 {
    let mut parts: Vec<f64> = vec![];
    for mut value in x {
        let mut kept = 0;
        for k in 0..parts.len() {
            let (total, error) = two_sum(value, parts[k]);
            if error != 0.0 {
                parts[kept] = error;
                kept += 1;
            }
            value = total;
        }
        parts.truncate(kept);
        parts.push(value);
    }
    parts.iter().fold(0.0, |total, part| total + part)
}

/// Σ xₖ·yₖ; exact where no product is so small that its error underflows.
pub fn dot(x: &[f64], y: &[f64]) -> f64 {
    sum(x.iter().zip(y).flat_map(|(&a, &b)| [a * b, a.mul_add(b, -(a * b))]))
}

/// A sum and its rounding error (Knuth).
fn two_sum(a: f64, b: f64) -> (f64, f64) {
    let total = a + b;
    let part = total - a;
    (total, (a - (total - part)) + (b - part))
}

/// The part of the midpoint rule over a range of terms, 16N / (4N² + (2k + 1)²) each, in units of 2⁻⁹⁶; N ≤ 2²⁰.
pub fn series_pi(n: u64, first: u64, last: u64) -> f64 {
    assert!(n <= 1 << 20);
    let n = u128::from(n);
    let term = |k: u128| ((16 * n) << 96) / (4 * n * n + (2 * k + 1).pow(2));
    (u128::from(first)..u128::from(last)).map(term).sum::<u128>() as f64 / (1_u128 << 96) as f64
}

/// Wilder's index of whole prices from whole numbers: both means times period^k.
pub fn rsi(x: &[i64], period: usize) -> Vec<f64> {
    let p = period as i128;
    let (mut gain, mut loss, mut scale) = (0_i128, 0_i128, 1_i128);
    let mut out = vec![];
    for k in 1..x.len() {
        let change = i128::from(x[k] - x[k - 1]);
        if k > period {
            scale *= p;
            (gain, loss) = (gain * (p - 1), loss * (p - 1));
        }
        gain += change.max(0) * scale;
        loss += (-change).max(0) * scale;
        if k >= period {
            let both = gain + loss;
            out.push(if both == 0 { 0.0 } else { 100.0 * (gain as f64 / both as f64) });
        }
    }
    out
}

#[test]
fn nothing_is_lost_in_an_exact_sum() {
    assert_eq!(sum([1e300, 1.0, 1e-300, -1e300, -1.0]), 1e-300);
    assert_eq!(sum([1e16, 1.0, 1e-16, -1e16]), 1.0);
    assert_eq!(dot(&[1e8 + 1.0, 1e16], &[1e8 + 1.0, -1.0]), 2e8 + 1.0);
    assert_eq!(series_pi(1, 0, 1), 3.2);
    assert_eq!(rsi(&[10, 11, 10, 11], 2), [50.0, 75.0]);
}
