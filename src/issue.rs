//! Issuing: a payload becomes a signed `HC1:` text.
//!
//! The [`Issuer`] is strict where the verifier is tolerant: it refuses a payload with a single fault or
//! deviation, a signer whose certificate does not cover the entry, and dates outside the certificate's
//! validity. What it has signed it takes apart and verifies before it hands it out.
//!
//! The text is deterministic up to the signature: CBOR in the core deterministic encoding (RFC 8949
//! 4.2.1), zlib, Base45.

mod choose;
mod fill;
mod payload;

use crate::codec::base45;
use crate::codec::cbor::Item;
use crate::codec::cose::Sign1;
use crate::codec::zlib::{self, Effort};
use crate::container::{Contexts, DecodeError, Limits, Unverified, cwt, prefix_of};
use crate::documents::Document;
use crate::documents::dcc::{self, Kind, Payload, PayloadError};
use crate::documents::icvp::{self, Icvp, Products};
use crate::documents::no1::{self, Holder};
use crate::key::{KeyError, SignatureError, Signer};
use crate::text::{Text, ToText};
use crate::time::Timestamp;
use crate::trust::{CertificateInfo, Dsc};
use crate::{in_english, text};
use std::fmt;
use std::sync::Arc;

pub use choose::{choose, choose_domestic, choose_icvp};
pub use fill::{FillError, fill};
pub use payload::{IssuedCode, IssuedContent, PayloadIssuer, PayloadIssuerError};

/// The technical validity of a certificate: claims `iat` and `exp`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Validity {
    /// When it was issued.
    pub issued_at: Timestamp,
    /// The last second at which it is valid.
    pub expires_at: Timestamp,
}

impl Validity {
    /// So many days from a moment on.
    ///
    /// ```
    /// use hcert::issue::{VALID_DAYS, Validity};
    /// let validity = Validity::days("2022-02-01T12:00:00Z".parse()?, VALID_DAYS);
    /// assert_eq!(validity.expires_at.to_string(), "2022-05-02T12:00:00Z");
    /// # Ok::<(), hcert::time::TimeError>(())
    /// ```
    #[must_use]
    pub fn days(issued_at: Timestamp, days: u16) -> Self {
        Self {
            issued_at,
            expires_at: issued_at.plus_seconds(i64::from(days) * 86_400),
        }
    }
}

/// Days until a code expires where nobody says; those of a Norwegian page and its codes, whatever the status.
pub const VALID_DAYS: u16 = 90;

/// The longest life of a domestic code, in seconds.
pub const DOMESTIC_MAX_SECONDS: i64 = VALID_DAYS as i64 * 86_400;

/// Days until the code of a yellow card expires where nobody says. The vaccination does not expire with it.
pub const ICVP_VALID_DAYS: u16 = 365;

/// The validity of a yellow card's code where nobody says: a year, or until its signer's certificate ends.
#[must_use]
pub fn icvp_validity(signer: &Dsc, issued_at: Timestamp) -> Validity {
    let validity = Validity::days(issued_at, ICVP_VALID_DAYS);
    let end = signer.certificate.as_ref().map(|info| info.not_after);
    Validity {
        expires_at: end.map_or(validity.expires_at, |end| validity.expires_at.min(end)),
        ..validity
    }
}

/// Why nothing was issued.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum IssueError {
    /// The payload breaks the schema, or our own verifier would list a deviation.
    Payload(PayloadError),
    /// The private key does not belong to the certificate.
    KeyMismatch {
        /// The private key's type.
        key: String,
        /// The certificate's key type.
        certificate: String,
    },
    /// The signer has a bare key: its validity and purposes are unknown.
    NoCertificate,
    /// The signer's certificate does not cover this kind of entry.
    Purpose {
        /// The entry's kind.
        kind: Kind,
        /// What the certificate covers.
        purposes: Text,
    },
    /// `exp` is not after `iat`.
    Backwards(Validity),
    /// `iat` lies before the certificate's notBefore.
    TooEarly {
        /// The wanted `iat`.
        issued_at: Timestamp,
        /// The certificate's notBefore.
        not_before: Timestamp,
    },
    /// `exp` lies after the certificate's notAfter.
    TooLate {
        /// The wanted `exp`.
        expires_at: Timestamp,
        /// The certificate's notAfter.
        not_after: Timestamp,
    },
    /// The issuing country is not two capital letters.
    Country {
        /// What was given.
        found: String,
    },
    /// A domestic code needs a Norwegian signer.
    NotNorwegian {
        /// The signer's country.
        found: String,
    },
    /// A domestic code lives 90 days at most.
    TooLong(Validity),
    /// The key could not sign.
    Sign(KeyError),
    /// What was signed does not decode: a fault of this program.
    SelfCheckDecode(DecodeError),
    /// What was signed does not verify: a faulty key or hardware.
    SelfCheckSignature(SignatureError),
    /// What was signed does not hold the payload: a fault of this program.
    SelfCheckContent,
}

