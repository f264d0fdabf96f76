//! Panics of tasks, as messages.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook};
use std::sync::OnceLock;

use crate::protocol::progress::Progress;

static PROGRESS: OnceLock<&'static Progress> = OnceLock::new();

thread_local! {
    static LAST_MESSAGE: Cell<Option<String>> = const { Cell::new(None) };
}

/// From now on a panic's message is not printed but written to the progress page: the caller of the task gets it.
pub(super) fn record_on(progress: &'static Progress) {
    if PROGRESS.set(progress).is_err() {
        return;
    }
    set_hook(Box::new(|panic| {
        let payload = panic.payload();
        let text = payload.downcast_ref::<String>().map(String::as_str);
        let text = text.or_else(|| payload.downcast_ref::<&str>().copied()).unwrap_or("a value that is no text");
        let message = match panic.location() {
            Some(place) => format!("{text} ({}:{})", place.file(), place.line()),
            None => text.into(),
        };
        if let Some(progress) = PROGRESS.get() {
            progress.set_message(&message);
        }
        LAST_MESSAGE.set(Some(message));
    }));
}

/// What `task` returns, or the message of its panic.
pub(super) fn catch<R>(task: impl FnOnce() -> R) -> Result<R, String> {
    // A panic may leave the task's own state half changed, as in any program that catches panics.
    catch_unwind(AssertUnwindSafe(task)).map_err(|payload| {
        let message = LAST_MESSAGE.take().unwrap_or_else(|| "no message".into());
        // The payload may be any value, and its Drop may panic too; then the payload of that panic is leaked.
        if let Err(second) = catch_unwind(AssertUnwindSafe(|| drop(payload))) {
            std::mem::forget(second);
        }
        message
    })
}
