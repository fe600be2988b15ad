//! Who issued a certificate: signatures of authorities over signers (RFC 5280).
//!
//! [`judge`] answers for a document signer whether an authority of its country (CSCA) issued it;
//! [`is_pinned`] answers for the signer of a list whether the operator pinned it, or an authority above
//! it. The signed octets are taken as they stand: real certificates are not always canonical, so this
//! file walks over the outer shape and reads of the extensions only those that say who may issue.
//!
//! Deliberately not held against a document signer: the dates of its authority, and whether the
//! authority's certificate says that it is one (the list says so, by having it among the authorities).
//! Not supported: name constraints and policies, revocation lists, names that are equal without having
//! equal octets.
//!
//! ```
//! use hcert::trust::{Anchors, Chain, chain};
//!
//! assert_eq!(chain::judge(b"no certificate", &[]).code(), "bad");
//! assert!(!chain::is_pinned(b"no certificate", &[], &Anchors::default()));
//! ```

use super::{Anchors, Chain, Dsc};
use crate::key::pki::tlv::{
    BIT_STRING, INTEGER, Malformed, OCTET_STRING, Reader, SEQUENCE, SET, context, context_primitive,
};
use crate::key::pki::{Hash, PkiAlgorithm, PkiError, PkiKey};
use std::fmt;

/// Signatures above a list's signer: the fourth must be a pinned authority's.
pub const MAX_STEPS: usize = 4;

/// Authorities with the issuer's name that are tried over a document signer.
const MAX_AUTHORITIES: usize = 32;

/// Certificates beside a list's signer that are looked at.
const MAX_OTHERS: usize = 16;

/// Signatures that are tried before a signer counts as not pinned: certificates that all bear one name
/// must not cost more than that.
const MAX_SIGNATURES: usize = 64;

/// Why the parts of a certificate cannot be told.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ChainError {
    /// The octets do not have the shape of a certificate.
    Malformed(String),
}

impl fmt::Display for ChainError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed(reason) => write!(f, "not an X.509 certificate: {reason}"),
        }
    }
}

impl std::error::Error for ChainError {}

impl From<Malformed> for ChainError {
    fn from(error: Malformed) -> Self {
        Self::Malformed(error.to_string())
    }
}

/// The parts of a certificate that say who issued it, as they stand in it.
#[derive(Clone, Debug)]
pub(super) struct Parts<'a> {
    /// The signed octets.
    tbs: &'a [u8],
    /// The content of the serial number.
    pub(super) serial: &'a [u8],
    pub(super) issuer: &'a [u8],
    pub(super) subject: &'a [u8],
    /// SubjectPublicKeyInfo.
    pub(super) spki: &'a [u8],
    algorithm: &'a [u8],
    signature: &'a [u8],
    extensions: Extensions<'a>,
}

/// What the extensions say about issuing. One that cannot be read says nothing, which never helps: an
/// authority must say that it is one.
#[derive(Clone, Copy, Debug, Default)]
struct Extensions<'a> {
    authority: bool,
    /// How many authorities may stand between this one and the end.
    path_length: Option<usize>,
    /// Whether the key usage, if there is one, leaves out signing certificates.
    signs_no_certificates: bool,
    subject_key: Option<&'a [u8]>,
    authority_key: Option<&'a [u8]>,
}

impl<'a> Parts<'a> {
    /// Reads a certificate. Octets behind it are ignored, as they are where signers are read.
    pub(super) fn of(der: &'a [u8]) -> Result<Self, ChainError> {
        let mut outer = Reader::der(der).take(SEQUENCE, "certificate")?.inside();
        let tbs = outer.take(SEQUENCE, "tbsCertificate")?;
        let algorithm = outer.take(SEQUENCE, "signatureAlgorithm")?.raw;
        let signature = outer.whole_bits("signatureValue")?;
        outer.end("certificate")?;

        let mut inside = tbs.inside();
        inside.optional(context(0), "version")?;
        let serial = inside.take(INTEGER, "serialNumber")?.content;
        let named = inside.take(SEQUENCE, "signature")?.raw;
        let issuer = inside.take(SEQUENCE, "issuer")?.raw;
        inside.take(SEQUENCE, "validity")?;
        let subject = inside.take(SEQUENCE, "subject")?.raw;
        let spki = inside.take(SEQUENCE, "subjectPublicKeyInfo")?.raw;
        let mut extensions = Extensions::default();
        while !inside.is_empty() {
            let part = inside.any("extensions")?;
            if part.tag == context(3) {
                extensions = Extensions::read(part.inside());
            }
        }
        // RFC 5280 4.1.1.2: else somebody else could choose how the signature is to be read.
        if named != algorithm {
            return Err(ChainError::Malformed(
                "the algorithm within the signed part is another than beside the signature".into(),
            ));
        }
        let tbs = tbs.raw;
        Ok(Self {
            tbs,
            serial,
            issuer,
            subject,
            spki,
            algorithm,
            signature,
            extensions,
        })
    }

