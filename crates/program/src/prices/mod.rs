//! A price series with its dates: read from a `.csv` file ([`read()`]), summed up ([`describe()`]), by weeks
//! ([`weekly()`]), and what kernels make of it ([`moving_average`], [`rsi`]). [`example()`] makes one.
//!
//! What files of prices come with, and what becomes of it:
//!
//! - **Missing days and gaps**: nothing is filled in. Windows count rows and not days, and a week without a price has
//!   none.
//! - **Rows out of order**: are sorted by date; [`Prices::sorted`] says so.
//! - **Duplicate dates**: are refused, with both rows named, unless [`Duplicates`] says which row counts.
//! - **Empty prices**, also written `null`, `NA` or `NaN`: the row is left out; [`Prices::empty`] counts them.
//! - **Time zones**: the date and time count as they are written, which is the time of the exchange; an offset such as
//!   `-05:00` is read and not used. Seconds since 1970 are UTC.
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
    /// Whether the rows of the file had to be sorted.
    pub sorted: bool,
    /// Rows left out because their price is empty.
    pub empty: usize,
    /// Rows left out because another row has their date.
    pub duplicates: usize,
}

impl Prices {
    /// Whether all times are midnight, so that the dates alone say everything.
    pub fn are_daily(&self) -> bool {
        self.dates.iter().all(|date| date.time() == jiff::civil::Time::midnight())
    }
}

/// Seconds since 1970-01-01, as if the date and time were UTC.
pub fn seconds(date: DateTime) -> f64 {
    date.duration_since(jiff::civil::date(1970, 1, 1).at(0, 0, 0, 0)).as_secs_f64()
}
