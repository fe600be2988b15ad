//! Signed lists as JWS in compact form (RFC 7515) with the signer's certificates in the header (`x5c`).
//!
//! ES256, ES384, ES512, RS256 and PS256 (RFC 7518 3.1). The header names the algorithm, and the key
//! decides whether it may be that one: each goes with one type of key, and `none` and the symmetric ones
//! go with none. A header with `crit` is refused, because nothing that it could ask for is understood, and
//! so is a payload that is not encoded (`b64`, RFC 7797).
//!
//! [`Jws::verify`] answers whether a key signed; whether that signer is to be trusted is
//! [`super::chain::path`]'s question, and the payload's dates are the reader's. `jku`, `jwk`, `x5u`
//! and `kid` are left to the reader, and nothing is fetched. Not supported: the JSON forms, encryption.
//!
//! ```
//! use hcert::trust::jws::Jws;
//!
//! let jws = Jws::parse("eyJhbGciOiJub25lIn0.e30.")?;
//! assert_eq!(jws.payload, b"{}");
//! # Ok::<(), hcert::trust::jws::JwsError>(())
//! ```

use super::bounded;
use crate::key::pki::{Hash, KeyKind, PkiAlgorithm, PkiError, PkiKey, sign_raw_pkcs8};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde::Serialize;
use serde_json::Value;
use std::fmt;

/// The most octets of a JWS that is read.
pub const MAX_OCTETS: usize = 32 << 20;

/// The algorithms, and the one type of key that each goes with.
const ALGORITHMS: [(&str, PkiAlgorithm, KeyKind); 5] = [
    ("ES256", PkiAlgorithm::Ecdsa(Hash::Sha256), KeyKind::P256),
    ("ES384", PkiAlgorithm::Ecdsa(Hash::Sha384), KeyKind::P384),
    ("ES512", PkiAlgorithm::Ecdsa(Hash::Sha512), KeyKind::P521),
    ("RS256", PkiAlgorithm::RsaPkcs1(Hash::Sha256), KeyKind::Rsa),
    (
        "PS256",
        PkiAlgorithm::RsaPss {
            hash: Hash::Sha256,
            salt_length: 32,
        },
        KeyKind::Rsa,
    ),
];

/// A JWS, whose signature counts once [`Jws::verify`] has said so.
#[derive(Clone, PartialEq)]
pub struct Jws {
    /// An object.
    header: Value,
    /// The payload.
    pub payload: Vec<u8>,
    /// The certificates in the header, in DER, the signer's first.
    pub x5c: Vec<Vec<u8>>,
    /// Header and payload as they came.
    signed: String,
    signature: Vec<u8>,
}

impl fmt::Debug for Jws {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (payload, certificates) = (self.payload.len(), self.x5c.len());
        write!(
            f,
            "Jws({} octets of payload, {certificates} certificates)",
            payload
        )
    }
}

/// Why a JWS is not read, does not verify, or cannot be made.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum JwsError {
    /// There are too many octets.
    TooLarge {
        /// How many.
        octets: usize,
    },
    /// The text is not three parts.
    Parts {
        /// How many parts there are.
        found: usize,
    },
    /// A part is not base64url.
    Base64 {
        /// The part.
        part: &'static str,
        /// What is wrong with it.
        reason: String,
    },
    /// The header is no object, or a member of it is not what it must be.
    Header(String),
    /// The header asks for something that is not supported.
    Unsupported(String),
    /// The algorithm is none of the five.
    Algorithm(String),
    /// The algorithm wants another type of key.
    KeyType {
        /// The algorithm.
        alg: String,
        /// The key's type.
        key: String,
    },
    /// The signature is wrong.
    Signature(PkiError),
    /// The private key cannot sign.
    Key(PkiError),
}

impl fmt::Display for JwsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge { octets } => {
                write!(f, "JWS of {octets} octets, at most {MAX_OCTETS} are read")
            }
            Self::Parts { found } => {
                write!(f, "not a JWS: parts separated by dots: {found}, expected 3")
            }
            Self::Base64 { part, reason } => write!(f, "not a JWS: the {part}: {reason}"),
            Self::Header(reason) => write!(f, "the JWS header: {reason}"),
            Self::Unsupported(what) => {
                write!(f, "the JWS header asks for {what}, which is refused")
            }
            Self::Algorithm(found) => {
                let known = ALGORITHMS.map(|(name, ..)| name).join(", ");
                write!(f, "the JWS algorithm is {found}, expected one of {known}")
            }
            Self::KeyType { alg, key } => {
                write!(
                    f,
                    "the JWS algorithm {alg} does not go with a key of type {key}"
                )
            }
            Self::Signature(error) => write!(f, "the JWS signature: {error}"),
            Self::Key(error) => write!(f, "the signer's private key: {error}"),
        }
    }
}

impl std::error::Error for JwsError {}

