//! `race`: visitors that get lost between a read and a write, none of them where they come in turn, and three ways to
//! lose none.

use std::io::{self, Write};
use std::time::Duration;

use clap::Args;
use ffi_workbench_cli::experiments::race::{WAYS, Way};
use ffi_workbench_cli::experiments::timed_lock::{LockTimeout, TimedLock};
use ffi_workbench_cli::experiments::{MAX_THREADS, median, timed};
use ffi_workbench_cli::report::plot::{Axis, Panel, Picture, Series};
use ffi_workbench_cli::report::quantity::{count, grouped, three_digits};
use ffi_workbench_cli::report::{Columns, Record, Report, verdict};

use super::Failure;
use super::output::{progress, refuse_wrong};
use crate::cli::{Output, size};

/// Counts visitors by threads: with a race, one after the other, with a lock, with an atomic addition, with a sum for
/// each thread; in Rust and C.
///
/// The race is between an atomic read and an atomic write: updates get lost, and nothing is undefined. Before its first
/// write each thread waits until all have read, so at least (threads - 1) visitors are lost in every run; a pause for
/// one visitor in 64 invites the scheduler to lose more. The same pause is inside the lock.
#[derive(Debug, Args)]
#[command(after_help = "Example: ffi-workbench race --threads 4 --visitors 100000 --repeats 20 --plot race.svg")]
pub struct Arguments {
    /// Number of threads; with 1 nothing is lost.
    #[arg(long, default_value = "4", value_parser = threads, allow_negative_numbers = true)]
    pub threads: usize,
    /// Visitors that each thread counts.
    #[arg(long, default_value = "50000", value_parser = size, allow_negative_numbers = true)]
    pub visitors: u64,
    /// Runs of each way.
    #[arg(long, default_value = "20", value_parser = clap::value_parser!(u32).range(1..=10_000), allow_negative_numbers = true)]
    pub repeats: u32,
    /// How long the lock is waited for that is never given back, in milliseconds.
    #[arg(long, value_name = "MS", default_value = "200", value_parser = clap::value_parser!(u64).range(1..=60_000), allow_negative_numbers = true)]
    pub patience: u64,
    #[command(flatten)]
    pub output: Output,
}

/// One way over all its runs.
#[derive(Debug, Clone)]
struct Line {
    way: &'static str,
    language: &'static str,
    threads: usize,
    visitors: u64,
    runs: u32,
    runs_that_lost: Option<usize>,
    lost_min: Option<u64>,
    lost_median: Option<f64>,
    lost_max: Option<u64>,
    seconds: f64,
    agrees: bool,
    what: String,
}

/// Counts and prints what was lost.
pub fn race(arguments: &Arguments) -> Result<(), Failure> {
    arguments.output.check()?;
    let bar = progress(WAYS.len() * arguments.repeats as usize);
    let mut lines = Vec::new();
    for way in WAYS {
        bar.set_message(format!("{} in {}", way.name, way.language));
        lines.push(line(way, arguments, || bar.inc(1))?);
    }
    bar.finish_and_clear();
    let stuck = never_released(Duration::from_millis(arguments.patience));
    lines.push(line_of_the_lock(&stuck, arguments));

    let report = Report::new(lines);
    let rows = &report.rows;
    arguments.output.write(&report, || picture(rows, arguments), |to| table(rows, &stuck, arguments, to))?;
    let wrong = rows.iter().filter(|line| !line.agrees);
    refuse_wrong(wrong.map(|line| format!("{} in {}", line.way, line.language)).collect())
}

fn line(way: &Way, arguments: &Arguments, mut ran: impl FnMut()) -> Result<Line, Failure> {
    let Arguments { threads, visitors, repeats, .. } = *arguments;
    let (mut lost, mut seconds) = (Vec::new(), Vec::new());
    for _ in 0..repeats {
        let (counted, cost) = timed(|| (way.count)(threads, visitors));
        // A count that is too high would be as wrong as one that is too low.
        lost.push((threads as u64 * visitors).abs_diff(counted?));
        seconds.push(cost.seconds);
        ran();
    }
    let losers = lost.iter().filter(|&&lost| lost > 0).count();
    Ok(Line {
        way: way.name,
        language: way.language.name(),
        threads,
        visitors,
        runs: repeats,
        runs_that_lost: Some(losers),
        lost_min: lost.iter().copied().min(),
        lost_median: Some(median(lost.iter().map(|&lost| lost as f64))),
        lost_max: lost.iter().copied().max(),
        seconds: median(seconds.into_iter()),
        agrees: losers == if way.exact || threads == 1 { 0 } else { lost.len() },
        what: way.summary.to_owned(),
    })
}

