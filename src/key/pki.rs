//! Signatures of certificates and lists: the algorithms that authorities use, and that a health
//! certificate must not.
//!
//! A document signer's certificate, the list that it came in and the signer of that list are signed with
//! what national authorities had at hand (RFC 5280 4.1.1.2; RFC 4055, 5480, 5754, 5758): ECDSA on P-256,
//! P-384 or P-521, RSA PKCS#1 v1.5 and RSASSA-PSS of 2,048 to 8,192 bits, with SHA-1, SHA-256, SHA-384
//! or SHA-512 in any combination. SHA-1 is told apart ([`PkiAlgorithm::is_sha1`]), because whether it
//! still counts is the caller's decision. Health certificates have [`super::PublicKey`], which knows two
//! algorithms and nothing of these.
//!
//! ring verifies where it has the algorithm; the pure implementations of the curves and of RSA verify
//! the rest. Not supported: MD5 (refused by name), SHA-224, SHA-3, DSA, Edwards curves, brainpool and
//! secp256k1, curves that are written out unless all numbers are those of P-256 or P-384, RSASSA-PSS whose mask uses another hash than the
//! message.
//!
//! ```
//! use hcert::key::pki::{Hash, PkiAlgorithm};
//!
//! let ecdsa_with_sha256 = [0x30, 10, 6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2];
//! let algorithm = PkiAlgorithm::from_der(&ecdsa_with_sha256)?;
//! assert_eq!(algorithm, PkiAlgorithm::Ecdsa(Hash::Sha256));
//! assert_eq!(algorithm.to_string(), "ECDSA with SHA-256");
//! # Ok::<(), hcert::key::pki::PkiError>(())
//! ```

pub(crate) mod tlv;

use super::{KeyError, RSA_MIN_BITS};
use crate::text::{Text, ToText};
use crate::{in_english, text};
use p256::ecdsa::signature::hazmat::PrehashVerifier as _;
use ring::rand::SystemRandom;
use ring::signature::{
    self, EcdsaKeyPair, EcdsaSigningAlgorithm, RsaEncoding, RsaKeyPair, UnparsedPublicKey,
    VerificationAlgorithm,
};
use rsa::signature::Verifier as _;
use std::fmt;
use tlv::{
    INTEGER, Malformed, OCTET_STRING, Reader, SEQUENCE, context, element, unsigned, without_zeros,
};

/// The most bits of an RSA modulus that are verified: more only costs time.
pub const RSA_MAX_BITS: usize = 8192;

/// A hash of a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Hash {
    /// SHA-1, broken for signatures.
    Sha1,
    /// SHA-256.
    Sha256,
    /// SHA-384.
    Sha384,
    /// SHA-512.
    Sha512,
}

impl Hash {
    const OIDS: [(&'static str, Self); 4] = [
        ("1.3.14.3.2.26", Self::Sha1),
        ("2.16.840.1.101.3.4.2.1", Self::Sha256),
        ("2.16.840.1.101.3.4.2.2", Self::Sha384),
        ("2.16.840.1.101.3.4.2.3", Self::Sha512),
    ];

    /// The hash that an AlgorithmIdentifier names.
    ///
    /// # Errors
    /// It is none of the four.
    pub fn from_der(algorithm_identifier: &[u8]) -> Result<Self, PkiError> {
        let (oid, _) = algorithm(algorithm_identifier)?;
        let found = Self::OIDS.into_iter().find(|(known, _)| *known == oid);
        found
            .map(|(_, hash)| hash)
            .ok_or_else(|| PkiError::Algorithm(name_of(&oid)))
    }

    /// The octets of a digest.
    #[must_use]
    pub fn length(self) -> usize {
        match self {
            Self::Sha1 => 20,
            Self::Sha256 => 32,
            Self::Sha384 => 48,
            Self::Sha512 => 64,
        }
    }

    /// The digest of octets.
    #[must_use]
    pub fn digest(self, octets: &[u8]) -> Vec<u8> {
        let algorithm = match self {
            Self::Sha1 => &ring::digest::SHA1_FOR_LEGACY_USE_ONLY,
            Self::Sha256 => &ring::digest::SHA256,
            Self::Sha384 => &ring::digest::SHA384,
            Self::Sha512 => &ring::digest::SHA512,
        };
        ring::digest::digest(algorithm, octets).as_ref().to_vec()
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sha1 => "SHA-1",
            Self::Sha256 => "SHA-256",
            Self::Sha384 => "SHA-384",
            Self::Sha512 => "SHA-512",
        })
    }
}

