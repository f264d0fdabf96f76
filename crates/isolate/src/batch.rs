//! The items of one call, as bytes: [`Batch`]; and which of them wait: [`Queue`].

use std::collections::VecDeque;
use std::ops::Range;
use std::time::Duration;

use serde::Serialize;

use crate::attachments::{Outbox, references, sending};
use crate::error::Error;
use crate::sys::Memory;
use crate::wire::Fill;

/// Everything a worker needs to run any of the items.
pub(crate) struct Batch<'a> {
    pub task: &'a str,
    /// The names of the types.
    pub arguments: String,
    pub result: String,
    pub count: usize,
    pub deadline: Option<Duration>,
    pub chunk: Option<usize>,
    /// The arrays that the arguments refer to.
    pub outbox: Outbox,
    /// The array to fill, its shape, and the arguments that all blocks have in common.
    pub fill: Option<(&'a Memory, Fill)>,
    pub common: Vec<u8>,
    bytes: Vec<u8>,
    /// Where each item's bytes end, and how many of `outbox.used` belong to it and those before it.
    ends: Vec<(usize, usize)>,
}

impl<'a> Batch<'a> {
    /// No items yet.
    pub fn new(task: &'a str, arguments: String, result: String) -> Self {
        Self {
            task,
            arguments,
            result,
            count: 0,
            deadline: None,
            chunk: None,
            outbox: Outbox::default(),
            fill: None,
            common: Vec::new(),
            bytes: Vec::new(),
            ends: Vec::new(),
        }
    }

    /// Adds one item for each of the arguments.
    pub fn extend<A: Serialize>(&mut self, items: impl IntoIterator<Item = A>) -> Result<(), Error> {
        let Self { bytes, ends, outbox, .. } = self;
        let encoded = sending(outbox, || {
            items.into_iter().try_for_each(|item| {
                postcard::to_extend(&item, Appending(bytes))?;
                ends.push((bytes.len(), references()));
                Ok(())
            })
        });
        self.count = self.ends.len();
        encoded.map_err(|reason| self.cannot_send(&reason))
    }

    /// Sets the arguments that all blocks have in common.
    pub fn set_common<A: Serialize>(&mut self, arguments: &A) -> Result<(), Error> {
        let encoded = sending(&mut self.outbox, || postcard::to_stdvec(arguments));
        self.common = encoded.map_err(|reason| self.cannot_send(&reason))?;
        Ok(())
    }

    /// The bytes of some items.
    pub fn bytes(&self, items: &Range<usize>) -> &[u8] {
        let end = |item: usize| item.checked_sub(1).and_then(|last| self.ends.get(last)).map_or(0, |end| end.0);
        self.bytes.get(end(items.start)..end(items.end)).unwrap_or_default()
    }

    /// The numbers of the arrays that some items refer to, without those in `known`.
    pub fn arrays(&self, items: &Range<usize>, known: &[u32]) -> Vec<u32> {
        let end = |item: usize| item.checked_sub(1).and_then(|last| self.ends.get(last)).map_or(0, |end| end.1);
        let used = if self.fill.is_some() { 0..self.outbox.used.len() } else { end(items.start)..end(items.end) };
        let mut numbers: Vec<u32> = self.outbox.used.get(used).unwrap_or_default().to_vec();
        numbers.sort_unstable();
        numbers.dedup();
        numbers.retain(|number| !known.contains(number));
        numbers
    }

    fn cannot_send(&self, reason: &postcard::Error) -> Error {
        Error::refused(format!("an argument of task `{}` cannot be sent: {reason}", self.task))
    }
}

/// Bytes that grow, by reference.
struct Appending<'a>(&'a mut Vec<u8>);

impl Extend<u8> for Appending<'_> {
    fn extend<I: IntoIterator<Item = u8>>(&mut self, bytes: I) {
        self.0.extend(bytes);
    }
}

/// The items that nobody has taken yet, in order; those that came back are first.
pub(crate) struct Queue {
    returned: VecDeque<Range<usize>>,
    fresh: Range<usize>,
}

impl Queue {
    pub fn new(count: usize) -> Self {
        Self { returned: VecDeque::new(), fresh: 0..count }
    }

    pub fn is_empty(&self) -> bool {
        self.returned.is_empty() && self.fresh.is_empty()
    }

    /// Takes the next items, at most so many.
    pub fn take(&mut self, most: usize) -> Option<Range<usize>> {
        let most = most.max(1);
        let (range, from_returned) = match self.returned.pop_front() {
            Some(range) => (range, true),
            None => (self.fresh.clone(), false),
        };
        let cut = range.end.min(range.start.saturating_add(most));
        let (taken, left) = (range.start..cut, cut..range.end);
        if !from_returned {
            self.fresh = left;
        } else if !left.is_empty() {
            self.returned.push_front(left);
        }
        (!taken.is_empty()).then_some(taken)
    }

    /// Gives items back.
    pub fn put_back(&mut self, items: Range<usize>) {
        if !items.is_empty() {
            self.returned.push_front(items);
        }
    }

    /// How many items wait.
    pub fn len(&self) -> usize {
        self.fresh.len() + self.returned.iter().map(Range::len).sum::<usize>()
    }

    /// Gives up all that wait.
    pub fn clear(&mut self) {
        self.returned.clear();
        self.fresh = 0..0;
    }
}
