//! Work whose kernel refuses mid-way: the error comes back, and nobody waits for ever.

use std::panic::resume_unwind;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use ffi_workbench::error::Error;
use ffi_workbench::executors::{Executor, StartedExecutor};
use ffi_workbench::kernels::add;
use ffi_workbench::work::{ADD, Problem, SUM, Work};

use crate::all;
use crate::all_languages::all_languages;

const N: usize = 200_000;

/// Hands every executor to `task`; fails when one takes more than a minute, which is hundreds of times what it needs.
fn in_time(task: fn(&str, &StartedExecutor)) {
    let (done, ended) = channel();
    let thread = thread::spawn(move || {
        for (who, executor) in all() {
            task(&who, &executor);
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
    let rule = add::Overflow { i: i32::MAX, j: 1 }.to_string();
    for error in errors {
        assert_eq!(*error, Error::Refused { kernel: "add", rule: rule.clone() }, "{who}");
    }
}

/// The error of adding 1 to `x`, for every language.
fn errors(executor: &StartedExecutor, x: &[i32]) -> Vec<Error> {
    let ones = vec![1; x.len()];
    let problem = Problem { arrays: vec![("x", x.into()), ("y", ones[..].into())], numbers: vec![] };
    let error = |&id| {
        let work = Work::new(&ADD, id, &problem).unwrap();
        assert!(work.slots().div_ceil(work.grain()) > 7, "the work has blocks for all workers");
        executor.fill(&work, &mut vec![0.0; work.slots()]).expect_err("a pair overflows")
    };
    all_languages(&ADD, &ADD.implementations()).iter().map(error).collect()
}

pub fn an_overflow_in_the_first_the_middle_or_the_last_block_comes_back() {
    in_time(|who, executor| {
        for at in [0, N / 2, N - 1] {
            let mut x = vec![5; N];
            x[at] = i32::MAX;
            assert_refused(who, &errors(executor, &x));
        }
    });
}

pub fn an_overflow_in_every_block_comes_back_once() {
    in_time(|who, executor| assert_refused(who, &errors(executor, &vec![i32::MAX; N])));
}

pub fn an_executor_works_on_after_a_refusal() {
    let x = vec![1.0; 300_000];
    for (who, executor) in all() {
        assert!(!errors(&executor, &vec![i32::MAX; N]).is_empty());
        let problem = Problem { arrays: vec![("x", x[..].into())], numbers: vec![] };
        let work = Work::new(&SUM, SUM.implementations()[0], &problem).unwrap();
        let mut out = vec![0.0; work.slots()];
        executor.fill(&work, &mut out).unwrap();
        assert_eq!(work.answer(out), [300_000.0], "{who}");
    }
}
