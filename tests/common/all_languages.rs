//! A kernel's table, once it is certain that walking it reaches every language that the kernel's description names.

use std::collections::BTreeSet;

use ffi_workbench::language::{Implementation, ImplementationId};
use ffi_workbench::work::Kernel;

/// What names its implementation.
pub trait Line {
    /// The implementation.
    fn id(&self) -> ImplementationId;
}

impl<F> Line for Implementation<F> {
    fn id(&self) -> ImplementationId {
        self.id
    }
}

impl Line for ImplementationId {
    fn id(&self) -> ImplementationId {
        *self
    }
}

/// The lines, all of them. Fails unless they are in the languages that the kernel is written in and that this build
/// has, so that no walk is vacuous.
#[track_caller]
pub fn all_languages<'t, T: Line>(kernel: &Kernel, lines: &'t [T]) -> &'t [T] {
    let written = kernel.languages.iter().copied();
    let described: BTreeSet<_> = written.filter(|language| language.is_built()).collect();
    let given: BTreeSet<_> = lines.iter().map(|line| line.id().language).collect();
    assert!(!kernel.languages.is_empty(), "{} is written in no language", kernel.name);
    assert_eq!(given, described, "the languages of the table of {0}, and `languages` in src/work/{0}.rs", kernel.name);
    lines
}
