//! `scaling`: the same work with more and more workers: time, speed-up, efficiency, and what Amdahl's law makes of
//! them.

use std::io::{self, Write};
use std::time::Duration;

use clap::Args;
use ffi_workbench::executors::{ExecutorKind, StartedExecutor};
use ffi_workbench::language::{Language, Variant};
use ffi_workbench::machine::cores;
use ffi_workbench::measure::{Contender, Measurement, measure_interleaved};
use ffi_workbench_cli::amdahl::{POINTS, serial_fraction};
use ffi_workbench_cli::report::plot::{Axis, Panel, Picture, Series};
use ffi_workbench_cli::report::quantity::{count, grouped, three_digits, time_unit};
use ffi_workbench_cli::report::{Columns, Record, Report, Row, language_name, verdict};

use super::output::{index_of, progress, refuse_wrong, step, warn_if_busy};
use super::{Failure, input};
use crate::cli::{Given, Output, executors, kernel_names, languages, positive_seconds, variants};

/// Measures a kernel with more and more workers and fits Amdahl's law.
///
/// Speed-up is T(1)/T(p), efficiency is speed-up / p, for one implementation on one executor. Amdahl's law says T(p) =
/// T(1)·(s + (1 − s)/p), where s is the share of the time that more workers do not shorten. The s printed has the least
/// squares over the measured p up to the number of cores: the sum of (T(p)/T(1) − 1/p)·(1 − 1/p) divided by the sum of
/// (1 − 1/p)². It takes three numbers of workers, 1 included, because any two times follow the law; with fewer there is
/// no fit. More workers than cores share them; they are measured, marked, and not part of the fit. An s below 0 means
/// that doubling the workers more than halved the time, as caches or noise can do.
#[derive(Debug, Args)]
#[command(after_help = "Example: ffi-workbench scaling series_pi --workers 1,2,4,8 --plot scaling.svg")]
pub struct Arguments {
    /// The kernel.
    #[arg(value_name = "KERNEL", value_parser = kernel_names())]
    pub kernel: String,
    /// Languages to measure; all of them by default.
    #[arg(long, value_delimiter = ',', value_parser = languages())]
    pub language: Vec<Language>,
    /// Variants to measure.
    #[arg(long, value_delimiter = ',', default_value = "plain", value_parser = variants())]
    pub variant: Vec<Variant>,
    /// Executors to measure.
    #[arg(long, value_delimiter = ',', default_value = "rayon,threads", value_parser = executors())]
    pub executor: Vec<&'static ExecutorKind>,
    /// Numbers of workers; by default 1, 2, 4 and so on to twice the number of cores. 1 is always measured.
    #[arg(long, value_delimiter = ',', allow_negative_numbers = true)]
    pub workers: Vec<usize>,
    /// Wall-clock time that the measurement may take, in seconds.
    #[arg(long, default_value = "30", value_parser = positive_seconds, allow_negative_numbers = true)]
    pub seconds: f64,
    #[command(flatten)]
    pub given: Given,
    #[command(flatten)]
    pub output: Output,
}

/// One implementation on one executor with one number of workers.
#[derive(Debug, Clone)]
struct Line {
    kernel: &'static str,
    element: &'static str,
    language: &'static str,
    variant: &'static str,
    executor: &'static str,
    workers: usize,
    more_than_cores: bool,
    size: u64,
    unit: &'static str,
    seconds_min: f64,
    seconds_median: f64,
    seconds_max: f64,
    runs: usize,
    cpu_seconds: f64,
    speedup: f64,
    efficiency: f64,
    /// Of the implementation on the executor, the same in all its rows.
    serial_fraction: Option<f64>,
    answer: f64,
    difference: Option<f64>,
    agrees: Option<bool>,
}

/// Measures and prints.
pub fn scaling(arguments: &Arguments) -> Result<(), Failure> {
    let Arguments { given, output, .. } = arguments;
    output.check()?;
    let kernels = input::kernels(&arguments.kernel, given.element)?;
    input::check_parameters(&kernels, given)?;
    let running = start(arguments)?;
    let (kernel, problem) = input::problem(&kernels, given)?;
    let works = input::implementations(kernel, &arguments.language, &arguments.variant)?
        .into_iter()
        .map(|id| input::work(kernel, id, &problem, given))
        .collect::<Result<Vec<_>, _>>()?;
    if works.is_empty() {
        return Err(Failure::Usage(format!("{} does not come in these languages and variants", arguments.kernel)));
    }
    let expected = kernel.expected(&problem)?;
    let contenders: Vec<_> =
        works.iter().flat_map(|work| running.iter().map(move |executor| Contender { work, executor })).collect();

    let bar = progress(1000).with_message(arguments.kernel.clone());
    let budget = Duration::from_secs_f64(arguments.seconds);
    let measured = step(&bar, |progress| measure_interleaved(&contenders, &expected, budget, progress));
    bar.finish_and_clear();

    let report = Report::new(lines(&contenders, &measured?));
    output.write(&report, || picture(&report.rows), |to| table(&report, to))?;
    let wrong = report.rows.iter().filter(|line| line.agrees == Some(false));
    refuse_wrong(wrong.map(|line| format!("{} with {} workers", name(line, true), line.workers)).collect())
}

