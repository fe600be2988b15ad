//! Who issued a certificate: signatures of authorities over signers (RFC 5280).
//!
//! [`judge`] answers for a document signer whether an authority of its country (CSCA) issued it;
//! [`path`] answers for the signer of a list whether the operator pinned it, or an authority above it, and
//! whether every certificate on the way holds; [`fitness`] answers whether a certificate's own words let its key sign
//! codes. The signed octets are taken as they stand: real certificates are not always canonical, so this
//! file walks over the outer shape and reads of the extensions those that say what a key is for.
//!
//! Deliberately not held against a document signer: the dates of its authority, and whether the
//! authority's certificate says that it is one (the list says so, by having it among the authorities).
//! Not supported, and therefore refused in a path: name constraints, constraints of policies. Not supported:
//! revocation lists, names that are equal without having equal octets.
//!
//! ```
//! use hcert::trust::{Anchors, Chain, chain};
//!
//! let at = "2022-02-01T12:00:00Z".parse().unwrap();
//! assert_eq!(chain::judge(b"no certificate", &[]).code(), "bad");
//! assert!(chain::path(b"no certificate", &[], &Anchors::default(), at, chain::Purpose::Content).is_err());
//! ```

use super::{Anchors, Chain, Dsc};
use crate::key::pki::tlv::{
    BIT_STRING, INTEGER, Malformed, OCTET_STRING, Reader, SEQUENCE, SET, Tlv, context,
    context_primitive,
};
use crate::key::pki::{Hash, PkiAlgorithm, PkiError, PkiKey};
use crate::text::{Text, ToText};
use crate::time::Timestamp;
use crate::{in_english, text};
use std::collections::HashMap;

/// Signatures above a list's signer: the fourth must be a pinned authority's.
pub const MAX_STEPS: usize = 4;

/// Authorities with the issuer's name that are tried over a document signer.
const MAX_AUTHORITIES: usize = 32;

/// Signatures that are tried over all document signers of a list, or of a folder.
const MAX_JUDGED: usize = 200_000;

/// Extensions of one certificate that are looked at. Real ones have ten.
const MAX_EXTENSIONS: usize = 64;

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
    Malformed(Text),
}

impl ToText for ChainError {
    fn to_text(&self) -> Text {
        let Self::Malformed(reason) = self;
        text!(CERTIFICATE_MALFORMED, reason)
    }
}

in_english!(ChainError: Error);

impl From<Malformed> for ChainError {
    fn from(error: Malformed) -> Self {
        Self::Malformed(Text::plain(error))
    }
}

/// The parts of a certificate that say who issued it, as they stand in it.
#[derive(Clone, Debug)]
pub(super) struct Parts<'a> {
    /// The whole certificate.
    der: &'a [u8],
    /// The signed octets.
    tbs: &'a [u8],
    /// The content of the serial number.
    pub(super) serial: &'a [u8],
    pub(super) issuer: &'a [u8],
    /// The first and the last instant of its validity, where both can be read.
    validity: Option<(Timestamp, Timestamp)>,
    pub(super) subject: &'a [u8],
    /// SubjectPublicKeyInfo.
    pub(super) spki: &'a [u8],
    algorithm: &'a [u8],
    signature: &'a [u8],
    extensions: Extensions<'a>,
}

/// What the extensions say about issuing and signing.
#[derive(Clone, Debug, Default)]
struct Extensions<'a> {
    /// Whether it says that it is an authority. What cannot be read says nothing, which never helps: an authority
    /// must say that it is one.
    authority: bool,
    /// How many authorities may stand between this one and the end.
    path_length: Option<usize>,
    /// The key usage, where there is one.
    usage: Option<KeyUsage>,
    /// The extended key usage, where there is one: its object identifiers.
    extended: Option<Vec<String>>,
    subject_key: Option<&'a [u8]>,
    authority_key: Option<&'a [u8]>,
    /// Other names of its subject.
    subject_names: Option<&'a [u8]>,
    /// The types of travel documents and seals that its key signs (ICAO Doc 9303-12).
    document_types: Option<&'a [u8]>,
    /// Whether it limits the names below it.
    name_constraints: bool,
    /// The first critical one that is not understood.
    critical: Option<String>,
    /// The first one that should have been understood and cannot be read.
    unreadable: Option<Unreadable>,
}

/// An extension of a known kind that cannot be read.
#[derive(Clone, Debug)]
struct Unreadable {
    oid: String,
    critical: bool,
}

