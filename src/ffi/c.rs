//! The C kernels: bindgen's reading of `csrc/c/kernels.h` and `csrc/c/tuned/kernels.h`, whose comments are the
//! documentation.

#![expect(missing_docs, reason = "the comments of the headers are the documentation")]

use super::levels;

include!(concat!(env!("OUT_DIR"), "/c.rs"));

levels!(level_modules! { "c" });
