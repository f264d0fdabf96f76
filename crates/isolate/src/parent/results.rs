//! The results of a call, as they come: [`Results`].

use std::collections::BTreeMap;
use std::ops::Range;

use serde::de::DeserializeOwned;

use super::scheduler::Sink;
use crate::error::Error;
use crate::protocol::attachments::{Inbox, decode_with};
use crate::protocol::message::Outcome;
use crate::protocol::values::{self, Outcomes};

/// Results by item, as they come. Errors lie apart: an [`Error`] has many times the size of a number, and a place for
/// one beside each of many small results costs more time, for its memory, than the results themselves.
pub(super) struct Results<'a, R> {
    task: &'a str,
    values: Vec<Option<R>>,
    errors: BTreeMap<usize, Error>,
    stop_at_first: bool,
}

impl<'a, R> Results<'a, R> {
    pub fn new(task: &'a str, count: usize, stop_at_first: bool) -> Self {
        let values = std::iter::repeat_with(|| None).take(count).collect();
        Self { task, values, errors: BTreeMap::new(), stop_at_first }
    }

    /// The result of each item, or the first error.
    pub fn all(mut self) -> Result<Vec<R>, Error> {
        if let Some((_, error)) = self.errors.pop_first() {
            return Err(error);
        }
        let task = self.task;
        self.values.into_iter().map(|value| value.ok_or_else(|| no_result(task))).collect()
    }

    /// One for each item.
    pub fn each(self) -> Vec<Result<R, Error>> {
        let Self { task, values, mut errors, .. } = self;
        let result = |(item, value): (usize, Option<R>)| match errors.remove(&item) {
            Some(error) => Err(error),
            None => value.ok_or_else(|| no_result(task)),
        };
        values.into_iter().enumerate().map(result).collect()
    }
}

/// No worker answered for the item, and no error says why.
fn no_result(task: &str) -> Error {
    Error::lost(task, "no result came")
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
                        self.fail(item, Error::lost(self.task, reason));
                    }
                }
            }
        });
        all_read
    }

    fn fail(&mut self, item: usize, error: Error) {
        self.errors.insert(item, error);
    }

    fn enough(&self) -> bool {
        self.stop_at_first && !self.errors.is_empty()
    }
}

impl<R: DeserializeOwned> Results<'_, R> {
    #[inline]
    fn put(&mut self, item: usize, outcome: Outcome<R>) {
        let task = || self.task.to_string();
        match outcome {
            Outcome::Value(value) => {
                if let Some(place) = self.values.get_mut(item) {
                    *place = Some(value);
                }
            }
            Outcome::Task(message) => self.fail(item, Error::Task { task: task(), message }),
            Outcome::Panic(message) => self.fail(item, Error::Panic { task: task(), message }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn results(stop_at_first: bool) -> Results<'static, f64> {
        let mut results = Results::new("t", 4, stop_at_first);
        for (item, value) in [(3, 0.3), (0, 0.1)] {
            results.put(item, Outcome::Value(value));
        }
        results
    }

    #[test]
    fn the_first_error_is_that_of_the_first_item_and_not_the_first_to_come() {
        let mut results = results(true);
        assert!(!results.enough());
        for item in [2, 1] {
            results.fail(item, Error::lost("t", item.to_string()));
            assert!(results.enough());
        }
        assert_eq!(results.all(), Err(Error::lost("t", "1")));
    }

    #[test]
    fn each_item_has_its_value_or_its_error_or_says_that_it_has_none() {
        let mut results = results(false);
        results.put(1, Outcome::Panic("no".into()));
        assert!(!results.enough());
        let panic = Error::Panic { task: "t".into(), message: "no".into() };
        assert_eq!(results.each(), [Ok(0.1), Err(panic), Err(no_result("t")), Ok(0.3)]);
    }

    #[test]
    fn a_place_for_a_number_has_no_room_for_an_error() {
        let results = results(false);
        assert_eq!(size_of_val(&results.values[..]), 4 * size_of::<Option<f64>>());
        assert!(size_of::<Option<f64>>() < size_of::<Error>() / 2);
    }
}
