//! Rows as JSON for programs: one object for each.

use std::io::{self, Write};

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::columns::{Columns, Field, Record, Value};

/// Writes a result as one document, indented, and ends the line. A number that is not finite is `null`.
///
/// # Errors
/// What the writer refuses.
pub fn write_json(result: &impl Serialize, to: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *to, result)?;
    writeln!(to)
}

/// An array with an object for each row; made for serde's `serialize_with`.
///
/// # Errors
/// What the serializer refuses.
pub fn objects<R: Record, S: Serializer>(rows: &[R], to: S) -> Result<S::Ok, S::Error> {
    let columns = R::columns(rows);
    to.collect_seq(rows.iter().map(|row| Object { columns: &columns, row }))
}

/// One row as an object; made for serde's `serialize_with`.
///
/// # Errors
/// What the serializer refuses.
pub fn object<R: Record, S: Serializer>(row: &R, to: S) -> Result<S::Ok, S::Error> {
    Object { columns: &R::columns(std::slice::from_ref(row)), row }.serialize(to)
}

struct Object<'a, R> {
    columns: &'a Columns<'a, R>,
    row: &'a R,
}

impl<R> Serialize for Object<'_, R> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut object = to.serialize_map(None)?;
        let same_object = |a: &Field<'_, R>, b: &Field<'_, R>| match (a.member_of, b.member_of) {
            (Some((a, _)), Some((b, _))) => a == b,
            _ => false,
        };
        for fields in self.columns.fields.chunk_by(same_object) {
            let field = &fields[0];
            match (field.member_of, (field.value)(self.row)) {
                (Some((name, _)), _) => object.serialize_entry(name, &Members { fields, row: self.row })?,
                (None, Value::Absent) => {}
                (None, value) => object.serialize_entry(field.name, &value)?,
            }
        }
        object.end()
    }
}

/// The fields inside one object.
struct Members<'a, R> {
    fields: &'a [Field<'a, R>],
    row: &'a R,
}

impl<R> Serialize for Members<'_, R> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let name = |field: &Field<'_, R>| field.member_of.map_or(field.name, |(_, member)| member);
        to.collect_map(self.fields.iter().map(|field| (name(field), (field.value)(self.row))))
    }
}