/// Object identifiers of the extensions that are understood (RFC 5280 4.2.1).
const SUBJECT_KEY: &str = "2.5.29.14";
const KEY_USAGE: &str = "2.5.29.15";
const SUBJECT_NAMES: &str = "2.5.29.17";
const BASIC_CONSTRAINTS: &str = "2.5.29.19";
const NAME_CONSTRAINTS: &str = "2.5.29.30";
const AUTHORITY_KEY: &str = "2.5.29.35";
const EXTENDED_KEY_USAGE: &str = "2.5.29.37";
/// Looked at where seals are; anywhere else it is one that is not understood.
const DOCUMENT_TYPES: &str = "2.23.136.1.1.6.2";

/// Those that may be critical and ask nothing of us: other names of subject and issuer, and certificate policies,
/// of which any will do here (RFC 5280 6.1.1 c).
const HARMLESS: [&str; 3] = [SUBJECT_NAMES, "2.5.29.18", "2.5.29.32"];

/// The bits of a key usage (RFC 5280 4.2.1.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct KeyUsage(u8);

impl KeyUsage {
    const DIGITAL_SIGNATURE: u8 = 0x80;
    const NON_REPUDIATION: u8 = 0x40;
    const KEY_CERT_SIGN: u8 = 0x04;

    fn has(self, bits: u8) -> bool {
        self.0 & bits != 0
    }
}

/// The bits that are set, by the names that RFC 5280 gives them.
impl ToText for KeyUsage {
    fn to_text(&self) -> Text {
        const NAMES: [&str; 8] = [
            "digitalSignature",
            "nonRepudiation",
            "keyEncipherment",
            "dataEncipherment",
            "keyAgreement",
            "keyCertSign",
            "cRLSign",
            "encipherOnly",
        ];
        let set = NAMES
            .iter()
            .enumerate()
            .filter(|(place, _)| self.0 << place & 0x80 != 0);
        let set: Vec<&str> = set.map(|(_, name)| *name).collect();
        match set.is_empty() {
            true => text!(CERTIFICATE_USAGE_NOTHING),
            false => set.join(", ").into(),
        }
    }
}

impl<'a> Parts<'a> {
    /// Reads a certificate. Octets behind it are ignored, as they are where signers are read.
    pub(super) fn of(der: &'a [u8]) -> Result<Self, ChainError> {
        let whole = Reader::der(der).take(SEQUENCE, "certificate")?;
        let mut outer = whole.inside();
        let tbs = outer.take(SEQUENCE, "tbsCertificate")?;
        let algorithm = outer.take(SEQUENCE, "signatureAlgorithm")?.raw;
        let signature = outer.whole_bits("signatureValue")?;
        outer.end("certificate")?;

        let mut inside = tbs.inside();
        inside.optional(context(0), "version")?;
        let serial = inside.take(INTEGER, "serialNumber")?.content;
        let named = inside.take(SEQUENCE, "signature")?.raw;
        let issuer = inside.take(SEQUENCE, "issuer")?.raw;
        let validity = validity(inside.take(SEQUENCE, "validity")?);
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
            return Err(ChainError::Malformed(text!(CERTIFICATE_ALGORITHMS)));
        }
        let tbs = tbs.raw;
        Ok(Self {
            der: whole.raw,
            tbs,
            serial,
            issuer,
            validity,
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

    /// How it names the key of its authority.
    pub(super) fn authority_key(&self) -> Option<&'a [u8]> {
        self.extensions.authority_key
    }

    /// What its extended key usage allows, where there is one.
    pub(super) fn extended_purposes(&self) -> Option<&[String]> {
        self.extensions.extended.as_deref()
    }

    /// The types of travel documents and seals that its key signs, where it says so.
    pub(super) fn document_types(&self) -> Option<&'a [u8]> {
        self.extensions.document_types
    }

    /// The first critical extension that is not understood or cannot be read, or that limits names.
    pub(super) fn critical(&self) -> Option<&str> {
        let unreadable = self.extensions.unreadable.as_ref();
        let unreadable = unreadable.filter(|one| one.critical);
        let found = self.extensions.critical.as_deref();
        found.or(unreadable.map(|one| one.oid.as_str()))
    }

    /// Whether it is an authority's that may sign certificates, as far as it says anything of it.
    pub(super) fn may_issue(&self) -> bool {
        let usage = self.extensions.usage;
        self.extensions.authority && usage.is_none_or(|usage| usage.has(KeyUsage::KEY_CERT_SIGN))
    }

    /// Whether it was issued by its own name, as an authority does that changes its key (RFC 5280 6.1).
    fn is_self_issued(&self) -> bool {
        self.subject == self.issuer
    }

