//! The result of `prices` as rows of CSV and as one JSON document.

use ffi_workbench::build_info::Build;
use ffi_workbench::language::ImplementationId;
use ffi_workbench_cli::machine::Machine;
use ffi_workbench_cli::prices::{Description, Indicator, Prices, Week};
use ffi_workbench_cli::report::quantity::grouped;
use ffi_workbench_cli::report::{Columns, Record, objects};
use jiff::civil::DateTime;
use serde::Serialize;

/// A series and what was made of it.
pub struct Series {
    pub name: String,
    pub prices: Prices,
    pub describe: Vec<(String, Description)>,
    pub weeks: Vec<Week>,
    pub average: Indicator,
    pub rsi: Indicator,
    pub window: u64,
    pub period: u64,
    pub id: ImplementationId,
}

/// One row of the file.
pub struct DayLine {
    date: String,
    price: f64,
    moving_average: Option<f64>,
    rsi: Option<f64>,
}

impl Record for DayLine {
    fn columns(_: &[Self]) -> Columns<'_, Self> {
        Columns::<Self>::new()
            .field("date", |day| day.date.clone())
            .field("price", |day| day.price)
            .field("moving_average", |day| day.moving_average)
            .field("rsi", |day| day.rsi)
    }
}

/// One week; a week without a price has no numbers.
pub struct WeekLine {
    week_end: String,
    count: usize,
    mean: Option<f64>,
    open: Option<f64>,
    high: Option<f64>,
    low: Option<f64>,
    last: Option<f64>,
    volume: Option<f64>,
}

impl Record for WeekLine {
    fn columns(weeks: &[Self]) -> Columns<'_, Self> {
        let text = |value: Option<f64>| value.map_or_else(String::new, |value| number(value, 3));
        let columns = Columns::<Self>::new()
            .field("week_end", |week| week.week_end.clone())
            .left("week", |week| week.week_end.clone())
            .field("count", |week| week.count)
            .right("rows", |week| grouped(week.count as u64))
            .field("mean", |week| week.mean)
            .right("mean", move |week| text(week.mean))
            .field("open", |week| week.open)
            .right("open", move |week| text(week.open))
            .field("high", |week| week.high)
            .right("high", move |week| text(week.high))
            .field("low", |week| week.low)
            .right("low", move |week| text(week.low))
            .field("last", |week| week.last)
            .right("last", move |week| text(week.last));
        if weeks.iter().all(|week| week.volume.is_none()) {
            return columns;
        }
        let whole = |value: Option<f64>| value.map_or_else(String::new, |value| number(value, 0));
        columns.field("volume", |week| week.volume).right("volume", move |week| whole(week.volume))
    }
}

/// A column in eight numbers, by the names that pandas gives them.
pub struct Described(String, Description);

impl Record for Described {
    fn columns(_: &[Self]) -> Columns<'_, Self> {
        Columns::<Self>::new()
            .field("column", |it| it.0.clone())
            .field("count", |it| it.1.count)
            .field("mean", |it| it.1.mean)
            .field("std", |it| it.1.std)
            .field("min", |it| it.1.min)
            .field("25%", |it| it.1.lower_quartile)
            .field("50%", |it| it.1.median)
            .field("75%", |it| it.1.upper_quartile)
            .field("max", |it| it.1.max)
    }
}

/// With so many digits behind the point, or as a power of ten where there are too many before it.
pub fn number(value: f64, decimals: usize) -> String {
    if value.abs() < 1e15 { format!("{value:.decimals$}") } else { format!("{value:.decimals$e}") }
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
    #[serde(serialize_with = "objects")]
    describe: Vec<Described>,
    #[serde(serialize_with = "objects")]
    weeks: Vec<WeekLine>,
    #[serde(serialize_with = "objects")]
    days: Vec<DayLine>,
}

impl Series {
    /// A date as short as the series allows.
    pub fn date(&self) -> impl Fn(&DateTime) -> String + use<> {
        let daily = self.prices.are_daily();
        move |date| if daily { date.date().to_string() } else { date.to_string() }
    }

    pub fn days(&self) -> Vec<DayLine> {
        let date = self.date();
        let day = |(row, (when, &price))| DayLine {
            date: date(when),
            price,
            moving_average: self.average.at(row),
            rsi: self.rsi.at(row),
        };
        self.prices.dates.iter().zip(&self.prices.values).enumerate().map(day).collect()
    }

    pub fn weeks(&self) -> Vec<WeekLine> {
        let line = |week: &Week| {
            // A column of its own may have no value in a week that has a price.
            let some = |value: f64| Some(value).filter(|value| !value.is_nan());
            WeekLine {
                week_end: week.end.to_string(),
                count: week.count,
                mean: some(week.mean),
                open: some(week.open),
                high: some(week.high),
                low: some(week.low),
                last: some(week.last),
                volume: some(week.volume),
            }
        };
        self.weeks.iter().map(line).collect()
    }

    pub fn described(&self) -> Vec<Described> {
        self.describe.iter().map(|(name, description)| Described(name.clone(), *description)).collect()
    }

    pub fn all(&self) -> All<'_> {
        All {
            file: &self.name,
            date_column: &self.prices.date_column,
            price_column: &self.prices.price_column,
            sorted: self.prices.sorted,
            empty: self.prices.empty,
            duplicates: self.prices.duplicates,
            language: self.id.language.name(),
            variant: self.id.variant.name(),
            window: self.window,
            period: self.period,
            agrees: self.wrong().is_empty(),
            describe: self.described(),
            weeks: self.weeks(),
            days: self.days(),
        }
    }

    /// The kernels whose answers are wrong.
    pub fn wrong(&self) -> Vec<String> {
        let kernels = [("moving_average", &self.average), ("rsi", &self.rsi)];
        let wrong = kernels.into_iter().filter(|(_, it)| it.check.is_some_and(|check| !check.agrees));
        wrong.map(|(kernel, _)| format!("{kernel} in {}", self.id.language.name())).collect()
    }
}
