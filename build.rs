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
    let levels: Vec<_> = levels().iter().map(|(level, flags)| format!("{level} {}", flags.join(" "))).collect();
    println!("cargo::rustc-env=WORKBENCH_LEVELS={}", levels.join("; "));
    build_c();
    build_cpp();
    if env::var_os("CARGO_FEATURE_FORTRAN").is_some() {
        build_fortran();
    }
}

/// Instruction-set levels: the suffix of their symbols and the flags that gcc, clang and gfortran know them by. The same in
/// `src/level.rs`.
fn levels() -> &'static [(&'static str, &'static [&'static str])] {
    match env::var("CARGO_CFG_TARGET_ARCH").as_deref() {
        Ok("x86_64") => &[
            ("baseline", &["-march=x86-64"]),
            ("v3", &["-march=x86-64-v3"]),
            ("v4", &["-march=x86-64-v4", "-mprefer-vector-width=512"]),
        ],
        _ => &[("baseline", &[])],
    }
}

fn build_c() {
    let optimised = || {
        let mut build = cc::Build::new();
        build.include("csrc/c").std("c11").opt_level(3).flag_if_supported("-ffp-contract=off");
        build
    };
    record_compiler("C", &optimised());
    compile(optimised().files(sources("csrc/c", "c")), "workbench_c");
    for (level, flags) in levels() {
        let mut build = optimised();
        build.files(sources("csrc/c/tuned", "c")).define("LEVEL", *level).flags(*flags);
        compile(&build, &format!("workbench_c_{level}"));
    }
    declare("csrc/c/kernels.h", "wb_c_.*", "c.rs");
    declare("csrc/c/race.h", "wb_c_.*", "race.rs");
    declare("csrc/c/whole_arrays.h", "wb_c_.*", "whole_arrays.rs");
}

fn build_cpp() {
    let optimised = |mut build: cc::Build| {
        build.include("csrc/cpp").std("c++17").opt_level(3).flag_if_supported("-ffp-contract=off");
        build
    };
    let mut build = optimised(cxx_build::bridge("src/ffi/cpp.rs"));
    record_compiler("CPP", &build);
    compile(build.files(sources("csrc/cpp", "cpp")), "workbench_cpp");
    for (level, flags) in levels() {
        let mut build = optimised(cc::Build::new());
        // Where cxx_build has put rust/cxx.h.
        build.cpp(true).include(out_dir().join("cxxbridge/include")).include("csrc/cpp/tuned");
        build.files(sources("csrc/cpp/tuned", "cpp")).define("LEVEL", *level).flags(*flags);
        compile(&build, &format!("workbench_cpp_{level}"));
    }
}

/// What Fortran compilers differ in.
struct Family {
    flags: &'static str,
    /// The runtime's file and library; none where the kernels need nothing of it and the compiler does not tell where it is.
    runtime: Option<(&'static str, &'static str)>,
}

/// Local arrays on the stack of each call (`-frecursive`): gfortran would put large ones into memory that all threads share.
/// But temporaries, whose size comes from the input, on the heap (`-fno-stack-arrays`): a thread's stack holds 2 MB.
const GFORTRAN: Family = Family {
    flags: "-O3 -ffp-contract=off -fPIC -std=f2018 -Wall -Wno-compare-reals -frecursive -fno-stack-arrays",
    runtime: Some((if cfg!(target_os = "macos") { "libgfortran.dylib" } else { "libgfortran.so" }, "gfortran")),
};

/// Procedures are recursive as Fortran 2018 has it, and flang knows no word to say so.
const FLANG: Family = Family { flags: "-O3 -ffp-contract=off -fPIC -std=f2018 -fno-stack-arrays", runtime: None };

