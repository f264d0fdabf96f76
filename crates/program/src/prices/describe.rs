//! A series in eight numbers, as pandas' `describe` gives them.

/// Count, mean, spread and quartiles.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Description {
    /// How many values there are.
    pub count: usize,
    /// Their mean.
    pub mean: f64,
    /// Their standard deviation, with n − 1 in the denominator; NaN for one value.
    pub std: f64,
    /// The smallest.
    pub min: f64,
    /// A quarter of the values is not above it.
    pub lower_quartile: f64,
    /// Half of the values is not above it.
    pub median: f64,
    /// Three quarters of the values are not above it.
    pub upper_quartile: f64,
    /// The largest.
    pub max: f64,
}

impl Description {
    /// The numbers with the names that pandas gives them.
    pub fn lines(&self) -> [(&'static str, f64); 8] {
        [
            ("count", self.count as f64),
            ("mean", self.mean),
            ("std", self.std),
            ("min", self.min),
            ("25%", self.lower_quartile),
            ("50%", self.median),
            ("75%", self.upper_quartile),
            ("max", self.max),
        ]
    }
}

/// The description of finite values; NaN everywhere for none.
///
/// Quantiles lie on the straight line between the two nearest values: at position q·(n − 1), counted from 0.
///
/// ```
/// let d = ffi_workbench_cli::prices::describe(&[4.0, 1.0, 2.0, 3.0]);
/// assert_eq!((d.count, d.mean, d.min, d.lower_quartile, d.median, d.max), (4, 2.5, 1.0, 1.75, 2.5, 4.0));
/// ```
pub fn describe(values: &[f64]) -> Description {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    // Twice over the values: the sum of squares less the square of the sum would cancel.
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let quantile = |share: f64| {
        let position = share * (n - 1.0).max(0.0);
        #[expect(clippy::cast_possible_truncation, reason = "from 0 to n − 1")]
        let below = position.floor() as usize;
        match (sorted.get(below), sorted.get(below + 1)) {
            (Some(low), Some(high)) => low + (high - low) * position.fract(),
            (Some(low), None) => *low,
            _ => f64::NAN,
        }
    };
    Description {
        count: values.len(),
        mean,
        std: if values.len() > 1 { (squares / (n - 1.0)).sqrt() } else { f64::NAN },
        min: quantile(0.0),
        lower_quartile: quantile(0.25),
        median: quantile(0.5),
        upper_quartile: quantile(0.75),
        max: quantile(1.0),
    }
}
