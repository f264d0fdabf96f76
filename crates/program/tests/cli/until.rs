//! `until`: it reaches the tolerance, or says why not.

use std::f64::consts::PI;

use ffi_workbench::work::SERIES_PI;
use serde_json::Value;

use crate::refusals::refused;
use crate::{Sandbox, is_picture_with, languages, stderr};

#[test]
fn every_language_reaches_the_tolerance_with_any_number_of_workers() {
    let sandbox = Sandbox::new();
    for language in languages(&SERIES_PI) {
        for workers in [1, 2, 5] {
            let rows = sandbox.rows(&format!("until --tolerance 1e-9 --workers {workers} --language {language}"));
            let is_past = |row: &&Value| row["past_the_goal"] == true;
            let goal = rows.iter().rfind(|row| !is_past(row)).expect("a block");
            let estimate = goal["estimate"].as_f64().unwrap();
            assert!((estimate - PI).abs() <= 1e-9, "{language}, {workers}: {estimate}");
            assert!(rows.iter().filter(is_past).count() < workers, "{language}, {workers}");
            assert!(rows.is_sorted_by_key(|row| row["seconds"].as_f64().unwrap()), "{language}, {workers}");
        }
    }
}

#[test]
fn the_table_names_the_goal_and_every_worker() {
    let text = Sandbox::new().printed("until --tolerance 1e-6 --workers 3");
    assert!(
        text.contains("goal") && text.contains("blocks past the goal") && text.contains("series_pi in C"),
        "{text}"
    );
    let share = text.split("blocks past the goal").nth(1).unwrap();
    assert_eq!(share.lines().filter(|line| line.starts_with("| ")).count(), 3, "{text}");
}

#[test]
fn csv_has_a_line_for_every_block() {
    let sandbox = Sandbox::new();
    let text = sandbox.printed("until --tolerance 1e-6 --workers 1 --format csv");
    let heads = "seconds,worker,level,panel,terms,estimate,error,past_the_goal";
    assert_eq!(text.lines().next(), Some(heads));
    assert_eq!(text.lines().count(), 1 + sandbox.rows("until --tolerance 1e-6 --workers 1").len());
}

#[test]
fn a_picture_shows_the_threads_and_the_tolerance() {
    let sandbox = Sandbox::new();
    sandbox.printed("until --tolerance 1e-6 --workers 10 --plot until.svg");
    is_picture_with(&sandbox, "until.svg", &["worker 4", "workers from 5", "tolerance", "time in ms", "--workers 10"]);
}

#[test]
fn a_time_limit_ends_it_with_code_1_and_a_whole_table() {
    let sandbox = Sandbox::new();
    let line = "until --tolerance 1e-13 --time-limit 1e-6 --workers 2";
    let output = sandbox.run(line);
    let said = stderr(&output);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.starts_with("error: the time limit of 1.00 µs") && said.contains("tolerance is 1e-13"), "{said}");
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("blocks past the goal") && !text.contains("| goal"), "{text}");
    let json = sandbox.run(&format!("{line} --format json"));
    let document: Value = serde_json::from_slice(&json.stdout).expect("one JSON document");
    assert!(document["rows"].is_array());
}

#[test]
fn what_cannot_be_reached_is_refused_with_the_reason() {
    refused(
        &Sandbox::new(),
        &[
            ("until --tolerance 1e-15", 2, &["1e-15", "2.8e-14", "rounding"]),
            ("until --tolerance 0", 2, &["0e0", "rounding"]),
            ("until --tolerance -1", 2, &["-1e0", "rounding"]),
            ("until --tolerance 2", 2, &["2e0", "..=1", "nothing"]),
            ("until --tolerance NaN", 2, &["NaN"]),
            ("until --tolerance small", 2, &["small", "--tolerance"]),
            ("until --workers 0", 2, &["0 workers", "1..=64"]),
            ("until --workers 65", 2, &["65 workers", "1..=64"]),
            ("until --language fortan", 2, &["fortan", "rust, c, cpp, fortran"]),
            ("until --time-limit 0", 2, &["'0'", "seconds"]),
            ("until --plot until.png", 2, &["until.png", ".svg"]),
            ("until --plot nowhere/until.svg", 1, &["nowhere"]),
        ],
    );
}
