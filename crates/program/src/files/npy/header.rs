//! The header of a `.npy` file: a Python dictionary of three keys, read in one pass and in bounded memory.
//!
//! The header is text from the user. Its length is bounded before it is read, and nesting is counted and not followed,
//! so no header takes longer than its own length.

use std::io::{self, Read};

use super::MAGIC;
use crate::excerpt::{WORD, excerpt};

/// The longest header that is read. One of a plain array has 118 bytes, and NumPy itself reads 10 000.
const MAX_HEADER: u32 = 0xffff;

/// The most dimensions: those of NumPy.
const MAX_DIMENSIONS: usize = 64;

/// What a header says.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Header {
    pub(super) kind: Type,
    pub(super) fortran_order: bool,
    pub(super) shape: Vec<u64>,
}

/// The type of the elements.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Type {
    /// A code such as `<f8`.
    Plain(String),
    /// Records or arrays, whatever is in them.
    Composed,
}

/// The header at the beginning of a file and the number of bytes it takes with all that is before it; or what is wrong
/// with it.
pub(super) fn read(file: &mut impl Read) -> Result<(Header, u64), String> {
    let mut start = [0; 8];
    let short = |error: io::Error| match error.kind() {
        io::ErrorKind::UnexpectedEof => "it ends within its header".to_owned(),
        _ => error.to_string(),
    };
    file.read_exact(&mut start).map_err(short)?;
    let (length, before) = match start {
        [magic @ .., major, minor] if magic == *MAGIC => match (major, minor) {
            (1, 0) => {
                let mut length = [0; 2];
                file.read_exact(&mut length).map_err(short)?;
                (u16::from_le_bytes(length).into(), 10)
            }
            (2 | 3, 0) => {
                let mut length = [0; 4];
                file.read_exact(&mut length).map_err(short)?;
                (u32::from_le_bytes(length), 12)
            }
            _ => return Err(format!("version {major}.{minor} of the format is not known")),
        },
        _ => return Err("it does not begin with \\x93NUMPY".to_owned()),
    };
    if length > MAX_HEADER {
        return Err(format!("its header has {length} bytes, and at most {MAX_HEADER} are read"));
    }
    let mut text = vec![0; length as usize];
    file.read_exact(&mut text).map_err(short)?;
    // Latin-1 in the versions before 3.0; beyond ASCII there can only be names of a record's fields.
    let header = Parser { text: &String::from_utf8_lossy(&text) }.header()?;
    Ok((header, before + u64::from(length)))
}

/// All bytes before the data of a one-dimensional array of doubles, version 1.0.
pub(super) fn of_doubles(n: usize) -> Vec<u8> {
    let mut text = format!("{{'descr': '<f8', 'fortran_order': False, 'shape': ({n},), }}");
    // The data begin at a multiple of 64 bytes, and a line end is the last byte before them.
    let before = MAGIC.len() + 4;
    let length = (before + text.len() + 1).next_multiple_of(64) - before;
    text = format!("{text:<width$}\n", width = length - 1);
    let length = u16::try_from(length).expect("a number of at most 20 digits leaves a header of at most 118 bytes");
    [MAGIC, [1, 0].as_slice(), &length.to_le_bytes(), text.as_bytes()].concat()
}

/// What is left of the text.
struct Parser<'a> {
    text: &'a str,
}

impl<'a> Parser<'a> {
    fn header(mut self) -> Result<Header, String> {
        let (mut kind, mut fortran_order, mut shape) = (None, None, None);
        self.expect('{')?;
        while !self.take('}') {
            let key = self.string()?;
            self.expect(':')?;
            let new = match key {
                "descr" => kind.replace(self.kind()?).is_none(),
                "fortran_order" => fortran_order.replace(self.boolean()?).is_none(),
                "shape" => shape.replace(self.shape()?).is_none(),
                _ => return Err(format!("its header has the key `{}`, which is not known", excerpt(key, WORD))),
            };
            if !new {
                return Err(format!("its header has the key `{key}` twice"));
            }
            if !self.take(',') {
                self.expect('}')?;
                break;
            }
        }
        self.skip_space();
        if !self.text.is_empty() {
            return Err(self.wrong("nothing more"));
        }
        let missing = |key: &str| format!("its header lacks the key `{key}`");
        Ok(Header {
            kind: kind.ok_or_else(|| missing("descr"))?,
            fortran_order: fortran_order.ok_or_else(|| missing("fortran_order"))?,
            shape: shape.ok_or_else(|| missing("shape"))?,
        })
    }

