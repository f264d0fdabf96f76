//! The executor `processes`: worker processes, kept between runs, that are sent names, numbers and arrays in shared
//! memory.
//!
//! A kernel that crashes, hangs or ends its process costs one [`Error::Worker`], and the next run is served by a new
//! worker. For that the program must be able to be a worker itself: [`worker_entry`] is the first line of its main.
//!
//! Every run copies the input into shared memory and the output out of it; a run's time includes that. A worker maps
//! the input and the blocks that are its own, and copies nothing. The CPU time and the memory of the workers count.

use std::fmt::Display;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use ffi_isolate::{Pool, Shared, SharedMut, Tasks};
use serde::{Deserialize, Serialize};

use super::{Executor, ExecutorKind};
use crate::error::Error;
use crate::language::{ImplementationId, Language, Variant};
use crate::level::Level;
use crate::machine::Usage;
use crate::work::{Array, Element, Kernel, Number, Problem, Work, find as find_kernel};

/// Worker processes, kept between runs.
pub static PROCESSES: ExecutorKind = ExecutorKind {
    name: "processes",
    summary: "worker processes, kept between runs, that get the arrays in shared memory and may crash",
    max_workers: 256,
    by_default: false,
    start: |workers| Ok(Box::new(Processes { pool: start(workers)? })),
};

/// What the message of a broken rule begins with when a worker gives it back: it is an error of the kernel, not of the
/// worker.
const REFUSED: &str = "refused: ";

/// The name of the one task that workers serve.
const TASK: &str = "ffi-workbench block";

/// Whether [`worker_entry`] was called, so that this program, started again, is a worker.
static ENTERED: AtomicBool = AtomicBool::new(false);

/// Another program that is to be the worker.
static PROGRAM: Mutex<Option<PathBuf>> = Mutex::new(None);

/// The first line of a program that uses the executor `processes`: in a worker it serves blocks and never returns, in
/// the program itself it does nothing.
pub fn worker_entry() {
    worker_entry_with(Tasks::new());
}

/// As [`worker_entry`], for a program that has tasks of its own for its workers.
pub fn worker_entry_with(tasks: Tasks) {
    ffi_isolate::worker_entry(&tasks.with_fill(TASK, fill_block));
    ENTERED.store(true, Ordering::Relaxed);
}

/// Workers that are started from now on run this program, whose main begins with [`worker_entry`]. For tests and
/// benches, whose main belongs to their harness.
pub fn use_program(path: impl Into<PathBuf>) {
    *PROGRAM.lock().unwrap_or_else(PoisonError::into_inner) = Some(path.into());
}

fn start(workers: usize) -> Result<Pool, Error> {
    let builder = Pool::builder().workers(workers);
    let builder = match PROGRAM.lock().unwrap_or_else(PoisonError::into_inner).clone() {
        Some(path) => builder.program(path),
        None if ENTERED.load(Ordering::Relaxed) || !cfg!(target_os = "linux") => builder,
        // Started again, it would repeat whatever it does.
        None => {
            let reason = "this program cannot be a worker: the first line of its main must be \
                          `ffi_workbench::executors::processes::worker_entry()`";
            return Err(Error::NoWorkerProcess(reason.into()));
        }
    };
    builder.build().map_err(no_process)
}

struct Processes {
    pool: Pool,
}

impl Executor for Processes {
    fn fill(&self, work: &Work<'_>, out: &mut [f64]) -> Result<(), Error> {
        // An empty output needs no worker.
        if out.is_empty() {
            return Ok(());
        }
        let order = Order::of(work).map_err(no_process)?;
        let array = SharedMut::zeroed(out.len()).map_err(no_process)?;
        let filled = self.pool.fill(TASK, &order, array, work.grain()).map_err(|error| failure(work, error))?;
        out.copy_from_slice(&filled);
        Ok(())
    }

    fn used_elsewhere(&self) -> Usage {
        let usage = self.pool.usage();
        Usage { cpu_time: usage.cpu_time, peak_memory: usage.peak_memory_bytes }
    }

    fn reset_peak_elsewhere(&self) {
        self.pool.reset_peak_memory();
    }
}

fn no_process(error: ffi_isolate::Error) -> Error {
    Error::NoWorkerProcess(error.to_string())
}

/// What the kernel refuses is the same error as in this process; everything else is the worker's.
fn failure(work: &Work<'_>, error: ffi_isolate::Error) -> Error {
    let kernel = work.kernel().name;
    if let ffi_isolate::Error::Task { message, .. } = &error
        && let Some(rule) = message.strip_prefix(REFUSED)
    {
        return Error::refused(kernel, rule);
    }
    Error::Worker { kernel, cause: error.to_string() }
}

