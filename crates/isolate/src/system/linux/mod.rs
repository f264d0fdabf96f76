//! Linux: memfd, SCM_RIGHTS, pidfd, PDEATHSIG, RLIMIT_AS.

mod emulator;
mod memory;
mod socket;
mod program;
mod process;
mod ledger;
mod worker_setup;
mod fatal_signals;

pub(crate) use fatal_signals::{clear_errno, die_of_raised_signals, install_oom_marker};
pub(crate) use ledger::Ledger;
pub(crate) use memory::{GuardedBlock, Map, Memory, Owned, Window, Words, memory_and_swap};
pub(crate) use process::{Process, wait};
pub(crate) use program::Program;
pub(crate) use socket::{Inherited, Socket, pair};
pub(crate) use worker_setup::{limit_memory, raise_memory_limit, take_worker_socket};

/// The name of a signal.
pub(crate) fn signal_name(number: i32) -> Option<&'static str> {
    nix::sys::signal::Signal::try_from(number).ok().map(nix::sys::signal::Signal::as_str)
}
