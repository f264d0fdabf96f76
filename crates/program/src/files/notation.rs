//! How a text file writes its numbers: [`Notation`], told by the marks within them.

use std::str::FromStr;

use super::options::{Decimal, Delimiter, TextOptions, Thousands, is_mark};
use crate::excerpt::{WORD, excerpt};

/// What pandas reads as a missing number, in lower case.
const MISSING: [&str; 16] = [
    "", "na", "nan", "n/a", "null", "none", "<na>", "#na", "#n/a", "#n/a n/a", "-nan", "1.#ind", "-1.#ind", "1.#qnan",
    "-1.#qnan", "#nv",
];

/// Whether a cell says that there is no number.
pub(crate) fn is_missing(cell: &str) -> bool {
    cell.len() <= 8 && MISSING.iter().any(|word| cell.eq_ignore_ascii_case(word))
}

/// How numbers are written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Notation {
    decimal: Decimal,
    thousands: Thousands,
    /// Whether 1.234 could as well be 1234, as nothing in the file has told.
    point_is_doubtful: bool,
}

impl Notation {
    /// What the cells and the options tell; or the cell that may mean two numbers.
    ///
    /// A mark is plain where it stands before other than three digits, as in 1,5 and 0.123, where it stands twice, as
    /// in 1.234.567, or where both stand, as in 1.234,5. A point before three digits is a decimal point, unless cells
    /// end at semicolons, which are written where the comma is the decimal mark. A comma before three digits is either.
    pub(super) fn of<'c>(
        cells: impl Iterator<Item = &'c str>,
        delimiter: Delimiter,
        options: &TextOptions,
    ) -> Result<Self, String> {
        if let (Some(decimal), Some(Thousands::One(mark))) = (options.decimal, options.thousands)
            && decimal.mark() == mark
        {
            return Err(format!("--decimal and --thousands are both `{mark}`"));
        }
        let (mut point, mut comma, mut maybe_point, mut maybe_comma) = (None, None, None, None);
        for cell in cells {
            match Shape::of(cell).map(|shape| shape.told) {
                Some(Told::Point) => point.get_or_insert(cell),
                Some(Told::Comma) => comma.get_or_insert(cell),
                Some(Told::MaybePoint) => maybe_point.get_or_insert(cell),
                Some(Told::MaybeComma) => maybe_comma.get_or_insert(cell),
                Some(Told::Nothing) | None => continue,
            };
        }
        let semicolons = delimiter == Delimiter::Byte(b';');
        let from_thousands = match options.thousands {
            Some(Thousands::One('.')) => Some(Decimal::Comma),
            Some(Thousands::One(',')) => Some(Decimal::Point),
            _ => None,
        };
        let found = match (point, comma, maybe_point, maybe_comma) {
            _ if options.decimal.is_some() || from_thousands.is_some() => options.decimal.or(from_thousands),
            (Some(point), Some(comma), ..) => {
                return Err(format!(
                    "`{}` has a decimal point and `{}` a decimal comma; --decimal says which is meant",
                    excerpt(point, WORD),
                    excerpt(comma, WORD)
                ));
            }
            (Some(_), None, ..) => Some(Decimal::Point),
            (None, Some(_), ..) => Some(Decimal::Comma),
            (None, None, _, Some(cell)) => return Err(doubtful(cell)),
            (None, None, Some(cell), None) if semicolons => return Err(doubtful(cell)),
            _ => None,
        };
        Ok(Self {
            decimal: found.unwrap_or(Decimal::Point),
            thousands: options.thousands.unwrap_or(if found.is_some() { Thousands::Any } else { Thousands::None }),
            point_is_doubtful: found.is_none() && semicolons,
        })
    }

    /// The number in a cell, rounded once; or what is wrong with it.
    pub(crate) fn parse<T: FromStr>(&self, cell: &str) -> Result<T, String> {
        let kind = || format!("not a number ({})", std::any::type_name::<T>());
        if self.decimal == Decimal::Point && !self.point_is_doubtful {
            if let Ok(value) = cell.parse() {
                return Ok(value);
            }
        } else if cell.trim_start_matches(['+', '-']).starts_with(|c: char| c.is_ascii_alphabetic()) {
            // inf and nan have no marks.
            return cell.parse().map_err(|_| kind());
        }
        if self.point_is_doubtful && Shape::of(cell).is_some_and(|shape| shape.told == Told::MaybePoint) {
            return Err("1234 or 1.234 in its form; --decimal says which".to_owned());
        }
        self.with_point(cell).and_then(|number| number.parse().ok()).ok_or_else(|| {
            let has_marks = cell.starts_with(|c: char| c.is_ascii_digit()) && cell.contains(is_mark);
            let hint = if has_marks { "; --decimal and --thousands say how numbers are written" } else { "" };
            kind() + hint
        })
    }

    /// The number in Rust's notation, if it is one in this.
    fn with_point(&self, cell: &str) -> Option<String> {
        let Split { negative, groups, marks, exponent } = Split::of(cell)?;
        let decimal = marks.iter().position(|&mark| mark == self.decimal.mark());
        let (whole, fraction) = groups.split_at(decimal.map_or(groups.len(), |index| index + 1));
        let thousands = &marks[..whole.len() - 1];
        let grouped = thousands.iter().all(|&mark| mark == marks[0] && self.thousands.allows(mark, self.decimal))
            && (thousands.is_empty() || are_groups(whole));
        let ([] | [_]) = fraction else { return None };
        let (sign, fraction) = (if negative { "-" } else { "" }, fraction.concat());
        let point = if fraction.is_empty() { "" } else { "." };
        grouped.then(|| [sign, &whole.concat(), point, &fraction, exponent].concat())
    }
}

