//! An axis: its title with the unit, its scale, where its ticks are and what they say.

use std::ops::Range;

use plotters::coord::ranged1d::{KeyPointHint, NoDefaultFormatting, Ranged, ValueFormatter};

use super::dates;
use crate::report::quantity::grouped;

/// An axis of a panel.
#[derive(Debug, Clone)]
pub struct Axis {
    pub(super) title: String,
    pub(super) scale: Scale,
    range: Option<(f64, f64)>,
    ticks: Option<Vec<f64>>,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Scale {
    Linear,
    Log,
    Dates,
    Names(Vec<String>),
}

impl Axis {
    /// Numbers at equal distances; the title says what they are and their unit.
    pub fn linear(title: impl Into<String>) -> Self {
        Self::new(title, Scale::Linear)
    }

    /// Powers of ten at equal distances.
    pub fn log(title: impl Into<String>) -> Self {
        Self::new(title, Scale::Log)
    }

    /// Dates, given as seconds since 1970-01-01 without a time zone.
    pub fn dates(title: impl Into<String>) -> Self {
        Self::new(title, Scale::Dates)
    }

    /// Names, for bars; on the y axis the first is at the top.
    pub fn names(title: impl Into<String>, names: Vec<String>) -> Self {
        Self::new(title, Scale::Names(names))
    }

    /// From where to where, instead of all data with a margin.
    #[must_use]
    pub fn range(mut self, low: f64, high: f64) -> Self {
        self.range = Some((low, high));
        self
    }

    /// Where the ticks are.
    #[must_use]
    pub fn ticks(mut self, ticks: Vec<f64>) -> Self {
        self.ticks = Some(ticks);
        self
    }

    fn new(title: impl Into<String>, scale: Scale) -> Self {
        Self { title: title.into(), scale, range: None, ticks: None }
    }

    /// Whether the axis can show a value.
    pub(super) fn holds(&self, value: f64) -> bool {
        value.is_finite() && (self.scale != Scale::Log || value > 0.0)
    }

    /// The axis over these values; `from_zero` is for bars.
    pub(super) fn over(&self, values: impl Iterator<Item = f64>, from_zero: bool, max_ticks: usize) -> Coordinate {
        let (mut low, mut high) = values
            .filter(|&value| self.holds(value))
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)));
        if low > high {
            (low, high) = (1.0, 1.0);
        }
        let (low, high) = match (&self.range, &self.scale) {
            (Some(range), _) => *range,
            (None, Scale::Names(names)) => (-0.5, names.len() as f64 - 0.5),
            (None, Scale::Log) => {
                let margin = ((high / low).log10() * 0.04).max(0.1);
                (low / 10_f64.powf(margin), high * 10_f64.powf(margin))
            }
            (None, Scale::Linear | Scale::Dates) => {
                let (low, high) = if from_zero { (low.min(0.0), high.max(0.0)) } else { (low, high) };
                let margin = if high > low { (high - low) * 0.04 } else { high.abs().max(1.0) * 0.1 };
                // The value of a bar stands behind its end.
                let above = if from_zero { 5.0 * margin } else { margin };
                (if from_zero && low == 0.0 { 0.0 } else { low - margin }, high + above)
            }
        };
        let (ticks, labels) = self.ticks_and_labels(low, high, max_ticks);
        Coordinate { log: self.scale == Scale::Log, low, high, ticks, labels }
    }

    fn ticks_and_labels(&self, low: f64, high: f64, max_ticks: usize) -> (Vec<f64>, Vec<String>) {
        match (&self.scale, &self.ticks) {
            (Scale::Names(names), _) => ((0..names.len()).map(|index| index as f64).collect(), names.clone()),
            (Scale::Dates, None) => dates::ticks(low, high, max_ticks),
            (_, Some(ticks)) => (ticks.clone(), ticks.iter().map(|&tick| plain(tick)).collect()),
            (Scale::Linear, None) => linear(low, high, max_ticks),
            (Scale::Log, None) => log(low, high, max_ticks),
        }
    }
}

/// Round numbers at equal distances: 1, 2 or 5 times a power of ten.
fn linear(low: f64, high: f64, max_ticks: usize) -> (Vec<f64>, Vec<String>) {
    let rough = (high - low) / max_ticks.max(1) as f64;
    let power = 10_f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0].map(|m| m * power).into_iter().find(|&step| step >= rough).unwrap_or(rough);
    let first = (low / step).ceil();
    let ticks: Vec<f64> = (0..=max_ticks).map(|k| (first + k as f64) * step).take_while(|&tick| tick <= high).collect();
    let largest = low.abs().max(high.abs());
    let label = |&tick: &f64| match step {
        _ if tick == 0.0 => "0".to_owned(),
        1.0.. if largest < 1e7 => plain(tick),
        1e-4..1.0 => {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "1 to 4 digits after the point"
            )]
            let decimals = (-step.log10() - 1e-9).ceil() as usize;
            format!("{tick:.decimals$}").replace('-', "−")
        }
        _ => scientific(tick),
    };
    let labels = ticks.iter().map(label).collect();
    (ticks, labels)
}

