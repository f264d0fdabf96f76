//! `memory`: little and much of it, own and foreign.

use serde_json::Value;

use crate::refusals::refused;
use crate::{Sandbox, is_picture_with};

const SIZE: u64 = 2_000_001;

#[test]
fn arrays_are_counted_in_rust_and_in_c_and_answers_agree() {
    let rows = Sandbox::new().rows(&format!("memory --size {SIZE}"));
    assert_eq!(rows.len(), 11);
    for row in &rows {
        assert_eq!(row["agrees"], true, "{row}");
        let used = row["peak_memory_bytes"].as_u64().unwrap().saturating_sub(row["before_bytes"].as_u64().unwrap());
        let (min, max) = match (row["kernel"].as_str().unwrap(), row["way"].as_str().unwrap()) {
            ("monte_carlo_pi", "arrays") => (25 * SIZE, 35 * SIZE),
            ("sum", "array") => (8 * SIZE, 18 * SIZE),
            // Room for what a process has besides, and none for a second array.
            ("sum", "handed over") => (8 * SIZE, 12 * SIZE),
            ("sum", "copied") => (16 * SIZE, 26 * SIZE),
            _ => (0, 4_000_000),
        };
        // The system counts in pages, and what was there before may have gone.
        assert!((min - min / 10..=max).contains(&used), "{used} bytes: {row}");
    }
    let answers = |kernel: &str| -> Vec<Value> {
        rows.iter().filter(|row| row["kernel"] == kernel).map(|row| row["answer"].clone()).collect()
    };
    for (kernel, cases) in [("monte_carlo_pi", 4), ("sum", 7)] {
        let answers = answers(kernel);
        assert!(answers.len() == cases && answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
    }
}

#[test]
fn a_table_and_a_picture_show_every_case() {
    let sandbox = Sandbox::new();
    let text = sandbox.printed("memory --size 10_000 --plot memory.svg");
    for word in
        ["monte_carlo_pi, 10,000 samples", "sum, 10,000 elements", "loop", "generator", "peak memory", "most memory"]
    {
        assert!(text.contains(word), "no `{word}` in {text}");
    }
    is_picture_with(
        &sandbox,
        "memory.svg",
        &["monte_carlo_pi loop", "sum generator", "peak memory in MB", "--size 10_000"],
    );
    assert_eq!(sandbox.printed("memory --size 100 --format csv").lines().count(), 1 + 11);
}

#[test]
fn what_no_memory_holds_is_refused() {
    refused(
        &Sandbox::new(),
        &[
            ("memory --size 0", 2, &["'0'", "at least 1"]),
            ("memory --size 1e15", 2, &["1000000000000000", "25.0 PB", "free"]),
            ("memory --size 18446744073709551615", 2, &["18446744073709551615", "free"]),
            ("memory --seed -1", 2, &["-1"]),
        ],
    );
}
