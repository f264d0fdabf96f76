//! The headers, which are the contracts, against the sources: names, order, types, `const` and pointers; but for the
//! names of arguments in C++.
//!
//! C and C++ sources are read as they are written. A function of C++ whose arguments differ from the header's is
//! another function to its compiler, and no error. Of Fortran sources the compiler itself prints the prototypes. A
//! multiversioned header and its sources are read once for each level, with the level's name for LEVEL.

#[cfg(feature = "fortran")]
mod fortran;
mod mistakes;
mod prototype;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs};

use ffi_workbench::language::{Language, Variant};
use ffi_workbench::level::Level;
use ffi_workbench::work::{Element, KERNELS};
use prototype::{Prototypes, declarations, definitions, differences};

/// A header and its sources.
struct Contract {
    language: Language,
    variant: Variant,
    folder: &'static str,
    header: &'static str,
}

const CONTRACTS: &[Contract] = &[
    Contract { language: Language::C, variant: Variant::Plain, folder: "csrc/c", header: "kernels.h" },
    Contract { language: Language::C, variant: Variant::Tuned, folder: "csrc/c/tuned", header: "kernels.h" },
    Contract { language: Language::Cpp, variant: Variant::Plain, folder: "csrc/cpp", header: "kernels.hpp" },
    Contract { language: Language::Cpp, variant: Variant::Tuned, folder: "csrc/cpp/tuned", header: "kernels.hpp" },
    #[cfg(feature = "fortran")]
    Contract { language: Language::Fortran, variant: Variant::Plain, folder: "fortran", header: "kernels.h" },
    #[cfg(feature = "fortran")]
    Contract { language: Language::Fortran, variant: Variant::Tuned, folder: "fortran/tuned", header: "kernels.h" },
];

impl Contract {
    fn path(&self) -> PathBuf {
        root().join(self.folder).join(self.header)
    }

    fn text(&self) -> String {
        read(&self.path())
    }

    /// The levels that it is read at: a plain one is the same at all.
    fn levels(&self) -> &'static [Level] {
        if self.variant == Variant::Tuned { Level::ALL } else { &[Level::Baseline] }
    }

    /// What `header`, this contract's or one with a mistake in it, declares at a level.
    fn declared(&self, header: &str, level: Level) -> Prototypes {
        let declared = declarations(&expanded(header, level));
        match self.language {
            #[cfg(feature = "fortran")]
            Language::Fortran => fortran::spelled(declared),
            _ => declared,
        }
    }

    /// What the sources define at a level.
    fn defined(&self, level: Level) -> Prototypes {
        match self.language {
            #[cfg(feature = "fortran")]
            Language::Fortran => fortran::spelled(declarations(&fortran::compiled(&self.sources("f90"), level))),
            Language::Cpp => self.written("cpp", level),
            _ => self.written("c", level),
        }
    }

    fn written(&self, extension: &str, level: Level) -> Prototypes {
        let mut all = Prototypes::new();
        for source in self.sources(extension) {
            // The header comes first for its macros.
            for (name, signature) in definitions(&expanded(&(self.text() + &read(&source)), level)) {
                assert!(all.insert(name, signature).is_none(), "{} defines what another does", source.display());
            }
        }
        all
    }

    fn sources(&self, extension: &str) -> Vec<PathBuf> {
        let files = fs::read_dir(root().join(self.folder)).expect("the sources can be listed");
        let paths = files.map(|entry| entry.expect("an entry can be read").path());
        let mut sources: Vec<_> = paths.filter(|path| path.extension().is_some_and(|it| it == extension)).collect();
        sources.sort();
        sources
    }

    /// The symbol of a kernel: `wb_c_sum`, `workbench::sum`; at a level `wb_c_sum_tuned_v3`,
    /// `workbench::v3::sum_tuned`.
    fn symbol(&self, kernel: &str, level: Level) -> String {
        let (language, level) = (self.language.name(), level.name());
        match (self.language, self.variant) {
            (Language::Cpp, Variant::Plain) => format!("workbench::{kernel}"),
            (Language::Cpp, Variant::Tuned) => format!("workbench::{level}::{kernel}_tuned"),
            (_, Variant::Plain) => format!("wb_{language}_{kernel}"),
            (_, Variant::Tuned) => format!("wb_{language}_{kernel}_tuned_{level}"),
        }
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|reason| panic!("{}: {reason}", path.display()))
}

