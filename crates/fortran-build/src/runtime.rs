//! The Fortran runtime, which the program is linked with.

use std::path::PathBuf;

use crate::Error;
use crate::compiler::{Compiler, Family};

/// What cargo is told to link.
///
/// gfortran's runtime is in the compiler's own folder, where no linker looks. Of flang's nothing is linked: plain
/// numerical code needs nothing of it.
pub(crate) fn link_lines(compiler: &Compiler, target: &str) -> Result<Vec<String>, Error> {
    if compiler.family() == Family::Flang {
        return Ok(vec![]);
    }
    let files = files(target);
    let found = files.iter().find_map(|file| find(compiler, file));
    match found.as_deref().and_then(|path| path.parent()) {
        Some(folder) => {
            Ok(vec![format!("rustc-link-search=native={}", folder.display()), "rustc-link-lib=gfortran".into()])
        }
        None => Err(Error::NoRuntime { compiler: compiler.path().into(), file: files[0] }),
    }
}

fn files(target: &str) -> [&'static str; 2] {
    if target.contains("apple") {
        ["libgfortran.dylib", "libgfortran.a"]
    } else if target.contains("windows") {
        ["libgfortran.dll.a", "libgfortran.a"]
    } else {
        ["libgfortran.so", "libgfortran.a"]
    }
}

/// A compiler that has no such file gives the bare name back.
fn find(compiler: &Compiler, file: &str) -> Option<PathBuf> {
    let answer = compiler.command().arg(format!("-print-file-name={file}")).output().ok()?;
    let path = PathBuf::from(String::from_utf8_lossy(&answer.stdout).trim());
    path.is_absolute().then_some(path)
}
