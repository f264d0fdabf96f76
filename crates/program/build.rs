//! Compiles the experiments' C functions and writes their declarations.

use std::path::PathBuf;
use std::{env, process};

/// A source and a header of one name each.
const NAMES: [&str; 3] = ["deadlock", "race", "whole_arrays"];

fn main() {
    // `cc` names environment variables, and after that cargo watches only what is named.
    for path in ["build.rs", "csrc"] {
        println!("cargo::rerun-if-changed={path}");
    }
    if let Err(reason) = clang_sys::load() {
        let reason = reason.lines().next().unwrap_or_default();
        stop(
            &format!("cannot load libclang, which reads the experiments' headers: {reason}"),
            "`make setup` installs it; LIBCLANG_PATH names the folder of one that is already there",
        );
    }
    compile();
    NAMES.iter().for_each(|name| declare(name));
}

/// As the kernels are compiled: optimised, no fused multiply-add the source does not name.
fn compile() {
    let mut build = cc::Build::new();
    build.std("c11").opt_level(3).flag_if_supported("-ffp-contract=off");
    build.files(NAMES.map(|name| format!("csrc/{name}.c")));
    if let Err(reason) = build.try_compile("workbench_experiments") {
        let reason = reason.to_string();
        stop(
            &format!("cannot compile the experiments: {}", reason.lines().next().unwrap_or_default()),
            "`make setup` installs a C compiler; CC names another",
        );
    }
}

fn declare(name: &str) {
    let header = format!("csrc/{name}.h");
    let bindings = bindgen::builder()
        .header(&header)
        .allowlist_function("wb_c_.*")
        .use_core()
        .rust_edition(bindgen::RustEdition::Edition2024)
        .formatter(bindgen::Formatter::None)
        .generate();
    let folder = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    match bindings {
        Ok(bindings) => bindings.write_to_file(folder.join(format!("{name}.rs"))).expect("OUT_DIR is writable"),
        Err(reason) => {
            stop(&format!("bindgen cannot read {header}: {reason}"), "the C compiler's headers may be missing")
        }
    }
}

/// Ends the build with one sentence and what to do about it; no panic, whose message would hide them.
fn stop(what: &str, help: &str) -> ! {
    println!("cargo::error={what}; help: {help}");
    process::exit(1)
}
