//! `fortran/kernels.h`, written by hand, against the prototypes that the compiler makes of the Fortran sources.
//!
//! Both Fortran's `c_size_t` and its `c_int64_t` are the same integer to the compiler, so the header may say either
//! `size_t` or `int64_t`; everything else must be equal: names, order, types, `const` and pointers.

mod prototype;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs};

use prototype::{differences, prototypes};

fn header() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fortran/kernels.h");
    fs::read_to_string(&path).unwrap_or_else(|reason| panic!("{}: {reason}", path.display()))
}

/// The header with its macros expanded, but without what it includes.
fn expanded(header: &str) -> String {
    let own: String =
        header.lines().filter(|line| !line.starts_with("#include")).map(|line| format!("{line}\n")).collect();
    let compiler = env::var("CC").unwrap_or("cc".into());
    let mut child = Command::new(&compiler)
        .args(["-E", "-P", "-x", "c", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap_or_else(|reason| panic!("cannot run {compiler}: {reason}"));
    child.stdin.take().expect("a pipe").write_all(own.as_bytes()).expect("the compiler reads");
    let output = child.wait_with_output().expect("the compiler ends");
    assert!(output.status.success(), "{compiler} cannot expand the header");
    String::from_utf8(output.stdout).expect("prototypes are text")
}

/// What the compiler prints for every source; a tuned one is read as it is compiled at each level.
fn compiled() -> String {
    // The compiler leaves module files behind, and tests run side by side.
    let scratch = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder can be made");
    let plain = sources("fortran");
    assert!(plain.len() >= 7, "{} plain sources", plain.len());
    let mut printed: String = plain.iter().map(|source| prototypes_of(source, scratch.path())).collect();
    for source in sources("fortran/tuned") {
        let text = fs::read_to_string(&source).expect("a source can be read");
        for level in ["baseline", "v3", "v4"] {
            let copy = scratch.path().join("source.f90");
            fs::write(&copy, text.replace("_LEVEL", &format!("_{level}"))).expect("a file can be written");
            printed += &prototypes_of(&copy, scratch.path());
        }
    }
    printed
}

fn sources(folder: &str) -> Vec<PathBuf> {
    let files = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)).expect("the sources can be listed");
    let paths = files.map(|entry| entry.expect("an entry can be read").path());
    let mut sources: Vec<_> = paths.filter(|path| path.extension().is_some_and(|ending| ending == "f90")).collect();
    sources.sort();
    sources
}

fn prototypes_of(source: &Path, modules: &Path) -> String {
    let compiler = env!("WORKBENCH_FORTRAN_COMMAND");
    let output = Command::new(compiler)
        .args(["-fsyntax-only", "-fc-prototypes"])
        .arg(concat!("-I", env!("CARGO_MANIFEST_DIR"), "/fortran/tuned"))
        .arg("-J")
        .args([modules, source])
        .output()
        .unwrap_or_else(|reason| panic!("cannot run {compiler}: {reason}"));
    let messages = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{compiler} {}: {messages}", source.display());
    String::from_utf8(output.stdout).expect("prototypes are text")
}

#[test]
fn the_fortran_header_says_what_the_fortran_sources_say() {
    let (header, compiled) = (prototypes(&expanded(&header())), prototypes(&compiled()));
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
        ("(float, wb_fortran_dot_f32_tuned,", "(double, wb_fortran_dot_f32_tuned,"),
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
        let found = differences(&prototypes(&expanded(&right.replacen(was, wrong, 1))), &compiled);
        // A macro declares a function for each level.
        let expected = if was.contains("_tuned") { 3 } else { 1 };
        assert_eq!(found.len(), expected, "`{was}` made `{wrong}`: {found:#?}");
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
