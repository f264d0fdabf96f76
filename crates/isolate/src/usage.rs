//! What worker processes have used: [`Usage`].

use std::time::Duration;

/// What the workers of a pool have used: [`Pool::usage`](crate::Pool::usage).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Usage {
    /// CPU time since the pool was built: of all threads of all workers, those included that have ended, and of
    /// processes that a worker started and waited for. It never falls, so the difference of two is what was used
    /// between them.
    pub cpu_time: Duration,
    /// The sum of each worker's largest resident memory, in bytes, since the pool was built or
    /// [`Pool::reset_peak_memory`](crate::Pool::reset_peak_memory). Pages that processes share count in each: the
    /// program's code, shared arrays. Of the workers that have run one after another, the largest count, as many as the
    /// pool has.
    pub peak_memory_bytes: u64,
}
