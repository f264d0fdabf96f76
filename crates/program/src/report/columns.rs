//! The one description of a table: [`Columns`]. By it a row is a line of text, a record of CSV and an object of JSON.

use std::borrow::Cow;
use std::io::{self, Write};

use anstyle::Style;
use ffi_workbench::work::Number;
use serde::{Serialize, Serializer};

use super::table;

/// A row that says what its columns are.
pub trait Record: Sized {
    /// The columns of these rows, which are there so that a whole column can have one unit.
    fn columns(rows: &[Self]) -> Columns<'_, Self>;
}

/// The columns of rows of type `R`: fields for programs, with a name and a value; columns of text for people, with a
/// heading and an alignment. Each kind has its own order, the one in which it was added.
///
/// ```
/// use ffi_workbench_cli::report::{Columns, Record, quantity::time, write_csv};
///
/// struct Timed(&'static str, f64);
///
/// impl Record for Timed {
///     fn columns(_: &[Self]) -> Columns<'_, Self> {
///         let columns = Columns::<Self>::new().word("language", |row| row.0);
///         columns.field("seconds", |row| row.1).right("median", |row| time(row.1))
///     }
/// }
///
/// let rows = [Timed("c", 0.25), Timed("rust", 1.0)];
/// let (mut text, mut csv) = (Vec::new(), Vec::new());
/// Timed::columns(&rows).write_text(&rows, &mut text)?;
/// write_csv(&rows, &mut csv)?;
/// assert!(String::from_utf8_lossy(&text).ends_with("| rust     | 1.00 s |\n"));
/// assert_eq!(csv, b"language,seconds\nc,0.25\nrust,1.0\n");
/// # Ok::<(), std::io::Error>(())
/// ```
pub struct Columns<'a, R> {
    pub(super) fields: Vec<Field<'a, R>>,
    pub(super) texts: Vec<Text<'a, R>>,
    pub(super) style: Box<dyn Fn(&R) -> Style + 'a>,
}

/// A column for programs.
pub(super) struct Field<'a, R> {
    /// The name in CSV, and in JSON where the field is not inside an object.
    pub(super) name: &'static str,
    /// The object of JSON that holds the field, and the field's name in it.
    pub(super) member_of: Option<(&'static str, &'static str)>,
    pub(super) value: Box<dyn Fn(&R) -> Value + 'a>,
}

/// A column for people.
pub(super) struct Text<'a, R> {
    pub(super) heading: String,
    pub(super) right: bool,
    /// Which column leaves a table first that is too wide: the one with the largest number. 0 stays.
    pub(super) rank: u8,
    pub(super) text: Box<dyn Fn(&R) -> String + 'a>,
}

impl<'a, R> Columns<'a, R> {
    /// No columns, and lines without a style.
    pub fn new() -> Self {
        Self { fields: Vec::new(), texts: Vec::new(), style: Box::new(|_| Style::new()) }
    }

    /// A field for programs.
    #[must_use]
    pub fn field<V: Into<Value>>(mut self, name: &'static str, value: impl Fn(&R) -> V + 'a) -> Self {
        self.fields.push(Field { name, member_of: None, value: Box::new(move |row| value(row).into()) });
        self
    }

    /// A field for programs: `name` in CSV, `member` of the object `object` in JSON. The members of an object follow
    /// each other.
    #[must_use]
    pub fn member<V: Into<Value>>(
        mut self,
        (object, member): (&'static str, &'static str),
        name: &'static str,
        value: impl Fn(&R) -> V + 'a,
    ) -> Self {
        let value = Box::new(move |row: &R| value(row).into());
        self.fields.push(Field { name, member_of: Some((object, member)), value });
        self
    }

    /// A column for people, aligned to the left: words.
    #[must_use]
    pub fn left<T: ToString>(self, heading: impl Into<String>, text: impl Fn(&R) -> T + 'a) -> Self {
        self.text(heading.into(), false, text)
    }

    /// A column for people, aligned to the right: numbers.
    #[must_use]
    pub fn right<T: ToString>(self, heading: impl Into<String>, text: impl Fn(&R) -> T + 'a) -> Self {
        self.text(heading.into(), true, text)
    }

    /// A word that people and programs read under the same name.
    #[must_use]
    pub fn word(self, name: &'static str, word: impl Fn(&R) -> &'static str + Copy + 'a) -> Self {
        self.field(name, word).left(name, word)
    }

    /// A whole number that people and programs read under the same name.
    #[must_use]
    pub fn whole<V: Into<Value> + ToString>(self, name: &'static str, n: impl Fn(&R) -> V + Copy + 'a) -> Self {
        self.field(name, n).right(name, n)
    }

