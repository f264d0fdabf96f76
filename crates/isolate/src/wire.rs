//! The messages between a program and its workers: a fixed header, a payload, memory beside it.

use std::io;
use std::ops::Range;
use std::thread::yield_now;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use crate::sys::{DESCRIPTORS, INLINE_BYTES, Map, Memory, Owned, Socket};

const MAGIC: u32 = u32::from_le_bytes(*b"FFI1");
const HEADER_BYTES: usize = size_of::<[u64; 7]>();

/// How long both sides look for the next message before they go to sleep.
pub(crate) const AWAKE: Duration = Duration::from_micros(50);

/// What a message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// To the worker, its first: [`Setup`]; with its slate.
    Setup = 1,
    /// To the worker: arrays of a job, when one message cannot carry them all; [`Lead::attach`] has their numbers.
    Arrays = 2,
    /// To the worker: items to run; [`Lead`] leads them.
    Items = 3,
    /// To the worker: the job has no more items.
    End = 4,
    /// From the worker: it is ready.
    Ready = 11,
    /// From the worker: outcomes of some items; more will come.
    Some = 12,
    /// From the worker: the outcomes of the last items it had.
    Rest = 13,
    /// From the worker: these items cannot be run at all; the payload says why.
    Refused = 14,
}

/// Which job and which items a message is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Header {
    pub kind: Kind,
    /// The job's number in its pool.
    pub job: u64,
    /// The number of this hand-over of items to this worker.
    pub serial: u64,
    /// The first item.
    pub first: u64,
    /// How many items.
    pub count: u64,
}

/// The worker's limits.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Setup {
    /// [`crate::Builder::memory_limit`].
    pub memory_limit: Option<u64>,
}

/// What a worker needs to know before the bytes of the items.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Lead<'a> {
    /// The job, in the first message of it.
    #[serde(borrow)]
    pub begin: Option<Begin<'a>>,
    /// The numbers of the arrays that come with this message.
    pub attach: Vec<u32>,
    /// Whether the job's arrays can be forgotten after these items.
    pub last: bool,
}

/// A job.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct Begin<'a> {
    /// The task's name.
    pub task: &'a str,
    /// The types of the caller's arguments and of the result it expects.
    pub arguments: &'a str,
    pub result: &'a str,
    /// The array to be filled, when the items are its blocks. Its memory is the last that comes with this message.
    pub fill: Option<Fill>,
}

/// An array of `n` elements in blocks of `grain`.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct Fill {
    pub n: u64,
    pub grain: u64,
    pub element_bytes: u64,
    /// How many bytes before the items are the arguments of every block.
    pub arguments: u64,
}

/// How one item went.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Outcome<R> {
    /// The result.
    Value(R),
    /// The task's own error.
    Task(String),
    /// A panic's message.
    Panic(String),
}

/// A message that arrived.
pub(crate) struct Message {
    pub header: Header,
    /// The memory beside it.
    pub memories: Vec<Memory>,
    payload: Payload,
    lead: usize,
}

enum Payload {
    Inline(Range<usize>),
    Shared(Map),
}

impl Message {
    /// The lead and the bytes after it. `buffer` is the one the message was received into.
    pub fn parts<'a>(&'a self, buffer: &'a [u8]) -> (&'a [u8], &'a [u8]) {
        let payload = match &self.payload {
            Payload::Inline(range) => buffer.get(range.clone()).unwrap_or_default(),
            Payload::Shared(map) => map,
        };
        payload.split_at_checked(self.lead).unwrap_or((payload, &[]))
    }
}

/// A buffer for any message.
pub(crate) fn buffer() -> Vec<u8> {
    vec![0; HEADER_BYTES + INLINE_BYTES]
}

/// Sends a message whose payload is `lead` and then `rest`.
pub(crate) fn send(
    socket: &Socket,
    header: Header,
    lead: &[u8],
    rest: &[&[u8]],
    memories: &[&Memory],
    wait: bool,
) -> io::Result<()> {
    let bytes = lead.len() + rest.iter().map(|part| part.len()).sum::<usize>();
    let inline = bytes <= INLINE_BYTES;
    let head = [
        u64::from(MAGIC) << 32 | header.kind as u64,
        header.job,
        header.serial,
        header.first,
        header.count,
        lead.len() as u64,
        u64::from(inline),
    ];
    let parts = std::iter::once(lead).chain(rest.iter().copied());
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

/// How many pieces of memory one message of [`send`] can carry: one place is kept for a long payload.
pub(crate) const MEMORIES: usize = DESCRIPTORS - 1;

/// Receives a message; None at the end of the conversation. [`io::ErrorKind::WouldBlock`] as for [`Socket::receive`];
/// any other error means that the other side does not speak this protocol.
pub(crate) fn receive(socket: &Socket, buffer: &mut [u8], wait: bool) -> io::Result<Option<Message>> {
    let (length, mut memories) = socket.receive(buffer, wait)?;
    if length == 0 {
        return Ok(None);
    }
    let broken = |what: &str| io::Error::other(format!("{length} bytes that are no message: {what}"));
    let head = buffer.get(..HEADER_BYTES.min(length)).unwrap_or_default();
    let head: [u64; 7] = bytemuck::try_pod_read_unaligned(head).map_err(|_| broken("they are too few"))?;
    if head[0] >> 32 != u64::from(MAGIC) {
        return Err(broken("the first four are wrong"));
    }
    let kind = kind(head[0] & 0xffff_ffff).ok_or_else(|| broken("its kind is unknown"))?;
    let header = Header { kind, job: head[1], serial: head[2], first: head[3], count: head[4] };
    let payload = if head[6] == 1 {
        Payload::Inline(HEADER_BYTES..length)
    } else if memories.is_empty() {
        return Err(broken("its payload is missing"));
    } else {
        Payload::Shared(memories.remove(0).map()?)
    };
    let lead = usize::try_from(head[5]).map_err(|_| broken("its lead is too long"))?;
    Ok(Some(Message { header, memories, payload, lead }))
}

/// Receives the next message, if it comes soon without sleeping.
pub(crate) fn receive_awake(socket: &Socket, buffer: &mut [u8]) -> io::Result<Option<Message>> {
    let start = Instant::now();
    while start.elapsed() < AWAKE {
        match receive(socket, buffer, false) {
            Err(reason) if reason.kind() == io::ErrorKind::WouldBlock => yield_now(),
            result => return result,
        }
    }
    receive(socket, buffer, true)
}

fn kind(number: u64) -> Option<Kind> {
    use Kind::{Arrays, End, Items, Ready, Refused, Rest, Setup, Some as Part};
    [Setup, Arrays, Items, End, Ready, Part, Rest, Refused].into_iter().find(|&kind| kind as u64 == number)
}

/// The name of a type as both sides compare it: what looks the same on the wire has the same name.
pub(crate) fn type_name<T: ?Sized>() -> String {
    std::any::type_name::<T>().replace('&', "").replace("alloc::string::String", "str")
}
