//! The same formula in Rust: the tests hold C++ against it, and the bench compares the two.

pub fn quantile(x: &[f64], q: f64) -> f64 {
    assert!(x.iter().all(|x| x.is_finite()));
    let position = q * (x.len() - 1) as f64;
    let mut sorted = x.to_vec();
    let (_, lower, above) = sorted.select_nth_unstable_by(position as usize, f64::total_cmp);
    let upper = above
        .iter()
        .copied()
        .min_by(f64::total_cmp)
        .unwrap_or(*lower);
    *lower + position.fract() * (upper - *lower)
}
