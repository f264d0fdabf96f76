//! Colours, shapes and dashes.

use plotters::prelude::*;

use super::Look;
use super::canvas::{Area, Failed, UNIT, WIDTH};

/// Told apart with every kind of colour vision, and from each other in grey: M. Okabe and K. Ito, *Color Universal
/// Design*, 2008. Yellow, which is hard to see on white, is the last.
const PALETTE: [RGBColor; 8] = [
    RGBColor(0, 114, 178),
    RGBColor(213, 94, 0),
    RGBColor(0, 158, 115),
    RGBColor(204, 121, 167),
    RGBColor(230, 159, 0),
    RGBColor(86, 180, 233),
    RGBColor(0, 0, 0),
    RGBColor(240, 228, 66),
];

/// What guides and theory are drawn in.
pub(super) const GREY: RGBColor = RGBColor(90, 90, 90);

/// Pixels of a dash and of the gap after it, in what theory says and in guides.
const DASH: (f64, f64) = (11.0, 6.0);
const DOT: (f64, f64) = (3.0, 5.0);

pub(super) fn colour(look: Look) -> RGBColor {
    PALETTE[look.colour % PALETTE.len()]
}

/// Draws the marker of a look around a pixel.
pub(super) fn mark(area: &Area<'_>, (x, y): (i32, i32), look: Look) -> Result<(), Failed> {
    let style = colour(look).filled();
    let corners = |corners: &[(i32, i32)]| {
        Polygon::new(corners.iter().map(|(right, down)| (x + right * UNIT, y + down * UNIT)).collect::<Vec<_>>(), style)
    };
    match look.shape % 5 {
        0 => area.draw(&Circle::new((x, y), 6 * UNIT, style)),
        1 => area.draw(&Rectangle::new([(x - 5 * UNIT, y - 5 * UNIT), (x + 5 * UNIT, y + 5 * UNIT)], style)),
        2 => area.draw(&corners(&[(0, -7), (7, 6), (-7, 6)])),
        3 => area.draw(&corners(&[(0, -8), (8, 0), (0, 8), (-8, 0)])),
        _ => area.draw(&Circle::new((x, y), 5 * UNIT, colour(look).stroke_width(3 * WIDTH))),
    }
}

/// Draws a line through pixels in grey dashes.
pub(super) fn dashed(area: &Area<'_>, line: &[(i32, i32)]) -> Result<(), Failed> {
    dashes(line, DASH).into_iter().try_for_each(|dash| area.draw(&PathElement::new(dash, GREY.stroke_width(2 * WIDTH))))
}

/// Draws a line through pixels in grey dots.
pub(super) fn dotted(area: &Area<'_>, line: &[(i32, i32)]) -> Result<(), Failed> {
    dashes(line, DOT).into_iter().try_for_each(|dot| area.draw(&PathElement::new(dot, GREY.stroke_width(2 * WIDTH))))
}

/// The dashes of a line through pixels.
fn dashes(line: &[(i32, i32)], (dash, gap): (f64, f64)) -> Vec<Vec<(i32, i32)>> {
    let [dash, gap] = [dash, gap].map(|pixels| pixels * f64::from(UNIT));
    let mut dashes = Vec::new();
    let mut travelled = 0.0;
    for pair in line.windows(2) {
        let [from, to] = [pair[0], pair[1]].map(|(x, y)| [f64::from(x), f64::from(y)]);
        let length = (to[0] - from[0]).hypot(to[1] - from[1]);
        #[expect(clippy::cast_possible_truncation, reason = "pixels of a picture")]
        let at = |s: f64| [0, 1].map(|k| (from[k] + (to[k] - from[k]) * (s / length).clamp(0.0, 1.0)).round() as i32);
        let mut start = -(travelled % (dash + gap));
        while start < length {
            let [a, b] = [at(start), at(start + dash)];
            if a != b {
                dashes.push(vec![(a[0], a[1]), (b[0], b[1])]);
            }
            start += dash + gap;
        }
        travelled += length;
    }
    dashes
}
