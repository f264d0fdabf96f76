//! Compiles Fortran in a build script, as [`cc`] does C.
//!
//! ```no_run
//! // In main of build.rs:
//! fortran_build::Build::new().file("fortran/mean.f90").file("fortran/old.f").compile("means");
//! ```
//!
//! The package is then linked with `libmeans.a` and with the Fortran runtime. A procedure with `bind(c, name="mean")`
//! is declared in Rust as `unsafe extern "C" { fn mean(..); }`.
//!
//! # What every file gets
//!
//! | flag | reason |
//! | --- | --- |
//! | `-std=f2018`; in fixed form `-std=legacy` | free form is held to the standard, old code is accepted |
//! | `-O` with cargo's level | as `cc` does; [`Build::opt_level`] sets another |
//! | `-ffp-contract=off` | no fused multiply-add that the source does not ask for: the same answers everywhere |
//! | `-fPIC` | Rust programs are position-independent |
//! | `-frecursive` | gfortran puts large local arrays into static memory, which two threads would share |
//! | `-fno-stack-arrays` | temporaries whose size comes from the input go to the heap: a thread's stack holds 2 MB |
//! | `-fstack-clash-protection` | as in Rust: a stack overflow ends at the guard page, however large the frame |
//! | `-Wall` | gfortran's usual warnings |
//! | `-g` | only where cargo asks for debug information |
//!
//! flang gets the same without `-frecursive`, `-fstack-clash-protection`, `-Wall` and `-std=legacy`, which it does not
//! know. Then come [`Build::define`], [`Build::flag`], and last the environment's `FFLAGS`: a later flag overrides an
//! earlier one.
//!
//! # Environment
//!
//! The compiler is the first of `FC_<target>`, `TARGET_FC` (`HOST_FC` unless this is a cross build) and `FC`. Else it
//! is `gfortran`, in a cross build with the target's prefix: `aarch64-linux-gnu-gfortran`. `<target>` has `_` for `-`.
//! `FFLAGS`, `TARGET_FFLAGS` and `FFLAGS_<target>` are all read.
#![forbid(unsafe_code)]

mod compiler;
mod environment;
mod error;
mod flags;
mod order;
mod runtime;
mod source;

use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::exit;

pub use compiler::Compiler;
pub use error::Error;

use environment::Environment;
use source::{Form, Source};

/// A static library to be compiled: its files, and how.
#[derive(Debug, Clone, Default)]
pub struct Build {
    files: Vec<PathBuf>,
    includes: Vec<PathBuf>,
    defines: Vec<(String, Option<String>)>,
    flags: Vec<OsString>,
    std: Option<String>,
    opt_level: Option<u32>,
    debug: Option<bool>,
    compiler: Option<PathBuf>,
    out_dir: Option<PathBuf>,
    environment: Environment,
}

impl Build {
    /// No files yet, and the defaults for everything else.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a source file. The order of files is free: one that uses a module is compiled after the one that has it.
    pub fn file(&mut self, path: impl AsRef<Path>) -> &mut Self {
        self.files.push(path.as_ref().into());
        self
    }

    /// Adds source files.
    pub fn files<P: AsRef<Path>>(&mut self, paths: impl IntoIterator<Item = P>) -> &mut Self {
        self.files.extend(paths.into_iter().map(|path| path.as_ref().into()));
        self
    }

    /// Adds a folder of include files, or of modules that were compiled before.
    pub fn include(&mut self, folder: impl AsRef<Path>) -> &mut Self {
        self.includes.push(folder.as_ref().into());
        self
    }

    /// Adds folders of include files.
    pub fn includes<P: AsRef<Path>>(&mut self, folders: impl IntoIterator<Item = P>) -> &mut Self {
        self.includes.extend(folders.into_iter().map(|folder| folder.as_ref().into()));
        self
    }

