//! What an executor cannot have.

use ffi_workbench::error::Error;
use ffi_workbench::executors::{EXECUTORS, Executor, SERIAL, StartedExecutor};
use ffi_workbench::work::{Problem, SUM, Work};

#[test]
fn no_workers_and_too_many_workers_are_refused() {
    assert!(EXECUTORS.iter().any(|kind| kind.by_default));
    for &kind in EXECUTORS {
        for asked in [0, kind.max_workers + 1, usize::MAX] {
            let Err(error) = StartedExecutor::start(kind, Some(asked)) else {
                panic!("{} has {asked} workers", kind.name)
            };
            let refused = Error::WorkersOutOfRange { executor: kind.name, workers: asked, max: kind.max_workers };
            assert_eq!(error, refused);
        }
        // `tests/executors` starts the others: their program must know of workers, and this one does not.
        if kind.by_default {
            let started = StartedExecutor::start(kind, Some(1)).map(|executor| executor.workers);
            assert_eq!(started, Ok(1), "{}", kind.name);
        }
    }
}

/// This program's main is its harness's, which knows no `worker_entry`.
#[test]
#[cfg(all(target_os = "linux", feature = "processes"))]
fn worker_processes_of_a_program_that_cannot_be_one_are_refused() {
    let Err(error) = StartedExecutor::start(&ffi_workbench::executors::PROCESSES, Some(2)) else {
        panic!("there is no worker")
    };
    assert!(matches!(error, Error::NoWorkerProcess(_)), "{error:?}");
    assert!(error.to_string().contains("worker_entry()"), "{error}");
}

#[test]
#[should_panic(expected = "the output has one element for each slot")]
fn an_output_of_the_wrong_length_is_a_mistake_of_the_caller() {
    let problem = Problem { arrays: vec![("x", vec![1.0; 10].into())], numbers: vec![] };
    let work = Work::new(&SUM, SUM.implementations()[0], &problem).unwrap();
    let serial = StartedExecutor::start(&SERIAL, None).unwrap();
    let _ = serial.fill(&work, &mut [0.0; 5]);
}
