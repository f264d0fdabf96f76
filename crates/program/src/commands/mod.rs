//! One file for each thing the program does, and what they share.

use std::io::{self, Write};

use anstream::AutoStream;
use ffi_isolate::Tasks;
use ffi_workbench::error::Error;
use ffi_workbench_cli::report::{Report, table};

use crate::cli::Format;

pub mod accuracy;
pub mod compare;
pub mod completions;
#[cfg(all(feature = "faults", target_os = "linux"))]
pub mod faults;
pub mod input;
pub mod list;
pub mod memory;
pub mod output;
pub mod prices;
pub mod race;
pub mod run;
pub mod scaling;
pub mod threads;
pub mod until;
#[cfg(all(feature = "faults", feature = "fortran", target_os = "linux"))]
pub mod shared_state;

/// Why the program ends without success.
#[derive(Debug)]
pub enum Failure {
    /// The command line asks for what cannot be: exit code 2.
    Usage(String),
    /// The run failed: exit code 1.
    Run(String),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            Error::Refused { .. }
            | Error::File { .. }
            | Error::Foreign { .. }
            | Error::Spawn(_)
            | Error::NoWorkerProcess(_)
            | Error::Worker { .. }
            | Error::Incomplete { .. } => Self::Run(error.to_string()),
            Error::LeftOut { .. }
            | Error::NoImplementation { .. }
            | Error::LevelNotHere { .. }
            | Error::WorkersOutOfRange { .. }
            | Error::TooManyVisitors { .. }
            | Error::ToleranceOutOfRange { .. }
            | Error::TooLarge { .. } => Self::Usage(error.to_string()),
        }
    }
}

/// What the commands have worker processes do, besides the blocks of kernels.
pub fn tasks() -> Tasks {
    let tasks = Tasks::new();
    #[cfg(all(feature = "faults", target_os = "linux"))]
    let tasks = faults::add_tasks(tasks);
    #[cfg(all(feature = "faults", feature = "fortran", target_os = "linux"))]
    let tasks = shared_state::add_tasks(tasks);
    tasks
}

/// Writes to standard output; colours only where it is a terminal that wants them.
pub fn print(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Failure> {
    let mut text = Vec::new();
    let choice = AutoStream::choice(&io::stdout());
    let written = write(&mut AutoStream::new(&mut text as &mut dyn Write, choice))
        .and_then(|()| io::stdout().lock().write_all(&text))
        .and_then(|()| io::stdout().flush());
    written.map_err(|error| Failure::Run(format!("cannot write to standard output: {error}")))
}

/// Writes a report in the form that was asked for; `as_table` is the one for people.
pub fn print_report(
    report: &Report,
    format: Format,
    as_table: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), Failure> {
    print(|to| match format {
        Format::Table => as_table(to),
        Format::Csv => report.write_csv(to),
        Format::Json => report.write_json(to),
    })?;
    let wrong = report.rows.iter().filter(|row| row.agrees == Some(false));
    output::refuse_wrong(wrong.map(|row| row.contender()).collect())
}

/// The table of a comparison.
pub fn comparison_table(report: &Report) -> impl FnOnce(&mut dyn Write) -> io::Result<()> {
    |to| {
        table::comparison(report, to)?;
        let machine = &report.machine;
        let cores = ffi_workbench_cli::report::quantity::count(machine.cores as u64, "core");
        writeln!(to, "{}, {cores}, {}", machine.processor, machine.system)
    }
}
