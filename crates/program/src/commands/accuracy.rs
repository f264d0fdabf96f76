//! `accuracy`: how far the estimates of π are from π, as terms or samples grow.

use std::f64::consts::PI;
use std::io::{self, Write};

use clap::Args;
use ffi_workbench::error::Error as RunError;
use ffi_workbench::executors::{ExecutorKind, StartedExecutor};
use ffi_workbench::language::{ImplementationId, Language, Variant};
use ffi_workbench::measure::{Contender, measure_once};
use ffi_workbench::work::{Kernel, MONTE_CARLO_PI, SERIES_PI, Work};
use ffi_workbench_cli::report::plot::{Axis, Panel, Picture, Series};
use ffi_workbench_cli::report::quantity::{grouped, time};
use ffi_workbench_cli::report::{Columns, Record, Report, language_name, verdict};

use super::output::{index_of, progress, refuse_wrong};
use super::{Failure, input};
use crate::cli::{Output, executors, languages, size, variants};

/// Shows |estimate − π| of `series_pi` and `monte_carlo_pi` against the number N of terms or samples.
///
/// The midpoint rule of `series_pi` cuts off 1/(12 N²), until rounding takes over: no double is nearer to π than
/// 1.2·10⁻¹⁶, and a sum of many rounded terms stays some 10⁻¹⁵ to 10⁻¹⁴ away. The standard deviation of
/// `monte_carlo_pi` is 4·√(π/4·(1 − π/4)/N) = 1.64/√N: a hundred times the samples for one more digit. The difference
/// is taken from π itself and not from the double nearest to it, so that it is never 0.
#[derive(Debug, Args)]
#[command(after_help = "Example: ffi-workbench accuracy --language rust,fortran --plot accuracy.svg")]
pub struct Arguments {
    /// The estimates; both by default.
    #[arg(value_name = "KERNEL", value_parser = ESTIMATES.map(|kernel| kernel.name))]
    pub kernels: Vec<String>,
    /// Languages of the kernels.
    #[arg(long, value_delimiter = ',', default_value = "rust", value_parser = languages())]
    pub language: Vec<Language>,
    /// Variants of the kernels; all of them by default.
    #[arg(long, value_delimiter = ',', value_parser = variants())]
    pub variant: Vec<Variant>,
    /// What runs them, on all cores; the answers do not depend on it.
    #[arg(long, default_value = "rayon", value_parser = executors())]
    pub executor: &'static ExecutorKind,
    /// The largest N, up to 1e12; by default 1e9 terms and 1e8 samples. N grows by powers of ten.
    #[arg(long, value_parser = size, allow_negative_numbers = true)]
    pub most: Option<u64>,
    /// Seed of the samples.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    #[command(flatten)]
    pub output: Output,
}

/// The kernels that estimate π.
static ESTIMATES: [&Kernel; 2] = [&SERIES_PI, &MONTE_CARLO_PI];

/// Some hours of samples; more would also need memory that counts.
const MAX: u64 = 1_000_000_000_000;

/// π − [`PI`]: how far the nearest double is from π.
const PI_REST: f64 = 1.2246467991473532e-16;

/// One estimate.
#[derive(Debug, Clone)]
struct Line {
    kernel: &'static str,
    language: &'static str,
    variant: &'static str,
    executor: &'static str,
    n: u64,
    unit: &'static str,
    estimate: f64,
    error: f64,
    /// The error of the method at this N: what is cut off, or the standard deviation.
    theory: f64,
    seconds: f64,
    cpu_seconds: f64,
    difference: Option<f64>,
    agrees: Option<bool>,
}

