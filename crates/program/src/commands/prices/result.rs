//! The result of `prices` as rows of CSV and as one JSON document.

use std::io::{self, Write};

use ffi_workbench::build_info::Build;
use ffi_workbench::language::Choice;
use ffi_workbench::machine::Machine;
use ffi_workbench_cli::prices::{Description, Indicator, Prices, Week};
use jiff::civil::DateTime;
use serde::Serialize;

/// A series and what was made of it.
pub struct Series {
    pub name: String,
    pub prices: Prices,
    pub describe: Description,
    pub weeks: Vec<Week>,
    pub average: Indicator,
    pub rsi: Indicator,
    pub window: u64,
    pub period: u64,
    pub choice: Choice,
}

/// One row of the file.
#[derive(Serialize)]
pub struct DayLine {
    date: String,
    price: f64,
    moving_average: Option<f64>,
    rsi: Option<f64>,
}

/// One week; a week without a price has no numbers.
#[derive(Serialize)]
pub struct WeekLine {
    week_end: String,
    count: usize,
    mean: Option<f64>,
    open: Option<f64>,
    high: Option<f64>,
    low: Option<f64>,
    last: Option<f64>,
}

/// Everything, for JSON.
#[derive(Serialize)]
pub struct Everything<'a> {
    pub machine: Machine,
    pub build: Build,
    #[serde(flatten)]
    pub series: All<'a>,
}

#[derive(Serialize)]
pub struct All<'a> {
    file: &'a str,
    date_column: &'a str,
    price_column: &'a str,
    sorted: bool,
    empty: usize,
    duplicates: usize,
    language: &'static str,
    variant: &'static str,
    window: u64,
    period: u64,
    agrees: bool,
    describe: Description,
    weeks: Vec<WeekLine>,
    days: Vec<DayLine>,
}

impl Series {
    /// A date as short as the series allows.
    pub fn date(&self) -> impl Fn(&DateTime) -> String + use<> {
        let daily = self.prices.are_daily();
        move |date| if daily { date.date().to_string() } else { date.to_string() }
    }

    pub fn days(&self) -> impl Iterator<Item = DayLine> {
        let date = self.date();
        self.prices.dates.iter().zip(&self.prices.values).enumerate().map(move |(row, (when, &price))| DayLine {
            date: date(when),
            price,
            moving_average: self.average.at(row),
            rsi: self.rsi.at(row),
        })
    }

    pub fn weeks(&self) -> impl Iterator<Item = WeekLine> {
        self.weeks.iter().map(|week| {
            let some = |value: f64| (week.count > 0).then_some(value);
            WeekLine {
                week_end: week.end.to_string(),
                count: week.count,
                mean: some(week.mean),
                open: some(week.open),
                high: some(week.high),
                low: some(week.low),
                last: some(week.last),
            }
        })
    }

    pub fn all(&self) -> All<'_> {
        All {
            file: &self.name,
            date_column: &self.prices.date_column,
            price_column: &self.prices.price_column,
            sorted: self.prices.sorted,
            empty: self.prices.empty,
            duplicates: self.prices.duplicates,
            language: self.choice.language.name(),
            variant: self.choice.variant.name(),
            window: self.window,
            period: self.period,
            agrees: self.wrong().is_empty(),
            describe: self.describe,
            weeks: self.weeks().collect(),
            days: self.days().collect(),
        }
    }

    /// The kernels whose answers are wrong.
    pub fn wrong(&self) -> Vec<String> {
        let kernels = [("moving_average", &self.average), ("rsi", &self.rsi)];
        let wrong = kernels.into_iter().filter(|(_, it)| it.check.is_some_and(|check| !check.agrees));
        wrong.map(|(kernel, _)| format!("{kernel} in {}", self.choice.language.name())).collect()
    }
}

/// Writes rows with the names of their fields above.
pub fn write_csv(rows: impl Iterator<Item = impl Serialize>, to: &mut dyn Write) -> io::Result<()> {
    let mut csv = csv::Writer::from_writer(to);
    for row in rows {
        csv.serialize(row)?;
    }
    csv.flush()
}
