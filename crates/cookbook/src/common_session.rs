//! State in COMMON from one call to the next: two computations in turn disturb each other.
//!
//! | the other side | |
//! | --- | --- |
//! | promises | the next number after the ones before |
//! | does not promise | whose numbers those were: there is one state in the process |
//!
//! **Idiom.** A lock for each call is not enough, even on one thread. Each computation has a [`Session`], which holds a
//! copy of the named blocks, puts it in before each call and takes it out after it, under one lock. The blocks are
//! found by their symbols (`nm`: `ckrand_`), and their sizes stand there too. What is not in a named block (`SAVE`, a C
//! `static`) cannot be swapped: then give each computation [a process](crate::exits).
//!
//! **Rules.** FFI-SAFEWRAPPING, LANG-SYNC-TRAITS, FFI-TCONS (the size of the block).
//!
//! **Otherwise.** Two generators with seeds 1 and 2 in turn, as a lock around each call lets them: the first one's
//! third number was 0.3760 in place of 0.5112.
//!
//! ```
//! use ffi_cookbook::common_session::Random;
//!
//! let mut alone = Random::new(1)?;
//! let expected = [alone.next_number()?, alone.next_number()?];
//!
//! let (mut a, mut b) = (Random::new(1)?, Random::new(2)?);
//! let first = a.next_number()?;
//! b.next_number()?;
//! assert_eq!([first, a.next_number()?], expected);
//! # Ok::<(), ffi_glue::Refusal>(())
//! ```
//!
//! `common_session.f`:
#![doc = concat!("```fortran\n", include_str!("common_session.f"), "```")]
#![expect(unsafe_code, reason = "calls Fortran, and copies its variables")]

use std::ffi::c_int;

use ffi_glue::{Block, Commons, Refusal, Session, within};

/// `COMMON /CKRAND/ ISTATE, NCALLS`.
#[repr(C)]
struct Ckrand {
    state: c_int,
    calls: c_int,
}

unsafe extern "C" {
    static mut ckrand_: Ckrand;
    fn ckseed_(seed: *mut c_int);
    fn cknext_() -> f64;
}

// SAFETY: the block is there for the whole program, of this size (`nm -S`: 8 bytes), and nothing but ckseed_ and
// cknext_ touches it, which this page calls inside `run` alone.
static BLOCKS: Commons<1> = unsafe { Commons::new(blocks()) };

const fn blocks() -> [Block; 1] {
    [Block::of(&raw mut ckrand_)]
}

/// A generator of numbers that no other one disturbs. A clone goes on from the same state.
#[derive(Debug, Clone)]
pub struct Random(Session<1>);

impl Random {
    /// The generator that `seed` starts, which is not negative.
    pub fn new(seed: i32) -> Result<Self, Refusal> {
        let mut seed = within("seed", seed, 0..)?;
        let mut session = BLOCKS.session()?;
        // SAFETY: a variable of ours; the session has the block for itself.
        session.run(|| unsafe { ckseed_(&mut seed) })?;
        Ok(Self(session))
    }

    /// The next number in [0, 1).
    pub fn next_number(&mut self) -> Result<f64, Refusal> {
        // SAFETY: it takes nothing; the session has the block for itself.
        self.0.run(|| unsafe { cknext_() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(seed: i32, n: usize) -> Vec<f64> {
        let mut random = Random::new(seed).unwrap();
        (0..n).map(|_| random.next_number().unwrap()).collect()
    }

    #[test]
    fn generators_in_turn_and_on_threads_give_what_each_gives_alone() {
        let expected: Vec<_> = (0..4).map(|seed| first(seed, 100)).collect();
        let mut all: Vec<_> = (0..4).map(|seed| Random::new(seed).unwrap()).collect();
        for k in 0..100 {
            for (random, expected) in all.iter_mut().zip(&expected) {
                assert_eq!(random.next_number().unwrap(), expected[k]);
            }
        }
        std::thread::scope(|scope| {
            for (seed, expected) in (0..4).zip(&expected) {
                scope.spawn(move || assert_eq!(&first(seed, 100), expected));
            }
        });
    }

    #[test]
    fn a_clone_goes_its_own_way() {
        let mut random = Random::new(7).unwrap();
        random.next_number().unwrap();
        let mut clone = random.clone();
        assert_eq!(random.next_number(), clone.next_number());
    }

    #[test]
    fn a_negative_seed_is_refused() {
        assert!(Random::new(-1).is_err());
        assert_eq!(first(i32::MAX, 1), first(1, 1)); // MOD: the largest seed is a small one
    }
}
