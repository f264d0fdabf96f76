//! A kernel's description: [`Kernel`].

use super::{Blocks, Element, Expected, Number, Problem};
use crate::error::Error;
use crate::language::{ImplementationId, Language};

/// A kernel, described so that a run of it is names, numbers and arrays: it can be handed to a thread, to another
/// process or to another machine.
pub struct Kernel {
    /// The name it has in every folder.
    pub name: &'static str,
    /// The type of its elements.
    pub element: Element,
    /// What the result is, in one line.
    pub summary: &'static str,
    /// What its size counts, in the plural: `elements`, `terms`, `samples`, `calls`.
    pub unit: &'static str,
    /// The names of its input arrays, in the order of its arguments.
    pub inputs: &'static [&'static str],
    /// Its parameters besides the arrays.
    pub parameters: &'static [Parameter],
    /// Whether the result is an array; otherwise it is one number.
    pub gives_array: bool,
    /// The languages that it is written in, whether or not this build has them.
    pub languages: &'static [Language],
    /// A size whose run takes some milliseconds.
    pub default_size: u64,
    /// The largest [`Expected::difference`] at which an answer agrees.
    pub tolerance: f64,
    /// The lines of its table.
    pub(super) implementations: fn() -> Vec<ImplementationId>,
    /// A problem of a size made from a seed, with these parameters.
    pub(super) generate: fn(u64, u64, Vec<(&'static str, Number)>) -> Problem<'static>,
    /// The output's blocks and how an implementation fills them.
    pub(super) blocks: for<'p> fn(&'p Problem<'p>, ImplementationId) -> Result<Blocks<'p>, Error>,
    /// The answer by other means.
    pub(super) expected: fn(&Problem<'_>) -> Result<Expected, Error>,
}

/// A number that a kernel takes besides its arrays.
#[derive(Debug)]
pub struct Parameter {
    /// The argument's name.
    pub name: &'static str,
    /// What it is, with its unit.
    pub help: &'static str,
    /// The value when none is given. Its type, whole or real, is that of the parameter.
    pub default: Number,
}

impl Kernel {
    /// The implementations in this build.
    pub fn implementations(&self) -> Vec<ImplementationId> {
        (self.implementations)()
    }

    /// A problem of `size` made from `seed`: the same on every machine. `numbers` holds the kernel's parameters.
    pub fn generate(&self, size: u64, seed: u64, numbers: Vec<(&'static str, Number)>) -> Problem<'static> {
        (self.generate)(size, seed, numbers)
    }

    /// The answer by other means than the kernel's own: exact, or in double-double arithmetic.
    ///
    /// # Errors
    /// As for [`Work::new`](super::Work::new).
    pub fn expected(&self, problem: &Problem<'_>) -> Result<Expected, Error> {
        (self.expected)(problem)
    }
}
