//! Finds GSL by pkg-config, links it and writes the Rust declarations that `csrc/theirs.h` names.

use std::path::PathBuf;
use std::{env, process};

fn main() {
    // pkg-config names environment variables, and after that cargo watches only what is named.
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=csrc");
    if let Err(message) = find().and_then(|include| declare(&include)) {
        println!("cargo::error={}", message.replace('\n', " "));
        process::exit(1);
    }
}

/// Links the library. The result is the folders of its headers.
fn find() -> Result<Vec<PathBuf>, String> {
    let help = "help: install pkg-config and libgsl-dev (Debian), gsl-devel (Fedora), gsl (macOS), \
                or name the folder of gsl.pc in PKG_CONFIG_PATH";
    let found = pkg_config::Config::new()
        .atleast_version("2.0")
        .probe("gsl");
    match found {
        Ok(library) => Ok(library.include_paths),
        Err(reason) => Err(format!("cannot find GSL 2.0 or newer; {help}; {reason}")),
    }
}

fn declare(include: &[PathBuf]) -> Result<(), String> {
    let help = "help: install libclang-dev (Debian) or clang-devel (Fedora), or set LIBCLANG_PATH";
    clang_sys::load().map_err(|reason| format!("cannot load libclang: {reason}; {help}"))?;
    let file = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR")).join("theirs.rs");
    let folders = include
        .iter()
        .map(|folder| format!("-I{}", folder.display()));
    bindgen::builder()
        .header("csrc/theirs.h")
        .clang_args(folders)
        .allowlist_function("gsl_sf_gamma_inc_Q_e|gsl_set_error_handler_off")
        .allowlist_var("GSL_SUCCESS|GSL_EDOM")
        .use_core()
        .generate()
        .map_err(|reason| format!("cannot read the headers of GSL: {reason}"))?
        .write_to_file(&file)
        .map_err(|reason| format!("cannot write {}: {reason}", file.display()))
}
