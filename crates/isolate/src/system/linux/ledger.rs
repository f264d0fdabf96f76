//! What worker processes have used, those that run and those that have ended: [`Ledger`].
//!
//! The parent asks the kernel, so that a task there and back costs no more, and a worker that breaks can say nothing
//! wrong. Two of the kernel's numbers need care:
//! - A process number may belong to another process as soon as somebody has waited for the first. A pidfd never does:
//!   what was read by number counts only if the pidfd says afterwards that its process still runs.
//! - The peak of memory that the kernel gives for a dead process begins with that of the process which started it,
//!   because a process started by posix_spawn has the memory of its parent until it runs its program. It says something
//!   only where it is larger than that.

use std::collections::BTreeMap;
use std::fs;
use std::os::fd::OwnedFd;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use nix::sys::resource::{UsageWho, getrusage};
use nix::time::{clock_getcpuclockid, clock_gettime};
use rustix::process::Pid;

use super::process::has_ended;
use crate::usage::Usage;

/// The processes of one pool.
#[derive(Debug)]
pub(crate) struct Ledger {
    accounts: Mutex<Accounts>,
    /// How many processes run at the same time.
    at_once: usize,
}

#[derive(Debug, Default)]
struct Accounts {
    /// By number of account.
    running: BTreeMap<u64, Running>,
    opened: u64,
    ended_cpu_time: Duration,
    /// Of those that have ended since the peak was reset; the largest.
    ended_peaks: Vec<u64>,
}

#[derive(Debug)]
struct Running {
    pid: Pid,
    pidfd: Arc<OwnedFd>,
    /// The peak of memory of the process that started it, then.
    starters_peak: u64,
    /// What it had used when it was last asked.
    known: Usage,
}

impl Ledger {
    /// For so many processes at the same time.
    pub fn new(at_once: usize) -> Self {
        Self { accounts: Mutex::default(), at_once }
    }

    /// What the processes have used.
    pub fn usage(&self) -> Usage {
        let mut accounts = self.accounts();
        accounts.running.values_mut().for_each(Running::ask);
        let running = || accounts.running.values().map(|running| running.known);
        let mut peaks: Vec<u64> = running().map(|usage| usage.peak_memory_bytes).collect();
        peaks.extend(&accounts.ended_peaks);
        keep_largest(&mut peaks, self.at_once);
        Usage {
            cpu_time: accounts.ended_cpu_time + running().map(|usage| usage.cpu_time).sum::<Duration>(),
            peak_memory_bytes: peaks.iter().sum(),
        }
    }

    /// Begins a new peak of memory for each process.
    pub fn reset_peak_memory(&self) {
        let mut accounts = self.accounts();
        accounts.ended_peaks.clear();
        for running in accounts.running.values_mut() {
            // "5" resets the high-water mark: proc(5), /proc/pid/clear_refs. Where it cannot be written, the older peak
            // stays.
            let _ = fs::write(format!("/proc/{}/clear_refs", running.pid), "5");
            running.known.peak_memory_bytes = 0;
        }
    }

    /// Opens the account of a process that was just started, and returns its number.
    pub(super) fn open(&self, pid: Pid, pidfd: Arc<OwnedFd>) -> u64 {
        let starters_peak = getrusage(UsageWho::RUSAGE_SELF).map_or(u64::MAX, |usage| kibibytes(usage.max_rss()));
        let mut accounts = self.accounts();
        accounts.opened += 1;
        let number = accounts.opened;
        accounts.running.insert(number, Running { pid, pidfd, starters_peak, known: Usage::default() });
        number
    }

    /// Asks what one process has used so far, if it runs.
    pub(super) fn ask(&self, number: u64) {
        if let Some(running) = self.accounts().running.get_mut(&number) {
            running.ask();
        }
    }

    /// Closes the account of a process that has ended, once. Without `rusage`, because somebody else was told what it
    /// used, it used what was known of it.
    pub(super) fn close(&self, number: u64, rusage: Option<&libc::rusage>) {
        let mut accounts = self.accounts();
        let Some(Running { starters_peak, mut known, .. }) = accounts.running.remove(&number) else { return };
        if let Some(rusage) = rusage {
            known.cpu_time = known.cpu_time.max(duration(rusage.ru_utime) + duration(rusage.ru_stime));
            let peak = kibibytes(rusage.ru_maxrss);
            if peak > starters_peak {
                known.peak_memory_bytes = known.peak_memory_bytes.max(peak);
            }
        }
        accounts.ended_cpu_time += known.cpu_time;
        accounts.ended_peaks.push(known.peak_memory_bytes);
        keep_largest(&mut accounts.ended_peaks, self.at_once);
    }

    fn accounts(&self) -> MutexGuard<'_, Accounts> {
        self.accounts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Running {
    /// Asks the kernel what the process has used. If it has ended, its parent will be told when it waits for it.
    fn ask(&mut self) {
        let cpu_time = cpu_time(self.pid);
        let peak_memory_bytes = peak_memory(self.pid);
        if !has_ended(&self.pidfd) {
            self.known.cpu_time = self.known.cpu_time.max(cpu_time.unwrap_or_default());
            self.known.peak_memory_bytes = peak_memory_bytes.unwrap_or(self.known.peak_memory_bytes);
        }
    }
}

/// CPU time of all threads of a process, and of the processes that it has waited for.
fn cpu_time(pid: Pid) -> Option<Duration> {
    let clock = clock_getcpuclockid(nix::unistd::Pid::from_raw(pid.as_raw_pid())).ok()?;
    let own = Duration::from(clock_gettime(clock).ok()?);
    // The name in parentheses may hold anything; the fields are numbered from 1 in proc(5), and the third comes after
    // it.
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let fields = stat.rsplit_once(')')?.1.split_whitespace().skip(16 - 3).take(2);
    let ticks: u64 = fields.filter_map(|field| field.parse::<u64>().ok()).sum();
    Some(own + Duration::from_secs(ticks) / u32::try_from(rustix::param::clock_ticks_per_second()).ok()?)
}

/// The largest resident memory of a process in bytes.
fn peak_memory(pid: Pid) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB"))?;
    peak.trim().parse().ok().map(kibibytes)
}

fn kibibytes(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0).saturating_mul(1024)
}

fn duration(time: libc::timeval) -> Duration {
    let seconds = Duration::from_secs(u64::try_from(time.tv_sec).unwrap_or(0));
    seconds + Duration::from_micros(u64::try_from(time.tv_usec).unwrap_or(0))
}

fn keep_largest(values: &mut Vec<u64>, most: usize) {
    values.sort_unstable_by(|a, b| b.cmp(a));
    values.truncate(most);
}
