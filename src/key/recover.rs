//! From a signature back to what made it, for those who look for the mistake in a wrong one: the keys that could have
//! made an ECDSA signature over a digest, and what stands under an RSA signature. No verdict rests on this.

use super::pki::tlv::{INTEGER, Malformed, Reader, SEQUENCE, without_zeros};
use super::pki::{Hash, RSA_MAX_BITS};
use super::{ES256_LENGTH, Kind, PublicKey};
use p256::ecdsa::{RecoveryId, Signature, VerifyingKey};

/// The most octets of a public exponent: more only costs time.
const MAX_EXPONENT: usize = 4;

/// Every P-256 key by which r‖s is a signature over a digest of 32 octets (SEC 1 4.1.6): two, for nearly every one.
///
/// ```
/// use hcert::key::{Signer, SoftwareKey, generate_p256, recover, sha256};
/// let key = SoftwareKey::from_pkcs8(&generate_p256()?)?;
/// let keys = recover::p256_keys(&sha256(b"message"), &key.sign(b"message")?);
/// assert!(keys.contains(&key.public_key()));
/// let keys = recover::p256_keys(&sha256(b"another"), &key.sign(b"message")?);
/// assert!(!keys.contains(&key.public_key()));
/// # Ok::<(), hcert::key::KeyError>(())
/// ```
#[must_use]
pub fn p256_keys(digest: &[u8; 32], pair: &[u8]) -> Vec<PublicKey> {
    let Ok(signature) = Signature::from_slice(pair) else {
        return Vec::new();
    };
    let keys = (0..=RecoveryId::MAX).filter_map(|id| {
        let id = RecoveryId::from_byte(id)?;
        let key = VerifyingKey::recover_from_prehash(digest, &signature, id).ok()?;
        PublicKey::p256(key.to_sec1_point(false).as_bytes())
    });
    keys.collect()
}

/// r‖s of 64 octets from a DER sequence of two integers (RFC 3279 2.2.3), with r and s as they stand there.
///
/// ```
/// use hcert::key::recover::pair_in_der;
/// let pair = pair_in_der(&[0x30, 6, 2, 1, 7, 2, 1, 9]).ok_or("no pair")?;
/// assert_eq!((pair.len(), pair[31], pair[63]), (64, 7, 9));
/// assert_eq!(pair_in_der(&[0x30, 3, 2, 1, 7]), None);
/// # Ok::<(), &str>(())
/// ```
#[must_use]
pub fn pair_in_der(octets: &[u8]) -> Option<Vec<u8>> {
    let mut outer = Reader::ber(octets);
    let mut inside = outer.take(SEQUENCE, "ECDSA signature").ok()?.inside();
    outer.end("ECDSA signature").ok()?;
    let mut pair = Vec::with_capacity(ES256_LENGTH);
    for what in ["r", "s"] {
        let digits = without_zeros(inside.take(INTEGER, what).ok()?.content);
        let zeros = (ES256_LENGTH / 2).checked_sub(digits.len())?;
        pair.resize(pair.len() + zeros, 0);
        pair.extend_from_slice(digits);
    }
    inside.end("ECDSA signature").ok()?;
    Some(pair)
}

/// What stands under an RSA signature: its padding, and what tells which message was signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// How it is padded.
    pub padding: Padding,
    /// The hash of the message.
    pub hash: Hash,
    /// PKCS#1 v1.5: the digest itself. PSS: the hash over the digest and the salt.
    seal: Vec<u8>,
    salt: Vec<u8>,
    /// Whether so much of the padding is right that chance did not make it: this key made the signature.
    pub sure: bool,
}

/// The padding of an RSA signature (RFC 8017 9).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Padding {
    /// EMSA-PKCS1-v1_5.
    Pkcs1,
    /// EMSA-PSS.
    Pss {
        /// Octets of the salt.
        salt: usize,
        /// The hash of the mask (MGF1).
        mask: Hash,
    },
}

impl Opened {
    /// Whether the signature is over a message with this digest.
    #[must_use]
    pub fn is_over(&self, digest: &[u8]) -> bool {
        match self.padding {
            Padding::Pkcs1 => self.seal == digest,
            Padding::Pss { .. } => {
                let sealed = [&[0; 8], digest, &self.salt].concat();
                self.seal == self.hash.digest(&sealed)
            }
        }
    }
}

/// Opens an RSA signature with the key that may have made it: every padding that what stands under it can be read as.
/// Nothing, if another key has made it.
///
/// ```
/// use hcert::key::recover::{Padding, open};
/// use hcert::key::{Signer, SoftwareKey, pki::Hash, sha256};
/// let key = SoftwareKey::from_pem(&std::fs::read_to_string("keys/dsc-ps256.key.pem")?)?;
/// let opened = open(&key.public_key(), &key.sign(b"message")?);
/// let opened = opened.iter().find(|opened| opened.sure).ok_or("another key's")?;
/// assert_eq!(opened.padding, Padding::Pss { salt: 32, mask: Hash::Sha256 });
/// assert!(opened.is_over(&sha256(b"message")) && !opened.is_over(&sha256(b"another")));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn open(key: &PublicKey, signature: &[u8]) -> Vec<Opened> {
    let Some((encoded, bits)) = encoded_message(key, signature) else {
        return Vec::new();
    };
    match pkcs1(&encoded) {
        Some(opened) => vec![opened],
        None => pss(&encoded, bits - 1),
    }
}

