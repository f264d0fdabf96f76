//! `list`: what is in this build, and what built it.

use std::io::{self, Write};

use clap::Args;
use ffi_workbench::build_info::{Build, Compiler, LevelInfo};
use ffi_workbench::executors::{EXECUTORS, ExecutorKind};
use ffi_workbench::language::ImplementationId;
use ffi_workbench::work::{KERNELS, Kernel};
use ffi_workbench_cli::report::{Columns, Record, Report};

use super::Failure;
use crate::cli::Format;

/// Lists kernels, languages, variants and executors of this build, and what built them.
#[derive(Debug, Args)]
#[command(after_help = "Example: ffi-workbench list --format json")]
pub struct Arguments {
    /// How the result is written.
    #[arg(long, value_enum, default_value = "table")]
    pub format: Format,
}

/// One kernel in one language and variant: a row for programs.
struct Line {
    kernel: &'static Kernel,
    id: ImplementationId,
}

impl Record for Line {
    fn columns(_: &[Self]) -> Columns<'_, Self> {
        Columns::<Self>::new()
            .field("kernel", |line| line.kernel.name)
            .field("type", |line| line.kernel.element.name())
            .field("language", |line| line.id.language.name())
            .field("variant", |line| line.id.variant.name())
            .field("executors", |_| EXECUTORS.iter().map(|kind| kind.name).collect::<Vec<_>>())
            .field("unit", |line| line.kernel.unit)
            .field("parameters", |line| {
                line.kernel.parameters.iter().map(|parameter| parameter.name).collect::<Vec<_>>()
            })
            .field("summary", |line| line.kernel.summary)
    }
}

/// Prints the list.
pub fn list(arguments: &Arguments) -> Result<(), Failure> {
    let lines = |kernel: &&'static Kernel| {
        let kernel = *kernel;
        kernel.implementations().into_iter().map(move |id| Line { kernel, id })
    };
    let report = Report::new(KERNELS.iter().flat_map(lines).collect());
    arguments.format.write(&report, |to| tables(&report.build, to))
}

/// The tables for people: a line for each kernel, for each executor, for each compiler and for each level.
fn tables(build: &Build, to: &mut dyn Write) -> io::Result<()> {
    Columns::<&Kernel>::new()
        .left("kernel", |kernel| kernel.name)
        .left("type", |kernel| kernel.element.name())
        .left("languages", |kernel| each_once(kernel.implementations().iter().map(|id| id.language.name())))
        .left("variants", |kernel| each_once(kernel.implementations().iter().map(|id| id.variant.name())))
        .optional(2)
        .left("parameters", |kernel| {
            let parameter =
                kernel.parameters.iter().map(|parameter| format!("{}={}", parameter.name, parameter.default));
            parameter.collect::<Vec<_>>().join(" ")
        })
        .optional(1)
        .left("what it gives", |kernel| kernel.summary)
        .write_text(KERNELS, to)?;
    writeln!(to)?;

    Columns::<&ExecutorKind>::new()
        .left("executor", |kind| kind.name)
        .left("what it does", |kind| kind.summary)
        .write_text(EXECUTORS, to)?;
    writeln!(to)?;

    Columns::<Compiler>::new()
        .left("language", |it| it.language)
        .left("compiler", |it| it.compiler)
        .left("flags", |it| it.flags)
        .write_text(&build.compilers, to)?;
    writeln!(to)?;

    Columns::<LevelInfo>::new()
        .left("level of tuned kernels", |it| it.level)
        .left("flags", |it| it.flags)
        .left("this processor", |it| match (it.chosen, it.here) {
            (true, _) => "has it; in use",
            (false, true) => "has it",
            (false, false) => "lacks it",
        })
        .write_text(&build.levels, to)?;
    writeln!(to, "\nffi-workbench {}, {} build", build.version, build.profile)
}

fn each_once(words: impl Iterator<Item = &'static str>) -> String {
    let mut once = Vec::new();
    for word in words {
        if !once.contains(&word) {
            once.push(word);
        }
    }
    once.join(" ")
}
