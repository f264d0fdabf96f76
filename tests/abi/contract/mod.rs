//! `fortran/kernels.h`, written by hand, against the prototypes that the compiler makes of the Fortran sources.
//!
//! Both Fortran's `c_size_t` and its `c_int64_t` are the same integer to the compiler, so the header may say either
//! `size_t` or `int64_t`; everything else must be equal: names, order, types, `const` and pointers.

mod prototype;

use std::path::Path;
use std::process::Command;
use std::{env, fs};

use prototype::{differences, prototypes};

fn header() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fortran/kernels.h");
    fs::read_to_string(&path).unwrap_or_else(|reason| panic!("{}: {reason}", path.display()))
}

/// What the compiler prints for every source.
fn compiled() -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fortran");
    let files = fs::read_dir(&folder).expect("the sources can be listed");
    let mut sources: Vec<_> = files
        .map(|entry| entry.expect("an entry can be read").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "f90"))
        .collect();
    sources.sort();
    assert!(sources.len() >= 7, "{} sources in {}", sources.len(), folder.display());
    // The compiler leaves module files behind, and tests run side by side.
    let modules = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder can be made");
    sources.iter().map(|source| prototypes_of(source, modules.path())).collect()
}

fn prototypes_of(source: &Path, modules: &Path) -> String {
    let compiler = env!("WORKBENCH_FORTRAN_COMMAND");
    let output = Command::new(compiler)
        .args(["-fsyntax-only", "-fc-prototypes", "-J"])
        .args([modules, source])
        .output()
        .unwrap_or_else(|reason| panic!("cannot run {compiler}: {reason}"));
    let messages = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{compiler} {}: {messages}", source.display());
    String::from_utf8(output.stdout).expect("prototypes are text")
}

#[test]
fn the_fortran_header_says_what_the_fortran_sources_say() {
    let (header, compiled) = (prototypes(&header()), prototypes(&compiled()));
    assert!(header.len() >= 9, "only {} prototypes in the header", header.len());
    let differences = differences(&header, &compiled);
    assert!(differences.is_empty(), "fortran/kernels.h and the sources differ:\n{}", differences.join("\n"));
}

/// Each of these mistakes in the header must be found, in the header as it is and alone.
#[test]
fn a_wrong_header_is_noticed() {
    let (right, compiled) = (header(), prototypes(&compiled()));
    for (was, wrong) in [
        ("double wb_fortran_sum(const double *x, size_t n);", ""),
        ("double wb_fortran_sum(", "double wb_fortran_mean(const double *x, size_t n);\ndouble wb_fortran_sum("),
        ("double wb_fortran_sum(", "float wb_fortran_sum("),
        ("wb_fortran_sum(const double *x, size_t n)", "wb_fortran_sum(const double *x, int32_t n)"),
        ("wb_fortran_sum(const double *x, size_t n)", "wb_fortran_sum(const double *x, size_t *n)"),
        ("wb_fortran_sum(const double *x, size_t n)", "wb_fortran_sum(double *x, size_t n)"),
        ("wb_fortran_sum(const double *x, size_t n)", "wb_fortran_sum(const float *x, size_t n)"),
        ("wb_fortran_sum(const double *x, size_t n)", "wb_fortran_sum(size_t n, const double *x)"),
        ("wb_fortran_sum(const double *x, size_t n)", "wb_fortran_sum(const double *x)"),
        (
            "wb_fortran_rsi(const double *x, size_t n, size_t period",
            "wb_fortran_rsi(const double *x, size_t period, size_t n",
        ),
        ("size_t period, double *out", "size_t period, const double *out"),
        ("const int32_t *key", "const int64_t *key"),
        ("wb_fortran_add(int32_t i", "wb_fortran_add(int64_t i"),
        ("void wb_fortran_rsi(", "int32_t wb_fortran_rsi("),
    ] {
        assert!(right.contains(was), "the header holds no `{was}`");
        let found = differences(&prototypes(&right.replacen(was, wrong, 1)), &compiled);
        assert_eq!(found.len(), 1, "`{was}` made `{wrong}`: {found:#?}");
    }
}

#[test]
fn spelling_is_not_a_difference() {
    let header = "/* a comment; with ( in it */\n#define X\nint64_t f(const double * x,\n size_t n);\n";
    let compiled = "#ifdef __cplusplus\nextern \"C\" {\n#endif\n\nlong f (const double *x, long n);\n\n}\n";
    let (header, compiled) = (prototypes(header), prototypes(compiled));
    assert_eq!((header.len(), compiled.len()), (1, 1));
    assert_eq!(differences(&header, &compiled), Vec::<String>::new());
}
