//! Compiles the colleague's sources as they are, and has bindgen write the declarations of the C ones.

use std::path::Path;
use std::{env, process::exit};

fn main() {
    for path in ["build.rs", "csrc"] {
        println!("cargo::rerun-if-changed={path}");
    }
    // The Fortran first: whoever calls stands before what is called in the list of libraries, and C calls no Fortran.
    fortran_build::Build::new().files(["fortran/kstep.f", "fortran/kroot.f"]).compile("kinetics_f");
    let mut c = cc::Build::new();
    if let Err(reason) = c.std("c11").include("csrc").file("csrc/kinetics.c").try_compile("kinetics_c") {
        stop(&reason.to_string(), "`make setup` installs a C compiler; CC names another");
    }
    declare("csrc/kinetics.h");
}

fn declare(header: &str) {
    let declarations = bindgen::builder()
        .header(header)
        .allowlist_item("(kin|KIN)_.*")
        .opaque_type("kin_model")
        .use_core()
        .rust_edition(bindgen::RustEdition::Edition2024)
        .formatter(bindgen::Formatter::None)
        .generate();
    let folder = env::var_os("OUT_DIR").expect("cargo sets OUT_DIR");
    match declarations {
        Ok(declarations) => {
            declarations.write_to_file(Path::new(&folder).join("kinetics.rs")).expect("OUT_DIR is writable")
        }
        Err(reason) => stop(&format!("bindgen cannot read {header}: {reason}"), "`make setup` installs libclang"),
    }
}

fn stop(what: &str, help: &str) -> ! {
    println!("cargo::error={what}; help: {help}");
    exit(1)
}
