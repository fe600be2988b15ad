//! What the ledger asks of a database: statements with numbered places (`$1`), plain values, transactions.
//!
//! The statements are written in the part of SQL that SQLite and PostgreSQL share, once for both. Octets are
//! compared as octets by both; there is no text whose order matters, since order follows the language of the
//! database.

use super::LedgerError;
use hcert::text;
use hcert::text::{ToText, messages};
use std::fmt;

/// A value of a column, with its type where it is not there.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Value {
    /// BIGINT.
    Int(Option<i64>),
    /// TEXT.
    Text(Option<String>),
    /// BYTEA.
    Octets(Option<Vec<u8>>),
}

/// Shows no value: one may be an identifier.
impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Int(_) => "Int(redacted)",
            Self::Text(_) => "Text(redacted)",
            Self::Octets(_) => "Octets(redacted)",
        })
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Int(Some(number))
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(Some(text.to_owned()))
    }
}

impl From<&[u8]> for Value {
    fn from(octets: &[u8]) -> Self {
        Self::Octets(Some(octets.to_vec()))
    }
}

impl<const N: usize> From<&[u8; N]> for Value {
    fn from(octets: &[u8; N]) -> Self {
        octets.as_slice().into()
    }
}

/// A row of an answer, read from its first column on.
pub(super) struct Row(std::vec::IntoIter<Value>);

impl From<Vec<Value>> for Row {
    fn from(columns: Vec<Value>) -> Self {
        Self(columns.into_iter())
    }
}

impl Row {
    fn wrong(want: impl ToText) -> LedgerError {
        LedgerError::Content(text!(LEDGER_COLUMN, want))
    }

    /// The next column, a number.
    pub(super) fn int(&mut self) -> Result<i64, LedgerError> {
        self.optional_int()?
            .ok_or_else(|| Self::wrong(messages::TYPE_NUMBER))
    }

    /// The next column, a number or nothing.
    pub(super) fn optional_int(&mut self) -> Result<Option<i64>, LedgerError> {
        match self.0.next() {
            Some(Value::Int(number)) => Ok(number),
            Some(Value::Text(None) | Value::Octets(None)) => Ok(None),
            _ => Err(Self::wrong(messages::TYPE_NUMBER)),
        }
    }

    /// The next column, a text or nothing.
    pub(super) fn optional_text(&mut self) -> Result<Option<String>, LedgerError> {
        match self.0.next() {
            Some(Value::Text(text)) => Ok(text),
            Some(Value::Int(None) | Value::Octets(None)) => Ok(None),
            _ => Err(Self::wrong(messages::VALUE_TEXT)),
        }
    }

    /// The next column, a text.
    pub(super) fn text(&mut self) -> Result<String, LedgerError> {
        self.optional_text()?
            .ok_or_else(|| Self::wrong(messages::VALUE_TEXT))
    }

    /// The next column, octets or nothing.
    pub(super) fn optional_octets(&mut self) -> Result<Option<Vec<u8>>, LedgerError> {
        match self.0.next() {
            Some(Value::Octets(octets)) => Ok(octets),
            Some(Value::Int(None) | Value::Text(None)) => Ok(None),
            _ => Err(Self::wrong(messages::LEDGER_OCTETS)),
        }
    }

    /// The next column, octets.
    pub(super) fn octets(&mut self) -> Result<Vec<u8>, LedgerError> {
        self.optional_octets()?
            .ok_or_else(|| Self::wrong(messages::LEDGER_OCTETS))
    }

    /// The next column, so many octets.
    pub(super) fn exactly<const N: usize>(&mut self) -> Result<[u8; N], LedgerError> {
        self.optional_exactly()?
            .ok_or_else(|| Self::wrong(text!(LEDGER_COUNT_OCTETS, count = N)))
    }

    /// The next column, so many octets or nothing.
    pub(super) fn optional_exactly<const N: usize>(
        &mut self,
    ) -> Result<Option<[u8; N]>, LedgerError> {
        let octets = self.optional_octets()?;
        let exact = octets.map(|octets| <[u8; N]>::try_from(octets.as_slice()));
        exact
            .transpose()
            .map_err(|_| Self::wrong(text!(LEDGER_COUNT_OCTETS, count = N)))
    }
}

/// A connection. Answers are held in memory: every query that may have many rows has a LIMIT.
pub(super) trait Database: Send {
    /// Runs a statement; the answer is how many rows it touched.
    fn execute(&mut self, sql: &str, values: &[Value]) -> Result<u64, LedgerError>;

    fn query(&mut self, sql: &str, values: &[Value]) -> Result<Vec<Row>, LedgerError>;

    /// Begins a transaction that will write.
    fn begin(&mut self) -> Result<(), LedgerError>;

    /// Keeps what was done since [`Database::begin`], so that it survives a crash of the machine.
    fn commit(&mut self) -> Result<(), LedgerError>;

    /// Drops what was done since [`Database::begin`].
    fn rollback(&mut self) -> Result<(), LedgerError>;

    /// Within a transaction: keeps others from making tables at the same time.
    fn lock_schema(&mut self) -> Result<(), LedgerError>;

    /// Whether the ledger's tables are there.
    fn has_tables(&mut self) -> Result<bool, LedgerError>;
}

/// Runs a job in one transaction: all of it is kept, or nothing.
pub(super) fn transaction<T>(
    database: &mut dyn Database,
    job: impl FnOnce(&mut dyn Database) -> Result<T, LedgerError>,
) -> Result<T, LedgerError> {
    database.begin()?;
    let done = job(database).and_then(|value| database.commit().map(|()| value));
    if done.is_err() {
        // The first error is the one to tell; a transaction that cannot be dropped ends with the connection.
        let _ = database.rollback();
    }
    done
}
