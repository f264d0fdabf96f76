//! What can go wrong with a run: [`Error`]. What a kernel refuses is a type of its own in the kernel's file.

use crate::language::{Language, Variant};

/// A run that failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The kernel refused its input.
    #[error("{kernel}: {rule}")]
    Refused {
        /// The kernel's name.
        kernel: &'static str,
        /// The rule that was broken, as the kernel's own error prints it.
        rule: String,
    },
    /// A language that this build was made without.
    #[error("{language} was left out of this build; build again with the feature `{}`", language.name())]
    NotBuilt {
        /// The language asked for.
        language: Language,
    },
    /// A language that the kernel does not come in.
    #[error("{kernel} is not written in {language}")]
    NotWritten {
        /// The kernel's name.
        kernel: &'static str,
        /// The language asked for.
        language: Language,
    },
    /// No such variant of the kernel in a language that it comes in.
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
    LevelUnsupported {
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
    #[error("{workers} workers are not in 1..={max} for the executor `{executor}`")]
    WorkersOutOfRange {
        /// The executor's name.
        executor: &'static str,
        /// The number asked for.
        workers: usize,
        /// The largest number allowed.
        max: usize,
    },
    /// The operating system gave no thread.
    #[error("cannot start a worker thread: {0}")]
    Spawn(String),
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
}

impl Error {
    /// The rule of a kernel that was broken.
    pub(crate) fn refused(kernel: &'static str, rule: impl ToString) -> Self {
        Self::Refused { kernel, rule: rule.to_string() }
    }
}
