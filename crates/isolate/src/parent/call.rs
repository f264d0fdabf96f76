//! One call of a task by a pool: [`Call`], and the shortcuts to it that [`Pool`] has.

use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::batch::Batch;
use super::pool::Pool;
use super::results::Results;
use super::scheduler::run_batch;
use crate::element::Element;
use crate::error::Error;
use crate::protocol::message::{FillShape, type_name};
use crate::shared::SharedMut;

impl Pool {
    /// A task with options of its own: `pool.task("f").chunk(1).map(items)`.
    pub fn task<'a>(&'a self, name: &'a str) -> Call<'a> {
        Call { pool: self, task: name, deadline: self.limits().deadline, chunk: None }
    }

    /// The result of a task for one tuple of arguments.
    ///
    /// # Errors
    /// Whatever goes wrong, by its cause. A result that is nested so deeply that reading it would take more than 512
    /// KiB of stack is [`Error::Lost`].
    pub fn call<A: Serialize, R: DeserializeOwned>(&self, task: &str, arguments: A) -> Result<R, Error> {
        self.task(task).call(arguments)
    }

    /// The results of a task of one argument for each item, in the items' order.
    ///
    /// # Errors
    /// The first in that order. Once one is known, no further items are begun. [`Call::map_each`] keeps what is good.
    pub fn map<A: Serialize, R: DeserializeOwned>(
        &self,
        task: &str,
        items: impl IntoIterator<Item = A>,
    ) -> Result<Vec<R>, Error> {
        self.task(task).map(items)
    }

    /// The results of a task for each tuple of arguments, in the tuples' order.
    ///
    /// # Errors
    /// As for [`Pool::map`].
    pub fn starmap<A: Serialize, R: DeserializeOwned>(
        &self,
        task: &str,
        items: impl IntoIterator<Item = A>,
    ) -> Result<Vec<R>, Error> {
        self.task(task).starmap(items)
    }

    /// The array, filled by a task of [`Tasks::with_fill`](crate::Tasks::with_fill) in blocks of `grain` elements, each
    /// written by one worker. `arguments` and the arrays in it go to each worker once, not once for each block.
    ///
    /// # Errors
    /// As for [`Pool::map`]. The array is dropped then, because its content is unknown.
    pub fn fill<A: Serialize, T: Element>(
        &self,
        task: &str,
        arguments: &A,
        array: SharedMut<T>,
        grain: usize,
    ) -> Result<SharedMut<T>, Error> {
        self.task(task).fill(arguments, array, grain)
    }
}

/// A task of a pool, with options for this call. [`Pool::task`] makes it.
#[derive(Debug, Clone, Copy)]
#[must_use = "nothing runs before `call`, `map`, `starmap` or `fill`"]
pub struct Call<'a> {
    pool: &'a Pool,
    task: &'a str,
    deadline: Option<Duration>,
    chunk: Option<usize>,
}

impl<'a> Call<'a> {
    /// The time each item has, instead of the pool's: see [`Builder::deadline`](crate::Builder::deadline). The call
    /// refuses a deadline of 0.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = Some(deadline);
        self
    }

    /// Sends this many items to a worker at a time. Default: a quarter of a worker's share of the items that are left,
    /// so that chunks are large at first and small in the end, but at least a thirty-second of its share of all items.
    pub fn chunk(mut self, items: usize) -> Self {
        self.chunk = Some(items.max(1));
        self
    }

    /// As [`Pool::call`].
    ///
    /// # Errors
    /// As for [`Pool::call`].
    pub fn call<A: Serialize, R: DeserializeOwned>(self, arguments: A) -> Result<R, Error> {
        let mut results = self.starmap([arguments])?;
        results.pop().ok_or_else(|| Error::lost(self.task, "no result came"))
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
        self.run(items, true, Results::all)?
    }

    /// The result of each item of [`Call::map`]: an error loses no other item's result, and no item is run twice.
    ///
    /// # Errors
    /// Only where nothing could be run at all.
    pub fn map_each<A: Serialize, R: DeserializeOwned>(
        self,
        items: impl IntoIterator<Item = A>,
    ) -> Result<Vec<Result<R, Error>>, Error> {
        self.starmap_each(items.into_iter().map(|item| (item,)))
    }

    /// The result of each item of [`Call::starmap`], as in [`Call::map_each`].
    ///
    /// # Errors
    /// Only where nothing could be run at all.
    pub fn starmap_each<A: Serialize, R: DeserializeOwned>(
        self,
        items: impl IntoIterator<Item = A>,
    ) -> Result<Vec<Result<R, Error>>, Error> {
        self.run(items, false, Results::each)
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
        let shape = FillShape {
            n: array.len() as u64,
            grain: grain as u64,
            element_bytes: size_of::<T>() as u64,
            argument_bytes: batch.common.len() as u64,
        };
        batch.fill = Some((array.memory(), shape));
        let mut results: Results<'_, ()> = Results::new(self.task, batch.count, true);
        run_batch(self.pool, &batch, &mut results)?;
        drop(batch);
        results.all()?;
        Ok(array)
    }

    fn run<A: Serialize, R: DeserializeOwned, T>(
        self,
        items: impl IntoIterator<Item = A>,
        stop_at_first: bool,
        take: impl FnOnce(Results<'a, R>) -> T,
    ) -> Result<T, Error> {
        let mut batch = self.batch(type_name::<A>(), type_name::<R>());
        batch.extend(items)?;
        let mut results = Results::new(self.task, batch.count, stop_at_first);
        run_batch(self.pool, &batch, &mut results)?;
        Ok(take(results))
    }

    fn batch(self, arguments: String, result: String) -> Batch<'a> {
        let mut batch = Batch::new(self.task, arguments, result);
        batch.deadline = self.deadline;
        batch.chunk = self.chunk;
        batch
    }
}
