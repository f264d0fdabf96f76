//! `until`: threads refine one estimate of π until it is near enough.

use std::collections::BTreeMap;
use std::f64::consts::PI;
use std::io::{self, Write};
use std::time::Duration;

use clap::Args;
use ffi_workbench::error::Error;
use ffi_workbench::kernels::series_pi::IMPLEMENTATIONS;
use ffi_workbench::language::Language;
use ffi_workbench::machine::cores;
use ffi_workbench_cli::experiments::until::{Goal, PANELS, Run, Step, until as refine};
use ffi_workbench_cli::report::plot::{Axis, Panel, Picture, Series};
use ffi_workbench_cli::report::quantity::{count, grouped, three_digits, time};
use ffi_workbench_cli::report::{Columns, Record, Report};

use super::Failure;
use super::output::waiting;
use crate::cli::{Output, languages, positive_seconds};

/// Threads refine the series for pi in blocks, share one estimate behind a lock, and stop when it is near enough.
///
/// A block is one of 64 panels of the interval at one level; each level halves the terms' distance, which divides the
/// error by 4. No thread begins a block once the goal is reached.
#[derive(Debug, Args)]
#[command(
    after_help = "Example: ffi-workbench until --tolerance 1e-12 --workers 4 --language fortran --plot until.svg"
)]
pub struct Arguments {
    /// The largest difference from pi that is near enough.
    #[arg(long, default_value = "1e-10", allow_negative_numbers = true)]
    pub tolerance: f64,
    /// Number of threads, up to 64; all cores by default.
    #[arg(long, allow_negative_numbers = true)]
    pub workers: Option<usize>,
    /// The language of the kernel `series_pi`.
    #[arg(long, default_value = "c", value_parser = languages())]
    pub language: Language,
    /// After so many seconds no block is begun.
    #[arg(long, value_name = "SECONDS", default_value = "30", value_parser = positive_seconds, allow_negative_numbers = true)]
    pub time_limit: f64,
    #[command(flatten)]
    pub output: Output,
}

/// One block.
#[derive(Debug, Clone)]
struct Line {
    seconds: f64,
    worker: usize,
    level: u32,
    panel: u64,
    terms: u64,
    /// Of all threads, with this block.
    terms_so_far: u64,
    estimate: f64,
    error: f64,
    /// Whether the goal was reached with this block.
    is_goal: bool,
    past_the_goal: bool,
}

/// Refines and prints the estimates over time.
pub fn until(arguments: &Arguments) -> Result<(), Failure> {
    arguments.output.check()?;
    let language = arguments.language;
    let kernel =
        IMPLEMENTATIONS.iter().find(|line| line.id.language == language).ok_or(Error::NotBuilt { language })?;
    let workers = arguments.workers.unwrap_or_else(|| cores().min(usize::try_from(PANELS).unwrap_or(1)));
    let goal = Goal { tolerance: arguments.tolerance, time_limit: Duration::from_secs_f64(arguments.time_limit) };
    let line = waiting(format!("series_pi in {language}, at most {}", time(arguments.time_limit)));
    let run = refine(kernel.run, workers, goal)?;
    line.finish_and_clear();

    let report = Report::new(lines(&run));
    arguments.output.write(
        &report,
        || picture(&report.rows, workers, arguments),
        |to| table(&report.rows, &run, workers, arguments, to),
    )?;
    let error = (run.estimate() - PI).abs();
    match run.reached {
        Some(_) => Ok(()),
        None => Err(Failure::Run(format!(
            "the time limit of {} ended it after {}, {error:.1e} from pi; the tolerance is {:e}",
            time(arguments.time_limit),
            count(run.steps.len() as u64, "block"),
            arguments.tolerance
        ))),
    }
}

fn lines(run: &Run) -> Vec<Line> {
    let mut terms_so_far = 0;
    let line = |(index, step): (usize, &Step)| {
        terms_so_far += step.terms;
        Line {
            seconds: step.seconds,
            worker: step.worker,
            level: step.level,
            panel: step.panel,
            terms: step.terms,
            terms_so_far,
            estimate: step.estimate,
            error: step.estimate - PI,
            is_goal: run.reached == Some(index),
            past_the_goal: run.reached.is_some_and(|reached| index > reached),
        }
    };
    run.steps.iter().enumerate().map(line).collect()
}

