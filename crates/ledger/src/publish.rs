//! From revoked certificates to signed batches.
//!
//! A revoked certificate that has not expired is named by one hash of each chosen type. Those of one country, signer
//! and type stand in the order of `exp` and hash and are cut into batches of [`MAX_ENTRIES`] at most; a
//! batch expires a second after the last of its certificates. The same ledger gives the same batches, and a batch's
//! identifier is made from its content.
//!
//! A code without identifier (`NO1:`) is named by its signature, also where that type was not chosen: a
//! revoked certificate is never left out. Certificates that share an identifier share its hash: it is listed once,
//! with the latest `exp`, and again only for one that outlives the batch in which it stands.

use super::database::{Database, Row, Value, transaction};
use super::{Ledger, LedgerError, certificate, schema};
use hcert::CountryCode;
use hcert::key::sha256;
use hcert::revocation::formats::{GatewayBatch, MAX_ENTRIES};
use hcert::revocation::{Hash, HashType};
use hcert::text;
use hcert::text::{ToText, UnknownWord};
use hcert::time::Timestamp;
use std::fmt;

/// A batch's identifier: a UUID of version 8 (RFC 9562 5.8) from the SHA-256 of its content.
pub type BatchId = [u8; 16];

/// Signs a content: answers CMS with the content in it.
pub type Sign<'a, E> = dyn FnMut(&[u8]) -> Result<Vec<u8>, E> + 'a;

fn batch_id(content: &[u8]) -> BatchId {
    let mut id: BatchId = [0; 16];
    let places = id.iter_mut().zip(sha256(content)).enumerate();
    for (place, (to, octet)) in places {
        *to = match place {
            6 => octet & 0x0f | 0x80,
            8 => octet & 0x3f | 0x80,
            _ => octet,
        };
    }
    id
}

/// An identifier as UUIDs are written.
#[must_use]
pub fn batch_name(id: &BatchId) -> String {
    let digits = hcert::codec::hex(id);
    let mut name = String::with_capacity(36);
    for (place, digit) in digits.chars().enumerate() {
        if [8, 12, 16, 20].contains(&place) {
            name.push('-');
        }
        name.push(digit);
    }
    name
}

/// What [`Ledger::publish`] made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Made {
    /// Batches that were signed.
    pub batches: u64,
    /// Hashes in them.
    pub entries: u64,
}

/// A signed batch, as it was signed once.
#[derive(Clone, PartialEq, Eq)]
pub struct StoredBatch {
    /// Its identifier; the gateway gives it another.
    pub id: BatchId,
    /// The country that revokes.
    pub country: CountryCode,
    /// The signer of the certificates.
    pub kid: [u8; 8],
    /// What was hashed.
    pub hash_type: HashType,
    /// When its entries stop to count.
    pub expires: Timestamp,
    /// How many hashes it has.
    pub entries: u64,
    /// CMS with the content, in DER.
    pub cms: Vec<u8>,
}

impl StoredBatch {
    fn read(mut row: Row) -> Result<Self, LedgerError> {
        Ok(Self {
            id: row.exactly()?,
            country: certificate::country(row.exactly()?)?,
            kid: row.exactly()?,
            hash_type: row
                .text()?
                .parse()
                .map_err(|error: UnknownWord| LedgerError::Content(error.to_text()))?,
            expires: certificate::moment(row.int()?)?,
            entries: row.int()?.try_into().unwrap_or_default(),
            cms: row.octets()?,
        })
    }
}

impl fmt::Debug for StoredBatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (name, entries) = (batch_name(&self.id), self.entries);
        let (hash_type, expires) = (self.hash_type, self.expires);
        write!(
            f,
            "StoredBatch({name}, {hash_type}, {entries} entries, until {expires})"
        )
    }
}

/// Where a walk over revoked certificates stands: the order of the batches.
#[derive(Clone, Copy)]
struct Place {
    country: [u8; 2],
    kid: [u8; 8],
    exp: i64,
    hash: Hash,
}

impl Place {
    /// Before all others: no hash of a certificate of no country.
    const START: Self = Self {
        country: [0; 2],
        kid: [0; 8],
        exp: i64::MIN,
        hash: [0; 16],
    };

    fn read(mut row: Row) -> Result<Self, LedgerError> {
        Ok(Self {
            country: row.exactly()?,
            kid: row.exactly()?,
            exp: row.int()?,
            hash: row.exactly()?,
        })
    }
}

/// The statements for one hash type. `$1` is always its name.
struct Statements {
    attach: String,
    page: String,
    enter: String,
}

