//! What a comparison says at a glance: one line for each kernel, [`Summary`].

use std::io::{self, Write};

use ffi_workbench::language::{Language, Variant};
use ffi_workbench::measure::Contender;

use super::columns::Columns;
use super::quantity::{count, three_digits, time};
use super::row::{Row, language_name};
use super::table::BOLD;

/// What a summary reads of a measurement.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Timed {
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
    /// Median wall-clock time in seconds.
    pub seconds: f64,
}

impl Timed {
    /// What was timed, with its median in seconds.
    pub fn new(contender: &Contender<'_, '_>, seconds: f64) -> Self {
        let Contender { work, executor } = contender;
        let (kernel, id) = (work.kernel(), work.implementation());
        Self {
            kernel: kernel.name,
            element: kernel.element.name(),
            language: id.language.name(),
            variant: id.variant.name(),
            executor: executor.kind.name,
            workers: executor.workers,
            seconds,
        }
    }
}

impl From<&Row> for Timed {
    fn from(row: &Row) -> Self {
        let &Row { kernel, element, language, variant, executor, workers, .. } = row;
        Self { kernel, element, language, variant, executor, workers, seconds: row.seconds.median }
    }
}

/// One line for each kernel: the fastest, and what it is compared with.
#[derive(Debug, Clone)]
pub struct Summary {
    lines: Vec<Line>,
}

/// What is said of one kernel.
#[derive(Debug, Clone)]
struct Line {
    fastest: Timed,
    /// The kernel's name, with the type where it comes in several.
    name: String,
    /// Time in each language but Rust, divided by Rust's.
    against_rust: Vec<(Language, Option<f64>)>,
    /// Time of plain divided by that of tuned.
    tuned: Option<f64>,
    /// Time of one worker divided by that of several.
    cores: Option<f64>,
}

impl Summary {
    /// The summary of measurements, those of one kernel and type side by side.
    pub fn new(timed: &[Timed]) -> Self {
        let kernels = || timed.chunk_by(|a, b| (a.kernel, a.element) == (b.kernel, b.element));
        let line = |timed: &[Timed]| {
            let mut line = Line::of(timed)?;
            if kernels().filter(|other| other[0].kernel == line.name).count() > 1 {
                line.name = format!("{} {}", line.name, timed[0].element);
            }
            Some(line)
        };
        Self { lines: kernels().filter_map(line).collect() }
    }

    /// For each kernel and language but Rust: the time divided by Rust's with the variant and the executor of the
    /// fastest.
    pub fn against_rust(&self) -> impl Iterator<Item = (&str, &[(Language, Option<f64>)])> {
        self.lines.iter().map(|line| (line.name.as_str(), line.against_rust.as_slice()))
    }

    /// Writes the lines as a table, and what its columns mean.
    ///
    /// # Errors
    /// What the writer refuses.
    pub fn write(&self, to: &mut dyn Write) -> io::Result<()> {
        let ratio = |value: Option<f64>| value.map_or_else(|| "-".to_owned(), three_digits);
        let several = |of: fn(&Line) -> Option<f64>| self.lines.iter().any(|line| of(line).is_some());
        let mut columns = Columns::<Line>::new()
            .left("kernel", |line| line.name.clone())
            .left("fastest", |line| format!("{} {}", language_name(line.fastest.language), line.fastest.variant))
            .left("on", |line| line.fastest.executor)
            .optional(1)
            .right("median", |line| time(line.fastest.seconds))
            .optional(2);
        let mut languages = Vec::new();
        for (index, language) in others().enumerate() {
            if self.lines.iter().any(|line| line.against_rust[index].1.is_some()) {
                languages.push(language.to_string());
                columns = columns.right(language.to_string(), move |line| ratio(line.against_rust[index].1));
            }
        }
        let mut meanings = Vec::new();
        if several(|line| line.tuned) {
            meanings.push("tuned: times as fast as plain");
            columns = columns.right("tuned", move |line| ratio(line.tuned));
        }
        if several(|line| line.cores) {
            meanings.push("cores: times as fast on all cores as on one");
            columns = columns.right("cores", move |line| ratio(line.cores));
        }
        writeln!(to, "{BOLD}summary{BOLD:#}")?;
        columns.write_text(&self.lines, to)?;
        if !languages.is_empty() {
            let languages = languages.join(", ");
            writeln!(to, "{languages}: time / Rust's time, same variant and executor as the fastest")?;
        }
        if !meanings.is_empty() {
            writeln!(to, "{}", meanings.join("; "))?;
        }
        Ok(())
    }
}

/// The languages that are compared with Rust.
fn others() -> impl Iterator<Item = Language> {
    Language::ALL.iter().copied().filter(|&language| language != Language::Rust)
}

