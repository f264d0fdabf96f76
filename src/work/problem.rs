//! The input of one run: [`Problem`], named arrays and named numbers, nothing else.

use std::borrow::Cow;

use super::About;
use crate::error::{Error, KernelError};

/// The type of an array's elements.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Element {
    /// 32-bit integers.
    I32,
    /// Single precision.
    F32,
    /// Double precision.
    F64,
}

impl Element {
    /// Every type.
    pub const ALL: &[Self] = &[Self::I32, Self::F32, Self::F64];

    /// The word for the command line and for reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::I32 => "i32",
            Self::F32 => "f32",
            Self::F64 => "f64",
        }
    }

    /// Size of one element in bytes.
    pub const fn bytes(self) -> u64 {
        match self {
            Self::I32 | Self::F32 => 4,
            Self::F64 => 8,
        }
    }
}

/// An input array, owned or borrowed (from a caller's slice, or from memory shared with another process).
#[derive(Debug, Clone)]
pub enum Array<'a> {
    /// 32-bit integers.
    I32(Cow<'a, [i32]>),
    /// Single precision.
    F32(Cow<'a, [f32]>),
    /// Double precision.
    F64(Cow<'a, [f64]>),
}

impl Array<'_> {
    /// Number of elements.
    pub fn len(&self) -> usize {
        match self {
            Self::I32(x) => x.len(),
            Self::F32(x) => x.len(),
            Self::F64(x) => x.len(),
        }
    }

    /// The type of its elements.
    pub fn element(&self) -> Element {
        match self {
            Self::I32(_) => Element::I32,
            Self::F32(_) => Element::F32,
            Self::F64(_) => Element::F64,
        }
    }

    /// Whether there are no elements.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// How an element's slice and vector become an [`Array`], and how a slice is taken out again.
macro_rules! array_of {
    ($type:ty, $variant:ident, $take:ident, $name:literal) => {
        impl<'a> From<&'a [$type]> for Array<'a> {
            fn from(x: &'a [$type]) -> Self {
                Self::$variant(Cow::Borrowed(x))
            }
        }

        impl From<Vec<$type>> for Array<'static> {
            fn from(x: Vec<$type>) -> Self {
                Self::$variant(Cow::Owned(x))
            }
        }

        impl Problem<'_> {
            /// The input array of this name and type.
            pub(super) fn $take(&self, about: &'static About, name: &'static str) -> Result<&[$type], Error> {
                match self.arrays.iter().find(|array| array.0 == name) {
                    Some((_, Array::$variant(x))) => Ok(x),
                    _ => Err(Error::Incomplete { kernel: about.name, what: concat!("an array of ", $name) }),
                }
            }
        }
    };
}

array_of!(i32, I32, i32, "i32");
array_of!(f32, F32, f32, "f32");
array_of!(f64, F64, f64, "f64");

/// The input arrays and parameters of one run, by the names of the kernel's arguments.
#[derive(Debug, Clone)]
pub struct Problem<'a> {
    /// The arrays, in the order of the kernel's arguments.
    pub arrays: Vec<(&'static str, Array<'a>)>,
    /// The numbers: the kernel's parameters, and `n` and `seed` where the kernel makes its own input.
    pub numbers: Vec<(&'static str, u64)>,
}

impl Problem<'_> {
    /// What a rate counts: the length of the first array, or `n`.
    pub fn size(&self) -> u64 {
        let n = || self.numbers.iter().find(|number| number.0 == "n").map_or(0, |number| number.1);
        self.arrays.first().map_or_else(n, |array| array.1.len() as u64)
    }

    /// The number of this name.
    pub(super) fn number(&self, about: &'static About, name: &'static str) -> Result<u64, Error> {
        let found = self.numbers.iter().find(|number| number.0 == name);
        found.map(|number| number.1).ok_or(Error::Incomplete { kernel: about.name, what: name })
    }

    /// The number of this name as a length. One that memory could not index is as wrong as the longest that it could.
    pub(super) fn length(&self, about: &'static About, name: &'static str) -> Result<usize, Error> {
        Ok(usize::try_from(self.number(about, name)?).unwrap_or(usize::MAX))
    }
}

/// For `map_err`: the rule that this kernel's problem breaks.
pub(super) fn refused(about: &'static About) -> impl Fn(KernelError) -> Error {
    |rule| Error::Refused { kernel: about.name, rule }
}
