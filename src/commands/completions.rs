//! `completions`: a script that completes this program's command line in a shell.

use clap::CommandFactory;

use super::{Failure, print};
use crate::cli::{Cli, Completions};

/// Prints the script.
pub fn completions(arguments: &Completions) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Cli::command(), "ffi-workbench", &mut script);
    print(|to| to.write_all(&script))
}
