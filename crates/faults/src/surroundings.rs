//! What the program around worker processes does to itself: signals that interrupt its system calls, closed streams.
#![expect(unsafe_code, reason = "declares C functions that change the process")]

use std::ffi::c_int;

unsafe extern "C" {
    safe fn surroundings_handle_children(on: c_int);
    safe fn surroundings_ignore_children(on: c_int);
    safe fn surroundings_tick(on: c_int);
    safe fn surroundings_close_streams();
}

/// A handler for SIGCHLD that interrupts system calls, or the default action again.
pub fn handle_children(on: bool) {
    surroundings_handle_children(on.into());
}

/// SIGCHLD is ignored, so that the kernel collects children itself; or the default action again.
pub fn ignore_children(on: bool) {
    surroundings_ignore_children(on.into());
}

/// A signal every millisecond that interrupts system calls, or no more of them.
pub fn tick(on: bool) {
    surroundings_tick(on.into());
}

/// Closes the standard input, output and error.
pub fn close_streams() {
    surroundings_close_streams();
}
