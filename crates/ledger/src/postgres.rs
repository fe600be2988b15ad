//! The ledger in a PostgreSQL database.
//!
//! Connections are not encrypted here, so only the same machine is taken as server: a loopback address,
//! `localhost` or a unix socket. A server elsewhere is reached through a tunnel that ends on this machine
//! (stunnel, ssh -L).
//!
//! The client runs a runtime of its own and must not be called inside another one (tokio).

use super::LedgerError;
use super::database::{Database, Row, Value};
use super::error::URL_FORM;
use hcert::text;
use hcert::text::Text;
use postgres::config::Host;
use postgres::types::private::BytesMut;
use postgres::types::{IsNull, ToSql, Type};
use postgres::{Client, Config, NoTls, Statement};
use std::collections::HashMap;
use std::fmt;
use std::net::IpAddr;
use std::time::Duration;

/// How long a server may take to answer the call.
const CONNECT: Duration = Duration::from_secs(10);
/// How long the server may leave what was sent to it unacknowledged.
const SILENCE: Duration = Duration::from_secs(30);

/// Marks the advisory lock under which the tables are made.
const SCHEMA_LOCK: i64 = 0x6863_6572_7431;

/// A connection to the server.
pub(super) struct Postgres {
    client: Client,
    /// Each statement is sent once.
    prepared: HashMap<String, Statement>,
}

impl From<postgres::Error> for LedgerError {
    fn from(error: postgres::Error) -> Self {
        // Not `Display` of the server's error: its detail repeats the row.
        let Some(told) = error.as_db_error() else {
            let cause = std::error::Error::source(&error);
            let cause = cause.map_or(String::new(), |cause| format!(": {cause}"));
            return Self::Database(Text::plain(format_args!("{error}{cause}")));
        };
        let code = told.code().code();
        match code {
            // lock_not_available, deadlock_detected.
            "55P03" | "40P01" => Self::Busy,
            _ => Self::Database(Text::plain(format_args!(
                "{} (SQLSTATE {code})",
                told.message()
            ))),
        }
    }
}

/// The server's name for messages: no user, password or option of the URL.
fn name(config: &Config) -> String {
    let ports = config.get_ports().iter().copied();
    let host = config.get_hosts().first().map(|host| match host {
        Host::Tcp(name) => name.clone(),
        #[cfg(unix)]
        Host::Unix(path) => path.display().to_string(),
    });
    let port = ports.last().unwrap_or(5432);
    let database = config.get_dbname().unwrap_or_default();
    format!("postgres://{}:{port}/{database}", host.unwrap_or_default())
}

/// The hosts that are not this machine.
fn elsewhere(config: &Config) -> Option<String> {
    let hosts = config.get_hosts().iter().find_map(|host| match host {
        Host::Tcp(name) => {
            let bare = name.trim_start_matches('[').trim_end_matches(']');
            let here = name == "localhost"
                || bare
                    .parse::<IpAddr>()
                    .is_ok_and(|address| address.is_loopback());
            (!here).then(|| name.clone())
        }
        #[cfg(unix)]
        Host::Unix(_) => None,
    });
    let addresses = config.get_hostaddrs().iter();
    let address = addresses.copied().find(|address| !address.is_loopback());
    hosts.or_else(|| address.map(|address| address.to_string()))
}

impl Postgres {
    /// Connects to the server of a URL; with its name for messages.
    pub(super) fn open(url: &str) -> Result<(Self, String), LedgerError> {
        // The parser's error is not told: it may repeat a part of the URL.
        let mut config: Config = url.parse().map_err(|_| LedgerError::Open {
            place: "postgres://...".into(),
            reason: text!(LEDGER_URL, form = URL_FORM),
        })?;
        let place = name(&config);
        let failed = |reason: Text| LedgerError::Open {
            place: place.clone(),
            reason,
        };
        if config.get_hosts().is_empty() {
            return Err(failed(text!(LEDGER_NO_HOST)));
        }
        if let Some(host) = elsewhere(&config) {
            return Err(LedgerError::Elsewhere { host });
        }
        config.connect_timeout(CONNECT).application_name("hcert");
        // A server behind a tunnel may go away without a word.
        config.keepalives_idle(CONNECT).tcp_user_timeout(SILENCE);
        let mut client = config.connect(NoTls).map_err(|error| match error.into() {
            LedgerError::Database(reason) => failed(reason),
            other => other,
        })?;
        client.batch_execute(
            "SET lock_timeout = '30s'; SET synchronous_commit = on; SET client_min_messages = warning; \
             SET default_transaction_isolation = 'read committed'",
        )?;
        let server = Self {
            client,
            prepared: HashMap::new(),
        };
        Ok((server, place))
    }

    fn prepare(&mut self, sql: &str) -> Result<Statement, LedgerError> {
        if let Some(statement) = self.prepared.get(sql) {
            return Ok(statement.clone());
        }
        let statement = self.client.prepare(sql)?;
        self.prepared.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }
}