fn doubtful(cell: &str) -> String {
    let cell = excerpt(cell, WORD);
    format!("`{cell}` may be a whole number or a fraction; say --decimal . or --decimal ,")
}

/// Whether digits are in groups of three.
fn are_groups(groups: &[&str]) -> bool {
    matches!(groups, [first, rest @ ..] if (1..=3).contains(&first.len()) && rest.iter().all(|group| group.len() == 3))
}

/// A number cut at its marks.
struct Split<'c> {
    negative: bool,
    groups: Vec<&'c str>,
    marks: Vec<char>,
    exponent: &'c str,
}

impl<'c> Split<'c> {
    fn of(cell: &'c str) -> Option<Self> {
        let negative = cell.starts_with(['-', '−']);
        let body = cell.strip_prefix(['+', '-', '−']).unwrap_or(cell);
        let (digits, exponent) = body.split_at(body.find(['e', 'E']).unwrap_or(body.len()));
        let power = exponent.get(1..).unwrap_or("0");
        let power = power.strip_prefix(['+', '-']).unwrap_or(power);
        let is_mark = |c: char| is_mark(c) || c == '_';
        let groups: Vec<_> = digits.split(is_mark).collect();
        let marks = digits.chars().filter(|&c| is_mark(c)).collect();
        let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let is_number = all_digits(power) && !power.is_empty() && groups.iter().all(|group| all_digits(group));
        (is_number && groups.iter().any(|group| !group.is_empty())).then_some(Self {
            negative,
            groups,
            marks,
            exponent,
        })
    }
}

/// What a cell tells of the marks.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Told {
    Point,
    Comma,
    MaybePoint,
    MaybeComma,
    Nothing,
}

/// A cell that is a number in some notation, perhaps with a percent sign or a letter for its size.
struct Shape {
    told: Told,
}

impl Shape {
    fn of(cell: &str) -> Option<Self> {
        let body = cell.strip_suffix(['%', 'K', 'M', 'B']).unwrap_or(cell).trim_end();
        let Split { groups, marks, exponent, .. } = Split::of(body)?;
        let is_padded = groups[0].len() > 1 && groups[0].starts_with('0');
        let plain = |mark| match mark {
            '.' => Some(Told::Point),
            ',' => Some(Told::Comma),
            _ => None,
        };
        let other = |mark| match mark {
            '.' => Told::Comma,
            ',' => Told::Point,
            _ => Told::Nothing,
        };
        let told = match marks[..] {
            [] => Told::Nothing,
            _ if is_padded => return None,
            [mark] if !are_groups(&groups) || groups[0] == "0" || !exponent.is_empty() => plain(mark)?,
            ['.'] => Told::MaybePoint,
            [','] => Told::MaybeComma,
            [_] => Told::Nothing,
            [first, ref between @ .., last] => {
                let (whole, _) = groups.split_at(groups.len() - 1);
                match between.iter().all(|&mark| mark == first) {
                    true if first == last && are_groups(&groups) => other(last),
                    true if first != last && are_groups(whole) => plain(last)?,
                    _ => return None,
                }
            }
        };
        Some(Self { told })
    }
}

