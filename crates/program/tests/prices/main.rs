//! Price series from files: the rules for what files come with, and the numbers of pandas and TA-Lib.
//!
//! - `series`: the two series of `tests/golden/make.py`, made anew as files.
//! - `golden`: statistics, weeks, averages and indices of these two against `tests/golden`.
//! - `rules`: missing days, duplicates, disorder, empty prices, time zones, and what is refused.

mod golden;
mod rules;
mod series;

use std::fs;

use ffi_workbench_cli::prices::{Prices, Reading, read};

/// What is read from a file with this text, or the sentence that refuses it.
fn reading(text: &str, how: &Reading) -> Result<Prices, String> {
    let folder = tempfile::tempdir().expect("a folder for temporary files");
    let path = folder.path().join("prices.csv");
    fs::write(&path, text).expect("the folder is writable");
    read(&path, how).map_err(|error| error.to_string())
}
