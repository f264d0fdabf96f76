//! Lines of Rust and of Fortran come out in the order in which they were written, also into a pipe.

use std::io::{self, Write};
use std::process::Command;

use ffi_cookbook::io_units::say;

fn main() -> io::Result<()> {
    if std::env::args().nth(1).as_deref() == Some("child") {
        print!("rust 1\nrust 1, on a line that");
        say(2)?;
        print!(" goes on\nrust 3\n");
        return io::stdout().flush();
    }
    let child = Command::new(std::env::current_exe()?).arg("child").output()?;
    let text = String::from_utf8_lossy(&child.stdout);
    assert_eq!(text, "rust 1\nrust 1, on a line thatfortran 2\n goes on\nrust 3\n");
    Ok(())
}
