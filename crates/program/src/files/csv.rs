//! Columns of numbers in `.csv` files (RFC 4180).

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

use csv::{ReaderBuilder, StringRecord, Trim, Writer};
use ffi_workbench::work::{Array, Element};

/// The column of a `.csv` file as the first of the wanted types, or what is wrong with it.
///
/// The first row names the columns. Where it holds nothing but numbers there are no names, and the columns are
/// called 1, 2, and so on.
pub(super) fn read(path: &Path, column: Option<&str>, wanted: &[Element]) -> Result<Array<'static>, String> {
    let file = File::open(path).map_err(|error| error.to_string())?;
    let mut reader = ReaderBuilder::new().has_headers(false).trim(Trim::All).from_reader(file);
    let mut rows = reader.records();
    let first = match rows.next() {
        Some(row) => row.map_err(|error| error.to_string())?,
        None => return Err("empty; a row of column names and rows of numbers are needed".to_owned()),
    };
    let named = !first.iter().all(|cell| cell.parse::<f64>().is_ok());
    let names: Vec<String> = match named {
        true => first.iter().map(str::to_owned).collect(),
        false => (1..=first.len()).map(|number| number.to_string()).collect(),
    };
    let index = index(&names, column)?;
    let cells = Cells { name: &names[index], index };
    let rows = (!named).then_some(Ok(first)).into_iter().chain(rows);
    match wanted.iter().max_by_key(|&&element| element == Element::F64) {
        Some(Element::I32) => cells.parse::<i32>(rows).map(Array::from),
        Some(Element::F32) => cells.parse::<f32>(rows).map(Array::from),
        _ => cells.parse::<f64>(rows).map(Array::from),
    }
}

/// Writes one column.
pub(super) fn write(file: &mut dyn Write, name: &str, values: &[f64]) -> io::Result<()> {
    let mut csv = Writer::from_writer(file);
    csv.write_record([name])?;
    for value in values {
        csv.write_record([value.to_string()])?;
    }
    csv.flush()
}

fn index(names: &[String], column: Option<&str>) -> Result<usize, String> {
    match column {
        Some(column) => names
            .iter()
            .position(|name| name == column)
            .ok_or_else(|| format!("no column `{column}`; its columns are {}", names.join(", "))),
        None if names.len() == 1 => Ok(0),
        None => Err(format!("several columns, {}; choose one with --column", names.join(", "))),
    }
}

/// The cells of one column.
struct Cells<'a> {
    name: &'a str,
    index: usize,
}

impl Cells<'_> {
    fn parse<T: std::str::FromStr>(
        &self,
        rows: impl Iterator<Item = csv::Result<StringRecord>>,
    ) -> Result<Vec<T>, String> {
        let kind = std::any::type_name::<T>();
        let mut values = Vec::new();
        for row in rows {
            let row = row.map_err(|error| error.to_string())?;
            let cell = row.get(self.index).unwrap_or_default();
            let value = cell.parse().map_err(|_| {
                let line = row.position().map_or(0, csv::Position::line);
                let found = if cell.is_empty() { "an empty cell".to_owned() } else { format!("`{cell}`") };
                format!(
                    "row {}, line {line}, column `{}`: {found} is not a number ({kind})",
                    values.len() + 1,
                    self.name
                )
            })?;
            values.push(value);
        }
        Ok(values)
    }
}