impl ToText for IssueError {
    fn to_text(&self) -> Text {
        let dates = |validity: &Validity| (validity.expires_at, validity.issued_at);
        match self {
            Self::Payload(error) => text!(ISSUING_PAYLOAD, error),
            Self::KeyMismatch { key, certificate } => {
                text!(ISSUING_KEY_MISMATCH, key, certificate)
            }
            Self::NoCertificate => text!(ISSUING_NO_CERTIFICATE),
            Self::Purpose { kind, purposes } => text!(ISSUING_PURPOSE, kind, purposes),
            Self::Backwards(validity) => {
                let (exp, iat) = dates(validity);
                text!(ISSUING_BACKWARDS, exp, iat)
            }
            Self::TooEarly {
                issued_at,
                not_before,
            } => text!(ISSUING_TOO_EARLY, iat = issued_at, not_before),
            Self::TooLate {
                expires_at,
                not_after,
            } => text!(ISSUING_TOO_LATE, exp = expires_at, not_after),
            Self::Country { found } => text!(ISSUING_COUNTRY, found = format!("{found:?}")),
            Self::NotNorwegian { found } => {
                text!(ISSUING_NOT_NORWEGIAN, found = format!("{found:?}"))
            }
            Self::TooLong(validity) => {
                let (exp, iat) = dates(validity);
                text!(ISSUING_TOO_LONG, exp, iat)
            }
            Self::Sign(error) => text!(ISSUING_SIGN, error),
            Self::SelfCheckDecode(error) => text!(ISSUING_SELF_DECODE, error),
            Self::SelfCheckSignature(error) => text!(ISSUING_SELF_SIGNATURE, error),
            Self::SelfCheckContent => text!(ISSUING_SELF_CONTENT),
        }
    }
}

in_english!(IssueError: Error);

/// A signer and the country in whose name it issues.
#[derive(Clone)]
pub struct Issuer {
    signer: Arc<dyn Signer>,
    dsc: Dsc,
    country: String,
    effort: Effort,
}

impl Issuer {
    /// Puts a private key and its certificate together. The issuing country (claim `iss`) is the
    /// certificate's; without one it must be given with [`Issuer::in_country`].
    ///
    /// ```
    /// use hcert::{Issuer, SoftwareKey, TrustList, dcc::Kind};
    /// let key = SoftwareKey::from_pem(&std::fs::read_to_string("keys/dsc-vaccination.key.pem")?)?;
    /// let certificates = TrustList::read("keys", &std::fs::read("keys/dsc-vaccination.pem")?)?;
    /// let certificate = certificates.iter().next().ok_or("no certificate")?.clone();
    /// let issuer = Issuer::new(Box::new(key), certificate)?;
    /// assert!(issuer.covers(Kind::Vaccination) && !issuer.covers(Kind::Test));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// The key does not belong to the certificate, or there is none.
    pub fn new(signer: Box<dyn Signer>, dsc: Dsc) -> Result<Self, IssueError> {
        let info = dsc.certificate.as_ref().ok_or(IssueError::NoCertificate)?;
        if signer.public_key() != dsc.key {
            return Err(IssueError::KeyMismatch {
                key: signer.public_key().type_name(),
                certificate: dsc.key.type_name(),
            });
        }
        let country = info.country.clone().unwrap_or_default();
        Ok(Self {
            signer: signer.into(),
            dsc,
            country,
            effort: Effort::Best,
        })
    }

    /// Sets the issuing country (claim `iss`), two capital letters.
    #[must_use]
    pub fn in_country(mut self, country: &str) -> Self {
        self.country = country.to_owned();
        self
    }

    /// Chooses between the smallest code and the fastest.
    #[must_use]
    pub fn with_effort(mut self, effort: Effort) -> Self {
        self.effort = effort;
        self
    }

    /// The signer's certificate.
    #[must_use]
    pub fn dsc(&self) -> &Dsc {
        &self.dsc
    }

