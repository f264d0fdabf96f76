//! What can go wrong: [`KernelError`], a caller's mistake; [`Error`], a run's failure.

use serde::{Deserialize, Serialize};

use crate::language::{Language, Variant};

/// A broken rule of a kernel's contract. The kernel was not called, and nothing was written to `out`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum KernelError {
    /// The sum of two integers does not fit 32 bits.
    #[error("the sum {i} + {j} is outside the 32-bit integers")]
    SumOutOfRange {
        /// First summand.
        i: i32,
        /// Second summand.
        j: i32,
    },
    /// Two inputs that belong together differ in length.
    #[error("x has {x} elements and y has {y}; they must be equal")]
    LengthMismatch {
        /// Elements in `x`.
        x: usize,
        /// Elements in `y`.
        y: usize,
    },
    /// A range of terms or samples is not part of the whole.
    #[error("the terms {first}..{last} are not inside 0..{n}")]
    TermsOutOfRange {
        /// First term, counted from 0.
        first: u64,
        /// One past the last term.
        last: u64,
        /// Number of terms there are.
        n: u64,
    },
    /// A number of terms that the kernel is not defined for.
    #[error("{n} terms are not in 1..={most}")]
    TermCountOutOfRange {
        /// The number asked for.
        n: u64,
        /// The largest number allowed.
        most: u64,
    },
    /// A window that is empty or longer than its input.
    #[error("window {window} is not in 1..={n}, the length of x")]
    WindowOutOfRange {
        /// The window asked for, in elements.
        window: usize,
        /// Elements in `x`.
        n: usize,
    },
    /// A period with no value to seed it, or no value left to compute.
    #[error("period {period} is not in 1..{n}, the length of x")]
    PeriodOutOfRange {
        /// The period asked for, in elements.
        period: usize,
        /// Elements in `x`.
        n: usize,
    },
    /// `out` does not have the length of the result.
    #[error("out has {given} elements, the result has {needed}")]
    OutputLength {
        /// Elements the result has.
        needed: usize,
        /// Elements in `out`.
        given: usize,
    },
    /// Series of equal length cannot be cut from the input.
    #[error("{n} elements cannot be cut into {series} series of equal length")]
    SeriesOutOfRange {
        /// Number of series asked for.
        series: usize,
        /// Elements in `x`.
        n: usize,
    },
}

/// A run that failed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The kernel refused its input.
    #[error("{kernel}: {rule}")]
    Refused {
        /// The kernel's name.
        kernel: &'static str,
        /// The rule that was broken.
        rule: KernelError,
    },
    /// A language that this build was made without.
    #[error("{language} was left out of this build; build again with the feature `{}`", language.name())]
    LeftOut {
        /// The language asked for.
        language: Language,
    },
    /// No such implementation of the kernel.
    #[error("{kernel} has no variant `{}` in {language}", variant.name())]
    NoImplementation {
        /// The kernel's name.
        kernel: &'static str,
        /// The language asked for.
        language: Language,
        /// The variant asked for.
        variant: Variant,
    },
    /// An instruction-set level that this processor lacks.
    #[error("this processor lacks the instructions of level `{level}`; its highest is `{best}`")]
    LevelNotHere {
        /// The level asked for.
        level: &'static str,
        /// The highest level of this processor.
        best: &'static str,
    },
    /// A problem that lacks what the kernel needs.
    #[error("{kernel} needs {what}, which its problem does not hold")]
    Incomplete {
        /// The kernel's name.
        kernel: &'static str,
        /// The missing array or number.
        what: &'static str,
    },
    /// A number of workers that the executor cannot have.
    #[error("{workers} workers are not in 1..={most} for the executor `{executor}`")]
    WorkersOutOfRange {
        /// The executor's name.
        executor: &'static str,
        /// The number asked for.
        workers: usize,
        /// The largest number allowed.
        most: usize,
    },
    /// Input that memory cannot hold; nothing was allocated.
    #[error("size {size} of {kernel} needs {needed} of memory, and {free} are free")]
    TooLarge {
        /// The kernel's name.
        kernel: &'static str,
        /// Elements asked for.
        size: u64,
        /// Memory needed, with its unit.
        needed: String,
        /// Memory free, with its unit.
        free: String,
    },
    /// The operating system gave no thread.
    #[error("cannot start a worker thread: {0}")]
    Spawn(String),
    /// A tolerance that no estimate can be held to.
    #[error("tolerance {tolerance:e} is not in {least:.1e}..={most}: {reason}")]
    ToleranceOutOfRange {
        /// The tolerance asked for.
        tolerance: f64,
        /// The smallest that is surely reached.
        least: f64,
        /// The largest allowed.
        most: f64,
        /// Why.
        reason: &'static str,
    },
    /// More visitors than a count is made for.
    #[error("{threads} threads with {visits} visitors each are more than {most} visitors")]
    TooManyVisitors {
        /// Threads that count.
        threads: usize,
        /// Visitors that each of them counts.
        visits: u64,
        /// The most visitors allowed.
        most: u64,
    },
    /// What the operating system or the memory refused a foreign function.
    #[error("{what} in {language}: {reason}")]
    Foreign {
        /// What was to be done.
        what: &'static str,
        /// The language of the function.
        language: Language,
        /// The reason, in the system's words.
        reason: String,
    },
    /// There is no worker process, or no memory to share with one.
    #[error("no worker process: {0}")]
    NoWorkerProcess(String),
    /// A worker process that crashed, ended or was lost.
    #[error("{kernel} in a worker process: {cause}")]
    Worker {
        /// The kernel's name.
        kernel: &'static str,
        /// What became of it.
        cause: String,
    },
    /// A file that cannot be read or written.
    #[error("{}: {reason}", path.display())]
    File {
        /// The file.
        path: std::path::PathBuf,
        /// What is wrong with it.
        reason: String,
    },
}
