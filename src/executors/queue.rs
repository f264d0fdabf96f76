//! The blocks of one run, which any number of threads take one by one.

use std::iter::Enumerate;
use std::slice::ChunksMut;
use std::sync::Mutex;

use crate::error::Error;
use crate::work::Work;

/// The blocks that nobody has taken yet, in order.
pub struct Queue<'a> {
    work: &'a Work<'a>,
    blocks: Mutex<Enumerate<ChunksMut<'a, f64>>>,
}

impl<'a> Queue<'a> {
    pub fn new(work: &'a Work<'a>, out: &'a mut [f64]) -> Self {
        Self { work, blocks: Mutex::new(out.chunks_mut(work.grain()).enumerate()) }
    }

    /// What one worker does: takes blocks and fills them, until none is left or the kernel refuses one.
    pub fn work(&self) -> Result<(), Error> {
        while let Some((block, out)) = self.next() {
            self.work.fill_block(block * self.work.grain(), out)?;
        }
        Ok(())
    }

    fn next(&self) -> Option<(usize, &'a mut [f64])> {
        self.blocks.lock().expect("taking a block does not panic").next()
    }
}