/// Whether a cell is a number in some notation, a date or a time, or says that there is none.
pub(crate) fn is_value(cell: &str) -> bool {
    is_missing(cell) || cell.parse::<f64>().is_ok() || Shape::of(cell).is_some() || is_date_like(cell)
}

/// Whether a cell has the signs of a date or a time: 2024-01-31 23:59, 31.1.2024, 1/31/24.
pub(crate) fn is_date_like(cell: &str) -> bool {
    let of_dates = |c: char| c.is_ascii_digit() || "-/.:+TZ ".contains(c);
    let separators = cell.chars().skip(1).filter(|c| "-/.:".contains(*c)).count();
    let points_alone = !cell.contains(['-', '/', ':']);
    cell.len() <= 40
        && cell.starts_with(|c: char| c.is_ascii_digit())
        && cell.chars().all(of_dates)
        && separators > usize::from(points_alone)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(cells: &[&str], delimiter: u8) -> Result<Notation, String> {
        Notation::of(cells.iter().copied(), Delimiter::Byte(delimiter), &TextOptions::default())
    }

    #[test]
    fn the_decimal_mark_is_told_by_its_digits() {
        for (cells, decimal) in [
            (&["1.5", "1.234"][..], Decimal::Point),
            (&["1,5", "1.234"], Decimal::Comma),
            (&["1.234.567"], Decimal::Comma),
            (&["1,234,567"], Decimal::Point),
            (&["1.234,56"], Decimal::Comma),
            (&["1,234.56"], Decimal::Point),
            (&["0,123"], Decimal::Comma),
            (&["-1234,567"], Decimal::Comma),
            (&["1,23M", "25.11.2026", "31.12.2024 10:00"], Decimal::Comma),
            (&["+0,53%", "15.234"], Decimal::Comma),
            (&["1'234.5"], Decimal::Point),
            (&["1\u{202f}234,5"], Decimal::Comma),
            (&["1,5e-3"], Decimal::Comma),
            (&["1.234"], Decimal::Point),
            (&["12", "2024-01-01"], Decimal::Point),
        ] {
            assert_eq!(of(cells, b',').map(|notation| notation.decimal), Ok(decimal), "{cells:?}");
        }
        for cells in [&["1,234"][..], &["1.234", "1,234"], &["1.5", "1,5"]] {
            assert!(of(cells, b',').unwrap_err().contains("--decimal"), "{cells:?}");
        }
        assert!(of(&["1.234"], b';').unwrap_err().contains("--decimal"));
        assert!(of(&["1"], b';').unwrap().parse::<f64>("1.234").unwrap_err().contains("--decimal"));
    }

    #[test]
    fn numbers_are_those_of_their_notation_and_no_others() {
        let point = of(&["1.5"], b',').unwrap();
        let comma = of(&["1,5"], b';').unwrap();
        let none = of(&["1"], b',').unwrap();
        for (notation, cell, value) in [
            (point, "1,234.5", 1234.5),
            (point, "-1,234,567", -1_234_567.0),
            (point, "1'234.5", 1234.5),
            (point, "1e-3", 1e-3),
            (point, "-inf", f64::NEG_INFINITY),
            (comma, "1.234,5", 1234.5),
            (comma, "1.234", 1234.0),
            (comma, "1 234,5", 1234.5),
            (comma, "+0,1", 0.1),
            (comma, "−,5", -0.5),
            (comma, "5,", 5.0),
            (comma, "1,5E3", 1500.0),
            (comma, "inf", f64::INFINITY),
            (none, "1.234", 1.234),
        ] {
            assert_eq!(notation.parse::<f64>(cell), Ok(value), "{notation:?} {cell}");
        }
        for (notation, cell) in [
            (point, "1,5"),
            (point, "12,34.5"),
            (point, "1,234,5"),
            (point, "1.5.5"),
            (point, ""),
            (point, ","),
            (point, "1,234'567.5"),
            (comma, "1.5"),
            (comma, "1,5,5"),
            (comma, "1,5.000"),
            (comma, "1e"),
            (comma, "e5"),
            (comma, "abc"),
            (none, "1,234"),
            (none, "1_000"),
        ] {
            let said = notation.parse::<f64>(cell).unwrap_err();
            assert!(said.contains("not a number"), "{notation:?} {cell}: {said}");
        }
        assert_eq!(comma.parse::<i32>("1.234"), Ok(1234));
    }
}
