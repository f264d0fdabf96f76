//! Where an experiment's result goes: a picture into a file, rows to standard output.

use std::env;
use std::io::{self, Write};

use ffi_workbench_cli::files;
use ffi_workbench_cli::report::Findings;
use ffi_workbench_cli::report::plot::Picture;
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;

use super::{Failure, print};
use crate::cli::{Format, Output};

impl Format {
    /// Writes rows to standard output; `as_table` is the form for people.
    pub fn write<T: Serialize>(
        self,
        findings: &Findings<T>,
        as_table: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), Failure> {
        print(|to| match self {
            Self::Table => as_table(to),
            Self::Csv => findings.write_csv(to),
            Self::Json => findings.write_json(to),
        })
    }
}

impl Output {
    /// Refuses what could not be written, before the work begins.
    pub fn check(&self) -> Result<(), Failure> {
        self.plot.as_deref().map_or(Ok(()), |path| Ok(files::check_folder(path)?))
    }

    /// Writes the picture, where one was asked for, then the rows; `as_table` is the form for people.
    pub fn write<T: Serialize>(
        &self,
        findings: &Findings<T>,
        picture: impl FnOnce() -> Picture,
        as_table: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), Failure> {
        self.draw(picture)?;
        self.format.write(findings, |to| {
            as_table(to)?;
            self.say_where(to)
        })
    }

    /// Writes the picture, where one was asked for.
    pub fn draw(&self, picture: impl FnOnce() -> Picture) -> Result<(), Failure> {
        match &self.plot {
            Some(path) => Ok(files::write_whole(path, |file| picture().write(&command_line(), file))?),
            None => Ok(()),
        }
    }

    /// The last line of a table: where the picture is.
    pub fn say_where(&self, to: &mut dyn Write) -> io::Result<()> {
        self.plot.as_ref().map_or(Ok(()), |path| writeln!(to, "picture: {}", path.display()))
    }
}

/// Ends the program without success where there are wrong answers.
pub fn refuse_wrong(contenders: Vec<String>) -> Result<(), Failure> {
    match contenders.is_empty() {
        true => Ok(()),
        false => Err(Failure::Run(format!("wrong answers from {}", contenders.join("; ")))),
    }
}

/// A progress bar, on a terminal only.
pub fn progress(steps: usize) -> ProgressBar {
    let style = ProgressStyle::with_template("{msg:24} {wide_bar} {percent:>3}%").expect("the template is valid");
    ProgressBar::new(steps as u64).with_style(style)
}

/// The place of a value among those seen, in the order in which they came: its colour or its shape in a picture.
pub fn place<T: PartialEq>(seen: &mut Vec<T>, value: T) -> usize {
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
