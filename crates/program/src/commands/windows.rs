//! `windows`: moving averages of one series over windows of many lengths, and what each takes.

use std::io::{self, Write};
use std::time::Duration;

use clap::Args;
use ffi_workbench::executors::{ExecutorKind, StartedExecutor};
use ffi_workbench::language::{Language, Variant};
use ffi_workbench::measure::{Contender, measure_interleaved};
use ffi_workbench::work::{Array, MOVING_AVERAGE, Number, Problem};
use ffi_workbench_cli::report::plot::{Axis, Panel, Picture, Series};
use ffi_workbench_cli::report::quantity::{grouped, three_digits, time, time_unit};
use ffi_workbench_cli::report::{Columns, Report, Row, relate, verdict};

use super::output::{progress, refuse_wrong, step};
use super::{Failure, input};
use crate::cli::{Output, executors, languages, positive_seconds, size, variants};

/// Times the moving average of one series against the length of its window, and draws both.
///
/// All languages and variants are measured in turn. `plain` adds up every window anew, so its time grows with the
/// window; `tuned` shares sums between neighbours. The picture shows the first values of the series with some of the
/// averages drawn over it, each at the last day of its window, and below it the times.
#[derive(Debug, Args)]
#[command(after_help = "Example: ffi-workbench windows --size 1e6 --windows 7,30,365 --plot windows.svg")]
pub struct Arguments {
    /// Windows; by default 2, 5, 10, 20, 50 and so on, up to 2000 and the size.
    #[arg(long, value_name = "N,...", value_delimiter = ',', value_parser = size, allow_negative_numbers = true)]
    pub windows: Vec<u64>,
    /// Elements of the series.
    #[arg(long, default_value = "1e5", value_parser = size, allow_negative_numbers = true)]
    pub size: u64,
    /// Seed of the series.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Languages; all by default.
    #[arg(long, value_delimiter = ',', value_parser = languages())]
    pub language: Vec<Language>,
    /// Variants; all by default.
    #[arg(long, value_delimiter = ',', value_parser = variants())]
    pub variant: Vec<Variant>,
    /// What runs it.
    #[arg(long, default_value = "serial", value_parser = executors())]
    pub executor: &'static ExecutorKind,
    /// Number of workers; all cores by default.
    #[arg(long, allow_negative_numbers = true)]
    pub workers: Option<usize>,
    /// Time for all windows together; each window is measured at least once.
    #[arg(long, default_value = "10", value_parser = positive_seconds, allow_negative_numbers = true)]
    pub seconds: f64,
    #[command(flatten)]
    pub output: Output,
}

/// Windows where none are given.
const WINDOWS: [u64; 10] = [2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000];

/// Measures every window and prints the times.
pub fn windows(arguments: &Arguments) -> Result<(), Failure> {
    let Arguments { output, size, .. } = arguments;
    output.check()?;
    input::check_size(&MOVING_AVERAGE, *size)?;
    let mut windows = match arguments.windows.as_slice() {
        [] => WINDOWS.map(|window| window.min(*size)).to_vec(),
        given => given.to_vec(),
    };
    windows.sort_unstable();
    windows.dedup();
    let ids = input::implementations(&MOVING_AVERAGE, &arguments.language, &arguments.variant)?;
    if ids.is_empty() {
        return Err(Failure::Usage("moving_average does not come in these languages and variants".to_owned()));
    }
    let executor = StartedExecutor::start(arguments.executor, arguments.workers)?;
    let budget = Duration::from_secs_f64(arguments.seconds / windows.len() as f64);
    let problem =
        |window: u64| MOVING_AVERAGE.generate(*size, arguments.seed, vec![("window", Number::Integer(window))]);
    // Before anything is timed: the longest is the one that may be refused.
    let longest = problem(windows[windows.len() - 1]);
    input::generated_work(&MOVING_AVERAGE, ids[0], &longest)?;

    let bar = progress(1000 * windows.len());
    let mut rows = Vec::new();
    let mut drawn = Vec::new();
    for &window in &windows {
        bar.set_message(format!("window {window}"));
        let problem = problem(window);
        let works = ids.iter().map(|&id| input::generated_work(&MOVING_AVERAGE, id, &problem));
        let works = works.collect::<Result<Vec<_>, _>>()?;
        let contenders: Vec<_> = works.iter().map(|work| Contender { work, executor: &executor }).collect();
        let expected = MOVING_AVERAGE.expected(&problem)?;
        let measured = step(&bar, |progress| measure_interleaved(&contenders, &expected, budget, progress))?;
        let first = rows.len();
        rows.extend(contenders.iter().zip(&measured).map(|(who, what)| Row::new(who, what)));
        relate(&mut rows[first..]);
        drawn.push((window, expected.values().iter().copied().take(SHOWN).collect()));
    }
    bar.finish_and_clear();
    let report = Report::new(rows);
    let rows = &report.rows;
    output.write(&report, || picture(rows, &longest, &drawn), |to| table(rows, to))?;
    let wrong = rows.iter().filter(|row| row.agrees == Some(false));
    refuse_wrong(wrong.map(|row| format!("{} at window {}", row.contender(), window(row))).collect())
}

