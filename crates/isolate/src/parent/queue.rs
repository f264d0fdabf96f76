//! Which items of a call wait for a worker: [`Queue`].

use std::collections::VecDeque;
use std::ops::Range;

/// The items that wait for a worker, in order; those that came back are first.
pub(super) struct Queue {
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

    /// Takes the next items, at most `most` and at least one; None if no items wait.
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

    /// Puts items back that a worker was to run and did not.
    pub fn put_back(&mut self, items: Range<usize>) {
        if !items.is_empty() {
            self.returned.push_front(items);
        }
    }

    /// How many items wait.
    pub fn len(&self) -> usize {
        self.fresh.len() + self.returned.iter().map(Range::len).sum::<usize>()
    }

    /// Removes all that wait.
    pub fn clear(&mut self) {
        self.returned.clear();
        self.fresh = 0..0;
    }
}
