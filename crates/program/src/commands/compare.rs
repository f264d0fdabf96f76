//! `compare`: all implementations and executors of each kernel, measured in turn, every answer checked.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use clap::{Args, ValueEnum};
use ffi_workbench::executors::{EXECUTORS, ExecutorKind, StartedExecutor};
use ffi_workbench::language::{Language, Variant};
use ffi_workbench::measure::{Contender, measure_interleaved};
use ffi_workbench::work::{Kernel, Problem, names};
use ffi_workbench_cli::files;
use ffi_workbench_cli::report::plot::{Axis, Panel, Picture, Series};
use ffi_workbench_cli::report::quantity::count;
use ffi_workbench_cli::report::{Report, Row, Summary, Timed, best, rank, write_agreement, write_comparison};
use indicatif::ProgressBar;

use super::output::{draw, progress, warn_if_busy, write_path};
use super::{Failure, input, interruption, nobody_reads, print_part, print_report};
use crate::cli::{Common, Format, executors, kernel_names, languages, picture_file, positive_seconds, variants};

/// Times all implementations and executors of each kernel in turn and checks every answer.
///
/// The table of a kernel comes when it is done and shows each implementation with its best executor; a summary of one
/// line for each kernel comes last. CSV and JSON hold every row. Ctrl-C ends it with what was measured so far.
#[derive(Debug, Args)]
#[command(after_help = "Example: ffi-workbench compare sum moving_average --language c,fortran --window 100")]
pub struct Arguments {
    /// Kernels to compare; all of them by default.
    #[arg(value_name = "KERNEL", value_parser = kernel_names())]
    pub kernels: Vec<String>,
    /// Languages to compare; all of them by default.
    #[arg(long, value_delimiter = ',', value_parser = languages())]
    pub language: Vec<Language>,
    /// Variants to compare; all of them by default.
    #[arg(long, value_delimiter = ',', value_parser = variants())]
    pub variant: Vec<Variant>,
    /// Executors to compare; by default those on threads.
    #[arg(long, value_delimiter = ',', value_parser = executors())]
    pub executor: Vec<&'static ExecutorKind>,
    /// Wall-clock time that the whole comparison may take, in seconds.
    #[arg(long, default_value = "40", value_parser = positive_seconds, allow_negative_numbers = true)]
    pub seconds: f64,
    /// Shows every row of the tables, not each implementation's best alone.
    #[arg(long)]
    pub all: bool,
    /// What the rows of a table are sorted by.
    #[arg(long, value_name = "BY", value_enum, default_value = "time")]
    pub sort: Sort,
    /// Where all rows go as well: a .csv or a .json file.
    #[arg(long, value_name = "FILE", value_parser = report_file)]
    pub output: Option<PathBuf>,
    /// Where a picture goes, time against native Rust: an .svg file.
    #[arg(long, value_name = "FILE.svg", value_parser = picture_file)]
    pub plot: Option<PathBuf>,
    #[command(flatten)]
    pub common: Common,
}

/// What the rows of a table are sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Sort {
    /// Median wall-clock time
    Time,
    /// Language, then time
    Language,
    /// Variant, then time
    Variant,
    /// Executor, then time
    Executor,
    /// CPU time of all threads
    Cpu,
    /// Largest resident memory
    Memory,
}

/// The longest that the first of several kernels may take, so that there is something to read soon.
const FIRST: Duration = Duration::from_millis(1200);

/// Compares; prints a table of each kernel when it is done, and a summary.
pub fn compare(arguments: &Arguments) -> Result<(), Failure> {
    let given = &arguments.common.given;
    let kernels = selected(arguments)?;
    input::check_parameters(&kernels, given)?;
    for path in [&arguments.output, &arguments.plot].into_iter().flatten() {
        files::check_folder(path)?;
    }
    let executors = start_executors(arguments)?;

    interruption::expect();
    let (mut rows, mut done, mut of) = (Vec::new(), 0, kernels.len());
    let mut budget = Budget::new(arguments.seconds, kernels.len());
    if given.input.is_some() {
        let (kernel, problem) = input::problem(&kernels, given)?;
        of = 1;
        budget.kernels_left = 1;
        let (measured, whole) = rows_of(kernel, &problem, &executors, arguments, &mut budget)?;
        rows = measured;
        done += usize::from(whole);
    } else {
        for kernel in kernels {
            let problem = input::generate(kernel, given)?;
            let (measured, whole) = rows_of(kernel, &problem, &executors, arguments, &mut budget)?;
            rows.extend(measured);
            done += usize::from(whole);
            if interruption::requested() || (nobody_reads() && arguments.output.is_none() && arguments.plot.is_none()) {
                break;
            }
        }
    }
    budget.bar.finish_and_clear();
    let interrupted = interruption::requested();
    if rows.is_empty() && !interrupted {
        return Err(Failure::Usage("none of the kernels comes in these languages and variants".to_owned()));
    }
    if !rows.is_empty() {
        finish(Report::new(rows), arguments)?;
    }
    match interrupted {
        true => Err(Failure::Interrupted(format!("interrupted after {done} of {}", count(of as u64, "kernel")))),
        false => Ok(()),
    }
}