/// Every executor with every number of workers, 1 first.
fn start(arguments: &Arguments) -> Result<Vec<StartedExecutor>, Failure> {
    let doubled = || std::iter::successors(Some(1), |workers| Some(2 * workers));
    let mut workers = match arguments.workers.as_slice() {
        [] => doubled().take_while(|&workers| workers <= 2 * cores()).chain([cores()]).collect(),
        given => given.to_vec(),
    };
    workers.push(1);
    workers.sort_unstable();
    workers.dedup();
    let all = arguments.executor.iter().flat_map(|&kind| workers.iter().map(move |&workers| (kind, workers)));
    Ok(all.map(|(kind, workers)| StartedExecutor::start(kind, Some(workers))).collect::<Result<_, _>>()?)
}

fn lines(contenders: &[Contender<'_, '_>], measured: &[Measurement]) -> Vec<Line> {
    let rows: Vec<Row> = contenders.iter().zip(measured).map(|(who, what)| Row::new(who, what)).collect();
    let same = |a: &Row, b: &Row| (a.language, a.variant, a.executor) == (b.language, b.variant, b.executor);
    let mut lines = Vec::new();
    for group in rows.chunk_by(same) {
        // The first of a group has one worker.
        let alone = group[0].seconds.median;
        let relative: Vec<_> = group.iter().map(|row| (row.workers, row.seconds.median / alone)).collect();
        let serial_fraction = serial_fraction(&relative, cores());
        lines.extend(group.iter().map(|row| Line {
            kernel: row.kernel,
            element: row.element,
            language: row.language,
            variant: row.variant,
            executor: row.executor,
            workers: row.workers,
            more_than_cores: row.workers > cores(),
            size: row.size,
            unit: row.unit,
            seconds_min: row.seconds.min,
            seconds_median: row.seconds.median,
            seconds_max: row.seconds.max,
            runs: row.seconds.runs,
            cpu_seconds: row.cpu_seconds,
            speedup: alone / row.seconds.median,
            efficiency: alone / row.seconds.median / row.workers as f64,
            serial_fraction,
            answer: row.answer,
            difference: row.difference,
            agrees: row.agrees,
        }));
    }
    lines
}

/// Who it is: language and executor, and the variant where there are several.
fn name(line: &Line, several: bool) -> String {
    let variant = if several { format!(" {}", line.variant) } else { String::new() };
    format!("{}{variant}, {}", language_name(line.language), line.executor)
}

fn several_variants(lines: &[Line]) -> bool {
    lines.iter().any(|line| line.variant != lines[0].variant)
}

/// The lines of one implementation on one executor.
fn groups(lines: &[Line]) -> impl Iterator<Item = &[Line]> {
    lines.chunk_by(|a, b| (a.language, a.variant, a.executor) == (b.language, b.variant, b.executor))
}

impl Record for Line {
    fn columns(lines: &[Self]) -> Columns<'_, Self> {
        let unit = time_unit(shortest(lines));
        let (symbol, time) = (unit.symbol, move |seconds: f64| three_digits(seconds / unit.size));
        Columns::<Self>::new()
            .field("kernel", |line| line.kernel)
            .field("type", |line| line.element)
            .word("language", |line| line.language)
            .word("variant", |line| line.variant)
            .word("executor", |line| line.executor)
            .field("workers", |line| line.workers)
            .field("more_than_cores", |line| line.more_than_cores)
            .right("workers", |line| format!("{}{}", line.workers, if line.more_than_cores { " *" } else { "  " }))
            .field("size", |line| line.size)
            .field("unit", |line| line.unit)
            .field("seconds_min", |line| line.seconds_min)
            .field("seconds_median", |line| line.seconds_median)
            .right(format!("median {symbol}"), move |line| time(line.seconds_median))
            .field("seconds_max", |line| line.seconds_max)
            .field("runs", |line| line.runs)
            .field("cpu_seconds", |line| line.cpu_seconds)
            .right(format!("CPU {symbol}"), move |line| time(line.cpu_seconds))
            .optional(1)
            .field("speedup", |line| line.speedup)
            .right("speed-up", |line| format!("{:.2}", line.speedup))
            .field("efficiency", |line| line.efficiency)
            .right("efficiency", |line| format!("{:.0} %", 100.0 * line.efficiency))
            .field("serial_fraction", |line| line.serial_fraction)
            .right("runs", |line| line.runs)
            .optional(2)
            .field("answer", |line| line.answer)
            .field("difference", |line| line.difference)
            .field("agrees", |line| line.agrees)
            .left("answer", |line| match line.agrees {
                Some(true) => verdict(true).word.to_owned(),
                agrees => format!("{}: {}", verdict(agrees).word, line.answer),
            })
            .style(|line| verdict(line.agrees).style)
    }
}

