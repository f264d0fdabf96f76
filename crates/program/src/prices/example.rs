//! A synthetic price series.

use ffi_workbench::philox::{halves, philox4x32_10};
use jiff::ToSpan;
use jiff::civil::{Date, Weekday, date};

/// Daily drift and volatility of the price, as shares of it: those of a stock.
const DRIFT: f64 = 0.000_3;
const VOLATILITY: f64 = 0.012;

/// A geometric random walk over `days` business days from 2020-01-01 on, in cents: the same on every machine.
///
/// Each day multiplies the price by 1 + drift + volatility·z. z is the sum of twelve random fractions less 6, which has
/// mean 0 and variance 1 and, unlike a logarithm, the same bits everywhere.
///
/// ```
/// use ffi_workbench_cli::prices::example;
///
/// let prices: Vec<_> = example(3, 1).map(|(day, price)| format!("{day} {price:.2}")).collect();
/// assert_eq!(prices.len(), 3);
/// assert!(prices[2].starts_with("2020-01-03 "));
/// ```
pub fn example(days: u32, seed: u64) -> impl Iterator<Item = (Date, f64)> {
    let key = halves(seed);
    let business = |day: &Date| !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
    let dates = date(2020, 1, 1).series(1.day()).filter(business);
    let mut price = 100.0;
    (0..days).zip(dates).map(move |(day, date)| {
        let words = (0..3).flat_map(|part| philox4x32_10([day, part, 0, 2], key));
        let z = words.map(|word| f64::from(word) / 4_294_967_296.0).sum::<f64>() - 6.0;
        price *= 1.0 + DRIFT + VOLATILITY * z;
        (date, (price * 100.0).round() / 100.0)
    })
}
