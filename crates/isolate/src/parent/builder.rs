//! The options of a pool: [`Builder`].

use std::env;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread::available_parallelism;
use std::time::Duration;

use super::pool::{Limits, Pool};
use super::scheduler::no_time;
use crate::error::Error;
use crate::system::{Launch, Ledger, Program, WORKER_ARGUMENT};

impl Pool {
    /// A pool with a worker for each core and no limits.
    ///
    /// # Errors
    /// As for [`Builder::build`].
    pub fn new() -> Result<Self, Error> {
        Self::builder().build()
    }

    /// The options of a new pool.
    pub fn builder() -> Builder {
        Builder::default()
    }
}

/// The options of a pool. Each has a default.
#[derive(Debug, Clone, Default)]
pub struct Builder {
    workers: Option<usize>,
    program: Option<PathBuf>,
    quiet: bool,
    limits: Limits,
}

impl Builder {
    /// This many workers. Default: one for each core that this process may use.
    pub fn workers(mut self, workers: usize) -> Self {
        self.workers = Some(workers);
        self
    }

    /// The time a task has before its worker is killed. Default: no limit.
    ///
    /// A task alone in its chunk is killed on time; one of several in a chunk up to an eighth of the deadline later. A
    /// result that has arrived by then is a result. A deadline of 0 is refused; one beyond the clock's range is none.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.limits.deadline = Some(deadline);
        self
    }

    /// Bytes of address space a worker may have on top of its program and the shared arrays of its task. Default: no
    /// limit.
    ///
    /// A worker that dies of a refused request gives [`Error::OutOfMemory`]. It recognises this by `errno`, so it
    /// handles the signals of a crash first and then passes them on to the handlers before it. It also runs with
    /// `RUST_BACKTRACE=0`, because printing a backtrace changes `errno`. Fortran's `allocate` without `stat` ends in
    /// [`Error::Exit`] with status 1 instead: its runtime changes `errno` when it looks up its message.
    pub fn memory_limit(mut self, bytes: u64) -> Self {
        self.limits.memory = Some(bytes);
        self
    }

    /// Replaces a worker after this many tasks. Default: never.
    pub fn recycle_after(mut self, tasks: u64) -> Self {
        self.limits.calls = Some(tasks.max(1));
        self
    }

    /// Replaces a worker that still has more private memory than this after a task. Default: never.
    pub fn recycle_above(mut self, bytes: u64) -> Self {
        self.limits.private_bytes = Some(bytes);
        self
    }

    /// The program whose main begins with [`worker_entry`](crate::worker_entry). Default: this one.
    ///
    /// [`Builder::build`] opens its file, so all workers of the pool run the same program, also when the file is
    /// replaced meanwhile. A script (`#!`) is looked up anew for each worker.
    pub fn program(mut self, program: impl Into<PathBuf>) -> Self {
        self.program = Some(program.into());
        self
    }

    /// Discards what workers print. Default: it goes where this program's own output goes.
    pub fn quiet(mut self, quiet: bool) -> Self {
        self.quiet = quiet;
        self
    }

    /// Names the task that closes its worker's socket or writes to it: that item is [`Error::Lost`], and no other.
    /// Default: no.
    ///
    /// By default a worker looks at its socket after every 32 items and after the last of a chunk, and sends outcomes
    /// together. A task that damages the socket and returns then keeps its result, as every other item does; the worker
    /// is replaced. Two things are not certain: a task that damages the socket and returns within some microseconds,
    /// when the next task takes longer than 200 ms, may leave the blame to that one; so may a task that closes the
    /// socket, when the next returns a shared array or more than 64 KiB, which only the socket can carry.
    ///
    /// With this option every outcome travels alone, in the order of the items, and the socket is looked at after each.
    /// A small task then takes several times as long.
    pub fn check_every_item(mut self, check: bool) -> Self {
        self.limits.check_every_item = check;
        self
    }

    /// Ends a task that writes beyond the end of its block by SIGSEGV. Default: no.
    ///
    /// By default a task of [`Pool::fill`] writes into the array itself: a worker maps the pages on which the blocks of
    /// its chunk lie. A write beyond a block then goes to the next block of the chunk, or to another worker's block on
    /// the same page, or it is a SIGSEGV where no page follows; `fill` may be `Ok`.
    ///
    /// With this option a task gets a copy of its block that ends where a page ends, with no page after it and none
    /// before that page. When the task has returned, the copy goes into the array. A write before the block, by less
    /// than a page, is not noticed; it changes nothing in the array. The two copies cost about as long as a task that
    /// fills its block with a constant.
    pub fn guard_blocks(mut self, guard: bool) -> Self {
        self.limits.guard_blocks = guard;
        self
    }

    /// Starts the workers and waits until all are ready.
    ///
    /// # Errors
    /// [`Error::Spawn`], [`Error::Unsupported`]; [`Error::Refused`] for no workers at all or a deadline of 0.
    pub fn build(self) -> Result<Pool, Error> {
        if !cfg!(target_os = "linux") {
            return Err(Error::Unsupported);
        }
        if env::args_os().nth(1).is_some_and(|argument| argument == WORKER_ARGUMENT) {
            let reason = "this process is a worker itself; `worker_entry` must come first in its main".into();
            return Err(Error::Spawn { reason });
        }
        let workers = self.workers.unwrap_or_else(|| available_parallelism().map_or(1, usize::from));
        if workers == 0 {
            return Err(Error::refused("a pool of 0 workers runs nothing"));
        }
        if self.limits.deadline.is_some_and(|deadline| deadline.is_zero()) {
            return Err(no_time());
        }
        let program = self.program.map_or_else(Program::this, Program::at).map_err(|reason| Error::spawn(&reason))?;
        let ledger = Arc::new(Ledger::new(workers));
        let memory_limited = self.limits.memory.is_some();
        Pool::start(workers, Launch { program, quiet: self.quiet, memory_limited, ledger }, self.limits)
    }
}
