//! The executor `rayon`: a pool of its own, kept between runs, whose threads take blocks from one queue.
//!
//! The calling thread is the first worker, and the pool has the others. A parallel iterator inside `install` would
//! leave the caller asleep and begin with one thread of the pool, which the others steal from when they are awake: in
//! runs of some milliseconds that is late.

use std::sync::Mutex;

use rayon::{ThreadPool, ThreadPoolBuilder};

use super::queue::Queue;
use super::{Executor, ExecutorKind};
use crate::error::Error;
use crate::work::Work;

/// A rayon pool, kept between runs.
pub static RAYON: ExecutorKind = ExecutorKind {
    name: "rayon",
    summary: "a rayon pool, kept between runs, whose threads take blocks from one queue",
    max_workers: 1024,
    by_default: true,
    start: |workers| {
        let others = workers - 1;
        // To rayon, 0 threads are as many as there are cores.
        let pool = (others > 0).then(|| ThreadPoolBuilder::new().num_threads(others).build()).transpose();
        match pool {
            Ok(pool) => Ok(Box::new(Rayon { pool })),
            Err(reason) => Err(Error::Spawn(reason.to_string())),
        }
    },
};

struct Rayon {
    pool: Option<ThreadPool>,
}

impl Executor for Rayon {
    fn fill(&self, work: &Work<'_>, out: &mut [f64]) -> Result<(), Error> {
        let queue = Queue::new(work, out);
        let Some(pool) = &self.pool else { return queue.work() };
        let refused = Mutex::new(Ok(()));
        let worker = || {
            if let Err(error) = queue.work() {
                *refused.lock().expect("an assignment does not panic") = Err(error);
            }
        };
        pool.in_place_scope(|scope| {
            scope.spawn_broadcast(|_, _| worker());
            worker();
        });
        refused.into_inner().expect("an assignment does not panic")
    }
}
