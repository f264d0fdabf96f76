//! How a batch is run: items go to free workers, outcomes come back, the dead are buried and replaced. One thread, the
//! caller's, does it all.

use std::io;
use std::ops::Range;
use std::thread::yield_now;
use std::time::{Duration, Instant};

use crate::attachments::{Inbox, Region};
use crate::batch::{Batch, Queue};
use crate::error::{Error, Signal};
use crate::pool::Pool;
use crate::slate::Note;
use crate::sys::{self, Ending, Memory, Process, Ready, Socket};
use crate::wire::{self, AWAKE, Begin, Header, Kind, Lead, MEMORIES, Message};
use crate::worker_process::{Worker, is_dead};

/// How often items are handed over again whose worker died before it began them.
const RETRIES: u32 = 3;

/// Time between the end of a socket and the end of its process, when both end together.
const AFTERMATH: Duration = Duration::from_millis(200);

/// How a process dies of a panic that cannot unwind.
const ABORT: i32 = 6;

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

/// What a message did.
enum Taken {
    More,
    All,
    Bad(String),
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

    /// How many items the next hand-over may have.
    fn chunk(&self, worker: Option<&Worker>) -> usize {
        let chunk = self.batch.chunk.unwrap_or_else(|| self.queue.len().div_ceil(4 * self.team));
        let left = self.pool.limits().calls.map(|most| most.saturating_sub(worker.map_or(0, |worker| worker.calls)));
        let left = left.and_then(|left| usize::try_from(left).ok()).unwrap_or(usize::MAX);
        chunk.min(left).max(1)
    }

    fn hand_over(&mut self, lane: &mut Lane<'_>, items: Range<usize>) {
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
    fn release(&self, mut lane: Lane<'_>) {
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

    fn wait(&mut self, lanes: &mut [Lane<'_>]) -> Result<(), Error> {
        let time = self.next_look(lanes);
        let watched: Vec<_> = lanes
            .iter()
            .filter(|lane| lane.running.is_some())
            .filter_map(|lane| lane.worker.as_ref().map(|worker| (&worker.socket, &worker.process)))
            .collect();
        let ready = watch(&watched, time).map_err(|reason| Error::lost(self.batch.task, reason.to_string()))?;
        for (lane, ready) in lanes.iter_mut().filter(|lane| lane.running.is_some()).zip(ready) {
            if ready.socket || ready.ended {
                self.hear(lane, ready);
            }
            self.check_deadline(lane);
        }
        Ok(())
    }

    /// Takes in what the worker says.
    fn hear(&mut self, lane: &mut Lane<'_>, ready: Ready) {
        loop {
            let (Some(worker), Some(running)) = (&mut lane.worker, &mut lane.running) else { return };
            match wire::receive(&worker.socket, &mut worker.buffer, false) {
                Ok(Some(message)) => match self.take(worker, running, message) {
                    Taken::More => {}
                    Taken::All => return self.finished(lane),
                    Taken::Bad(reason) => return self.bury(lane, Verdict::Lost(reason)),
                },
                Err(reason) if reason.kind() == io::ErrorKind::WouldBlock => {
                    if ready.ended {
                        self.bury(lane, Verdict::Died);
                    }
                    return;
                }
                Err(reason) if !is_dead(&reason) => return self.bury(lane, Verdict::Lost(reason.to_string())),
                // The end of the socket.
                _ if worker.process.ends_within(AFTERMATH) => return self.bury(lane, Verdict::Died),
                _ => return self.bury(lane, Verdict::Lost("its socket was closed while it runs on".into())),
            }
        }
    }

    fn take(&mut self, worker: &mut Worker, running: &mut Running, mut message: Message) -> Taken {
        let Header { kind, job, serial, first, count } = message.header;
        if (job, serial) != (self.job, worker.serial) {
            return Taken::Bad(format!("it answered {job}.{serial}, asked was {}.{}", self.job, worker.serial));
        }
        if kind == Kind::Refused {
            let reason = String::from_utf8_lossy(message.parts(&worker.buffer).0).into_owned();
            self.refused.get_or_insert(Error::Refused { reason });
            worker.job = None;
            return Taken::All;
        }
        let expected = running.items.start + running.received;
        let left = running.items.len() - running.received;
        let fits = usize::try_from(count).is_ok_and(|count| count == left || (kind == Kind::Some && count < left));
        if first != expected as u64 || !fits || !matches!(kind, Kind::Some | Kind::Rest) {
            return Taken::Bad(format!(
                "it answered items {first} and {count} more, expected were {expected} and {left}"
            ));
        }
        let mut inbox = Inbox::new();
        for (number, memory) in (0..).zip(std::mem::take(&mut message.memories)) {
            match Region::open(memory) {
                Ok(region) => inbox.insert(number, region.into()),
                Err(reason) => return Taken::Bad(format!("it sent an array that cannot be read: {reason}")),
            };
        }
        let (_, bytes) = message.parts(&worker.buffer);
        let items = expected..expected + usize::try_from(count).unwrap_or(left);
        let (accepted, result) = self.sink.accept(items, bytes, &mut inbox);
        running.received += accepted;
        if let Err(reason) = result {
            return Taken::Bad(reason);
        }
        if kind == Kind::Rest { Taken::All } else { Taken::More }
    }

    /// The worker has answered for all its items.
    fn finished(&mut self, lane: &mut Lane<'_>) {
        let (Some(worker), Some(running)) = (&mut lane.worker, lane.running.take()) else { return };
        worker.calls += running.items.len() as u64;
        let limits = self.pool.limits();
        let used_up = limits.calls.is_some_and(|most| worker.calls >= most);
        let too_large = || {
            let most = limits.private_bytes?;
            Some(worker.process.private_bytes()? > most)
        };
        if (used_up || too_large() == Some(true))
            && let Some(worker) = lane.worker.take()
        {
            worker.dismiss();
        }
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

    /// Ends the worker, keeps the outcomes it left, blames the item it was at, and gives the rest back.
    fn bury(&mut self, lane: &mut Lane<'_>, verdict: Verdict) {
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
