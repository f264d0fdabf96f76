//! CSV for programs: the same fields as JSON, in one flat record a row, every number with all its digits.

use std::io::{self, Write};

use csv::Writer;
use serde::Serialize;

use super::Row;

#[rustfmt::skip] // a table of names reads better than a column
const HEADER: [&str; 22] = [
    "kernel", "type", "language", "variant", "executor", "workers", "size", "parameters", "answer", "length", "reference",
    "difference", "agrees", "seconds_min", "seconds_median", "seconds_max", "runs", "cpu_seconds", "peak_memory_bytes",
    "per_second", "relative", "unit",
];

/// Writes the header and the rows. A field that a row does not have is empty.
pub(super) fn write(rows: &[Row], to: &mut dyn Write) -> io::Result<()> {
    let mut csv = Writer::from_writer(to);
    csv.write_record(HEADER)?;
    for row in rows {
        csv.write_record(record(row))?;
    }
    csv.flush()
}

/// Writes the names of the fields and the rows, whose fields are numbers and words.
pub(super) fn write_rows(rows: &[impl Serialize], to: &mut dyn Write) -> io::Result<()> {
    let mut csv = Writer::from_writer(to);
    for row in rows {
        csv.serialize(row)?;
    }
    csv.flush()
}

fn record(row: &Row) -> Vec<String> {
    fn text<T: ToString>(value: Option<T>) -> String {
        value.map(|value| value.to_string()).unwrap_or_default()
    }
    let parameters: Vec<_> = row.parameters.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let words = [row.kernel, row.element, row.language, row.variant, row.executor].map(str::to_owned);
    let numbers = [
        row.workers.to_string(),
        row.size.to_string(),
        parameters.join(" "),
        row.answer.to_string(),
        text(row.length),
        text(row.reference),
        text(row.difference),
        text(row.agrees),
        row.seconds.min.to_string(),
        row.seconds.median.to_string(),
        row.seconds.max.to_string(),
        row.seconds.runs.to_string(),
        row.cpu_seconds.to_string(),
        row.peak_memory_bytes.to_string(),
        row.per_second.to_string(),
        row.relative.to_string(),
        row.unit.to_owned(),
    ];
    words.into_iter().chain(numbers).collect()
}
