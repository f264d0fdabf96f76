//! How a dying process still says that it had been refused memory.
#![allow(unsafe_code)]

use std::io;
use std::sync::OnceLock;
use std::sync::atomic::Ordering;

use nix::errno::Errno;
use nix::sys::signal::{SaFlags, SigAction, SigHandler, SigSet, Signal, sigaction};

use super::Words;

/// How programs die of a null pointer, of an exception nobody caught, of a failed assertion.
const DEATHS: [Signal; 5] = [Signal::SIGSEGV, Signal::SIGBUS, Signal::SIGABRT, Signal::SIGILL, Signal::SIGTRAP];

/// Where to say it; set before the handlers are.
static WORD: OnceLock<(Words, usize, u64)> = OnceLock::new();

/// What was in force before, for each of [`DEATHS`].
static BEFORE: [OnceLock<SigAction>; DEATHS.len()] = [const { OnceLock::new() }; DEATHS.len()];

/// From now on, when this process dies by its own doing and `errno` says that memory was refused, the word gets the value.
pub(crate) fn note_memory_refusals(words: Words, word: usize, value: u64) -> io::Result<()> {
    if WORD.set((words, word, value)).is_err() {
        return Ok(());
    }
    let action = SigAction::new(SigHandler::Handler(on_signal), SaFlags::SA_ONSTACK, SigSet::empty());
    for (signal, before) in DEATHS.into_iter().zip(&BEFORE) {
        // SAFETY: `on_signal` makes system calls, reads `errno` and atomics, and nothing else, as a handler must.
        let old = unsafe { sigaction(signal, &action) }?;
        let _ = before.set(old);
    }
    // SAFETY: `on_exit` is a function that never goes away, and does what `on_signal` does.
    match unsafe { libc::atexit(on_exit) } {
        0 => Ok(()),
        _ => Err(io::Error::other("atexit has no room")),
    }
}

/// Forgets refusals of memory that were survived.
pub(crate) fn forget_errors() {
    Errno::clear();
}

extern "C" fn on_exit() {
    if let Some((words, word, value)) = WORD.get()
        && Errno::last_raw() == libc::ENOMEM
    {
        words.get(*word).store(*value, Ordering::Release);
    }
}

/// Says it, and gives the signal back to whoever had it before.
extern "C" fn on_signal(number: libc::c_int) {
    on_exit();
    for (signal, before) in DEATHS.into_iter().zip(&BEFORE) {
        if signal as libc::c_int == number {
            let default = SigAction::new(SigHandler::SigDfl, SaFlags::empty(), SigSet::empty());
            // SAFETY: this puts back the action that was in force before ours, or the default.
            let _ = unsafe { sigaction(signal, before.get().unwrap_or(&default)) };
            // It arrives when this handler returns. A faulting instruction would fault again, but `raise` would not.
            let _ = nix::sys::signal::raise(signal);
        }
    }
}
