//! Every executor gives the bits of `serial`, with any number of workers, and hands on what a kernel refuses.
//!
//! - `same`: answers over kernels, implementations, executors, workers and sizes.
//! - `failures`: work whose kernel refuses mid-way.

#[path = "../common/bits.rs"]
mod bits;
#[path = "../common/every.rs"]
mod every;
mod failures;
mod same;

use ffi_workbench::executors::{EXECUTORS, Running};

/// Every executor with 1 to 7 workers, as far as it can have them, and a name for messages.
fn all() -> Vec<(String, Running)> {
    let mut all = vec![];
    for kind in EXECUTORS {
        for workers in 1..=kind.most_workers.min(7) {
            let running = Running::start(kind, Some(workers)).unwrap();
            assert_eq!((running.workers, running.kind.name), (workers, kind.name));
            all.push((format!("{} with {workers} workers", kind.name), running));
        }
    }
    let names: Vec<_> = EXECUTORS.iter().map(|kind| kind.name).collect();
    assert!(["serial", "threads", "rayon"].iter().all(|name| names.contains(name)), "{names:?}");
    assert!(all.len() >= 15, "{} executors", all.len());
    all
}
