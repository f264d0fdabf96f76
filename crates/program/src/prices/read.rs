//! Prices from a `.csv` file.

use std::path::Path;

use csv::StringRecord;
use jiff::civil::DateTime;

use super::Prices;
use super::columns::Columns;
use super::date::{self, DateFormat};
use crate::error::Error;
use crate::excerpt::{PHRASE, WORD, excerpt};
use crate::files::{Rows, make_room};

/// How a file is to be read.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    /// The column of dates; guessed from the names if none is given.
    pub date: Option<String>,
    /// The column of prices; guessed from the names if none is given.
    pub price: Option<String>,
    /// How dates are written, where that is neither ISO 8601 nor seconds since 1970.
    pub format: Option<DateFormat>,
    /// What becomes of rows with the same date.
    pub duplicates: Duplicates,
}

/// What becomes of rows with the same date and time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Duplicates {
    /// The file is refused.
    #[default]
    Refuse,
    /// The first of them in the file counts.
    First,
    /// The last of them in the file counts.
    Last,
}

/// One row of a file.
#[derive(Clone, Copy)]
struct Row {
    date: DateTime,
    price: f64,
    number: u64,
    line: u64,
}

/// The prices in a file, by the rules of [this module](super).
///
/// # Errors
/// [`Error::File`] with the file, the row and what is wrong with it.
pub fn read(path: &Path, reading: &Reading) -> Result<Prices, Error> {
    rows(path, reading).map_err(|reason| Error::File { path: path.to_owned(), reason })
}

fn rows(path: &Path, reading: &Reading) -> Result<Prices, String> {
    let mut csv = Rows::open(path)?;
    let first = csv.next()?.ok_or("empty; a row of column names and rows of dates and prices are needed")?;
    let columns = Columns::of(first, reading.date.as_deref(), reading.price.as_deref())?;
    if !columns.named {
        csv.again();
    }
    let (mut rows, mut number, mut empty) = (Vec::new(), 0, 0);
    while let Some(record) = csv.next()? {
        number += 1;
        match row(record, &columns, reading, number)? {
            Some(row) => {
                make_room(&mut rows)?;
                rows.push(row);
            }
            None => empty += 1,
        }
    }
    if rows.is_empty() {
        return Err("no row with a price".to_owned());
    }
    let sorted = !rows.is_sorted_by_key(|row: &Row| row.date);
    if sorted {
        // Stable: rows with the same date stay in the order of the file.
        rows.sort_by_key(|row| row.date);
    }
    let before = rows.len();
    let rows = without_duplicates(rows, reading.duplicates)?;
    Ok(Prices {
        dates: rows.iter().map(|row| row.date).collect(),
        values: rows.iter().map(|row| row.price).collect(),
        date_column: columns.name(columns.date).to_owned(),
        price_column: columns.name(columns.price).to_owned(),
        sorted,
        empty,
        duplicates: before - rows.len(),
    })
}

/// One row, or none where the price is empty.
fn row(record: &StringRecord, columns: &Columns, reading: &Reading, number: u64) -> Result<Option<Row>, String> {
    let line = record.position().map_or(0, csv::Position::line);
    let wrong = |column: usize, cell: &str, rule: &str| {
        let found = if cell.is_empty() { "an empty cell".to_owned() } else { format!("`{}`", excerpt(cell, WORD)) };
        format!("row {number}, line {line}, column `{}`: {found} is {rule}", excerpt(columns.name(column), WORD))
    };
    let cell = |column: usize| record.get(column).unwrap_or_default();
    let (when, price) = (cell(columns.date), cell(columns.price));
    if ["", "null", "na", "nan", "n/a"].iter().any(|word| price.eq_ignore_ascii_case(word)) {
        return Ok(None);
    }
    let date = date::parse(when, reading.format.as_ref())
        .map_err(|reason| wrong(columns.date, when, &format!("not a date: {}", excerpt(&reason, PHRASE))))?;
    match price.parse::<f64>() {
        Ok(price) if price.is_finite() => Ok(Some(Row { date, price, number, line })),
        _ => Err(wrong(columns.price, price, "not a finite number")),
    }
}

/// Rows in the order of their dates, each date once.
fn without_duplicates(mut rows: Vec<Row>, duplicates: Duplicates) -> Result<Vec<Row>, String> {
    if duplicates == Duplicates::Refuse {
        return match rows.windows(2).find(|pair| pair[0].date == pair[1].date) {
            None => Ok(rows),
            Some(pair) => Err(format!(
                "row {}, line {}: the date {} is also that of row {}, line {}; --duplicates says which of them counts",
                pair[1].number, pair[1].line, pair[1].date, pair[0].number, pair[0].line
            )),
        };
    }
    // Of equal rows `dedup` keeps the first.
    let last = duplicates == Duplicates::Last;
    if last {
        rows.reverse();
    }
    rows.dedup_by_key(|row| row.date);
    if last {
        rows.reverse();
    }
    Ok(rows)
}
