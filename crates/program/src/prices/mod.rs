//! A price series with its dates: read from a text file ([`read()`]), summed up ([`describe()`]), by weeks
//! ([`weekly()`]), and what kernels make of it ([`moving_average`], [`rsi`]). [`example()`] makes one.
//!
//! What files of prices come with, and what becomes of it:
//!
//! - **Missing days and gaps**: nothing is filled in. Windows count rows and not days, and a week without a price has
//!   none.
//! - **Rows out of order**: are sorted by date; [`Prices::sorted`] says so.
//! - **Duplicate dates**: are refused, with both rows named, unless [`Duplicates`] says which row counts.
//! - **Empty prices**, also written `null`, `NA` or `NaN`: the row is left out; [`Prices::empty`] counts them. An empty
//!   cell of another column is left out of that column's statistics.
//! - **Decimal commas, thousands, dates of other orders**: are told by the first lines, or by the reader; where these
//!   may mean two numbers or two dates, the file is refused.
//! - **Time zones**: the date and time count as they are written, which is the time of the exchange; an offset such as
//!   `-05:00` is read and not used. Seconds or milliseconds since 1970 are UTC.
//!
//! Answers are those of pandas 3 (`describe`, `resample("W")`) on the rows that are left.

use jiff::civil::DateTime;

mod columns;
mod date;
mod describe;
mod example;
mod indicators;
mod read;
mod weekly;

pub use date::DateFormat;
pub use describe::{Description, describe};
pub use example::example;
pub use indicators::{Indicator, moving_average, rsi};
pub use read::{Duplicates, Reading, read};
pub use weekly::{Week, weekly};

/// A column of numbers besides that of the prices.
#[derive(Debug, Clone)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// Its value in each row; NaN where there is none.
    pub values: Vec<f64>,
}

/// Prices in the order of their dates.
#[derive(Debug, Clone)]
pub struct Prices {
    /// The dates, each larger than the one before it.
    pub dates: Vec<DateTime>,
    /// The price at each date.
    pub values: Vec<f64>,
    /// The name of the column of dates.
    pub date_column: String,
    /// The name of the column of prices.
    pub price_column: String,
    /// How many of the other columns are before that of the prices.
    pub price_index: usize,
    /// The other columns of numbers, in the order of the file.
    pub others: Vec<Column>,
    /// Which of these holds the first price of each row.
    pub open: Option<usize>,
    /// The highest.
    pub high: Option<usize>,
    /// The lowest.
    pub low: Option<usize>,
    /// What was traded.
    pub volume: Option<usize>,
    /// Columns that began with numbers and did not go on with them, with the first cell that is none.
    pub not_numbers: Vec<(String, String)>,
    /// Whether the rows of the file had to be sorted.
    pub sorted: bool,
    /// Rows left out because their price is empty.
    pub empty: usize,
    /// Rows left out because another row has their date.
    pub duplicates: usize,
}

impl Prices {
    /// Every column of numbers with its description, in the order of the file.
    pub fn describe(&self) -> Vec<(String, Description)> {
        let mut all: Vec<_> = self
            .others
            .iter()
            .map(|column| {
                let known: Vec<f64> = column.values.iter().copied().filter(|value| !value.is_nan()).collect();
                (column.name.clone(), describe(&known))
            })
            .collect();
        all.insert(self.price_index, (self.price_column.clone(), describe(&self.values)));
        all
    }

    /// The values of one of the other columns.
    fn other(&self, index: Option<usize>) -> Option<&[f64]> {
        index.and_then(|index| self.others.get(index)).map(|column| column.values.as_slice())
    }

    /// Whether all times are midnight, so that the dates alone say everything.
    pub fn are_daily(&self) -> bool {
        self.dates.iter().all(|date| date.time() == jiff::civil::Time::midnight())
    }
}

/// Seconds since 1970-01-01, as if the date and time were UTC.
pub fn seconds(date: DateTime) -> f64 {
    date.duration_since(jiff::civil::date(1970, 1, 1).at(0, 0, 0, 0)).as_secs_f64()
}
