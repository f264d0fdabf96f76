//! Amdahl's law: T(p) = T(1)·(s + (1 − s)/p), where s is the share of the time that more workers do not shorten.
//!
//! G. M. Amdahl, "Validity of the single processor approach to achieving large scale computing capabilities", AFIPS
//! 1967.

/// How many numbers of workers a fit needs, 1 included: with two, any times follow the law.
pub const POINTS: usize = 3;

/// The s of least squares in T(p)/T(1) = s + (1 − s)/p over p ≤ cores; none where fewer than [`POINTS`] such p were
/// measured.
///
/// `relative` holds numbers of workers p, each once, with T(p)/T(1).
///
/// ```
/// use ffi_workbench_cli::amdahl::serial_fraction;
///
/// let relative = [(1, 1.0), (2, 0.75), (4, 0.625), (8, 0.9)];
/// assert_eq!(serial_fraction(&relative, 4), Some(0.5));
/// assert_eq!(serial_fraction(&relative, 2), None);
/// ```
pub fn serial_fraction(relative: &[(usize, f64)], cores: usize) -> Option<f64> {
    let fitted = || relative.iter().filter(|(workers, _)| (1..=cores).contains(workers));
    if fitted().count() < POINTS {
        return None;
    }
    // One worker adds nothing to either sum.
    let (numerator, denominator) = fitted().fold((0.0, 0.0), |(numerator, denominator), &(workers, time)| {
        let share = 1.0 / workers as f64;
        (numerator + (time - share) * (1.0 - share), denominator + (1.0 - share).powi(2))
    });
    Some(numerator / denominator)
}

#[cfg(test)]
mod tests {
    use super::serial_fraction;

    #[test]
    fn the_fit_finds_the_fraction_of_times_that_follow_the_law() {
        let law = |s: f64, p: usize| (p, s + (1.0 - s) / p as f64);
        for s in [0.0, 0.1, 0.5, 1.0] {
            let fitted = serial_fraction(&[law(s, 1), law(s, 2), law(s, 3), law(s, 8)], 8).unwrap();
            assert!((fitted - s).abs() < 1e-15, "{s}: {fitted}");
        }
    }

    #[test]
    fn more_workers_than_cores_say_nothing_about_the_fraction() {
        let relative = [(1, 1.0), (2, 0.5), (4, 0.25), (8, 0.9)];
        assert_eq!(serial_fraction(&relative, 4), Some(0.0));
        assert!(serial_fraction(&relative, 8).unwrap() > 0.3);
    }

    #[test]
    fn two_points_are_no_fit() {
        assert_eq!(serial_fraction(&[], 8), None);
        assert_eq!(serial_fraction(&[(1, 1.0), (2, 0.5)], 8), None);
        assert_eq!(serial_fraction(&[(1, 1.0), (2, 0.5), (4, 0.3)], 2), None);
        assert!(serial_fraction(&[(1, 1.0), (2, 0.5), (3, 0.4)], 3).is_some());
    }
}
