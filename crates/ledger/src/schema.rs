//! The tables, and the version that says which they are.

use super::LedgerError;
use super::database::{Database, transaction};
use hcert::text;

/// The version of the tables that this program makes and reads.
pub const VERSION: i64 = 1;

/// Made before all others: what tells a ledger from any other database.
const LEDGER: &str = "CREATE TABLE IF NOT EXISTS hcert_ledger (
    one BIGINT PRIMARY KEY CHECK (one = 1),
    version BIGINT NOT NULL)";

/// Version 1. Hashes are the first 16 octets of a SHA-256, moments are seconds since 1970.
const TABLES: [&str; 10] = [
    // One row for each code. There is no name, date of birth, identity number or health data in it.
    "CREATE TABLE hcert_certificate (
        signature BYTEA PRIMARY KEY CHECK (length(signature) = 16),
        uvci TEXT,
        uci BYTEA CHECK (length(uci) = 16),
        country_uci BYTEA CHECK (length(country_uci) = 16),
        kid BYTEA NOT NULL CHECK (length(kid) = 8),
        country BYTEA NOT NULL CHECK (length(country) = 2),
        iat BIGINT NOT NULL,
        exp BIGINT NOT NULL,
        person BYTEA CHECK (length(person) = 32),
        revoked_at BIGINT,
        reason TEXT CHECK (reason IN ('correction', 'key', 'fraud', 'other')),
        CHECK ((uvci IS NULL) = (uci IS NULL) AND (uvci IS NULL) = (country_uci IS NULL)),
        CHECK ((revoked_at IS NULL) = (reason IS NULL)))",
    // With all that is compared beside them: SQLite would else prefer an index with more columns in common,
    // which a million rows share.
    "CREATE INDEX hcert_by_uci ON hcert_certificate (uci, country, kid, exp)",
    "CREATE INDEX hcert_by_country_uci ON hcert_certificate (country_uci, country, kid, exp)",
    "CREATE INDEX hcert_by_person ON hcert_certificate (person, signature)",
    "CREATE INDEX hcert_by_kid ON hcert_certificate (kid, signature)",
    // The order of the batches, for each hash type: a page begins where the last one ended.
    "CREATE INDEX hcert_revoked ON hcert_certificate (country, kid, exp, signature)
        WHERE revoked_at IS NOT NULL",
    "CREATE INDEX hcert_revoked_uci ON hcert_certificate (country, kid, exp, uci)
        WHERE revoked_at IS NOT NULL",
    "CREATE INDEX hcert_revoked_country_uci ON hcert_certificate (country, kid, exp, country_uci)
        WHERE revoked_at IS NOT NULL",
    // What was signed, in the octets in which it was and will be published.
    "CREATE TABLE hcert_batch (
        id BYTEA PRIMARY KEY CHECK (length(id) = 16),
        country BYTEA NOT NULL CHECK (length(country) = 2),
        kid BYTEA NOT NULL CHECK (length(kid) = 8),
        hash_type TEXT NOT NULL CHECK (hash_type IN ('SIGNATURE', 'UCI', 'COUNTRYCODEUCI')),
        expires BIGINT NOT NULL,
        entries BIGINT NOT NULL CHECK (entries BETWEEN 1 AND 1000),
        cms BYTEA NOT NULL,
        made_at BIGINT NOT NULL,
        published_at BIGINT)",
    // Which batch names a certificate by which hash: one at most.
    "CREATE TABLE hcert_entry (
        certificate BYTEA NOT NULL REFERENCES hcert_certificate (signature),
        hash_type TEXT NOT NULL,
        batch BYTEA NOT NULL REFERENCES hcert_batch (id),
        PRIMARY KEY (certificate, hash_type))",
];

/// Makes the tables if they are not there (with `create`) and checks their version.
pub(super) fn prepare(
    database: &mut dyn Database,
    place: &str,
    create: bool,
) -> Result<(), LedgerError> {
    let missing = || LedgerError::Open {
        place: place.to_owned(),
        reason: text!(LEDGER_NONE),
    };
    // Without a lock first: a ledger that is there needs none.
    if !database.has_tables()? {
        if !create {
            return Err(missing());
        }
        transaction(database, |database| {
            database.lock_schema()?;
            if database.has_tables()? {
                return Ok(());
            }
            database.execute(LEDGER, &[])?;
            for table in TABLES {
                database.execute(table, &[])?;
            }
            let version = "INSERT INTO hcert_ledger (one, version) VALUES (1, $1)";
            database.execute(version, &[VERSION.into()])?;
            Ok(())
        })?;
    }
    let rows = database.query("SELECT version FROM hcert_ledger", &[])?;
    let found = rows.into_iter().next().ok_or_else(missing)?.int()?;
    match found == VERSION {
        true => Ok(()),
        false => Err(LedgerError::Version {
            place: place.to_owned(),
            found,
        }),
    }
}

/// Within a transaction: makes other writers wait that ask for the same. (SQLite has one writer anyway;
/// PostgreSQL locks the row.)
pub(super) fn lock(database: &mut dyn Database) -> Result<(), LedgerError> {
    database.execute("UPDATE hcert_ledger SET version = version", &[])?;
    Ok(())
}