/// The shortest of the median times.
fn shortest(lines: &[Line]) -> f64 {
    lines.iter().map(|line| line.seconds_median).fold(f64::INFINITY, f64::min)
}

fn table(report: &Report<Line>, to: &mut dyn Write) -> io::Result<()> {
    let lines = &report.rows;
    let first = &lines[0];
    writeln!(to, "{} {}, {} {}", first.kernel, first.element, grouped(first.size), first.unit)?;
    Line::columns(lines).write_text(lines, to)?;
    if lines.iter().any(|line| line.more_than_cores) {
        writeln!(to, "* more workers than the machine has cores, {}: they share them", cores())?;
    }
    warn_if_busy(lines.iter().map(|line| (line.workers, line.seconds_median, line.cpu_seconds)), to)?;
    fits(lines, to)?;
    writeln!(to, "{}, {}", report.machine.processor, report.machine.system)
}

/// The serial fraction of each implementation on each executor, or why there is none: all have the same numbers of
/// workers.
fn fits(lines: &[Line], to: &mut dyn Write) -> io::Result<()> {
    let law = "serial fraction s by Amdahl's law, T(p) = T(1)·(s + (1 − s)/p)";
    if lines[0].serial_fraction.is_none() {
        let workers = groups(lines).next().unwrap_or_default().iter().filter(|line| !line.more_than_cores).count();
        let (measured, cores) = (count(workers as u64, "number"), count(cores() as u64, "core"));
        return writeln!(to, "\n{law}: not fitted; {measured} of workers up to {cores} measured, a fit needs {POINTS}");
    }
    writeln!(to, "\n{law}, fitted for p up to {}:", cores())?;
    for group in groups(lines) {
        let who = name(&group[0], several_variants(lines));
        let Some(s) = group[0].serial_fraction else { continue };
        if s >= 1.0 {
            writeln!(to, "  {who}: {s:.3}, so more workers did not help")?;
        } else if s > 0.0 {
            writeln!(to, "  {who}: {s:.3}, so at most {} times as fast", three_digits(1.0 / s))?;
        } else {
            writeln!(to, "  {who}: {s:.3}, so no limit shows")?;
        }
    }
    Ok(())
}

fn picture(lines: &[Line]) -> Picture {
    let mut workers: Vec<usize> = lines.iter().map(|line| line.workers).collect();
    workers.sort_unstable();
    workers.dedup();
    let max = workers.last().copied().unwrap_or(1) as f64;
    // Small numbers lie close together: of two ticks less than a thirtieth of the axis apart the larger is left out.
    let mut ticks: Vec<f64> = Vec::new();
    for at in workers.iter().map(|&workers| workers as f64) {
        if ticks.last().is_none_or(|last| at - last > max / 30.0) {
            ticks.push(at);
        }
    }
    let unit = time_unit(shortest(lines));
    let longest = lines.iter().map(|line| line.seconds_median).fold(0.0, f64::max) / unit.size;
    let axis = || Axis::linear("workers").ticks(ticks.clone());
    let mut times =
        Panel::new(axis(), Axis::linear(format!("median time in {}", unit.symbol)).range(0.0, longest * 1.05));
    let mut speedups = Panel::new(axis(), Axis::linear("speed-up against one worker"));
    let several = several_variants(lines);
    let (mut languages, mut others) = (Vec::new(), Vec::new());
    for group in groups(lines) {
        let line = &group[0];
        let look = (index_of(&mut languages, line.language), index_of(&mut others, (line.executor, line.variant)));
        let series = |value: fn(&Line) -> f64, size: f64| {
            let points = group.iter().map(|line| [line.workers as f64, value(line) / size]).collect();
            Series::marked(name(line, several), points).look(look.0, look.1)
        };
        times = times.with(series(|line| line.seconds_median, unit.size));
        speedups = speedups.with(series(|line| line.speedup, 1.0));
    }
    speedups = speedups.with(Series::dashed("ideal", vec![[1.0, 1.0], [max, max]]));
    let here = count(cores() as u64, "core");
    let title = format!("{} of {} {}", lines[0].kernel, grouped(lines[0].size), lines[0].unit);
    let panels = vec![times.vertical(&here, cores() as f64), speedups.vertical(&here, cores() as f64)];
    Picture::side_by_side(title, panels)
}
