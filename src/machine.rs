//! What the system says of this process: the cores it may use, its CPU time and its memory.

use std::fs;
use std::thread::available_parallelism;
use std::time::Duration;

use nix::sys::resource::{UsageWho, getrusage};
use nix::time::{ClockId, clock_gettime};

/// What processes have used.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Usage {
    /// CPU time of all their threads so far.
    pub cpu_time: Duration,
    /// The sum of their largest resident memories in bytes. Pages that processes share count in each.
    pub peak_memory: u64,
}

/// Cores that this process may use.
pub fn cores() -> usize {
    available_parallelism().map_or(1, usize::from)
}

/// CPU time of all threads of this process so far.
pub fn cpu_time() -> Duration {
    clock_gettime(ClockId::CLOCK_PROCESS_CPUTIME_ID).map_or(Duration::ZERO, Duration::from)
}

/// Begins a new peak of memory, where the system can (Linux). Elsewhere [`peak_memory`] is the peak since the process
/// began.
pub fn reset_peak_memory() {
    // "5" resets the high-water mark: proc(5), /proc/pid/clear_refs. Where it cannot be written, the older peak stays.
    let _ = fs::write("/proc/self/clear_refs", "5");
}

/// Largest resident memory of this process in bytes since [`reset_peak_memory`].
pub fn peak_memory() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let high_water = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB"));
    high_water.and_then(|kibibytes| kibibytes.trim().parse().ok()).map_or_else(peak_since_start, |kib: u64| kib * 1024)
}

fn peak_since_start() -> u64 {
    let unit = if cfg!(target_vendor = "apple") { 1 } else { 1024 };
    getrusage(UsageWho::RUSAGE_SELF).map_or(0, |usage| u64::try_from(usage.max_rss()).unwrap_or(0) * unit)
}
