//! Compiles the bridge in `src/lib.rs` and `csrc/theirs.cpp`.

use std::process;

fn main() {
    // `cc` names environment variables, and after that cargo watches only what is named.
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=csrc");
    println!("cargo::rerun-if-changed=src/lib.rs");
    if let Err(message) = compile() {
        println!("cargo::error={}", message.replace('\n', " "));
        process::exit(1);
    }
}

/// The optimisation that Rust has: no fast-math, no multiply-add that the source does not ask for.
fn compile() -> Result<(), String> {
    let help = "help: its messages are above; C++20 needs g++ 10 or newer, which CXX can name";
    cxx_build::bridge("src/lib.rs")
        .file("csrc/theirs.cpp")
        .include("csrc")
        .std("c++20")
        .opt_level(3)
        .flag_if_supported("-ffp-contract=off")
        .try_compile("theirs")
        .map_err(|reason| format!("cannot compile csrc/theirs.cpp: {reason}; {help}"))
}
