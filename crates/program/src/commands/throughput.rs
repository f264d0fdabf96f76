//! `throughput`: units per second against size, on one core: where the caches end.

use std::io::{self, Write};
use std::time::Duration;

use clap::Args;
use ffi_workbench::executors::{SERIAL, StartedExecutor};
use ffi_workbench::language::{Language, Variant};
use ffi_workbench::measure::{Contender, measure_interleaved};
use ffi_workbench::work::Kernel;
use ffi_workbench_cli::machine::caches;
use ffi_workbench_cli::report::plot::{Axis, Panel, Picture, Series};
use ffi_workbench_cli::report::quantity::{bytes, grouped, rate_prefix, three_digits};
use ffi_workbench_cli::report::{BOLD, Columns, Report, Row, relate, verdict};

use super::output::{Progress, progress, refuse_wrong, step};
use super::{Failure, input};
use crate::cli::{EachKernel, size};

/// Measures kernels at sizes from 10³ to 10⁸ on one core: units per second against size show where the caches end.
///
/// All languages and variants are measured in turn, with default parameters, and every answer is checked. The size
/// grows by half powers of ten.
#[derive(Debug, Args)]
#[command(after_help = "Example: ffi-workbench throughput dot sum --max-size 1e7 --folder pictures")]
pub struct Arguments {
    /// The largest size; by default 1e8, or what half of the free memory holds.
    #[arg(long, value_parser = size, allow_negative_numbers = true)]
    pub max_size: Option<u64>,
    #[command(flatten)]
    pub each: EachKernel,
}

/// The largest size where none is given and memory allows.
const MAX_SIZE: u64 = 100_000_000;

/// What a size may take of all contenders together.
const BUDGET: Duration = Duration::from_millis(800);

/// Measures and prints.
pub fn throughput(arguments: &Arguments) -> Result<(), Failure> {
    let Arguments { each, .. } = arguments;
    let mut plan = Vec::new();
    for kernel in each.kernels() {
        if let Some(max) = arguments.max_size {
            input::check_size(kernel, max)?;
        }
        plan.push((kernel, sizes(kernel, arguments.max_size)));
    }
    each.make_folder()?;
    let serial = StartedExecutor::start(&SERIAL, None)?;
    let bar = progress(1000 * plan.iter().map(|(_, sizes)| sizes.len()).sum::<usize>());
    let mut rows = Vec::new();
    for (kernel, sizes) in plan {
        bar.set_message(kernel.name);
        let first = rows.len();
        for size in sizes {
            rows.extend(step(&bar, |progress| measure(kernel, size, &serial, progress))?);
        }
        each.draw(kernel, || picture(kernel, &rows[first..]))?;
    }
    bar.finish_and_clear();

    let report = Report::new(rows);
    each.format.write(&report, |to| {
        tables(&report.rows, to)?;
        each.write_pictures(to)
    })?;
    let wrong = report.rows.iter().filter(|row| row.agrees == Some(false));
    refuse_wrong(wrong.map(|row| format!("{} at size {}", row.contender(), row.size)).collect())
}

/// Half powers of ten below the largest size, and the largest. By default no size takes more than half of the memory.
fn sizes(kernel: &Kernel, max: Option<u64>) -> Vec<u64> {
    let half_decades = (3..).flat_map(|power| [10_u64.pow(power), 3 * 10_u64.pow(power)]);
    let below = |max: u64| half_decades.take_while(move |&size| size < max).chain([max]);
    match max {
        Some(max) => below(max).collect(),
        None => below(MAX_SIZE).filter(|&size| input::check_size(kernel, 2 * size).is_ok()).collect(),
    }
}

fn measure(
    kernel: &'static Kernel,
    size: u64,
    serial: &StartedExecutor,
    progress: Progress<'_>,
) -> Result<Vec<Row>, Failure> {
    let problem = input::generate_default(kernel, size)?;
    let works = kernel.implementations().into_iter().map(|id| input::generated_work(kernel, id, &problem));
    let works = works.collect::<Result<Vec<_>, _>>()?;
    let contenders: Vec<_> = works.iter().map(|work| Contender { work, executor: serial }).collect();
    let measured = measure_interleaved(&contenders, &kernel.expected(&problem)?, BUDGET, progress)?;
    let mut rows: Vec<_> = contenders.iter().zip(&measured).map(|(who, what)| Row::new(who, what)).collect();
    relate(&mut rows);
    Ok(rows)
}

/// One table for each kernel and type: a line for each size, a column for each implementation.
fn tables(rows: &[Row], to: &mut dyn Write) -> io::Result<()> {
    for rows in rows.chunk_by(|a, b| (a.kernel, a.element) == (b.kernel, b.element)) {
        let lines: Vec<&[Row]> = rows.chunk_by(|a, b| a.size == b.size).collect();
        let Row { kernel, element, unit, .. } = rows[0];
        let rate = rate_prefix(rows.iter().map(|row| row.per_second).fold(0.0, f64::max));
        write!(to, "{BOLD}{kernel} {element}{BOLD:#}, serial, {}{unit}/s", rate.symbol)?;
        rows[0].parameters.iter().try_for_each(|(name, value)| write!(to, ", {name} {value}"))?;
        writeln!(to)?;
        let mut columns = Columns::<&[Row]>::new().right(unit, |line| grouped(line[0].size));
        for (index, Row { language, variant, .. }) in lines[0].iter().enumerate() {
            columns = columns.right(format!("{language} {variant}"), move |line| match line[index].agrees {
                Some(false) => verdict(false).word.to_owned(),
                _ => three_digits(line[index].per_second / rate.size),
            });
        }
        let agree = |line: &&[Row]| line.iter().all(|row| row.agrees != Some(false));
        columns.style(|line| verdict(agree(line)).style).write_text(&lines, to)?;
        writeln!(to)?;
    }
    Ok(())
}

fn picture(kernel: &Kernel, rows: &[Row]) -> Picture {
    let unit = kernel.unit;
    let mut panel = Panel::new(Axis::log(format!("size, {unit}")), Axis::log(format!("{unit} per second")));
    for (shape, variant) in Variant::ALL.iter().enumerate() {
        for (colour, language) in Language::ALL.iter().enumerate() {
            let is = |row: &&Row| row.language == language.name() && row.variant == variant.name();
            let points: Vec<_> = rows.iter().filter(is).map(|row| [row.size as f64, row.per_second]).collect();
            if !points.is_empty() {
                let name = format!("{language}, {}", variant.name());
                panel = panel.with(Series::marked(name, points).look(colour, shape));
            }
        }
    }
    // What one of a size reads and writes.
    let bytes_each = kernel.inputs.len() as u64 * kernel.element.bytes() + if kernel.gives_array { 8 } else { 0 };
    let largest = rows.iter().map(|row| row.size).max().unwrap_or(0);
    for (level, cache) in caches().into_iter().filter(|_| bytes_each > 0) {
        let size = cache as f64 / bytes_each as f64;
        if size < largest as f64 {
            panel = panel.vertical(format!("L{level}, {}", bytes(cache)), size);
        }
    }
    Picture::stacked(format!("{} {}, serial", kernel.name, kernel.element.name()), vec![panel])
}
