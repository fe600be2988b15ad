//! Keys and signatures: the two algorithms of the EU certificate.
//!
//! ES256 (COSE −7) is ECDSA on P-256 with SHA-256, signature r‖s of 64 octets; PS256 (COSE −37) is
//! RSASSA-PSS with SHA-256, MGF1-SHA-256 and a salt of 32 octets (hcert-spec 3.1.1, RFC 9053 2.1,
//! RFC 8230 2). A key takes part in one of them by its type, never by what a message says:
//! EC P-256 ⇔ ES256, RSA of 2,048 bits or more ⇔ PS256.
//!
//! Beside them an Ed25519 key verifies where a document asks for it by name ([`PublicKey::verify_ed25519`]): it takes part
//! in neither of the two, and so in no EU certificate.
//!
//! The octets of a private key are wiped from memory when they are no longer needed (`zeroize`): the file, the PEM
//! block, its decoded content. What `ring` makes of them for signing stays until the process ends or the memory is
//! used again; it has no way to be wiped.
//!
//! This is the only file that knows `ring`. Not supported: other curves (kept as
//! [`PublicKey::unsupported`] so that a list can show them), encrypted private keys.

pub mod pki;
pub mod recover;

use crate::text::{Text, ToText};
use crate::{in_english, text};
use pki::tlv;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::rand::{SecureRandom as _, SystemRandom};
use ring::signature::{self, EcdsaKeyPair, KeyPair as _, RsaKeyPair, UnparsedPublicKey};
use std::fmt;
use zeroize::Zeroizing;

/// A signature algorithm of the EU certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Algorithm {
    /// ECDSA P-256 with SHA-256.
    Es256,
    /// RSASSA-PSS with SHA-256.
    Ps256,
}

impl Algorithm {
    /// The number in the COSE registry.
    #[must_use]
    pub fn cose(self) -> i64 {
        match self {
            Self::Es256 => -7,
            Self::Ps256 => -37,
        }
    }

    /// The algorithm with this number in the COSE registry.
    ///
    /// ```
    /// use hcert::key::Algorithm;
    /// assert_eq!(Algorithm::from_cose(-7), Some(Algorithm::Es256));
    /// assert_eq!(Algorithm::from_cose(-8), None);
    /// assert_eq!((Algorithm::Ps256.cose(), Algorithm::Ps256.name()), (-37, "PS256"));
    /// ```
    #[must_use]
    pub fn from_cose(number: i128) -> Option<Self> {
        [Self::Es256, Self::Ps256]
            .into_iter()
            .find(|alg| i128::from(alg.cose()) == number)
    }

    /// Its name in the COSE registry.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Es256 => "ES256",
            Self::Ps256 => "PS256",
        }
    }

    /// The key that it wants, in words.
    #[must_use]
    pub fn key_type(self) -> &'static str {
        match self {
            Self::Es256 => "EC P-256",
            Self::Ps256 => "RSA",
        }
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The fewest bits of an RSA modulus that count.
pub const RSA_MIN_BITS: usize = 2048;

/// Octets of an ES256 signature: r and s, 32 each.
pub const ES256_LENGTH: usize = 64;

/// Octets of an Ed25519 signature (RFC 8032 5.1.6).
pub const ED25519_LENGTH: usize = 64;

/// A public key.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct PublicKey(Kind);

#[derive(Clone, PartialEq, Eq, Hash)]
enum Kind {
    /// The uncompressed point, 65 octets.
    P256([u8; 65]),
    /// RSAPublicKey in DER (RFC 8017 A.1.1) and the bits of its modulus.
    Rsa { der: Vec<u8>, bits: usize },
    /// The encoded point (RFC 8032 5.1.2).
    Ed25519([u8; 32]),
    /// A key of another type: kept for lists, verifies nothing.
    Unsupported(String),
    /// A key of a type that may well be right, in a form that is not read here.
    Unreadable(String),
}

