//! The progress page of a worker, in memory that survives it: how far it is, the outcomes not yet sent, a panic.
//!
//! Without it, a worker that dies in the middle of many small items would lose their outcomes, and the parent could not
//! tell which item killed it. The page begins with seven words, then a message, then outcomes:
//!
//! | bytes | what |
//! | --- | --- |
//! | 0 | the number of the assignment that the words are about |
//! | 8 | how many of its items are completed |
//! | 16 | of how many items the outcomes are sent |
//! | 24 | [`ExitCause`] |
//! | 32 | the length of the message |
//! | 40 | not 0 when the worker shall end after the item at hand: the only word that the parent writes |
//! | 48 | not 0 when the process has become a worker |
//! | 64 to 4064 | the message: a panic's, or what broke the socket or kept the worker from being ready |
//! | from 4096 | the outcomes of the items that are completed and not sent |

use std::io;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::system::{INLINE_BYTES, Memory, Window, Words};

const ASSIGNMENT: usize = 0;
const COMPLETED: usize = 1;
const SENT: usize = 2;
const EXIT_CAUSE: usize = 3;
const MESSAGE_BYTES: usize = 4;
const STOP: usize = 5;
const STARTED: usize = 6;
const WORDS: usize = 7;

const MESSAGE_OFFSET: usize = 64;
const MAX_MESSAGE_BYTES: usize = 4000;
const OUTCOMES_OFFSET: usize = 4096;

/// What a worker says about its own end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ExitCause {
    /// Nothing.
    Unknown,
    /// Memory was refused.
    OutOfMemory,
    /// Its socket does not work any more, and the outcome of the item at hand could not be sent.
    SocketBroken,
    /// It ended between two items. All outcomes of completed items are sent or on the page.
    BetweenItems,
}

/// Tells the worker to end after the item at hand.
pub(crate) fn request_stop(page: &Memory) {
    // A worker that is not told ends later: it is killed.
    let _ = page.write_at(STOP * size_of::<u64>(), &1_u64.to_ne_bytes());
}

/// New memory for a progress page.
pub(crate) fn create() -> io::Result<Memory> {
    Memory::create(OUTCOMES_OFFSET + INLINE_BYTES)
}

/// The worker's side: it writes.
pub(crate) struct Progress {
    words: Words,
    message: Mutex<Window>,
}

impl Progress {
    /// The page, and where outcomes wait until they are sent. The descriptor is closed here, because code that writes
    /// to descriptors at random would write to the page.
    pub fn open(memory: Memory) -> io::Result<(Self, Window)> {
        let words = Words::map(&memory)?;
        let message = Window::map(&memory, MESSAGE_OFFSET..MESSAGE_OFFSET + MAX_MESSAGE_BYTES)?;
        let outcomes = Window::map(&memory, OUTCOMES_OFFSET..memory.bytes())?;
        words.get(STARTED).store(1, Ordering::Release);
        Ok((Self { words, message: Mutex::new(message) }, outcomes))
    }

    /// What the signal handlers of a dying process need: the words, the number of the word to set, its value.
    pub fn oom_mark(&self) -> (&Words, usize, u64) {
        (&self.words, EXIT_CAUSE, ExitCause::OutOfMemory as u64)
    }

    /// New items were assigned.
    pub fn begin(&self, assignment: u64) {
        self.set(COMPLETED, 0);
        self.set(SENT, 0);
        self.set(ASSIGNMENT, assignment);
    }

    /// This many items of the assignment are completed, and their outcomes written.
    pub fn set_completed(&self, items: u64) {
        self.set(COMPLETED, items);
        if self.words.get(MESSAGE_BYTES).load(Ordering::Relaxed) != 0 {
            self.set(MESSAGE_BYTES, 0);
        }
    }

    /// The outcomes of this many items are sent; the next outcome will be the first on the page.
    pub fn set_sent(&self, items: u64) {
        self.set(SENT, items);
    }

    /// Whether the parent has told this worker to end after the item at hand.
    pub fn stop_requested(&self) -> bool {
        self.words.get(STOP).load(Ordering::Relaxed) != 0
    }

    /// Says why the worker will end, unless that is said already.
    pub fn set_exit_cause(&self, cause: ExitCause) {
        if self.words.get(EXIT_CAUSE).load(Ordering::Relaxed) == 0 {
            self.set(EXIT_CAUSE, cause as u64);
        }
    }

    /// Forgets the message.
    pub fn clear_message(&self) {
        self.set(MESSAGE_BYTES, 0);
    }

    /// Writes the message of a panic or of a broken socket, unless the same item has written one: that one is the
    /// cause. A process that a task has forked has no page to write it to.
    pub fn set_message(&self, message: &str) {
        // If another thread writes one at this moment, that one is the cause.
        let Some(mut window) = self.words.are_mine().then(|| self.message.try_lock().ok()).flatten() else { return };
        if self.words.get(MESSAGE_BYTES).load(Ordering::Relaxed) == 0 {
            let bytes = &message.as_bytes()[..message.len().min(MAX_MESSAGE_BYTES)];
            window[..bytes.len()].copy_from_slice(bytes);
            self.set(MESSAGE_BYTES, bytes.len() as u64);
        }
    }

    fn set(&self, word: usize, value: u64) {
        let word: &AtomicU64 = self.words.get(word);
        word.store(value, Ordering::Release);
    }
}

/// The parent's side: what the page says at one moment. It is checked like a message: a broken worker may write
/// anything.
pub(crate) struct Snapshot {
    words: [u64; WORDS],
}

impl Snapshot {
    pub fn take(memory: &Memory) -> Self {
        let mut words = [0; WORDS];
        let read = memory.read_at(0, bytemuck::cast_slice_mut(&mut words));
        if read.is_err() {
            words = [0; WORDS];
        }
        Self { words }
    }

    /// How many items of this assignment were completed; None if the worker never began it.
    pub fn completed(&self, assignment: u64) -> Option<u64> {
        (self.words[ASSIGNMENT] == assignment).then_some(self.words[COMPLETED])
    }

    /// Whether the process has become a worker.
    pub fn started(&self) -> bool {
        self.words[STARTED] != 0
    }

    pub fn exit_cause(&self) -> ExitCause {
        [ExitCause::OutOfMemory, ExitCause::SocketBroken, ExitCause::BetweenItems]
            .into_iter()
            .find(|&cause| cause as u64 == self.words[EXIT_CAUSE])
            .unwrap_or(ExitCause::Unknown)
    }

    /// How many items had their outcomes sent, and the outcomes of those completed after.
    pub fn unsent(&self, memory: &Memory) -> (u64, Vec<u8>) {
        let mut outcomes = vec![0; INLINE_BYTES];
        let read = memory.read_at(OUTCOMES_OFFSET, &mut outcomes).unwrap_or(0);
        outcomes.truncate(read);
        (self.words[SENT], outcomes)
    }

    /// The message of the panic or of the broken socket that ended the worker.
    pub fn message(&self, memory: &Memory) -> Option<String> {
        let length = usize::try_from(self.words[MESSAGE_BYTES]).ok();
        let length = length.filter(|length| (1..=MAX_MESSAGE_BYTES).contains(length))?;
        let mut message = vec![0; length];
        memory.read_at(MESSAGE_OFFSET, &mut message).ok()?;
        Some(String::from_utf8_lossy(&message).into_owned())
    }
}