/// Not by `cc`: it would pass CFLAGS on to the Fortran compiler, and `-flto` there breaks the link. FFLAGS is read instead.
fn build_fortran() {
    println!("cargo::rerun-if-env-changed=FC");
    println!("cargo::rerun-if-env-changed=FFLAGS");
    let compiler = env::var("FC").unwrap_or("gfortran".into());
    let version = version(&compiler);
    let family = if version.contains("flang") { &FLANG } else { &GFORTRAN };
    let mut flags = family.flags.to_owned();
    if let Ok(more) = env::var("FFLAGS") {
        flags = format!("{flags} {more}");
    }
    let flags: Vec<&str> = flags.split_whitespace().collect();

    archive_fortran("workbench_fortran", &compiler, &flags, &sources("fortran", "f90"), &out_dir());
    for (level, level_flags) in levels() {
        let folder = out_dir().join(level);
        let sources = at_level(level, &sources("fortran/tuned", "f90"), &folder);
        let flags = [flags.as_slice(), level_flags, &["-Ifortran/tuned"]].concat();
        archive_fortran(&format!("workbench_fortran_{level}"), &compiler, &flags, &sources, &folder);
    }
    link_fortran_runtime(&compiler, family);
    declare("fortran/kernels.h", "wb_fortran_.*", "fortran.rs");
    println!("cargo::rustc-env=WORKBENCH_FORTRAN_COMMAND={compiler}");
    record("FORTRAN", &version, &flags.join(" "));
}

/// The sources as they are compiled at a level: with its name for `_LEVEL` in the names of modules and symbols. Fortran has
/// no macros, and a module's name is part of its symbols.
fn at_level(level: &str, sources: &[PathBuf], folder: &Path) -> Vec<PathBuf> {
    fs::create_dir_all(folder).expect("OUT_DIR is writable");
    let written = sources.iter().map(|source| {
        let text = fs::read_to_string(source)
            .unwrap_or_else(|reason| stop(&format!("{}: {reason}", source.display()), "is it UTF-8?"));
        let copy = folder.join(source.file_name().expect("a source has a name"));
        fs::write(&copy, text.replace("_LEVEL", &format!("_{level}"))).expect("OUT_DIR is writable");
        copy
    });
    written.collect()
}

fn archive_fortran(library: &str, compiler: &str, flags: &[&str], sources: &[PathBuf], folder: &Path) {
    let mut archive = cc::Build::new();
    for source in sources {
        let object = folder.join(source.with_extension("o").file_name().expect("a source has a name"));
        let status = Command::new(compiler)
            .args(flags)
            .arg("-J")
            .arg(folder)
            .arg("-c")
            .arg(source)
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
    archive.compile(library);
}

/// The runtime lies in the compiler's own folder, where no linker looks. A compiler that has no such file echoes the bare name.
fn link_fortran_runtime(compiler: &str, family: &Family) {
    let Some((file, library)) = family.runtime else { return };
    let answer = Command::new(compiler).arg(format!("-print-file-name={file}")).output().map(|output| output.stdout);
    let path = PathBuf::from(String::from_utf8_lossy(&answer.unwrap_or_default()).trim());
    match path.parent() {
        Some(folder) if path.is_absolute() => println!("cargo::rustc-link-search=native={}", folder.display()),
        _ => stop(
            &format!("`{compiler}` does not know where its runtime {file} lies"),
            "install the runtime's development files",
        ),
    }
    println!("cargo::rustc-link-lib={library}");
}

fn compile(build: &cc::Build, library: &str) {
    if let Err(reason) = build.try_compile(library) {
        stop(&format!("cannot compile {library}: {}", first_line(&reason.to_string())), INSTALL_COMPILERS);
    }
}

const INSTALL_COMPILERS: &str = "`make setup` installs a C and C++ compiler; CC and CXX name another";

fn record_compiler(language: &str, build: &cc::Build) {
    let tool = match build.try_get_compiler() {
        Ok(tool) => tool,
        Err(reason) => stop(&format!("no compiler: {reason}"), INSTALL_COMPILERS),
    };
    let flags = tool.args().iter().map(|flag| flag.to_string_lossy());
    let flags: Vec<_> = flags.filter(|flag| !flag.starts_with("-I") && !flag.contains('/')).collect();
    record(language, &version(&tool.path().to_string_lossy()), &flags.join(" "));
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
