//! Compiles the bad code: `c/*.c`, `cpp/*.cpp`, `fortran/*.f90` -> static libraries. No optimisation: an optimiser may
//! assume that faults do not happen, and remove them.

use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, exit};

const C: &[&str] = &["c/crashes.c", "c/hangs.c", "c/memory.c", "c/descriptors.c"];
const CPP: &[&str] = &["cpp/exceptions.cpp"];
const FORTRAN: &[&str] =
    &["fortran/stops.f90", "fortran/bounds.f90", "fortran/callbacks.f90", "fortran/common_state.f90"];

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
    if env::var_os("CARGO_FEATURE_FORTRAN").is_some() {
        build_fortran();
    }
}

fn compile(build: &cc::Build, library: &str) {
    if let Err(reason) = build.try_compile(library) {
        stop(&format!("cannot compile {library}: {reason}"), "a C and C++ compiler is needed; CC and CXX name another");
    }
}

/// Not by `cc`: it has no Fortran, and passes CFLAGS on.
fn build_fortran() {
    println!("cargo::rerun-if-env-changed=FC");
    let compiler = env::var("FC").unwrap_or("gfortran".into());
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    let mut archive = cc::Build::new();
    for source in FORTRAN.iter().map(Path::new) {
        let object = out.join(source.file_stem().unwrap_or_default()).with_extension("o");
        let mut command = Command::new(&compiler);
        command.args(["-O0", "-fPIC", "-std=f2018"]).arg("-J").arg(&out).arg("-c").arg(source).arg("-o").arg(&object);
        if source.ends_with("bounds.f90") {
            command.arg("-fcheck=bounds");
        }
        match command.status() {
            Ok(status) if status.success() => archive.object(object),
            Ok(_) => stop(&format!("`{compiler}` cannot compile {}", source.display()), "its messages stand above"),
            Err(reason) => stop(
                &format!("cannot run the Fortran compiler `{compiler}`: {reason}"),
                "FC names another, or build with --no-default-features to leave Fortran out",
            ),
        };
    }
    archive.compile("faults_fortran");
    let answer = Command::new(&compiler).arg("-print-file-name=libgfortran.so").output();
    let path = PathBuf::from(String::from_utf8_lossy(&answer.map(|answer| answer.stdout).unwrap_or_default()).trim());
    // A compiler that has no such file echoes the bare name.
    match path.parent() {
        Some(folder) if path.is_absolute() => println!("cargo::rustc-link-search=native={}", folder.display()),
        _ => stop(&format!("`{compiler}` does not know where libgfortran.so lies"), "install its development files"),
    }
    println!("cargo::rustc-link-lib=gfortran");
}

/// Ends the build with one sentence and the way out; no panic, whose message would hide them.
fn stop(what: &str, help: &str) -> ! {
    println!("cargo::error={what}; help: {help}");
    exit(1)
}
