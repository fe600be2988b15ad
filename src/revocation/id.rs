//! The hashes by which lists name a certificate.
//!
//! Three things are hashed with SHA-256, of which the first 128 bits count: the signature, the identifier, and
//! country with identifier. Systems differ in what exactly they take, so a verifier asks for all that are
//! plausible, and a hit on any of them counts:
//!
//! | type | candidates |
//! |---|---|
//! | SIGNATURE | ES256: r alone, then r‖s, then r‖n − s; PS256: the whole signature |
//! | UCI | `ci` as it stands; `ci` up to its first `#` |
//! | COUNTRYCODEUCI | `co`, `iss` and the signer's country, each before both forms of `ci` |
//!
//! ES256 is published by r alone since (r, s) and (r, n − s) both verify, n being the order of P-256: a holder can
//! change the one into the other without the key. Whoever publishes the hash of the whole revoked one of the two,
//! so both are asked for. Nothing is folded or stripped: capitals and `URN:UVCI:` stay as they are found.
//!
//! Whoever publishes takes the first of each row ([`signature`], [`uci`], [`country_code_uci`]).

use super::{Hash, HashType};
use crate::codec::cbor::Item;
use crate::documents::dcc::Kind;
use crate::key::{Algorithm, ES256_LENGTH, sha256};

/// The most entries of a payload that are looked at. A certificate has one.
const MAX_ENTRIES: usize = 16;

/// The first 128 bits of the SHA-256.
#[must_use]
pub fn truncated(octets: &[u8]) -> Hash {
    let mut hash = [0; 16];
    let digest = sha256(octets);
    hash.iter_mut()
        .zip(digest)
        .for_each(|(to, from)| *to = from);
    hash
}

/// The hash of a signature as it is published: of r alone for ES256, of all of it for PS256.
///
/// ```
/// use hcert::{key::Algorithm, revocation::id};
/// let (r, s) = ([1; 32], [2; 32]);
/// let signature = [r, s].concat();
/// assert_eq!(id::signature(Algorithm::Es256, &signature), id::truncated(&r));
/// ```
#[must_use]
pub fn signature(algorithm: Algorithm, signature: &[u8]) -> Hash {
    match (algorithm, signature.get(..ES256_LENGTH / 2)) {
        (Algorithm::Es256, Some(r)) => truncated(r),
        _ => truncated(signature),
    }
}

/// The hash of an identifier as it is published.
#[must_use]
pub fn uci(ci: &str) -> Hash {
    truncated(ci.as_bytes())
}

/// The hash of a country and an identifier as it is published.
#[must_use]
pub fn country_code_uci(country: &str, ci: &str) -> Hash {
    truncated(&[country.as_bytes(), ci.as_bytes()].concat())
}

/// How a candidate was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Variant {
    /// The first half of an ES256 signature.
    R,
    /// The whole signature.
    WholeSignature,
    /// The other ES256 signature that verifies too, by the same r.
    OtherSignature,
    /// The identifier as it stands.
    Ci,
    /// The identifier without what follows `#`.
    CiWithoutChecksum,
    /// The entry's country and the identifier as it stands.
    CoCi,
    /// The entry's country and the identifier without what follows `#`.
    CoCiWithoutChecksum,
    /// Claim `iss` and the identifier as it stands.
    IssCi,
    /// Claim `iss` and the identifier without what follows `#`.
    IssCiWithoutChecksum,
    /// The signer's country and the identifier as it stands.
    SignerCi,
    /// The signer's country and the identifier without what follows `#`.
    SignerCiWithoutChecksum,
}

impl Variant {
    /// What was hashed, in the field's names.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::R => "SIGNATURE r",
            Self::WholeSignature => "SIGNATURE whole",
            Self::OtherSignature => "SIGNATURE whole, n-s",
            Self::Ci => "UCI ci",
            Self::CiWithoutChecksum => "UCI ci without checksum",
            Self::CoCi => "COUNTRYCODEUCI co+ci",
            Self::CoCiWithoutChecksum => "COUNTRYCODEUCI co+ci without checksum",
            Self::IssCi => "COUNTRYCODEUCI iss+ci",
            Self::IssCiWithoutChecksum => "COUNTRYCODEUCI iss+ci without checksum",
            Self::SignerCi => "COUNTRYCODEUCI signer's country+ci",
            Self::SignerCiWithoutChecksum => "COUNTRYCODEUCI signer's country+ci without checksum",
        }
    }
}

/// A hash by which a list may name the certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// What was hashed.
    pub hash_type: HashType,
    /// In which way.
    pub variant: Variant,
    /// The hash.
    pub hash: Hash,
}

