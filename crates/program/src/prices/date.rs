//! A cell that holds a date: ISO 8601, seconds since 1970, or a format of the user's.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::fmt::strtime::BrokenDownTime;
use jiff::tz::TimeZone;

use crate::excerpt::{PHRASE, excerpt};

/// A format in the words of `strptime`, such as `%d.%m.%Y`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateFormat(String);

impl DateFormat {
    /// The format, if jiff knows all of its words.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn new(format: &str) -> Result<Self, String> {
        let mut written = String::new();
        let example = BrokenDownTime::from(DateTime::default());
        // `%s` is understood, but a date without a time zone has none to write.
        let tried = format.replace("%s", "").replace("%z", "").replace("%:z", "");
        example.format(&tried, &mut written).map_err(|error| excerpt(&error.to_string(), PHRASE))?;
        if format.contains('%') {
            Ok(Self(format.to_owned()))
        } else {
            Err("no part of a date, such as %Y, in it".to_owned())
        }
    }

    fn parse(&self, cell: &str) -> Result<DateTime, String> {
        let Self(format) = self;
        let parts = BrokenDownTime::parse(format, cell).map_err(|error| error.to_string())?;
        match parts.to_datetime() {
            Ok(date) => Ok(date),
            // Seconds since 1970 are a point in time and no date.
            Err(reason) => parts.to_timestamp().map(utc).map_err(|_| reason.to_string()),
        }
    }
}

/// How the dates of a file are written.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Dates {
    /// In a format.
    Format(DateFormat),
    /// As ISO 8601 says, with or without a time and an offset, or in eight digits.
    Iso,
    /// As a whole number since 1970.
    Since(Unit),
}

/// What a number since 1970 counts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Unit {
    Seconds,
    Milliseconds,
    Microseconds,
    Nanoseconds,
}

/// The largest number of seconds since 1970: of the year 5138. In milliseconds it is of 1973.
const MAX_SECONDS: u64 = 99_999_999_999;

/// Orders of day, month and year. Where a cell fits two of them, only the rest of the cells can tell.
const ORDERS: [&str; 11] = [
    "%d.%m.%Y",
    "%Y.%m.%d",
    "%m/%d/%Y",
    "%d/%m/%Y",
    "%Y/%m/%d",
    "%d-%m-%Y",
    "%m-%d-%Y",
    "%b %d, %Y",
    "%d %b %Y",
    "%d-%b-%Y",
    "%b-%d-%Y",
];

/// What may follow a date.
const TIMES: [&str; 5] = ["", " %H:%M", " %H:%M:%S", " %I:%M %p", " %I:%M:%S %p"];

