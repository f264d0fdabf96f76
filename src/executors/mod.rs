//! How blocks of work are run: [`EXECUTORS`], one file each.
//!
//! Blocks begin at multiples of the work's own grain, whatever the number of workers, and each block is computed by one
//! call order. So every executor and every number of workers fills the output with the same bits.
//!
//! The executor `processes` is there with the feature of that name.

use crate::error::Error;
use crate::machine::{Usage, cores};
use crate::work::Work;

#[cfg(feature = "processes")]
pub mod processes;
mod queue;
mod rayon;
mod serial;
mod threads;

#[cfg(feature = "processes")]
pub use processes::PROCESSES;
pub use rayon::RAYON;
pub use serial::SERIAL;
pub use threads::THREADS;

/// Runs work. It gets the work itself and no closure: the kernel's name, its implementation, numbers and arrays
/// describe it wholly, so an executor may as well run it in another process.
pub trait Executor: Send + Sync {
    /// Fills `out` with the blocks of `work`.
    ///
    /// # Errors
    /// What the kernel refuses, what the operating system refuses the executor, or what became of a worker process.
    /// `out` then holds no result.
    ///
    /// # Panics
    /// When the length of `out` is not [`Work::slots`].
    fn fill(&self, work: &Work<'_>, out: &mut [f64]) -> Result<(), Error>;

    /// What the executor's other processes have used so far; nothing where it has none.
    fn used_elsewhere(&self) -> Usage {
        Usage::default()
    }

    /// Begins a new peak of memory of its other processes, where the system can.
    fn reset_peak_elsewhere(&self) {}
}

/// One line of [`EXECUTORS`].
#[derive(Debug)]
pub struct ExecutorKind {
    /// The word for the command line and for reports.
    pub name: &'static str,
    /// What it does, in one line.
    pub summary: &'static str,
    /// The largest number of workers it can have.
    pub max_workers: usize,
    /// Whether `compare` takes it without being asked, and any program can start it.
    pub by_default: bool,
    start: fn(usize) -> Result<Box<dyn Executor>, Error>,
}

/// Every executor in this build.
pub static EXECUTORS: &[&ExecutorKind] = &[
    &SERIAL,
    &THREADS,
    &RAYON,
    #[cfg(feature = "processes")]
    &PROCESSES,
];

/// An executor with its workers.
///
/// ```
/// use ffi_workbench::executors::{SERIAL, StartedExecutor, THREADS};
///
/// let threads = StartedExecutor::start(&THREADS, Some(2))?;
/// assert_eq!((threads.kind.name, threads.workers), ("threads", 2));
/// assert!(StartedExecutor::start(&SERIAL, Some(2)).is_err()); // serial has one worker
/// # Ok::<(), ffi_workbench::error::Error>(())
/// ```
pub struct StartedExecutor {
    /// Which executor it is.
    pub kind: &'static ExecutorKind,
    /// How many workers it has.
    pub workers: usize,
    executor: Box<dyn Executor>,
}

impl StartedExecutor {
    /// Starts an executor; without a number, with as many workers as the machine has cores.
    ///
    /// # Errors
    /// [`Error::WorkersOutOfRange`], or [`Error::Spawn`] and [`Error::NoWorkerProcess`] where the operating system
    /// gives no thread and no process.
    pub fn start(kind: &'static ExecutorKind, workers: Option<usize>) -> Result<Self, Error> {
        let max = kind.max_workers;
        let workers = workers.unwrap_or_else(|| cores().min(max));
        if workers == 0 || workers > max {
            return Err(Error::WorkersOutOfRange { executor: kind.name, workers, max });
        }
        Ok(Self { kind, workers, executor: (kind.start)(workers)? })
    }
}

impl Executor for StartedExecutor {
    fn fill(&self, work: &Work<'_>, out: &mut [f64]) -> Result<(), Error> {
        assert_eq!(out.len(), work.slots(), "the output has one element for each slot");
        self.executor.fill(work, out)
    }

    fn used_elsewhere(&self) -> Usage {
        self.executor.used_elsewhere()
    }

    fn reset_peak_elsewhere(&self) {
        self.executor.reset_peak_elsewhere();
    }
}
