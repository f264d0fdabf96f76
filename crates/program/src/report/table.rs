//! Rows as a table for people: columns aligned, units in the headings, lines that stand out in colour.
//!
//! It is valid Markdown, so that it can be pasted into a document.

use std::io::{self, Write};

use anstyle::Style;
use comfy_table::{CellAlignment, ContentArrangement, Table, presets::ASCII_MARKDOWN};

use super::columns::Columns;

/// What a heading is written in.
pub const BOLD: Style = Style::new().bold();

/// Writes the rows; none is a line of dots. Styles are for a stream that strips them where they do not belong.
pub(super) fn write<'r, R: 'r>(
    columns: &Columns<'_, R>,
    rows: impl Iterator<Item = Option<&'r R>>,
    to: &mut dyn Write,
) -> io::Result<()> {
    let mut table = Table::new();
    table.load_style(ASCII_MARKDOWN).set_content_arrangement(ContentArrangement::Disabled);
    table.set_header(columns.texts.iter().map(|column| &column.heading));
    // The heading and its rule come first; every row is one line.
    let mut styles = vec![BOLD, Style::new()];
    for row in rows {
        let cell = |text: &dyn Fn(&R) -> String| row.map_or_else(|| "...".to_owned(), text);
        table.add_row(columns.texts.iter().map(|column| cell(&column.text)));
        styles.push(row.map_or(Style::new(), &columns.style));
    }
    for (index, _) in columns.texts.iter().enumerate().filter(|(_, column)| column.right) {
        if let Some(column) = table.column_mut(index) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    for (line, style) in table.lines().zip(styles) {
        writeln!(to, "{style}{line}{style:#}")?;
    }
    Ok(())
}