/// Code with its macros expanded, but without what it includes.
fn expanded(code: &str, level: Level) -> String {
    let own = code.lines().filter(|line| !line.starts_with("#include") && *line != "#pragma once");
    let own: String = own.map(|line| format!("{line}\n")).collect();
    let compiler = env::var("CC").unwrap_or("cc".into());
    let mut child = Command::new(&compiler)
        .args(["-E", "-P", "-x", "c", &format!("-DLEVEL={}", level.name()), "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap_or_else(|reason| panic!("cannot run {compiler}: {reason}"));
    child.stdin.take().expect("a pipe").write_all(own.as_bytes()).expect("the compiler reads");
    let output = child.wait_with_output().expect("the compiler ends");
    assert!(output.status.success(), "{compiler} cannot expand the code");
    String::from_utf8(output.stdout).expect("code is text")
}

#[test]
fn the_headers_say_what_the_sources_say() {
    for contract in CONTRACTS {
        for &level in contract.levels() {
            let (header, sources) = (contract.declared(&contract.text(), level), contract.defined(level));
            assert!(!header.is_empty(), "{} declares nothing", contract.path().display());
            let differences = differences(&header, &sources);
            let path = contract.path();
            assert!(differences.is_empty(), "{} and its sources differ:\n{}", path.display(), differences.join("\n"));
        }
    }
}

/// One kernel, one name in every language. A header declares at least what the kernels' tables call.
#[test]
fn the_headers_declare_every_kernel_under_its_own_name() {
    for contract in CONTRACTS {
        for &level in contract.levels() {
            let header = contract.declared(&contract.text(), level);
            for kernel in KERNELS {
                let ids = kernel.implementations();
                if !ids.iter().any(|id| id.language == contract.language && id.variant == contract.variant) {
                    continue;
                }
                let name = kernel.name.to_owned() + if kernel.element == Element::F32 { "_f32" } else { "" };
                // An inline function of C++ has a header of its own.
                let inline = contract.text().contains(&format!("#include \"{name}.hpp\""));
                let symbol = contract.symbol(&name, level);
                assert!(inline || header.contains_key(&symbol), "{} lacks {symbol}", contract.path().display());
            }
        }
    }
}

/// Each mistake in a header must be found, in the header as it is and alone.
#[test]
fn a_wrong_header_is_noticed() {
    for contract in CONTRACTS {
        let level = *contract.levels().last().expect("there is a level");
        let (right, sources) = (contract.text(), contract.defined(level));
        for (was, wrong, expected) in mistakes::of(contract.language, contract.variant) {
            let header = contract.path();
            assert!(right.contains(&was), "{} holds no `{was}`", header.display());
            let found = differences(&contract.declared(&right.replacen(&was, &wrong, 1), level), &sources);
            assert_eq!(found.len(), expected, "{}: `{was}` made `{wrong}`: {found:#?}", header.display());
        }
    }
}

#[test]
fn spelling_is_not_a_difference() {
    let header = "/* a comment; with ( in it */\n#define X\nint64_t f(const double * x,\n size_t n, int32_t *out);\n";
    let same = "int64_t\nf (const double *x, size_t n, int32_t out[4]);";
    assert_eq!((declarations(header).len(), declarations(same).len()), (1, 1));
    assert_eq!(differences(&declarations(header), &declarations(same)), Vec::<String>::new());
}

/// As gfortran 12 and gfortran 16 print them.
#[test]
#[cfg(feature = "fortran")]
fn the_spelling_of_the_fortran_compiler_is_not_a_difference() {
    let header = "int64_t f(const double *x, size_t n, const int32_t *counter);";
    let older =
        "#ifdef __cplusplus\nextern \"C\" {\n#endif\n\nlong f (const double *x, long n, const int *counter);\n\n}\n";
    let newer = "int64_t f (const double *x, size_t n, const int32_t counter[4]);";
    let [header, older, newer] = [header, older, newer].map(|text| fortran::spelled(declarations(text)));
    assert_eq!((header.len(), older.len(), newer.len()), (1, 1, 1));
    assert_eq!(differences(&header, &older), Vec::<String>::new());
    assert_eq!(differences(&header, &newer), Vec::<String>::new());
}

#[test]
fn what_a_source_keeps_to_itself_is_no_part_of_its_contract() {
    let source = "namespace {\nusing Key = std::array<int, 2>;\nint own(int i) { return i; }\n}\n\
                  namespace workbench::v3 {\nstruct S { int get() { return 1; } };\n\
                  static int hidden(int i) { return i; }\n\
                  template <typename T> T any(T x) { return x; }\n\
                  double sum(Key key, double *x) { if (x) { } return 0; }\n}\n";
    let header = "namespace workbench::v3 { double sum(std::array<int, 2> key, double *x); }";
    assert_eq!(definitions(source).len(), 1);
    assert_eq!(differences(&declarations(header), &definitions(source)), Vec::<String>::new());
}
