//! The input of one run: [`Problem`], named arrays and named numbers, nothing else.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::error::Error;

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
            pub(super) fn $take(&self, kernel: &'static str, name: &str) -> Result<&[$type], Error> {
                match self.arrays.iter().find(|array| array.0 == name) {
                    Some((_, Array::$variant(x))) => Ok(x),
                    _ => Err(Error::Incomplete { kernel, what: concat!("an array of ", $name) }),
                }
            }
        }
    };
}

array_of!(i32, I32, i32, "i32");
array_of!(f32, F32, f32, "f32");
array_of!(f64, F64, f64, "f64");

/// A parameter's value.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub enum Number {
    /// A whole number: a count, a length, a seed.
    Integer(u64),
    /// A real number.
    Real(f64),
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Integer(value) => value.fmt(f),
            Self::Real(value) => value.fmt(f),
        }
    }
}

/// The input arrays and parameters of one run, by the names of the kernel's arguments.
#[derive(Debug, Clone)]
pub struct Problem<'a> {
    /// The arrays, in the order of the kernel's arguments.
    pub arrays: Vec<(&'static str, Array<'a>)>,
    /// The numbers: the kernel's parameters, and `n` and `seed` where the kernel makes its own input.
    pub numbers: Vec<(&'static str, Number)>,
}

impl Problem<'_> {
    /// What a rate counts: the length of the first array, or `n`.
    pub fn size(&self) -> u64 {
        match (self.arrays.first(), self.number("n")) {
            (Some((_, array)), _) => array.len() as u64,
            (None, Some(Number::Integer(n))) => n,
            (None, _) => 0,
        }
    }

    /// The number of this name.
    pub fn number(&self, name: &str) -> Option<Number> {
        self.numbers.iter().find(|number| number.0 == name).map(|number| number.1)
    }

    /// The whole number of this name.
    pub(super) fn integer(&self, kernel: &'static str, name: &'static str) -> Result<u64, Error> {
        match self.number(name) {
            Some(Number::Integer(value)) => Ok(value),
            _ => Err(Error::Incomplete { kernel, what: name }),
        }
    }

    /// The real number of this name; a whole one is real as well.
    pub(super) fn real(&self, kernel: &'static str, name: &'static str) -> Result<f64, Error> {
        match self.number(name) {
            Some(Number::Integer(value)) => Ok(value as f64),
            Some(Number::Real(value)) => Ok(value),
            None => Err(Error::Incomplete { kernel, what: name }),
        }
    }

    /// The whole number of this name as a length. One that memory could not index is as wrong as the longest that it
    /// could.
    pub(super) fn length(&self, kernel: &'static str, name: &'static str) -> Result<usize, Error> {
        Ok(usize::try_from(self.integer(kernel, name)?).unwrap_or(usize::MAX))
    }
}
