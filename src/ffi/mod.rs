//! Raw declarations of the foreign kernels, as bindgen and cxx write them: nothing is checked here.
//!
//! The safe functions are in [`kernels`](crate::kernels).

#![allow(unsafe_code)]

pub mod c;
pub mod cpp;
#[cfg(feature = "fortran")]
pub mod fortran;
pub mod race;
pub mod whole_arrays;
