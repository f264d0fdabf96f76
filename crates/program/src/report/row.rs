//! One measurement: [`Row`], its columns, and the table of a comparison.

use std::io::{self, Write};

use anstyle::AnsiColor;
use ffi_workbench::language::Language;
use ffi_workbench::measure::{Contender, Measurement};
use ffi_workbench::work::Number;

use super::columns::{Columns, Record, Value};
use super::quantity::{count, grouped, rate_prefix, three_digits, time_unit};
use super::summary::agreement;
use super::table::BOLD;
use super::verdict::{verdict, verdict_within};

/// One contender and what was measured of it.
#[derive(Debug, Clone)]
pub struct Row {
    /// The kernel's name.
    pub kernel: &'static str,
    /// The type of its elements.
    pub element: &'static str,
    /// The word for the language.
    pub language: &'static str,
    /// The word for the variant.
    pub variant: &'static str,
    /// The executor's name.
    pub executor: &'static str,
    /// How many workers it had.
    pub workers: usize,
    /// Size of the problem, in units.
    pub size: u64,
    /// The kernel's parameters, by their names.
    pub parameters: Vec<(&'static str, Number)>,
    /// The answer, or the sum of the elements of an array.
    pub answer: f64,
    /// Elements of the answer when it is an array.
    pub length: Option<usize>,
    /// The expected answer, or the sum of its elements; none where nothing was checked.
    pub reference: Option<f64>,
    /// How far the answer is from the reference, on the kernel's own scale.
    pub difference: Option<f64>,
    /// Whether the difference is within the kernel's tolerance and every run gave the same bits.
    pub agrees: Option<bool>,
    /// Wall-clock time in seconds.
    pub seconds: Seconds,
    /// Median CPU time of all threads in seconds.
    pub cpu_seconds: f64,
    /// Largest resident memory of the process during the runs.
    pub peak_memory_bytes: u64,
    /// Units in a second, at the median time.
    pub per_second: f64,
    /// Median time divided by that of the fastest of the rows that it is compared with.
    pub relative: f64,
    /// What the size counts.
    pub unit: &'static str,
}

/// Wall-clock time over the runs, in seconds.
#[derive(Debug, Clone, Copy)]
pub struct Seconds {
    /// The shortest run.
    pub min: f64,
    /// The middle one.
    pub median: f64,
    /// The longest run.
    pub max: f64,
    /// Number of runs.
    pub runs: usize,
}

impl Row {
    /// A row of its own: relative to itself.
    pub fn new(contender: &Contender<'_, '_>, measured: &Measurement) -> Self {
        let Contender { work, executor } = contender;
        let (kernel, id, problem) = (work.kernel(), work.implementation(), work.problem());
        let (verdict, median) = (measured.verdict, measured.median());
        let mut parameters: Vec<_> = problem.numbers.iter().copied().filter(|&(name, _)| name != "n").collect();
        parameters.sort_by_key(|&(name, _)| name);
        Self {
            kernel: kernel.name,
            element: kernel.element.name(),
            language: id.language.name(),
            variant: id.variant.name(),
            executor: executor.kind.name,
            workers: executor.workers,
            size: problem.size(),
            parameters,
            answer: verdict.answer,
            length: verdict.length,
            reference: verdict.check.map(|check| check.reference),
            difference: verdict.check.map(|check| check.difference),
            agrees: verdict.check.map(|check| check.agrees),
            seconds: Seconds {
                min: measured.seconds.first().copied().unwrap_or(f64::NAN),
                median,
                max: measured.seconds.last().copied().unwrap_or(f64::NAN),
                runs: measured.seconds.len(),
            },
            cpu_seconds: measured.cpu_seconds,
            peak_memory_bytes: measured.peak_memory_bytes,
            per_second: problem.size() as f64 / median,
            relative: 1.0,
            unit: kernel.unit,
        }
    }

