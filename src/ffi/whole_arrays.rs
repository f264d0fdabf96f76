//! The estimate of whole arrays in C: bindgen's reading of `csrc/c/whole_arrays.h`, whose comments are the documentation.

#![allow(missing_docs)]

include!(concat!(env!("OUT_DIR"), "/whole_arrays.rs"));
