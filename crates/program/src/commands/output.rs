//! Where an experiment's result goes: a picture into a file, rows to standard output.

use std::borrow::Cow;
use std::io::{self, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::Duration;
use std::{env, fs};

use ffi_workbench::work::{KERNELS, Kernel};
use ffi_workbench_cli::error::Error;
use ffi_workbench_cli::excerpt::{PHRASE, excerpt};
use ffi_workbench_cli::files;
use ffi_workbench_cli::report::plot::Picture;
use ffi_workbench_cli::report::{Record, Report};
use indicatif::{ProgressBar, ProgressStyle};

use super::{Failure, interruption, print};
use crate::cli::{EachKernel, Format, Output};

impl Format {
    /// Writes rows to standard output; `as_table` is the form for people.
    pub fn write<R: Record>(
        self,
        report: &Report<R>,
        as_table: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), Failure> {
        print(|to| match self {
            Self::Table => as_table(to),
            Self::Csv => report.write_csv(to),
            Self::Json => report.write_json(to),
        })
    }
}

impl Output {
    /// Refuses what could not be written, before the work begins.
    pub fn check(&self) -> Result<(), Failure> {
        self.plot.as_deref().map_or(Ok(()), |path| Ok(files::check_folder(path)?))
    }

    /// Writes the picture, where one was asked for, then the rows; `as_table` is the form for people.
    pub fn write<R: Record>(
        &self,
        report: &Report<R>,
        picture: impl FnOnce() -> Picture,
        as_table: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), Failure> {
        self.draw(picture)?;
        self.format.write(report, |to| {
            as_table(to)?;
            self.say_where(to)
        })
    }

    /// Writes the picture, where one was asked for.
    pub fn draw(&self, picture: impl FnOnce() -> Picture) -> Result<(), Failure> {
        match &self.plot {
            Some(path) => draw(path, &picture()),
            None => Ok(()),
        }
    }

    /// The last line of a table: where the picture is.
    pub fn say_where(&self, to: &mut dyn Write) -> io::Result<()> {
        self.plot.as_ref().map_or(Ok(()), |path| write_path(to, "picture: ", path))
    }
}

impl EachKernel {
    /// The kernels that are measured, each type by itself.
    pub fn kernels(&self) -> Vec<&'static Kernel> {
        let is_asked =
            |kernel: &&Kernel| self.kernels.is_empty() || self.kernels.iter().any(|name| name == kernel.name);
        KERNELS.iter().copied().filter(is_asked).collect()
    }

    /// Makes the folder of the pictures, before the work begins.
    pub fn make_folder(&self) -> Result<(), Failure> {
        let Some(folder) = &self.folder else { return Ok(()) };
        let failed = |reason: io::Error| Error::File { path: folder.clone(), reason: reason.to_string() };
        Ok(fs::create_dir_all(folder).map_err(failed)?)
    }

    /// Writes a kernel's picture, where pictures were asked for.
    pub fn draw(&self, kernel: &Kernel, picture: impl FnOnce() -> Picture) -> Result<(), Failure> {
        self.path(kernel).map_or(Ok(()), |path| draw(&path, &picture()))
    }

    /// The last lines of a table: where the pictures are.
    pub fn write_pictures(&self, to: &mut dyn Write) -> io::Result<()> {
        let drawn = self.kernels().into_iter().filter_map(|kernel| self.path(kernel)).filter(|path| path.exists());
        drawn.into_iter().try_for_each(|path| write_path(to, "picture: ", &path))
    }

    fn path(&self, kernel: &Kernel) -> Option<PathBuf> {
        self.folder.as_ref().map(|folder| folder.join(format!("{}-{}.svg", kernel.name, kernel.element.name())))
    }
}

/// Writes where a file is.
pub fn write_path(to: &mut dyn Write, before: &str, path: &Path) -> io::Result<()> {
    writeln!(to, "{before}{}", excerpt(&path.to_string_lossy(), PHRASE))
}

/// Writes a picture, with the command that made it.
pub fn draw(path: &Path, picture: &Picture) -> Result<(), Failure> {
    Ok(files::write_whole(path, |file| picture.write(&command_line(), file))?)
}

