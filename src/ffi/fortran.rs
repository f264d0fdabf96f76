//! The Fortran kernels: bindgen's reading of `fortran/kernels.h` and `fortran/tuned/kernels.h`, whose comments are the
//! documentation.

#![expect(missing_docs, reason = "the comments of the headers are the documentation")]

use super::levels;

include!(concat!(env!("OUT_DIR"), "/fortran.rs"));

levels!(level_modules! { "fortran" });
