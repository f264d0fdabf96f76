//! What the tests share: a harness that leaves main to them, and a count of what is left behind.
#![allow(dead_code)]

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use libtest_mimic::{Arguments, Trial};

/// Runs the tests one after another: some count what this process has.
pub fn run(tests: &[(&str, fn())]) -> ! {
    let mut arguments = Arguments::from_args();
    arguments.test_threads = Some(1);
    let trial = |&(name, test): &(&str, fn())| {
        Trial::test(name, move || {
            test();
            Ok(())
        })
    };
    libtest_mimic::run(&arguments, tests.iter().map(trial).collect()).exit()
}

/// Names of test functions become tests.
#[macro_export]
macro_rules! tests {
    ($($name:ident),* $(,)?) => { $crate::support::run(&[$((stringify!($name), $name)),*]) };
}

/// What a process has of this crate's doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Belongings {
    /// Children, dead or alive.
    pub children: usize,
    /// Processes that run as its workers, or were forked by one.
    pub workers: usize,
    /// Open files.
    pub descriptors: usize,
    /// Mappings of shared memory.
    pub mappings: usize,
}

impl Belongings {
    /// What this process has now.
    pub fn count() -> Self {
        let me = std::process::id();
        Self {
            children: processes().filter(|process| parent(process) == Some(me)).count(),
            workers: workers_of(me).len(),
            descriptors: fs::read_dir("/proc/self/fd").unwrap().count(),
            mappings: mappings("self"),
        }
    }

    /// What this process has, once it is as expected or after some seconds: the kernel takes its time with the dead.
    pub fn settle(expected: Self) -> Self {
        let end = Instant::now() + Duration::from_secs(5);
        while Self::count() != expected && Instant::now() < end {
            std::thread::sleep(Duration::from_millis(5));
        }
        Self::count()
    }
}

/// Processes that run as workers of this one, or were forked by one.
pub fn workers_of(parent: u32) -> Vec<u32> {
    let tail = format!("\0ffi-isolate-worker\0{parent}\0");
    processes()
        .filter(|process| {
            fs::read(format!("/proc/{process}/cmdline")).is_ok_and(|line| line.ends_with(tail.as_bytes()))
        })
        .collect()
}

/// How many of this crate's mappings a process has.
pub fn mappings(process: &str) -> usize {
    let maps = fs::read_to_string(Path::new("/proc").join(process).join("maps")).unwrap_or_default();
    maps.lines().filter(|line| line.contains("memfd:ffi-isolate")).count()
}

fn processes() -> impl Iterator<Item = u32> {
    fs::read_dir("/proc").unwrap().filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
}

fn parent(process: &u32) -> Option<u32> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The name in parentheses may hold anything; the state and the parent come after it.
    stat.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse().ok()
}
