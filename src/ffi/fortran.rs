//! The Fortran kernels: bindgen's reading of `fortran/kernels.h`, whose comments are the documentation.

#![allow(missing_docs)]

include!(concat!(env!("OUT_DIR"), "/fortran.rs"));
