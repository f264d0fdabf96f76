//! Rows as a table for people: columns aligned, units in the headings, lines that stand out in colour.
//!
//! It is valid Markdown, so that it can be pasted into a document. On a screen that is too narrow, columns leave it in
//! the order that [`Columns::optional`] gives them; no line is broken.

use std::io::{self, Write};
use std::mem::take;
use std::sync::{Mutex, MutexGuard, PoisonError};

use anstyle::Style;
use comfy_table::{CellAlignment, ContentArrangement, Table, presets::ASCII_MARKDOWN};
use terminal_size::{Width, terminal_size_of};

use super::columns::Columns;

/// What a heading is written in.
pub const BOLD: Style = Style::new().bold();

/// Characters that a cell keeps when it is cut.
const SHORTEST: usize = 8;

/// What tables are written to. There is one in a process, as there is one standard output.
struct Screen {
    width: Option<usize>,
    left_out: Vec<String>,
}

static SCREEN: Mutex<Screen> = Mutex::new(Screen { width: None, left_out: Vec::new() });

fn screen() -> MutexGuard<'static, Screen> {
    SCREEN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// From now on tables are at most as wide as the terminal, where standard output is one.
pub fn fit_tables_into_terminal() {
    screen().width = terminal_size_of(io::stdout()).map(|(Width(width), _)| width.into());
}

/// What did not fit since the last call, columns that left or were cut, as one line that does.
pub fn take_left_out() -> Option<String> {
    let mut screen = screen();
    let columns = take(&mut screen.left_out);
    let mut hint = format!("--wide shows more: {}", columns.join(", "));
    cut(&mut hint, screen.width.unwrap_or(usize::MAX));
    (!columns.is_empty()).then_some(hint)
}

/// Writes the rows; none is a line of dots. Styles are for a stream that strips them where they do not belong.
pub(super) fn write<'r, R: 'r>(
    columns: &Columns<'_, R>,
    rows: impl Iterator<Item = Option<&'r R>>,
    to: &mut dyn Write,
) -> io::Result<()> {
    let headings = columns.texts.iter().map(|column| column.heading.clone());
    let mut cells: Vec<Vec<String>> = vec![headings.collect()];
    // The heading and its rule come first; every row is one line.
    let mut styles = vec![BOLD, Style::new()];
    for row in rows {
        let cell = |text: &dyn Fn(&R) -> String| row.map_or_else(|| "...".to_owned(), text);
        cells.push(columns.texts.iter().map(|column| cell(&column.text)).collect());
        styles.push(row.map_or(Style::new(), &columns.style));
    }
    let mut kept: Vec<usize> = (0..columns.texts.len()).collect();
    let mut screen = screen();
    if let Some(width) = screen.width {
        let whole = cells.clone();
        fit(columns, &mut cells, &mut kept, width);
        let is_whole = |index: usize| cells.iter().zip(&whole).all(|(row, whole)| row[index] == whole[index]);
        let left_out =
            columns.texts.iter().enumerate().filter(|&(index, _)| !kept.contains(&index) || !is_whole(index));
        for (_, column) in left_out {
            // Tables have different units of time.
            let heading = column.heading.as_str();
            let name = [" s", " ms", " µs", " ns"].iter().find_map(|unit| heading.strip_suffix(unit));
            let name = name.unwrap_or(heading).to_owned();
            if !screen.left_out.contains(&name) {
                screen.left_out.push(name);
            }
        }
    }
    drop(screen);

    let mut table = Table::new();
    table.load_style(ASCII_MARKDOWN).set_content_arrangement(ContentArrangement::Disabled);
    let shown = |row: &Vec<String>| kept.iter().map(|&index| row[index].clone()).collect::<Vec<_>>();
    table.set_header(shown(&cells[0]));
    for row in &cells[1..] {
        table.add_row(shown(row));
    }
    for (place, _) in kept.iter().enumerate().filter(|&(_, &index)| columns.texts[index].right) {
        if let Some(column) = table.column_mut(place) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    for (line, style) in table.lines().zip(styles) {
        writeln!(to, "{style}{line}{style:#}")?;
    }
    Ok(())
}

/// Makes the table at most `width` wide: columns leave it in their order, then the widest words are cut, then what
/// stands at the right leaves.
fn fit<R>(columns: &Columns<'_, R>, cells: &mut [Vec<String>], kept: &mut Vec<usize>, width: usize) {
    loop {
        let widths = |index: usize| cells.iter().map(|row| length(&row[index])).max().unwrap_or(0);
        // A bar and two blanks for each column, and the last bar.
        let needed = kept.iter().map(|&index| widths(index) + 3).sum::<usize>() + 1;
        if needed <= width {
            return;
        }
        let first_to_leave = kept.iter().max_by_key(|&&index| (columns.texts[index].rank, index));
        let widest = kept.iter().filter(|&&index| !columns.texts[index].right).max_by_key(|&&index| widths(index));
        match (first_to_leave, widest) {
            (Some(&leaves), _) if columns.texts[leaves].rank > 0 => kept.retain(|&index| index != leaves),
            (_, Some(&widest)) if widths(widest) > SHORTEST => {
                let limit = widths(widest).saturating_sub(needed - width).max(SHORTEST);
                cells.iter_mut().for_each(|row| cut(&mut row[widest], limit));
            }
            _ if kept.len() > 1 => drop(kept.pop()),
            _ => return,
        }
    }
}

fn length(text: &str) -> usize {
    text.chars().count()
}

/// At most `limit` characters, the last of which says that there were more.
fn cut(text: &mut String, limit: usize) {
    if length(text) > limit {
        *text = text.chars().take(limit - 1).chain(['…']).collect();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fitted(width: usize) -> (Vec<usize>, Vec<Vec<String>>) {
        let columns = Columns::<u64>::new()
            .left("kernel", |_| "exponential_smoothing")
            .right("median", |&n| n)
            .right("CPU", |&n| n)
            .optional(1)
            .right("runs", |&n| n)
            .optional(2);
        let mut cells = vec![["kernel", "median", "CPU", "runs"].map(str::to_owned).to_vec()];
        cells.push(["exponential_smoothing", "12", "34", "5"].map(str::to_owned).to_vec());
        let mut kept = vec![0, 1, 2, 3];
        fit(&columns, &mut cells, &mut kept, width);
        (kept, cells)
    }

    #[test]
    fn columns_leave_in_their_order_then_words_are_cut_then_the_last_column_leaves() {
        assert_eq!(fitted(47).0, [0, 1, 2, 3]);
        assert_eq!(fitted(46).0, [0, 1, 2]);
        assert_eq!(fitted(39).0, [0, 1]);
        let (kept, cells) = fitted(30);
        assert_eq!((kept, cells[1][0].as_str()), (vec![0, 1], "exponential_smoo…"));
        let (kept, cells) = fitted(15);
        assert_eq!((kept, cells[1][0].as_str()), (vec![0], "exponen…"));
    }
}
