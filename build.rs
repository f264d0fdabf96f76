//! Compiles the foreign kernels and writes their declarations.
//!
//! Each foreign library is a block of [`LIBRARIES`]: its sources, how they are compiled, and the header or the cxx
//! bridge that its declarations are made from. Every language gets the same optimisation: level 3, no fast-math, no
//! fused multiply-add the source does not name; and, as Rust has it, a stack of which every page is touched: the frames
//! of `rsi` are larger than the guard page below a thread's stack, and would step over it.

use std::path::{Path, PathBuf};
use std::process::{Command, exit};
use std::{env, fs};

use bindgen::callbacks::{ItemInfo, ParseCallbacks};

include!("src/levels.rs");

/// A foreign library.
struct Library {
    /// The name of the static library.
    name: &'static str,
    language: Language,
    /// Folders, of which every source in the language is taken, and single files.
    sources: &'static [&'static str],
    include: &'static [&'static str],
    define: &'static [(&'static str, Option<&'static str>)],
    flags: &'static [&'static str],
    /// Libraries of the system that it needs: `m` for the mathematical functions of C.
    link: &'static [&'static str],
    /// Whether it is compiled once for each instruction-set level, with the level's name for LEVEL in its symbols.
    multiversioned: bool,
    declarations: Declarations,
}

#[derive(Clone, Copy, PartialEq)]
enum Language {
    C,
    Cpp,
    Fortran,
}

/// Where the Rust declarations of a library come from, and the file in OUT_DIR that they go into.
enum Declarations {
    /// bindgen reads the functions whose names match from a header.
    Header { path: &'static str, symbols: &'static str, file: &'static str },
    /// cxx reads a bridge; of a multiversioned library, a copy for each level.
    Bridge { path: &'static str, file: &'static str },
}

/// Every foreign library; those of one language are built in this order. A library of your own is a block more.
const LIBRARIES: &[Library] = &[
    Library {
        name: "workbench_c",
        sources: &["csrc/c"],
        declarations: Declarations::Header { path: "csrc/c/kernels.h", symbols: "wb_c_.*", file: "c" },
        ..C
    },
    Library {
        name: "workbench_c_tuned",
        sources: &["csrc/c/tuned"],
        multiversioned: true,
        declarations: Declarations::Header { path: "csrc/c/tuned/kernels.h", symbols: "wb_c_.*_tuned", file: "c" },
        ..C
    },
    Library {
        name: "workbench_cpp",
        sources: &["csrc/cpp"],
        declarations: Declarations::Bridge { path: "src/ffi/cpp.rs", file: "cpp" },
        ..CPP
    },
    Library {
        name: "workbench_cpp_tuned",
        sources: &["csrc/cpp/tuned"],
        multiversioned: true,
        declarations: Declarations::Bridge { path: "src/ffi/cpp_tuned.rs", file: "cpp" },
        ..CPP
    },
    Library {
        name: "workbench_fortran",
        sources: &["fortran"],
        declarations: Declarations::Header { path: "fortran/kernels.h", symbols: "wb_fortran_.*", file: "fortran" },
        ..FORTRAN
    },
    Library {
        name: "workbench_fortran_tuned",
        sources: &["fortran/tuned"],
        multiversioned: true,
        declarations: Declarations::Header {
            path: "fortran/tuned/kernels.h",
            symbols: "wb_fortran_.*",
            file: "fortran",
        },
        ..FORTRAN
    },
];

/// What a block of a language leaves unsaid.
const C: Library = Library {
    name: "",
    language: Language::C,
    sources: &[],
    include: &["csrc/c"],
    define: &[],
    flags: &[],
    link: &[],
    multiversioned: false,
    declarations: Declarations::Header { path: "", symbols: "", file: "" },
};
const CPP: Library = Library { language: Language::Cpp, include: &["csrc/cpp"], ..C };
const FORTRAN: Library = Library { language: Language::Fortran, include: &["fortran/tuned"], ..C };

/// An instruction-set level: the suffix of its symbols and the flags that gcc, clang and gfortran know it by.
#[derive(Clone, Copy)]
struct Level {
    name: &'static str,
    flags: &'static [&'static str],
}

