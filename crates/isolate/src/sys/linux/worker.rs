//! What a worker does to its own process: it takes its socket, ties its life to its parent's, limits its memory.

use std::env;
use std::fs::{self, File};
use std::io;
use std::sync::OnceLock;

use rustix::process::{Pid, Resource, Rlimit, Signal};

use super::Socket;
use super::socket::high;
use crate::sys::MARKER;

/// The limit of [`limit_memory`], counted from the address space that the program itself takes.
static MEMORY: OnceLock<u64> = OnceLock::new();

/// The worker's socket, if this process is a worker. It was the standard input, which becomes empty.
pub(crate) fn enter() -> Option<io::Result<Socket>> {
    let mut arguments = env::args_os().skip(1);
    if arguments.next()? != MARKER {
        return None;
    }
    let parent = arguments.next()?.to_str()?.parse().ok().and_then(Pid::from_raw)?;
    Some(tie(parent).and_then(|()| take_socket()))
}

/// From now on the death of the thread that started this process kills it.
fn tie(parent: Pid) -> io::Result<()> {
    rustix::process::set_parent_process_death_signal(Some(Signal::KILL))?;
    // The parent may have died before that line; then somebody else is the parent by now.
    if rustix::process::getppid() != Some(parent) {
        return Err(io::Error::other("the parent is dead"));
    }
    Ok(())
}

fn take_socket() -> io::Result<Socket> {
    let socket = high(rustix::io::fcntl_dupfd_cloexec(rustix::stdio::stdin(), 3)?);
    rustix::stdio::dup2_stdin(File::open("/dev/null")?)?;
    Ok(Socket::new(socket))
}

/// From now on the process gets `bytes` of address space beside what it has.
pub(crate) fn limit_memory(bytes: u64) -> io::Result<()> {
    let statm = fs::read_to_string("/proc/self/statm")?;
    let pages = statm.split(' ').next().and_then(|number| number.parse::<u64>().ok());
    let program = pages.ok_or(io::ErrorKind::InvalidData)? * rustix::param::page_size() as u64;
    let limit = MEMORY.get_or_init(|| program.saturating_add(bytes));
    set(*limit)
}

/// Lets arrays of `bytes` come on top of the limit.
pub(crate) fn make_room(bytes: u64) -> io::Result<()> {
    MEMORY.get().map_or(Ok(()), |limit| set(limit.saturating_add(bytes)))
}

fn set(bytes: u64) -> io::Result<()> {
    let maximum = rustix::process::getrlimit(Resource::As).maximum;
    let current = Some(maximum.map_or(bytes, |most| most.min(bytes)));
    Ok(rustix::process::setrlimit(Resource::As, Rlimit { current, maximum })?)
}
