//! `scaling`: its rows, its picture, its refusals.

use std::fs;

use ffi_workbench::machine::cores;
use ffi_workbench::work::SERIES_PI;

use crate::{Sandbox, languages};

#[test]
fn every_language_and_executor_has_a_row_for_every_number_of_workers() {
    let sandbox = Sandbox::new();
    let rows = sandbox.rows("scaling series_pi --size 1e6 --workers 2,3,64 --seconds 0.2");
    assert_eq!(rows.len(), languages(&SERIES_PI).len() * 2 * 4, "1 is always measured");
    for row in &rows {
        let number = |key: &str| row[key].as_f64().unwrap();
        assert_eq!(row["agrees"], true, "{row}");
        assert_eq!(row["more_than_cores"], number("workers") > cores() as f64, "{row}");
        assert!((number("efficiency") - number("speedup") / number("workers")).abs() < 1e-12, "{row}");
        assert!(number("workers") != 1.0 || number("speedup") == 1.0, "{row}");
        assert_eq!(row["serial_fraction"].is_number(), cores() >= 3, "{row}");
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
fn two_numbers_of_workers_are_no_fit() {
    let sandbox = Sandbox::new();
    let text = sandbox.printed("scaling sum --size 1000 --workers 1 --language c --executor rayon --seconds 0.1");
    assert!(text.contains("not fitted; 1 number of workers up to") && text.contains("a fit needs 3"), "{text}");
    let rows = sandbox.rows("scaling sum --size 1000 --workers 2 --language c --executor rayon --seconds 0.1");
    assert!(rows.iter().all(|row| row["serial_fraction"].is_null()), "{rows:?}");
}

/// A worker process used to count as nothing, and its executor as one that waits for the machine.
#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "worker processes need Linux")]
fn worker_processes_have_the_cpu_time_of_the_kernel() {
    let sandbox = Sandbox::new();
    let line = "scaling series_pi --size 1e7 --workers 1 --language c --executor threads,processes --seconds 1";
    let rows = sandbox.rows(line);
    let [threads, processes] = [0, 1].map(|row| rows[row]["cpu_seconds"].as_f64().unwrap());
    assert!((0.5..4.0).contains(&(processes / threads)), "{rows:?}");
    let memory = |executor: &str| {
        let row = &sandbox.rows(&format!("run sum --size 1000 --executor {executor} --workers 1"))[0];
        row["peak_memory_bytes"].as_u64().unwrap()
    };
    assert!(memory("processes") > memory("threads") + (1 << 20));
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
    for words in ["median time in", "speed-up", "ideal", "Rust, rayon", "workers"] {
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
