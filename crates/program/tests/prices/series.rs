//! The series of `tests/golden/make.py`.

use std::fmt::Write;

use jiff::ToSpan;
use jiff::civil::{Weekday, date};

/// Prices in cents, by whole numbers alone: the same in every language.
fn walk() -> impl Iterator<Item = i64> {
    let (mut cents, mut state) = (10_000, 1_u64);
    std::iter::repeat_with(move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        cents += i64::try_from((state >> 33) % 201).unwrap() - 100;
        if cents < 1000 {
            cents = 2000 - cents;
        }
        cents
    })
}

/// 3000 weekdays with missing days and a gap of a month.
pub fn days() -> String {
    let weekday = |k: usize, day: &jiff::civil::Date| {
        let free = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
        !free && !k.is_multiple_of(41) && !(1000..1030).contains(&k)
    };
    let all = date(2010, 1, 1).series(1.day()).enumerate().filter(|(k, day)| weekday(*k, day));
    let mut text = String::from("Date,Volume,Close\n");
    for ((_, day), cents) in all.zip(walk()).take(3000) {
        writeln!(text, "{day},1,{}.{:02}", cents / 100, cents % 100).unwrap();
    }
    text
}

/// 10⁶ prices ten minutes apart, with seconds since 1970 for dates.
pub fn ticks() -> String {
    let mut text = String::from("time,price\n");
    for (k, cents) in (0..1_000_000).zip(walk()) {
        writeln!(text, "{},{}.{:02}", 1_577_836_800_i64 + 600 * k, cents / 100, cents % 100).unwrap();
    }
    text
}