    /// The last column for people leaves a table that is too wide for the screen; of several, the one with the largest
    /// rank first.
    #[must_use]
    pub fn optional(mut self, rank: u8) -> Self {
        if let Some(last) = self.texts.last_mut() {
            last.rank = rank;
        }
        self
    }

    /// How the line of a row stands out in a table for people.
    #[must_use]
    pub fn style(mut self, style: impl Fn(&R) -> Style + 'a) -> Self {
        self.style = Box::new(style);
        self
    }

    /// Writes the rows as a table for people.
    ///
    /// # Errors
    /// What the writer refuses.
    pub fn write_text<'r>(&self, rows: impl IntoIterator<Item = &'r R>, to: &mut dyn Write) -> io::Result<()>
    where
        R: 'r,
    {
        table::write(self, rows.into_iter().map(Some), to)
    }

    /// Writes the first and the last `shown` of the rows as a table for people, with a line of dots between them; or
    /// all of them, where these are not fewer.
    ///
    /// # Errors
    /// What the writer refuses.
    pub fn write_text_ends(&self, rows: &[R], shown: usize, to: &mut dyn Write) -> io::Result<()> {
        if rows.len() <= 2 * shown {
            return self.write_text(rows, to);
        }
        let (first, last) = (&rows[..shown], &rows[rows.len() - shown..]);
        table::write(self, first.iter().map(Some).chain([None]).chain(last.iter().map(Some)), to)
    }

    fn text<T: ToString>(mut self, heading: String, right: bool, text: impl Fn(&R) -> T + 'a) -> Self {
        self.texts.push(Text { heading, right, rank: 0, text: Box::new(move |row| text(row).to_string()) });
        self
    }
}

impl<R> Default for Columns<'_, R> {
    fn default() -> Self {
        Self::new()
    }
}

/// What a field holds, for programs.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A number or word that is not known: empty in CSV, `null` in JSON.
    Unknown,
    /// There is no such thing: empty in CSV, left out of JSON.
    Absent,
    /// Yes or no.
    Truth(bool),
    /// A whole number.
    Integer(u64),
    /// A real number, written with all its digits; one that is not finite is `null` in JSON.
    Real(f64),
    /// A word or sentence.
    Word(Cow<'static, str>),
    /// Words: with spaces between them in CSV, an array in JSON.
    Words(Vec<&'static str>),
    /// Numbers with names: `a=1 b=2` in CSV, an object in JSON.
    Numbers(Vec<(&'static str, Number)>),
}

impl Value {
    /// As one field of CSV.
    pub(super) fn flat(self) -> Self {
        match self {
            Self::Words(words) => Self::Word(words.join(" ").into()),
            Self::Numbers(numbers) => {
                let numbers: Vec<_> = numbers.iter().map(|(name, value)| format!("{name}={value}")).collect();
                Self::Word(numbers.join(" ").into())
            }
            flat => flat,
        }
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Unknown | Self::Absent => to.serialize_none(),
            Self::Truth(value) => to.serialize_bool(*value),
            Self::Integer(value) => to.serialize_u64(*value),
            Self::Real(value) => to.serialize_f64(*value),
            Self::Word(word) => to.serialize_str(word),
            Self::Words(words) => to.collect_seq(words),
            Self::Numbers(numbers) => to.collect_map(numbers.iter().map(|&(name, value)| (name, Self::from(value)))),
        }
    }
}

impl<V: Into<Value>> From<Option<V>> for Value {
    fn from(value: Option<V>) -> Self {
        value.map_or(Self::Unknown, Into::into)
    }
}

impl From<Number> for Value {
    fn from(number: Number) -> Self {
        match number {
            Number::Integer(value) => Self::Integer(value),
            Number::Real(value) => Self::Real(value),
        }
    }
}

macro_rules! value_from {
    ($($type:ty, $value:ident => $into:expr;)*) => { $(
        impl From<$type> for Value {
            fn from($value: $type) -> Self {
                $into
            }
        }
    )* };
}

value_from! {
    bool, value => Self::Truth(value);
    u32, value => Self::Integer(value.into());
    u64, value => Self::Integer(value);
    usize, value => Self::Integer(value as u64);
    f64, value => Self::Real(value);
    &'static str, word => Self::Word(word.into());
    String, text => Self::Word(text.into());
    Vec<&'static str>, words => Self::Words(words);
    Vec<(&'static str, Number)>, numbers => Self::Numbers(numbers);
}