/// A value on its way to the server. The client writes its parameters into a debug log if there is one:
/// this one shows nothing.
struct Parameter<'a>(&'a Value);

impl fmt::Debug for Parameter<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

type Refusal = Box<dyn std::error::Error + Sync + Send>;

impl ToSql for Parameter<'_> {
    fn to_sql(&self, kind: &Type, out: &mut BytesMut) -> Result<IsNull, Refusal> {
        // Each checks that the server expects its type.
        match self.0 {
            Value::Int(number) => number.to_sql_checked(kind, out),
            Value::Text(text) => text.to_sql_checked(kind, out),
            Value::Octets(octets) => octets.to_sql_checked(kind, out),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    postgres::types::to_sql_checked!();
}

/// As the client takes them.
fn references<'a>(parameters: &'a [Parameter<'a>]) -> Vec<&'a (dyn ToSql + Sync)> {
    parameters.iter().map(|one| one as _).collect()
}

fn column(row: &postgres::Row, index: usize, kind: &Type) -> Result<Value, LedgerError> {
    Ok(match *kind {
        Type::INT8 => Value::Int(row.try_get(index)?),
        Type::TEXT => Value::Text(row.try_get(index)?),
        Type::BYTEA => Value::Octets(row.try_get(index)?),
        ref other => {
            return Err(LedgerError::Content(text!(
                LEDGER_COLUMN_TYPE,
                found = other.name()
            )));
        }
    })
}

impl Database for Postgres {
    fn execute(&mut self, sql: &str, values: &[Value]) -> Result<u64, LedgerError> {
        let statement = self.prepare(sql)?;
        let parameters: Vec<Parameter<'_>> = values.iter().map(Parameter).collect();
        Ok(self.client.execute(&statement, &references(&parameters))?)
    }

    fn query(&mut self, sql: &str, values: &[Value]) -> Result<Vec<Row>, LedgerError> {
        let statement = self.prepare(sql)?;
        let parameters: Vec<Parameter<'_>> = values.iter().map(Parameter).collect();
        let rows = self.client.query(&statement, &references(&parameters))?;
        rows.iter()
            .map(|row| {
                let columns = row.columns().iter().enumerate();
                let values = columns.map(|(index, this)| column(row, index, this.type_()));
                Ok(values.collect::<Result<Vec<_>, LedgerError>>()?.into())
            })
            .collect()
    }

    fn begin(&mut self) -> Result<(), LedgerError> {
        Ok(self.client.batch_execute("BEGIN")?)
    }

    fn commit(&mut self) -> Result<(), LedgerError> {
        Ok(self.client.batch_execute("COMMIT")?)
    }

    fn rollback(&mut self) -> Result<(), LedgerError> {
        Ok(self.client.batch_execute("ROLLBACK")?)
    }

    fn lock_schema(&mut self) -> Result<(), LedgerError> {
        let lock = format!("SELECT pg_advisory_xact_lock({SCHEMA_LOCK})");
        Ok(self.client.batch_execute(&lock)?)
    }

    fn has_tables(&mut self) -> Result<bool, LedgerError> {
        // Not to_regclass: that answers from a cache which another's new table does not reach in time.
        let sql = "SELECT count(*) > 0 FROM pg_catalog.pg_class
                   WHERE relname = 'hcert_ledger' AND pg_table_is_visible(oid)";
        let row = self.client.query_one(sql, &[])?;
        Ok(row.try_get(0)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_taken_as_server_and_no_password_is_shown() {
        for (url, refused) in [
            ("postgres://u:s3cret@db.example.org/x", true),
            ("postgres://u:s3cret@192.0.2.7:5433/x", true),
            ("postgres://u:s3cret@127.0.0.1,192.0.2.7/x", true),
            ("postgres://u:s3cret@localhost/x?hostaddr=192.0.2.7", true),
            ("postgresql://u:s3cret@localhost.example.org/x", true),
            ("postgres://u:s3cret@127.0.0.1:1/x", false),
            ("postgres://u:s3cret@[::1]:1/x", false),
            ("postgres://u:s3cret@localhost:1/x", false),
            ("postgres://u:s3cret@%2Fnowhere%2Fsocket/x", false),
            ("postgres://u:s3cret@/x", false),
            ("postgres://u:s3cret@h:s3cret/x", false),
        ] {
            let Err(error) = Postgres::open(url) else {
                panic!("nobody listens at {url}")
            };
            assert_eq!(
                matches!(error, LedgerError::Elsewhere { .. }),
                refused,
                "{error}"
            );
            let told = format!("{error} {error:?}");
            assert!(!told.contains("s3cret"), "{told}");
        }
    }

    #[test]
    fn a_parameter_shows_nothing_in_a_debug_log() {
        let value = Value::from("URN:UVCI:01:NO:SECRET");
        assert_eq!(format!("{:?}", Parameter(&value)), "Text(redacted)");
    }
}