    /// What is wrong with its dates.
    fn in_date(&self, at: Timestamp) -> Option<PathFault> {
        let certificate = || subject_text(self.der);
        match self.validity {
            None => Some(PathFault::Malformed {
                certificate: certificate(),
                reason: text!(CERTIFICATE_VALIDITY),
            }),
            Some((not_before, _)) if at < not_before => Some(PathFault::NotYetValid {
                certificate: certificate(),
                not_before,
                at,
            }),
            Some((_, not_after)) if at > not_after => Some(PathFault::Expired {
                certificate: certificate(),
                not_after,
                at,
            }),
            Some(_) => None,
        }
    }

    /// What is wrong with it anywhere in a path.
    fn fault(&self, purpose: Purpose) -> Option<PathFault> {
        let certificate = || subject_text(self.der);
        let extensions = &self.extensions;
        if let Some(oid) = &extensions.critical {
            return Some(PathFault::Critical {
                certificate: certificate(),
                oid: oid.clone(),
            });
        }
        if extensions.name_constraints {
            return Some(PathFault::NameConstraints {
                certificate: certificate(),
            });
        }
        if let Some(Unreadable { oid, .. }) = &extensions.unreadable {
            return Some(PathFault::Malformed {
                certificate: certificate(),
                reason: text!(CERTIFICATE_EXTENSION, oid),
            });
        }
        let extended = extensions.extended.as_ref()?;
        let allowed = extended.iter().any(|oid| purpose.allows(oid));
        (!allowed).then(|| PathFault::ExtendedKeyUsage {
            certificate: certificate(),
            found: extended
                .iter()
                .take(8)
                .cloned()
                .collect::<Vec<_>>()
                .join(", "),
        })
    }

    /// What is wrong with it at the lower end of a path, where it signs something.
    fn fault_as_signer(&self, at: Timestamp, purpose: Purpose) -> Option<PathFault> {
        let signs = KeyUsage::DIGITAL_SIGNATURE | KeyUsage::NON_REPUDIATION;
        match self.extensions.usage {
            Some(usage) if !usage.has(signs) => Some(PathFault::KeyUsage {
                certificate: subject_text(self.der),
                found: usage.to_text(),
                wanted: "digitalSignature",
            }),
            _ => self.fault(purpose).or_else(|| self.in_date(at)),
        }
    }

    /// What is wrong with it above others, with so many authorities between it and the end.
    fn fault_as_authority(
        &self,
        at: Timestamp,
        purpose: Purpose,
        between: usize,
    ) -> Option<PathFault> {
        let certificate = || subject_text(self.der);
        let extensions = &self.extensions;
        if !extensions.authority || is_empty_name(self.subject) {
            return Some(PathFault::NotAuthority {
                certificate: certificate(),
            });
        }
        if let Some(usage) = extensions.usage
            && !usage.has(KeyUsage::KEY_CERT_SIGN)
        {
            return Some(PathFault::KeyUsage {
                certificate: certificate(),
                found: usage.to_text(),
                wanted: "keyCertSign",
            });
        }
        if let Some(most) = extensions.path_length
            && between > most
        {
            return Some(PathFault::PathLength {
                certificate: certificate(),
                most,
                found: between,
            });
        }
        self.fault(purpose).or_else(|| self.in_date(at))
    }

