//! Which compiler: [`Compiler`].

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Error;
use crate::environment::Environment;

/// A Fortran compiler that has been asked what it is.
#[derive(Debug, Clone)]
pub struct Compiler {
    path: PathBuf,
    version: String,
}

/// What compilers differ in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Family {
    Gfortran,
    /// The one of LLVM.
    Flang,
}

impl Compiler {
    /// The path as it was named: `gfortran` for one in PATH.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The first line that `--version` prints.
    pub fn version(&self) -> &str {
        &self.version
    }

    pub(crate) fn ask(path: &Path) -> Result<Self, Error> {
        let answer = Command::new(path).arg("--version").output().map_err(|reason| Error::cannot_run(path, &reason))?;
        let version = String::from_utf8_lossy(&answer.stdout).lines().next().unwrap_or_default().into();
        Ok(Self { path: path.into(), version })
    }

    pub(crate) fn family(&self) -> Family {
        if self.version.to_lowercase().contains("flang") { Family::Flang } else { Family::Gfortran }
    }

    pub(crate) fn command(&self) -> Command {
        Command::new(&self.path)
    }
}

/// A gfortran of which nothing is known.
impl Default for Compiler {
    fn default() -> Self {
        Self { path: "gfortran".into(), version: String::new() }
    }
}

/// The environment's compiler, else gfortran.
pub(crate) fn name(environment: &Environment) -> Result<String, Error> {
    if let Some(named) = environment.variable("FC")? {
        return Ok(named);
    }
    let (target, host) = (environment.target()?, environment.host()?);
    // Without the prefix, a cross build would get code for the wrong machine, and say so only when it is linked.
    Ok(if target == host { "gfortran".into() } else { format!("{}-gfortran", gnu_triple(&target)) })
}

/// The target as GNU tools are named for it: `aarch64-linux-gnu` for `aarch64-unknown-linux-gnu`.
fn gnu_triple(target: &str) -> String {
    if let Some(processor) = target.strip_suffix("-pc-windows-gnu") {
        return format!("{processor}-w64-mingw32");
    }
    let target = target.replace("-unknown-", "-");
    let (processor, system) = target.split_once('-').unwrap_or((&target, ""));
    let processor = match processor {
        "riscv64gc" => "riscv64",
        "armv7" | "thumbv7neon" => "arm",
        other => other,
    };
    format!("{processor}-{system}")
}

#[cfg(test)]
mod tests {
    use super::{Environment, name};

    #[test]
    fn a_cross_build_takes_the_compiler_with_the_prefix_of_the_target() {
        let x86 = "x86_64-unknown-linux-gnu";
        for (target, compiler) in [
            ("aarch64-unknown-linux-gnu", "aarch64-linux-gnu-gfortran"),
            ("riscv64gc-unknown-linux-gnu", "riscv64-linux-gnu-gfortran"),
            ("armv7-unknown-linux-gnueabihf", "arm-linux-gnueabihf-gfortran"),
            ("x86_64-pc-windows-gnu", "x86_64-w64-mingw32-gfortran"),
        ] {
            // A target that no variable of the tester's names.
            if std::env::var_os("FC").is_none() && std::env::var_os("TARGET_FC").is_none() {
                let environment = Environment { target: Some(target.into()), host: Some(x86.into()), silent: true };
                assert_eq!(name(&environment).unwrap(), compiler);
            }
        }
    }
}
