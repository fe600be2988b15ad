//! What can go wrong with a ledger. No text holds an identifier, a person or a password.

use super::schema::VERSION;
use hcert::codec::hex;
use hcert::revocation::Hash;
use hcert::text::{Text, ToText};
use hcert::{in_english, text};

/// The URL of a ledger in PostgreSQL.
pub(super) const URL_FORM: &str = "postgres://USER:PASSWORD@HOST:PORT/DATABASE";

/// Why something was not done. Where an error is returned nothing was changed, with one exception: when the
/// connection to a server breaks at the end of a transaction, it may have been kept all the same. All that can
/// be said twice here is safe to say twice.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum LedgerError {
    /// The ledger cannot be opened.
    Open {
        /// The file, or the server without user and password.
        place: String,
        /// Why.
        reason: Text,
    },
    /// A PostgreSQL database, and the program was built without.
    NoPostgres,
    /// Neither a file nor the URL of a PostgreSQL database; it is not repeated, since it may hold a password.
    Place,
    /// The server is on another machine, and connections are not encrypted.
    Elsewhere {
        /// The server.
        host: String,
    },
    /// The file is another program's database.
    Foreign {
        /// The file.
        place: String,
    },
    /// The tables are of another version.
    Version {
        /// The file or server.
        place: String,
        /// The version found.
        found: i64,
    },
    /// Another process kept the ledger to itself for too long.
    Busy,
    /// The database said no.
    Database(Text),
    /// The database holds what this program did not write.
    Content(Text),
    /// A certificate cannot be taken in.
    Certificate(Text),
    /// A code with this signature is in the ledger, with other content.
    Differs {
        /// The signature's hash.
        signature: Hash,
    },
    /// A person key is too short.
    Key {
        /// Its octets.
        octets: usize,
    },
    /// A person key is a text, and not in hexadecimal.
    KeyText,
    /// A batch could not be signed.
    Sign(Text),
}

impl ToText for LedgerError {
    fn to_text(&self) -> Text {
        match self {
            Self::Open { place, reason } => text!(LEDGER_OPEN, place, reason),
            Self::NoPostgres => text!(LEDGER_NO_POSTGRES),
            Self::Place => text!(LEDGER_PLACE, form = URL_FORM),
            Self::Elsewhere { host } => text!(LEDGER_ELSEWHERE, host),
            Self::Foreign { place } => text!(LEDGER_FOREIGN, place),
            Self::Version { place, found } => {
                text!(LEDGER_VERSION, place, found, known = VERSION)
            }
            Self::Busy => text!(LEDGER_BUSY),
            Self::Database(reason) => text!(LEDGER_DATABASE, reason),
            Self::Content(reason) => text!(LEDGER_CONTENT, reason),
            Self::Certificate(reason) => text!(LEDGER_CERTIFICATE, reason),
            Self::Differs { signature } => text!(LEDGER_DIFFERS, hash = hex(signature)),
            Self::Key { octets } => text!(LEDGER_KEY, found = octets, least = super::MIN_KEY),
            Self::KeyText => text!(LEDGER_KEY_TEXT),
            Self::Sign(reason) => text!(LEDGER_SIGN, reason),
        }
    }
}

in_english!(LedgerError: Error);
