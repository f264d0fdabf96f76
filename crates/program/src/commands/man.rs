//! `man`: the manual page of the program or of one command.

use clap::{Args, Command};

use super::{Failure, print};

/// Writes a manual page, of the program or of one of its commands, in troff.
#[derive(Debug, Args)]
#[command(after_help = "Example: ffi-workbench man compare > ffi-workbench-compare.1")]
pub struct Arguments {
    /// The command; without one, the page of the program.
    command: Option<String>,
}

/// Prints the page.
pub fn man(arguments: &Arguments, mut program: Command) -> Result<(), Failure> {
    program.build(); // gives the commands the options that all of them have
    let command = match &arguments.command {
        None => &program,
        Some(name) => program.find_subcommand(name).ok_or_else(|| {
            let known: Vec<_> = program.get_subcommands().map(Command::get_name).collect();
            Failure::Usage(format!("`{name}` is not a command; the commands are {}", known.join(", ")))
        })?,
    };
    // The name of a page has a hyphen where the command line has a blank.
    let name = command.get_display_name().unwrap_or_else(|| command.get_name()).to_owned();
    let mut page = Vec::new();
    let written = clap_mangen::Man::new(command.clone()).title(name).render(&mut page);
    written.expect("memory can be written to");
    print(|to| to.write_all(&page))
}
