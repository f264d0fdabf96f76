//! `run`: one implementation, once, on generated input or on the user's own.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use ffi_workbench::executors::{ExecutorKind, StartedExecutor};
use ffi_workbench::language::{ImplementationId, Language, Variant};
use ffi_workbench::measure::{Contender, measure_once};
use ffi_workbench_cli::files;
use ffi_workbench_cli::report::quantity::{bytes, grouped, three_digits, time};
use ffi_workbench_cli::report::{Report, Row, verdict};

use super::output::{waiting, write_path};
use super::{Failure, input, print_report};
use crate::cli::{Common, executors, kernel_names, languages, output_file, variants};

/// Runs one implementation once and prints its answer and its cost.
#[derive(Debug, Args)]
#[command(
    after_help = "Example: ffi-workbench run moving_average --input x.npy --window 30 --language c --output y.npy"
)]
pub struct Arguments {
    /// The kernel.
    #[arg(value_name = "KERNEL", value_parser = kernel_names())]
    pub kernel: String,
    /// The language it is written in; by default Rust, or the first that the kernel comes in.
    #[arg(long, value_parser = languages())]
    pub language: Option<Language>,
    /// How it is written.
    #[arg(long, default_value = "plain", value_parser = variants())]
    pub variant: Variant,
    /// What runs it.
    #[arg(long, default_value = "serial", value_parser = executors())]
    pub executor: &'static ExecutorKind,
    /// Where the array goes that the kernel gives: a .npy or a .csv file.
    #[arg(long, value_name = "FILE", value_parser = output_file)]
    pub output: Option<PathBuf>,
    /// Leaves out the reference, which takes about as long as the run.
    #[arg(long)]
    pub no_check: bool,
    #[command(flatten)]
    pub common: Common,
}

/// Runs it and prints the answer and its cost.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let common = &arguments.common;
    let kernels = input::kernels(&arguments.kernel, common.given.element)?;
    input::check_parameters(&kernels, &common.given)?;
    if let Some(path) = &arguments.output {
        if !kernels[0].gives_array {
            return Err(Failure::Usage(format!("{} gives one number; --output is for arrays", arguments.kernel)));
        }
        files::check_folder(path)?;
    }
    let executor = StartedExecutor::start(arguments.executor, common.workers)?;
    let line = waiting("input");
    let (kernel, problem) = input::problem(&kernels, &common.given)?;
    let language = arguments.language.or(kernel.languages.first().copied()).unwrap_or(Language::Rust);
    let id = ImplementationId { language, variant: arguments.variant };
    let work = input::work(kernel, id, &problem, &common.given)?;
    line.set_message("reference");
    let expected = if arguments.no_check { None } else { Some(kernel.expected(&problem)?) };
    let contender = Contender { work: &work, executor: &executor };
    line.set_message(kernel.name);
    let (measured, answer) = measure_once(&contender, expected.as_ref())?;
    line.finish_and_clear();
    if let Some(path) = &arguments.output {
        files::write(path, kernel.name, &answer)?;
    }

    let report = Report::new(vec![Row::new(&contender, &measured)]);
    print_report(&report, common.format, |to| listing(&report.rows[0], arguments.output.as_deref(), to))
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
            let verdict = verdict(agrees).word;
            writeln!(to, "reference  {reference}: {verdict}, difference {difference:.1e}")?;
        }
        _ => writeln!(to, "reference  not computed")?,
    }
    let rate = ffi_workbench_cli::report::quantity::rate_prefix(row.per_second);
    let per_second = three_digits(row.per_second / rate.size);
    writeln!(to, "wall time  {}, {per_second} {}{}/s", time(row.seconds.median), rate.symbol, row.unit)?;
    let busy_cores = row.cpu_seconds / row.seconds.median;
    writeln!(to, "CPU time   {}, {} of the wall time", time(row.cpu_seconds), three_digits(busy_cores))?;
    writeln!(to, "memory     {} at its peak", bytes(row.peak_memory_bytes))?;
    if let Some(path) = output {
        write_path(to, "written to ", path)?;
    }
    Ok(())
}
