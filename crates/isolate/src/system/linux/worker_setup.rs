//! What a worker does to its own process: takes its socket, dies with its parent, limits its memory.
#![expect(unsafe_code, reason = "actions of signals: no safe crate sets them")]

use std::env;
use std::fs::{self, File};
use std::io;
use std::path::Path;
use std::sync::OnceLock;

use nix::sys::signal::{SaFlags, SigAction, SigHandler, SigSet, sigaction};
use rustix::process::{Pid, Resource, Rlimit, Signal};

use super::Socket;
use super::socket::move_to_high_fd;
use crate::system::WORKER_ARGUMENT;

/// The limit that [`limit_memory`] set: the program's own address space and the bytes allowed on top.
static MEMORY_LIMIT: OnceLock<u64> = OnceLock::new();

/// The worker's socket, if this process is a worker. It was the standard input, which becomes empty.
pub(crate) fn take_worker_socket() -> Option<io::Result<Socket>> {
    let mut arguments = env::args_os().skip(1);
    if arguments.next()? != WORKER_ARGUMENT {
        return None;
    }
    let parent = arguments.next()?.to_str()?.parse().ok().and_then(Pid::from_raw)?;
    Some(die_with_parent(parent).and_then(|()| prepare()).and_then(|()| take_stdin()))
}

/// Makes signals and the process's name what the program would have.
fn prepare() -> io::Result<()> {
    // A worker is in a process group of its own, so that a terminal with `stty tostop` would stop it where it prints,
    // for ever. Ignored, the signal lets it print; reading from the terminal is an error.
    set_action(nix::sys::signal::Signal::SIGTTOU, SigHandler::SigIgn)?;
    set_action(nix::sys::signal::Signal::SIGTTIN, SigHandler::SigIgn)?;
    // A program that ignores the end of its children hands that on. Code that starts a process and waits for it would
    // never learn how it ended.
    set_action(nix::sys::signal::Signal::SIGCHLD, SigHandler::SigDfl)?;
    // Started by a descriptor, the process is called by the descriptor's number.
    if let Some(name) = env::args_os().next().as_deref().and_then(|path| Path::new(path).file_name()) {
        let _ = fs::write("/proc/self/comm", name.as_encoded_bytes());
    }
    Ok(())
}

fn set_action(signal: nix::sys::signal::Signal, handler: SigHandler) -> io::Result<()> {
    let action = SigAction::new(handler, SaFlags::empty(), SigSet::empty());
    // SAFETY: no handler is installed, only the default action or none.
    unsafe { sigaction(signal, &action) }?;
    Ok(())
}

/// From now on the death of the thread that started this process kills it.
fn die_with_parent(parent: Pid) -> io::Result<()> {
    rustix::process::set_parent_process_death_signal(Some(Signal::KILL))?;
    // The parent may have died before that line; then another process is the parent by now.
    if rustix::process::getppid() != Some(parent) {
        return Err(io::Error::other("the parent is dead"));
    }
    Ok(())
}

fn take_stdin() -> io::Result<Socket> {
    let socket = move_to_high_fd(rustix::io::fcntl_dupfd_cloexec(rustix::stdio::stdin(), 3)?);
    rustix::stdio::dup2_stdin(File::open("/dev/null")?)?;
    Ok(Socket::new(socket))
}

/// From now on the process gets at most `bytes` of address space more than it has.
pub(crate) fn limit_memory(bytes: u64) -> io::Result<()> {
    let statm = fs::read_to_string("/proc/self/statm")?;
    let pages = statm.split(' ').next().and_then(|number| number.parse::<u64>().ok());
    let program = pages.ok_or(io::ErrorKind::InvalidData)? * rustix::param::page_size() as u64;
    let limit = MEMORY_LIMIT.get_or_init(|| program.saturating_add(bytes));
    set_limit(*limit)
}

/// Sets the limit to that of [`limit_memory`] and `bytes` more, for arrays; without that limit, nothing changes.
pub(crate) fn raise_memory_limit(bytes: u64) -> io::Result<()> {
    MEMORY_LIMIT.get().map_or(Ok(()), |limit| set_limit(limit.saturating_add(bytes)))
}

fn set_limit(bytes: u64) -> io::Result<()> {
    let maximum = rustix::process::getrlimit(Resource::As).maximum;
    let current = Some(maximum.map_or(bytes, |most| most.min(bytes)));
    Ok(rustix::process::setrlimit(Resource::As, Rlimit { current, maximum })?)
}
