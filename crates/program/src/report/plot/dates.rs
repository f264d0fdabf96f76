//! Ticks of a date axis: on the first of a year or month, or at midnight.

use jiff::civil::{Date, DateTime, date};
use jiff::{SignedDuration, Span, ToSpan};

/// Steps from the longest to the shortest, each with how many days it takes about.
fn steps() -> [(Span, f64, &'static str); 18] {
    [
        (5000.years(), 1_826_211.0, "%Y"),
        (1000.years(), 365_242.0, "%Y"),
        (500.years(), 182_621.0, "%Y"),
        (100.years(), 36_525.0, "%Y"),
        (50.years(), 18_262.0, "%Y"),
        (20.years(), 7305.0, "%Y"),
        (10.years(), 3652.0, "%Y"),
        (5.years(), 1826.0, "%Y"),
        (2.years(), 730.0, "%Y"),
        (1.year(), 365.0, "%Y"),
        (6.months(), 182.0, "%Y-%m"),
        (3.months(), 91.0, "%Y-%m"),
        (1.month(), 30.0, "%Y-%m"),
        (14.days(), 14.0, "%Y-%m-%d"),
        (7.days(), 7.0, "%Y-%m-%d"),
        (2.days(), 2.0, "%Y-%m-%d"),
        (1.day(), 1.0, "%Y-%m-%d"),
        (6.hours(), 0.25, "%m-%d %H:%M"),
    ]
}

/// At most `max_ticks` ticks between two times in seconds since 1970, and their labels.
pub(super) fn ticks(low: f64, high: f64, max_ticks: usize) -> (Vec<f64>, Vec<String>) {
    let days = (high - low) / 86_400.0;
    let fits = |step: &(Span, f64, &str)| days / step.1 <= max_ticks as f64;
    let steps = steps();
    // The steps grow shorter: the last that fits.
    let (step, length, format) = steps.iter().rev().find(|step| fits(step)).unwrap_or(&steps[0]);
    let Some(mut at) = date_time(low).and_then(|first| start(first.date(), *length)) else {
        return (Vec::new(), Vec::new());
    };
    let (mut ticks, mut labels) = (Vec::new(), Vec::new());
    while seconds(at) <= high {
        let second = seconds(at);
        if second >= low {
            ticks.push(second);
            labels.push(at.strftime(format).to_string());
        }
        let Ok(next) = at.checked_add(*step) else { break };
        at = next;
    }
    (ticks, labels)
}

/// The round date at or before a date, from which a step of `days` is counted.
fn start(first: Date, days: f64) -> Option<DateTime> {
    let millennium = first.year() - first.year().rem_euclid(1000);
    let start = match days {
        365.0.. => Date::new(millennium.max(-9000), 1, 1).ok()?,
        28.0.. => Date::new(first.year(), 1, 1).ok()?,
        _ => first.first_of_month(),
    };
    Some(start.to_datetime(jiff::civil::Time::midnight()))
}

fn epoch() -> DateTime {
    date(1970, 1, 1).at(0, 0, 0, 0)
}

/// None outside the years −9999 to 9999.
fn date_time(seconds: f64) -> Option<DateTime> {
    epoch().checked_add(SignedDuration::try_from_secs_f64(seconds.floor()).ok()?).ok()
}

fn seconds(at: DateTime) -> f64 {
    at.duration_since(epoch()).as_secs_f64()
}
