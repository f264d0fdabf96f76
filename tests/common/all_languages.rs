//! A kernel's table, once it is certain that walking it reaches every language of this build.

use std::collections::BTreeSet;

use ffi_workbench::language::{Choice, Implementation, Language, Variant};

/// What a line of a table says of itself.
pub trait Line {
    /// Its language and variant.
    fn is(&self) -> (Language, Variant);
}

impl<F> Line for Implementation<F> {
    fn is(&self) -> (Language, Variant) {
        (self.language, self.variant)
    }
}

impl Line for Choice {
    fn is(&self) -> (Language, Variant) {
        (self.language, self.variant)
    }
}

/// The lines, all of them; fails where a language of this build has no line `plain`, so that no walk is vacuous.
#[track_caller]
pub fn every<T: Line>(lines: &[T]) -> &[T] {
    let plain = lines.iter().map(Line::is).filter(|line| line.1 == Variant::Plain).map(|line| line.0);
    let mut all = BTreeSet::from([Language::Rust, Language::C, Language::Cpp]);
    if cfg!(feature = "fortran") {
        all.insert(Language::Fortran);
    }
    assert_eq!(plain.collect::<BTreeSet<_>>(), all, "the languages of the table");
    lines
}

/// The lines of a kernel that the test does not know by name and that may not come in every language; at least Rust and
/// one other, so that no walk is vacuous.
#[track_caller]
pub fn some<T: Line>(lines: &[T]) -> &[T] {
    let languages: BTreeSet<_> = lines.iter().map(|line| line.is().0).collect();
    assert!(languages.contains(&Language::Rust) && languages.len() >= 2, "the languages of the table: {languages:?}");
    lines
}