    /// Whether the certificate covers a kind of entry.
    #[must_use]
    pub fn covers(&self, kind: Kind) -> bool {
        self.info().is_some_and(|info| info.purposes.allows(kind))
    }

    fn info(&self) -> Option<&CertificateInfo> {
        self.dsc.certificate.as_ref()
    }

    /// Issues a certificate.
    ///
    /// ```
    /// use hcert::{Issuer, Payload, SoftwareKey, TrustList, Validity};
    /// let key = SoftwareKey::from_pem(&std::fs::read_to_string("keys/dsc-all.key.pem")?)?;
    /// let certificates = TrustList::read("keys", &std::fs::read("keys/dsc-all.pem")?)?;
    /// let certificate = certificates.iter().next().ok_or("no certificate")?.clone();
    ///
    /// let payload = Payload::from_json(&std::fs::read_to_string("testdata/payloads/test-pcr.json")?)?;
    /// let validity = Validity::days("2022-02-01T12:00:00Z".parse()?, 90);
    /// let code = Issuer::new(Box::new(key), certificate)?.issue(&payload, validity)?;
    /// assert!(code.starts_with("HC1:"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// See [`IssueError`]; nothing is handed out that was not verified.
    pub fn issue(&self, payload: &Payload, validity: Validity) -> Result<String, IssueError> {
        self.check_payload(payload, validity)?;
        self.sign(Document::Dcc, payload.to_item(), validity)
    }

    /// All of [`Issuer::issue`] but the reading again, so that each can be measured by itself. Hand nothing out
    /// that comes from here: a faulty key goes unnoticed.
    ///
    /// # Errors
    /// As [`Issuer::issue`].
    #[doc(hidden)]
    pub fn issue_unread(
        &self,
        payload: &Payload,
        validity: Validity,
    ) -> Result<String, IssueError> {
        self.check_payload(payload, validity)?;
        let (text, _) = self.write(Document::Dcc, payload.to_item(), validity)?;
        Ok(text)
    }

    fn check_payload(&self, payload: &Payload, validity: Validity) -> Result<(), IssueError> {
        let checked = dcc::issue::check(payload, validity.issued_at);
        checked.map_err(IssueError::Payload)?;
        self.check_purpose(payload.entry.kind())
    }

    /// Issues a Norwegian domestic code (`NO1:`): who, and until when the light is green. Any Norwegian
    /// signer may sign it, whatever the purposes of its certificate.
    ///
    /// ```
    /// use hcert::{Issuer, Payload, SoftwareKey, TrustList, Validity, no1::Holder};
    /// let key = SoftwareKey::from_pem(&std::fs::read_to_string("keys/dsc-all.key.pem")?)?;
    /// let certificates = TrustList::read("keys", &std::fs::read("keys/dsc-all.pem")?)?;
    /// let certificate = certificates.iter().next().ok_or("no certificate")?.clone();
    ///
    /// let payload = Payload::from_json(&std::fs::read_to_string("testdata/payloads/recovery.json")?)?;
    /// let holder = Holder { person: payload.person, birth_date: payload.birth_date };
    /// let validity = Validity::days("2022-02-01T12:00:00Z".parse()?, 90);
    /// let code = Issuer::new(Box::new(key), certificate)?.issue_domestic(&holder, validity)?;
    /// assert!(code.starts_with("NO1:"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// As [`Issuer::issue`]; a signer of another country; more than 90 days.
    pub fn issue_domestic(
        &self,
        holder: &Holder,
        validity: Validity,
    ) -> Result<String, IssueError> {
        let checked = no1::issue::check(holder, validity.issued_at);
        checked.map_err(IssueError::Payload)?;
        if self.country != "NO"
            || self.info().and_then(|info| info.country.as_deref()) != Some("NO")
        {
            return Err(IssueError::NotNorwegian {
                found: self.country.clone(),
            });
        }
        if validity.expires_at > validity.issued_at.plus_seconds(DOMESTIC_MAX_SECONDS) {
            return Err(IssueError::TooLong(validity));
        }
        self.sign(Document::No1, holder.to_item(), validity)
    }

