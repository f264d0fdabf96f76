//! `prices`: a price series described, by weeks, averaged, with its relative strength index, and drawn.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use ffi_workbench::build_info::Build;
use ffi_workbench::language::{ImplementationId, Language, Variant};
use ffi_workbench_cli::excerpt::{WORD, excerpt};
use ffi_workbench_cli::files::is_standard_input;
use ffi_workbench_cli::machine::Machine;
use ffi_workbench_cli::prices::{self, DateFormat, Duplicates, Reading};
use ffi_workbench_cli::report::{write_csv, write_json};

use super::output::{progress, refuse_wrong};
use super::{Failure, print};
use crate::cli::{Format, Output, Text, languages, size, variants};

mod picture;
mod result;
mod table;

use result::{Everything, Series};

/// Describes a price series: statistics, weeks, moving average and relative strength index.
///
/// The columns are told by their names (date, datetime, timestamp, time, day; close, price, adj close, last, value,
/// rate, open; and by those of exports in some other languages), or by --date and --price; where the first row holds no
/// names they are called 1, 2 and so on. Dates are ISO 8601 with or without a time, eight digits, other whole numbers
/// as seconds or, where they are too large for that, milliseconds since 1970 in UTC, or written as 31.12.2024,
/// 12/31/2024, 31/12/2024 or Dec 31, 2024, or as --date-format says. Every column of numbers is described. The open,
/// highest and lowest price and the volume of a week come from the columns of these names, where the file has them.
///
/// Nothing is filled in for missing days and gaps: windows count rows, and a week without a price has no numbers. Rows
/// out of order are sorted by date. A date that comes twice is refused, or --duplicates says which row counts. A row
/// whose price is empty (or null, NA, NaN) is left out. The clock time counts as written; an offset such as -05:00 is
/// read and not used.
///
/// Statistics and weeks, which end on Sunday, are those of pandas (describe, resample("W")), the moving average is its
/// rolling(window).mean(), and the index is TA-Lib's RSI. In the picture a gap of more than a week breaks the line.
#[derive(Debug, Args)]
#[command(after_help = "Example: ffi-workbench prices --example > prices.csv\n         \
                        ffi-workbench prices prices.csv --language fortran --plot prices.svg")]
pub struct Arguments {
    /// A text file of dates and prices, compressed by gzip or not; - is standard input.
    #[arg(value_name = "FILE", required_unless_present = "example", conflicts_with = "example")]
    pub file: Option<PathBuf>,
    /// Column of dates.
    #[arg(long, value_name = "NAME")]
    pub date: Option<String>,
    /// Column of prices.
    #[arg(long, value_name = "NAME")]
    pub price: Option<String>,
    /// How the dates are written, as in strptime: %d.%m.%Y
    #[arg(long, value_name = "FORMAT", value_parser = DateFormat::new)]
    pub date_format: Option<DateFormat>,
    #[command(flatten)]
    pub text: Text,
    /// Which of several rows with the same date counts.
    #[arg(long, value_enum, default_value = "refuse")]
    pub duplicates: Which,
    /// Rows that a mean is taken over: 30 are a month of calendar days, 21 one of trading days.
    #[arg(long, default_value_t = 30, value_parser = size, allow_negative_numbers = true)]
    pub window: u64,
    /// Changes that the index is taken over.
    #[arg(long, default_value_t = 14, value_parser = size, allow_negative_numbers = true)]
    pub period: u64,
    /// The language of the kernels.
    #[arg(long, default_value = "rust", value_parser = languages())]
    pub language: Language,
    /// The variant of the kernels.
    #[arg(long, default_value = "plain", value_parser = variants())]
    pub variant: Variant,
    /// Which part --format csv writes; the other formats have all of them.
    #[arg(long, value_enum, default_value = "days")]
    pub part: Part,
    /// Writes a synthetic series to standard output instead, made by a geometric random walk: a file to try the command
    /// with.
    #[arg(long, conflicts_with = "plot")]
    pub example: bool,
    /// Business days of the example.
    #[arg(long, default_value_t = 1000, conflicts_with = "file", allow_negative_numbers = true)]
    #[arg(value_parser = clap::value_parser!(u32).range(1..=2_000_000))]
    pub days: u32,
    /// Seed of the example.
    #[arg(long, default_value_t = 1, conflicts_with = "file")]
    pub seed: u64,
    #[command(flatten)]
    pub output: Output,
}

/// Which of several rows with the same date counts.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Which {
    /// None: the file is refused
    Refuse,
    /// The first in the file
    First,
    /// The last in the file
    Last,
}

/// A part of the result.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Part {
    /// Date, price, moving average and index of each row
    Days,
    /// Mean, first, highest, lowest and last price of each week, and its volume
    Weeks,
    /// Count, mean, standard deviation and quartiles of each column
    Describe,
}

/// Describes and draws, or writes the example.
pub fn prices(arguments: &Arguments) -> Result<(), Failure> {
    let Arguments { output, .. } = arguments;
    let Some(file) = &arguments.file else { return example(arguments) };
    output.check()?;
    let id = ImplementationId { language: arguments.language, variant: arguments.variant };
    let reading = Reading {
        date: arguments.date.clone(),
        price: arguments.price.clone(),
        format: arguments.date_format.clone(),
        text: arguments.text.options(),
        duplicates: match arguments.duplicates {
            Which::Refuse => Duplicates::Refuse,
            Which::First => Duplicates::First,
            Which::Last => Duplicates::Last,
        },
    };
    let bar = progress(4).with_message("reading");
    let prices = prices::read(file, &reading)?;
    bar.inc(1);
    let (describe, weeks) = (prices.describe(), prices::weekly(&prices));
    bar.inc(1);
    bar.set_message(format!("kernels in {}", id.language));
    let average = prices::moving_average(&prices, arguments.window, id)?;
    bar.inc(1);
    let rsi = prices::rsi(&prices, arguments.period, id)?;
    bar.finish_and_clear();

    let (window, period) = (arguments.window, arguments.period);
    let name = match is_standard_input(file) {
        true => "standard input".to_owned(),
        false => excerpt(&file.file_name().unwrap_or(file.as_os_str()).to_string_lossy(), WORD),
    };
    let series = Series { name, prices, describe, weeks, average, rsi, window, period, id };
    output.draw(|| picture::picture(&series))?;
    print(|to| match (output.format, arguments.part) {
        (Format::Table, _) => {
            table::table(&series, to)?;
            output.say_where(to)
        }
        (Format::Csv, Part::Days) => write_csv(&series.days(), to),
        (Format::Csv, Part::Weeks) => write_csv(&series.weeks(), to),
        (Format::Csv, Part::Describe) => write_csv(&series.described(), to),
        (Format::Json, _) => {
            write_json(&Everything { machine: Machine::this(), build: Build::this(), series: series.all() }, to)
        }
    })?;
    refuse_wrong(series.wrong())
}

/// Writes a synthetic series.
fn example(arguments: &Arguments) -> Result<(), Failure> {
    print(|to| {
        writeln!(to, "date,close")?;
        prices::example(arguments.days, arguments.seed).try_for_each(|(day, close)| writeln!(to, "{day},{close:.2}"))
    })
}
