//! One file for each thing the program does, and what they share.

use std::io::{self, Write};
use std::sync::atomic::{AtomicBool, Ordering};

use anstream::AutoStream;
use ffi_isolate::Tasks;
use ffi_workbench::error::Error as RunError;
use ffi_workbench_cli::error::Error;
use ffi_workbench_cli::report::{Report, Row, take_left_out};

use crate::cli::Format;

pub mod accuracy;
pub mod compare;
pub mod completions;
pub mod deadlock;
#[cfg(all(feature = "faults", target_os = "linux"))]
pub mod faults;
pub mod grain;
pub mod input;
pub mod interruption;
pub mod list;
pub mod man;
pub mod memory;
pub mod output;
pub mod pool;
pub mod prices;
pub mod race;
pub mod run;
pub mod scaling;
pub mod threads;
pub mod throughput;
pub mod until;
pub mod windows;
#[cfg(all(feature = "faults", feature = "fortran", target_os = "linux"))]
pub mod shared_state;

/// Why the program ends without success.
#[derive(Debug)]
pub enum Failure {
    /// The command line asks for what cannot be: exit code 2.
    Usage(String),
    /// The run failed: exit code 1.
    Run(String),
    /// Ctrl-C ended it, and what there was is written: exit code 130.
    Interrupted(String),
}

impl From<RunError> for Failure {
    fn from(error: RunError) -> Self {
        match error {
            RunError::Refused { .. }
            | RunError::Spawn(_)
            | RunError::NoWorkerProcess(_)
            | RunError::Worker { .. }
            | RunError::Incomplete { .. } => Self::Run(error.to_string()),
            RunError::NotBuilt { .. }
            | RunError::NotWritten { .. }
            | RunError::NoImplementation { .. }
            | RunError::LevelUnsupported { .. }
            | RunError::WorkersOutOfRange { .. } => Self::Usage(error.to_string()),
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            Error::Run(error) => error.into(),
            Error::File { .. } | Error::Foreign { .. } => Self::Run(error.to_string()),
            Error::TooManyVisits { .. } | Error::ToleranceOutOfRange { .. } | Error::TooLarge { .. } => {
                Self::Usage(error.to_string())
            }
        }
    }
}

/// What the commands have worker processes do, besides the blocks of kernels.
pub fn tasks() -> Tasks {
    let tasks = deadlock::add_tasks(pool::add_tasks(Tasks::new()));
    #[cfg(all(feature = "faults", target_os = "linux"))]
    let tasks = faults::add_tasks(tasks);
    #[cfg(all(feature = "faults", feature = "fortran", target_os = "linux"))]
    let tasks = shared_state::add_tasks(tasks);
    tasks
}

/// Writes to standard output what a command prints, and at its end which columns were left out; colours only where it
/// is a terminal that wants them.
pub fn print(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Failure> {
    print_part(|to| {
        write(to)?;
        take_left_out().map_or(Ok(()), |hint| writeln!(to, "{hint}"))
    })
}

/// Writes to standard output, where more will follow. Where its reader has gone, as `head` does, nothing is said.
pub fn print_part(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Failure> {
    let mut text = Vec::new();
    let colours = AutoStream::choice(&io::stdout());
    let written = write(&mut AutoStream::new(&mut text as &mut dyn Write, colours))
        .and_then(|()| io::stdout().lock().write_all(&text))
        .and_then(|()| io::stdout().flush());
    match written {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
            READER_GONE.store(true, Ordering::Relaxed); // stands for itself
            Ok(())
        }
        written => written.map_err(|error| Failure::Run(format!("cannot write to standard output: {error}"))),
    }
}

static READER_GONE: AtomicBool = AtomicBool::new(false);

/// Whether the reader of standard output has gone.
pub fn nobody_reads() -> bool {
    READER_GONE.load(Ordering::Relaxed)
}

/// Writes a report in the form that was asked for; `as_table` is the one for people.
pub fn print_report(
    report: &Report<Row>,
    format: Format,
    as_table: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), Failure> {
    format.write(report, as_table)?;
    let wrong = report.rows.iter().filter(|row| row.agrees == Some(false));
    output::refuse_wrong(wrong.map(|row| row.contender()).collect())
}
