//! What a worker's messages change: the transitions from `Busy` to `Busy`, to `Idle`, and on to `Empty` by recycling.

use std::io;
use std::time::Duration;

use super::{ReapReason, Scheduler};
use crate::error::Error;
use crate::parent::worker_handle::{WorkerHandle, is_dead};
use crate::parent::worker_slot::{Assignment, WorkerSlot};
use crate::protocol::attachments::{Inbox, Region};
use crate::protocol::message::{Header, MessageKind};
use crate::protocol::wire::{self, Message};
use crate::system::Ready;

/// Time between the end of a socket and the end of its process, when both end together.
const EXIT_GRACE: Duration = Duration::from_millis(200);

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
        let reason = loop {
            match wire::receive(&worker.socket, &mut worker.buffer, false) {
                Ok(Some(message)) => match self.accept(&mut worker, &mut assignment, message) {
                    Received::Part => {}
                    Received::All => return self.finish(worker, &assignment),
                    Received::Invalid(reason) => break ReapReason::Lost(reason),
                },
                Err(reason) if reason.kind() == io::ErrorKind::WouldBlock => {
                    if ready.ended {
                        break ReapReason::Died;
                    }
                    return WorkerSlot::Busy(worker, assignment);
                }
                Err(reason) if !is_dead(&reason) => break ReapReason::Lost(reason.to_string()),
                // The end of the socket.
                _ if worker.process.ends_within(EXIT_GRACE) => break ReapReason::Died,
                _ => break ReapReason::Lost("its socket was closed while it runs on".into()),
            }
        };
        self.reap(worker, assignment, reason)
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
        let expected = assignment.items.start + assignment.received;
        let left = assignment.items.len() - assignment.received;
        let fits = usize::try_from(count).is_ok_and(|count| match kind {
            MessageKind::Results => count <= left,
            MessageKind::LastResults => count == left,
            _ => false,
        });
        if first != expected as u64 || !fits {
            return Received::Invalid(format!(
                "it answered items {first} and {count} more, expected were {expected} and {left}"
            ));
        }
        let mut inbox = Inbox::new();
        for (number, memory) in (0..).zip(std::mem::take(&mut message.memories)) {
            match Region::open(memory) {
                Ok(region) => inbox.insert(number, region.into()),
                Err(reason) => return Received::Invalid(format!("it sent an array that cannot be read: {reason}")),
            };
        }
        let (_, bytes) = message.parts(&worker.buffer);
        let items = expected..expected + usize::try_from(count).unwrap_or(left);
        let (accepted, result) = self.sink.accept(items, bytes, &mut inbox);
        assignment.received += accepted;
        if let Err(reason) = result {
            return Received::Invalid(reason);
        }
        if kind == MessageKind::LastResults { Received::All } else { Received::Part }
    }

    /// The worker has answered for all its items. It is idle, or recycled if it has used up what the pool allows.
    fn finish(&mut self, mut worker: WorkerHandle, assignment: &Assignment) -> WorkerSlot {
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
