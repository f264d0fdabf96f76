//! Ctrl-C: it ends the program, or has a command end with what it has.

use std::io::{self, Write};
use std::process::exit;
use std::sync::atomic::{AtomicBool, Ordering};

use ffi_workbench_cli::files;

/// The exit code of a program that was interrupted.
pub const EXIT_CODE: u8 = 130;

/// Whether the command that runs asks [`requested`] and ends by itself.
static EXPECTED: AtomicBool = AtomicBool::new(false);
static REQUESTED: AtomicBool = AtomicBool::new(false);

/// From now on Ctrl-C ends the program with code 130, and no half-written file stays.
pub fn handle() {
    // Without the handler Ctrl-C still ends the program; a half-written file would stay next to its target.
    let _ = ctrlc::set_handler(|| {
        // Relaxed: the flags stand for themselves.
        if EXPECTED.load(Ordering::Relaxed) && !REQUESTED.swap(true, Ordering::Relaxed) {
            // Where standard error is closed there is nobody left to tell.
            let _ = writeln!(io::stderr(), "\nending with what was measured; Ctrl-C again ends at once");
            return;
        }
        files::remove_unfinished();
        exit(EXIT_CODE.into());
    });
}

/// From now on the first Ctrl-C only makes [`requested`] true. The command must end soon after, and may be ended by
/// the next one.
pub fn expect() {
    EXPECTED.store(true, Ordering::Relaxed);
}

/// Whether the command that runs is to end with what it has.
pub fn requested() -> bool {
    REQUESTED.load(Ordering::Relaxed)
}
