//! `faults`: what bad foreign code does to a worker process, and what its caller gets to know.

use std::time::{Duration, Instant};

use clap::Args;
use ffi_faults::{FAULTS, Fault, Needs};
use ffi_isolate::{Error, Pool, SharedMut, Tasks};
use ffi_workbench_cli::report::quantity::three_digits;
use ffi_workbench_cli::report::{Columns, Record, Report, verdict};

use super::Failure;
use super::output::progress;
use crate::cli::Format;

/// Time for the faults that never return. The others have as long as a busy machine needs.
const DEADLINE: Duration = Duration::from_millis(100);
const TIMEOUT: Duration = Duration::from_secs(20);

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
    let pool = Pool::builder().workers(2).memory_limit(MEMORY).recycle_above(MEMORY / 4).deadline(TIMEOUT).quiet(true);
    let pool = pool.build().map_err(|error| Failure::Run(error.to_string()))?;
    let bar = progress(FAULTS.len());
    let one = |fault: &Fault| {
        bar.set_message(fault.name);
        let row = run_fault(&pool, fault);
        bar.inc(1);
        row
    };
    let rows: Vec<_> = FAULTS.iter().map(one).collect();
    bar.finish_and_clear();
    let wrong: Vec<_> = rows.iter().filter(|row| !row.is_well()).map(|row| row.fault).collect();
    let failure = match wrong.as_slice() {
        [] => Ok(()),
        names => Err(Failure::Run(format!("not survived as they should be: {}", names.join(", ")))),
    };
    let report = Report::new(rows);
    arguments.format.write(&report, |to| report.write_text(to))?;
    failure
}

fn run_fault(pool: &Pool, fault: &Fault) -> Row {
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

impl Record for Row {
    fn columns(_: &[Self]) -> Columns<'_, Self> {
        Columns::<Self>::new()
            .field("number", |row| row.number)
            .left("no.", |row| row.number)
            .word("fault", |row| row.fault)
            .field("what", |row| row.what)
            .left("what it does", |row| row.what)
            .optional(1)
            .field("reported", |row| row.reported.clone())
            .field("right", |row| row.right)
            .left("reported", |row| match row.right {
                true => row.reported.clone(),
                false => format!("{}: {}", row.reported, verdict(false).word),
            })
            .field("milliseconds", |row| row.milliseconds)
            .right("ms", |row| three_digits(row.milliseconds))
            .field("next_task_served", |row| row.next_task_served)
            .left("next task", |row| if row.next_task_served { "served" } else { "LOST" })
            .style(|row| verdict(row.is_well()).style)
    }
}

impl Row {
    fn is_well(&self) -> bool {
        self.right && self.next_task_served
    }
}