/// What is to be batched: revoked, not expired at `$2`, not named by this type.
const OPEN: &str = "c.revoked_at IS NOT NULL AND c.exp >= $2 AND NOT EXISTS (
    SELECT 1 FROM hcert_entry e WHERE e.certificate = c.signature AND e.hash_type = $1)";

impl Statements {
    /// `only_unnamed`: only codes without identifier.
    fn new(hash_type: HashType, only_unnamed: bool) -> Self {
        let column = match hash_type {
            HashType::Signature => "signature",
            HashType::Uci => "uci",
            HashType::CountryCodeUci => "country_uci",
        };
        let unnamed = match only_unnamed {
            true => "AND c.uvci IS NULL",
            false => "",
        };
        // A batch with the same hash that lasts long enough. (CROSS: from the hash to the batch, and not the
        // other way round.)
        let covering = format!(
            "FROM hcert_certificate d CROSS JOIN hcert_entry o CROSS JOIN hcert_batch b
             WHERE d.{column} = c.{column} AND d.country = c.country AND d.kid = c.kid
             AND o.certificate = d.signature AND o.hash_type = $1 AND b.id = o.batch
             AND b.expires > c.exp"
        );
        // Of those with the same hash, the one that lasts longest. Signatures have no such company.
        let longest = match hash_type {
            HashType::Signature => String::new(),
            _ => format!(
                "AND NOT EXISTS (
                     SELECT 1 FROM hcert_certificate d
                     WHERE d.{column} = c.{column} AND d.country = c.country AND d.kid = c.kid
                     AND d.revoked_at IS NOT NULL AND (d.exp, d.signature) > (c.exp, c.signature))"
            ),
        };
        Self {
            attach: format!(
                "INSERT INTO hcert_entry (hash_type, certificate, batch)
                 SELECT CAST($1 AS TEXT), c.signature, (SELECT b.id {covering} ORDER BY b.id LIMIT 1)
                 FROM hcert_certificate c WHERE {OPEN} AND EXISTS (SELECT 1 {covering})"
            ),
            page: format!(
                "SELECT c.country, c.kid, c.exp, c.{column} FROM hcert_certificate c
                 WHERE {OPEN} {unnamed} AND c.{column} IS NOT NULL
                 AND (c.country, c.kid, c.exp, c.{column}) > ($3, $4, $5, $6) {longest}
                 ORDER BY c.country, c.kid, c.exp, c.{column} LIMIT {MAX_ENTRIES}"
            ),
            enter: format!(
                "INSERT INTO hcert_entry (hash_type, certificate, batch)
                 SELECT CAST($1 AS TEXT), c.signature, CAST($3 AS BYTEA) FROM hcert_certificate c
                 WHERE {OPEN} {unnamed} AND c.{column} = $4 AND c.country = $5 AND c.kid = $6"
            ),
        }
    }
}

const BATCH: &str = "id, country, kid, hash_type, expires, entries, cms";

impl Ledger {
    /// Makes batches of everything that is revoked, has not expired and stands in no batch of a chosen type, and
    /// keeps them, all or none. `sign` gets the content and answers the CMS.
    ///
    /// Nothing is handed out here: see [`Ledger::unpublished`].
    ///
    /// # Errors
    /// No type is chosen; the signer's error; the database's.
    pub fn publish<E: ToText>(
        &mut self,
        hash_types: &[HashType],
        at: Timestamp,
        sign: &mut Sign<'_, E>,
    ) -> Result<Made, LedgerError> {
        if hash_types.is_empty() {
            return Err(LedgerError::Sign(text!(LEDGER_NO_HASH_TYPE)));
        }
        let mut sign =
            |content: &[u8]| sign(content).map_err(|error| LedgerError::Sign(error.to_text()));
        transaction(&mut *self.database, |database| {
            // A second publisher waits here, and then finds nothing left to do.
            schema::lock(database)?;
            let mut made = Made::default();
            for hash_type in HashType::ALL {
                let chosen = hash_types.contains(&hash_type);
                if chosen || hash_type == HashType::Signature {
                    let statements = Statements::new(hash_type, !chosen);
                    make(database, hash_type, &statements, at, &mut sign, &mut made)?;
                }
            }
            Ok(made)
        })
    }

    /// Batches that are not marked as published and have not expired, at most so many, in the order of their
    /// identifiers. The gateway would refuse an expired one.
    ///
    /// # Errors
    /// The database's.
    pub fn unpublished(
        &mut self,
        at: Timestamp,
        at_most: u32,
    ) -> Result<Vec<StoredBatch>, LedgerError> {
        let sql = format!(
            "SELECT {BATCH} FROM hcert_batch WHERE published_at IS NULL AND expires > $1
             ORDER BY id LIMIT $2"
        );
        let values = [at.unix().into(), i64::from(at_most).into()];
        let rows = self.database.query(&sql, &values)?;
        rows.into_iter().map(StoredBatch::read).collect()
    }

