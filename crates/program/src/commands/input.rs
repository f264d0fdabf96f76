//! The problem that a command line describes: generated, or read from the user's files.

use std::path::Path;

use ffi_workbench::error::Error as RunError;
use ffi_workbench::language::{ImplementationId, Language, Variant};
use ffi_workbench::work::{Element, Kernel, Number, Problem, Work, find};
use ffi_workbench_cli::error::Error;
use ffi_workbench_cli::files::{self, FileOptions};
use ffi_workbench_cli::machine::free_memory;
use ffi_workbench_cli::report::quantity::bytes;

use super::Failure;
use crate::cli::Given;

/// The kernels of this name that the command line means: of the type asked for, or of every type it comes in.
pub fn kernels(name: &str, element: Option<Element>) -> Result<Vec<&'static Kernel>, Failure> {
    let comes_in: Vec<_> = Element::ALL.iter().filter_map(|&element| find(name, Some(element))).collect();
    let types: Vec<_> = comes_in.iter().map(|kernel| kernel.element.name()).collect();
    let meant: Vec<_> =
        comes_in.into_iter().filter(|kernel| element.is_none_or(|asked| kernel.element == asked)).collect();
    match (meant.is_empty(), element) {
        (true, Some(asked)) => {
            Err(Failure::Usage(format!("{name} comes in {}, not in {}", types.join(", "), asked.name())))
        }
        _ => Ok(meant),
    }
}

/// Refuses parameters that none of the kernels has, and what is said of a file where there is none.
pub fn check_parameters(kernels: &[&'static Kernel], given: &Given) -> Result<(), Failure> {
    if given.input.is_none() && given.text.is_given() {
        return Err(Failure::Usage("--delimiter, --decimal and --thousands are for a file: --input".to_owned()));
    }
    let known = |name| kernels.iter().any(|kernel| kernel.parameters.iter().any(|known| known.name == name));
    match given.parameters.names().find(|&name| !known(name)) {
        None => Ok(()),
        Some(name) => {
            let mut names: Vec<_> = kernels.iter().map(|kernel| kernel.name).collect();
            names.dedup();
            Err(Failure::Usage(format!("--{name} is not a parameter of {}", names.join(", "))))
        }
    }
}

/// The problem for one of the kernels (of one name, in one or several types): for files, the one whose type fits them.
pub fn problem(kernels: &[&'static Kernel], given: &Given) -> Result<(&'static Kernel, Problem<'static>), Failure> {
    if given.input.is_some() {
        return read(kernels, given);
    }
    let preferred = kernels.iter().max_by_key(|kernel| kernel.element == Element::F64);
    let kernel = *preferred.ok_or_else(|| Failure::Usage("no kernel is chosen".to_owned()))?;
    Ok((kernel, generate(kernel, given)?))
}

/// Generated input for a kernel.
pub fn generate(kernel: &'static Kernel, given: &Given) -> Result<Problem<'static>, Failure> {
    let size = given.size.unwrap_or(kernel.default_size);
    check_size(kernel, size)?;
    Ok(kernel.generate(size, given.seed, numbers(kernel, given)))
}

/// Generated input of a size, with default parameters.
pub fn generate_default(kernel: &'static Kernel, size: u64) -> Result<Problem<'static>, Failure> {
    check_size(kernel, size)?;
    Ok(kernel.generate(size, 1, kernel.parameters.iter().map(|known| (known.name, known.default)).collect()))
}

/// Refuses a size whose arrays memory cannot hold.
pub fn check_size(kernel: &Kernel, size: u64) -> Result<(), Error> {
    check_memory(kernel, size, u128::from(size) * u128::from(bytes_per_element(kernel)))
}

/// Work on the problem. A generated problem that a kernel refuses was wrong on the command line; a file's is a failed
/// run.
pub fn work<'p>(
    kernel: &'static Kernel,
    id: ImplementationId,
    problem: &'p Problem<'p>,
    given: &Given,
) -> Result<Work<'p>, Failure> {
    if given.input.is_none() {
        return generated_work(kernel, id, problem);
    }
    let work = Work::new(kernel, id, problem)?;
    check_memory(kernel, problem.size(), work.slots() as u128 * 8)?;
    Ok(work)
}

/// Work on a generated problem.
pub fn generated_work<'p>(
    kernel: &'static Kernel,
    id: ImplementationId,
    problem: &'p Problem<'p>,
) -> Result<Work<'p>, Failure> {
    let work = Work::new(kernel, id, problem).map_err(|error| match error {
        RunError::Refused { .. } => Failure::Usage(error.to_string()),
        other => other.into(),
    })?;
    check_memory(kernel, problem.size(), work.slots() as u128 * 8)?;
    Ok(work)
}

