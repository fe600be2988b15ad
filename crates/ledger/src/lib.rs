//! What was issued and revoked: the issuing side of revocation, in SQLite or PostgreSQL.
//!
//! A code is recorded before it is handed out ([`Ledger::record`]), so that each that is in circulation can be
//! revoked ([`Ledger::revoke`]) and published ([`Ledger::publish`]) as batches of the EU gateway. A row holds hashes,
//! identifier, signer, country and dates, and no name, date of birth, identity number or health data; a person is
//! recognised by a pseudonym under a key that is not in the database ([`PersonKey`]).
//!
//! # Life of a certificate
//!
//! | state | in the database | next |
//! |---|---|---|
//! | issued | row | revoked, or it expires |
//! | revoked | `revoked_at` is set | batched, or it expires before |
//! | batched | a row of `hcert_entry` for each hash type | its batch is published |
//! | published | `published_at` of its batch is set | it expires |
//!
//! Every step is one transaction and goes one way; a step that was done is not done again. What a crash leaves:
//!
//! | crash | what is there | what follows |
//! |---|---|---|
//! | before `record` ends | nothing: the code was not handed out | issue again |
//! | after `record`, before the code is handed out | a row for a code that nobody has | harmless |
//! | within `revoke` or `publish` | as before it | say it again |
//! | after `publish`, before a batch is written | the signed batch | [`Ledger::unpublished`] gives the same octets |
//! | after a batch is written, before [`Ledger::mark_published`] | the same | it is written again, alike |
//!
//! A batch's signature may be random (ECDSA), so its octets are stored when it is signed.
//!
//! Moments are arguments. A certificate has expired when the moment is after its `exp`, as for a verifier: in its last second it
//! is valid still, so that a batch expires a second after the last of its certificates.

mod certificate;
mod database;
mod error;
mod person;
#[cfg(feature = "postgres")]
mod postgres;
mod publish;
mod schema;
mod sqlite;

pub use certificate::{Entry, Identifier, Issued, Reason, signature_of};
pub use error::LedgerError;
pub use person::{MIN_KEY, PersonId, PersonKey, Pseudonym};
pub use publish::{BatchId, Made, Sign, StoredBatch, batch_name};
pub use schema::VERSION;

use database::{Database, Value, transaction};
use hcert::codec::hex;
use hcert::revocation::{Hash, Scope, id};
use hcert::time::Timestamp;
use std::fmt;

/// Rows that are held at a time when the ledger is walked.
const PAGE: i64 = 1000;

/// A ledger that is open.
pub struct Ledger {
    database: Box<dyn Database>,
    /// The file, or the server without user and password.
    place: String,
}

/// Shows the kind of place only: a URL holds a password.
impl fmt::Debug for Ledger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = if is_server(&self.place) {
            "PostgreSQL"
        } else {
            "SQLite"
        };
        write!(f, "Ledger({kind})")
    }
}

/// Which certificates are meant.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Whom<'a> {
    /// The identifier (`ci`) as it stands in the certificate.
    Uvci(&'a str),
    /// The code with this signature ([`signature_of`]).
    Signature(Hash),
    /// All of a person.
    Person(Pseudonym),
    /// All that a key signed.
    Kid([u8; 8]),
}

/// Shows an identifier by its hash.
impl fmt::Debug for Whom<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Uvci(uvci) => write!(f, "Uvci(hash {})", hex(&id::uci(uvci))),
            Self::Signature(hash) => write!(f, "Signature({})", hex(hash)),
            Self::Person(pseudonym) => write!(f, "Person({})", hex(pseudonym)),
            Self::Kid(kid) => write!(f, "Kid({})", hex(kid)),
        }
    }
}

impl Whom<'_> {
    /// The column and the value that it has.
    fn column(&self) -> (&'static str, Value) {
        match self {
            Self::Uvci(uvci) => ("uci", (&id::uci(uvci)).into()),
            Self::Signature(hash) => ("signature", hash.into()),
            Self::Person(pseudonym) => ("person", pseudonym.into()),
            Self::Kid(kid) => ("kid", kid.into()),
        }
    }
}

/// What [`Ledger::record`] did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Recorded {
    /// Codes that are in the ledger now.
    pub newly: u64,
    /// Codes that were there already, alike.
    pub already: u64,
}

/// What [`Ledger::revoke`] found. Nothing at all is no error here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Revoked {
    /// Certificates that are revoked now.
    pub newly: u64,
    /// Certificates that were revoked already; moment and reason stay as they were.
    pub already: u64,
    /// Certificates that have expired and are left alone.
    pub expired: u64,
}

impl Revoked {
    /// Certificates that were meant.
    #[must_use]
    pub fn found(&self) -> u64 {
        self.newly + self.already + self.expired
    }
}

impl std::ops::AddAssign for Revoked {
    fn add_assign(&mut self, other: Self) {
        self.newly += other.newly;
        self.already += other.already;
        self.expired += other.expired;
    }
}

