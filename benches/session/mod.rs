//! What a bench says besides its figures: before, how long it takes and which words mean nothing; after, a summary.

use std::env;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::{Command, exit};
use std::time::Duration;

use criterion::Criterion;
use ffi_workbench::executors::{EXECUTORS, ExecutorKind};
use ffi_workbench::language::{ImplementationId, Language, Variant};
use ffi_workbench::machine::cores;
use ffi_workbench::work::{KERNELS, Kernel};
use ffi_workbench_cli::report::fit_tables_into_terminal;

/// Set in the process that lists the lines of all benches.
const LIST_ALL: &str = "FFI_WORKBENCH_BENCH_LIST";

/// Seconds that criterion takes for the statistics and the pictures of a line.
const ANALYSIS: f64 = 0.3;

/// Writes what was measured, at a glance.
type WriteSummary = fn(&mut dyn Write) -> io::Result<()>;

/// Runs a bench: `lines` is what `criterion_group!` makes, with this warm-up and measurement of each line.
pub fn run(bench: &str, times: (Duration, Duration), lines: fn(), summary: WriteSummary) {
    if env::var_os(LIST_ALL).is_some() {
        let mut criterion = Criterion::default().configure_from_args();
        for id in ids() {
            criterion.bench_function(&id, |_| {});
        }
        return;
    }
    let arguments: Vec<String> = env::args().skip(1).collect();
    let has = |word: &str| arguments.iter().any(|argument| argument.split('=').next() == Some(word));
    let other_modes = ["--list", "--test", "--ignored", "--profile-time", "--help", "-h", "--version", "-V"];
    let measures = has("--bench") && !other_modes.into_iter().any(has);
    if measures && !announce(bench, times, &arguments) {
        return;
    }
    lines();
    Criterion::default().configure_from_args().final_summary();
    if measures {
        // Where standard output is closed there is nobody left to tell.
        let _ = finish(summary);
    }
}

/// Says how many lines there are and how long they take. False where the words mean lines of other benches alone; where
/// they mean none, the program ends.
fn announce(bench: &str, (warm_up, measurement): (Duration, Duration), arguments: &[String]) -> bool {
    let this = env::current_exe().expect("the system knows which program this is");
    let listed = Command::new(this).args(arguments).arg("--list").env(LIST_ALL, "1").output().expect("it starts again");
    let said = String::from_utf8_lossy(&listed.stderr);
    if !listed.status.success() {
        // Criterion's own sentence about an option, or what its panic says of a pattern.
        let pattern = said.lines().find(|line| line.contains("regular expression"));
        eprintln!("{}", pattern.map_or_else(|| said.trim().to_owned(), |line| format!("error: {line}")));
        exit(2);
    }
    let text = String::from_utf8_lossy(&listed.stdout);
    let all: Vec<&str> = text.lines().filter_map(|line| line.strip_suffix(": benchmark")).collect();
    let words: Vec<_> = arguments.iter().map(String::as_str).filter(|&word| word != "--bench").collect();
    if all.is_empty() {
        eprintln!("error: no benchmark is named `{}`; `cargo bench -- --list` names all", words.join(" "));
        exit(2);
    }
    let here = all.iter().filter(|id| id.starts_with(&format!("{bench}/"))).count();
    if here == 0 {
        println!("{bench}: nothing here is named `{}`", words.join(" "));
        return false;
    }
    let option = |name: &str| {
        let mut after = arguments.iter().skip_while(|word| *word != name).skip(1);
        let joined = || arguments.iter().find_map(|word| word.strip_prefix(name)?.strip_prefix('='));
        after.next().map(String::as_str).or_else(joined).and_then(|seconds| seconds.parse::<f64>().ok())
    };
    let warm_up = option("--warm-up-time").unwrap_or(warm_up.as_secs_f64());
    let each = warm_up + option("--measurement-time").unwrap_or(measurement.as_secs_f64()) + ANALYSIS;
    let takes = |lines: usize| match lines as f64 * each {
        seconds if seconds < 90.0 => format!("{seconds:.0} s"),
        seconds => format!("{:.0} min", seconds / 60.0),
    };
    let others = if here < all.len() {
        format!("; all {} of the benches {}", all.len(), takes(all.len()))
    } else {
        String::new()
    };
    let most = if arguments.iter().any(|word| word == "--quick") { "at most" } else { "about" };
    println!("{bench}: {here} lines, which take {most} {}{others}", takes(here));
    true
}

