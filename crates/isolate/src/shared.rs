//! Arrays in memory that processes share: [`SharedMut`] is written by one owner, [`Shared`] is read by all.

use std::fmt;
use std::io;
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use serde::de::Error as _;
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::element::Element;
use crate::error::Error;
use crate::protocol::attachments::{Region, attach, detach};
use crate::system::{self, Memory, Owned};

/// A writable array in shared memory. It is a slice; it becomes readable for workers by [`SharedMut::freeze`] and
/// writable for them by [`Pool::fill`](crate::Pool::fill). Neither copies an element.
///
/// ```
/// # #[cfg(target_os = "linux")] {
/// let mut x = ffi_isolate::SharedMut::<f64>::zeroed(1_000)?;
/// x[0] = 1.5;
/// let x = x.freeze()?;
/// assert_eq!((x.len(), x[0]), (1_000, 1.5));
/// # }
/// # Ok::<(), ffi_isolate::Error>(())
/// ```
pub struct SharedMut<T> {
    memory: Owned,
    elements: PhantomData<T>,
}

impl<T: Element> SharedMut<T> {
    /// `n` zeros. Memory is taken as it is first written.
    ///
    /// # Errors
    /// [`Error::Memory`] for more than the system's memory and swap together, [`Error::Unsupported`]. A system that has
    /// less left when the elements are written ends the program, as it does for any other memory.
    pub fn zeroed(n: usize) -> Result<Self, Error> {
        let bytes = n.checked_mul(size_of::<T>()).filter(|&bytes| isize::try_from(bytes).is_ok());
        let bytes = bytes.ok_or_else(|| Error::refused(format!("an array of {n} {} has too many bytes", T::NAME)))?;
        let all = system::memory_and_swap().map_err(|reason| Error::memory(bytes, &reason))?;
        if bytes as u64 > all {
            let reason = io::Error::other(format!("memory and swap have {all} bytes"));
            return Err(Error::memory(bytes, &reason));
        }
        let memory = Owned::create(bytes).map_err(|reason| Error::memory(bytes, &reason))?;
        Ok(Self { memory, elements: PhantomData })
    }

    /// The same array, which no process can write any more: the kernel refuses it.
    ///
    /// # Errors
    /// [`Error::Memory`] while another process can still write it.
    pub fn freeze(self) -> Result<Shared<T>, Error> {
        let bytes = self.memory.len();
        let region = self.memory.seal().and_then(Region::open).map_err(|reason| Error::memory(bytes, &reason))?;
        Ok(Shared { region: Arc::new(region), elements: PhantomData })
    }

    pub(crate) fn memory(&self) -> &Memory {
        self.memory.memory()
    }
}

impl<T: Element> Deref for SharedMut<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        bytemuck::cast_slice(&self.memory)
    }
}

impl<T: Element> DerefMut for SharedMut<T> {
    fn deref_mut(&mut self) -> &mut [T] {
        bytemuck::cast_slice_mut(&mut self.memory)
    }
}

impl<T: Element> fmt::Debug for SharedMut<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SharedMut<{}>[{}]", T::NAME, self.len())
    }
}

/// A read-only array in shared memory. It is a slice, its clones are the same memory, and as a part of arguments and
/// results it travels between the program and its workers without being copied. Other serializers refuse it.
pub struct Shared<T> {
    region: Arc<Region>,
    elements: PhantomData<T>,
}

impl<T: Element> Shared<T> {
    /// A copy of `x` in shared memory. To have no copy, write into a [`SharedMut`] in the first place.
    ///
    /// # Errors
    /// As for [`SharedMut::zeroed`].
    pub fn copy_of(x: &[T]) -> Result<Self, Error> {
        let mut shared = SharedMut::zeroed(x.len())?;
        shared.copy_from_slice(x);
        shared.freeze()
    }
}

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Self {
        Self { region: Arc::clone(&self.region), elements: PhantomData }
    }
}

impl<T: Element> Deref for Shared<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        bytemuck::cast_slice(&self.region.map)
    }
}

impl<T: Element> fmt::Debug for Shared<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Shared<{}>[{}]", T::NAME, self.len())
    }
}

impl<T: Element> Serialize for Shared<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match attach(&self.region) {
            Some(number) => (number, T::NAME).serialize(serializer),
            None => Err(S::Error::custom("a shared array travels only to and from a worker")),
        }
    }
}

impl<'de, T: Element> Deserialize<'de> for Shared<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (number, name) = <(u32, &str)>::deserialize(deserializer)?;
        if name != T::NAME {
            return Err(D::Error::custom(format!("an array of {name}, not of {}", T::NAME)));
        }
        let region = detach(number).ok_or_else(|| D::Error::custom(format!("no array has number {number}")))?;
        if region.map.len() % size_of::<T>() != 0 {
            return Err(D::Error::custom(format!("{} bytes are no array of {name}", region.map.len())));
        }
        Ok(Self { region, elements: PhantomData })
    }
}