/// The signature to the power of the public exponent, and the bits of the modulus.
fn encoded_message(key: &PublicKey, signature: &[u8]) -> Option<(Vec<u8>, usize)> {
    let Kind::Rsa { der, bits } = &key.0 else {
        return None;
    };
    let numbers = || {
        let mut numbers = Reader::der(der).take(SEQUENCE, "RSAPublicKey")?.inside();
        let modulus = numbers.take(INTEGER, "modulus")?.content;
        let exponent = numbers.take(INTEGER, "exponent")?.content;
        Ok::<_, Malformed>((without_zeros(modulus), without_zeros(exponent)))
    };
    let (modulus, exponent) = numbers().ok()?;
    let length = bits.div_ceil(8);
    let usable = (16..=RSA_MAX_BITS).contains(bits) && modulus.len() == length;
    if !usable || exponent.len() > MAX_EXPONENT || signature.len() != length {
        return None;
    }
    let number = rsa::BigUint::from_bytes_be;
    let message = number(signature).modpow(&number(exponent), &number(modulus));
    let digits = message.to_bytes_be();
    let mut encoded = vec![0; length.checked_sub(digits.len())?];
    encoded.extend_from_slice(&digits);
    Some((encoded, *bits))
}

/// RFC 8017 9.2: 00 01 FF … FF 00 DigestInfo.
fn pkcs1(encoded: &[u8]) -> Option<Opened> {
    let rest = encoded.strip_prefix(&[0, 1])?;
    let filled = rest.iter().take_while(|&&octet| octet == 0xff).count();
    let info = rest.get(filled..)?.strip_prefix(&[0])?;
    if filled < 8 {
        return None;
    }
    let mut outer = Reader::der(info);
    let mut inside = outer.take(SEQUENCE, "DigestInfo").ok()?.inside();
    let hash = Hash::from_der(inside.any("DigestAlgorithm").ok()?.raw).ok()?;
    let seal = inside.octets("Digest").ok()?.into_owned();
    Some(Opened {
        padding: Padding::Pkcs1,
        hash,
        seal,
        salt: Vec::new(),
        sure: true,
    })
}

/// RFC 8017 9.1.2, for every hash and mask. The salt follows zeros and a one; where it is as long as can be, there are
/// no zeros that would show it.
fn pss(encoded: &[u8], bits: usize) -> Vec<Opened> {
    const HASHES: [Hash; 4] = [Hash::Sha256, Hash::Sha384, Hash::Sha512, Hash::Sha1];
    // A modulus of 8n + 1 bits leaves the first octet unused.
    let used = encoded.len().checked_sub(bits.div_ceil(8));
    let encoded = used.and_then(|at| encoded.get(at..)).unwrap_or_default();
    let Some(body) = encoded.strip_suffix(&[0xbc]) else {
        return Vec::new();
    };
    let unused = 8 * encoded.len() - bits;
    let pairs = HASHES.into_iter().flat_map(|hash| {
        let other = (hash != Hash::Sha1).then_some((hash, Hash::Sha1));
        std::iter::once((hash, hash)).chain(other)
    });
    let read = |(hash, mask): (Hash, Hash)| {
        let at = body.len().checked_sub(hash.length())?;
        let (masked, seal) = body.split_at_checked(at)?;
        let stream = mgf1(mask, seal, masked.len());
        let mut block: Vec<u8> = masked.iter().zip(stream).map(|(a, b)| a ^ b).collect();
        *block.first_mut()? &= 0xff_u8.checked_shr(unused as u32).unwrap_or(0);
        let zeros = block.iter().take_while(|&&octet| octet == 0).count();
        let salt = block.get(zeros..)?.strip_prefix(&[1])?.to_vec();
        Some(Opened {
            padding: Padding::Pss {
                salt: salt.len(),
                mask,
            },
            hash,
            seal: seal.to_vec(),
            salt,
            sure: zeros >= 4,
        })
    };
    pairs.filter_map(read).collect()
}

/// MGF1 (RFC 8017 B.2.1).
fn mgf1(hash: Hash, seed: &[u8], length: usize) -> Vec<u8> {
    let mut out = Vec::with_capacity(length + hash.length());
    let mut counter = 0_u32;
    while out.len() < length {
        out.extend(hash.digest(&[seed, &counter.to_be_bytes()].concat()));
        counter += 1;
    }
    out.truncate(length);
    out
}
