//! `memory`: the same answers with little and with much memory, each in a process of its own.

use std::io::{self, Write};
use std::process::{Command, Stdio};

use clap::Args;
use ffi_workbench::kernels::monte_carlo_pi::MAX_SAMPLES;
use ffi_workbench::work::{Expected, MONTE_CARLO_PI, find};
use ffi_workbench_cli::error::Error;
use ffi_workbench_cli::experiments::memory::{CASES, Case, Footprint, expected};
use ffi_workbench_cli::machine::free_memory;
use ffi_workbench_cli::report::plot::{Axis, Panel, Picture, Series};
use ffi_workbench_cli::report::quantity::{bytes, grouped, three_digits};
use ffi_workbench_cli::report::{Columns, Record, Report, verdict, verdict_within};

use super::output::{progress, refuse_wrong};
use super::{Failure, print};
use crate::cli::{Output, size};

/// Wall time, CPU time and peak memory of an estimate as a loop and as whole arrays, of a sum on an array, on a
/// generator, and on an array that C or C++ allocates and hands over.
///
/// Each runs in a process of its own, whose peak of resident memory counts what Rust and what C allocated alike.
/// `before` is what the process had when it began.
#[derive(Debug, Args)]
#[command(after_help = "Example: ffi-workbench memory --size 1e7 --plot memory.svg")]
pub struct Arguments {
    /// Samples and elements; by default 1e8, or less where the memory is small.
    #[arg(long, value_parser = size, allow_negative_numbers = true)]
    pub size: Option<u64>,
    /// Seed of the samples and elements.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// The process for one case: prints its footprint.
    #[arg(long, hide = true, value_parser = clap::value_parser!(u8).range(..CASES.len() as i64))]
    pub case: Option<u8>,
    #[command(flatten)]
    pub output: Output,
}

/// One case.
#[derive(Debug, Clone)]
struct Line {
    kernel: &'static str,
    way: &'static str,
    language: &'static str,
    size: u64,
    seconds: f64,
    cpu_seconds: f64,
    peak_memory_bytes: u64,
    before_bytes: u64,
    answer: f64,
    reference: f64,
    difference: f64,
    agrees: bool,
    what: &'static str,
}

/// Measures each case in a child process and prints the footprints.
pub fn memory(arguments: &Arguments) -> Result<(), Failure> {
    if let Some(case) = arguments.case {
        return child(&CASES[usize::from(case)], arguments);
    }
    arguments.output.check()?;
    let size = arguments.size.unwrap_or_else(fitting_size);
    check_memory(size)?;
    let bar = progress(CASES.len() * 3 / 2);
    let mut lines = Vec::new();
    for cases in CASES.chunk_by(|a, b| std::ptr::eq(a.kernel, b.kernel)) {
        bar.set_message("reference");
        let expected = expected(cases[0].kernel, size, arguments.seed)?;
        bar.inc(cases.len() as u64 / 2);
        for case in cases {
            bar.set_message(format!("{} {}", case.kernel.name, case.way));
            lines.push(line(case, size, measured(case, size, arguments.seed)?, &expected));
            bar.inc(1);
        }
    }
    bar.finish_and_clear();
    let report = Report::new(lines);
    let rows = &report.rows;
    arguments.output.write(&report, || picture(rows), |to| table(rows, to))?;
    let wrong = rows.iter().filter(|line| !line.agrees);
    refuse_wrong(wrong.map(|line| format!("{} ({}) in {}", line.kernel, line.way, line.language)).collect())
}

/// What the largest case needs besides the program itself.
fn needed(size: u64) -> u128 {
    let each = CASES.iter().map(|case| case.bytes_each).max().unwrap_or(0);
    u128::from(size) * u128::from(each)
}

/// The largest power of ten up to 10⁸ whose arrays take no more than half of the free memory.
fn fitting_size() -> u64 {
    let half = free_memory().map_or(u128::MAX, |free| u128::from(free / 2));
    [100_000_000, 10_000_000, 1_000_000].into_iter().find(|&size| needed(size) <= half).unwrap_or(100_000)
}

fn check_memory(size: u64) -> Result<(), Error> {
    let free = free_memory().unwrap_or(u64::MAX);
    if size > MAX_SAMPLES || needed(size) > u128::from(free) {
        let needed = bytes(u64::try_from(needed(size)).unwrap_or(u64::MAX));
        return Err(Error::TooLarge { kernel: MONTE_CARLO_PI.name, size, needed, free: bytes(free) });
    }
    Ok(())
}

/// In the child: one case, whose numbers go to the parent as words. The answer goes as its bits, so that none is lost.
fn child(case: &Case, arguments: &Arguments) -> Result<(), Failure> {
    let Footprint { answer, cost, peak_memory_bytes, before_bytes } =
        case.run(arguments.size.unwrap_or(1), arguments.seed)?;
    let numbers =
        [answer.to_bits(), cost.seconds.to_bits(), cost.cpu_seconds.to_bits(), peak_memory_bytes, before_bytes];
    print(|to| writeln!(to, "{}", serde_json::to_string(&numbers)?))
}

