//! Panics of tasks as messages.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook};
use std::sync::OnceLock;

use crate::slate::Slate;

static SLATE: OnceLock<&'static Slate> = OnceLock::new();

thread_local! {
    static LAST: Cell<Option<String>> = const { Cell::new(None) };
}

/// From now on panics are written down and not printed: whoever called the task gets the message.
pub(crate) fn note_on(slate: &'static Slate) {
    if SLATE.set(slate).is_err() {
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
        if let Some(slate) = SLATE.get() {
            slate.write(&message);
        }
        LAST.set(Some(message));
    }));
}

/// What `task` returns, or the message of its panic.
pub(crate) fn guarded<R>(task: impl FnOnce() -> R) -> Result<R, String> {
    // The task's own state may be half changed after a panic, as in any program that goes on after one.
    catch_unwind(AssertUnwindSafe(task)).map_err(|_| LAST.take().unwrap_or_else(|| "no message".into()))
}
