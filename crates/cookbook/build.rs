//! Compiles what stands beside the pages: `src/*.c`, `src/*.cpp`, `src/*.f90`, `src/*.f`; and has bindgen declare the C
//! once more, so that the compiler can compare (src/declared.rs).

use std::path::{Path, PathBuf};
use std::process::exit;
use std::{env, fs};

const PLUGIN: &str = "loading.plugin.c";

fn main() {
    // `cc` names environment variables, and after that cargo watches only what is named.
    for path in ["build.rs", "README.md", "src"] {
        println!("cargo::rerun-if-changed={path}");
    }
    write_index();
    write_header();
    let c = sources("c");
    let (openmp, serial): (Vec<_>, Vec<_>) = c.iter().partition(|path| path.ends_with("openmp.c"));
    compile(cc::Build::new().std("c11").files(serial).include(out_dir()), "cookbook_c");
    compile(cc::Build::new().std("c11").files(openmp).flag("-fopenmp"), "cookbook_openmp");
    println!("cargo::rustc-link-lib=gomp"); // gcc's runtime; clang's is `omp`
    declare(&c);

    let bridges = ["exceptions", "classes", "containers", "templates", "rust_in_cpp"];
    let mut build = cxx_build::bridges(bridges.map(|page| format!("src/{page}.rs")));
    compile(build.std("c++17").files(sources("cpp")), "cookbook_cpp");

    fortran_build::Build::new().files(sources("f90")).files(sources("f")).compile("cookbook_fortran");
    println!("cargo::rustc-env=COOKBOOK_PLUGIN={}", plugin().display());
}

/// The README as the crate's documentation, whose links lead to the modules: rustdoc then finds one that is missing.
fn write_index() {
    let mut index = fs::read_to_string("README.md").unwrap_or_default();
    for page in sources("rs") {
        let name = page.file_stem().unwrap_or_default().to_string_lossy();
        index = index.replace(&format!("](src/{name}.rs)"), &format!("](mod@{name})"));
    }
    fs::write(out_dir().join("index.md"), index).expect("OUT_DIR is writable");
}

/// The header of what Rust exports, for exported.c.
fn write_header() {
    let builder = cbindgen::Builder::new().with_src("src/exported.rs").with_language(cbindgen::Language::C);
    match builder.with_pragma_once(true).generate() {
        Ok(header) => header.write_to_file(out_dir().join("exported.h")),
        Err(reason) => stop(&format!("cbindgen cannot read exported.rs: {reason}"), "does it compile?"),
    };
}

/// The shared library of the page on loading, linked by the C compiler.
fn plugin() -> PathBuf {
    let library = out_dir().join("libplugin.so");
    let mut compiler = cc::Build::new().get_compiler().to_command();
    let made = compiler.args(["-shared", "-fPIC", "-o"]).arg(&library).arg(Path::new("src").join(PLUGIN)).status();
    match made {
        Ok(status) if status.success() => library,
        Ok(status) => stop(&format!("cannot link {PLUGIN}: {status}"), "the C compiler says why"),
        Err(reason) => stop(&format!("cannot run the C compiler: {reason}"), "`make setup` installs one"),
    }
}

fn compile(build: &cc::Build, library: &str) {
    if let Err(reason) = build.try_compile(library) {
        stop(
            &format!("cannot compile {library}: {reason}"),
            "`make setup` installs the compilers; CC and CXX name others",
        );
    }
}

/// Structs that only C looks into; a page declares them as types of no size.
const OPAQUE: &[&str] = &["ck_filter", "ck_person", "ck_queue", "ck_source", "ck_stack"];

/// bindgen reads a source as it reads a header: a definition declares.
fn declare(sources: &[PathBuf]) {
    let mut builder = bindgen::builder()
        .headers(sources.iter().map(|path| path.to_string_lossy()))
        .clang_arg(format!("-I{}", out_dir().display()))
        .allowlist_file(".*src/[^/]*\\.[ch]")
        .derive_default(true)
        .layout_tests(false) // the pages have theirs
        .rust_edition(bindgen::RustEdition::Edition2024)
        .formatter(bindgen::Formatter::None);
    for name in OPAQUE {
        builder = builder.blocklist_type(name).raw_line(format!("#[repr(C)] pub struct {name} {{ _opaque: [u8; 0] }}"));
    }
    match builder.generate() {
        Ok(bindings) => fs::write(out_dir().join("declared.rs"), with_safe_functions(bindings.to_string()))
            .expect("OUT_DIR is writable"),
        Err(reason) => stop(&format!("bindgen cannot read the C files: {reason}"), "`make setup` installs libclang"),
    }
}

/// Which functions are safe is what a page claims and C cannot say: those that a page declares so are declared so.
fn with_safe_functions(mut declarations: String) -> String {
    for page in sources("rs") {
        let page = fs::read_to_string(&page).unwrap_or_default();
        for line in page.lines() {
            if let Some((name, _)) = line.trim_start().strip_prefix("safe fn ").and_then(|rest| rest.split_once('(')) {
                declarations = declarations.replace(&format!("pub fn {name} ("), &format!("pub safe fn {name}("));
            }
        }
    }
    declarations
}

/// The sources with this extension, in one order on every machine, without the one that is linked at run time.
fn sources(extension: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir("src").into_iter().flatten();
    let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
    let wanted = |path: &PathBuf| path.extension().is_some_and(|found| found == extension) && !path.ends_with(PLUGIN);
    let mut files: Vec<_> = paths.filter(wanted).collect();
    files.sort();
    files
}

fn out_dir() -> PathBuf {
    Path::new(&env::var_os("OUT_DIR").expect("cargo sets OUT_DIR")).into()
}

/// Ends the build with one sentence and what to do about it; no panic, whose message would hide them.
fn stop(what: &str, help: &str) -> ! {
    println!("cargo::error={what}; help: {help}");
    exit(1)
}
