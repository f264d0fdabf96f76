//! What the user may say about a file, where it is not to be found out: [`FileOptions`].

use std::fmt;

/// Which part of a file is meant, and how its text is written.
#[derive(Debug, Clone, Default)]
pub struct FileOptions {
    /// The column of a text file.
    pub column: Option<String>,
    /// The array of a `.npz` file.
    pub array: Option<String>,
    /// How text is written.
    pub text: TextOptions,
}

/// How a text file is written; what is not given is found out from its first lines.
#[derive(Debug, Clone, Copy, Default)]
pub struct TextOptions {
    /// What stands between two cells.
    pub delimiter: Option<Delimiter>,
    /// The decimal mark.
    pub decimal: Option<Decimal>,
    /// What stands between groups of three digits.
    pub thousands: Option<Thousands>,
}

/// What stands between two cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delimiter {
    /// One character.
    Byte(u8),
    /// Any number of spaces and tabs.
    Blanks,
}

impl Delimiter {
    /// A character, or one of the words comma, semicolon, tab and blanks.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn new(text: &str) -> Result<Self, String> {
        match text {
            "comma" => Ok(Self::Byte(b',')),
            "semicolon" => Ok(Self::Byte(b';')),
            "tab" | "\t" | "\\t" => Ok(Self::Byte(b'\t')),
            "blanks" | " " => Ok(Self::Blanks),
            _ => match text.as_bytes() {
                &[byte] if byte.is_ascii_punctuation() && !b"\"#+-.".contains(&byte) => Ok(Self::Byte(byte)),
                _ => Err("not comma, semicolon, tab, blanks or a sign such as |".to_owned()),
            },
        }
    }
}

impl fmt::Display for Delimiter {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Byte(b'\t') => to.write_str("tabs"),
            Self::Byte(byte) => write!(to, "`{}`", char::from(*byte)),
            Self::Blanks => to.write_str("blanks"),
        }
    }
}

/// The decimal mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decimal {
    /// 1.5
    Point,
    /// 1,5
    Comma,
}

impl Decimal {
    /// A point or a comma, or the word for it.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn new(text: &str) -> Result<Self, String> {
        match text {
            "." | "point" => Ok(Self::Point),
            "," | "comma" => Ok(Self::Comma),
            _ => Err("neither a point nor a comma".to_owned()),
        }
    }

    /// The character.
    pub(super) fn mark(self) -> char {
        if self == Self::Point { '.' } else { ',' }
    }
}

/// What may stand between groups of three digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Thousands {
    /// Nothing.
    None,
    /// Any of the marks that are in use, but for the decimal mark.
    Any,
    /// One mark; a space means any kind of space.
    One(char),
}

/// Marks between groups of digits that are in use: of ordinary width, not to be broken at, narrow.
const MARKS: [char; 8] = [',', '.', '\'', '’', ' ', '\u{a0}', '\u{202f}', '\u{2009}'];

impl Thousands {
    /// A mark, or one of the words none, comma, point, apostrophe and space.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn new(text: &str) -> Result<Self, String> {
        match text {
            "none" => Ok(Self::None),
            "," | "comma" => Ok(Self::One(',')),
            "." | "point" => Ok(Self::One('.')),
            "'" | "’" | "apostrophe" => Ok(Self::One('\'')),
            " " | "space" => Ok(Self::One(' ')),
            "_" => Ok(Self::One('_')),
            _ => Err("not comma, point, apostrophe, space, _ or none".to_owned()),
        }
    }

    /// Whether a mark may stand there.
    pub(super) fn allows(self, mark: char, decimal: Decimal) -> bool {
        match self {
            Self::None => false,
            Self::Any => is_mark(mark) && mark != decimal.mark(),
            Self::One(' ') => mark.is_whitespace(),
            Self::One('\'') => ['\'', '’'].contains(&mark),
            Self::One(one) => mark == one,
        }
    }
}

/// Whether a character is in use as a mark within numbers.
pub(super) fn is_mark(character: char) -> bool {
    MARKS.contains(&character)
}
