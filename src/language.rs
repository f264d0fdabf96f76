//! The languages and variants a kernel comes in: [`Language`], [`Variant`], and a line of a kernel's table,
//! [`Implementation`], and its name, [`ImplementationId`].

use std::fmt;

/// A language that kernels are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Language {
    /// Native Rust.
    Rust,
    /// C, declared by bindgen.
    C,
    /// C++, behind a cxx bridge.
    Cpp,
    /// Fortran with `bind(C)`, declared by bindgen.
    Fortran,
}

impl Language {
    /// Every language, whether or not this build has it.
    pub const ALL: &[Self] = &[Self::Rust, Self::C, Self::Cpp, Self::Fortran];

    /// The word for the command line and for reports: `rust`, `c`, `cpp`, `fortran`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Rust => "rust",
            Self::C => "c",
            Self::Cpp => "cpp",
            Self::Fortran => "fortran",
        }
    }

    /// Whether this build has kernels in this language.
    pub const fn is_built(self) -> bool {
        match self {
            Self::Fortran => cfg!(feature = "fortran"),
            Self::Rust | Self::C | Self::Cpp => true,
        }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Rust => "Rust",
            Self::C => "C",
            Self::Cpp => "C++",
            Self::Fortran => "Fortran",
        })
    }
}

/// How a kernel is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Variant {
    /// The textbook loop a colleague would write, the same order of operations in every language.
    Plain,
    /// The fastest honest form, the same algorithm and the same bits in every language and at every
    /// [`Level`](crate::level::Level).
    Tuned,
}

impl Variant {
    /// Every variant.
    pub const ALL: &[Self] = &[Self::Plain, Self::Tuned];

    /// The word for the command line and for reports: `plain`, `tuned`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Tuned => "tuned",
        }
    }
}

/// One function: a kernel in a language and a variant. `F` is the kernel's own function type.
///
/// A kernel's `IMPLEMENTATIONS` is the list that tests, benches and the program walk:
///
/// ```
/// use ffi_workbench::kernels::dot;
///
/// for implementation in dot::IMPLEMENTATIONS {
///     assert_eq!((implementation.run)(&[1.0, 2.0], &[3.0, 4.0]), Ok(11.0), "{}", implementation.id.language);
/// }
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Implementation<F> {
    /// Which one it is.
    pub id: ImplementationId,
    /// The safe function.
    pub run: F,
}

impl<F> Implementation<F> {
    /// A table line for the variant [`Variant::Plain`].
    pub const fn plain(language: Language, run: F) -> Self {
        Self { id: ImplementationId { language, variant: Variant::Plain }, run }
    }

    /// A table line for the variant [`Variant::Tuned`].
    pub const fn tuned(language: Language, run: F) -> Self {
        Self { id: ImplementationId { language, variant: Variant::Tuned }, run }
    }
}

/// Which implementation of a kernel is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ImplementationId {
    /// The language it is written in.
    pub language: Language,
    /// How it is written.
    pub variant: Variant,
}
