//! Every raw symbol of a language behind one signature: [`all`]. What the symbols demand is asserted before each call.

mod c;
mod cpp;
#[cfg(feature = "fortran")]
mod fortran;

/// The symbols of one language.
pub struct Raw {
    pub language: &'static str,
    pub add: fn(i32, i32) -> i32,
    pub dot: fn(&[f64], &[f64]) -> f64,
    pub dot_f32: fn(&[f32], &[f32]) -> f32,
    pub sum: fn(&[f64]) -> f64,
    pub series_pi: fn(i64, i64, i64) -> f64,
    pub monte_carlo_pi: fn(u64, i64, i64) -> i64,
    pub philox4x32_10: fn([u32; 4], [u32; 2]) -> [u32; 4],
    pub moving_average: fn(&[f64], usize, &mut [f64]),
    pub rsi: fn(&[f64], usize, &mut [f64]),
}

/// Every foreign language of this build.
pub fn all() -> Vec<Raw> {
    let all = vec![
        c::RAW,
        cpp::RAW,
        #[cfg(feature = "fortran")]
        fortran::RAW,
    ];
    assert_eq!(all.len(), if cfg!(feature = "fortran") { 3 } else { 2 });
    all
}

fn assert_sum_fits(i: i32, j: i32) {
    assert!(i.checked_add(j).is_some(), "{i} + {j}");
}

fn assert_terms(n: i64, first: i64, last: i64) {
    assert!((1..=1_000_000_000_000).contains(&n) && 0 <= first && first <= last && last <= n, "{first}..{last} of {n}");
}

fn assert_samples(first: i64, last: i64) {
    assert!(0 <= first && first <= last && last <= 1 << 53, "{first}..{last}");
}

fn assert_windows(x: &[f64], window: usize, out: &[f64]) {
    assert!((1..=x.len()).contains(&window) && out.len() == x.len() - window + 1, "window {window}");
}

fn assert_periods(x: &[f64], period: usize, out: &[f64]) {
    assert!((1..x.len()).contains(&period) && out.len() == x.len() - period, "period {period}");
}
