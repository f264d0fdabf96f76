//! Outcomes on their way from a worker to its parent: [`Output`].

use std::io;

use serde::Serialize;

use crate::protocol::attachments::{Outbox, encode_with};
use crate::protocol::message::{Header, MessageKind, Outcome};
use crate::protocol::progress::Progress;
use crate::protocol::wire::{self, MAX_MEMORIES};
use crate::system::{Memory, Socket, Window};

/// After how many items the output checks that the socket is still open. The check takes longer than a small item, so
/// it is not made after each. An item that closed the socket is then noticed up to this many items late.
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
}

impl Output {
    pub fn new(socket: Socket, progress: &'static Progress, outcomes: Window) -> Self {
        let items = Header::without_items(MessageKind::Ready, 0);
        Self { socket, progress, outcomes, used: 0, items, completed: 0, sent: 0, outbox: Outbox::default() }
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

    /// Adds the next item's outcome. Fails if the item has closed the socket, so that no other item is blamed.
    pub fn push<R: Serialize>(&mut self, outcome: &Outcome<R>) -> io::Result<()> {
        let items = self.completed + 1;
        if (items == self.items.count || items.is_multiple_of(CHECK_EVERY)) && !self.socket.is_open() {
            return Err(io::Error::other("the task closed the worker's socket"));
        }
        self.add(outcome)
    }

    fn add<R: Serialize>(&mut self, outcome: &Outcome<R>) -> io::Result<()> {
        let free = &mut self.outcomes[self.used..];
        match encode_with(&mut self.outbox, || postcard::to_slice(outcome, free).map(|bytes| bytes.len())) {
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
                match encode_with(&mut self.outbox, || postcard::to_stdvec(outcome)) {
                    Ok(bytes) => self.send_alone(&bytes),
                    Err(reason) => self.cannot_send(&reason),
                }
            }
            Err(reason) => self.cannot_send(&reason),
        }
    }

    /// Sends the outcomes that are left.
    pub fn finish(&mut self) -> io::Result<()> {
        self.send_waiting(MessageKind::LastResults)
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
        let header = Header { kind: MessageKind::Results, first: self.items.first + self.sent, count: 1, ..self.items };
        wire::send(&self.socket, header, &[], &[bytes], &memories(&self.outbox), true)?;
        self.outbox = Outbox::default();
        self.completed += 1;
        self.sent = self.completed;
        self.progress.set_completed(self.completed);
        self.progress.set_sent(self.sent);
        Ok(())
    }
}

fn memories(outbox: &Outbox) -> Vec<&Memory> {
    outbox.regions().iter().map(|region| &region.memory).collect()
}
