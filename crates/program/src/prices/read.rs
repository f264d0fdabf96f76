//! Prices from a text file.

use std::path::Path;

use csv::StringRecord;
use jiff::civil::DateTime;

use super::columns::Columns;
use super::date::{DateFormat, Dates};
use super::{Column, Prices};
use crate::error::Error;
use crate::excerpt::{PHRASE, WORD, excerpt};
use crate::files::{Notation, Rows, TextOptions, file_error, is_missing, make_room, room_for};

/// How a file is to be read.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    /// The column of dates; guessed from the names if none is given.
    pub date: Option<String>,
    /// The column of prices; guessed from the names if none is given.
    pub price: Option<String>,
    /// How dates are written, where the first of them do not tell.
    pub format: Option<DateFormat>,
    /// How the text is written, where its first lines do not tell.
    pub text: TextOptions,
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
    number: u64,
    line: u64,
    /// Where its numbers are, in columns in the order of the file.
    index: usize,
}

/// The prices in a file, by the rules of [this module](super). The path `-` is standard input.
///
/// # Errors
/// [`Error::File`] with the file, the row and what is wrong with it.
pub fn read(path: &Path, reading: &Reading) -> Result<Prices, Error> {
    prices(path, reading).map_err(|reason| file_error(path, reason))
}

fn prices(path: &Path, reading: &Reading) -> Result<Prices, String> {
    let rows = Rows::open(path, &reading.text)?;
    let mut rows = rows.ok_or("empty; a row of column names and rows of dates and prices are needed")?;
    let columns = Columns::of(&rows, reading.date.as_deref(), reading.price.as_deref())?;
    let dates = Dates::of(rows.first_cells(columns.date), reading.format.as_ref())?;
    let mut cells = Cells { dates, notation: rows.notation(), others: others(&rows, &columns), columns };
    let (mut read, mut values, mut number, mut empty) = (Vec::new(), Vec::new(), 0, 0);
    while let Some(record) = rows.next()? {
        number += 1;
        match cells.row(record, number)? {
            Some((row, price)) => {
                make_room(&mut read)?;
                make_room(&mut values)?;
                read.push(Row { index: values.len(), ..row });
                values.push(price);
            }
            None => empty += 1,
        }
    }
    if read.is_empty() {
        return Err("no row with a price".to_owned());
    }
    let sorted = !read.is_sorted_by_key(|row: &Row| row.date);
    if sorted {
        // Stable: rows with the same date stay in the order of the file.
        read.sort_by_key(|row| row.date);
    }
    let before = read.len();
    let read = without_duplicates(read, reading.duplicates)?;
    let Cells { columns, others, .. } = cells;
    let ordered = |values: Vec<f64>| match sorted || read.len() < before {
        true => collected(&read, |row| values[row.index]),
        false => Ok(values),
    };
    let mut prices = Prices {
        dates: collected(&read, |row| row.date)?,
        values: ordered(values)?,
        date_column: columns.name(columns.date).to_owned(),
        price_column: columns.name(columns.price).to_owned(),
        price_index: 0,
        others: Vec::new(),
        open: None,
        high: None,
        low: None,
        volume: None,
        sorted,
        empty,
        duplicates: before - read.len(),
        not_numbers: Vec::new(),
    };
    for Other { index, values, failed, .. } in others {
        let name = columns.name(index).to_owned();
        if let Some(failed) = failed {
            prices.not_numbers.push((name, failed));
            continue;
        }
        let place = prices.others.len();
        for (role, of) in [
            (columns.open, &mut prices.open),
            (columns.high, &mut prices.high),
            (columns.low, &mut prices.low),
            (columns.volume, &mut prices.volume),
        ] {
            if role == Some(index) {
                *of = Some(place);
            }
        }
        if index < columns.price {
            prices.price_index = place + 1;
        }
        prices.others.push(Column { name, values: ordered(values)? });
    }
    Ok(prices)
}

/// What `value` gives for each row.
fn collected<T>(rows: &[Row], value: impl Fn(&Row) -> T) -> Result<Vec<T>, String> {
    let mut values = room_for(rows.len())?;
    values.extend(rows.iter().map(value));
    Ok(values)
}

/// A column of numbers besides the dates and the prices.
struct Other {
    index: usize,
    /// Whether its numbers may end in a letter for their size.
    is_volume: bool,
    values: Vec<f64>,
    /// The first cell that holds no number.
    failed: Option<String>,
}

/// The other columns whose first cells are numbers.
fn others(rows: &Rows, columns: &Columns) -> Vec<Other> {
    let notation = rows.notation();
    let other = |index: usize| {
        let is_volume = columns.volume == Some(index);
        let mut cells = rows.first_cells(index).map(|cell| number(cell, notation, is_volume)).peekable();
        let is_number = cells.peek().is_some() && cells.all(|value| value.is_some());
        is_number.then_some(Other { index, is_volume, values: Vec::new(), failed: None })
    };
    (0..columns.len()).filter(|index| ![columns.date, columns.price].contains(index)).filter_map(other).collect()
}

/// The number in a cell, NaN where it says that there is none.
fn number(cell: &str, notation: Notation, is_volume: bool) -> Option<f64> {
    if is_missing(cell) || (is_volume && cell == "-") {
        return Some(f64::NAN);
    }
    let sizes = [("K", "e3"), ("M", "e6"), ("B", "e9")];
    let scaled =
        sizes.iter().find_map(|(letter, power)| Some(cell.strip_suffix(letter)?.trim_end().to_owned() + power));
    match scaled.filter(|_| is_volume) {
        Some(scaled) => notation.parse(&scaled).ok(),
        None => notation.parse(cell).ok(),
    }
}

/// What the cells of a row are.
struct Cells {
    columns: Columns,
    dates: Dates,
    notation: Notation,
    others: Vec<Other>,
}

impl Cells {
    /// One row and its price, or none where the price is empty.
    fn row(&mut self, record: &StringRecord, number: u64) -> Result<Option<(Row, f64)>, String> {
        let Self { columns, dates, notation, others } = self;
        let line = record.position().map_or(0, csv::Position::line);
        let wrong = |column: usize, cell: &str, rule: &str| {
            let found = if cell.is_empty() { "an empty cell".to_owned() } else { format!("`{}`", excerpt(cell, WORD)) };
            format!("row {number}, line {line}, column `{}`: {found} is {rule}", excerpt(columns.name(column), WORD))
        };
        let cell = |column: usize| record.get(column).unwrap_or_default();
        let (when, price) = (cell(columns.date), cell(columns.price));
        if is_missing(price) {
            return Ok(None);
        }
        let date = dates
            .parse(when)
            .map_err(|reason| wrong(columns.date, when, &format!("not a date: {}", excerpt(&reason, PHRASE))))?;
        let price = match notation.parse::<f64>(price) {
            Ok(price) if price.is_finite() => price,
            Ok(_) => return Err(wrong(columns.price, price, "not a finite number")),
            Err(reason) => {
                return Err(wrong(columns.price, price, &reason.replace("a number (f64)", "a finite number")));
            }
        };
        for Other { index, is_volume, values, failed } in others.iter_mut().filter(|other| other.failed.is_none()) {
            match self::number(cell(*index), *notation, *is_volume) {
                Some(value) => {
                    make_room(values)?;
                    values.push(value);
                }
                None => {
                    *failed = Some(format!("row {number}, line {line}: `{}`", excerpt(cell(*index), WORD)));
                    *values = Vec::new();
                }
            }
        }
        Ok(Some((Row { date, number, line, index: 0 }, price)))
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
