//! Bad foreign code: [`FAULTS`], and a kernel that is wrong on threads: [`common`].
//!
//! Nothing here knows of worker processes. Whoever runs it must, or end with it.
#![cfg(target_os = "linux")]

#[cfg(feature = "fortran")]
pub mod common;
mod foreign;
pub mod surroundings;

/// Something that foreign code does to its caller.
#[derive(Debug, Clone, Copy)]
pub struct Fault {
    /// Its number, which no other has.
    pub number: u32,
    /// A word for it.
    pub name: &'static str,
    /// What it does, in one line.
    pub what: &'static str,
    /// The causes that are right, in the words of `ffi_isolate::Error::cause`; `result` where it returns.
    pub reported: &'static [&'static str],
    /// What the caller must have to survive it.
    pub needs: Needs,
    run: fn() -> f64,
}

/// What a fault is run with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// Nothing but a process of its own.
    Process,
    /// A deadline too.
    Deadline,
    /// A limit on memory too.
    MemoryLimit,
    /// Workers that are replaced in time, by memory or by calls.
    Recycling,
    /// An array to fill: [`half_written`].
    Array,
}

impl Fault {
    const fn new(
        number: u32,
        name: &'static str,
        what: &'static str,
        reported: &'static [&'static str],
        needs: Needs,
        run: fn() -> f64,
    ) -> Self {
        Self { number, name, what, reported, needs, run }
    }
}

use Needs::{Array, Deadline, MemoryLimit, Process, Recycling};
use foreign as bad;

/// The runtime looks for its message in the language of the locale, and may come back with another `errno`.
#[cfg(feature = "fortran")]
const FORTRAN_MEMORY: &[&str] = &["out of memory", "exit status 1"];

/// Every fault but number 27, the death of the parent, which nobody is left to report.
pub const FAULTS: &[Fault] = &[
    Fault::new(1, "segfault", "C writes to address 0", &["SIGSEGV"], Process, bad::fault_segfault),
    Fault::new(2, "abort", "C calls abort()", &["SIGABRT"], Process, bad::fault_abort),
    Fault::new(3, "exit", "C calls exit(0)", &["exit status 0"], Process, bad::fault_exit_0),
    Fault::new(4, "_exit", "C calls _exit(7)", &["exit status 7"], Process, bad::fault_exit_7),
    Fault::new(5, "loop", "C never returns", &["deadline"], Deadline, bad::fault_loop),
    Fault::new(6, "deaf-loop", "C blocks all signals and never returns", &["deadline"], Deadline, bad::fault_deaf_loop),
    Fault::new(7, "stack", "C calls itself for ever", &["SIGSEGV", "SIGABRT"], Process, bad::fault_stack_overflow),
    Fault::new(8, "double-free", "C frees a block twice", &["SIGABRT"], Process, bad::fault_double_free),
    Fault::new(9, "heap-smash", "C writes past a block", &["SIGABRT", "SIGSEGV"], Process, bad::fault_heap_smash),
    Fault::new(10, "sigstop", "C stops its own process", &["deadline"], Deadline, bad::fault_stop_itself),
    Fault::new(11, "hog", "C takes all memory, unchecked", &["out of memory"], MemoryLimit, bad::fault_hog),
    Fault::new(34, "hog-c++", "C++ takes all memory, uncaught", &["out of memory"], MemoryLimit, bad::fault_hog_cpp),
    #[cfg(feature = "fortran")]
    Fault::new(35, "hog-fortran", "Fortran takes all memory", FORTRAN_MEMORY, MemoryLimit, bad::hog_fortran),
    Fault::new(36, "hog-rust", "Rust takes all memory", &["out of memory"], MemoryLimit, hog_rust),
    Fault::new(12, "orphan", "C forks, and exits with status 3", &["exit status 3"], Process, bad::fault_orphan),
    Fault::new(37, "fork-returns", "C forks, and both return", &["result"], Process, bad::fault_fork_returns),
    Fault::new(13, "close-low", "C closes descriptors 0 to 63", &["result"], Process, bad::fault_close_low),
    Fault::new(38, "close-all", "C closes all descriptors", &["result"], Process, bad::fault_close_all),
    Fault::new(14, "noise", "C prints to stdout and stderr", &["result"], Process, bad::fault_noise),
    #[cfg(feature = "fortran")]
    Fault::new(15, "stop", "Fortran STOP", &["exit status 0"], Process, bad::stop),
    #[cfg(feature = "fortran")]
    Fault::new(16, "stop-3", "Fortran STOP 3", &["exit status 3"], Process, bad::stop_3),
    #[cfg(feature = "fortran")]
    Fault::new(17, "error-stop", "Fortran ERROR STOP", &["exit status 1"], Process, bad::error_stop),
    #[cfg(feature = "fortran")]
    Fault::new(18, "open", "Fortran opens a missing file", &["exit status 2"], Process, bad::open),
    #[cfg(feature = "fortran")]
    Fault::new(19, "allocate", "Fortran allocates twice", &["exit status 2"], Process, bad::allocate_twice),
    Fault::new(20, "panic", "Rust panics", &["panic"], Process, panics),
    Fault::new(21, "leak", "C loses 8 MiB in every call", &["result"], Recycling, bad::fault_leak),
    Fault::new(22, "throw", "C++ throws through extern \"C\"", &["SIGABRT"], Process, bad::fault_throw),
    Fault::new(23, "callback-c", "a Rust callback of C panics", &["panic"], Process, bad::fault_panic_in_c),
    #[cfg(feature = "fortran")]
    Fault::new(24, "callback-fortran", "a Rust callback of Fortran panics", &["panic"], Process, bad::panic_in_fortran),
    #[cfg(feature = "fortran")]
    Fault::new(25, "bounds", "Fortran with -fcheck=bounds", &["exit status 2"], Process, bad::bounds),
    Fault::new(26, "divide", "C divides an integer by 0", &["SIGFPE"], Process, bad::fault_divide),
    Fault::new(28, "corrupt-reply", "C writes to the worker's socket", &["lost"], Process, bad::fault_corrupt_reply),
    Fault::new(39, "scribble", "C writes to every descriptor", &["result"], Process, bad::fault_scribble),
    Fault::new(29, "close-socket", "C closes the worker's socket", &["result"], Process, bad::fault_close_socket),
    Fault::new(30, "half-written", "C aborts half way through its output", &["SIGABRT"], Array, bad::fault_abort),
    Fault::new(31, "terminate", "C++ calls std::terminate", &["SIGABRT"], Process, bad::fault_terminate),
    Fault::new(32, "sigkill", "C kills its own process", &["SIGKILL"], Process, bad::fault_kill),
    Fault::new(33, "raise-segv", "C raises SIGSEGV", &["SIGSEGV"], Process, bad::fault_raise_segv),
    Fault::new(40, "raise-bus", "C raises SIGBUS", &["SIGBUS"], Process, bad::fault_raise_bus),
];

