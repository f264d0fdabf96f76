//! Compiles the foreign kernels and writes their declarations:
//! `csrc/c` and `fortran` -> static libraries, and Rust declarations by bindgen; `csrc/cpp` -> a static library behind cxx.
//! Every language gets the same optimisation: level 3, no fast-math, no fused multiply-add the source does not name.

use std::path::{Path, PathBuf};
use std::process::{Command, exit};
use std::{env, fs};

fn main() {
    // `cc` names environment variables, and after that cargo watches only what is named.
    for path in ["build.rs", "csrc", "fortran", "src/ffi/cpp.rs"] {
        println!("cargo::rerun-if-changed={path}");
    }
    if let Err(reason) = clang_sys::load() {
        stop(
            &format!("cannot load libclang, which reads the kernels' headers: {}", first_line(&reason)),
            "`make setup` installs it; LIBCLANG_PATH names the folder of one that is already there",
        );
    }
    record("RUST", &version(&env::var("RUSTC").unwrap_or("rustc".into())), &rust_flags());
    build_c();
    build_cpp();
    if env::var_os("CARGO_FEATURE_FORTRAN").is_some() {
        build_fortran();
    }
}

fn build_c() {
    let mut build = cc::Build::new();
    build
        .files(sources("csrc/c", "c"))
        .include("csrc/c")
        .std("c11")
        .opt_level(3)
        .flag_if_supported("-ffp-contract=off");
    compile("C", &build, "workbench_c");
    declare("csrc/c/kernels.h", "wb_c_.*", "c.rs");
    declare("csrc/c/race.h", "wb_c_.*", "race.rs");
    declare("csrc/c/whole_arrays.h", "wb_c_.*", "whole_arrays.rs");
}

fn build_cpp() {
    let mut build = cxx_build::bridge("src/ffi/cpp.rs");
    build
        .files(sources("csrc/cpp", "cpp"))
        .include("csrc/cpp")
        .std("c++17")
        .opt_level(3)
        .flag_if_supported("-ffp-contract=off");
    compile("CPP", &build, "workbench_cpp");
}

/// Not by `cc`: it would pass CFLAGS on to the Fortran compiler, and `-flto` there breaks the link. FFLAGS is read instead.
fn build_fortran() {
    println!("cargo::rerun-if-env-changed=FC");
    println!("cargo::rerun-if-env-changed=FFLAGS");
    let compiler = env::var("FC").unwrap_or("gfortran".into());
    let mut flags: Vec<String> =
        ["-O3", "-ffp-contract=off", "-fPIC", "-std=f2018", "-Wall", "-Wno-compare-reals"].map(String::from).into();
    // Local arrays on the stack of each call: gfortran would put large ones into memory that all threads share.
    // But temporaries, whose size comes from the input, on the heap: a thread's stack holds 2 MB.
    flags.extend(["-frecursive", "-fno-stack-arrays"].map(String::from));
    flags.extend(env::var("FFLAGS").unwrap_or_default().split_whitespace().map(String::from));

    let out = out_dir();
    let mut archive = cc::Build::new();
    for source in sources("fortran", "f90") {
        let object = out.join(source.with_extension("o").file_name().expect("a source has a name"));
        let status = Command::new(&compiler)
            .args(&flags)
            .arg("-J")
            .arg(&out)
            .arg("-c")
            .arg(&source)
            .arg("-o")
            .arg(&object)
            .status();
        match status {
            Ok(status) if status.success() => archive.object(object),
            Ok(_) => stop(&format!("`{compiler}` cannot compile {}", source.display()), "its messages stand above"),
            Err(reason) => stop(
                &format!("cannot run the Fortran compiler `{compiler}`: {reason}"),
                "`make setup` installs it, FC names another, or build with --no-default-features to leave Fortran out",
            ),
        };
    }
    archive.compile("workbench_fortran");
    link_fortran_runtime(&compiler);
    declare("fortran/kernels.h", "wb_fortran_.*", "fortran.rs");
    println!("cargo::rustc-env=WORKBENCH_FORTRAN_COMMAND={compiler}");
    record("FORTRAN", &version(&compiler), &flags.join(" "));
}

