//! Systems without a backend: the same types, of which no value can exist. Whatever would make one gives `Unsupported`.

use std::convert::Infallible;
use std::io::{self, ErrorKind::Unsupported};
use std::ops::{Deref, DerefMut, Range};
use std::path::PathBuf;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use super::{ExitStatus, Launch, Ready};
use crate::usage::Usage;

/// Bytes that can be read: none.
pub(crate) type Map = Box<[u8]>;

pub(crate) struct Memory(Infallible);

impl Memory {
    pub fn create(_bytes: usize) -> io::Result<Self> {
        Err(Unsupported.into())
    }

    pub fn bytes(&self) -> usize {
        match self.0 {}
    }

    pub fn move_to_high_fd(self) -> Self {
        match self.0 {}
    }

    pub fn map(&self) -> io::Result<Map> {
        match self.0 {}
    }

    pub fn read_at(&self, _at: usize, _buffer: &mut [u8]) -> io::Result<usize> {
        match self.0 {}
    }

    pub fn write_at(&self, _at: usize, _bytes: &[u8]) -> io::Result<usize> {
        match self.0 {}
    }
}

pub(crate) fn memory_and_swap() -> io::Result<u64> {
    Err(Unsupported.into())
}

pub(crate) struct Owned(Infallible);

impl Owned {
    pub fn create(_bytes: usize) -> io::Result<Self> {
        Err(Unsupported.into())
    }

    pub fn memory(&self) -> &Memory {
        match self.0 {}
    }

    pub fn seal(self) -> io::Result<Memory> {
        match self.0 {}
    }
}

impl Deref for Owned {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self.0 {}
    }
}

impl DerefMut for Owned {
    fn deref_mut(&mut self) -> &mut [u8] {
        match self.0 {}
    }
}

pub(crate) struct Window(Infallible);

impl Window {
    pub fn map(memory: &Memory, _range: Range<usize>) -> io::Result<Self> {
        match memory.0 {}
    }
}

impl Deref for Window {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self.0 {}
    }
}

impl DerefMut for Window {
    fn deref_mut(&mut self) -> &mut [u8] {
        match self.0 {}
    }
}

pub(crate) struct GuardedBlock(Infallible);

impl GuardedBlock {
    pub fn create(_bytes: usize) -> io::Result<Self> {
        Err(Unsupported.into())
    }

    pub fn block(&mut self) -> &mut [u8] {
        match self.0 {}
    }
}

pub(crate) struct Words(Infallible);

impl Words {
    pub fn map(memory: &Memory) -> io::Result<Self> {
        match memory.0 {}
    }

    pub fn are_mine(&self) -> bool {
        match self.0 {}
    }

    pub fn get(&self, _number: usize) -> &AtomicU64 {
        match self.0 {}
    }
}

pub(crate) struct Socket(Infallible);

pub(crate) struct Inherited(Infallible);

pub(crate) fn pair() -> io::Result<(Socket, Inherited)> {
    Err(Unsupported.into())
}

impl Socket {
    pub fn is_open(&self) -> bool {
        match self.0 {}
    }

    pub fn send(&self, _header: &[u8], _payload: &[u8], _memories: &[&Memory], _wait: bool) -> io::Result<()> {
        match self.0 {}
    }

    pub fn receive(&self, _buffer: &mut [u8], _wait: bool) -> io::Result<(usize, Vec<Memory>)> {
        match self.0 {}
    }
}

#[derive(Debug)]
pub(crate) struct Program(Infallible);

impl Program {
    pub fn this() -> io::Result<Self> {
        Err(Unsupported.into())
    }

    pub fn at(_path: PathBuf) -> io::Result<Self> {
        Err(Unsupported.into())
    }
}

/// No process is counted.
#[derive(Debug)]
pub(crate) struct Ledger;

impl Ledger {
    pub fn new(_at_once: usize) -> Self {
        Self
    }

    pub fn usage(&self) -> Usage {
        Usage::default()
    }

    pub fn reset_peak_memory(&self) {}
}

pub(crate) struct Process(Infallible);

impl Process {
    pub fn start(_launch: &Launch, socket: Inherited) -> io::Result<Self> {
        match socket.0 {}
    }

    pub fn id(&self) -> u32 {
        match self.0 {}
    }

    pub fn note_usage(&self) {
        match self.0 {}
    }

    pub fn ends_within(&self, _time: Duration) -> bool {
        match self.0 {}
    }

    pub fn kill_and_wait(&mut self) -> ExitStatus {
        match self.0 {}
    }

    pub fn private_bytes(&self) -> Option<u64> {
        match self.0 {}
    }
}

pub(crate) fn wait(_workers: &[(Option<&Socket>, &Process)], _timeout: Option<Duration>) -> io::Result<Vec<Ready>> {
    Err(Unsupported.into())
}

/// No process is a worker.
pub(crate) fn take_worker_socket() -> Option<io::Result<Socket>> {
    None
}

pub(crate) fn limit_memory(_bytes: u64) -> io::Result<()> {
    Err(Unsupported.into())
}

pub(crate) fn raise_memory_limit(_bytes: u64) -> io::Result<()> {
    Err(Unsupported.into())
}

pub(crate) fn die_of_raised_signals() -> io::Result<()> {
    Err(Unsupported.into())
}

pub(crate) fn install_oom_marker(words: &'static Words, _word: usize, _value: u64) -> io::Result<()> {
    match words.0 {}
}

pub(crate) fn clear_errno() {}

pub(crate) fn signal_name(_number: i32) -> Option<&'static str> {
    None
}
