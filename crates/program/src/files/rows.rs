//! The rows of a text file, each of bounded length, and its columns by their names.

use std::io::{self, Read};
use std::path::Path;

use csv::{ErrorKind, Reader, StringRecord};

use super::adapters::{Blanks, Latin1};
use super::dialect::{Dialect, reader};
use super::notation::Notation;
use super::options::{Delimiter, TextOptions};
use super::source::Source;
use crate::excerpt::{PHRASE, WORD, excerpt};

/// Bytes that one row may have: what is longer has no line ends, or a quote that is not closed.
const MAX_ROW: usize = 1 << 20;

/// What no text begins with, and what does.
const NO_TEXT: [(&[u8], &str); 4] = [
    (b"\x93NUMPY", "a NumPy array, and text is needed"),
    (b"PK\x03\x04", "an archive such as .zip or .xlsx, and text is needed; save the sheet as .csv"),
    (b"\xff\xfe", "text in UTF-16, and UTF-8 is needed (iconv -f UTF-16 -t UTF-8)"),
    (b"\xfe\xff", "text in UTF-16, and UTF-8 is needed (iconv -f UTF-16 -t UTF-8)"),
];

/// The rows of a file, one after the other; cells without the space around them.
pub(crate) struct Rows {
    csv: Reader<Bounded>,
    row: StringRecord,
    dialect: Dialect,
    names: Vec<String>,
    /// Whether the row that was read last is still to be given.
    again: bool,
}

impl Rows {
    /// The rows of a file; none where it has no row, not even of names.
    pub(crate) fn open(path: &Path, options: &TextOptions) -> Result<Option<Self>, String> {
        Self::of(Source::open(path)?, options)
    }

    pub(super) fn of(mut source: Source, options: &TextOptions) -> Result<Option<Self>, String> {
        if let Some((_, what)) = NO_TEXT.iter().find(|(start, _)| source.start.starts_with(start)) {
            return Err((*what).to_owned());
        }
        let mut options = *options;
        let named = mask_delimiter_line(&mut source.start);
        options.delimiter = options.delimiter.or(named);
        // A character may be cut at the end.
        let is_utf8 = std::str::from_utf8(&source.start)
            .err()
            .is_none_or(|error| !source.is_whole && error.error_len().is_none());
        let start: Vec<u8> = match is_utf8 {
            true => source.start.clone(),
            false => source.start.iter().flat_map(|&byte| char::from(byte).to_string().into_bytes()).collect(),
        };
        let start = String::from_utf8_lossy(&start);
        let text = start.strip_prefix('\u{feff}').unwrap_or(&start);
        let Some(dialect) = Dialect::of(text, source.is_whole, &options)? else { return Ok(None) };

        let mut text: Box<dyn Read> = Box::new(without_mark(source));
        if !is_utf8 {
            text = Box::new(Latin1::new(text));
        }
        let byte = match dialect.delimiter {
            Delimiter::Byte(byte) => byte,
            Delimiter::Blanks => {
                text = Box::new(Blanks::new(text));
                b'\t'
            }
        };
        let text = Bounded { text, left: MAX_ROW, is_full: false };
        let csv = reader(byte, dialect.has_comments).buffer_capacity(1 << 16).from_reader(text);
        let mut rows = Self { csv, row: StringRecord::new(), dialect, names: Vec::new(), again: false };
        let Some(first) = rows.next()?.cloned() else { return Ok(None) };
        rows.again = !rows.dialect.is_named;
        rows.names = match rows.dialect.is_named {
            true => first.iter().take(rows.dialect.width).map(str::to_owned).collect(),
            false => (1..=rows.dialect.width).map(|number| number.to_string()).collect(),
        };
        Ok(Some(rows))
    }

    /// The names of the columns, from the first row; 1, 2 and so on where it holds nothing but values.
    pub(crate) fn names(&self) -> &[String] {
        &self.names
    }

    /// Whether the first row gives the names.
    pub(crate) fn are_named(&self) -> bool {
        self.dialect.is_named
    }

    /// How numbers are written.
    pub(crate) fn notation(&self) -> Notation {
        self.dialect.notation
    }