/// Writes what is made of all rows together: the files, and the summary or the rows for programs.
fn finish(report: Report<Row>, arguments: &Arguments) -> Result<(), Failure> {
    let timed: Vec<_> = report.rows.iter().map(Timed::from).collect();
    let summary = Summary::new(&timed);
    if let Some(path) = &arguments.plot {
        draw(path, &picture(&summary))?;
    }
    if let Some(path) = &arguments.output {
        files::write_whole(path, |file| match is_json(path) {
            true => report.write_json(file),
            false => report.write_csv(file),
        })?;
    }
    print_report(&report, arguments.common.format, |to| {
        summary.write(to)?;
        write_agreement(&report.rows, to)?;
        warn_if_busy(report.rows.iter().map(|row| (row.workers, row.seconds.median, row.cpu_seconds)), to)?;
        writeln!(to, "{}", report.machine)?;
        if !arguments.all && report.rows.iter().any(|row| row.executor != report.rows[0].executor) {
            writeln!(to, "tables show each implementation with its best executor; --all shows the rest")?;
        }
        for (path, before) in [(&arguments.plot, "picture: "), (&arguments.output, "written to ")] {
            path.as_ref().map_or(Ok(()), |path| write_path(to, before, path))?;
        }
        Ok(())
    })
}

/// Time in each language against native Rust, a bar for each language and kernel.
fn picture(summary: &Summary) -> Picture {
    let kernels: Vec<_> =
        summary.against_rust().filter(|(_, languages)| languages.iter().any(|it| it.1.is_some())).collect();
    let names = kernels.iter().map(|(kernel, _)| (*kernel).to_owned()).collect();
    let mut panel = Panel::new(Axis::linear("time / time of native Rust, less is faster"), Axis::names("", names));
    for (index, &language) in Language::ALL.iter().filter(|&&language| language != Language::Rust).enumerate() {
        let mut bars = Vec::new();
        for (row, (_, ratios)) in kernels.iter().enumerate() {
            bars.extend(ratios[index].1.map(|ratio| [ratio, row as f64]));
        }
        if !bars.is_empty() {
            panel = panel.with(Series::bars(language.to_string(), bars).look(1 + index, 0));
        }
    }
    let title = "Time against native Rust, with variant and executor of the fastest";
    Picture::stacked(title, vec![panel.vertical("Rust: 1", 1.0)])
}

/// The kernels that are compared, each type by itself.
fn selected(arguments: &Arguments) -> Result<Vec<&'static Kernel>, Failure> {
    let given = &arguments.common.given;
    if given.input.is_some() && arguments.kernels.len() != 1 {
        return Err(Failure::Usage("--input is for one kernel: name it".to_owned()));
    }
    let named: Vec<&str> = match arguments.kernels.as_slice() {
        [] => names(),
        these => these.iter().map(String::as_str).collect(),
    };
    let of_name = |name: &&str| input::kernels(name, given.element);
    let kernels: Result<Vec<_>, _> = match (&arguments.kernels[..], given.element) {
        // Of all kernels, those that come in the type.
        ([], Some(_)) => Ok(named.iter().filter_map(|name| of_name(name).ok()).collect()),
        _ => named.iter().map(of_name).collect(),
    };
    Ok(kernels?.concat())
}

