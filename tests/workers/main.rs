//! Worker processes that cannot be, and one that dies. One test, because the program that is to be the worker is named for
//! the whole process.
#![cfg(target_os = "linux")]

use std::fs;
use std::path::Path;
use std::process::{Command, id};
use std::thread;
use std::time::Duration;

use ffi_workbench::error::Error;
use ffi_workbench::executors::{EXECUTORS, Executor, Running, processes};
use ffi_workbench::work::{Work, kernel};

fn start() -> Result<Running, Error> {
    Running::start(EXECUTORS.iter().find(|kind| kind.name == "processes").unwrap(), Some(2))
}

/// The sentence of a start that must fail.
#[track_caller]
fn sentence() -> String {
    let Err(error) = start() else { panic!("there is no worker") };
    assert!(matches!(error, Error::NoWorkerProcess(_)), "{error:?}");
    error.to_string()
}

/// Processes whose parent is this one.
fn children() -> Vec<String> {
    let parent = |process: &Path| {
        let stat = fs::read_to_string(process.join("stat")).ok()?;
        stat.rsplit_once(") ")?.1.split(' ').nth(1)?.parse::<u32>().ok()
    };
    let processes = fs::read_dir("/proc").unwrap().map(|entry| entry.unwrap().path());
    let mine = processes.filter(|process| parent(process) == Some(id()));
    mine.map(|process| process.file_name().unwrap().to_str().unwrap().to_owned()).collect()
}

#[test]
fn what_cannot_be_a_worker_is_told_and_one_that_dies_costs_one_error() {
    // The harness has no `worker_entry`; nothing was started.
    assert!(sentence().contains("worker_entry()"), "{}", sentence());
    processes::use_program("/nowhere/at/all");
    assert!(sentence().starts_with("no worker process: cannot start a worker"), "{}", sentence());
    processes::use_program("/bin/true");
    assert!(sentence().contains("ended"), "{}", sentence());

    processes::use_program(env!("CARGO_BIN_EXE_ffi-workbench"));
    let running = start().unwrap();
    let series_pi = kernel("series_pi", None).unwrap();
    let choice = series_pi.implementations()[0];
    // Many seconds of work.
    let problem = series_pi.generate(20_000_000_000, 0, vec![]);
    let work = Work::new(series_pi, choice, &problem).unwrap();
    let mut out = vec![-1.0; work.slots()];
    let killer = thread::spawn(|| {
        thread::sleep(Duration::from_millis(200));
        for child in children() {
            assert!(Command::new("kill").args(["-9", &child]).status().unwrap().success());
        }
    });
    let error = running.fill(&work, &mut out).expect_err("its worker was killed");
    killer.join().unwrap();
    let Error::Worker { kernel: "series_pi", cause } = &error else { panic!("{error:?}") };
    assert!(cause.contains("SIGKILL"), "{error}");
    assert!(out.iter().all(|&slot| slot == -1.0), "nobody gets to see what a dead worker wrote");

    let problem = series_pi.generate(1000, 0, vec![]);
    let work = Work::new(series_pi, choice, &problem).unwrap();
    let mut out = vec![0.0; work.slots()];
    running.fill(&work, &mut out).unwrap();
    assert!((work.answer(out)[0] - std::f64::consts::PI).abs() < 1e-6);
}
