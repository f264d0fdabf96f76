//! A kernel as work: its problem, its blocks, its expected answer; and [`KERNELS`], the list that the executors, the
//! tests, the benches and the program walk.

use crate::error::{Error, KernelError};
use crate::language::{Choice, Implementation};

mod add;
mod blocks;
mod dot;
mod expected;
mod generate;
mod monte_carlo_pi;
mod moving_average;
mod problem;
mod reference;
mod rsi;
mod series_pi;
mod sum;

pub use blocks::Blocks;
pub use expected::Expected;
pub use generate::uniform;
pub use problem::{Array, Element, Problem};

/// Every kernel, once for each type of element it comes in.
pub const KERNELS: &[&dyn Kernel] = &[
    &add::Add,
    &dot::DotF32,
    &dot::DotF64,
    &sum::Sum,
    &series_pi::SeriesPi,
    &monte_carlo_pi::MonteCarloPi,
    &moving_average::MovingAverage,
    &rsi::Rsi,
];

/// What the program and the reports need to know of a kernel.
#[derive(Debug)]
pub struct About {
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
    /// A size whose run takes some milliseconds.
    pub default_size: u64,
    /// The largest [`Expected::difference`] at which an answer agrees.
    pub tolerance: f64,
}

/// A whole number that a kernel takes besides its arrays.
#[derive(Debug)]
pub struct Parameter {
    /// The argument's name.
    pub name: &'static str,
    /// What it is, with its unit.
    pub help: &'static str,
    /// The value when none is given.
    pub default: u64,
}

/// A kernel, described so that a run of it is names, numbers and arrays: it can be handed to a thread, to another process
/// or to another machine.
pub trait Kernel: Sync {
    /// Its name, types and rules.
    fn about(&self) -> &'static About;

    /// The implementations in this build.
    fn implementations(&self) -> Vec<Choice>;

    /// A problem of `size` made from `seed`: the same on every machine. `numbers` holds the kernel's parameters.
    fn generate(&self, size: u64, seed: u64, numbers: Vec<(&'static str, u64)>) -> Problem<'static>;

    /// The output's blocks and how an implementation fills them.
    ///
    /// # Errors
    /// [`Error::Refused`] where the problem breaks a rule of the kernel, [`Error::Incomplete`] where it lacks something,
    /// [`Error::LeftOut`] or [`Error::NoImplementation`] where there is no such implementation.
    fn blocks<'p>(&self, problem: &'p Problem<'p>, choice: Choice) -> Result<Blocks<'p>, Error>;

    /// The answer by other means than the kernel's own: exact, or in double-double arithmetic.
    ///
    /// # Errors
    /// As for [`Kernel::blocks`].
    fn expected(&self, problem: &Problem<'_>) -> Result<Expected, Error>;
}

/// A problem and the implementation chosen for it; able to compute any block of the output.
///
/// ```
/// use ffi_workbench::language::{Choice, Language, Variant};
/// use ffi_workbench::work::{Array, Problem, Work, kernel};
///
/// let x = [1.0, 2.0, 4.0];
/// let problem = Problem { arrays: vec![("x", Array::from(&x[..]))], numbers: vec![("window", 2)] };
/// let choice = Choice { language: Language::C, variant: Variant::Plain };
/// let work = Work::new(kernel("moving_average", None).unwrap(), choice, &problem)?;
/// let mut out = vec![0.0; work.slots()];
/// work.fill_block(0, &mut out)?;
/// assert_eq!(out, [1.5, 3.0]);
/// # Ok::<(), ffi_workbench::error::Error>(())
/// ```
pub struct Work<'p> {
    kernel: &'static dyn Kernel,
    choice: Choice,
    problem: &'p Problem<'p>,
    blocks: Blocks<'p>,
}

impl<'p> Work<'p> {
    /// Work for a kernel, an implementation and a problem. These three are all of it, so whoever has them can make the
    /// same work elsewhere.
    ///
    /// # Errors
    /// As for [`Kernel::blocks`].
    pub fn new(kernel: &'static dyn Kernel, choice: Choice, problem: &'p Problem<'p>) -> Result<Self, Error> {
        Ok(Self { kernel, choice, problem, blocks: kernel.blocks(problem, choice)? })
    }

    /// The kernel.
    pub fn kernel(&self) -> &'static dyn Kernel {
        self.kernel
    }

    /// The implementation chosen.
    pub fn choice(&self) -> Choice {
        self.choice
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

    /// The same work in blocks of `grain` slots, to measure what a block should be. Where a kernel's last bits depend on where
    /// its output is cut, so do those of the answer; and a worker process, which makes the work anew, has the grain of
    /// [`Work::new`].
    pub fn with_grain(mut self, grain: usize) -> Self {
        self.blocks.grain = grain.max(1);
        self
    }

    /// Fills `out` with the block that begins at slot `first`, a multiple of [`Work::grain`].
    ///
    /// # Errors
    /// [`Error::Refused`] where the kernel refuses its arguments.
    pub fn fill_block(&self, first: usize, out: &mut [f64]) -> Result<(), Error> {
        (self.blocks.fill)(first, out).map_err(|rule| self.refused(rule))
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

    fn refused(&self, rule: KernelError) -> Error {
        Error::Refused { kernel: self.kernel.about().name, rule }
    }
}

/// The kernel with this name and type of element; without a type, the one in double precision if there are several.
pub fn kernel(name: &str, element: Option<Element>) -> Option<&'static dyn Kernel> {
    let named = || KERNELS.iter().copied().filter(|kernel| kernel.about().name == name);
    match element {
        Some(element) => named().find(|kernel| kernel.about().element == element),
        None => named().max_by_key(|kernel| kernel.about().element == Element::F64),
    }
}

/// The names of all kernels, each once.
pub fn names() -> Vec<&'static str> {
    let mut names: Vec<_> = KERNELS.iter().map(|kernel| kernel.about().name).collect();
    names.dedup();
    names
}

/// The implementations of a table, without their functions.
fn choices<F>(table: &[Implementation<F>]) -> Vec<Choice> {
    table.iter().map(|line| Choice { language: line.language, variant: line.variant }).collect()
}

/// The function of a table line.
fn function<F: Copy>(table: &[Implementation<F>], choice: Choice, about: &'static About) -> Result<F, Error> {
    let Choice { language, variant } = choice;
    match table.iter().find(|line| line.language == language && line.variant == variant) {
        Some(line) => Ok(line.run),
        None if !language.in_this_build() => Err(Error::LeftOut { language }),
        None => Err(Error::NoImplementation { kernel: about.name, language, variant }),
    }
}
