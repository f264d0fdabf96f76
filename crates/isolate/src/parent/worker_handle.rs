//! A worker as its parent sees it: [`WorkerHandle`].

use std::io;
use std::time::{Duration, Instant};

use super::pool::Limits;
use super::spawner::Spawner;
use crate::error::Error;
use crate::protocol::message::{Header, MessageKind, Setup};
use crate::protocol::progress::{self, Snapshot};
use crate::protocol::wire;
use crate::system::{self, ExitStatus, Memory, Process, Socket};

/// Time for a new process to say that it is ready.
const START_TIMEOUT: Duration = Duration::from_secs(20);

/// Time for a worker to end by itself after its socket was closed.
const SHUTDOWN_TIMEOUT: Duration = Duration::from_millis(300);

/// A process, the socket to it and its progress page. Dropping it kills the process.
pub(super) struct WorkerHandle {
    pub socket: Socket,
    pub process: Process,
    pub progress: Memory,
    /// The number of the last assignment of items.
    pub assignment: u64,
    /// How many items it has run.
    pub calls: u64,
    /// The job it has begun, and the numbers of the job's arrays that it has.
    pub job: Option<(u64, Vec<u32>)>,
    /// Where its messages are received.
    pub buffer: Vec<u8>,
}

impl WorkerHandle {
    /// Starts a process. It is not ready yet.
    pub fn launch(spawner: &Spawner, limits: &Limits) -> Result<Self, Error> {
        Self::try_launch(spawner, limits).map_err(|reason| Error::spawn(&reason))
    }

    fn try_launch(spawner: &Spawner, limits: &Limits) -> io::Result<Self> {
        let (socket, inherited) = system::pair()?;
        let progress = progress::create()?;
        let process = spawner.start(inherited)?;
        let header = Header::without_items(MessageKind::Setup, 0);
        let setup = Setup {
            memory_limit: limits.memory,
            check_every_item: limits.check_every_item,
            guard_blocks: limits.guard_blocks,
        };
        let setup = postcard::to_stdvec(&setup).map_err(io::Error::other)?;
        let worker = Self { socket, process, progress, assignment: 0, calls: 0, job: None, buffer: wire::buffer() };
        match wire::send(&worker.socket, header, &setup, &[], &[&worker.progress], false) {
            // It is dead already; `wait_until_ready` finds out how it died.
            Err(reason) if is_dead(&reason) => Ok(worker),
            result => result.map(|()| worker),
        }
    }

    /// Waits until the process is ready.
    pub fn wait_until_ready(mut self, limits: &Limits) -> Result<Self, Error> {
        let found = system::wait(&[(Some(&self.socket), &self.process)], Some(START_TIMEOUT));
        let found = found.map_err(|reason| Error::spawn(&reason))?;
        let ready = found.first().copied().unwrap_or_default();
        let reason = if ready.socket || ready.ended {
            match wire::receive(&self.socket, &mut self.buffer, false) {
                Ok(Some(message)) if message.header.kind == MessageKind::Ready => return Ok(self),
                _ => {
                    let status = self.process.kill_and_wait();
                    let snapshot = self.snapshot();
                    if snapshot.started() {
                        return Err(not_ready(status, snapshot.message(&self.progress), limits.memory));
                    }
                    format!("the program ended ({status:?}) before it was a worker")
                }
            }
        } else {
            format!("the program was no worker after {START_TIMEOUT:?}")
        };
        Err(Error::Spawn { reason: format!("{reason}; `worker_entry` must come first in its main") })
    }

    /// Ends the process: it has time to run its exit handlers, then it and all it has started are killed.
    pub fn shut_down(self) {
        Self::shut_down_all(vec![self]);
    }

    /// Ends the processes at the same time.
    pub fn shut_down_all(workers: Vec<Self>) {
        workers.iter().for_each(|worker| worker.process.note_usage());
        // Dropping the sockets closes them, which tells the workers to end.
        let processes: Vec<Process> = workers.into_iter().map(|worker| worker.process).collect();
        let end = Instant::now() + SHUTDOWN_TIMEOUT;
        for mut process in processes {
            process.ends_within(end.saturating_duration_since(Instant::now()));
            process.kill_and_wait();
        }
    }

    /// Tells the worker to end after the item at hand.
    pub fn request_stop(&self) {
        progress::request_stop(&self.progress);
    }

    /// What the progress page says now.
    pub fn snapshot(&self) -> Snapshot {
        Snapshot::take(&self.progress)
    }
}

/// The error of a worker that ended before its first task.
fn not_ready(status: ExitStatus, message: Option<String>, memory_limit: Option<u64>) -> Error {
    let mut reason = format!("it ended ({status:?}) before it was ready");
    if let Some(message) = message {
        reason += ": ";
        reason += &message;
    }
    if let Some(limit) = memory_limit {
        reason += &format!("; is its memory limit of {limit} bytes too low?");
    }
    Error::Spawn { reason }
}

/// Whether sending failed because the other side is dead.
pub(super) fn is_dead(reason: &io::Error) -> bool {
    matches!(reason.kind(), io::ErrorKind::BrokenPipe | io::ErrorKind::ConnectionReset | io::ErrorKind::NotConnected)
}