/// In the parent: what the child says.
fn measured(case: &Case, size: u64, seed: u64) -> Result<[u64; 5], Failure> {
    let failed =
        |reason: String| Failure::Run(format!("{} ({}) in {}: {reason}", case.kernel.name, case.way, case.language));
    let index = CASES.iter().position(|known| std::ptr::eq(known, case)).unwrap_or(0);
    let program = std::env::current_exe().map_err(|error| failed(error.to_string()))?;
    let output = Command::new(program)
        .arg("memory")
        .args([format!("--case={index}"), format!("--size={size}"), format!("--seed={seed}")])
        .stdin(Stdio::null())
        .output()
        .map_err(|error| failed(format!("cannot start its process: {error}")))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(failed(format!("its process ended with {}; {}", output.status, said.trim())));
    }
    serde_json::from_slice(&output.stdout).map_err(|error| failed(format!("its process gave no numbers: {error}")))
}

fn line(case: &Case, size: u64, measured: [u64; 5], expected: &Expected) -> Line {
    let [answer, seconds, cpu_seconds, peak_memory_bytes, before_bytes] = measured;
    let [answer, seconds, cpu_seconds] = [answer, seconds, cpu_seconds].map(f64::from_bits);
    let difference = expected.difference(&[answer]);
    Line {
        kernel: case.kernel.name,
        way: case.way,
        language: case.language.name(),
        size,
        seconds,
        cpu_seconds,
        peak_memory_bytes,
        before_bytes,
        answer,
        reference: expected.values()[0],
        difference,
        agrees: difference <= case.kernel.tolerance,
        what: case.summary,
    }
}

impl Record for Line {
    fn columns(_: &[Self]) -> Columns<'_, Self> {
        Columns::<Self>::new()
            .field("kernel", |line| line.kernel)
            .word("way", |line| line.way)
            .word("language", |line| line.language)
            .field("size", |line| line.size)
            .field("seconds", |line| line.seconds)
            .right("wall s", |line| format!("{:.3}", line.seconds))
            .field("cpu_seconds", |line| line.cpu_seconds)
            .right("CPU s", |line| format!("{:.3}", line.cpu_seconds))
            .field("peak_memory_bytes", |line| line.peak_memory_bytes)
            .right("peak memory", |line| bytes(line.peak_memory_bytes))
            .field("before_bytes", |line| line.before_bytes)
            .right("before", |line| bytes(line.before_bytes))
            .optional(2)
            .field("answer", |line| line.answer)
            .field("reference", |line| line.reference)
            .field("difference", |line| line.difference)
            .field("agrees", |line| line.agrees)
            .left("answer", |line| verdict_within(line.agrees, line.difference))
            .field("what", |line| line.what)
            .left("what it does", |line| line.what)
            .optional(3)
            .style(|line| verdict(line.agrees).style)
    }
}

fn table(lines: &[Line], to: &mut dyn Write) -> io::Result<()> {
    for lines in lines.chunk_by(|a, b| a.kernel == b.kernel) {
        let unit = find(lines[0].kernel, None).map_or("elements", |kernel| kernel.unit);
        let size = grouped(lines[0].size);
        writeln!(to, "{}, {size} {unit}; the answer should be {}", lines[0].kernel, lines[0].reference)?;
        Line::columns(lines).write_text(lines, to)?;
        writeln!(to)?;
    }
    let largest = lines.iter().max_by_key(|line| line.peak_memory_bytes);
    let each = |line: &Line| {
        (line.peak_memory_bytes - line.before_bytes.min(line.peak_memory_bytes)) as f64 / line.size as f64
    };
    largest.map_or(Ok(()), |line| {
        writeln!(
            to,
            "most memory: {} as {}, {} bytes for each of its {}",
            line.kernel,
            line.way,
            three_digits(each(line)),
            grouped(line.size)
        )
    })
}

/// Time and memory, a bar for each way and language.
fn picture(lines: &[Line]) -> Picture {
    let mut names: Vec<String> = lines.iter().map(|line| format!("{} {}", line.kernel, line.way)).collect();
    names.dedup();
    let panel = |title: &str, value: &dyn Fn(&Line) -> f64| {
        let of = |language: &str| -> Vec<[f64; 2]> {
            let bar = |line: &Line| {
                names.iter().position(|name| *name == format!("{} {}", line.kernel, line.way)).unwrap_or(0) as f64
            };
            lines.iter().filter(|line| line.language == language).map(|line| [value(line), bar(line)]).collect()
        };
        Panel::new(Axis::linear(title), Axis::names("", names.clone()))
            .with(Series::bars("Rust", of("rust")))
            .with(Series::bars("C", of("c")))
            .with(Series::bars("C++", of("cpp")))
    };
    let title = format!("Time and memory for {} samples and elements", grouped(lines[0].size));
    Picture::side_by_side(
        title,
        vec![
            panel("wall time in s", &|line| line.seconds),
            panel("peak memory in MB", &|line| line.peak_memory_bytes as f64 / 1e6),
        ],
    )
}
