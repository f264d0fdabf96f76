//! The end of a busy worker, what it leaves and what it died of: the transition from `Busy` to `Empty`.

use super::receive::Received;
use super::{RETRIES, ReapReason, Scheduler};
use crate::error::{Error, Signal};
use crate::parent::worker_handle::WorkerHandle;
use crate::parent::worker_slot::{Assignment, WorkerSlot};
use crate::protocol::attachments::Inbox;
use crate::protocol::progress::ExitCause;
use crate::protocol::wire;
use crate::system::ExitStatus;

/// The signal of a process that a panic aborted because it could not unwind.
const SIGABRT: i32 = 6;

impl Scheduler<'_> {
    /// Kills the worker, keeps the outcomes it left, gives the faulting item its error, and puts the rest back.
    pub(super) fn reap(
        &mut self,
        mut worker: WorkerHandle,
        mut assignment: Assignment,
        reason: ReapReason,
    ) -> WorkerSlot {
        let status = worker.process.kill_and_wait();
        if !matches!(reason, ReapReason::Lost(_)) {
            // What it sent before it died; nothing more can come.
            while let Ok(Some(message)) = wire::receive(&worker.socket, &mut worker.buffer, false)
                && matches!(self.accept(&mut worker, &mut assignment, message), Received::Part)
            {}
        }
        let begun = self.recover_results(&worker, &mut assignment);
        let items = &assignment.items;
        let faulting_item = items.start + assignment.received;
        if faulting_item >= items.end || self.refused.is_some() {
            return WorkerSlot::Empty;
        }
        if !begun && matches!(reason, ReapReason::Died) && self.retries < RETRIES {
            self.retries += 1;
            self.queue.put_back(assignment.items);
            return WorkerSlot::Empty;
        }
        self.sink.fail(faulting_item, self.error(&worker, reason, status));
        self.queue.put_back(faulting_item + 1..assignment.items.end);
        WorkerSlot::Empty
    }

    /// Reads outcomes from the progress page of a dead worker; says whether it had begun at all.
    fn recover_results(&mut self, worker: &WorkerHandle, assignment: &mut Assignment) -> bool {
        let snapshot = worker.snapshot();
        let Some(completed) = snapshot.completed(worker.assignment) else { return assignment.received > 0 };
        let (sent, outcomes) = snapshot.unsent(&worker.progress);
        let (Ok(sent), Ok(completed)) = (usize::try_from(sent), usize::try_from(completed)) else { return true };
        if sent <= assignment.received {
            let first = assignment.items.start;
            let items = first + sent..first + completed.min(assignment.items.len());
            // Some may have arrived in a message before; they are the same once more.
            let (accepted, _) = self.sink.accept(items, &outcomes, &mut Inbox::new());
            assignment.received = assignment.received.max(sent + accepted);
        }
        true
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
                let reason = "somebody else collected its exit status; does the program ignore SIGCHLD?".into();
                Error::Lost { task, reason }
            }
        }
    }
}
