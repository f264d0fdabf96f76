//! Fortran that is compiled into a folder for each test, with the compiler that a build script would take.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use fortran_build::{Build, Error};
use tempfile::TempDir;

/// The machine that runs the tests: target and host at once.
fn machine() -> String {
    let system = if cfg!(target_os = "macos") { "apple-darwin" } else { "unknown-linux-gnu" };
    format!("{}-{system}", std::env::consts::ARCH)
}

/// A folder with sources, and `out` for what is made of them.
struct Package(TempDir);

impl Package {
    fn new(files: &[(&str, &str)]) -> Self {
        let package = Self(TempDir::new().unwrap());
        for (name, text) in files {
            let path = package.path(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        package
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn build(&self, files: &[&str]) -> Build {
        let mut build = Build::new();
        build.target(&machine()).host(&machine()).out_dir(self.path("out")).cargo_metadata(false);
        build.files(files.iter().map(|file| self.path(file)));
        build
    }

    /// What a main program prints that is linked with `libtested.a`.
    fn run(&self, main: &str) -> String {
        let (source, program) = (self.path("main.f90"), self.path("main"));
        fs::write(&source, main).unwrap();
        let mut link = Command::new(Build::new().target(&machine()).host(&machine()).get_compiler().unwrap().path());
        link.arg(source)
            .arg(self.path("out/libtested.a"))
            .arg("-I")
            .arg(self.path("out"))
            .arg("-J")
            .arg(self.path("out"));
        assert!(link.arg("-o").arg(&program).status().unwrap().success());
        String::from_utf8(Command::new(program).output().unwrap().stdout).unwrap().trim().into()
    }

    /// The symbols of `libtested.a`, as `nm` prints them.
    fn symbols(&self) -> String {
        String::from_utf8(Command::new("nm").arg(self.path("out/libtested.a")).output().unwrap().stdout).unwrap()
    }
}

const FREE: &str = "integer function three()\n  implicit none\n  three = 3\nend function\n";
const FIXED: &str = "C     Old code, and not standard: REAL*8 and a Hollerith constant
      INTEGER FUNCTION FOUR()
      REAL*8 X
      DATA X /4HFOUR/
      FOUR = 3
     &     + 1
      END
";

#[test]
fn free_and_fixed_form_go_into_one_library() {
    let package = Package::new(&[("three.f90", FREE), ("four.f", FIXED)]);
    package.build(&["three.f90", "four.f"]).try_compile("tested").unwrap();
    assert_eq!(package.run("integer, external :: three, four\nprint '(i0)', 10 * three() + four()\nend\n"), "34");
}

#[test]
fn every_extension_is_compiled_in_its_form() {
    for extension in ["f", "for", "ftn", "f77", "F", "F77"] {
        let file = format!("four.{extension}");
        let package = Package::new(&[(&file, FIXED)]);
        package.build(&[&file]).try_compile("tested").unwrap_or_else(|error| panic!("{extension}: {error}"));
        assert!(package.symbols().contains("four_"), "{extension}");
    }
    for extension in ["f90", "f95", "f03", "f08", "F90", "F95", "F03", "F08"] {
        let file = format!("three.{extension}");
        let package = Package::new(&[(&file, FREE)]);
        package.build(&[&file]).try_compile("tested").unwrap_or_else(|error| panic!("{extension}: {error}"));
        assert!(package.symbols().contains("three_"), "{extension}");
    }
}

#[test]
fn free_form_is_held_to_the_standard_unless_another_is_named() {
    let package = Package::new(&[("old.f90", "real*8 function one()\n  one = 1\nend function\n")]);
    let mut build = package.build(&["old.f90"]);
    assert!(matches!(build.try_compile("tested"), Err(Error::CompilerFailed { .. })));
    build.std("gnu").try_compile("tested").unwrap();
}

#[test]
fn a_module_is_compiled_before_the_file_that_uses_it_whatever_their_names() {
    let package = Package::new(&[
        ("a_user.f90", "integer function twice()\n  use z_module, only: three\n  twice = 2 * three\nend function\n"),
        ("z_module.f90", "module z_module\n  integer, parameter :: three = 3\nend module\n"),
    ]);
    package.build(&["a_user.f90", "z_module.f90"]).try_compile("tested").unwrap();
    assert_eq!(package.run("integer, external :: twice\nprint '(i0)', twice()\nend\n"), "6");
    assert!(package.path("out/z_module.mod").is_file());
}

#[test]
fn files_of_one_name_in_two_folders_are_both_in_the_library() {
    let package = Package::new(&[
        ("a/x.f90", "subroutine first\nend subroutine\n"),
        ("b/x.f90", "subroutine second\nend subroutine\n"),
    ]);
    package.build(&["a/x.f90", "b/x.f90"]).try_compile("tested").unwrap();
    let symbols = package.symbols();
    assert!(symbols.contains("first_") && symbols.contains("second_"), "{symbols}");
}

#[test]
fn macros_and_include_folders_reach_every_file() {
    let text = "integer function size_of()
  include 'sizes.inc'
#ifdef DOUBLED
  size_of = 2 * n + MORE
#endif
end function
";
    for file in ["size.f90", "size.F90"] {
        let package = Package::new(&[(file, text), ("headers/sizes.inc", "integer, parameter :: n = 20\n")]);
        let mut build = package.build(&[file]);
        build.define("DOUBLED", None).define("MORE", "2").include(package.path("headers"));
        build.try_compile("tested").unwrap();
        assert_eq!(package.run("integer, external :: size_of\nprint '(i0)', size_of()\nend\n"), "42", "{file}");
    }
}

#[test]
fn a_flag_reaches_the_compiler() {
    let check = "function at(i) result(x)\n  integer :: i\n  real :: x, a(3)\n  a = 1\n  x = a(i)\nend function\n";
    let package = Package::new(&[("at.f90", check)]);
    package.build(&["at.f90"]).flag("-fcheck=bounds").try_compile("tested").unwrap();
    assert!(package.symbols().contains("_gfortran_runtime_error_at"));
}

#[test]
fn a_large_local_array_is_not_shared_by_threads() {
    let text = "real function last(n)
  integer :: n
  real :: work(1000000)
  work(n) = n
  last = work(n)
end function
";
    let package = Package::new(&[("last.f90", text)]);
    package.build(&["last.f90"]).try_compile("tested").unwrap();
    let symbols = package.symbols();
    assert!(symbols.contains("last_") && !symbols.contains("work"), "static memory: {symbols}");
}

#[test]
fn a_syntax_error_names_the_file() {
    let package = Package::new(&[("three.f90", FREE), ("wrong.f90", "integer functoin four()\n")]);
    let error = package.build(&["three.f90", "wrong.f90"]).try_compile("tested").unwrap_err();
    assert!(error.to_string().ends_with(&format!("cannot compile {}", package.path("wrong.f90").display())), "{error}");
}

#[test]
fn a_missing_compiler_is_named() {
    let package = Package::new(&[("three.f90", FREE)]);
    let error = package.build(&["three.f90"]).compiler("no-such-fc").try_compile("tested").unwrap_err();
    assert_eq!(error.to_string(), "cannot run the Fortran compiler `no-such-fc`: not found");
}

#[test]
fn a_missing_file_is_named() {
    let package = Package::new(&[]);
    let error = package.build(&["nowhere.f90"]).try_compile("tested").unwrap_err();
    assert!(error.to_string().starts_with(package.path("nowhere.f90").to_str().unwrap()), "{error}");
}

#[test]
fn a_file_that_is_not_fortran_is_refused_by_its_name() {
    let package = Package::new(&[("x.c", "int x;\n")]);
    assert!(matches!(package.build(&["x.c"]).try_compile("tested"), Err(Error::UnknownExtension { .. })));
}

#[test]
fn modules_that_use_each_other_are_refused_with_the_cycle_named() {
    let package = Package::new(&[
        ("hen.f90", "module hen\n  use egg\nend module\n"),
        ("egg.f90", "module egg\n  use hen\nend module\n"),
    ]);
    let error = package.build(&["hen.f90", "egg.f90"]).try_compile("tested").unwrap_err().to_string();
    let (hen, egg) = (package.path("hen.f90"), package.path("egg.f90"));
    let cycle = format!("{} uses egg of {}, which uses hen of {}", hen.display(), egg.display(), hen.display());
    assert!(error.ends_with(&cycle), "{error}");
}

#[test]
fn without_a_folder_from_cargo_or_the_caller_nothing_is_compiled() {
    let mut build = Build::new();
    build.target(&machine()).host(&machine()).cargo_metadata(false);
    assert_eq!(
        build.try_compile("tested").unwrap_err().to_string(),
        "OUT_DIR is not set: cargo sets it for build scripts"
    );
}

#[test]
fn the_flags_are_listed_without_folders() {
    let package = Package::new(&[]);
    let mut build = package.build(&["a.f90"]);
    build.opt_level(3).debug(false).include("headers").define("N", "3").flag("-march=native");
    let listed = build.flag_list();
    let expected = "-std=f2018 -O3 -ffp-contract=off -fPIC -Wall -frecursive -fno-stack-arrays \
                    -fstack-clash-protection -cpp -DN=3 -march=native";
    assert!(listed.starts_with(expected), "{listed}");
    build.file(Path::new("b.f"));
    assert!(!build.flag_list().contains("-std"), "the files differ in it: {}", build.flag_list());
}
