//! The drawing itself: where the panels stand, their axes, their data.

use std::io;

use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, VPos};

use super::axis::{Coordinate, Scale};
use super::canvas::{Area, Failed, TEXT, UNIT, WIDTH, corner, size, text};
use super::coincide::{Line, Lines};
use super::downsample::downsample;
use super::legend::{self, Entry};
use super::marks::{GREY, colour, dashed, dotted, mark};
use super::{At, Guide, Mark, Panel, Picture, Series};
use crate::report::quantity::{grouped, three_digits};

type Chart<'a, 'b> = ChartContext<'a, SVGBackend<'b>, Cartesian2d<Coordinate, Coordinate>>;

/// The picture in units; 1200 by 800 pixels.
const SIZE: (i32, i32) = (1200 * UNIT, 800 * UNIT);
/// Height of the title's letters.
const TITLE: i32 = 26 * UNIT;
/// Height of the letters that name the machine, of names beside lines and of values behind bars.
const MACHINE: i32 = 14 * UNIT;
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
    let machine = text(MACHINE, HPos::Right, VPos::Bottom).color(&GREY);
    root.draw(&Text::new(picture.machine.clone(), (SIZE.0 - MARGIN, SIZE.1 - 8 * UNIT), machine))?;
    let inside = root.margin(TITLE + 26 * UNIT, MARGIN + MACHINE, MARGIN, MARGIN);
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
    let all_theory = panel.series.iter().all(|series| series.mark == Mark::Dashed);
    let values = |k: usize| {
        // What theory says does not widen the axis of what was measured.
        let measured = move |series: &&Series| k == 0 || series.mark != Mark::Dashed || all_theory;
        let points = panel.series.iter().filter(measured).flat_map(|series| &series.points);
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
        .build_cartesian_2d(x.clone(), y.clone())?;
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
    // Bars and their values stand before a guide, which is seen between them.
    if !bars.is_empty() {
        panel.guides.iter().try_for_each(|guide| draw_guide(root, &chart, guide, panel.names_in_legend(guide)))?;
    }
    for (index, series) in bars.iter().enumerate() {
        let look = legend::look(entries, &series.name);
        draw_bars(root, &chart, panel, series, (index, bars.len()), colour(look))?;
    }
    let line = |series: &Series| -> Line {
        let pieces = downsample(pieces(panel, series), x.bounds(), width.unsigned_abs() / WIDTH);
        pieces.into_iter().map(|piece| piece.into_iter().map(|point| pixel(&chart, point)).collect()).collect()
    };
    let has_line = |series: &&Series| matches!(series.mark, Mark::Line | Mark::Marked);
    let lines = Lines(panel.series.iter().filter(has_line).map(line).collect());
    for (index, series) in panel.series.iter().filter(has_line).enumerate() {
        let look = legend::look(entries, &series.name);
        for part in lines.stripes(index) {
            match part.as_slice() {
                // Alone between two gaps: a line of one point would not be seen.
                &[point] => root.draw(&Circle::new(point, 2 * UNIT, colour(look).filled()))?,
                _ => root.draw(&PathElement::new(part, colour(look).stroke_width(2 * WIDTH)))?,
            }
        }
    }
    // Theory is seen over what follows it.
    for series in panel.series.iter().filter(|series| series.mark == Mark::Dashed) {
        inside(&chart, (&x, &y), series).iter().try_for_each(|line| dashed(root, line))?;
    }
    let mut index = 0;
    for series in &panel.series {
        let look = legend::look(entries, &series.name);
        let points = || panel.shown(series).map(|point| pixel(&chart, point));
        match series.mark {
            Mark::Marked => points().try_for_each(|at| mark(root, (at.0 + lines.beside(index, at), at.1), look))?,
            Mark::Points => points().try_for_each(|at| mark(root, at, look))?,
            Mark::Line | Mark::Dashed | Mark::Dotted | Mark::Bars => {}
        }
        index += usize::from(has_line(&series));
    }
    if bars.is_empty() {
        panel.guides.iter().try_for_each(|guide| draw_guide(root, &chart, guide, panel.names_in_legend(guide)))?;
    }
    Ok(())
}

/// A line across the panel, or up the panel with its name beside its upper end.
fn draw_guide(root: &Area<'_>, chart: &Chart<'_, '_>, guide: &Guide, in_legend: bool) -> Result<(), Failed> {
    let (x, y) = (chart.x_range(), chart.y_range());
    let ends = match guide.at {
        At::X(at) => [[at, y.start], [at, y.end]],
        At::Y(at) => [[x.start, at], [x.end, at]],
    };
    let line = ends.map(|point| pixel(chart, point));
    dotted(root, &line)?;
    if let (At::X(_), false) = (guide.at, in_legend) {
        let top = line[0].1.min(line[1].1);
        let (right, _) = chart.plotting_area().get_pixel_range();
        // At the right end of the panel there is room on the left.
        let space = i32::try_from(guide.name.chars().count()).unwrap_or(0) * MACHINE * 6 / 10 + 10 * UNIT;
        let (at, side) = match line[0].0 + space > right.end + 24 * UNIT {
            true => (line[0].0 - 5 * UNIT, HPos::Right),
            false => (line[0].0 + 5 * UNIT, HPos::Left),
        };
        let style = text(MACHINE, side, VPos::Top).color(&GREY);
        root.draw(&Text::new(guide.name.clone(), (at, top + 3 * UNIT), style))?;
    }
    Ok(())
}

