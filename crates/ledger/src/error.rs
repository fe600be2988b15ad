//! What can go wrong with a ledger. No text holds an identifier, a person or a password.

use super::schema::VERSION;
use hcert::codec::hex;
use hcert::revocation::Hash;
use std::fmt;

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
        reason: String,
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
    Database(String),
    /// The database holds what this program did not write.
    Content(String),
    /// A certificate cannot be taken in.
    Certificate(String),
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
    Sign(String),
}

impl fmt::Display for LedgerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Open { place, reason } => write!(f, "ledger {place}: {reason}"),
            Self::NoPostgres => f.write_str(
                "a ledger in PostgreSQL needs a program that was built with the feature postgres",
            ),
            Self::Place => f.write_str(
                "a ledger is a file, or a PostgreSQL database postgres://USER:PASSWORD@HOST:PORT/DATABASE",
            ),
            Self::Elsewhere { host } => write!(
                f,
                "the ledger's server {host} is on another machine, and the connection would not be \
                 encrypted: use a unix socket, or a tunnel that ends on this machine"
            ),
            Self::Foreign { place } => {
                write!(
                    f,
                    "{place} is the database of another program, not a ledger"
                )
            }
            Self::Version { place, found } => write!(
                f,
                "ledger {place}: its tables are of version {found}, this program knows version {VERSION}"
            ),
            Self::Busy => f.write_str("the ledger is kept busy by another process"),
            Self::Database(reason) => write!(f, "the ledger's database: {reason}"),
            Self::Content(reason) => write!(f, "the ledger is damaged: {reason}"),
            Self::Certificate(reason) => {
                write!(f, "the certificate cannot be put into the ledger: {reason}")
            }
            Self::Differs { signature } => write!(
                f,
                "a code with signature hash {} is in the ledger already, with other content",
                hex(signature)
            ),
            Self::Key { octets } => write!(
                f,
                "the person key has {octets} octets, at least {} are needed",
                super::MIN_KEY
            ),
            Self::KeyText => f.write_str(
                "the person key is a text that is not hexadecimal: a digit may be missing, or it is a password",
            ),
            Self::Sign(reason) => write!(f, "a batch could not be signed: {reason}"),
        }
    }
}

impl std::error::Error for LedgerError {}

hcert::shown_alike! { LedgerError }
