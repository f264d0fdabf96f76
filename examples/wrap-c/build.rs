//! Compiles `csrc/theirs.c` and writes the Rust declarations of `csrc/theirs.h`.

use std::path::PathBuf;
use std::{env, process};

fn main() {
    // `cc` names environment variables, and after that cargo watches only what is named.
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=csrc");
    if let Err(message) = compile().and_then(|()| declare()) {
        println!("cargo::error={}", message.replace('\n', " "));
        process::exit(1);
    }
}

/// The optimisation that Rust has: no fast-math, no multiply-add that the source does not ask for.
fn compile() -> Result<(), String> {
    let help = "help: its messages are above; if there is no C compiler, install gcc or set CC";
    cc::Build::new()
        .file("csrc/theirs.c")
        .std("c11")
        .opt_level(3)
        .flag_if_supported("-ffp-contract=off")
        .try_compile("theirs")
        .map_err(|reason| format!("cannot compile csrc/theirs.c: {reason}; {help}"))
}

fn declare() -> Result<(), String> {
    let help = "help: install libclang-dev (Debian) or clang-devel (Fedora), or set LIBCLANG_PATH";
    clang_sys::load().map_err(|reason| format!("cannot load libclang: {reason}; {help}"))?;
    let file = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR")).join("theirs.rs");
    bindgen::builder()
        .header("csrc/theirs.h")
        .allowlist_file("csrc/theirs.h")
        .use_core()
        .generate()
        .map_err(|reason| format!("cannot read csrc/theirs.h: {reason}"))?
        .write_to_file(&file)
        .map_err(|reason| format!("cannot write {}: {reason}", file.display()))
}
