//! `faults`: what bad foreign code does to a worker process, and what its caller gets to know.

use std::io::{self, Write};
use std::time::{Duration, Instant};

use anstyle::{AnsiColor, Style};
use clap::Args;
use ffi_faults::{FAULTS, Fault, Needs};
use ffi_isolate::{Error, Pool, SharedMut, Tasks};
use ffi_workbench_cli::report::Findings;
use ffi_workbench_cli::report::quantity::three_digits;
use ffi_workbench_cli::report::table::write_table;
use serde::Serialize;

use super::Failure;
use crate::cli::Format;

/// Time for the faults that never return. The others have as long as a busy machine needs.
const DEADLINE: Duration = Duration::from_millis(100);
const PATIENCE: Duration = Duration::from_secs(20);

/// What a worker may take, so that a hog takes no more.
const MEMORY: u64 = 256 << 20;

/// Runs bad C, C++, Fortran and Rust in worker processes and prints what was reported of each.
#[derive(Debug, Args)]
#[command(after_help = "Example: ffi-workbench faults --format json")]
pub struct Arguments {
    /// How the result is written.
    #[arg(long, value_enum, default_value = "table")]
    pub format: Format,
}

/// One fault and what became of it.
#[derive(Serialize)]
struct Row {
    number: u32,
    fault: &'static str,
    what: &'static str,
    /// The cause, or `result` where the code returned after all.
    reported: String,
    /// Whether that is the cause.
    right: bool,
    milliseconds: f64,
    next_task_served: bool,
}

/// What this command has its workers do.
pub fn add_tasks(tasks: Tasks) -> Tasks {
    tasks
        .with_result("fault", ffi_faults::run)
        .with_fill("half written", ffi_faults::half_written)
        .with("double", |x: f64| 2.0 * x)
}

/// Runs every fault and prints what was reported.
pub fn faults(arguments: &Arguments) -> Result<(), Failure> {
    let pool = Pool::builder().workers(2).memory_limit(MEMORY).recycle_above(MEMORY / 4).deadline(PATIENCE).quiet(true);
    let pool = pool.build().map_err(|error| Failure::Run(error.to_string()))?;
    let rows: Vec<_> = FAULTS.iter().map(|fault| meet(&pool, fault)).collect();
    let wrong: Vec<_> = rows.iter().filter(|row| !row.is_well()).map(|row| row.fault).collect();
    let failure = match wrong.as_slice() {
        [] => Ok(()),
        names => Err(Failure::Run(format!("not survived as they should be: {}", names.join(", ")))),
    };
    let findings = Findings::new(rows);
    arguments.format.write(&findings, |to| table(&findings.rows, to))?;
    failure
}

fn meet(pool: &Pool, fault: &Fault) -> Row {
    let start = Instant::now();
    let result = match fault.needs {
        Needs::Array => {
            SharedMut::<f64>::zeroed(10_000).and_then(|array| pool.fill("half written", &(), array, 1_000)).map(|_| 0.0)
        }
        Needs::Deadline => pool.task("fault").deadline(DEADLINE).call((fault.name,)),
        Needs::Process | Needs::MemoryLimit | Needs::Recycling => pool.call("fault", (fault.name,)),
    };
    let milliseconds = start.elapsed().as_secs_f64() * 1e3;
    let reported = result.as_ref().map_or_else(Error::cause, |_: &f64| "result".into());
    Row {
        number: fault.number,
        fault: fault.name,
        what: fault.what,
        right: fault.reported.contains(&&*reported),
        reported: reported.into_owned(),
        milliseconds,
        next_task_served: pool.map::<f64, f64>("double", [1.0, 2.0, 3.0]) == Ok(vec![2.0, 4.0, 6.0]),
    }
}

impl Row {
    fn is_well(&self) -> bool {
        self.right && self.next_task_served
    }

    fn next(&self) -> &'static str {
        if self.next_task_served { "served" } else { "LOST" }
    }
}

fn table(rows: &[Row], to: &mut dyn Write) -> io::Result<()> {
    let heads = ["no.", "fault", "what it does", "reported", "ms", "next task"].map(str::to_owned);
    let cells = rows.iter().map(|row| {
        let reported = if row.right { row.reported.clone() } else { format!("{}: WRONG", row.reported) };
        [
            row.number.to_string(),
            row.fault.to_owned(),
            row.what.to_owned(),
            reported,
            three_digits(row.milliseconds),
            row.next().to_owned(),
        ]
    });
    let bad = AnsiColor::Red.on_default().bold();
    let styles = rows.iter().map(|row| if row.is_well() { Style::new() } else { bad });
    write_table(heads, cells, styles, 4..5, to)
}
