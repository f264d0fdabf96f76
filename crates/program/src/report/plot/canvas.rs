//! What everything is drawn on and with: the drawing area, its unit, its letters.

use std::io;

use plotters::coord::Shift;
use plotters::drawing::DrawingAreaErrorKind;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

pub(super) type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;
pub(super) type Failed = DrawingAreaErrorKind<io::Error>;

/// Drawing units in a pixel: plotters rounds to whole units, and slow curves would be stairs.
pub(super) const UNIT: i32 = 4;
/// Height of all letters but the title's.
pub(super) const TEXT: i32 = 18 * UNIT;
/// The width of a thin line.
pub(super) const WIDTH: u32 = UNIT.unsigned_abs();

/// The width and height of an area.
pub(super) fn size(area: &Area<'_>) -> (i32, i32) {
    let (width, height) = area.dim_in_pixel();
    (width.cast_signed(), height.cast_signed())
}

/// The left upper corner of an area.
pub(super) fn corner(area: &Area<'_>) -> (i32, i32) {
    let (x, y) = area.get_pixel_range();
    (x.start, y.start)
}

/// Black letters of a height in units.
pub(super) fn text(height: i32, horizontal: HPos, vertical: VPos) -> TextStyle<'static> {
    // The backend divides a size by 1.24 to get the height that SVG means.
    let style = ("sans-serif", f64::from(height) * 1.24).into_text_style(&(0, 0));
    style.color(&BLACK).pos(Pos::new(horizontal, vertical))
}
