//! A visitor counter that threads share: with a race that loses visitors, the same visitors one after the other, and
//! three ways to lose none; in Rust and in C11.
//!
//! The race is between a read and a write that are each atomic, and so has no undefined behaviour: a value read by two
//! threads and written by both counts two visitors as one. At least `threads` − 1 are lost in every run, on any
//! machine: before its first write every thread waits until all have read, so that all first writes write 1 and all but
//! one of them add nothing, and no later visit adds more than 1. The rest of the losses are the scheduler's doing,
//! which a pause between reading and writing, for one visitor in [`PAUSE_EVERY`], invites.

use std::hint::black_box;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Barrier, Mutex, PoisonError};
use std::thread::{Builder, ScopedJoinHandle, scope, yield_now};

use ffi_workbench::error::Error as RunError;
use ffi_workbench::language::Language;

use super::{check, foreign};
use crate::error::Error;

/// Between reading and writing, one visitor in so many lets another thread run.
pub const PAUSE_EVERY: u64 = 64;

/// One way to count.
#[derive(Debug)]
pub struct Way {
    /// The word for reports.
    pub name: &'static str,
    /// What it does, in one line.
    pub summary: &'static str,
    /// The language it is written in.
    pub language: Language,
    /// Whether it counts every visitor, however many threads there are.
    pub exact: bool,
    /// The count by a number of threads that each count a number of visitors.
    pub count: fn(usize, u64) -> Result<u64, Error>,
}

/// Every way, in Rust and in C.
#[rustfmt::skip] // a table reads better than a column
pub const WAYS: &[Way] = &[
    Way { name: "unlocked", summary: UNLOCKED, language: Language::Rust, exact: false, count: unlocked },
    Way { name: "unlocked", summary: UNLOCKED, language: Language::C, exact: false, count: foreign::unlocked },
    Way { name: "in turn", summary: IN_TURN, language: Language::Rust, exact: true, count: in_turn },
    Way { name: "in turn", summary: IN_TURN, language: Language::C, exact: true, count: foreign::in_turn },
    Way { name: "lock", summary: LOCKED, language: Language::Rust, exact: true, count: locked },
    Way { name: "lock", summary: LOCKED, language: Language::C, exact: true, count: foreign::locked },
    Way { name: "atomic", summary: ATOMIC, language: Language::Rust, exact: true, count: atomic },
    Way { name: "atomic", summary: ATOMIC, language: Language::C, exact: true, count: foreign::atomic },
    Way { name: "sums", summary: SUMMED, language: Language::Rust, exact: true, count: summed },
    Way { name: "sums", summary: SUMMED, language: Language::C, exact: true, count: foreign::summed },
];

const UNLOCKED: &str = "read, pause, write";
const IN_TURN: &str = "the same by one thread, one after the other";
const LOCKED: &str = "the same inside a lock";
const ATOMIC: &str = "one atomic addition";
const SUMMED: &str = "a sum for each thread, added in the end";

/// Visitors counted by read, pause and write: too few, where there are two threads or more.
///
/// # Errors
/// [`RunError::WorkersOutOfRange`] or [`Error::TooManyVisits`] where the numbers are outside their rules,
/// [`RunError::Spawn`] where the system gives no thread.
pub fn unlocked(threads: usize, visits: u64) -> Result<u64, Error> {
    let counter = AtomicU64::new(0);
    let all_have_read = Barrier::new(threads);
    by_threads(threads, visits, || {
        for visit in 0..visits {
            let seen = counter.load(Ordering::Relaxed);
            if visit == 0 {
                all_have_read.wait();
            }
            pause_at(visit);
            counter.store(seen + 1, Ordering::Relaxed);
        }
        0
    })?;
    Ok(counter.into_inner())
}

/// The visitors of all threads counted by read, pause and write on one thread, one after the other: the control.
///
/// # Errors
/// As for [`unlocked`].
pub fn in_turn(threads: usize, visits: u64) -> Result<u64, Error> {
    check(threads, visits)?;
    unlocked(1, threads as u64 * visits)
}

/// Visitors counted by read, pause and write inside a lock.
///
/// # Errors
/// As for [`unlocked`].
pub fn locked(threads: usize, visits: u64) -> Result<u64, Error> {
    let counter = Mutex::new(0);
    by_threads(threads, visits, || {
        for visit in 0..visits {
            let mut counter = counter.lock().expect("counting does not panic");
            let seen = *counter;
            pause_at(visit);
            *counter = seen + 1;
        }
        0
    })?;
    Ok(counter.into_inner().unwrap_or_else(PoisonError::into_inner))
}

/// Visitors counted by atomic additions.
///
/// # Errors
/// As for [`unlocked`].
pub fn atomic(threads: usize, visits: u64) -> Result<u64, Error> {
    let counter = AtomicU64::new(0);
    by_threads(threads, visits, || {
        for _ in 0..visits {
            counter.fetch_add(1, Ordering::Relaxed);
        }
        0
    })?;
    Ok(counter.into_inner())
}

/// Visitors counted by each thread for itself; the counts come back when the threads are joined.
///
/// # Errors
/// As for [`unlocked`].
pub fn summed(threads: usize, visits: u64) -> Result<u64, Error> {
    // The compiler would replace the counting by its result.
    by_threads(threads, visits, || (0..visits).fold(0, |own, _| black_box(own + 1)))
}

/// Runs `count` on each of the threads, which begin together, and adds what they give.
fn by_threads(threads: usize, visits: u64, count: impl Fn() -> u64 + Sync) -> Result<u64, Error> {
    check(threads, visits)?;
    let start_gate = Mutex::new(false);
    let lock_gate = || start_gate.lock().unwrap_or_else(PoisonError::into_inner);
    scope(|scope| {
        // The threads wait for this lock until all of them are started, or cancelled where the system refuses one.
        let mut all_started = lock_gate();
        let thread = || {
            let all_started = *lock_gate();
            if all_started { count() } else { 0 }
        };
        let started: Result<Vec<ScopedJoinHandle<'_, u64>>, _> =
            (0..threads).map(|_| Builder::new().spawn_scoped(scope, thread)).collect();
        *all_started = started.is_ok();
        drop(all_started);
        let threads = started.map_err(|reason| RunError::Spawn(reason.to_string()))?;
        Ok(threads.into_iter().map(|thread| thread.join().expect("counting does not panic")).sum())
    })
}

fn pause_at(visit: u64) {
    if visit.is_multiple_of(PAUSE_EVERY) {
        yield_now();
    }
}
