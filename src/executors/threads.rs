//! The executor `threads`: threads of the standard library, started for each run, that take blocks from one queue.

use std::thread::{Builder, scope};

use super::queue::Queue;
use super::{Executor, ExecutorKind};
use crate::error::Error;
use crate::work::Work;

/// Standard threads, started for each run.
pub static THREADS: ExecutorKind = ExecutorKind {
    name: "threads",
    summary: "standard threads, started for each run, that take blocks from one queue",
    max_workers: 1024,
    by_default: true,
    start: |workers| Ok(Box::new(Threads { workers })),
};

struct Threads {
    workers: usize,
}

impl Executor for Threads {
    fn fill(&self, work: &Work<'_>, out: &mut [f64]) -> Result<(), Error> {
        let queue = Queue::new(work, out);
        scope(|scope| {
            // The calling thread is the first worker.
            let others: Vec<_> =
                (1..self.workers).map(|_| Builder::new().spawn_scoped(scope, || queue.work())).collect();
            let mut result = queue.work();
            for other in others {
                let joined = other.map_err(|reason| Error::Spawn(reason.to_string())).and_then(|handle| {
                    // A panic goes on where it would have without threads.
                    handle.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
                });
                result = result.and(joined);
            }
            result
        })
    }
}
