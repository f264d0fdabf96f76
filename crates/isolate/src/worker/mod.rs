//! What a worker process does: it receives items, runs the tasks that they name, and sends outcomes.

mod panics;
mod output;
mod tasks;
mod job;
mod main_loop;

pub use main_loop::worker_entry;
pub use tasks::{Function, Tasks};
