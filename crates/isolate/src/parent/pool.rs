//! Worker processes that wait for tasks: [`Pool`].

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::spawner::Spawner;
use super::worker_handle::WorkerHandle;
use crate::error::Error;
use crate::system::{Launch, Ledger};
use crate::usage::Usage;

/// What the pool's workers may do; None is no limit.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Limits {
    /// The time each item has.
    pub deadline: Option<Duration>,
    /// Bytes of address space on top of the program and the arrays.
    pub memory: Option<u64>,
    /// Items that a worker runs before it is replaced.
    pub calls: Option<u64>,
    /// Private memory above which a worker is replaced.
    pub private_bytes: Option<u64>,
    /// Whether each item's outcome is sent alone, and the socket checked after each.
    pub check_every_item: bool,
    /// Whether a task fills its block between two pages that it cannot write.
    pub guard_blocks: bool,
}

/// Worker processes that wait for tasks. Threads may share it; each call takes the workers that are free, at least one.
///
/// Dropping it ends the workers. So does the end of this program, by whatever cause: Ctrl-C, a crash, `kill -9`.
pub struct Pool {
    /// The slots that no call has borrowed: a worker that waits, or none where its worker died and no other could
    /// start.
    free: Mutex<Vec<Option<WorkerHandle>>>,
    returned: Condvar,
    workers: usize,
    limits: Limits,
    spawner: Spawner,
    ledger: Arc<Ledger>,
    jobs: AtomicU64,
}

impl Pool {
    /// The number of workers.
    pub fn workers(&self) -> usize {
        self.workers
    }

    /// The process numbers of the workers that wait.
    pub fn process_ids(&self) -> Vec<u32> {
        self.free().iter().flatten().map(|worker| worker.process.id()).collect()
    }

    /// What the workers have used so far, those included that run a call of another thread and those that have ended.
    /// What a task used that crashed or was killed counts. The memory of one that crashed counts only where it was more
    /// than this program had when it started the worker, because the system does not tell otherwise. It costs some ten
    /// microseconds for each worker.
    ///
    /// ```no_run
    /// # fn main() -> Result<(), ffi_isolate::Error> {
    /// let pool = ffi_isolate::Pool::new()?;
    /// let before = pool.usage();
    /// let roots: Vec<f64> = pool.map("root", [1.0, 4.0, 9.0])?;
    /// let cpu_time = pool.usage().cpu_time - before.cpu_time;
    /// # Ok(()) }
    /// ```
    pub fn usage(&self) -> Usage {
        self.ledger.usage()
    }

    /// Begins a new peak of each worker's memory: [`Usage::peak_memory_bytes`]. Where the system cannot (a Linux whose
    /// /proc/pid/clear_refs cannot be written), the older peak stays.
    pub fn reset_peak_memory(&self) {
        self.ledger.reset_peak_memory();
    }

    /// A pool whose workers are ready. They all start at the same time.
    pub(super) fn start(workers: usize, launch: Launch, limits: Limits) -> Result<Self, Error> {
        let ledger = Arc::clone(&launch.ledger);
        let spawner = Spawner::new(launch).map_err(|reason| Error::spawn(&reason))?;
        let starting: Vec<WorkerHandle> =
            (0..workers).map(|_| WorkerHandle::launch(&spawner, &limits)).collect::<Result<_, _>>()?;
        let ready = starting.into_iter().map(|worker| worker.wait_until_ready(&limits).map(Some));
        let free = Mutex::new(ready.collect::<Result<_, _>>()?);
        Ok(Self { free, returned: Condvar::new(), workers, limits, spawner, ledger, jobs: AtomicU64::new(1) })
    }

    pub(super) fn limits(&self) -> &Limits {
        &self.limits
    }

    pub(super) fn next_job(&self) -> u64 {
        self.jobs.fetch_add(1, Ordering::Relaxed)
    }

    /// A new worker, ready.
    pub(super) fn start_worker(&self) -> Result<WorkerHandle, Error> {
        WorkerHandle::launch(&self.spawner, &self.limits)?.wait_until_ready(&self.limits)
    }

    /// Takes the slots that are free, at most `most` and at least one; waits until there is one.
    pub(super) fn borrow(&self, most: usize) -> Vec<Option<WorkerHandle>> {
        let free = self.returned.wait_while(self.free(), |free| free.is_empty());
        take_last(free.unwrap_or_else(PoisonError::into_inner), most.max(1))
    }

    /// Takes the slots that are free, at most `most`; does not wait.
    pub(super) fn borrow_more(&self, most: usize) -> Vec<Option<WorkerHandle>> {
        take_last(self.free(), most)
    }

    /// Gives a slot back.
    pub(super) fn give_back(&self, slot: Option<WorkerHandle>) {
        self.free().push(slot);
        self.returned.notify_one();
    }

    fn free(&self) -> MutexGuard<'_, Vec<Option<WorkerHandle>>> {
        self.free.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn take_last(mut free: MutexGuard<'_, Vec<Option<WorkerHandle>>>, most: usize) -> Vec<Option<WorkerHandle>> {
    let left = free.len().saturating_sub(most);
    free.split_off(left)
}

impl Drop for Pool {
    fn drop(&mut self) {
        let slots = std::mem::take(&mut *self.free());
        WorkerHandle::shut_down_all(slots.into_iter().flatten().collect());
    }
}

impl fmt::Debug for Pool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pool of {} workers", self.workers)
    }
}
