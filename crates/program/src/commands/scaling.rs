//! `scaling`: the same work with more and more workers: time, speed-up, efficiency, and what Amdahl's law makes of them.

use std::io::{self, Write};
use std::time::Duration;

use anstyle::Style;
use clap::Args;
use ffi_workbench::executors::{Kind, Running, cores};
use ffi_workbench::language::{Language, Variant};
use ffi_workbench::measure::{Contender, Measurement, in_turn};
use ffi_workbench_cli::report::plot::{Axis, Panel, Picture, Series};
use ffi_workbench_cli::report::quantity::{count, grouped, three_digits, time_unit};
use ffi_workbench_cli::report::table::write_table;
use ffi_workbench_cli::report::{Findings, Row};
use serde::Serialize;

use super::output::{place, progress, refuse_wrong};
use super::{Failure, input};
use crate::cli::{Given, Output, executors, kernel_names, languages, positive_seconds, variants};

/// Measures a kernel with more and more workers and fits Amdahl's law.
///
/// Speed-up is T(1)/T(p), efficiency is speed-up / p, for one implementation on one executor. Amdahl's law says
/// T(p) = T(1)·(s + (1 − s)/p), where s is the share of the time that more workers do not shorten. The s printed has the
/// least squares over the measured p from 2 up to the number of cores: the sum of (T(p)/T(1) − 1/p)·(1 − 1/p) divided by
/// the sum of (1 − 1/p)². More workers than cores share them; they are measured, marked, and not part of the fit. An s
/// below 0 means that doubling the workers more than halved the time, as caches or noise can do.
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
    pub executor: Vec<&'static Kind>,
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
#[derive(Debug, Clone, Serialize)]
struct Line {
    kernel: &'static str,
    #[serde(rename = "type")]
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
    let works = input::choices(kernel, &arguments.language, &arguments.variant)?
        .into_iter()
        .map(|choice| input::work(kernel, choice, &problem, given))
        .collect::<Result<Vec<_>, _>>()?;
    if works.is_empty() {
        return Err(Failure::Usage(format!("{} does not come in these languages and variants", arguments.kernel)));
    }
    let expected = kernel.expected(&problem)?;
    let contenders: Vec<_> =
        works.iter().flat_map(|work| running.iter().map(move |executor| Contender { work, executor })).collect();

    let bar = progress(1000).with_message(arguments.kernel.clone());
    let budget = Duration::from_secs_f64(arguments.seconds);
    // A share of 1000 steps; never negative, never above.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let measured = in_turn(&contenders, &expected, budget, |share| bar.set_position((share * 1000.0) as u64));
    bar.finish_and_clear();

    let findings = Findings::new(lines(&contenders, &measured?));
    output.write(&findings, || picture(&findings.rows), |to| table(&findings, to))?;
    let wrong = findings.rows.iter().filter(|line| line.agrees == Some(false));
    refuse_wrong(wrong.map(|line| format!("{} with {} workers", name(line, true), line.workers)).collect())
}

