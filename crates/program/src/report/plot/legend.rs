//! The legend: one entry for each name, outside the data.

use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, VPos};

use super::canvas::{Area, Failed, TEXT, UNIT, WIDTH, text};
use super::marks::{colour, dashed, dotted, mark};
use super::{Look, Mark, Panel};

/// Units between the lines of a legend, and of the sample before a name.
const LINE: i32 = 28 * UNIT;
const SAMPLE: i32 = 40 * UNIT;

/// A name and how it looks.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Entry {
    pub(super) name: String,
    mark: Mark,
    look: Look,
}

/// What the panels show, each name once. The looks of series that were given none follow the order of the names.
pub(super) fn entries(panels: &[Panel]) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    let mut add = |name: &str, mark, look: Option<Look>, free: &mut usize| {
        if entries.iter().any(|entry| entry.name == name) {
            return;
        }
        let look = look.unwrap_or(Look { colour: *free, shape: *free });
        if !matches!(mark, Mark::Dashed | Mark::Dotted) {
            *free += 1;
        }
        entries.push(Entry { name: name.to_owned(), mark, look });
    };
    let mut free = 0;
    for panel in panels {
        for series in &panel.series {
            add(&series.name, series.mark, series.look, &mut free);
        }
        for guide in panel.guides.iter().filter(|guide| panel.names_in_legend(guide)) {
            add(&guide.name, Mark::Dotted, None, &mut free);
        }
    }
    entries
}

/// How a name looks.
pub(super) fn look(entries: &[Entry], name: &str) -> Look {
    entries.iter().find(|entry| entry.name == name).map_or(Look { colour: 0, shape: 0 }, |entry| entry.look)
}

/// Units that the longest name takes with its sample.
pub(super) fn width(entries: &[Entry]) -> i32 {
    let longest = entries.iter().map(|entry| entry.name.chars().count()).max().unwrap_or(0);
    // A character of a proportional font is about half as wide as it is high.
    #[expect(clippy::cast_possible_truncation, reason = "pixels of a picture")]
    let text = (longest as f64 * f64::from(TEXT) * 0.54) as i32;
    if entries.is_empty() { 0 } else { SAMPLE + 30 * UNIT + text }
}

/// Units that a legend in columns takes below the panels.
pub(super) fn height(entries: &[Entry], available: i32) -> i32 {
    let columns = (available / width(entries).max(1)).max(1);
    let rows = i32::try_from(entries.len()).unwrap_or(0).saturating_add(columns - 1) / columns;
    rows * LINE + 12 * UNIT
}

/// Draws the entries into the rectangle that begins at this pixel, in as many columns as fit.
pub(super) fn draw(area: &Area<'_>, entries: &[Entry], (left, top): (i32, i32), wide: i32) -> Result<(), Failed> {
    let columns = (wide / width(entries).max(1)).max(1);
    for (index, entry) in (0..).zip(entries) {
        let x = left + index % columns * width(entries);
        let y = top + index / columns * LINE;
        let sample = [(x, y), (x + SAMPLE, y)];
        let style = colour(entry.look);
        match entry.mark {
            Mark::Dashed => dashed(area, &sample)?,
            Mark::Dotted => dotted(area, &sample)?,
            Mark::Bars => {
                area.draw(&Rectangle::new([(x + 8 * UNIT, y - 9 * UNIT), (x + SAMPLE, y + 9 * UNIT)], style.filled()))?
            }
            Mark::Line | Mark::Marked => area.draw(&PathElement::new(sample, style.stroke_width(3 * WIDTH)))?,
            Mark::Points => {}
        }
        if matches!(entry.mark, Mark::Points | Mark::Marked) {
            mark(area, (x + SAMPLE / 2, y), entry.look)?;
        }
        area.draw(&Text::new(entry.name.clone(), (x + SAMPLE + 10 * UNIT, y), text(TEXT, HPos::Left, VPos::Center)))?;
    }
    Ok(())
}