/// Writes the summary, and where criterion's pages are.
fn finish(summary: WriteSummary) -> io::Result<()> {
    fit_tables_into_terminal();
    summary(&mut anstream::stdout())?;
    let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| PathBuf::from("target"), PathBuf::from);
    let folder = env::var_os("CRITERION_HOME").map_or_else(|| target.join("criterion"), PathBuf::from);
    let page = folder.join("report/index.html");
    if page.exists() { writeln!(io::stdout(), "every line with its pictures: {}", page.display()) } else { Ok(()) }
}

/// The lines of every bench.
fn ids() -> impl Iterator<Item = String> {
    let languages = KERNELS.iter().flat_map(|kernel| {
        let names = move || kernel.implementations().into_iter().map(name);
        let of_size = move |size| names().map(move |line| format!("{}/{line}", languages_group(kernel, size)));
        sizes(kernel).into_iter().flat_map(of_size)
    });
    let executors = KERNELS.iter().flat_map(|kernel| {
        let lines = |id| executors_and_workers().map(move |who| executors_line(id, who));
        executors_ids(kernel).flat_map(lines).map(|line| format!("{}/{line}", executors_group(kernel)))
    });
    let calls = ["add", "dot_of_8"].into_iter().flat_map(|kernel| {
        let kernels = KERNELS.iter().filter(move |known| known.name == &kernel[..3] && known.element.name() != "f32");
        let table = kernels.flat_map(|kernel| kernel.implementations()).map(|id| format!("table-{}", name(id)));
        ways().into_iter().chain(table).map(move |way| format!("call_overhead/{kernel}/{way}"))
    });
    languages.chain(executors).chain(calls)
}

/// Sizes of `languages`: a few kilobytes of input, which the innermost cache holds; and the default, which takes some
/// milliseconds for every kernel, whatever an element costs.
pub fn sizes(kernel: &Kernel) -> [u64; 3] {
    const SMALL: u64 = 1_000;
    [SMALL, (kernel.default_size / 100).max(SMALL), kernel.default_size]
}

/// The group of a kernel and size in `languages`; its lines are the names of implementations.
pub fn languages_group(kernel: &Kernel, size: u64) -> String {
    format!("languages/{}/{}/{size}", kernel.name, kernel.element.name())
}

/// What `executors` runs: the executor sees a function, so C stands for every foreign language.
pub fn executors_ids(kernel: &Kernel) -> impl Iterator<Item = ImplementationId> + use<> {
    let timed =
        |id: &ImplementationId| matches!(id.language, Language::Rust | Language::C) && id.variant == Variant::Plain;
    kernel.implementations().into_iter().filter(timed)
}

/// Every executor with one worker, then those that can have several with all cores.
pub fn executors_and_workers() -> impl Iterator<Item = (&'static ExecutorKind, usize)> {
    // `processes` needs Linux.
    let supported = || EXECUTORS.iter().copied().filter(|kind| kind.by_default || cfg!(target_os = "linux"));
    let all = supported().map(|kind| (kind, cores().min(kind.max_workers))).filter(|&(_, workers)| workers > 1);
    supported().map(|kind| (kind, 1)).chain(all)
}

/// The group of a kernel in `executors`.
pub fn executors_group(kernel: &Kernel) -> String {
    format!("executors/{}/{}/{}", kernel.name, kernel.element.name(), kernel.default_size)
}

/// A line of such a group.
pub fn executors_line(id: ImplementationId, (kind, workers): (&'static ExecutorKind, usize)) -> String {
    format!("{}-{}-{workers}", name(id), kind.name)
}

/// The ways of `call_overhead` to make a call, but those through a table.
fn ways() -> Vec<String> {
    let built = |language: &&Language| language.is_built();
    let raw = Language::ALL[1..].iter().filter(built).map(|&language| match language {
        Language::Cpp => "raw-cxx".to_owned(),
        other => format!("raw-{}", other.name()),
    });
    let safe = Language::ALL.iter().filter(built).map(|language| format!("safe-{}", language.name()));
    ["native-inlined", "native-not-inlined"].map(str::to_owned).into_iter().chain(raw).chain(safe).collect()
}

/// `rust-plain`: an implementation as a part of a bench's name.
pub fn name(id: ImplementationId) -> String {
    format!("{}-{}", id.language.name(), id.variant.name())
}
