//! The ledger in a SQLite file.
//!
//! Write-ahead log with `synchronous=FULL`: what was committed survives a crash of the machine, and readers do
//! not wait for writers. A writer takes its lock when the transaction begins (`BEGIN IMMEDIATE`), so that two
//! processes follow one another; one that waits longer than [`WAIT`] gives up. The folder must be on a local
//! disk: the log needs memory that processes share.

use super::LedgerError;
use super::database::{Database, Row, Value};
use hcert::text;
use hcert::text::{Text, ToText};
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, OpenFlags, ToSql};
use std::borrow::Cow;
use std::path::Path;
use std::time::Duration;

/// How long one process waits for another's transaction.
const WAIT: Duration = Duration::from_secs(30);

/// A connection to the file.
pub(super) struct Sqlite(Connection);

impl From<rusqlite::Error> for LedgerError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(rusqlite::ErrorCode::DatabaseBusy | rusqlite::ErrorCode::DatabaseLocked) => {
                Self::Busy
            }
            // The messages name tables, columns and statements, and no values: those are bound.
            _ => Self::Database(Text::plain(error)),
        }
    }
}

impl Sqlite {
    /// Opens a file; with `create` it is made if it is not there.
    pub(super) fn open(place: &str, create: bool) -> Result<Self, LedgerError> {
        let failed = |reason: Text| LedgerError::Open {
            place: place.to_owned(),
            reason,
        };
        // SQLite takes these for databases in memory, which would forget what was issued.
        if place.is_empty() || place.starts_with(':') {
            return Err(failed(text!(LEDGER_NEEDS_FILE)));
        }
        let path = Path::new(place);
        if create {
            // Made before SQLite does, so that nobody else can ever read it; the log takes its mode over.
            let mut options = std::fs::OpenOptions::new();
            options.create(true).truncate(false).write(true);
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            options
                .open(path)
                .map_err(|error| failed(error.to_text()))?;
        } else if !path.is_file() {
            return Err(failed(text!(LEDGER_NO_FILE)));
        }
        // SQLite reads `file:` as a URI where it was built so, whatever the flags: a path is a path.
        let path: Cow<'_, Path> = match path.is_relative() {
            true => Path::new(".").join(path).into(),
            false => path.into(),
        };
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection =
            Connection::open_with_flags(path, flags).map_err(|error| failed(Text::plain(error)))?;
        let mut sqlite = Self(connection);
        sqlite.set_up().map_err(|error| match error {
            LedgerError::Database(reason) => failed(reason),
            other => other,
        })?;
        if sqlite.is_foreign()? {
            return Err(LedgerError::Foreign {
                place: place.to_owned(),
            });
        }
        Ok(sqlite)
    }

    fn set_up(&mut self) -> Result<(), LedgerError> {
        self.0.busy_timeout(WAIT)?;
        // Asked before it is set: setting it takes the whole file for a moment.
        if self.journal("PRAGMA journal_mode")? != "wal" && !self.is_foreign()? {
            self.make_wal()?;
        }
        self.0.execute_batch(
            "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF",
        )?;
        // Hashes fall on pages at random: with the sizes that SQLite begins with, every page of a transaction of a
        // thousand codes is read again, and written back to the file as soon as it is in the log.
        self.0
            .execute_batch("PRAGMA cache_size = -32768; PRAGMA wal_autocheckpoint = 16384")?;
        Ok(())
    }

    fn journal(&self, pragma: &str) -> Result<String, LedgerError> {
        Ok(self.0.query_row(pragma, [], |row| row.get(0))?)
    }

    /// Two processes that make the file at the same moment exclude one another here without waiting; the
    /// second finds the work done.
    fn make_wal(&self) -> Result<(), LedgerError> {
        let mut last = Err(LedgerError::Busy);
        for _ in 0..250 {
            last = self.journal("PRAGMA journal_mode = WAL");
            match &last {
                Err(LedgerError::Busy) => std::thread::sleep(Duration::from_millis(20)),
                _ => break,
            }
        }
        match last? {
            mode if mode == "wal" => Ok(()),
            mode => Err(LedgerError::Database(text!(LEDGER_JOURNAL, found = mode))),
        }
    }

    /// Whether the file is another program's.
    fn is_foreign(&mut self) -> Result<bool, LedgerError> {
        let tables = "SELECT count(*) FROM sqlite_master";
        let any: i64 = self.0.query_row(tables, [], |row| row.get(0))?;
        Ok(any > 0 && !self.has_tables()?)
    }
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Self::Int(Some(number)) => (*number).into(),
            Self::Text(Some(text)) => text.as_str().into(),
            Self::Octets(Some(octets)) => octets.as_slice().into(),
            Self::Int(None) | Self::Text(None) | Self::Octets(None) => rusqlite::types::Null.into(),
        })
    }
}

/// SQLite numbers its places with `?`; a `$1` would be a name. Its octets are a BLOB.
fn dialect(sql: &str) -> String {
    sql.replace('$', "?").replace("BYTEA", "BLOB")
}

impl Database for Sqlite {
    fn execute(&mut self, sql: &str, values: &[Value]) -> Result<u64, LedgerError> {
        let mut statement = self.0.prepare_cached(&dialect(sql))?;
        let touched = statement.execute(rusqlite::params_from_iter(values))?;
        Ok(touched as u64)
    }

    fn query(&mut self, sql: &str, values: &[Value]) -> Result<Vec<Row>, LedgerError> {
        let mut statement = self.0.prepare_cached(&dialect(sql))?;
        let columns = statement.column_count();
        let mut found = statement.query(rusqlite::params_from_iter(values))?;
        let mut rows = Vec::new();
        while let Some(row) = found.next()? {
            let values = (0..columns).map(|column| {
                Ok(match row.get_ref(column)? {
                    ValueRef::Null => Value::Octets(None),
                    ValueRef::Integer(number) => Value::Int(Some(number)),
                    ValueRef::Text(_) => Value::Text(Some(row.get(column)?)),
                    ValueRef::Blob(octets) => Value::Octets(Some(octets.to_vec())),
                    ValueRef::Real(_) => {
                        return Err(LedgerError::Content(text!(LEDGER_FRACTION)));
                    }
                })
            });
            rows.push(values.collect::<Result<Vec<_>, LedgerError>>()?.into());
        }
        Ok(rows)
    }

    fn begin(&mut self) -> Result<(), LedgerError> {
        Ok(self.0.execute_batch("BEGIN IMMEDIATE")?)
    }

    fn commit(&mut self) -> Result<(), LedgerError> {
        Ok(self.0.execute_batch("COMMIT")?)
    }

    fn rollback(&mut self) -> Result<(), LedgerError> {
        Ok(self.0.execute_batch("ROLLBACK")?)
    }

    fn lock_schema(&mut self) -> Result<(), LedgerError> {
        // The transaction excludes every other writer.
        Ok(())
    }

    fn has_tables(&mut self) -> Result<bool, LedgerError> {
        let sql =
            "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'hcert_ledger'";
        let count: i64 = self.0.query_row(sql, [], |row| row.get(0))?;
        Ok(count > 0)
    }
}
