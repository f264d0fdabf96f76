//! Experiments with threads and memory: what a lecture on parallel programming shows, on native and foreign code.
//!
//! They compute and judge, and print nothing; the commands of the same names do that.

use std::time::Instant;

use ffi_workbench::error::Error as RunError;
use ffi_workbench::machine::cpu_time;
use ffi_workbench::measure;

use crate::error::Error;

pub mod foreign;
pub mod foreign_array;
pub mod timed_lock;

pub mod deadlock;
pub mod memory;
pub mod race;
pub mod threads;
pub mod until;

/// The largest number of threads that count visitors.
pub const MAX_THREADS: usize = 1024;

/// The largest number of visits of all threads together.
pub const MAX_VISITS: u64 = 1 << 53;

/// Refuses numbers that no counter is made for, in Rust and in C alike.
fn check(threads: usize, visits: u64) -> Result<(), Error> {
    if threads == 0 || threads > MAX_THREADS {
        return Err(RunError::WorkersOutOfRange { executor: "race", workers: threads, max: MAX_THREADS }.into());
    }
    match visits.checked_mul(threads as u64) {
        Some(0..=MAX_VISITS) => Ok(()),
        _ => Err(Error::TooManyVisits { threads, visits, max: MAX_VISITS }),
    }
}

/// What something took.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cost {
    /// Wall-clock time in seconds.
    pub seconds: f64,
    /// CPU time of all threads of the process in seconds.
    pub cpu_seconds: f64,
}

/// What `run` gives, and what it took.
pub fn timed<T>(run: impl FnOnce() -> T) -> (T, Cost) {
    let (cpu, start) = (cpu_time(), Instant::now());
    let result = run();
    let (seconds, cpu) = (start.elapsed().as_secs_f64(), cpu_time().saturating_sub(cpu));
    (result, Cost { seconds, cpu_seconds: cpu.as_secs_f64() })
}

/// The middle one of some values, or the mean of the middle two; NaN of none.
///
/// ```
/// use ffi_workbench_cli::experiments::median;
///
/// assert_eq!(median([3.0, 1.0, 2.0].into_iter()), 2.0);
/// assert_eq!(median([4.0, 1.0].into_iter()), 2.5);
/// ```
pub fn median(values: impl Iterator<Item = f64>) -> f64 {
    measure::median(&measure::sorted(values))
}