/// A signature algorithm of certificates and lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PkiAlgorithm {
    /// ECDSA; the key says on which curve.
    Ecdsa(Hash),
    /// RSA with PKCS#1 v1.5 padding.
    RsaPkcs1(Hash),
    /// RSASSA-PSS; the mask is made with the same hash.
    RsaPss {
        /// The hash of message and mask.
        hash: Hash,
        /// Octets of the salt.
        salt_length: usize,
    },
}

/// Object identifiers of keys and signatures (RFC 5480 2.1, RFC 8017 A).
const EC: &str = "1.2.840.10045.2.1";
const RSA: &str = "1.2.840.113549.1.1.1";
const MGF1: &str = "1.2.840.113549.1.1.8";
const RSA_PSS: &str = "1.2.840.113549.1.1.10";

impl PkiAlgorithm {
    const OIDS: [(&'static str, Self); 8] = [
        ("1.2.840.10045.4.1", Self::Ecdsa(Hash::Sha1)),
        ("1.2.840.10045.4.3.2", Self::Ecdsa(Hash::Sha256)),
        ("1.2.840.10045.4.3.3", Self::Ecdsa(Hash::Sha384)),
        ("1.2.840.10045.4.3.4", Self::Ecdsa(Hash::Sha512)),
        ("1.2.840.113549.1.1.5", Self::RsaPkcs1(Hash::Sha1)),
        ("1.2.840.113549.1.1.11", Self::RsaPkcs1(Hash::Sha256)),
        ("1.2.840.113549.1.1.12", Self::RsaPkcs1(Hash::Sha384)),
        ("1.2.840.113549.1.1.13", Self::RsaPkcs1(Hash::Sha512)),
    ];

    /// Reads an AlgorithmIdentifier as it stands in a certificate.
    ///
    /// # Errors
    /// The octets are none, or the algorithm is not supported.
    pub fn from_der(algorithm_identifier: &[u8]) -> Result<Self, PkiError> {
        let (oid, parameters) = algorithm(algorithm_identifier)?;
        if oid == RSA_PSS {
            return pss(parameters);
        }
        let found = Self::OIDS.into_iter().find(|(known, _)| *known == oid);
        found
            .map(|(_, algorithm)| algorithm)
            .ok_or_else(|| PkiError::Algorithm(name_of(&oid)))
    }

    /// Reads the pair of AlgorithmIdentifiers of a CMS signer. Where the first names no more than the
    /// type of key (rsaEncryption, RFC 5754 3.2), the second gives the hash.
    ///
    /// # Errors
    /// The octets are none, the algorithm is not supported, or the two name different hashes.
    pub fn from_cms(signature: &[u8], digest: &[u8]) -> Result<Self, PkiError> {
        let hash = Hash::from_der(digest)?;
        let (oid, _) = algorithm(signature)?;
        if oid == RSA {
            return Ok(Self::RsaPkcs1(hash));
        }
        let found = Self::from_der(signature)?;
        if found.hash() == hash {
            Ok(found)
        } else {
            Err(PkiError::Algorithm(text!(PKI_DIGEST, alg = found, hash)))
        }
    }

    /// Its hash.
    #[must_use]
    pub fn hash(self) -> Hash {
        match self {
            Self::Ecdsa(hash) | Self::RsaPkcs1(hash) | Self::RsaPss { hash, .. } => hash,
        }
    }

    /// Whether its hash is SHA-1, with which two documents can be given one signature.
    #[must_use]
    pub fn is_sha1(self) -> bool {
        self.hash() == Hash::Sha1
    }
}

impl ToText for PkiAlgorithm {
    fn to_text(&self) -> Text {
        match self {
            Self::Ecdsa(hash) => text!(PKI_WITH, name = "ECDSA", other = hash),
            Self::RsaPkcs1(hash) => text!(PKI_WITH, name = "RSA PKCS#1", other = hash),
            Self::RsaPss { hash, salt_length } => text!(PKI_PSS, hash, salt = salt_length),
        }
    }
}

in_english!(PkiAlgorithm);

/// Object identifier and parameters of an AlgorithmIdentifier.
fn algorithm(der: &[u8]) -> Result<(String, Reader<'_>), PkiError> {
    let mut outer = Reader::der(der);
    let mut inside = outer.take(SEQUENCE, "AlgorithmIdentifier")?.inside();
    outer.end("AlgorithmIdentifier")?;
    let oid = inside.oid("algorithm")?;
    Ok((oid, inside))
}

/// RSASSA-PSS-params (RFC 4055 3.1): what is left out is SHA-1 with a salt of 20 octets.
fn pss(mut parameters: Reader<'_>) -> Result<PkiAlgorithm, PkiError> {
    if parameters.is_empty() {
        return Err(PkiError::Algorithm(text!(PKI_PSS_BARE)));
    }
    let mut inside = parameters.take(SEQUENCE, "RSASSA-PSS-params")?.inside();
    let hash = match inside.optional(context(0), "hashAlgorithm")? {
        Some(hash) => Hash::from_der(hash.content)?,
        None => Hash::Sha1,
    };
    let mask = match inside.optional(context(1), "maskGenAlgorithm")? {
        Some(mask) => {
            let (oid, mut parameters) = algorithm(mask.content)?;
            if oid != MGF1 {
                let name = name_of(&oid);
                return Err(PkiError::Algorithm(text!(PKI_PSS_MASK, name)));
            }
            Hash::from_der(parameters.any("mask hash")?.raw)?
        }
        None => Hash::Sha1,
    };
    let number = |content: &[u8]| match without_zeros(content) {
        [] => Some(0),
        [one] => Some(usize::from(*one)),
        [high, low] => Some(usize::from(*high) << 8 | usize::from(*low)),
        _ => None,
    };
    let salt_length = match inside.optional(context(2), "saltLength")? {
        Some(salt) => number(salt.inside().take(INTEGER, "saltLength")?.content),
        None => Some(20),
    };
    let salt_length = salt_length
        .filter(|length| *length <= RSA_MAX_BITS / 8)
        .ok_or_else(|| {
            let most = RSA_MAX_BITS / 8;
            PkiError::Algorithm(text!(PKI_PSS_SALT, most))
        })?;
    let trailer = match inside.optional(context(3), "trailerField")? {
        Some(trailer) => number(trailer.inside().take(INTEGER, "trailerField")?.content),
        None => Some(1),
    };
    inside.end("RSASSA-PSS-params")?;
    if mask != hash {
        return Err(PkiError::Algorithm(text!(PKI_PSS_HASHES, hash, mask)));
    }
    if trailer != Some(1) {
        return Err(PkiError::Algorithm(text!(PKI_PSS_TRAILER)));
    }
    Ok(PkiAlgorithm::RsaPss { hash, salt_length })
}

/// The name of an algorithm that is not supported, where it is one that turns up.
fn name_of(oid: &str) -> Text {
    let with = |name: &str, other: &str| text!(PKI_WITH, name, other);
    match oid {
        "1.2.840.113549.1.1.2" => with("MD2", "RSA"),
        "1.2.840.113549.1.1.4" => text!(PKI_BROKEN, name = with("MD5", "RSA")),
        "1.2.840.113549.2.5" => text!(PKI_BROKEN, name = "MD5"),
        "1.2.840.113549.1.1.14" => with("SHA-224", "RSA"),
        "1.2.840.10045.4.3.1" => with("ECDSA", "SHA-224"),
        "2.16.840.1.101.3.4.2.4" => "SHA-224".into(),
        "1.2.840.10040.4.1" | "1.2.840.10040.4.3" | "2.16.840.1.101.3.4.3.2" => "DSA".into(),
        "1.3.101.112" => "Ed25519".into(),
        "1.3.101.113" => "Ed448".into(),
        EC => text!(PKI_NO_HASH, name = "EC"),
        RSA => text!(PKI_NO_HASH, name = "RSA"),
        oid => text!(PKI_OID, oid),
    }
}

/// The numbers of a curve of NIST (SP 800-186 3.2.1) in hexadecimal: field, both coefficients, base point, order.
struct Curve {
    oid: &'static str,
    numbers: [&'static str; 5],
}

const CURVES: [Curve; 2] = [
    Curve {
        oid: "1.2.840.10045.3.1.7",
        numbers: [
            "ffffffff00000001000000000000000000000000ffffffffffffffffffffffff",
            "ffffffff00000001000000000000000000000000fffffffffffffffffffffffc",
            "5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b",
            "046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296\
             4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5",
            "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551",
        ],
    },
    Curve {
        oid: "1.3.132.0.34",
        numbers: [
            "fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe\
             ffffffff0000000000000000ffffffff",
            "fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe\
             ffffffff0000000000000000fffffffc",
            "b3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875a\
             c656398d8a2ed19d2a85c8edd3ec2aef",
            "04aa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b9859f741e082542a385502f25dbf55296c3a545e3872760ab7\
             3617de4a96262c6f5d9e98bf9292dc29f8f41dbd289a147ce9da3113b5f0b8c00a60b1ce1d7e819d7a431d7c90ea0e5f",
            "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf\
             581a0db248b0a77aecec196accc52973",
        ],
    },
];

/// The object identifier of the curve whose numbers are written out (RFC 3279 2.3.5, as Japan's authority does). All of
/// them must be the curve's own: a base point of somebody's choice would make any signature good (CVE-2020-0601).
fn written_out(mut parameters: Reader<'_>) -> Option<&'static str> {
    let mut inside = parameters.take(SEQUENCE, "ECParameters").ok()?.inside();
    inside.take(INTEGER, "version").ok()?;
    let mut field = inside.take(SEQUENCE, "fieldID").ok()?.inside();
    // prime-field
    if field.oid("fieldType").ok()? != "1.2.840.10045.1.1" {
        return None;
    }
    let prime = field.take(INTEGER, "prime").ok()?.content;
    let mut curve = inside.take(SEQUENCE, "curve").ok()?.inside();
    let a = curve.take(OCTET_STRING, "a").ok()?.content;
    let b = curve.take(OCTET_STRING, "b").ok()?.content;
    let base = inside.take(OCTET_STRING, "base").ok()?.content;
    let order = inside.take(INTEGER, "order").ok()?.content;
    if let Some(cofactor) = inside.optional(INTEGER, "cofactor").ok()?
        && cofactor.content != [1]
    {
        return None;
    }
    let found = [without_zeros(prime), a, b, base, without_zeros(order)];
    let is = |known: &&Curve| {
        let mut both = known.numbers.iter().zip(found);
        both.all(|(digits, octets)| same(digits, octets))
    };
    CURVES.iter().find(is).map(|known| known.oid)
}

/// Whether hexadecimal digits stand for octets.
fn same(digits: &str, octets: &[u8]) -> bool {
    let octet = |place: usize| u8::from_str_radix(digits.get(2 * place..2 * place + 2)?, 16).ok();
    let mut numbered = octets.iter().enumerate();
    digits.len() == 2 * octets.len() && numbered.all(|(place, own)| octet(place) == Some(*own))
}

/// The types of keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeyKind {
    /// EC on P-256.
    P256,
    /// EC on P-384.
    P384,
    /// EC on P-521.
    P521,
    /// RSA.
    Rsa,
}

/// A public key of an authority or of a list's signer.
#[derive(Clone, PartialEq, Eq)]
pub struct PkiKey {
    kind: KeyKind,
    /// The uncompressed point, or RSAPublicKey in DER.
    key: Vec<u8>,
    /// Of the modulus, or of the curve.
    bits: usize,
    /// Whether the key is marked for RSASSA-PSS alone (RFC 4055 1.2).
    pss_only: bool,
}

/// Why a key or algorithm cannot be used, or a signature does not verify.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PkiError {
    /// The octets do not have the shape that ASN.1 gives them.
    Malformed(Text),
    /// The algorithm is not supported.
    Algorithm(Text),
    /// The type of key is not supported.
    KeyType(Text),
    /// The RSA modulus is too short or too long.
    KeyLength {
        /// Its bits.
        bits: usize,
    },
    /// The algorithm wants another type of key.
    Mismatch {
        /// The algorithm.
        alg: PkiAlgorithm,
        /// The key's type.
        key: String,
    },
    /// The signature does not have the length that algorithm and key give it.
    Length {
        /// Octets found.
        found: usize,
        /// Octets wanted.
        want: usize,
    },
    /// The signature is not this key's over these octets.
    Invalid,
    /// The private key cannot be read or used.
    Private(KeyError),
}

impl ToText for PkiError {
    fn to_text(&self) -> Text {
        match self {
            Self::Malformed(reason) => text!(PKI_MALFORMED, reason),
            Self::Algorithm(name) => text!(PKI_ALGORITHM, name),
            Self::KeyType(name) => text!(PKI_KEY_TYPE, name),
            Self::KeyLength { bits } => {
                text!(
                    PKI_KEY_LENGTH,
                    bits,
                    least = RSA_MIN_BITS,
                    most = RSA_MAX_BITS
                )
            }
            Self::Mismatch { alg, key } => text!(PKI_MISMATCH, alg, key),
            Self::Length { found, want } => text!(SIGNATURE_LENGTH, found, want),
            Self::Invalid => text!(SIGNATURE_WRONG),
            Self::Private(error) => error.to_text(),
        }
    }
}

in_english!(PkiError: Error);

impl From<Malformed> for PkiError {
    fn from(error: Malformed) -> Self {
        Self::Malformed(Text::plain(error))
    }
}

impl PkiKey {
    /// Reads a SubjectPublicKeyInfo (RFC 5280 4.1.2.7). A compressed point is taken.
    ///
    /// ```
    /// use hcert::key::{SoftwareKey, generate_p256, pki::{KeyKind, PkiKey}};
    /// let key = SoftwareKey::from_pkcs8(&generate_p256()?)?;
    /// let public = PkiKey::from_spki(&key.spki())?;
    /// assert_eq!(public.kind(), KeyKind::P256);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// The octets are none, the type of key is not supported, or its length is out of range.
    pub fn from_spki(der: &[u8]) -> Result<Self, PkiError> {
        let mut outer = Reader::der(der);
        let mut inside = outer.take(SEQUENCE, "SubjectPublicKeyInfo")?.inside();
        outer.end("SubjectPublicKeyInfo")?;
        let (oid, parameters) = algorithm(inside.take(SEQUENCE, "algorithm")?.raw)?;
        let key = inside.whole_bits("subjectPublicKey")?;
        inside.end("SubjectPublicKeyInfo")?;
        match oid.as_str() {
            EC => Self::ec(parameters, key),
            RSA => Self::rsa(key, false),
            RSA_PSS => Self::rsa(key, true),
            other => Err(PkiError::KeyType(name_of(other))),
        }
    }