/// Why a signature does not verify.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SignatureError {
    /// The algorithm wants another type of key.
    KeyType {
        /// The algorithm that was asked for.
        alg: Algorithm,
        /// The key's type.
        key: String,
    },
    /// The key has a form that is not read here.
    KeyUnreadable {
        /// The form.
        key: String,
    },
    /// EdDSA wants an Ed25519 key.
    NotEd25519 {
        /// The key's type.
        key: String,
    },
    /// The RSA modulus is too short.
    KeyTooShort {
        /// Its bits.
        bits: usize,
    },
    /// The signature does not have the length that the algorithm and key give it.
    Length {
        /// Octets found.
        found: usize,
        /// Octets wanted.
        want: usize,
    },
    /// The signature is not this key's over these octets.
    Invalid,
}

impl ToText for SignatureError {
    fn to_text(&self) -> Text {
        match self {
            Self::KeyType { alg, key } => {
                text!(KEY_TYPE_MISMATCH, alg, want = alg.key_type(), key)
            }
            Self::KeyUnreadable { key } => text!(KEY_FORM_UNREAD, key),
            Self::NotEd25519 { key } => {
                text!(KEY_TYPE_MISMATCH, alg = "EdDSA", want = "Ed25519", key)
            }
            Self::KeyTooShort { bits } => text!(KEY_TOO_SHORT, bits, least = RSA_MIN_BITS),
            Self::Length { found, want } => text!(SIGNATURE_LENGTH, found, want),
            Self::Invalid => text!(SIGNATURE_WRONG),
        }
    }
}

in_english!(SignatureError: Error);

impl PublicKey {
    /// An EC key on P-256 from its uncompressed point (04 ‖ x ‖ y); `None` for any other form.
    #[must_use]
    pub fn p256(point: &[u8]) -> Option<Self> {
        let point: [u8; 65] = point.try_into().ok()?;
        point.starts_with(&[4]).then_some(Self(Kind::P256(point)))
    }

    /// An RSA key from its DER RSAPublicKey and the bits of its modulus.
    #[must_use]
    pub fn rsa(der: &[u8], bits: usize) -> Self {
        Self(Kind::Rsa {
            der: der.to_vec(),
            bits,
        })
    }

    /// An Ed25519 key from its encoded point (RFC 8032 5.1.2); `None` for another length.
    #[must_use]
    pub fn ed25519(point: &[u8]) -> Option<Self> {
        point
            .try_into()
            .ok()
            .map(|point| Self(Kind::Ed25519(point)))
    }

    /// A key of a type that no algorithm here takes.
    #[must_use]
    pub fn unsupported(name: impl Into<String>) -> Self {
        Self(Kind::Unsupported(name.into()))
    }

    /// A key that may be of the right type, in a form that is not read here (a compressed point, an unnamed
    /// curve). That is our lack and speaks against no certificate.
    #[must_use]
    pub fn unreadable(name: impl Into<String>) -> Self {
        Self(Kind::Unreadable(name.into()))
    }

    /// The key's type in words, such as `EC P-256` or `RSA 3072`.
    #[must_use]
    pub fn type_name(&self) -> String {
        match &self.0 {
            Kind::P256(_) => "EC P-256".into(),
            Kind::Rsa { bits, .. } => format!("RSA {bits}"),
            Kind::Ed25519(_) => "Ed25519".into(),
            Kind::Unsupported(name) | Kind::Unreadable(name) => name.clone(),
        }
    }

    /// The algorithm that this type of key takes part in.
    #[must_use]
    pub fn algorithm(&self) -> Option<Algorithm> {
        match &self.0 {
            Kind::P256(_) => Some(Algorithm::Es256),
            Kind::Rsa { bits, .. } => (*bits >= RSA_MIN_BITS).then_some(Algorithm::Ps256),
            Kind::Ed25519(_) | Kind::Unsupported(_) | Kind::Unreadable(_) => None,
        }
    }

