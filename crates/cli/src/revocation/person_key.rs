//! `hcert revocation person-key`: the key of the pseudonyms.

use crate::exit::ExitStatus;
use hcert::codec::hex;
use hcert::key::random_octets;
use hcert::text;
use hcert::text::messages;
use hcert_host::atomic_file;
use hcert_host::error::{Failure, Result};
use std::path::PathBuf;
use zeroize::Zeroizing;

/// Make a key for the pseudonyms under which persons stand in a ledger
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  hcert revocation person-key --out p.key\n\n\
                        Keep it as the register itself is kept, and not beside the ledger: who has both can \
                        test guesses. Without it no person's certificates are found again.")]
pub(crate) struct Args {
    /// Where to write: 64 hexadecimal digits, readable by the owner alone; no file may be there
    #[arg(short, long, value_name = "FILE")]
    out: PathBuf,
}

pub(crate) fn run(args: &Args) -> Result<ExitStatus> {
    if args.out.exists() {
        let failure = Failure::new(text!(CLI_ALREADY_THERE, path = args.out));
        return Err(failure.hint(messages::CLI_REVOKE_OTHER_KEY));
    }
    // Long enough not to be moved, which would leave a copy.
    let mut key = Zeroizing::new(String::with_capacity(128));
    for _ in 0..2 {
        let half = Zeroizing::new(random_octets().map_err(Failure::new)?);
        key.push_str(&Zeroizing::new(hex(&*half)));
    }
    key.push('\n');
    atomic_file::secret_file(&args.out, key.as_bytes())?;
    Ok(ExitStatus::Done)
}