    /// All batches that have not expired, published or not, after one with this identifier, at most so many: for
    /// files that were lost, in the octets that were signed.
    ///
    /// # Errors
    /// The database's.
    pub fn stored(
        &mut self,
        at: Timestamp,
        after: Option<BatchId>,
        at_most: u32,
    ) -> Result<Vec<StoredBatch>, LedgerError> {
        let sql = format!(
            "SELECT {BATCH} FROM hcert_batch WHERE expires > $1 AND id > $2 ORDER BY id LIMIT $3"
        );
        // No identifier is all zeros: it has its version in it.
        let after = after.unwrap_or_default();
        let values = [at.unix().into(), (&after).into(), i64::from(at_most).into()];
        let rows = self.database.query(&sql, &values)?;
        rows.into_iter().map(StoredBatch::read).collect()
    }

    /// Marks batches as published: they are on the disk, or with the gateway. A batch that is marked stays as it is.
    ///
    /// # Errors
    /// The database's.
    pub fn mark_published(&mut self, ids: &[BatchId], at: Timestamp) -> Result<u64, LedgerError> {
        let sql = "UPDATE hcert_batch SET published_at = $2 WHERE id = $1 AND published_at IS NULL";
        transaction(&mut *self.database, |database| {
            schema::lock(database)?;
            let mut marked = 0;
            for id in ids {
                marked += database.execute(sql, &[id.into(), at.unix().into()])?;
            }
            Ok(marked)
        })
    }
}

/// Makes the batches of one hash type.
fn make(
    database: &mut dyn Database,
    hash_type: HashType,
    statements: &Statements,
    at: Timestamp,
    sign: &mut Sign<'_, LedgerError>,
    made: &mut Made,
) -> Result<(), LedgerError> {
    let open: [Value; 2] = [hash_type.name().into(), at.unix().into()];
    if hash_type != HashType::Signature {
        database.execute(&statements.attach, &open)?;
    }
    let mut after = Place::START;
    loop {
        let values = [
            (&after.country).into(),
            (&after.kid).into(),
            after.exp.into(),
            (&after.hash).into(),
        ];
        let rows = database.query(&statements.page, &[&open[..], &values].concat())?;
        let page: Vec<Place> = rows
            .into_iter()
            .map(Place::read)
            .collect::<Result<_, _>>()?;
        let Some(&first) = page.first() else {
            return Ok(());
        };
        let same = |place: &&Place| place.country == first.country && place.kid == first.kid;
        let group: Vec<Place> = page.iter().take_while(same).copied().collect();
        // They stand in the order of `exp`: the last one is the last to expire.
        let last = group.last().copied().unwrap_or(first);
        after = last;
        let batch = GatewayBatch {
            country: certificate::country(first.country)?,
            // Its entries count before this moment, and the certificate is valid in its last second.
            expires: certificate::moment(last.exp)?.plus_seconds(1),
            kid: Some(first.kid),
            hash_type,
            hashes: group.iter().map(|place| place.hash).collect(),
        };
        keep(database, &batch, statements, at, sign)?;
        made.batches += 1;
        made.entries += group.len() as u64;
    }
}

/// Signs a batch and keeps it with its entries.
fn keep(
    database: &mut dyn Database,
    batch: &GatewayBatch,
    statements: &Statements,
    at: Timestamp,
    sign: &mut Sign<'_, LedgerError>,
) -> Result<(), LedgerError> {
    let content = batch.to_json();
    let id = batch_id(&content);
    let kid = batch.kid.unwrap_or_default();
    let insert = format!(
        "INSERT INTO hcert_batch ({BATCH}, made_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
    );
    let values = [
        (&id).into(),
        batch.country.octets().into(),
        (&kid).into(),
        batch.hash_type.name().into(),
        batch.expires.unix().into(),
        i64::try_from(batch.hashes.len()).unwrap_or(i64::MAX).into(),
        sign(&content)?.as_slice().into(),
        at.unix().into(),
    ];
    database.execute(&insert, &values)?;
    for hash in &batch.hashes {
        let values = [
            batch.hash_type.name().into(),
            at.unix().into(),
            (&id).into(),
            hash.into(),
            batch.country.octets().into(),
            (&kid).into(),
        ];
        database.execute(&statements.enter, &values)?;
    }
    Ok(())
}
