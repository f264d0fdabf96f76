//! The picture of `prices`: prices with their weekly mean and moving average above, the index below.

use ffi_workbench_cli::excerpt::{WORD, excerpt};
use ffi_workbench_cli::prices::{Indicator, seconds};
use ffi_workbench_cli::report::plot::{Axis, Panel, Picture, Series as Drawn};
use ffi_workbench_cli::report::quantity::count;
use jiff::ToSpan;

use super::result::Series;

/// A longer pause, in seconds, breaks the line.
const GAP: f64 = 7.0 * 86_400.0;

pub fn picture(series: &Series) -> Picture {
    let prices = &series.prices;
    let times: Vec<f64> = prices.dates.iter().map(|&date| seconds(date)).collect();
    let (first, last) = (times[0], times[times.len() - 1]);
    let margin = ((last - first) * 0.02).max(3600.0);
    let dates = || Axis::dates("date").range(first - margin, last + margin);

    let day = line(&times, 0, &prices.values);
    let weeks = series.weeks.iter().map(|week| {
        // A price of Sunday evening belongs to the week that ends at midnight after it.
        let end = week.end.checked_add(1.day()).unwrap_or(week.end);
        [seconds(end.to_datetime(jiff::civil::Time::midnight())).min(last), week.mean]
    });
    let of = |indicator: &Indicator| line(&times, indicator.first, &indicator.values);
    let column = excerpt(&prices.price_column, WORD);
    let title = if column == "price" { column } else { format!("price ({column})") };
    let above = Panel::new(dates(), Axis::linear(title))
        .with(Drawn::line("price", day).look(5, 0))
        .with(Drawn::line("weekly mean", weeks.collect()).look(1, 0))
        .with(Drawn::line(format!("mean of {}", count(series.window, "row")), of(&series.average)).look(6, 0))
        .share(3);
    let below =
        Panel::new(dates(), Axis::linear("RSI in %").range(0.0, 100.0).ticks(vec![0.0, 30.0, 50.0, 70.0, 100.0]))
            .with(Drawn::line(format!("RSI of {}", count(series.period, "row")), of(&series.rsi)).look(0, 0))
            .horizontal("30 and 70", 30.0)
            .horizontal("30 and 70", 70.0)
            .share(2);
    Picture::stacked(format!("{}, kernels in {}", series.name, series.id.language), vec![above, below])
}

/// Values that begin at a row, with a break at each gap.
fn line(times: &[f64], first: usize, values: &[f64]) -> Vec<[f64; 2]> {
    let mut points = Vec::with_capacity(values.len());
    let mut before = None;
    for (&time, &value) in times[first..].iter().zip(values) {
        if before.is_some_and(|before| time - before > GAP) {
            points.push([time, f64::NAN]);
        }
        points.push([time, value]);
        before = Some(time);
    }
    points
}
