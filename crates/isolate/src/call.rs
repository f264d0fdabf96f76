//! One use of a pool, with options of its own: [`Call`].

use std::ops::Range;
use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::attachments::{Inbox, receiving};
use crate::batch::Batch;
use crate::drive::{Sink, drive};
use crate::element::Element;
use crate::error::Error;
use crate::pool::Pool;
use crate::shared::SharedMut;
use crate::wire::{Fill, Outcome, type_name};

/// A task of a pool, and how it is to be run this time. It is made by [`Pool::task`].
#[derive(Debug, Clone, Copy)]
#[must_use = "nothing runs before `call`, `map`, `starmap` or `fill`"]
pub struct Call<'a> {
    pool: &'a Pool,
    task: &'a str,
    deadline: Option<Duration>,
    chunk: Option<usize>,
}

impl<'a> Call<'a> {
    pub(crate) fn new(pool: &'a Pool, task: &'a str, deadline: Option<Duration>) -> Self {
        Self { pool, task, deadline, chunk: None }
    }

    /// The time each item has, instead of the pool's.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = Some(deadline);
        self
    }

    /// Hands items to a worker by so many. Default: a quarter of a worker's share of what is left, so that chunks are
    /// large at first and small in the end, but not below a thirty-second of its share of all.
    pub fn chunk(mut self, items: usize) -> Self {
        self.chunk = Some(items.max(1));
        self
    }

    /// As [`Pool::call`].
    ///
    /// # Errors
    /// As for [`Pool::call`].
    pub fn call<A: Serialize, R: DeserializeOwned>(self, arguments: A) -> Result<R, Error> {
        let mut results = self.run([arguments], true)?;
        results.pop().unwrap_or_else(|| Err(Error::lost(self.task, "no result came")))
    }

    /// As [`Pool::map`].
    ///
    /// # Errors
    /// As for [`Pool::map`].
    pub fn map<A: Serialize, R: DeserializeOwned>(self, items: impl IntoIterator<Item = A>) -> Result<Vec<R>, Error> {
        self.starmap(items.into_iter().map(|item| (item,)))
    }

    /// As [`Pool::starmap`].
    ///
    /// # Errors
    /// As for [`Pool::map`].
    pub fn starmap<A: Serialize, R: DeserializeOwned>(
        self,
        items: impl IntoIterator<Item = A>,
    ) -> Result<Vec<R>, Error> {
        self.run(items, true)?.into_iter().collect()
    }

    /// What became of each item of [`Call::map`]: an error takes no other item's result along, and every item is run once.
    ///
    /// # Errors
    /// Only where nothing could be run at all.
    pub fn map_each<A: Serialize, R: DeserializeOwned>(
        self,
        items: impl IntoIterator<Item = A>,
    ) -> Result<Vec<Result<R, Error>>, Error> {
        self.starmap_each(items.into_iter().map(|item| (item,)))
    }

    /// What became of each item of [`Call::starmap`], as in [`Call::map_each`].
    ///
    /// # Errors
    /// Only where nothing could be run at all.
    pub fn starmap_each<A: Serialize, R: DeserializeOwned>(
        self,
        items: impl IntoIterator<Item = A>,
    ) -> Result<Vec<Result<R, Error>>, Error> {
        self.run(items, false)
    }

    /// As [`Pool::fill`].
    ///
    /// # Errors
    /// As for [`Pool::fill`].
    pub fn fill<A: Serialize, T: Element>(
        self,
        arguments: &A,
        array: SharedMut<T>,
        grain: usize,
    ) -> Result<SharedMut<T>, Error> {
        if grain == 0 {
            return Err(Error::refused(format!("an array of {} elements has no blocks of 0", array.len())));
        }
        let mut batch = self.batch(type_name::<A>(), T::NAME.into());
        batch.set_common(arguments)?;
        batch.count = array.len().div_ceil(grain);
        let shape = Fill {
            n: array.len() as u64,
            grain: grain as u64,
            element_bytes: size_of::<T>() as u64,
            arguments: batch.common.len() as u64,
        };
        batch.fill = Some((array.memory(), shape));
        let mut results: Results<'_, ()> = Results::new(self.task, batch.count, true);
        drive(self.pool, &batch, &mut results)?;
        drop(batch);
        results.into_vec().into_iter().collect::<Result<(), Error>>()?;
        Ok(array)
    }

    fn run<A: Serialize, R: DeserializeOwned>(
        self,
        items: impl IntoIterator<Item = A>,
        stop_at_first: bool,
    ) -> Result<Vec<Result<R, Error>>, Error> {
        let mut batch = self.batch(type_name::<A>(), type_name::<R>());
        batch.extend(items)?;
        let mut results = Results::new(self.task, batch.count, stop_at_first);
        drive(self.pool, &batch, &mut results)?;
        Ok(results.into_vec())
    }

    fn batch(self, arguments: String, result: String) -> Batch<'a> {
        let mut batch = Batch::new(self.task, arguments, result);
        batch.deadline = self.deadline;
        batch.chunk = self.chunk;
        batch
    }
}

/// Results by item, as they come.
struct Results<'a, R> {
    task: &'a str,
    slots: Vec<Option<Result<R, Error>>>,
    stop_at_first: bool,
    failed: bool,
}

impl<'a, R> Results<'a, R> {
    fn new(task: &'a str, count: usize, stop_at_first: bool) -> Self {
        Self { task, slots: std::iter::repeat_with(|| None).take(count).collect(), stop_at_first, failed: false }
    }

    /// One for each item; when an error ended the run, one for each item up to the last that was run.
    fn into_vec(self) -> Vec<Result<R, Error>> {
        let task = self.task;
        if self.stop_at_first && self.failed {
            return self.slots.into_iter().flatten().collect();
        }
        let lost = || Err(Error::lost(task, "no result came"));
        self.slots.into_iter().map(|slot| slot.unwrap_or_else(lost)).collect()
    }
}

impl<R: DeserializeOwned> Sink for Results<'_, R> {
    fn accept(&mut self, items: Range<usize>, mut bytes: &[u8], inbox: &mut Inbox) -> (usize, Result<(), String>) {
        let (first, count) = (items.start, items.len());
        receiving(inbox, || {
            for item in items {
                match postcard::take_from_bytes::<Outcome<R>>(bytes) {
                    Ok((outcome, rest)) => {
                        bytes = rest;
                        self.put(item, outcome);
                    }
                    Err(reason) => return (item - first, Err(format!("its result cannot be read: {reason}"))),
                }
            }
            (count, Ok(()))
        })
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
