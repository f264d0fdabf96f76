//! A library that is opened while the program runs: `dlopen`, `dlsym`.
//!
//! | the other side | |
//! | --- | --- |
//! | promises | the functions of the version that it says it is |
//! | does not promise | to be there; that a symbol of the right name has the right type; to stay when it is closed |
//!
//! **Idiom.** `libloading` opens it, and a `Symbol<'lib>` cannot outlive its library. All symbols are looked up once,
//! when it is opened, next to the library that owns them; the version is compared before anything else is called. A
//! library runs code of its own when it is opened: the path must be one that you trust, so `open` is `unsafe`.
//!
//! **Rules.** FFI-CKFUNPTR (function pointers are checked), FFI-MARKEDFUNPTR (they are `unsafe extern "C"`), FFI-TCONS.
//!
//! **Otherwise.** A plain `fn` pointer, copied out of its symbol and called after the library was closed: SIGSEGV.
//!
//! ```
//! use ffi_cookbook::loading::{LoadError, Plugin};
//!
//! let error = Plugin::open_example("/nowhere/libplugin.so").unwrap_err();
//! assert!(matches!(error, LoadError::Open { .. }));
//! ```
//!
//! A symbol does not outlive its library:
//!
//! ```compile_fail,E0505
//! fn scale(library: libloading::Library) {
//!     // SAFETY: the library's header declares `double scale(double)`.
//!     let scale: libloading::Symbol<unsafe extern "C" fn(f64) -> f64> = unsafe { library.get(b"scale") }.unwrap();
//!     drop(library);
//!     // SAFETY: none: the library may be gone, which is why this does not compile.
//!     unsafe { scale(1.0) };
//! }
//! ```
//!
//! `loading.plugin.c`, which build.rs makes a shared library of:
#![doc = concat!("```c\n", include_str!("loading.plugin.c"), "```")]
#![expect(unsafe_code, reason = "opens a library and calls it")]

use std::ffi::c_int;
use std::path::{Path, PathBuf};

use libloading::Library;

const VERSION: c_int = 3;

/// Why the library cannot be used.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "the sentences name the values")]
pub enum LoadError {
    #[error("cannot open {}: {source}", path.display())]
    Open { path: PathBuf, source: libloading::Error },
    #[error("the library lacks a symbol: {0}")]
    Symbol(#[from] libloading::Error),
    #[error("the library is version {found}; version {VERSION} is needed")]
    Version { found: c_int },
}

/// An open library of version 3, with its symbols.
#[derive(Debug)]
pub struct Plugin {
    scale: unsafe extern "C" fn(f64) -> f64,
    _library: Library, // stays open for as long as `scale` is there
}

impl Plugin {
    /// Opens the library and looks up all that it must have.
    ///
    /// # Safety
    /// The file is a library which runs nothing harmful when it is opened, and of which `ck_plugin_version` is an
    /// `int (void)`; in version 3, `ck_plugin_scale` is a `double (double)` that has an answer for every argument.
    pub unsafe fn open(path: &Path) -> Result<Self, LoadError> {
        // SAFETY: the caller vouches for what runs on opening.
        let library = unsafe { Library::new(path) };
        let library = library.map_err(|source| LoadError::Open { path: path.into(), source })?;
        // SAFETY: the caller vouches for the type.
        let version = unsafe { library.get::<unsafe extern "C" fn() -> c_int>(b"ck_plugin_version\0") }?;
        // SAFETY: it takes nothing, and the library is open.
        let found = unsafe { version() };
        if found != VERSION {
            return Err(LoadError::Version { found });
        }
        // SAFETY: this version has the function with this type, says the caller.
        let scale = *unsafe { library.get::<unsafe extern "C" fn(f64) -> f64>(b"ck_plugin_scale\0") }?;
        Ok(Self { scale, _library: library })
    }

    /// Opens a file as the example's library: safe here alone, because nothing but the example or a missing file is
    /// opened.
    #[doc(hidden)]
    pub fn open_example(path: &str) -> Result<Self, LoadError> {
        assert!(path == example() || !Path::new(path).exists(), "{path} is not the example");
        // SAFETY: it is the example, of which loading.plugin.c is the source, or there is no such file.
        unsafe { Self::open(Path::new(path)) }
    }

    /// 10 · x.
    pub fn scale(&self, x: f64) -> f64 {
        // SAFETY: the library is open for as long as self lives, and has an answer for every number.
        unsafe { (self.scale)(x) }
    }
}

/// The shared library that build.rs made of `loading.plugin.c`.
pub fn example() -> &'static str {
    env!("COOKBOOK_PLUGIN")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_is_opened_and_called() {
        let plugin = Plugin::open_example(example()).unwrap();
        assert_eq!(plugin.scale(4.2), 42.0);
    }

    #[test]
    fn a_missing_library_and_a_file_that_is_none_are_errors() {
        assert!(matches!(Plugin::open_example("/nowhere"), Err(LoadError::Open { .. })));
        let source = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src/loading.rs"));
        // SAFETY: this page is no library, so nothing runs.
        assert!(matches!(unsafe { Plugin::open(source) }, Err(LoadError::Open { .. })));
    }

    #[test]
    fn a_library_without_the_symbols_is_an_error() {
        // SAFETY: the C library is open in every process already.
        let opened = unsafe { Plugin::open(Path::new("libc.so.6")) };
        assert!(matches!(opened, Err(LoadError::Symbol(_))));
    }
}
