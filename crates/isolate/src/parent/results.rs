//! The results of a call, as they come: [`Results`].

use std::ops::Range;

use serde::de::DeserializeOwned;

use super::scheduler::Sink;
use crate::error::Error;
use crate::protocol::attachments::{Inbox, decode_with};
use crate::protocol::message::Outcome;
use crate::protocol::values::{self, Outcomes};

/// Results by item, as they come.
pub(super) struct Results<'a, R> {
    task: &'a str,
    slots: Vec<Option<Result<R, Error>>>,
    stop_at_first: bool,
    failed: bool,
}

impl<'a, R> Results<'a, R> {
    pub fn new(task: &'a str, count: usize, stop_at_first: bool) -> Self {
        Self { task, slots: std::iter::repeat_with(|| None).take(count).collect(), stop_at_first, failed: false }
    }

    /// One for each item; when an error ended the run, one for each item up to the last that was run.
    pub fn into_vec(self) -> Vec<Result<R, Error>> {
        let task = self.task;
        if self.stop_at_first && self.failed {
            return self.slots.into_iter().flatten().collect();
        }
        let lost = || Err(Error::lost(task, "no result came"));
        self.slots.into_iter().map(|slot| slot.unwrap_or_else(lost)).collect()
    }
}

impl<R: DeserializeOwned> Sink for Results<'_, R> {
    fn accept(&mut self, items: Range<usize>, mut outcomes: Outcomes<'_>, inbox: &mut Inbox) -> bool {
        let mut all_read = true;
        decode_with(inbox, || {
            for item in items {
                let bytes = outcomes.next().ok_or_else(|| "it is cut short".into());
                match bytes.and_then(values::whole::<Outcome<R>>) {
                    Ok(outcome) => self.put(item, outcome),
                    Err(reason) => {
                        all_read = false;
                        let reason = format!("its result cannot be read: {reason}");
                        self.set(item, Err(Error::lost(self.task, reason)));
                    }
                }
            }
        });
        all_read
    }

    fn fail(&mut self, item: usize, error: Error) {
        self.set(item, Err(error));
    }

    fn enough(&self) -> bool {
        self.stop_at_first && self.failed
    }
}

impl<R> Results<'_, R> {
    fn put(&mut self, item: usize, outcome: Outcome<R>) {
        let task = || self.task.to_string();
        let result = match outcome {
            Outcome::Value(value) => Ok(value),
            Outcome::Task(message) => Err(Error::Task { task: task(), message }),
            Outcome::Panic(message) => Err(Error::Panic { task: task(), message }),
        };
        self.set(item, result);
    }

    fn set(&mut self, item: usize, result: Result<R, Error>) {
        self.failed |= result.is_err();
        if let Some(slot) = self.slots.get_mut(item) {
            *slot = Some(result);
        }
    }
}
