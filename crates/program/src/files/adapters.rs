//! Text made plainer while it is read: [`Blanks`], [`Latin1`].

use std::io::{self, Read};

/// Cells with blanks between them, as cells with one tab between them. A `#` after a blank or at the beginning of a
/// line begins a comment.
///
/// Every byte becomes one byte or none, so what is read fits where it is read to. Blanks at the end of a line become a
/// tab as well: an empty cell more.
pub(super) struct Blanks<R> {
    text: R,
    within: Within,
}

/// Where in the text the next byte is.
#[derive(Clone, Copy, PartialEq)]
enum Within {
    /// Before the first cell of a line.
    Beginning,
    Cell,
    Quotes,
    /// After a quote within quotes: they end here, or the next quote is meant itself.
    Quote,
    /// After a cell and a blank.
    Blanks,
    Comment,
}

impl<R> Blanks<R> {
    pub(super) fn new(text: R) -> Self {
        Self { text, within: Within::Beginning }
    }

    /// What becomes of the next byte.
    fn next(&mut self, byte: u8) -> Option<u8> {
        let (within, out) = match (self.within, byte) {
            (Within::Quotes, b'"') => (Within::Quote, Some(byte)),
            (Within::Quotes, _) | (Within::Quote, b'"') => (Within::Quotes, Some(byte)),
            (_, b'\n' | b'\r') => (Within::Beginning, Some(byte)),
            (Within::Comment, _) => (Within::Comment, None),
            (Within::Cell | Within::Quote, b' ' | b'\t') => (Within::Blanks, Some(b'\t')),
            (within, b' ' | b'\t') => (within, None),
            (Within::Beginning | Within::Blanks, b'#') => (Within::Comment, None),
            (Within::Beginning | Within::Blanks, b'"') => (Within::Quotes, Some(byte)),
            _ => (Within::Cell, Some(byte)),
        };
        self.within = within;
        out
    }
}

impl<R: Read> Read for Blanks<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let read = self.text.read(buffer)?;
            let mut written = 0;
            for index in 0..read {
                if let Some(byte) = self.next(buffer[index]) {
                    buffer[written] = byte;
                    written += 1;
                }
            }
            if written > 0 || read == 0 {
                return Ok(written);
            }
        }
    }
}

/// Text in Latin-1, or Windows-1252, whose signs are the same, as UTF-8.
pub(super) struct Latin1<R> {
    text: R,
    /// The second byte of a character whose first is out.
    second: Option<u8>,
}

impl<R> Latin1<R> {
    pub(super) fn new(text: R) -> Self {
        Self { text, second: None }
    }
}

impl<R: Read> Read for Latin1<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let Some(first) = buffer.first_mut() else { return Ok(0) };
        if let Some(second) = self.second.take() {
            *first = second;
            return Ok(1);
        }
        // Half of the room, for every byte may become two; of one byte's room the second waits.
        let half = buffer.len().div_ceil(2);
        let read = self.text.read(&mut buffer[..half])?;
        let bytes = buffer[..read].to_vec();
        let mut written = 0;
        for byte in bytes {
            let mut utf8 = [0; 2];
            for &byte in char::from(byte).encode_utf8(&mut utf8).as_bytes() {
                match buffer.get_mut(written) {
                    Some(place) => *place = byte,
                    None => self.second = Some(byte),
                }
                written += 1;
            }
        }
        Ok(written.min(buffer.len()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is read, `step` bytes at a time.
    fn all(mut text: impl Read, step: usize) -> String {
        let (mut out, mut part) = (Vec::new(), vec![0; step]);
        loop {
            match text.read(&mut part).unwrap() {
                0 => return String::from_utf8(out).unwrap(),
                n => out.extend(&part[..n]),
            }
        }
    }

    #[test]
    fn blanks_become_one_tab_and_comments_nothing() {
        let text = "# a b\n x  y \t z\r\n1 2 3 # note \"\n\"a  # b\" 4\n   \na#b 5\n\"a \"\" b\" c\"d e";
        let plain = "\nx\ty\tz\r\n1\t2\t3\t\n\"a  # b\"\t4\n\na#b\t5\n\"a \"\" b\"\tc\"d\te";
        for step in [1, 2, 3, 7, 100] {
            assert_eq!(all(Blanks::new(text.as_bytes()), step), plain, "{step}");
        }
    }

    #[test]
    fn latin_1_becomes_utf_8_whatever_room_there_is() {
        let text = b"Er\xf6ffn.\xa0\xfc\xdf";
        for step in [1, 2, 3, 5, 100] {
            assert_eq!(all(Latin1::new(text.as_slice()), step), "Eröffn.\u{a0}üß", "{step}");
        }
    }
}