/// The implementations in these languages and variants; none given means all. A language that this build was made
/// without is an error.
pub fn implementations(
    kernel: &'static Kernel,
    languages: &[Language],
    variants: &[Variant],
) -> Result<Vec<ImplementationId>, Failure> {
    if let Some(&language) = languages.iter().find(|language| !language.is_built()) {
        return Err(RunError::NotBuilt { language }.into());
    }
    let asked = |id: &ImplementationId| {
        (languages.is_empty() || languages.contains(&id.language))
            && (variants.is_empty() || variants.contains(&id.variant))
    };
    Ok(kernel.implementations().into_iter().filter(asked).collect())
}

fn read(kernels: &[&'static Kernel], given: &Given) -> Result<(&'static Kernel, Problem<'static>), Failure> {
    let paths: Vec<_> = [&given.input, &given.input2].into_iter().flatten().collect();
    let mut wanted: Vec<_> = kernels.iter().map(|kernel| kernel.element).collect();
    let &Kernel { name, inputs, .. } = kernels[0];
    if paths.len() != inputs.len() {
        let needed = match inputs {
            [] => "makes its own input: --size and no --input".to_owned(),
            [_] => "takes one array: --input and no --input2".to_owned(),
            _ => "takes two arrays: --input and --input2".to_owned(),
        };
        return Err(Failure::Usage(format!("{name} {needed}")));
    }
    if paths.iter().filter(|path| files::is_standard_input(path)).count() == 2 {
        return Err(Failure::Usage("standard input is read once; --input2 needs a file".to_owned()));
    }
    let mut arrays = Vec::new();
    for (path, input) in paths.iter().zip(inputs) {
        // Of two files of different kinds, --column and --array are meant for the one that has such a thing.
        let is = |path: &Path, format| files::Format::of(path).unwrap_or(files::Format::Text) == format;
        let any = |format| paths.iter().any(|path| is(path, format));
        let (has_columns, has_arrays) = (is(path, files::Format::Text), is(path, files::Format::Npz));
        let options = FileOptions {
            column: given.column.clone().filter(|_| has_columns || !any(files::Format::Text)),
            array: given.array.clone().filter(|_| has_arrays || !any(files::Format::Npz)),
            text: given.text.options(),
        };
        let array = files::read(path, &options, &wanted)?;
        // The second array is read as what the first is.
        wanted.retain(|&element| element == array.element());
        arrays.push((*input, array));
    }
    let kernel = kernels.iter().copied().find(|kernel| Some(&kernel.element) == wanted.first());
    let kernel = kernel.ok_or_else(|| Failure::Usage(format!("{name} does not come in the type of the files")))?;
    Ok((kernel, Problem { arrays, numbers: numbers(kernel, given) }))
}

fn numbers(kernel: &'static Kernel, given: &Given) -> Vec<(&'static str, Number)> {
    let value = |name| given.parameters.get(name);
    kernel.parameters.iter().map(|known| (known.name, value(known.name).unwrap_or(known.default))).collect()
}

/// The inputs, and for an array its output, its expected values, their scale and a copy.
fn bytes_per_element(kernel: &Kernel) -> u64 {
    kernel.inputs.len() as u64 * kernel.element.bytes() + if kernel.gives_array { 4 * 8 } else { 0 }
}

/// Refuses what memory cannot hold before it is allocated.
fn check_memory(kernel: &Kernel, size: u64, needed: u128) -> Result<(), Error> {
    let needed = u64::try_from(needed).unwrap_or(u64::MAX);
    match free_memory() {
        Some(free) if needed > free => {
            Err(Error::TooLarge { kernel: kernel.name, size, needed: bytes(needed), free: bytes(free) })
        }
        _ => Ok(()),
    }
}
