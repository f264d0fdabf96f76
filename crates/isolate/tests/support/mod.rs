//! What all the tests need: a harness that leaves main to them, and a look at processes.

use std::fs;
use std::path::Path;

use libtest_mimic::{Arguments, Trial};

/// Runs the tests one after another, because some count what this process has.
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

/// All processes.
pub fn processes() -> impl Iterator<Item = u32> {
    fs::read_dir("/proc").unwrap().filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
}
