//! `threads`: both ways for results to come back.

use ffi_workbench::work::{find, names};

use crate::refusals::refused;
use crate::{Sandbox, is_picture_with, languages};

#[test]
fn both_ways_agree_for_every_kernel_and_language_and_give_the_same_bits() {
    let sandbox = Sandbox::new();
    for kernel in names() {
        for language in languages(find(kernel, None).unwrap()) {
            let rows =
                sandbox.rows(&format!("threads {kernel} --language {language} --workers 3 --size 5000 --repeats 1"));
            let seen: Vec<_> =
                rows.iter().map(|row| (row["way"].as_str().unwrap(), row["workers"].as_u64().unwrap())).collect();
            let all = [("slots", 1), ("slots", 2), ("slots", 3), ("join", 1), ("join", 2), ("join", 3)];
            assert_eq!(seen, all, "{kernel} in {language}");
            for row in &rows {
                assert_eq!(row["agrees"], true, "{row}");
                assert_eq!(row["answer"], rows[0]["answer"], "{row}");
            }
        }
    }
}

#[test]
fn the_table_says_how_results_come_back_and_the_csv_has_every_line() {
    let sandbox = Sandbox::new();
    let text = sandbox.printed("threads --size 1e5 --workers 2 --repeats 1");
    assert!(text.contains("series_pi in C, 100,000 terms") && text.contains("CPU / wall"), "{text}");
    assert!(text.contains("slots: each thread writes") && text.contains("join: each thread returns"), "{text}");
    let csv = sandbox.printed("threads --size 1e5 --workers 2 --repeats 1 --format csv --plot threads.svg");
    assert_eq!(csv.lines().count(), 1 + 4);
    is_picture_with(&sandbox, "threads.svg", &["by slots", "by join", "wall time in", "CPU time in", "series_pi in C"]);
}

#[test]
fn wrong_numbers_are_refused() {
    refused(
        &Sandbox::new(),
        &[
            ("threads sums", 2, &["sums", "'sum'"]),
            ("threads --workers 0", 2, &["0 workers", "1..=256"]),
            ("threads --workers 300", 2, &["300 workers", "1..=256"]),
            ("threads --repeats 0", 2, &["0", "1..=10000"]),
            ("threads sum --size 1e15", 2, &["1000000000000000", "free"]),
            ("threads --size 1e13", 2, &["10000000000000", "1000000000000"]),
            ("threads rsi --size 5", 2, &["period 14", "1..5"]),
        ],
    );
}
