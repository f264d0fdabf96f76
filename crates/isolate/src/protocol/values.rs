//! Values out of bytes that another process wrote and into bytes for it, and outcomes one after another.
//!
//! A value may be nested, a list of lists of lists, and reading or writing it calls functions as deep as it is nested.
//! So reader and writer look at how much stack they have used whenever they take or add bytes, and give up before the
//! thread's stack overflows.

use std::hint::black_box;

use postcard::de_flavors::Flavor;
use postcard::{Deserializer, ser_flavors};
use serde::{Deserialize, Serialize};

/// The stack that reading or writing one value may use. A thread of Rust's has 2 MiB, and its caller needs some of it.
pub(crate) const MAX_STACK_BYTES: usize = 512 * 1024;

/// What a reader or a writer says when it has used that. postcard itself never says it.
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

/// Adds the value's bytes. The text says why it has none; then some may have been added.
#[inline]
pub(crate) fn append<T: Serialize>(value: &T, bytes: &mut Vec<u8>) -> Result<(), String> {
    postcard::serialize_with_flavor(value, Writer { bytes, start: stack_pointer() }).map_err(|reason| match reason {
        // What postcard makes of a writer's error, whatever it is.
        postcard::Error::SerializeBufferFull => in_words(TOO_DEEP),
        reason => in_words(reason),
    })
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
        TOO_DEEP => format!("nested too deeply for {MAX_STACK_BYTES} bytes of stack"),
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

/// Fails when more of the stack is used than a value may use.
#[inline]
fn check_stack(start: usize) -> postcard::Result<()> {
    if start.abs_diff(stack_pointer()) > MAX_STACK_BYTES { Err(TOO_DEEP) } else { Ok(()) }
}

impl<'b> Flavor<'b> for Reader<'b> {
    type Remainder = &'b [u8];
    type Source = &'b [u8];

    #[inline]
    fn pop(&mut self) -> postcard::Result<u8> {
        check_stack(self.start)?;
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
        check_stack(self.start)?;
        let taken = self.bytes.split_at_checked(count).ok_or(postcard::Error::DeserializeUnexpectedEnd)?;
        self.bytes = taken.1;
        Ok(taken.0)
    }

    fn finalize(self) -> postcard::Result<&'b [u8]> {
        Ok(self.bytes)
    }
}

/// Bytes that are added to.
struct Writer<'b> {
    bytes: &'b mut Vec<u8>,
    /// Where the stack was in the beginning.
    start: usize,
}

impl ser_flavors::Flavor for Writer<'_> {
    type Output = ();

    #[inline]
    fn try_extend(&mut self, bytes: &[u8]) -> postcard::Result<()> {
        check_stack(self.start)?;
        self.bytes.extend_from_slice(bytes);
        Ok(())
    }

    #[inline]
    fn try_push(&mut self, byte: u8) -> postcard::Result<()> {
        check_stack(self.start)?;
        self.bytes.push(byte);
        Ok(())
    }

    fn finalize(self) -> postcard::Result<()> {
        Ok(())
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