    /// Who it was, in words: `dot f32 in C (plain), threads, 2 workers`.
    pub fn contender(&self) -> String {
        let Self { kernel, element, variant, executor, workers, .. } = self;
        let language = language_name(self.language);
        format!("{kernel} {element} in {language} ({variant}), {executor}, {}", count(*workers as u64, "worker"))
    }

    /// The answer, and what the check found of it.
    fn answer(&self) -> String {
        match (self.agrees, self.difference) {
            (Some(true), Some(difference)) => verdict_within(true, difference),
            (Some(false), Some(difference)) => format!("{}: {}", verdict_within(false, difference), self.answer),
            _ => self.answer.to_string(),
        }
    }
}

impl Record for Row {
    fn columns(rows: &[Self]) -> Columns<'_, Self> {
        // The units are those of the fastest row.
        let shortest = |of: fn(&Self) -> f64| rows.iter().map(of).fold(f64::INFINITY, f64::min);
        let time = time_unit(shortest(|row| row.seconds.median));
        let rate = rate_prefix(rows.iter().map(|row| row.per_second).fold(0.0, f64::max));
        let unit = rows.first().map_or("", |row| row.unit);
        let seconds = move |value: f64| three_digits(value / time.size);
        let columns = Columns::<Self>::new()
            .field("kernel", |row| row.kernel)
            .field("type", |row| row.element)
            .word("language", |row| row.language)
            .word("variant", |row| row.variant)
            .word("executor", |row| row.executor)
            .whole("workers", |row| row.workers)
            .optional(5)
            .field("size", |row| row.size)
            .field("parameters", |row| row.parameters.clone())
            .field("answer", |row| row.answer)
            .field("length", |row| row.length.map_or(Value::Absent, Value::from))
            .field("reference", |row| row.reference)
            .field("difference", |row| row.difference)
            .field("agrees", |row| row.agrees)
            .member(("seconds", "min"), "seconds_min", |row| row.seconds.min)
            .member(("seconds", "median"), "seconds_median", |row| row.seconds.median)
            .right(format!("median {}", time.symbol), move |row| seconds(row.seconds.median))
            .right(format!("min ... max {}", time.symbol), move |row| {
                format!("{} ... {}", seconds(row.seconds.min), seconds(row.seconds.max))
            })
            .optional(3)
            .member(("seconds", "max"), "seconds_max", |row| row.seconds.max)
            .member(("seconds", "runs"), "runs", |row| row.seconds.runs)
            .right("runs", |row| row.seconds.runs)
            .optional(4)
            .field("cpu_seconds", |row| row.cpu_seconds)
            .right(format!("CPU {}", time.symbol), move |row| seconds(row.cpu_seconds))
            .optional(1)
            .field("peak_memory_bytes", |row| row.peak_memory_bytes)
            .field("per_second", |row| row.per_second)
            .right(format!("{}{unit}/s", rate.symbol), move |row| three_digits(row.per_second / rate.size))
            .optional(2)
            .field("relative", |row| row.relative)
            .right("relative", |row| format!("{:.2}", row.relative))
            .field("unit", |row| row.unit);
        // That answers agree is said once for all of them.
        let columns = match rows.iter().all(|row| row.agrees == Some(true)) {
            true => columns,
            false => columns.left("answer", Self::answer),
        };
        columns.style(|row| match (row.agrees, row.relative) {
            (Some(true) | None, 1.0) => AnsiColor::Green.on_default(),
            (agrees, _) => verdict(agrees).style,
        })
    }
}

