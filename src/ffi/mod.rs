//! Raw declarations of the foreign kernels, as bindgen and cxx write them: nothing is checked here.
//!
//! The safe functions are in [`kernels`](crate::kernels). The tuned kernels stand in a module for each instruction-set
//! level, under the same names in all of them.

#![expect(unsafe_code, reason = "raw declarations are unsafe functions")]
#![expect(clippy::multiple_unsafe_ops_per_block, reason = "in what cxx generates")]
#![expect(clippy::missing_safety_doc, reason = "clippy does not see the sections of a bridge that is included")]

use crate::level::levels;

/// A module for each level, with the declarations that build.rs wrote for it.
macro_rules! level_modules {
    ({ $language:literal } $({
        $(#[$doc:meta])* $Level:ident, $name:ident, $arch:tt, $detected:ident, [$($feature:tt)*], [$($flag:tt)*]
    })*) => {
        /// The tuned kernels at the level `baseline`.
        pub mod baseline {
            include!(concat!(env!("OUT_DIR"), "/", $language, "_baseline.rs"));
        }
        $(
            #[doc = concat!("The tuned kernels at the level `", stringify!($name), "`.")]
            #[cfg(all(feature = "levels", target_arch = $arch))]
            pub mod $name {
                include!(concat!(env!("OUT_DIR"), "/", $language, "_", stringify!($name), ".rs"));
            }
        )*
    };
}

pub mod c;
pub mod cpp;
#[cfg(feature = "fortran")]
pub mod fortran;
