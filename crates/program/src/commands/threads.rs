//! `threads`: results from threads by slots of one shared array and by the join value, wall against CPU time.

use std::io::{self, Write};

use clap::Args;
use ffi_workbench::error::Error;
use ffi_workbench::language::{ImplementationId, Language, Variant};
use ffi_workbench::machine::cores;
use ffi_workbench::work::{Expected, Kernel, Work};
use ffi_workbench_cli::experiments::threads::{WAYS, Way};
use ffi_workbench_cli::experiments::{median, timed};
use ffi_workbench_cli::report::plot::{Axis, Panel, Picture, Series};
use ffi_workbench_cli::report::quantity::{grouped, three_digits, time_unit};
use ffi_workbench_cli::report::{Columns, Record, Report, verdict, verdict_within};

use super::output::{progress, refuse_wrong, warn_if_busy};
use super::{Failure, input};
use crate::cli::{Given, Output, kernel_names, languages};

/// The largest number of threads that is tried.
const MAX_WORKERS: usize = 256;

/// Runs a kernel on 1, 2, 3 ... threads whose results come back by slots of one shared array and by the join value.
///
/// Foreign code holds no interpreter's lock: where the CPU time is a multiple of the wall time, threads did run side by
/// side.
#[derive(Debug, Args)]
#[command(
    after_help = "Example: ffi-workbench threads moving_average --language fortran --workers 4 --plot threads.svg"
)]
pub struct Arguments {
    /// The kernel.
    #[arg(value_name = "KERNEL", default_value = "series_pi", value_parser = kernel_names())]
    pub kernel: String,
    /// The language it is written in.
    #[arg(long, default_value = "c", value_parser = languages())]
    pub language: Language,
    /// Largest number of threads; by default as many as there are cores, and at least 2.
    #[arg(long, allow_negative_numbers = true)]
    pub workers: Option<usize>,
    /// Runs of each way and number of threads; the median is shown.
    #[arg(long, default_value = "7", value_parser = clap::value_parser!(u32).range(1..=10_000), allow_negative_numbers = true)]
    pub repeats: u32,
    #[command(flatten)]
    pub given: Given,
    #[command(flatten)]
    pub output: Output,
}

/// One way with one number of threads.
#[derive(Debug, Clone)]
struct Line {
    kernel: &'static str,
    language: &'static str,
    size: u64,
    way: &'static str,
    workers: usize,
    seconds: f64,
    cpu_seconds: f64,
    speed_up: f64,
    answer: f64,
    difference: f64,
    agrees: bool,
}

/// Measures and prints both ways.
pub fn threads(arguments: &Arguments) -> Result<(), Failure> {
    arguments.output.check()?;
    let workers = arguments.workers.unwrap_or_else(|| cores().clamp(2, MAX_WORKERS));
    if workers == 0 || workers > MAX_WORKERS {
        return Err(Error::WorkersOutOfRange { executor: "threads", workers, max: MAX_WORKERS }.into());
    }
    let given = &arguments.given;
    let kernels = input::kernels(&arguments.kernel, given.element)?;
    input::check_parameters(&kernels, given)?;
    let (kernel, problem) = input::problem(&kernels, given)?;
    let id = ImplementationId { language: arguments.language, variant: Variant::Plain };
    let work = input::work(kernel, id, &problem, given)?;
    let expected = kernel.expected(&problem)?;

    let bar = progress(WAYS.len() * workers);
    let mut lines = Vec::new();
    for way in WAYS {
        for threads in 1..=workers {
            bar.set_message(format!("{}, {threads} threads", way.name));
            lines.push(line(way, threads, &work, &expected, arguments.repeats)?);
            bar.inc(1);
        }
    }
    bar.finish_and_clear();
    for lines in lines.chunk_by_mut(|a, b| a.way == b.way) {
        let alone = lines[0].seconds;
        lines.iter_mut().for_each(|line| line.speed_up = alone / line.seconds);
    }
    let report = Report::new(lines);
    let (rows, language) = (&report.rows, arguments.language);
    arguments.output.write(&report, || picture(rows, language), |to| table(rows, kernel, language, to))?;
    let wrong = rows.iter().filter(|line| !line.agrees);
    refuse_wrong(wrong.map(|line| format!("{} from {} threads", line.way, line.workers)).collect())
}

