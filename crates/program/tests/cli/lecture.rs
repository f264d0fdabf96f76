//! `docs/lecture.md`: every command line in it runs, and every file that it names is there.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use crate::{Sandbox, stderr};

/// What takes long, made short: an option of a command, and its value in a test.
const SHORT: &[(&str, &str, &str)] = &[
    ("accuracy", "--most", "1e3"),
    ("compare", "--seconds", "0.05"),
    ("compare", "--size", "1e4"),
    ("memory", "--size", "1e4"),
    ("pool", "--additions", "1e4"),
    ("pool", "--elements", "100"),
    ("race", "--repeats", "2"),
    ("race", "--visitors", "1000"),
    ("run", "--size", "1e4"),
    ("scaling", "--seconds", "0.05"),
    ("scaling", "--size", "1e4"),
    ("threads", "--repeats", "1"),
    ("threads", "--size", "1e4"),
    ("windows", "--seconds", "0.1"),
    ("windows", "--size", "1e4"),
];

#[test]
fn every_row_has_a_command_that_runs_also_where_it_draws() {
    let sandbox = Sandbox::new();
    for row in rows() {
        for command in commands(&row) {
            match command.strip_prefix("ffi-workbench ") {
                Some(line) => run(&sandbox, &shortened(line)),
                None => is_a_target(command),
            }
        }
        if row[0].ends_with('▨') {
            let line = commands(&row)[0].strip_prefix("ffi-workbench ").expect("a command that draws");
            let line = shortened(line.split(" --plot").next().unwrap_or(line));
            run(&sandbox, &format!("{line} --plot picture.svg"));
            assert!(fs::remove_file(sandbox.path("picture.svg")).is_ok(), "{line} draws nothing");
        }
    }
}

#[test]
#[ignore = "takes minutes and gigabytes; `cargo test --release -p ffi-workbench-cli --test cli -- --ignored lecture`"]
fn every_command_runs_as_it_is_written() {
    let sandbox = Sandbox::new();
    for row in rows() {
        for line in commands(&row).iter().filter_map(|command| command.strip_prefix("ffi-workbench ")) {
            eprintln!("{line}");
            run(&sandbox, line);
        }
    }
}

#[test]
fn every_file_that_the_page_names_is_there() {
    let page = page();
    let links: Vec<_> = page.split("](").skip(1).filter_map(|rest| rest.split(')').next()).collect();
    assert!(links.len() > 40, "{links:?}");
    for link in links {
        assert!(root().join("docs").join(link).exists(), "{link}");
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn page() -> String {
    fs::read_to_string(root().join("docs/lecture.md")).expect("the page is there")
}

/// The cells of each row of the tables.
fn rows() -> Vec<Vec<String>> {
    let page = page();
    let cells = |line: &str| line.trim_matches('|').split(" | ").map(|cell| cell.trim().to_owned()).collect::<Vec<_>>();
    let rows: Vec<_> = page.lines().filter(|line| line.starts_with("| ")).map(cells).collect();
    let is_heading = |row: &[String]| row[1] == "command" || row[1].starts_with("---");
    let rows: Vec<_> = rows.into_iter().filter(|row| !is_heading(row)).collect();
    assert!(rows.len() > 30, "{rows:?}");
    rows
}

/// The command lines of a row: what stands in its second cell between backquotes and begins as a command does.
fn commands(row: &[String]) -> Vec<&str> {
    let quoted = row[1].split('`').skip(1).step_by(2);
    let commands: Vec<_> =
        quoted.filter(|text| ["ffi-workbench ", "make "].iter().any(|word| text.starts_with(word))).collect();
    assert!(!commands.is_empty() || row[1] == "none yet", "{row:?}");
    commands
}

/// The same with the values of [`SHORT`], in place of those that are written or after them.
fn shortened(line: &str) -> String {
    let mut words: Vec<&str> = line.split_whitespace().collect();
    let name = words[0];
    for &(command, option, value) in SHORT.iter().filter(|(command, ..)| *command == name) {
        match words.iter().position(|word| *word == option) {
            Some(place) => words[place + 1] = value,
            // A size that is not written is one that the command chooses.
            None if option == "--size" => assert_eq!(command, "compare", "{line} says no size"),
            None => words.extend([option, value]),
        }
    }
    words.join(" ")
}

/// Runs it as a shell would, whose `>` is the one sign that the page uses.
fn run(sandbox: &Sandbox, line: &str) {
    let (line, file) = line.split_once(" > ").map_or((line, None), |(line, file)| (line, Some(file)));
    let mut command = sandbox.command(line);
    if let Some(file) = file {
        command.stdout(File::create(sandbox.path(file)).expect("the folder is writable"));
    }
    let output = command.output().expect("the program starts");
    assert!(output.status.success(), "{line}: {}", stderr(&output));
    assert!(file.is_some() || !output.stdout.is_empty(), "{line} prints nothing");
}

/// A target of the Makefile; the options that it is given are those of peers.
fn is_a_target(command: &str) {
    let words: Vec<_> = command.split_whitespace().collect();
    let makefile = fs::read_to_string(root().join("Makefile")).expect("the Makefile is there");
    assert!(makefile.lines().any(|line| line.starts_with(&format!("{}:", words[1]))), "{command}");
    let peers = fs::read_to_string(root().join("peers/__main__.py")).expect("peers are there");
    for option in command.split(['"', ' ']).filter(|word| word.starts_with("--")) {
        assert!(peers.contains(&format!("\"{option}\"")), "{command}: peers have no {option}");
    }
}
