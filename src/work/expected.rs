//! What an answer is held against: [`Expected`].

/// The answer by other means, and the scale that a difference is measured by.
#[derive(Debug, Clone)]
pub struct Expected {
    values: Vec<f64>,
    scale: Vec<f64>,
}

impl Expected {
    /// One number; a difference is divided by `scale`.
    pub fn number(value: f64, scale: f64) -> Self {
        Self { values: vec![value], scale: vec![scale] }
    }

    /// An array; a difference of two elements is divided by the `scale` of that element, or by its one scale.
    ///
    /// # Panics
    /// When there is neither one scale nor one for each value.
    pub fn array(values: Vec<f64>, scale: Vec<f64>) -> Self {
        assert!(scale.len() == 1 || scale.len() == values.len(), "one scale, or one for each value");
        Self { values, scale }
    }

    /// The expected answer: the array, or the one number.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// The largest |answer − expected| / scale over the elements: 0 where the two are equal or both NaN, infinite where
    /// one of them is not finite or the lengths differ.
    ///
    /// ```
    /// use ffi_workbench::work::Expected;
    ///
    /// assert_eq!(Expected::number(2.0, 4.0).difference(&[3.0]), 0.25);
    /// assert_eq!(Expected::number(f64::NAN, 1.0).difference(&[f64::NAN]), 0.0);
    /// assert_eq!(Expected::number(1.0, 1.0).difference(&[f64::NAN]), f64::INFINITY);
    /// ```
    pub fn difference(&self, answer: &[f64]) -> f64 {
        if answer.len() != self.values.len() {
            return f64::INFINITY;
        }
        let scale = self.scale.iter().cycle();
        answer.iter().zip(&self.values).zip(scale).fold(0.0, |largest, ((&a, &b), &scale)| {
            let same = a == b || (a.is_nan() && b.is_nan());
            let difference = if same { 0.0 } else { (a - b).abs() / scale };
            // A NaN here means that one side is not finite, or that anything but equality is wrong (0 / 0).
            if difference.is_nan() { f64::INFINITY } else { f64::max(largest, difference) }
        })
    }
}