impl Jws {
    /// Reads the compact form. Nothing of it is to be believed before [`Jws::verify`].
    ///
    /// # Errors
    /// The text has another form, or its header asks for what is not supported.
    pub fn parse(text: &str) -> Result<Self, JwsError> {
        let text = text.trim_ascii();
        if text.len() > MAX_OCTETS {
            return Err(JwsError::TooLarge { octets: text.len() });
        }
        let mut parts = text.split('.');
        let (Some(header), Some(payload), Some(signature), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            let found = text.split('.').count();
            return Err(JwsError::Parts { found });
        };
        let signed = format!("{header}.{payload}");
        let header = object(&from_base64("header", header)?)?;
        Ok(Self {
            x5c: certificates(&header)?,
            header,
            payload: from_base64("payload", payload)?,
            signed,
            signature: from_base64("signature", signature)?,
        })
    }

    /// Verifies the signature by a key.
    ///
    /// # Errors
    /// The header names no known algorithm, one that does not go with the key, or the signature is wrong.
    pub fn verify(&self, key: &PkiKey) -> Result<(), JwsError> {
        let (name, algorithm, kind) = algorithm(&self.header)?;
        if key.kind() != kind {
            return Err(JwsError::KeyType {
                alg: name.to_owned(),
                key: key.type_name(),
            });
        }
        key.verify_raw(algorithm, self.signed.as_bytes(), &self.signature)
            .map_err(JwsError::Signature)
    }
}

fn from_base64(part: &'static str, text: &str) -> Result<Vec<u8>, JwsError> {
    URL_SAFE_NO_PAD
        .decode(text)
        .map_err(|error| JwsError::Base64 {
            part,
            reason: format!("no base64url: {error}"),
        })
}

/// The header, without anything in it that would have to be understood and is not.
fn object(octets: &[u8]) -> Result<Value, JwsError> {
    let text = std::str::from_utf8(octets)
        .map_err(|error| JwsError::Header(format!("no JSON: {error}")))?;
    let header =
        bounded::json(text).map_err(|reason| JwsError::Header(format!("no JSON: {reason}")))?;
    checked(header)
}

fn checked(header: Value) -> Result<Value, JwsError> {
    if !header.is_object() {
        return Err(JwsError::Header("no object".into()));
    }
    if let Some(crit) = header.get("crit") {
        return Err(JwsError::Unsupported(format!("crit {crit}")));
    }
    match header.get("b64") {
        None | Some(Value::Bool(true)) => Ok(header),
        Some(b64) => Err(JwsError::Unsupported(format!("b64 {b64}"))),
    }
}

/// The certificates in a header. They are standard base64, unlike everything else (RFC 7515 4.1.6).
fn certificates(header: &Value) -> Result<Vec<Vec<u8>>, JwsError> {
    let list = match header.get("x5c") {
        None => return Ok(Vec::new()),
        Some(Value::Array(list)) => list,
        Some(_) => return Err(JwsError::Header("x5c is no array".into())),
    };
    let decode = |(index, entry): (usize, &Value)| match entry.as_str() {
        None => Err(JwsError::Header(format!("x5c[{index}] is no text"))),
        Some(text) => STANDARD
            .decode(text)
            .map_err(|error| JwsError::Header(format!("x5c[{index}] is no base64: {error}"))),
    };
    list.iter().enumerate().map(decode).collect()
}

fn algorithm(header: &Value) -> Result<(&'static str, PkiAlgorithm, KeyKind), JwsError> {
    let name = header.get("alg").and_then(Value::as_str);
    let found = ALGORITHMS
        .into_iter()
        .find(|(known, ..)| Some(*known) == name);
    found.ok_or_else(|| {
        JwsError::Algorithm(header.get("alg").map_or("missing".into(), Value::to_string))
    })
}

/// Signs a payload. The header is whatever has a JSON form; it must name the algorithm, which must go with the key: ES256, RS256 or PS256.
///
/// ```
/// use hcert::key::{SoftwareKey, generate_p256, pki::PkiKey};
/// use hcert::trust::jws::{self, Jws};
/// let pkcs8 = generate_p256()?;
/// let text = jws::sign(&serde_json::json!({"alg": "ES256"}), b"{}", &pkcs8)?;
/// let key = PkiKey::from_spki(&SoftwareKey::from_pkcs8(&pkcs8)?.spki())?;
/// Jws::parse(&text)?.verify(&key)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// The header is none that could be read again, the key is not read, or it cannot sign so.
pub fn sign(header: &impl Serialize, payload: &[u8], key_pkcs8: &[u8]) -> Result<String, JwsError> {
    let header = serde_json::to_value(header)
        .map_err(|error| JwsError::Header(format!("no JSON: {error}")))?;
    let header = checked(header)?;
    certificates(&header)?;
    let (_, algorithm, _) = algorithm(&header)?;
    let encode = |octets: &[u8]| URL_SAFE_NO_PAD.encode(octets);
    let signed = format!(
        "{}.{}",
        encode(header.to_string().as_bytes()),
        encode(payload)
    );
    let signature =
        sign_raw_pkcs8(key_pkcs8, algorithm, signed.as_bytes()).map_err(JwsError::Key)?;
    Ok(format!("{signed}.{}", encode(&signature)))
}

crate::shown_alike! { JwsError }

#[cfg(test)]
mod tests;
