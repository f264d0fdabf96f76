//! `compare` at a glance: its tables and summary on a terminal, what it leaves out, and what Ctrl-C leaves.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Stdio};

use ffi_workbench::executors::EXECUTORS;
use ffi_workbench::work::{KERNELS, SUM};
use nix::pty::{Winsize, openpty};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde_json::Value;

use crate::refusals::refused;
use crate::{Sandbox, is_picture_with};

/// What the program prints on a terminal of this width, without colours.
fn on_a_terminal(sandbox: &Sandbox, columns: u16, line: &str) -> String {
    let size = Winsize { ws_row: 24, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0 };
    let terminal = openpty(&size, None).expect("a pseudo terminal");
    let mut command = sandbox.command(line);
    command.env("NO_COLOR", "1").stdin(Stdio::null()).stdout(terminal.slave).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program starts");
    // The command holds the terminal's other end, which has to be closed for the text to end.
    drop(command);
    let mut text = Vec::new();
    // At its end Linux gives an error, and other systems nothing more.
    let _ = File::from(terminal.master).read_to_end(&mut text);
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert!(child.wait().unwrap().success(), "{line}: {said}");
    String::from_utf8(text).expect("UTF-8").replace('\r', "")
}

fn width(line: &str) -> usize {
    line.chars().count()
}

#[test]
fn tables_fit_the_terminal_and_wide_shows_all_of_them() {
    let sandbox = Sandbox::new();
    sandbox.put("prices.csv", sandbox.printed("prices --example --days 100"));
    let lines = [
        "compare sum exponential_smoothing --size 1000 --seconds 0.2",
        "list",
        "scaling sum --size 1000 --workers 2 --seconds 0.1",
        "accuracy --most 10",
        "prices prices.csv",
        "throughput sum --max-size 500",
        "grain moving_average --size 2e4",
        "until --tolerance 1e-6",
        "race --visitors 100 --repeats 1 --patience 1",
        "threads sum --size 1000 --workers 2 --repeats 1",
        "memory --size 1000",
        #[cfg(all(feature = "faults", target_os = "linux"))]
        "faults",
    ];
    for line in lines {
        for columns in [80, 100, 120, 200] {
            let text = on_a_terminal(&sandbox, columns, line);
            let table: Vec<_> = text.lines().filter(|line| line.starts_with('|')).collect();
            assert!(table.len() > 2, "{line}: {text}");
            for row in table {
                assert!(width(row) <= columns.into(), "{line} at {columns}: {row}");
            }
            assert!(text.lines().filter(|line| line.starts_with("--wide")).all(|line| width(line) <= columns.into()));
        }
    }
    let headings = |text: &str| text.lines().find(|line| line.starts_with("| language")).unwrap().to_owned();
    let line = "compare sum --size 1000 --seconds 0.1";
    let narrow = on_a_terminal(&sandbox, 60, line);
    assert!(!headings(&narrow).contains("runs") && headings(&narrow).contains("median"), "{narrow}");
    assert!(narrow.contains("--wide shows more: workers"), "{narrow}");
    for all in [on_a_terminal(&sandbox, 60, &format!("{line} --wide")), sandbox.printed(line)] {
        for column in ["workers", "min ... max", "runs", "CPU", "elements/s", "relative"] {
            assert!(headings(&all).contains(column), "{column}: {all}");
        }
        assert!(!all.contains("--wide"), "{all}");
    }
}

#[test]
fn the_summary_has_a_line_for_every_kernel_and_fits_a_screen_of_80_by_24() {
    let text = on_a_terminal(&Sandbox::new(), 80, "compare --size 2000 --seconds 2");
    let (tables, summary) = text.split_once("\nsummary\n").expect("a summary");
    assert!(summary.lines().count() + 1 < 24, "{summary}");
    for kernel in KERNELS {
        assert!(tables.contains(&format!("{} {}, ", kernel.name, kernel.element.name())), "{tables}");
        let name: String = kernel.name.chars().take(15).collect();
        assert!(summary.lines().any(|line| line.starts_with(&format!("| {name}"))), "{summary}");
    }
    assert!(summary.lines().all(|line| width(line) <= 80), "{summary}");
    assert!(tables.lines().all(|line| width(line) <= 80), "{tables}");
    let implementations: usize = KERNELS.iter().map(|kernel| kernel.implementations().len()).sum();
    let answers = implementations * EXECUTORS.iter().filter(|kind| kind.by_default).count();
    assert!(summary.contains(&format!("all {answers} answers agree")), "{summary}");
    assert!(!tables.contains("agrees"), "that answers agree is said once: {tables}");
}

#[test]
fn a_table_shows_each_implementation_once_unless_all_is_asked_for() {
    let sandbox = Sandbox::new();
    let rows = |line: &str| {
        let text = sandbox.printed(&format!("compare sum --size 1000 --seconds 0.1 {line}"));
        let (table, _) = text.split_once("summary").unwrap();
        table.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| language")).count()
    };
    let (implementations, executors) =
        (SUM.implementations().len(), EXECUTORS.iter().filter(|kind| kind.by_default).count());
    assert_eq!((rows(""), rows("--all")), (implementations, executors * implementations));
}

