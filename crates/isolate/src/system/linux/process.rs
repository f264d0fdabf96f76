//! A worker's process as its parent sees it: started, watched, killed with all it has started, waited for.

use std::env;
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec};
use rustix::process::{Pid, PidfdFlags, Signal};

use super::{Inherited, Socket};
use crate::system::{ExitStatus, Launch, Ready, WORKER_ARGUMENT};

/// A process that leads its own process group. Dropping it kills the group.
pub(crate) struct Process {
    child: Child,
    pidfd: OwnedFd,
    status: Option<ExitStatus>,
}

impl Process {
    /// Starts the program by posix_spawn. Code of ours between fork and exec would make the standard library fork,
    /// which takes longer the more memory this process has.
    pub fn start(launch: &Launch, socket: Inherited) -> io::Result<Self> {
        let mut command = Command::new(&launch.program);
        command.arg(WORKER_ARGUMENT).arg(std::process::id().to_string());
        command.stdin(Stdio::from(socket.0)).process_group(0);
        if launch.quiet {
            command.stdout(Stdio::null()).stderr(Stdio::null());
        }
        if launch.memory_limited {
            turn_backtraces_off(&mut command);
        }
        let mut child = command.spawn()?;
        match rustix::process::pidfd_open(Pid::from_child(&child), PidfdFlags::empty()) {
            Ok(pidfd) => Ok(Self { child, pidfd, status: None }),
            Err(reason) => {
                // Without its pidfd the process cannot be watched.
                let _ = child.kill();
                let _ = child.wait();
                Err(reason.into())
            }
        }
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Whether the process ends within this time.
    pub fn ends_within(&self, time: Duration) -> bool {
        let mut fds = [PollFd::new(&self.pidfd, PollFlags::IN)];
        poll(&mut fds, Some(time)).is_ok_and(|ready| ready > 0)
    }

    /// Kills what is left of the process group, waits for its leader, and says how the leader ended.
    pub fn kill_and_wait(&mut self) -> ExitStatus {
        if let Some(status) = self.status {
            return status;
        }
        // Kill first: once the leader has been waited for, its number may belong to another group.
        let _ = rustix::process::kill_process_group(Pid::from_child(&self.child), Signal::KILL);
        let status = match self.child.wait() {
            Ok(status) => match (status.signal(), status.code()) {
                (Some(signal), _) => ExitStatus::Signal(signal),
                (None, Some(code)) => ExitStatus::Exit(code),
                (None, None) => ExitStatus::Unknown,
            },
            Err(_) => ExitStatus::Unknown,
        };
        self.status = Some(status);
        status
    }

    /// Memory that the process shares with no other, in bytes.
    pub fn private_bytes(&self) -> Option<u64> {
        let statm = std::fs::read_to_string(format!("/proc/{}/statm", self.id())).ok()?;
        let mut pages = statm.split(' ').skip(1).map_while(|number| number.parse::<u64>().ok());
        let (resident, shared) = (pages.next()?, pages.next()?);
        Some(resident.saturating_sub(shared) * rustix::param::page_size() as u64)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill_and_wait();
    }
}

/// Keeps `errno` for the mark of [`fatal_signals`](super::fatal_signals): Rust prints no backtrace when memory is refused. Backtraces
/// that the task's own errors hold are captured as before.
fn turn_backtraces_off(command: &mut Command) {
    if let Some(style) = env::var_os("RUST_BACKTRACE")
        && env::var_os("RUST_LIB_BACKTRACE").is_none()
    {
        command.env("RUST_LIB_BACKTRACE", style);
    }
    command.env("RUST_BACKTRACE", "0");
}

/// Waits until one of the workers has sent a message or has ended, or the time is up. Of a worker without its socket,
/// only the end is awaited.
pub(crate) fn wait(workers: &[(Option<&Socket>, &Process)], timeout: Option<Duration>) -> io::Result<Vec<Ready>> {
    let mut fds: Vec<PollFd<'_>> = workers
        .iter()
        .flat_map(|(socket, process)| {
            [socket.map_or(process.pidfd.as_fd(), |socket| socket.as_fd()), process.pidfd.as_fd()]
        })
        .map(|fd| PollFd::from_borrowed_fd(fd, PollFlags::IN))
        .collect();
    poll(&mut fds, timeout)?;
    Ok(fds
        .chunks(2)
        .map(|pair| Ready { socket: !pair[0].revents().is_empty(), ended: !pair[1].revents().is_empty() })
        .collect())
}

/// Waits as long as the timeout says, however often signals interrupt it.
fn poll(fds: &mut [PollFd<'_>], timeout: Option<Duration>) -> io::Result<usize> {
    let start = Instant::now();
    loop {
        let left = timeout.map(|time| time.saturating_sub(start.elapsed()));
        // A time that the kernel has no number for is no limit.
        let left = left.and_then(|time| Timespec::try_from(time).ok());
        match rustix::event::poll(fds, left.as_ref()) {
            Err(rustix::io::Errno::INTR) => {}
            result => return Ok(result?),
        }
    }
}
