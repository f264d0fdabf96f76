//! A worker's process as its parent sees it: started, watched, killed with all it has started, buried.

use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec};
use rustix::process::{Pid, PidfdFlags, Signal};

use super::{Inherited, Socket};
use crate::sys::{Ending, MARKER, Ready};

/// A process that leads its own process group. Dropping it kills the group.
pub(crate) struct Process {
    child: Child,
    pidfd: OwnedFd,
    buried: Option<Ending>,
}

impl Process {
    /// Starts `program` by posix_spawn: no code of ours runs between fork and exec, because then the standard library
    /// would have to fork, which takes the longer the more memory this process has.
    pub fn start(program: &Path, socket: Inherited, quiet: bool) -> io::Result<Self> {
        let mut command = Command::new(program);
        command.arg(MARKER).arg(std::process::id().to_string()).stdin(Stdio::from(socket.0)).process_group(0);
        if quiet {
            command.stdout(Stdio::null()).stderr(Stdio::null());
        }
        let mut child = command.spawn()?;
        match rustix::process::pidfd_open(Pid::from_child(&child), PidfdFlags::empty()) {
            Ok(pidfd) => Ok(Self { child, pidfd, buried: None }),
            Err(reason) => {
                // Without its descriptor the process cannot be watched. It leaves nothing behind.
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

    /// Kills what is left of the process group and says how its leader ended.
    pub fn bury(&mut self) -> Ending {
        if let Some(ending) = self.buried {
            return ending;
        }
        // Before the leader is waited for: only until then does its number surely mean this group.
        let _ = rustix::process::kill_process_group(Pid::from_child(&self.child), Signal::KILL);
        let ending = match self.child.wait() {
            Ok(status) => match (status.signal(), status.code()) {
                (Some(signal), _) => Ending::Signal(signal),
                (None, Some(status)) => Ending::Exit(status),
                (None, None) => Ending::Unknown,
            },
            Err(_) => Ending::Unknown,
        };
        self.buried = Some(ending);
        ending
    }

    /// Memory that is the process's alone, in bytes.
    pub fn private_bytes(&self) -> Option<u64> {
        let statm = std::fs::read_to_string(format!("/proc/{}/statm", self.id())).ok()?;
        let mut pages = statm.split(' ').skip(1).map_while(|number| number.parse::<u64>().ok());
        let (resident, shared) = (pages.next()?, pages.next()?);
        Some(resident.saturating_sub(shared) * rustix::param::page_size() as u64)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.bury();
    }
}

/// Waits until one of the workers has something to say, or has ended, or the time is up.
pub(crate) fn wait(workers: &[(&Socket, &Process)], timeout: Option<Duration>) -> io::Result<Vec<Ready>> {
    let mut fds: Vec<PollFd<'_>> = workers
        .iter()
        .flat_map(|(socket, process)| [socket.as_fd(), process.pidfd.as_fd()])
        .map(|fd| PollFd::from_borrowed_fd(fd, PollFlags::IN))
        .collect();
    poll(&mut fds, timeout)?;
    Ok(fds
        .chunks(2)
        .map(|pair| Ready { socket: !pair[0].revents().is_empty(), ended: !pair[1].revents().is_empty() })
        .collect())
}

fn poll(fds: &mut [PollFd<'_>], timeout: Option<Duration>) -> io::Result<usize> {
    let timeout = timeout.and_then(|time| Timespec::try_from(time).ok());
    match rustix::event::poll(fds, timeout.as_ref()) {
        // An interrupted wait found nothing; every caller looks again.
        Err(rustix::io::Errno::INTR) => Ok(0),
        result => Ok(result?),
    }
}
