//! `throughput`: its rows, its table, its pictures, its refusals.

use ffi_workbench::work::{KERNELS, SUM};

use crate::{Sandbox, is_picture_with, stderr};

#[test]
fn every_implementation_has_a_row_for_every_size() {
    let rows = Sandbox::new().rows("throughput sum --max-size 2000");
    let sizes: Vec<_> = rows.iter().map(|row| row["size"].as_u64().unwrap()).collect();
    let implementations = SUM.implementations().len();
    assert_eq!(
        sizes,
        [vec![1000; implementations], vec![2000; implementations]].concat(),
        "half decades and the largest"
    );
    for rows in rows.chunks(implementations) {
        let relative = rows.iter().map(|row| row["relative"].as_f64().unwrap());
        assert_eq!(relative.fold(f64::INFINITY, f64::min), 1.0, "relative to the fastest of a size");
    }
    for row in &rows {
        assert_eq!((row["agrees"].as_bool(), row["executor"].as_str()), (Some(true), Some("serial")), "{row}");
    }
}

#[test]
fn a_table_has_a_line_for_every_size_and_a_column_for_every_implementation() {
    let sandbox = Sandbox::new();
    let text = sandbox.printed("throughput moving_average dot --max-size 500");
    for words in
        ["moving_average f64, serial", "window 30", "dot f32", "dot f64", "| elements |", "rust tuned", "|      500 |"]
    {
        assert!(text.contains(words), "no `{words}`: {text}");
    }
    assert!(sandbox.names().is_empty(), "no pictures where no folder is named");
}

#[test]
fn a_csv_report_has_the_columns_of_a_comparison() {
    let sandbox = Sandbox::new();
    let header = |line: &str| sandbox.printed(line).lines().next().unwrap().to_owned();
    let comparison = header("run sum --size 10 --format csv");
    assert_eq!(header("throughput sum --max-size 500 --format csv"), comparison);
}

#[test]
fn pictures_go_into_a_folder_that_is_made_one_for_each_type() {
    let sandbox = Sandbox::new();
    let line = "throughput dot --max-size 500 --folder new/pictures";
    let text = sandbox.printed(line);
    for name in ["new/pictures/dot-f32.svg", "new/pictures/dot-f64.svg"] {
        assert!(text.contains(&format!("picture: {name}")), "{text}");
        is_picture_with(&sandbox, name, &[&format!("<desc>ffi-workbench {line}</desc>"), "elements per second"]);
    }
}

#[test]
fn every_kernel_is_measured_where_none_is_named() {
    let rows = Sandbox::new().rows("throughput --max-size 500");
    let implementations: usize = KERNELS.iter().map(|kernel| kernel.implementations().len()).sum();
    assert_eq!(rows.len(), implementations);
}

#[test]
fn names_and_sizes_that_cannot_be_are_refused() {
    let sandbox = Sandbox::new();
    sandbox.put("file", "");
    for (line, code, words) in [
        ("throughput median", 2, "median"),
        ("throughput sum --max-size 0", 2, "at least 1"),
        ("throughput sum --max-size 1e15", 2, "needs"),
        ("throughput sum --max-size 500 --folder file/below", 1, "file/below"),
    ] {
        let output = sandbox.run(line);
        assert_eq!(output.status.code(), Some(code), "{line}: {}", stderr(&output));
        assert!(stderr(&output).contains(words), "{line}: {}", stderr(&output));
    }
}
