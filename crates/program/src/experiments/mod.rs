//! Experiments with threads and memory: what a lecture on parallel programming shows, on native and foreign code.
//!
//! They compute and judge, and print nothing; the commands of the same names do that.

use std::time::Instant;

use crate::machine::cpu_time;
use ffi_workbench::measure;

pub mod foreign;
pub mod memory;
pub mod returns;
pub mod timed_lock;
pub mod until;
pub mod visitors;

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
