//! The program `ffi-workbench`: runs, compares and lists the kernels of the library.
//!
//! Exit codes: 0 success, 1 a failed run or a wrong answer, 2 a wrong command line, 130 Ctrl-C.

use std::env;
use std::ffi::OsString;
use std::io::{self, Write};
use std::process::{ExitCode, exit};
use std::sync::LazyLock;

use clap::{CommandFactory, Parser, Subcommand};

mod cli;
mod commands;

use ffi_workbench::build_info::Build;
use ffi_workbench::executors::processes;
use ffi_workbench::huge_pages::HugePages;
use ffi_workbench::level::{self, Level};
use ffi_workbench_cli::excerpt::{MESSAGE, WORD, excerpt};
use ffi_workbench_cli::report::fit_tables_into_terminal;

#[cfg(all(feature = "faults", target_os = "linux"))]
use commands::faults;
#[cfg(all(feature = "faults", feature = "fortran", target_os = "linux"))]
use commands::shared_state;
use commands::{
    Failure, accuracy, compare, completions, deadlock, grain, interruption, list, man, memory, pool, prices, race, run,
    scaling, threads, throughput, until, windows,
};

#[global_allocator]
static ALLOCATOR: HugePages = HugePages;

/// What `--version` prints, and `-V` does not: what built the program, without which a figure means little.
static LONG_VERSION: LazyLock<String> = LazyLock::new(|| {
    let build = Build::this();
    let compilers = build.compilers.iter().map(|it| format!("\n{}: {}", it.language, it.compiler));
    format!("{} ({})", build.version, build.profile) + &compilers.collect::<String>()
});

/// Numerical kernels in Rust, C, C++ and Fortran: called safely from Rust, run on all cores, checked and measured side
/// by side.
#[derive(Debug, Parser)]
#[command(name = "ffi-workbench", version, long_version = LONG_VERSION.as_str(), max_term_width = 120)]
#[command(after_help = "Without a command it compares everything.\n\nExample: ffi-workbench compare dot --seconds 5")]
struct Cli {
    /// Instruction-set level of the tuned kernels, which the variable FFI_WORKBENCH_LEVEL can name as well; the highest
    /// that this processor has by default.
    #[arg(long, global = true, value_parser = cli::levels())]
    level: Option<Level>,
    /// Tables with all their columns, also where the terminal is too narrow for them.
    #[arg(long, global = true)]
    wide: bool,
    /// What to do.
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Compare(compare::Arguments),
    Run(run::Arguments),
    List(list::Arguments),
    Scaling(scaling::Arguments),
    Accuracy(accuracy::Arguments),
    Prices(prices::Arguments),
    Throughput(throughput::Arguments),
    Windows(windows::Arguments),
    Grain(grain::Arguments),
    Until(until::Arguments),
    Race(race::Arguments),
    Deadlock(deadlock::Arguments),
    Pool(pool::Arguments),
    Threads(threads::Arguments),
    Memory(memory::Arguments),
    #[cfg(all(feature = "faults", target_os = "linux"))]
    Faults(faults::Arguments),
    #[cfg(all(feature = "faults", feature = "fortran", target_os = "linux"))]
    SharedState(shared_state::Arguments),
    Completions(completions::Arguments),
    Man(man::Arguments),
}

fn main() -> ExitCode {
    // Before anything else: a worker process must not do it again.
    processes::worker_entry_with(commands::tasks());
    interruption::handle();
    let (reason, code) = match dispatch(parse(&arguments())) {
        Ok(()) => return ExitCode::SUCCESS,
        Err(Failure::Usage(reason)) => (reason, 2),
        Err(Failure::Run(reason)) => (reason, 1),
        Err(Failure::Interrupted(reason)) => (reason, interruption::EXIT_CODE),
    };
    // Where standard error is closed there is nobody left to tell.
    let _ = writeln!(io::stderr(), "error: {}", excerpt(&reason, MESSAGE));
    ExitCode::from(code)
}