    /// Defines a macro. Every file then goes through the preprocessor, not only those whose extension is in capitals.
    pub fn define<'a>(&mut self, name: &str, value: impl Into<Option<&'a str>>) -> &mut Self {
        self.defines.push((name.into(), value.into().map(str::to_owned)));
        self
    }

    /// Adds a flag for every file.
    pub fn flag(&mut self, flag: impl AsRef<OsStr>) -> &mut Self {
        self.flags.push(flag.as_ref().into());
        self
    }

    /// Adds flags for every file.
    pub fn flags<S: AsRef<OsStr>>(&mut self, flags: impl IntoIterator<Item = S>) -> &mut Self {
        self.flags.extend(flags.into_iter().map(|flag| flag.as_ref().into()));
        self
    }

    /// Holds every file to this standard, in place of `f2018` in free form and `legacy` in fixed form. `gnu` accepts
    /// gfortran's extensions.
    pub fn std(&mut self, std: &str) -> &mut Self {
        self.std = Some(std.into());
        self
    }

    /// Sets the optimisation level, in place of cargo's.
    pub fn opt_level(&mut self, level: u32) -> &mut Self {
        self.opt_level = Some(level);
        self
    }

    /// Sets whether there is debug information, in place of cargo's choice.
    pub fn debug(&mut self, debug: bool) -> &mut Self {
        self.debug = Some(debug);
        self
    }

    /// Sets the compiler, in place of the environment's.
    pub fn compiler(&mut self, compiler: impl AsRef<Path>) -> &mut Self {
        self.compiler = Some(compiler.as_ref().into());
        self
    }

    /// Sets the folder for the library, objects and modules, in place of cargo's `OUT_DIR`.
    pub fn out_dir(&mut self, folder: impl AsRef<Path>) -> &mut Self {
        self.out_dir = Some(folder.as_ref().into());
        self
    }

    /// Sets the target, in place of cargo's `TARGET`.
    pub fn target(&mut self, target: &str) -> &mut Self {
        self.environment.target = Some(target.into());
        self
    }

    /// Sets the machine that compiles, in place of cargo's `HOST`.
    pub fn host(&mut self, host: &str) -> &mut Self {
        self.environment.host = Some(host.into());
        self
    }

    /// Sets whether cargo is told what to link and when to build again; outside of build scripts it should not be.
    pub fn cargo_metadata(&mut self, printed: bool) -> &mut Self {
        self.environment.silent = !printed;
        self
    }

    /// Compiles the files into `lib<name>.a`. Where that fails, it prints the error and what to do about it, and ends
    /// the build script.
    pub fn compile(&self, name: &str) {
        if let Err(error) = self.try_compile(name) {
            println!("cargo::error={error}; help: {}", error.help());
            exit(1)
        }
    }

    /// Compiles the files into `lib<name>.a`, and tells cargo to link it and the Fortran runtime.
    ///
    /// What the compiler says goes to standard error.
    ///
    /// # Errors
    /// The first thing that failed: each [`Error`] is one sentence.
    pub fn try_compile(&self, name: &str) -> Result<(), Error> {
        let compiler = self.get_compiler()?;
        let target = self.environment.target()?;
        let out_dir = self.environment.out_dir(self.out_dir.as_deref())?;
        fs::create_dir_all(&out_dir).map_err(|source| Error::Io { path: out_dir.clone(), source })?;
        let sources = self.files.iter().map(|path| Source::read(path)).collect::<Result<Vec<_>, _>>()?;
        for source in &sources {
            self.watch(source, &out_dir);
        }

        let flags = self.flags_of_every_file(&compiler);
        let mut objects = Vec::new();
        for index in order::by_use(&sources)? {
            let source = &sources[index];
            // With its number: a/x.f90 and b/x.f90 are two objects.
            let stem = source.path.file_stem().unwrap_or_default().to_string_lossy();
            let object = out_dir.join(format!("{name}-{index}-{stem}.o"));
            self.compile_file(&compiler, source, &flags, &out_dir, &object)?;
            objects.push(object);
        }
        self.archive(name, &objects, &out_dir)?;
        for line in runtime::link_lines(&compiler, &target)? {
            self.environment.tell_cargo(&line);
        }
        Ok(())
    }

    /// The compiler that [`try_compile`](Self::try_compile) runs.
    ///
    /// # Errors
    /// It cannot be run, or cargo's `TARGET` or `HOST` is needed and not set.
    pub fn get_compiler(&self) -> Result<Compiler, Error> {
        match &self.compiler {
            Some(path) => Compiler::ask(path),
            None => Compiler::ask(Path::new(&compiler::name(&self.environment)?)),
        }
    }

    /// The flags that every file gets, for reports: without folders. Where the files are of both forms, without the
    /// standard either.
    pub fn flag_list(&self) -> String {
        let compiler = self.get_compiler().unwrap_or_default();
        let mut forms = self.files.iter().filter_map(|file| Form::of(file));
        let form = forms.next().filter(|first| forms.all(|form| form == *first));
        let standard = form.and_then(|form| flags::standard(compiler.family(), form, self.std.as_deref()));
        let flags = self.flags_of_every_file(&compiler);
        let all: Vec<_> = standard.iter().map(OsStr::new).chain(flags.iter().map(OsString::as_os_str)).collect();
        all.join(OsStr::new(" ")).to_string_lossy().into_owned()
    }

    fn flags_of_every_file(&self, compiler: &Compiler) -> Vec<OsString> {
        let family = compiler.family();
        let level = self.opt_level.map(|level| level.to_string()).or_else(|| self.environment.cargo("OPT_LEVEL"));
        let target = self.environment.target().unwrap_or_default();
        let mut flags: Vec<OsString> = Vec::new();
        flags.extend(level.map(|level| flags::optimisation(family, &level).into()));
        flags.extend(flags::defaults(family, &target).map(OsString::from));
        if self.debug.unwrap_or_else(|| self.environment.asks_for_debug_information()) {
            flags.push("-g".into());
        }
        if !self.defines.is_empty() {
            flags.push("-cpp".into());
        }
        flags.extend(self.defines.iter().map(|(name, value)| match value {
            Some(value) => format!("-D{name}={value}").into(),
            None => format!("-D{name}").into(),
        }));
        flags.extend(self.flags.iter().cloned());
        flags.extend(self.environment.flags("FFLAGS").into_iter().map(OsString::from));
        flags
    }

    fn compile_file(
        &self,
        compiler: &Compiler,
        source: &Source,
        flags: &[OsString],
        out_dir: &Path,
        object: &Path,
    ) -> Result<(), Error> {
        let mut command = compiler.command();
        command.args(flags::standard(compiler.family(), source.form, self.std.as_deref())).args(flags);
        for folder in &self.includes {
            command.arg("-I").arg(folder);
        }
        command.arg("-J").arg(out_dir).arg("-o").arg(object).arg("-c");
        command.args(flags::language(&source.path)).arg(&source.path);
        // Cargo reads the standard output of a build script as commands.
        command.stdout(std::io::stderr());
        match command.status() {
            Ok(status) if status.success() => Ok(()),
            Ok(_) => Err(Error::CompilerFailed { compiler: compiler.path().into(), file: source.path.clone() }),
            Err(reason) => Err(Error::cannot_run(compiler.path(), &reason)),
        }
    }

    /// By `cc`, which knows the archivers of every target.
    fn archive(&self, name: &str, objects: &[PathBuf], out_dir: &Path) -> Result<(), Error> {
        let mut archive = cc::Build::new();
        archive.objects(objects).out_dir(out_dir).cargo_metadata(!self.environment.silent);
        archive.target(&self.environment.target()?).host(&self.environment.host()?);
        // It does not reach an object that exists, but cc asks for it.
        archive.opt_level(0).debug(false);
        archive.try_compile(name).map_err(|reason| Error::Archive { library: name.into(), reason: reason.to_string() })
    }

    /// Has cargo build again when the file, or one that it includes, has changed. Cargo watches no file by itself once
    /// it is told to watch a variable.
    fn watch(&self, source: &Source, out_dir: &Path) {
        let beside = source.path.parent().unwrap_or(Path::new(""));
        let folders = || std::iter::once(beside).chain(self.includes.iter().map(PathBuf::as_path));
        let included = source.includes.iter().filter_map(|name| {
            let mut places = folders().map(|folder| folder.join(name));
            places.find(|path| path.is_file())
        });
        for path in std::iter::once(source.path.clone()).chain(included) {
            // What the build script wrote itself is always newer than its own start: cargo would never find it fresh.
            if !path.starts_with(out_dir) && !self.environment.is_in_out_dir(&path) {
                self.environment.tell_cargo(&format!("rerun-if-changed={}", path.display()));
            }
        }
    }
}
