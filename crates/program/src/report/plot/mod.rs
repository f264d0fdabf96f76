//! Pictures of measurements as SVG, to be read from the back of a lecture room: [`Picture`], its [`Panel`]s, their
//! [`Axis`]es and [`Series`].
//!
//! The legend stands outside the data, the colours are told apart by everybody (Okabe and Ito, 2008), lines that
//! coincide share their place in stripes, bars carry their values, the machine is named below, and the command that
//! made the picture is in its metadata.
//!
//! ```
//! use ffi_workbench_cli::report::plot::{Axis, Panel, Picture, Series};
//!
//! let panel = Panel::new(Axis::linear("workers"), Axis::log("time in s"))
//!     .with(Series::marked("measured", vec![[1.0, 0.8], [2.0, 0.42]]))
//!     .with(Series::dashed("ideal", vec![[1.0, 0.8], [2.0, 0.4]]));
//! let mut svg = Vec::new();
//! Picture::stacked("Scaling", vec![panel]).write("ffi-workbench scaling sum", &mut svg)?;
//! let svg = String::from_utf8(svg).unwrap();
//! assert!(svg.starts_with("<svg") && svg.contains("<desc>ffi-workbench scaling sum</desc>"));
//! # Ok::<(), std::io::Error>(())
//! ```

use std::io::{self, Write};

use crate::machine::Machine;

mod axis;
mod canvas;
mod coincide;
mod dates;
mod downsample;
mod draw;
mod legend;
mod marks;

pub use axis::Axis;

/// A picture of 1200 by 800 points.
#[derive(Debug, Clone)]
pub struct Picture {
    title: String,
    side_by_side: bool,
    panels: Vec<Panel>,
    machine: String,
}

impl Picture {
    /// Panels one above the other, each with its legend at its right.
    pub fn stacked(title: impl Into<String>, panels: Vec<Panel>) -> Self {
        Self { title: title.into(), side_by_side: false, panels, machine: Machine::this().to_string() }
    }

    /// Panels side by side with one legend below: a name stands for the same thing in each panel.
    pub fn side_by_side(title: impl Into<String>, panels: Vec<Panel>) -> Self {
        Self { title: title.into(), side_by_side: true, panels, machine: Machine::this().to_string() }
    }

    /// Writes the SVG; `command` is what made it.
    ///
    /// # Errors
    /// What the writer refuses.
    pub fn write(&self, command: &str, to: &mut dyn Write) -> io::Result<()> {
        let svg = draw::svg(self)?;
        let (head, body) = svg.split_once(">\n").unwrap_or((&svg, ""));
        let (title, command) = (escaped(&self.title), escaped(command));
        writeln!(to, "{head}>\n<title>{title}</title>\n<desc>{command}</desc>")?;
        writeln!(to, "<metadata>made by ffi-workbench {}: {command}</metadata>", env!("CARGO_PKG_VERSION"))?;
        to.write_all(body.as_bytes())
    }
}

/// One coordinate system with what is drawn in it.
#[derive(Debug, Clone)]
pub struct Panel {
    x: Axis,
    y: Axis,
    series: Vec<Series>,
    guides: Vec<Guide>,
    share: u32,
}

impl Panel {
    /// An empty panel.
    pub fn new(x: Axis, y: Axis) -> Self {
        Self { x, y, series: Vec::new(), guides: Vec::new(), share: 1 }
    }

    /// Adds a series. Later ones are drawn over earlier ones.
    #[must_use]
    pub fn with(mut self, series: Series) -> Self {
        self.series.push(series);
        self
    }

    /// Adds a line across the panel at this y, with its name in the legend.
    #[must_use]
    pub fn horizontal(mut self, name: impl Into<String>, y: f64) -> Self {
        self.guides.push(Guide { name: name.into(), at: At::Y(y) });
        self
    }

    /// Adds a line up the panel at this x, with its name beside it, or in the legend where there are bars.
    #[must_use]
    pub fn vertical(mut self, name: impl Into<String>, x: f64) -> Self {
        self.guides.push(Guide { name: name.into(), at: At::X(x) });
        self
    }

    /// Whether the axes can show a point.
    fn holds(&self, point: &[f64; 2]) -> bool {
        self.x.holds(point[0]) && self.y.holds(point[1])
    }

    /// The points of a series that the axes can show.
    fn shown(&self, series: &Series) -> impl Iterator<Item = [f64; 2]> {
        series.points.iter().copied().filter(|point| self.holds(point))
    }

    /// Whether a guide has its name in the legend, and not beside it: where it goes across, or bars hide what is there.
    fn names_in_legend(&self, guide: &Guide) -> bool {
        matches!(guide.at, At::Y(_)) || self.series.iter().any(|series| series.mark == Mark::Bars)
    }

    /// How much of the height it gets among stacked panels, 1 by default.
    #[must_use]
    pub fn share(mut self, share: u32) -> Self {
        self.share = share;
        self
    }
}

/// A line across a panel.
#[derive(Debug, Clone)]
struct Guide {
    name: String,
    at: At,
}

#[derive(Debug, Clone, Copy)]
enum At {
    X(f64),
    Y(f64),
}

/// Points under one name. One that is not finite, or not above 0 on a logarithmic axis, is left out and breaks the
/// line.
#[derive(Debug, Clone)]
pub struct Series {
    name: String,
    points: Vec<[f64; 2]>,
    mark: Mark,
    look: Option<Look>,
}

/// How points are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    Line,
    Dashed,
    Dotted,
    Points,
    Marked,
    Bars,
}

/// A colour and a shape, by their indices in the palette.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Look {
    colour: usize,
    shape: usize,
}

impl Series {
    /// A line through the points. A long one is downsampled to what the picture can show.
    pub fn line(name: impl Into<String>, points: Vec<[f64; 2]>) -> Self {
        Self::new(name, points, Mark::Line)
    }

    /// A dashed grey line: what theory says. It ends where it leaves the range of the data.
    pub fn dashed(name: impl Into<String>, points: Vec<[f64; 2]>) -> Self {
        Self::new(name, points, Mark::Dashed)
    }

    /// The points alone.
    pub fn points(name: impl Into<String>, points: Vec<[f64; 2]>) -> Self {
        Self::new(name, points, Mark::Points)
    }

    /// A line with its points marked.
    pub fn marked(name: impl Into<String>, points: Vec<[f64; 2]>) -> Self {
        Self::new(name, points, Mark::Marked)
    }

    /// Bars, `[value, index]` where [`Axis::names`] is the y axis, `[index, value]` where it is the x axis; names count
    /// from 0, and several series share them.
    pub fn bars(name: impl Into<String>, points: Vec<[f64; 2]>) -> Self {
        Self::new(name, points, Mark::Bars)
    }

    /// The same colour for what belongs together and a shape for what tells it apart, both counted from 0; by default
    /// every name has its own of both.
    #[must_use]
    pub fn look(mut self, colour: usize, shape: usize) -> Self {
        self.look = Some(Look { colour, shape });
        self
    }

    fn new(name: impl Into<String>, points: Vec<[f64; 2]>, mark: Mark) -> Self {
        Self { name: name.into(), points, mark, look: None }
    }
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            // XML has no other control characters.
            c if c.is_control() && !matches!(c, '\n' | '\t') => escaped.push(' '),
            c => escaped.push(c),
        }
    }
    escaped
}
