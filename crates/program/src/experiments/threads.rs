//! How results come back from threads: each writes its own part of one shared array, or returns its part when it is
//! joined.
//!
//! Both cut the blocks of the work into one contiguous part for each thread, so both give the bits of every executor.

use std::ops::Range;
use std::thread::{Builder, scope};

use ffi_workbench::error::Error;
use ffi_workbench::work::Work;

/// One way for results to come back.
#[derive(Debug)]
pub struct Way {
    /// The word for reports.
    pub name: &'static str,
    /// What it does, in one line.
    pub summary: &'static str,
    /// The filled output of the work, by a number of threads.
    pub run: fn(&Work<'_>, usize) -> Result<Vec<f64>, Error>,
}

/// Both ways.
pub const WAYS: &[Way] = &[
    Way { name: "slots", summary: "each thread writes its part of one shared array", run: by_slots },
    Way { name: "join", summary: "each thread returns its part when it is joined", run: by_join },
];

/// The filled output: disjoint parts of one array, lent to the threads. No lock, as no element has two owners.
///
/// # Errors
/// What the kernel refuses, or [`Error::Spawn`].
pub fn by_slots(work: &Work<'_>, threads: usize) -> Result<Vec<f64>, Error> {
    let mut out = vec![0.0; work.slots()];
    scope(|scope| {
        let mut rest = out.as_mut_slice();
        let mut started = Vec::new();
        for part in parts(work, threads) {
            let (own, others) = rest.split_at_mut(part.len());
            rest = others;
            started.push(Builder::new().spawn_scoped(scope, move || fill(work, part.start, own)));
        }
        started.into_iter().try_for_each(|thread| joined(thread)?)
    })?;
    Ok(out)
}

/// The filled output: an array from each thread, put together in the order of the threads.
///
/// # Errors
/// As for [`by_slots`].
pub fn by_join(work: &Work<'_>, threads: usize) -> Result<Vec<f64>, Error> {
    scope(|scope| {
        let start = |part: Range<usize>| {
            Builder::new().spawn_scoped(scope, move || {
                let mut own = vec![0.0; part.len()];
                fill(work, part.start, &mut own).map(|()| own)
            })
        };
        let started: Vec<_> = parts(work, threads).map(start).collect();
        let mut out = Vec::with_capacity(work.slots());
        for thread in started {
            out.extend(joined(thread)??);
        }
        Ok(out)
    })
}

fn fill(work: &Work<'_>, first: usize, out: &mut [f64]) -> Result<(), Error> {
    let grain = work.grain();
    out.chunks_mut(grain).enumerate().try_for_each(|(block, out)| work.fill_block(first + block * grain, out))
}

/// The slots of each thread: whole blocks, as evenly as they go.
fn parts(work: &Work<'_>, threads: usize) -> impl Iterator<Item = Range<usize>> + use<> {
    let (slots, grain, threads) = (work.slots(), work.grain(), threads.max(1));
    let blocks = slots.div_ceil(grain);
    let (each, more) = (blocks / threads, blocks % threads);
    let first = move |thread: usize| slots.min((thread * each + thread.min(more)) * grain);
    (0..threads).map(move |thread| first(thread)..first(thread + 1))
}

fn joined<T>(thread: std::io::Result<std::thread::ScopedJoinHandle<'_, T>>) -> Result<T, Error> {
    let handle = thread.map_err(|reason| Error::Spawn(reason.to_string()))?;
    // A panic goes on where it would have without threads.
    Ok(handle.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
}
