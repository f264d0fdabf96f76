//! Outcomes on their way from a worker to its parent: [`Output`].

use std::io;
use std::mem::needs_drop;

use serde::Serialize;

use super::panics;
use crate::protocol::attachments::{Outbox, encode_with};
use crate::protocol::message::{Header, MessageKind, Outcome};
use crate::protocol::progress::{ExitCause, Progress};
use crate::protocol::values::Outcomes;
use crate::protocol::wire::{self, MAX_MEMORIES};
use crate::system::{Memory, Socket, Window};

/// After how many items the output checks that the socket is still open. The check takes longer than a small item, so
/// it is not made after each, unless [`crate::Builder::check_every_item`] says so.
const CHECK_EVERY: u64 = 32;

/// Collects outcomes on the progress page and sends them in few messages.
pub(super) struct Output {
    socket: Socket,
    progress: &'static Progress,
    outcomes: Window,
    used: usize,
    items: Header,
    completed: u64,
    sent: u64,
    outbox: Outbox,
    check_every_item: bool,
}

impl Output {
    pub fn new(socket: Socket, progress: &'static Progress, outcomes: Window, check_every_item: bool) -> Self {
        let items = Header::without_items(MessageKind::Ready, 0);
        let outbox = Outbox::default();
        Self { socket, progress, outcomes, used: 0, items, completed: 0, sent: 0, outbox, check_every_item }
    }

    pub fn socket(&self) -> &Socket {
        &self.socket
    }

    /// Says that the worker is ready.
    pub fn ready(&self) -> io::Result<()> {
        wire::send(&self.socket, self.items, &[], &[], &[], true)
    }

    /// The outcomes that follow belong to these items.
    pub fn begin(&mut self, items: Header) {
        self.items = items;
        self.used = 0;
        self.completed = 0;
        self.sent = 0;
        self.progress.begin(items.assignment);
    }

    /// Adds the next item's outcome. Fails when the worker shall end: because one of the items has closed the socket,
    /// or because the parent has asked for it. The outcome is kept then too, on the progress page; but if every item is
    /// checked, the one that closed the socket has none.
    pub fn push<R: Serialize>(&mut self, outcome: Outcome<R>) -> io::Result<()> {
        let items = self.completed + 1;
        let check = self.check_every_item || items == self.items.count || items.is_multiple_of(CHECK_EVERY);
        let closed = check && !self.socket.is_open();
        if closed && self.check_every_item {
            return Err(io::Error::other("the task closed the worker's socket"));
        }
        self.add(&outcome)?;
        // A value whose Drop panics was a good result all the same.
        if needs_drop::<R>() && panics::catch(|| drop(outcome)).is_err() {
            self.progress.clear_message();
        }
        if self.check_every_item && self.sent < self.completed {
            self.send_waiting(MessageKind::Results)?;
        }
        if closed || self.progress.stop_requested() { Err(self.stop()) } else { Ok(()) }
    }

    /// Adds the next item's outcome, and fails if there are more items: another worker shall run them.
    pub fn push_and_stop<R: Serialize>(&mut self, outcome: Outcome<R>) -> io::Result<()> {
        self.push(outcome)?;
        if self.completed < self.items.count { Err(self.stop()) } else { Ok(()) }
    }

    /// The error that ends the worker between two items.
    fn stop(&self) -> io::Error {
        self.progress.set_exit_cause(ExitCause::BetweenItems);
        io::Error::other("it ends between two items")
    }

    /// Writes an outcome to the progress page, and returns how many bytes it takes there.
    fn encode<R: Serialize>(&mut self, outcome: &Outcome<R>) -> postcard::Result<usize> {
        let full = postcard::Error::SerializeBufferFull;
        let (length, free) = Outcomes::places(&mut self.outcomes[self.used..]).ok_or(full.clone())?;
        let bytes = encode_with(&mut self.outbox, || postcard::to_slice(outcome, free).map(|bytes| bytes.len()))?;
        let (prefix, bytes) = Outcomes::length(bytes).ok_or(full)?;
        *length = prefix;
        Ok(bytes)
    }

