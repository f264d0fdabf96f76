//! Large arrays in large pages: [`HugePages`], an allocator for a program that computes on them.
//!
//! A processor translates addresses page by page, and with pages of 4 KiB it does so a thousand times for 4 MB. Linux
//! gives pages of 2 MiB to memory that asks for them (`/sys/kernel/mm/transparent_hugepage/enabled` says `madvise` or
//! `always`); numpy asks for every array of 4 MiB and more, and so does this. Elsewhere it is the system's allocator
//! and nothing else.
//!
//! ```
//! use ffi_workbench::huge_pages::HugePages;
//!
//! #[global_allocator]
//! static ALLOCATOR: HugePages = HugePages;
//!
//! assert_eq!(vec![1.0; 1 << 20].iter().sum::<f64>(), 1048576.0);
//! ```

#![expect(unsafe_code, reason = "an allocator is an unsafe trait")]

use std::alloc::{GlobalAlloc, Layout, System};

/// The system's allocator; allocations of [`HugePages::FROM`] bytes and more are advised to use huge pages.
#[derive(Debug, Clone, Copy, Default)]
pub struct HugePages;

impl HugePages {
    /// Bytes from which on an allocation is advised to use huge pages.
    pub const FROM: usize = 1 << 22;
}

// SAFETY: every block comes from `System`, and goes back to it, by the layout that the caller gave; `advise` leaves it
// as it is.
unsafe impl GlobalAlloc for HugePages {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's promises are those that `System` wants.
        let block = unsafe { System.alloc(layout) };
        advise(block, layout.size());
        block
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: as above.
        let block = unsafe { System.alloc_zeroed(layout) };
        advise(block, layout.size());
        block
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: as above; the block came from `System`.
        let block = unsafe { System.realloc(block, layout, size) };
        advise(block, size);
        block
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: as above.
        unsafe { System.dealloc(block, layout) }
    }
}

/// Advises huge pages for a large block. A system without them refuses, and the block stays as it is.
#[cfg(target_os = "linux")]
fn advise(block: *mut u8, size: usize) {
    use nix::sys::mman::{MmapAdvise, madvise};
    use std::ptr::NonNull;

    /// A multiple of every ordinary page size.
    const PAGE: usize = 1 << 16;
    let Some(block) = NonNull::new(block).filter(|_| size >= HugePages::FROM) else { return };
    let before = block.align_offset(PAGE);
    // SAFETY: `before` is less than a page, and the block is longer than that.
    let first = unsafe { block.add(before) };
    // SAFETY: whole pages, the length being rounded down, that lie inside the block; the advice changes neither what
    // they hold nor who may touch them.
    let _ = unsafe { madvise(first.cast(), (size - before) / PAGE * PAGE, MmapAdvise::MADV_HUGEPAGE) };
}

#[cfg(not(target_os = "linux"))]
fn advise(_block: *mut u8, _size: usize) {}
