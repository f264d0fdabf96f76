//! What the program `ffi-workbench` is made of besides its commands: experiments, the user's files, price series,
//! reports and pictures.
//!
//! The modules stand below in the order in which they use each other: each needs only those above it.

pub mod excerpt;

pub mod error;
pub mod machine;

mod ffi;

pub mod files;
pub mod prices;

pub mod amdahl;
pub mod experiments;

pub mod report;