/// Somebody takes the lock and goes away with it; the next one finds out who.
fn never_released(timeout: Duration) -> LockTimeout {
    let counter = TimedLock::new("counter", 0_u64);
    std::thread::scope(|scope| {
        // A lock that a thread forgets stays locked when the thread has ended.
        let forgetful = scope.spawn(|| std::mem::forget(counter.try_lock_for(timeout, "forgetful visitor")));
        forgetful.join().expect("forgetting does not panic");
        counter.try_lock_for(timeout, "next visitor").map(drop).expect_err("it was never released")
    })
}

fn line_of_the_lock(stuck: &LockTimeout, arguments: &Arguments) -> Line {
    Line {
        way: "lock kept",
        language: "rust",
        threads: 2,
        visitors: 1,
        runs: 1,
        runs_that_lost: None,
        lost_min: None,
        lost_median: None,
        lost_max: None,
        seconds: stuck.waited.as_secs_f64(),
        agrees: stuck.waited >= Duration::from_millis(arguments.patience),
        what: stuck.to_string(),
    }
}

/// The lines that count visitors.
fn counted(lines: &[Line]) -> impl Iterator<Item = &Line> {
    lines.iter().filter(|line| line.lost_median.is_some())
}

fn nanoseconds_each(line: &Line) -> f64 {
    line.seconds * 1e9 / (line.threads as f64 * line.visitors as f64)
}

impl Record for Line {
    fn columns(_: &[Self]) -> Columns<'_, Self> {
        Columns::<Self>::new()
            .word("way", |line| line.way)
            .word("language", |line| line.language)
            .field("threads", |line| line.threads)
            .field("visitors", |line| line.visitors)
            .field("runs", |line| line.runs)
            .field("runs_that_lost", |line| line.runs_that_lost)
            .right("runs that lost", |line| format!("{} of {}", line.runs_that_lost.unwrap_or(0), line.runs))
            .field("lost_min", |line| line.lost_min)
            .field("lost_median", |line| line.lost_median)
            .field("lost_max", |line| line.lost_max)
            .right("lost (min ... max)", |line| {
                [line.lost_min, line.lost_max].map(|lost| grouped(lost.unwrap_or(0))).join(" ... ")
            })
            .field("seconds", |line| line.seconds)
            .right("median ms", |line| three_digits(line.seconds * 1e3))
            .optional(2)
            .right("ns a visitor", |line| three_digits(nanoseconds_each(line)))
            .field("agrees", |line| line.agrees)
            .field("what", |line| line.what.clone())
            .left("what it does", |line| line.what.clone())
            .optional(3)
            // A count that lost something is wrong, also where it is shown that it must be.
            .style(|line| verdict(line.runs_that_lost == Some(0)).style)
    }
}

fn table(lines: &[Line], stuck: &LockTimeout, arguments: &Arguments, to: &mut dyn Write) -> io::Result<()> {
    let Arguments { threads, visitors, repeats, .. } = *arguments;
    let (threads, visitors) = (count(threads as u64, "thread"), count(visitors, "visitor"));
    writeln!(to, "{threads}, {visitors} each, {}", count(u64::from(repeats), "run"))?;
    Line::columns(lines).write_text(counted(lines), to)?;
    writeln!(to, "\na lock that is never given back: {stuck}")
}

/// What is lost and what it costs, a bar for each way and language.
fn picture(lines: &[Line], arguments: &Arguments) -> Picture {
    let mut ways: Vec<&str> = counted(lines).map(|line| line.way).collect();
    ways.dedup();
    let panel = |axis: Axis, value: &dyn Fn(&Line) -> f64| {
        let names = ways.iter().map(|way| (*way).to_owned()).collect();
        let of = |language: &str| -> Vec<[f64; 2]> {
            let bar = |line: &Line| ways.iter().position(|way| *way == line.way).unwrap_or(0) as f64;
            counted(lines).filter(|line| line.language == language).map(|line| [value(line), bar(line)]).collect()
        };
        Panel::new(axis, Axis::names("", names)).with(Series::bars("Rust", of("rust"))).with(Series::bars("C", of("c")))
    };
    let all = arguments.threads as f64 * arguments.visitors as f64;
    let lost = |line: &Line| line.lost_median.unwrap_or(0.0) * 100.0 / all;
    let visitors = grouped(arguments.threads as u64 * arguments.visitors);
    let runs = count(u64::from(arguments.repeats), "run");
    let threads = count(arguments.threads as u64, "thread");
    let title = format!("{threads}, {visitors} visitors, median of {runs}");
    let percent = Axis::linear("lost visitors in %").range(0.0, 100.0);
    let time = Axis::linear("time for a visitor in ns");
    Picture::side_by_side(title, vec![panel(percent, &lost), panel(time, &nanoseconds_each)])
}

fn threads(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(threads @ 1..=MAX_THREADS) => Ok(threads),
        _ => Err(format!("not a number of threads from 1 to {MAX_THREADS}")),
    }
}
