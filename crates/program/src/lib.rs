//! What the program `ffi-workbench` is made of besides its commands: experiments, the user's files, price series, reports
//! and pictures.

pub mod experiments;
pub mod files;
pub mod prices;
pub mod report;
