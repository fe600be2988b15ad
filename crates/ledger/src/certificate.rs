//! What the ledger keeps of a certificate.

use super::database::Row;
use super::{LedgerError, Pseudonym};
use hcert::CountryCode;
use hcert::Document;
use hcert::codec::hex;
use hcert::container::Unverified;
use hcert::container::cwt::Content;
use hcert::key::Algorithm;
use hcert::revocation::{Hash, HashType, id};
use hcert::text::{Text, ToText};
use hcert::time::Timestamp;
use hcert::{in_english, text};
use std::fmt;
use std::str::FromStr;

/// An identifier and the two hashes that lists have of it.
#[derive(Clone, PartialEq, Eq)]
pub struct Identifier {
    uvci: String,
    uci: Hash,
    country_uci: Hash,
}

impl Identifier {
    /// `ci` as it stands in the certificate, and the entry's country (`co`).
    #[must_use]
    pub fn new(uvci: &str, co: &str) -> Self {
        Self {
            uvci: uvci.to_owned(),
            uci: id::uci(uvci),
            country_uci: id::country_code_uci(co, uvci),
        }
    }

    /// `ci`.
    #[must_use]
    pub fn uvci(&self) -> &str {
        &self.uvci
    }

    /// The hash of type UCI.
    #[must_use]
    pub fn uci(&self) -> Hash {
        self.uci
    }

    /// The hash of type COUNTRYCODEUCI.
    #[must_use]
    pub fn country_uci(&self) -> Hash {
        self.country_uci
    }
}

/// Shows the hash only.
impl fmt::Debug for Identifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Identifier({})", hex(&self.uci))
    }
}

/// A code that was signed: what is kept of it. No name, no date of birth, nothing about health.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issued {
    /// The hash of type SIGNATURE.
    pub signature: Hash,
    /// The identifier; a Norwegian domestic code (`NO1:`) has none.
    pub identifier: Option<Identifier>,
    /// The signer's key identifier.
    pub kid: [u8; 8],
    /// Who can call it back: the country of the signer's key, two capital letters.
    pub country: CountryCode,
    /// Claim `iat`.
    pub issued_at: Timestamp,
    /// Claim `exp`.
    pub expires_at: Timestamp,
    /// The person's pseudonym, if there is a key for it.
    pub person: Option<Pseudonym>,
}

impl Issued {
    /// What is to be kept of a code that we have just signed, and so need not verify again. `signer_country` is the
    /// country of the signer's certificate; without one claim `iss` counts, as it does for a verifier.
    ///
    /// # Errors
    /// A code that our issuer does not write: without key identifier of 8 octets, claims, or an identifier
    /// where there is an entry.
    pub fn of(
        code: &Unverified,
        signer_country: Option<&str>,
        person: Option<Pseudonym>,
    ) -> Result<Self, LedgerError> {
        let wrong = |what: Text| LedgerError::Certificate(what);
        // Our own code, which was verified when it was signed.
        let claims = code.peek().map_err(|_| wrong(text!(LEDGER_NO_CLAIMS)))?.0;
        let issuer = claims.issuer.as_deref();
        let identifier = match (code.document(), &claims.content) {
            // Neither has an identifier: both are revoked by their signature.
            (Document::No1, _) | (_, Ok(Content::Icvp(_))) => None,
            (_, Ok(Content::Dcc(item))) => {
                let entry = hcert::dcc::read::read(item)
                    .strict()
                    .map_err(|_| wrong(text!(LEDGER_SCHEMA)))?
                    .entry;
                Some(Identifier::new(entry.uvci(), entry.country()))
            }
            _ => return Err(wrong(text!(LEDGER_NO_DCC))),
        };
        Ok(Self {
            signature: signature_of(code)?,
            identifier,
            kid: code
                .kid()
                .and_then(|kid| kid.try_into().ok())
                .ok_or_else(|| wrong(text!(LEDGER_KID)))?,
            country: signer_country
                .or(issuer)
                .and_then(CountryCode::of_capitals)
                .ok_or_else(|| wrong(text!(LEDGER_SIGNER_COUNTRY)))?,
            issued_at: claims
                .issued_at
                .map_err(|_| wrong(text!(LEDGER_NO_CLAIM, name = "iat")))?,
            expires_at: claims
                .expires_at
                .map_err(|_| wrong(text!(LEDGER_NO_CLAIM, name = "exp")))?,
            person,
        })
    }

