//! From a payload's JSON to a code, with whatever signer covers it.

use super::{FillError, IssueError, Issuer, Validity, choose, fill};
use crate::codec::cbor::Item;
use crate::codec::zlib::Effort;
use crate::documents::dcc::names::Language;
use crate::documents::dcc::{self, Kind, Payload, PayloadError};
use crate::key::Algorithm;
use crate::norway::read::Handed;
use crate::text::{Text, ToText, without_bom};
use crate::time::Timestamp;
use crate::{in_english, text};
use std::fmt;
use std::sync::Arc;

/// Several signers, and how payloads are signed by them.
///
/// ```
/// use hcert::issue::{PayloadIssuer, PayloadIssuerError, Validity};
/// let at: hcert::Timestamp = "2021-11-01T12:00:00Z".parse().unwrap();
/// let validity = Validity::days(at, 90);
/// let issuer = PayloadIssuer::new([].into());
/// let refused = issuer.issue("{}", validity).unwrap_err();
/// assert!(matches!(refused, PayloadIssuerError::Payload(_)));
/// ```
#[derive(Clone, Debug)]
pub struct PayloadIssuer {
    issuers: Arc<[Issuer]>,
    fill: Option<Language>,
}

/// A code that was signed and verified, and not yet handed out.
pub struct IssuedCode {
    /// Its text.
    pub text: String,
    /// What was signed.
    pub payload: Payload,
    /// The signer's identifier.
    pub kid: Vec<u8>,
    /// The algorithm.
    pub algorithm: Option<Algorithm>,
    /// The country of the signer's certificate.
    pub signer_country: Option<String>,
    /// Claims `iat` and `exp`.
    pub validity: Validity,
    /// What should be known of what was filled in, and what is wrong with it all the same.
    pub notes: Vec<Text>,
}

/// Shows nothing of a person.
impl fmt::Debug for IssuedCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "IssuedCode({:?})", self.validity)
    }
}

/// Why a payload was not signed.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum PayloadIssuerError {
    /// It is something else: a person's record, or HL7 FHIR.
    Other(Handed),
    /// It breaks the schema.
    Payload(PayloadError),
    /// What is missing could not be filled in.
    Fill(FillError),
    /// No signer covers its kind.
    NoSigner {
        /// The kind.
        kind: Kind,
    },
    /// It was not issued.
    Issue(IssueError),
}

impl ToText for PayloadIssuerError {
    fn to_text(&self) -> Text {
        match self {
            Self::Other(Handed::Bundle) => text!(ISSUING_IS_BUNDLE),
            Self::Other(_) => text!(ISSUING_IS_RECORD),
            Self::Payload(error) => error.to_text(),
            Self::Fill(error) => error.to_text(),
            Self::NoSigner { kind } => text!(ISSUING_NO_SIGNER, kind),
            Self::Issue(error) => error.to_text(),
        }
    }
}

in_english!(PayloadIssuerError: Error);

impl PayloadIssuer {
    /// These signers; what a payload lacks is refused.
    #[must_use]
    pub fn new(issuers: Arc<[Issuer]>) -> Self {
        Self {
            issuers,
            fill: None,
        }
    }

    /// The same with claim `iss`, where it is not the country of the signer's certificate.
    #[must_use]
    pub fn in_country(self, country: &str) -> Self {
        self.each(|issuer| issuer.in_country(country))
    }

    /// The same with another compression.
    #[must_use]
    pub fn with_effort(self, effort: Effort) -> Self {
        self.each(|issuer| issuer.with_effort(effort))
    }

    fn each(mut self, change: impl Fn(Issuer) -> Issuer) -> Self {
        self.issuers = self.issuers.iter().cloned().map(change).collect();
        self
    }

    /// The same where transliterated names and the identifier are filled in if they are missing; `language` is that of
    /// names in Cyrillic letters.
    #[must_use]
    pub fn filling(mut self, language: Language) -> Self {
        self.fill = Some(language);
        self
    }

    /// Signs a payload (JSON of the EU's schema 1.3.x).
    ///
    /// ```
    /// use hcert::{Issuer, SoftwareKey, TrustList, Validity, issue::PayloadIssuer};
    /// let key = SoftwareKey::from_pem(&std::fs::read_to_string("keys/dsc-all.key.pem")?)?;
    /// let certificates = TrustList::read("keys", &std::fs::read("keys/dsc-all.pem")?)?;
    /// let certificate = certificates.iter().next().ok_or("no certificate")?.clone();
    ///
    /// let issuer = PayloadIssuer::new([Issuer::new(Box::new(key), certificate)?].into());
    /// let payload = std::fs::read_to_string("testdata/payloads/test-pcr.json")?;
    /// let issued = issuer.issue(&payload, Validity::days("2022-02-01T12:00:00Z".parse()?, 90))?;
    /// assert!(issued.text.starts_with("HC1:"));
    /// assert_eq!(issued.signer_country.as_deref(), Some("NO"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// It is none, no signer covers it, or it was not issued.
    pub fn issue(&self, text: &str, validity: Validity) -> Result<IssuedCode, PayloadIssuerError> {
        let read = self.read(text, validity.issued_at);
        let (payload, mut notes) = read.map_err(|error| match Handed::of(text) {
            Some(other) if other != Handed::Payload => PayloadIssuerError::Other(other),
            _ => error,
        })?;
        notes.extend(dcc::issue::warnings(&payload));
        let kind = payload.entry.kind();
        let issuer = choose(&self.issuers, kind, validity);
        let issuer = issuer.ok_or(PayloadIssuerError::NoSigner { kind })?;
        let code = issuer.issue(&payload, validity);
        let dsc = issuer.dsc();
        Ok(IssuedCode {
            text: code.map_err(PayloadIssuerError::Issue)?,
            payload,
            kid: dsc.kid.clone(),
            algorithm: dsc.key.algorithm(),
            signer_country: dsc.country.clone(),
            validity,
            notes,
        })
    }

    /// The payload, with what should be known of it.
    fn read(&self, text: &str, at: Timestamp) -> Result<(Payload, Vec<Text>), PayloadIssuerError> {
        let text = without_bom(text);
        match self.fill {
            Some(language) => fill(text, language, at).map_err(PayloadIssuerError::Fill),
            None => {
                let mut value = dcc::parse_json(text).map_err(PayloadIssuerError::Payload)?;
                let composed = dcc::issue::compose(&mut value);
                // What `from_value` asks of a value beside this has been asked of the text.
                let payload = dcc::read::read(&Item::from(&value)).strict();
                Ok((payload.map_err(PayloadIssuerError::Payload)?, composed))
            }
        }
    }
}
