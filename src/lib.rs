//! Numerical kernels in Rust, C, C++ and Fortran: called safely from Rust, run on all cores, checked and measured.
pub mod build_info;
pub mod error;
pub mod executors;
pub mod ffi;
pub mod kernels;
pub mod language;
pub mod machine;
pub mod measure;
pub mod work;
