//! The test: programs that are no worker, and a worker that is killed.

use std::process::id;
use std::time::Duration;
use std::{env, fs, thread};

use ffi_workbench::error::Error;
use ffi_workbench::executors::{Executor, PROCESSES, StartedExecutor, processes};
use ffi_workbench::work::{SERIES_PI, Work};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

fn start() -> Result<StartedExecutor, Error> {
    StartedExecutor::start(&PROCESSES, Some(2))
}

/// The sentence of a start that must fail.
#[track_caller]
fn sentence() -> String {
    let Err(error) = start() else { panic!("there is no worker") };
    assert!(matches!(error, Error::NoWorkerProcess(_)), "{error:?}");
    error.to_string()
}

/// Processes whose parent is this one.
fn children() -> Vec<Pid> {
    let parent = |process: &str| {
        let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
        stat.rsplit_once(") ")?.1.split(' ').nth(1)?.parse::<u32>().ok()
    };
    let processes = fs::read_dir("/proc").unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let children = processes.filter(|process| parent(process) == Some(id()));
    children.map(|process| Pid::from_raw(process.parse().unwrap())).collect()
}

/// `tests/refusals` has the program whose main has no `worker_entry`.
pub fn what_cannot_be_a_worker_is_told_and_one_that_dies_costs_one_error() {
    processes::use_program("/nowhere/at/all");
    assert!(sentence().starts_with("no worker process: cannot start a worker"), "{}", sentence());
    processes::use_program("/bin/true");
    assert!(sentence().contains("ended"), "{}", sentence());

    processes::use_program(env::current_exe().unwrap());
    let executor = start().unwrap();
    let in_rust = SERIES_PI.implementations()[0];
    // Many seconds of work.
    let problem = SERIES_PI.generate(20_000_000_000, 0, vec![]);
    let work = Work::new(&SERIES_PI, in_rust, &problem).unwrap();
    let mut out = vec![-1.0; work.slots()];
    let killer = thread::spawn(|| {
        thread::sleep(Duration::from_millis(200));
        let workers = children();
        assert!(!workers.is_empty());
        workers.into_iter().for_each(|worker| kill(worker, Signal::SIGKILL).unwrap());
    });
    let error = executor.fill(&work, &mut out).expect_err("its worker was killed");
    killer.join().unwrap();
    let Error::Worker { kernel: "series_pi", cause } = &error else { panic!("{error:?}") };
    assert!(cause.contains("SIGKILL"), "{error}");
    assert!(out.iter().all(|&slot| slot == -1.0), "what a dead worker wrote is not given back");

    let problem = SERIES_PI.generate(1000, 0, vec![]);
    let work = Work::new(&SERIES_PI, in_rust, &problem).unwrap();
    let mut out = vec![0.0; work.slots()];
    executor.fill(&work, &mut out).unwrap();
    assert!((work.answer(out)[0] - std::f64::consts::PI).abs() < 1e-6);
}
