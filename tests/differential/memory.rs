//! Arrays at whose ends nothing may be touched.

#![expect(unsafe_code, reason = "memory that cannot be accessed is made by mmap")]

use std::num::NonZero;
use std::ptr::NonNull;
use std::slice;

use nix::sys::mman::{MapFlags, ProtFlags, mmap_anonymous, mprotect, munmap};

use crate::inputs::Random;

/// Numbers that are valid in every pattern of bits, and aligned as their size.
pub trait Bits: Copy {}
impl Bits for f64 {}
impl Bits for f32 {}

/// Bytes that can be accessed; all arrays of the tests fit.
const ACCESSIBLE: usize = 1 << 16;
/// Bytes before and after them that cannot: as much as the largest page of the systems that this runs on.
const EDGE: usize = 1 << 16;
const CANARY: u8 = 0xa5;

/// Memory for one array between two ranges of memory that cannot be accessed.
pub struct Arena {
    start: NonNull<u8>,
}

/// Where an array lies.
#[derive(Clone, Copy)]
enum Place {
    /// In an allocation of its own.
    Heap,
    /// Its first element after memory that cannot be accessed.
    First,
    /// Its last element before memory that cannot be accessed.
    Last,
}

impl Arena {
    pub fn new() -> Self {
        let bytes = NonZero::new(ACCESSIBLE + 2 * EDGE).expect("not 0");
        // SAFETY: new memory, at an address that the system chooses: it overlaps no other.
        let whole = unsafe { mmap_anonymous(None, bytes, ProtFlags::PROT_NONE, MapFlags::MAP_PRIVATE) }.unwrap();
        // SAFETY: EDGE bytes after the start of ACCESSIBLE + 2·EDGE.
        let start = unsafe { whole.cast::<u8>().byte_add(EDGE) };
        // SAFETY: these ACCESSIBLE bytes are part of the mapping, and nobody has a reference to them.
        unsafe { mprotect(start.cast(), ACCESSIBLE, ProtFlags::PROT_READ | ProtFlags::PROT_WRITE) }.unwrap();
        Self { start }
    }

    /// Runs `with` on a copy of the array, which lies anywhere, and gives back what it then holds. Fails where
    /// something beside it was written.
    pub fn lend<T: Bits, R>(
        &mut self,
        random: &mut Random,
        array: &[T],
        with: impl FnOnce(&mut [T]) -> R,
    ) -> (R, Vec<T>) {
        let place = random.one(&[Place::Heap, Place::Heap, Place::First, Place::Last]);
        if let Place::Heap = place {
            let mut copy = Box::<[T]>::from(array);
            let result = with(&mut copy);
            return (result, copy.into_vec());
        }
        let bytes = size_of_val(array);
        assert!(bytes <= ACCESSIBLE, "{bytes} bytes do not fit");
        let offset = if let Place::First = place { 0 } else { ACCESSIBLE - bytes };
        // SAFETY: these bytes of the mapping live as long as self, can be read and written, and are borrowed
        // mutably.
        let memory = unsafe { slice::from_raw_parts_mut(self.start.as_ptr(), ACCESSIBLE) };
        memory.fill(CANARY);
        let (before, rest) = memory.split_at_mut(offset);
        let (inside, after) = rest.split_at_mut(bytes);
        let first = inside.as_mut_ptr().cast::<T>();
        // SAFETY: `inside` has the bytes of as many elements, of which every pattern is valid; offset is 0 or so many
        // elements before the end of the memory, both of which are ends of pages, so it is aligned; nobody else uses
        // the bytes until the reference is gone.
        let lent = unsafe { slice::from_raw_parts_mut(first, array.len()) };
        lent.copy_from_slice(array);
        let result = with(lent);
        let copy = lent.to_vec();
        assert!(before.iter().all(|&byte| byte == CANARY), "something before the array was written");
        assert!(after.iter().all(|&byte| byte == CANARY), "something after the array was written");
        (result, copy)
    }
}

impl Drop for Arena {
    fn drop(&mut self) {
        // SAFETY: EDGE bytes before the memory is where the mapping begins.
        let whole = unsafe { self.start.byte_sub(EDGE) };
        // SAFETY: the whole mapping, to which no reference is left.
        unsafe { munmap(whole.cast(), ACCESSIBLE + 2 * EDGE) }.unwrap();
    }
}
