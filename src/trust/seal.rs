//! Who issued the certificate that comes with a seal (VDS-NC): since it comes with the code, everything rests on this.
//!
//! An authority of a state (CSCA) that the operator gave must have issued it: found by its key's identifier, else by its
//! name; its signature must be good, its name must be the issuer's, both certificates must be in date, the purpose must be
//! that of seals, and the authority's list of revoked certificates must not have it (ICAO Doc 9303-12, TR VDS-NC 1.1).
//!
//! Not held against it: the private key's period of use, which says when seals were signed and not how long they count;
//! policies.

use super::chain::{self, Parts};
use super::{Dsc, TrustList};
use crate::documents::Document;
use crate::key::pki::tlv::{INTEGER, Malformed, Reader, SEQUENCE, SET};
use crate::key::pki::{PkiAlgorithm, PkiKey};
use crate::text::{Text, ToText};
use crate::time::Timestamp;
use crate::{in_english, text};

/// The purpose of a signer of seals (extended key usage).
const PURPOSE: &str = "2.23.136.1.1.14.2";

/// The types of documents that a signer may sign, where its certificate says so.
const DOCUMENT_TYPES: &str = "2.23.136.1.1.6.2";

/// The type of seals, as the extension writes it.
const SEAL_TYPE: &[u8] = b"NV";

/// Authorities that are tried over one signer.
const MAX_AUTHORITIES: usize = 32;

/// Why a seal's certificate does not name a signer who counts.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SealSignerError {
    /// The certificate cannot be read.
    Malformed(Text),
    /// Its key cannot be used.
    Key(Text),
    /// No authority that was given has issued it.
    NoAuthority {
        /// The issuer that it names.
        issuer: String,
    },
    /// It says that an authority that was given has issued it, and that authority has not.
    Chain(Text),
}

impl ToText for SealSignerError {
    fn to_text(&self) -> Text {
        match self {
            Self::Malformed(reason) | Self::Key(reason) | Self::Chain(reason) => reason.clone(),
            Self::NoAuthority { issuer } => text!(SEAL_NO_AUTHORITY, issuer),
        }
    }
}

in_english!(SealSignerError: Error);

/// What speaks against a signer whose authority is known.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SealSignerFault {
    /// A certificate on the way is not valid at the moment.
    Validity {
        /// The first instant at which it is.
        not_before: Timestamp,
        /// The last.
        not_after: Timestamp,
    },
    /// It may not sign seals.
    Purpose {
        /// What it may do.
        found: String,
    },
    /// It has a critical extension that is not understood.
    Critical {
        /// Its object identifier.
        oid: String,
    },
    /// Its authority revoked it.
    Revoked,
}

/// The signer of a seal, issued by an authority that was given.
#[derive(Clone, Debug)]
pub struct SealSigner<'a> {
    /// Its key.
    pub key: PkiKey,
    /// What its certificate says.
    pub certificate: Dsc,
    /// The authority that issued it.
    pub authority: &'a Dsc,
    /// What speaks against it.
    pub faults: Vec<SealSignerFault>,
    /// What its authority's list of revoked certificates is worth.
    pub revocations: SealRevocations,
}

/// The state of an authority's list of revoked certificates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SealRevocations {
    /// There is none.
    Missing,
    /// It is current.
    Current {
        /// When it was made.
        made: Timestamp,
    },
    /// A newer one must have been given out since.
    Old {
        /// When that was to be.
        next: Timestamp,
    },
}

