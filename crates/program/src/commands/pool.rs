//! `pool`: `map` and `starmap` in worker processes, with every result and the process that computed it.

use std::collections::BTreeSet;
use std::hint::black_box;
use std::io::{self, Write};
use std::process;
use std::time::Instant;

use clap::Args;
use ffi_isolate::{Error, Pool, Shared, Tasks};
use ffi_workbench::machine::cores;
use ffi_workbench_cli::experiments::timed;
use ffi_workbench_cli::report::quantity::{bytes, count, grouped, three_digits, time};
use ffi_workbench_cli::report::{Columns, Record, Report, verdict};
use serde::{Deserialize, Serialize};

use super::Failure;
use super::output::refuse_wrong;
use crate::cli::{Format, up_to};

/// Calls slow functions on many arguments in worker processes and says which process computed what.
///
/// map calls a function of one argument, starmap one of a tuple of arguments. Slow functions take as many additions as
/// --additions says. The last two calls hand each task an array: copied, and in shared memory, where only a descriptor
/// travels. Each call is timed next to the same work in this process, one task after the other.
#[derive(Debug, Args)]
#[command(after_help = "Example: ffi-workbench pool --workers 4 --items 10 --additions 1e8")]
pub struct Arguments {
    /// Number of worker processes; all cores by default.
    #[arg(long, value_parser = clap::value_parser!(u64).range(1..=256), allow_negative_numbers = true)]
    pub workers: Option<u64>,
    /// Arguments of each call.
    #[arg(long, default_value = "10", value_parser = up_to::<10_000>, allow_negative_numbers = true)]
    pub items: u64,
    /// Additions of each slow function.
    #[arg(long, default_value = "1e8", value_parser = up_to::<1_000_000_000_000>, allow_negative_numbers = true)]
    pub additions: u64,
    /// Elements of the array that a task is handed.
    #[arg(long, default_value = "1e6", value_parser = up_to::<100_000_000>, allow_negative_numbers = true)]
    pub elements: u64,
    /// How the result is written.
    #[arg(long, value_enum, default_value = "table")]
    pub format: Format,
}

/// One argument of one call, and what came back.
#[derive(Debug, Clone)]
struct Line {
    call: &'static str,
    arguments: String,
    result: f64,
    expected: f64,
    process: u32,
    seconds: f64,
    /// Of the whole call, the same in all its lines.
    whole: Whole,
}

/// What a call took as a whole.
#[derive(Debug, Clone, Copy)]
struct Whole {
    pool_seconds: f64,
    serial_seconds: f64,
}

/// What a task sends back: its result, its process, its time.
#[derive(Debug, Serialize, Deserialize)]
struct Computed {
    result: f64,
    process: u32,
    seconds: f64,
}

/// The one argument of a `map`.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Square {
    x: u64,
    additions: u64,
}

/// What this command has its workers do.
pub fn add_tasks(tasks: Tasks) -> Tasks {
    tasks
        .with("slow square", slow_square)
        .with("slow product", slow_product)
        .with("sum of a copy", |x: Vec<f64>, k: u64| sum(&x, k))
        .with("sum of a shared array", |x: Shared<f64>, k: u64| sum(&x, k))
}

fn slow_square(Square { x, additions }: Square) -> Computed {
    slow_product(x, x, additions)
}

/// x·y after as many additions as asked for, which the compiler may not leave out.
fn slow_product(x: u64, y: u64, additions: u64) -> Computed {
    computed(|| {
        let total = (0..additions).fold(0, |total: u64, _| black_box(total.wrapping_add(x)));
        // The total is x·additions, modulo 2⁶⁴.
        let lost = total.wrapping_sub(x.wrapping_mul(additions));
        (x * y + lost) as f64
    })
}

/// k · Σ xᵢ.
fn sum(x: &[f64], k: u64) -> Computed {
    computed(|| k as f64 * x.iter().sum::<f64>())
}

fn computed(run: impl FnOnce() -> f64) -> Computed {
    let (result, cost) = timed(run);
    Computed { result, process: process::id(), seconds: cost.seconds }
}

