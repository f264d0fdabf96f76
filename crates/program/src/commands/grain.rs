//! `grain`: units per second against the number of slots in a block.

use std::io::{self, Write};
use std::time::Duration;

use clap::Args;
use ffi_workbench::executors::{EXECUTORS, ExecutorKind, StartedExecutor};
use ffi_workbench::language::{ImplementationId, Variant};
use ffi_workbench::measure::{Contender, measure_interleaved};
use ffi_workbench::work::{Kernel, Work};
use ffi_workbench_cli::report::plot::{Axis, Panel, Picture, Series};
use ffi_workbench_cli::report::quantity::{grouped, rate_prefix, three_digits};
use ffi_workbench_cli::report::{BOLD, Columns, Record, Report, verdict};

use super::output::{Progress, progress, refuse_wrong, step};
use super::{Failure, input};
use crate::cli::{EachKernel, size};

/// Measures kernels in blocks of different sizes on all cores: small blocks cost time to hand out, of large ones there
/// are too few for all workers.
///
/// Blocks are from 1/256 to 4 times as long as those in use. Each kernel is measured in Rust, or in the first language
/// that it has, in all variants, on the executors that `compare` takes by default, with default parameters. Every
/// answer is checked. A kernel that is one block, because it cannot be cut or its size is too small, is left out.
#[derive(Debug, Args)]
#[command(after_help = "Example: ffi-workbench grain sum moving_average --folder pictures")]
pub struct Arguments {
    /// Size of the input; by default each kernel's own.
    #[arg(long, value_parser = size, allow_negative_numbers = true)]
    pub size: Option<u64>,
    #[command(flatten)]
    pub each: EachKernel,
}

/// The grains that are tried, as powers of two of the one in use.
const POWERS: [i32; 8] = [-8, -6, -4, -2, -1, 0, 1, 2];

/// What a variant of a kernel may take, with all its grains and executors.
const BUDGET: Duration = Duration::from_secs(4);

/// A kernel's variant in blocks of one size, run by one executor.
struct Line {
    kernel: &'static Kernel,
    id: ImplementationId,
    executor: &'static str,
    workers: usize,
    size: u64,
    grain_in_use: usize,
    grain: usize,
    seconds: f64,
    difference: Option<f64>,
    agrees: Option<bool>,
}

impl Line {
    fn per_second(&self) -> f64 {
        self.size as f64 / self.seconds
    }
}

impl Record for Line {
    fn columns(_: &[Self]) -> Columns<'_, Self> {
        Columns::<Self>::new()
            .field("kernel", |line| line.kernel.name)
            .field("type", |line| line.kernel.element.name())
            .field("language", |line| line.id.language.name())
            .field("variant", |line| line.id.variant.name())
            .field("executor", |line| line.executor)
            .field("workers", |line| line.workers)
            .field("size", |line| line.size)
            .field("grain_in_use", |line| line.grain_in_use)
            .field("grain", |line| line.grain)
            .field("difference", |line| line.difference)
            .field("agrees", |line| line.agrees)
            .field("seconds_median", |line| line.seconds)
            .field("per_second", Self::per_second)
            .field("unit", |line| line.kernel.unit)
    }
}

/// Measures and prints.
pub fn grain(arguments: &Arguments) -> Result<(), Failure> {
    let Arguments { each, .. } = arguments;
    let size = |kernel: &Kernel| arguments.size.unwrap_or(kernel.default_size);
    for kernel in each.kernels() {
        input::check_size(kernel, size(kernel))?;
    }
    each.make_folder()?;
    let executors = executors().map(|kind| StartedExecutor::start(kind, None)).collect::<Result<Vec<_>, _>>()?;
    let ids: Vec<_> = each.kernels().into_iter().flat_map(|kernel| ids(kernel).map(move |id| (kernel, id))).collect();
    let bar = progress(1000 * ids.len());
    let (mut lines, mut left_out) = (Vec::new(), Vec::new());
    for ids in ids.chunk_by(|a, b| std::ptr::eq(a.0, b.0)) {
        let kernel = ids[0].0;
        bar.set_message(kernel.name);
        let first = lines.len();
        for &(_, id) in ids {
            let measured = step(&bar, |progress| measure(kernel, id, size(kernel), &executors, progress))?;
            if measured.is_empty() {
                left_out.push(who(kernel, id));
            }
            lines.extend(measured);
        }
        if lines.len() > first {
            each.draw(kernel, || picture(kernel, &lines[first..]))?;
        }
    }
    bar.finish_and_clear();

    let report = Report::new(lines);
    each.format.write(&report, |to| {
        tables(&report.rows, to)?;
        left_out.iter().try_for_each(|who| writeln!(to, "one block at this size, left out: {who}"))?;
        each.write_pictures(to)
    })?;
    let wrong = report.rows.iter().filter(|line| line.agrees == Some(false));
    let wrong =
        wrong.map(|line| format!("{}, {}, in blocks of {}", who(line.kernel, line.id), line.executor, line.grain));
    refuse_wrong(wrong.collect())
}

