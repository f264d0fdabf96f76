//! Tasks that fork, and whose child comes back as if it were the worker: it has no part in the worker's results.

use std::sync::OnceLock;
use std::time::{Duration, Instant};

use ffi_isolate::{Error, Pool, Shared, SharedMut, Tasks, worker_entry};
use rustix::process::{Pid, WaitOptions};

#[path = "support/resource_count.rs"]
mod resource_count;
mod support;

use resource_count::ResourceCount;

/// The argument that makes this test a program that ends by itself.
const FORKS: &str = "forks-with-an-array";

fn main() {
    let tasks = Tasks::new()
        .with("forks_at", forks_at)
        .with("forks_and_waits", forks_and_waits)
        .with_fill("fork_in_block", ffi_faults::fork_in_block);
    worker_entry(&tasks);
    if std::env::args().nth(1).as_deref() == Some(FORKS) {
        fork_with_an_array();
    }
    tests!(
        a_child_that_comes_back_changes_no_other_result,
        a_child_that_comes_back_from_a_block_does_not_write_the_array,
        a_child_of_the_program_has_no_part_in_its_writable_arrays,
        a_task_may_fork_under_a_memory_limit,
    );
}

/// A text of x % 50 letters; in a child that comes back it is one letter longer. The child is ahead of the worker.
fn forks_at(x: u64, bad: u64) -> String {
    static WORKER: OnceLock<u32> = OnceLock::new();
    let is_child = *WORKER.get_or_init(std::process::id) != std::process::id();
    if x == bad {
        let _ = ffi_faults::run("fork-returns".into());
    }
    if !is_child {
        std::thread::sleep(Duration::from_micros(50));
    }
    "x".repeat(usize::try_from(x % 50).unwrap() + usize::from(is_child))
}

/// Results of different lengths, so that one that is written over is noticed.
fn a_child_that_comes_back_changes_no_other_result() {
    let pool = Pool::builder().workers(2).quiet(true).build().unwrap();
    let before = ResourceCount::at_rest();
    for round in 0..40_u64 {
        let bad = round * 7 % 60;
        let results: Vec<Result<String, Error>> =
            pool.task("forks_at").chunk(60).starmap_each((0..60_u64).map(|x| (x, bad))).unwrap();
        for (x, result) in (0..).zip(results) {
            assert_eq!(result.map(|text| text.len()), Ok(x % 50), "item {x} of round {round}, {bad} forks");
        }
    }
    assert_eq!(ResourceCount::settle(before), before);
}

fn a_child_that_comes_back_from_a_block_does_not_write_the_array() {
    let pool = Pool::builder().workers(2).quiet(true).build().unwrap();
    for grain in [512, 10_000] {
        let out = pool.fill("fork_in_block", &(), SharedMut::<f64>::zeroed(10_000).unwrap(), grain).unwrap();
        let end = Instant::now() + Duration::from_millis(100);
        while Instant::now() < end {
            assert!(out.iter().all(|&x| std::hint::black_box(x) == 99.0), "somebody else writes the array");
        }
    }
}

/// `fork` is unsafe in Rust, but C code may call it: the child must not share a `&mut` with its parent.
fn a_child_of_the_program_has_no_part_in_its_writable_arrays() {
    let this = std::env::current_exe().unwrap();
    assert!(std::process::Command::new(this).arg(FORKS).status().unwrap().success());
}

fn fork_with_an_array() -> ! {
    let mut x = SharedMut::<f64>::zeroed(1000).unwrap();
    let parent = std::process::id();
    let shared = Shared::copy_of(&[1.0; 1000]).unwrap();
    let _ = ffi_faults::run("fork-returns".into());
    if std::process::id() != parent {
        // A frozen array is there for the child too.
        assert!(shared.iter().all(|&x| x == 1.0));
        x.fill(2.0);
        std::process::exit(0);
    }
    let (_, status) = rustix::process::wait(WaitOptions::empty()).unwrap().unwrap();
    assert_eq!(status.terminating_signal(), Some(11), "the child has no writable array");
    assert!(x.iter().all(|&x| x == 0.0));
    std::process::exit(0)
}

/// What C code does that runs a helper: the child's exit status must not depend on whose child it is.
fn forks_and_waits() -> i32 {
    let worker = std::process::id();
    let mut arrays = Vec::new();
    // Refused requests leave ENOMEM in `errno`.
    while let Ok(array) = SharedMut::<u8>::zeroed(16 << 20) {
        arrays.push(array);
    }
    let _ = ffi_faults::run("fork-returns".into());
    if std::process::id() != worker {
        assert!(SharedMut::<u8>::zeroed(1 << 30).is_err());
        std::process::exit(5);
    }
    let child: Option<(Pid, _)> = rustix::process::wait(WaitOptions::empty()).unwrap();
    child.and_then(|(_, status)| status.exit_status()).unwrap_or(-1)
}

fn a_task_may_fork_under_a_memory_limit() {
    let pool = Pool::builder().workers(1).memory_limit(256 << 20).build().unwrap();
    assert_eq!(pool.call("forks_and_waits", ()), Ok(5));
}
