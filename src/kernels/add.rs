//! Sum of two 32-bit integers: i + j.
//!
//! | argument | shape | unit | rule |
//! | --- | --- | --- | --- |
//! | `i`, `j` | scalars | none | i + j is inside `i32` |
//!
//! Signed overflow is undefined in C and C++ and not defined in Fortran, so a sum outside `i32` is refused before the
//! call. The kernel does next to nothing: it is here to show what a call costs.
//!
//! ```
//! use ffi_workbench::kernels::add::{self, Overflow};
//!
//! assert_eq!(add::c(2, 40), Ok(42));
//! assert_eq!(add::cpp(i32::MAX, 1), Err(Overflow { i: i32::MAX, j: 1 }));
//! ```

use crate::ffi;
use crate::language::{Implementation, Language};

/// i + j, or [`Overflow`].
pub type Function = fn(i32, i32) -> Result<i32, Overflow>;

/// Every implementation in this build.
pub const IMPLEMENTATIONS: &[Implementation<Function>] = &[
    Implementation::plain(Language::Rust, rust),
    Implementation::plain(Language::C, c),
    Implementation::plain(Language::Cpp, cpp),
    #[cfg(feature = "fortran")]
    Implementation::plain(Language::Fortran, fortran),
];

/// The broken rule: the sum does not fit 32 bits. Nothing was called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the sum {i} + {j} is outside the 32-bit integers")]
#[expect(missing_docs, reason = "the sentence names the values")]
pub struct Overflow {
    pub i: i32,
    pub j: i32,
}

/// i + j in Rust. [`Overflow`] outside −2³¹ ≤ i + j < 2³¹.
#[inline]
pub fn rust(i: i32, j: i32) -> Result<i32, Overflow> {
    i.checked_add(j).ok_or(Overflow { i, j })
}

/// i + j in C. [`Overflow`] outside −2³¹ ≤ i + j < 2³¹.
#[inline]
pub fn c(i: i32, j: i32) -> Result<i32, Overflow> {
    check(i, j)?;
    // SAFETY: scalars by value, and their sum is inside int32_t (checked above), so the addition is defined.
    Ok(unsafe { ffi::c::wb_c_add(i, j) })
}

/// i + j in C++. [`Overflow`] outside −2³¹ ≤ i + j < 2³¹.
#[inline]
pub fn cpp(i: i32, j: i32) -> Result<i32, Overflow> {
    check(i, j)?;
    // SAFETY: scalars by value, and their sum is inside int32_t (checked above), so the addition is defined.
    Ok(unsafe { ffi::cpp::add(i, j) })
}

/// i + j in Fortran. [`Overflow`] outside −2³¹ ≤ i + j < 2³¹.
#[cfg(feature = "fortran")]
#[inline]
pub fn fortran(i: i32, j: i32) -> Result<i32, Overflow> {
    check(i, j)?;
    // SAFETY: scalars by value, and their sum is inside int32_t (checked above), so the addition is defined.
    Ok(unsafe { ffi::fortran::wb_fortran_add(i, j) })
}

#[inline]
fn check(i: i32, j: i32) -> Result<(), Overflow> {
    i.checked_add(j).map(drop).ok_or(Overflow { i, j })
}
