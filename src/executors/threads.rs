//! The executor `threads`: threads of the standard library, started for each run, that take blocks from one queue.

use std::sync::Mutex;
use std::thread::{Builder, scope};

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
        let grain = work.grain();
        let queue = Mutex::new(out.chunks_mut(grain).enumerate());
        let next = || queue.lock().expect("taking a block does not panic").next();
        let worker = || -> Result<(), Error> {
            while let Some((block, out)) = next() {
                work.fill_block(block * grain, out)?;
            }
            Ok(())
        };
        scope(|scope| {
            // The calling thread is the first worker.
            let others: Vec<_> = (1..self.workers).map(|_| Builder::new().spawn_scoped(scope, worker)).collect();
            let mut result = worker();
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
