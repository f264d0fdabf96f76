//! How a batch is run by one thread, the caller's: items are handed over, workers are heard, the dead are buried.

use std::io;
use std::ops::Range;
use std::thread::yield_now;
use std::time::{Duration, Instant};

use crate::attachments::Inbox;
use crate::batch::{Batch, Queue};
use crate::error::Error;
use crate::pool::Pool;
use crate::sys::{self, Process, Ready, Socket};
use crate::wire::AWAKE;
use crate::worker_process::Worker;

mod burial;
mod handover;
mod hearing;

/// How often items are handed over again whose worker died before it began them.
const RETRIES: u32 = 3;

/// Where outcomes go.
pub(crate) trait Sink {
    /// Takes the outcomes of items off the bytes: how many that were, and why the next cannot be read.
    fn accept(&mut self, items: Range<usize>, bytes: &[u8], inbox: &mut Inbox) -> (usize, Result<(), String>);

    /// The item has no outcome.
    fn fail(&mut self, item: usize, error: Error);

    /// Whether the items that wait need not be run any more.
    fn enough(&self) -> bool;
}

/// Runs all items of the batch.
pub(crate) fn drive(pool: &Pool, batch: &Batch<'_>, sink: &mut dyn Sink) -> Result<(), Error> {
    if batch.count == 0 {
        return Ok(());
    }
    let lanes: Vec<Lane<'_>> =
        pool.borrow(batch.count).into_iter().map(|worker| Lane { pool, worker, running: None }).collect();
    let queue = Queue::new(batch.count);
    let team = lanes.len();
    let mut drive = Drive { pool, batch, sink, queue, job: pool.next_job(), team, retries: 0, refused: None };
    drive.run(lanes)?;
    drive.refused.map_or(Ok(()), Err)
}

/// A worker and what it is doing. Dropping it gives the worker back.
struct Lane<'a> {
    pool: &'a Pool,
    worker: Option<Worker>,
    running: Option<Running>,
}

struct Running {
    items: Range<usize>,
    /// How many of them have their outcome.
    received: usize,
    /// Since when the item at hand may have been running, and how many were done then; kept only under a deadline.
    since: Option<Instant>,
    completed: u64,
}

impl Drop for Lane<'_> {
    fn drop(&mut self) {
        let worker = self.worker.take();
        // One that is still at work, after a panic in this thread, would mix up the next job.
        self.pool.give_back(worker.filter(|_| self.running.is_none()));
    }
}

struct Drive<'a> {
    pool: &'a Pool,
    batch: &'a Batch<'a>,
    sink: &'a mut dyn Sink,
    queue: Queue,
    job: u64,
    team: usize,
    retries: u32,
    /// Why no worker would run any item.
    refused: Option<Error>,
}

/// Why a worker is buried.
enum Verdict {
    Died,
    Late,
    Lost(String),
}

/// Waits until one of the workers has something to say; at first without sleeping, because a short task is over sooner
/// than a sleeping core wakes up.
fn watch(workers: &[(&Socket, &Process)], time: Option<Duration>) -> io::Result<Vec<Ready>> {
    let start = Instant::now();
    while start.elapsed() < AWAKE {
        let ready = sys::wait(workers, Some(Duration::ZERO))?;
        if ready.iter().any(|ready| ready.socket || ready.ended) {
            return Ok(ready);
        }
        yield_now();
    }
    sys::wait(workers, time)
}

impl<'a> Drive<'a> {
    fn run(&mut self, mut lanes: Vec<Lane<'a>>) -> Result<(), Error> {
        loop {
            if self.sink.enough() || self.refused.is_some() {
                self.queue.clear();
            }
            // Items of a dead worker came back after others were given away.
            let more = self.pool.borrow_more(self.queue.len().min(self.team.saturating_sub(lanes.len())));
            lanes.extend(more.into_iter().map(|worker| Lane { pool: self.pool, worker, running: None }));
            let mut busy = Vec::with_capacity(lanes.len());
            for mut lane in lanes {
                if lane.running.is_none() {
                    let most = self.chunk(lane.worker.as_ref());
                    if let Some(items) = self.queue.take(most) {
                        self.hand_over(&mut lane, items);
                    }
                }
                if lane.running.is_some() || !self.queue.is_empty() {
                    busy.push(lane);
                } else {
                    self.release(lane);
                }
            }
            lanes = busy;
            if lanes.is_empty() {
                return Ok(());
            }
            self.wait(&mut lanes)?;
        }
    }

    fn wait(&mut self, lanes: &mut [Lane<'_>]) -> Result<(), Error> {
        let time = self.next_look(lanes);
        let watched: Vec<_> = lanes
            .iter()
            .filter(|lane| lane.running.is_some())
            .filter_map(|lane| lane.worker.as_ref().map(|worker| (&worker.socket, &worker.process)))
            .collect();
        if watched.is_empty() {
            return Ok(());
        }
        let ready = watch(&watched, time).map_err(|reason| Error::lost(self.batch.task, reason.to_string()))?;
        for (lane, ready) in lanes.iter_mut().filter(|lane| lane.running.is_some()).zip(ready) {
            if ready.socket || ready.ended {
                self.hear(lane, ready);
            }
            self.check_deadline(lane);
        }
        Ok(())
    }

    /// When to look at the deadlines again.
    fn next_look(&self, lanes: &[Lane<'_>]) -> Option<Duration> {
        let deadline = self.batch.deadline?;
        let look = |running: &Running| {
            let left = (running.since? + deadline).saturating_duration_since(Instant::now());
            // One of many items may have begun at any time: look often enough to know when, to an eighth.
            Some(if running.items.len() == 1 { left } else { left.min(deadline / 8).max(Duration::from_millis(1)) })
        };
        lanes.iter().filter_map(|lane| look(lane.running.as_ref()?)).min()
    }

    fn check_deadline(&mut self, lane: &mut Lane<'_>) {
        let (Some(deadline), Some(worker), Some(running)) = (self.batch.deadline, &lane.worker, &mut lane.running)
        else {
            return;
        };
        let Some(since) = running.since else { return };
        if running.items.len() > 1 {
            let completed = worker.reading().completed(worker.serial).unwrap_or(0);
            if completed != running.completed {
                running.completed = completed;
                running.since = Some(Instant::now());
                return;
            }
        }
        if since.elapsed() >= deadline {
            self.bury(lane, Verdict::Late);
        }
    }
}
