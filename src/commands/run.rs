//! `run`: one implementation, once, on generated input or on the user's own.

use std::io::{self, Write};
use std::path::Path;

use ffi_workbench::executors::Running;
use ffi_workbench::files;
use ffi_workbench::language::Choice;
use ffi_workbench::measure::{Contender, once};
use ffi_workbench::report::quantity::{bytes, grouped, three_digits, time};
use ffi_workbench::report::{Report, Row};

use super::{Failure, input, print_report};
use crate::cli::Run;

/// Runs it and prints the answer and its cost.
pub fn run(arguments: &Run) -> Result<(), Failure> {
    let common = &arguments.common;
    let kernels = input::kernels(&arguments.kernel, common.element)?;
    input::check_parameters(&kernels, common)?;
    if let Some(path) = &arguments.output {
        if !kernels[0].about().gives_array {
            return Err(Failure::Usage(format!("{} gives one number; --output is for arrays", arguments.kernel)));
        }
        check_folder(path)?;
    }
    let executor = Running::start(arguments.executor, common.workers)?;
    let choice = Choice { language: arguments.language, variant: arguments.variant };

    let (kernel, problem) = input::problem(&kernels, common)?;
    let work = input::work(kernel, choice, &problem, common)?;
    let expected = if arguments.no_check { None } else { Some(kernel.expected(&problem)?) };
    let contender = Contender { work: &work, executor: &executor };
    let (measured, answer) = once(&contender, expected.as_ref())?;
    if let Some(path) = &arguments.output {
        files::write(path, kernel.about().name, &answer)?;
    }

    let report = Report::new(vec![Row::new(&contender, &measured)]);
    print_report(&report, common.format, |to| listing(&report.rows[0], arguments.output.as_deref(), to))
}

/// Before the work, so that a wrong name costs no time.
fn check_folder(path: &Path) -> Result<(), Failure> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if folder.is_dir() {
        return Ok(());
    }
    Err(Failure::Run(format!("{}: there is no folder {}", path.display(), folder.display())))
}

fn listing(row: &Row, output: Option<&Path>, to: &mut dyn Write) -> io::Result<()> {
    writeln!(to, "{}", row.contender())?;
    let parameters: String = row.parameters.iter().map(|(name, value)| format!(", {name} {value}")).collect();
    writeln!(to, "size       {} {}{parameters}", grouped(row.size), row.unit)?;
    match row.length {
        Some(length) => writeln!(to, "answer     {} values that add up to {}", grouped(length as u64), row.answer)?,
        None => writeln!(to, "answer     {}", row.answer)?,
    }
    match (row.agrees, row.reference, row.difference) {
        (Some(agrees), Some(reference), Some(difference)) => {
            let verdict = if agrees { "agrees" } else { "WRONG" };
            writeln!(to, "reference  {reference}: {verdict}, difference {difference:.1e}")?;
        }
        _ => writeln!(to, "reference  not computed")?,
    }
    let rate = ffi_workbench::report::quantity::rate_prefix(row.per_second);
    let per_second = three_digits(row.per_second / rate.size);
    writeln!(to, "wall time  {}, {per_second} {}{}/s", time(row.seconds.median), rate.symbol, row.unit)?;
    writeln!(to, "CPU time   {}", time(row.cpu_seconds))?;
    writeln!(to, "memory     {} at its peak", bytes(row.peak_memory_bytes))?;
    if let Some(path) = output {
        writeln!(to, "written to {}", path.display())?;
    }
    Ok(())
}