    fn ec(mut parameters: Reader<'_>, point: &[u8]) -> Result<Self, PkiError> {
        let written_out = written_out(parameters).map(str::to_owned);
        let curve = match written_out {
            Some(curve) => curve,
            None => parameters
                .oid("curve")
                .map_err(|_| PkiError::KeyType(text!(PKI_CURVE_UNNAMED)))?,
        };
        let (kind, bits) = match curve.as_str() {
            "1.2.840.10045.3.1.7" => (KeyKind::P256, 256),
            "1.3.132.0.34" => (KeyKind::P384, 384),
            "1.3.132.0.35" => (KeyKind::P521, 521),
            "1.3.132.0.10" => return Err(PkiError::KeyType("EC secp256k1".into())),
            "1.3.36.3.3.2.8.1.1.7" => return Err(PkiError::KeyType("EC brainpoolP256r1".into())),
            curve => return Err(PkiError::KeyType(text!(PKI_CURVE, curve))),
        };
        let key = uncompressed(kind, point)
            .ok_or_else(|| PkiError::Malformed(text!(PKI_NO_POINT, bits)))?;
        Ok(Self {
            kind,
            key,
            bits,
            pss_only: false,
        })
    }

    fn rsa(key: &[u8], pss_only: bool) -> Result<Self, PkiError> {
        let mut outer = Reader::der(key);
        let mut inside = outer.take(SEQUENCE, "RSAPublicKey")?.inside();
        outer.end("RSAPublicKey")?;
        let modulus = inside.take(INTEGER, "modulus")?.content;
        let exponent = inside.take(INTEGER, "publicExponent")?.content;
        inside.end("RSAPublicKey")?;
        let bits = bits(modulus);
        if !(RSA_MIN_BITS..=RSA_MAX_BITS).contains(&bits) {
            return Err(PkiError::KeyLength { bits });
        }
        // Written anew, because ring wants the numbers without superfluous zeros.
        let key = element(SEQUENCE, &[unsigned(modulus), unsigned(exponent)].concat());
        Ok(Self {
            kind: KeyKind::Rsa,
            key,
            bits,
            pss_only,
        })
    }