/// Which certificates are walked: those to which all of it applies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Revoked ones only.
    pub revoked: bool,
    /// Those that have not expired at this moment.
    pub unexpired_at: Option<Timestamp>,
    /// Those of a person.
    pub person: Option<Pseudonym>,
    /// Those that a key signed.
    pub kid: Option<[u8; 8]>,
}

fn is_server(place: &str) -> bool {
    ["postgres://", "postgresql://"]
        .iter()
        .any(|scheme| place.starts_with(scheme))
}

/// Whether a place that is no server that we know means one all the same: another scheme, or the words of
/// libpq. As a file it would be made, or named in an error, with the password in its name.
fn is_like_server(place: &str) -> bool {
    let is_word = |word: &str| {
        let names = [
            "host", "hostaddr", "port", "dbname", "user", "password", "service",
        ];
        word.split_once('=')
            .is_some_and(|(name, _)| names.contains(&name))
    };
    place.contains("://") || place.split_whitespace().any(is_word)
}

impl Ledger {
    /// Opens a ledger and makes it if it is not there: a SQLite file by its path (readable by its owner alone),
    /// or the PostgreSQL database of a URL (`postgres://USER:PASSWORD@HOST:PORT/DATABASE`, feature `postgres`,
    /// on this machine only).
    ///
    /// # Errors
    /// See [`LedgerError`].
    pub fn open(place: &str) -> Result<Self, LedgerError> {
        Self::open_as(place, true)
    }

    /// Opens a ledger that is there.
    ///
    /// # Errors
    /// As [`Ledger::open`]; there is none.
    pub fn open_existing(place: &str) -> Result<Self, LedgerError> {
        Self::open_as(place, false)
    }

    fn open_as(place: &str, create: bool) -> Result<Self, LedgerError> {
        let (mut database, place): (Box<dyn Database>, String) = match is_server(place) {
            #[cfg(feature = "postgres")]
            true => {
                let (server, name) = postgres::Postgres::open(place)?;
                (Box::new(server), name)
            }
            #[cfg(not(feature = "postgres"))]
            true => return Err(LedgerError::NoPostgres),
            false if is_like_server(place) => return Err(LedgerError::Place),
            false => (
                Box::new(sqlite::Sqlite::open(place, create)?),
                place.to_owned(),
            ),
        };
        schema::prepare(&mut *database, &place, create)?;
        Ok(Self { database, place })
    }

    /// The file, or the server without user and password.
    #[must_use]
    pub fn place(&self) -> &str {
        &self.place
    }

    /// Records codes, all or none. Only when this has returned may any of them be handed out.
    ///
    /// A code that is there already, alike, is left as it is, revoked or not.
    ///
    /// # Errors
    /// A code is there with other content ([`LedgerError::Differs`]); the database's errors.
    pub fn record(&mut self, issued: &[Issued]) -> Result<Recorded, LedgerError> {
        let columns = Issued::COLUMNS;
        let insert = format!(
            "INSERT INTO hcert_certificate ({columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
             ON CONFLICT (signature) DO NOTHING"
        );
        let select = format!("SELECT {columns} FROM hcert_certificate WHERE signature = $1");
        transaction(&mut *self.database, |database| {
            let mut recorded = Recorded::default();
            for one in issued {
                let identifier = one.identifier.as_ref();
                let hash = |hash: Option<Hash>| Value::Octets(hash.map(|hash| hash.to_vec()));
                let values = [
                    (&one.signature).into(),
                    Value::Text(identifier.map(|identifier| identifier.uvci().to_owned())),
                    hash(identifier.map(Identifier::uci)),
                    hash(identifier.map(Identifier::country_uci)),
                    (&one.kid).into(),
                    one.country.octets().into(),
                    one.issued_at.unix().into(),
                    one.expires_at.unix().into(),
                    Value::Octets(one.person.map(|person| person.to_vec())),
                ];
                if database.execute(&insert, &values)? > 0 {
                    recorded.newly += 1;
                    continue;
                }
                let rows = database.query(&select, &[(&one.signature).into()])?;
                let known = rows
                    .into_iter()
                    .next()
                    .map(|mut row| Issued::read(&mut row));
                if known.transpose()?.as_ref() != Some(one) {
                    let signature = one.signature;
                    return Err(LedgerError::Differs { signature });
                }
                recorded.already += 1;
            }
            Ok(recorded)
        })
    }

    /// Revokes certificates.
    ///
    /// # Errors
    /// The database's.
    pub fn revoke(
        &mut self,
        whom: &Whom<'_>,
        at: Timestamp,
        reason: Reason,
    ) -> Result<Revoked, LedgerError> {
        let all = std::slice::from_ref(whom);
        self.revoke_all(all, at, reason)
            .map(|counts| counts.into_iter().sum())
    }

