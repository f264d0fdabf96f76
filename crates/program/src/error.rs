//! What can go wrong in the program: [`Error`].

use std::path::PathBuf;

use ffi_workbench::language::Language;

use crate::excerpt::{PHRASE, excerpt};

/// A run that failed, or a command line that asks for what cannot be.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Error {
    /// The library's run failed.
    #[error(transparent)]
    Run(#[from] ffi_workbench::error::Error),
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
    /// A tolerance that no estimate can be held to.
    #[error("tolerance {tolerance:e} is not in {min:.1e}..={max}: {reason}")]
    ToleranceOutOfRange {
        /// The tolerance asked for.
        tolerance: f64,
        /// The smallest that is surely reached.
        min: f64,
        /// The largest allowed.
        max: f64,
        /// Why.
        reason: &'static str,
    },
    /// More visits than a count is made for.
    #[error("{threads} threads with {visits} visitors each are more than {max} visitors")]
    TooManyVisits {
        /// Threads that count.
        threads: usize,
        /// Visitors that each of them counts.
        visits: u64,
        /// The largest number of visits allowed.
        max: u64,
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
    /// A file that cannot be read or written.
    #[error("{}: {reason}", excerpt(&path.to_string_lossy(), PHRASE))]
    File {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
}
