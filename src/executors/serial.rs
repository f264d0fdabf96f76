//! The executor `serial`: the blocks one after the other, on the calling thread.

use super::{Executor, ExecutorKind};
use crate::error::Error;
use crate::work::Work;

/// Block after block on the calling thread.
pub static SERIAL: ExecutorKind = ExecutorKind {
    name: "serial",
    summary: "block after block on the calling thread",
    max_workers: 1,
    by_default: true,
    start: |_| Ok(Box::new(Serial)),
};

struct Serial;

impl Executor for Serial {
    fn fill(&self, work: &Work<'_>, out: &mut [f64]) -> Result<(), Error> {
        for (block, out) in out.chunks_mut(work.grain()).enumerate() {
            work.fill_block(block * work.grain(), out)?;
        }
        Ok(())
    }
}
