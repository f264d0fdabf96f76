//! The user's arrays in files: [`read`], text, `.npy` or `.npz` by the name of the file, compressed by gzip or not; and
//! [`write()`], `.npy` or `.csv`. [`write_whole`] writes any other file in the same way, whole or not at all.

use std::io::{self, Write};
use std::path::Path;

use ffi_workbench::work::{Array, Element};

use crate::error::Error;
use crate::excerpt::{PHRASE, WORD, excerpt};
use crate::machine::free_memory;

mod adapters;
mod atomic_write;
mod column;
mod dialect;
mod notation;
mod npy;
mod npz;
mod options;
mod rows;
mod source;

pub use atomic_write::remove_unfinished;
pub(crate) use notation::{Notation, is_date_like, is_missing};
pub use options::{Decimal, Delimiter, FileOptions, TextOptions, Thousands};
pub(crate) use rows::{Rows, column, only_one};
use source::Source;
pub use source::is_standard_input;

/// A kind of file that arrays come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// NumPy's binary format.
    Npy,
    /// NumPy's archive of arrays.
    Npz,
    /// Rows of cells.
    Text,
}

/// The ends of the names of files that are read, as a message lists them.
pub const READ: &str = ".npy, .npz, .csv, .tsv, .txt or .dat, or one of these and .gz";

impl Format {
    /// The format that a file's name ends in, before `.gz`.
    pub fn of(path: &Path) -> Option<Self> {
        let is = |extension: &str| path.extension().is_some_and(|own| own.eq_ignore_ascii_case(extension));
        if is("gz") {
            return Self::of(Path::new(path.file_stem()?));
        }
        [("npy", Self::Npy), ("npz", Self::Npz)]
            .into_iter()
            .chain(["csv", "tsv", "txt", "dat"].map(|extension| (extension, Self::Text)))
            .find_map(|(extension, format)| is(extension).then_some(format))
    }

    /// The format of an array that is written to a file: `.npy` or `.csv`.
    pub fn of_output(path: &Path) -> Option<Self> {
        match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "npy" => Some(Self::Npy),
            "csv" => Some(Self::Text),
            _ => None,
        }
    }
}

/// The array in a file, as one of the `wanted` types: the file's own if it is among them, else the first that holds
/// every value of it exactly. Text holds decimal numbers, which become the first wanted type. The path `-` is standard
/// input, whose format is told by its first bytes.
///
/// # Errors
/// [`Error::File`] with the file and what is wrong with it.
pub fn read(path: &Path, options: &FileOptions, wanted: &[Element]) -> Result<Array<'static>, Error> {
    array(path, options, wanted).map_err(|reason| file_error(path, reason))
}

fn array(path: &Path, options: &FileOptions, wanted: &[Element]) -> Result<Array<'static>, String> {
    let (format, source) = match Format::of(path) {
        // An archive is read from its end.
        Some(Format::Npz) => (Format::Npz, None),
        Some(format) => (format, Some(Source::open(path)?)),
        None if is_standard_input(path) => {
            let source = Source::open(path)?;
            (if source.start.starts_with(npy::MAGIC) { Format::Npy } else { Format::Text }, Some(source))
        }
        None => return Err(format!("its name does not end in {READ}")),
    };
    if let Some(column) = options.column.as_deref().filter(|_| format != Format::Text) {
        return Err(format!("a NumPy file has no columns, so no column `{}`", excerpt(column, WORD)));
    }
    if let Some(array) = options.array.as_deref().filter(|_| format != Format::Npz) {
        return Err(format!("no .npz file, so no array `{}`", excerpt(array, WORD)));
    }
    match (format, source) {
        (Format::Npy, Some(source)) => npy::read(source, wanted),
        (Format::Text, Some(source)) => column::read(source, options, wanted),
        _ => npz::read(path, options.array.as_deref(), wanted),
    }
}

/// Writes an array: into a file next to `path` first, which then takes its place, so `path` is never half written.
/// `.npy` holds doubles; `.csv` holds one column called `name`, every number with all its digits.
///
/// # Errors
/// [`Error::File`] with the file and what is wrong with it.
pub fn write(path: &Path, name: &str, values: &[f64]) -> Result<(), Error> {
    match Format::of_output(path) {
        Some(Format::Npy) => write_whole(path, |file| npy::write(file, values)),
        Some(_) => write_whole(path, |file| column::write(file, name, values)),
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

/// An empty `Vec` with room for `n` values, or a sentence that memory has none.
pub(crate) fn room_for<T>(n: usize) -> Result<Vec<T>, String> {
    let mut values = Vec::new();
    let needed = n as u64 * size_of::<T>() as u64;
    let fits = needed < ALWAYS_FREE || free_memory().is_none_or(|free| needed <= free);
    match fits && values.try_reserve_exact(n).is_ok() {
        true => Ok(values),
        false => Err(format!("its {n} rows do not fit into memory")),
    }
}

/// Bytes for which the system is not asked whether they are free.
const ALWAYS_FREE: u64 = 1 << 22;

/// What is wrong with a file, under the name that a message gives it.
pub(crate) fn file_error(path: &Path, reason: String) -> Error {
    let path = if is_standard_input(path) { Path::new("standard input") } else { path };
    Error::File { path: path.to_owned(), reason }
}
