//! `deadlock`: two locks taken in opposite order, found by a limit of patience and by a deadline; and in one order.

use std::io::{self, Write};
use std::time::Duration;

use clap::Args;
use ffi_isolate::{Error as WorkerError, Pool, Tasks};
use ffi_workbench_cli::experiments::deadlock::{Order, Outcome, WAYS, Way};
use ffi_workbench_cli::experiments::timed;
use ffi_workbench_cli::report::quantity::{count, grouped, three_digits};
use ffi_workbench_cli::report::{Columns, Record, Report, verdict};

use super::Failure;
use super::output::refuse_wrong;
use crate::cli::{Format, up_to};

/// Two threads take two locks in opposite order, which is a deadlock, and in one order, which is none; in Rust and C.
///
/// Thread `anna` moves money from account `left` to account `right`, `bert` moves it back, and each needs both locks.
/// In opposite order each takes first the lock of the account that it takes from, and waits until the other holds its
/// own.
/// With a limit of patience each thread says which lock it waited for, and who holds it. Threads that wait for ever run
/// in a worker process, which is ended at its deadline.
#[derive(Debug, Args)]
#[command(after_help = "Example: ffi-workbench deadlock --patience 500")]
pub struct Arguments {
    /// Transfers in each direction.
    #[arg(long, default_value = "10000", value_parser = up_to::<100_000_000>, allow_negative_numbers = true)]
    pub transfers: u64,
    /// How long a lock is waited for, and how long a worker process may take, in milliseconds.
    #[arg(long, value_name = "MS", default_value = "500", value_parser = clap::value_parser!(u64).range(1..=60_000), allow_negative_numbers = true)]
    pub patience: u64,
    /// How the result is written.
    #[arg(long, value_enum, default_value = "table")]
    pub format: Format,
}

/// One order in one language, with one kind of waiting.
#[derive(Debug, Clone)]
struct Line {
    order: &'static str,
    language: &'static str,
    waits: &'static str,
    transfers: u64,
    seconds: f64,
    deadlock: bool,
    agrees: bool,
    what: String,
}

const LIMITED: &str = "with patience";
const FOR_EVER: &str = "for ever, in a worker process";

/// What this command has its workers do.
pub fn add_tasks(tasks: Tasks) -> Tasks {
    let in_language = |way: &'static Way| {
        move |one_order: bool, transfers: u64| {
            let order = if one_order { Order::One } else { Order::Opposite };
            match (way.transfer)(order, transfers, None) {
                Ok(Outcome::Done(balances)) => Ok(balances),
                Ok(Outcome::Deadlock(_)) => Err("a lock that is waited for without a limit was given up".to_owned()),
                Err(error) => Err(error.to_string()),
            }
        }
    };
    WAYS.iter().fold(tasks, |tasks, way| tasks.with_result(way.name, in_language(way)))
}

/// Runs both orders and prints what became of them.
pub fn deadlock(arguments: &Arguments) -> Result<(), Failure> {
    let mut lines = Vec::new();
    for order in Order::ALL {
        for way in WAYS {
            lines.push(with_patience(way, order, arguments)?);
        }
    }
    let pool = Pool::builder().workers(1).quiet(true).build().map_err(|error| Failure::Run(error.to_string()))?;
    for order in Order::ALL {
        for way in WAYS {
            lines.push(for_ever(&pool, way, order, arguments)?);
        }
    }
    let report = Report::new(lines);
    let rows = &report.rows;
    arguments.format.write(&report, |to| table(rows, arguments, to))?;
    let wrong = rows.iter().filter(|line| !line.agrees);
    refuse_wrong(
        wrong.map(|line| format!("{} order in {}, waiting {}", line.order, line.language, line.waits)).collect(),
    )
}

fn with_patience(way: &Way, order: Order, arguments: &Arguments) -> Result<Line, Failure> {
    let patience = Duration::from_millis(arguments.patience);
    let (outcome, cost) = timed(|| (way.transfer)(order, arguments.transfers, Some(patience)));
    let ended = match outcome? {
        Outcome::Done(balances) => Ok(balances),
        Outcome::Deadlock([one, other]) => Err(format!("{one}; {other}")),
    };
    Ok(line(way, order, LIMITED, arguments, cost.seconds, ended))
}

fn for_ever(pool: &Pool, way: &Way, order: Order, arguments: &Arguments) -> Result<Line, Failure> {
    /// For what has to end: as long as a busy machine needs.
    const TIMEOUT: Duration = Duration::from_secs(600);
    let deadline = match order {
        Order::Opposite => Duration::from_millis(arguments.patience),
        Order::One => TIMEOUT,
    };
    let task = pool.task(way.name).deadline(deadline);
    let (result, cost) = timed(|| task.call::<_, [i64; 2]>((order == Order::One, arguments.transfers)));
    let ended = match result {
        Ok(balances) => Ok(balances),
        Err(error @ WorkerError::Timeout { .. }) if order == Order::Opposite => Err(error.to_string()),
        Err(error) => return Err(Failure::Run(error.to_string())),
    };
    Ok(line(way, order, FOR_EVER, arguments, cost.seconds, ended))
}

/// What became of one attempt: balances, or why it is a deadlock.
fn line(
    way: &Way,
    order: Order,
    waits: &'static str,
    arguments: &Arguments,
    seconds: f64,
    ended: Result<[i64; 2], String>,
) -> Line {
    let agrees = match order {
        Order::Opposite => ended.is_err(),
        // As much went back as went there.
        Order::One => ended == Ok([0, 0]),
    };
    Line {
        order: order.name(),
        language: way.language.name(),
        waits,
        transfers: arguments.transfers,
        seconds,
        deadlock: ended.is_err(),
        agrees,
        what: ended.map_or_else(|reason| reason, |[left, right]| format!("balances {left} and {right}")),
    }
}

impl Record for Line {
    fn columns(_: &[Self]) -> Columns<'_, Self> {
        Columns::<Self>::new()
            .word("order", |line| line.order)
            .word("language", |line| line.language)
            .field("waits", |line| line.waits)
            .left("a lock is waited for", |line| line.waits)
            .field("transfers", |line| line.transfers)
            .field("deadlock", |line| line.deadlock)
            .left("outcome", |line| if line.deadlock { "deadlock" } else { "finished" })
            .field("seconds", |line| line.seconds)
            .right("ms", |line| three_digits(line.seconds * 1e3))
            .field("agrees", |line| line.agrees)
            .field("what", |line| line.what.clone())
            // A deadlock stands out, also where it is shown that it must be.
            .style(|line| verdict(!line.deadlock).style)
    }
}

fn table(lines: &[Line], arguments: &Arguments, to: &mut dyn Write) -> io::Result<()> {
    let transfers = count(arguments.transfers, "transfer");
    writeln!(to, "{transfers} in each direction; patience and deadline {} ms", grouped(arguments.patience))?;
    Line::columns(lines).write_text(lines, to)?;
    writeln!(to)?;
    for line in lines.iter().filter(|line| line.deadlock) {
        writeln!(to, "{} order in {}, {}:", line.order, line.language, line.waits)?;
        line.what.split("; ").try_for_each(|sentence| writeln!(to, "  {sentence}"))?;
    }
    Ok(())
}
