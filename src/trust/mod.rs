//! Trust: whose signatures count.
//!
//! A [`TrustList`] maps a key identifier to every key that has it: identifiers collide, and each
//! candidate must be tried (hcert-spec 3.3.1). What cannot be read is kept as a [`Problem`] and never
//! blocks the rest. Lists are read from octets that the caller brings; nothing here touches a file or a
//! network, and the date of a list is told, not guessed.
//!
//! A key remembers the list that it came from ([`Provenance`]): its form, how far its signature can be relied
//! on, its dates. A bare key has no purposes and no dates of its own.

pub(crate) mod bounded;
pub mod bundle;
pub mod chain;
pub mod cms;
pub mod components;
pub mod dsc;
pub mod formats;
mod json;
pub mod jws;
mod memory;
pub mod provenance;
pub mod seal;
pub mod succession;
mod test_keys;

use crate::documents::{Document, vdsnc};
use crate::key::{PublicKey, SoftwareKey, sha256};
use crate::text::{Text, ToText, without_bom};
use crate::time::Timestamp;
use crate::{in_english, text};
use std::borrow::Cow;
use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

pub use dsc::{CertificateInfo, Dsc, DscError, KeyPeriod, Purposes, RevokedIds, Scope, Usage};
pub use formats::eu_zip;
pub use memory::{Mark, MarkKind, Memory, MemoryError, Older};
use provenance::Sources;
pub use provenance::{
    Anchors, Chain, Environment, Format, Framework, ListSignature, Outdated, Provenance, Request,
    StaleSigner, Unpinned, Virtual,
};
pub use succession::Succession;
pub use test_keys::is_test_key;

/// Octets of a key identifier made from a certificate: the start of its SHA-256.
pub const KID_LENGTH: usize = 8;

/// The key identifier of a certificate: the first eight octets of the SHA-256 of its DER.
///
/// ```
/// use hcert::{key::sha256, trust::kid_of};
/// assert_eq!(kid_of(b"certificate"), sha256(b"certificate")[..8]);
/// ```
#[must_use]
pub fn kid_of(der: &[u8]) -> [u8; KID_LENGTH] {
    let mut kid = [0; KID_LENGTH];
    kid.iter_mut()
        .zip(sha256(der))
        .for_each(|(to, from)| *to = from);
    kid
}

/// Something in a list that could not be used, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The list and the place in it.
    pub at: String,
    /// What is wrong.
    pub reason: Text,
}

impl ToText for Problem {
    fn to_text(&self) -> Text {
        text!(TRUST_AT, at = self.at, reason = self.reason)
    }
}

in_english!(Problem);

/// Why a whole source is no trust list.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TrustError {
    /// Neither PEM, nor DER, nor JSON of a known shape.
    UnknownFormat {
        /// The source's name.
        source: String,
    },
    /// It is known and something else.
    Mistaken {
        /// The source's name.
        source: String,
        /// What it is.
        what: Mistaken,
    },
    /// The content does not have the shape of its format.
    Malformed {
        /// The source's name.
        source: String,
        /// What is wrong with it.
        reason: Text,
    },
    /// The list's signature is wrong, or by nobody who is pinned.
    Signature {
        /// The source's name.
        source: String,
        /// What is wrong with it.
        reason: Text,
    },
    /// Signers of lists are pinned, and the list carries no signature, or none that can be checked.
    Unsigned {
        /// The source's name.
        source: String,
        /// What is missing.
        reason: Text,
    },
    /// The list's signature is good and its signer pinned, but a certificate on the way has expired
    /// ([`StaleSigner`]).
    SignerExpired {
        /// The source's name.
        source: String,
        /// Which, and when.
        reason: Text,
    },
    /// The list has expired.
    Expired {
        /// The source's name.
        source: String,
        /// When it expired.
        expires_at: Timestamp,
        /// The moment it was held against.
        at: Timestamp,
    },
    /// The list is not valid yet.
    NotYetValid {
        /// The source's name.
        source: String,
        /// When it becomes valid.
        not_before: Timestamp,
        /// The moment it was held against.
        at: Timestamp,
    },
}

