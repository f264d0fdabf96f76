//! How one call is run, by the caller's thread: items are assigned to workers, outcomes received, dead workers reaped.
//!
//! [`WorkerSlot`] has the states of a worker and the transitions between them; here they happen.

mod assign;
mod receive;
mod reap;

use std::io;
use std::ops::Range;
use std::thread::yield_now;
use std::time::{Duration, Instant};

use super::batch::Batch;
use super::pool::Pool;
use super::queue::Queue;
use super::worker_handle::WorkerHandle;
use super::worker_slot::{Assignment, BorrowedSlot, WorkerSlot};
use crate::error::Error;
use crate::protocol::attachments::Inbox;
use crate::protocol::values::Outcomes;
use crate::protocol::wire::SPIN_TIME;
use crate::system::{self, Process, Ready, Socket};

/// Time for a worker to end whose socket was closed or written to. If it has not ended by itself then, the item at hand
/// is to blame.
const EXIT_GRACE: Duration = Duration::from_millis(200);

/// How often items are assigned again whose worker died before it began them.
const RETRIES: u32 = 3;

/// Where outcomes go.
pub(super) trait Sink {
    /// Takes the outcomes of these items. One that cannot be read is that item's error; says whether there was none.
    fn accept(&mut self, items: Range<usize>, outcomes: Outcomes<'_>, inbox: &mut Inbox) -> bool;

    /// The item has no outcome.
    fn fail(&mut self, item: usize, error: Error);

    /// Whether the items that wait need not be run any more.
    fn enough(&self) -> bool;
}

/// Runs all items of the batch.
pub(super) fn run_batch(pool: &Pool, batch: &Batch<'_>, sink: &mut dyn Sink) -> Result<(), Error> {
    if batch.deadline.is_some_and(|deadline| deadline.is_zero()) {
        return Err(no_time());
    }
    if batch.count == 0 {
        return Ok(());
    }
    let slots: Vec<_> = pool.borrow(batch.count).into_iter().map(|worker| BorrowedSlot::new(pool, worker)).collect();
    let queue = Queue::new(batch.count);
    let worker_count = slots.len();
    let job = pool.next_job();
    let mut scheduler = Scheduler { pool, batch, sink, queue, job, worker_count, retries: 0, refused: None };
    scheduler.run(slots)?;
    scheduler.refused.map_or(Ok(()), Err)
}

/// What a deadline of 0 is.
pub(super) fn no_time() -> Error {
    Error::refused("a deadline of 0 leaves a task no time")
}

struct Scheduler<'a> {
    pool: &'a Pool,
    batch: &'a Batch<'a>,
    sink: &'a mut dyn Sink,
    queue: Queue,
    job: u64,
    /// How many slots the call has at most.
    worker_count: usize,
    retries: u32,
    /// Why the workers refuse to run any item.
    refused: Option<Error>,
}

impl<'a> Scheduler<'a> {
    fn run(&mut self, mut slots: Vec<BorrowedSlot<'a>>) -> Result<(), Error> {
        loop {
            if self.sink.enough() || self.refused.is_some() {
                self.queue.clear();
            }
            // A dead worker's items may have come back after slots were released.
            let more = self.pool.borrow_more(self.queue.len().min(self.worker_count.saturating_sub(slots.len())));
            slots.extend(more.into_iter().map(|worker| BorrowedSlot::new(self.pool, worker)));
            let mut active = Vec::with_capacity(slots.len());
            for mut borrowed in slots {
                let slot = borrowed.slot.take();
                borrowed.slot = self.assign_next(slot);
                if borrowed.slot.busy().is_some() || !self.queue.is_empty() {
                    active.push(borrowed);
                } else {
                    let slot = borrowed.slot.take();
                    borrowed.slot = self.release(slot);
                }
            }
            slots = active;
            if slots.is_empty() {
                return Ok(());
            }
            self.wait(&mut slots)?;
        }
    }

