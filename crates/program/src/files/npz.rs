//! NumPy's `.npz`: a zip archive of `.npy` files, stored or deflated.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use ffi_workbench::work::{Array, Element};
use flate2::read::DeflateDecoder;
use rawzip::{CompressionMethod, RECOMMENDED_BUFFER_SIZE, ZipArchive};

use super::npy;
use super::source::is_standard_input;
use crate::excerpt::{PHRASE, WORD, excerpt};

/// The most arrays that are told apart, and the longest of their names in bytes: what is kept of an archive is bounded.
const MAX_ARRAYS: usize = 10_000;
const MAX_NAME: usize = 1_000;

/// The array of this name in a `.npz` file, or the only one; or what is wrong with it.
///
/// Its bytes are read as those of any `.npy` file, so a length that is not true costs no memory.
pub(super) fn read(path: &Path, array: Option<&str>, wanted: &[Element]) -> Result<Array<'static>, String> {
    if is_standard_input(path) {
        return Err("a .npz file is read from its end, so it needs a name".to_owned());
    }
    let file = File::open(path).map_err(|error| error.to_string())?;
    let mut buffer = vec![0; RECOMMENDED_BUFFER_SIZE];
    let damaged = |error: rawzip::Error| format!("not a .npz file: {}", excerpt(&error.to_string(), PHRASE));
    let archive = ZipArchive::from_file(file, &mut buffer).map_err(damaged)?;
    let mut members = Vec::new();
    let mut entries = archive.entries(&mut buffer);
    while let Some(entry) = entries.next_entry().map_err(damaged)? {
        if members.len() == MAX_ARRAYS {
            return Err(format!("more than {MAX_ARRAYS} arrays"));
        }
        let path = entry.file_path();
        if path.as_ref().len() > MAX_NAME {
            return Err(format!("a name of an array has more than {MAX_NAME} bytes"));
        }
        let name = String::from_utf8_lossy(path.as_ref()).into_owned();
        if let Some(name) = name.strip_suffix(".npy") {
            members.push((name.to_owned(), entry.wayfinder(), entry.compression_method()));
        }
    }
    let names: Vec<_> = members.iter().map(|(name, ..)| name.as_str()).collect();
    let index = index(&names, array)?;
    let &(_, wayfinder, method) = &members[index];
    let entry = archive.get_entry(wayfinder).map_err(damaged)?;
    let length = Some(wayfinder.uncompressed_size_hint());
    let inside = |reason| format!("array `{}`: {reason}", excerpt(names[index], WORD));
    match method {
        CompressionMethod::STORE => {
            npy::read_from(BufReader::new(entry.verifying_reader(entry.reader())), length, wanted).map_err(inside)
        }
        CompressionMethod::DEFLATE => {
            let inflated = DeflateDecoder::new(entry.reader());
            npy::read_from(BufReader::new(entry.verifying_reader(inflated)), length, wanted).map_err(inside)
        }
        other => Err(inside(format!("compressed by {other:?}; numpy writes methods 0 and 8"))),
    }
}

fn index(names: &[&str], asked: Option<&str>) -> Result<usize, String> {
    let listed = || excerpt(&names.join(", "), PHRASE);
    match (asked, names) {
        (_, []) => Err("no array in it".to_owned()),
        (None, [_]) => Ok(0),
        (None, _) => Err(format!("several arrays, {}; choose one with --array", listed())),
        (Some(asked), _) => {
            let asked = asked.strip_suffix(".npy").unwrap_or(asked);
            let mut found = (0..names.len()).filter(|&index| names[index] == asked);
            match (found.next(), found.next()) {
                (Some(index), None) => Ok(index),
                (Some(_), Some(_)) => Err(format!("two arrays `{}`", excerpt(asked, WORD))),
                (None, _) => Err(format!("no array `{}`; its arrays are {}", excerpt(asked, WORD), listed())),
            }
        }
    }
}
