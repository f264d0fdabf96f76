//! Both series against pandas and TA-Lib.

use std::collections::BTreeMap;

use ffi_workbench::language::{ImplementationId, Language, Variant};
use ffi_workbench::work::RSI;
use ffi_workbench_cli::prices::{Prices, Reading, describe, moving_average, rsi, weekly};

use crate::{reading, series};

/// A golden file; they lie at the root of the repository.
macro_rules! golden {
    ($name:literal) => {
        include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/golden/", $name))
    };
}

type Row = BTreeMap<String, String>;

/// The rows of a golden file that are about one series.
fn rows(text: &str, series: &str) -> Vec<Row> {
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(text.as_bytes());
    let rows = reader.deserialize().map(|row| row.expect("a golden file has rows"));
    let own: Vec<_> = rows.filter(|row: &Row| row["series"] == series).collect();
    assert!(!own.is_empty(), "no rows of {series}");
    own
}

#[track_caller]
fn assert_near(given: f64, golden: &str, who: &str) {
    let golden: f64 = if golden.is_empty() { f64::NAN } else { golden.parse().expect("a number") };
    let near = (given - golden).abs() <= 1e-10 * golden.abs() || (given.is_nan() && golden.is_nan());
    assert!(near, "{who}: {given}, not {golden}");
}

/// Everything that pandas and TA-Lib say about a series.
fn compare(name: &str, prices: &Prices, implementations: &[ImplementationId]) {
    let golden = &rows(golden!("series_describe.csv"), name)[0];
    for (what, value) in describe(&prices.values).lines() {
        assert_near(value, &golden[what], &format!("{name}, {what}"));
    }

    let weeks: BTreeMap<_, _> = weekly(prices).into_iter().map(|week| (week.end.to_string(), week)).collect();
    let golden = rows(golden!("series_weeks.csv"), name);
    assert!(weeks.len() >= golden.len(), "{name}: {} weeks", weeks.len());
    for row in &golden {
        let week = &weeks[&row["week_end"]];
        assert_eq!(week.count.to_string(), row["count"], "{name}, {}", week.end);
        for (what, value) in
            [("mean", week.mean), ("open", week.open), ("high", week.high), ("low", week.low), ("last", week.last)]
        {
            assert_near(value, &row[what], &format!("{name}, {what} of the week to {}", week.end));
        }
    }

    let golden = rows(golden!("series_rows.csv"), name);
    for &id in implementations {
        let (average, index) = (moving_average(prices, 30, id).unwrap(), rsi(prices, 14, id).unwrap());
        for (what, indicator) in [("moving_average", average), ("rsi", index)] {
            assert!(indicator.check.unwrap().agrees, "{what} in {}", id.language);
            for row in &golden {
                let value = indicator.at(row["row"].parse().unwrap()).unwrap_or(f64::NAN);
                assert_near(value, &row[what], &format!("{name}, {what} in {}, row {}", id.language, row["row"]));
            }
        }
    }
}

#[test]
fn three_thousand_days_are_those_of_pandas_and_ta_lib_in_every_language() {
    let prices = reading(&series::days(), &Reading::default()).unwrap();
    assert_eq!((prices.values.len(), prices.price_column.as_str()), (3000, "Close"));
    let implementations = RSI.implementations();
    assert!(implementations.len() >= 3);
    compare("days", &prices, &implementations);
    let all = rows(golden!("series_weeks.csv"), "days").len();
    assert_eq!(weekly(&prices).len(), all, "as many weeks as pandas has, the empty ones included");
}

#[test]
fn a_million_prices_are_those_of_pandas_and_ta_lib() {
    let prices = reading(&series::ticks(), &Reading::default()).unwrap();
    assert_eq!(prices.values.len(), 1_000_000);
    compare("ticks", &prices, &[ImplementationId { language: Language::C, variant: Variant::Plain }]);
}
