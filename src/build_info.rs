//! What built this program: the compilers and flags that `build.rs` recorded.

use serde::Serialize;

use crate::language::Language;
use crate::level::Level;

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

/// An instruction-set level that the tuned kernels were compiled for.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct LevelInfo {
    /// The word for it.
    pub level: &'static str,
    /// What the foreign compilers were told.
    pub flags: &'static str,
    /// Whether this processor has its instructions.
    pub here: bool,
    /// Whether the tuned kernels use it now.
    pub chosen: bool,
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
    /// The instruction-set levels of the tuned kernels.
    pub levels: Vec<LevelInfo>,
}

impl Build {
    /// This build.
    pub fn this() -> Self {
        Self {
            version: env!("CARGO_PKG_VERSION"),
            profile: if cfg!(debug_assertions) { "debug" } else { "release" },
            compilers: Language::ALL.iter().filter_map(|&language| compiler(language)).collect(),
            levels: Level::ALL.iter().map(|&level| level_info(level)).collect(),
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

fn level_info(level: Level) -> LevelInfo {
    // "baseline -march=x86-64; v3 -march=x86-64-v3; ..."
    let recorded = env!("WORKBENCH_LEVELS").split("; ").filter_map(|entry| entry.split_once(' '));
    let flags = recorded.filter(|entry| entry.0 == level.name()).map(|entry| entry.1).next().unwrap_or_default();
    LevelInfo { level: level.name(), flags, here: level.is_supported(), chosen: level == Level::active() }
}
