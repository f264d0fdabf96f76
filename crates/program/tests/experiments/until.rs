//! π to a tolerance: it is reached, and every thread stops there.

use std::f64::consts::PI;
use std::time::Duration;

use ffi_workbench::error::Error as RunError;
use ffi_workbench::kernels::series_pi::{self, IMPLEMENTATIONS};
use ffi_workbench_cli::error::Error;
use ffi_workbench_cli::experiments::until::{Goal, MIN_TOLERANCE, PANELS, Run, until};

const LONG: Duration = Duration::from_secs(60);

fn run(workers: usize, tolerance: f64) -> Run {
    until(series_pi::c, workers, Goal { tolerance, time_limit: LONG }).unwrap()
}

#[test]
fn all_threads_stop_within_one_block_of_the_goal_1000_times_in_a_row() {
    for workers in 1..=8 {
        for time in 0..1000 {
            let run = run(workers, 1e-6);
            let reached = run.reached.expect("the goal is reached");
            for worker in 0..workers {
                let past = run.past_the_goal(worker);
                assert!(past <= 1, "time {time}: worker {worker} of {workers} did {past} blocks past the goal");
            }
            assert!(run.past_the_goal(run.steps[reached].worker) == 0, "who reaches it begins no other block");
            assert!((run.steps[reached].estimate - PI).abs() <= 1e-6);
            assert!(run.steps[..reached].iter().all(|step| (step.estimate - PI).abs() > 1e-6), "not before");
        }
    }
}

#[test]
fn the_smallest_tolerance_is_reached_in_every_language() {
    for implementation in IMPLEMENTATIONS {
        for workers in [1, 4] {
            let goal = Goal { tolerance: MIN_TOLERANCE, time_limit: LONG };
            let run = until(implementation.run, workers, goal).unwrap();
            assert!((run.estimate() - PI).abs() <= MIN_TOLERANCE, "{} {workers}", implementation.id.language);
        }
    }
}

#[test]
fn with_one_worker_the_estimate_comes_from_above_and_never_passes_pi() {
    let run = run(1, 1e-11);
    let refined = usize::try_from(PANELS).unwrap() - 1;
    assert!(run.steps[..refined].iter().all(|step| step.estimate < PI), "level 0 adds the panels up");
    for step in &run.steps[refined..] {
        let h = 1.0 / (PANELS << step.level) as f64;
        let error = step.estimate - PI;
        // The level before had twice the h: 4 * 2.449 h² / 24 is the largest.
        assert!(
            error > 0.0 && error < 4.0 * 2.5 * h * h / 24.0,
            "level {} panel {}: {error:e}",
            step.level,
            step.panel
        );
    }
}

#[test]
fn the_blocks_are_taken_in_order_and_counted() {
    let run = run(3, 1e-9);
    let mut blocks: Vec<_> = run.steps.iter().map(|step| (step.level, PANELS - step.panel)).collect();
    blocks.sort_unstable();
    let all = (0..).flat_map(|level| (1..=PANELS).map(move |index| (level, index)));
    assert!(blocks.iter().copied().eq(all.take(blocks.len())), "no block twice and none left out");
    assert!(run.steps.iter().all(|step| step.terms == 1 << step.level && step.worker < 3));
    assert!(run.steps.is_sorted_by_key(|step| step.seconds) && run.seconds >= run.steps.last().unwrap().seconds);
    assert_eq!(run.terms(), run.steps.iter().map(|step| step.terms).sum::<u64>());
}

#[test]
fn a_time_limit_ends_it_with_what_there_is() {
    let goal = Goal { tolerance: MIN_TOLERANCE, time_limit: Duration::ZERO };
    let nothing = until(series_pi::rust, 2, goal).unwrap();
    assert!(nothing.reached.is_none() && nothing.steps.is_empty() && nothing.estimate() == 0.0);

    // Half of every value never gets near π. On a busy machine no thread may get its turn within the limit: then the
    // same with twice the limit.
    let half: series_pi::Function = |n, terms| Ok(series_pi::rust(n, terms)? / 2.0);
    let limited =
        |k: u32| until(half, 2, Goal { tolerance: 1e-3, time_limit: Duration::from_millis(1_u64 << k) }).unwrap();
    let some = (0..).map(limited).find(|run| !run.steps.is_empty()).unwrap();
    assert!(some.reached.is_none());
    assert_eq!(some.estimate(), some.steps.last().unwrap().estimate);
}

#[test]
fn what_a_kernel_refuses_is_an_error() {
    let refusing: series_pi::Function = |_, _| series_pi::rust(1, 2..2);
    let goal = Goal { tolerance: 1e-3, time_limit: LONG };
    assert!(matches!(until(refusing, 4, goal), Err(Error::Run(RunError::Refused { .. }))));
}

#[test]
fn numbers_outside_their_rules_are_refused() {
    for tolerance in [0.0, -1.0, 1e-15, MIN_TOLERANCE * 0.99, 1.01, f64::INFINITY, f64::NAN] {
        let refused = until(series_pi::rust, 1, Goal { tolerance, time_limit: LONG }).unwrap_err();
        assert!(matches!(refused, Error::ToleranceOutOfRange { .. }), "{tolerance}: {refused}");
    }
    for workers in [0, 65] {
        let refused = until(series_pi::rust, workers, Goal { tolerance: 1e-3, time_limit: LONG }).unwrap_err();
        assert!(matches!(refused, Error::Run(RunError::WorkersOutOfRange { .. })), "{refused}");
    }
}