impl ToText for TrustError {
    fn to_text(&self) -> Text {
        match self {
            Self::UnknownFormat { source } => text!(TRUST_UNKNOWN_FORMAT, source),
            Self::Mistaken { source, what } => match what {
                Mistaken::PrivateKey => text!(TRUST_PRIVATE_KEY, source),
                Mistaken::PublicKey => text!(TRUST_PUBLIC_KEY, source),
                Mistaken::Request => text!(TRUST_REQUEST, source),
                Mistaken::Code => text!(TRUST_CODE, source),
                Mistaken::Revocations => text!(TRUST_STORE, source),
            },
            Self::Malformed { source, reason } => text!(TRUST_MALFORMED, source, reason),
            Self::Signature { source, reason } | Self::SignerExpired { source, reason } => {
                text!(TRUST_SIGNATURE, source, reason)
            }
            Self::Unsigned { source, reason } => text!(TRUST_UNSIGNED, source, reason),
            Self::Expired {
                source,
                expires_at,
                at,
            } => text!(TRUST_EXPIRED, source, expires = expires_at, at),
            Self::NotYetValid {
                source,
                not_before,
                at,
            } => text!(TRUST_NOT_YET_VALID, source, not_before, at),
        }
    }
}

in_english!(TrustError: Error);

/// What is given for a trust list and is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Mistaken {
    /// A private key.
    PrivateKey,
    /// A public key without an identifier.
    PublicKey,
    /// A request for a certificate.
    Request,
    /// The code of a certificate of health.
    Code,
    /// A store of revoked certificates.
    Revocations,
}

impl Mistaken {
    /// What octets are of these, if they are anything of them.
    fn of(octets: &[u8]) -> Option<Self> {
        if octets.starts_with(b"hcert-revoked/") {
            return Some(Self::Revocations);
        }
        let text = std::str::from_utf8(octets).ok().map(without_bom);
        if let Some(text) = text {
            let mut tags = text.split("-----BEGIN ").skip(1);
            let tag = tags.next().and_then(|rest| rest.split("-----").next());
            return match tag {
                Some(tag) if tag.ends_with("PRIVATE KEY") => Some(Self::PrivateKey),
                Some(tag) if tag.ends_with("PUBLIC KEY") => Some(Self::PublicKey),
                Some(tag) if tag.ends_with("CERTIFICATE REQUEST") => Some(Self::Request),
                // OpenSSL puts the curve before the key.
                Some("EC PARAMETERS") => Some(Self::PrivateKey),
                Some(_) => None,
                None if ["HC1:", "NO1:"]
                    .iter()
                    .any(|p| text.trim_start().starts_with(p)) =>
                {
                    Some(Self::Code)
                }
                None if ["ssh-", "ecdsa-sha2-"].iter().any(|p| text.starts_with(p)) => {
                    Some(Self::PublicKey)
                }
                None => None,
            };
        }
        match () {
            () if Dsc::from_spki("", &[], octets).is_ok() => Some(Self::PublicKey),
            () if SoftwareKey::from_pkcs8(octets).is_ok() => Some(Self::PrivateKey),
            () => None,
        }
    }
}

/// How far a trust list can be relied on to know every signer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Freshness {
    /// Its date is known and recent.
    Fresh,
    /// Its date is known and too long ago.
    Stale {
        /// The list's date.
        as_of: Timestamp,
    },
    /// Its date lies after the moment of the check: signers that were on it then may have left it since.
    Later {
        /// The list's date.
        as_of: Timestamp,
    },
    /// Its date is not known.
    Undated,
    /// There is no key in it at all.
    Empty,
}

/// Keys by identifier.
#[derive(Clone, Debug, Default)]
pub struct TrustList {
    keys: HashMap<Vec<u8>, Vec<Dsc>>,
    as_of: Option<Timestamp>,
    problems: Vec<Problem>,
    authorities: Vec<Dsc>,
    /// Keys that their lists have for something else, and that are no authorities'.
    others: Vec<Dsc>,
    /// Lists of revoked signers of seals, in DER; each is signed by its authority.
    crls: Vec<Vec<u8>>,
    sources: Sources,
    marks: Vec<Mark>,
    successions: Vec<Succession>,
    index: Index,
}

