//! How a worker dies of a signal: of the signal itself, also where somebody raised it; marked, if memory was refused.
//!
//! # Raised signals
//! Rust's own handler for SIGSEGV and SIGBUS, which names a stack overflow, takes every other one for a faulting
//! instruction: it restores the default action and returns, and the instruction faults again. After `raise` nothing
//! faults again, and the process would live on. So a worker's handler comes first. It tells the two cases apart by the
//! signal's code.
//!
//! # Refused memory
//! The evidence is `errno`. A refused request sets it to ENOMEM, and C and C++ do not change it on the way to their
//! abort. Rust does if `RUST_BACKTRACE` is set: `handle_alloc_error` then prints a backtrace, and the search for debug
//! symbols changes `errno`. So a process under a limit is started with backtraces off, see
//! [`Process::start`](super::Process::start).
//!
//! The limit itself is no evidence. A single request that is too large is refused while most of the address space is
//! free, and a handler does not know how large the request was. This stays a guess in two cases: code that changes
//! `errno` between the refusal and its end hides the refusal, and a task that survives a refusal and then crashes for
//! another reason is reported as out of memory.
#![expect(unsafe_code, reason = "signal handlers and atexit: no safe crate has them")]

use std::ffi::{c_int, c_void};
use std::io;
use std::sync::OnceLock;
use std::sync::atomic::Ordering;

use nix::errno::Errno;
use nix::sys::signal::{SaFlags, SigAction, SigHandler, SigSet, Signal, sigaction};

use super::Words;

/// How programs die of a null pointer, of an exception nobody caught, of a failed assertion.
const FATAL_SIGNALS: [Signal; 5] = [Signal::SIGSEGV, Signal::SIGBUS, Signal::SIGABRT, Signal::SIGILL, Signal::SIGTRAP];

/// Those of them that Rust handles.
const RUSTS_SIGNALS: [Signal; 2] = [Signal::SIGSEGV, Signal::SIGBUS];

/// Where to set the mark, and its value; set before the handlers are.
static MARK: OnceLock<(&Words, usize, u64)> = OnceLock::new();

/// The action that was in force before, for each of [`FATAL_SIGNALS`].
static PREVIOUS: [OnceLock<SigAction>; FATAL_SIGNALS.len()] = [const { OnceLock::new() }; FATAL_SIGNALS.len()];

/// From now on SIGSEGV and SIGBUS end this process, whoever sends them.
pub(crate) fn die_of_raised_signals() -> io::Result<()> {
    handle(&RUSTS_SIGNALS)
}

/// From now on, when this process crashes or exits while `errno` is ENOMEM, the word gets the value.
pub(crate) fn install_oom_marker(words: &'static Words, word: usize, value: u64) -> io::Result<()> {
    if MARK.set((words, word, value)).is_err() {
        return Ok(());
    }
    handle(&FATAL_SIGNALS)?;
    // SAFETY: `on_exit` is a function that never goes away, and does what `on_signal` does.
    match unsafe { libc::atexit(on_exit) } {
        0 => Ok(()),
        _ => Err(io::Error::other("atexit has no room")),
    }
}

/// Clears `errno`, so that a refusal that an earlier task survived is not taken for the cause of a later death.
pub(crate) fn clear_errno() {
    Errno::clear();
}

/// Installs [`on_signal`] for these signals, each once.
fn handle(signals: &[Signal]) -> io::Result<()> {
    let action = SigAction::new(SigHandler::SigAction(on_signal), SaFlags::SA_ONSTACK, SigSet::empty());
    for (signal, previous) in FATAL_SIGNALS.into_iter().zip(&PREVIOUS) {
        if signals.contains(&signal) && previous.get().is_none() {
            // SAFETY: `on_signal` makes system calls, reads `errno` and atomics, and nothing else, as a handler must.
            let old = unsafe { sigaction(signal, &action) }?;
            let _ = previous.set(old);
        }
    }
    Ok(())
}

extern "C" fn on_exit() {
    if let Some((words, word, value)) = MARK.get()
        && Errno::last_raw() == libc::ENOMEM
        && words.are_mine()
    {
        // Unless the worker has said already why it ends.
        let _ = words.get(*word).compare_exchange(0, *value, Ordering::Release, Ordering::Relaxed);
    }
}

/// Sets the mark, and passes the signal on to the action that was in force before.
extern "C" fn on_signal(number: c_int, info: *mut libc::siginfo_t, _context: *mut c_void) {
    on_exit();
    // SAFETY: the kernel passes a valid siginfo_t to a handler that is installed with SA_SIGINFO, as nix does for this
    // kind of handler.
    let code = unsafe { (*info).si_code };
    // A faulting instruction faults again when this handler returns. What `raise`, `kill` or `abort` sent does not come
    // again by itself.
    let sent = code <= 0;
    for (signal, previous) in FATAL_SIGNALS.into_iter().zip(&PREVIOUS) {
        if signal as c_int == number {
            let default = SigAction::new(SigHandler::SigDfl, SaFlags::empty(), SigSet::empty());
            let next = if sent && RUSTS_SIGNALS.contains(&signal) { None } else { previous.get() };
            // SAFETY: this puts back the action that was in force before ours, or the default.
            let _ = unsafe { sigaction(signal, next.unwrap_or(&default)) };
            if sent {
                // It arrives when this handler returns.
                let _ = nix::sys::signal::raise(signal);
            }
        }
    }
}
