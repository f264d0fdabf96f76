//! An array that Fortran allocates: `allocatable`, `pointer`.
//!
//! | the other side | |
//! | --- | --- |
//! | promises | the handle is null or a grid; its values stay where they are until it is freed |
//! | does not promise | that C's `free` may be used: behind `allocatable` lies a descriptor, not only the elements |
//!
//! **Idiom.** A derived type that owns the array; `c_loc` of it is the handle, and a Fortran procedure frees it. The
//! values are lent by address and length, as a slice that borrows the handle. Every `allocate` has `stat=`: without
//! it, no memory means `STOP`.
//!
//! **Rules.** FFI-MEM-OWNER, FFI-MEM-WRAPPING, FFI-R-OPAQUE, FFI-CKPTR.
//!
//! **Otherwise.** C's `free` on the handle freed the descriptor and not the values; valgrind: "24 bytes in 1 blocks are
//! definitely lost".
//!
//! ```
//! let grid = ffi_cookbook::allocatable::Grid::new(3).unwrap();
//! assert_eq!(grid.values(), [0.0, 0.5, 1.0]);
//! assert!(ffi_cookbook::allocatable::Grid::new(1).is_none());
//! ```
//!
//! The values do not outlive the grid:
//!
//! ```compile_fail,E0716
//! let values = ffi_cookbook::allocatable::Grid::new(3).unwrap().values();
//! println!("{values:?}");
//! ```
//!
//! `allocatable.f90`:
#![doc = concat!("```fortran\n", include_str!("allocatable.f90"), "```")]
#![expect(unsafe_code, reason = "calls Fortran")]

use std::ptr::{self, NonNull};
use std::slice;

#[repr(C)]
struct RawGrid {
    _opaque: [u8; 0],
}

// SAFETY: the declarations are those of allocatable.f90; ck_grid_new has an answer for every number.
unsafe extern "C" {
    safe fn ck_grid_new(n: i64) -> *mut RawGrid;
    fn ck_grid_values(handle: *mut RawGrid, values: *mut *const f64, n: *mut i64);
    fn ck_grid_free(handle: *mut RawGrid);
}

/// A grid of points from 0 to 1.
#[derive(Debug)]
pub struct Grid(NonNull<RawGrid>);

// SAFETY: the grid's memory is its own, and Fortran's `deallocate` is the C library's `free`, for any thread.
unsafe impl Send for Grid {}
// SAFETY: `values` reads the grid and nothing else, so two threads may.
unsafe impl Sync for Grid {}

impl Grid {
    /// A grid of `n` points; `None` for fewer than 2, or where there is no memory.
    pub fn new(n: usize) -> Option<Self> {
        // Beyond, its bytes are more than a signed number holds, and `allocate` asks for a negative size.
        let n = i64::try_from(n).ok().filter(|n| *n <= i64::MAX / 8)?;
        NonNull::new(ck_grid_new(n)).map(Self)
    }

    /// The points.
    pub fn values(&self) -> &[f64] {
        let (mut values, mut n) = (ptr::null(), 0);
        // SAFETY: the grid is alive; Fortran writes an address and a number.
        unsafe { ck_grid_values(self.0.as_ptr(), &mut values, &mut n) };
        let n = usize::try_from(n).unwrap_or(0);
        if values.is_null() || n == 0 {
            return &[];
        }
        // SAFETY: not null, and n elements of the grid's own array, which nobody writes and only drop frees.
        unsafe { slice::from_raw_parts(values, n) }
    }
}

impl Drop for Grid {
    fn drop(&mut self) {
        // SAFETY: it came from ck_grid_new, is not null, and is freed once, here, by Fortran.
        unsafe { ck_grid_free(self.0.as_ptr()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grids_that_cannot_be_are_none() {
        for n in [0, 1, 1 << 60, usize::MAX] {
            assert!(Grid::new(n).is_none(), "{n}");
        }
    }

    #[test]
    fn a_grid_is_read_by_several_threads() {
        let grid = Grid::new(101).unwrap();
        std::thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| assert_eq!(grid.values()[50], 0.5));
            }
        });
    }
}