    /// Verifies this certificate's signature by another's key.
    pub(super) fn verify_by(&self, issuer: &Parts<'_>) -> Result<PkiAlgorithm, PkiError> {
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

/// The two instants of a validity (RFC 5280 4.1.2.5).
fn validity(sequence: Tlv<'_>) -> Option<(Timestamp, Timestamp)> {
    let mut inside = sequence.inside();
    let mut next = || instant(inside.any("time").ok()?);
    let found = (next()?, next()?);
    inside.is_empty().then_some(found)
}

/// UTCTime or GeneralizedTime, as certificates have them.
pub(super) fn instant(time: Tlv<'_>) -> Option<Timestamp> {
    let digits = std::str::from_utf8(time.content).ok()?.strip_suffix('Z')?;
    if !digits.bytes().all(|octet| octet.is_ascii_digit()) {
        return None;
    }
    let digits = match (time.tag, digits.len()) {
        // UTCTime: from 1950 to 2049.
        (0x17, 12) => match digits.get(..2)? < "50" {
            true => format!("20{digits}"),
            false => format!("19{digits}"),
        },
        // GeneralizedTime.
        (0x18, 14) => digits.to_owned(),
        _ => return None,
    };
    let part = |from: usize| digits.get(from..from + 2);
    let (year, month, day) = (digits.get(..4)?, part(4)?, part(6)?);
    let (hour, minute, second) = (part(8)?, part(10)?, part(12)?);
    format!("{year}-{month}-{day}T{hour}:{minute}:{second}Z")
        .parse()
        .ok()
}

/// Whether a Name has no part.
fn is_empty_name(name: &[u8]) -> bool {
    Reader::der(name)
        .any("name")
        .is_ok_and(|name| name.content.is_empty())
}

impl<'a> Extensions<'a> {
    fn read(mut outer: Reader<'a>) -> Self {
        let mut found = Self::default();
        let mut seen = Vec::new();
        let Ok(list) = outer.take(SEQUENCE, "extensions") else {
            found.note("(all of them)".into(), true);
            return found;
        };
        let mut list = list.inside();
        while !list.is_empty() {
            let Ok(extension) = list.take(SEQUENCE, "extension") else {
                found.note("(no sequence)".into(), true);
                break;
            };
            let mut inside = extension.inside();
            let Ok(oid) = inside.oid("extnID") else {
                found.note("(without a name)".into(), true);
                continue;
            };
            let critical = match inside.optional(0x01, "critical") {
                Ok(flag) => flag.is_some_and(|flag| flag.content != [0]),
                Err(_) => true,
            };
            // RFC 5280 4.2: an extension stands there once. Were it twice, others could read the other one.
            if seen.contains(&oid) {
                found.note(oid.clone(), critical);
            }
            let value = inside.take(OCTET_STRING, "extnValue");
            let read = value.and_then(|value| found.take(&oid, critical, value.inside()));
            if read.is_err() || !inside.is_empty() {
                found.note(oid.clone(), critical);
            }
            if seen.len() < MAX_EXTENSIONS {
                seen.push(oid);
            } else {
                found.note("(more than any certificate has)".into(), true);
                break;
            }
        }
        found
    }

    /// Notes an extension that cannot be read. A critical one says most.
    fn note(&mut self, oid: String, critical: bool) {
        match &self.unreadable {
            Some(known) if known.critical || !critical => {}
            _ => self.unreadable = Some(Unreadable { oid, critical }),
        }
    }

    fn take(&mut self, oid: &str, critical: bool, mut value: Reader<'a>) -> Result<(), Malformed> {
        match oid {
            BASIC_CONSTRAINTS => {
                let mut inside = value.take(SEQUENCE, "basicConstraints")?.inside();
                let authority = inside.optional(0x01, "cA")?;
                let length = inside.optional(INTEGER, "pathLenConstraint")?;
                inside.end("basicConstraints")?;
                let length = length.map(|length| path_length(length.content));
                // Less than none is no number of authorities, and whoever wrote it is none.
                self.authority = authority.is_some_and(|flag| !matches!(flag.content, [0] | []))
                    && length != Some(None);
                self.path_length = length.flatten();
            }
            KEY_USAGE => {
                let bits = value.take(BIT_STRING, "keyUsage")?.content;
                let bits = KeyUsage(bits.get(1).copied().unwrap_or(0));
                // Where it stands twice, what both allow.
                self.usage = Some(KeyUsage(
                    self.usage.map_or(bits.0, |known| known.0 & bits.0),
                ));
            }
            EXTENDED_KEY_USAGE => {
                let mut inside = value.take(SEQUENCE, "extKeyUsage")?.inside();
                let mut found = Vec::new();
                while !inside.is_empty() {
                    found.push(inside.oid("KeyPurposeId")?);
                }
                self.extended = Some(found);
            }
            SUBJECT_KEY => {
                let id = value.take(OCTET_STRING, "subjectKeyIdentifier")?;
                self.subject_key = Some(id.content);
            }
            AUTHORITY_KEY => {
                let mut inside = value.take(SEQUENCE, "authorityKeyIdentifier")?.inside();
                let id = inside.optional(context_primitive(0), "keyIdentifier")?;
                self.authority_key = id.map(|id| id.content);
            }
            // RFC 5280 4.2.1.10 makes it critical; where it is not, it means the same.
            NAME_CONSTRAINTS => self.name_constraints = true,
            SUBJECT_NAMES => self.subject_names = Some(value.any("subjectAltName")?.raw),
            DOCUMENT_TYPES if !critical => {
                self.document_types = Some(value.any("documentTypeList")?.raw);
            }
            _ if critical && !HARMLESS.contains(&oid) => {
                self.critical.get_or_insert_with(|| oid.to_owned());
            }
            _ => {}
        }
        Ok(())
    }
}

/// A path length from the octets of its integer; `None` for a negative one, or none at all.
fn path_length(content: &[u8]) -> Option<usize> {
    match content {
        [] => None,
        [first, ..] if first & 0x80 != 0 => None,
        octets => Some(octets.iter().fold(0_usize, |sum, octet| {
            // More than any path has stays more than any path has.
            sum.saturating_mul(256).saturating_add(usize::from(*octet))
        })),
    }
}

/// What the certificate of a document signer lets its key do (RFC 5280 4.2, 4.2.1.3, 4.2.1.9).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fitness {
    /// Why nobody can tell that its key may sign codes; none where it may.
    pub unfit: Option<Unfit>,
    /// Whether it says that it is an authority's (cA), which a document signer is not.
    pub authority: bool,
}

/// Why the certificate of a document signer vouches for no code.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unfit {
    /// A critical extension is not understood, or cannot be read.
    Critical {
        /// Its object identifier.
        oid: String,
    },
    /// The key usage leaves out digitalSignature.
    KeyUsage {
        /// The usages that it names.
        found: Text,
    },
}

