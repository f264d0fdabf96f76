//! The rows of a `.csv` file (RFC 4180), each of bounded length, and its columns by their names.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use csv::{Reader, ReaderBuilder, StringRecord, Trim};

use crate::excerpt::{PHRASE, WORD, excerpt};

/// Bytes that one row may have: what is longer has no line ends, or a quote that is not closed.
const MAX_ROW: usize = 1 << 20;

/// The rows of a file, one after the other; cells without the space around them.
pub(crate) struct Rows {
    csv: Reader<Bounded>,
    row: StringRecord,
    again: bool,
}

impl Rows {
    pub(crate) fn open(path: &Path) -> Result<Self, String> {
        let file = File::open(path).map_err(|error| error.to_string())?;
        let file = Bounded { file, left: MAX_ROW, is_full: false };
        let csv = ReaderBuilder::new().has_headers(false).trim(Trim::All).buffer_capacity(1 << 16).from_reader(file);
        Ok(Self { csv, row: StringRecord::new(), again: false })
    }

    /// The next row, or none at the end of the file; or what is wrong with it.
    pub(crate) fn next(&mut self) -> Result<Option<&StringRecord>, String> {
        if self.again {
            self.again = false;
            return Ok(Some(&self.row));
        }
        self.csv.get_mut().left = MAX_ROW;
        let line = self.csv.position().line();
        match self.csv.read_record(&mut self.row) {
            Ok(more) => Ok(more.then_some(&self.row)),
            Err(_) if self.csv.get_ref().is_full => Err(format!(
                "the row that begins in line {line} has more than {MAX_ROW} bytes: line ends or a closing quote are \
                 missing"
            )),
            Err(error) => Err(error.to_string()),
        }
    }

    /// Has [`Self::next`] give the row once more that it gave last.
    pub(crate) fn again(&mut self) {
        self.again = true;
    }
}

/// A file of which no more is read than one row may have, until `left` is set anew.
struct Bounded {
    file: File,
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
        let read = self.file.read(&mut buffer[..part])?;
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
