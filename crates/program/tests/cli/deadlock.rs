//! `deadlock`: what never ends is found and named, and one order ends.

use serde_json::Value;

use crate::Sandbox;
use crate::refusals::refused;

#[test]
fn opposite_order_is_a_deadlock_in_every_language_and_one_order_is_none() {
    let rows = Sandbox::new().rows("deadlock --transfers 2000 --patience 100");
    let words = |row: &Value| ["order", "waits", "language"].map(|field| row[field].as_str().unwrap().to_owned());
    let waits = ["with patience", "for ever, in a worker process"];
    let all = waits.into_iter().flat_map(|waits| {
        ["opposite", "one"].into_iter().flat_map(move |order| ["rust", "c"].map(|language| [order, waits, language]))
    });
    assert!(rows.iter().map(words).eq(all.map(|words| words.map(str::to_owned))), "{rows:?}");
    for row in &rows {
        let opposite = row["order"] == "opposite";
        assert_eq!((&row["deadlock"], &row["agrees"]), (&opposite.into(), &true.into()), "{row}");
        assert!(!opposite || row["seconds"].as_f64() >= Some(0.1), "{row}");
    }
}

#[test]
fn who_waits_for_whom_is_said_and_what_the_worker_did_not_return_from() {
    let table = Sandbox::new().printed("deadlock --transfers 10 --patience 50");
    for sentence in [
        "`anna` waited 5",
        "for the lock `right`, which `bert` does not give back",
        "for the lock `left`, which `anna` does not give back",
        "task `transfers in C` did not return within its deadline of 50ms",
        "task `transfers in Rust` did not return",
    ] {
        assert!(table.contains(sentence), "no `{sentence}` in {table}");
    }
    assert!(table.lines().all(|line| line.chars().count() <= 80), "{table}");
}

#[test]
fn wrong_numbers_are_refused() {
    refused(
        &Sandbox::new(),
        &[
            ("deadlock --patience 0", 2, &["0", "1..=60000"]),
            ("deadlock --transfers 0", 2, &["'0'", "at least 1"]),
            ("deadlock --transfers 1e9", 2, &["1000000000", "100000000"]),
        ],
    );
}
