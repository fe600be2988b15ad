//! `hcert revocation`: certificates that are revoked: at the gate, lists from every source in one file; at the
//! issuer's, what was issued, revoked and published.

mod build;
mod check;
mod inspect;
#[cfg(feature = "ledger")]
mod list;
#[cfg(feature = "ledger")]
mod person_key;
#[cfg(feature = "ledger")]
mod publish;
#[cfg(feature = "ledger")]
mod revoke;
mod sources;
mod stores;

use crate::exit::ExitStatus;
#[cfg(feature = "ledger")]
use hcert::codec::unhex;
use hcert_host::error::Result;

/// Revoked certificates: build and ask stores; as an issuer revoke, publish, list
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
    #[cfg(feature = "ledger")]
    Revoke(revoke::Args),
    #[cfg(feature = "ledger")]
    Publish(publish::Args),
    #[cfg(feature = "ledger")]
    List(list::Args),
    #[cfg(feature = "ledger")]
    PersonKey(person_key::Args),
}

pub(super) fn run(args: &Args) -> Result<ExitStatus> {
    match &args.command {
        Command::Build(args) => build::run(args),
        Command::Inspect(args) => inspect::run(args),
        Command::Check(args) => check::run(args),
        #[cfg(feature = "ledger")]
        Command::Revoke(args) => revoke::run(args),
        #[cfg(feature = "ledger")]
        Command::Publish(args) => publish::run(args),
        #[cfg(feature = "ledger")]
        Command::List(args) => list::run(args),
        #[cfg(feature = "ledger")]
        Command::PersonKey(args) => person_key::run(args),
    }
}

/// Parses so many octets in hexadecimal digits.
#[cfg(feature = "ledger")]
fn parse_octets<const N: usize>(text: &str) -> std::result::Result<[u8; N], String> {
    let octets = unhex(text).and_then(|octets| octets.try_into().ok());
    octets.ok_or_else(|| format!("expected {} hexadecimal digits", 2 * N))
}
