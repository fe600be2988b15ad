//! `hcert completions` and `hcert man`: made from the same table of words as the parser.

use crate::exit::ExitStatus;
use crate::output;
use clap::Command;
use hcert_host::atomic_file;
use hcert_host::error::{Failure, Result};
use std::path::PathBuf;

/// Print a completion script for a shell
#[derive(Debug, clap::Args)]
pub(super) struct CompletionsArgs {
    /// The shell
    #[arg(value_enum)]
    shell: clap_complete::Shell,
}

/// Write the man pages into a folder
#[derive(Debug, clap::Args)]
pub(super) struct ManArgs {
    /// The folder
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

pub(super) fn completions(args: &CompletionsArgs, mut command: Command) -> Result<ExitStatus> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command, "hcert", &mut script);
    output::data(&script)?;
    Ok(ExitStatus::Done)
}

pub(super) fn man(args: &ManArgs, command: Command) -> Result<ExitStatus> {
    atomic_file::folder(&args.folder)?;
    clap_mangen::generate_to(command, &args.folder)
        .map_err(|error| Failure::io(&args.folder, &error))?;
    Ok(ExitStatus::Done)
}
