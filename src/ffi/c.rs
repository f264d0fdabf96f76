//! The C kernels: bindgen's reading of `csrc/c/kernels.h`, whose comments are the documentation.

#![allow(missing_docs)]

include!(concat!(env!("OUT_DIR"), "/c.rs"));
