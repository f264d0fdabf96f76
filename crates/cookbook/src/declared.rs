//! The declarations that bindgen reads in the C files of this folder, next to those that the pages write by hand. The
//! compiler compares the two: a page that declares a symbol with other types does not compile.
#![expect(unsafe_code, reason = "declarations are unsafe functions")]
#![expect(dead_code, reason = "they are here to be compared; the page on bit fields uses its own")]
#![expect(non_camel_case_types, non_upper_case_globals, reason = "named by C")]
#![expect(clippy::all, reason = "generated")]
#![expect(clippy::undocumented_unsafe_blocks, clippy::multiple_unsafe_ops_per_block, reason = "generated")]
#![expect(clippy::cast_possible_truncation, reason = "generated")]

include!(concat!(env!("OUT_DIR"), "/declared.rs"));
