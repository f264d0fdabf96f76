//! Two locks: opposite order never gets further than its first transfer, one order always ends.

use std::time::Duration;

use ffi_workbench_cli::error::Error;
use ffi_workbench_cli::experiments::MAX_VISITS;
use ffi_workbench_cli::experiments::deadlock::{LOCKS, Order, Outcome, THREADS, WAYS};

const PATIENCE: Duration = Duration::from_millis(20);

#[test]
fn opposite_order_is_a_deadlock_in_20_of_20_runs_and_both_threads_say_what_they_waited_for() {
    for way in WAYS {
        for run in 0..20 {
            let outcome = (way.transfer)(Order::Opposite, 1000, Some(PATIENCE)).unwrap();
            let Outcome::Deadlock(in_vain) = outcome else { panic!("run {run}, {}: {outcome:?}", way.name) };
            for thread in [0, 1] {
                let other = 1 - thread;
                let said = &in_vain[thread];
                assert_eq!((said.waiting.as_str(), said.lock), (THREADS[thread], LOCKS[other]), "{}", way.name);
                assert_eq!(said.holder, THREADS[other], "{}", way.name);
                assert!(said.waited >= PATIENCE, "{}: {said}", way.name);
            }
        }
    }
}

#[test]
fn one_order_ends_in_20_of_20_runs_and_nothing_is_gained_or_lost() {
    for way in WAYS {
        for patience in [Some(PATIENCE), None] {
            for run in 0..20 {
                let outcome = (way.transfer)(Order::One, 1000, patience).unwrap();
                assert_eq!(outcome, Outcome::Done([0, 0]), "run {run}, {}, {patience:?}", way.name);
            }
        }
    }
}

#[test]
fn too_many_transfers_are_refused() {
    for way in WAYS {
        let refused = (way.transfer)(Order::One, MAX_VISITS, None).unwrap_err();
        assert!(matches!(refused, Error::TooManyVisits { .. }), "{refused}");
    }
}