impl ToText for Unfit {
    fn to_text(&self) -> Text {
        match self {
            Self::Critical { oid } => oid.to_text(),
            Self::KeyUsage { found } => found.clone(),
        }
    }
}

in_english!(Unfit);

/// What a certificate says of itself as a document signer's. Octets that are no certificate say nothing.
#[must_use]
pub fn fitness(certificate: &[u8]) -> Fitness {
    let Ok(Parts { extensions, .. }) = Parts::of(certificate) else {
        return Fitness::default();
    };
    // An extended key usage that cannot be read is a matter of the purposes.
    let unreadable = extensions
        .unreadable
        .filter(|one| one.critical && one.oid != EXTENDED_KEY_USAGE)
        .map(|one| one.oid);
    let constraints = extensions
        .name_constraints
        .then(|| NAME_CONSTRAINTS.to_owned());
    let critical = extensions.critical.or(unreadable).or(constraints);
    let usage = extensions
        .usage
        .filter(|usage| !usage.has(KeyUsage::DIGITAL_SIGNATURE));
    let unfit = match (critical, usage) {
        (Some(oid), _) => Some(Unfit::Critical { oid }),
        (None, Some(usage)) => Some(Unfit::KeyUsage {
            found: usage.to_text(),
        }),
        (None, None) => None,
    };
    Fitness {
        unfit,
        authority: extensions.authority,
    }
}

/// Whether one of these authorities issued the certificate. All with the issuer's name are tried, because
/// authorities renew their keys and keep their names; key identifiers only say which to try first.
#[must_use]
pub fn judge(certificate: &[u8], authorities: &[Vec<u8>]) -> Chain {
    let authorities = authorities.iter().map(|der| ("", der.as_slice()));
    Authorities::new(authorities).judge("", certificate)
}

/// Authorities by their country, where that counts, and their name, for whoever judges many certificates.
pub(super) struct Authorities<'a> {
    named: HashMap<(&'a str, &'a [u8]), Vec<Parts<'a>>>,
    /// Signatures that may still be tried: certificates that all bear one name must not cost more.
    signatures_left: usize,
}

