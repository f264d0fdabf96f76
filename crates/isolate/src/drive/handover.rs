//! How items get to a worker.

use std::io;
use std::ops::Range;
use std::time::Instant;

use super::{Drive, Lane, RETRIES, Running};
use crate::error::Error;
use crate::sys::Memory;
use crate::wire::{self, Begin, Header, Kind, Lead, MEMORIES};
use crate::worker_process::{Worker, is_dead};

impl Drive<'_> {
    /// How many items the next hand-over may have.
    pub(super) fn chunk(&self, worker: Option<&Worker>) -> usize {
        let share = || self.queue.len().div_ceil(4 * self.team).max(self.batch.count / (32 * self.team));
        let chunk = self.batch.chunk.unwrap_or_else(share);
        let left = self.pool.limits().calls.map(|most| most.saturating_sub(worker.map_or(0, |worker| worker.calls)));
        let left = left.and_then(|left| usize::try_from(left).ok()).unwrap_or(usize::MAX);
        chunk.min(left).max(1)
    }

    pub(super) fn hand_over(&mut self, lane: &mut Lane<'_>, items: Range<usize>) {
        for _ in 0..=RETRIES {
            let mut worker = match lane.worker.take().map_or_else(|| self.pool.start_worker(), Ok) {
                Ok(worker) => worker,
                Err(error) => {
                    // Nobody can run these; those who have work finish it.
                    self.queue.put_back(items);
                    while let Some(items) = self.queue.take(usize::MAX) {
                        items.for_each(|item| self.sink.fail(item, error.clone()));
                    }
                    return;
                }
            };
            match self.send(&mut worker, &items) {
                Ok(()) => {
                    let since = self.batch.deadline.map(|_| Instant::now());
                    lane.running = Some(Running { items, received: 0, since, completed: 0 });
                    lane.worker = Some(worker);
                    return;
                }
                // It died while it waited: nobody's fault, and nothing was run.
                Err(reason) if is_dead(&reason) => {}
                Err(reason) => {
                    let error = Error::lost(self.batch.task, format!("its items could not be sent: {reason}"));
                    items.for_each(|item| self.sink.fail(item, error.clone()));
                    return;
                }
            }
        }
        let error = Error::lost(self.batch.task, format!("{} workers died while they waited for it", RETRIES + 1));
        items.for_each(|item| self.sink.fail(item, error.clone()));
    }

    fn send(&self, worker: &mut Worker, items: &Range<usize>) -> io::Result<()> {
        let batch = self.batch;
        let mut known = match worker.job.take() {
            Some((job, known)) if job == self.job => Some(known),
            _ => None,
        };
        let arrays = batch.arrays(items, known.as_deref().unwrap_or_default());
        let fill = if known.is_none() { batch.fill } else { None };
        let begin = known.is_none().then_some(Begin {
            task: batch.task,
            arguments: &batch.arguments,
            result: &batch.result,
            fill: fill.map(|(_, shape)| shape),
        });
        worker.serial += 1;
        let header = Header {
            kind: Kind::Items,
            job: self.job,
            serial: worker.serial,
            first: items.start as u64,
            count: items.len() as u64,
        };
        let mut attach = &arrays[..];
        while attach.len() >= MEMORIES {
            let (now, later) = attach.split_at(MEMORIES);
            let lead = Lead { attach: now.to_vec(), ..Lead::default() };
            self.send_lead(worker, Header { kind: Kind::Arrays, ..header }, &lead, &[], None)?;
            attach = later;
        }
        let lead = Lead { begin, attach: attach.to_vec(), last: self.queue.is_empty() };
        let common: &[u8] = if fill.is_some() { &batch.common } else { &[] };
        let target = fill.map(|(memory, _)| memory);
        self.send_lead(worker, header, &lead, &[common, batch.bytes(items)], target)?;
        if !lead.last {
            let known = known.get_or_insert_default();
            known.extend_from_slice(&arrays);
            worker.job = Some((self.job, std::mem::take(known)));
        }
        Ok(())
    }

    fn send_lead(
        &self,
        worker: &Worker,
        header: Header,
        lead: &Lead<'_>,
        rest: &[&[u8]],
        target: Option<&Memory>,
    ) -> io::Result<()> {
        let region = |number: &u32| self.batch.outbox.region(*number).map(|region| &region.memory);
        let memories: Vec<&Memory> = lead.attach.iter().filter_map(region).chain(target).collect();
        let lead = postcard::to_stdvec(lead).map_err(io::Error::other)?;
        wire::send(&worker.socket, header, &lead, rest, &memories, false)
    }

    /// The lane has no more to do here.
    pub(super) fn release(&self, mut lane: Lane<'_>) {
        if lane.worker.is_none() {
            // The next caller finds it ready; if that fails, the next caller tries again and gets the error.
            lane.worker = self.pool.start_worker().ok();
        } else if let Some(worker) = &mut lane.worker
            && worker.job.take().is_some_and(|(job, _)| job == self.job)
        {
            let header = Header { kind: Kind::End, job: self.job, serial: 0, first: 0, count: 0 };
            if wire::send(&worker.socket, header, &[], &[], &[], false).is_err() {
                lane.worker = None;
            }
        }
    }
}