impl Record for Line {
    fn columns(_: &[Self]) -> Columns<'_, Self> {
        Columns::<Self>::new()
            .field("seconds", |line| line.seconds)
            .right("ms", |line| three_digits(line.seconds * 1e3))
            .whole("worker", |line| line.worker)
            .whole("level", |line| line.level)
            .field("panel", |line| line.panel)
            .field("terms", |line| line.terms)
            .right("terms so far", |line| grouped(line.terms_so_far))
            .field("estimate", |line| line.estimate)
            .left("estimate", |line| line.estimate)
            .optional(1)
            .field("error", |line| line.error)
            .left("distance from pi", |line| format!("{:+.1e}", line.error))
            .field("past_the_goal", |line| line.past_the_goal)
            .left("", |line| match (line.past_the_goal, line.is_goal) {
                (true, _) => "past the goal",
                (false, true) => "goal",
                (false, false) => "",
            })
    }
}

/// The last block of each level, the goal, what came after it; then each thread's share.
fn table(lines: &[Line], run: &Run, workers: usize, arguments: &Arguments, to: &mut dyn Write) -> io::Result<()> {
    let last_of_level: BTreeMap<u32, usize> =
        lines.iter().enumerate().map(|(index, line)| (line.level, index)).collect();
    let shown = |index: &usize| {
        last_of_level.get(&lines[*index].level) == Some(index) || run.reached.is_some_and(|reached| *index >= reached)
    };
    let shown = lines.iter().enumerate().filter(|(index, _)| shown(index)).map(|(_, line)| line);
    Line::columns(lines).write_text(shown, to)?;
    writeln!(to)?;

    let of = |worker: usize| lines.iter().filter(move |line| line.worker == worker);
    Columns::<usize>::new()
        .right("worker", |&worker| worker)
        .right("blocks", |&worker| of(worker).count())
        .right("terms", |&worker| grouped(of(worker).map(|line| line.terms).sum()))
        .right("blocks past the goal", |&worker| run.past_the_goal(worker))
        .write_text(&Vec::from_iter(0..workers), to)?;
    let terms = grouped(run.terms());
    let blocks = count(lines.len() as u64, "block");
    writeln!(to, "\nseries_pi in {}, {blocks}, {terms} terms, {}", arguments.language, time(run.seconds))
}

/// |estimate − π| over time, with the thread that ended each level; below, how many terms each thread has computed.
fn picture(lines: &[Line], workers: usize, arguments: &Arguments) -> Picture {
    /// More colours could not be told apart, and black is the estimate's.
    const SHOWN: usize = 6;
    const BLACK: usize = 6;
    let ms = |line: &Line| line.seconds * 1e3;
    let estimate = lines.iter().map(|line| [ms(line), line.error.abs()]).collect();
    let mut error = Panel::new(Axis::linear("time in ms"), Axis::log("distance from π"))
        .with(Series::line("the estimate", estimate).look(BLACK, 0));
    let mut share = Panel::new(Axis::linear("time in ms"), Axis::log("terms so far"));
    for worker in 0..workers.min(SHOWN) {
        let others = worker == SHOWN - 1 && workers > SHOWN;
        let of = |line: &&Line| line.worker == worker || (others && line.worker > worker);
        let name = if others { format!("workers from {worker}") } else { format!("worker {worker}") };
        let ends = last_of_levels(lines).filter(of).map(|line| [ms(line), line.error.abs()]).collect();
        let mut terms = 0;
        let counted = |line: &Line| {
            terms += line.terms;
            [ms(line), terms as f64]
        };
        let terms = lines.iter().filter(of).map(counted).collect();
        error = error.with(Series::points(format!("level ended by {name}"), ends).look(worker, worker));
        share = share.with(Series::line(name, terms).look(worker, worker));
    }
    let error = error.horizontal("tolerance", arguments.tolerance).share(2);
    let title = format!("π to {:e}, series in {}", arguments.tolerance, arguments.language);
    Picture::stacked(title, vec![error, share])
}

/// The last block of each level.
fn last_of_levels(lines: &[Line]) -> impl Iterator<Item = &Line> {
    let last: BTreeMap<u32, &Line> = lines.iter().map(|line| (line.level, line)).collect();
    last.into_values()
}
