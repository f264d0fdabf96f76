//! Values out of bytes that another process wrote, and outcomes one after another.
//!
//! A value may be nested, a list of lists of lists, and reading it calls functions as deep as it is nested. So a reader
//! looks at how much stack it has used whenever it takes bytes, and gives up before the thread's stack overflows.

use std::hint::black_box;

use postcard::Deserializer;
use postcard::de_flavors::Flavor;
use serde::Deserialize;

/// The stack that reading one value may use. A thread of Rust's has 2 MiB, and its caller needs some of it.
pub(crate) const MAX_STACK_BYTES: usize = 512 * 1024;

/// What a reader says when it has used that. postcard itself never says it.
const TOO_DEEP: postcard::Error = postcard::Error::NotYetImplemented;

/// Bytes before each of several outcomes: its length, little-endian.
const LENGTH_BYTES: usize = size_of::<u16>();

/// The value that the bytes begin with, and the bytes after it. The text says why there is none.
#[inline]
pub(crate) fn take<'b, T: Deserialize<'b>>(bytes: &'b [u8]) -> Result<(T, &'b [u8]), String> {
    let mut deserializer = Deserializer::from_flavor(Reader { bytes, start: stack_pointer() });
    let value = T::deserialize(&mut deserializer).map_err(in_words)?;
    let rest = deserializer.finalize().map_err(in_words)?;
    Ok((value, rest))
}

/// The value that the bytes are, all of them.
#[inline]
pub(crate) fn whole<'b, T: Deserialize<'b>>(bytes: &'b [u8]) -> Result<T, String> {
    let (value, rest) = take(bytes)?;
    if rest.is_empty() { Ok(value) } else { Err(left_over(rest, bytes)) }
}

#[cold]
fn in_words(reason: postcard::Error) -> String {
    match reason {
        TOO_DEEP => format!("nested too deeply to read it in {MAX_STACK_BYTES} bytes of stack"),
        reason => reason.to_string(),
    }
}

#[cold]
fn left_over(rest: &[u8], bytes: &[u8]) -> String {
    format!("{} of {} bytes are left over", rest.len(), bytes.len())
}

/// Bytes that are taken off from the front.
struct Reader<'b> {
    bytes: &'b [u8],
    /// Where the stack was in the beginning.
    start: usize,
}

impl Reader<'_> {
    #[inline]
    fn check_stack(&self) -> postcard::Result<()> {
        if self.start.abs_diff(stack_pointer()) > MAX_STACK_BYTES {
            return Err(TOO_DEEP);
        }
        Ok(())
    }
}

impl<'b> Flavor<'b> for Reader<'b> {
    type Remainder = &'b [u8];
    type Source = &'b [u8];

    #[inline]
    fn pop(&mut self) -> postcard::Result<u8> {
        self.check_stack()?;
        let (&first, rest) = self.bytes.split_first().ok_or(postcard::Error::DeserializeUnexpectedEnd)?;
        self.bytes = rest;
        Ok(first)
    }

    #[inline]
    fn size_hint(&self) -> Option<usize> {
        Some(self.bytes.len())
    }

    #[inline]
    fn try_take_n(&mut self, count: usize) -> postcard::Result<&'b [u8]> {
        self.check_stack()?;
        let taken = self.bytes.split_at_checked(count).ok_or(postcard::Error::DeserializeUnexpectedEnd)?;
        self.bytes = taken.1;
        Ok(taken.0)
    }

    fn finalize(self) -> postcard::Result<&'b [u8]> {
        Ok(self.bytes)
    }
}

/// About where the stack is now.
#[inline]
fn stack_pointer() -> usize {
    let here = 0_u8;
    (&raw const *black_box(&here)).addr()
}

/// Outcomes one after another, each with its length: one that cannot be read costs no other.
pub(crate) struct Outcomes<'b> {
    bytes: &'b [u8],
    /// Whether the bytes are one outcome, without its length.
    single: bool,
}

impl<'b> Outcomes<'b> {
    pub fn several(bytes: &'b [u8]) -> Self {
        Self { bytes, single: false }
    }

    pub fn single(bytes: &'b [u8]) -> Self {
        Self { bytes, single: true }
    }

    /// The length's place in a buffer for an outcome, and the outcome's; None where there is none left.
    pub fn places(buffer: &mut [u8]) -> Option<(&mut [u8; LENGTH_BYTES], &mut [u8])> {
        buffer.split_first_chunk_mut()
    }

    /// What goes to the length's place, and how many bytes the outcome takes with it; None if it is too long for that.
    pub fn length(bytes: usize) -> Option<([u8; LENGTH_BYTES], usize)> {
        Some((u16::try_from(bytes).ok()?.to_le_bytes(), LENGTH_BYTES + bytes))
    }
}

impl<'b> Iterator for Outcomes<'b> {
    type Item = &'b [u8];

    #[inline]
    fn next(&mut self) -> Option<&'b [u8]> {
        if self.single {
            self.single = false;
            return Some(std::mem::take(&mut self.bytes));
        }
        let (length, rest) = self.bytes.split_first_chunk()?;
        let (outcome, rest) = rest.split_at_checked(u16::from_le_bytes(*length).into())?;
        self.bytes = rest;
        Some(outcome)
    }
}
