//! What built this program: the compilers and flags that `build.rs` recorded.

use serde::Serialize;

use crate::language::Language;

/// A compiler and the flags it was given.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Compiler {
    /// The word for the language.
    pub language: &'static str,
    /// First line of the compiler's `--version`.
    pub compiler: &'static str,
    /// Flags, without paths.
    pub flags: &'static str,
}

/// What a figure must be read with, besides the machine.
#[derive(Debug, Clone, Serialize)]
pub struct Build {
    /// Version of this program.
    pub version: &'static str,
    /// Whether this build has the optimisation of `--release`.
    pub profile: &'static str,
    /// One compiler for each language in this build.
    pub compilers: Vec<Compiler>,
}

impl Build {
    /// This build.
    pub fn this() -> Self {
        Self {
            version: env!("CARGO_PKG_VERSION"),
            profile: if cfg!(debug_assertions) { "debug" } else { "release" },
            compilers: Language::ALL.iter().filter_map(|&language| compiler(language)).collect(),
        }
    }
}

fn compiler(language: Language) -> Option<Compiler> {
    let (compiler, flags) = match language {
        Language::Rust => (option_env!("WORKBENCH_RUST_COMPILER"), option_env!("WORKBENCH_RUST_FLAGS")),
        Language::C => (option_env!("WORKBENCH_C_COMPILER"), option_env!("WORKBENCH_C_FLAGS")),
        Language::Cpp => (option_env!("WORKBENCH_CPP_COMPILER"), option_env!("WORKBENCH_CPP_FLAGS")),
        Language::Fortran => (option_env!("WORKBENCH_FORTRAN_COMPILER"), option_env!("WORKBENCH_FORTRAN_FLAGS")),
    };
    Some(Compiler { language: language.name(), compiler: compiler?, flags: flags? })
}
