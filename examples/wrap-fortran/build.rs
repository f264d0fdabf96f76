//! Compiles `fortran/theirs.f90`, links Fortran's runtime, and writes the Rust declarations of
//! `fortran/theirs.h`.

use std::path::PathBuf;
use std::process::{self, Command};
use std::{env, io};

fn main() {
    // `cc` names environment variables, and after that cargo watches only what is named.
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=fortran");
    println!("cargo::rerun-if-env-changed=FC");
    let built = compile().and_then(|()| link_runtime());
    if let Err(message) = built.and_then(|()| declare()) {
        println!("cargo::error={}", message.replace('\n', " "));
        process::exit(1);
    }
}

const FLAGS: &[&str] = &[
    "-O3",               // as Rust has it: no fast-math
    "-ffp-contract=off", // no multiply-add that the source does not ask for
    "-frecursive",       // local arrays of fixed size belong to the call; else threads share them
    "-fno-stack-arrays", // other local arrays are not on the stack: that of a thread has 2 MB
    "-fPIC",             // programs in Rust are position-independent
    "-fimplicit-none",
    "-std=f2018",
    "-Wall",
];

/// `cc` has no Fortran mode, so gfortran is called by hand.
fn compile() -> Result<(), String> {
    let object = out_dir().join("theirs.o");
    let status = fortran()
        .args(FLAGS)
        .arg("-J") // the folder for module files
        .arg(out_dir())
        .args(["-c", "fortran/theirs.f90", "-o"])
        .arg(&object)
        .status()
        .map_err(cannot_run)?;
    if !status.success() {
        return Err(
            "gfortran cannot compile fortran/theirs.f90; help: its messages are below".into(),
        );
    }
    cc::Build::new()
        .object(object)
        .try_compile("theirs")
        .map_err(|reason| format!("cannot make a library of theirs.o: {reason}"))
}

/// The runtime lies in the compiler's own folder, where no linker looks.
fn link_runtime() -> Result<(), String> {
    let file = format!("libgfortran{}", env::consts::DLL_SUFFIX);
    let answer = fortran()
        .arg(format!("-print-file-name={file}"))
        .output()
        .map_err(cannot_run)?;
    let path = PathBuf::from(String::from_utf8_lossy(&answer.stdout).trim());
    // A compiler that does not know gives the bare name back.
    let Some(folder) = path.parent().filter(|_| path.is_absolute()) else {
        return Err(format!(
            "gfortran does not find {file}; help: install its runtime, libgfortran"
        ));
    };
    println!("cargo::rustc-link-search=native={}", folder.display());
    println!("cargo::rustc-link-lib=gfortran");
    Ok(())
}

fn declare() -> Result<(), String> {
    let help = "help: install libclang-dev (Debian) or clang-devel (Fedora), or set LIBCLANG_PATH";
    clang_sys::load().map_err(|reason| format!("cannot load libclang: {reason}; {help}"))?;
    let file = out_dir().join("theirs.rs");
    bindgen::builder()
        .header("fortran/theirs.h")
        .allowlist_file("fortran/theirs.h")
        .use_core()
        .generate()
        .map_err(|reason| format!("cannot read fortran/theirs.h: {reason}"))?
        .write_to_file(&file)
        .map_err(|reason| format!("cannot write {}: {reason}", file.display()))
}

fn fortran() -> Command {
    Command::new(env::var_os("FC").unwrap_or("gfortran".into()))
}

fn cannot_run(reason: io::Error) -> String {
    let help = "help: install gfortran (Debian), gcc-gfortran (Fedora) or gcc (macOS), or set FC";
    format!("cannot run the Fortran compiler: {reason}; {help}")
}

fn out_dir() -> PathBuf {
    env::var_os("OUT_DIR").expect("cargo sets OUT_DIR").into()
}
