//! The output of a kernel cut into blocks: [`Blocks::map`] for an array, [`Blocks::reduction`] for one number.

use std::fmt::Display;
use std::ops::Range;

/// Fills the slots that begin at the first argument, or gives the kernel's broken rule as its error prints it.
type Fill<'p> = Box<dyn Fn(usize, &mut [f64]) -> Result<(), String> + Sync + 'p>;

/// The one number that all slots stand for.
type Finish<'p> = Box<dyn Fn(&[f64]) -> f64 + Sync + 'p>;

/// An output of `slots` numbers, filled in blocks of `grain` slots.
pub struct Blocks<'p> {
    pub(super) slots: usize,
    pub(super) grain: usize,
    pub(super) fill: Fill<'p>,
    pub(super) finish: Option<Finish<'p>>,
}

impl<'p> Blocks<'p> {
    /// An array of `slots` elements; `fill` computes any `grain` of them.
    pub fn map<E: Display>(
        slots: usize,
        grain: usize,
        fill: impl Fn(usize, &mut [f64]) -> Result<(), E> + Sync + 'p,
    ) -> Self {
        let fill = move |first: usize, out: &mut [f64]| fill(first, out).map_err(|rule| rule.to_string());
        Self { slots, grain: grain.max(1), fill: Box::new(fill), finish: None }
    }

    /// One number from `items` that are summed: slot s holds `part` of the s-th run of `run` items, and `finish` turns
    /// the sum of the slots, added in order, into the answer.
    ///
    /// Short runs bound the rounding error of a kernel that adds in order; `grain` of them make a block worth handing
    /// out.
    pub fn reduction<E: Display>(
        items: u64,
        run: u64,
        grain: usize,
        part: impl Fn(Range<u64>) -> Result<f64, E> + Sync + 'p,
        finish: impl Fn(f64) -> f64 + Sync + 'p,
    ) -> Self {
        let fill = move |first: usize, out: &mut [f64]| {
            for (slot, index) in out.iter_mut().zip(first as u64..) {
                let start = index * run;
                *slot = part(start..items.min(start + run)).map_err(|rule| rule.to_string())?;
            }
            Ok(())
        };
        let slots = usize::try_from(items.div_ceil(run)).unwrap_or(usize::MAX);
        // Not `iter().sum()`: that starts at −0.0, and an empty sum is 0.0 in every kernel.
        let finish = move |slots: &[f64]| finish(slots.iter().fold(0.0, |total, slot| total + slot));
        Self { slots, grain, fill: Box::new(fill), finish: Some(Box::new(finish)) }
    }
}

/// The part of an array that a reduction's run of items stands for.
pub(super) fn part_of<T>(x: &[T], run: Range<u64>) -> &[T] {
    #[expect(clippy::cast_possible_truncation, reason = "the items are counted by the array's own length")]
    let (first, last) = (run.start as usize, run.end as usize);
    &x[first..last]
}
