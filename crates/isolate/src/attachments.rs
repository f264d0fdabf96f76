//! Shared arrays inside serde values: the bytes hold a number, the memory travels beside them.
//!
//! serde hands no context to `serialize`, so the box being filled or emptied lies in a thread-local variable meanwhile.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::sys::{Map, Memory};

/// Sealed memory and its bytes.
pub(crate) struct Region {
    pub memory: Memory,
    pub map: Map,
}

impl Region {
    pub fn open(memory: Memory) -> std::io::Result<Self> {
        let map = memory.map()?;
        Ok(Self { memory, map })
    }
}

/// The memory that values refer to, by number, each once.
#[derive(Default)]
pub(crate) struct Outbox {
    regions: Vec<Arc<Region>>,
    numbers: BTreeMap<*const Region, u32>,
    /// The numbers that were referred to since somebody last emptied this.
    pub used: Vec<u32>,
}

impl Outbox {
    pub fn region(&self, number: u32) -> Option<&Arc<Region>> {
        self.regions.get(usize::try_from(number).ok()?)
    }

    pub fn regions(&self) -> &[Arc<Region>] {
        &self.regions
    }

    fn add(&mut self, region: &Arc<Region>) -> u32 {
        let next = u32::try_from(self.regions.len()).unwrap_or(u32::MAX);
        let number = *self.numbers.entry(Arc::as_ptr(region)).or_insert(next);
        if number == next {
            self.regions.push(Arc::clone(region));
        }
        self.used.push(number);
        number
    }
}

/// The memory that came with a message or with earlier ones of the same job, by number.
pub(crate) type Inbox = BTreeMap<u32, Arc<Region>>;

thread_local! {
    static OUTBOX: RefCell<Option<Outbox>> = const { RefCell::new(None) };
    static INBOX: RefCell<Option<Inbox>> = const { RefCell::new(None) };
}

/// Runs `encode`; shared arrays that it meets go into the box.
pub(crate) fn sending<R>(outbox: &mut Outbox, encode: impl FnOnce() -> R) -> R {
    let outer = OUTBOX.replace(Some(std::mem::take(outbox)));
    let result = encode();
    *outbox = OUTBOX.replace(outer).unwrap_or_default();
    result
}

/// Runs `decode`; shared arrays that it meets come out of the box.
pub(crate) fn receiving<R>(inbox: &mut Inbox, decode: impl FnOnce() -> R) -> R {
    let outer = INBOX.replace(Some(std::mem::take(inbox)));
    let result = decode();
    *inbox = INBOX.replace(outer).unwrap_or_default();
    result
}

/// How many times values have referred to memory, inside of [`sending`].
pub(crate) fn references() -> usize {
    OUTBOX.with_borrow(|outbox| outbox.as_ref().map_or(0, |outbox| outbox.used.len()))
}

/// The number under which the region travels; None outside of [`sending`].
pub(crate) fn attach(region: &Arc<Region>) -> Option<u32> {
    OUTBOX.with_borrow_mut(|outbox| Some(outbox.as_mut()?.add(region)))
}

/// The region that travelled under this number; None outside of [`receiving`], or if there is none.
pub(crate) fn detach(number: u32) -> Option<Arc<Region>> {
    INBOX.with_borrow(|inbox| Some(Arc::clone(inbox.as_ref()?.get(&number)?)))
}