/// Runs every call in the pool and in this process, and prints the results.
pub fn pool(arguments: &Arguments) -> Result<(), Failure> {
    let failed = |error: Error| Failure::Run(error.to_string());
    let workers = arguments.workers.map_or_else(cores, |workers| usize::try_from(workers).unwrap_or(usize::MAX));
    let start = Instant::now();
    let pool = Pool::builder().workers(workers).build().map_err(failed)?;
    let start_seconds = start.elapsed().as_secs_f64();

    let Arguments { items, additions, elements, .. } = *arguments;
    let numbers = 1..=items;
    let squares: Vec<_> = numbers.clone().map(|x| Square { x, additions }).collect();
    let products: Vec<_> = numbers.clone().map(|x| (x, x + 1, additions)).collect();
    let array = vec![1.0; usize::try_from(elements).unwrap_or(usize::MAX)];
    let shared = Shared::copy_of(&array).map_err(failed)?;
    let sums = || numbers.clone().map(|k| (format!("(x, {k})"), (k * elements) as f64));

    let mut lines = Vec::new();
    let mut call =
        |name, expected: Vec<(String, f64)>, run: &dyn Fn() -> Result<Vec<Computed>, Error>, alone: &dyn Fn()| {
            let (results, cost) = timed(run);
            let serial = timed(alone).1;
            let whole = Whole { pool_seconds: cost.seconds, serial_seconds: serial.seconds };
            let line = |((arguments, expected), it): ((String, f64), Computed)| Line {
                call: name,
                arguments,
                result: it.result,
                expected,
                process: it.process,
                seconds: it.seconds,
                whole,
            };
            lines.extend(expected.into_iter().zip(results.map_err(failed)?).map(line));
            Ok::<_, Failure>(())
        };
    call(
        "map of a slow square",
        squares.iter().map(|&Square { x, .. }| (x.to_string(), (x * x) as f64)).collect(),
        &|| pool.task("slow square").chunk(1).map(&squares),
        &|| squares.iter().for_each(|&item| _ = black_box(slow_square(item))),
    )?;
    call(
        "starmap of a slow product",
        products.iter().map(|&(x, y, _)| (format!("({x}, {y})"), (x * y) as f64)).collect(),
        &|| pool.task("slow product").chunk(1).starmap(&products),
        &|| products.iter().for_each(|&(x, y, additions)| _ = black_box(slow_product(x, y, additions))),
    )?;
    let alone = || numbers.clone().for_each(|k| _ = black_box(sum(&array, k)));
    call(
        "starmap, array copied",
        sums().collect(),
        &|| pool.task("sum of a copy").chunk(1).starmap(numbers.clone().map(|k| (&array, k))),
        &alone,
    )?;
    call(
        "starmap, array shared",
        sums().collect(),
        &|| pool.task("sum of a shared array").chunk(1).starmap(numbers.clone().map(|k| (&shared, k))),
        &alone,
    )?;

    let report = Report::new(lines);
    let rows = &report.rows;
    arguments.format.write(&report, |to| table(rows, arguments, workers, start_seconds, to))?;
    refuse_wrong(
        rows.iter().filter(|line| !agrees(line)).map(|line| format!("{} {}", line.call, line.arguments)).collect(),
    )
}

/// All numbers are whole and exact.
fn agrees(line: &Line) -> bool {
    line.result == line.expected
}

impl Record for Line {
    fn columns(_: &[Self]) -> Columns<'_, Self> {
        Columns::<Self>::new()
            .field("call", |line| line.call)
            .field("arguments", |line| line.arguments.clone())
            .left("arguments", |line| line.arguments.clone())
            .field("result", |line| line.result)
            .right("result", |line| line.result)
            .field("process", |line| line.process)
            .right("process", |line| line.process)
            .field("seconds", |line| line.seconds)
            .right("ms", |line| three_digits(line.seconds * 1e3))
            .field("pool_seconds", |line| line.whole.pool_seconds)
            .field("serial_seconds", |line| line.whole.serial_seconds)
            .field("speed_up", |line| line.whole.serial_seconds / line.whole.pool_seconds)
            .field("agrees", agrees)
            .left("answer", |line| verdict(agrees(line)).word)
            .style(|line| verdict(agrees(line)).style)
    }
}

/// The lines of one call, as one line of the last table.
struct Call<'a>(&'a [Line]);

impl Record for Call<'_> {
    fn columns(_: &[Self]) -> Columns<'_, Self> {
        let whole = |call: &Self| call.0[0].whole;
        Columns::<Self>::new()
            .left("call", |call| call.0[0].call)
            .right("processes", |call| call.0.iter().map(|line| line.process).collect::<BTreeSet<_>>().len())
            .right("pool ms", move |call| three_digits(whole(call).pool_seconds * 1e3))
            .right("serial ms", move |call| three_digits(whole(call).serial_seconds * 1e3))
            .right("speed-up", move |call| format!("{:.3}", whole(call).serial_seconds / whole(call).pool_seconds))
    }
}

fn table(
    lines: &[Line],
    arguments: &Arguments,
    workers: usize,
    start_seconds: f64,
    to: &mut dyn Write,
) -> io::Result<()> {
    let Arguments { additions, elements, .. } = *arguments;
    let workers = count(workers as u64, "worker");
    writeln!(to, "{workers}, started in {}; this is process {}", time(start_seconds), process::id())?;
    let calls: Vec<_> = lines.chunk_by(|a, b| a.call == b.call).map(Call).collect();
    for Call(lines) in &calls {
        // How many lines are shown at each end.
        let (what, shown) = match lines[0].call {
            call if call.contains("array") => (format!("{} for each task", bytes(8 * elements)), 1),
            _ => (format!("{} additions for each task", grouped(additions)), 5),
        };
        writeln!(to, "\n{}, {what}", lines[0].call)?;
        Line::columns(lines).write_text_ends(lines, shown, to)?;
    }
    writeln!(to)?;
    Call::columns(&calls).write_text(&calls, to)
}