    /// Verifies a signature by `alg` over `message`.
    ///
    /// ```
    /// use hcert::key::{Algorithm, SignatureError, Signer, SoftwareKey, generate_p256};
    /// let key = SoftwareKey::from_pkcs8(&generate_p256()?)?;
    /// let signature = key.sign(b"message")?;
    /// let public = key.public_key();
    /// assert_eq!(public.verify(Algorithm::Es256, b"message", &signature), Ok(()));
    /// assert_eq!(public.verify(Algorithm::Es256, b"another", &signature), Err(SignatureError::Invalid));
    /// # Ok::<(), hcert::key::KeyError>(())
    /// ```
    ///
    /// # Errors
    /// A key of another type, a signature of the wrong length, or a wrong signature.
    pub fn verify(
        &self,
        alg: Algorithm,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), SignatureError> {
        match (&self.0, alg) {
            (Kind::P256(point), Algorithm::Es256) => {
                if signature.len() != ES256_LENGTH {
                    let found = signature.len();
                    return Err(SignatureError::Length {
                        found,
                        want: ES256_LENGTH,
                    });
                }
                UnparsedPublicKey::new(&signature::ECDSA_P256_SHA256_FIXED, point)
                    .verify(message, signature)
                    .map_err(|_| SignatureError::Invalid)
            }
            (Kind::Rsa { bits, .. }, Algorithm::Ps256) if *bits < RSA_MIN_BITS => {
                Err(SignatureError::KeyTooShort { bits: *bits })
            }
            (Kind::Rsa { der, bits }, Algorithm::Ps256) => {
                let want = bits.div_ceil(8);
                if signature.len() != want {
                    return Err(SignatureError::Length {
                        found: signature.len(),
                        want,
                    });
                }
                UnparsedPublicKey::new(&signature::RSA_PSS_2048_8192_SHA256, der)
                    .verify(message, signature)
                    .map_err(|_| SignatureError::Invalid)
            }
            (Kind::Unreadable(key), _) => Err(SignatureError::KeyUnreadable { key: key.clone() }),
            _ => Err(SignatureError::KeyType {
                alg,
                key: self.type_name(),
            }),
        }
    }
}

impl PublicKey {
    /// Verifies an Ed25519 signature (RFC 8032) over `message`.
    ///
    /// # Errors
    /// A key of another type, a signature of the wrong length, or a wrong signature.
    pub fn verify_ed25519(&self, message: &[u8], signature: &[u8]) -> Result<(), SignatureError> {
        match &self.0 {
            Kind::Ed25519(_) if signature.len() != ED25519_LENGTH => Err(SignatureError::Length {
                found: signature.len(),
                want: ED25519_LENGTH,
            }),
            Kind::Ed25519(point) => UnparsedPublicKey::new(&signature::ED25519, point)
                .verify(message, signature)
                .map_err(|_| SignatureError::Invalid),
            Kind::Unreadable(key) => Err(SignatureError::KeyUnreadable { key: key.clone() }),
            _ => Err(SignatureError::NotEd25519 {
                key: self.type_name(),
            }),
        }
    }

    /// SubjectPublicKeyInfo in DER (RFC 5480 2, RFC 8017 A.1, RFC 8410 4); `None` for a key that is not read here.
    #[must_use]
    pub fn spki(&self) -> Option<Vec<u8>> {
        /// AlgorithmIdentifier of a P-256 key, of an RSA key and of an Ed25519 key.
        const P256: &[u8] = &[
            0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a,
            0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07,
        ];
        const RSA: &[u8] = &[
            0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05,
            0x00,
        ];
        const ED25519: &[u8] = &[0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70];
        let (algorithm, key): (&[u8], &[u8]) = match &self.0 {
            Kind::P256(point) => (P256, point),
            Kind::Rsa { der, .. } => (RSA, der),
            Kind::Ed25519(point) => (ED25519, point),
            Kind::Unsupported(_) | Kind::Unreadable(_) => return None,
        };
        let bits = tlv::element(0x03, &[&[0], key].concat());
        Some(tlv::sequence(&[algorithm, &bits]))
    }

