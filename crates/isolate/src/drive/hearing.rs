//! What a worker says, and what follows from it.

use std::io;
use std::time::Duration;

use super::{Drive, Lane, Running, Verdict};
use crate::attachments::{Inbox, Region};
use crate::error::Error;
use crate::sys::Ready;
use crate::wire::{self, Header, Kind, Message};
use crate::worker_process::{Worker, is_dead};

/// Time between the end of a socket and the end of its process, when both end together.
const AFTERMATH: Duration = Duration::from_millis(200);

/// What a message did.
pub(super) enum Taken {
    More,
    All,
    Bad(String),
}

impl Drive<'_> {
    /// Takes in what the worker says.
    pub(super) fn hear(&mut self, lane: &mut Lane<'_>, ready: Ready) {
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

    pub(super) fn take(&mut self, worker: &mut Worker, running: &mut Running, mut message: Message) -> Taken {
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
}