impl Dates {
    /// How these cells are written, which are the first of a column; or why it cannot be told.
    pub(super) fn of<'c>(
        cells: impl Iterator<Item = &'c str> + Clone,
        format: Option<&DateFormat>,
    ) -> Result<Self, String> {
        if let Some(format) = format {
            return Ok(Self::Format(format.clone()));
        }
        let cells = cells.filter(|cell| !cell.is_empty());
        let Some(first) = cells.clone().next() else { return Ok(Self::Iso) };
        if whole_number(first).is_some() {
            let largest = cells.filter_map(whole_number).map(i64::unsigned_abs).max().unwrap_or(0);
            let units = [Unit::Seconds, Unit::Milliseconds, Unit::Microseconds];
            let fits = |unit: &Unit| largest <= MAX_SECONDS.saturating_mul(unit.in_a_second());
            return Ok(Self::Since(units.into_iter().find(fits).unwrap_or(Unit::Nanoseconds)));
        }
        if iso(first).is_ok() {
            return Ok(Self::Iso);
        }
        // A year of two digits is also one of the first century.
        let is_date = |format: &DateFormat, cell: &str| format.parse(cell).is_ok_and(|date| date.year() >= 1000);
        let fits = |format: &DateFormat| cells.clone().filter(|cell| is_date(format, cell)).count();
        let of_order = |order: &&str| {
            let days =
                [order.replace("%Y", "%y"), (*order).to_owned()].into_iter().filter(|day| !day.starts_with("%y"));
            let formats = days.flat_map(|day| TIMES.map(|time| DateFormat(day.clone() + time)));
            formats.filter(|format| is_date(format, first)).map(|format| (fits(&format), format)).next()
        };
        let mut found: Vec<_> = ORDERS.iter().filter_map(of_order).collect();
        // Stable: of equal ones the first stays first.
        found.sort_by_key(|(fits, _)| std::cmp::Reverse(*fits));
        if let [(most, one), (as_many, other), ..] = &found[..]
            && most == as_many
            && let Some(cell) = cells.clone().find(|cell| one.parse(cell) != other.parse(cell))
        {
            let cell = excerpt(cell, PHRASE);
            return Err(format!(
                "the date `{cell}` is {one} or {other}; --date-format says which",
                one = one.0,
                other = other.0
            ));
        }
        Ok(found.into_iter().next().map_or(Self::Iso, |(_, format)| Self::Format(format)))
    }

    /// The date in a cell.
    pub(super) fn parse(&self, cell: &str) -> Result<DateTime, String> {
        match self {
            Self::Format(format) => format.parse(cell),
            Self::Iso => iso(cell),
            Self::Since(unit) => match whole_number(cell) {
                Some(number) => unit.since_1970(number),
                None => iso(cell),
            },
        }
    }
}

impl Unit {
    fn in_a_second(self) -> u64 {
        match self {
            Self::Seconds => 1,
            Self::Milliseconds => 1_000,
            Self::Microseconds => 1_000_000,
            Self::Nanoseconds => 1_000_000_000,
        }
    }

    fn since_1970(self, number: i64) -> Result<DateTime, String> {
        let stamp = match self {
            Self::Seconds if number.unsigned_abs() > MAX_SECONDS => None,
            Self::Seconds => Timestamp::from_second(number).ok(),
            Self::Milliseconds => Timestamp::from_millisecond(number).ok(),
            Self::Microseconds => Timestamp::from_microsecond(number).ok(),
            Self::Nanoseconds => Timestamp::from_nanosecond(number.into()).ok(),
        };
        let word = match self {
            Self::Seconds => "seconds",
            Self::Milliseconds => "milliseconds",
            Self::Microseconds => "microseconds",
            Self::Nanoseconds => "nanoseconds",
        };
        stamp.map(utc).ok_or_else(|| format!("not {word} since 1970, as those before it"))
    }
}

/// Whether a cell alone is a date.
pub(super) fn is_date(cell: &str) -> bool {
    !cell.is_empty() && Dates::of(std::iter::once(cell), None).map_or(true, |dates| dates.parse(cell).is_ok())
}

/// A whole number, also with `.0` after it; eight digits are a date.
fn whole_number(cell: &str) -> Option<i64> {
    let whole = cell.strip_suffix(".0").unwrap_or(cell);
    let digits = whole.strip_prefix('-').unwrap_or(whole);
    whole.parse().ok().filter(|_| digits.len() != 8 && digits.bytes().all(|byte| byte.is_ascii_digit()))
}

fn iso(cell: &str) -> Result<DateTime, String> {
    // The clock of the exchange is what counts, so a Z is no different from other offsets.
    cell.strip_suffix(['Z', 'z']).unwrap_or(cell).parse().map_err(|error: jiff::Error| error.to_string())
}