impl TrustList {
    /// Who signed a seal: the certificate that came with it, held against the authorities for seals.
    ///
    /// # Errors
    /// It is no certificate, or no authority that was given has issued it.
    pub fn seal_signer(
        &self,
        certificate: &[u8],
        at: Timestamp,
    ) -> Result<SealSigner<'_>, SealSignerError> {
        let malformed = |error: &dyn ToText| SealSignerError::Malformed(error.to_text());
        let own = Parts::of(certificate).map_err(|error| malformed(&error))?;
        let dsc = Dsc::from_der("", certificate).map_err(|error| malformed(&error))?;
        let authorities = self.authorities().iter();
        let authorities = authorities.filter(|dsc| dsc.signs(Document::VdsNc));
        let authorities = authorities.filter_map(|dsc| Some((dsc, parts(dsc)?)));
        let fits = |authority: &Parts<'_>| match own.authority_key() {
            Some(id) => authority.has_key_id(id),
            None => same_name(authority.subject, own.issuer),
        };
        let candidates =
            authorities.filter(|(_, authority)| authority.may_issue() && fits(authority));
        let mut refused = None;
        let mut found = None;
        for (dsc, authority) in candidates.take(MAX_AUTHORITIES) {
            match own.verify_by(&authority) {
                Ok(_) if same_name(authority.subject, own.issuer) => {
                    found = Some((dsc, authority));
                    break;
                }
                Ok(_) => refused = Some(text!(SEAL_OTHER_NAME)),
                Err(error) => refused = refused.or(Some(error.to_text())),
            }
        }
        let Some((authority, issuer)) = found else {
            return Err(match refused {
                Some(reason) => SealSignerError::Chain(text!(TRUST_CHAIN, reason)),
                None => SealSignerError::NoAuthority {
                    issuer: dsc.certificate.map_or_else(String::new, |info| info.issuer),
                },
            });
        };
        let key = PkiKey::from_spki(own.spki);
        let key = key.map_err(|error| SealSignerError::Key(error.to_text()))?;
        let mut faults = Vec::new();
        let validity = |dsc: &Dsc| {
            let info = dsc.certificate.as_ref()?;
            let (not_before, not_after) = (info.not_before, info.not_after);
            let fault = SealSignerFault::Validity {
                not_before,
                not_after,
            };
            (!dsc.is_valid_at(at)).then_some(fault)
        };
        faults.extend(validity(&dsc).or_else(|| validity(authority)));
        let purposes = own.extended_purposes().unwrap_or_default();
        let types = own.document_types();
        if !purposes.iter().any(|oid| oid == PURPOSE) {
            let found = purposes.join(", ");
            faults.push(SealSignerFault::Purpose { found });
        } else if types.is_some_and(|types| !names_seals(types)) {
            let found = DOCUMENT_TYPES.to_owned();
            faults.push(SealSignerFault::Purpose { found });
        }
        faults.extend(own.critical().map(|oid| SealSignerFault::Critical {
            oid: oid.to_owned(),
        }));
        let crls = self.crls().iter().filter_map(|der| Crl::of(der, &issuer));
        let newest = crls.max_by_key(|crl| crl.made);
        let revocations = match &newest {
            None => SealRevocations::Missing,
            Some(crl) => {
                if crl.has(own.serial) {
                    faults.push(SealSignerFault::Revoked);
                }
                match crl.next.filter(|next| at > *next) {
                    Some(next) => SealRevocations::Old { next },
                    None => SealRevocations::Current { made: crl.made },
                }
            }
        };
        Ok(SealSigner {
            key,
            certificate: dsc,
            authority,
            faults,
            revocations,
        })
    }
}

fn parts(dsc: &Dsc) -> Option<Parts<'_>> {
    Parts::of(&dsc.certificate.as_ref()?.der).ok()
}

/// Whether the types of documents hold that of seals: SEQUENCE { version, SET OF PrintableString }.
fn names_seals(extension: &[u8]) -> bool {
    let read = || {
        let mut inside = Reader::der(extension)
            .take(SEQUENCE, "documentTypeList")
            .ok()?
            .inside();
        inside.any("version").ok()?;
        let mut types = inside.take(SET, "docTypeList").ok()?.inside();
        while !types.is_empty() {
            if types.any("docType").ok()?.content == SEAL_TYPE {
                return Some(());
            }
        }
        None
    };
    read().is_some()
}

/// Whether two names are the same as RFC 5280 7.1 compares them: kinds of strings, case, and blanks in a row are no
/// difference.
fn same_name(one: &[u8], other: &[u8]) -> bool {
    one == other
        || matches!((attributes(one), attributes(other)), (Some(one), Some(other)) if one == other)
}

