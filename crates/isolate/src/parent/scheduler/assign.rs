//! How a worker gets items: the transitions from `Empty` and `Idle`.

use std::io;
use std::ops::Range;
use std::time::Instant;

use super::{RETRIES, Scheduler};
use crate::error::Error;
use crate::parent::worker_handle::{WorkerHandle, is_dead};
use crate::parent::worker_slot::{Assignment, ItemClock, WorkerSlot};
use crate::protocol::message::{Header, JobHeader, MessageKind, Preamble};
use crate::protocol::wire::{self, MAX_MEMORIES};
use crate::system::Memory;

impl Scheduler<'_> {
    /// Gives the next items to a worker that has none.
    pub(super) fn assign_next(&mut self, slot: WorkerSlot) -> WorkerSlot {
        if slot.busy().is_some() {
            return slot;
        }
        match self.queue.take(self.chunk(slot.idle())) {
            Some(items) => self.assign(slot, items),
            None => slot,
        }
    }

    /// How many items the next assignment may have.
    fn chunk(&self, worker: Option<&WorkerHandle>) -> usize {
        let workers = self.worker_count;
        let share = || self.queue.len().div_ceil(4 * workers).max(self.batch.count / (32 * workers));
        let chunk = self.batch.chunk.unwrap_or_else(share);
        let calls = worker.map_or(0, |worker| worker.calls);
        let left = self.pool.limits().calls.map(|most| most.saturating_sub(calls));
        let left = left.and_then(|left| usize::try_from(left).ok()).unwrap_or(usize::MAX);
        chunk.min(left).max(1)
    }

    /// Sends items to the slot's worker. An empty slot, or one whose worker turns out to be dead, gets a new worker
    /// first.
    fn assign(&mut self, mut slot: WorkerSlot, items: Range<usize>) -> WorkerSlot {
        for _ in 0..=RETRIES {
            let started = match slot.take() {
                WorkerSlot::Idle(worker) => Ok(worker),
                WorkerSlot::Empty => self.pool.start_worker(),
                busy @ WorkerSlot::Busy(..) => return busy,
            };
            let mut worker = match started {
                Ok(worker) => worker,
                Err(error) => {
                    // No new worker can run these. Busy workers finish what they have.
                    self.queue.put_back(items);
                    while let Some(items) = self.queue.take(usize::MAX) {
                        self.fail_all(items, &error);
                    }
                    return WorkerSlot::Empty;
                }
            };
            match self.send(&mut worker, &items) {
                Ok(()) => {
                    let clock = self.batch.deadline.map(|_| ItemClock { since: Instant::now(), completed: 0 });
                    return WorkerSlot::Busy(worker, Assignment::new(items, clock));
                }
                // It died while it was idle: no item is to blame, and nothing was run.
                Err(reason) if is_dead(&reason) => {}
                Err(reason) => {
                    let reason = format!("its items could not be sent: {reason}");
                    self.fail_all(items, &Error::lost(self.batch.task, reason));
                    return WorkerSlot::Empty;
                }
            }
        }
        let reason = format!("{} workers died while they waited for it", RETRIES + 1);
        self.fail_all(items, &Error::lost(self.batch.task, reason));
        WorkerSlot::Empty
    }

    fn fail_all(&mut self, items: Range<usize>, error: &Error) {
        items.for_each(|item| self.sink.fail(item, error.clone()));
    }

    fn send(&self, worker: &mut WorkerHandle, items: &Range<usize>) -> io::Result<()> {
        let batch = self.batch;
        let mut known = match worker.job.take() {
            Some((job, known)) if job == self.job => Some(known),
            _ => None,
        };
        let arrays = batch.arrays(items, known.as_deref().unwrap_or_default());
        let fill = if known.is_none() { batch.fill } else { None };
        let job = known.is_none().then_some(JobHeader {
            task: batch.task,
            arguments: &batch.arguments,
            result: &batch.result,
            fill: fill.map(|(_, shape)| shape),
        });
        worker.assignment += 1;
        let header = Header {
            kind: MessageKind::Items,
            job: self.job,
            assignment: worker.assignment,
            first: items.start as u64,
            count: items.len() as u64,
        };
        let mut left = &arrays[..];
        while left.len() >= MAX_MEMORIES {
            let (now, later) = left.split_at(MAX_MEMORIES);
            let preamble = Preamble { arrays: now.to_vec(), ..Preamble::default() };
            self.send_message(worker, Header { kind: MessageKind::Arrays, ..header }, &preamble, &[], None)?;
            left = later;
        }
        let preamble = Preamble { job, arrays: left.to_vec(), last: self.queue.is_empty() };
        let common: &[u8] = if fill.is_some() { &batch.common } else { &[] };
        let target = fill.map(|(memory, _)| memory);
        self.send_message(worker, header, &preamble, &[common, batch.bytes(items)], target)?;
        if !preamble.last {
            let known = known.get_or_insert_default();
            known.extend_from_slice(&arrays);
            worker.job = Some((self.job, std::mem::take(known)));
        }
        Ok(())
    }

    fn send_message(
        &self,
        worker: &WorkerHandle,
        header: Header,
        preamble: &Preamble<'_>,
        rest: &[&[u8]],
        target: Option<&Memory>,
    ) -> io::Result<()> {
        let region = |number: &u32| self.batch.outbox.region(*number).map(|region| &region.memory);
        let memories: Vec<&Memory> = preamble.arrays.iter().filter_map(region).chain(target).collect();
        let preamble = postcard::to_stdvec(preamble).map_err(io::Error::other)?;
        wire::send(&worker.socket, header, &preamble, rest, &memories, false)
    }

    /// What the slot is when it goes back to the pool, because no items wait for it.
    pub(super) fn release(&self, slot: WorkerSlot) -> WorkerSlot {
        match slot {
            // The next caller finds a worker that is ready. If it cannot start, the next caller tries again and gets
            // the error.
            WorkerSlot::Empty => self.pool.start_worker().map_or(WorkerSlot::Empty, WorkerSlot::Idle),
            WorkerSlot::Idle(mut worker) => {
                if worker.job.take().is_some_and(|(job, _)| job == self.job) {
                    let header = Header::without_items(MessageKind::EndOfJob, self.job);
                    if wire::send(&worker.socket, header, &[], &[], &[], false).is_err() {
                        return WorkerSlot::Empty;
                    }
                }
                WorkerSlot::Idle(worker)
            }
            busy @ WorkerSlot::Busy(..) => busy,
        }
    }
}
