//! `compare`: all implementations and executors of each kernel, measured in turn, every answer checked.

use std::time::{Duration, Instant};

use clap::Args;
use ffi_workbench::executors::{EXECUTORS, ExecutorKind, StartedExecutor};
use ffi_workbench::language::{Language, Variant};
use ffi_workbench::measure::{Contender, measure_interleaved};
use ffi_workbench::work::{Kernel, Problem, names};
use ffi_workbench_cli::report::{Report, Row, rank};
use indicatif::{ProgressBar, ProgressStyle};

use super::output::step;
use super::{Failure, comparison_table, input, print_report};
use crate::cli::{Common, executors, kernel_names, languages, positive_seconds, variants};

/// Times all implementations and executors of each kernel in turn and checks every answer.
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
    #[command(flatten)]
    pub common: Common,
}

/// Compares and prints one table for each kernel.
pub fn compare(arguments: &Arguments) -> Result<(), Failure> {
    let given = &arguments.common.given;
    let kernels = selected(arguments)?;
    input::check_parameters(&kernels, given)?;
    let executors = start_executors(arguments)?;

    let mut rows = Vec::new();
    if given.input.is_some() {
        let (kernel, problem) = input::problem(&kernels, given)?;
        rows.extend(rows_of(kernel, &problem, &executors, arguments, &mut Budget::new(arguments.seconds, 1))?);
    } else {
        let mut budget = Budget::new(arguments.seconds, kernels.len());
        for kernel in kernels {
            let problem = input::generate(kernel, given)?;
            rows.extend(rows_of(kernel, &problem, &executors, arguments, &mut budget)?);
        }
    }
    if rows.is_empty() {
        return Err(Failure::Usage("none of the kernels comes in these languages and variants".to_owned()));
    }
    let report = Report::new(rows);
    print_report(&report, arguments.common.format, comparison_table(&report))
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

/// Measures one kernel.
fn rows_of(
    kernel: &'static Kernel,
    problem: &Problem<'_>,
    executors: &[StartedExecutor],
    arguments: &Arguments,
    budget: &mut Budget,
) -> Result<Vec<Row>, Failure> {
    let works = input::implementations(kernel, &arguments.language, &arguments.variant)?
        .into_iter()
        .map(|id| input::work(kernel, id, problem, &arguments.common.given))
        .collect::<Result<Vec<_>, _>>()?;
    if works.is_empty() {
        return budget.spend(kernel.name, |_, _| Ok(Vec::new())); // not in these languages and variants
    }
    let expected = kernel.expected(problem)?;
    let contenders: Vec<_> =
        works.iter().flat_map(|work| executors.iter().map(move |executor| Contender { work, executor })).collect();
    let measured =
        budget.spend(kernel.name, |time, progress| measure_interleaved(&contenders, &expected, time, progress))?;
    let mut rows: Vec<_> = contenders.iter().zip(&measured).map(|(who, what)| Row::new(who, what)).collect();
    rank(&mut rows);
    Ok(rows)
}

/// The time that is left, shared evenly among the kernels that are left, with a progress bar on a terminal.
struct Budget {
    total: Duration,
    start: Instant,
    kernels_left: u32,
    bar: ProgressBar,
}

impl Budget {
    fn new(seconds: f64, kernels: usize) -> Self {
        let style = ProgressStyle::with_template("{msg:16} {wide_bar} {percent:>3}%").expect("the template is valid");
        let bar = ProgressBar::new(1000 * kernels as u64).with_style(style);
        let kernels_left = u32::try_from(kernels).unwrap_or(u32::MAX);
        Self { total: Duration::from_secs_f64(seconds), start: Instant::now(), kernels_left, bar }
    }

    fn spend<T>(&mut self, name: &'static str, measure: impl FnOnce(Duration, &mut dyn FnMut(f64)) -> T) -> T {
        let time = self.total.saturating_sub(self.start.elapsed()) / self.kernels_left.max(1);
        self.bar.set_message(name);
        let result = step(&self.bar, |progress| measure(time, progress));
        self.kernels_left -= 1;
        if self.kernels_left == 0 {
            self.bar.finish_and_clear();
        }
        result
    }
}
