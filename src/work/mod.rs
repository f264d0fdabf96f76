//! Kernels as work: a kernel's description ([`Kernel`]), its input ([`Problem`]), and both with an implementation
//! ([`Work`]), able to compute any block of the output.
//!
//! [`KERNELS`] is the list that the executors, the tests, the benches and the program walk.

use crate::error::Error;
use crate::language::{Implementation, ImplementationId};

mod add;
mod blocks;
mod dot;
mod expected;
mod exponential_smoothing;
mod generate;
mod kernel;
mod monte_carlo_pi;
mod moving_average;
mod problem;
mod reference;
mod rsi;
mod series_pi;
mod sum;

pub use add::ADD;
pub use blocks::Blocks;
pub use dot::{DOT, DOT_F32};
pub use expected::Expected;
pub use exponential_smoothing::EXPONENTIAL_SMOOTHING;
pub use generate::uniform;
pub use kernel::{Kernel, Parameter};
pub use monte_carlo_pi::MONTE_CARLO_PI;
pub use moving_average::MOVING_AVERAGE;
pub use problem::{Array, Element, Number, Problem};
pub use rsi::RSI;
pub use series_pi::SERIES_PI;
pub use sum::SUM;

/// Every kernel, once for each type of element it comes in.
pub static KERNELS: &[&Kernel] =
    &[&ADD, &DOT_F32, &DOT, &SUM, &SERIES_PI, &MONTE_CARLO_PI, &MOVING_AVERAGE, &EXPONENTIAL_SMOOTHING, &RSI];

/// The kernel with this name and type of element; without a type, the one in double precision if there are several.
///
/// ```
/// use ffi_workbench::work::{Element, find};
///
/// assert_eq!(find("dot", None).unwrap().element, Element::F64);
/// assert_eq!(find("dot", Some(Element::F32)).unwrap().element, Element::F32);
/// assert!(find("dot", Some(Element::I32)).is_none());
/// ```
pub fn find(name: &str, element: Option<Element>) -> Option<&'static Kernel> {
    let named = || KERNELS.iter().copied().filter(|kernel| kernel.name == name);
    match element {
        Some(element) => named().find(|kernel| kernel.element == element),
        None => named().max_by_key(|kernel| kernel.element == Element::F64),
    }
}

/// The names of all kernels, each once.
pub fn names() -> Vec<&'static str> {
    let mut names: Vec<_> = KERNELS.iter().map(|kernel| kernel.name).collect();
    names.dedup();
    names
}

/// A problem and the implementation chosen for it; able to compute any block of the output.
///
/// ```
/// use ffi_workbench::language::{ImplementationId, Language, Variant};
/// use ffi_workbench::work::{Array, MOVING_AVERAGE, Number, Problem, Work};
///
/// let x = [1.0, 2.0, 4.0];
/// let problem = Problem { arrays: vec![("x", Array::from(&x[..]))], numbers: vec![("window", Number::Integer(2))] };
/// let in_c = ImplementationId { language: Language::C, variant: Variant::Plain };
/// let work = Work::new(&MOVING_AVERAGE, in_c, &problem)?;
/// let mut out = vec![0.0; work.slots()];
/// work.fill_block(0, &mut out)?;
/// assert_eq!(out, [1.5, 3.0]);
/// # Ok::<(), ffi_workbench::error::Error>(())
/// ```
pub struct Work<'p> {
    kernel: &'static Kernel,
    implementation: ImplementationId,
    problem: &'p Problem<'p>,
    blocks: Blocks<'p>,
}

impl<'p> Work<'p> {
    /// Work for a kernel, an implementation and a problem. These three are all of it, so whoever has them can make the
    /// same work elsewhere.
    ///
    /// # Errors
    /// [`Error::Refused`] where the problem breaks a rule of the kernel, [`Error::Incomplete`] where it lacks
    /// something, [`Error::NotWritten`], [`Error::NotBuilt`] or [`Error::NoImplementation`] where there is no such
    /// implementation.
    pub fn new(
        kernel: &'static Kernel,
        implementation: ImplementationId,
        problem: &'p Problem<'p>,
    ) -> Result<Self, Error> {
        Ok(Self { kernel, implementation, problem, blocks: (kernel.blocks)(problem, implementation)? })
    }

    /// The kernel.
    pub fn kernel(&self) -> &'static Kernel {
        self.kernel
    }

    /// The implementation chosen.
    pub fn implementation(&self) -> ImplementationId {
        self.implementation
    }

    /// The problem.
    pub fn problem(&self) -> &'p Problem<'p> {
        self.problem
    }

    /// Length of the output that an executor fills: the elements of an array, or the partial results of a number.
    pub fn slots(&self) -> usize {
        self.blocks.slots
    }

    /// Slots in a block; the last block may have fewer. It depends on the problem alone, never on who runs it.
    pub fn grain(&self) -> usize {
        self.blocks.grain
    }

    /// The same work in blocks of `grain` slots, to measure what a block should be. Where a kernel's last bits depend
    /// on where its output is cut, so do those of the answer; and a worker process, which makes the work anew, has the
    /// grain of [`Work::new`].
    pub fn with_grain(mut self, grain: usize) -> Self {
        self.blocks.grain = grain.max(1);
        self
    }

    /// Fills `out` with the block that begins at slot `first`, a multiple of [`Work::grain`].
    ///
    /// # Errors
    /// [`Error::Refused`] where the kernel refuses its arguments.
    pub fn fill_block(&self, first: usize, out: &mut [f64]) -> Result<(), Error> {
        (self.blocks.fill)(first, out).map_err(|rule| Error::Refused { kernel: self.kernel.name, rule })
    }

    /// The answer that a filled output stands for: the array itself, or the one number that its slots add up to.
    pub fn answer(&self, mut out: Vec<f64>) -> Vec<f64> {
        if let Some(finish) = &self.blocks.finish {
            let number = finish(&out);
            out.clear();
            out.push(number);
        }
        out
    }
}

/// The lines of a table, without their functions.
fn ids<F>(table: &[Implementation<F>]) -> Vec<ImplementationId> {
    table.iter().map(|line| line.id).collect()
}

/// The function of a table line.
fn function<F: Copy>(table: &[Implementation<F>], id: ImplementationId, kernel: &'static Kernel) -> Result<F, Error> {
    let ImplementationId { language, variant } = id;
    match table.iter().find(|line| line.id == id) {
        Some(line) => Ok(line.run),
        None if !kernel.languages.contains(&language) => Err(Error::NotWritten { kernel: kernel.name, language }),
        None if !language.is_built() => Err(Error::NotBuilt { language }),
        None => Err(Error::NoImplementation { kernel: kernel.name, language, variant }),
    }
}