impl Line {
    /// None where nothing was measured.
    fn of(timed: &[Timed]) -> Option<Self> {
        let shortest = |these: &mut dyn Iterator<Item = &Timed>| {
            these.copied().min_by(|a, b| a.seconds.total_cmp(&b.seconds)).map(|timed| timed.seconds)
        };
        let fastest = *timed.iter().min_by(|a, b| a.seconds.total_cmp(&b.seconds))?;
        let alike = |other: &Timed, language: &str, variant: &str| {
            other.language == language
                && other.variant == variant
                && (other.executor, other.workers) == (fastest.executor, fastest.workers)
        };
        let seconds = |language: Language, variant: &str| {
            timed.iter().find(|other| alike(other, language.name(), variant)).map(|other| other.seconds)
        };
        let against_rust = others().map(|language| {
            let both = seconds(language, fastest.variant).zip(seconds(Language::Rust, fastest.variant));
            (language, both.map(|(other, rust)| other / rust))
        });
        let own = |variant: Variant| {
            timed.iter().find(|other| alike(other, fastest.language, variant.name())).map(|other| other.seconds)
        };
        let same = |other: &&Timed| (other.language, other.variant) == (fastest.language, fastest.variant);
        let one = shortest(&mut timed.iter().filter(same).filter(|other| other.workers == 1));
        let many = shortest(&mut timed.iter().filter(same).filter(|other| other.workers > 1));
        Some(Self {
            fastest,
            name: fastest.kernel.to_owned(),
            against_rust: against_rust.collect(),
            tuned: own(Variant::Plain).zip(own(Variant::Tuned)).map(|(plain, tuned)| plain / tuned),
            cores: one.zip(many).map(|(one, many)| one / many),
        })
    }
}

/// Says of all answers at once that they agree, or which do not.
///
/// # Errors
/// What the writer refuses.
pub fn write_agreement(rows: &[Row], to: &mut dyn Write) -> io::Result<()> {
    let wrong: Vec<_> = rows.iter().filter(|row| row.agrees == Some(false)).collect();
    if wrong.is_empty() {
        return writeln!(to, "{}", agreement(rows));
    }
    let style = super::verdict(false).style;
    for row in wrong {
        writeln!(to, "{style}{}: {}{style:#}", super::verdict(false).word, row.contender())?;
    }
    Ok(())
}

/// `all 24 answers agree, worst 9e-16`
pub(super) fn agreement(rows: &[Row]) -> String {
    let right = rows.iter().filter(|row| row.agrees == Some(true)).count();
    let worst = rows.iter().filter_map(|row| row.difference).fold(0.0, f64::max);
    let answers = count(rows.len() as u64, "answer");
    let verb = if rows.len() == 1 { "agrees" } else { "agree" };
    match (right == rows.len(), worst) {
        (true, 0.0) => format!("all {answers} {verb} to the last bit"),
        (true, worst) => format!("all {answers} {verb}, worst {worst:.0e}"),
        (false, _) => format!("{right} of {answers} agree"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn timed(kernel: &'static str, who: [&'static str; 3], workers: usize, seconds: f64) -> Timed {
        let [language, variant, executor] = who;
        Timed { kernel, element: "f64", language, variant, executor, workers, seconds }
    }

    fn lines(timed: &[Timed]) -> Vec<Line> {
        Summary::new(timed).lines
    }

    #[test]
    fn everything_is_compared_at_the_variant_and_executor_of_the_fastest() {
        let all = [
            timed("sum", ["rust", "plain", "serial"], 1, 8.0),
            timed("sum", ["rust", "tuned", "serial"], 1, 2.0),
            timed("sum", ["rust", "plain", "rayon"], 2, 6.0),
            timed("sum", ["rust", "tuned", "rayon"], 2, 1.25),
            timed("sum", ["c", "plain", "serial"], 1, 7.0),
            timed("sum", ["c", "tuned", "serial"], 1, 1.5),
            timed("sum", ["c", "plain", "rayon"], 2, 5.0),
            timed("sum", ["c", "tuned", "rayon"], 2, 1.0),
            timed("dot", ["c", "plain", "serial"], 1, 3.0),
        ];
        let lines = lines(&all);
        assert_eq!(lines.len(), 2);
        let sum = &lines[0];
        assert_eq!((sum.fastest, sum.name.as_str()), (all[7], "sum"));
        assert_eq!(sum.against_rust[0], (Language::C, Some(0.8)));
        assert!(sum.against_rust[1..].iter().all(|(_, ratio)| ratio.is_none()));
        assert_eq!((sum.tuned, sum.cores), (Some(5.0), Some(1.5)));
        let dot = &lines[1];
        assert!(dot.tuned.is_none() && dot.cores.is_none() && dot.against_rust.iter().all(|(_, it)| it.is_none()));
    }

    #[test]
    fn a_kernel_of_several_types_is_named_with_its_type() {
        let f64 = timed("dot", ["c", "plain", "serial"], 1, 3.0);
        let names: Vec<_> = lines(&[Timed { element: "f32", ..f64 }, f64]).into_iter().map(|line| line.name).collect();
        assert_eq!(names, ["dot f32", "dot f64"]);
        assert_eq!(lines(&[f64])[0].name, "dot");
    }
}
