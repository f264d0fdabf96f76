//! The end of a busy worker, what it leaves and what it died of: the transition from `Busy` to `Empty`.

use std::io;

use super::{RETRIES, ReapReason, Scheduler};
use crate::error::{Error, Signal};
use crate::parent::worker_handle::WorkerHandle;
use crate::parent::worker_slot::{Assignment, WorkerSlot};
use crate::protocol::attachments::Inbox;
use crate::protocol::progress::ExitCause;
use crate::protocol::values::Outcomes;
use crate::protocol::wire;
use crate::system::ExitStatus;

/// The signal of a process that a panic aborted because it could not unwind.
const SIGABRT: i32 = 6;

/// Where a worker ended.
enum EndedAt {
    /// Before its first item.
    Start,
    /// In an item that has no outcome yet.
    Item,
    /// After an item and before the next: no item is to blame.
    BetweenItems,
}

impl Scheduler<'_> {
    /// Kills the worker, keeps the outcomes it left, gives the faulting item its error, and puts the rest back.
    pub(super) fn reap(
        &mut self,
        mut worker: WorkerHandle,
        mut assignment: Assignment,
        reason: ReapReason,
    ) -> WorkerSlot {
        let status = worker.process.kill_and_wait();
        self.drain(&mut worker, &mut assignment);
        let end = self.recover_results(&worker, &mut assignment);
        let rest = assignment.next()..assignment.items.end;
        if rest.is_empty() || self.refused.is_some() {
            return WorkerSlot::Empty;
        }
        match end {
            EndedAt::BetweenItems => {
                self.queue.put_back(rest);
                return WorkerSlot::Empty;
            }
            EndedAt::Start if matches!(reason, ReapReason::Died) && self.retries < RETRIES => {
                self.retries += 1;
                self.queue.put_back(rest);
                return WorkerSlot::Empty;
            }
            EndedAt::Start | EndedAt::Item => {}
        }
        self.sink.fail(rest.start, self.error(&worker, reason, status));
        self.queue.put_back(rest.start + 1..rest.end);
        WorkerSlot::Empty
    }

    /// Reads what the worker sent before it died, and leaves out what others wrote to its socket.
    fn drain(&mut self, worker: &mut WorkerHandle, assignment: &mut Assignment) {
        let mut ends = 0;
        // Somebody may have sent an empty message, which looks like the end; two of them in a row are the end.
        while ends < 2 {
            match wire::receive(&worker.socket, &mut worker.buffer, false) {
                Ok(Some(message)) => {
                    ends = 0;
                    self.accept(worker, assignment, message);
                }
                Ok(None) => ends += 1,
                Err(reason) if reason.kind() == io::ErrorKind::InvalidData => {}
                Err(_) => return,
            }
        }
    }

    /// Reads outcomes from the progress page of a dead worker; says where it ended.
    fn recover_results(&mut self, worker: &WorkerHandle, assignment: &mut Assignment) -> EndedAt {
        let snapshot = worker.snapshot();
        let Some(completed) = snapshot.completed(worker.assignment) else {
            return if assignment.received > 0 { EndedAt::Item } else { EndedAt::Start };
        };
        let (sent, bytes) = snapshot.unsent(&worker.progress);
        let item = |count: u64| {
            let count = usize::try_from(count).unwrap_or(usize::MAX).min(assignment.items.len());
            assignment.items.start + count
        };
        let (sent, completed) = (item(sent), item(completed));
        // An item that is not completed may have its error already.
        let between = snapshot.exit_cause() == ExitCause::BetweenItems || assignment.next() > completed;
        self.lose(assignment, sent);
        let mut outcomes = Outcomes::several(&bytes);
        // Some may have arrived in a message before.
        outcomes.by_ref().take(assignment.next() - sent).for_each(drop);
        let items = assignment.next()..completed;
        assignment.received += items.len();
        self.sink.accept(items, outcomes, &mut Inbox::new());
        if between { EndedAt::BetweenItems } else { EndedAt::Item }
    }

    fn error(&self, worker: &WorkerHandle, reason: ReapReason, status: ExitStatus) -> Error {
        let task = self.batch.task.to_string();
        match reason {
            ReapReason::Lost(reason) => return Error::Lost { task, reason },
            ReapReason::DeadlinePassed => {
                return Error::Timeout { task, deadline: self.batch.deadline.unwrap_or_default() };
            }
            ReapReason::Died => {}
        }
        let snapshot = worker.snapshot();
        let message = snapshot.message(&worker.progress);
        match (status, snapshot.exit_cause(), self.pool.limits().memory, message) {
            (_, ExitCause::SocketBroken, _, message) => {
                let reason = format!("its socket no longer works: {}", message.unwrap_or_default());
                Error::Lost { task, reason }
            }
            (ExitStatus::Signal(SIGABRT), _, _, Some(message)) => Error::Panic { task, message },
            (_, ExitCause::OutOfMemory, Some(limit), _) => Error::OutOfMemory { task, limit },
            (ExitStatus::Signal(number), ..) => Error::Signal { task, signal: Signal(number) },
            (ExitStatus::Exit(status), ..) => Error::Exit { task, status },
            (ExitStatus::Unknown, ..) => {
                let reason = "it ended, and its exit status went to somebody else; \
                    does the program ignore SIGCHLD, or a process trace the worker?";
                let reason = reason.into();
                Error::Lost { task, reason }
            }
        }
    }
}