/// What makes it quick to add a key, however many there are with the same identifier or of the same key.
#[derive(Clone, Debug, Default)]
struct Index {
    slots: HashMap<SlotKey, Slot>,
    /// The identifiers under which there is a certificate for a key. One that was withdrawn may still stand here.
    certified: HashMap<PublicKey, Vec<Vec<u8>>>,
    /// Fingerprints of what is no document signer.
    others: HashSet<[u8; 32]>,
}

/// An identifier, a key, the domain that its list has it for, and whom it signs for.
type SlotKey = (Vec<u8>, PublicKey, Option<String>, Option<String>);

fn slot_key(dsc: &Dsc) -> SlotKey {
    let issuer = dsc.issuer().map(str::to_owned);
    (dsc.kid.clone(), dsc.key.clone(), dsc.domain.clone(), issuer)
}

/// What there is under one identifier for one key in a domain: a bare key, or certificates.
#[derive(Clone, Debug)]
struct Slot {
    /// Where the first of them stands among the keys of this identifier.
    place: usize,
    is_bare: bool,
    /// The digests of the certificates, once there are two.
    certificates: HashSet<[u8; 32]>,
}

impl Index {
    /// Remembers that there is a certificate for this key.
    fn certify(&mut self, dsc: &Dsc) {
        let known = self.slots.get(&slot_key(dsc));
        if known.is_none_or(|slot| slot.is_bare) {
            let kids = self.certified.entry(dsc.key.clone()).or_default();
            kids.push(dsc.kid.clone());
        }
    }

    /// Whether this was not there yet, on this one of the two heaps.
    fn is_new(&mut self, heap: u8, dsc: &Dsc) -> bool {
        let what = der(dsc).map_or_else(|| dsc.key.encode(), <[u8]>::to_vec);
        let domain = dsc.domain_name().as_bytes();
        let fingerprint =
            sha256(&[&[heap], dsc.kid.as_slice(), &[0], domain, &[0], &what].concat());
        self.others.insert(fingerprint)
    }
}

/// The certificate of a key.
fn der(dsc: &Dsc) -> Option<&[u8]> {
    dsc.certificate.as_ref().map(|info| info.der.as_slice())
}

impl TrustList {
    /// An empty list.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads a source without a signature of its own: one or several certificates in PEM, one in DER, or
    /// JSON `[{"kid", "publicKey"}]`. `source` names it in reports. Signed lists: [`TrustList::load`].
    ///
    /// ```
    /// use hcert::TrustList;
    /// let list = TrustList::read("dsc-all.pem", &std::fs::read("keys/dsc-all.pem")?)?;
    /// let signer = list.iter().next().ok_or("no certificate")?;
    /// assert_eq!(signer.country.as_deref(), Some("NO"));
    /// assert_eq!(list.find(&signer.kid), [signer.clone()]);
    /// assert!(list.problems().is_empty());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// The octets are none of these. Single bad items are [`TrustList::problems`].
    pub fn read(source: &str, octets: &[u8]) -> Result<Self, TrustError> {
        let text = std::str::from_utf8(octets).ok().map(without_bom);
        let mut list = Self::new();
        match text {
            Some(text) if text.contains("-----BEGIN ") => list.read_pem(source, text),
            Some(text) if text.trim_start().starts_with('[') => {
                json::read(&mut list, source, text)?
            }
            _ if octets.first() == Some(&0x30) => {
                list.take(source, Dsc::from_der(source, octets));
            }
            _ => {
                return Err(TrustError::UnknownFormat {
                    source: source.to_owned(),
                });
            }
        }
        list.note_source();
        Ok(list)
    }

