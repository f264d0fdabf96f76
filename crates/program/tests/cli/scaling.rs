//! `scaling`: its rows, its picture, its refusals.

use std::fs;

use ffi_workbench::machine::cores;
use ffi_workbench::work::SERIES_PI;

use crate::{Sandbox, languages};

#[test]
fn every_language_and_executor_has_a_row_for_every_number_of_workers() {
    let sandbox = Sandbox::new();
    let rows = sandbox.rows("scaling series_pi --size 1e6 --workers 2,64 --seconds 0.2");
    assert_eq!(rows.len(), languages(&SERIES_PI).len() * 2 * 3, "1 is always measured");
    for row in &rows {
        let number = |key: &str| row[key].as_f64().unwrap();
        assert_eq!(row["agrees"], true, "{row}");
        assert_eq!(row["more_than_cores"], number("workers") > cores() as f64, "{row}");
        assert!((number("efficiency") - number("speedup") / number("workers")).abs() < 1e-12, "{row}");
        assert!(number("workers") != 1.0 || number("speedup") == 1.0, "{row}");
        assert_eq!(row["serial_fraction"].is_number(), cores() >= 2, "{row}");
        assert!(row["cpu_seconds"].is_f64(), "{row}");
    }
}

#[test]
fn a_table_marks_more_workers_than_cores() {
    let text =
        Sandbox::new().printed("scaling sum --size 1000 --workers 200 --language c --executor rayon --seconds 0.1");
    assert!(text.contains("200 *") && text.contains("they share them") && text.contains("Amdahl"), "{text}");
}

#[test]
fn a_csv_report_has_one_line_for_each_row() {
    let text = Sandbox::new().printed("scaling sum --size 1000 --workers 1 --language c --seconds 0.1 --format csv");
    assert_eq!(text.lines().count(), 3, "{text}");
    assert!(text.starts_with("kernel,type,language,variant,executor,workers,"), "{text}");
}

#[test]
fn the_picture_says_what_made_it_and_has_both_panels() {
    let sandbox = Sandbox::new();
    let line = "scaling sum --size 1000 --workers 2 --seconds 0.1 --plot s.svg";
    assert!(sandbox.printed(line).contains("picture: s.svg"));
    let svg = fs::read_to_string(sandbox.path("s.svg")).unwrap();
    assert!(svg.contains(&format!("<desc>ffi-workbench {line}</desc>")), "{svg}");
    for words in ["median time in", "speed-up", "ideal", "rust, rayon", "workers"] {
        assert!(svg.contains(words), "no `{words}`");
    }
    assert_eq!(sandbox.names(), ["s.svg"], "nothing is left next to the picture");
}

#[test]
fn files_are_measured_as_well() {
    let sandbox = Sandbox::new();
    sandbox.put("x.csv", "price\n1\n2\n4\n");
    let rows = sandbox.rows("scaling sum --input x.csv --workers 2 --language c --executor threads --seconds 0.1");
    assert_eq!((rows.len(), &rows[1]["answer"]), (2, &7.0.into()));
}
