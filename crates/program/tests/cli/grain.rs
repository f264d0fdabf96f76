//! `grain`: its rows, its table, its pictures, its refusals.

use ffi_workbench::executors::EXECUTORS;
use ffi_workbench::work::KERNELS;
use serde_json::Value;

use crate::{Sandbox, is_picture_with, stderr};

#[test]
fn every_grain_has_a_row_for_every_executor_and_the_one_in_use_is_among_them() {
    let rows = Sandbox::new().rows("grain moving_average --size 2e4");
    let executors = EXECUTORS.iter().filter(|kind| kind.by_default).count();
    for row in &rows {
        let of_grain = |other: &&Value| ["variant", "grain"].iter().all(|&key| other[key] == row[key]);
        assert_eq!(rows.iter().filter(of_grain).count(), executors, "{row}");
        let in_use = |other: &Value| other["variant"] == row["variant"] && other["grain"] == row["grain_in_use"];
        assert!(rows.iter().any(in_use), "{row}");
        assert_eq!((row["language"].as_str(), row["agrees"].as_bool()), (Some("rust"), Some(true)), "{row}");
        let number = |key: &str| row[key].as_f64().unwrap();
        assert_eq!(number("per_second"), number("size") / number("seconds_median"), "{row}");
    }
    assert!(rows.iter().any(|row| row["variant"] == "plain"), "{rows:?}");
}

#[test]
fn a_table_marks_the_grain_in_use_and_says_what_is_left_out() {
    let sandbox = Sandbox::new();
    let text = sandbox.printed("grain moving_average sum --size 2e4");
    for words in ["moving_average f64 in Rust (plain), 20,000 elements", "slots in a block", "in use", "threads"] {
        assert!(text.contains(words), "no `{words}`: {text}");
    }
    assert!(text.contains("one block at this size, left out: sum f64 in Rust (plain)"), "{text}");
    assert!(sandbox.names().is_empty(), "no pictures where no folder is named");
}

#[test]
fn a_csv_report_has_one_line_for_each_row() {
    let text = Sandbox::new().printed("grain moving_average --size 2e4 --format csv");
    assert!(text.starts_with("kernel,type,language,variant,executor,workers,size,grain_in_use,grain,"), "{text}");
    assert!(text.lines().count() > 3, "{text}");
}

#[test]
fn a_kernel_is_measured_in_the_first_language_that_it_has() {
    let without_rust = KERNELS.iter().filter(|kernel| kernel.implementations()[0].language.name() != "rust");
    for kernel in without_rust {
        let text = Sandbox::new().printed(&format!("grain {} --size 1000", kernel.name));
        let language = kernel.implementations()[0].language;
        assert!(text.contains(&format!("{} {} in {language}", kernel.name, kernel.element.name())), "{text}");
    }
}

#[test]
fn pictures_go_into_a_folder_that_is_made() {
    let sandbox = Sandbox::new();
    let line = "grain moving_average --size 2e4 --folder new";
    assert!(sandbox.printed(line).contains("picture: new/moving_average-f64.svg"));
    let words = [&format!("<desc>ffi-workbench {line}</desc>"), "in use", "slots in a block, plain"];
    is_picture_with(&sandbox, "new/moving_average-f64.svg", &words);
}

#[test]
fn names_and_sizes_that_cannot_be_are_refused() {
    let sandbox = Sandbox::new();
    for (line, words) in
        [("grain median", "median"), ("grain sum --size 1e15", "needs"), ("grain --size 0", "at least 1")]
    {
        let output = sandbox.run(line);
        assert_eq!(output.status.code(), Some(2), "{line}: {}", stderr(&output));
        assert!(stderr(&output).contains(words), "{line}: {}", stderr(&output));
    }
}
