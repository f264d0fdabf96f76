#![doc = include_str!("STATES.md")]

use std::ops::Range;
use std::time::Instant;

use super::pool::Pool;
use super::worker_handle::WorkerHandle;

/// A place for one worker process, by its state.
#[derive(Default)]
pub(super) enum WorkerSlot {
    /// There is no process.
    #[default]
    Empty,
    /// The process waits for a message.
    Idle(WorkerHandle),
    /// The process has items to run.
    Busy(WorkerHandle, Assignment),
}

impl WorkerSlot {
    /// Takes the state out, for the transition to the next. Meanwhile the slot is empty.
    pub fn take(&mut self) -> Self {
        std::mem::take(self)
    }

    /// The worker and what it does, if it is busy.
    pub fn busy(&self) -> Option<(&WorkerHandle, &Assignment)> {
        match self {
            Self::Busy(worker, assignment) => Some((worker, assignment)),
            Self::Empty | Self::Idle(_) => None,
        }
    }

    /// The worker, if it waits.
    pub fn idle(&self) -> Option<&WorkerHandle> {
        match self {
            Self::Idle(worker) => Some(worker),
            Self::Empty | Self::Busy(..) => None,
        }
    }
}

/// Items that a worker is to run.
pub(super) struct Assignment {
    pub items: Range<usize>,
    /// How many of them have their outcome.
    pub received: usize,
    /// The deadline's clock; only where there is a deadline.
    pub clock: Option<ItemClock>,
    /// What happened to the worker's socket.
    pub damage: Option<Damage>,
    /// Whether a result could not be read, so that the worker shall be replaced when it is done.
    pub replace: bool,
}

impl Assignment {
    pub fn new(items: Range<usize>, clock: Option<ItemClock>) -> Self {
        Self { items, received: 0, clock, damage: None, replace: false }
    }

    /// The first item that has no outcome yet.
    pub fn next(&self) -> usize {
        self.items.start + self.received
    }

    /// Whether the worker's socket has nothing more to say.
    pub fn socket_closed(&self) -> bool {
        self.damage.as_ref().is_some_and(|damage| damage.closed)
    }
}

/// A worker's socket was closed or written to by other code. The worker was told to end after the item at hand.
pub(super) struct Damage {
    pub reason: String,
    pub since: Instant,
    /// Whether the socket was closed.
    pub closed: bool,
}

/// When the item at hand began, as far as the parent knows.
pub(super) struct ItemClock {
    pub since: Instant,
    /// How many items were completed then.
    pub completed: u64,
}

/// A slot that a scheduler has borrowed from the pool. Dropping it gives the slot back.
pub(super) struct BorrowedSlot<'a> {
    pool: &'a Pool,
    pub slot: WorkerSlot,
}

impl<'a> BorrowedSlot<'a> {
    pub fn new(pool: &'a Pool, worker: Option<WorkerHandle>) -> Self {
        Self { pool, slot: worker.map_or(WorkerSlot::Empty, WorkerSlot::Idle) }
    }
}

impl Drop for BorrowedSlot<'_> {
    fn drop(&mut self) {
        self.pool.give_back(match self.slot.take() {
            WorkerSlot::Idle(worker) => Some(worker),
            // The outcomes of a busy worker would be mixed up with those of the next job.
            WorkerSlot::Empty | WorkerSlot::Busy(..) => None,
        });
    }
}
