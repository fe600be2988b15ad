//! From a payload's JSON to a code, with whatever signer covers it.

use super::{FillError, IssueError, Issuer, Validity, choose, choose_icvp, fill, icvp_validity};
use crate::codec::cbor::Item;
use crate::codec::zlib::Effort;
use crate::documents::dcc::names::Language;
use crate::documents::dcc::{self, Kind, Payload, PayloadError};
use crate::documents::icvp::{Icvp, Products};
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
    products: Arc<Products>,
}

/// What a code holds that was signed.
#[derive(Clone, PartialEq)]
pub enum IssuedContent {
    /// An EU certificate.
    Dcc(Payload),
    /// A yellow card.
    Icvp(Icvp),
}

impl IssuedContent {
    /// The certificate's identifier; a yellow card has none.
    #[must_use]
    pub fn uvci(&self) -> Option<&str> {
        match self {
            Self::Dcc(payload) => Some(payload.entry.uvci()),
            Self::Icvp(_) => None,
        }
    }
}

/// Shows nothing of a person.
impl fmt::Debug for IssuedContent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("IssuedContent(redacted)")
    }
}

/// A code that was signed and verified, and not yet handed out.
pub struct IssuedCode {
    /// Its text.
    pub text: String,
    /// What was signed.
    pub content: IssuedContent,
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
    /// There is no signer.
    NoSignerAtAll,
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
            Self::NoSignerAtAll => text!(ISSUING_NO_SIGNER_AT_ALL),
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
            products: Products::built_in(),
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

    /// The same with another table of the products that WHO approves for the yellow card.
    #[must_use]
    pub fn with_products(mut self, products: Arc<Products>) -> Self {
        self.products = products;
        self
    }

    /// Signs a yellow card (JSON of the content of −260/−6). Without an end the code lives a year, or as long as its
    /// signer's certificate.
    ///
    /// # Errors
    /// It is none, there is no signer, or it was not issued.
    pub fn issue_icvp(
        &self,
        text: &str,
        issued_at: Timestamp,
        expires_at: Option<Timestamp>,
    ) -> Result<IssuedCode, PayloadIssuerError> {
        let card = Icvp::from_json(without_bom(text)).map_err(PayloadIssuerError::Payload)?;
        let issuer = choose_icvp(&self.issuers, issued_at);
        let issuer = issuer.ok_or(PayloadIssuerError::NoSignerAtAll)?;
        let usual = icvp_validity(issuer.dsc(), issued_at);
        let validity = Validity {
            expires_at: expires_at.unwrap_or(usual.expires_at),
            ..usual
        };
        let code = issuer.issue_icvp(&card, validity, &self.products);
        let code = code.map_err(PayloadIssuerError::Issue)?;
        let notes = match issuer.dsc().domain {
            // What a certificate by itself is for, the list says that gives it out.
            None => vec![text!(ISSUING_ICVP_DOMAIN)],
            Some(_) => vec![],
        };
        Ok(issued(
            issuer,
            code,
            IssuedContent::Icvp(card),
            validity,
            notes,
        ))
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
        let code = code.map_err(PayloadIssuerError::Issue)?;
        Ok(issued(
            issuer,
            code,
            IssuedContent::Dcc(payload),
            validity,
            notes,
        ))
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

/// A code that an issuer signed.
fn issued(
    issuer: &Issuer,
    text: String,
    content: IssuedContent,
    validity: Validity,
    notes: Vec<Text>,
) -> IssuedCode {
    let dsc = issuer.dsc();
    IssuedCode {
        text,
        content,
        kid: dsc.kid.clone(),
        algorithm: dsc.key.algorithm(),
        signer_country: dsc.country.clone(),
        validity,
        notes,
    }
}