    /// The type of key.
    #[must_use]
    pub fn kind(&self) -> KeyKind {
        self.kind
    }

    /// The key's type in words, such as `EC P-384` or `RSA 3072`.
    #[must_use]
    pub fn type_name(&self) -> String {
        match self.kind {
            KeyKind::Rsa if self.pss_only => format!("RSA {} for PSS alone", self.bits),
            KeyKind::Rsa => format!("RSA {}", self.bits),
            _ => format!("EC P-{}", self.bits),
        }
    }

    /// Verifies a signature as certificates and CMS carry it: an ECDSA signature is a DER pair of
    /// integers (RFC 3279 2.2.3).
    ///
    /// # Errors
    /// A key of another type, a signature of another shape or length, or a wrong signature.
    pub fn verify(
        &self,
        alg: PkiAlgorithm,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), PkiError> {
        match (self.kind, alg) {
            (KeyKind::Rsa, PkiAlgorithm::RsaPkcs1(_) | PkiAlgorithm::RsaPss { .. }) => {
                self.verify_rsa(alg, message, signature)
            }
            (KeyKind::P256 | KeyKind::P384 | KeyKind::P521, PkiAlgorithm::Ecdsa(hash)) => {
                let pair = pair_of_integers(signature, self.bits.div_ceil(8))?;
                self.verify_ecdsa(hash, message, &pair)
            }
            _ => Err(self.mismatch(alg)),
        }
    }