fn utc(stamp: Timestamp) -> DateTime {
    TimeZone::UTC.to_datetime(stamp)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(cell: &str, format: Option<&DateFormat>) -> Result<DateTime, String> {
        Dates::of(std::iter::once(cell), format)?.parse(cell)
    }

    #[test]
    fn dates_are_read_as_they_are_written() {
        for (cell, date) in [
            ("2024-02-29", "2024-02-29T00:00:00"),
            ("20240229", "2024-02-29T00:00:00"),
            ("2024-02-29 16:00", "2024-02-29T16:00:00"),
            ("2024-02-29T16:00:01.5", "2024-02-29T16:00:01.5"),
            ("2024-02-29T16:00:00-05:00", "2024-02-29T16:00:00"),
            ("2024-02-29T23:59:59Z", "2024-02-29T23:59:59"),
            ("2024-02-29 00:00:00+00:00", "2024-02-29T00:00:00"),
            ("0", "1970-01-01T00:00:00"),
            ("-86400", "1969-12-31T00:00:00"),
            ("1709164800", "2024-02-29T00:00:00"),
            ("1709164800.0", "2024-02-29T00:00:00"),
            ("1709164800000", "2024-02-29T00:00:00"),
            ("1709164800000000", "2024-02-29T00:00:00"),
            ("1709164800000000000", "2024-02-29T00:00:00"),
            ("29.02.2024", "2024-02-29T00:00:00"),
            ("1.3.24", "2024-03-01T00:00:00"),
            ("29.02.2024 16:00", "2024-02-29T16:00:00"),
            ("02/29/2024", "2024-02-29T00:00:00"),
            ("29/02/24", "2024-02-29T00:00:00"),
            ("2/29/2024 4:00 PM", "2024-02-29T16:00:00"),
            ("2/29/2024 16:00:01", "2024-02-29T16:00:01"),
            ("2024/02/29", "2024-02-29T00:00:00"),
            ("29-02-2024", "2024-02-29T00:00:00"),
            ("Feb 29, 2024", "2024-02-29T00:00:00"),
            ("29-Feb-2024", "2024-02-29T00:00:00"),
            ("29 Feb 2024", "2024-02-29T00:00:00"),
        ] {
            assert_eq!(parse(cell, None), Ok(date.parse().unwrap()), "{cell}");
        }
        for cell in ["", "2023-02-29", "30.02.2024", "02/30/2024", "1709164800.5", "price", "-", "1/2/3/4"] {
            assert!(parse(cell, None).is_err(), "{cell}");
        }
    }

    #[test]
    fn the_order_of_day_and_month_is_told_by_all_cells_or_by_none() {
        let of = |cells: &[&'static str]| Dates::of(cells.iter().copied(), None);
        for (cells, format) in [
            (&["1/2/2024", "1/13/2024"][..], "%m/%d/%Y"),
            (&["1/2/2024", "13/1/2024"], "%d/%m/%Y"),
            (&["01-02-24", "25-02-24"], "%d-%m-%y"),
            (&["1.2.2024", "3.2.2024"], "%d.%m.%Y"),
            (&["1/1/2024"], "%m/%d/%Y"),
        ] {
            assert_eq!(of(cells), Ok(Dates::Format(DateFormat::new(format).unwrap())), "{cells:?}");
        }
        let said = of(&["1/1/2024", "1/2/2024"]).unwrap_err();
        assert!(said.contains("`1/2/2024`") && said.contains("--date-format"), "{said}");
        let unit = |cells: &[&'static str]| of(cells).unwrap();
        assert_eq!(unit(&["0", "86400000", "1709164800000"]), Dates::Since(Unit::Milliseconds));
        assert!(unit(&["0", "86400"]).parse("1709164800000").unwrap_err().contains("not seconds"));
    }

    #[test]
    fn a_format_reads_what_it_says() {
        let day: DateTime = "2024-02-29".parse().unwrap();
        for (format, cell) in
            [("%d.%m.%Y", "29.02.2024"), ("%m/%d/%y", "02/29/24"), ("%b %d, %Y", "Feb 29, 2024"), ("%s", "1709164800")]
        {
            assert_eq!(parse(cell, Some(&DateFormat::new(format).unwrap())), Ok(day), "{format}");
        }
        assert!(parse("2024-02-29", Some(&DateFormat::new("%d.%m.%Y").unwrap())).is_err());
        assert!(DateFormat::new("%!").is_err() && DateFormat::new("date").is_err());
    }
}
