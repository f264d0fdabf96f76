//! The C side under ThreadSanitizer: a lost visitor is no data race. Skipped, with a message, where the compiler has no
//! ThreadSanitizer or the system does not let it run.

use std::path::Path;
use std::process::{Command, Output};

/// The code with which ThreadSanitizer ends a program in which it found something.
const FOUND: i32 = 66;

#[test]
fn thread_sanitizer_finds_nothing_in_the_visitor_counter() {
    let sandbox = tempfile::tempdir().expect("a folder for temporary files");
    let program = sandbox.path().join("race");
    let compiled = Command::new("cc")
        .args(["-std=c11", "-D_POSIX_C_SOURCE=200809L", "-O1", "-g", "-fsanitize=thread", "-pthread", "-Icsrc"])
        .args(["csrc/race.c", "tests/experiments/race_driver.c", "-o"])
        .arg(&program)
        .output();
    match compiled {
        Ok(output) if output.status.success() => {}
        Ok(output) => return skip(&String::from_utf8_lossy(&output.stderr)),
        Err(reason) => return skip(&reason.to_string()),
    }
    let race = run(&program, &["data_race"]);
    if race.status.code() != Some(FOUND) {
        return skip(&format!("it does not find the data race that is there: {}", said(&race)));
    }
    let clean = run(&program, &[]);
    assert_eq!(clean.status.code(), Some(0), "{}", said(&clean));
}

/// Without randomised addresses where the first try fails: old versions of ThreadSanitizer do not support them.
fn run(program: &Path, arguments: &[&str]) -> Output {
    let with = |mut command: Command| command.args(arguments).env("TSAN_OPTIONS", format!("exitcode={FOUND}")).output();
    let mut fixed = Command::new("setarch");
    fixed.args([std::env::consts::ARCH, "-R"]).arg(program);
    match with(Command::new(program)) {
        Ok(output) if !said(&output).contains("unexpected memory mapping") => output,
        _ => with(fixed).expect("setarch runs"),
    }
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn skip(reason: &str) {
    eprintln!("skipped: no ThreadSanitizer here: {reason}");
}
