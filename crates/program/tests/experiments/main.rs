//! The rooms of the experiments: every count, every thread and every stop, many times over.

mod memory;
mod returns;
mod thread_sanitizer;
mod until;
mod visitors;