    /// Reads a list of any form: the given one, or the one that its content shows.
    ///
    /// ```
    /// use hcert::{SoftwareKey, TrustList, trust::{Anchors, Request}};
    /// let operator = SoftwareKey::from_pem(&std::fs::read_to_string("keys/operator.key.pem")?)?;
    /// let anchors = Anchors { keys: vec![operator.spki()], ..Anchors::default() };
    /// let octets = std::fs::read("testdata/trust.bundle")?;
    /// let at = "2022-02-01T12:00:00Z".parse()?;
    /// let list = TrustList::load(&Request::new("trust.bundle", &octets, at, &anchors), None)?;
    /// assert!(list.is_vouched_for() && list.as_of().is_some());
    /// let nobody = Anchors::default();
    /// assert!(TrustList::load(&Request::new("trust.bundle", &octets, at, &nobody), None).is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// No known form, a wrong or unpinned signature, dates that do not hold: the whole list is refused.
    /// Single bad items are [`TrustList::problems`].
    pub fn load(request: &Request<'_>, format: Option<Format>) -> Result<Self, TrustError> {
        let ours = || bundle::recognise(request.octets).then_some(Format::Bundle);
        let format = format
            .or_else(ours)
            .or_else(|| formats::recognise(request.octets));
        let mut list = match format {
            Some(Format::Bundle) => bundle::read(request)?,
            None | Some(Format::Certificate | Format::BareKeys) => {
                let source = request.source;
                let mistaken = |otherwise| {
                    let what = Mistaken::of(request.octets);
                    what.map_or(otherwise, |what| {
                        let source = source.to_owned();
                        Err(TrustError::Mistaken { source, what })
                    })
                };
                let list = match Self::read(source, request.octets) {
                    Ok(list) => list,
                    Err(error) => return mistaken(Err(error)),
                };
                // Neither form has a signature.
                if list.is_empty() && list.authorities.is_empty() && list.others.is_empty() {
                    return mistaken(Ok(list));
                }
                request.no_signature()?;
                return Ok(list);
            }
            Some(format) => formats::read(format, request)?,
        };
        list.note_source();
        list.note_marks(request);
        Ok(list)
    }

    /// Notes who signed the lists of others and when they were made; our own bundle has done so itself.
    fn note_marks(&mut self, request: &Request<'_>) {
        if !self.marks.is_empty() {
            return;
        }
        let sources = self
            .sources()
            .iter()
            .filter(|one| one.source == request.source);
        self.marks = sources
            .filter_map(|source| match (&source.signature, source.as_of) {
                (ListSignature::Good { signer }, Some(made)) => Some(Mark {
                    kind: MarkKind::Trust,
                    signer: format!("{signer} ({})", source.format),
                    series: String::new(),
                    sequence: None,
                    made,
                    source: source.source.clone(),
                }),
                _ => None,
            })
            .collect();
    }

    /// Remembers the lists that the keys came from, and takes over their date.
    fn note_source(&mut self) {
        for dsc in self.keys.values().flatten() {
            self.sources.add(&dsc.provenance);
        }
        let undated = self.sources().iter().any(|source| source.as_of.is_none());
        self.as_of = match undated {
            true => None,
            // The oldest decides: what a list cannot know yet, all of them together do not know.
            false => self
                .sources()
                .iter()
                .filter_map(|source| source.as_of)
                .min(),
        };
    }

    fn read_pem(&mut self, source: &str, text: &str) {
        // Each block by itself, so that a broken one costs only itself.
        for (index, block) in text.split("-----BEGIN ").skip(1).enumerate() {
            let at = format!("{source}#{}", index + 1);
            match pem::parse(format!("-----BEGIN {block}")) {
                Ok(block) if block.tag() == "CERTIFICATE" => {
                    self.take(&at, Dsc::from_der(source, block.contents()));
                }
                // A key beside its certificate is usual in a folder and no trust.
                Ok(block) if block.tag().ends_with("PRIVATE KEY") => {}
                Ok(block) => self.note(&at, text!(TRUST_PEM_BLOCK, found = block.tag())),
                Err(error) => {
                    let error = error.to_string();
                    self.note(&at, text!(TRUST_PEM_BROKEN, error));
                }
            }
        }
    }

    fn take(&mut self, at: &str, read: Result<Dsc, DscError>) {
        match read {
            Ok(dsc) => self.insert(dsc),
            Err(error) => self.note(at, error),
        }
    }

    fn note(&mut self, at: &str, reason: impl ToText) {
        self.problems.push(Problem {
            at: at.to_owned(),
            reason: reason.to_text(),
        });
    }

