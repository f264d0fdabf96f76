//! The machine that a figure was measured on: its processor, memory and system.

use std::fmt;

use ffi_workbench::machine::cores;
use serde::Serialize;
use sysinfo::{CpuRefreshKind, MemoryRefreshKind, RefreshKind, System};

use crate::report::quantity::count;

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

/// The caches that hold data of the first core, smallest first: their level and their size in bytes. None where the
/// system does not tell.
pub fn caches() -> Vec<(u32, u64)> {
    let folder = std::path::Path::new("/sys/devices/system/cpu/cpu0/cache");
    let of = |index: u32| {
        let word = |name: &str| {
            let text = std::fs::read_to_string(folder.join(format!("index{index}")).join(name)).ok()?;
            Some(text.trim().to_owned())
        };
        let kibibytes: u64 = word("size")?.strip_suffix('K')?.parse().ok()?;
        let holds_data = word("type")? != "Instruction";
        holds_data.then_some((word("level")?.parse().ok()?, 1024 * kibibytes))
    };
    (0..8).filter_map(of).collect()
}

impl fmt::Display for Machine {
    /// `AMD EPYC, 2 cores, Linux (Debian GNU/Linux 12)`
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        let known = Some(self.processor.as_str()).filter(|name| !name.is_empty());
        let processor = known.unwrap_or(self.architecture);
        write!(to, "{processor}, {}, {}", count(self.cores as u64, "core"), self.system)
    }
}

/// Memory in bytes that can be had without swapping and within the limits of this process (`ulimit -v` and `-d`), where
/// the system tells.
pub fn free_memory() -> Option<u64> {
    let kind = RefreshKind::nothing().with_memory(MemoryRefreshKind::nothing().with_ram());
    let free = System::new_with_specifics(kind).ok().map(|system| system.available_memory());
    free.into_iter().chain(left_of_limits()).min()
}

/// What a limit leaves for arrays is less by this: stacks of threads, buffers, and addresses that are not aligned.
#[cfg(target_os = "linux")]
const RESERVE: u64 = 32 << 20;

/// Bytes that the limits on address space and on data leave to this process.
#[cfg(target_os = "linux")]
fn left_of_limits() -> impl Iterator<Item = u64> {
    use nix::sys::resource::{RLIM_INFINITY, Resource, getrlimit};
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let used = move |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name)?.trim().strip_suffix(" kB"));
        line.and_then(|kibibytes| kibibytes.trim().parse().ok()).map_or(0, |kib: u64| kib * 1024)
    };
    let limits = [(Resource::RLIMIT_AS, "VmSize:"), (Resource::RLIMIT_DATA, "VmData:")];
    limits.into_iter().filter_map(move |(resource, name)| {
        let (limit, _) = getrlimit(resource).ok()?;
        (limit != RLIM_INFINITY).then(|| limit.saturating_sub(used(name)).saturating_sub(RESERVE))
    })
}

#[cfg(not(target_os = "linux"))]
fn left_of_limits() -> impl Iterator<Item = u64> {
    std::iter::empty()
}
