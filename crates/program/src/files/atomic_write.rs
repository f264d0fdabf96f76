//! Files that are whole or not there: written next to their target, then renamed.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tempfile::Builder;

/// The name of the file that is being written, if any.
static UNFINISHED: Mutex<Option<PathBuf>> = Mutex::new(None);

/// Removes the file that is being written. For the handler of Ctrl-C, which ends the program without unwinding.
pub fn remove_unfinished() {
    if let Some(path) = unfinished().take() {
        // Where it cannot be removed, the program has nothing better to do than to end.
        let _ = fs::remove_file(path);
    }
}

/// Calls `write` on a new file and gives it the name `path`, only if all of it was written.
pub(super) fn write(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    // A link keeps pointing to the same file.
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    if path.metadata().is_ok_and(|existing| !existing.is_file()) {
        // A device or a pipe has to be written in place: renaming would replace it.
        return buffered(File::create(path)?, write);
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = Builder::new();
    builder.prefix(".ffi-workbench-").suffix(".part");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // What any new file gets, less the umask; tempfile's own choice is a private file.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    // Locked while the file gets or loses its name, so that Ctrl-C finds it under the name it has.
    let mut name = unfinished();
    let file = builder.tempfile_in(folder)?;
    *name = Some(file.path().to_owned());
    drop(name);
    let written = buffered(file.as_file(), write);
    let mut name = unfinished();
    *name = None;
    written.and_then(|()| Ok(file.persist(&path).map(drop)?))
}

fn buffered(file: impl Write, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let mut file = BufWriter::with_capacity(1 << 20, file);
    write(&mut file)?;
    file.flush()
}

fn unfinished() -> MutexGuard<'static, Option<PathBuf>> {
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner)
}
