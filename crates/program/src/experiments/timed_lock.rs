//! A lock with a limited waiting time, which knows who holds it: a lock that is never released is found and named,
//! where a plain lock would hang.

use std::ops::{Deref, DerefMut};
use std::sync::{Mutex, MutexGuard, PoisonError, TryLockError};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// A value behind a lock with a name.
#[derive(Debug)]
pub struct TimedLock<T> {
    name: &'static str,
    holder: Mutex<String>,
    value: Mutex<T>,
}

/// The value, as long as it is held.
#[derive(Debug)]
pub struct Held<'a, T> {
    holder: &'a Mutex<String>,
    value: MutexGuard<'a, T>,
}

/// A lock that was not released in time.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{waiting}` waited {} ms for the lock `{lock}`, which `{holder}` does not give back", waited.as_millis())]
pub struct LockTimeout {
    /// The lock's name.
    pub lock: &'static str,
    /// Who holds it.
    pub holder: String,
    /// Who waited for it.
    pub waiting: String,
    /// How long.
    pub waited: Duration,
}

impl<T> TimedLock<T> {
    /// A lock that nobody holds.
    pub fn new(name: &'static str, value: T) -> Self {
        Self { name, holder: Mutex::default(), value: Mutex::new(value) }
    }

    /// The value, as soon as nobody else holds it.
    ///
    /// # Errors
    /// [`LockTimeout`] when somebody still does after `timeout`.
    ///
    /// ```
    /// use std::time::Duration;
    /// use ffi_workbench_cli::experiments::timed_lock::TimedLock;
    ///
    /// let counter = TimedLock::new("counter", 0);
    /// *counter.try_lock_for(Duration::from_millis(10), "anna")? += 1;
    /// std::mem::forget(counter.try_lock_for(Duration::from_millis(10), "bert")?);
    /// let stuck = counter.try_lock_for(Duration::from_millis(10), "anna").unwrap_err();
    /// assert_eq!((stuck.lock, stuck.holder.as_str()), ("counter", "bert"));
    /// # Ok::<(), ffi_workbench_cli::experiments::timed_lock::LockTimeout>(())
    /// ```
    pub fn try_lock_for(&self, timeout: Duration, who: &str) -> Result<Held<'_, T>, LockTimeout> {
        let start = Instant::now();
        loop {
            let free = match self.value.try_lock() {
                Ok(value) => Some(value),
                // A holder that panicked has released it.
                Err(TryLockError::Poisoned(value)) => Some(value.into_inner()),
                Err(TryLockError::WouldBlock) => None,
            };
            if let Some(value) = free {
                who.clone_into(&mut self.holder.lock().unwrap_or_else(PoisonError::into_inner));
                return Ok(Held { holder: &self.holder, value });
            }
            let waited = start.elapsed();
            if waited >= timeout {
                let holder = self.holder.lock().unwrap_or_else(PoisonError::into_inner).clone();
                return Err(LockTimeout { lock: self.name, holder, waiting: who.to_owned(), waited });
            }
            sleep(Duration::from_millis(1).min(timeout - waited));
        }
    }
}

impl<T> Deref for Held<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T> DerefMut for Held<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.value
    }
}

impl<T> Drop for Held<'_, T> {
    fn drop(&mut self) {
        // The value is released after this.
        self.holder.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}