    /// A code in quotes; or a list or tuple, which is passed over.
    fn kind(&mut self) -> Result<Type, String> {
        self.skip_space();
        if !self.text.starts_with(['[', '(']) {
            return Ok(Type::Plain(self.string()?.to_owned()));
        }
        let mut closing = Vec::new();
        loop {
            self.skip_space();
            match self.text.chars().next() {
                Some('\'' | '"') => drop(self.string()?),
                Some(character) => {
                    self.text = &self.text[character.len_utf8()..];
                    match character {
                        '[' => closing.push(']'),
                        '(' => closing.push(')'),
                        ']' | ')' if closing.pop() != Some(character) => {
                            return Err("the brackets in its header do not match".to_owned());
                        }
                        _ => {}
                    }
                }
                None => return Err("its header ends within a list".to_owned()),
            }
            if closing.is_empty() {
                return Ok(Type::Composed);
            }
        }
    }

    fn boolean(&mut self) -> Result<bool, String> {
        self.skip_space();
        for (word, value) in [("True", true), ("False", false)] {
            if let Some(rest) = self.text.strip_prefix(word) {
                self.text = rest;
                return Ok(value);
            }
        }
        Err(self.wrong("True or False"))
    }

    /// A tuple of whole numbers; Python 2 wrote an L after them.
    fn shape(&mut self) -> Result<Vec<u64>, String> {
        let mut shape = Vec::new();
        self.expect('(')?;
        while !self.take(')') {
            self.skip_space();
            let digits = self.text.find(|c: char| !c.is_ascii_digit()).unwrap_or(self.text.len());
            let (number, rest) = self.text.split_at(digits);
            let number = number.parse().map_err(|_| self.wrong("a length below 2⁶⁴"))?;
            if shape.len() == MAX_DIMENSIONS {
                return Err(format!("its header has more than {MAX_DIMENSIONS} dimensions"));
            }
            shape.push(number);
            self.text = rest.strip_prefix('L').unwrap_or(rest);
            if !self.take(',') {
                self.expect(')')?;
                break;
            }
        }
        Ok(shape)
    }

