//! DIVOC: the vaccination certificates of India, Sri Lanka, the Philippines, Jamaica and Indonesia.
//!
//! A code holds a ZIP archive with one entry, `certificate.json`: a W3C verifiable credential with a linked-data proof.
//! What is signed is not the JSON but the set of statements that it makes as JSON-LD, in canonical form. So the order of
//! members does not matter, and three things follow that no other health certificate has:
//!
//! - A member that the context does not know is dropped before the signing. Anybody can add or change it
//!   ([`Signed::unsigned`]). In context v1 that is so for a date of birth.
//! - Where the name of an object is no IRI, everything about that object is dropped. Certificates whose holder is named by
//!   a bare number bind no name.
//! - Members with one meaning can change places: `dose` and `totalDoses`, or `vaccine`, `batch` and `manufacturer`
//!   ([`Signed::exchangeable`], [`judge`]).
//!
//! Contexts are compiled in and never fetched; another one cannot be verified. Nothing is issued here: the project was
//! archived in 2023.
//!
//! Sources: DIVOC's signing service and schema; W3C Verifiable Credentials 1.0; Linked Data Signatures 1.0 with RFC 7797.
//!
//! Not supported: several doses in one certificate, and members of a credential beside DIVOC's own (an expiry, a status):
//! they are refused.
//!
//! Personal data: `Debug` of everything here is redacted.

mod contexts;
mod error;
pub mod judge;
mod read;

use super::dcc;
use crate::key::{Algorithm, PublicKey, SignatureError};
use crate::time::{BirthDate, Date, Timestamp};

pub use contexts::Context;
pub use error::DivocError;
pub use read::unpack;

/// The trust domain whose keys sign it.
pub const DOMAIN: &str = "DIVOC";

/// The purpose of a proof that a document is what its issuer says.
pub const PURPOSE: &str = "assertionMethod";

/// The most octets of an archive, and of the certificate in it.
pub const MAX_OCTETS: usize = 1 << 20;

/// The algorithms of proofs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ProofAlgorithm {
    /// RSASSA-PSS with SHA-256 and a salt of 32 octets (`RsaSignature2018`).
    Ps256,
    /// EdDSA on Edwards25519 (`Ed25519Signature2018`).
    EdDsa,
}

impl ProofAlgorithm {
    /// Its name in a header (RFC 7518, RFC 8037).
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Ps256 => Algorithm::Ps256.name(),
            Self::EdDsa => "EdDSA",
        }
    }
}

/// A certificate whose signature was not looked at. Nothing of it is to be believed.
#[derive(Clone, PartialEq)]
pub struct Unverified {
    context: Context,
    proof: read::Proof,
    /// What the document says, once or twice ([`Unverified::verify`]).
    readings: Vec<Reading>,
}

/// A message, and what it would make good.
#[derive(Clone, PartialEq)]
struct Reading {
    message: Vec<u8>,
    signed: Signed,
}

impl Unverified {
    /// Reads the JSON of a certificate.
    ///
    /// ```
    /// use hcert::divoc::Unverified;
    /// let certificate = Unverified::parse(&std::fs::read_to_string("testdata/divoc/v1-rsa.json")?)?;
    /// assert_eq!(certificate.verification_method(), "did:utopia");
    /// assert_eq!(certificate.algorithm()?.name(), "PS256");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// It is no JSON, has contexts that are not known, no proof, or another shape.
    pub fn parse(json: &str) -> Result<Self, DivocError> {
        read::read(json)
    }

    /// The version of its context.
    #[must_use]
    pub fn context(&self) -> Context {
        self.context
    }

    /// `verificationMethod`: the DID of the key.
    #[must_use]
    pub fn verification_method(&self) -> &str {
        &self.proof.method
    }

    /// `proofPurpose`: [`PURPOSE`] is the one of documents.
    #[must_use]
    pub fn proof_purpose(&self) -> &str {
        &self.proof.purpose
    }

    /// `created` of the proof, where it can be read.
    #[must_use]
    pub fn created(&self) -> Option<Timestamp> {
        self.proof.created.parse().ok()
    }

    /// The algorithm: the type of the proof has one, and the header of the signature must name it.
    ///
    /// # Errors
    /// The header names another one.
    pub fn algorithm(&self) -> Result<ProofAlgorithm, DivocError> {
        let algorithm = self.proof.algorithm;
        if self.proof.alg == algorithm.name() {
            return Ok(algorithm);
        }
        Err(DivocError::Alg {
            want: algorithm.name().into(),
            found: read::short(&self.proof.alg),
        })
    }

