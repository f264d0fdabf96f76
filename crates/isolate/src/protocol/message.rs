//! What the messages mean: their kinds, their headers, and the serde values in them.

use serde::{Deserialize, Serialize};

/// What a message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MessageKind {
    /// To the worker, its first: [`Setup`]; with its progress page.
    Setup = 1,
    /// To the worker: arrays of a job, when one message cannot carry them all; [`Preamble::arrays`] has their numbers.
    Arrays = 2,
    /// To the worker: items to run, after a [`Preamble`].
    Items = 3,
    /// To the worker: the job has no more items.
    EndOfJob = 4,
    /// From the worker: it is ready.
    Ready = 11,
    /// From the worker: outcomes of some of its items; more will come.
    Results = 12,
    /// From the worker: the outcomes of the last of its items.
    LastResults = 13,
    /// From the worker: these items cannot be run at all; the payload says why.
    Refused = 14,
    /// From the worker: the outcome of one item, which is too long to be one of several in a message; more will come.
    LongResult = 15,
}

impl MessageKind {
    const ALL: [Self; 9] = [
        Self::Setup,
        Self::Arrays,
        Self::Items,
        Self::EndOfJob,
        Self::Ready,
        Self::Results,
        Self::LastResults,
        Self::Refused,
        Self::LongResult,
    ];

    pub fn from_number(number: u64) -> Option<Self> {
        Self::ALL.into_iter().find(|&kind| kind as u64 == number)
    }
}

/// Which job and which items a message is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Header {
    pub kind: MessageKind,
    /// The job's number in its pool.
    pub job: u64,
    /// The number of this assignment of items to this worker.
    pub assignment: u64,
    /// The first item.
    pub first: u64,
    /// How many items.
    pub count: u64,
}

impl Header {
    /// The header of a message that is about no items.
    pub fn without_items(kind: MessageKind, job: u64) -> Self {
        Self { kind, job, assignment: 0, first: 0, count: 0 }
    }
}

/// The worker's limits.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Setup {
    /// [`crate::Builder::memory_limit`].
    pub memory_limit: Option<u64>,
    /// [`crate::Builder::check_every_item`].
    pub check_every_item: bool,
    /// [`crate::Builder::guard_blocks`].
    pub guard_blocks: bool,
}

/// What a worker needs to know before the bytes of the items.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Preamble<'a> {
    /// The job, in the first message of it.
    #[serde(borrow)]
    pub job: Option<JobHeader<'a>>,
    /// The numbers of the arrays that come with this message.
    pub arrays: Vec<u32>,
    /// Whether the worker can release the job's arrays after these items.
    pub last: bool,
}

/// A job: one call, map or fill.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct JobHeader<'a> {
    /// The task's name.
    pub task: &'a str,
    /// The type of the caller's arguments.
    pub arguments: &'a str,
    /// The type of the result that the caller expects.
    pub result: &'a str,
    /// The array to be filled, when the items are its blocks. Its memory is the last that comes with this message.
    pub fill: Option<FillShape>,
}

/// An array of `n` elements in blocks of `grain`.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct FillShape {
    pub n: u64,
    pub grain: u64,
    pub element_bytes: u64,
    /// How many bytes before the items are the arguments of every block.
    pub argument_bytes: u64,
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

/// The name of a type as both sides compare it: types with the same bytes on the wire have the same name.
pub(crate) fn type_name<T: ?Sized>() -> String {
    std::any::type_name::<T>().replace('&', "").replace("alloc::string::String", "str")
}
