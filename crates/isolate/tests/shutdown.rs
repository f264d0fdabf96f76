//! How workers end with their program: the test starts a program with a pool, and kills it.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use ffi_isolate::{Pool, Shared, Tasks, worker_entry};
use rustix::process::{Pid, Signal};

#[path = "support/guard.rs"]
mod guard;
mod support;

use guard::Guard;

/// The argument that makes this test the program with a pool.
const POOL_OWNER: &str = "pool-owner";

fn main() {
    worker_entry(&Tasks::new().with("idle", idle).with("busy", busy));
    if std::env::args().nth(1).as_deref() == Some(POOL_OWNER) {
        run_as_pool_owner(&std::env::args().nth(2).unwrap());
    }
    tests!(
        kill_9_of_the_parent_leaves_no_worker_and_no_shared_memory,
        kill_9_of_the_parent_ends_busy_workers_too,
        ctrl_c_leaves_no_worker,
        the_end_of_main_leaves_no_worker,
    );
}

fn idle(x: Shared<f64>) -> usize {
    x.len()
}

/// Much longer than the test, but not for ever.
fn busy(_: Shared<f64>) -> usize {
    let start = Instant::now();
    while start.elapsed() < Duration::from_secs(60) {
        std::hint::black_box(());
    }
    0
}

/// A program with a pool, whose workers have an array.
fn run_as_pool_owner(task: &str) {
    let pool = Pool::builder().workers(3).build().unwrap();
    let x = Shared::copy_of(&vec![1.0; 1_000_000]).unwrap();
    println!("ready");
    if task == "return" {
        assert_eq!(pool.map("idle", vec![x; 3]), Ok(vec![1_000_000_usize; 3]));
        drop(pool);
        std::process::exit(0);
    }
    let _ = pool.task(task).chunk(1).map::<_, usize>(vec![x; 3]);
    std::thread::sleep(Duration::from_secs(60));
}

/// The owner; its end, also that of a failed test, is the end of its workers.
fn start(task: &str) -> Guard {
    let mut owner = Command::new(std::env::current_exe().unwrap());
    let mut owner = Guard::spawn(owner.args([POOL_OWNER, task]).stdout(Stdio::piped()));
    let mut line = String::new();
    BufReader::new(owner.0.stdout.take().unwrap()).read_line(&mut line).unwrap();
    assert_eq!(line, "ready\n");
    std::thread::sleep(Duration::from_millis(100));
    owner
}

/// Asserts that within a second no process is a worker of the owner or has its memory.
fn all_gone(owner: &mut Guard, workers: &[u32]) {
    owner.0.wait().unwrap();
    let end = Instant::now() + Duration::from_secs(1);
    let left = || {
        let has_memory = |id: &&u32| support::mappings(&id.to_string()) > 0;
        (support::workers_of(owner.0.id()), workers.iter().filter(has_memory).count())
    };
    while left() != (vec![], 0) && Instant::now() < end {
        std::thread::sleep(Duration::from_millis(5));
    }
    assert_eq!(left(), (vec![], 0));
}

fn dies_of(task: &str, signal: Signal) {
    let mut owner = start(task);
    let workers = support::workers_of(owner.0.id());
    assert_eq!(workers.len(), 3);
    assert!(workers.iter().any(|worker| support::mappings(&worker.to_string()) > 0), "the workers have shared memory");
    rustix::process::kill_process(Pid::from_child(&owner.0), signal).unwrap();
    all_gone(&mut owner, &workers);
}

fn kill_9_of_the_parent_leaves_no_worker_and_no_shared_memory() {
    dies_of("idle", Signal::KILL);
}

fn kill_9_of_the_parent_ends_busy_workers_too() {
    dies_of("busy", Signal::KILL);
}

fn ctrl_c_leaves_no_worker() {
    dies_of("busy", Signal::INT);
}

fn the_end_of_main_leaves_no_worker() {
    let mut owner = start("return");
    all_gone(&mut owner, &[]);
}
