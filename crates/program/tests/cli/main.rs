//! The real program on real files: what it prints, where it writes, and how it refuses.

mod accuracy;
#[cfg(unix)]
mod command_lines;
#[cfg(target_os = "linux")]
mod deadlock;
mod dialects;
mod files;
#[cfg(unix)]
mod glance;
mod grain;
mod interruption;
#[cfg(all(feature = "faults", feature = "fortran", target_os = "linux"))]
mod lecture;
mod memory;
mod mutations;
#[cfg(target_os = "linux")]
mod pool;
mod prices;
mod race;
mod refusals;
mod reports;
mod scaling;
mod threads;
mod throughput;
mod until;
mod windows;
#[cfg(all(feature = "faults", target_os = "linux"))]
mod worker_commands;

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

use ffi_workbench::language::Variant;
use ffi_workbench::work::Kernel;
use tempfile::TempDir;

/// The languages in which this build has a kernel's plain variant, as the program names them.
fn languages(kernel: &Kernel) -> Vec<&'static str> {
    let plain = kernel.implementations().into_iter().filter(|id| id.variant == Variant::Plain);
    plain.map(|id| id.language.name()).collect()
}

/// The program in an empty folder of its own.
struct Sandbox {
    folder: TempDir,
}

impl Sandbox {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a folder for temporary files") }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn put(&self, name: &str, bytes: impl AsRef<[u8]>) -> &Self {
        fs::write(self.path(name), bytes).expect("the folder is writable");
        self
    }

    fn command(&self, line: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ffi-workbench"));
        command.current_dir(self.folder.path()).args(line.split_whitespace());
        command
    }

    fn run(&self, line: &str) -> Output {
        self.command(line).output().expect("the program starts")
    }

    /// What the program prints when it succeeds.
    fn printed(&self, line: &str) -> String {
        let output = self.run(line);
        assert!(output.status.success(), "{line}: {}", stderr(&output));
        assert_eq!(stderr(&output), "", "{line}");
        String::from_utf8(output.stdout).expect("UTF-8")
    }

    /// The rows of a JSON report.
    fn rows(&self, line: &str) -> Vec<serde_json::Value> {
        let text = self.printed(&format!("{line} --format json"));
        let report: serde_json::Value = serde_json::from_str(&text).expect("one JSON document");
        report["rows"].as_array().expect("rows").clone()
    }

    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.folder.path()).expect("the folder is there");
        let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

/// Whether a file is a picture with these words in it.
fn is_picture_with(sandbox: &Sandbox, name: &str, words: &[&str]) {
    let svg = fs::read_to_string(sandbox.path(name)).expect("the picture is there");
    assert!(svg.starts_with("<svg"), "{name}");
    for word in words {
        assert!(svg.contains(word), "{name}: no `{word}`");
    }
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A `.npy` file of version 1.0 with this type, shape and data (NEP 1).
fn npy(descr: &str, shape: &str, fortran_order: bool, data: &[u8]) -> Vec<u8> {
    let order = if fortran_order { "True" } else { "False" };
    let mut header = format!("{{'descr': '{descr}', 'fortran_order': {order}, 'shape': {shape}, }}");
    while (10 + header.len() + 1) % 64 != 0 {
        header.push(' ');
    }
    header.push('\n');
    let length = u16::try_from(header.len()).unwrap().to_le_bytes();
    [b"\x93NUMPY\x01\x00", length.as_slice(), header.as_bytes(), data].concat()
}

fn doubles(values: &[f64]) -> Vec<u8> {
    let data: Vec<u8> = values.iter().flat_map(|value| value.to_le_bytes()).collect();
    npy("<f8", &format!("({},)", values.len()), false, &data)
}
