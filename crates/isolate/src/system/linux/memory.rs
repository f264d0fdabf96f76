//! Shared memory: a memfd of fixed size, writable or sealed against writing.
#![expect(unsafe_code, reason = "shared mappings and atomics in them: their rules span processes")]

use std::io;
use std::ops::{Deref, DerefMut, Range};
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd};
use std::slice;
use std::sync::atomic::AtomicU64;
use std::thread::sleep;
use std::time::{Duration, Instant};

use memmap2::{Advice, Mmap, MmapMut, MmapOptions, MmapRaw};
use rustix::fs::{MemfdFlags, SealFlags};
use rustix::io::Errno;
use rustix::mm::MprotectFlags;
use rustix::process::Pid;

use super::emulator::is_emulated;
use super::socket::above_standard_streams;

/// How long sealing waits for children that are being started.
const SEAL_TIMEOUT: Duration = Duration::from_millis(500);

const FIXED_SIZE: SealFlags = SealFlags::SHRINK.union(SealFlags::GROW);

/// Memory that can be sent to another process. Its size never changes: it is sealed.
pub(crate) struct Memory {
    fd: OwnedFd,
    bytes: usize,
}

impl Memory {
    /// New memory full of zeros.
    pub fn create(bytes: usize) -> io::Result<Self> {
        let fd = rustix::fs::memfd_create("ffi-isolate", MemfdFlags::CLOEXEC | MemfdFlags::ALLOW_SEALING)?;
        let fd = above_standard_streams(fd)?;
        rustix::fs::ftruncate(&fd, bytes as u64)?;
        rustix::fs::fcntl_add_seals(&fd, FIXED_SIZE)?;
        Ok(Self { fd, bytes })
    }

    /// Memory from another process, which may be broken: anything but a memfd of fixed size is
    /// [`io::ErrorKind::InvalidData`].
    pub(super) fn received(fd: OwnedFd) -> io::Result<Self> {
        if !rustix::fs::fcntl_get_seals(&fd).is_ok_and(|seals| seals.contains(FIXED_SIZE)) {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "a descriptor that is not memory of fixed size"));
        }
        let bytes = usize::try_from(rustix::fs::fstat(&fd)?.st_size).map_err(io::Error::other)?;
        Ok(Self { fd, bytes })
    }

    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Moves the descriptor to a high number, where code that closes descriptors at random rarely looks.
    pub fn move_to_high_fd(self) -> Self {
        Self { fd: super::socket::move_to_high_fd(self.fd), bytes: self.bytes }
    }

    /// No process can write from now on. Refused while any process has the memory mapped for writing.
    pub fn seal(&self) -> io::Result<()> {
        let give_up = Instant::now() + SEAL_TIMEOUT;
        loop {
            match rustix::fs::fcntl_add_seals(&self.fd, SealFlags::WRITE) {
                // A child that another thread is starting may have a mapping until it runs its program.
                Err(Errno::BUSY) if Instant::now() < give_up => sleep(Duration::from_millis(1)),
                answer => return Ok(answer?),
            }
        }
    }

    /// The bytes of sealed memory; memory that is not sealed is refused.
    pub fn map(&self) -> io::Result<Map> {
        MmapOptions::new().len(self.bytes).map_if_safe(self.fd.as_raw_fd()).map_err(io::Error::other)
    }

    /// Copies what lies at `at`, and returns how much that was.
    pub fn read_at(&self, at: usize, buffer: &mut [u8]) -> io::Result<usize> {
        Ok(rustix::io::pread(&self.fd, buffer, at as u64)?)
    }

    /// Copies `bytes` to `at`.
    pub fn write_at(&self, at: usize, bytes: &[u8]) -> io::Result<usize> {
        Ok(rustix::io::pwrite(&self.fd, bytes, at as u64)?)
    }
}

impl AsFd for Memory {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.fd.as_fd()
    }
}

/// The bytes of memory and swap that the system has, used or not.
pub(crate) fn memory_and_swap() -> io::Result<u64> {
    let info = rustix::system::sysinfo();
    let bytes = (u128::from(info.totalram) + u128::from(info.totalswap)) * u128::from(info.mem_unit);
    u64::try_from(bytes).map_err(io::Error::other)
}

/// The bytes of sealed memory.
pub(crate) type Map = Mmap;

/// New memory with its only writable mapping in this process.
pub(crate) struct Owned {
    memory: Memory,
    map: MmapMut,
}

impl Owned {
    pub fn create(bytes: usize) -> io::Result<Self> {
        let memory = Memory::create(bytes)?;
        // The memory is new, so this is its only mapping, and a child that this process forks gets no writable one.
        // Other processes get the descriptor from `Pool::fill` alone, which has the array until every worker that had a
        // part of it mapped has unmapped it or is dead; after an error it drops the array.
        let map = map_writable(&memory, 0..bytes)?;
        Ok(Self { memory, map })
    }

    pub fn memory(&self) -> &Memory {
        &self.memory
    }

    /// The same memory, for readers only.
    pub fn seal(self) -> io::Result<Memory> {
        drop(self.map);
        self.memory.seal()?;
        Ok(self.memory)
    }
}

impl Deref for Owned {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.map
    }
}

impl DerefMut for Owned {
    fn deref_mut(&mut self) -> &mut [u8] {
        &mut self.map
    }
}

