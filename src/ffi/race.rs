//! The visitor counter in C: bindgen's reading of `csrc/c/race.h`, whose comments are the documentation.

#![allow(missing_docs)]

include!(concat!(env!("OUT_DIR"), "/race.rs"));
