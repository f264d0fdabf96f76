//! What can go wrong: [`Error`].

use std::io;
use std::path::{Path, PathBuf};

/// Why there is no library.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The compiler could not be started.
    #[error("cannot run the Fortran compiler `{}`: {reason}", .compiler.display())]
    CannotRun {
        /// The compiler: from `FC`, or `gfortran`.
        compiler: PathBuf,
        /// `not found`, or what the system said.
        reason: String,
    },
    /// The compiler refused a file. Its messages went to standard error.
    #[error("`{}` cannot compile {}", .compiler.display(), .file.display())]
    CompilerFailed {
        /// The compiler.
        compiler: PathBuf,
        /// The file.
        file: PathBuf,
    },
    /// The extension of a file does not say which form of Fortran it is in.
    #[error(
        "{} is no Fortran file by its name: fixed form is .f, .for, .ftn or .f77, free form .f90, .f95, .f03 or .f08",
        .file.display()
    )]
    UnknownExtension {
        /// The file.
        file: PathBuf,
    },
    /// Files use each other's modules, so that none can be compiled first.
    #[error("source files use each other's modules in a circle: {cycle}")]
    ModuleCycle {
        /// The files and the modules, as `a.f90 uses b of b.f90, which uses a of a.f90`.
        cycle: String,
    },
    /// The compiler does not know where its runtime is.
    #[error("`{}` does not know where its runtime {file} is", .compiler.display())]
    NoRuntime {
        /// The compiler.
        compiler: PathBuf,
        /// The file that it was asked for.
        file: &'static str,
    },
    /// A variable that cargo sets for build scripts is missing.
    #[error("{variable} is not set: cargo sets it for build scripts")]
    NotSet {
        /// The variable: `OUT_DIR`, `TARGET` or `HOST`.
        variable: &'static str,
    },
    /// A source could not be read, or the folder of the library not be made.
    #[error("{}: {source}", .path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The objects could not be put into the library.
    #[error("cannot make the library {library}: {reason}")]
    Archive {
        /// The name of the library.
        library: String,
        /// What `cc` said.
        reason: String,
    },
}

impl Error {
    pub(crate) fn cannot_run(compiler: &Path, reason: &io::Error) -> Self {
        let reason = match reason.kind() {
            io::ErrorKind::NotFound => "not found".into(),
            _ => reason.to_string(),
        };
        Self::CannotRun { compiler: compiler.into(), reason }
    }

    /// What the user can do about it.
    pub(crate) fn help(&self) -> &'static str {
        match self {
            Self::CannotRun { .. } => "install gfortran, or name another compiler in FC",
            Self::CompilerFailed { .. } => "the compiler's own messages say why",
            Self::UnknownExtension { .. } => "rename it, or leave it out of the build script",
            Self::ModuleCycle { .. } => "move what they share into a module of its own",
            Self::NoRuntime { .. } => "install the development files of the compiler's runtime",
            Self::NotSet { .. } => "call it from a build script, or set it on the builder",
            Self::Io { .. } => "is the path right?",
            Self::Archive { .. } => "AR names another archiver",
        }
    }
}
