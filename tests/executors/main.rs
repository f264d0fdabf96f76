//! Every executor gives the bits of `serial`, with any number of workers, and hands on what a kernel refuses.
//!
//! - `same`: answers over kernels, implementations, executors, workers and sizes.
//! - `failures`: work whose kernel refuses mid-way.
//! - `cost`: CPU time and memory of a run.

#[path = "../common/all_languages.rs"]
mod all_languages;
#[path = "../common/bits.rs"]
mod bits;
mod cost;
mod failures;
#[path = "../common/parameters.rs"]
mod parameters;
mod same;
#[path = "../common/trials.rs"]
mod trials;

use cost::*;
use failures::*;
use ffi_workbench::executors::{EXECUTORS, ExecutorKind, PROCESSES, StartedExecutor, processes};
use same::*;

fn main() {
    processes::worker_entry();
    trials::tests!(
        every_executor_and_every_number_of_workers_gives_the_bits_of_serial,
        several_series_are_several_blocks_for_every_executor,
        empty_outputs_are_no_blocks_and_an_empty_sum,
        far_more_workers_than_blocks_do_no_harm,
        one_executor_runs_work_after_work,
        an_overflow_in_the_first_the_middle_or_the_last_block_comes_back,
        an_overflow_in_every_block_comes_back_once,
        an_executor_works_on_after_a_refusal,
        worker_processes_count_with_their_cpu_time_and_their_memory,
    );
}

/// Every executor of this system: `processes` needs Linux.
fn supported() -> impl Iterator<Item = &'static ExecutorKind> {
    EXECUTORS.iter().copied().filter(|kind| kind.name != PROCESSES.name || cfg!(target_os = "linux"))
}

/// Every executor with 1 to 7 workers, as far as it can have them, and a name for messages.
fn all() -> Vec<(String, StartedExecutor)> {
    let mut all = vec![];
    for kind in supported() {
        // Processes take their time to start.
        let max = if kind.name == PROCESSES.name { 3 } else { 7 };
        for workers in 1..=kind.max_workers.min(max) {
            let executor = StartedExecutor::start(kind, Some(workers)).unwrap();
            assert_eq!((executor.workers, executor.kind.name), (workers, kind.name));
            all.push((format!("{} with {workers} workers", kind.name), executor));
        }
    }
    let workers: Vec<_> = all.iter().map(|(_, executor)| executor.workers).collect();
    assert!(workers.contains(&1) && workers.contains(&7), "{workers:?}");
    all
}
