//! `until`: threads refine one estimate of π until it is near enough.

use std::collections::BTreeMap;
use std::f64::consts::PI;
use std::io::{self, Write};
use std::time::Duration;

use anstyle::Style;
use clap::Args;
use ffi_workbench::error::Error;
use ffi_workbench::executors::cores;
use ffi_workbench_cli::experiments::until::{Goal, PANELS, Run, until as refine};
use ffi_workbench::kernels::series_pi::IMPLEMENTATIONS;
use ffi_workbench::language::Language;
use ffi_workbench_cli::report::Findings;
use ffi_workbench_cli::report::plot::{Axis, Panel, Picture, Series};
use ffi_workbench_cli::report::quantity::{count, grouped, three_digits, time};
use ffi_workbench_cli::report::table::write_table;
use serde::Serialize;

use super::Failure;
use crate::cli::{Output, languages, positive_seconds};

/// Threads refine the series for pi in blocks, share one estimate behind a lock, and stop when it is near enough.
///
/// A block is one of 64 panels of the interval at one level; each level halves the terms' distance, which divides the error
/// by 4. No thread begins a block once the goal is reached.
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
#[derive(Debug, Clone, Serialize)]
struct Line {
    seconds: f64,
    worker: usize,
    level: u32,
    panel: u64,
    terms: u64,
    estimate: f64,
    error: f64,
    past_the_goal: bool,
}

/// Refines and prints the estimates over time.
pub fn until(arguments: &Arguments) -> Result<(), Failure> {
    arguments.output.check()?;
    let language = arguments.language;
    let kernel = IMPLEMENTATIONS.iter().find(|line| line.language == language).ok_or(Error::LeftOut { language })?;
    let workers = arguments.workers.unwrap_or_else(|| cores().min(usize::try_from(PANELS).unwrap_or(1)));
    let goal = Goal { tolerance: arguments.tolerance, time_limit: Duration::from_secs_f64(arguments.time_limit) };
    let run = refine(kernel.run, workers, goal)?;

    let findings = Findings::new(lines(&run));
    arguments.output.write(
        &findings,
        || picture(&findings.rows, workers, arguments),
        |to| table(&findings.rows, &run, workers, arguments, to),
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
    let line = |(place, step): (usize, &ffi_workbench_cli::experiments::until::Step)| Line {
        seconds: step.seconds,
        worker: step.worker,
        level: step.level,
        panel: step.panel,
        terms: step.terms,
        estimate: step.estimate,
        error: step.estimate - PI,
        past_the_goal: run.reached.is_some_and(|reached| place > reached),
    };
    run.steps.iter().enumerate().map(line).collect()
}

/// The last block of each level, the goal, what came after it; then each thread's share.
fn table(lines: &[Line], run: &Run, workers: usize, arguments: &Arguments, to: &mut dyn Write) -> io::Result<()> {
    let last_of_level: BTreeMap<u32, usize> =
        lines.iter().enumerate().map(|(place, line)| (line.level, place)).collect();
    let shown = |place: &usize| {
        last_of_level.get(&lines[*place].level) == Some(place) || run.reached.is_some_and(|reached| *place >= reached)
    };
    let heads = ["ms", "worker", "level", "terms so far", "estimate", "distance from pi", ""].map(str::to_owned);
    let row = |place: usize| {
        let Line { seconds, worker, level, estimate, error, past_the_goal, .. } = &lines[place];
        let so_far: u64 = lines[..=place].iter().map(|line| line.terms).sum();
        let note = if *past_the_goal {
            "past the goal"
        } else if run.reached == Some(place) {
            "goal"
        } else {
            ""
        };
        [
            three_digits(seconds * 1e3),
            worker.to_string(),
            level.to_string(),
            grouped(so_far),
            estimate.to_string(),
            format!("{error:+.1e}"),
            note.to_owned(),
        ]
    };
    let plain = || std::iter::repeat(Style::new());
    write_table(heads, (0..lines.len()).filter(shown).map(row), plain(), 0..4, to)?;
    writeln!(to)?;

    let heads = ["worker", "blocks", "terms", "blocks past the goal"].map(str::to_owned);
    let of = |worker: usize| lines.iter().filter(move |line| line.worker == worker);
    let share = |worker: usize| {
        [
            worker.to_string(),
            of(worker).count().to_string(),
            grouped(of(worker).map(|line| line.terms).sum()),
            run.past_the_goal(worker).to_string(),
        ]
    };
    write_table(heads, (0..workers).map(share), plain(), 0..4, to)?;
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
