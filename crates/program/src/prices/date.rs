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

/// The date in a cell; without a format: ISO 8601 with or without a time and an offset, eight digits `YYYYMMDD`, or
/// any other whole number as seconds since 1970.
pub(super) fn parse(cell: &str, format: Option<&DateFormat>) -> Result<DateTime, String> {
    if let Some(format) = format {
        return format.parse(cell);
    }
    let digits = cell.strip_prefix('-').unwrap_or(cell);
    let whole = digits.strip_suffix(".0").unwrap_or(digits);
    if whole.len() != 8 && !whole.is_empty() && whole.bytes().all(|byte| byte.is_ascii_digit()) {
        let stamp = cell.strip_suffix(".0").unwrap_or(cell).parse().ok().and_then(|s| Timestamp::from_second(s).ok());
        let reason = "not seconds since 1970 of a year up to 9999; milliseconds must be divided by 1000";
        return stamp.map(utc).ok_or_else(|| reason.to_owned());
    }
    // The clock of the exchange is what counts, so a Z is no different from other offsets.
    cell.strip_suffix(['Z', 'z']).unwrap_or(cell).parse().map_err(|error: jiff::Error| error.to_string())
}

fn utc(stamp: Timestamp) -> DateTime {
    TimeZone::UTC.to_datetime(stamp)
}

#[cfg(test)]
mod tests {
    use super::*;

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
        ] {
            assert_eq!(parse(cell, None), Ok(date.parse().unwrap()), "{cell}");
        }
        for cell in ["", "2023-02-29", "29.02.2024", "02/29/2024", "1709164800000", "1709164800.5", "price", "-"] {
            assert!(parse(cell, None).is_err(), "{cell}");
        }
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