/// The window of a row.
fn window(row: &Row) -> u64 {
    let window = row.parameters.iter().find(|(name, _)| *name == "window");
    match window.map(|parameter| parameter.1) {
        Some(Number::Integer(window)) => window,
        _ => 0,
    }
}

/// One table for each variant: a line for each window, a column for each language.
fn table(rows: &[Row], to: &mut dyn Write) -> io::Result<()> {
    let Row { kernel, size, unit, executor, .. } = rows[0];
    for variant in Variant::ALL {
        let of: Vec<&Row> = rows.iter().filter(|row| row.variant == variant.name()).collect();
        let lines: Vec<&[&Row]> = of.chunk_by(|a, b| window(a) == window(b)).collect();
        let Some(first) = lines.first() else { continue };
        writeln!(to, "{kernel} of {} {unit}, {}, {executor}", grouped(size), variant.name())?;
        let mut columns = Columns::<&[&Row]>::new().right("window", |line| grouped(window(line[0])));
        for (index, row) in first.iter().enumerate() {
            // Over a factor of a thousand no unit fits all.
            columns = columns.right(row.language, move |line| time(line[index].seconds.median));
        }
        let agree = |line: &&[&Row]| line.iter().all(|row| row.agrees != Some(false));
        let columns = columns.right("ns for a mean", |line| {
            let fastest = line.iter().map(|row| row.seconds.median).fold(f64::INFINITY, f64::min);
            three_digits(fastest * 1e9 / line[0].length.unwrap_or(1) as f64)
        });
        let columns = columns.left("answers", move |line| if agree(line) { "agree" } else { verdict(false).word });
        columns.style(move |line| verdict(agree(line)).style).write_text(&lines, to)?;
        writeln!(to)?;
    }
    Ok(())
}

/// Values of the series that the picture shows.
const SHOWN: usize = 500;

/// The series with some averages over it; below, time against window.
fn picture(rows: &[Row], problem: &Problem<'_>, averages: &[(u64, Vec<f64>)]) -> Picture {
    /// More averages hide each other.
    const AVERAGES: usize = 3;
    let x: &[f64] = match problem.arrays.first() {
        Some((_, Array::F64(x))) => x,
        _ => &[],
    };
    let shown = x.len().min(SHOWN);
    let line = |first: usize, values: &[f64]| -> Vec<[f64; 2]> {
        values.iter().take(shown.saturating_sub(first)).enumerate().map(|(k, &y)| [(first + k) as f64, y]).collect()
    };
    let series = Series::line("the series", line(0, x)).look(5, 0);
    let mut top = Panel::new(Axis::linear("element"), Axis::linear("value, mean")).with(series);
    // The longest of those that fill half of what is shown.
    let fit: Vec<_> = averages.iter().filter(|(window, _)| *window <= shown as u64 / 2).collect();
    for ((window, values), colour) in fit[fit.len().saturating_sub(AVERAGES)..].iter().zip([1, 2, 6]) {
        let first = usize::try_from(*window).unwrap_or(usize::MAX) - 1;
        top = top.with(Series::line(format!("window {window}"), line(first, values)).look(colour, 0));
    }
    let unit = time_unit(rows.iter().map(|row| row.seconds.median).fold(0.0, f64::max));
    let mut times = Panel::new(Axis::log("window"), Axis::log(format!("time in {}", unit.symbol)));
    for (shape, variant) in Variant::ALL.iter().enumerate() {
        for (colour, language) in Language::ALL.iter().enumerate() {
            let of = rows.iter().filter(|row| row.language == language.name() && row.variant == variant.name());
            let points: Vec<_> = of.map(|row| [window(row) as f64, row.seconds.median / unit.size]).collect();
            if !points.is_empty() {
                let name = format!("{language}, {}", variant.name());
                times = times.with(Series::marked(name, points).look(colour, shape));
            }
        }
    }
    let size = grouped(rows[0].size);
    Picture::stacked(format!("Moving average of {size} elements, {}", rows[0].executor), vec![top, times])
}
