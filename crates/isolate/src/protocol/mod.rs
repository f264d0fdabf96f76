//! What a program and its workers say to each other: messages, arrays in them, and a page that survives a dead worker.

pub(crate) mod attachments;
pub(crate) mod message;
pub(crate) mod progress;
pub(crate) mod values;
pub(crate) mod wire;
