//! What the commands' options share: input, parameters, formats, and the parsers of their values.
//!
//! Kernels, parameters and executors come from their tables, so a new one is an option here without an edit.

use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Arg, ArgMatches, Args, FromArgMatches, ValueEnum};

use ffi_workbench::executors::{EXECUTORS, ExecutorKind};
use ffi_workbench::language::{Language, Variant};
use ffi_workbench::level::Level;
use ffi_workbench::work::{self, Element, KERNELS, Number, Parameter};
use ffi_workbench_cli::files::{self, Decimal, Delimiter, TextOptions, Thousands};

/// What `run` and `compare` share: the input, the workers, the form of the result.
#[derive(Debug, Args)]
pub struct Common {
    /// Number of workers; all cores by default.
    #[arg(long, allow_negative_numbers = true)]
    pub workers: Option<usize>,
    #[command(flatten)]
    pub given: Given,
    /// How the result is written.
    #[arg(long, value_enum, default_value = "table")]
    pub format: Format,
}

/// The problem: generated or read from files, and its parameters.
#[derive(Debug, Args)]
pub struct Given {
    /// Type of the elements, where a kernel comes in several.
    #[arg(long = "type", value_name = "TYPE", value_parser = elements())]
    pub element: Option<Element>,
    /// Size of the generated input: elements, terms, samples or calls, as 1000000, 1e6 or 1M.
    #[arg(long, value_parser = size, allow_negative_numbers = true, conflicts_with = "input")]
    pub size: Option<u64>,
    /// Seed of the generated input.
    #[arg(long, default_value_t = 1, conflicts_with = "input")]
    pub seed: u64,
    /// Input x from a file instead of generated input: .npy, .npz, .csv, .tsv, .txt or .dat, each also with .gz; - is
    /// standard input.
    #[arg(long, value_name = "FILE", value_parser = input_file)]
    pub input: Option<PathBuf>,
    /// Input y, where the kernel takes two arrays.
    #[arg(long, value_name = "FILE", value_parser = input_file, requires = "input")]
    pub input2: Option<PathBuf>,
    /// Column of a text file.
    #[arg(long, value_name = "NAME", requires = "input")]
    pub column: Option<String>,
    /// Array of a .npz file.
    #[arg(long, value_name = "NAME", requires = "input")]
    pub array: Option<String>,
    #[command(flatten)]
    pub text: Text,
    #[command(flatten)]
    pub parameters: Parameters,
}

/// How a text file is written, where its first lines do not tell.
#[derive(Debug, Clone, Copy, Args)]
pub struct Text {
    /// What stands between two cells of a text file: comma, semicolon, tab, blanks, or another sign. By default what
    /// cuts the first lines into equally many cells.
    #[arg(long, value_name = "SIGN", value_parser = Delimiter::new)]
    pub delimiter: Option<Delimiter>,
    /// The decimal mark of a text file, . or , (default: what the first lines show, as in 0.5 or 0,5).
    #[arg(long, value_name = "MARK", value_parser = Decimal::new)]
    pub decimal: Option<Decimal>,
    /// What stands between groups of three digits of a text file: comma, point, apostrophe, space, _ or none.
    #[arg(long, value_name = "MARK", value_parser = Thousands::new)]
    pub thousands: Option<Thousands>,
}

impl Text {
    /// Whether anything is said.
    pub fn is_given(self) -> bool {
        self.delimiter.is_some() || self.decimal.is_some() || self.thousands.is_some()
    }

    /// The same for the reader of files.
    pub fn options(self) -> TextOptions {
        let Self { delimiter, decimal, thousands } = self;
        TextOptions { delimiter, decimal, thousands }
    }
}

/// What the experiments share: the form of the result, and its picture.
#[derive(Debug, Args)]
pub struct Output {
    /// How the result is written.
    #[arg(long, value_enum, default_value = "table")]
    pub format: Format,
    /// Where a picture of the result goes: an .svg file.
    #[arg(long, value_name = "FILE.svg", value_parser = picture_file)]
    pub plot: Option<PathBuf>,
}

/// What the commands that draw one picture for each kernel share: the kernels, the pictures, the form of the result.
#[derive(Debug, Args)]
pub struct EachKernel {
    /// Kernels to measure; all of them by default.
    #[arg(value_name = "KERNEL", value_parser = kernel_names())]
    pub kernels: Vec<String>,
    /// Folder for a picture of each kernel, KERNEL-TYPE.svg; made where it is missing. Without it nothing is drawn.
    #[arg(long, value_name = "FOLDER")]
    pub folder: Option<PathBuf>,
    /// How the result is written.
    #[arg(long, value_enum, default_value = "table")]
    pub format: Format,
}