    /// Whether the extension names its key so, or its key has that SHA-1 where there is no extension
    /// (RFC 5280 4.2.1.2, method 1).
    pub(super) fn has_key_id(&self, id: &[u8]) -> bool {
        match self.extensions.subject_key {
            Some(own) => own == id,
            None => key_bits(self.spki).is_ok_and(|bits| Hash::Sha1.digest(bits) == id),
        }
    }

    /// Whether the extensions allow to issue certificates with so many authorities in between.
    fn may_issue(&self, between: usize) -> bool {
        let Extensions {
            authority,
            path_length,
            signs_no_certificates,
            ..
        } = self.extensions;
        authority && !signs_no_certificates && path_length.is_none_or(|most| between <= most)
    }

    /// Verifies this certificate's signature by another's key.
    fn verify_by(&self, issuer: &Parts<'_>) -> Result<PkiAlgorithm, PkiError> {
        let algorithm = PkiAlgorithm::from_der(self.algorithm)?;
        PkiKey::from_spki(issuer.spki)?.verify(algorithm, self.tbs, self.signature)?;
        Ok(algorithm)
    }
}

/// The key of a SubjectPublicKeyInfo as its bit string has it.
fn key_bits(spki: &[u8]) -> Result<&[u8], Malformed> {
    let mut inside = Reader::der(spki)
        .take(SEQUENCE, "subjectPublicKeyInfo")?
        .inside();
    inside.take(SEQUENCE, "algorithm")?;
    inside.whole_bits("subjectPublicKey")
}

impl<'a> Extensions<'a> {
    fn read(mut outer: Reader<'a>) -> Self {
        let mut found = Self::default();
        let Ok(list) = outer.take(SEQUENCE, "extensions") else {
            return found;
        };
        let mut list = list.inside();
        while let Ok(extension) = list.take(SEQUENCE, "extension") {
            let mut inside = extension.inside();
            let Ok(oid) = inside.oid("extnID") else {
                continue;
            };
            // The criticality may stand in between.
            let mut value = inside.any("extnValue");
            if !inside.is_empty() {
                value = inside.any("extnValue");
            }
            if let Ok(value) = value {
                // Whatever cannot be read of it is left as it was.
                let _ = found.take(&oid, value.inside());
            }
        }
        found
    }

    fn take(&mut self, oid: &str, mut value: Reader<'a>) -> Result<(), Malformed> {
        match oid {
            // basicConstraints
            "2.5.29.19" => {
                let mut inside = value.take(SEQUENCE, "basicConstraints")?.inside();
                let authority = inside.optional(0x01, "cA")?;
                let length = inside.optional(INTEGER, "pathLenConstraint")?;
                inside.end("basicConstraints")?;
                self.authority = authority.is_some_and(|flag| flag.content != [0]);
                self.path_length = length.map(|length| match length.content {
                    [one @ 0..0x80] => usize::from(*one),
                    // More than any chain has, or less than none.
                    [0, ..] => MAX_STEPS,
                    _ => 0,
                });
            }
            // keyUsage: keyCertSign is its sixth bit.
            "2.5.29.15" => {
                let bits = value.take(BIT_STRING, "keyUsage")?.content;
                self.signs_no_certificates = bits.get(1).is_none_or(|first| first & 0x04 == 0);
            }
            "2.5.29.14" => {
                let id = value.take(OCTET_STRING, "subjectKeyIdentifier")?;
                self.subject_key = Some(id.content);
            }
            "2.5.29.35" => {
                let mut inside = value.take(SEQUENCE, "authorityKeyIdentifier")?.inside();
                let id = inside.optional(context_primitive(0), "keyIdentifier")?;
                self.authority_key = id.map(|id| id.content);
            }
            _ => {}
        }
        Ok(())
    }
}

