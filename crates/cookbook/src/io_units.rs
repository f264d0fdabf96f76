//! Both sides write to standard output.
//!
//! | the other side | |
//! | --- | --- |
//! | promises | lines in the order of its own calls |
//! | does not promise | an order with ours: Fortran, C and Rust each keep a buffer in front of the same file |
//!
//! **Idiom.** Whoever hands over flushes: Rust before the call, Fortran at its end. A library that only computes
//! should write nothing; what it writes on errors goes to a [process of its own](crate::exits) whose output is read.
//!
//! **Rules.** FFI-SAFEWRAPPING.
//!
//! **Otherwise.** Into a file, without both flushes, "rust 1, fortran 2, rust 3" came out as "rust 1, rust 3, fortran
//! 2".
//!
//! ```
//! ffi_cookbook::io_units::say(2)?; // the line is out when this returns
//! # Ok::<(), std::io::Error>(())
//! ```
//!
//! `io_units.f90`:
#![doc = concat!("```fortran\n", include_str!("io_units.f90"), "```")]
#![expect(unsafe_code, reason = "declares Fortran")]

use std::ffi::c_int;
use std::io::{self, Write};

// SAFETY: the declarations are those of io_units.f90; the runtime locks its units, so any thread may call both.
unsafe extern "C" {
    safe fn ck_say(number: c_int);
    safe fn ck_flush();
}

/// Has Fortran write a line, behind all that Rust has written before.
pub fn say(number: i32) -> io::Result<()> {
    let mut stdout = io::stdout().lock(); // no line of another thread comes in between
    stdout.flush()?;
    ck_say(number);
    ck_flush();
    Ok(())
}
