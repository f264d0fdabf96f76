//! The experiments' own C functions, made safe: the one file of `unsafe` in this folder.

#![expect(unsafe_code, reason = "the calls of the experiments' C functions")]

use std::io;
use std::time::Duration;

use ffi_workbench::kernels::monte_carlo_pi::MAX_SAMPLES;
use ffi_workbench::language::Language;

use super::{MAX_THREADS, MAX_VISITS, check};
use crate::error::Error;
use crate::ffi::{deadlock, race, whole_arrays};

/// A counting function of `csrc/race.h`.
type Counter = unsafe extern "C" fn(u32, u64, *mut u64) -> i32;

/// Visitors counted in C by read, pause and write.
///
/// # Errors
/// [`Error::Foreign`] where the system gives no thread, or the arguments are outside their rules.
pub fn unlocked(threads: usize, visits: u64) -> Result<u64, Error> {
    count(race::wb_c_race_unlocked, threads, visits)
}

/// The visitors of all threads counted in C by read, pause and write on one thread, one after the other.
///
/// # Errors
/// As for [`unlocked`].
pub fn in_turn(threads: usize, visits: u64) -> Result<u64, Error> {
    check(threads, visits)?;
    unlocked(1, threads as u64 * visits)
}

/// Visitors counted in C inside a lock.
///
/// # Errors
/// As for [`unlocked`].
pub fn locked(threads: usize, visits: u64) -> Result<u64, Error> {
    count(race::wb_c_race_locked, threads, visits)
}

/// Visitors counted in C by atomic additions.
///
/// # Errors
/// As for [`unlocked`].
pub fn atomic(threads: usize, visits: u64) -> Result<u64, Error> {
    count(race::wb_c_race_atomic, threads, visits)
}

/// Visitors counted in C by each thread for itself.
///
/// # Errors
/// As for [`unlocked`].
pub fn summed(threads: usize, visits: u64) -> Result<u64, Error> {
    count(race::wb_c_race_summed, threads, visits)
}

fn count(counter: Counter, threads: usize, visits: u64) -> Result<u64, Error> {
    const { assert!(MAX_THREADS == 1024 && MAX_VISITS == 1 << 53) }; // the contract's
    check(threads, visits)?;
    let mut visitors = 0;
    #[expect(clippy::cast_possible_truncation, reason = "at most 1024")]
    let threads = threads as u32;
    // SAFETY: `counter` is one of the four functions of race.h, for which 1 <= threads <= 1024 and threads * visits <=
    // 2^53 hold (checked above) and `visitors` is one u64; it joins its threads before it returns and keeps no pointer
    // (FFI-CKPTR).
    let code = unsafe { counter(threads, visits, &raw mut visitors) };
    match code {
        0 => Ok(visitors),
        code => Err(foreign("cannot start the threads", &io::Error::from_raw_os_error(code).to_string())),
    }
}

/// Transfers by two threads between two accounts in C: the balances, or how long each thread waited in vain for its
/// second lock. Without a limit of patience a deadlock never ends.
///
/// # Errors
/// [`Error::Foreign`] where the system gives no thread, [`Error::TooManyVisits`] where there are too many transfers.
pub fn transfer(
    one_order: bool,
    transfers: u64,
    patience: Option<Duration>,
) -> Result<Result<[i64; 2], [Duration; 2]>, Error> {
    /// The contract's longest, in milliseconds.
    const MAX_PATIENCE: u64 = 60_000;
    check(2, transfers)?;
    // 0 is for ever.
    let limit =
        |patience: Duration| u64::try_from(patience.as_millis()).map_or(MAX_PATIENCE, |ms| ms.clamp(1, MAX_PATIENCE));
    let patience = patience.map_or(0, limit);
    let (mut balance, mut waited) = ([0_i64; 2], [0.0_f64; 2]);
    // SAFETY: one_order is 0 or 1, transfers <= 2^53 (`check`) and patience <= 60000; `balance` and `waited` have two
    // elements each; C joins its threads before it returns and keeps no pointer (FFI-CKPTR).
    let code = unsafe {
        deadlock::wb_c_transfer(one_order.into(), transfers, patience, balance.as_mut_ptr(), waited.as_mut_ptr())
    };
    match code {
        0 => Ok(Ok(balance)),
        -1 => Ok(Err(waited.map(|milliseconds| Duration::from_secs_f64(milliseconds / 1e3)))),
        code => Err(foreign("cannot start the threads", &io::Error::from_raw_os_error(code).to_string())),
    }
}

/// Hits among the first `n` samples of `monte_carlo_pi`, computed in C through whole arrays that C allocates and frees.
///
/// # Errors
/// [`Error::Foreign`] where there is too little memory, or where `n` is above [`MAX_SAMPLES`].
pub fn monte_carlo_pi_arrays(seed: u64, n: u64) -> Result<u64, Error> {
    let refused = || foreign("cannot allocate the arrays", &format!("no memory for four arrays of {n}"));
    let n = usize::try_from(n).ok().filter(|_| n <= MAX_SAMPLES).ok_or_else(refused)?;
    let mut hits = 0;
    // SAFETY: n <= 2^53 (checked above) and `hits` is one i64; C frees what it allocates, keeps no pointer and has no
    // static state (FFI-CKPTR, FFI-MEM-OWNER).
    let code = unsafe { whole_arrays::wb_c_monte_carlo_pi_arrays(seed, n, &raw mut hits) };
    if code == 0 { Ok(hits.cast_unsigned()) } else { Err(refused()) }
}

fn foreign(what: &'static str, reason: &str) -> Error {
    Error::Foreign { what, language: Language::C, reason: reason.to_owned() }
}
