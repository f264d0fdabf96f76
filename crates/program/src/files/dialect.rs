//! How a text file is written, found out from its first lines: [`Dialect`].

use csv::{ReaderBuilder, StringRecord, Trim};

use super::adapters::Blanks;
use super::notation::{Notation, is_date_like, is_missing, is_value};
use super::options::{Delimiter, TextOptions};

/// Delimiters that are looked for, those first that are the least likely to be something else.
const DELIMITERS: [Delimiter; 5] =
    [Delimiter::Byte(b'\t'), Delimiter::Byte(b';'), Delimiter::Byte(b'|'), Delimiter::Byte(b','), Delimiter::Blanks];

/// Rows that are looked at.
const ROWS: usize = 1000;

/// How a file is written, and its first rows.
#[derive(Debug)]
pub(super) struct Dialect {
    pub(super) delimiter: Delimiter,
    pub(super) notation: Notation,
    /// Whether lines that begin with `#` are comments.
    pub(super) has_comments: bool,
    /// Columns; what is right of them is empty.
    pub(super) width: usize,
    /// Whether the first row holds names and no values.
    pub(super) is_named: bool,
    /// The first rows, without the names.
    pub(super) rows: Vec<StringRecord>,
}

impl Dialect {
    /// The dialect of a file that begins with this text, of which `is_whole` says whether it is all; none where it has
    /// no row.
    ///
    /// The delimiter cuts the first lines into as many cells as the first of them, two or more. Of several that do, it
    /// is the one that leaves the fewest lines with cells that begin like a number and are none.
    pub(super) fn of(text: &str, is_whole: bool, options: &TextOptions) -> Result<Option<Self>, String> {
        // Excel writes #N/A where there is no number.
        let has_comments = !text.lines().any(|line| line.starts_with('#') && begins_with_missing(line));
        let cut = |delimiter| Cut::of(text, is_whole, delimiter, has_comments);
        let best = match options.delimiter {
            Some(delimiter) => cut(delimiter),
            None => {
                let cuts = DELIMITERS.into_iter().map(cut).filter(Cut::is_likely);
                // Of equal ones the first.
                cuts.min_by_key(|cut| (cut.ragged, cut.unclean)).unwrap_or_else(|| cut(Delimiter::Byte(b'\t')))
            }
        };
        let Cut { delimiter, mut rows, width, .. } = best;
        let Some(first) = rows.first() else { return Ok(None) };
        // Dates above numbers are names.
        let is_below_date = |column| rows.get(1).and_then(|row| row.get(column)).is_none_or(is_date_like);
        let is_row = |(column, cell): (usize, &str)| {
            is_value(cell) && (cell.parse::<f64>().is_ok() || !is_date_like(cell) || is_below_date(column))
        };
        let is_named = !first.iter().take(width).enumerate().all(is_row) || first.iter().all(str::is_empty);
        if is_named {
            rows.remove(0);
        }
        let notation = Notation::of(rows.iter().flatten(), delimiter, options)?;
        Ok(Some(Self { delimiter, notation, has_comments, width, is_named, rows }))
    }
}

/// The first rows, cut at one delimiter.
struct Cut {
    delimiter: Delimiter,
    rows: Vec<StringRecord>,
    width: usize,
    /// Rows that are not as wide as the first.
    ragged: usize,
    /// Rows with a cell that begins like a number and is none.
    unclean: usize,
}

impl Cut {
    fn of(text: &str, is_whole: bool, delimiter: Delimiter, has_comments: bool) -> Self {
        let mut rows = match delimiter {
            Delimiter::Byte(byte) => rows(reader(byte, has_comments).from_reader(text.as_bytes())),
            Delimiter::Blanks => rows(reader(b'\t', has_comments).from_reader(Blanks::new(text.as_bytes()))),
        };
        // The last may be cut. A whole row is enough to go by, and a part of the only one is better than nothing.
        if !is_whole && rows.len() < ROWS && rows.len() > 1 {
            rows.pop();
        }
        let is_used = |column: usize| rows.iter().any(|row| row.get(column).is_some_and(|cell| !cell.is_empty()));
        let first = rows.first().map_or(0, StringRecord::len);
        let width = (0..first).rev().find(|&column| is_used(column)).map_or(first.min(1), |column| column + 1);
        let is_ragged = |row: &&StringRecord| row.len() < width || row.iter().skip(width).any(|cell| !cell.is_empty());
        let is_unclean = |row: &&StringRecord| {
            row.iter().any(|cell| cell.starts_with(|c: char| c.is_ascii_digit() || c == '-') && !is_value(cell))
        };
        let ragged = rows.iter().filter(is_ragged).count();
        let unclean = rows.iter().skip(1).filter(is_unclean).count();
        Self { delimiter, rows, width, ragged, unclean }
    }

    /// Whether there are several columns, and most rows have them.
    fn is_likely(&self) -> bool {
        self.width > 1 && self.ragged * 2 <= self.rows.len()
    }
}

/// Whether the first cell of a line says that there is no number.
fn begins_with_missing(line: &str) -> bool {
    is_missing(line.split([',', ';', '\t', '|']).next().unwrap_or_default().trim())
}

/// How the rows of a file are read: any number of cells, without the space around them.
pub(super) fn reader(delimiter: u8, has_comments: bool) -> ReaderBuilder {
    let mut reader = ReaderBuilder::new();
    reader.delimiter(delimiter).has_headers(false).flexible(true).trim(Trim::All);
    reader.comment(has_comments.then_some(b'#'));
    reader
}

fn rows(mut csv: csv::Reader<impl std::io::Read>) -> Vec<StringRecord> {
    csv.records().take(ROWS).map_while(Result::ok).collect()
}
