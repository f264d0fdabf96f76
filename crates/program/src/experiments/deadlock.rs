//! A deadlock: two threads that need two locks and take them in opposite order; and the cure, one order for all. In
//! Rust and in C.
//!
//! Two accounts, each with its lock. Thread 0 moves 1 from account 0 to account 1, thread 1 moves it back, and a
//! transfer holds both locks. In opposite order each thread first takes the lock of the account that it takes from. The
//! unlucky moment is not left to chance: in its first transfer each thread waits, with its first lock in its hand,
//! until the other has its own. In one order that moment cannot be: nobody holds the second lock without the first.

use std::sync::{Barrier, Mutex, MutexGuard, PoisonError};
use std::thread::{Builder, scope};
use std::time::Duration;

use ffi_workbench::error::Error as RunError;
use ffi_workbench::language::Language;

use super::timed_lock::{Held, LockTimeout, TimedLock};
use super::{check, foreign};
use crate::error::Error;

/// The threads, as reports name them.
pub const THREADS: [&str; 2] = ["anna", "bert"];

/// The locks, one for each account, as reports name them.
pub const LOCKS: [&str; 2] = ["left", "right"];

/// In which order the threads take the two locks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// Each thread begins with the account that it takes from.
    Opposite,
    /// Both begin with account 0.
    One,
}

/// How an attempt ended.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// All transfers were made; these are the balances, which were 0.
    Done([i64; 2]),
    /// Each thread waited in vain for the lock that the other one holds.
    Deadlock([LockTimeout; 2]),
}

/// Both threads with their transfers, in one language.
#[derive(Debug)]
pub struct Way {
    /// What it does, as reports name it.
    pub name: &'static str,
    /// The language.
    pub language: Language,
    /// Makes so many transfers in each direction. The second lock is waited for so long, or for ever.
    pub transfer: fn(Order, u64, Option<Duration>) -> Result<Outcome, Error>,
}

/// In Rust and in C.
pub const WAYS: &[Way] = &[
    Way { name: "transfers in Rust", language: Language::Rust, transfer: rust },
    Way { name: "transfers in C", language: Language::C, transfer: c },
];

impl Order {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Opposite, Self::One];

    /// The word for reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Opposite => "opposite",
            Self::One => "one",
        }
    }

    /// The account whose lock a thread takes first.
    const fn first(self, thread: usize) -> usize {
        match self {
            Self::Opposite => thread,
            Self::One => 0,
        }
    }
}

/// A lock that is waited for so long, or for ever.
enum Lock {
    Patient(Mutex<i64>),
    Limited(TimedLock<i64>, Duration),
}

enum Guard<'a> {
    Patient(MutexGuard<'a, i64>),
    Limited(Held<'a, i64>),
}

impl Lock {
    fn take(&self, who: &'static str) -> Result<Guard<'_>, LockTimeout> {
        match self {
            Self::Patient(lock) => Ok(Guard::Patient(lock.lock().unwrap_or_else(PoisonError::into_inner))),
            Self::Limited(lock, patience) => Ok(Guard::Limited(lock.try_lock_for(*patience, who)?)),
        }
    }
}

impl Guard<'_> {
    fn balance(&mut self) -> &mut i64 {
        match self {
            Self::Patient(balance) => balance,
            Self::Limited(balance) => balance,
        }
    }
}

/// The transfers in Rust. Without a limit of patience a deadlock never ends.
///
/// # Errors
/// [`Error::TooManyVisits`] where there are too many transfers, [`RunError::Spawn`] where the system gives no thread.
pub fn rust(order: Order, transfers: u64, patience: Option<Duration>) -> Result<Outcome, Error> {
    check(2, transfers)?;
    let accounts = LOCKS.map(|name| match patience {
        None => Lock::Patient(Mutex::new(0)),
        Some(patience) => Lock::Limited(TimedLock::new(name, 0), patience),
    });
    let (both_hold_one, both_gave_up) = (Barrier::new(2), Barrier::new(2));
    let thread = |thread: usize| {
        let first = order.first(thread);
        for transfer in 0..transfers {
            // In one order this may take as long as all transfers of the other thread: it has patience.
            let mut held = loop {
                if let Ok(held) = accounts[first].take(THREADS[thread]) {
                    break held;
                }
            };
            if order == Order::Opposite && transfer == 0 {
                both_hold_one.wait();
            }
            match accounts[1 - first].take(THREADS[thread]) {
                Ok(mut second) => {
                    // What thread 0 takes from account 0 is what thread 1 takes from account 1.
                    let from_first = if first == thread { -1 } else { 1 };
                    *held.balance() += from_first;
                    *second.balance() -= from_first;
                }
                Err(in_vain) => {
                    // Given back only when the other has waited in vain too: both are stuck, and both say so.
                    both_gave_up.wait();
                    return Some(in_vain);
                }
            }
        }
        None
    };
    let stuck = scope(|scope| {
        // A thread that is refused would leave the other at the barrier; it is started only when both can be.
        let second =
            Builder::new().spawn_scoped(scope, || thread(1)).map_err(|reason| RunError::Spawn(reason.to_string()))?;
        let first = thread(0);
        Ok::<_, Error>([first, second.join().expect("a transfer does not panic")])
    })?;
    match stuck {
        [Some(first), Some(second)] => Ok(Outcome::Deadlock([first, second])),
        _ => Ok(Outcome::Done([0, 1].map(|account| {
            let mut held = accounts[account].take("the bank").expect("the threads have ended");
            *held.balance()
        }))),
    }
}

/// The transfers in C, on pthreads. Without a limit of patience a deadlock never ends.
///
/// # Errors
/// As for [`rust`], with [`Error::Foreign`] where the system gives no thread.
pub fn c(order: Order, transfers: u64, patience: Option<Duration>) -> Result<Outcome, Error> {
    Ok(match foreign::transfer(order == Order::One, transfers, patience)? {
        Ok(balances) => Outcome::Done(balances),
        Err(waited) => Outcome::Deadlock([0, 1].map(|thread| LockTimeout {
            lock: LOCKS[1 - thread],
            holder: THREADS[1 - thread].to_owned(),
            waiting: THREADS[thread].to_owned(),
            waited: waited[thread],
        })),
    })
}
