//! What a process has, to see what is left behind: [`ResourceCount`].

use std::fs;
use std::time::{Duration, Instant};

use crate::support::{mappings, processes, workers_of};

/// What this process has because of its pools.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ResourceCount {
    /// Children, dead or alive.
    pub children: usize,
    /// Processes that run as its workers, or were forked by one.
    pub workers: usize,
    /// Open files.
    pub descriptors: usize,
    /// Mappings of shared memory.
    pub mappings: usize,
}

impl ResourceCount {
    /// What this process has now.
    pub fn count() -> Self {
        let me = std::process::id();
        Self {
            children: processes().filter(|&process| parent(process) == Some(me)).count(),
            workers: workers_of(me).len(),
            descriptors: fs::read_dir("/proc/self/fd").unwrap().count(),
            mappings: mappings("self"),
        }
    }

    /// What is there when nothing goes on that earlier tests began: twice the same, a moment apart.
    pub fn at_rest() -> Self {
        let mut before = Self::count();
        loop {
            std::thread::sleep(Duration::from_millis(20));
            let now = Self::count();
            if now == before {
                return now;
            }
            before = now;
        }
    }

    /// What this process has, once it is as expected or after some seconds: the kernel frees a dead process's resources
    /// with a delay.
    pub fn settle(expected: Self) -> Self {
        let end = Instant::now() + Duration::from_secs(5);
        while Self::count() != expected && Instant::now() < end {
            std::thread::sleep(Duration::from_millis(5));
        }
        Self::count()
    }
}

fn parent(process: u32) -> Option<u32> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The name in parentheses may hold anything; the state and the parent come after it.
    stat.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse().ok()
}
