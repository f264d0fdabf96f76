//! Prices by weeks, as pandas' `resample("W")` gives them.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

use super::Prices;

/// Monday to Sunday.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Week {
    /// The Sunday it ends on.
    pub end: Date,
    /// How many prices it has. Without any, the numbers below are NaN.
    pub count: usize,
    /// Mean of the prices.
    pub mean: f64,
    /// The first price.
    pub open: f64,
    /// The highest price.
    pub high: f64,
    /// The lowest price.
    pub low: f64,
    /// The last price.
    pub last: f64,
}

/// Every week from that of the first price to that of the last, also those without a price.
pub fn weekly(prices: &Prices) -> Vec<Week> {
    let mut weeks: Vec<Week> = Vec::new();
    let mut start = 0;
    while start < prices.dates.len() {
        let Some(end) = sunday(prices.dates[start].date()) else { break };
        while let Some(next) =
            weeks.last().and_then(|week| week.end.checked_add(7.days()).ok()).filter(|&next| next < end)
        {
            weeks.push(Week::of(next, &[]));
        }
        let length = prices.dates[start..].iter().take_while(|date| date.date() <= end).count();
        weeks.push(Week::of(end, &prices.values[start..start + length]));
        start += length;
    }
    weeks
}

impl Week {
    fn of(end: Date, prices: &[f64]) -> Self {
        let nan_if_none = |value: Option<f64>| value.unwrap_or(f64::NAN);
        Self {
            end,
            count: prices.len(),
            mean: prices.iter().sum::<f64>() / prices.len() as f64,
            open: nan_if_none(prices.first().copied()),
            high: nan_if_none(prices.iter().copied().reduce(f64::max)),
            low: nan_if_none(prices.iter().copied().reduce(f64::min)),
            last: nan_if_none(prices.last().copied()),
        }
    }
}

/// The Sunday of a date's week; none after the last Sunday of the year 9999.
fn sunday(date: Date) -> Option<Date> {
    let days = i64::from(date.weekday().until(Weekday::Sunday));
    date.checked_add(days.days()).ok()
}
