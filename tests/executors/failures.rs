//! Work whose kernel refuses mid-way: the error comes back, and nobody waits for ever.

use std::panic::resume_unwind;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use ffi_workbench::error::{Error, KernelError};
use ffi_workbench::executors::{Executor, Running};
use ffi_workbench::work::{Problem, Work, kernel};

use crate::{all, every::every};

const N: usize = 200_000;

/// Hands every executor to `task`; fails when one takes more than a minute, which is hundreds of times what it needs.
fn in_time(task: fn(&str, &Running)) {
    let (done, ended) = channel();
    let thread = thread::spawn(move || {
        for (who, running) in all() {
            task(&who, &running);
            // Nobody listens any more when the minute is over.
            let _ = done.send(who);
        }
    });
    let mut last = "none".to_string();
    loop {
        match ended.recv_timeout(Duration::from_secs(60)) {
            Ok(who) => last = who,
            Err(RecvTimeoutError::Timeout) => panic!("the executor after this one hangs: {last}"),
            Err(RecvTimeoutError::Disconnected) => break,
        }
    }
    if let Err(panic) = thread.join() {
        resume_unwind(panic);
    }
}

#[track_caller]
fn assert_refused(who: &str, errors: &[Error]) {
    for error in errors {
        let Error::Refused { kernel: "add", rule } = error else { panic!("{who}: {error}") };
        assert_eq!(*rule, KernelError::SumOutOfRange { i: i32::MAX, j: 1 }, "{who}");
    }
}

/// The error of adding 1 to `x`, for every language.
fn errors(running: &Running, x: &[i32]) -> Vec<Error> {
    let add = kernel("add", None).unwrap();
    let ones = vec![1; x.len()];
    let problem = Problem { arrays: vec![("x", x.into()), ("y", ones[..].into())], numbers: vec![] };
    let choices = add.implementations();
    let error = |&choice| {
        let work = Work::new(add, choice, &problem).unwrap();
        assert!(work.slots().div_ceil(work.grain()) > 7, "the work has blocks for all workers");
        running.fill(&work, &mut vec![0.0; work.slots()]).expect_err("a pair overflows")
    };
    every(&choices).iter().map(error).collect()
}

#[test]
fn an_overflow_in_the_first_the_middle_or_the_last_block_comes_back() {
    in_time(|who, running| {
        for at in [0, N / 2, N - 1] {
            let mut x = vec![5; N];
            x[at] = i32::MAX;
            assert_refused(who, &errors(running, &x));
        }
    });
}

#[test]
fn an_overflow_in_every_block_comes_back_once() {
    in_time(|who, running| assert_refused(who, &errors(running, &vec![i32::MAX; N])));
}

#[test]
fn an_executor_works_on_after_a_refusal() {
    let sum = kernel("sum", None).unwrap();
    let x = vec![1.0; 300_000];
    for (who, running) in all() {
        assert!(!errors(&running, &vec![i32::MAX; N]).is_empty());
        let problem = Problem { arrays: vec![("x", x[..].into())], numbers: vec![] };
        let work = Work::new(sum, sum.implementations()[0], &problem).unwrap();
        let mut out = vec![0.0; work.slots()];
        running.fill(&work, &mut out).unwrap();
        assert_eq!(work.answer(out), [300_000.0], "{who}");
    }
}

#[test]
#[should_panic(expected = "the output has one element for each slot")]
fn an_output_of_the_wrong_length_is_a_mistake_of_the_caller() {
    let sum = kernel("sum", None).unwrap();
    let problem = Problem { arrays: vec![("x", vec![1.0; 10].into())], numbers: vec![] };
    let work = Work::new(sum, sum.implementations()[0], &problem).unwrap();
    let (_, running) = &all()[0];
    let _ = running.fill(&work, &mut [0.0; 5]);
}
