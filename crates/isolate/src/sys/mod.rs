//! The operating system as the rest of the crate sees it: the only room with unsafe code.

#[cfg(target_os = "linux")]
mod linux;
#[cfg(target_os = "linux")]
pub(crate) use linux::*;

#[cfg(not(target_os = "linux"))]
mod elsewhere;
#[cfg(not(target_os = "linux"))]
pub(crate) use elsewhere::*;

/// Bytes that travel in a message; a longer payload travels as shared memory.
pub(crate) const INLINE_BYTES: usize = 64 * 1024;

/// Descriptors that travel with one message. The kernel's limit is 253.
pub(crate) const DESCRIPTORS: usize = 200;

/// The first argument of a worker's command line; the second is its parent's process number.
pub(crate) const MARKER: &str = "ffi-isolate-worker";

/// How a process ended.
#[cfg_attr(not(target_os = "linux"), allow(dead_code))]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    /// By this signal.
    Signal(i32),
    /// With this status.
    Exit(i32),
    /// Somebody else collected its status, as when the program ignores SIGCHLD.
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