    /// Waits for busy workers, and makes the transitions that follow.
    fn wait(&mut self, slots: &mut [BorrowedSlot<'_>]) -> Result<(), Error> {
        let busy: Vec<_> = slots.iter().filter_map(|borrowed| borrowed.slot.busy()).collect();
        if busy.is_empty() {
            return Ok(());
        }
        let timeout = busy.iter().filter_map(|(_, assignment)| self.next_check(assignment)).min();
        let watched: Vec<_> = busy.iter().map(|&(worker, assignment)| watched(worker, assignment)).collect();
        let ready = poll_workers(&watched, timeout);
        let ready = ready.map_err(|reason| Error::lost(self.batch.task, reason.to_string()))?;
        let busy = slots.iter_mut().filter(|borrowed| borrowed.slot.busy().is_some());
        for (borrowed, ready) in busy.zip(ready) {
            let mut slot = borrowed.slot.take();
            if ready.socket || ready.ended {
                slot = self.receive(slot, ready);
            }
            borrowed.slot = self.check_clocks(slot);
        }
        Ok(())
    }

    /// When to look at the assignment's clocks again.
    fn next_check(&self, assignment: &Assignment) -> Option<Duration> {
        let damage = assignment.damage.as_ref().map(|damage| EXIT_GRACE.saturating_sub(damage.since.elapsed()));
        let deadline = self.batch.deadline.zip(assignment.clock.as_ref()).map(|(deadline, clock)| {
            let left = deadline.saturating_sub(clock.since.elapsed());
            // One of several items may begin at any time: look often enough to know when, to an eighth of the deadline.
            let several = assignment.items.len() > 1;
            if several { left.min(deadline / 8).max(Duration::from_millis(1)) } else { left }
        });
        damage.into_iter().chain(deadline).min()
    }

    /// Reaps a busy worker whose item is over the deadline, or which has not ended when it should.
    fn check_clocks(&mut self, slot: WorkerSlot) -> WorkerSlot {
        let WorkerSlot::Busy(worker, mut assignment) = slot else { return slot };
        if let Some(damage) = &assignment.damage
            && damage.since.elapsed() >= EXIT_GRACE
        {
            let reason = damage.reason.clone();
            return self.reap(worker, assignment, ReapReason::Lost(reason));
        }
        let several = assignment.items.len() > 1;
        let (Some(deadline), Some(clock)) = (self.batch.deadline, &mut assignment.clock) else {
            return WorkerSlot::Busy(worker, assignment);
        };
        if several {
            let completed = worker.snapshot().completed(worker.assignment).unwrap_or(0);
            if completed != clock.completed {
                clock.completed = completed;
                clock.since = Instant::now();
                return WorkerSlot::Busy(worker, assignment);
            }
        }
        if clock.since.elapsed() >= deadline {
            return self.reap(worker, assignment, ReapReason::DeadlinePassed);
        }
        WorkerSlot::Busy(worker, assignment)
    }
}

/// Why a worker is reaped.
enum ReapReason {
    /// Its process ended.
    Died,
    /// Its item is over the deadline.
    DeadlinePassed,
    /// It broke the protocol.
    Lost(String),
}

/// What to wait for: a closed socket is always ready, and has nothing to say.
fn watched<'w>(worker: &'w WorkerHandle, assignment: &Assignment) -> (Option<&'w Socket>, &'w Process) {
    ((!assignment.socket_closed()).then_some(&worker.socket), &worker.process)
}

/// Waits until one of the workers has sent a message or has ended: polls for [`SPIN_TIME`], then sleeps.
fn poll_workers(workers: &[(Option<&Socket>, &Process)], timeout: Option<Duration>) -> io::Result<Vec<Ready>> {
    let start = Instant::now();
    while start.elapsed() < SPIN_TIME {
        let ready = system::wait(workers, Some(Duration::ZERO))?;
        if ready.iter().any(|ready| ready.socket || ready.ended) {
            return Ok(ready);
        }
        yield_now();
    }
    system::wait(workers, timeout)
}