    /// The cells of a column in the first rows.
    pub(crate) fn first_cells(&self, column: usize) -> impl Iterator<Item = &str> + Clone {
        self.dialect.rows.iter().filter_map(move |row| row.get(column))
    }

    /// The next row of values, or none at the end of the file; or what is wrong with it.
    pub(crate) fn next(&mut self) -> Result<Option<&StringRecord>, String> {
        if self.again {
            self.again = false;
            return Ok(Some(&self.row));
        }
        self.csv.get_mut().left = MAX_ROW;
        let line = self.csv.position().line();
        match self.csv.read_record(&mut self.row) {
            Ok(false) => Ok(None),
            Ok(true) => match self.is_ragged() {
                false => Ok(Some(&self.row)),
                true => Err(self.ragged()),
            },
            Err(_) if self.csv.get_ref().is_full => Err(format!(
                "the row that begins in line {line} has more than {MAX_ROW} bytes: line ends or a closing quote are \
                 missing"
            )),
            Err(error) => Err(match error.kind() {
                ErrorKind::Utf8 { .. } => format!("line {line}: not text in UTF-8, as the lines before are"),
                ErrorKind::Io(error) => error.to_string(),
                _ => error.to_string(),
            }),
        }
    }

    fn is_ragged(&self) -> bool {
        let width = self.dialect.width;
        self.row.len() != width && (self.row.len() < width || self.row.iter().skip(width).any(|cell| !cell.is_empty()))
    }

    fn ragged(&self) -> String {
        let line = self.row.position().map_or(0, csv::Position::line);
        let (found, Dialect { width, delimiter, .. }) = (self.row.len(), &self.dialect);
        let cells = if found == 1 { "cell" } else { "cells" };
        format!(
            "line {line}: {found} {cells}, and the first row has {width}; cells are cut at {delimiter}, unless \
             --delimiter names something else"
        )
    }
}

/// What `sep=;` in the first line says, which Excel writes and reads; the line is then empty.
fn mask_delimiter_line(start: &mut Vec<u8>) -> Option<Delimiter> {
    let mark = "\u{feff}".as_bytes();
    let from = if start.starts_with(mark) { mark.len() } else { 0 };
    let line = start[from..].split(|&byte| byte == b'\n').next()?;
    let [b's', b'e', b'p', b'=', delimiter] = *line.strip_suffix(b"\r").unwrap_or(line) else { return None };
    start.drain(from..from + line.len());
    Delimiter::new(&char::from(delimiter).to_string()).ok()
}

/// The text after a byte order mark.
fn without_mark(mut source: Source) -> impl Read {
    if source.start.starts_with("\u{feff}".as_bytes()) {
        source.start.drain(..3);
    }
    source.into_reader()
}

/// A text of which no more is read than one row may have, until `left` is set anew.
struct Bounded {
    text: Box<dyn Read>,
    left: usize,
    is_full: bool,
}

impl Read for Bounded {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.is_full = self.left == 0;
        if self.is_full {
            return Err(io::Error::from(io::ErrorKind::FileTooLarge));
        }
        let part = buffer.len().min(self.left);
        let read = self.text.read(&mut buffer[..part])?;
        self.left -= read;
        Ok(read)
    }
}

/// The index of the column with this name.
pub(crate) fn column(names: &[String], name: &str) -> Result<usize, String> {
    only_one(names, |_, known| known == name)?.ok_or_else(|| {
        format!("no column `{}`; its columns are {}", excerpt(name, WORD), excerpt(&names.join(", "), PHRASE))
    })
}

/// The index of the column that is meant, or none; an error where it could be either of two.
pub(crate) fn only_one(names: &[String], meant: impl Fn(usize, &str) -> bool) -> Result<Option<usize>, String> {
    let mut found = (0..names.len()).filter(|&index| meant(index, &names[index]));
    match (found.next(), found.next()) {
        (Some(first), Some(second)) => Err(format!(
            "columns {} and {} are both called `{}`; give them different names",
            first + 1,
            second + 1,
            excerpt(&names[first], WORD)
        )),
        (first, _) => Ok(first),
    }
}
