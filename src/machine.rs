//! The machine a run is measured on: its processor, and this process's CPU time and memory.

use std::fs;
use std::time::Duration;

use nix::sys::resource::{UsageWho, getrusage};
use nix::time::{ClockId, clock_gettime};
use serde::Serialize;
use sysinfo::{CpuRefreshKind, MemoryRefreshKind, RefreshKind, System};

use crate::executors::cores;

/// What a figure must be read with.
#[derive(Debug, Clone, Serialize)]
pub struct Machine {
    /// The processor's name.
    pub processor: String,
    /// Cores that this process may use.
    pub cores: usize,
    /// Memory in bytes.
    pub memory_bytes: u64,
    /// Operating system and its version.
    pub system: String,
    /// Instruction set architecture.
    pub architecture: &'static str,
}

impl Machine {
    /// This machine.
    pub fn this() -> Self {
        let kind = RefreshKind::nothing()
            .with_cpu(CpuRefreshKind::nothing())
            .with_memory(MemoryRefreshKind::nothing().with_ram());
        let system = System::new_with_specifics(kind).ok();
        let processor = system.as_ref().and_then(|system| Some(system.cpus().first()?.brand().trim().to_owned()));
        Self {
            processor: processor.unwrap_or_default(),
            cores: cores(),
            memory_bytes: system.map_or(0, |system| system.total_memory()),
            system: System::long_os_version().unwrap_or_else(|_| std::env::consts::OS.to_owned()),
            architecture: std::env::consts::ARCH,
        }
    }
}

/// Memory in bytes that can be had without swapping, where the system tells.
pub fn free_memory() -> Option<u64> {
    let kind = RefreshKind::nothing().with_memory(MemoryRefreshKind::nothing().with_ram());
    System::new_with_specifics(kind).ok().map(|system| system.available_memory())
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