    /// Puts certificates and keys that are given by themselves into a domain: no list says which is theirs.
    ///
    /// ```
    /// use hcert::{Document, TrustList};
    /// let list = TrustList::read("keys", &std::fs::read("keys/dsc-all.pem")?)?.in_domain("ICVP");
    /// assert!(list.has_signers_of(Document::Icvp) && !list.has_signers_of(Document::Dcc));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn in_domain(mut self, domain: &str) -> Self {
        let alone = |dsc: &Dsc| {
            let format = dsc.provenance.format;
            dsc.domain.is_none() && matches!(format, Format::Certificate | Format::BareKeys)
        };
        let put = |mut dsc: Dsc| {
            if alone(&dsc) {
                dsc.domain = Some(domain.to_owned());
                // Signers of seals come with them: what is given for that domain are the authorities above.
                if domain == vdsnc::DOMAIN {
                    dsc.usage = Usage::Authority;
                }
            }
            dsc
        };
        self.index = Index::default();
        let keys = std::mem::take(&mut self.keys);
        let authorities = std::mem::take(&mut self.authorities);
        let others = std::mem::take(&mut self.others);
        let keys = keys.into_values().flatten().map(put);
        keys.for_each(|dsc| self.insert(dsc));
        let authorities = authorities.into_iter().map(put);
        authorities.for_each(|dsc| self.insert_other(dsc));
        others
            .into_iter()
            .map(put)
            .for_each(|dsc| self.insert_aside(dsc));
        self
    }

    /// Whether there is a key that signs a document.
    #[must_use]
    pub fn has_signers_of(&self, document: Document) -> bool {
        self.iter().any(|dsc| dsc.signs(document))
    }

    /// Adds a key. The same certificate or key under the same identifier is kept once; a bare key gives
    /// way to a certificate for the same key, whose dates and purposes bind. A certificate authority that
    /// signs no documents goes to [`TrustList::authorities`], and what its list has for something else apart from
    /// those that sign documents.
    pub fn insert(&mut self, dsc: Dsc) {
        let is_authority = dsc.certificate.as_ref().is_some_and(|info| info.authority);
        if is_authority || dsc.usage != Usage::Documents {
            self.insert_other(dsc);
            return;
        }
        let keys = self.keys.entry(dsc.kid.clone()).or_default();
        let is_bare = dsc.certificate.is_none();
        if !is_bare {
            self.index.certify(&dsc);
        }
        match self.index.slots.entry(slot_key(&dsc)) {
            Entry::Vacant(slot) => {
                slot.insert(Slot {
                    place: keys.len(),
                    is_bare,
                    certificates: HashSet::new(),
                });
                keys.push(dsc);
            }
            Entry::Occupied(_) if is_bare => {}
            Entry::Occupied(mut slot) => {
                let slot = slot.get_mut();
                let Some(first) = keys.get_mut(slot.place) else {
                    return;
                };
                if slot.is_bare {
                    slot.is_bare = false;
                    *first = dsc;
                    return;
                }
                if slot.certificates.is_empty() {
                    slot.certificates.extend(der(first).map(sha256));
                }
                if slot
                    .certificates
                    .insert(sha256(der(&dsc).unwrap_or_default()))
                {
                    keys.push(dsc);
                }
            }
        }
    }

    /// Adds what verifies no code: an authority (CSCA), which is kept to be passed on, or a key for something else.
    pub(crate) fn insert_other(&mut self, dsc: Dsc) {
        // Without a certificate nobody can be held against it.
        let is_authority = matches!(dsc.usage, Usage::Documents | Usage::Authority);
        if !is_authority || dsc.certificate.is_none() {
            self.insert_aside(dsc);
        } else if self.index.is_new(0, &dsc) {
            self.authorities.push(dsc);
        }
    }

    /// Adds what verifies no code and vouches for nobody: a key for something else, or a certificate among the
    /// signers of a list that says of itself that it signs no documents.
    pub(crate) fn insert_aside(&mut self, dsc: Dsc) {
        if self.index.is_new(1, &dsc) {
            self.others.push(dsc);
        }
    }

    /// Takes out the keys and authorities with an identifier that are meant.
    pub(crate) fn withdraw(&mut self, kid: &[u8], is_meant: impl Fn(&Dsc) -> bool) {
        let kept = self.take_out(kid).into_iter().filter(|dsc| !is_meant(dsc));
        kept.for_each(|dsc| self.insert(dsc));
        let before = self.authorities.len() + self.others.len();
        self.authorities
            .retain(|dsc| dsc.kid != kid || !is_meant(dsc));
        self.others.retain(|dsc| dsc.kid != kid || !is_meant(dsc));
        if self.authorities.len() + self.others.len() < before {
            // It may come again.
            self.index.others.clear();
            let (authorities, others) = (
                std::mem::take(&mut self.authorities),
                std::mem::take(&mut self.others),
            );
            authorities
                .into_iter()
                .for_each(|dsc| self.insert_other(dsc));
            others.into_iter().for_each(|dsc| self.insert_aside(dsc));
        }
    }

    /// Holds the certificates whose chain nobody has looked at against the authorities that came along, as
    /// in a folder that holds both. One that is none of those by its issuer's name is left out, and told: its
    /// certificate says what is not so.
    ///
    /// ```
    /// use hcert::TrustList;
    /// let mut list = TrustList::read("dsc-all.pem", &std::fs::read("keys/dsc-all.pem")?)?;
    /// list.merge(TrustList::read("csca.pem", &std::fs::read("keys/csca.pem")?)?);
    /// list.judge_chains();
    /// assert_eq!(list.authorities().len(), 1);
    /// assert_eq!(list.iter().next().ok_or("left out")?.chain.code(), "good");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn judge_chains(&mut self) {
        if self.authorities.is_empty() {
            return;
        }
        // Authorities of other domains vouch for nobody here.
        let authorities = self.authorities.iter();
        let authorities = authorities.filter(|dsc| dsc.signs(Document::Dcc));
        let authorities = authorities.filter_map(der).map(|der| ("", der));
        let mut authorities = chain::Authorities::new(authorities);
        let mut bad = Vec::new();
        for dsc in self
            .keys
            .values_mut()
            .flatten()
            .filter(|dsc| dsc.chain == Chain::NotChecked)
        {
            if let Some(info) = &dsc.certificate {
                dsc.chain = authorities.judge("", &info.der);
            }
            if let Chain::Bad { reason } = &dsc.chain {
                bad.push((dsc.kid.clone(), dsc.source().to_owned(), reason.clone()));
            }
        }
        bad.sort_by_cached_key(|(kid, source, reason)| {
            (kid.clone(), source.clone(), reason.to_string())
        });
        let mut last = None;
        for (kid, source, reason) in bad {
            if last.as_ref() != Some(&kid) {
                self.withdraw_bad(&kid);
                last = Some(kid.clone());
            }
            let kid = crate::codec::hex(&kid);
            self.note(&source, text!(TRUST_LEFT_OUT, kid, reason));
        }
    }

    /// Takes out the keys with an identifier whose chain is bad.
    fn withdraw_bad(&mut self, kid: &[u8]) {
        let is_bad = |dsc: &Dsc| matches!(dsc.chain, Chain::Bad { .. });
        let kept = self.take_out(kid).into_iter().filter(|dsc| !is_bad(dsc));
        kept.for_each(|dsc| self.insert(dsc));
    }

    /// What is known of a key: of one without a certificate, what a certificate for the same key says that stands
    /// under another identifier. A bare entry would else be a way around its dates and purposes. Of several the one
    /// that is valid at the moment speaks, and of these the one that lasts longest.
    #[must_use]
    pub fn spoken_for<'a>(&'a self, dsc: &'a Dsc, at: Timestamp) -> Cow<'a, Dsc> {
        if dsc.certificate.is_some() {
            return Cow::Borrowed(dsc);
        }
        let kids = self
            .index
            .certified
            .get(&dsc.key)
            .map_or(&[][..], Vec::as_slice);
        let signers = kids.iter().flat_map(|kid| self.find(kid));
        let certified = |one: &&Dsc| {
            let same = one.key == dsc.key && one.domain_name() == dsc.domain_name();
            same && one.certificate.is_some()
        };
        let rank = |one: &&Dsc| {
            let info = one.certificate.as_ref();
            let until = info.map(|info| info.not_after);
            (one.is_valid_at(at), until, der(one).map(<[u8]>::to_vec))
        };
        let best = signers.filter(certified).max_by_key(rank).or_else(|| {
            let others = self.authorities.iter().chain(&self.others);
            others.filter(certified).max_by_key(rank)
        });
        let Some(best) = best else {
            return Cow::Borrowed(dsc);
        };
        Cow::Owned(Dsc {
            certificate: best.certificate.clone(),
            country: dsc.country.clone().or_else(|| best.country.clone()),
            chain: best.chain.clone(),
            usage: best.usage,
            ..dsc.clone()
        })
    }

    /// The keys with an identifier that sign no certificates of health: authorities, and what lists have for
    /// something else.
    pub(crate) fn find_others<'a>(&'a self, kid: &[u8]) -> impl Iterator<Item = &'a Dsc> {
        let others = self.authorities.iter().chain(&self.others);
        others.filter(move |dsc| dsc.kid == kid)
    }

    /// Takes every key with this identifier out.
    fn take_out(&mut self, kid: &[u8]) -> Vec<Dsc> {
        let keys = self.keys.remove(kid).unwrap_or_default();
        for dsc in &keys {
            self.index.slots.remove(&slot_key(dsc));
        }
        keys
    }

    /// Takes in another list. The date becomes the older one; a list without a date makes the whole
    /// undated, unless one of the two is empty.
    ///
    /// ```
    /// use hcert::TrustList;
    /// let mut list = TrustList::read("dsc-all.pem", &std::fs::read("keys/dsc-all.pem")?)?;
    /// list = list.dated("2022-02-01T00:00:00Z".parse()?);
    /// list.merge(TrustList::read("dsc-test.pem", &std::fs::read("keys/dsc-test.pem")?)?);
    /// assert_eq!((list.len(), list.as_of()), (2, None));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn merge(&mut self, other: Self) {
        self.as_of = match (self.is_empty(), other.is_empty()) {
            (true, _) => other.as_of,
            (_, true) => self.as_of,
            _ => self.as_of.min(other.as_of),
        };
        for source in other.sources.as_slice() {
            self.sources.add(source);
        }
        for dsc in other.keys.into_values().flatten() {
            self.insert(dsc);
        }
        self.problems.extend(other.problems);
        self.marks.extend(other.marks);
        self.successions.extend(other.successions);
        other.crls.into_iter().for_each(|der| self.add_crl(der));
        let (authorities, others) = (other.authorities, other.others);
        authorities
            .into_iter()
            .for_each(|dsc| self.insert_other(dsc));
        others.into_iter().for_each(|dsc| self.insert_aside(dsc));
    }

    /// Tells the date of the list: when it was known to be complete.
    #[must_use]
    pub fn dated(mut self, as_of: Timestamp) -> Self {
        self.as_of = Some(as_of);
        self
    }

    /// Takes the date off: nobody knows when the list was complete.
    #[must_use]
    pub fn undated(mut self) -> Self {
        self.as_of = None;
        self
    }

    /// When the list was known to be complete, if anybody said.
    #[must_use]
    pub fn as_of(&self) -> Option<Timestamp> {
        self.as_of
    }

    /// How fresh the list is at a moment, if it may be `max_age` seconds old.
    ///
    /// ```
    /// use hcert::{TrustList, trust::Freshness};
    /// let list = TrustList::read("dsc-all.pem", &std::fs::read("keys/dsc-all.pem")?)?;
    /// let (as_of, at) = ("2022-01-20T00:00:00Z".parse()?, "2022-02-01T12:00:00Z".parse()?);
    /// assert_eq!(list.freshness(at, 7 * 86_400), Freshness::Undated);
    /// let list = list.dated(as_of);
    /// assert_eq!(list.freshness(at, 7 * 86_400), Freshness::Stale { as_of });
    /// assert_eq!(list.freshness(at, 14 * 86_400), Freshness::Fresh);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn freshness(&self, at: Timestamp, max_age_seconds: i64) -> Freshness {
        self.freshness_for(Document::Dcc, at, max_age_seconds)
    }

    /// The same for another document: a list without a key of its domains is empty for it.
    #[must_use]
    pub fn freshness_for(
        &self,
        document: Document,
        at: Timestamp,
        max_age_seconds: i64,
    ) -> Freshness {
        match self.as_of {
            _ if !self.has_signers_of(document) => Freshness::Empty,
            None => Freshness::Undated,
            Some(as_of) if at.unix().saturating_sub(as_of.unix()) > max_age_seconds => {
                Freshness::Stale { as_of }
            }
            Some(as_of) if as_of > at => Freshness::Later { as_of },
            Some(_) => Freshness::Fresh,
        }
    }

    /// The lists that the keys came from.
    #[must_use]
    pub fn sources(&self) -> &[Arc<Provenance>] {
        self.sources.as_slice()
    }

    /// Whether somebody who is pinned signed every list that the keys came from.
    #[must_use]
    pub fn is_vouched_for(&self) -> bool {
        let good = |source: &Arc<Provenance>| source.signature.is_vouched();
        self.sources().iter().all(good)
    }

    /// The signed lists that went in: by whom, which, and when they were made.
    #[must_use]
    pub fn marks(&self) -> &[Mark] {
        &self.marks
    }

    /// Tells what went in before the list was put into another file. Public for the crates of this workspace, which
    /// make such files.
    #[must_use]
    #[doc(hidden)]
    pub fn with_marks(mut self, marks: Vec<Mark>) -> Self {
        self.marks = marks;
        self
    }

    /// Operators' keys that replaced pinned ones, as the lists brought them along.
    #[must_use]
    pub fn successions(&self) -> &[Succession] {
        &self.successions
    }

    /// Takes every key with this identifier out, as the tombstones of a delta ask.
    pub fn remove(&mut self, kid: &[u8]) {
        self.take_out(kid);
    }

    /// Every key with this identifier.
    #[must_use]
    pub fn find(&self, kid: &[u8]) -> &[Dsc] {
        self.keys.get(kid).map_or(&[], Vec::as_slice)
    }

    /// Every identifier by which a revocation list may name a signer: the one that was asked for, and that of its
    /// certificate. Where the holder `could_choose`, because the signature does not cover the identifier in the
    /// code, those of all certificates for the same key.
    pub(crate) fn kids_of(&self, dsc: &Dsc, could_choose: bool) -> Vec<Vec<u8>> {
        let same = self.iter().filter(|one| could_choose && one.key == dsc.key);
        let mut kids = Vec::new();
        for one in std::iter::once(dsc).chain(same) {
            let own = one.certificate.as_ref().map(|info| kid_of(&info.der));
            for kid in std::iter::once(one.kid.clone()).chain(own.map(Vec::from)) {
                if !kids.contains(&kid) {
                    kids.push(kid);
                }
            }
        }
        kids
    }

    /// All keys, in no particular order.
    pub fn iter(&self) -> impl Iterator<Item = &Dsc> {
        self.keys.values().flatten()
    }

    /// How many keys there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.keys.values().map(Vec::len).sum()
    }

    /// Whether there is no key.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// Keys that their lists have for something else, and that are no authorities': upload certificates, say.
    #[must_use]
    pub fn others(&self) -> &[Dsc] {
        &self.others
    }

    /// Certificates of authorities (CSCA) that came along: they sign certificates, never documents, and
    /// verify no code.
    #[must_use]
    pub fn authorities(&self) -> &[Dsc] {
        &self.authorities
    }

    /// Lists of revoked signers of seals, in DER. Each is signed by its authority, and asked of with a seal.
    #[must_use]
    pub fn crls(&self) -> &[Vec<u8>] {
        &self.crls
    }

    /// Adds a list of revoked signers of seals, once.
    pub(crate) fn add_crl(&mut self, der: Vec<u8>) {
        if !self.crls.contains(&der) {
            self.crls.push(der);
        }
    }

    /// The keys of an issuer in a document's network that have an identifier; none where it has another, or is not known.
    pub(crate) fn find_for<'a>(
        &'a self,
        document: Document,
        issuer: &str,
        kid: &[u8],
    ) -> impl Iterator<Item = &'a Dsc> {
        let keys = self.find(kid).iter();
        keys.filter(move |dsc| dsc.signs(document) && dsc.issuer() == Some(issuer))
    }

    /// Whether a document's network has any key of an issuer, be it one that does not count.
    pub(crate) fn knows_issuer(&self, document: Document, issuer: &str) -> bool {
        let mut keys = self.iter().chain(&self.others);
        keys.any(|dsc| dsc.signs(document) && dsc.issuer() == Some(issuer))
    }

    /// What could not be used, and why.
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }
}

impl FromIterator<Dsc> for TrustList {
    fn from_iter<I: IntoIterator<Item = Dsc>>(keys: I) -> Self {
        let mut list = Self::new();
        keys.into_iter().for_each(|dsc| list.insert(dsc));
        list.note_source();
        list
    }
}