impl<'a> Authorities<'a> {
    /// What is no certificate is no authority.
    pub(super) fn new(authorities: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Self {
        let mut named: HashMap<_, Vec<_>> = HashMap::new();
        for (country, der) in authorities {
            if let Ok(parts) = Parts::of(der) {
                let known = named.entry((country, parts.subject)).or_default();
                known.push(parts);
            }
        }
        Self {
            named,
            signatures_left: MAX_JUDGED,
        }
    }

    /// Whether one of them issued the certificate.
    pub(super) fn judge(&mut self, country: &str, certificate: &[u8]) -> Chain {
        let own = match Parts::of(certificate) {
            Ok(own) => own,
            Err(error) => {
                return Chain::Bad {
                    reason: error.to_text(),
                };
            }
        };
        let Some(named) = self.named.get(&(country, own.issuer)) else {
            return Chain::NoAuthority;
        };
        let hint = own.extensions.authority_key;
        let fits = |parts: &Parts<'_>| hint.is_some() && parts.extensions.subject_key == hint;
        let hinted = named.iter().filter(|parts| fits(parts));
        let others = named.iter().filter(|parts| !fits(parts));
        let tried = named.len().min(MAX_AUTHORITIES);
        let mut first_error = None;
        for authority in hinted.chain(others).take(MAX_AUTHORITIES) {
            if self.signatures_left == 0 {
                return Chain::NotChecked;
            }
            self.signatures_left -= 1;
            match own.verify_by(authority) {
                Ok(algorithm) => {
                    let (authority, sha1) = (subject_text(authority.der), algorithm.is_sha1());
                    return Chain::Good { authority, sha1 };
                }
                Err(error) => first_error = first_error.or(Some(error)),
            }
        }
        let Some(error) = first_error else {
            return Chain::NoAuthority;
        };
        let reason = match tried {
            1 => text!(CHAIN_ONE, error),
            count => text!(CHAIN_NONE, count, error),
        };
        Chain::Bad { reason }
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
#[must_use]
pub fn subject_countries(certificate: &[u8]) -> Vec<String> {
    Parts::of(certificate)
        .and_then(|parts| Ok(countries(parts.subject)?))
        .unwrap_or_default()
}

/// The web addresses among the other names of its subject (RFC 5280 4.2.1.6).
#[must_use]
pub(crate) fn subject_addresses(certificate: &[u8]) -> Vec<String> {
    let parts = Parts::of(certificate).ok();
    let names = parts.and_then(|parts| parts.extensions.subject_names);
    let read = |names: &[u8]| {
        let mut found = Vec::new();
        let mut inside = Reader::der(names).take(SEQUENCE, "names")?.inside();
        while !inside.is_empty() {
            let name = inside.any("name")?;
            if name.tag == context_primitive(6) {
                found.push(String::from_utf8_lossy(name.content).into_owned());
            }
        }
        Ok::<_, Malformed>(found)
    };
    names.and_then(|names| read(names).ok()).unwrap_or_default()
}

/// The countries of a Name (RFC 5280 4.1.2.4).
fn countries(name: &[u8]) -> Result<Vec<String>, Malformed> {
    let values = attributes(name, "2.5.4.6")?;
    Ok(values
        .iter()
        .map(|value| String::from_utf8_lossy(value.content).into_owned())
        .collect())
}

/// The values of every attribute of one kind in a Name.
fn attributes<'a>(name: &'a [u8], wanted: &str) -> Result<Vec<Tlv<'a>>, Malformed> {
    let mut found = Vec::new();
    let mut parts = Reader::der(name).take(SEQUENCE, "name")?.inside();
    while !parts.is_empty() {
        let mut part = parts.take(SET, "relative name")?.inside();
        while !part.is_empty() {
            let mut attribute = part.take(SEQUENCE, "attribute")?.inside();
            let kind = attribute.oid("attribute's type")?;
            let value = attribute.any("attribute's value")?;
            if kind == wanted {
                found.push(value);
            }
        }
    }
    Ok(found)
}

/// The common name in a certificate's subject: the value of the one attribute that is one, as it stands there. A
/// printed name is never searched: another attribute may hold what looks like a name.
///
/// # Errors
/// There is none, there are several, or it is no text of a kind that is read.
pub(crate) fn common_name(certificate: &[u8]) -> Result<String, Text> {
    let parts = Parts::of(certificate).map_err(|error| error.to_text())?;
    let names = attributes(parts.subject, "2.5.4.3").map_err(Text::plain)?;
    let [name] = names.as_slice() else {
        let count = names.len();
        return Err(text!(CERTIFICATE_COMMON_NAMES, count));
    };
    let text = std::str::from_utf8(name.content);
    match (name.tag, text) {
        // UTF8String, which new certificates use.
        (0x0c, Ok(text)) => Ok(text.to_owned()),
        // PrintableString, TeletexString, IA5String.
        (0x13 | 0x14 | 0x16, Ok(text)) if text.is_ascii() => Ok(text.to_owned()),
        (tag, _) => {
            let tag = format!("{tag:#04x}");
            Err(text!(CERTIFICATE_COMMON_NAME_TAG, tag))
        }
    }
}

/// What somebody below a pinned root must be allowed to sign, by the extended key usages on the way (RFC 5280
/// 4.2.1.12). Certificates without any say nothing about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Content: mail, code, documents, or anything.
    Content,
    /// The same, or a TLS connection: for lists whose signer must have a name beside, since some states gave theirs
    /// certificates of servers.
    ContentOrTls,
}

impl Purpose {
    /// Any; e-mail; code; documents, as RFC 9336 and two vendors have them; ICAO's master lists.
    const CONTENT: [&str; 7] = [
        "2.5.29.37.0",
        "1.3.6.1.5.5.7.3.4",
        "1.3.6.1.5.5.7.3.3",
        "1.3.6.1.5.5.7.3.36",
        "1.3.6.1.4.1.311.10.3.12",
        "1.2.840.113583.1.1.5",
        "2.23.136.1.1.3",
    ];
    const TLS: [&str; 2] = ["1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"];

    fn allows(self, oid: &str) -> bool {
        Self::CONTENT.contains(&oid) || self == Self::ContentOrTls && Self::TLS.contains(&oid)
    }
}

