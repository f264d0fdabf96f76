//! How messages travel: a fixed header, then a payload, with memory next to them.

use std::io;
use std::ops::Range;
use std::thread::yield_now;
use std::time::{Duration, Instant};

use super::message::{Header, MessageKind};
use crate::system::{INLINE_BYTES, MAX_DESCRIPTORS, Map, Memory, Owned, Socket};

const MAGIC: u32 = u32::from_le_bytes(*b"FFI1");
const HEADER_BYTES: usize = size_of::<[u64; 7]>();

/// How long both sides poll for the next message before they sleep: a short task is over sooner than a sleeping core
/// wakes up.
pub(crate) const SPIN_TIME: Duration = Duration::from_micros(50);

/// How many pieces of memory one message of [`send`] can carry: one descriptor is kept for a long payload.
pub(crate) const MAX_MEMORIES: usize = MAX_DESCRIPTORS - 1;

/// A message that arrived.
pub(crate) struct Message {
    pub header: Header,
    /// The memory that came with it.
    pub memories: Vec<Memory>,
    payload: Payload,
    preamble_bytes: usize,
}

enum Payload {
    Inline(Range<usize>),
    Shared(Map),
}

impl Message {
    /// The preamble and the bytes after it. `buffer` is the one the message was received into.
    pub fn parts<'a>(&'a self, buffer: &'a [u8]) -> (&'a [u8], &'a [u8]) {
        let payload = match &self.payload {
            Payload::Inline(range) => buffer.get(range.clone()).unwrap_or_default(),
            Payload::Shared(map) => map,
        };
        payload.split_at_checked(self.preamble_bytes).unwrap_or((payload, &[]))
    }
}

/// A buffer for any message.
pub(crate) fn buffer() -> Vec<u8> {
    vec![0; HEADER_BYTES + INLINE_BYTES]
}

/// Sends a message whose payload is `preamble` and then `rest`.
pub(crate) fn send(
    socket: &Socket,
    header: Header,
    preamble: &[u8],
    rest: &[&[u8]],
    memories: &[&Memory],
    wait: bool,
) -> io::Result<()> {
    let bytes = preamble.len() + rest.iter().map(|part| part.len()).sum::<usize>();
    let inline = bytes <= INLINE_BYTES;
    let head = [
        u64::from(MAGIC) << 32 | header.kind as u64,
        header.job,
        header.assignment,
        header.first,
        header.count,
        preamble.len() as u64,
        u64::from(inline),
    ];
    let parts = std::iter::once(preamble).chain(rest.iter().copied());
    if inline {
        let mut payload = Vec::with_capacity(bytes);
        parts.for_each(|part| payload.extend_from_slice(part));
        return socket.send(bytemuck::bytes_of(&head), &payload, memories, wait);
    }
    let mut payload = Owned::create(bytes)?;
    let mut at = 0;
    for part in parts {
        payload[at..at + part.len()].copy_from_slice(part);
        at += part.len();
    }
    let payload = payload.seal()?;
    let memories: Vec<&Memory> = std::iter::once(&payload).chain(memories.iter().copied()).collect();
    socket.send(bytemuck::bytes_of(&head), &[], &memories, wait)
}

/// Receives a message; None when the other side has closed its end, or somebody sent an empty message.
/// [`io::ErrorKind::WouldBlock`] and [`io::ErrorKind::InvalidData`] as for [`Socket::receive`]: something else than the
/// two sides of the protocol wrote to the socket.
pub(crate) fn receive(socket: &Socket, buffer: &mut [u8], wait: bool) -> io::Result<Option<Message>> {
    let (length, mut memories) = socket.receive(buffer, wait)?;
    if length == 0 {
        return Ok(None);
    }
    let broken =
        |what: &str| io::Error::new(io::ErrorKind::InvalidData, format!("{length} bytes that are no message: {what}"));
    let head = buffer.get(..HEADER_BYTES.min(length)).unwrap_or_default();
    let head: [u64; 7] = bytemuck::try_pod_read_unaligned(head).map_err(|_| broken("they are too few"))?;
    if head[0] >> 32 != u64::from(MAGIC) {
        return Err(broken("the first four are wrong"));
    }
    let kind = MessageKind::from_number(head[0] & 0xffff_ffff).ok_or_else(|| broken("its kind is unknown"))?;
    let header = Header { kind, job: head[1], assignment: head[2], first: head[3], count: head[4] };
    let payload = if head[6] == 1 {
        Payload::Inline(HEADER_BYTES..length)
    } else if memories.is_empty() {
        return Err(broken("its payload is missing"));
    } else {
        Payload::Shared(memories.remove(0).map().map_err(|reason| broken(&reason.to_string()))?)
    };
    let preamble_bytes = usize::try_from(head[5]).map_err(|_| broken("its preamble is too long"))?;
    Ok(Some(Message { header, memories, payload, preamble_bytes }))
}

/// Receives the next message: polls for [`SPIN_TIME`], then sleeps until it comes.
pub(crate) fn receive_spinning(socket: &Socket, buffer: &mut [u8]) -> io::Result<Option<Message>> {
    let start = Instant::now();
    while start.elapsed() < SPIN_TIME {
        match receive(socket, buffer, false) {
            Err(reason) if reason.kind() == io::ErrorKind::WouldBlock => yield_now(),
            result => return result,
        }
    }
    receive(socket, buffer, true)
}