    /// What is signed: the header, a point, and the SHA-256 of proof and of document in canonical form.
    #[must_use]
    pub fn message(&self) -> &[u8] {
        self.readings
            .first()
            .map_or(&[], |reading| reading.message.as_slice())
    }

    /// The signature.
    #[must_use]
    pub fn signature(&self) -> &[u8] {
        &self.proof.signature
    }

    /// Verifies the signature by a key, and gives out what it makes good. Whether the key may sign documents
    /// ([`Unverified::proof_purpose`]) and is trusted are the caller's questions.
    ///
    /// An IRI with a blank in it is taken two ways. Issuers' libraries before 2020 kept it; later ones take it for none, and
    /// drop what is said about it. Whichever was signed counts.
    ///
    /// # Errors
    /// [`DivocError::Alg`] where header, proof and key do not go together, [`DivocError::Signature`] where the signature
    /// does not verify.
    pub fn verify(&self, key: &PublicKey) -> Result<&Signed, DivocError> {
        let algorithm = self.algorithm()?;
        let mut wrong = SignatureError::Invalid;
        for reading in &self.readings {
            let verified = match algorithm {
                ProofAlgorithm::Ps256 => {
                    key.verify(Algorithm::Ps256, &reading.message, &self.proof.signature)
                }
                ProofAlgorithm::EdDsa => {
                    key.verify_ed25519(&reading.message, &self.proof.signature)
                }
            };
            match verified {
                Ok(()) => return Ok(&reading.signed),
                Err(error) => wrong = error,
            }
        }
        Err(match wrong {
            SignatureError::KeyType { .. }
            | SignatureError::NotEd25519 { .. }
            | SignatureError::KeyTooShort { .. } => DivocError::Alg {
                want: algorithm.name().into(),
                found: key.type_name(),
            },
            other => DivocError::Signature(other),
        })
    }
}

/// What a signature makes good, and what it does not.
#[derive(Clone, Default, PartialEq)]
pub struct Signed {
    /// The content, as far as it is signed.
    pub content: Content,
    /// What is not: anybody can add or change it. Show it struck out, and compare it with nothing.
    pub unsigned: Vec<Leaf>,
    /// Groups of members whose values differ and may change places without breaking the signature, such as
    /// `["dose", "totalDoses"]`.
    pub exchangeable: Vec<Vec<&'static str>>,
}

/// A value in the document by its place.
#[derive(Clone, PartialEq, Eq)]
pub struct Leaf {
    /// Names and numbers from the top: `credentialSubject/dob`.
    pub path: String,
    /// The value, as JSON writes it but for a text.
    pub value: String,
}

/// The content of a certificate, as far as it is signed.
#[derive(Clone, Default, PartialEq)]
pub struct Content {
    /// The holder's name.
    pub name: Option<String>,
    /// The date of birth (context v2), with what of it can be read.
    pub dob: Option<BirthDate>,
    /// The age, as it stands.
    pub age: Option<String>,
    /// `sex`, else `gender`, as it stands.
    pub sex: Option<String>,
    /// The nationality, as it stands.
    pub nationality: Option<String>,
    /// The document that names the holder: `did:<type>:<number>`.
    pub id: Option<String>,
    /// The vaccine.
    pub vaccine: Option<String>,
    /// The manufacturer.
    pub manufacturer: Option<String>,
    /// The batch.
    pub batch: Option<String>,
    /// ICD-11 code of the vaccine (context v2).
    pub icd11: Option<String>,
    /// The day of the dose.
    pub date: Option<Date>,
    /// `effectiveStart`.
    pub effective_start: Option<Date>,
    /// `effectiveUntil`: by when the next dose is due. It ends no certificate.
    pub effective_until: Option<Date>,
    /// Which dose it is.
    pub dose: Option<u32>,
    /// Of how many.
    pub total_doses: Option<u32>,
    /// The certificate's number.
    pub certificate_id: Option<String>,
    /// When it was issued.
    pub issued_at: Option<Timestamp>,
    /// The IRI of the issuer.
    pub issuer: Option<String>,
    /// The name of the place of the vaccination.
    pub facility: Option<String>,
    /// The country of that place, as it stands. The country of the certificate is the key's.
    pub country: Option<String>,
}

dcc::redacted! { Unverified Reading Signed Leaf Content }

#[cfg(test)]
mod tests;
