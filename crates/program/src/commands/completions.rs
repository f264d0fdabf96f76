//! `completions`: a script that completes this program's command line in a shell.

use clap::{Args, Command};

use super::{Failure, print};

/// Writes a completion script for a shell.
#[derive(Debug, Args)]
#[command(
    after_help = "Example: ffi-workbench completions bash > ~/.local/share/bash-completion/completions/ffi-workbench"
)]
pub struct Arguments {
    /// The shell.
    #[arg(value_enum)]
    pub shell: clap_complete::Shell,
}

/// Prints the script for a command line.
pub fn completions(arguments: &Arguments, mut command: Command) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut command, "ffi-workbench", &mut script);
    print(|to| to.write_all(&script))
}
