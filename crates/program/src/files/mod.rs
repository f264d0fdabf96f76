//! The user's arrays in files: [`read`] and [`write()`], `.npy` or `.csv` by the name of the file. [`write_whole`]
//! writes any other file in the same way, whole or not at all.

use std::io::{self, Write};
use std::path::Path;

use ffi_workbench::work::{Array, Element};

use crate::error::Error;
use crate::excerpt::{PHRASE, WORD, excerpt};
use crate::machine::free_memory;

mod atomic_write;
mod csv;
mod npy;
mod rows;

pub use atomic_write::remove_unfinished;
pub(crate) use rows::{Rows, column, only_one};

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

/// The array in a file, as one of the `wanted` types: the file's own if it is among them, else the first that holds
/// every value of it exactly. A `.csv` holds decimal numbers, which become the first wanted type; `column` names one of
/// several.
///
/// # Errors
/// [`Error::File`] with the file and what is wrong with it.
pub fn read(path: &Path, column: Option<&str>, wanted: &[Element]) -> Result<Array<'static>, Error> {
    let array = match (Format::of(path), column) {
        (Some(Format::Npy), None) => npy::read(path, wanted),
        (Some(Format::Npy), Some(column)) => {
            Err(format!("a .npy file has no columns, so no column `{}`", excerpt(column, WORD)))
        }
        (Some(Format::Csv), _) => csv::read(path, column, wanted),
        (None, _) => Err("neither a .npy nor a .csv file by its name".to_owned()),
    };
    array.map_err(|reason| file_error(path, reason))
}

/// Writes an array: into a file next to `path` first, which then takes its place, so `path` is never half written.
/// `.npy` holds doubles; `.csv` holds one column called `name`, every number with all its digits.
///
/// # Errors
/// [`Error::File`] with the file and what is wrong with it.
pub fn write(path: &Path, name: &str, values: &[f64]) -> Result<(), Error> {
    match Format::of(path) {
        Some(Format::Npy) => write_whole(path, |file| npy::write(file, values)),
        Some(Format::Csv) => write_whole(path, |file| csv::write(file, name, values)),
        None => Err(file_error(path, "neither a .npy nor a .csv file by its name".to_owned())),
    }
}

/// Writes any file as [`write()`] does: into a file next to `path`, then renamed.
///
/// # Errors
/// [`Error::File`] with the file and what is wrong with it.
pub fn write_whole(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Error> {
    atomic_write::write(path, write).map_err(|reason| file_error(path, format!("cannot be written: {reason}")))
}

/// Whether the folder of a file that is to be written is there: to be asked before the work, so that a wrong name costs
/// no time.
///
/// # Errors
/// [`Error::File`] with the folder that is missing.
pub fn check_folder(path: &Path) -> Result<(), Error> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if folder.is_dir() {
        return Ok(());
    }
    Err(file_error(path, format!("there is no folder {}", excerpt(&folder.to_string_lossy(), PHRASE))))
}

/// Makes room for one more value, or says that memory has none: for what a file holds, whose length is not known
/// before its end. A `Vec` that cannot grow by itself would end the program.
pub(crate) fn make_room<T>(values: &mut Vec<T>) -> Result<(), String> {
    if values.len() < values.capacity() {
        return Ok(());
    }
    // Twice the old length, next to the old values while they are moved.
    let needed = 2 * values.capacity() as u64 * size_of::<T>() as u64;
    let fits = needed < ALWAYS_FREE || free_memory().is_none_or(|free| needed <= free);
    match fits && values.try_reserve(1).is_ok() {
        true => Ok(()),
        false => Err(format!("its rows, more than {}, do not fit into memory", values.len())),
    }
}

/// Bytes for which the system is not asked whether they are free.
const ALWAYS_FREE: u64 = 1 << 22;

fn file_error(path: &Path, reason: String) -> Error {
    Error::File { path: path.to_owned(), reason }
}
