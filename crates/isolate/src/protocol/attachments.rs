//! Shared arrays inside serde values: the bytes hold a number, the memory travels next to them.
//!
//! serde passes no context to `serialize`, so a thread-local variable holds the outbox or inbox meanwhile.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::system::{Map, Memory};

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

/// The memory that values refer to, by number, each once. Most values refer to none, and each is encoded with an
/// outbox: so an empty one is a null pointer.
#[derive(Default)]
pub(crate) struct Outbox(Option<Box<Contents>>);

#[derive(Default)]
struct Contents {
    regions: Vec<Arc<Region>>,
    numbers: BTreeMap<*const Region, u32>,
    used: Vec<u32>,
}

impl Outbox {
    pub fn region(&self, number: u32) -> Option<&Arc<Region>> {
        self.regions().get(usize::try_from(number).ok()?)
    }

    pub fn regions(&self) -> &[Arc<Region>] {
        self.0.as_ref().map_or(&[], |contents| &contents.regions)
    }

    /// The number of each reference, in order: a region that is referred to twice stands here twice.
    pub fn used(&self) -> &[u32] {
        self.0.as_ref().map_or(&[], |contents| &contents.used)
    }

    fn add(&mut self, region: &Arc<Region>) -> u32 {
        let contents = self.0.get_or_insert_default();
        let next = u32::try_from(contents.regions.len()).unwrap_or(u32::MAX);
        let number = *contents.numbers.entry(Arc::as_ptr(region)).or_insert(next);
        if number == next {
            contents.regions.push(Arc::clone(region));
        }
        contents.used.push(number);
        number
    }
}

/// The memory that came with a message or with earlier ones of the same job, by number.
pub(crate) type Inbox = BTreeMap<u32, Arc<Region>>;

thread_local! {
    static OUTBOX: RefCell<Option<Outbox>> = const { RefCell::new(None) };
    static INBOX: RefCell<Option<Inbox>> = const { RefCell::new(None) };
}

/// Runs `encode`; the shared arrays that it meets go into the outbox.
pub(crate) fn encode_with<R>(outbox: &mut Outbox, encode: impl FnOnce() -> R) -> R {
    /// Puts things back also when `encode` panics: it runs code of the caller's.
    struct Restore<'o>(&'o mut Outbox, Option<Outbox>);

    impl Drop for Restore<'_> {
        fn drop(&mut self) {
            *self.0 = OUTBOX.replace(self.1.take()).unwrap_or_default();
        }
    }

    let outer = OUTBOX.replace(Some(std::mem::take(outbox)));
    let _restore = Restore(outbox, outer);
    encode()
}

/// Runs `decode`; the shared arrays that it meets come from the inbox.
pub(crate) fn decode_with<R>(inbox: &mut Inbox, decode: impl FnOnce() -> R) -> R {
    /// As in [`encode_with`].
    struct Restore<'i>(&'i mut Inbox, Option<Inbox>);

    impl Drop for Restore<'_> {
        fn drop(&mut self) {
            *self.0 = INBOX.replace(self.1.take()).unwrap_or_default();
        }
    }

    let outer = INBOX.replace(Some(std::mem::take(inbox)));
    let _restore = Restore(inbox, outer);
    decode()
}

/// How many times values have referred to memory so far, inside of [`encode_with`].
pub(crate) fn references() -> usize {
    OUTBOX.with_borrow(|outbox| outbox.as_ref().map_or(0, |outbox| outbox.used().len()))
}

/// The number under which the region travels; None outside of [`encode_with`].
pub(crate) fn attach(region: &Arc<Region>) -> Option<u32> {
    OUTBOX.with_borrow_mut(|outbox| Some(outbox.as_mut()?.add(region)))
}

/// The region that travelled under this number; None outside of [`decode_with`], or if there is none.
pub(crate) fn detach(number: u32) -> Option<Arc<Region>> {
    INBOX.with_borrow(|inbox| Some(Arc::clone(inbox.as_ref()?.get(&number)?)))
}
