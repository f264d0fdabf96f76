//! A pool of worker processes for code that may crash, hang or end the program: each such fault costs one [`Error`].
//!
//! A task is a plain function, registered by name. `main` passes the same registry to [`worker_entry`] in its first
//! line, because a worker is this very program, started again with a socket as its standard input:
//!
//! ```no_run
#![doc = include_str!("../examples/five_lines.rs")]
//! ```
//!
//! | a task does | the caller gets | the worker |
//! | --- | --- | --- |
//! | return | `Ok` | goes on |
//! | return its own error ([`Tasks::with_result`]) | [`Error::Task`] | goes on |
//! | panic | [`Error::Panic`] with message, file and line | goes on, or is replaced if the panic could not unwind |
//! | crash, abort, `raise` | [`Error::Signal`] with the signal's name | is replaced |
//! | `exit`, Fortran `STOP` (status 0!) | [`Error::Exit`] | is replaced |
//! | run longer than [`Builder::deadline`] | [`Error::Timeout`] | is killed with all it has started, and replaced |
//! | ask for more than [`Builder::memory_limit`] and die of it | [`Error::OutOfMemory`] | is replaced |
//! | close the worker's socket or write to it, and return | `Ok` | is replaced |
//! | do so and go on, or return what cannot be read | [`Error::Lost`] | is killed and replaced |
//!
//! Arguments and results are serde values. Large arrays are [`Shared`] (read-only, sealed by the kernel) or
//! [`SharedMut`] (writable, filled in blocks by [`Pool::fill`]). A descriptor travels, never the elements.
//!
//! # Limits
//! Linux only: elsewhere the crate compiles and every entry point gives [`Error::Unsupported`]. A worker shares the
//! user's rights, files and network: this contains accidents, not attacks. A process that a task forks *and* moves to
//! another process group outlives the worker. A forked process has no writable array and none of the results. Damage
//! that a task leaves behind without dying may kill a later task of the same worker, which then gets the blame;
//! [`Builder::recycle_after`]`(1)` gives each task a fresh process.

// Imports point one way: system -> protocol -> shared -> worker, parent. `worker` and `parent` never import each other:
// they are two processes, and `protocol` is all they have in common.
mod system;
mod error;
mod element;
mod usage;
mod protocol;
mod shared;
mod worker;
mod parent;

pub use element::Element;
pub use error::{Error, Signal};
pub use parent::{Builder, Call, Pool};
pub use shared::{Shared, SharedMut};
pub use usage::Usage;
pub use worker::{Function, Tasks, worker_entry};
