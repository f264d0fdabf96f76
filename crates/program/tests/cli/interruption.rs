//! Ctrl-C in the middle of writing leaves nothing half written.

#![cfg(unix)]

use std::process::Stdio;
use std::thread::sleep;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use crate::Sandbox;

#[test]
fn ctrl_c_removes_the_half_written_file() {
    let sandbox = Sandbox::new();
    // Some seconds of writing, so that the signal comes in the middle.
    let line = "run moving_average --window 1 --size 2e7 --no-check --output y.csv";
    let mut child = sandbox.command(line).stdout(Stdio::null()).spawn().expect("the program starts");
    let deadline = Instant::now() + Duration::from_secs(60);
    while !sandbox.names().iter().any(|name| name.ends_with(".part")) {
        assert!(child.try_wait().unwrap().is_none(), "it ended before it began to write");
        assert!(Instant::now() < deadline, "it never began to write");
        sleep(Duration::from_millis(1));
    }
    let process = Pid::from_raw(i32::try_from(child.id()).expect("a process id"));
    kill(process, Signal::SIGINT).expect("the program still runs");
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert_eq!(sandbox.names(), [""; 0]);
}
