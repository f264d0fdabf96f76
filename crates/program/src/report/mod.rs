//! What was measured, for people and for programs: [`Report`], whose rows are lines of text, records of CSV and objects
//! of JSON by one list of [`Columns`]; and [`plot`], its pictures.

use std::io::{self, Write};

use ffi_workbench::build_info::Build;
use serde::Serialize;

use crate::machine::Machine;

mod columns;
mod csv;
mod json;
pub mod plot;
pub mod quantity;
mod row;
mod summary;
mod table;
mod verdict;

pub use columns::{Columns, Record, Value};
pub use csv::write_csv;
pub use json::{object, objects, write_json};
pub use row::{Row, Seconds, best, language_name, rank, relate, write_comparison};
pub use summary::{Summary, Timed, write_agreement};
pub use table::{BOLD, fit_tables_into_terminal, take_left_out};
pub use verdict::{Verdict, verdict, verdict_within};

/// Rows with what they must be read with.
#[derive(Debug, Clone, Serialize)]
#[serde(bound = "R: Record")]
pub struct Report<R> {
    /// Where it ran.
    pub machine: Machine,
    /// What built it.
    pub build: Build,
    /// What was measured.
    #[serde(serialize_with = "objects")]
    pub rows: Vec<R>,
}

impl<R: Record> Report<R> {
    /// A report of this machine and build.
    pub fn new(rows: Vec<R>) -> Self {
        Self { machine: Machine::this(), build: Build::this(), rows }
    }

    /// All rows in one table for people.
    ///
    /// # Errors
    /// What the writer refuses.
    pub fn write_text(&self, to: &mut dyn Write) -> io::Result<()> {
        R::columns(&self.rows).write_text(&self.rows, to)
    }

    /// One CSV record for each row, with the names of its fields above.
    ///
    /// # Errors
    /// What the writer refuses.
    pub fn write_csv(&self, to: &mut dyn Write) -> io::Result<()> {
        write_csv(&self.rows, to)
    }

    /// One JSON document; a number that is not finite is `null` there.
    ///
    /// # Errors
    /// What the writer refuses.
    pub fn write_json(&self, to: &mut dyn Write) -> io::Result<()> {
        write_json(self, to)
    }
}