/// Every executor with every number of workers, 1 first.
fn start(arguments: &Arguments) -> Result<Vec<Running>, Failure> {
    let doubled = || std::iter::successors(Some(1), |workers| Some(2 * workers));
    let mut workers = match arguments.workers.as_slice() {
        [] => doubled().take_while(|&workers| workers <= 2 * cores()).chain([cores()]).collect(),
        given => given.to_vec(),
    };
    workers.push(1);
    workers.sort_unstable();
    workers.dedup();
    let all = arguments.executor.iter().flat_map(|&kind| workers.iter().map(move |&workers| (kind, workers)));
    Ok(all.map(|(kind, workers)| Running::start(kind, Some(workers))).collect::<Result<_, _>>()?)
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

/// The s of least squares in T(p)/T(1) = s + (1 − s)/p over 2 ≤ p ≤ cores; none where no such p was measured.
fn serial_fraction(relative: &[(usize, f64)], cores: usize) -> Option<f64> {
    let fitted = relative.iter().filter(|(workers, _)| (2..=cores).contains(workers));
    let (above, below) = fitted.fold((0.0, 0.0), |(above, below), &(workers, time)| {
        let share = 1.0 / workers as f64;
        (above + (time - share) * (1.0 - share), below + (1.0 - share).powi(2))
    });
    (below > 0.0).then(|| above / below)
}

/// Who it is: language and executor, and the variant where there are several.
fn name(line: &Line, several: bool) -> String {
    let variant = if several { format!(" {}", line.variant) } else { String::new() };
    format!("{}{variant}, {}", line.language, line.executor)
}

fn several_variants(lines: &[Line]) -> bool {
    lines.iter().any(|line| line.variant != lines[0].variant)
}

/// The lines of one implementation on one executor.
fn groups(lines: &[Line]) -> impl Iterator<Item = &[Line]> {
    lines.chunk_by(|a, b| (a.language, a.variant, a.executor) == (b.language, b.variant, b.executor))
}

fn table(findings: &Findings<Line>, to: &mut dyn Write) -> io::Result<()> {
    let lines = &findings.rows;
    let first = &lines[0];
    writeln!(to, "{} {}, {} {}", first.kernel, first.element, grouped(first.size), first.unit)?;
    let shortest = lines.iter().map(|line| line.seconds_median).fold(f64::INFINITY, f64::min);
    let unit = time_unit(shortest);
    let time = |seconds: f64| three_digits(seconds / unit.size);
    let heads =
        ["language", "variant", "executor", "workers", "median", "CPU", "speed-up", "efficiency", "runs", "answer"];
    let heads = heads.map(|head| match head {
        "median" | "CPU" => format!("{head} {}", unit.symbol),
        _ => head.to_owned(),
    });
    let cells = lines.iter().map(|line| {
        [
            line.language.to_owned(),
            line.variant.to_owned(),
            line.executor.to_owned(),
            format!("{}{}", line.workers, if line.more_than_cores { " *" } else { "  " }),
            time(line.seconds_median),
            time(line.cpu_seconds),
            format!("{:.2}", line.speedup),
            format!("{:.0} %", 100.0 * line.efficiency),
            line.runs.to_string(),
            if line.agrees == Some(true) { "agrees".to_owned() } else { format!("WRONG: {}", line.answer) },
        ]
    });
    write_table(heads, cells, std::iter::repeat(Style::new()), 3..9, to)?;
    if lines.iter().any(|line| line.more_than_cores) {
        writeln!(to, "* more workers than the machine has cores, {}: they share them", cores())?;
    }
    // In shorter runs the start of a thread is a part of the wall time.
    let alone = lines.iter().filter(|line| line.workers == 1 && line.cpu_seconds > 1e-3);
    let waited = alone.map(|line| line.seconds_median / line.cpu_seconds).fold(0.0, f64::max);
    if waited > 1.25 {
        writeln!(to, "the machine was busy: one worker took up to {waited:.1} times its CPU time; measure again")?;
    }
    writeln!(to, "\nserial fraction s by Amdahl's law, T(p) = T(1)·(s + (1 − s)/p), fitted for p up to {}:", cores())?;
    for group in groups(lines) {
        let who = name(&group[0], several_variants(lines));
        match group[0].serial_fraction {
            Some(s) if s >= 1.0 => writeln!(to, "  {who}: {s:.3}, so more workers did not help")?,
            Some(s) if s > 0.0 => writeln!(to, "  {who}: {s:.3}, so at most {} times as fast", three_digits(1.0 / s))?,
            Some(s) => writeln!(to, "  {who}: {s:.3}, so no limit shows")?,
            None => writeln!(to, "  {who}: not fitted, no measurement with 2 to {} workers", cores().max(2))?,
        }
    }
    writeln!(to, "{}, {}", findings.machine.processor, findings.machine.system)
}

fn picture(lines: &[Line]) -> Picture {
    let mut workers: Vec<usize> = lines.iter().map(|line| line.workers).collect();
    workers.sort_unstable();
    workers.dedup();
    let most = workers.last().copied().unwrap_or(1) as f64;
    // Small numbers lie close together: of two ticks less than a thirtieth of the axis apart the larger is left out.
    let mut ticks: Vec<f64> = Vec::new();
    for at in workers.iter().map(|&workers| workers as f64) {
        if ticks.last().is_none_or(|last| at - last > most / 30.0) {
            ticks.push(at);
        }
    }
    let shortest = lines.iter().map(|line| line.seconds_median).fold(f64::INFINITY, f64::min);
    let unit = time_unit(shortest);
    let longest = lines.iter().map(|line| line.seconds_median).fold(0.0, f64::max) / unit.size;
    let axis = || Axis::linear("workers").ticks(ticks.clone());
    let mut times =
        Panel::new(axis(), Axis::linear(format!("median time in {}", unit.symbol)).range(0.0, longest * 1.05));
    let mut speedups = Panel::new(axis(), Axis::linear("speed-up against one worker"));
    let several = several_variants(lines);
    let (mut languages, mut others) = (Vec::new(), Vec::new());
    for group in groups(lines) {
        let line = &group[0];
        let look = (place(&mut languages, line.language), place(&mut others, (line.executor, line.variant)));
        let series = |value: fn(&Line) -> f64, size: f64| {
            let points = group.iter().map(|line| [line.workers as f64, value(line) / size]).collect();
            Series::marked(name(line, several), points).look(look.0, look.1)
        };
        times = times.with(series(|line| line.seconds_median, unit.size));
        speedups = speedups.with(series(|line| line.speedup, 1.0));
    }
    speedups = speedups.with(Series::dashed("ideal", vec![[1.0, 1.0], [most, most]]));
    let here = count(cores() as u64, "core");
    let title = format!("{} of {} {}", lines[0].kernel, grouped(lines[0].size), lines[0].unit);
    let panels = vec![times.vertical(&here, cores() as f64), speedups.vertical(&here, cores() as f64)];
    Picture::side_by_side(title, panels)
}

#[cfg(test)]
mod tests {
    use super::serial_fraction;

    #[test]
    fn the_fit_finds_the_fraction_of_times_that_follow_the_law() {
        let law = |s: f64, p: usize| (p, s + (1.0 - s) / p as f64);
        for s in [0.0, 0.1, 0.5, 1.0] {
            let fitted = serial_fraction(&[law(s, 1), law(s, 2), law(s, 3), law(s, 8)], 8).unwrap();
            assert!((fitted - s).abs() < 1e-15, "{s}: {fitted}");
        }
    }

    #[test]
    fn more_workers_than_cores_and_one_worker_say_nothing_about_the_fraction() {
        assert_eq!(serial_fraction(&[(1, 1.0), (4, 0.9)], 2), None);
        assert_eq!(serial_fraction(&[(1, 1.0), (2, 0.5), (4, 0.9)], 2), Some(0.0));
    }
}
