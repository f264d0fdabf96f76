//! A program that is ended in the middle of writing leaves nothing half written.

#![cfg(unix)]

use std::fs;
use std::process::{Child, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use crate::Sandbox;

/// Whether the program has a file open in its folder: one with a temporary name, or one without a name.
fn writes(sandbox: &Sandbox, child: &Child) -> bool {
    let open = fs::read_dir(format!("/proc/{}/fd", child.id())).into_iter().flatten().flatten();
    let mut files = open.filter_map(|entry| fs::read_link(entry.path()).ok());
    let folder = sandbox.folder.path().canonicalize().expect("the folder is there");
    files.any(|file| file.starts_with(&folder)) || sandbox.names().iter().any(|name| name.ends_with(".part"))
}

/// The exit code of a program that gets a signal while it writes a file.
fn end_while_it_writes(sandbox: &Sandbox, signal: Signal) -> Option<i32> {
    // Some seconds of writing, so that the signal comes in the middle.
    let line = "run moving_average --window 1 --size 2e7 --no-check --output y.csv";
    let mut child = sandbox.command(line).stdout(Stdio::null()).spawn().expect("the program starts");
    let deadline = Instant::now() + Duration::from_secs(60);
    while !writes(sandbox, &child) {
        assert!(child.try_wait().unwrap().is_none(), "it ended before it began to write");
        assert!(Instant::now() < deadline, "it never began to write");
        sleep(Duration::from_millis(1));
    }
    let process = Pid::from_raw(i32::try_from(child.id()).expect("a process id"));
    kill(process, signal).expect("the program still runs");
    child.wait().unwrap().code()
}

#[test]
fn ctrl_c_leaves_no_half_written_file() {
    let sandbox = Sandbox::new();
    assert_eq!(end_while_it_writes(&sandbox, Signal::SIGINT), Some(130));
    assert_eq!(sandbox.names(), [""; 0]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_program_that_is_killed_leaves_no_half_written_file() {
    let sandbox = Sandbox::new();
    assert_eq!(end_while_it_writes(&sandbox, Signal::SIGKILL), None);
    assert!(sandbox.names().is_empty() || !crate::files::has_unnamed_files(&sandbox), "{:?}", sandbox.names());
}
