//! The end of a worker: what it leaves, and what it died of.

use super::hearing::Taken;
use super::{Drive, Lane, RETRIES, Running, Verdict};
use crate::attachments::Inbox;
use crate::error::{Error, Signal};
use crate::slate::Note;
use crate::sys::Ending;
use crate::wire;
use crate::worker_process::Worker;

/// How a process dies of a panic that cannot unwind.
const ABORT: i32 = 6;

impl Drive<'_> {
    /// Ends the worker, keeps the outcomes it left, blames the item it was at, and gives the rest back.
    pub(super) fn bury(&mut self, lane: &mut Lane<'_>, verdict: Verdict) {
        let (Some(mut worker), Some(mut running)) = (lane.worker.take(), lane.running.take()) else { return };
        let ending = worker.process.bury();
        if !matches!(verdict, Verdict::Lost(_)) {
            // What it said before it died; there is nothing to wait for any more.
            while let Ok(Some(message)) = wire::receive(&worker.socket, &mut worker.buffer, false)
                && matches!(self.take(&mut worker, &mut running, message), Taken::More)
            {}
        }
        let begun = self.salvage(&worker, &mut running);
        let culprit = running.items.start + running.received;
        if culprit >= running.items.end || self.refused.is_some() {
            return;
        }
        if !begun && matches!(verdict, Verdict::Died) && self.retries < RETRIES {
            self.retries += 1;
            self.queue.put_back(running.items);
            return;
        }
        self.sink.fail(culprit, self.cause(&worker, verdict, ending));
        self.queue.put_back(culprit + 1..running.items.end);
    }

    /// Takes outcomes from the slate of a dead worker; says whether it had begun at all.
    fn salvage(&mut self, worker: &Worker, running: &mut Running) -> bool {
        let reading = worker.reading();
        let Some(completed) = reading.completed(worker.serial) else { return running.received > 0 };
        let (sent, outcomes) = reading.unsent(&worker.slate);
        let (Ok(sent), Ok(completed)) = (usize::try_from(sent), usize::try_from(completed)) else { return true };
        if sent <= running.received {
            let items = running.items.start + sent..running.items.start + completed.min(running.items.len());
            // Those that arrived before are the same once more.
            let (accepted, _) = self.sink.accept(items, &outcomes, &mut Inbox::new());
            running.received = running.received.max(sent + accepted);
        }
        true
    }

    fn cause(&self, worker: &Worker, verdict: Verdict, ending: Ending) -> Error {
        let task = self.batch.task.to_string();
        let reading = worker.reading();
        match (verdict, ending) {
            (Verdict::Lost(reason), _) => Error::Lost { task, reason },
            (Verdict::Late, _) => Error::Timeout { task, deadline: self.batch.deadline.unwrap_or_default() },
            (Verdict::Died, ending) => {
                if reading.note() == Note::SocketBroken {
                    let reason = reading.text(&worker.slate).unwrap_or_default();
                    return Error::Lost { task, reason: format!("its socket no longer works: {reason}") };
                }
                if ending == Ending::Signal(ABORT)
                    && let Some(message) = reading.text(&worker.slate)
                {
                    return Error::Panic { task, message };
                }
                match (ending, reading.note(), self.pool.limits().memory) {
                    (_, Note::NoMemory, Some(limit)) => Error::OutOfMemory { task, limit },
                    (Ending::Signal(number), ..) => Error::Signal { task, signal: Signal(number) },
                    (Ending::Exit(status), ..) => Error::Exit { task, status },
                    (Ending::Unknown, ..) => {
                        let reason = "somebody else collected its exit status; does the program ignore SIGCHLD?".into();
                        Error::Lost { task, reason }
                    }
                }
            }
        }
    }
}