    /// Revokes certificates of many kinds, all or none; the answers stand in the same order.
    ///
    /// # Errors
    /// The database's.
    pub fn revoke_all(
        &mut self,
        whom: &[Whom<'_>],
        at: Timestamp,
        reason: Reason,
    ) -> Result<Vec<Revoked>, LedgerError> {
        transaction(&mut *self.database, |database| {
            // Else two at once could wait for each other, and each would count what the other did.
            schema::lock(database)?;
            whom.iter()
                .map(|one| revoke(database, one, at, reason))
                .collect()
        })
    }

    /// Walks through the certificates that are meant, in the order of their signatures' hashes. A thousand are
    /// held at a time; what is recorded or revoked meanwhile may be met or not.
    ///
    /// # Errors
    /// The database's, and whatever the job answers: it ends the walk.
    pub fn each<E: From<LedgerError>>(
        &mut self,
        filter: &Filter,
        job: &mut dyn FnMut(Entry) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut after: Option<Hash> = None;
        loop {
            let page = self.page(filter, after)?;
            let Some(last) = page.last() else {
                return Ok(());
            };
            after = Some(last.issued.signature);
            for entry in page {
                job(entry)?;
            }
        }
    }

    /// The signers of all that was issued, with the countries that can call it back.
    ///
    /// # Errors
    /// The database's.
    pub fn signers(&mut self) -> Result<Vec<Scope>, LedgerError> {
        let sql = "SELECT DISTINCT country, kid FROM hcert_certificate ORDER BY country, kid";
        let rows = self.database.query(sql, &[])?;
        let signer = |mut row: database::Row| {
            Ok(Scope {
                country: Some(certificate::country(row.exactly()?)?),
                kid: Some(row.exactly()?),
            })
        };
        rows.into_iter().map(signer).collect()
    }

    /// Walks through the certificates that are revoked and have not expired, as [`Ledger::each`] does.
    ///
    /// # Errors
    /// As [`Ledger::each`].
    pub fn each_revoked<E: From<LedgerError>>(
        &mut self,
        at: Timestamp,
        job: &mut dyn FnMut(Entry) -> Result<(), E>,
    ) -> Result<(), E> {
        let filter = Filter {
            revoked: true,
            unexpired_at: Some(at),
            ..Filter::default()
        };
        self.each(&filter, job)
    }

    fn page(&mut self, filter: &Filter, after: Option<Hash>) -> Result<Vec<Entry>, LedgerError> {
        let conditions = [
            after.map(|hash| ("signature >", (&hash).into())),
            filter.unexpired_at.map(|at| ("exp >=", at.unix().into())),
            filter.person.map(|person| ("person =", (&person).into())),
            filter.kid.map(|kid| ("kid =", (&kid).into())),
        ];
        let (mut clauses, mut values) = (Vec::new(), Vec::new());
        for (condition, value) in conditions.into_iter().flatten() {
            values.push(value);
            clauses.push(format!("{condition} ${}", values.len()));
        }
        if filter.revoked {
            clauses.push("revoked_at IS NOT NULL".into());
        }
        let clauses = match clauses.is_empty() {
            true => String::new(),
            false => format!("WHERE {}", clauses.join(" AND ")),
        };
        let columns = Issued::COLUMNS;
        let sql = format!(
            "SELECT {columns}, revoked_at, reason FROM hcert_certificate {clauses} \
             ORDER BY signature LIMIT {PAGE}"
        );
        let rows = self.database.query(&sql, &values)?;
        rows.into_iter().map(Entry::read).collect()
    }
}

impl std::iter::Sum for Revoked {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::default(), |mut sum, one| {
            sum += one;
            sum
        })
    }
}

/// Within a transaction.
fn revoke(
    database: &mut dyn Database,
    whom: &Whom<'_>,
    at: Timestamp,
    reason: Reason,
) -> Result<Revoked, LedgerError> {
    let (column, value) = whom.column();
    let mut count = |condition: &str, values: &[Value]| -> Result<u64, LedgerError> {
        let sql =
            format!("SELECT count(*) FROM hcert_certificate WHERE {column} = $1 AND {condition}");
        let rows = database.query(&sql, values)?;
        let count = rows
            .into_iter()
            .next()
            .map(|mut row| row.int())
            .transpose()?;
        Ok(count
            .and_then(|count| u64::try_from(count).ok())
            .unwrap_or_default())
    };
    let of_whom = [value.clone()];
    let already = count("revoked_at IS NOT NULL", &of_whom)?;
    let then = [value.clone(), at.unix().into()];
    let expired = count("revoked_at IS NULL AND exp < $2", &then)?;
    let update = format!(
        "UPDATE hcert_certificate SET revoked_at = $2, reason = $3
         WHERE {column} = $1 AND revoked_at IS NULL AND exp >= $2"
    );
    let newly = database.execute(&update, &[value, at.unix().into(), reason.code().into()])?;
    Ok(Revoked {
        newly,
        already,
        expired,
    })
}

#[cfg(test)]
mod tests;
