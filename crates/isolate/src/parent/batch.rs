//! The items of one call, as bytes: [`Batch`].

use std::ops::Range;
use std::time::Duration;

use serde::Serialize;

use crate::error::Error;
use crate::protocol::attachments::{Outbox, encode_with, references};
use crate::protocol::message::FillShape;
use crate::protocol::values;
use crate::system::Memory;

/// Everything a worker needs to run any of the items.
pub(super) struct Batch<'a> {
    pub task: &'a str,
    /// The name of the arguments' type.
    pub arguments: String,
    /// The name of the result's type.
    pub result: String,
    /// How many items there are.
    pub count: usize,
    pub deadline: Option<Duration>,
    pub chunk: Option<usize>,
    /// The arrays that the arguments refer to.
    pub outbox: Outbox,
    /// The array to fill, and its shape.
    pub fill: Option<(&'a Memory, FillShape)>,
    /// The arguments that all blocks have in common.
    pub common: Vec<u8>,
    bytes: Vec<u8>,
    /// Where each item's bytes end.
    ends: Vec<usize>,
    /// How many of `outbox.used` belong to each item and those before it; empty before the first that has any.
    used_ends: Vec<usize>,
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
            used_ends: Vec::new(),
        }
    }

    /// Adds one item for each of the arguments.
    pub fn extend<A: Serialize>(&mut self, items: impl IntoIterator<Item = A>) -> Result<(), Error> {
        let Self { bytes, ends, used_ends, outbox, .. } = self;
        let encoded = encode_with(outbox, || {
            items.into_iter().try_for_each(|item| -> Result<(), String> {
                values::append(&item, bytes)?;
                let used = references();
                if used > 0 {
                    used_ends.resize(ends.len(), 0);
                    used_ends.push(used);
                }
                ends.push(bytes.len());
                Ok(())
            })
        });
        self.count = self.ends.len();
        encoded.map_err(|reason| self.cannot_send(&reason))
    }

    /// Sets the arguments that all blocks have in common.
    pub fn set_common<A: Serialize>(&mut self, arguments: &A) -> Result<(), Error> {
        let encoded = encode_with(&mut self.outbox, || values::append(arguments, &mut self.common));
        encoded.map_err(|reason| self.cannot_send(&reason))
    }

    /// The bytes of some items.
    pub fn bytes(&self, items: &Range<usize>) -> &[u8] {
        self.bytes.get(end_before(&self.ends, items.start)..end_before(&self.ends, items.end)).unwrap_or_default()
    }

    /// The numbers of the arrays that some items refer to, without those in `known`.
    pub fn arrays(&self, items: &Range<usize>, known: &[u32]) -> Vec<u32> {
        let used = match self.fill {
            Some(_) => 0..self.outbox.used().len(),
            None => end_before(&self.used_ends, items.start)..end_before(&self.used_ends, items.end),
        };
        let mut numbers: Vec<u32> = self.outbox.used().get(used).unwrap_or_default().to_vec();
        numbers.sort_unstable();
        numbers.dedup();
        numbers.retain(|number| !known.contains(number));
        numbers
    }

    fn cannot_send(&self, reason: &str) -> Error {
        Error::refused(format!("an argument of task `{}` cannot be sent: {reason}", self.task))
    }
}

/// Where what belongs to the items before this one ends.
fn end_before(ends: &[usize], item: usize) -> usize {
    item.checked_sub(1).and_then(|last| ends.get(last)).copied().unwrap_or(0)
}
