//! Worker processes that wait for tasks: [`Pool`].

use std::env;
use std::fmt;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::available_parallelism;
use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::call::Call;
use crate::element::Element;
use crate::error::Error;
use crate::shared::SharedMut;
use crate::spawner::Spawner;
use crate::sys::MARKER;
use crate::worker_process::Worker;

/// How a pool is to be. Everything has a default.
#[derive(Debug, Clone, Default)]
pub struct Builder {
    workers: Option<usize>,
    program: Option<PathBuf>,
    quiet: bool,
    limits: Limits,
}

/// What the pool's workers may do.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Limits {
    pub deadline: Option<Duration>,
    pub memory: Option<u64>,
    pub calls: Option<u64>,
    pub private_bytes: Option<u64>,
}

impl Builder {
    /// This many workers. Default: one for each core that this process may use.
    pub fn workers(mut self, workers: usize) -> Self {
        self.workers = Some(workers);
        self
    }

    /// The time a task has before its worker is killed. Default: for ever.
    ///
    /// A task alone in its chunk is killed on time; one among others at the latest an eighth later.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.limits.deadline = Some(deadline);
        self
    }

    /// Bytes of address space a worker may have beside its program and the shared arrays of its task. Default: no limit.
    ///
    /// A worker that dies of a refused request gives [`Error::OutOfMemory`]. To know that, it handles the signals of a
    /// crash first and then gives them to whoever handled them before. Fortran's `allocate` without `stat` ends in
    /// [`Error::Exit`] with status 1 instead: its runtime looks for the words of its message first, and forgets the reason.
    pub fn memory_limit(mut self, bytes: u64) -> Self {
        self.limits.memory = Some(bytes);
        self
    }

    /// Replaces a worker after so many tasks. Default: never.
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
    pub fn program(mut self, program: impl Into<PathBuf>) -> Self {
        self.program = Some(program.into());
        self
    }

    /// Throws away what workers print. Default: it goes where this program's own output goes.
    pub fn quiet(mut self, quiet: bool) -> Self {
        self.quiet = quiet;
        self
    }

    /// Starts the workers and waits until all are ready.
    ///
    /// # Errors
    /// [`Error::Spawn`], [`Error::Unsupported`]; [`Error::Refused`] for no workers at all.
    pub fn build(self) -> Result<Pool, Error> {
        if !cfg!(target_os = "linux") {
            return Err(Error::Unsupported);
        }
        if env::args_os().nth(1).is_some_and(|argument| argument == MARKER) {
            let reason = "this process is a worker itself; `worker_entry` must come first in its main".into();
            return Err(Error::Spawn { reason });
        }
        let workers = self.workers.unwrap_or_else(|| available_parallelism().map_or(1, usize::from));
        if workers == 0 {
            return Err(Error::refused("a pool of 0 workers runs nothing"));
        }
        let program = self.program.map_or_else(env::current_exe, Ok).map_err(|reason| Error::spawn(&reason))?;
        let spawner = Spawner::new(program, self.quiet).map_err(|reason| Error::spawn(&reason))?;
        // All start at the same time.
        let starting: Vec<Worker> =
            (0..workers).map(|_| Worker::launch(&spawner, self.limits.memory)).collect::<Result<_, _>>()?;
        let idle = starting.into_iter().map(|worker| worker.ready().map(Some)).collect::<Result<_, _>>()?;
        Ok(Pool {
            idle: Mutex::new(idle),
            returned: Condvar::new(),
            workers,
            limits: self.limits,
            spawner,
            jobs: AtomicU64::new(1),
        })
    }
}

/// A place for a worker; empty when its worker died and no other could be started.
pub(crate) type Seat = Option<Worker>;

/// Worker processes that wait for tasks. Threads may share it; each call takes the workers that are free, at least one.
///
/// Dropping it ends the workers. So does the end of this program, by whatever cause: Ctrl-C, a crash, `kill -9`.
pub struct Pool {
    idle: Mutex<Vec<Seat>>,
    returned: Condvar,
    workers: usize,
    limits: Limits,
    spawner: Spawner,
    jobs: AtomicU64,
}