    /// A compact form for our own files: a type octet, then the point, the modulus bits and RSAPublicKey, or
    /// the type's name.
    ///
    /// ```
    /// use hcert::key::{PublicKey, Signer, SoftwareKey};
    /// let key = SoftwareKey::from_pem(&std::fs::read_to_string("keys/dsc-ps256.key.pem")?)?.public_key();
    /// assert_eq!(key.type_name(), "RSA 2048");
    /// assert_eq!(PublicKey::decode(&key.encode()), Some(key));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        match &self.0 {
            Kind::P256(point) => [&[0], point.as_slice()].concat(),
            Kind::Rsa { der, bits } => {
                let bits = u32::try_from(*bits).unwrap_or(u32::MAX).to_be_bytes();
                [&[1], bits.as_slice(), der].concat()
            }
            Kind::Unsupported(name) => [&[2], name.as_bytes()].concat(),
            Kind::Unreadable(name) => [&[3], name.as_bytes()].concat(),
            Kind::Ed25519(point) => [&[4], point.as_slice()].concat(),
        }
    }

    /// Reads what [`PublicKey::encode`] writes.
    #[must_use]
    pub fn decode(octets: &[u8]) -> Option<Self> {
        let name = |octets: &[u8]| String::from_utf8(octets.to_vec()).ok();
        let (kind, rest) = octets.split_first()?;
        match kind {
            0 => Self::p256(rest),
            1 => {
                let (bits, der) = rest.split_first_chunk::<4>()?;
                Some(Self::rsa(
                    der,
                    usize::try_from(u32::from_be_bytes(*bits)).ok()?,
                ))
            }
            2 => name(rest).map(Self::unsupported),
            3 => name(rest).map(Self::unreadable),
            4 => Self::ed25519(rest),
            _ => None,
        }
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({})", self.type_name())
    }
}

/// Something that signs: a key in a file here, in hardware elsewhere.
pub trait Signer: Send + Sync {
    /// The algorithm that it signs by.
    fn algorithm(&self) -> Algorithm;

    /// The public half, to be held against the signer's certificate.
    fn public_key(&self) -> PublicKey;

    /// Signs a message (not its hash): r‖s of 64 octets for ES256, as long as the modulus for PS256.
    ///
    /// # Errors
    /// The key could not be used.
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, KeyError>;
}

/// Why a private key cannot be read or used.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyError {
    /// The text holds no PEM block of a private key.
    NoPem,
    /// A PEM block that is not PKCS#8.
    Label(String),
    /// Neither a P-256 nor an RSA key in PKCS#8.
    Unreadable {
        /// What was said when it was read as a P-256 key.
        ec: String,
        /// What was said when it was read as an RSA key.
        rsa: String,
    },
    /// The system gave no randomness.
    Random,
    /// Signing failed.
    Sign,
    /// A key in hardware did not sign; the reason.
    Hardware(Text),
}

impl ToText for KeyError {
    fn to_text(&self) -> Text {
        match self {
            Self::NoPem => text!(KEY_NO_PEM),
            Self::Label(label) if label.contains("ENCRYPTED") => text!(KEY_ENCRYPTED),
            Self::Label(label) => text!(KEY_LABEL, label = format!("{label:?}")),
            Self::Unreadable { ec, rsa } => {
                text!(KEY_UNREADABLE, ec, least = RSA_MIN_BITS, rsa)
            }
            Self::Random => text!(KEY_RANDOM),
            Self::Sign => text!(KEY_SIGN),
            Self::Hardware(reason) => text!(KEY_HARDWARE, reason),
        }
    }
}