    /// Issues a yellow card as a code (`HC1:`, −260/−6). What the signer's certificate says of COVID is not asked: the
    /// trust domain is the list's matter.
    ///
    /// ```
    /// use hcert::{Issuer, SoftwareKey, TrustList, Verifier, issue::icvp_validity};
    /// use hcert::icvp::{Icvp, Products};
    /// let key = SoftwareKey::from_pem(&std::fs::read_to_string("testdata/icvp/dsc.key.pem")?)?;
    /// let trust = TrustList::read("keys", &std::fs::read("testdata/icvp/dsc.pem")?)?.in_domain("ICVP");
    /// let issuer = Issuer::new(Box::new(key), trust.iter().next().ok_or("no certificate")?.clone())?;
    /// let card = Icvp::from_json(&std::fs::read_to_string("testdata/icvp/card.json")?)?;
    /// let at = "2026-07-01T12:00:00Z".parse()?;
    /// let code = issuer.issue_icvp(&card, icvp_validity(issuer.dsc(), at), &Products::built_in())?;
    /// let report = Verifier::new(trust).verify(&code, at);
    /// assert_eq!(report.icvp.ok_or("unread")?.content(), &card);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// As [`Issuer::issue`]; what [`icvp::issue::check`] refuses.
    pub fn issue_icvp(
        &self,
        card: &Icvp,
        validity: Validity,
        products: &Products,
    ) -> Result<String, IssueError> {
        let checked = icvp::issue::check(card, validity.issued_at, products);
        checked.map_err(IssueError::Payload)?;
        self.sign(Document::Icvp, card.to_item(), validity)
    }

    /// Signs a content, puts it into its layers, and reads it again.
    fn sign(
        &self,
        document: Document,
        content: Item<'_>,
        validity: Validity,
    ) -> Result<String, IssueError> {
        let (text, claims) = self.write(document, content, validity)?;
        self.check_own(&text, &claims)?;
        Ok(text)
    }

    /// The text, and the signed claims in it.
    fn write(
        &self,
        document: Document,
        content: Item<'_>,
        validity: Validity,
    ) -> Result<(String, Vec<u8>), IssueError> {
        self.check_validity(validity)?;
        let Validity {
            issued_at,
            expires_at,
        } = validity;
        let claims = cwt::encode_as(document, &self.country, issued_at, expires_at, content);
        let alg = self.signer.algorithm();
        let cose = Sign1::encode(alg.cose(), &self.dsc.kid, &claims, |message| {
            self.signer.sign(message)
        })
        .map_err(IssueError::Sign)?;
        let text = base45::encode_behind(prefix_of(document), &zlib::deflate(&cose, self.effort));
        Ok((text, claims))
    }

    fn check_purpose(&self, kind: Kind) -> Result<(), IssueError> {
        let info = self.info().ok_or(IssueError::NoCertificate)?;
        if info.purposes.allows(kind) {
            return Ok(());
        }
        Err(IssueError::Purpose {
            kind,
            purposes: info.purposes.to_text(),
        })
    }

    fn check_validity(&self, validity: Validity) -> Result<(), IssueError> {
        let Validity {
            issued_at,
            expires_at,
        } = validity;
        let info = self.info().ok_or(IssueError::NoCertificate)?;
        if expires_at <= issued_at {
            return Err(IssueError::Backwards(validity));
        }
        if issued_at < info.not_before {
            return Err(IssueError::TooEarly {
                issued_at,
                not_before: info.not_before,
            });
        }
        if expires_at > info.not_after {
            return Err(IssueError::TooLate {
                expires_at,
                not_after: info.not_after,
            });
        }
        if !(self.country.len() == 2 && self.country.bytes().all(|b| b.is_ascii_uppercase())) {
            return Err(IssueError::Country {
                found: self.country.clone(),
            });
        }
        Ok(())
    }

    /// Takes the new code apart again and verifies it.
    fn check_own(&self, text: &str, claims: &[u8]) -> Result<(), IssueError> {
        let own = Unverified::decode_as(text, &Limits::default(), Contexts::EuAndDomestic)
            .map_err(IssueError::SelfCheckDecode)?;
        let sign1 = own.sign1();
        self.dsc
            .key
            .verify(
                self.signer.algorithm(),
                &sign1.to_be_signed(),
                &sign1.signature,
            )
            .map_err(IssueError::SelfCheckSignature)?;
        if sign1.payload != claims || own.kid() != Some(self.dsc.kid.as_slice()) {
            return Err(IssueError::SelfCheckContent);
        }
        Ok(())
    }
}

impl fmt::Debug for Issuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Issuer({}, {:?})", self.country, self.dsc)
    }
}

/// Issues a certificate: [`Issuer::issue`].
///
/// # Errors
/// As [`Issuer::issue`].
pub fn issue(payload: &Payload, issuer: &Issuer, validity: Validity) -> Result<String, IssueError> {
    issuer.issue(payload, validity)
}
