//! The user's arrays in files: [`read`] and [`write()`], `.npy` or `.csv` by the name of the file.

use std::path::Path;

use crate::error::Error;
use crate::work::{Array, Element};

mod beside;
mod csv;
mod npy;

pub use beside::remove_unfinished;

/// A kind of file that arrays come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// NumPy's binary format, one-dimensional, little-endian.
    Npy,
    /// Comma-separated columns of numbers.
    Csv,
}

impl Format {
    /// The format that a file's name ends in.
    pub fn of(path: &Path) -> Option<Self> {
        match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "npy" => Some(Self::Npy),
            "csv" => Some(Self::Csv),
            _ => None,
        }
    }
}

/// The array in a file, as one of the `wanted` types: the file's own if it is among them, else the first that holds every
/// value of it exactly. A `.csv` holds decimal numbers, which become the first wanted type; `column` names one of several.
///
/// # Errors
/// [`Error::File`] with the file and what is wrong with it.
pub fn read(path: &Path, column: Option<&str>, wanted: &[Element]) -> Result<Array<'static>, Error> {
    let array = match (Format::of(path), column) {
        (Some(Format::Npy), None) => npy::read(path, wanted),
        (Some(Format::Npy), Some(column)) => Err(format!("a .npy file has no columns, so no column `{column}`")),
        (Some(Format::Csv), _) => csv::read(path, column, wanted),
        (None, _) => Err("neither a .npy nor a .csv file by its name".to_owned()),
    };
    array.map_err(|reason| file_error(path, reason))
}

/// Writes an array: into a file beside `path` first, which then takes its place, so `path` is never half written.
/// `.npy` holds doubles; `.csv` holds one column called `name`, every number with all its digits.
///
/// # Errors
/// [`Error::File`] with the file and what is wrong with it.
pub fn write(path: &Path, name: &str, values: &[f64]) -> Result<(), Error> {
    let written = match Format::of(path) {
        Some(Format::Npy) => beside::write(path, |file| npy::write(file, values)),
        Some(Format::Csv) => beside::write(path, |file| csv::write(file, name, values)),
        None => return Err(file_error(path, "neither a .npy nor a .csv file by its name".to_owned())),
    };
    written.map_err(|reason| file_error(path, format!("cannot be written: {reason}")))
}

fn file_error(path: &Path, reason: String) -> Error {
    Error::File { path: path.to_owned(), reason }
}
