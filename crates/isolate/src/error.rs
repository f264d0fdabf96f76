//! What can go wrong with a task: [`Error`].

use std::borrow::Cow;
use std::fmt;
use std::io;
use std::time::Duration;

/// Why there is no result.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A signal ended the worker: a crash, an abort, or somebody's `kill`.
    #[error("task `{task}` was ended by {signal}")]
    Signal {
        /// The task's name.
        task: String,
        /// The signal.
        signal: Signal,
    },
    /// The task ended its process instead of returning. Fortran's `STOP` does so with status 0.
    #[error("task `{task}` ended its process with exit status {status} instead of returning")]
    Exit {
        /// The task's name.
        task: String,
        /// The status it gave.
        status: i32,
    },
    /// The task did not return in time. Its process was killed.
    #[error("task `{task}` did not return within its deadline of {deadline:?}")]
    Timeout {
        /// The task's name.
        task: String,
        /// The time it had.
        deadline: Duration,
    },
    /// The task panicked, in Rust.
    #[error("task `{task}` panicked: {message}")]
    Panic {
        /// The task's name.
        task: String,
        /// The panic's message, with its file and line.
        message: String,
    },
    /// The task's own error, from a function registered by [`Tasks::with_result`](crate::Tasks::with_result) or
    /// [`Tasks::with_fill`](crate::Tasks::with_fill).
    #[error("task `{task}` failed: {message}")]
    Task {
        /// The task's name.
        task: String,
        /// The error as it prints itself.
        message: String,
    },
    /// The task closed its worker's socket or wrote to it, and did not return within 200 ms; or its result cannot be
    /// read. A task that returns keeps its result, see [`Builder::check_every_item`](crate::Builder::check_every_item).
    #[error("the worker of task `{task}` was lost: {reason}")]
    Lost {
        /// The task's name.
        task: String,
        /// What was wrong.
        reason: String,
    },
    /// The worker died when the system had just refused it memory under its limit.
    #[error("task `{task}` died of a memory request beyond its limit of {limit} bytes")]
    OutOfMemory {
        /// The task's name.
        task: String,
        /// The limit.
        limit: u64,
    },
    /// No worker could be started.
    #[error("cannot start a worker: {reason}")]
    Spawn {
        /// Why not.
        reason: String,
    },
    /// The caller asked for something that does not exist or does not fit. Nothing was run.
    #[error("{reason}")]
    Refused {
        /// The broken rule, with the value that broke it.
        reason: String,
    },
    /// The system refused shared memory.
    #[error("no shared memory of {bytes} bytes: {reason}")]
    Memory {
        /// The size asked for.
        bytes: u64,
        /// The system's answer.
        reason: String,
    },
    /// This operating system has no backend.
    #[error("worker processes need Linux; this system is {}", std::env::consts::OS)]
    Unsupported,
}

impl Error {
    /// The cause in a word or two, for a table: `SIGSEGV`, `exit status 3`, `deadline`.
    pub fn cause(&self) -> Cow<'static, str> {
        Cow::Borrowed(match self {
            Self::Signal { signal, .. } => return signal.to_string().into(),
            Self::Exit { status, .. } => return format!("exit status {status}").into(),
            Self::Timeout { .. } => "deadline",
            Self::Panic { .. } => "panic",
            Self::Task { .. } => "own error",
            Self::Lost { .. } => "lost",
            Self::OutOfMemory { .. } => "out of memory",
            Self::Spawn { .. } => "not started",
            Self::Refused { .. } => "refused",
            Self::Memory { .. } => "no shared memory",
            Self::Unsupported => "unsupported",
        })
    }

    pub(crate) fn refused(reason: impl Into<String>) -> Self {
        Self::Refused { reason: reason.into() }
    }

    pub(crate) fn lost(task: &str, reason: impl Into<String>) -> Self {
        Self::Lost { task: task.into(), reason: reason.into() }
    }

    pub(crate) fn spawn(reason: &io::Error) -> Self {
        if cfg!(target_os = "linux") { Self::Spawn { reason: in_words(reason) } } else { Self::Unsupported }
    }

    pub(crate) fn memory(bytes: usize, reason: &io::Error) -> Self {
        let bytes = bytes as u64;
        if cfg!(target_os = "linux") { Self::Memory { bytes, reason: in_words(reason) } } else { Self::Unsupported }
    }
}

/// The reason, and what to do about it where the system is Linux without a call that is needed.
fn in_words(reason: &io::Error) -> String {
    match reason.kind() {
        io::ErrorKind::Unsupported => {
            format!("the kernel lacks a system call; Linux 5.3 or newer is needed ({reason})")
        }
        _ => reason.to_string(),
    }
}

/// A signal's number; it prints as its name, `SIGSEGV`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signal(pub i32);

impl Signal {
    /// The name, if the system gives this number one; real-time signals have none.
    pub fn name(self) -> Option<&'static str> {
        crate::system::signal_name(self.0)
    }
}

impl fmt::Display for Signal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => f.write_str(name),
            None => write!(f, "signal {}", self.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn linux_without_a_system_call_is_not_another_system() {
        let reason = io::Error::from(io::ErrorKind::Unsupported);
        for error in [Error::spawn(&reason), Error::memory(8, &reason)] {
            assert_eq!(error.to_string().contains("Linux 5.3"), cfg!(target_os = "linux"), "{error}");
            assert_eq!(error == Error::Unsupported, !cfg!(target_os = "linux"));
        }
    }
}