    pub(super) const COLUMNS: &str =
        "signature, uvci, uci, country_uci, kid, country, iat, exp, person";

    pub(super) fn read(row: &mut Row) -> Result<Self, LedgerError> {
        let signature = row.exactly()?;
        let uvci = row.optional_text()?;
        let (uci, country_uci) = (row.optional_exactly()?, row.optional_exactly()?);
        Ok(Self {
            signature,
            identifier: match (uvci, uci, country_uci) {
                (Some(uvci), Some(uci), Some(country_uci)) => Some(Identifier {
                    uvci,
                    uci,
                    country_uci,
                }),
                _ => None,
            },
            kid: row.exactly()?,
            country: country(row.exactly()?)?,
            issued_at: moment(row.int()?)?,
            expires_at: moment(row.int()?)?,
            person: row.optional_exactly()?,
        })
    }

    /// The hash of a type, if the code has it.
    #[must_use]
    pub fn hash(&self, hash_type: HashType) -> Option<Hash> {
        let identifier = self.identifier.as_ref();
        match hash_type {
            HashType::Signature => Some(self.signature),
            HashType::Uci => identifier.map(Identifier::uci),
            HashType::CountryCodeUci => identifier.map(Identifier::country_uci),
        }
    }
}

/// The hash of type SIGNATURE of a code.
///
/// # Errors
/// A code of an algorithm that our issuer does not use.
pub fn signature_of(code: &Unverified) -> Result<Hash, LedgerError> {
    let sign1 = code.sign1();
    let algorithm = sign1.alg_number().and_then(Algorithm::from_cose);
    let algorithm =
        algorithm.ok_or_else(|| LedgerError::Certificate(text!(SIGNER_ITS_ALGORITHM)))?;
    Ok(id::signature(algorithm, &sign1.signature))
}

/// A moment out of a column.
pub(super) fn moment(seconds: i64) -> Result<Timestamp, LedgerError> {
    Timestamp::from_unix(seconds).ok_or_else(|| LedgerError::Content(text!(LEDGER_MOMENT)))
}

/// Why a certificate was revoked. A code word and never a text, which would soon tell about a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// The register was corrected.
    Correction,
    /// The signer's key is not to be trusted any more.
    Key,
    /// It was obtained by fraud.
    Fraud,
    /// Anything else.
    Other,
}

impl Reason {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Correction, Self::Key, Self::Fraud, Self::Other];

    /// The stable word.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Correction => "correction",
            Self::Key => "key",
            Self::Fraud => "fraud",
            Self::Other => "other",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for Reason {
    type Err = UnknownReason;

    fn from_str(text: &str) -> Result<Self, UnknownReason> {
        let found = Self::ALL.into_iter().find(|one| one.code() == text);
        found.ok_or(UnknownReason)
    }
}

/// No reason has this name. The text is not repeated: it may tell about a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownReason;

impl ToText for UnknownReason {
    fn to_text(&self) -> Text {
        text!(
            LEDGER_REASON,
            known = Reason::ALL.map(Reason::code).join(", ")
        )
    }
}

in_english!(UnknownReason: Error);

/// A country as it is kept.
pub(super) fn country(octets: [u8; 2]) -> Result<CountryCode, LedgerError> {
    let country = CountryCode::from_octets(octets);
    country.ok_or_else(|| LedgerError::Content(text!(LEDGER_COUNTRY)))
}

/// A certificate in the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What was issued.
    pub issued: Issued,
    /// When it was revoked and why, if it was.
    pub revoked: Option<(Timestamp, Reason)>,
}

impl Entry {
    pub(super) fn read(mut row: Row) -> Result<Self, LedgerError> {
        let issued = Issued::read(&mut row)?;
        let (at, reason) = (row.optional_int()?, row.optional_text()?);
        let revoked = match (at, reason) {
            (Some(at), Some(reason)) => {
                let reason = reason.parse::<Reason>();
                let reason = reason.map_err(|error| LedgerError::Content(error.to_text()));
                Some((moment(at)?, reason?))
            }
            _ => None,
        };
        Ok(Self { issued, revoked })
    }
}