/// Why a path from a list's signer to a pinned certificate does not hold, with the clause that is broken. The
/// certificate is told by its subject.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PathFault {
    /// No path leads to anything that is pinned.
    NotPinned,
    /// A certificate has expired, and nothing else is wrong.
    Expired {
        /// Whose.
        certificate: String,
        /// When it expired.
        not_after: Timestamp,
        /// The moment it was held against.
        at: Timestamp,
    },
    /// A certificate is not valid yet.
    NotYetValid {
        /// Whose.
        certificate: String,
        /// When it becomes valid.
        not_before: Timestamp,
        /// The moment it was held against.
        at: Timestamp,
    },
    /// Somebody issued who is no authority.
    NotAuthority {
        /// Whose certificate says so.
        certificate: String,
    },
    /// There are more authorities below one than its certificate allows.
    PathLength {
        /// Whose.
        certificate: String,
        /// How many it allows.
        most: usize,
        /// How many there are.
        found: usize,
    },
    /// A key does what its usage leaves out.
    KeyUsage {
        /// Whose.
        certificate: String,
        /// What it allows.
        found: Text,
        /// What was needed.
        wanted: &'static str,
    },
    /// The extended key usage leaves out the signing of content.
    ExtendedKeyUsage {
        /// Whose.
        certificate: String,
        /// What it allows: object identifiers.
        found: String,
    },
    /// A critical extension is not understood.
    Critical {
        /// Whose.
        certificate: String,
        /// Its object identifier.
        oid: String,
    },
    /// An authority limits the names below it, which is not understood.
    NameConstraints {
        /// Whose.
        certificate: String,
    },
    /// A signature on the way uses SHA-1.
    Sha1 {
        /// Whose.
        certificate: String,
    },
    /// A part that counts cannot be read.
    Malformed {
        /// Whose.
        certificate: String,
        /// What is wrong.
        reason: Text,
    },
}

impl PathFault {
    /// The clause that is broken.
    #[must_use]
    pub fn clause(&self) -> &'static str {
        match self {
            Self::NotPinned => "RFC 5280 6.1",
            Self::Expired { .. } | Self::NotYetValid { .. } => "RFC 5280 6.1.3 (a)(2)",
            Self::NotAuthority { .. } => "RFC 5280 6.1.4 (k)",
            Self::PathLength { .. } => "RFC 5280 6.1.4 (m)",
            Self::KeyUsage { .. } => "RFC 5280 4.2.1.3",
            Self::ExtendedKeyUsage { .. } => "RFC 5280 4.2.1.12",
            Self::Critical { .. } => "RFC 5280 4.2",
            Self::NameConstraints { .. } => "RFC 5280 4.2.1.10",
            Self::Sha1 { .. } => "RFC 6194 3",
            Self::Malformed { .. } => "RFC 5280 4.1",
        }
    }
}

impl ToText for PathFault {
    fn to_text(&self) -> Text {
        let fault = match self {
            Self::NotPinned => text!(PATH_NOT_PINNED),
            Self::Expired {
                certificate,
                not_after,
                at,
            } => text!(PATH_EXPIRED, certificate, not_after, at),
            Self::NotYetValid {
                certificate,
                not_before,
                at,
            } => text!(PATH_NOT_YET_VALID, certificate, not_before, at),
            Self::NotAuthority { certificate } => text!(PATH_NOT_AUTHORITY, certificate),
            Self::PathLength {
                certificate,
                most,
                found,
            } => text!(PATH_LENGTH, found, certificate, most),
            Self::KeyUsage {
                certificate,
                found,
                wanted,
            } => text!(PATH_KEY_USAGE, certificate, found, wanted),
            Self::ExtendedKeyUsage { certificate, found } => {
                text!(PATH_EXTENDED_KEY_USAGE, certificate, found)
            }
            Self::Critical { certificate, oid } => text!(PATH_CRITICAL, certificate, oid),
            Self::NameConstraints { certificate } => text!(PATH_NAME_CONSTRAINTS, certificate),
            Self::Sha1 { certificate } => text!(PATH_SHA1, certificate),
            Self::Malformed {
                certificate,
                reason,
            } => text!(PATH_MALFORMED, certificate, reason),
        };
        text!(PATH_FAULT, fault, clause = self.clause())
    }
}

in_english!(PathFault: Error);

