//! JSON for programs: one document.

use std::io::{self, Write};

use serde::Serialize;

/// Writes a value, indented, and ends the line.
pub(super) fn write(value: &impl Serialize, to: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *to, value)?;
    writeln!(to)
}
