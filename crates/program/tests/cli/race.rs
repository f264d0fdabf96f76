//! `race`: what is lost, and what is not.

use serde_json::Value;

use crate::refusals::refused;
use crate::{Sandbox, is_picture_with};

#[test]
fn without_a_lock_100_of_100_runs_lose_and_with_one_none_does() {
    let rows = Sandbox::new().rows("race --visitors 2000 --repeats 100 --patience 5");
    let who = |row: &Value| [row["way"].as_str().unwrap().to_owned(), row["language"].as_str().unwrap().to_owned()];
    let ways = ["unlocked", "in turn", "lock", "atomic", "sums"];
    let all: Vec<_> = ways.iter().flat_map(|way| ["rust", "c"].map(|language| [*way, language])).collect();
    assert!(rows[..10].iter().map(who).eq(all), "every way in both languages");
    for row in &rows[..10] {
        let lost = row["way"] == "unlocked";
        assert_eq!(row["runs_that_lost"], if lost { 100 } else { 0 }, "{row}");
        assert_eq!(row["lost_min"].as_u64().unwrap() >= 3, lost, "{row}");
        assert!(row["lost_max"].as_u64().unwrap() < 4 * 2000, "{row}");
        assert_eq!(row["agrees"], true, "{row}");
    }
}

#[test]
fn one_thread_loses_nobody() {
    let rows = Sandbox::new().rows("race --threads 1 --visitors 2000 --repeats 10 --patience 5");
    for row in &rows[..10] {
        assert!(row["runs_that_lost"] == 0 && row["lost_max"] == 0 && row["agrees"] == true, "{row}");
    }
}

#[test]
fn a_lock_that_is_never_given_back_is_found_and_named() {
    let sandbox = Sandbox::new();
    let rows = sandbox.rows("race --visitors 10 --repeats 1 --patience 20");
    let kept = rows.last().unwrap();
    assert!(kept["way"] == "lock kept" && kept["seconds"].as_f64().unwrap() >= 0.02, "{kept}");
    for word in ["next visitor", "`counter`", "`forgetful visitor`"] {
        assert!(kept["what"].as_str().unwrap().contains(word), "{kept}");
    }
    let table = sandbox.printed("race --visitors 10 --repeats 1 --patience 20");
    assert!(table.contains("never given back: `next visitor`") && table.contains("1 of 1"), "{table}");
}

#[test]
fn csv_and_a_picture_hold_every_way() {
    let sandbox = Sandbox::new();
    let text = sandbox.printed("race --visitors 10 --repeats 2 --patience 1 --format csv --plot race.svg");
    assert_eq!(text.lines().count(), 1 + 11);
    assert!(text.starts_with("way,language,threads,visitors,runs,runs_that_lost,lost_min"), "{text}");
    is_picture_with(&sandbox, "race.svg", &["unlocked", "atomic", "lost visitors in %", "Rust", "--visitors 10"]);
}

#[test]
fn wrong_numbers_are_refused() {
    refused(
        &Sandbox::new(),
        &[
            ("race --threads 0", 2, &["'0'", "1 to 1024"]),
            ("race --threads 2000", 2, &["'2000'", "1 to 1024"]),
            ("race --visitors 0", 2, &["'0'", "at least 1"]),
            ("race --visitors 9e15", 2, &["9000000000000000", "9007199254740992"]),
            ("race --repeats 0", 2, &["0", "1..=10000"]),
            ("race --patience 0", 2, &["0", "1..=60000"]),
        ],
    );
}