    /// Verifies a signature as JWS and COSE carry it: an ECDSA signature is r‖s, each as long as the
    /// curve's field (RFC 7518 3.4).
    ///
    /// # Errors
    /// A key of another type, a signature of the wrong length, or a wrong signature.
    pub fn verify_raw(
        &self,
        alg: PkiAlgorithm,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), PkiError> {
        match (self.kind, alg) {
            (KeyKind::P256 | KeyKind::P384 | KeyKind::P521, PkiAlgorithm::Ecdsa(hash)) => {
                self.length(signature, 2 * self.bits.div_ceil(8))?;
                self.verify_ecdsa(hash, message, signature)
            }
            _ => self.verify(alg, message, signature),
        }
    }

    fn mismatch(&self, alg: PkiAlgorithm) -> PkiError {
        PkiError::Mismatch {
            alg,
            key: self.type_name(),
        }
    }

    fn length(&self, signature: &[u8], want: usize) -> Result<(), PkiError> {
        match signature.len() {
            found if found == want => Ok(()),
            found => Err(PkiError::Length { found, want }),
        }
    }

    /// Verifies r‖s of the right length.
    fn verify_ecdsa(&self, hash: Hash, message: &[u8], pair: &[u8]) -> Result<(), PkiError> {
        match (self.kind, hash) {
            (KeyKind::P256, Hash::Sha256) => {
                return self.with_ring(&signature::ECDSA_P256_SHA256_FIXED, message, pair);
            }
            (KeyKind::P384, Hash::Sha384) => {
                return self.with_ring(&signature::ECDSA_P384_SHA384_FIXED, message, pair);
            }
            _ => {}
        }
        // A digest is a number: zeros in front change nothing, and without them one shorter than half
        // the field (SHA-1 and SHA-256 on P-521) is refused.
        let digest = hash.digest(message);
        let mut padded = vec![0; self.bits.div_ceil(8).saturating_sub(digest.len())];
        padded.extend_from_slice(&digest);
        let key = &self.key;
        let verified = match self.kind {
            KeyKind::P256 => p256::ecdsa::Signature::from_slice(pair).and_then(|signature| {
                p256::ecdsa::VerifyingKey::from_sec1_bytes(key)?.verify_prehash(&padded, &signature)
            }),
            KeyKind::P384 => p384::ecdsa::Signature::from_slice(pair).and_then(|signature| {
                p384::ecdsa::VerifyingKey::from_sec1_bytes(key)?.verify_prehash(&padded, &signature)
            }),
            KeyKind::P521 => p521::ecdsa::Signature::from_slice(pair).and_then(|signature| {
                p521::ecdsa::VerifyingKey::from_sec1_bytes(key)?.verify_prehash(&padded, &signature)
            }),
            KeyKind::Rsa => return Err(self.mismatch(PkiAlgorithm::Ecdsa(hash))),
        };
        verified.map_err(|_| PkiError::Invalid)
    }

