//! A kernel over the prices: its values with the rows they belong to, checked.

use super::Prices;
use crate::error::Error;
use ffi_workbench::executors::{EXECUTORS, Running};
use ffi_workbench::language::Choice;
use ffi_workbench::measure::{Check, Contender, once};
use ffi_workbench::work::{Array, Problem, Work, kernel};

/// What a kernel makes of a series.
#[derive(Debug, Clone)]
pub struct Indicator {
    /// The row of the first value; every later row has one as well.
    pub first: usize,
    /// The values.
    pub values: Vec<f64>,
    /// How the values compare with the kernel's expected answer.
    pub check: Option<Check>,
}

impl Indicator {
    /// The value of a row.
    pub fn at(&self, row: usize) -> Option<f64> {
        row.checked_sub(self.first).and_then(|place| self.values.get(place).copied())
    }
}

/// The mean of each `window` prices, which belongs to the last of them.
///
/// # Errors
/// What `moving_average` refuses: a window longer than the series.
pub fn moving_average(prices: &Prices, window: u64, choice: Choice) -> Result<Indicator, Error> {
    indicator("moving_average", vec![("window", window)], prices, choice)
}

/// Wilder's index over `period` changes, which belongs to the price after them.
///
/// # Errors
/// What `rsi` refuses: a period as long as the series.
pub fn rsi(prices: &Prices, period: u64, choice: Choice) -> Result<Indicator, Error> {
    indicator("rsi", vec![("period", period), ("series", 1)], prices, choice)
}

fn indicator(
    name: &'static str,
    numbers: Vec<(&'static str, u64)>,
    prices: &Prices,
    choice: Choice,
) -> Result<Indicator, Error> {
    let kernel = kernel(name, None).ok_or(Error::Incomplete { kernel: name, what: "its line in the list" })?;
    let problem = Problem { arrays: vec![("x", Array::from(prices.values.as_slice()))], numbers };
    let work = Work::new(kernel, choice, &problem)?;
    let executor = Running::start(&EXECUTORS[0], Some(1))?;
    let contender = Contender { work: &work, executor: &executor };
    let (measured, values) = once(&contender, Some(&kernel.expected(&problem)?))?;
    Ok(Indicator { first: prices.values.len() - values.len(), values, check: measured.verdict.check })
}
