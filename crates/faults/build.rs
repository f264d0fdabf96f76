//! Compiles the bad code: `c/*.c`, `cpp/*.cpp`, `fortran/*.f90` -> static libraries. No optimisation: an optimiser may
//! assume that faults do not happen, and remove them.

use std::env;
use std::process::exit;

const C: &[&str] = &["c/crashes.c", "c/hangs.c", "c/memory.c", "c/descriptors.c", "c/forks.c", "c/surroundings.c"];
const CPP: &[&str] = &["cpp/exceptions.cpp"];
#[cfg(feature = "fortran")]
const FORTRAN: &[&str] = &["fortran/stops.f90", "fortran/callbacks.f90", "fortran/common_state.f90"];

fn main() {
    for path in ["build.rs", "c", "cpp", "fortran"] {
        println!("cargo::rerun-if-changed={path}");
    }
    if env::var("CARGO_CFG_TARGET_OS").as_deref() != Ok("linux") {
        return;
    }
    let mut c = cc::Build::new();
    c.files(C).std("c11").opt_level(0).define("_GNU_SOURCE", None).warnings(false);
    compile(&c, "faults_c");
    let mut cpp = cc::Build::new();
    cpp.cpp(true).files(CPP).std("c++17").opt_level(0).warnings(false);
    compile(&cpp, "faults_cpp");
    #[cfg(feature = "fortran")]
    {
        compile_fortran(fortran_build::Build::new().files(FORTRAN), "faults_fortran");
        // Apart, because the check that finds this fault is a flag of the compiler.
        let mut checked = fortran_build::Build::new();
        compile_fortran(checked.file("fortran/bounds.f90").flag("-fcheck=bounds"), "faults_fortran_checked");
    }
}

fn compile(build: &cc::Build, library: &str) {
    if let Err(reason) = build.try_compile(library) {
        stop(&format!("cannot compile {library}: {reason}"), "a C and C++ compiler is needed; CC and CXX name another");
    }
}

#[cfg(feature = "fortran")]
fn compile_fortran(build: &mut fortran_build::Build, library: &str) {
    if let Err(reason) = build.opt_level(0).try_compile(library) {
        stop(
            &format!("cannot compile {library}: {reason}"),
            "FC names another compiler, or build with --no-default-features to leave Fortran out",
        );
    }
}

/// Ends the build with one sentence and what to do about it; no panic, whose message would hide them.
fn stop(what: &str, help: &str) -> ! {
    println!("cargo::error={what}; help: {help}");
    exit(1)
}
