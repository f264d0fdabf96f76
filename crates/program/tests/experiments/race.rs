//! The visitor counter: what must get lost gets lost, in every run; what must not does not, in any.

use ffi_workbench::error::Error as RunError;
use ffi_workbench_cli::error::Error;
use ffi_workbench_cli::experiments::race::WAYS;
use ffi_workbench_cli::experiments::{MAX_THREADS, MAX_VISITS};

#[test]
fn without_a_lock_visitors_are_lost_in_100_of_100_runs() {
    for way in WAYS.iter().filter(|way| !way.exact) {
        for threads in [2, 3, 8] {
            for run in 0..100 {
                let counted = (way.count)(threads, 1000).unwrap();
                let max = threads as u64 * 1000 - (threads as u64 - 1);
                assert!((1..=max).contains(&counted), "run {run} in {}, {threads} threads: {counted}", way.language);
            }
        }
    }
}

#[test]
fn the_scheduler_loses_more_than_the_first_visitors() {
    for way in WAYS.iter().filter(|way| !way.exact) {
        let lost: u64 = (0..10).map(|_| 4 * 20_000 - (way.count)(4, 20_000).unwrap()).sum();
        assert!(lost > 10 * 3, "{}: {lost} lost in ten runs of four threads", way.language);
    }
}

#[test]
fn with_a_lock_an_atomic_or_sums_none_is_lost_in_100_of_100_runs() {
    for way in WAYS.iter().filter(|way| way.exact) {
        for threads in [1, 2, 8] {
            for run in 0..100 {
                let counted = (way.count)(threads, 1000).unwrap();
                assert_eq!(counted, threads as u64 * 1000, "run {run}: {} in {}", way.name, way.language);
            }
        }
    }
}

#[test]
fn one_thread_loses_nobody_and_no_visitors_are_none() {
    for way in WAYS {
        assert_eq!((way.count)(1, 1000).unwrap(), 1000, "{} in {}", way.name, way.language);
        assert_eq!((way.count)(3, 0).unwrap(), 0, "{} in {}", way.name, way.language);
    }
}

#[test]
fn numbers_outside_their_rules_are_refused() {
    for way in WAYS {
        for threads in [0, MAX_THREADS + 1] {
            let refused = (way.count)(threads, 1).unwrap_err();
            assert!(matches!(refused, Error::Run(RunError::WorkersOutOfRange { .. })), "{refused}");
        }
        for visits in [MAX_VISITS, u64::MAX] {
            let refused = (way.count)(2, visits).unwrap_err();
            assert!(matches!(refused, Error::TooManyVisits { .. }), "{refused}");
        }
    }
}
