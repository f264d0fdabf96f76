//! `shared-state`: a kernel that keeps its state in a Fortran COMMON block, on threads, behind a lock and in processes.

use std::thread::scope;
use std::time::Instant;

use clap::Args;
use ffi_faults::common;
use ffi_isolate::{Error, Pool, Shared, Tasks};
use ffi_workbench_cli::report::quantity::three_digits;
use ffi_workbench_cli::report::{Columns, Record, Report, verdict};

use super::Failure;
use super::output::progress;
use crate::cli::Format;

/// Arrays of an attempt; each has one mean, which is its element.
const EXPECTED: [f64; 4] = [1.0, 2.0, 3.0, 4.0];
/// Elements of an array, and how often each task takes its mean: some milliseconds of work.
const N: usize = 100_000;
const TIMES: u32 = 20;

/// Means of four arrays by Fortran that keeps its state in COMMON: on threads, behind a lock, in worker processes.
#[derive(Debug, Args)]
#[command(after_help = "Example: ffi-workbench shared-state --attempts 50")]
pub struct Arguments {
    /// How often each way is tried.
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub attempts: u32,
    /// How the result is written.
    #[arg(long, value_enum, default_value = "table")]
    pub format: Format,
}

/// One way to run it.
struct Row {
    way: &'static str,
    workers: usize,
    attempts: u32,
    /// Attempts of which at least one mean is wrong.
    wrong: u32,
    /// Median wall-clock time of an attempt.
    milliseconds: f64,
}

impl Record for Row {
    fn columns(_: &[Self]) -> Columns<'_, Self> {
        Columns::<Self>::new()
            .field("way", |row| row.way)
            .left("a mean with its state in COMMON", |row| row.way)
            .whole("workers", |row| row.workers)
            .whole("attempts", |row| row.attempts)
            .whole("wrong", |row| row.wrong)
            .field("milliseconds", |row| row.milliseconds)
            .right("median ms", |row| three_digits(row.milliseconds))
            .style(|row| verdict(row.wrong == 0).style)
    }
}

/// What this command has its workers do.
pub fn add_tasks(tasks: Tasks) -> Tasks {
    tasks.with("common mean", |x: Shared<f64>| repeated(common::unlocked, &x))
}

/// Tries the three ways and prints how often each was wrong.
pub fn shared_state(arguments: &Arguments) -> Result<(), Failure> {
    let failed = |error: Error| Failure::Run(error.to_string());
    let pool = Pool::builder().workers(EXPECTED.len()).build().map_err(failed)?;
    let arrays = EXPECTED.iter().map(|&mean| Shared::copy_of(&vec![mean; N]));
    let arrays: Vec<Shared<f64>> = arrays.collect::<Result<_, _>>().map_err(failed)?;

    let bar = progress(3 * arguments.attempts as usize);
    let attempt = |way, means: &dyn Fn() -> Result<Vec<f64>, Error>| -> Result<Row, Failure> {
        bar.set_message(way);
        let (mut wrong, mut times) = (0, Vec::new());
        for _ in 0..arguments.attempts {
            let start = Instant::now();
            wrong += u32::from(means().map_err(failed)? != EXPECTED);
            times.push(start.elapsed());
            bar.inc(1);
        }
        times.sort();
        let milliseconds = times[times.len() / 2].as_secs_f64() * 1e3;
        Ok(Row { way, workers: EXPECTED.len(), attempts: arguments.attempts, wrong, milliseconds })
    };
    let rows = vec![
        attempt("threads without a lock", &|| Ok(on_threads(&arrays, common::unlocked)))?,
        attempt("threads behind a lock", &|| Ok(on_threads(&arrays, common::locked)))?,
        attempt("worker processes", &|| pool.task("common mean").chunk(1).map(arrays.iter().cloned()))?,
    ];
    bar.finish_and_clear();
    let failure = match rows.iter().skip(1).find(|row| row.wrong > 0) {
        None => Ok(()),
        Some(row) => Err(Failure::Run(format!("wrong means from {}", row.way))),
    };
    let report = Report::new(rows);
    arguments.format.write(&report, |to| report.write_text(to))?;
    failure
}

fn on_threads(arrays: &[Shared<f64>], mean: fn(&[f64]) -> f64) -> Vec<f64> {
    scope(|scope| {
        let threads: Vec<_> = arrays.iter().map(|x| scope.spawn(move || repeated(mean, x))).collect();
        threads.into_iter().map(|thread| thread.join().expect("a mean does not panic")).collect()
    })
}

/// The mean of many means of the same array: right when every one of them is.
fn repeated(mean: fn(&[f64]) -> f64, x: &[f64]) -> f64 {
    (0..TIMES).map(|_| mean(x)).sum::<f64>() / f64::from(TIMES)
}
