//! Linux: memfd, SCM_RIGHTS, pidfd, PDEATHSIG, RLIMIT_AS.

mod last_words;
mod memory;
mod process;
mod socket;
mod worker;

pub(crate) use last_words::{forget_errors, note_memory_refusals};
pub(crate) use memory::{Map, Memory, Owned, Window, Words};
pub(crate) use process::{Process, wait};
pub(crate) use socket::{Inherited, Socket, pair};
pub(crate) use worker::{enter, limit_memory, make_room};

/// The name of a signal.
pub(crate) fn signal_name(number: i32) -> Option<&'static str> {
    nix::sys::signal::Signal::try_from(number).ok().map(nix::sys::signal::Signal::as_str)
}
