//! How a command is told where codes are recorded.

use hcert_host::recorder::{LedgerOptions, Place};
use std::path::PathBuf;

/// Where codes are recorded.
#[derive(Debug, Default, clap::Args)]
pub(super) struct LedgerArgs {
    /// Record every code before it is handed out: a SQLite file, made if it is not there, or postgres://...
    /// (PGPASSWORD has its password)
    #[arg(long, value_name = "PATH|URL")]
    ledger: Option<Place>,
    /// Record whose it is, as a pseudonym under this key (at least 32 octets, raw or hexadecimal)
    #[arg(long, value_name = "FILE", requires = "ledger")]
    person_key: Option<PathBuf>,
}

impl LedgerArgs {
    /// Whether there is one.
    pub(super) fn is_named(&self) -> bool {
        self.ledger.is_some()
    }

    /// The same in the host's words.
    pub(super) fn options(&self) -> LedgerOptions {
        LedgerOptions {
            place: self.ledger.clone(),
            person_key: self.person_key.clone(),
        }
    }
}
