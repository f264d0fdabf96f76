//! Columns of numbers in `.csv` files.

use std::io::{self, Write};
use std::path::Path;

use csv::{Position, Writer};
use ffi_workbench::work::{Array, Element};

use super::make_room;
use super::rows::{Rows, column};
use crate::excerpt::{PHRASE, WORD, excerpt};

/// The column of a `.csv` file as the first of the wanted types, or what is wrong with it.
///
/// The first row names the columns. Where it holds nothing but numbers there are no names, and the columns are
/// called 1, 2, and so on.
pub(super) fn read(path: &Path, column: Option<&str>, wanted: &[Element]) -> Result<Array<'static>, String> {
    let mut rows = Rows::open(path)?;
    let first = rows.next()?.ok_or("empty; a row of column names and rows of numbers are needed")?;
    let named = !first.iter().all(|cell| cell.parse::<f64>().is_ok());
    let names: Vec<String> = match named {
        true => first.iter().map(str::to_owned).collect(),
        false => (1..=first.len()).map(|number| number.to_string()).collect(),
    };
    let index = index(&names, column)?;
    let cells = Cells { name: &names[index], index };
    if !named {
        rows.again();
    }
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

fn index(names: &[String], asked: Option<&str>) -> Result<usize, String> {
    match asked {
        Some(name) => column(names, name),
        None if names.len() == 1 => Ok(0),
        None => Err(format!("several columns, {}; choose one with --column", excerpt(&names.join(", "), PHRASE))),
    }
}

/// The cells of one column.
struct Cells<'a> {
    name: &'a str,
    index: usize,
}

impl Cells<'_> {
    fn parse<T: std::str::FromStr>(&self, mut rows: Rows) -> Result<Vec<T>, String> {
        let kind = std::any::type_name::<T>();
        let mut values = Vec::new();
        while let Some(row) = rows.next()? {
            let cell = row.get(self.index).unwrap_or_default();
            let value = cell.parse().map_err(|_| {
                let line = row.position().map_or(0, Position::line);
                let found =
                    if cell.is_empty() { "an empty cell".to_owned() } else { format!("`{}`", excerpt(cell, WORD)) };
                format!(
                    "row {}, line {line}, column `{}`: {found} is not a number ({kind})",
                    values.len() + 1,
                    excerpt(self.name, WORD)
                )
            })?;
            make_room(&mut values)?;
            values.push(value);
        }
        Ok(values)
    }
}