/// Whether one of these authorities issued the certificate. All with the issuer's name are tried, because
/// authorities renew their keys and keep their names; key identifiers only say which to try first.
#[must_use]
pub fn judge(certificate: &[u8], authorities: &[Vec<u8>]) -> Chain {
    let own = match Parts::of(certificate) {
        Ok(own) => own,
        Err(error) => {
            return Chain::Bad {
                reason: error.to_string(),
            };
        }
    };
    let named = |authority: &Parts<'_>| authority.subject == own.issuer;
    let mut candidates: Vec<(&Vec<u8>, Parts<'_>)> = authorities
        .iter()
        .filter_map(|der| Some((der, Parts::of(der).ok().filter(named)?)))
        .collect();
    let hint = own.extensions.authority_key;
    candidates.sort_by_key(|(_, parts)| hint.is_none() || parts.extensions.subject_key != hint);
    candidates.truncate(MAX_AUTHORITIES);

    let mut first_error = None;
    for (der, authority) in &candidates {
        match own.verify_by(authority) {
            Ok(algorithm) => {
                let (authority, sha1) = (subject_text(der), algorithm.is_sha1());
                return Chain::Good { authority, sha1 };
            }
            Err(error) => first_error = first_error.or(Some(error)),
        }
    }
    match first_error {
        None => Chain::NoAuthority,
        Some(error) => {
            let reason = match candidates.len() {
                1 => format!("the one authority with the issuer's name did not sign it: {error}"),
                many => format!(
                    "none of the {many} authorities with the issuer's name signed it: {error}"
                ),
            };
            Chain::Bad { reason }
        }
    }
}

/// The SubjectPublicKeyInfo of a certificate, as it stands in it.
///
/// # Errors
/// The octets are no certificate.
pub fn spki(certificate: &[u8]) -> Result<Vec<u8>, ChainError> {
    Ok(Parts::of(certificate)?.spki.to_vec())
}

/// The subject of a certificate in words, for reports.
#[must_use]
pub fn subject_text(certificate: &[u8]) -> String {
    let subject = Dsc::from_der("", certificate)
        .ok()
        .and_then(|dsc| Some(dsc.certificate?.subject))
        .filter(|subject| !subject.is_empty());
    subject.unwrap_or_else(|| "a certificate without a readable name".into())
}

/// Every country (C) in the subject of a certificate, as it stands there; none where it cannot be read.
pub(crate) fn subject_countries(certificate: &[u8]) -> Vec<String> {
    Parts::of(certificate)
        .and_then(|parts| Ok(countries(parts.subject)?))
        .unwrap_or_default()
}

/// The countries of a Name (RFC 5280 4.1.2.4).
fn countries(name: &[u8]) -> Result<Vec<String>, Malformed> {
    let mut found = Vec::new();
    let mut parts = Reader::der(name).take(SEQUENCE, "name")?.inside();
    while !parts.is_empty() {
        let mut part = parts.take(SET, "relative name")?.inside();
        while !part.is_empty() {
            let mut attribute = part.take(SEQUENCE, "attribute")?.inside();
            let kind = attribute.oid("attribute's type")?;
            let value = attribute.any("attribute's value")?.content;
            if kind == "2.5.4.6" {
                found.push(String::from_utf8_lossy(value).into_owned());
            }
        }
    }
    Ok(found)
}

/// Whether a list's signer is one that the operator trusts: its certificate is pinned, its key is pinned,
/// or it was issued under a pinned certificate, with authorities among `others` in between. All who
/// issued must be allowed to by their own certificates, and signatures with SHA-1 do not count.
///
/// Dates are not looked at, and a pinned public authority vouches for everybody to whom it issued: who
/// pins a root must know who else is under it.
#[must_use]
pub fn is_pinned(signer: &[u8], others: &[Vec<u8>], anchors: &Anchors) -> bool {
    if anchors.certificates.iter().any(|pinned| pinned == signer) {
        return true;
    }
    let Ok(own) = Parts::of(signer) else {
        return false;
    };
    // The same key may be written in two ways.
    let key = PkiKey::from_spki(own.spki).ok();
    let same = |pinned: &Vec<u8>| {
        pinned == own.spki || key.is_some() && key == PkiKey::from_spki(pinned).ok()
    };
    if anchors.keys.iter().any(same) {
        return true;
    }
    let mut climb = Climb {
        pinned: anchors
            .certificates
            .iter()
            .filter_map(|der| Parts::of(der).ok())
            .collect(),
        others: others
            .iter()
            .take(MAX_OTHERS)
            .filter_map(|der| Parts::of(der).ok())
            .collect(),
        signatures_left: MAX_SIGNATURES,
    };
    climb.reaches_pinned(&own, 0)
}

/// The way up from a list's signer.
struct Climb<'a> {
    pinned: Vec<Parts<'a>>,
    others: Vec<Parts<'a>>,
    signatures_left: usize,
}

impl Climb<'_> {
    /// Whether a certificate with so many steps below it was issued under a pinned one.
    fn reaches_pinned(&mut self, own: &Parts<'_>, below: usize) -> bool {
        if below >= MAX_STEPS {
            return false;
        }
        let mut issued = |issuer: &Parts<'_>| {
            if issuer.subject != own.issuer || !issuer.may_issue(below) || self.signatures_left == 0
            {
                return false;
            }
            self.signatures_left -= 1;
            own.verify_by(issuer)
                .is_ok_and(|algorithm| !algorithm.is_sha1())
        };
        if self.pinned.iter().any(&mut issued) {
            return true;
        }
        let issuers: Vec<_> = self
            .others
            .iter()
            .filter(|other| issued(other))
            .cloned()
            .collect();
        issuers
            .iter()
            .any(|issuer| self.reaches_pinned(issuer, below + 1))
    }
}

#[cfg(test)]
pub(super) mod tests;
