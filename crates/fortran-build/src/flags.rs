//! The flags that a compiler and a file get.

use std::path::Path;

use crate::compiler::Family;
use crate::source::Form;

/// What every file gets, whatever the package; the table of the crate's documentation has the reasons.
pub(crate) fn defaults(family: Family, target: &str) -> impl Iterator<Item = &'static str> {
    // Windows has no position-independent code.
    let pic: &[_] = if target.contains("windows") { &[] } else { &["-fPIC"] };
    let own: &[_] = match family {
        Family::Gfortran => &["-Wall", "-frecursive", "-fno-stack-arrays", "-fstack-clash-protection"],
        // Its procedures are recursive, as Fortran 2018 has it, and it has no flag to say so.
        Family::Flang => &["-fno-stack-arrays"],
    };
    ["-ffp-contract=off"].into_iter().chain(pic.iter().copied()).chain(own.iter().copied())
}

/// `level` is cargo's: a number, `s` or `z`.
pub(crate) fn optimisation(family: Family, level: &str) -> String {
    match (family, level) {
        (Family::Gfortran, "z") => "-Os".into(),
        // It knows numbers only.
        (Family::Flang, "s" | "z") => "-O2".into(),
        _ => format!("-O{level}"),
    }
}

/// The standard that the file is held to: old code is in fixed form, and not all of it is standard.
pub(crate) fn standard(family: Family, form: Form, named: Option<&str>) -> Option<String> {
    let default = match (family, form) {
        (_, Form::Free) => Some("f2018"),
        (Family::Gfortran, Form::Fixed) => Some("legacy"),
        // It accepts old code, and knows no name for it.
        (Family::Flang, Form::Fixed) => None,
    };
    named.or(default).map(|standard| format!("-std={standard}"))
}

/// What tells the compiler that the file is Fortran, where its extension does not: none knows `.f77`.
pub(crate) fn language(path: &Path) -> &'static [&'static str] {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("f77") => &["-ffixed-form", "-x", "f95"],
        Some("F77") => &["-ffixed-form", "-x", "f95-cpp-input"],
        _ => &[],
    }
}