/// The runtime lies in the compiler's own folder, where no linker looks. A compiler that has no such file echoes the bare name.
fn link_fortran_runtime(compiler: &str) {
    let file = if cfg!(target_os = "macos") { "libgfortran.dylib" } else { "libgfortran.so" };
    let answer = Command::new(compiler)
        .arg(format!("-print-file-name={file}"))
        .output()
        .map(|output| output.stdout)
        .unwrap_or_default();
    let path = PathBuf::from(String::from_utf8_lossy(&answer).trim());
    match path.parent() {
        Some(folder) if path.is_absolute() => println!("cargo::rustc-link-search=native={}", folder.display()),
        _ => stop(
            &format!("`{compiler}` does not know where its runtime {file} lies"),
            "install the runtime's development files",
        ),
    }
    println!("cargo::rustc-link-lib=gfortran");
}

fn compile(language: &str, build: &cc::Build, library: &str) {
    let help = "`make setup` installs a C and C++ compiler; CC and CXX name another";
    match build.try_get_compiler() {
        Ok(tool) => {
            let flags: Vec<_> = tool
                .args()
                .iter()
                .map(|flag| flag.to_string_lossy())
                .filter(|flag| !flag.starts_with("-I") && !flag.contains('/'))
                .collect();
            record(language, &version(&tool.path().to_string_lossy()), &flags.join(" "));
        }
        Err(reason) => stop(&format!("no compiler: {reason}"), help),
    }
    if let Err(reason) = build.try_compile(library) {
        stop(&format!("cannot compile {library}: {}", first_line(&reason.to_string())), help);
    }
}

fn declare(header: &str, symbols: &str, file: &str) {
    let bindings = bindgen::builder()
        .header(header)
        .allowlist_function(symbols)
        .use_core()
        .rust_edition(bindgen::RustEdition::Edition2024)
        .formatter(bindgen::Formatter::None)
        .generate();
    match bindings {
        Ok(bindings) => bindings.write_to_file(out_dir().join(file)).expect("OUT_DIR is writable"),
        Err(reason) => {
            stop(&format!("bindgen cannot read {header}: {reason}"), "the C compiler's headers may be missing")
        }
    }
}

/// What `ffi-workbench list` and every report say of the build.
fn record(language: &str, compiler: &str, flags: &str) {
    println!("cargo::rustc-env=WORKBENCH_{language}_COMPILER={compiler}");
    println!("cargo::rustc-env=WORKBENCH_{language}_FLAGS={flags}");
}

fn rust_flags() -> String {
    let flags = env::var("CARGO_ENCODED_RUSTFLAGS").unwrap_or_default().replace('\u{1f}', " ");
    format!("-C opt-level={} {flags}", env::var("OPT_LEVEL").unwrap_or_default()).trim_end().into()
}

fn version(compiler: &str) -> String {
    let answer = Command::new(compiler).arg("--version").output().map(|output| output.stdout).unwrap_or_default();
    first_line(&String::from_utf8_lossy(&answer)).into()
}

/// In one order on every machine, so that the same sources give the same library.
fn sources(folder: &str, extension: &str) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else {
        stop(&format!("cannot read the folder {folder}"), "is the checkout complete?")
    };
    let mut files: Vec<_> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|e| e == extension))
        .collect();
    files.sort();
    files
}

fn out_dir() -> PathBuf {
    Path::new(&env::var_os("OUT_DIR").expect("cargo sets OUT_DIR")).into()
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

/// Ends the build with one sentence and the way out; no panic, whose message would hide them.
fn stop(what: &str, help: &str) -> ! {
    println!("cargo::error={what}; help: {help}");
    exit(1)
}
