//! `windows`: the moving average against the length of its window.

use crate::refusals::refused;
use crate::{Sandbox, is_picture_with, languages};
use ffi_workbench::work::MOVING_AVERAGE;

#[test]
fn every_window_is_measured_in_every_language_and_agrees() {
    let rows = Sandbox::new().rows("windows --size 3000 --seconds 0.1 --variant plain");
    let known = languages(&MOVING_AVERAGE);
    let windows: Vec<_> = rows.iter().map(|row| row["parameters"]["window"].as_u64().unwrap()).collect();
    let all = [2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000];
    assert_eq!(windows, all.iter().flat_map(|&window| vec![window; known.len()]).collect::<Vec<_>>());
    for (row, language) in rows.iter().zip(known.iter().cycle()) {
        assert_eq!((&row["language"], &row["agrees"]), (&(*language).into(), &true.into()), "{row}");
    }
}

#[test]
fn the_table_has_a_line_for_each_window_and_the_picture_the_series_and_the_times() {
    let sandbox = Sandbox::new();
    let text = sandbox.printed("windows --size 1000 --windows 30,7,7,365 --seconds 0.1 --plot w.svg");
    for variant in ["plain", "tuned"] {
        let from = text.find(&format!("moving_average of 1,000 elements, {variant}, serial")).expect("a heading");
        let table = text[from..].split("\n\n").next().expect("a table");
        let windows: Vec<_> = table.lines().skip(3).map(|line| line.split('|').nth(1).unwrap().trim()).collect();
        assert_eq!(windows, ["7", "30", "365"], "{table}");
    }
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    is_picture_with(
        &sandbox,
        "w.svg",
        &["the series", "window 7", "window 30", "Rust, plain", "Rust, tuned", "time in"],
    );
    assert_eq!(sandbox.rows("windows --size 1 --seconds 0.1 --language c --variant plain").len(), 1);
}

#[test]
fn wrong_numbers_are_refused() {
    refused(
        &Sandbox::new(),
        &[
            ("windows --windows 0", 2, &["'0'", "at least 1"]),
            ("windows --size 10 --windows 5,11", 2, &["window 11", "1..=10"]),
            ("windows --size 1e15", 2, &["1000000000000000", "free"]),
            ("windows --seconds 0", 2, &["'0'", "seconds"]),
            ("windows --executor serial --workers 2", 2, &["2 workers", "1..=1"]),
            ("windows --plot picture.png", 2, &["picture.png", ".svg"]),
        ],
    );
}
