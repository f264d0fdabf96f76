//! Which columns hold the dates and the prices.

use csv::StringRecord;

use super::date;
use crate::excerpt::{PHRASE, excerpt};
use crate::files::{column, only_one};

/// What columns are called that hold dates, or prices, the likelier first; pandas leaves the name of an index empty.
const DATES: [&str; 7] = ["date", "datetime", "timestamp", "time", "day", "index", ""];
const PRICES: [&str; 8] = ["close", "price", "adj close", "adj_close", "last", "value", "rate", "open"];

/// The names of the columns and the indices of two of them.
#[derive(Debug)]
pub(super) struct Columns {
    names: Vec<String>,
    pub(super) date: usize,
    pub(super) price: usize,
    /// Whether the first row holds names and no prices.
    pub(super) named: bool,
}

impl Columns {
    /// The columns of a file that begins with this row.
    ///
    /// Where every cell of it is a number or a date there are no names, and the columns are called 1, 2, and so on.
    pub(super) fn of(first: &StringRecord, date: Option<&str>, price: Option<&str>) -> Result<Self, String> {
        let named = !first.iter().all(|cell| cell.parse::<f64>().is_ok() || date::parse(cell, None).is_ok());
        let names: Vec<String> = match named {
            true => first.iter().map(str::to_owned).collect(),
            false => (1..=first.len()).map(|number| number.to_string()).collect(),
        };
        if names.len() < 2 {
            return Err(format!(
                "one column, `{}`; a column of dates and one of prices are needed",
                excerpt(&names.join(""), PHRASE)
            ));
        }
        let date = match date {
            Some(name) => column(&names, name)?,
            None if !named => 0,
            None => likely(&names, &DATES, None)?.ok_or_else(|| unclear(&names, "dates", "--date"))?,
        };
        let price = match price {
            Some(name) => column(&names, name)?,
            None => likely(&names, &PRICES, Some(date))?.ok_or_else(|| unclear(&names, "prices", "--price"))?,
        };
        if date == price {
            return Err(format!(
                "column `{}` cannot hold both the dates and the prices",
                excerpt(&names[date], PHRASE)
            ));
        }
        Ok(Self { names, date, price, named })
    }

    pub(super) fn name(&self, index: usize) -> &str {
        &self.names[index]
    }
}

/// The column with the likeliest name, in upper or lower case; or the only one that is left.
fn likely(names: &[String], words: &[&str], taken: Option<usize>) -> Result<Option<usize>, String> {
    for word in words {
        let found = only_one(names, |index, name| Some(index) != taken && name.eq_ignore_ascii_case(word))?;
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(taken.filter(|_| names.len() == 2).map(|taken| 1 - taken))
}

fn unclear(names: &[String], what: &str, option: &str) -> String {
    format!(
        "which column holds the {what} cannot be told from {}; name it with {option}",
        excerpt(&names.join(", "), PHRASE)
    )
}