    fn verify_rsa(
        &self,
        alg: PkiAlgorithm,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), PkiError> {
        let octets = self.bits.div_ceil(8);
        self.length(signature, octets)?;
        let ring: &dyn VerificationAlgorithm = match alg {
            PkiAlgorithm::RsaPkcs1(_) if self.pss_only => return Err(self.mismatch(alg)),
            PkiAlgorithm::RsaPkcs1(Hash::Sha1) => {
                &signature::RSA_PKCS1_2048_8192_SHA1_FOR_LEGACY_USE_ONLY
            }
            PkiAlgorithm::RsaPkcs1(Hash::Sha256) => &signature::RSA_PKCS1_2048_8192_SHA256,
            PkiAlgorithm::RsaPkcs1(Hash::Sha384) => &signature::RSA_PKCS1_2048_8192_SHA384,
            PkiAlgorithm::RsaPkcs1(Hash::Sha512) => &signature::RSA_PKCS1_2048_8192_SHA512,
            // ring takes no other salt than one as long as the digest.
            PkiAlgorithm::RsaPss {
                hash: Hash::Sha256,
                salt_length: 32,
            } => &signature::RSA_PSS_2048_8192_SHA256,
            PkiAlgorithm::RsaPss {
                hash: Hash::Sha384,
                salt_length: 48,
            } => &signature::RSA_PSS_2048_8192_SHA384,
            PkiAlgorithm::RsaPss {
                hash: Hash::Sha512,
                salt_length: 64,
            } => &signature::RSA_PSS_2048_8192_SHA512,
            PkiAlgorithm::RsaPss { hash, salt_length } if salt_length <= octets => {
                return self.verify_pss(hash, salt_length, message, signature);
            }
            PkiAlgorithm::RsaPss { .. } | PkiAlgorithm::Ecdsa(_) => return Err(self.mismatch(alg)),
        };
        self.with_ring(ring, message, signature)
    }

