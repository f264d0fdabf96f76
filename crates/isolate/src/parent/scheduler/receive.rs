//! What a worker's messages change: the transitions from `Busy` to `Busy`, to `Idle`, and on to `Empty` by recycling.

use std::io;
use std::time::Instant;

use super::{ReapReason, Scheduler};
use crate::error::Error;
use crate::parent::worker_handle::WorkerHandle;
use crate::parent::worker_slot::{Assignment, Damage, WorkerSlot};
use crate::protocol::attachments::{Inbox, Region};
use crate::protocol::message::{Header, MessageKind};
use crate::protocol::values::Outcomes;
use crate::protocol::wire::{self, Message};
use crate::system::Ready;

/// What a message was.
pub(super) enum Received {
    /// Some of the outcomes.
    Part,
    /// The last of them.
    All,
    /// No answer to the assignment, for this reason.
    Invalid(String),
}

impl Scheduler<'_> {
    /// Reads all messages that a busy worker has sent.
    pub(super) fn receive(&mut self, slot: WorkerSlot, ready: Ready) -> WorkerSlot {
        let WorkerSlot::Busy(mut worker, mut assignment) = slot else { return slot };
        while !assignment.socket_closed() {
            match wire::receive(&worker.socket, &mut worker.buffer, false) {
                Ok(Some(message)) => match self.accept(&mut worker, &mut assignment, message) {
                    Received::Part => {}
                    Received::All => return self.finish(worker, &assignment),
                    Received::Invalid(reason) => self.note_damage(&worker, &mut assignment, reason, false),
                },
                Err(reason) if reason.kind() == io::ErrorKind::WouldBlock => break,
                Err(reason) if reason.kind() == io::ErrorKind::InvalidData => {
                    self.note_damage(&worker, &mut assignment, reason.to_string(), false);
                }
                // The end of the socket. If the process ends too, that says why.
                _ => self.note_damage(&worker, &mut assignment, "its socket was closed while it runs on".into(), true),
            }
        }
        if ready.ended {
            return self.reap(worker, assignment, ReapReason::Died);
        }
        WorkerSlot::Busy(worker, assignment)
    }

    /// Something else than the worker wrote to its socket, or closed it: the worker shall end after the item at hand.
    fn note_damage(&mut self, worker: &WorkerHandle, assignment: &mut Assignment, reason: String, closed: bool) {
        if let Some(damage) = &mut assignment.damage {
            damage.closed |= closed;
            return;
        }
        worker.request_stop();
        // Outcomes that travel alone tell whose noise it is: it stands before the outcome of the item that made it.
        if self.pool.limits().check_every_item && !closed && assignment.received < assignment.items.len() {
            self.sink.fail(assignment.next(), Error::lost(self.batch.task, &*reason));
            assignment.received += 1;
        }
        assignment.damage = Some(Damage { reason, since: Instant::now(), closed });
    }

    /// Checks that the message answers the assignment, and passes its outcomes on.
    pub(super) fn accept(
        &mut self,
        worker: &mut WorkerHandle,
        assignment: &mut Assignment,
        mut message: Message,
    ) -> Received {
        let Header { kind, job, assignment: number, first, count } = message.header;
        if (job, number) != (self.job, worker.assignment) {
            let asked = format!("{}.{}", self.job, worker.assignment);
            return Received::Invalid(format!("it answered {job}.{number}, asked was {asked}"));
        }
        if kind == MessageKind::Refused {
            let reason = String::from_utf8_lossy(message.parts(&worker.buffer).0).into_owned();
            self.refused.get_or_insert(Error::Refused { reason });
            worker.job = None;
            return Received::All;
        }
        let (next, end) = (assignment.next(), assignment.items.end);
        let items = usize::try_from(first).ok().zip(usize::try_from(count).ok());
        let items = items.and_then(|(first, count)| Some(first..first.checked_add(count)?)).filter(|items| {
            let right = match kind {
                MessageKind::Results => true,
                MessageKind::LongResult => items.len() == 1,
                MessageKind::LastResults => items.end == end,
                _ => false,
            };
            right && items.start >= next && items.end <= end
        });
        let Some(items) = items else {
            return Received::Invalid(format!(
                "it answered items {first} and {count} more, expected were {next}..{end}"
            ));
        };
        // Items whose message was lost were run all the same.
        self.lose(assignment, items.start);
        let mut inbox = Inbox::new();
        for (number, memory) in (0..).zip(std::mem::take(&mut message.memories)) {
            // An array that cannot be opened is missed where the result is read.
            if let Ok(region) = Region::open(memory) {
                inbox.insert(number, region.into());
            }
        }
        let bytes = message.parts(&worker.buffer).1;
        let single = kind == MessageKind::LongResult;
        let outcomes = if single { Outcomes::single(bytes) } else { Outcomes::several(bytes) };
        assignment.received += items.len();
        assignment.replace |= !self.sink.accept(items, outcomes, &mut inbox);
        if kind == MessageKind::LastResults { Received::All } else { Received::Part }
    }

    /// Gives the items before this one that have no outcome their error: they were run, and what they sent is gone.
    pub(super) fn lose(&mut self, assignment: &mut Assignment, end: usize) {
        while assignment.next() < end {
            let reason = assignment.damage.as_ref().map_or("its result did not arrive", |damage| &damage.reason);
            self.sink.fail(assignment.next(), Error::lost(self.batch.task, reason));
            assignment.received += 1;
        }
    }

    /// The worker has answered for all its items. It is idle, or recycled if it has used up what the pool allows.
    fn finish(&mut self, mut worker: WorkerHandle, assignment: &Assignment) -> WorkerSlot {
        if assignment.damage.is_some() || assignment.replace {
            return WorkerSlot::Empty;
        }
        worker.calls += assignment.items.len() as u64;
        let limits = self.pool.limits();
        let used_up = limits.calls.is_some_and(|most| worker.calls >= most);
        let too_large = || {
            let most = limits.private_bytes?;
            Some(worker.process.private_bytes()? > most)
        };
        if used_up || too_large() == Some(true) {
            worker.shut_down();
            return WorkerSlot::Empty;
        }
        WorkerSlot::Idle(worker)
    }
}
