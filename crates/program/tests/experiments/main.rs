//! The experiments: every count, every thread and every stop, many times over.

mod deadlock;
mod memory;
mod race;
mod thread_sanitizer;
mod threads;
mod until;
