//! The file that workers run: [`Program`].

use std::env;
use std::fs::File;
use std::io::{self, Read};
use std::os::fd::{AsRawFd, OwnedFd};
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::Command;

use rustix::fs::{Mode, OFlags};

use super::emulator::is_emulated;
use super::socket::above_standard_streams;

/// A program that stays the same one when its file is replaced, because it is open.
#[derive(Debug)]
pub(crate) struct Program {
    path: PathBuf,
    /// None for a script, and for every program under an emulator: the interpreter, or the emulator, would look for the
    /// descriptor, which is closed by then.
    file: Option<OwnedFd>,
}

impl Program {
    /// The program that this process runs, also where its file has been replaced since.
    pub fn this() -> io::Result<Self> {
        let file = if is_emulated() { None } else { Some(open("/proc/self/exe".into())?) };
        let path = env::current_exe()?;
        // The kernel says so where the file is gone.
        let name = path.to_str().and_then(|path| path.strip_suffix(" (deleted)")).map(PathBuf::from);
        Ok(Self { path: name.unwrap_or(path), file })
    }

    /// The program in this file as it is now.
    pub fn at(path: PathBuf) -> io::Result<Self> {
        let mut start = [0; 2];
        // A program that may be run need not be readable; a script must be.
        let is_script = File::open(&path).and_then(|mut file| file.read_exact(&mut start)).is_ok() && &start == b"#!";
        let file = if is_script || is_emulated() { None } else { Some(open(path.clone())?) };
        Ok(Self { path, file })
    }

    /// A command that runs it; its process has the name that the path says.
    pub fn command(&self) -> Command {
        let Some(file) = &self.file else { return Command::new(&self.path) };
        let mut command = Command::new(format!("/proc/self/fd/{}", file.as_raw_fd()));
        command.arg0(&self.path);
        command
    }
}

fn open(path: PathBuf) -> io::Result<OwnedFd> {
    above_standard_streams(rustix::fs::open(path, OFlags::PATH | OFlags::CLOEXEC, Mode::empty())?)
}