/// What a certificate has that lists hash.
#[derive(Clone, Copy)]
#[expect(missing_debug_implementations, reason = "it holds a person")]
pub struct Marks<'a> {
    /// The algorithm.
    pub algorithm: Algorithm,
    /// The signature.
    pub signature: &'a [u8],
    /// Claim `iss`.
    pub issuer: Option<&'a str>,
    /// The country of the signer's key.
    pub signer_country: Option<&'a str>,
    /// The payload, if there is one: every `co` and `ci` in it is taken, also where it breaks the schema.
    pub payload: Option<&'a Item<'a>>,
}

/// Every hash by which a list may name a certificate, the likeliest first, each once.
///
/// ```
/// use hcert::{Payload, key::Algorithm};
/// use hcert::revocation::id::{Marks, Variant, candidates, uci};
/// let payload = Payload::from_json(&std::fs::read_to_string("testdata/payloads/recovery.json")?)?;
/// let found = candidates(&Marks {
///     algorithm: Algorithm::Es256,
///     signature: &[7; 64],
///     issuer: Some("NO"),
///     signer_country: Some("NO"),
///     payload: Some(&payload.to_item()),
/// });
/// assert_eq!(found[0].variant, Variant::R);
/// assert!(found.iter().any(|candidate| candidate.hash == uci(payload.entry.uvci())));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn candidates(marks: &Marks<'_>) -> Vec<Candidate> {
    let mut found: Vec<Candidate> = Vec::with_capacity(8);
    let mut add = |hash_type, variant, hash| {
        if !found
            .iter()
            .any(|one| one.hash_type == hash_type && one.hash == hash)
        {
            found.push(Candidate {
                hash_type,
                variant,
                hash,
            });
        }
    };
    let whole = truncated(marks.signature);
    match marks.algorithm {
        Algorithm::Es256 => {
            let r = signature(marks.algorithm, marks.signature);
            add(HashType::Signature, Variant::R, r);
            add(HashType::Signature, Variant::WholeSignature, whole);
            if let Some(other) = other_signature(marks.signature) {
                let other = truncated(&other);
                add(HashType::Signature, Variant::OtherSignature, other);
            }
        }
        Algorithm::Ps256 => add(HashType::Signature, Variant::WholeSignature, whole),
    }
    for (co, ci) in marks.payload.map(identifiers).unwrap_or_default() {
        let short = ci.split('#').next().unwrap_or(ci);
        add(HashType::Uci, Variant::Ci, uci(ci));
        add(HashType::Uci, Variant::CiWithoutChecksum, uci(short));
        let countries = [
            (co, Variant::CoCi, Variant::CoCiWithoutChecksum),
            (marks.issuer, Variant::IssCi, Variant::IssCiWithoutChecksum),
            (
                marks.signer_country,
                Variant::SignerCi,
                Variant::SignerCiWithoutChecksum,
            ),
        ];
        for (country, as_is, without) in countries {
            if let Some(country) = country {
                let hash_type = HashType::CountryCodeUci;
                add(hash_type, as_is, country_code_uci(country, ci));
                add(hash_type, without, country_code_uci(country, short));
            }
        }
    }
    found
}

/// The order of P-256, big-endian (SEC 2, 2.4.2).
const ORDER: [u8; ES256_LENGTH / 2] = [
    0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    0xbc, 0xe6, 0xfa, 0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
];

/// (r, n − s) for (r, s), if it is a signature by its length and its s.
fn other_signature(signature: &[u8]) -> Option<[u8; ES256_LENGTH]> {
    let mut other: [u8; ES256_LENGTH] = signature.try_into().ok()?;
    let (_, s) = other.split_at_mut(ES256_LENGTH / 2);
    let mut borrowed = false;
    for (octet, order) in s.iter_mut().zip(ORDER).rev() {
        let (once, first) = order.overflowing_sub(*octet);
        let (twice, second) = once.overflowing_sub(borrowed.into());
        (*octet, borrowed) = (twice, first || second);
    }
    (!borrowed).then_some(other)
}

/// `co` and `ci` of every entry.
fn identifiers<'a>(payload: &'a Item<'_>) -> Vec<(Option<&'a str>, &'a str)> {
    let groups = Kind::ALL.into_iter();
    let entries = groups.filter_map(|kind| match payload.get(kind.group()) {
        Some(Item::Array(entries)) => Some(entries),
        _ => None,
    });
    entries
        .flatten()
        .take(MAX_ENTRIES)
        .filter_map(|entry| {
            let text = |key| entry.get(key).and_then(Item::as_text);
            Some((text("co"), text("ci")?))
        })
        .collect()
}

#[cfg(test)]
mod tests;
