//! Tables for people: columns aligned, units in the headings, the fastest row and wrong answers in colour.
//!
//! They are valid Markdown, so that a table can be pasted into a document.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use comfy_table::{CellAlignment, ContentArrangement, Table, presets::ASCII_MARKDOWN};

use super::quantity::{grouped, rate_prefix, three_digits, time_unit};
use super::{Report, Row};

const BOLD: Style = Style::new().bold();
const GOOD: Style = AnsiColor::Green.on_default();
const BAD: Style = AnsiColor::Red.on_default().bold();

/// Writes one table for each kernel and type, in the order of the rows. Styles are for a stream that strips them where
/// they do not belong.
///
/// # Errors
/// What the writer refuses.
pub fn comparison(report: &Report, to: &mut dyn Write) -> io::Result<()> {
    for rows in report.rows.chunk_by(|a, b| (a.kernel, a.element) == (b.kernel, b.element)) {
        heading(&rows[0], to)?;
        write_rows(rows, to)?;
        writeln!(to)?;
    }
    Ok(())
}

fn heading(row: &Row, to: &mut dyn Write) -> io::Result<()> {
    let Row { kernel, element, unit, .. } = row;
    write!(to, "{BOLD}{kernel} {element}{BOLD:#}, {} {unit}", grouped(row.size))?;
    for (name, value) in &row.parameters {
        write!(to, ", {name} {value}")?;
    }
    match (row.reference, row.length) {
        (Some(reference), None) => writeln!(to, "; the answer should be {reference}"),
        (Some(reference), Some(n)) => writeln!(to, "; the {} values should add up to {reference}", grouped(n as u64)),
        (None, _) => writeln!(to),
    }
}

fn write_rows(rows: &[Row], to: &mut dyn Write) -> io::Result<()> {
    // One unit for a whole column: that of the fastest row.
    let time = time_unit(rows[0].seconds.median);
    let rate = rate_prefix(rows[0].per_second);
    let seconds = |value: f64| three_digits(value / time.size);
    let heads = [
        "language".to_owned(),
        "variant".to_owned(),
        "executor".to_owned(),
        "workers".to_owned(),
        format!("median {}", time.symbol),
        format!("min ... max {}", time.symbol),
        "runs".to_owned(),
        format!("CPU {}", time.symbol),
        format!("{}{}/s", rate.symbol, rows[0].unit),
        "relative".to_owned(),
        "answer".to_owned(),
    ];
    let cells = |row: &Row| {
        [
            row.language.to_owned(),
            row.variant.to_owned(),
            row.executor.to_owned(),
            row.workers.to_string(),
            seconds(row.seconds.median),
            format!("{} ... {}", seconds(row.seconds.min), seconds(row.seconds.max)),
            row.seconds.runs.to_string(),
            seconds(row.cpu_seconds),
            three_digits(row.per_second / rate.size),
            format!("{:.2}", row.relative),
            verdict(row),
        ]
    };
    let styles = rows.iter().map(|row| match (row.agrees, row.relative) {
        (Some(false), _) => BAD,
        (_, 1.0) => GOOD,
        _ => Style::new(),
    });
    let numbers = 3..10;
    write_table(heads, rows.iter().map(cells), styles, numbers, to)
}

fn verdict(row: &Row) -> String {
    match (row.agrees, row.difference) {
        (Some(true), Some(0.0)) => "agrees".to_owned(),
        (Some(true), Some(difference)) => format!("agrees to {difference:.0e}"),
        (Some(false), Some(difference)) => format!("WRONG by {difference:.0e}: {}", row.answer),
        _ => row.answer.to_string(),
    }
}

/// Writes cells in aligned columns, each row in its style, the columns in `numbers` to the right.
///
/// # Errors
/// What the writer refuses.
pub fn write_table<const COLUMNS: usize>(
    heads: [String; COLUMNS],
    rows: impl Iterator<Item = [String; COLUMNS]>,
    styles: impl Iterator<Item = Style>,
    numbers: std::ops::Range<usize>,
    to: &mut dyn Write,
) -> io::Result<()> {
    let mut table = Table::new();
    table.load_style(ASCII_MARKDOWN).set_content_arrangement(ContentArrangement::Disabled).set_header(heads);
    table.add_rows(rows);
    for number in numbers {
        if let Some(column) = table.column_mut(number) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    // The head and its rule come first; every row is one line.
    let styles = [BOLD, Style::new()].into_iter().chain(styles);
    for (line, style) in table.lines().zip(styles) {
        writeln!(to, "{style}{line}{style:#}")?;
    }
    Ok(())
}
