//! Which columns hold the dates, the prices and what else a week is made of.

use super::date::is_date;
use crate::excerpt::{PHRASE, excerpt};
use crate::files::{Rows, column, is_date_like, only_one};

/// What columns are called, in lower case, the likelier names first; pandas leaves the name of an index empty. Names of
/// other languages are those of exports of well-known sites.
const DATES: [&str; 10] = ["date", "datetime", "timestamp", "time", "day", "index", "datum", "fecha", "data", ""];
const PRICES: [&str; 17] = [
    "close",
    "price",
    "adj close",
    "adj_close",
    "last",
    "value",
    "rate",
    "zuletzt",
    "schlusskurs",
    "schluss",
    "kurs",
    "dernier",
    "último",
    "ultimo",
    "cierre",
    "zamkniecie",
    "open",
];
const OPENS: [&str; 7] = ["open", "eröffn.", "eröffnung", "erster", "ouv.", "apertura", "otwarcie"];
const HIGHS: [&str; 6] = ["high", "hoch", "plus haut", "máximo", "massimo", "najwyzszy"];
const LOWS: [&str; 6] = ["low", "tief", "plus bas", "mínimo", "minimo", "najnizszy"];
const VOLUMES: [&str; 5] = ["volume", "vol.", "vol", "volumen", "wolumen"];

/// The names of the columns and the indices of those that are known.
#[derive(Debug)]
pub(super) struct Columns {
    names: Vec<String>,
    pub(super) date: usize,
    pub(super) price: usize,
    pub(super) open: Option<usize>,
    pub(super) high: Option<usize>,
    pub(super) low: Option<usize>,
    pub(super) volume: Option<usize>,
}

impl Columns {
    /// The columns of a file.
    pub(super) fn of(rows: &Rows, date: Option<&str>, price: Option<&str>) -> Result<Self, String> {
        let names = rows.names().to_vec();
        if names.len() < 2 {
            return Err(format!(
                "one column, `{}`; a column of dates and one of prices are needed (--delimiter says what is between them)",
                excerpt(&names.join(""), PHRASE)
            ));
        }
        let holds_dates = |&column: &usize| {
            let mut cells = rows.first_cells(column).take(10).peekable();
            cells.peek().is_some() && cells.all(|cell| is_date_like(cell) && is_date(cell))
        };
        let date = match date {
            Some(name) => column(&names, name)?,
            None => likely(&names, &DATES, None)?
                .or_else(|| (0..names.len()).find(holds_dates))
                .or_else(|| (!rows.are_named()).then_some(0))
                .ok_or_else(|| unclear(&names, "dates", "--date"))?,
        };
        let price = match price {
            Some(name) => column(&names, name)?,
            None => likely(&names, &PRICES, Some(date))?
                .or_else(|| (names.len() == 2).then(|| 1 - date))
                .ok_or_else(|| unclear(&names, "prices", "--price"))?,
        };
        if date == price {
            return Err(format!(
                "column `{}` cannot hold both the dates and the prices",
                excerpt(&names[date], PHRASE)
            ));
        }
        let known = |words: &[&str]| likely(&names, words, Some(date));
        let (open, high, low, volume) = (known(&OPENS)?, known(&HIGHS)?, known(&LOWS)?, known(&VOLUMES)?);
        Ok(Self { names, date, price, open, high, low, volume })
    }

    pub(super) fn name(&self, index: usize) -> &str {
        &self.names[index]
    }

    pub(super) fn len(&self) -> usize {
        self.names.len()
    }
}

/// The column with the likeliest name, in upper or lower case.
fn likely(names: &[String], words: &[&str], taken: Option<usize>) -> Result<Option<usize>, String> {
    for word in words {
        let found = only_one(names, |index, name| Some(index) != taken && name.to_lowercase() == *word)?;
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
}

fn unclear(names: &[String], what: &str, option: &str) -> String {
    format!(
        "which column holds the {what} cannot be told from {}; name it with {option}",
        excerpt(&names.join(", "), PHRASE)
    )
}