in_english!(KeyError: Error);

/// The content of the first PEM block of a private key, which must be PKCS#8. No copy of it is left behind.
///
/// # Errors
/// No such block, or one of another form.
pub fn pkcs8_from_pem(text: &str) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    const BEGIN: &str = "-----BEGIN ";
    const DASHES: &str = "-----";
    let mut rest = text;
    while let Some((_, block)) = rest.split_once(BEGIN) {
        let Some((label, block)) = block.split_once(DASHES) else {
            break;
        };
        rest = block;
        if !label.ends_with("PRIVATE KEY") || label.contains('\n') {
            continue;
        }
        if label != "PRIVATE KEY" {
            return Err(KeyError::Label(label.to_owned()));
        }
        let end = "-----END PRIVATE KEY-----";
        let (body, _) = block.split_once(end).ok_or(KeyError::NoPem)?;
        // Neither grows: what is moved elsewhere would leave a copy.
        let mut digits = Zeroizing::new(Vec::with_capacity(body.len()));
        digits.extend(body.bytes().filter(|octet| !octet.is_ascii_whitespace()));
        let mut octets = Zeroizing::new(vec![0; base64::decoded_len_estimate(digits.len())]);
        let length = STANDARD.decode_slice(&*digits, &mut octets);
        octets.truncate(length.map_err(|_| KeyError::NoPem)?);
        return Ok(octets);
    }
    Err(KeyError::NoPem)
}

/// A private key in memory.
pub struct SoftwareKey {
    pair: Pair,
    random: SystemRandom,
}

enum Pair {
    Es256(Box<EcdsaKeyPair>),
    Ps256(Box<RsaKeyPair>),
}

impl SoftwareKey {
    /// Reads a private key from a PKCS#8 PEM block (`BEGIN PRIVATE KEY`).
    ///
    /// ```
    /// use hcert::key::{Algorithm, Signer, SoftwareKey};
    /// let key = SoftwareKey::from_pem(&std::fs::read_to_string("keys/dsc-vaccination.key.pem")?)?;
    /// assert_eq!(key.algorithm(), Algorithm::Es256);
    /// let encrypted = "-----BEGIN ENCRYPTED PRIVATE KEY-----\n-----END ENCRYPTED PRIVATE KEY-----";
    /// assert!(SoftwareKey::from_pem(encrypted).is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// No such block, or no key of the two types.
    pub fn from_pem(text: &str) -> Result<Self, KeyError> {
        Self::from_pkcs8(&pkcs8_from_pem(text)?)
    }

    /// Reads a private key from PKCS#8 DER.
    ///
    /// # Errors
    /// No key of the two types.
    pub fn from_pkcs8(der: &[u8]) -> Result<Self, KeyError> {
        let random = SystemRandom::new();
        let signing = &signature::ECDSA_P256_SHA256_FIXED_SIGNING;
        let pair = match EcdsaKeyPair::from_pkcs8(signing, der, &random) {
            Ok(pair) => Pair::Es256(Box::new(pair)),
            Err(ec) => match RsaKeyPair::from_pkcs8(der) {
                Ok(pair) => Pair::Ps256(Box::new(pair)),
                Err(rsa) => {
                    return Err(KeyError::Unreadable {
                        ec: ec.to_string(),
                        rsa: rsa.to_string(),
                    });
                }
            },
        };
        Ok(Self { pair, random })
    }
}

impl Signer for SoftwareKey {
    fn algorithm(&self) -> Algorithm {
        match self.pair {
            Pair::Es256(_) => Algorithm::Es256,
            Pair::Ps256(_) => Algorithm::Ps256,
        }
    }

