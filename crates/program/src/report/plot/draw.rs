//! The drawing itself: where the panels stand, their axes, their data.

use std::io;

use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, VPos};

use super::axis::{Coordinate, Scale};
use super::canvas::{Area, Failed, TEXT, UNIT, WIDTH, corner, size, text};
use super::downsample::downsample;
use super::legend::{self, Entry};
use super::marks::{colour, dashed, dotted, mark};
use super::{At, Mark, Panel, Picture, Series};

type Chart<'a, 'b> = ChartContext<'a, SVGBackend<'b>, Cartesian2d<Coordinate, Coordinate>>;

/// The picture in units; 1200 by 800 pixels.
const SIZE: (i32, i32) = (1200 * UNIT, 800 * UNIT);
/// Height of the title's letters.
const TITLE: i32 = 26 * UNIT;
/// Letters of the longest title that is not cut.
const MAX_TITLE: usize = 80;
/// The space around everything.
const MARGIN: i32 = 16 * UNIT;

/// The picture as SVG.
pub(super) fn svg(picture: &Picture) -> io::Result<String> {
    let mut svg = String::new();
    let size = (SIZE.0.unsigned_abs(), SIZE.1.unsigned_abs());
    let root = SVGBackend::with_string(&mut svg, size).into_drawing_area();
    draw(&root, picture).and_then(|()| root.present()).map_err(|failed| io::Error::other(failed.to_string()))?;
    drop(root);
    let attributes = |(width, height)| format!(r#"width="{width}" height="{height}""#);
    let svg = svg.replacen(&attributes(SIZE), &attributes((SIZE.0 / UNIT, SIZE.1 / UNIT)), 1);
    // Names of files and columns may hold what XML does not allow.
    Ok(svg.replace(|c: char| c.is_control() && c != '\n', " "))
}

fn draw(root: &Area<'_>, picture: &Picture) -> Result<(), Failed> {
    root.fill(&WHITE)?;
    let title: String = match picture.title.chars().count() {
        ..=MAX_TITLE => picture.title.clone(),
        _ => picture.title.chars().take(MAX_TITLE - 1).chain(['…']).collect(),
    };
    root.draw(&Text::new(title, (SIZE.0 / 2, 14 * UNIT), text(TITLE, HPos::Center, VPos::Top)))?;
    let inside = root.margin(TITLE + 26 * UNIT, MARGIN, MARGIN, MARGIN);
    let entries = legend::entries(&picture.panels);
    if picture.side_by_side {
        let (width, height) = size(&inside);
        let (panels, legend) = inside.split_vertically(height - legend::height(&entries, width));
        for (area, panel) in panels.split_evenly((1, picture.panels.len())).iter().zip(&picture.panels) {
            draw_panel(root, area, panel, &entries, None)?;
        }
        let (left, top) = corner(&legend);
        return legend::draw(root, &entries, (left + 20 * UNIT, top + 24 * UNIT), width - 20 * UNIT);
    }
    let shares: u32 = picture.panels.iter().map(|panel| panel.share).sum();
    let height = inside.dim_in_pixel().1;
    let legend_width = picture.panels.iter().map(|panel| legend::width(&own(&entries, panel))).max().unwrap_or(0);
    // Axes one above the other begin at the same x.
    let axes = picture.panels.iter().map(|panel| axes(panel, size(&inside)).1);
    let labels = axes.map(|y| label_space(&y)).max();
    let mut rest = inside;
    for panel in &picture.panels {
        let (area, below) = rest.split_vertically(height * panel.share / shares.max(1));
        rest = below;
        let (data, legend) = area.split_horizontally(area.dim_in_pixel().0.cast_signed() - legend_width);
        draw_panel(root, &data, panel, &entries, labels)?;
        let (left, top) = corner(&legend);
        legend::draw(root, &own(&entries, panel), (left + 16 * UNIT, top + 24 * UNIT), 1)?;
    }
    Ok(())
}

/// The entries that are about one panel.
fn own(entries: &[Entry], panel: &Panel) -> Vec<Entry> {
    let series = |name: &String| panel.series.iter().any(|series| series.name == *name);
    let guide = |name: &String| panel.guides.iter().any(|guide| guide.name == *name);
    entries.iter().filter(|entry| series(&entry.name) || guide(&entry.name)).cloned().collect()
}

/// The axes of a panel that is so many units wide and high.
fn axes(panel: &Panel, (width, height): (i32, i32)) -> (Coordinate, Coordinate) {
    let bars = |scale: &Scale| {
        panel.series.iter().any(|series| series.mark == Mark::Bars) && !matches!(scale, Scale::Names(_))
    };
    let values = |k: usize| {
        let points = panel.series.iter().flat_map(move |series| &series.points);
        // A point that one axis cannot show does not widen the other.
        let shown = points.filter(|point| panel.x.holds(point[0]) && panel.y.holds(point[1]));
        let guides = panel.guides.iter().filter_map(move |guide| match (guide.at, k) {
            (At::X(x), 0) => Some(x),
            (At::Y(y), 1) => Some(y),
            _ => None,
        });
        shown.map(move |point| point[k]).chain(guides)
    };
    let x = panel.x.over(values(0), bars(&panel.x.scale), max_ticks(width, 110));
    let y = panel.y.over(values(1), bars(&panel.y.scale), max_ticks(height, 55));
    // Names are read from the top.
    let y = if matches!(panel.y.scale, Scale::Names(_)) { y.reversed() } else { y };
    (x, y)
}

/// The space that the labels of a y axis and its title need.
fn label_space(y: &Coordinate) -> i32 {
    i32::try_from(y.longest_label()).unwrap_or(0) * TEXT * 6 / 10 + TEXT + 24 * UNIT
}

fn draw_panel(
    root: &Area<'_>,
    area: &Area<'_>,
    panel: &Panel,
    entries: &[Entry],
    labels: Option<i32>,
) -> Result<(), Failed> {
    let (width, _) = size(area);
    let (x, y) = axes(panel, size(area));
    let labels = labels.unwrap_or_else(|| label_space(&y));
    let mut chart = ChartBuilder::on(area)
        .margin_right(24 * UNIT)
        .margin_top(8 * UNIT)
        .x_label_area_size(58 * UNIT)
        .y_label_area_size(labels.min(width / 2))
        .build_cartesian_2d(x.clone(), y)?;
    chart
        .configure_mesh()
        .x_desc(&panel.x.title)
        .y_desc(&panel.y.title)
        .label_style(text(TEXT, HPos::Left, VPos::Top))
        .axis_desc_style(text(TEXT, HPos::Left, VPos::Top))
        .bold_line_style(RGBColor(222, 222, 222).stroke_width(WIDTH))
        .light_line_style(TRANSPARENT)
        .axis_style(RGBColor(60, 60, 60).stroke_width(WIDTH))
        .set_all_tick_mark_size(6 * UNIT)
        .draw()?;
    let bars: Vec<_> = panel.series.iter().filter(|series| series.mark == Mark::Bars).collect();
    for series in &panel.series {
        let look = legend::look(entries, &series.name);
        if series.mark == Mark::Bars {
            let index = bars.iter().position(|other| std::ptr::eq(*other, series)).unwrap_or(0);
            draw_bars(root, &chart, panel, series, (index, bars.len()), colour(look))?;
            continue;
        }
        let pieces = downsample(pieces(panel, series), x.bounds(), width.unsigned_abs() / WIDTH);
        for piece in pieces {
            let line: Vec<_> = piece.into_iter().map(|point| pixel(&chart, point)).collect();
            match series.mark {
                Mark::Dashed => dashed(root, &line)?,
                // Alone between two gaps: a line of one point would not be seen.
                Mark::Line if line.len() == 1 => {
                    root.draw(&Circle::new(line[0], 2 * UNIT, colour(look).filled()))?;
                }
                Mark::Line | Mark::Marked => {
                    root.draw(&PathElement::new(line.clone(), colour(look).stroke_width(2 * WIDTH)))?
                }
                Mark::Dotted | Mark::Points | Mark::Bars => {}
            }
            if matches!(series.mark, Mark::Points | Mark::Marked) {
                line.into_iter().try_for_each(|at| mark(root, at, look))?;
            }
        }
    }
    for guide in &panel.guides {
        let (x, y) = (chart.x_range(), chart.y_range());
        let ends = match guide.at {
            At::X(at) => [[at, y.start], [at, y.end]],
            At::Y(at) => [[x.start, at], [x.end, at]],
        };
        dotted(root, &ends.map(|point| pixel(&chart, point)))?;
    }
    Ok(())
}

/// At most as many ticks as have this many pixels each.
fn max_ticks(length: i32, pixels: i32) -> usize {
    usize::try_from(length / (pixels * UNIT)).unwrap_or(0)
}

/// Bars from the beginning of the axis, several series side by side.
fn draw_bars(
    root: &Area<'_>,
    chart: &Chart<'_, '_>,
    panel: &Panel,
    series: &Series,
    (index, of): (usize, usize),
    colour: RGBColor,
) -> Result<(), Failed> {
    let sideways = matches!(panel.y.scale, Scale::Names(_));
    let width = 0.8 / of as f64;
    let from = -0.4 + width * index as f64;
    for point in series.points.iter().filter(|point| panel.x.holds(point[0]) && panel.y.holds(point[1])) {
        let start = |range: std::ops::Range<f64>, zero: bool| if zero { 0.0_f64.max(range.start) } else { range.start };
        let [a, b] = if sideways {
            let zero = start(chart.x_range(), panel.x.scale == Scale::Linear);
            [[zero, point[1] + from], [point[0], point[1] + from + width]]
        } else {
            let zero = start(chart.y_range(), panel.y.scale == Scale::Linear);
            [[point[0] + from, zero], [point[0] + from + width, point[1]]]
        };
        root.draw(&Rectangle::new([pixel(chart, a), pixel(chart, b)], colour.filled()))?;
    }
    Ok(())
}

/// The points of a series between its gaps.
fn pieces(panel: &Panel, series: &Series) -> Vec<Vec<[f64; 2]>> {
    let shown = |point: &[f64; 2]| panel.x.holds(point[0]) && panel.y.holds(point[1]);
    series.points.split(|point| !shown(point)).filter(|piece| !piece.is_empty()).map(<[_]>::to_vec).collect()
}

fn pixel(chart: &Chart<'_, '_>, [x, y]: [f64; 2]) -> (i32, i32) {
    chart.plotting_area().map_coordinate(&(x, y))
}
