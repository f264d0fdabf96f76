//! The result of `prices` for people.

use std::io::{self, Write};

use ffi_workbench_cli::excerpt::{WORD, excerpt};
use ffi_workbench_cli::prices::Indicator;
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
    writeln!(
        to,
        "\nmoving average of {}, in {language}: {}",
        count(series.window, "row"),
        latest(series, &series.average)
    )?;
    writeln!(to, "RSI of {}, in {language}: {}", count(series.period, "row"), latest(series, &series.rsi))?;
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

/// As pandas prints it.
fn describe(series: &Series, to: &mut dyn Write) -> io::Result<()> {
    writeln!(to)?;
    let lines = series.describe.lines().map(|(name, value)| (name, number(value, 6)));
    let width = lines.iter().map(|line| line.1.len()).max().unwrap_or(0);
    lines.iter().try_for_each(|(name, value)| writeln!(to, "{name:<8}{value:>width$}"))
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
