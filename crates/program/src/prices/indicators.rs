//! A kernel over the prices: its values with the rows they belong to, checked.

use ffi_workbench::error::Error;
use ffi_workbench::executors::{SERIAL, StartedExecutor};
use ffi_workbench::language::ImplementationId;
use ffi_workbench::measure::{Check, Contender, measure_once};
use ffi_workbench::work::{Array, Kernel, MOVING_AVERAGE, Number, Problem, RSI, Work};

use super::Prices;

/// What a kernel makes of a series; no values where the series is too short for one.
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
    fn none(prices: &Prices) -> Self {
        Self { first: prices.values.len(), values: Vec::new(), check: None }
    }

    /// The value of a row.
    pub fn at(&self, row: usize) -> Option<f64> {
        row.checked_sub(self.first).and_then(|index| self.values.get(index).copied())
    }
}

/// The mean of each `window` prices, which belongs to the last of them.
///
/// # Errors
/// What `moving_average` refuses: a window of 0.
pub fn moving_average(prices: &Prices, window: u64, id: ImplementationId) -> Result<Indicator, Error> {
    if window > prices.values.len() as u64 {
        return Ok(Indicator::none(prices));
    }
    indicator(&MOVING_AVERAGE, vec![("window", Number::Integer(window))], prices, id)
}

/// Wilder's index over `period` changes, which belongs to the price after them.
///
/// # Errors
/// What `rsi` refuses: a period of 0.
pub fn rsi(prices: &Prices, period: u64, id: ImplementationId) -> Result<Indicator, Error> {
    if period >= prices.values.len() as u64 {
        return Ok(Indicator::none(prices));
    }
    indicator(&RSI, vec![("period", Number::Integer(period)), ("series", Number::Integer(1))], prices, id)
}

fn indicator(
    kernel: &'static Kernel,
    numbers: Vec<(&'static str, Number)>,
    prices: &Prices,
    id: ImplementationId,
) -> Result<Indicator, Error> {
    let problem = Problem { arrays: vec![("x", Array::from(prices.values.as_slice()))], numbers };
    let work = Work::new(kernel, id, &problem)?;
    let executor = StartedExecutor::start(&SERIAL, None)?;
    let contender = Contender { work: &work, executor: &executor };
    let (measured, values) = measure_once(&contender, Some(&kernel.expected(&problem)?))?;
    Ok(Indicator { first: prices.values.len() - values.len(), values, check: measured.verdict.check })
}
