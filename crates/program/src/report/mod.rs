//! What was measured, for people and for programs: [`Report`], written as a table, as CSV or as JSON; and
//! [`plot`], its pictures.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use ffi_workbench::build_info::Build;
use crate::machine::Machine;
use ffi_workbench::measure::{Contender, Measurement};

mod csv;
mod json;
pub mod plot;
pub mod quantity;
pub mod table;

/// Measurements with what they must be read with.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// Where it ran.
    pub machine: Machine,
    /// What built it.
    pub build: Build,
    /// One row for each contender.
    pub rows: Vec<Row>,
}

/// One contender and what was measured of it.
#[derive(Debug, Clone, Serialize)]
pub struct Row {
    /// The kernel's name.
    pub kernel: &'static str,
    /// The type of its elements.
    #[serde(rename = "type")]
    pub element: &'static str,
    /// The word for the language.
    pub language: &'static str,
    /// The word for the variant.
    pub variant: &'static str,
    /// The executor's name.
    pub executor: &'static str,
    /// How many workers it had.
    pub workers: usize,
    /// Size of the problem, in units.
    pub size: u64,
    /// The kernel's parameters.
    pub parameters: BTreeMap<&'static str, u64>,
    /// The answer, or the sum of the elements of an array.
    pub answer: f64,
    /// Elements of the answer when it is an array.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub length: Option<usize>,
    /// The expected answer, or the sum of its elements; none where nothing was checked.
    pub reference: Option<f64>,
    /// How far the answer is from the reference, on the kernel's own scale.
    pub difference: Option<f64>,
    /// Whether the difference is within the kernel's tolerance and every run gave the same bits.
    pub agrees: Option<bool>,
    /// Wall-clock time in seconds.
    pub seconds: Seconds,
    /// Median CPU time of all threads in seconds.
    pub cpu_seconds: f64,
    /// Largest resident memory of the process during the runs.
    pub peak_memory_bytes: u64,
    /// Units in a second, at the median time.
    pub per_second: f64,
    /// What the size counts.
    pub unit: &'static str,
    /// Median time divided by that of the fastest row of the same kernel and type.
    pub relative: f64,
}

/// Wall-clock time over the runs, in seconds.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Seconds {
    /// The shortest run.
    pub min: f64,
    /// The middle one.
    pub median: f64,
    /// The longest run.
    pub max: f64,
    /// Number of runs.
    pub runs: usize,
}

impl Row {
    /// A row of its own: relative to itself.
    pub fn new(contender: &Contender<'_, '_>, measured: &Measurement) -> Self {
        let Contender { work, executor } = contender;
        let (about, choice, problem) = (work.kernel().about(), work.choice(), work.problem());
        let (verdict, median) = (measured.verdict, measured.median());
        Self {
            kernel: about.name,
            element: about.element.name(),
            language: choice.language.name(),
            variant: choice.variant.name(),
            executor: executor.kind.name,
            workers: executor.workers,
            size: problem.size(),
            parameters: problem.numbers.iter().copied().filter(|&(name, _)| name != "n").collect(),
            answer: verdict.answer,
            length: verdict.length,
            reference: verdict.check.map(|check| check.reference),
            difference: verdict.check.map(|check| check.difference),
            agrees: verdict.check.map(|check| check.agrees),
            seconds: Seconds {
                min: measured.seconds.first().copied().unwrap_or(f64::NAN),
                median,
                max: measured.seconds.last().copied().unwrap_or(f64::NAN),
                runs: measured.seconds.len(),
            },
            cpu_seconds: measured.cpu_seconds,
            peak_memory_bytes: measured.peak_memory_bytes,
            per_second: problem.size() as f64 / median,
            unit: about.unit,
            relative: 1.0,
        }
    }

    /// Who it was, in words: `dot f32 in C (plain), threads, 2 workers`.
    pub fn contender(&self) -> String {
        let Self { kernel, element, language, variant, executor, workers, .. } = self;
        format!(
            "{kernel} {element} in {language} ({variant}), {executor}, {}",
            quantity::count(*workers as u64, "worker")
        )
    }
}

impl Report {
    /// A report of this machine and build.
    pub fn new(rows: Vec<Row>) -> Self {
        Self { machine: Machine::this(), build: Build::this(), rows }
    }

    /// One CSV record for each row, with a header.
    ///
    /// # Errors
    /// What the writer refuses.
    pub fn write_csv(&self, to: &mut dyn Write) -> io::Result<()> {
        csv::write(&self.rows, to)
    }

    /// One JSON document; a number that is not finite is `null` there.
    ///
    /// # Errors
    /// What the writer refuses.
    pub fn write_json(&self, to: &mut dyn Write) -> io::Result<()> {
        json::write(self, to)
    }
}

/// Rows of an experiment with what they must be read with.
#[derive(Debug, Clone, Serialize)]
pub struct Findings<T> {
    /// Where it ran.
    pub machine: Machine,
    /// What built it.
    pub build: Build,
    /// One for each line of the table; its fields are numbers and words, so that it is a line of CSV as well.
    pub rows: Vec<T>,
}

impl<T: Serialize> Findings<T> {
    /// Findings of this machine and build.
    pub fn new(rows: Vec<T>) -> Self {
        Self { machine: Machine::this(), build: Build::this(), rows }
    }

    /// One CSV record for each row, with the names of its fields above.
    ///
    /// # Errors
    /// What the writer refuses.
    pub fn write_csv(&self, to: &mut dyn Write) -> io::Result<()> {
        csv::write_rows(&self.rows, to)
    }

    /// One JSON document; a number that is not finite is `null` there.
    ///
    /// # Errors
    /// What the writer refuses.
    pub fn write_json(&self, to: &mut dyn Write) -> io::Result<()> {
        json::write(self, to)
    }
}

/// Any other result as one JSON document; a number that is not finite is `null` there.
///
/// # Errors
/// What the writer refuses.
pub fn write_json(result: &impl Serialize, to: &mut dyn Write) -> io::Result<()> {
    json::write(result, to)
}

/// Sorts the rows of one kernel by time and makes them relative to the fastest.
pub fn rank(rows: &mut [Row]) {
    rows.sort_by(|a, b| a.seconds.median.total_cmp(&b.seconds.median));
    let fastest = rows.first().map_or(f64::NAN, |row| row.seconds.median);
    for row in rows {
        row.relative = row.seconds.median / fastest;
    }
}
