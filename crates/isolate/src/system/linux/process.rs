//! A worker's process as its parent sees it: started, watched, killed with all it has started, waited for.
#![expect(unsafe_code, reason = "a pidfd stands for a process group: rustix has no function for it")]

use std::env;
use std::ffi::{c_int, c_uint};
use std::io;
use std::mem::MaybeUninit;
use std::os::fd::{AsFd, AsRawFd, OwnedFd};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::{Command, Stdio};
use std::ptr;
use std::sync::Arc;
use std::thread::{self, sleep};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec};
use rustix::process::{Pid, PidfdFlags, Signal};

use super::socket::above_standard_streams;
use super::{Inherited, Ledger, Socket};
use crate::system::{ExitStatus, Launch, Ready, WORKER_ARGUMENT};

/// Time between the death of a process and the moment when its parent can wait for it.
const STATUS_TIMEOUT: Duration = Duration::from_millis(100);

/// A process that leads its own process group. Dropping it kills the group.
pub(crate) struct Process {
    pid: Pid,
    pidfd: Arc<OwnedFd>,
    status: Option<ExitStatus>,
    ledger: Arc<Ledger>,
    /// The number of its account in the ledger.
    account: u64,
}

impl Process {
    /// Starts the program by posix_spawn. Code of ours between fork and exec would make the standard library fork,
    /// which takes longer the more memory this process has.
    pub fn start(launch: &Launch, socket: Inherited) -> io::Result<Self> {
        let mut command = launch.program.command();
        command.arg(WORKER_ARGUMENT).arg(std::process::id().to_string());
        command.stdin(Stdio::from(socket.0)).process_group(0);
        if launch.quiet {
            command.stdout(Stdio::null()).stderr(Stdio::null());
        }
        if launch.memory_limited {
            turn_backtraces_off(&mut command);
        }
        let mut child = command.spawn()?;
        let pid = Pid::from_child(&child);
        let pidfd = rustix::process::pidfd_open(pid, PidfdFlags::empty()).map_err(io::Error::from);
        match pidfd.and_then(above_standard_streams) {
            Ok(pidfd) => {
                let (pidfd, ledger) = (Arc::new(pidfd), Arc::clone(&launch.ledger));
                let account = ledger.open(pid, Arc::clone(&pidfd));
                Ok(Self { pid, pidfd, status: None, ledger, account })
            }
            Err(reason) => {
                // Without its pidfd the process cannot be watched.
                let _ = child.kill();
                let _ = child.wait();
                Err(reason)
            }
        }
    }

    pub fn id(&self) -> u32 {
        self.pid.as_raw_pid().unsigned_abs()
    }

    /// Whether the process ends within this time.
    pub fn ends_within(&self, time: Duration) -> bool {
        ends_within(&self.pidfd, time)
    }

    /// Counts what the process has used so far: of its memory, the system tells less once it has ended.
    pub fn note_usage(&self) {
        self.ledger.ask(self.account);
    }

    /// Kills what is left of the process group, waits for its leader's death, and says how the leader ended.
    pub fn kill_and_wait(&mut self) -> ExitStatus {
        if let Some(status) = self.status {
            return status;
        }
        self.note_usage();
        self.kill_group();
        // From here on the process is dead, and its memory is gone.
        let _ = poll(&mut [PollFd::new(&*self.pidfd, PollFlags::IN)], None);
        let status = match self.wait_for(STATUS_TIMEOUT) {
            Ok(Some(status)) => match (status.signal(), status.code()) {
                (Some(signal), _) => ExitStatus::Signal(signal),
                (None, Some(code)) => ExitStatus::Exit(code),
                (None, None) => ExitStatus::Unknown,
            },
            Ok(None) => {
                self.wait_in_background();
                ExitStatus::Unknown
            }
            Err(_) => ExitStatus::Unknown,
        };
        self.status = Some(status);
        status
    }