/// Says so where one worker took much more wall time than CPU time: from workers, wall and CPU seconds of each
/// measurement.
pub fn warn_if_busy(measured: impl Iterator<Item = (usize, f64, f64)>, to: &mut dyn Write) -> io::Result<()> {
    // In shorter runs the start of a thread is a part of the wall time.
    let alone = measured.filter(|&(workers, _, cpu_seconds)| workers == 1 && cpu_seconds > 1e-3);
    let waited = alone.map(|(_, seconds, cpu_seconds)| seconds / cpu_seconds).fold(0.0, f64::max);
    match waited > 1.25 {
        true => {
            writeln!(to, "busy machine: one worker took up to {waited:.1} times its CPU time; measure again")
        }
        false => Ok(()),
    }
}

/// Ends the program without success where there are wrong answers.
pub fn refuse_wrong(contenders: Vec<String>) -> Result<(), Failure> {
    match contenders.is_empty() {
        true => Ok(()),
        false => Err(Failure::Run(format!("wrong answers from {}", contenders.join("; ")))),
    }
}

/// A progress bar with the time that is left, on a terminal only.
pub fn progress(steps: usize) -> ProgressBar {
    let template = "{msg:24!} {wide_bar} {percent:>3}% {eta:>3} left";
    let style = ProgressStyle::with_template(template).expect("the template is valid");
    ProgressBar::new(steps as u64).with_style(style)
}

/// A line with the time that has passed, on a terminal only: for work of which nobody knows how long it takes.
pub fn waiting(what: impl Into<Cow<'static, str>>) -> ProgressBar {
    let style = ProgressStyle::with_template("{msg}, {elapsed}").expect("the template is valid");
    let line = ProgressBar::no_length().with_style(style).with_message(what);
    line.enable_steady_tick(Duration::from_secs(1));
    line
}

/// What a measurement tells the share to that is done, and by which it gets to know that it is to end.
pub type Progress<'a> = &'a mut dyn FnMut(f64) -> ControlFlow<()>;

/// 1000 steps of a progress bar, of which `work` tells the share that is done.
pub fn step<T>(bar: &ProgressBar, work: impl FnOnce(Progress<'_>) -> T) -> T {
    let before = bar.position();
    #[expect(clippy::cast_possible_truncation, reason = "a share of 1000 steps, never negative and never above")]
    let result = work(&mut |share| {
        bar.set_position(before + (share * 1000.0) as u64);
        if interruption::requested() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    bar.set_position(before + 1000);
    result
}

/// The index of a value among those seen, in the order in which they came: its colour or its shape in a picture.
pub fn index_of<T: PartialEq>(seen: &mut Vec<T>, value: T) -> usize {
    seen.iter().position(|known| *known == value).unwrap_or_else(|| {
        seen.push(value);
        seen.len() - 1
    })
}

/// The command that runs now, without the folder of the program, words with spaces in quotes.
fn command_line() -> String {
    let quoted = |word: String| match word.contains(|c: char| c.is_whitespace() || "'\"\\$&|;<>()*?".contains(c)) {
        true => format!("'{}'", word.replace('\'', r"'\''")),
        false => word,
    };
    let words = env::args_os().skip(1).map(|word| quoted(word.to_string_lossy().into_owned()));
    std::iter::once("ffi-workbench".to_owned()).chain(words).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_busy_machine_is_one_on_which_a_single_worker_waits() {
        let said = |measured: &[(usize, f64, f64)]| {
            let mut text = Vec::new();
            warn_if_busy(measured.iter().copied(), &mut text).unwrap();
            String::from_utf8(text).unwrap()
        };
        assert!(said(&[(1, 0.02, 0.01), (1, 0.011, 0.01)]).contains("up to 2.0 times its CPU time"));
        assert_eq!(said(&[(1, 0.011, 0.01), (2, 0.02, 0.01)]), "", "two workers may share a core");
        assert_eq!(said(&[(1, 1e-4, 1e-5)]), "", "too short to say");
    }
}