/// What of a line is inside the axes, in pixels.
fn inside(chart: &Chart<'_, '_>, (x, y): (&Coordinate, &Coordinate), series: &Series) -> Vec<Vec<(i32, i32)>> {
    /// Parts that a line between two points is cut into; the part that crosses the edge is left out.
    const PARTS: u32 = 500;
    let (across, up) = chart.plotting_area().get_pixel_range();
    let shares: Vec<_> = series.points.iter().map(|point| [x.share(point[0]), y.share(point[1])]).collect();
    let mut points = Vec::new();
    for pair in shares.windows(2) {
        let at = |part: u32| {
            let t = f64::from(part) / f64::from(PARTS);
            [0, 1].map(|k| pair[0][k] + (pair[1][k] - pair[0][k]) * t)
        };
        points.extend((0..=PARTS).map(at));
    }
    let is_inside = |[x, y]: &[f64; 2]| (0.0..=1.0).contains(x) && (0.0..=1.0).contains(y);
    #[expect(clippy::cast_possible_truncation, reason = "pixels of a picture")]
    let pixel = |[x, y]: &[f64; 2]| {
        let [wide, high] = [&across, &up].map(|range| f64::from(range.end - range.start));
        (across.start + (x * wide).round() as i32, up.end - (y * high).round() as i32)
    };
    let lines = points.split(|point| !is_inside(point)).filter(|line| line.len() > 1);
    lines.map(|line| line.iter().map(pixel).collect()).collect()
}

/// At most as many ticks as have this many pixels each.
fn max_ticks(length: i32, pixels: i32) -> usize {
    usize::try_from(length / (pixels * UNIT)).unwrap_or(0)
}

/// Bars from the beginning of the axis, several series side by side, each with its value at its end.
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
    let (across, _) = chart.plotting_area().get_pixel_range();
    for point in series.points.iter().filter(|point| panel.x.holds(point[0]) && panel.y.holds(point[1])) {
        let start = |range: std::ops::Range<f64>, zero: bool| if zero { 0.0_f64.max(range.start) } else { range.start };
        let [a, b] = if sideways {
            let zero = start(chart.x_range(), panel.x.scale == Scale::Linear);
            [[zero, point[1] + from], [point[0], point[1] + from + width]]
        } else {
            let zero = start(chart.y_range(), panel.y.scale == Scale::Linear);
            [[point[0] + from, zero], [point[0] + from + width, point[1]]]
        };
        let [a, b] = [pixel(chart, a), pixel(chart, b)];
        root.draw(&Rectangle::new([a, b], colour.filled()))?;
        let (middle, thick) = match sideways {
            true => ((a.1 + b.1) / 2, (a.1 - b.1).abs()),
            false => ((a.0 + b.0) / 2, (a.0 - b.0).abs()),
        };
        let label = bar_label(if sideways { point[0] } else { point[1] });
        let height = MACHINE.min(thick * 9 / 10);
        let space = i32::try_from(label.len()).unwrap_or(0) * height * 6 / 10 + 5 * UNIT;
        let (at, style) = match sideways {
            // A bar that fills the axis has its value inside.
            true if b.0 + space > across.end + 24 * UNIT => {
                ((b.0 - 5 * UNIT, middle), text(height, HPos::Right, VPos::Center).color(&WHITE))
            }
            true => ((b.0 + 5 * UNIT, middle), text(height, HPos::Left, VPos::Center)),
            false => ((middle, b.1 - 3 * UNIT), text(height.min(thick / 2), HPos::Center, VPos::Bottom)),
        };
        if sideways && at.0 > b.0 {
            let corners = [(b.0, middle - height / 2), (b.0 + space, middle + height / 2)];
            root.draw(&Rectangle::new(corners, WHITE.filled()))?;
        }
        root.draw(&Text::new(label, at, style))?;
    }
    Ok(())
}

/// The value of a bar: three digits, and 0 where there is nothing.
fn bar_label(value: f64) -> String {
    match value {
        0.0 => "0".to_owned(),
        value if value.abs() >= 1e7 => format!("{value:.2e}"),
        value if value.abs() >= 1e3 => grouped_whole(value),
        value if value.abs() < 0.01 => format!("{value:.1e}"),
        value => three_digits(value),
    }
}

/// A number of some thousands, in groups.
fn grouped_whole(value: f64) -> String {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 10³ and 10⁷")]
    let digits = grouped(value.abs().round() as u64);
    if value < 0.0 { format!("−{digits}") } else { digits }
}

/// The points of a series between its gaps.
fn pieces(panel: &Panel, series: &Series) -> Vec<Vec<[f64; 2]>> {
    series.points.split(|point| !panel.holds(point)).filter(|piece| !piece.is_empty()).map(<[_]>::to_vec).collect()
}

fn pixel(chart: &Chart<'_, '_>, [x, y]: [f64; 2]) -> (i32, i32) {
    chart.plotting_area().map_coordinate(&(x, y))
}