    fn verify_pss(
        &self,
        hash: Hash,
        salt: usize,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), PkiError> {
        use rsa::pss::VerifyingKey;
        let mut numbers = Reader::der(&self.key)
            .take(SEQUENCE, "RSAPublicKey")?
            .inside();
        let mut number = || {
            let found = numbers.take(INTEGER, "RSAPublicKey")?;
            Ok::<_, PkiError>(rsa::BigUint::from_bytes_be(found.content))
        };
        let key = rsa::RsaPublicKey::new_with_max_size(number()?, number()?, RSA_MAX_BITS)
            .map_err(|error| PkiError::Malformed(Text::Plain(format!("RSAPublicKey: {error}"))))?;
        let signature = rsa::pss::Signature::try_from(signature).map_err(|_| PkiError::Invalid)?;
        let verified = match hash {
            Hash::Sha1 => {
                VerifyingKey::<sha1::Sha1>::new_with_salt_len(key, salt).verify(message, &signature)
            }
            Hash::Sha256 => VerifyingKey::<sha2::Sha256>::new_with_salt_len(key, salt)
                .verify(message, &signature),
            Hash::Sha384 => VerifyingKey::<sha2::Sha384>::new_with_salt_len(key, salt)
                .verify(message, &signature),
            Hash::Sha512 => VerifyingKey::<sha2::Sha512>::new_with_salt_len(key, salt)
                .verify(message, &signature),
        };
        verified.map_err(|_| PkiError::Invalid)
    }

    fn with_ring(
        &self,
        algorithm: &'static dyn VerificationAlgorithm,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), PkiError> {
        UnparsedPublicKey::new(algorithm, &self.key)
            .verify(message, signature)
            .map_err(|_| PkiError::Invalid)
    }
}

impl fmt::Debug for PkiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PkiKey({})", self.type_name())
    }
}

/// The uncompressed form of a point, which is checked to lie on the curve.
fn uncompressed(kind: KeyKind, point: &[u8]) -> Option<Vec<u8>> {
    if !matches!(point.first(), Some(2..=4)) {
        return None;
    }
    match kind {
        KeyKind::P256 => {
            let key = p256::ecdsa::VerifyingKey::from_sec1_bytes(point).ok()?;
            Some(key.to_sec1_point(false).as_bytes().to_vec())
        }
        KeyKind::P384 => {
            let key = p384::ecdsa::VerifyingKey::from_sec1_bytes(point).ok()?;
            Some(key.to_sec1_point(false).as_bytes().to_vec())
        }
        KeyKind::P521 => {
            let key = p521::ecdsa::VerifyingKey::from_sec1_bytes(point).ok()?;
            Some(key.to_sec1_point(false).as_bytes().to_vec())
        }
        KeyKind::Rsa => None,
    }
}

/// r‖s from a DER sequence of two integers.
fn pair_of_integers(signature: &[u8], octets: usize) -> Result<Vec<u8>, PkiError> {
    let mut outer = Reader::der(signature);
    let mut inside = outer.take(SEQUENCE, "ECDSA signature")?.inside();
    outer.end("ECDSA signature")?;
    let mut pair = Vec::with_capacity(2 * octets);
    for what in ["r", "s"] {
        let number = inside.take(INTEGER, what)?.content;
        let digits = without_zeros(number);
        // A first bit that is set makes the integer negative.
        let negative = number.first().is_none_or(|first| first & 0x80 != 0);
        if negative || digits.len() > octets {
            return Err(PkiError::Invalid);
        }
        pair.resize(pair.len() + octets - digits.len(), 0);
        pair.extend_from_slice(digits);
    }
    inside.end("ECDSA signature")?;
    // DER has one form for a pair (X.690 10.1, 8.3.2). Another one is another signature over the same octets, which
    // nobody made who has the key.
    let (r, s) = pair.split_at(octets);
    match tlv::sequence(&[&unsigned(r), &unsigned(s)]) == signature {
        true => Ok(pair),
        false => Err(PkiError::Invalid),
    }
}

/// Bits of a big-endian number.
fn bits(number: &[u8]) -> usize {
    let digits = without_zeros(number);
    let unused = digits
        .first()
        .map_or(0, |first| first.leading_zeros() as usize);
    digits.len() * 8 - unused
}