/// The executors that are measured.
fn executors() -> impl Iterator<Item = &'static ExecutorKind> {
    EXECUTORS.iter().copied().filter(|kind| kind.by_default)
}

/// The variants of a kernel in the first language that it has.
fn ids(kernel: &Kernel) -> impl Iterator<Item = ImplementationId> + use<> {
    let ids = kernel.implementations();
    let language = ids.first().map(|id| id.language);
    ids.into_iter().filter(move |id| Some(id.language) == language)
}

/// `sum f64 in Rust (plain)`
fn who(kernel: &Kernel, id: ImplementationId) -> String {
    format!("{} {} in {} ({})", kernel.name, kernel.element.name(), id.language, id.variant.name())
}

/// One line for each grain and executor; none where there is one block.
fn measure(
    kernel: &'static Kernel,
    id: ImplementationId,
    size: u64,
    executors: &[StartedExecutor],
    progress: Progress<'_>,
) -> Result<Vec<Line>, Failure> {
    let problem = input::generate_default(kernel, size)?;
    let work = || input::generated_work(kernel, id, &problem);
    let (grain_in_use, slots) = (work()?.grain(), work()?.slots());
    if grain_in_use >= slots {
        return Ok(Vec::new());
    }
    let grains = POWERS.iter().map(|&power| match power {
        ..0 => grain_in_use >> -power,
        _ => grain_in_use << power,
    });
    let works = grains.filter(|&grain| grain > 0 && grain < 2 * slots).map(|grain| Ok(work()?.with_grain(grain)));
    let works = works.collect::<Result<Vec<Work<'_>>, Failure>>()?;
    let contenders: Vec<_> =
        works.iter().flat_map(|work| executors.iter().map(move |executor| Contender { work, executor })).collect();
    let measured = measure_interleaved(&contenders, &kernel.expected(&problem)?, BUDGET, progress)?;
    let lines = contenders.iter().zip(&measured).map(|(Contender { work, executor }, measured)| Line {
        kernel,
        id,
        executor: executor.kind.name,
        workers: executor.workers,
        size: problem.size(),
        grain_in_use,
        grain: work.grain(),
        seconds: measured.median(),
        difference: measured.verdict.check.map(|check| check.difference),
        agrees: measured.verdict.check.map(|check| check.agrees),
    });
    Ok(lines.collect())
}

/// One table for each kernel and variant: a line for each grain, a column for each executor.
fn tables(lines: &[Line], to: &mut dyn Write) -> io::Result<()> {
    for lines in lines.chunk_by(|a, b| std::ptr::eq(a.kernel, b.kernel) && a.id == b.id) {
        let grains: Vec<&[Line]> = lines.chunk_by(|a, b| a.grain == b.grain).collect();
        let Line { kernel, id, size, .. } = lines[0];
        let rate = rate_prefix(lines.iter().map(Line::per_second).fold(0.0, f64::max));
        let unit = format!("{}{}/s", rate.symbol, kernel.unit);
        writeln!(to, "{BOLD}{}{BOLD:#}, {} {}, {unit}", who(kernel, id), grouped(size), kernel.unit)?;
        let mut columns = Columns::<&[Line]>::new()
            .right("slots in a block", |grain| grouped(grain[0].grain as u64))
            .left("", |grain| if grain[0].grain == grain[0].grain_in_use { "in use" } else { "" });
        for (index, Line { executor, .. }) in grains[0].iter().enumerate() {
            columns = columns.right(*executor, move |grain| match grain[index].agrees {
                Some(false) => verdict(false).word.to_owned(),
                _ => three_digits(grain[index].per_second() / rate.size),
            });
        }
        let agree = |grain: &&[Line]| grain.iter().all(|line| line.agrees != Some(false));
        columns.style(|grain| verdict(agree(grain)).style).write_text(&grains, to)?;
        writeln!(to)?;
    }
    Ok(())
}

/// A panel for each variant: their grains are not alike.
fn picture(kernel: &Kernel, lines: &[Line]) -> Picture {
    let panels = Variant::ALL.iter().filter_map(|&variant| {
        let lines: Vec<_> = lines.iter().filter(|line| line.id.variant == variant).collect();
        let title = format!("slots in a block, {}", variant.name());
        let panel = Panel::new(Axis::log(title), Axis::log(format!("{} per second", kernel.unit)));
        let panel = panel.vertical("in use", lines.first()?.grain_in_use as f64);
        Some(executors().enumerate().fold(panel, |panel, (colour, kind)| {
            let points = lines.iter().filter(|line| line.executor == kind.name);
            let points = points.map(|line| [line.grain as f64, line.per_second()]).collect();
            panel.with(Series::marked(kind.name, points).look(colour, 0))
        }))
    });
    let language = lines.first().map_or_else(String::new, |line| line.id.language.to_string());
    let title = format!("{} {}, {language}, all cores", kernel.name, kernel.element.name());
    Picture::stacked(title, panels.collect())
}