fn start_executors(arguments: &Arguments) -> Result<Vec<StartedExecutor>, Failure> {
    let kinds = match arguments.executor.as_slice() {
        [] => EXECUTORS.iter().copied().filter(|kind| kind.by_default).collect(),
        given => given.to_vec(),
    };
    let alone = kinds.len() == 1;
    let start = |kind: &'static ExecutorKind| {
        // Next to others, an executor that has one worker only keeps it.
        let workers = arguments.common.workers.filter(|_| alone || kind.max_workers > 1);
        StartedExecutor::start(kind, workers)
    };
    Ok(kinds.into_iter().map(start).collect::<Result<_, _>>()?)
}

/// Measures one kernel, and prints its table; and whether all of it was measured. What an interruption left is fewer
/// rows, and no error.
fn rows_of(
    kernel: &'static Kernel,
    problem: &Problem<'_>,
    executors: &[StartedExecutor],
    arguments: &Arguments,
    budget: &mut Budget,
) -> Result<(Vec<Row>, bool), Failure> {
    let time = budget.next(kernel.name);
    let works = input::implementations(kernel, &arguments.language, &arguments.variant)?
        .into_iter()
        .map(|id| input::work(kernel, id, problem, &arguments.common.given))
        .collect::<Result<Vec<_>, _>>()?;
    if works.is_empty() {
        return Ok((Vec::new(), true)); // not in these languages and variants
    }
    let expected = kernel.expected(problem)?;
    let contenders: Vec<_> =
        works.iter().flat_map(|work| executors.iter().map(move |executor| Contender { work, executor })).collect();
    let measured = match measure_interleaved(&contenders, &expected, time, |_| budget.progress()) {
        // Ctrl-C reaches worker processes as well.
        Err(_) if interruption::requested() => Vec::new(),
        measured => measured?,
    };
    let whole = !interruption::requested(); // before the table is printed: whoever has read it may interrupt
    let mut rows: Vec<_> = contenders.iter().zip(&measured).map(|(who, what)| Row::new(who, what)).collect();
    rank(&mut rows);
    sort(&mut rows, arguments.sort);
    if arguments.common.format == Format::Table && !rows.is_empty() {
        let shown = if arguments.all { rows.clone() } else { best(&rows) };
        budget.bar.suspend(|| print_part(|to| write_comparison(&rows, &shown, to)))?;
    }
    Ok((rows, whole))
}

/// Sorts the rows of one kernel, which are in the order of their time.
fn sort(rows: &mut [Row], by: Sort) {
    match by {
        Sort::Time => {}
        Sort::Language => rows.sort_by_key(|row| row.language),
        Sort::Variant => rows.sort_by_key(|row| row.variant),
        Sort::Executor => rows.sort_by_key(|row| row.executor),
        Sort::Cpu => rows.sort_by(|a, b| a.cpu_seconds.total_cmp(&b.cpu_seconds)),
        Sort::Memory => rows.sort_by_key(|row| row.peak_memory_bytes),
    }
}

/// Whether a file's name says that it holds JSON.
fn is_json(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"))
}

/// A file whose name says that it holds a report.
fn report_file(name: &str) -> Result<PathBuf, String> {
    let path = PathBuf::from(name);
    let csv = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("csv"));
    if csv || is_json(&path) { Ok(path) } else { Err("its name ends in neither .csv nor .json".to_owned()) }
}

/// The time that is left, shared evenly among the kernels that are left, with a progress bar on a terminal.
struct Budget {
    total: Duration,
    start: Instant,
    kernels_left: u32,
    is_first: bool,
    bar: ProgressBar,
}

impl Budget {
    fn new(seconds: f64, kernels: usize) -> Self {
        let total = Duration::from_secs_f64(seconds);
        let bar = progress(usize::try_from(total.as_millis()).unwrap_or(usize::MAX));
        let kernels_left = u32::try_from(kernels).unwrap_or(u32::MAX);
        Self { total, start: Instant::now(), kernels_left, is_first: true, bar }
    }

    /// The time for the next kernel.
    fn next(&mut self, name: &'static str) -> Duration {
        self.bar.set_message(name);
        let share = self.total.saturating_sub(self.start.elapsed()) / self.kernels_left.max(1);
        let time = if self.is_first && self.kernels_left > 1 { share.min(FIRST) } else { share };
        self.is_first = false;
        self.kernels_left = self.kernels_left.saturating_sub(1);
        time
    }

    /// Shows the time that has passed.
    fn progress(&self) -> ControlFlow<()> {
        self.bar.set_position(u64::try_from(self.start.elapsed().as_millis()).unwrap_or(u64::MAX));
        if interruption::requested() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}
