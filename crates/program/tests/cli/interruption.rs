//! Ctrl-C in the middle of writing leaves nothing half written.

#![cfg(unix)]

use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::Desk;

#[test]
fn ctrl_c_removes_the_half_written_file() {
    let desk = Desk::new();
    // Some seconds of writing, so that the signal comes in the middle.
    let line = "run moving_average --window 1 --size 2e7 --no-check --output y.csv";
    let mut child = desk.command(line).stdout(Stdio::null()).spawn().expect("the program starts");
    let patience = Instant::now() + Duration::from_secs(60);
    while !desk.names().iter().any(|name| name.ends_with(".part")) {
        assert!(child.try_wait().unwrap().is_none(), "it ended before it began to write");
        assert!(Instant::now() < patience, "it never began to write");
        sleep(Duration::from_millis(1));
    }
    let killed = Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill runs");
    assert!(killed.success());
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert_eq!(desk.names(), [""; 0]);
}
