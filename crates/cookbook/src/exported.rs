//! Rust that C calls: `#[unsafe(no_mangle)] extern "C"`, and a header by cbindgen.
//!
//! | the other side | |
//! | --- | --- |
//! | promises | pointers that came from `ck_smoother_new` and were not freed, one thread at a time |
//! | does not promise | that they are not null; to look at the status |
//!
//! **Idiom.** Functions with C types only, for an opaque struct; a `Box` out and back. Every pointer is checked for
//! null, every panic is caught and becomes a status. The header is written from this file in every build, and the C
//! file includes it: the two cannot disagree. What cannot be checked is written as `# Safety`.
//!
//! **Rules.** FFI-CAPI (a C API of its own), FFI-NOPANIC, FFI-CKPTR, FFI-C-OPAQUE (an incomplete struct in C),
//! MEM-INTOFROMRAW.
//!
//! **Otherwise.** A panic in an `extern "C"` function without `catch_unwind`: "panic in a function that cannot unwind",
//! SIGABRT.
//!
//! ```
//! assert_eq!(ffi_cookbook::exported::use_from_c(), 0);
//! ```
//!
//! `exported.c`:
#![doc = concat!("```c\n", include_str!("exported.c"), "```")]
#![expect(unsafe_code, reason = "is called by C")]

use std::ffi::c_int;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::ptr;

/// Exponential smoothing.
pub struct Smoother {
    weight: f64,
    smooth: Option<f64>,
}

impl Smoother {
    /// `None` unless 0 < weight <= 1.
    pub fn new(weight: f64) -> Option<Self> {
        (weight > 0.0 && weight <= 1.0).then_some(Self { weight, smooth: None })
    }

    /// The smoothed value after `x`.
    ///
    /// # Panics
    /// `x` is NaN.
    pub fn add(&mut self, x: f64) -> f64 {
        assert!(!x.is_nan(), "NaN cannot be smoothed");
        let smooth = self.smooth.map_or(x, |smooth| smooth + self.weight * (x - smooth));
        *self.smooth.insert(smooth)
    }
}

/// The value was added.
pub const SMOOTHER_OK: c_int = 0;
/// A pointer was null; nothing was done.
pub const SMOOTHER_NULL: c_int = 1;
/// The Rust code panicked; the smoother is as it was.
pub const SMOOTHER_PANIC: c_int = 2;

/// A smoother, to be freed by `ck_smoother_free`; NULL unless 0 < weight <= 1.
#[unsafe(no_mangle)]
pub extern "C" fn ck_smoother_new(weight: f64) -> *mut Smoother {
    // No panic to catch: `new` has none, and an allocation that fails aborts.
    Smoother::new(weight).map_or(ptr::null_mut(), |smoother| Box::into_raw(Box::new(smoother)))
}

/// Adds `x` and writes the smoothed value to `out`. Returns a status `SMOOTHER_...`.
///
/// # Safety
/// `smoother` is null, or from `ck_smoother_new` and neither freed nor in use by another thread; `out` is null, or has
/// room for a double.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ck_smoother_add(smoother: *mut Smoother, x: f64, out: *mut f64) -> c_int {
    // SAFETY: null, or a live smoother that nobody else uses, says the caller.
    let smoother = unsafe { smoother.as_mut() };
    let Some(smoother) = smoother.filter(|_| !out.is_null()) else { return SMOOTHER_NULL };
    // `add` panics before it changes anything, so the smoother is whole afterwards.
    match catch_unwind(AssertUnwindSafe(|| smoother.add(x))) {
        Ok(smooth) => {
            // SAFETY: not null, and room for a double, says the caller.
            unsafe { out.write(smooth) };
            SMOOTHER_OK
        }
        Err(_) => SMOOTHER_PANIC,
    }
}

/// Frees a smoother; NULL is nothing to free.
///
/// # Safety
/// `smoother` is null, or from `ck_smoother_new` and not freed yet.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ck_smoother_free(smoother: *mut Smoother) {
    if !smoother.is_null() {
        // SAFETY: it came from Box::into_raw and is freed once, says the caller.
        drop(unsafe { Box::from_raw(smoother) });
    }
}

// SAFETY: the declaration is that of exported.c, which build.rs compares; it takes nothing.
unsafe extern "C" {
    safe fn ck_use_smoother() -> c_int;
}

/// Has C use the smoother, rightly and wrongly; 0 where all was as the header says.
pub fn use_from_c() -> i32 {
    ck_use_smoother()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn c_gets_a_status_for_each_misuse() {
        assert_eq!(use_from_c(), 0);
    }

    #[test]
    fn weights_that_are_none_are_null() {
        for weight in [0.0, -1.0, 1.5, f64::NAN, f64::INFINITY] {
            assert!(ck_smoother_new(weight).is_null(), "{weight}");
        }
    }
}