macro_rules! higher_levels {
    ({} $({
        $(#[$doc:meta])* $Level:ident, $name:ident, $arch:tt, $detected:ident, [$($feature:tt)*], [$($flag:tt)*]
    })*) => {
        /// The levels above the baseline, with their architectures.
        const HIGHER_LEVELS: &[(&str, Level)] =
            &[$(($arch, Level { name: stringify!($name), flags: &[$($flag),*] })),*];
    };
}

levels!(higher_levels! {});

fn main() {
    // `cc` names environment variables, and after that cargo watches only what is named.
    for path in ["build.rs", "csrc", "fortran", "src/ffi", "src/levels.rs"] {
        println!("cargo::rerun-if-changed={path}");
    }
    if let Err(reason) = clang_sys::load() {
        stop(
            &format!("cannot load libclang, which reads the kernels' headers: {}", first_line(&reason)),
            "`make setup` installs it; LIBCLANG_PATH names the folder of one that is already there",
        );
    }
    record("RUST", &version(&env::var("RUSTC").unwrap_or("rustc".into())), &rust_flags());
    let levels = levels();
    let recorded: Vec<_> = levels.iter().map(|level| format!("{} {}", level.name, level.flags.join(" "))).collect();
    println!("cargo::rustc-env=WORKBENCH_LEVELS={}", recorded.join("; "));

    // The languages side by side; within one, cxx and gfortran write files that the next library reads.
    let with_fortran = env::var_os("CARGO_FEATURE_FORTRAN").is_some();
    let languages = [Language::Cpp, Language::C, Language::Fortran];
    std::thread::scope(|scope| {
        for language in languages.into_iter().filter(|language| with_fortran || *language != Language::Fortran) {
            let libraries = LIBRARIES.iter().filter(move |library| library.language == language);
            scope.spawn(|| libraries.for_each(|library| build_at_levels(library, &levels)));
        }
    });
}

fn build_at_levels(library: &Library, levels: &[Level]) {
    if library.multiversioned {
        levels.iter().for_each(|level| build(library, Some(*level)));
    } else {
        build(library, None);
    }
    for system_library in library.link {
        println!("cargo::rustc-link-lib={system_library}");
    }
}

/// The levels of this build: the baseline, and those of the target's architecture unless the feature `levels` is off.
fn levels() -> Vec<Level> {
    let architecture = env::var("CARGO_CFG_TARGET_ARCH").unwrap_or_default();
    let baseline: &[&str] = if architecture == "x86_64" { &["-march=x86-64"] } else { &[] };
    let mut levels = vec![Level { name: "baseline", flags: baseline }];
    if env::var_os("CARGO_FEATURE_LEVELS").is_some() {
        let here = HIGHER_LEVELS.iter().filter(|(of, _)| *of == architecture);
        levels.extend(here.map(|(_, level)| *level));
    }
    levels
}

fn build(library: &Library, level: Option<Level>) {
    let at_level = |name: &str| level.map_or(name.to_owned(), |level| format!("{name}_{}", level.name));
    let name = at_level(library.name);
    match library.language {
        Language::C => compile_c(library, level, &name),
        Language::Cpp => compile_cpp(library, level, &name),
        Language::Fortran => compile_fortran(library, level, &name),
    }
    if let Declarations::Header { path, symbols, file } = library.declarations {
        declare(path, symbols, level, &format!("{}.rs", at_level(file)));
    }
}

fn compile_c(library: &Library, level: Option<Level>, name: &str) {
    let mut build = optimised(library, cc::Build::new());
    build.std("c11").files(sources(library, &["c"]));
    if level.is_none() {
        record_compiler("C", &build);
    }
    compile(with_level(&mut build, level), name);
}

fn compile_cpp(library: &Library, level: Option<Level>, name: &str) {
    let Declarations::Bridge { path, file } = library.declarations else {
        stop(&format!("{name} is C++ and has no bridge"), "C++ is declared by a cxx bridge");
    };
    let Some(level) = level else {
        let mut build = optimised(library, cxx_build::bridge(path));
        record_compiler("CPP", build.std("c++17"));
        return compile(build.files(sources(library, &["cpp"])), name);
    };
    let copy = out_dir().join(format!("{file}_{}.rs", level.name));
    fs::write(&copy, read(Path::new(path)).replace("LEVEL", level.name)).expect("OUT_DIR is writable");
    // The bridge's own code is shared with the baseline, through inline functions of rust/cxx.h: no instructions of the
    // level.
    let mut bridge = optimised(library, cxx_build::bridge(copy));
    compile(bridge.std("c++17").define("LEVEL", level.name), &format!("{name}_bridge"));
    let mut build = optimised(library, cc::Build::new());
    // Where cxx_build has put rust/cxx.h.
    build.cpp(true).std("c++17").include(out_dir().join("cxxbridge/include")).files(sources(library, &["cpp"]));
    compile(with_level(&mut build, Some(level)), name);
}

fn optimised(library: &Library, mut build: cc::Build) -> cc::Build {
    for flag in ["-ffp-contract=off", "-fstack-clash-protection"] {
        build.flag_if_supported(flag);
    }
    build.includes(library.include).opt_level(3).flags(library.flags);
    for (name, value) in library.define {
        build.define(name, *value);
    }
    build
}

fn with_level(build: &mut cc::Build, level: Option<Level>) -> &cc::Build {
    if let Some(level) = level {
        build.define("LEVEL", level.name).flags(level.flags);
    }
    build
}

fn compile(build: &cc::Build, name: &str) {
    if let Err(reason) = build.try_compile(name) {
        stop(&format!("cannot compile {name}: {}", first_line(&reason.to_string())), INSTALL_COMPILERS);
    }
}

const INSTALL_COMPILERS: &str = "`make setup` installs a C and C++ compiler; CC and CXX name another";

#[cfg(feature = "fortran")]
fn compile_fortran(library: &Library, level: Option<Level>, name: &str) {
    let mut files = sources(library, &["f90", "f"]);
    let mut build = fortran_build::Build::new();
    build.opt_level(3).includes(library.include).flags(library.flags);
    for (name, value) in library.define {
        build.define(name, *value);
    }
    if let Some(level) = level {
        let folder = out_dir().join(name);
        files = named_for_level(level, &files, &folder);
        build.flags(level.flags).out_dir(folder);
    }
    if let Err(error) = build.files(files).try_compile(name) {
        stop(
            &error.to_string(),
            "`make setup` installs gfortran; `--no-default-features --features levels` leaves Fortran out",
        );
    }
    if level.is_none() {
        match build.get_compiler() {
            Ok(compiler) => {
                println!("cargo::rustc-env=WORKBENCH_FORTRAN_COMMAND={}", compiler.path().display());
                record("FORTRAN", compiler.version(), &build.flag_list());
            }
            Err(error) => stop(&error.to_string(), "`make setup` installs gfortran"),
        }
    }
}

#[cfg(not(feature = "fortran"))]
fn compile_fortran(_library: &Library, _level: Option<Level>, _name: &str) {}

/// Copies of the sources with the level's name for `_LEVEL` in the names of modules and symbols: Fortran has no macros,
/// and a module's name is part of its symbols.
#[cfg(feature = "fortran")]
fn named_for_level(level: Level, sources: &[PathBuf], folder: &Path) -> Vec<PathBuf> {
    fs::create_dir_all(folder).expect("OUT_DIR is writable");
    let copies = sources.iter().map(|source| {
        let copy = folder.join(source.file_name().expect("a source has a name"));
        let text = read(source).replace("_LEVEL", &format!("_{}", level.name));
        fs::write(&copy, text).expect("OUT_DIR is writable");
        copy
    });
    copies.collect()
}

/// Functions of a level without its suffix: the module that they stand in names it.
#[derive(Debug)]
struct WithoutSuffix(String);

impl ParseCallbacks for WithoutSuffix {
    fn generated_name_override(&self, item: ItemInfo<'_>) -> Option<String> {
        item.name.strip_suffix(&self.0).map(str::to_owned)
    }
}

fn declare(header: &str, symbols: &str, level: Option<Level>, file: &str) {
    let mut builder = bindgen::builder()
        .header(header)
        .allowlist_function(symbols)
        .use_core()
        .rust_edition(bindgen::RustEdition::Edition2024)
        .formatter(bindgen::Formatter::None);
    if let Some(level) = level {
        builder = builder
            .clang_arg(format!("-DLEVEL={}", level.name))
            .parse_callbacks(Box::new(WithoutSuffix(format!("_{}", level.name))));
    }
    match builder.generate() {
        Ok(bindings) => bindings.write_to_file(out_dir().join(file)).expect("OUT_DIR is writable"),
        Err(reason) => {
            stop(&format!("bindgen cannot read {header}: {reason}"), "the C compiler's headers may be missing")
        }
    }
}

fn record_compiler(language: &str, build: &cc::Build) {
    let tool = match build.try_get_compiler() {
        Ok(tool) => tool,
        Err(reason) => stop(&format!("no compiler: {reason}"), INSTALL_COMPILERS),
    };
    let flags = tool.args().iter().map(|flag| flag.to_string_lossy());
    let flags: Vec<_> = flags.filter(|flag| !flag.starts_with("-I") && !flag.contains('/')).collect();
    record(language, &version(&tool.path().to_string_lossy()), &flags.join(" "));
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
fn sources(library: &Library, extensions: &[&str]) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for source in library.sources.iter().map(Path::new) {
        if source.is_file() {
            files.push(source.to_owned());
            continue;
        }
        let Ok(entries) = fs::read_dir(source) else {
            stop(&format!("cannot read the folder {}", source.display()), "is the checkout complete?")
        };
        let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
        files.extend(
            paths.filter(|path| extensions.iter().any(|wanted| path.extension().is_some_and(|e| e == *wanted))),
        );
    }
    files.sort();
    files
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|reason| stop(&format!("{}: {reason}", path.display()), "is it UTF-8?"))
}

fn out_dir() -> PathBuf {
    Path::new(&env::var_os("OUT_DIR").expect("cargo sets OUT_DIR")).into()
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

/// Ends the build with one sentence and what to do about it; no panic, whose message would hide them.
fn stop(what: &str, help: &str) -> ! {
    println!("cargo::error={what}; help: {help}");
    exit(1)
}
