//! How blocks of work are run: [`EXECUTORS`], one file each.
//!
//! Blocks begin at multiples of the work's own grain, whatever the number of workers, and each block is computed by one
//! call order. So every executor and every number of workers fills the output with the same bits.

use std::thread::available_parallelism;

use crate::error::Error;
use crate::work::Work;

pub mod processes;
mod rayon;
mod serial;
mod threads;

/// Runs work. It gets the work itself and no closure: the kernel's name, its implementation, numbers and arrays describe
/// it wholly, so an executor may as well run it in another process.
pub trait Executor: Send + Sync {
    /// Fills `out` with the blocks of `work`.
    ///
    /// # Errors
    /// What the kernel refuses, what the operating system refuses the executor, or what became of a worker process. `out` then holds no result.
    ///
    /// # Panics
    /// When the length of `out` is not [`Work::slots`].
    fn fill(&self, work: &Work<'_>, out: &mut [f64]) -> Result<(), Error>;
}

/// One line of [`EXECUTORS`].
#[derive(Debug)]
pub struct Kind {
    /// The word for the command line and for reports.
    pub name: &'static str,
    /// What it does, in one line.
    pub summary: &'static str,
    /// The most workers it can have.
    pub most_workers: usize,
    /// Whether `compare` takes it without being asked, and any program can start it.
    pub by_default: bool,
    start: fn(usize) -> Result<Box<dyn Executor>, Error>,
}

/// Every executor in this build.
pub const EXECUTORS: &[Kind] = &[serial::KIND, threads::KIND, rayon::KIND, processes::KIND];

/// An executor with its workers.
///
/// ```
/// use ffi_workbench::executors::{EXECUTORS, Running};
///
/// let threads = Running::start(&EXECUTORS[1], Some(2))?;
/// assert_eq!((threads.kind.name, threads.workers), ("threads", 2));
/// assert!(Running::start(&EXECUTORS[0], Some(2)).is_err()); // serial has one worker
/// # Ok::<(), ffi_workbench::error::Error>(())
/// ```
pub struct Running {
    /// Which executor it is.
    pub kind: &'static Kind,
    /// How many workers it has.
    pub workers: usize,
    executor: Box<dyn Executor>,
}

impl Running {
    /// Starts an executor; without a number, with as many workers as the machine has cores.
    ///
    /// # Errors
    /// [`Error::WorkersOutOfRange`], or [`Error::Spawn`] and [`Error::NoWorkerProcess`] where the operating system gives no
    /// thread and no process.
    pub fn start(kind: &'static Kind, workers: Option<usize>) -> Result<Self, Error> {
        let most = kind.most_workers;
        let workers = workers.unwrap_or_else(|| cores().min(most));
        if workers == 0 || workers > most {
            return Err(Error::WorkersOutOfRange { executor: kind.name, workers, most });
        }
        Ok(Self { kind, workers, executor: (kind.start)(workers)? })
    }
}

impl Executor for Running {
    fn fill(&self, work: &Work<'_>, out: &mut [f64]) -> Result<(), Error> {
        assert_eq!(out.len(), work.slots(), "the output has one element for each slot");
        self.executor.fill(work, out)
    }
}

/// Cores that this process may use.
pub fn cores() -> usize {
    available_parallelism().map_or(1, usize::from)
}