/// Estimates and prints.
pub fn accuracy(arguments: &Arguments) -> Result<(), Failure> {
    let Arguments { output, .. } = arguments;
    output.check()?;
    if let Some(most) = arguments.most.filter(|&most| most > MAX) {
        return Err(Failure::Usage(format!("--most {most} is not in 1..={MAX}")));
    }
    let executor = StartedExecutor::start(arguments.executor, None)?;
    let named = |name: &String| ESTIMATES.into_iter().find(|kernel| kernel.name == name);
    let kernels: Vec<_> = match arguments.kernels.as_slice() {
        [] => ESTIMATES.to_vec(),
        given => given.iter().filter_map(named).collect(),
    };
    let mut plan = Vec::new();
    for kernel in kernels {
        let implementations = input::implementations(kernel, &arguments.language, &arguments.variant)?;
        if implementations.is_empty() {
            let name = kernel.name;
            return Err(Failure::Usage(format!("{name} does not come in these languages and variants")));
        }
        let max = arguments.most.unwrap_or(default_max(kernel));
        plan.push((kernel, implementations, decades(max)));
    }
    let steps = plan.iter().map(|(_, ids, all)| ids.len() as u64 * all.iter().sum::<u64>()).sum::<u64>();
    let bar = progress(usize::try_from(steps).unwrap_or(usize::MAX));
    let mut lines = Vec::new();
    for (kernel, implementations, all) in plan {
        bar.set_message(kernel.name);
        for n in all {
            estimate(kernel, &implementations, (n, arguments.seed), &executor, &mut lines, &|| bar.inc(n))?;
        }
    }
    bar.finish_and_clear();

    let report = Report::new(lines);
    output.write(&report, || picture(&report.rows), |to| table(&report.rows, to))?;
    let wrong = report.rows.iter().filter(|line| line.agrees == Some(false));
    refuse_wrong(wrong.map(|line| format!("{} in {}, N = {}", line.kernel, name(line), line.n)).collect())
}

fn default_max(kernel: &Kernel) -> u64 {
    if std::ptr::eq(kernel, &SERIES_PI) { 1_000_000_000 } else { 100_000_000 }
}

/// The powers of ten below `max`, and `max`.
fn decades(max: u64) -> Vec<u64> {
    let powers = std::iter::successors(Some(1_u64), |power| power.checked_mul(10));
    powers.take_while(|&power| power < max).chain([max]).collect()
}

/// One estimate of each implementation, checked.
fn estimate(
    kernel: &'static Kernel,
    implementations: &[ImplementationId],
    (n, seed): (u64, u64),
    executor: &StartedExecutor,
    lines: &mut Vec<Line>,
    done: &dyn Fn(),
) -> Result<(), Failure> {
    let problem = kernel.generate(n, seed, vec![]);
    let expected = kernel.expected(&problem).map_err(usage)?;
    for &id in implementations {
        let work = Work::new(kernel, id, &problem).map_err(usage)?;
        let (measured, answer) = measure_once(&Contender { work: &work, executor }, Some(&expected))?;
        let check = measured.verdict.check;
        lines.push(Line {
            kernel: kernel.name,
            language: id.language.name(),
            variant: id.variant.name(),
            executor: executor.kind.name,
            n,
            unit: kernel.unit,
            estimate: answer[0],
            error: distance_from_pi(answer[0]),
            theory: theory(kernel.name, n as f64),
            seconds: measured.median(),
            cpu_seconds: measured.cpu_seconds,
            difference: check.map(|check| check.difference),
            agrees: check.map(|check| check.agrees),
        });
        done();
    }
    Ok(())
}

/// An N that a kernel refuses was wrong on the command line.
fn usage(error: RunError) -> Failure {
    Failure::Usage(error.to_string())
}

/// |x − π|, rounded once where x is near π: the difference of two doubles that are near each other is exact.
fn distance_from_pi(x: f64) -> f64 {
    ((x - PI) - PI_REST).abs()
}

fn theory(kernel: &str, n: f64) -> f64 {
    match kernel {
        "series_pi" => 1.0 / (12.0 * n * n),
        _ => 4.0 * (PI / 4.0 * (1.0 - PI / 4.0) / n).sqrt(),
    }
}

fn name(line: &Line) -> String {
    format!("{} ({})", language_name(line.language), line.variant)
}

fn kernels(lines: &[Line]) -> impl Iterator<Item = &[Line]> {
    lines.chunk_by(|a, b| a.kernel == b.kernel)
}