impl Pool {
    /// A pool with a worker for each core and no limits.
    ///
    /// # Errors
    /// As for [`Builder::build`].
    pub fn new() -> Result<Self, Error> {
        Self::builder().build()
    }

    /// A pool that is yet to be described.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// The number of workers.
    pub fn workers(&self) -> usize {
        self.workers
    }

    /// The process numbers of the workers that wait.
    pub fn process_ids(&self) -> Vec<u32> {
        self.idle().iter().flatten().map(|worker| worker.process.id()).collect()
    }

    /// A task with options of its own: `pool.task("f").chunk(1).map(items)`.
    pub fn task<'a>(&'a self, name: &'a str) -> Call<'a> {
        Call::new(self, name, self.limits.deadline)
    }

    /// The result of a task for one tuple of arguments.
    ///
    /// # Errors
    /// Whatever goes wrong, by its cause.
    pub fn call<A: Serialize, R: DeserializeOwned>(&self, task: &str, arguments: A) -> Result<R, Error> {
        self.task(task).call(arguments)
    }

    /// The results of a task of one argument for each item, in the items' order.
    ///
    /// # Errors
    /// The first in that order. Once one is known, no further items are begun. [`Call::map_each`] keeps what is good.
    pub fn map<A: Serialize, R: DeserializeOwned>(
        &self,
        task: &str,
        items: impl IntoIterator<Item = A>,
    ) -> Result<Vec<R>, Error> {
        self.task(task).map(items)
    }

    /// The results of a task for each tuple of arguments, in the tuples' order.
    ///
    /// # Errors
    /// As for [`Pool::map`].
    pub fn starmap<A: Serialize, R: DeserializeOwned>(
        &self,
        task: &str,
        items: impl IntoIterator<Item = A>,
    ) -> Result<Vec<R>, Error> {
        self.task(task).starmap(items)
    }

    /// The array, filled by a task of [`Tasks::with_fill`](crate::Tasks::with_fill) in blocks of `grain` elements, each
    /// written by one worker. `arguments` and the arrays in it go to each worker once, not once for each block.
    ///
    /// # Errors
    /// As for [`Pool::map`]. The array is gone then: nobody knows what is in it.
    pub fn fill<A: Serialize, T: Element>(
        &self,
        task: &str,
        arguments: &A,
        array: SharedMut<T>,
        grain: usize,
    ) -> Result<SharedMut<T>, Error> {
        self.task(task).fill(arguments, array, grain)
    }

    pub(crate) fn limits(&self) -> &Limits {
        &self.limits
    }

    pub(crate) fn next_job(&self) -> u64 {
        self.jobs.fetch_add(1, Ordering::Relaxed)
    }

    /// A new worker, ready.
    pub(crate) fn start_worker(&self) -> Result<Worker, Error> {
        Worker::launch(&self.spawner, self.limits.memory)?.ready()
    }

    /// Takes the seats that are free, at most so many; waits until there is one.
    pub(crate) fn borrow(&self, most: usize) -> Vec<Seat> {
        let idle = self.returned.wait_while(self.idle(), |idle| idle.is_empty());
        take_last(idle.unwrap_or_else(PoisonError::into_inner), most.max(1))
    }

    /// Takes the seats that are free, at most so many.
    pub(crate) fn borrow_more(&self, most: usize) -> Vec<Seat> {
        take_last(self.idle(), most)
    }

    /// Gives a seat back.
    pub(crate) fn give_back(&self, seat: Seat) {
        self.idle().push(seat);
        self.returned.notify_one();
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Seat>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn take_last(mut idle: MutexGuard<'_, Vec<Seat>>, most: usize) -> Vec<Seat> {
    let rest = idle.len().saturating_sub(most);
    idle.split_off(rest)
}

impl Drop for Pool {
    fn drop(&mut self) {
        let seats = std::mem::take(&mut *self.idle());
        Worker::dismiss_all(seats.into_iter().flatten().collect());
    }
}

impl fmt::Debug for Pool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pool of {} workers", self.workers)
    }
}
