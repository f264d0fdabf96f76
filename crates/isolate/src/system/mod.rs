//! What the operating system gives: processes, sockets, shared memory, limits. The only module with unsafe code.

use std::sync::Arc;

#[cfg(target_os = "linux")]
mod linux;
#[cfg(target_os = "linux")]
pub(crate) use linux::*;

#[cfg(not(target_os = "linux"))]
mod unsupported;
#[cfg(not(target_os = "linux"))]
pub(crate) use unsupported::*;

/// Bytes that travel in a message; a longer payload travels as shared memory.
pub(crate) const INLINE_BYTES: usize = 64 * 1024;

/// Descriptors that travel with one message. The kernel's limit is 253.
pub(crate) const MAX_DESCRIPTORS: usize = 200;

/// The first argument of a worker's command line; the second is its parent's process number.
pub(crate) const WORKER_ARGUMENT: &str = "ffi-isolate-worker";

/// How worker processes are started.
#[cfg_attr(not(target_os = "linux"), expect(dead_code, reason = "only Linux starts processes"))]
#[derive(Debug)]
pub(crate) struct Launch {
    pub program: Program,
    /// Whether to discard what the process prints.
    pub quiet: bool,
    /// Whether it will be told to limit its memory.
    pub memory_limited: bool,
    /// Where what they use is counted.
    pub ledger: Arc<Ledger>,
}

/// How a process ended.
#[cfg_attr(not(target_os = "linux"), expect(dead_code, reason = "only Linux has processes that end"))]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ExitStatus {
    /// By this signal.
    Signal(i32),
    /// With this status.
    Exit(i32),
    /// Unknown: other code collected the status, the program ignores SIGCHLD, or a process traces the worker.
    Unknown,
}

/// What [`wait`] found of one worker.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Ready {
    /// The socket has a message, or was closed.
    pub socket: bool,
    /// The process has ended.
    pub ended: bool,
}