#[test]
fn rows_are_sorted_by_what_is_asked_for() {
    let sandbox = Sandbox::new();
    let line = "compare sum --size 1000 --seconds 0.1 --sort";
    for (by, key) in [("language", "language"), ("variant", "variant"), ("executor", "executor")] {
        let rows = sandbox.rows(&format!("{line} {by}"));
        assert!(rows.is_sorted_by_key(|row| row[key].as_str().unwrap()), "{by}");
        let alike = rows.chunk_by(|a, b| a[key] == b[key]);
        for rows in alike {
            assert!(rows.is_sorted_by_key(|row| row["seconds"]["median"].as_f64().unwrap()), "{by}, then time");
        }
    }
    assert!(sandbox.rows(&format!("{line} cpu")).is_sorted_by_key(|row| row["cpu_seconds"].as_f64().unwrap()));
    assert!(sandbox.rows(&format!("{line} memory")).is_sorted_by_key(|row| row["peak_memory_bytes"].as_u64().unwrap()));
}

#[test]
fn all_rows_go_into_a_file_and_a_picture_beside_the_tables() {
    let sandbox = Sandbox::new();
    let line = "compare sum dot --type f64 --size 1000 --seconds 0.2";
    let text = sandbox.printed(&format!("{line} --output rows.json --plot slide.svg"));
    assert!(text.contains("written to rows.json") && text.contains("picture: slide.svg"), "{text}");
    let report: Value = serde_json::from_slice(&std::fs::read(sandbox.path("rows.json")).unwrap()).unwrap();
    let rows = report["rows"].as_array().unwrap().len();
    assert_eq!(rows, 2 * SUM.implementations().len() * EXECUTORS.iter().filter(|kind| kind.by_default).count());
    sandbox.printed(&format!("{line} --output rows.csv"));
    assert_eq!(std::fs::read_to_string(sandbox.path("rows.csv")).unwrap().lines().count(), 1 + rows);
    let machine = report["machine"]["processor"].as_str().unwrap();
    is_picture_with(&sandbox, "slide.svg", &["sum", "dot", "C++", "native Rust", machine]);
    refused(
        &sandbox,
        &[
            ("compare sum --output rows.txt", 2, &["rows.txt", ".csv", ".json"]),
            ("compare sum --plot slide.png", 2, &["slide.png", ".svg"]),
            ("compare sum --output nowhere/rows.csv", 1, &["nowhere"]),
            ("compare sum --sort name", 2, &["name", "time"]),
        ],
    );
}

/// Sends Ctrl-C to a comparison once its first table is there; what it printed, said and ended with.
fn interrupted(mut child: Child, wait_for: &str) -> (String, String, Option<i32>) {
    let mut printed = BufReader::new(child.stdout.take().unwrap());
    let mut text = String::new();
    while !wait_for.is_empty() && !text.contains(wait_for) {
        assert_ne!(printed.read_line(&mut text).unwrap(), 0, "it ended before `{wait_for}`: {text}");
    }
    if wait_for.is_empty() {
        std::thread::sleep(std::time::Duration::from_millis(1500));
    }
    kill(Pid::from_raw(i32::try_from(child.id()).unwrap()), Signal::SIGINT).expect("the program still runs");
    printed.read_to_string(&mut text).unwrap();
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    (text, said, child.wait().unwrap().code())
}

#[test]
fn ctrl_c_ends_a_comparison_with_what_was_measured_so_far() {
    let sandbox = Sandbox::new();
    let start = |line: &str| {
        let mut command = sandbox.command(line);
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts")
    };
    let line = "compare add sum --size 1000 --seconds 600 --output rows.csv --plot slide.svg";
    let (text, said, code) = interrupted(start(line), "answers agree");
    assert_eq!(code, Some(130), "{said}");
    assert!(said.contains("interrupted after 1 of 2 kernels"), "{said}");
    let (_, summary) = text.split_once("\nsummary\n").unwrap_or_else(|| panic!("{text}"));
    assert!(summary.contains("| add"), "{text}");
    assert!(std::fs::read_to_string(sandbox.path("rows.csv")).unwrap().lines().count() > 1);
    is_picture_with(&sandbox, "slide.svg", &["add"]);

    let (text, said, code) = interrupted(start("compare sum --size 1000 --seconds 600 --format json"), "");
    assert_eq!(code, Some(130), "{said}");
    let report: Value = serde_json::from_str(&text).expect("one whole document");
    let rows = report["rows"].as_array().unwrap();
    assert!(!rows.is_empty() && rows.iter().all(|row| row["agrees"] == true), "{text}");
}

#[test]
fn a_run_of_accuracy_prints_no_digits_that_mean_nothing() {
    let text = Sandbox::new().printed("accuracy monte_carlo_pi --most 1000");
    let estimates: Vec<_> =
        text.lines().filter(|line| line.contains("| rust ")).map(|line| line.split('|').nth(4)).collect();
    assert!(estimates.len() > 5, "{text}");
    for estimate in estimates {
        let estimate = estimate.unwrap().trim();
        assert_eq!(estimate.parse::<f64>().unwrap().to_string(), estimate, "the shortest that reads back the same");
    }
}