    fn add<R: Serialize>(&mut self, outcome: &Outcome<R>) -> io::Result<()> {
        let encoded = match panics::catch(|| self.encode(outcome)) {
            Ok(encoded) => encoded,
            Err(panic) => {
                self.outbox = Outbox::default();
                return self.add(&Outcome::<()>::Panic(panic));
            }
        };
        match encoded {
            Ok(_) if self.outbox.regions().len() > MAX_MEMORIES => {
                let arrays = self.outbox.regions().len();
                self.outbox = Outbox::default();
                self.add(&Outcome::<()>::Task(format!("its result holds {arrays} arrays; {MAX_MEMORIES} can travel")))
            }
            Ok(bytes) => {
                self.used += bytes;
                self.completed += 1;
                // The progress page holds no arrays, and they would be lost with this process: send them at once.
                if !self.outbox.regions().is_empty() {
                    self.send_waiting(MessageKind::Results)?;
                }
                self.progress.set_completed(self.completed);
                Ok(())
            }
            Err(postcard::Error::SerializeBufferFull) if self.used > 0 => {
                self.outbox = Outbox::default();
                self.send_waiting(MessageKind::Results)?;
                self.add(outcome)
            }
            Err(postcard::Error::SerializeBufferFull) => {
                self.outbox = Outbox::default();
                match panics::catch(|| encode_with(&mut self.outbox, || postcard::to_stdvec(outcome))) {
                    Ok(Ok(bytes)) => self.send_alone(&bytes),
                    Ok(Err(reason)) => self.cannot_send(&reason),
                    Err(panic) => {
                        self.outbox = Outbox::default();
                        self.add(&Outcome::<()>::Panic(panic))
                    }
                }
            }
            Err(reason) => self.cannot_send(&reason),
        }
    }

    /// Sends the outcomes that are left.
    pub fn finish(&mut self) -> io::Result<()> {
        // What cannot be sent stays on the progress page.
        self.send_waiting(MessageKind::LastResults).map_err(|_| self.stop())
    }

    /// Says that the items cannot be run.
    pub fn refuse(&mut self, items: Header, reason: &str) -> io::Result<()> {
        wire::send(&self.socket, Header { kind: MessageKind::Refused, ..items }, reason.as_bytes(), &[], &[], true)
    }

    fn cannot_send(&mut self, reason: &postcard::Error) -> io::Result<()> {
        self.outbox = Outbox::default();
        self.add(&Outcome::<()>::Task(format!("its result cannot be sent: {reason}")))
    }

    fn send_waiting(&mut self, kind: MessageKind) -> io::Result<()> {
        let header =
            Header { kind, first: self.items.first + self.sent, count: self.completed - self.sent, ..self.items };
        let memories = memories(&self.outbox);
        wire::send(&self.socket, header, &[], &[&self.outcomes[..self.used]], &memories, true)?;
        self.outbox = Outbox::default();
        self.used = 0;
        self.sent = self.completed;
        self.progress.set_sent(self.sent);
        Ok(())
    }

    fn send_alone(&mut self, bytes: &[u8]) -> io::Result<()> {
        let header =
            Header { kind: MessageKind::LongResult, first: self.items.first + self.sent, count: 1, ..self.items };
        wire::send(&self.socket, header, &[], &[bytes], &memories(&self.outbox), true)?;
        self.outbox = Outbox::default();
        self.completed += 1;
        self.sent = self.completed;
        // In this order: the page does not have this outcome.
        self.progress.set_sent(self.sent);
        self.progress.set_completed(self.completed);
        Ok(())
    }
}

fn memories(outbox: &Outbox) -> Vec<&Memory> {
    outbox.regions().iter().map(|region| &region.memory).collect()
}
