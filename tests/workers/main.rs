//! Worker processes that cannot be, and one that dies. One test, because the program that is to be the worker is named
//! for the whole process.

#[cfg(target_os = "linux")]
#[path = "../common/trials.rs"]
mod trials;
#[cfg(target_os = "linux")]
mod workers;

#[cfg(target_os = "linux")]
use workers::*;

fn main() {
    ffi_workbench::executors::processes::worker_entry();
    #[cfg(target_os = "linux")]
    trials::tests!(what_cannot_be_a_worker_is_told_and_one_that_dies_costs_one_error);
}
