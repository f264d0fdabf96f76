//! `fortran/theirs.h` against the prototypes that gfortran makes of `fortran/theirs.f90`.

use std::path::Path;
use std::process::Command;
use std::{env, fs};

/// A C compiler reads both, and refuses two different declarations of one function.
#[test]
fn the_header_says_what_the_source_says() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let prototypes = Command::new(env::var_os("FC").unwrap_or("gfortran".into()))
        .args([
            "-fsyntax-only",
            "-fc-prototypes",
            "fortran/theirs.f90",
            "-J",
        ])
        .arg(folder)
        .output()
        .expect("gfortran runs");
    assert!(prototypes.status.success(), "gfortran refuses theirs.f90");

    // gfortran prints c_size_t, which has a sign, as long.
    let mut both = b"#include \"theirs.h\"\n#define long size_t\n".to_vec();
    both.extend(prototypes.stdout);
    let file = folder.join("both.c");
    fs::write(&file, both).expect("the file can be written");
    let status = Command::new("cc")
        .args(["-fsyntax-only", "-Ifortran"])
        .arg(file)
        .status();
    assert!(
        status.expect("cc runs").success(),
        "theirs.h and theirs.f90 differ"
    );
}