/// Writes what was measured of one kernel: `shown` of its `rows` as a table, and what became of all answers.
///
/// # Errors
/// What the writer refuses.
pub fn write_comparison(rows: &[Row], shown: &[Row], to: &mut dyn Write) -> io::Result<()> {
    let Some(row) = rows.first() else { return Ok(()) };
    let Row { kernel, element, unit, .. } = row;
    write!(to, "{BOLD}{kernel} {element}{BOLD:#}, {} {unit}", grouped(row.size))?;
    row.parameters.iter().try_for_each(|(name, value)| write!(to, ", {name} {value}"))?;
    writeln!(to)?;
    Row::columns(shown).write_text(shown, to)?;
    write!(to, "{}", agreement(rows))?;
    match (row.reference, row.length) {
        (Some(reference), None) => writeln!(to, "; expected: {reference}\n"),
        (Some(reference), Some(_)) => writeln!(to, "; expected sum: {reference}\n"),
        (None, _) => writeln!(to, "\n"),
    }
}

/// The rows that answer a question: of each implementation the fastest, and every wrong one.
pub fn best(rows: &[Row]) -> Vec<Row> {
    let is_best = |row: &Row| {
        let same = rows.iter().filter(|other| (other.language, other.variant) == (row.language, row.variant));
        same.min_by(|a, b| a.seconds.median.total_cmp(&b.seconds.median)).is_some_and(|best| std::ptr::eq(best, row))
    };
    rows.iter().filter(|row| row.agrees == Some(false) || is_best(row)).cloned().collect()
}

/// A language's name, by its word: `C++` for `cpp`.
pub fn language_name(word: &str) -> String {
    let known = Language::ALL.iter().find(|language| language.name() == word);
    known.map_or_else(|| word.to_owned(), ToString::to_string)
}

/// Sorts the rows of one kernel by time and makes them relative to the fastest.
pub fn rank(rows: &mut [Row]) {
    rows.sort_by(|a, b| a.seconds.median.total_cmp(&b.seconds.median));
    relate(rows);
}

/// Makes rows relative to the fastest of them.
pub fn relate(rows: &mut [Row]) {
    let fastest = rows.iter().map(|row| row.seconds.median).fold(f64::INFINITY, f64::min);
    for row in rows {
        row.relative = row.seconds.median / fastest;
    }
}

#[cfg(test)]
mod tests {
    use super::super::write_agreement;
    use super::*;

    fn row(executor: &'static str, median: f64, agrees: bool) -> Row {
        Row {
            kernel: "sum",
            element: "f64",
            language: "cpp",
            variant: "plain",
            executor,
            workers: 1,
            size: 10,
            parameters: Vec::new(),
            answer: 2.5,
            length: None,
            reference: Some(2.0),
            difference: Some(if agrees { 9e-16 } else { 0.25 }),
            agrees: Some(agrees),
            seconds: Seconds { min: median, median, max: median, runs: 1 },
            cpu_seconds: median,
            peak_memory_bytes: 1,
            per_second: 10.0 / median,
            relative: 1.0,
            unit: "elements",
        }
    }

    fn text(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> String {
        let mut text = Vec::new();
        write(&mut text).unwrap();
        String::from_utf8(text).unwrap()
    }

    #[test]
    fn answers_that_agree_are_said_once_and_a_wrong_one_is_shown_and_named() {
        let right = [row("serial", 1.0, true), row("rayon", 2.0, true)];
        let shown = best(&right);
        assert_eq!(shown.len(), 1, "the best executor");
        let table = text(|to| write_comparison(&right, &shown, to));
        assert!(
            table.contains("all 2 answers agree, worst 9e-16; expected: 2\n") && !table.contains("answer "),
            "{table}"
        );
        assert_eq!(text(|to| write_agreement(&right, to)), "all 2 answers agree, worst 9e-16\n");

        let wrong = [row("serial", 1.0, true), row("rayon", 2.0, false)];
        let shown = best(&wrong);
        assert_eq!(shown.len(), 2, "a wrong row is never left out");
        let table = text(|to| write_comparison(&wrong, &shown, to));
        assert!(table.contains("WRONG by 2e-1: 2.5") && table.contains("1 of 2 answers agree"), "{table}");
        let named = text(|to| write_agreement(&wrong, to));
        assert!(named.contains("WRONG: sum f64 in C++ (plain), rayon, 1 worker"), "{named}");
    }
}
