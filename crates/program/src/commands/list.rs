//! `list`: what is in this build, and what built it.

use std::io::{self, Write};

use anstyle::Style;
use clap::Args;
use ffi_workbench::build_info::Build;
use ffi_workbench::executors::EXECUTORS;
use ffi_workbench::machine::Machine;
use ffi_workbench_cli::report::table::write_table;
use ffi_workbench::work::{KERNELS, Kernel};
use serde::Serialize;

use super::{Failure, print};
use crate::cli::Format;

/// Lists kernels, languages, variants and executors of this build, and what built them.
#[derive(Debug, Args)]
#[command(after_help = "Example: ffi-workbench list --format json")]
pub struct Arguments {
    /// How the result is written.
    #[arg(long, value_enum, default_value = "table")]
    pub format: Format,
}

/// One kernel in one language and variant.
#[derive(Serialize)]
struct Line {
    kernel: &'static str,
    #[serde(rename = "type")]
    element: &'static str,
    language: &'static str,
    variant: &'static str,
    executors: Vec<&'static str>,
    unit: &'static str,
    parameters: Vec<&'static str>,
    summary: &'static str,
}

#[derive(Serialize)]
struct Everything {
    machine: Machine,
    build: Build,
    rows: Vec<Line>,
}

/// Prints the list.
pub fn list(arguments: &Arguments) -> Result<(), Failure> {
    print(|to| match arguments.format {
        Format::Table => tables(to),
        Format::Csv => csv(to),
        Format::Json => {
            let rows = KERNELS.iter().flat_map(|kernel| lines(*kernel)).collect();
            let everything = Everything { machine: Machine::this(), build: Build::this(), rows };
            serde_json::to_writer_pretty(&mut *to, &everything)?;
            writeln!(to)
        }
    })
}

fn lines(kernel: &dyn Kernel) -> impl Iterator<Item = Line> {
    let about = kernel.about();
    kernel.implementations().into_iter().map(|choice| Line {
        kernel: about.name,
        element: about.element.name(),
        language: choice.language.name(),
        variant: choice.variant.name(),
        executors: EXECUTORS.iter().map(|kind| kind.name).collect(),
        unit: about.unit,
        parameters: about.parameters.iter().map(|parameter| parameter.name).collect(),
        summary: about.summary,
    })
}

fn csv(to: &mut dyn Write) -> io::Result<()> {
    let mut csv = csv::Writer::from_writer(to);
    csv.write_record(["kernel", "type", "language", "variant", "executors", "unit", "parameters", "summary"])?;
    for Line { kernel, element, language, variant, executors, unit, parameters, summary } in
        KERNELS.iter().flat_map(|kernel| lines(*kernel))
    {
        let (executors, parameters) = (executors.join(" "), parameters.join(" "));
        csv.write_record([kernel, element, language, variant, &executors, unit, &parameters, summary])?;
    }
    csv.flush()
}

fn tables(to: &mut dyn Write) -> io::Result<()> {
    let plain = || std::iter::repeat(Style::new());
    let heads = ["kernel", "type", "languages", "variants", "parameters", "what it gives"].map(str::to_owned);
    let kernels = KERNELS.iter().map(|kernel| {
        let about = kernel.about();
        let choices = kernel.implementations();
        let parameters: Vec<_> =
            about.parameters.iter().map(|parameter| format!("{}={}", parameter.name, parameter.default)).collect();
        [
            about.name.to_owned(),
            about.element.name().to_owned(),
            each_once(choices.iter().map(|choice| choice.language.name())),
            each_once(choices.iter().map(|choice| choice.variant.name())),
            parameters.join(" "),
            about.summary.to_owned(),
        ]
    });
    write_table(heads, kernels, plain(), 0..0, to)?;
    writeln!(to)?;

    let heads = ["executor", "what it does"].map(str::to_owned);
    let executors = EXECUTORS.iter().map(|kind| [kind.name, kind.summary].map(str::to_owned));
    write_table(heads, executors, plain(), 0..0, to)?;
    writeln!(to)?;

    let build = Build::this();
    let heads = ["language", "compiler", "flags"].map(str::to_owned);
    let compilers = build.compilers.iter().map(|it| [it.language, it.compiler, it.flags].map(str::to_owned));
    write_table(heads, compilers, plain(), 0..0, to)?;
    writeln!(to)?;

    let heads = ["level of tuned kernels", "flags", "this processor"].map(str::to_owned);
    let levels = build.levels.iter().map(|it| {
        let here = match (it.chosen, it.here) {
            (true, _) => "has it; in use",
            (false, true) => "has it",
            (false, false) => "lacks it",
        };
        [it.level, it.flags, here].map(str::to_owned)
    });
    write_table(heads, levels, plain(), 0..0, to)?;
    writeln!(to, "\nffi-workbench {}, {} build", build.version, build.profile)
}

fn each_once(words: impl Iterator<Item = &'static str>) -> String {
    let mut once: Vec<_> = words.collect();
    once.dedup();
    once.join(" ")
}
