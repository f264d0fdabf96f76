//! A C++ template: `template <typename T> class Window`.
//!
//! | the other side | |
//! | --- | --- |
//! | promises | the same class for every `T` with a `>` |
//! | does not promise | code for any `T` before somebody asks; to check that the length is at least 1 |
//!
//! **Idiom.** One alias in C++ for each type that Rust needs, which is what instantiates the template, and one opaque
//! type in the bridge for each alias. A trait with one line for each type makes them one generic type again.
//!
//! **Rules.** FFI-TCONS, FFI-R-OPAQUE.
//!
//! **Otherwise.** A window of length 0: `pushed_++ % 0`, SIGFPE at the first push.
//!
//! ```
//! use ffi_cookbook::templates::Window;
//!
//! let mut window = Window::<f64>::new(2).unwrap();
//! for value in [9.0, 1.0, 4.0] {
//!     window.push(value);
//! }
//! assert_eq!(window.largest(), Some(4.0));
//! assert!(Window::<i32>::new(0).is_none());
//! ```
//!
//! `templates.hpp`:
#![doc = concat!("```cpp\n", include_str!("templates.hpp"), "```")]
#![expect(unsafe_code, clippy::multiple_unsafe_ops_per_block, reason = "in what cxx generates")]

use cxx::memory::UniquePtrTarget;
use cxx::{Exception, UniquePtr};
use std::pin::Pin;

#[cxx::bridge(namespace = "cookbook")]
mod ffi {
    unsafe extern "C++" {
        include!("ffi-cookbook/src/templates.hpp");

        type WindowF64;
        fn make_window_f64(length: usize) -> Result<UniquePtr<WindowF64>>;
        fn push(self: Pin<&mut WindowF64>, value: f64);
        fn largest(self: &WindowF64) -> f64;
        fn pushed(self: &WindowF64) -> usize;

        type WindowI32;
        fn make_window_i32(length: usize) -> Result<UniquePtr<WindowI32>>;
        fn push(self: Pin<&mut WindowI32>, value: i32);
        fn largest(self: &WindowI32) -> i32;
        fn pushed(self: &WindowI32) -> usize;
    }
}

/// A type that the template is instantiated for.
pub trait Element: Sized {
    #[doc(hidden)]
    type Raw: UniquePtrTarget;
    #[doc(hidden)]
    fn make(length: usize) -> Result<UniquePtr<Self::Raw>, Exception>;
    #[doc(hidden)]
    fn push(raw: Pin<&mut Self::Raw>, value: Self);
    #[doc(hidden)]
    fn largest(raw: &Self::Raw) -> Option<Self>;
}

macro_rules! instantiated {
    ($($T:ty, $Raw:ident, $make:ident;)*) => {$(
        impl Element for $T {
            type Raw = ffi::$Raw;
            fn make(length: usize) -> Result<UniquePtr<ffi::$Raw>, Exception> {
                ffi::$make(length)
            }
            fn push(raw: Pin<&mut ffi::$Raw>, value: Self) {
                raw.push(value);
            }
            fn largest(raw: &ffi::$Raw) -> Option<Self> {
                (raw.pushed() > 0).then(|| raw.largest())
            }
        }
    )*};
}

instantiated! {
    f64, WindowF64, make_window_f64;
    i32, WindowI32, make_window_i32;
}

/// The last values of a stream.
pub struct Window<T: Element>(UniquePtr<T::Raw>);

impl<T: Element> Window<T> {
    /// A window of this length; `None` for 0, or where there is no memory.
    pub fn new(length: usize) -> Option<Self> {
        if length == 0 {
            return None;
        }
        T::make(length).ok().map(Self)
    }

    /// Adds a value; the oldest one leaves a full window.
    pub fn push(&mut self, value: T) {
        T::push(self.0.pin_mut(), value);
    }

    /// The largest value in the window; `None` before the first one.
    pub fn largest(&self) -> Option<T> {
        T::largest(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_that_cannot_be_are_none() {
        assert!(Window::<f64>::new(0).is_none());
        assert!(Window::<i32>::new(usize::MAX).is_none()); // std::length_error
    }

    #[test]
    fn both_types_are_the_same_class() {
        let mut window = Window::<i32>::new(3).unwrap();
        assert_eq!(window.largest(), None);
        [-5, -7, -6, -8].into_iter().for_each(|value| window.push(value));
        assert_eq!(window.largest(), Some(-6));
    }
}
