//! The executor `rayon`: a pool of its own, kept between runs, whose threads steal blocks from each other.

use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};

use super::{Executor, ExecutorKind};
use crate::error::Error;
use crate::work::Work;

/// A rayon pool, kept between runs.
pub static RAYON: ExecutorKind = ExecutorKind {
    name: "rayon",
    summary: "a rayon pool, kept between runs, whose threads steal blocks from each other",
    max_workers: 1024,
    by_default: true,
    start: |workers| match ThreadPoolBuilder::new().num_threads(workers).build() {
        Ok(pool) => Ok(Box::new(Rayon { pool })),
        Err(reason) => Err(Error::Spawn(reason.to_string())),
    },
};

struct Rayon {
    pool: ThreadPool,
}

impl Executor for Rayon {
    fn fill(&self, work: &Work<'_>, out: &mut [f64]) -> Result<(), Error> {
        let grain = work.grain();
        self.pool.install(|| {
            out.par_chunks_mut(grain).enumerate().try_for_each(|(block, out)| work.fill_block(block * grain, out))
        })
    }
}