/// Powers of ten; where there are too few, 2 and 5 between them, then every digit, then round numbers at equal
/// distances: never fewer than three ticks.
fn log(low: f64, high: f64, max_ticks: usize) -> (Vec<f64>, Vec<String>) {
    const FEWEST: usize = 3;
    #[expect(clippy::cast_possible_truncation, reason = "the exponents of doubles")]
    let (first, last) = (low.log10().floor() as i32, high.log10().ceil() as i32);
    // Multiples of the stride, so that 10⁰ is among them.
    let powers = |stride: u32, mantissas: &[f64]| -> Vec<f64> {
        let powers = (first..=last).filter(|power| power.unsigned_abs() % stride == 0);
        powers
            .flat_map(|power| mantissas.iter().map(move |mantissa| mantissa * 10_f64.powi(power)))
            .filter(|tick| (low..=high).contains(tick))
            .collect()
    };
    let widest = (last - first + 1).unsigned_abs().div_ceil(u32::try_from(max_ticks.max(1)).unwrap_or(10)).max(1);
    let few = high / low < 500.0;
    let decades = (1..=widest).rev().map(|stride| powers(stride, &[1.0])).filter(|_| !few);
    let digits = || (1..=9).map(f64::from).collect::<Vec<_>>();
    let between = [powers(1, &[1.0, 2.0, 5.0]), powers(1, &digits())];
    let found = decades.chain(between).find(|ticks| ticks.len() >= FEWEST);
    let ticks = found.or_else(|| {
        let most = FEWEST.max(max_ticks);
        (most..4 * most + 8).map(|n| linear(low, high, n).0).find(|ticks| ticks.len() >= FEWEST)
    });
    let ticks = ticks.unwrap_or_else(|| vec![low, (low * high).sqrt(), high]);
    let all_plain = ticks.iter().all(|tick| (1e-3..=1e4).contains(tick));
    let labels = ticks.iter().map(|&tick| if all_plain { plain(tick) } else { scientific(tick) }).collect();
    (ticks, labels)
}

/// All digits, in groups before the point.
fn plain(value: f64) -> String {
    if value.fract() == 0.0 && value.abs() < 1e15 {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a whole number below 10¹⁵")]
        let digits = grouped(value.abs() as u64);
        return if value < 0.0 { format!("−{digits}") } else { digits };
    }
    // Ticks are few digits times a power of ten; what is behind them is rounding.
    let digits = format!("{value:.6}");
    digits.trim_end_matches('0').replace('-', "−")
}

/// A power of ten with what it is multiplied by, if that is not 1.
fn scientific(value: f64) -> String {
    // Ticks are few digits times a power of ten; what is behind them is rounding.
    let text = format!("{value:.6e}");
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let exponent: String = exponent.chars().map(superscript).collect();
    match mantissa.trim_end_matches('0').trim_end_matches('.') {
        "1" => format!("10{exponent}"),
        mantissa => format!("{}·10{exponent}", mantissa.replace('-', "−")),
    }
}

