//! The result of `prices` for people.

use std::io::{self, Write};

use ffi_workbench_cli::excerpt::{WORD, excerpt};
use ffi_workbench_cli::prices::{Description, Indicator};
use ffi_workbench_cli::report::quantity::count;
use ffi_workbench_cli::report::{Record, verdict};
use jiff::Unit;

use super::result::{Series, WeekLine, number};

/// Weeks at the beginning and at the end that are shown where there are many.
const SHOWN: usize = 5;

pub fn table(series: &Series, to: &mut dyn Write) -> io::Result<()> {
    let prices = &series.prices;
    let date = series.date();
    let (first, last) = (&prices.dates[0], &prices.dates[prices.dates.len() - 1]);
    let rows = count(prices.values.len() as u64, "row");
    let column = excerpt(&prices.price_column, WORD);
    writeln!(to, "{}, column `{column}`: {rows} from {} to {}", series.name, date(first), date(last))?;
    if prices.sorted {
        writeln!(to, "the rows were not in the order of their dates and were sorted")?;
    }
    for (left_out, why) in [(prices.empty, "its price is empty"), (prices.duplicates, "another row has its date")] {
        if left_out > 0 {
            writeln!(to, "left out: {}, because {why}", count(left_out as u64, "row"))?;
        }
    }
    if let Some((days, after)) = longest_gap(series).filter(|(days, _)| *days > 7) {
        writeln!(to, "the longest gap: {} from {after} on", count(days, "day"))?;
    }
    describe(series, to)?;
    weeks(series, to)?;
    let language = series.id.language;
    let rows = prices.values.len() as u64;
    write!(to, "\nmoving average of {}, in {language}: ", count(series.window, "row"))?;
    match series.window <= rows {
        true => writeln!(to, "{}", latest(series, &series.average))?,
        false => writeln!(to, "empty, because there are {}", count(rows, "row"))?,
    }
    write!(to, "RSI of {}, in {language}: ", count(series.period, "row"))?;
    if series.period >= rows {
        return writeln!(to, "empty, because there are {}", count(rows - 1, "change"));
    }
    writeln!(to, "{}", latest(series, &series.rsi))?;
    let above = series.rsi.values.iter().filter(|&&value| value > 70.0).count();
    let below = series.rsi.values.iter().filter(|&&value| value < 30.0).count();
    writeln!(to, "the RSI is above 70 in {} and below 30 in {below}", count(above as u64, "row"))
}

/// Days of the longest gap, and the date after which it comes.
fn longest_gap(series: &Series) -> Option<(u64, String)> {
    let date = series.date();
    let days = |pair: &[jiff::civil::DateTime]| {
        let span = pair[0].date().until((Unit::Day, pair[1].date())).map_or(0, |span| span.get_days());
        (span.unsigned_abs().into(), pair[0])
    };
    let longest = series.prices.dates.windows(2).map(days).max_by_key(|gap: &(u64, _)| gap.0);
    longest.map(|(days, after)| (days, date(&after)))
}

/// As pandas prints it: a column of eight numbers, under its name where there are several.
fn describe(series: &Series, to: &mut dyn Write) -> io::Result<()> {
    writeln!(to)?;
    let columns: Vec<(String, Vec<_>)> = series.describe.iter().map(described).collect();
    let width = |name: &str, lines: &[(&str, String)]| {
        let longest = lines.iter().map(|line| line.1.len()).max().unwrap_or(0);
        if columns.len() > 1 { longest.max(name.chars().count()) } else { longest }
    };
    let widths: Vec<_> = columns.iter().map(|(name, lines)| width(name, lines)).collect();
    if columns.len() > 1 {
        write!(to, "{:<6}", "")?;
        columns.iter().zip(&widths).try_for_each(|((name, _), width)| write!(to, "  {name:>width$}"))?;
        writeln!(to)?;
    }
    let names = columns.first().map_or(Vec::new(), |(_, lines)| lines.iter().map(|line| line.0).collect());
    for (line, name) in names.iter().enumerate() {
        write!(to, "{name:<6}")?;
        columns.iter().zip(&widths).try_for_each(|((_, lines), width)| write!(to, "  {:>width$}", lines[line].1))?;
        writeln!(to)?;
    }
    series.prices.not_numbers.iter().try_for_each(|(name, cell)| {
        writeln!(to, "not described: column `{}`, where {cell} is not a number", excerpt(name, WORD))
    })
}

fn described((name, description): &(String, Description)) -> (String, Vec<(&'static str, String)>) {
    let lines = description.lines();
    // Volumes need no fractions.
    let decimals = if description.max.abs() < 1e7 { 6 } else { 0 };
    (excerpt(name, WORD), lines.map(|(name, value)| (name, number(value, decimals))).to_vec())
}

fn weeks(series: &Series, to: &mut dyn Write) -> io::Result<()> {
    writeln!(to, "\n{}, each ending on its Sunday", count(series.weeks.len() as u64, "week"))?;
    let lines = series.weeks();
    WeekLine::columns(&lines).write_text_ends(&lines, SHOWN, to)
}

/// The last value, and whether all of them are right.
fn latest(series: &Series, indicator: &Indicator) -> String {
    let last = indicator.values.last().copied().unwrap_or(f64::NAN);
    let verdict = verdict(indicator.check.map(|check| check.agrees)).word;
    let date = series.date()(&series.prices.dates[series.prices.dates.len() - 1]);
    format!("{} on {date}; {verdict}", number(last, 3))
}
