//! The experiments: every count, every thread and every stop, many times over.

mod deadlock;
mod foreign_array;
mod memory;
mod race;
mod thread_sanitizer;
mod threads;
mod until;

use std::sync::Mutex;

/// Held by whoever makes foreign arrays, which are counted for the whole process.
static FOREIGN_ARRAYS: Mutex<()> = Mutex::new(());
