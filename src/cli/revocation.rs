//! `hcert revocation`: certificates that are called back.

mod list;
mod person_key;
mod publish;
mod revoke;

use super::{Result, Status};
use crate::ledger::unhex;

/// Revocation: what was issued, call certificates back, publish it
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    Revoke(revoke::Args),
    List(list::Args),
    Publish(publish::Args),
    PersonKey(person_key::Args),
}

pub(super) fn run(args: &Args) -> Result<Status> {
    match &args.command {
        Command::Revoke(args) => revoke::run(args),
        Command::List(args) => list::run(args),
        Command::Publish(args) => publish::run(args),
        Command::PersonKey(args) => person_key::run(args),
    }
}

/// Parses so many octets in hexadecimal digits.
fn parse_octets<const N: usize>(text: &str) -> std::result::Result<[u8; N], String> {
    let octets = unhex(text).and_then(|octets| octets.try_into().ok());
    octets.ok_or_else(|| format!("expected {} hexadecimal digits", 2 * N))
}
