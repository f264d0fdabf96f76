//! State in static variables: a library of which there is one in the process.
//!
//! | the other side | |
//! | --- | --- |
//! | promises | `reset` starts anew |
//! | does not promise | anything to two threads, or to two users in turn on one thread |
//!
//! **Idiom.** A token: a type that holds the lock, through which alone the functions can be called. A user who has it
//! has the whole library; another thread waits, and the same one is refused ([`Lock`]). Where the state must live on
//! between the calls of several users, swap it in and out ([`common_session`](crate::common_session)); where it must
//! run in parallel, give each user a process ([`exits`](crate::exits)).
//!
//! **Rules.** FFI-SAFEWRAPPING, LANG-SYNC-TRAITS.
//!
//! **Otherwise.** Two threads that collected ones and threes at once, without the lock: the mean of ones was 2.54.
//!
//! ```
//! use ffi_cookbook::global_state::Collector;
//!
//! let mut ones = Collector::start()?;
//! ones.add(1.0);
//! assert!(Collector::start().is_err()); // taken, and by this thread
//! assert_eq!(ones.mean(), Some(1.0));
//! drop(ones);
//! assert_eq!(Collector::start()?.mean(), None);
//! # Ok::<(), ffi_glue::Refusal>(())
//! ```
//!
//! A collector does not outlive itself:
//!
//! ```compile_fail,E0382
//! let mut ones = ffi_cookbook::global_state::Collector::start().unwrap();
//! drop(ones);
//! ones.add(1.0);
//! ```
//!
//! `global_state.c`:
#![doc = concat!("```c\n", include_str!("global_state.c"), "```")]
#![expect(unsafe_code, reason = "calls C")]

use ffi_glue::{Entered, Lock, Refusal};

unsafe extern "C" {
    fn ck_collect_reset();
    fn ck_collect_add(x: f64);
    fn ck_collect_mean() -> f64;
}

static LIBRARY: Lock = Lock::new();

/// The whole library, reset, for as long as this lives.
#[derive(Debug)]
pub struct Collector {
    _alone: Entered<'static>,
    count: usize,
}

impl Collector {
    /// Waits until no other thread has the library.
    ///
    /// # Errors
    /// [`Refusal::Nested`]: this thread has it already, and would wait for itself.
    pub fn start() -> Result<Self, Refusal> {
        let alone = LIBRARY.enter()?;
        // SAFETY: the guard in our hands says that no other thread is in the library.
        unsafe { ck_collect_reset() };
        Ok(Self { _alone: alone, count: 0 })
    }

    /// Adds a number.
    pub fn add(&mut self, x: f64) {
        // SAFETY: self holds the guard.
        unsafe { ck_collect_add(x) };
        self.count += 1;
    }

    /// Mean of the numbers; `None` before the first one, for which C answers 0.
    pub fn mean(&self) -> Option<f64> {
        // SAFETY: self holds the guard.
        let mean = unsafe { ck_collect_mean() };
        (self.count > 0).then_some(mean)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn threads_take_turns() {
        std::thread::scope(|scope| {
            for x in [1.0, 3.0, 5.0] {
                scope.spawn(move || {
                    for _ in 0..100 {
                        let mut collector = Collector::start().unwrap();
                        (0..10).for_each(|_| collector.add(x));
                        assert_eq!(collector.mean(), Some(x));
                    }
                });
            }
        });
    }

    #[test]
    fn a_panic_leaves_the_library_usable() {
        let panicked = std::thread::spawn(|| {
            let mut collector = Collector::start().unwrap();
            collector.add(7.0);
            panic!("while the library is held");
        });
        assert!(panicked.join().is_err());
        assert_eq!(Collector::start().unwrap().mean(), None);
    }

    #[test]
    fn a_second_one_on_the_same_thread_is_refused_and_does_not_wait() {
        let first = Collector::start().unwrap();
        assert_eq!(Collector::start().unwrap_err(), Refusal::Nested);
        drop(first);
        assert!(Collector::start().is_ok());
    }
}