    /// What stands between two quotes; NumPy writes no escapes.
    fn string(&mut self) -> Result<&'a str, String> {
        self.skip_space();
        let quoted = self.text.chars().next().filter(|quote| ['\'', '"'].contains(quote)).and_then(|quote| {
            let (string, rest) = self.text[1..].split_once(quote)?;
            Some((string, rest))
        });
        let (string, rest) = quoted.ok_or_else(|| self.wrong("a word in quotes"))?;
        self.text = rest;
        Ok(string)
    }

    fn take(&mut self, character: char) -> bool {
        self.skip_space();
        let rest = self.text.strip_prefix(character);
        self.text = rest.unwrap_or(self.text);
        rest.is_some()
    }

    fn expect(&mut self, character: char) -> Result<(), String> {
        if self.take(character) { Ok(()) } else { Err(self.wrong(&format!("`{character}`"))) }
    }

    fn skip_space(&mut self) {
        self.text = self.text.trim_start_matches([' ', '\n', '\t', '\r']);
    }

    fn wrong(&self, expected: &str) -> String {
        let found = if self.text.is_empty() { "its end".to_owned() } else { format!("`{}`", excerpt(self.text, 20)) };
        format!("its header has {found} where {expected} should be")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(version: u8, text: &str) -> Vec<u8> {
        let length = u32::try_from(text.len()).unwrap().to_le_bytes();
        let length = if version == 1 { &length[..2] } else { &length[..] };
        [MAGIC, [version, 0].as_slice(), length, text.as_bytes()].concat()
    }

    fn parsed(text: &str) -> Result<Header, String> {
        read(&mut file(1, text).as_slice()).map(|(header, _)| header)
    }

    #[test]
    fn headers_are_read_however_python_writes_a_dictionary() {
        for text in [
            "{'descr': '<f8', 'fortran_order': False, 'shape': (3,), }          \n",
            "{'shape':(3,),'fortran_order':False,'descr':'<f8'}",
            "{\"descr\": \"<f8\", \"fortran_order\": False, \"shape\": (3L,)}\n",
            " { 'descr' : '<f8' ,\n 'fortran_order' : False , 'shape' : ( 3 ) } ",
        ] {
            let expected = Header { kind: Type::Plain("<f8".into()), fortran_order: false, shape: vec![3] };
            for version in [1, 2, 3] {
                let before = if version == 1 { 10 } else { 12 };
                let read = read(&mut file(version, text).as_slice());
                assert_eq!(read, Ok((expected.clone(), before + text.len() as u64)), "{version}: {text}");
            }
        }
        let records = "{'descr': [('a', '<f8'), ('b]', '|S1', (2, 2))], 'fortran_order': True, 'shape': (), }";
        assert_eq!(parsed(records), Ok(Header { kind: Type::Composed, fortran_order: true, shape: vec![] }));
    }

    #[test]
    fn a_written_header_is_that_of_numpy() {
        for (n, digits) in [(0, "0"), (12_345_678, "12345678"), (usize::MAX, &usize::MAX.to_string())] {
            let written = of_doubles(n);
            let text = format!("{{'descr': '<f8', 'fortran_order': False, 'shape': ({digits},), }}");
            assert_eq!((written.len(), &written[..10]), (128, b"\x93NUMPY\x01\x00\x76\x00".as_slice()));
            assert_eq!(written[10..].trim_ascii_end(), text.as_bytes());
            assert_eq!(read(&mut written.as_slice()).unwrap().0.shape, [n as u64]);
        }
    }

    #[test]
    fn what_is_no_header_is_refused_in_one_pass() {
        let nested = |open: &str| format!("{{'descr': {}", open.repeat(60_000));
        for (text, words) in [
            ("", "its end"),
            ("{}", "lacks the key `descr`"),
            ("{'descr': '<f8', 'descr': '<f8'}", "twice"),
            ("{'descr': '<f8', 'shape': (1,), 'fortran_order': False, 'x\u{1b}': 1}", r"`x\u{1b}`"),
            ("{'descr': '<f8', 'fortran_order': 0}", "True or False"),
            ("{'shape': (-1,)}", "a length"),
            ("{'shape': (99999999999999999999,)}", "a length"),
            ("{'shape': (1,,)}", "a length"),
            ("{'descr': '<f8}", "a word in quotes"),
            ("{'descr': [(])}", "do not match"),
            ("{'descr': '<f8', 'shape': (1,), 'fortran_order': False} x", "nothing more"),
            (&format!("{{'shape': ({})}}", "1,".repeat(65)), "64 dimensions"),
            (&nested("["), "within a list"),
            (&nested("(["), "within a list"),
            (&"[".repeat(65_000), "`{`"),
        ] {
            let said = parsed(text).unwrap_err();
            assert!(said.contains(words) && said.len() < 200, "no `{words}` in: {said}");
        }
        let long = [MAGIC, [2, 0].as_slice(), &u32::MAX.to_le_bytes()].concat();
        assert!(read(&mut long.as_slice()).unwrap_err().contains("4294967295 bytes"));
        assert!(read(&mut file(4, "").as_slice()).unwrap_err().contains("version 4.0"));
    }
}
