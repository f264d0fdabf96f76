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

use ffi_workbench::executors::{EXECUTORS, Kind, Running, processes};

/// Every executor of this system: `processes` needs Linux.
fn here() -> impl Iterator<Item = &'static Kind> {
    EXECUTORS.iter().filter(|kind| kind.name != "processes" || cfg!(target_os = "linux"))
}

/// Every executor with 1 to 7 workers, as far as it can have them, and a name for messages.
fn all() -> Vec<(String, Running)> {
    processes::use_program(env!("CARGO_BIN_EXE_ffi-workbench"));
    let mut all = vec![];
    for kind in here() {
        // Processes take their time to start.
        let most = if kind.name == "processes" { 3 } else { 7 };
        for workers in 1..=kind.most_workers.min(most) {
            let running = Running::start(kind, Some(workers)).unwrap();
            assert_eq!((running.workers, running.kind.name), (workers, kind.name));
            all.push((format!("{} with {workers} workers", kind.name), running));
        }
    }
    let names: Vec<_> = here().map(|kind| kind.name).collect();
    assert!(["serial", "threads", "rayon"].iter().all(|name| names.contains(name)), "{names:?}");
    assert!(all.len() >= 15, "{} executors", all.len());
    all
}