/// The parts of a name: the object identifier and the folded text of each.
fn attributes(name: &[u8]) -> Option<Vec<(String, String)>> {
    let mut found = Vec::new();
    let mut sets = Reader::der(name).take(SEQUENCE, "name").ok()?.inside();
    while !sets.is_empty() {
        let mut set = sets.take(SET, "relativeDistinguishedName").ok()?.inside();
        while !set.is_empty() {
            let mut part = set.take(SEQUENCE, "attribute").ok()?.inside();
            let oid = part.oid("type").ok()?;
            let value = String::from_utf8_lossy(part.any("value").ok()?.content).to_lowercase();
            let words: Vec<&str> = value.split_whitespace().collect();
            found.push((oid, words.join(" ")));
        }
    }
    Some(found)
}

/// An authority's list of revoked certificates (RFC 5280 section 5), whose signature is good.
struct Crl {
    made: Timestamp,
    next: Option<Timestamp>,
    serials: Vec<Vec<u8>>,
}

impl Crl {
    /// Reads a list if this authority signed it.
    fn of(der: &[u8], authority: &Parts<'_>) -> Option<Self> {
        let list = CrlParts::of(der).ok()?;
        if !same_name(list.issuer, authority.subject) {
            return None;
        }
        let algorithm = PkiAlgorithm::from_der(list.algorithm).ok()?;
        let key = PkiKey::from_spki(authority.spki).ok()?;
        key.verify(algorithm, list.signed, list.signature).ok()?;
        let serials = list.serials.iter().map(|serial| number(serial).to_vec());
        Some(Self {
            made: list.made?,
            next: list.next,
            serials: serials.collect(),
        })
    }

    fn has(&self, serial: &[u8]) -> bool {
        self.serials.iter().any(|one| one == number(serial))
    }
}

/// A serial number without leading zeros.
fn number(serial: &[u8]) -> &[u8] {
    let zeros = serial.iter().take_while(|octet| **octet == 0).count();
    serial.get(zeros..).unwrap_or_default()
}

/// Such a list taken apart.
struct CrlParts<'a> {
    signed: &'a [u8],
    issuer: &'a [u8],
    made: Option<Timestamp>,
    next: Option<Timestamp>,
    serials: Vec<&'a [u8]>,
    algorithm: &'a [u8],
    signature: &'a [u8],
}

impl<'a> CrlParts<'a> {
    fn of(der: &'a [u8]) -> Result<Self, Malformed> {
        let mut outer = Reader::der(der);
        let mut whole = outer.take(SEQUENCE, "certificateList")?.inside();
        outer.end("certificateList")?;
        let list = whole.take(SEQUENCE, "tbsCertList")?;
        let algorithm = whole.take(SEQUENCE, "signatureAlgorithm")?.raw;
        let signature = whole.whole_bits("signatureValue")?;
        let mut inside = list.inside();
        inside.optional(INTEGER, "version")?;
        inside.take(SEQUENCE, "signature")?;
        let issuer = inside.take(SEQUENCE, "issuer")?.raw;
        let made = chain::instant(inside.any("thisUpdate")?);
        let mut next = None;
        let mut serials = Vec::new();
        while !inside.is_empty() {
            let part = inside.any("revokedCertificates")?;
            match part.tag {
                0x17 | 0x18 => next = chain::instant(part),
                SEQUENCE => {
                    let mut revoked = part.inside();
                    while !revoked.is_empty() {
                        let mut one = revoked.take(SEQUENCE, "revoked")?.inside();
                        serials.push(one.take(INTEGER, "serial")?.content);
                    }
                }
                _ => {}
            }
        }
        Ok(Self {
            signed: list.raw,
            issuer,
            made,
            next,
            serials,
            algorithm,
            signature,
        })
    }
}

/// Whether octets are a list of revoked certificates.
pub(super) fn is_crl(der: &[u8]) -> bool {
    CrlParts::of(der).is_ok_and(|list| list.made.is_some())
}

/// The state of an authority in the two letters of its certificate, held against the three of a seal's header.
#[must_use]
pub fn same_state(seal: &str, country: &str) -> bool {
    // The specimen state of ICAO Doc 9303-3, which has no code of two letters.
    let is_utopia = seal == "UTO" && country.eq_ignore_ascii_case("UT");
    is_utopia || super::formats::countries::same_in_either_length(seal, &country.to_uppercase())
}
