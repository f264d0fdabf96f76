//! Rows as CSV for programs: the same numbers as in JSON, with all their digits.

use std::io::{self, Write};

use csv::WriterBuilder;

use super::columns::Record;

/// Writes the fields' names, then one record for each row.
///
/// # Errors
/// What the writer refuses.
pub fn write_csv<R: Record>(rows: &[R], to: &mut dyn Write) -> io::Result<()> {
    let columns = R::columns(rows);
    let mut csv = WriterBuilder::new().has_headers(false).from_writer(to);
    csv.write_record(columns.fields.iter().map(|field| field.name))?;
    for row in rows {
        let record: Vec<_> = columns.fields.iter().map(|field| (field.value)(row).flat()).collect();
        csv.serialize(record)?;
    }
    csv.flush()
}