    fn public_key(&self) -> PublicKey {
        match &self.pair {
            // The public half of a P-256 pair is always the uncompressed point.
            Pair::Es256(pair) => PublicKey::p256(pair.public_key().as_ref())
                .unwrap_or_else(|| PublicKey::unsupported("EC")),
            Pair::Ps256(pair) => {
                PublicKey::rsa(pair.public_key().as_ref(), pair.public().modulus_len() * 8)
            }
        }
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, KeyError> {
        match &self.pair {
            Pair::Es256(pair) => {
                let signature = pair
                    .sign(&self.random, message)
                    .map_err(|_| KeyError::Sign)?;
                Ok(signature.as_ref().to_vec())
            }
            Pair::Ps256(pair) => {
                let mut signature = vec![0; pair.public().modulus_len()];
                pair.sign(
                    &signature::RSA_PSS_SHA256,
                    &self.random,
                    message,
                    &mut signature,
                )
                .map_err(|_| KeyError::Sign)?;
                Ok(signature)
            }
        }
    }
}

impl fmt::Debug for SoftwareKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SoftwareKey({})", self.algorithm())
    }
}

impl SoftwareKey {
    /// The public half as SubjectPublicKeyInfo in DER.
    #[must_use]
    pub fn spki(&self) -> Vec<u8> {
        // Both types of private key have a public half that is read here.
        self.public_key().spki().unwrap_or_default()
    }
}

/// SHA-256 of octets.
///
/// ```
/// use hcert::{codec::hex, key::sha256};
/// assert!(hex(&sha256(b"abc")).starts_with("ba7816bf8f01cfea"));
/// ```
#[must_use]
pub fn sha256(octets: &[u8]) -> [u8; 32] {
    let digest = ring::digest::digest(&ring::digest::SHA256, octets);
    // The digest of SHA-256 is 32 octets long.
    digest.as_ref().try_into().unwrap_or([0; 32])
}

/// HMAC with SHA-256 (RFC 2104).
#[must_use]
pub fn hmac_sha256(key: &[u8], message: &[u8]) -> [u8; 32] {
    let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, key);
    let tag = ring::hmac::sign(&key, message);
    // The tag is as long as the digest.
    tag.as_ref().try_into().unwrap_or([0; 32])
}

/// Opens what AES-256 in Galois counter mode sealed, its tag at the end. `None` where the key does not fit or anything was
/// changed.
#[must_use]
pub(crate) fn open_aes_256_gcm(
    key: &[u8; 32],
    nonce: &[u8],
    beside: &[u8],
    mut sealed: Vec<u8>,
) -> Option<Vec<u8>> {
    use ring::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
    let key = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, key).ok()?);
    let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
    let opened = key.open_in_place(nonce, Aad::from(beside), &mut sealed);
    let length = opened.ok()?.len();
    sealed.truncate(length);
    Some(sealed)
}

/// Sixteen octets that nobody can guess.
///
/// # Errors
/// The system gave no randomness.
pub fn random_octets() -> Result<[u8; 16], KeyError> {
    let mut octets = [0; 16];
    SystemRandom::new()
        .fill(&mut octets)
        .map_err(|_| KeyError::Random)?;
    Ok(octets)
}

/// A new P-256 private key as PKCS#8 DER.
///
/// ```
/// use hcert::key::{Signer, SoftwareKey, generate_p256};
/// let key = SoftwareKey::from_pkcs8(&generate_p256()?)?;
/// assert_eq!(key.public_key().type_name(), "EC P-256");
/// # Ok::<(), hcert::key::KeyError>(())
/// ```
///
/// # Errors
/// The system gave no randomness.
pub fn generate_p256() -> Result<Zeroizing<Vec<u8>>, KeyError> {
    let signing = &signature::ECDSA_P256_SHA256_FIXED_SIGNING;
    EcdsaKeyPair::generate_pkcs8(signing, &SystemRandom::new())
        .map(|document| Zeroizing::new(document.as_ref().to_vec()))
        .map_err(|_| KeyError::Random)
}

crate::shown_alike! { Algorithm }

#[cfg(test)]
mod tests;
