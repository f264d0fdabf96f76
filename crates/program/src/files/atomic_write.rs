//! Files that are whole or not there: written without a name, which they get when all of it is written.
//!
//! | what is there | what becomes of it |
//! | --- | --- |
//! | nothing | a new file gets the name |
//! | a file | a new file with the same permissions takes its place at once |
//! | a file with several names (hard links), or of another owner | its content is replaced, when all of it is written |
//! | a link | what it points to counts |
//! | a device or a pipe | is written to directly |
//! | what standard output goes to | is written to through standard output |
//!
//! A program that is killed leaves nothing behind on Linux, where a file can be without a name (`O_TMPFILE`). On other
//! systems, and on file systems that have no such files, it can leave one called `.ffi-workbench-….part`.

use std::fs::{self, File, Metadata};
use std::io::{self, BufWriter, Seek, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tempfile::{Builder, NamedTempFile};

/// The name of the file that is being written, if it has one.
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
    let existing = path.metadata().ok();
    if existing.as_ref().is_some_and(is_standard_output) {
        return buffered(&mut io::stdout().lock(), write);
    }
    if existing.as_ref().is_some_and(|existing| !existing.is_file()) {
        // Renaming would replace a device or a pipe.
        return buffered(&mut File::create(path)?, write);
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut new = New::in_folder(folder)?;
    let file = new.file();
    let keeps_place = match &existing {
        // Before anything is in it: what nobody else may read is at no time readable.
        Some(existing) => {
            let same = file.set_permissions(permissions(existing));
            same.is_err() || keeps_place(existing, &file.metadata()?)
        }
        None => false,
    };
    let written = buffered(file, write).and_then(|()| match keeps_place {
        true => copy(new.file(), &mut File::create(&path)?),
        false => Ok(()),
    });
    match (written, keeps_place) {
        (Ok(()), false) => new.replace(&path),
        (written, _) => {
            new.discard();
            written
        }
    }
}

fn buffered(file: &mut dyn Write, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let mut file = BufWriter::with_capacity(1 << 20, file);
    write(&mut file)?;
    file.flush()
}

fn copy(from: &mut File, to: &mut File) -> io::Result<()> {
    from.rewind()?;
    io::copy(from, to).map(drop)
}

/// A file that has no name yet, or a temporary one.
enum New {
    #[cfg(target_os = "linux")]
    Unnamed(File, PathBuf),
    Named(NamedTempFile),
}

impl New {
    fn in_folder(folder: &Path) -> io::Result<Self> {
        #[cfg(target_os = "linux")]
        if let Ok(file) = unnamed::create(folder) {
            return Ok(Self::Unnamed(file, folder.to_owned()));
        }
        Self::named(folder).map(Self::Named)
    }

    fn named(folder: &Path) -> io::Result<NamedTempFile> {
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
        Ok(file)
    }

    fn file(&mut self) -> &mut File {
        match self {
            #[cfg(target_os = "linux")]
            Self::Unnamed(file, _) => file,
            Self::Named(file) => file.as_file_mut(),
        }
    }

    /// Gives the file its name, in place of a file that had it.
    fn replace(self, path: &Path) -> io::Result<()> {
        match self {
            #[cfg(target_os = "linux")]
            Self::Unnamed(mut file, folder) => {
                if unnamed::link(&file, &folder, path).is_ok() {
                    return Ok(());
                }
                // No /proc, or a file system that makes files without names and gives them none.
                let mut named = Self::named(&folder)?;
                let permissions = file.metadata()?.permissions();
                let copied =
                    named.as_file().set_permissions(permissions).and_then(|()| copy(&mut file, named.as_file_mut()));
                match copied {
                    Ok(()) => Self::Named(named).replace(path),
                    Err(error) => {
                        Self::Named(named).discard();
                        Err(error)
                    }
                }
            }
            Self::Named(file) => {
                let mut name = unfinished();
                *name = None;
                Ok(file.persist(path).map(drop)?)
            }
        }
    }

    fn discard(self) {
        // Removed before its name is forgotten, so that Ctrl-C in between finds it.
        let mut name = unfinished();
        drop(self);
        *name = None;
    }
}

/// Files without a name: open(2), O_TMPFILE.
#[cfg(target_os = "linux")]
mod unnamed {
    use std::fs::{self, File, OpenOptions};
    use std::io;
    use std::os::fd::AsRawFd;
    use std::os::unix::fs::OpenOptionsExt;
    use std::path::Path;

    use nix::errno::Errno;
    use nix::fcntl::{AT_FDCWD, AtFlags, OFlag};
    use nix::unistd::linkat;

    pub(super) fn create(folder: &Path) -> io::Result<File> {
        OpenOptions::new().read(true).write(true).mode(0o666).custom_flags(OFlag::O_TMPFILE.bits()).open(folder)
    }

    /// Gives a file without a name this one, in place of a file that had it. A link replaces nothing, so such a file
    /// gets another name first, for as long as it takes to rename it.
    pub(super) fn link(file: &File, folder: &Path, path: &Path) -> io::Result<()> {
        let this = format!("/proc/self/fd/{}", file.as_raw_fd());
        let link = |path: &Path| linkat(AT_FDCWD, this.as_str(), AT_FDCWD, path, AtFlags::AT_SYMLINK_FOLLOW);
        // Ctrl-C waits until the other name is gone.
        let _guard = super::unfinished();
        match link(path) {
            Err(Errno::EEXIST) => {}
            linked => return Ok(linked?),
        }
        let other = folder.join(format!(".ffi-workbench-{}.part", std::process::id()));
        match link(&other) {
            Err(Errno::EEXIST) => {
                // Left behind by a process of this number that was killed at this very place.
                fs::remove_file(&other)?;
                link(&other)?;
            }
            linked => linked?,
        }
        fs::rename(&other, path).inspect_err(|_| {
            // The error of renaming is the one to report.
            let _ = fs::remove_file(&other);
        })
    }
}

/// Who may read, write and run a file; without set-user-ID, which an array has no use for.
fn permissions(existing: &Metadata) -> fs::Permissions {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs::Permissions::from_mode(existing.permissions().mode() & 0o777)
    }
    #[cfg(not(unix))]
    existing.permissions()
}

/// Whether a file is to stay the same file with another content: another name means it too, or a new file could not be
/// given to its owner.
#[cfg(unix)]
fn keeps_place(existing: &Metadata, new: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    existing.nlink() > 1 || (existing.uid(), existing.gid()) != (new.uid(), new.gid())
}

#[cfg(not(unix))]
fn keeps_place(_existing: &Metadata, _new: &Metadata) -> bool {
    false
}

/// Whether standard output goes there, which has its own place in the file.
#[cfg(unix)]
fn is_standard_output(existing: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    let id = |metadata: &Metadata| (metadata.dev(), metadata.ino());
    fs::metadata("/dev/stdout").is_ok_and(|output| id(&output) == id(existing))
}

#[cfg(not(unix))]
fn is_standard_output(_existing: &Metadata) -> bool {
    false
}

fn unfinished() -> MutexGuard<'static, Option<PathBuf>> {
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner)
}