/// A writable part of another process's memory, which only this worker may access meanwhile. A process that the worker
/// forks does not have it: it dies of SIGSEGV where it writes as if it were the worker.
pub(crate) struct Window(MmapMut);

impl Window {
    /// The bytes of the range. Each byte may be in one window at a time: the parent gives each block of an array to one
    /// worker, and does not look before that worker has unmapped it or is dead. Of a progress page, it only makes
    /// copies by system calls.
    pub fn map(memory: &Memory, range: Range<usize>) -> io::Result<Self> {
        if range.start > range.end || range.end > memory.bytes {
            return Err(io::Error::other(format!("window {range:?} of memory of {} bytes", memory.bytes)));
        }
        let map = map_writable(memory, range)?;
        // All pages at once, because a worker writes all of its window. Kernels before 5.14 do it page by page.
        let _ = map.advise(Advice::PopulateWrite);
        Ok(Self(map))
    }
}

impl DerefMut for Window {
    fn deref_mut(&mut self) -> &mut [u8] {
        &mut self.0
    }
}

impl Deref for Window {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

/// Memory of this process alone for one block at a time. The block ends where the memory ends, and the pages before and
/// after it can be neither read nor written: an access beyond the block's end is a SIGSEGV.
pub(crate) struct GuardedBlock {
    map: MmapRaw,
    /// Where the block begins in the mapping.
    start: usize,
}

impl GuardedBlock {
    pub fn create(bytes: usize) -> io::Result<Self> {
        let page = rustix::param::page_size();
        let inner = bytes.next_multiple_of(page);
        let map = MmapRaw::from(MmapMut::map_anon(inner + 2 * page)?);
        for guard in [0, page + inner] {
            let start = map.as_mut_ptr().wrapping_add(guard).cast();
            // SAFETY: the page lies in the mapping, which has `inner` bytes and two pages. No reference to its bytes
            // exists, now or later: `block` gives out the bytes between the two pages alone.
            unsafe { rustix::mm::mprotect(start, page, MprotectFlags::empty()) }?;
        }
        Ok(Self { map, start: page + inner - bytes })
    }

    /// The block: as many bytes as were asked for.
    pub fn block(&mut self) -> &mut [u8] {
        let end = self.map.len() - rustix::param::page_size();
        let start = self.map.as_mut_ptr().wrapping_add(self.start);
        // SAFETY: these bytes lie in the mapping, between its two guard pages, and are readable and writable. They are
        // this process's alone, and borrowed as long as the result lives.
        unsafe { slice::from_raw_parts_mut(start, end - self.start) }
    }
}

/// The first words of some memory, as atomics: another process may read them at any time. A process that this one forks
/// does not have them.
pub(crate) struct Words {
    map: MmapRaw,
    owner: Pid,
}

impl Words {
    const COUNT: usize = 8;

    pub fn map(memory: &Memory) -> io::Result<Self> {
        if memory.bytes < Self::COUNT * size_of::<u64>() {
            return Err(io::Error::other(format!("memory of {} bytes has no room for its words", memory.bytes)));
        }
        let map = MmapOptions::new().len(Self::COUNT * size_of::<u64>()).map_raw(memory.fd.as_raw_fd())?;
        keep_from_children(map.advise(Advice::DontFork))?;
        Ok(Self { map, owner: rustix::process::getpid() })
    }

    /// Whether this is the process that mapped them; in a child that it forked, any access would end the child.
    pub fn are_mine(&self) -> bool {
        rustix::process::getpid() == self.owner
    }

    /// One of the eight words; numbers beyond stand for the last.
    pub fn get(&self, number: usize) -> &AtomicU64 {
        let word = self.map.as_mut_ptr().cast::<u64>().wrapping_add(number.min(Self::COUNT - 1));
        // SAFETY: the mapping begins at a page and has room for all words (checked in `map`); it lives as long as self,
        // its size is sealed, and all of this crate's accesses to these words are atomic or by system calls. In a child
        // that this process forked the address is not mapped, and the access ends the child.
        unsafe { AtomicU64::from_ptr(word) }
    }
}

/// The answer to the advice that keeps a mapping from forked children. Linux always follows it; qemu-user does not have
/// it, so under an emulator a child that foreign code forks can write on: what the proofs here say of forks holds on a
/// real kernel alone.
fn keep_from_children(answer: io::Result<()>) -> io::Result<()> {
    answer.or_else(|error| {
        let unknown = error.kind() == io::ErrorKind::InvalidInput;
        if unknown && is_emulated() { Ok(()) } else { Err(error) }
    })
}

/// Maps the range for writing, and for this process alone: a child that any of its threads forks, now or later, has no
/// writable mapping of it. Therefore it becomes writable only after the kernel has been told.
fn map_writable(memory: &Memory, range: Range<usize>) -> io::Result<MmapMut> {
    let mut options = MmapOptions::new();
    options.offset(range.start as u64).len(range.len());
    // SAFETY: the size is sealed, so no access is out of bounds (each caller has checked the range). Nobody looks
    // through this mapping before it is writable; from then on the bytes are this process's alone: both callers say why
    // no other process has them mapped meanwhile, and a forked child does not inherit the mapping.
    let map = unsafe { options.map(memory.fd.as_raw_fd()) }?;
    keep_from_children(map.advise(Advice::DontFork))?;
    map.make_mut()
}