impl Record for Line {
    fn columns(lines: &[Self]) -> Columns<'_, Self> {
        let (kernel, unit) = lines.first().map_or(("", ""), |line| (line.kernel, line.unit));
        Columns::<Self>::new()
            .field("kernel", |line| line.kernel)
            .right(format!("N {unit}"), |line| grouped(line.n))
            .word("language", |line| line.language)
            .word("variant", |line| line.variant)
            .field("executor", |line| line.executor)
            .field("n", |line| line.n)
            .field("unit", |line| line.unit)
            .field("estimate", |line| line.estimate)
            .left("estimate", |line| line.estimate)
            .optional(1)
            .field("error", |line| line.error)
            .left("distance", |line| format!("{:.2e}", line.error))
            .field("theory", |line| line.theory)
            .left(if kernel == "series_pi" { "1/(12 N²)" } else { "1.64/√N" }, |line| format!("{:.2e}", line.theory))
            .field("seconds", |line| line.seconds)
            .left("wall time", |line| time(line.seconds))
            .optional(2)
            .field("cpu_seconds", |line| line.cpu_seconds)
            .field("difference", |line| line.difference)
            .field("agrees", |line| line.agrees)
            .left("answer", |line| verdict(line.agrees).word)
            .style(|line| verdict(line.agrees).style)
    }
}

fn table(lines: &[Line], to: &mut dyn Write) -> io::Result<()> {
    for lines in kernels(lines) {
        writeln!(to, "{}: the estimates and their distances from π", lines[0].kernel)?;
        Line::columns(lines).write_text(lines, to)?;
        writeln!(to)?;
    }
    Ok(())
}

fn picture(lines: &[Line]) -> Picture {
    let (mut languages, mut others) = (Vec::new(), Vec::new());
    let panels = kernels(lines).map(|lines| {
        let (kernel, unit, max) = (lines[0].kernel, lines[0].unit, lines[lines.len() - 1].n as f64);
        let mut panel = Panel::new(Axis::log(format!("N, {unit} of {kernel}")), Axis::log("|estimate − π|"));
        for (who, first, points) in curves(lines) {
            let look = (index_of(&mut languages, first.language), index_of(&mut others, first.variant));
            panel = panel.with(Series::marked(who, points).look(look.0, look.1));
        }
        // What is cut off soon falls below everything that doubles can show.
        let last = if kernel == "series_pi" { max.min((12.0 * PI_REST).powf(-0.5)) } else { max };
        let ends = [1.0, last].map(|n| [n, theory(kernel, n)]).to_vec();
        match kernel {
            "series_pi" => {
                panel.with(Series::dashed("cut off: 1/(12 N²)", ends)).horizontal("the double nearest to π", PI_REST)
            }
            _ => panel.with(Series::dashed("deviation: 1.64/√N", ends)),
        }
    });
    Picture::side_by_side("How far from π", panels.collect())
}

/// The errors of each implementation against N. Languages that give the same numbers are one curve, which names them
/// all.
fn curves(lines: &[Line]) -> Vec<(String, &Line, Vec<[f64; 2]>)> {
    let mut curves: Vec<(Vec<&Line>, Vec<[f64; 2]>)> = Vec::new();
    for first in lines.iter().filter(|line| line.n == lines[0].n) {
        let own = lines.iter().filter(|line| (line.language, line.variant) == (first.language, first.variant));
        let points = own.map(|line| [line.n as f64, line.error]).collect();
        match curves.iter_mut().find(|(who, known)| who[0].variant == first.variant && *known == points) {
            Some((who, _)) => who.push(first),
            None => curves.push((vec![first], points)),
        }
    }
    let mut named = Vec::new();
    for (who, points) in curves {
        let languages: Vec<_> = who.iter().map(|line| language_name(line.language)).collect();
        named.push((format!("{} ({})", languages.join(", "), who[0].variant), who[0], points));
    }
    named
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn n_grows_by_powers_of_ten_up_to_the_most() {
        assert_eq!(decades(1), [1]);
        assert_eq!(decades(1000), [1, 10, 100, 1000]);
        assert_eq!(decades(2500), [1, 10, 100, 1000, 2500]);
    }

    #[test]
    fn no_double_is_at_pi() {
        assert_eq!(distance_from_pi(PI), PI_REST);
        assert!(distance_from_pi(PI.next_up()) > PI_REST && distance_from_pi(PI.next_down()) > PI_REST);
        // 4 − π = 0.85840734641020676…, and 4 − the double nearest to π is another double.
        assert_eq!(distance_from_pi(4.0), 0.858_407_346_410_206_8);
    }
}