fn superscript(digit: char) -> char {
    match digit {
        '-' => '⁻',
        _ => {
            digit.to_digit(10).map_or(digit, |value| ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'][value as usize])
        }
    }
}

/// An axis with its range and ticks, as plotters wants it.
#[derive(Debug, Clone)]
pub(super) struct Coordinate {
    log: bool,
    low: f64,
    high: f64,
    ticks: Vec<f64>,
    labels: Vec<String>,
}

impl Coordinate {
    /// The lowest and the highest value.
    pub(super) fn bounds(&self) -> (f64, f64) {
        (self.low, self.high)
    }

    /// Where a value lies between the ends, 0 to 1; beyond them outside.
    pub(super) fn share(&self, value: f64) -> f64 {
        let position = |value: f64| if self.log { value.ln() } else { value };
        (position(value) - position(self.low)) / (position(self.high) - position(self.low))
    }

    /// The same from the other end.
    pub(super) fn reversed(self) -> Self {
        Self { low: self.high, high: self.low, ..self }
    }

    /// Characters of the longest label.
    pub(super) fn longest_label(&self) -> usize {
        self.labels.iter().map(|label| label.chars().count()).max().unwrap_or(0)
    }
}

impl Ranged for Coordinate {
    type FormatOption = NoDefaultFormatting;
    type ValueType = f64;

    fn map(&self, value: &f64, limit: (i32, i32)) -> i32 {
        let share = self.share(*value);
        let length = f64::from(limit.1 - limit.0);
        #[expect(clippy::cast_possible_truncation, reason = "within the limits, which are pixels")]
        let pixels = (share.clamp(0.0, 1.0) * length).round() as i32;
        limit.0 + pixels
    }

    fn key_points<Hint: KeyPointHint>(&self, _hint: Hint) -> Vec<f64> {
        self.ticks.clone()
    }

    fn range(&self) -> Range<f64> {
        self.low..self.high
    }
}

impl ValueFormatter<f64> for Coordinate {
    fn format_ext(&self, value: &f64) -> String {
        let index = self.ticks.iter().position(|tick| tick == value);
        index.map(|index| self.labels[index].clone()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(axis: &Axis, values: [f64; 2], max_ticks: usize) -> Vec<String> {
        axis.over(values.into_iter(), false, max_ticks).labels
    }

    #[test]
    fn ticks_are_round_numbers() {
        assert_eq!(labels(&Axis::linear(""), [0.0, 9.0], 5), ["0", "2", "4", "6", "8"]);
        assert_eq!(labels(&Axis::linear(""), [-0.1, 0.1], 5), ["−0.10", "−0.05", "0", "0.05", "0.10"]);
        assert_eq!(labels(&Axis::linear(""), [0.0, 2e9], 5), ["0", "5·10⁸", "10⁹", "1.5·10⁹", "2·10⁹"]);
        assert_eq!(labels(&Axis::linear(""), [1000.0, 3000.0], 4), ["1,000", "2,000", "3,000"]);
    }

    #[test]
    fn logarithmic_ticks_are_powers_of_ten() {
        assert_eq!(labels(&Axis::log(""), [1.0, 1e9], 4), ["10⁰", "10³", "10⁶", "10⁹"]);
        assert_eq!(labels(&Axis::log(""), [1e-16, 0.05], 4), ["10⁻¹⁵", "10⁻¹⁰", "10⁻⁵"]);
        assert_eq!(labels(&Axis::log(""), [1.0, 100.0], 9), ["1", "2", "5", "10", "20", "50", "100"]);
    }

    #[test]
    fn a_logarithmic_axis_has_at_least_three_ticks_however_short_or_small_it_is() {
        for low in [1e-12, 0.3, 1.0, 1.07, 1.9e9, 9.99e15] {
            for ratio in [1.0, 1.0001, 1.02, 1.3, 1.9, 2.1, 4.9, 11.0, 99.0, 600.0, 2e4, 3e9, 1e40] {
                for max_ticks in 0..12 {
                    let axis = Axis::log("").over([low, low * ratio].into_iter(), false, max_ticks);
                    let mut labels = axis.labels.clone();
                    labels.dedup();
                    assert!(
                        labels.len() >= 3 && labels.len() == axis.ticks.len(),
                        "{low} {ratio} {max_ticks}: {axis:?}"
                    );
                    assert!(axis.ticks.iter().all(|tick| (axis.low..=axis.high).contains(tick)), "{axis:?}");
                }
            }
        }
        assert_eq!(labels(&Axis::log(""), [1.2e9, 1.8e9], 5), ["10⁹", "1.5·10⁹", "2·10⁹"]);
    }

    #[test]
    fn dates_have_ticks_at_their_beginnings() {
        let second = |date: &str| date.parse::<jiff::Timestamp>().unwrap().as_second() as f64;
        let year = [second("2020-02-11T00:00:00Z"), second("2021-02-01T00:00:00Z")];
        assert_eq!(labels(&Axis::dates(""), year, 6), ["2020-04", "2020-07", "2020-10", "2021-01"]);
        let week = [second("2024-02-26T12:00:00Z"), second("2024-03-03T00:00:00Z")];
        assert_eq!(labels(&Axis::dates(""), week, 4), ["2024-02-27", "2024-02-29", "2024-03-02"]);
    }

    #[test]
    fn an_axis_over_equal_missing_or_infinite_values_is_still_an_axis() {
        for axis in [Axis::linear(""), Axis::log(""), Axis::dates("")] {
            for values in [vec![], vec![5.0], vec![0.0, 0.0], vec![f64::NAN, f64::INFINITY], vec![1e308, -1e308]] {
                let over = axis.over(values.iter().copied(), false, 8);
                assert!(over.low < over.high && over.ticks.len() == over.labels.len(), "{axis:?} over {values:?}");
            }
        }
    }
}