    /// Kills the process group that the process leads, and no other. The number of a process that somebody else has
    /// waited for, or whose parent ignores SIGCHLD, may belong to another process by now; a pidfd never does.
    fn kill_group(&self) {
        if signal_group(&self.pidfd).is_ok() {
            return;
        }
        // Linux before 6.9. A process that is stopped neither ends nor gives its number away meanwhile.
        if rustix::process::pidfd_send_signal(&self.pidfd, Signal::STOP).is_ok() {
            let _ = rustix::process::kill_process_group(self.pid, Signal::KILL);
        }
        let _ = rustix::process::pidfd_send_signal(&self.pidfd, Signal::KILL);
    }

    /// The status of the dead process; None if the kernel gives it to somebody else first, a process that traces it.
    fn wait_for(&mut self, time: Duration) -> io::Result<Option<std::process::ExitStatus>> {
        let start = Instant::now();
        loop {
            match wait4(self.pid, libc::WNOHANG) {
                Ok(None) if start.elapsed() >= time => return Ok(None),
                Ok(None) => sleep(Duration::from_millis(1)),
                Ok(Some((status, rusage))) => {
                    self.ledger.close(self.account, Some(&rusage));
                    return Ok(Some(status));
                }
                Err(reason) => {
                    self.ledger.close(self.account, None);
                    return Err(reason);
                }
            }
        }
    }

    /// Waits for the status in a thread, so that the process does not stay in the kernel's table for ever.
    fn wait_in_background(&self) {
        let (pid, ledger, account) = (self.pid, Arc::clone(&self.ledger), self.account);
        let wait = move || {
            let ended = wait4(pid, 0).ok().flatten();
            ledger.close(account, ended.map(|(_, rusage)| rusage).as_ref());
        };
        let _ = thread::Builder::new().name("ffi-isolate-wait".into()).spawn(wait);
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

/// Whether the process of this pidfd has ended.
pub(super) fn has_ended(pidfd: &OwnedFd) -> bool {
    ends_within(pidfd, Duration::ZERO)
}

fn ends_within(pidfd: &OwnedFd, time: Duration) -> bool {
    poll(&mut [PollFd::new(pidfd, PollFlags::IN)], Some(time)).is_ok_and(|ready| ready > 0)
}

/// How a child ended and what it used, it and the processes that it has waited for; None if it has not ended, with
/// `WNOHANG`. No safe crate has this call.
fn wait4(pid: Pid, options: c_int) -> io::Result<Option<(std::process::ExitStatus, libc::rusage)>> {
    let (mut status, mut rusage) = (0, MaybeUninit::uninit());
    loop {
        // SAFETY: wait4(2) writes to the two places, which are ours and large enough, and keeps neither pointer.
        let ended = unsafe { libc::wait4(pid.as_raw_pid(), &raw mut status, options, rusage.as_mut_ptr()) };
        if ended == 0 {
            return Ok(None);
        }
        if ended > 0 {
            // SAFETY: the kernel has filled the structure, because it has returned a process.
            let rusage = unsafe { rusage.assume_init() };
            return Ok(Some((std::process::ExitStatus::from_raw(status), rusage)));
        }
        let reason = io::Error::last_os_error();
        if reason.kind() != io::ErrorKind::Interrupted {
            return Err(reason);
        }
    }
}

/// Kills all processes of the group that the process led, by its pidfd. Fails before Linux 6.9.
fn signal_group(pidfd: &OwnedFd) -> io::Result<()> {
    const PIDFD_SIGNAL_PROCESS_GROUP: c_uint = 1 << 2;
    let (pidfd, no_info) = (pidfd.as_raw_fd(), ptr::null::<libc::siginfo_t>());
    // SAFETY: pidfd_send_signal(2) with these four arguments; the descriptor is open as long as the reference lives,
    // and a null pointer stands for "as kill(2) does". The kernel accesses no memory of this process.
    let result = unsafe {
        libc::syscall(libc::SYS_pidfd_send_signal, pidfd, libc::SIGKILL, no_info, PIDFD_SIGNAL_PROCESS_GROUP)
    };
    match result {
        0 => Ok(()),
        _ => Err(io::Error::last_os_error()),
    }
}

/// Keeps `errno` for the mark of [`fatal_signals`](super::fatal_signals): Rust prints no backtrace when memory is
/// refused. Backtraces that the task's own errors hold are captured as before.
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
