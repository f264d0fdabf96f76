//! The prototypes that the compiler makes of the Fortran sources.
//!
//! Both `c_size_t` and `c_int64_t` are the same integer to the compiler, so a header may say either `size_t` or
//! `int64_t`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use ffi_workbench::level::Level;

use super::prototype::Prototypes;
use super::{read, root};

/// What the compiler prints for every source, as it is compiled at a level.
pub fn compiled(sources: &[PathBuf], level: Level) -> String {
    // The compiler leaves module files behind, and tests run in parallel.
    let scratch = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder can be made");
    let copy = scratch.path().join("source.f90");
    let printed = sources.iter().map(|source| {
        let text = read(source).replace("_LEVEL", &format!("_{}", level.name()));
        fs::write(&copy, text).expect("a file can be written");
        printed(source, &copy, scratch.path())
    });
    printed.collect()
}

fn printed(source: &Path, copy: &Path, modules: &Path) -> String {
    let compiler = env!("WORKBENCH_FORTRAN_COMMAND");
    let output = Command::new(compiler)
        .args(["-fsyntax-only", "-fc-prototypes", "-I"])
        .arg(root().join("fortran/tuned"))
        .arg("-J")
        .args([modules, copy])
        .output()
        .unwrap_or_else(|reason| panic!("cannot run {compiler}: {reason}"));
    let messages = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{compiler} {}: {messages}", source.display());
    String::from_utf8(output.stdout).expect("prototypes are text")
}

/// One spelling for the types that have several; the compiler knows the width of an integer and not its name.
pub fn spelled(prototypes: Prototypes) -> Prototypes {
    let word = |word: &str| match word {
        "int" => "int32_t".to_owned(),
        "long" | "size_t" => "int64_t".into(),
        other => other.into(),
    };
    let spell = |part: String| part.replace("long long", "int64_t").split(' ').map(word).collect::<Vec<_>>().join(" ");
    let spelled = prototypes.into_iter().map(|(name, parts)| (name, parts.into_iter().map(spell).collect()));
    spelled.collect()
}