fn line(way: &Way, workers: usize, work: &Work<'_>, expected: &Expected, repeats: u32) -> Result<Line, Failure> {
    let kernel = work.kernel();
    let (mut seconds, mut cpu_seconds, mut difference, mut answer) = (Vec::new(), Vec::new(), 0.0, 0.0);
    for _ in 0..repeats {
        let (out, cost) = timed(|| (way.run)(work, workers));
        let values = work.answer(out?);
        difference = f64::max(difference, expected.difference(&values));
        answer = if kernel.gives_array { values.iter().sum() } else { values[0] };
        seconds.push(cost.seconds);
        cpu_seconds.push(cost.cpu_seconds);
    }
    Ok(Line {
        kernel: kernel.name,
        language: work.implementation().language.name(),
        size: work.problem().size(),
        way: way.name,
        workers,
        seconds: median(seconds.into_iter()),
        cpu_seconds: median(cpu_seconds.into_iter()),
        speed_up: 1.0,
        answer,
        difference,
        agrees: difference <= kernel.tolerance,
    })
}

impl Record for Line {
    fn columns(lines: &[Self]) -> Columns<'_, Self> {
        let unit = time_unit(lines.iter().map(|line| line.seconds).fold(f64::INFINITY, f64::min));
        let (symbol, cores) = (unit.symbol, cores());
        Columns::<Self>::new()
            .field("kernel", |line| line.kernel)
            .field("language", |line| line.language)
            .field("size", |line| line.size)
            .word("way", |line| line.way)
            .field("workers", |line| line.workers)
            .right("threads", |line| line.workers)
            .field("seconds", |line| line.seconds)
            .right(format!("wall {symbol}"), move |line| three_digits(line.seconds / unit.size))
            .field("cpu_seconds", |line| line.cpu_seconds)
            .right(format!("CPU {symbol}"), move |line| three_digits(line.cpu_seconds / unit.size))
            .right("CPU / wall", |line| three_digits(line.cpu_seconds / line.seconds))
            .field("speed_up", |line| line.speed_up)
            .right("speed-up", |line| three_digits(line.speed_up))
            .field("answer", |line| line.answer)
            .field("difference", |line| line.difference)
            .field("agrees", |line| line.agrees)
            .left("answer", move |line| {
                let beyond = if line.workers > cores { " (beyond the cores)" } else { "" };
                verdict_within(line.agrees, line.difference) + beyond
            })
            .style(|line| verdict(line.agrees).style)
    }
}

fn table(lines: &[Line], kernel: &Kernel, language: Language, to: &mut dyn Write) -> io::Result<()> {
    let first = &lines[0];
    writeln!(to, "{} in {language}, {} {}", first.kernel, grouped(first.size), kernel.unit)?;
    for way in WAYS {
        writeln!(to, "{}: {}", way.name, way.summary)?;
    }
    Line::columns(lines).write_text(lines, to)?;
    warn_if_busy(lines.iter().map(|line| (line.workers, line.seconds, line.cpu_seconds)), to)
}

/// Wall and CPU time over the number of threads.
fn picture(lines: &[Line], language: Language) -> Picture {
    let slowest = lines.iter().map(|line| line.cpu_seconds.max(line.seconds)).fold(0.0, f64::max);
    let unit = time_unit(slowest);
    let max = lines.iter().map(|line| line.workers).max().unwrap_or(1);
    let axis = || {
        let axis = Axis::linear("threads");
        if max <= 16 { axis.ticks((1..=max).map(|workers| workers as f64).collect()) } else { axis }
    };
    let panel = |title: &str, value: &dyn Fn(&Line) -> f64| {
        // Both from 0 to the same end, so that they can be compared.
        let times = Axis::linear(format!("{title} in {}", unit.symbol)).range(0.0, 1.1 * slowest / unit.size);
        WAYS.iter().fold(Panel::new(axis(), times), |panel, way| {
            let of = lines.iter().filter(|line| line.way == way.name);
            let points = of.map(|line| [line.workers as f64, value(line) / unit.size]).collect();
            panel.with(Series::marked(format!("by {}", way.name), points))
        })
    };
    let title = format!("{} in {language} on threads", lines[0].kernel);
    Picture::side_by_side(
        title,
        vec![panel("wall time", &|line| line.seconds), panel("CPU time", &|line| line.cpu_seconds)],
    )
}