/// Work as it travels: whoever has this can make the same work.
#[derive(Serialize, Deserialize)]
struct Order {
    kernel: String,
    element: String,
    language: String,
    variant: String,
    /// The level of tuned kernels, which this program may have forced.
    level: String,
    numbers: Vec<(String, Number)>,
    arrays: Vec<(String, Elements)>,
}

/// An array in shared memory. What travels is its descriptor.
#[derive(Serialize, Deserialize)]
enum Elements {
    I32(Shared<i32>),
    F32(Shared<f32>),
    F64(Shared<f64>),
}

impl Elements {
    fn copy_of(array: &Array<'_>) -> Result<Self, ffi_isolate::Error> {
        Ok(match array {
            Array::I32(x) => Self::I32(Shared::copy_of(x)?),
            Array::F32(x) => Self::F32(Shared::copy_of(x)?),
            Array::F64(x) => Self::F64(Shared::copy_of(x)?),
        })
    }

    fn borrowed(&self) -> Array<'_> {
        match self {
            Self::I32(x) => Array::from(&x[..]),
            Self::F32(x) => Array::from(&x[..]),
            Self::F64(x) => Array::from(&x[..]),
        }
    }
}

impl Order {
    fn of(work: &Work<'_>) -> Result<Self, ffi_isolate::Error> {
        let (kernel, implementation, problem) = (work.kernel(), work.implementation(), work.problem());
        let array = |(name, array): &(&str, Array<'_>)| Ok((name.to_string(), Elements::copy_of(array)?));
        Ok(Self {
            kernel: kernel.name.into(),
            element: kernel.element.name().into(),
            language: implementation.language.name().into(),
            variant: implementation.variant.name().into(),
            level: Level::active().name().into(),
            numbers: problem.numbers.iter().map(|&(name, value)| (name.to_string(), value)).collect(),
            arrays: problem.arrays.iter().map(array).collect::<Result<_, _>>()?,
        })
    }

    /// Fills the block that begins at slot `first`.
    fn fill_block(&self, first: usize, out: &mut [f64]) -> Result<(), String> {
        let element = find(Element::ALL, |element| element.name(), &self.element)?;
        let kernel = find_kernel(&self.kernel, Some(element)).ok_or_else(|| unknown(&self.kernel))?;
        let language = find(Language::ALL, |language| language.name(), &self.language)?;
        let variant = find(Variant::ALL, |variant| variant.name(), &self.variant)?;
        let level = find(Level::ALL, |level| level.name(), &self.level)?;
        level.force().map_err(|error| error.to_string())?;

        let arrays = self.arrays.iter().map(|(name, elements)| Ok((known(kernel, name)?, elements.borrowed())));
        let numbers = self.numbers.iter().map(|(name, value)| Ok((known(kernel, name)?, *value)));
        let problem = Problem {
            arrays: arrays.collect::<Result<_, String>>()?,
            numbers: numbers.collect::<Result<_, String>>()?,
        };
        let work = Work::new(kernel, ImplementationId { language, variant }, &problem).map_err(message)?;
        work.fill_block(first, out).map_err(message)
    }
}

/// The task. A worker reads an order once for each run; making its work again for each block costs less than filling
/// one.
fn fill_block(order: &Order, first: usize, out: &mut [f64]) -> Result<(), String> {
    order.fill_block(first, out)
}

/// An error as its sentence, a broken rule marked as one.
fn message(error: Error) -> String {
    match error {
        Error::Refused { rule, .. } => format!("{REFUSED}{rule}"),
        other => other.to_string(),
    }
}

/// The name of an argument as the kernel itself has it.
fn known(kernel: &'static Kernel, name: &str) -> Result<&'static str, String> {
    let parameters = kernel.parameters.iter().map(|parameter| parameter.name);
    let mut names = kernel.inputs.iter().copied().chain(parameters).chain(["n", "seed"]);
    names.find(|known| *known == name).ok_or_else(|| unknown(name))
}

fn find<T: Copy>(all: &[T], name: impl Fn(T) -> &'static str, asked: &str) -> Result<T, String> {
    all.iter().copied().find(|&one| name(one) == asked).ok_or_else(|| unknown(asked))
}

fn unknown(name: impl Display) -> String {
    format!("the worker's build knows no `{name}`")
}
