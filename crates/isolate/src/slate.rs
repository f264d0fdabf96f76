//! What a worker writes down as it works, in memory that survives it: how far it is, the outcomes not yet sent, a panic.
//!
//! Without it, the death of a worker in the middle of many small items would take their outcomes along, and nobody could
//! say which item it died of.

use std::io;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::sys::{INLINE_BYTES, Memory, Window, Words};

const SERIAL: usize = 0;
const COMPLETED: usize = 1;
const SENT: usize = 2;
const NOTE: usize = 3;
const TEXT_BYTES: usize = 4;
const WORDS: usize = 5;

const TEXT_AT: usize = 64;
const MOST_TEXT_BYTES: usize = 4000;
const OUTCOMES_AT: usize = 4096;

/// What a worker has to say of its own end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Note {
    /// Nothing.
    None,
    /// Memory was refused.
    NoMemory,
    /// Its socket does not work any more.
    SocketBroken,
}

/// New memory for a slate.
pub(crate) fn create() -> io::Result<Memory> {
    Memory::create(OUTCOMES_AT + INLINE_BYTES)
}

/// The worker's side.
pub(crate) struct Slate {
    memory: Memory,
    words: Words,
}

impl Slate {
    pub fn open(memory: Memory) -> io::Result<Self> {
        Ok(Self { words: Words::map(&memory)?, memory })
    }

    /// Where outcomes wait until they are sent.
    pub fn outcomes(&self) -> io::Result<Window> {
        Window::map(&self.memory, OUTCOMES_AT..self.memory.bytes())
    }

    /// The words again, for the handlers of a dying process, with the place and the value of their note.
    pub fn for_memory_refusals(&self) -> io::Result<(Words, usize, u64)> {
        Ok((Words::map(&self.memory)?, NOTE, Note::NoMemory as u64))
    }

    /// New items were handed over.
    pub fn begin(&self, serial: u64) {
        self.set(COMPLETED, 0);
        self.set(SENT, 0);
        self.set(SERIAL, serial);
    }

    /// So many items of these are done, and their outcomes written.
    pub fn completed(&self, items: u64) {
        self.set(COMPLETED, items);
        if self.words.get(TEXT_BYTES).load(Ordering::Relaxed) != 0 {
            self.set(TEXT_BYTES, 0);
        }
    }

    /// The outcomes of so many items are sent; the next one will be the first written.
    pub fn sent(&self, items: u64) {
        self.set(SENT, items);
    }

    pub fn note(&self, note: Note) {
        self.set(NOTE, note as u64);
    }

    /// Notes a panic or a broken socket, unless something of the same item is noted: that one is the cause.
    pub fn write(&self, message: &str) {
        if self.words.get(TEXT_BYTES).load(Ordering::Relaxed) == 0 {
            let bytes = &message.as_bytes()[..message.len().min(MOST_TEXT_BYTES)];
            if self.memory.write_at(TEXT_AT, bytes).is_ok() {
                self.set(TEXT_BYTES, bytes.len() as u64);
            }
        }
    }

    fn set(&self, word: usize, value: u64) {
        let word: &AtomicU64 = self.words.get(word);
        word.store(value, Ordering::Release);
    }
}

/// The parent's side: what the slate says at one moment. Nothing on it can be trusted further than a message can.
pub(crate) struct Reading {
    words: [u64; WORDS],
}

impl Reading {
    pub fn take(memory: &Memory) -> Self {
        let mut words = [0; WORDS];
        let read = memory.read_at(0, bytemuck::cast_slice_mut(&mut words));
        if read.is_err() {
            words = [0; WORDS];
        }
        Self { words }
    }

    /// How many items of this hand-over were completed; None if the worker never began it.
    pub fn completed(&self, serial: u64) -> Option<u64> {
        (self.words[SERIAL] == serial).then_some(self.words[COMPLETED])
    }

    pub fn note(&self) -> Note {
        [Note::NoMemory, Note::SocketBroken]
            .into_iter()
            .find(|&note| note as u64 == self.words[NOTE])
            .unwrap_or(Note::None)
    }

    /// How many items had their outcomes sent, and the outcomes of those completed after.
    pub fn unsent(&self, memory: &Memory) -> (u64, Vec<u8>) {
        let mut outcomes = vec![0; INLINE_BYTES];
        let read = memory.read_at(OUTCOMES_AT, &mut outcomes).unwrap_or(0);
        outcomes.truncate(read);
        (self.words[SENT], outcomes)
    }

    /// What the worker could not survive, in words.
    pub fn text(&self, memory: &Memory) -> Option<String> {
        let length =
            usize::try_from(self.words[TEXT_BYTES]).ok().filter(|length| (1..=MOST_TEXT_BYTES).contains(length))?;
        let mut message = vec![0; length];
        memory.read_at(TEXT_AT, &mut message).ok()?;
        Some(String::from_utf8_lossy(&message).into_owned())
    }
}
