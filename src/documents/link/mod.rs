//! Health links: where a document lies and the key that opens it, as SMART Health Links (`shlink:/`) and Verifiable Health
//! Links (`vhlink:/`) say it; alone, or signed under −260/5.
//!
//! A link is read, judged and shown, and never fetched: whoever fetches tells the holder's server who asks, and from where.
//! [`open::open`] opens a file that somebody else fetched.
//!
//! Nothing here issues links: who makes one holds the document that lies behind it.
//!
//! Sources: SMART Health Links 1.0.0, IHE ITI VHL (2026-06 and the ballot of 2026-07), WHO hcert model 1.6.0, codes of the
//! trials of 2025.
//!
//! Personal data: the address may name the patient, and the key opens what is behind it. `Debug` shows neither.

pub mod judge;
pub mod open;
mod read;
pub mod show;

use crate::time::Timestamp;
use std::fmt;
use zeroize::Zeroizing;

pub use read::{Reading, read, read_text};

/// The key inside claim −260.
pub const SUB_KEY: i128 = 5;
/// The trust domains whose keys sign links.
pub const DOMAINS: [&str; 3] = ["IPS-PILGRIMAGE", "PH4H", "IPS"];
/// The version of links that is known (`v`).
pub const VERSION: i64 = 1;

/// Octets of the key.
const KEY_LENGTH: usize = 32;

/// What a link says.
#[derive(Clone, PartialEq)]
pub struct Link {
    /// `url`: where the document lies. Its path and query are the holder's.
    pub url: url::Url,
    /// `flag`: letters; `L` long-term, `P` passcode, `U` one file, fetched directly.
    pub flags: String,
    /// `label`: what the holder's system calls it. Anybody may have written it where nobody signed.
    pub label: Option<String>,
    /// `exp`.
    pub expires_at: Option<Timestamp>,
    /// `v`; 1 where it is not there.
    pub version: i64,
    key: Zeroizing<[u8; KEY_LENGTH]>,
}

impl Link {
    /// The host that would be asked.
    #[must_use]
    pub fn host(&self) -> &str {
        self.url.host_str().unwrap_or_default()
    }

    /// Whether a flag is there.
    #[must_use]
    pub fn has(&self, flag: char) -> bool {
        self.flags.contains(flag)
    }

    /// Whether the holder's passcode is needed.
    #[must_use]
    pub fn needs_passcode(&self) -> bool {
        self.has('P')
    }
}

/// Shows the host alone.
impl fmt::Debug for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Link({}, redacted)", self.host())
    }
}
