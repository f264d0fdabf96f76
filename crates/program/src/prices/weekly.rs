//! Prices by weeks, as pandas' `resample("W")` gives them.

use std::ops::Range;

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
    /// The first opening price, or the first price where the file has no column of them.
    pub open: f64,
    /// The highest of the highest prices, or of the prices.
    pub high: f64,
    /// The lowest of the lowest prices, or of the prices.
    pub low: f64,
    /// The last price.
    pub last: f64,
    /// What was traded, where the file says.
    pub volume: f64,
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
            weeks.push(Week::of(next, prices, start..start));
        }
        let length = prices.dates[start..].iter().take_while(|date| date.date() <= end).count();
        weeks.push(Week::of(end, prices, start..start + length));
        start += length;
    }
    weeks
}

impl Week {
    fn of(end: Date, prices: &Prices, rows: Range<usize>) -> Self {
        let own = &prices.values[rows.clone()];
        let of = |column| prices.other(column).map_or(own, |values| &values[rows.clone()]);
        let known = |column| of(column).iter().copied().filter(|value| !value.is_nan());
        let nan_if_none = |value: Option<f64>| value.unwrap_or(f64::NAN);
        let traded = prices.volume.filter(|_| !own.is_empty()).map(|column| known(Some(column)).sum());
        Self {
            end,
            count: own.len(),
            mean: own.iter().sum::<f64>() / own.len() as f64,
            open: nan_if_none(known(prices.open).next()),
            high: nan_if_none(known(prices.high).reduce(f64::max)),
            low: nan_if_none(known(prices.low).reduce(f64::min)),
            last: nan_if_none(own.last().copied()),
            volume: nan_if_none(traded),
        }
    }
}

/// The Sunday of a date's week; none after the last Sunday of the year 9999.
fn sunday(date: Date) -> Option<Date> {
    let days = i64::from(date.weekday().until(Weekday::Sunday));
    date.checked_add(days.days()).ok()
}
