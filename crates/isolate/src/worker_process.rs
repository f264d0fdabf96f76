//! A worker as its parent sees it: [`Worker`].

use std::io;
use std::time::Duration;

use crate::error::Error;
use crate::slate::{self, Reading};
use crate::spawner::Spawner;
use crate::sys::{self, Memory, Process, Socket};
use crate::wire::{self, Header, Kind, Setup};

/// Time for a new process to say that it is ready.
const START: Duration = Duration::from_secs(20);

/// Time for a worker to end by itself once it is told to.
const FAREWELL: Duration = Duration::from_millis(300);

/// A process, the socket to it and the slate it writes on.
pub(crate) struct Worker {
    pub socket: Socket,
    pub process: Process,
    pub slate: Memory,
    /// The number of the last hand-over of items.
    pub serial: u64,
    /// How many items it has run.
    pub calls: u64,
    /// The job it has begun, and the numbers of the arrays it has of it.
    pub job: Option<(u64, Vec<u32>)>,
    /// Where its messages are received.
    pub buffer: Vec<u8>,
}

impl Worker {
    /// Starts a process. It is not ready yet.
    pub fn launch(spawner: &Spawner, memory_limit: Option<u64>) -> Result<Self, Error> {
        Self::try_launch(spawner, memory_limit).map_err(|reason| Error::spawn(&reason))
    }

    fn try_launch(spawner: &Spawner, memory_limit: Option<u64>) -> io::Result<Self> {
        let (socket, inherited) = sys::pair()?;
        let slate = slate::create()?;
        let process = spawner.start(inherited)?;
        let header = Header { kind: Kind::Setup, job: 0, serial: 0, first: 0, count: 0 };
        let setup = postcard::to_stdvec(&Setup { memory_limit }).map_err(io::Error::other)?;
        let worker = Self { socket, process, slate, serial: 0, calls: 0, job: None, buffer: wire::buffer() };
        match wire::send(&worker.socket, header, &setup, &[], &[&worker.slate], false) {
            // It is dead already; `ready` finds out how it died.
            Err(reason) if is_dead(&reason) => Ok(worker),
            result => result.map(|()| worker),
        }
    }

    /// Waits until the process is ready.
    pub fn ready(mut self) -> Result<Self, Error> {
        let found = sys::wait(&[(&self.socket, &self.process)], Some(START)).map_err(|reason| Error::spawn(&reason))?;
        let ready = found.first().copied().unwrap_or_default();
        let reason = if ready.socket || ready.ended {
            match wire::receive(&self.socket, &mut self.buffer, false) {
                Ok(Some(message)) if message.header.kind == Kind::Ready => return Ok(self),
                _ => format!("the program ended ({:?}) before it was a worker", self.process.bury()),
            }
        } else {
            format!("the program was no worker after {START:?}")
        };
        Err(Error::Spawn { reason: format!("{reason}; `worker_entry` must come first in its main") })
    }

    /// Ends the process: it may run its exit handlers; then it, and all it has started, is killed.
    pub fn dismiss(self) {
        Self::dismiss_all(vec![self]);
    }

    /// Ends the processes at the same time.
    pub fn dismiss_all(workers: Vec<Self>) {
        // The end of file on its socket tells a worker to go.
        let processes: Vec<Process> = workers.into_iter().map(|worker| worker.process).collect();
        let end = std::time::Instant::now() + FAREWELL;
        for mut process in processes {
            process.ends_within(end.saturating_duration_since(std::time::Instant::now()));
            process.bury();
        }
    }

    /// What the slate says now.
    pub fn reading(&self) -> Reading {
        Reading::take(&self.slate)
    }
}

/// Whether sending failed because nobody is there.
pub(crate) fn is_dead(reason: &io::Error) -> bool {
    matches!(reason.kind(), io::ErrorKind::BrokenPipe | io::ErrorKind::ConnectionReset | io::ErrorKind::NotConnected)
}
