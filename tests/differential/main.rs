//! Every implementation of every kernel, at every level of this processor, on random and on hard inputs: `plain` has
//! the bits of `plain` in Rust, `tuned` those of `tuned` in Rust at the baseline.
//!
//! Every array lies where one element too many is found: on the heap in an allocation of its own length, for
//! AddressSanitizer and valgrind, or at the edge of memory that cannot be accessed, where the access is a crash.
//!
//! `CALLS=10000000 cargo test --release --test differential` makes so many calls; without it there are some ten
//! thousand. `SEED=7` makes others.

mod inputs;
mod kernels;
mod memory;
mod threads;

#[path = "../common/trials.rs"]
mod trials;

#[path = "../common/bits.rs"]
#[expect(dead_code, reason = "only the comparison of two numbers is needed")]
mod bits;
#[path = "../abi/raw/mod.rs"]
#[expect(dead_code, reason = "only the generator of random numbers is in no table")]
#[expect(unsafe_code, reason = "raw symbols")]
mod raw;

use std::fmt::Debug;
use std::sync::{Mutex, MutexGuard, PoisonError};

use ffi_workbench::language::{Implementation, ImplementationId, Variant};
use ffi_workbench::level::Level;
use inputs::Random;
use trials::tests;

/// With the harness of the compiler there would be a second thread, whose channel ThreadSanitizer, which does not see
/// how Rust synchronises, takes for a race.
fn main() {
    use kernels::*;
    use threads::threads_do_not_disturb_each_other;
    tests!(
        add_is_the_same,
        dot_is_the_same,
        dot_in_single_precision_is_the_same,
        sum_is_the_same,
        series_pi_is_the_same,
        monte_carlo_pi_is_the_same_in_both_variants,
        moving_average_is_the_same,
        rsi_is_the_same,
        the_last_values_of_rsi_are_the_same,
        exponential_smoothing_is_its_definition,
        the_random_words_are_the_same,
        threads_do_not_disturb_each_other,
    );
}

/// Calls of all kernels together where nothing says how many.
const CALLS: u64 = 50_000;

/// The tests of this package that share the calls.
const TESTS: u64 = 11;

/// The level is one setting for the whole process: one test at a time has it.
static LEVEL: Mutex<()> = Mutex::new(());

fn level_is_mine() -> MutexGuard<'static, ()> {
    LEVEL.lock().unwrap_or_else(PoisonError::into_inner)
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().expect("CALLS and SEED are whole numbers"))
}

/// Makes problems until a test has made its share of the calls: each problem is given to every line of a table at every
/// level. Prints how many calls there were, which the driver adds up.
fn compare<F: Copy, P: Debug, A: PartialEq + Debug + Clone>(
    name: &str,
    table: &[Implementation<F>],
    mut problem: impl FnMut(&mut Random) -> P,
    mut run: impl FnMut(F, &P, &mut Random) -> A,
) {
    let (share, seed) = (number("CALLS").unwrap_or(CALLS) / TESTS, number("SEED").unwrap_or(1));
    let mut random = Random::new(seed, name);
    let levels: Vec<_> = Level::ALL.iter().copied().filter(|level| level.is_supported()).collect();
    let mut calls = 0;
    let guard = level_is_mine();
    while calls < share {
        let problem = problem(&mut random);
        let mut first: [Option<(ImplementationId, A)>; 2] = [None, None];
        for (at, level) in levels.iter().enumerate() {
            level.force().expect("the processor has it");
            // What does not depend on the level is called once.
            for it in table.iter().filter(|it| at == 0 || it.id.variant == Variant::Tuned) {
                let answer = run(it.run, &problem, &mut random);
                calls += 1;
                let (right_id, right) =
                    first[usize::from(it.id.variant == Variant::Tuned)].get_or_insert_with(|| (it.id, answer.clone()));
                assert!(
                    answer == *right,
                    "{name}: {} {} at {} gives {}, {} gives {}, for {}; SEED={seed} makes it again",
                    it.id.language,
                    it.id.variant.name(),
                    level.name(),
                    short(&answer),
                    right_id.language,
                    short(right),
                    short(&problem),
                );
            }
        }
    }
    Level::best().force().expect("the processor has it");
    drop(guard);
    println!("{name}: {calls} calls");
}

/// The beginning of a value as it is printed.
fn short(value: &impl Debug) -> String {
    let mut text = format!("{value:?}");
    if text.len() > 400 {
        text.truncate(400);
        text.push_str("...");
    }
    text
}