/// How a result is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Aligned columns for people.
    Table,
    /// Comma-separated values for programs.
    Csv,
    /// One JSON document for programs.
    Json,
}

/// The kernels' own parameters that were given: one option for each name in the kernels' tables.
#[derive(Debug)]
pub struct Parameters(Vec<(&'static str, Number)>);

impl Parameters {
    /// The value that was given for a parameter.
    pub fn get(&self, name: &str) -> Option<Number> {
        self.0.iter().find(|given| given.0 == name).map(|given| given.1)
    }

    /// The names that were given.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        self.0.iter().map(|given| given.0)
    }

    /// Every parameter with the kernel that it belongs to, each name once.
    fn all() -> Vec<(&'static str, &'static Parameter)> {
        let mut all: Vec<(&str, &Parameter)> = Vec::new();
        for kernel in KERNELS {
            for parameter in kernel.parameters {
                if all.iter().all(|(_, known)| known.name != parameter.name) {
                    all.push((kernel.name, parameter));
                }
            }
        }
        all
    }
}

impl Args for Parameters {
    fn augment_args(command: clap::Command) -> clap::Command {
        command.args(Self::all().into_iter().map(|(kernel, Parameter { name, help, default })| {
            let help = format!("{kernel}: {help} [default: {default}]");
            let option = Arg::new(*name).long(*name).help(help).allow_negative_numbers(true);
            match default {
                Number::Integer(_) => option.value_name("N").value_parser(whole),
                Number::Real(_) => option.value_name("X").value_parser(real),
            }
        }))
    }

    fn augment_args_for_update(command: clap::Command) -> clap::Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for Parameters {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let given = |name| matches.get_one::<Number>(name).map(|&value| (name, value));
        Ok(Self(Self::all().into_iter().filter_map(|(_, parameter)| given(parameter.name)).collect()))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

/// The name of a kernel.
pub fn kernel_names() -> PossibleValuesParser {
    PossibleValuesParser::new(work::names())
}

/// A language.
pub fn languages() -> impl TypedValueParser<Value = Language> {
    one_of(Language::ALL, |language| {
        let aliases: &[&str] = if *language == Language::Cpp { &["c++", "cxx"] } else { &[] };
        PossibleValue::new(language.name()).aliases(aliases.iter().copied())
    })
    .map(|found| *found)
}

/// A variant.
pub fn variants() -> impl TypedValueParser<Value = Variant> {
    one_of(Variant::ALL, |variant| PossibleValue::new(variant.name())).map(|found| *found)
}

/// An instruction-set level.
pub fn levels() -> impl TypedValueParser<Value = Level> {
    one_of(Level::ALL, |level| PossibleValue::new(level.name())).map(|found| *found)
}

/// A type of element.
pub fn elements() -> impl TypedValueParser<Value = Element> {
    one_of(Element::ALL, |element| PossibleValue::new(element.name())).map(|found| *found)
}

/// An executor.
pub fn executors() -> impl TypedValueParser<Value = &'static ExecutorKind> {
    one_of(EXECUTORS, |kind| PossibleValue::new(kind.name).help(kind.summary)).map(|found| *found)
}

/// One of the values, by the words that `word` gives it.
fn one_of<T: Sync>(values: &'static [T], word: fn(&T) -> PossibleValue) -> impl TypedValueParser<Value = &'static T> {
    let words = PossibleValuesParser::new(values.iter().map(word));
    words.map(move |given| {
        let meant = values.iter().find(|value| word(value).matches(&given, true));
        meant.expect("clap has found it among the words")
    })
}

/// A file whose name says how it holds an array, or standard input.
pub fn input_file(name: &str) -> Result<PathBuf, String> {
    let path = PathBuf::from(name);
    let is_known = files::is_standard_input(&path) || files::Format::of(&path).is_some();
    is_known.then_some(path).ok_or_else(|| format!("its name does not end in {}", files::READ))
}

/// A file that an array is written to.
pub fn output_file(name: &str) -> Result<PathBuf, String> {
    let path = PathBuf::from(name);
    files::Format::of_output(&path).map(|_| path).ok_or_else(|| "its name ends in neither .npy nor .csv".to_owned())
}

/// A file whose name says that it holds a picture.
pub fn picture_file(name: &str) -> Result<PathBuf, String> {
    let path = PathBuf::from(name);
    let svg = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("svg"));
    if svg { Ok(path) } else { Err("its name does not end in .svg".to_owned()) }
}

/// A whole number from 1 on, also as 1e6, 1M or 1_000_000.
pub fn size(text: &str) -> Result<u64, String> {
    match whole_number(&text.replace('_', "")) {
        Some(0) => Err("it must be at least 1".to_owned()),
        Some(n) => Ok(n),
        None => Err(format!("not a whole number from 1 to {}", u64::MAX)),
    }
}

/// A whole number from 1 to `MAX`, as [`size`] reads it.
pub fn up_to<const MAX: u64>(text: &str) -> Result<u64, String> {
    size(text).and_then(|n| if n <= MAX { Ok(n) } else { Err(format!("{n} is more than {MAX}")) })
}

/// The value of a decimal number such as 1000, 1.5e6, 1.5M or 10.0, exactly, where it is whole and below 2⁶⁴.
fn whole_number(text: &str) -> Option<u64> {
    let thousands = [("k", "3"), ("K", "3"), ("M", "6"), ("G", "9"), ("T", "12")];
    let with_letter = thousands.iter().find_map(|(letter, power)| Some((text.strip_suffix(letter)?, *power)));
    let (mantissa, exponent) = with_letter.or(text.split_once(['e', 'E'])).unwrap_or((text, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let fraction = fraction.trim_end_matches('0');
    let digits = format!("{whole}{fraction}");
    let significant = digits.trim_end_matches('0');
    let value: u64 = match significant {
        // Nothing but zeros, or nothing at all.
        "" => return digits.parse().ok(),
        significant => significant.parse().ok()?,
    };
    let zeros = i64::try_from(digits.len() - significant.len()).ok()? - i64::try_from(fraction.len()).ok()?;
    let power = exponent.parse::<i64>().ok()?.checked_add(zeros)?;
    value.checked_mul(10_u64.checked_pow(power.try_into().ok()?)?)
}

/// A whole number that a kernel takes.
fn whole(text: &str) -> Result<Number, String> {
    size(text).map(Number::Integer)
}

/// A real number that a kernel takes; which ones it takes is the kernel's own rule.
fn real(text: &str) -> Result<Number, String> {
    match text.parse() {
        Ok(value) if f64::is_finite(value) => Ok(Number::Real(value)),
        _ => Err("not a finite number, such as 0.3 or 1e-3".to_owned()),
    }
}

/// A time in seconds.
pub fn positive_seconds(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(seconds) if seconds > 0.0 && seconds <= 1e6 => Ok(seconds),
        _ => Err("not a number of seconds above 0 and up to 1000000".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_is_read_exactly_up_to_the_largest() {
        for (text, n) in [
            ("1", 1),
            ("1_000_000", 1_000_000),
            ("1e6", 1_000_000),
            ("1.5E3", 1500),
            ("+7", 7),
            ("10.0", 10),
            ("100e-2", 1),
            ("0.5e1", 5),
            (".5e1", 5),
            ("1k", 1000),
            ("1M", 1_000_000),
            ("1.5M", 1_500_000),
            ("2G", 2_000_000_000),
            ("1T", 1_000_000_000_000),
            ("1e18", 1_000_000_000_000_000_000),
            ("1.8446744073709551615e19", u64::MAX),
            ("18446744073709551615", u64::MAX),
        ] {
            assert_eq!(size(text), Ok(n), "{text}");
        }
        for text in ["0", "0e0", "0.0"] {
            assert!(size(text).unwrap_err().contains("at least 1"), "{text}");
        }
        for text in [
            "",
            ".",
            "e",
            "1e",
            "e3",
            "-1",
            "1.5",
            "15e-1",
            "k",
            "1m",
            "1kk",
            "1e3k",
            "1.0005k",
            "20000000000G",
            "1e20",
            "18446744073709551616",
            "1e99999999999999999999",
            "NaN",
            "inf",
            "1e2e3",
            "1.2.3",
            "+",
        ] {
            assert_eq!(size(text).unwrap_err(), "not a whole number from 1 to 18446744073709551615", "{text}");
        }
    }
}
