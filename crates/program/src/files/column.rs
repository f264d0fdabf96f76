//! Columns of numbers in text files.

use std::io::{self, Write};
use std::str::FromStr;

use csv::{Position, Writer};
use ffi_workbench::work::{Array, Element};

use super::make_room;
use super::notation::is_missing;
use super::options::FileOptions;
use super::rows::{Rows, column};
use super::source::Source;
use crate::excerpt::{PHRASE, WORD, excerpt};

/// The column of a text file as the first of the wanted types, or what is wrong with it.
pub(super) fn read(source: Source, options: &FileOptions, wanted: &[Element]) -> Result<Array<'static>, String> {
    let rows = Rows::of(source, &options.text)?.ok_or("empty; a row of column names and rows of numbers are needed")?;
    let index = index(rows.names(), options.column.as_deref())?;
    match wanted.iter().max_by_key(|&&element| element == Element::F64) {
        Some(Element::I32) => parse::<i32>(rows, index, None).map(Array::from),
        Some(Element::F32) => parse(rows, index, Some(f32::NAN)).map(Array::from),
        _ => parse(rows, index, Some(f64::NAN)).map(Array::from),
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

/// The cells of one column; `missing` is the value of one that says that there is none.
fn parse<T: FromStr + Copy>(mut rows: Rows, index: usize, missing: Option<T>) -> Result<Vec<T>, String> {
    let name = rows.names()[index].clone();
    let notation = rows.notation();
    let mut values = Vec::new();
    while let Some(row) = rows.next()? {
        let cell = row.get(index).unwrap_or_default();
        let value = match notation.parse(cell) {
            Ok(value) => value,
            Err(reason) => missing.filter(|_| is_missing(cell)).ok_or_else(|| {
                let line = row.position().map_or(0, Position::line);
                let found =
                    if cell.is_empty() { "an empty cell".to_owned() } else { format!("`{}`", excerpt(cell, WORD)) };
                format!("row {}, line {line}, column `{}`: {found} is {reason}", values.len() + 1, excerpt(&name, WORD))
            })?,
        };
        make_room(&mut values)?;
        values.push(value);
    }
    Ok(values)
}