/// The algorithm by which a private key signs lists: ECDSA with SHA-256 for P-256, PKCS#1 v1.5 with
/// SHA-256 for RSA.
///
/// # Errors
/// The octets are no such key in PKCS#8.
pub fn algorithm_of_pkcs8(key: &[u8]) -> Result<PkiAlgorithm, PkiError> {
    Ok(
        match Private::read(key, &signature::ECDSA_P256_SHA256_ASN1_SIGNING)? {
            Private::P256(_) => PkiAlgorithm::Ecdsa(Hash::Sha256),
            Private::Rsa(_) => PkiAlgorithm::RsaPkcs1(Hash::Sha256),
        },
    )
}

/// Signs with a private key in PKCS#8: P-256 by ECDSA, RSA by PKCS#1 v1.5 or by RSASSA-PSS with a salt of
/// 32 octets, all with SHA-256. The signature has the form that [`PkiKey::verify`] wants.
///
/// ```
/// use hcert::key::{SoftwareKey, generate_p256, pki};
/// let pkcs8 = generate_p256()?;
/// let algorithm = pki::algorithm_of_pkcs8(&pkcs8)?;
/// let signature = pki::sign_pkcs8(&pkcs8, algorithm, b"certificate")?;
/// let public = pki::PkiKey::from_spki(&SoftwareKey::from_pkcs8(&pkcs8)?.spki())?;
/// assert_eq!(public.verify(algorithm, b"certificate", &signature), Ok(()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// The octets are no such key, or the algorithm is another.
pub fn sign_pkcs8(key: &[u8], alg: PkiAlgorithm, message: &[u8]) -> Result<Vec<u8>, PkiError> {
    sign(
        key,
        alg,
        message,
        &signature::ECDSA_P256_SHA256_ASN1_SIGNING,
    )
}

/// Signs like [`sign_pkcs8`], in the form that [`PkiKey::verify_raw`] wants.
///
/// # Errors
/// The octets are no such key, or the algorithm is another.
pub fn sign_raw_pkcs8(key: &[u8], alg: PkiAlgorithm, message: &[u8]) -> Result<Vec<u8>, PkiError> {
    sign(
        key,
        alg,
        message,
        &signature::ECDSA_P256_SHA256_FIXED_SIGNING,
    )
}

enum Private {
    P256(Box<EcdsaKeyPair>),
    Rsa(Box<RsaKeyPair>),
}

impl Private {
    fn read(key: &[u8], ecdsa: &'static EcdsaSigningAlgorithm) -> Result<Self, PkiError> {
        let ec = match EcdsaKeyPair::from_pkcs8(ecdsa, key, &SystemRandom::new()) {
            Ok(pair) => return Ok(Self::P256(Box::new(pair))),
            Err(error) => error.to_string(),
        };
        RsaKeyPair::from_pkcs8(key)
            .map(|pair| Self::Rsa(Box::new(pair)))
            .map_err(|error| {
                PkiError::Private(KeyError::Unreadable {
                    ec,
                    rsa: error.to_string(),
                })
            })
    }
}

fn sign(
    key: &[u8],
    alg: PkiAlgorithm,
    message: &[u8],
    ecdsa: &'static EcdsaSigningAlgorithm,
) -> Result<Vec<u8>, PkiError> {
    let random = SystemRandom::new();
    let failed = |_| PkiError::Private(KeyError::Sign);
    match (Private::read(key, ecdsa)?, alg) {
        (Private::P256(pair), PkiAlgorithm::Ecdsa(Hash::Sha256)) => {
            let signature = pair.sign(&random, message).map_err(failed)?;
            Ok(signature.as_ref().to_vec())
        }
        (
            Private::Rsa(pair),
            PkiAlgorithm::RsaPkcs1(Hash::Sha256)
            | PkiAlgorithm::RsaPss {
                hash: Hash::Sha256,
                salt_length: 32,
            },
        ) => {
            let encoding: &'static dyn RsaEncoding = match alg {
                PkiAlgorithm::RsaPkcs1(_) => &signature::RSA_PKCS1_SHA256,
                _ => &signature::RSA_PSS_SHA256,
            };
            let mut signature = vec![0; pair.public().modulus_len()];
            pair.sign(encoding, &random, message, &mut signature)
                .map_err(failed)?;
            Ok(signature)
        }
        (Private::P256(_), _) => Err(PkiError::Mismatch {
            alg,
            key: "EC P-256".into(),
        }),
        (Private::Rsa(pair), _) => {
            let key = format!("RSA {}", pair.public().modulus_len() * 8);
            Err(PkiError::Mismatch { alg, key })
        }
    }
}

crate::shown_alike! { Hash }

#[cfg(test)]
pub(crate) mod tests;
