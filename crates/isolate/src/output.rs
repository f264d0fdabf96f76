//! Outcomes on their way from a worker to its parent: [`Output`].

use std::io;

use serde::Serialize;

use crate::attachments::{Outbox, sending};
use crate::slate::Slate;
use crate::sys::{Memory, Socket, Window};
use crate::wire::{self, Header, Kind, MEMORIES, Outcome};

/// Of many small items, only each so manyth is asked whether the socket is still there: the question takes longer than they.
/// The blame may then fall on an item up to so many later.
const CHECK_EVERY: u64 = 32;

/// Collects outcomes on the slate and sends them in few messages.
pub(crate) struct Output {
    socket: Socket,
    slate: &'static Slate,
    outcomes: Window,
    used: usize,
    items: Header,
    completed: u64,
    sent: u64,
    outbox: Outbox,
}

impl Output {
    pub fn new(socket: Socket, slate: &'static Slate) -> io::Result<Self> {
        let items = Header { kind: Kind::Ready, job: 0, serial: 0, first: 0, count: 0 };
        let outcomes = slate.outcomes()?;
        Ok(Self { socket, slate, outcomes, used: 0, items, completed: 0, sent: 0, outbox: Outbox::default() })
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
        self.slate.begin(items.serial);
    }

    /// Adds the next item's outcome; fails if the item has closed the socket, so that no other gets the blame.
    pub fn push<R: Serialize>(&mut self, outcome: &Outcome<R>) -> io::Result<()> {
        let items = self.completed + 1;
        if (items == self.items.count || items.is_multiple_of(CHECK_EVERY)) && !self.socket.is_open() {
            return Err(io::Error::other("the task closed the worker's socket"));
        }
        self.add(outcome)
    }

    fn add<R: Serialize>(&mut self, outcome: &Outcome<R>) -> io::Result<()> {
        let room = &mut self.outcomes[self.used..];
        match sending(&mut self.outbox, || postcard::to_slice(outcome, room).map(|bytes| bytes.len())) {
            Ok(_) if self.outbox.regions().len() > MEMORIES => {
                let arrays = self.outbox.regions().len();
                self.outbox = Outbox::default();
                self.add(&Outcome::<()>::Task(format!("its result holds {arrays} arrays; {MEMORIES} can travel")))
            }
            Ok(bytes) => {
                self.used += bytes;
                self.completed += 1;
                // Arrays would die with this process, unlike what stands on the slate: they leave at once.
                if !self.outbox.regions().is_empty() {
                    self.send_waiting(Kind::Some)?;
                }
                self.slate.completed(self.completed);
                Ok(())
            }
            Err(postcard::Error::SerializeBufferFull) if self.used > 0 => {
                self.outbox = Outbox::default();
                self.send_waiting(Kind::Some)?;
                self.add(outcome)
            }
            Err(postcard::Error::SerializeBufferFull) => {
                self.outbox = Outbox::default();
                match sending(&mut self.outbox, || postcard::to_stdvec(outcome)) {
                    Ok(bytes) => self.send_alone(&bytes),
                    Err(reason) => self.cannot_send(&reason),
                }
            }
            Err(reason) => self.cannot_send(&reason),
        }
    }

    /// Sends what is left.
    pub fn finish(&mut self) -> io::Result<()> {
        self.send_waiting(Kind::Rest)
    }

    /// Says that the items cannot be run.
    pub fn refuse(&mut self, items: Header, reason: &str) -> io::Result<()> {
        wire::send(&self.socket, Header { kind: Kind::Refused, ..items }, reason.as_bytes(), &[], &[], true)
    }

    fn cannot_send(&mut self, reason: &postcard::Error) -> io::Result<()> {
        self.outbox = Outbox::default();
        self.add(&Outcome::<()>::Task(format!("its result cannot be sent: {reason}")))
    }

    fn send_waiting(&mut self, kind: Kind) -> io::Result<()> {
        let header =
            Header { kind, first: self.items.first + self.sent, count: self.completed - self.sent, ..self.items };
        let memories = memories(&self.outbox);
        wire::send(&self.socket, header, &[], &[&self.outcomes[..self.used]], &memories, true)?;
        self.outbox = Outbox::default();
        self.used = 0;
        self.sent = self.completed;
        self.slate.sent(self.sent);
        Ok(())
    }

    fn send_alone(&mut self, bytes: &[u8]) -> io::Result<()> {
        let header = Header { kind: Kind::Some, first: self.items.first + self.sent, count: 1, ..self.items };
        wire::send(&self.socket, header, &[], &[bytes], &memories(&self.outbox), true)?;
        self.outbox = Outbox::default();
        self.completed += 1;
        self.sent = self.completed;
        self.slate.completed(self.completed);
        self.slate.sent(self.sent);
        Ok(())
    }
}

fn memories(outbox: &Outbox) -> Vec<&Memory> {
    outbox.regions().iter().map(|region| &region.memory).collect()
}
