//! `hcert revocation`: lists of revoked certificates, from every source into one file.

mod build;
mod check;
mod inspect;
mod sources;

use super::{Result, Status};

/// Revoked certificates: build and inspect stores, ask about codes
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    Build(build::Args),
    Inspect(inspect::Args),
    Check(check::Args),
}

pub(super) fn run(args: &Args) -> Result<Status> {
    match &args.command {
        Command::Build(args) => build::run(args),
        Command::Inspect(args) => inspect::run(args),
        Command::Check(args) => check::run(args),
    }
}