/// Runs the fault of this name. To be registered as a task: where it returns at all, it returns a number.
///
/// # Errors
/// There is no such fault.
pub fn run(name: String) -> Result<f64, String> {
    let fault = FAULTS.iter().find(|fault| fault.name == name).ok_or_else(|| format!("no fault is called {name}"))?;
    Ok((fault.run)())
}

/// Fault 30, as a task that fills an array: writes half of the block and aborts.
///
/// # Errors
/// None: it does not return.
pub fn half_written(_arguments: &(), _first: usize, out: &mut [f64]) -> Result<(), String> {
    bad::half_written(out);
    Ok(())
}

/// Fills the block with 99, and forks a child that goes on writing.
///
/// # Errors
/// None.
pub fn fork_in_block(_arguments: &(), _first: usize, out: &mut [f64]) -> Result<(), String> {
    bad::fork_in_block(out);
    Ok(())
}

/// Fills the block that begins at the element `bad` and ten elements beyond it; the others rightly.
///
/// # Errors
/// None.
pub fn beyond_block(bad_block: &usize, first: usize, out: &mut [f64]) -> Result<(), String> {
    if first == *bad_block {
        bad::beyond_block(out);
    } else {
        out.fill(1.0);
    }
    Ok(())
}

/// A number, after a child that lives 20 s has begun to trace this process; the kernel then keeps the end of this
/// process from its parent. It does not return.
pub fn traced() -> f64 {
    bad::fault_traced()
}

fn panics() -> f64 {
    let digits: Vec<f64> = Vec::new();
    digits[std::hint::black_box(3)]
}

fn hog_rust() -> f64 {
    let blocks: Vec<Vec<u8>> = (0..4096).map(|_| vec![1; 1 << 20]).collect();
    f64::from(std::hint::black_box(blocks)[0][0])
}