fn dispatch(Cli { level, wide, command }: Cli) -> Result<(), Failure> {
    if let Some(level) = level {
        level.force()?;
    }
    if !wide {
        fit_tables_into_terminal();
    }
    match command {
        Command::Compare(arguments) => compare::compare(&arguments),
        Command::Run(arguments) => run::run(&arguments),
        Command::List(arguments) => list::list(&arguments),
        Command::Accuracy(arguments) => accuracy::accuracy(&arguments),
        Command::Prices(arguments) => prices::prices(&arguments),
        Command::Windows(arguments) => windows::windows(&arguments),
        Command::Throughput(arguments) => throughput::throughput(&arguments),
        Command::Grain(arguments) => grain::grain(&arguments),
        Command::Scaling(arguments) => scaling::scaling(&arguments),
        Command::Until(arguments) => until::until(&arguments),
        Command::Race(arguments) => race::race(&arguments),
        Command::Deadlock(arguments) => deadlock::deadlock(&arguments),
        Command::Pool(arguments) => pool::pool(&arguments),
        Command::Threads(arguments) => threads::threads(&arguments),
        Command::Memory(arguments) => memory::memory(&arguments),
        #[cfg(all(feature = "faults", target_os = "linux"))]
        Command::Faults(arguments) => faults::faults(&arguments),
        #[cfg(all(feature = "faults", feature = "fortran", target_os = "linux"))]
        Command::SharedState(arguments) => shared_state::shared_state(&arguments),
        Command::Completions(arguments) => completions::completions(&arguments, Cli::command()),
        Command::Man(arguments) => man::man(&arguments, Cli::command()),
    }
}

/// What the words of the command line mean. Where they mean nothing, the program ends, and no word is repeated that is
/// longer than a message or steers a terminal.
fn parse(arguments: &[OsString]) -> Cli {
    let error = match Cli::try_parse_from(arguments) {
        Ok(cli) => return cli,
        Err(error) => error,
    };
    // Help and version are no complaint, and the program's own path may be as long as it likes.
    if !error.use_stderr() {
        error.exit();
    }
    let words = arguments.iter().skip(1).map(|word| word.to_string_lossy().into_owned());
    let words: Vec<_> = words.map(|word| (excerpt(&word, WORD), word)).filter(|(shown, word)| shown != word).collect();
    if words.is_empty() {
        error.exit();
    }
    let mut said = error.render().to_string();
    for (_, word) in words {
        // The name of an option stands before its value, and commas between several values.
        for part in [word.as_str()].into_iter().chain(word.split(['=', ','])).filter(|part| !part.is_empty()) {
            said = said.replace(part, &excerpt(part, WORD));
        }
    }
    let lines: Vec<_> = said.lines().map(|line| excerpt(line, MESSAGE)).collect();
    // Where standard error is closed there is nobody left to tell.
    let _ = writeln!(io::stderr(), "{}", lines.join("\n"));
    exit(error.exit_code());
}

/// The command line; one without a command compares. The level that the environment names stands at its end, unless
/// the command line names one.
fn arguments() -> Vec<OsString> {
    let mut arguments: Vec<_> = env::args_os().collect();
    let for_the_program = ["-h", "--help", "-V", "--version"].map(OsString::from);
    let command = Cli::command();
    let is_command = |word: &OsString| command.get_subcommands().any(|known| word == known.get_name());
    let no_command = match arguments.get(1) {
        Some(first) if first.as_encoded_bytes().starts_with(b"-") => {
            !for_the_program.contains(first) && !arguments.iter().any(is_command)
        }
        first => first.is_none(),
    };
    if no_command {
        arguments.insert(arguments.len().min(1), "compare".into());
    }
    let names_level = |word: &OsString| word == "--level" || word.as_encoded_bytes().starts_with(b"--level=");
    if let Some(level) = env::var_os(level::VARIABLE).filter(|_| !arguments.iter().any(names_level)) {
        arguments.extend(["--level".into(), level]);
    }
    arguments
}