/// Whether a list's signer is one that the operator trusts: its certificate is pinned, its key is pinned,
/// or it was issued under a pinned certificate, with authorities among `others` in between (RFC 5280 6.1). Every
/// certificate on the way must be valid at the moment, the pinned one too, and allow what it is used for;
/// signatures with SHA-1 do not count. Of a pinned signer itself only the dates are looked at, of a pinned key
/// nothing.
///
/// A pinned public authority vouches for everybody to whom it issued: who pins a root must know who else is
/// under it.
///
/// # Errors
/// The first thing that is wrong with the best path there is. [`PathFault::Expired`] says that nothing but the
/// time is.
pub fn path(
    signer: &[u8],
    others: &[Vec<u8>],
    anchors: &Anchors,
    at: Timestamp,
    purpose: Purpose,
) -> Result<(), PathFault> {
    let own = Parts::of(signer).map_err(|_| PathFault::NotPinned)?;
    // The same key may be written in two ways.
    let key = PkiKey::from_spki(own.spki).ok();
    let same = |pinned: &Vec<u8>| {
        pinned == own.spki || key.is_some() && key == PkiKey::from_spki(pinned).ok()
    };
    if anchors.keys.iter().any(same) {
        return Ok(());
    }
    if anchors.certificates.iter().any(|pinned| pinned == signer) {
        return own.in_date(at).map_or(Ok(()), Err);
    }
    let parts = |der| Parts::of(der).ok();
    let pinned = anchors.certificates.iter().map(Vec::as_slice);
    let beside = others.iter().map(Vec::as_slice).take(MAX_OTHERS);
    let mut climb = Climb {
        pinned: pinned.filter_map(parts).collect(),
        others: beside.filter_map(parts).collect(),
        at,
        purpose,
        tolerated: Tolerated::Nothing,
        signatures_left: 0,
    };
    let fault = own.fault_as_signer(at, purpose);
    // First a path on which all is well; then one on which no more than time has passed; then any, to say what is
    // wrong with it.
    for tolerated in [Tolerated::Nothing, Tolerated::Expiry, Tolerated::Anything] {
        climb.tolerated = tolerated;
        climb.signatures_left = MAX_SIGNATURES;
        if let Some(fault) = climb.reach_pinned(&own, 0, 0, fault.as_ref()) {
            return fault.map_or(Ok(()), Err);
        }
    }
    Err(PathFault::NotPinned)
}

/// What may be wrong with a path that is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tolerated {
    Nothing,
    Expiry,
    Anything,
}

impl Tolerated {
    fn takes(self, fault: Option<&PathFault>) -> bool {
        match (self, fault) {
            (_, None) | (Self::Anything, _) | (Self::Expiry, Some(PathFault::Expired { .. })) => {
                true
            }
            (Self::Nothing | Self::Expiry, Some(_)) => false,
        }
    }
}

/// The worse of two faults: the first that is more than the passing of time, else the first.
fn worse(first: Option<PathFault>, second: Option<PathFault>) -> Option<PathFault> {
    match (first, second) {
        (Some(PathFault::Expired { .. }) | None, Some(other))
            if !matches!(other, PathFault::Expired { .. }) =>
        {
            Some(other)
        }
        (first, second) => first.or(second),
    }
}

/// The way up from a list's signer.
struct Climb<'a> {
    pinned: Vec<Parts<'a>>,
    others: Vec<Parts<'a>>,
    at: Timestamp,
    purpose: Purpose,
    tolerated: Tolerated,
    signatures_left: usize,
}

impl<'a> Climb<'a> {
    /// Looks for a pinned certificate above one that has so many steps below it, and so many authorities that count
    /// (not those issued by their own name). Gives what is wrong with the path, which is nothing where all is well.
    fn reach_pinned(
        &mut self,
        own: &Parts<'_>,
        steps: usize,
        between: usize,
        fault: Option<&PathFault>,
    ) -> Option<Option<PathFault>> {
        if steps >= MAX_STEPS || !self.tolerated.takes(fault) {
            return None;
        }
        let (at, purpose, tolerated) = (self.at, self.purpose, self.tolerated);
        let left = &mut self.signatures_left;
        let mut issued = |issuer: &Parts<'_>| {
            if issuer.subject != own.issuer {
                return None;
            }
            let fault = worse(
                fault.cloned(),
                issuer.fault_as_authority(at, purpose, between),
            );
            if !tolerated.takes(fault.as_ref()) || *left == 0 {
                return None;
            }
            *left -= 1;
            let algorithm = own.verify_by(issuer).ok()?;
            let sha1 = algorithm.is_sha1().then(|| PathFault::Sha1 {
                certificate: subject_text(own.der),
            });
            let fault = worse(fault, sha1);
            tolerated.takes(fault.as_ref()).then_some(fault)
        };
        if let Some(reached) = self.pinned.iter().find_map(&mut issued) {
            return Some(reached);
        }
        let above: Vec<(Parts<'a>, Option<PathFault>)> = self
            .others
            .iter()
            .filter_map(|other| Some((other.clone(), issued(other)?)))
            .collect();
        above.into_iter().find_map(|(issuer, fault)| {
            let between = between + usize::from(!issuer.is_self_issued());
            self.reach_pinned(&issuer, steps + 1, between, fault.as_ref())
        })
    }
}

#[cfg(test)]
pub(super) mod tests;
