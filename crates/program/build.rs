//! Compiles the experiments' C and C++ functions and writes their declarations.

use std::path::PathBuf;
use std::{env, process};

/// A source and a header of one name each.
const NAMES: [&str; 4] = ["deadlock", "owned_array", "race", "whole_arrays"];

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
    let mut c = cc::Build::new();
    c.std("c11").files(NAMES.map(|name| format!("csrc/{name}.c")));
    let mut cpp = cc::Build::new();
    cpp.cpp(true).std("c++17").file("csrc/owned_array.cpp");
    // C++ first: it calls C, and a linker looks for a symbol in what comes later.
    for (mut build, name) in [(cpp, "workbench_experiments_cpp"), (c, "workbench_experiments")] {
        build.opt_level(3).flag_if_supported("-ffp-contract=off");
        if let Err(reason) = build.try_compile(name) {
            let reason = reason.to_string();
            stop(
                &format!("cannot compile the experiments: {}", reason.lines().next().unwrap_or_default()),
                "`make setup` installs a C and a C++ compiler; CC and CXX name others",
            );
        }
    }
}

fn declare(name: &str) {
    let header = format!("csrc/{name}.h");
    let bindings = bindgen::builder()
        .header(&header)
        .allowlist_function("wb_c(pp)?_.*")
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
