//! Whether an emulator runs this process: [`is_emulated`].

use std::fs::read_link;
use std::sync::OnceLock;

/// Whether an emulator such as qemu-aarch64 runs this process. It gives /proc/self/exe the name of the program, and
/// leaves /proc/thread-self/exe its own.
pub(super) fn is_emulated() -> bool {
    static EMULATED: OnceLock<bool> = OnceLock::new();
    *EMULATED.get_or_init(|| read_link("/proc/thread-self/exe").ok() != read_link("/proc/self/exe").ok())
}
