//! Our own bundle: any number of lists in one file, dated, with an expiry, signed by the operator.
//!
//! A border post loads it beforehand and works offline. The file is a COSE_Sign1 (ES256 or PS256) over
//! deterministic CBOR; a bundle that was imported and not yet signed is the CBOR alone, which is trusted as
//! far as the folder it lies in. Certificates were read when the bundle was made: what they say stands beside
//! them, so that ten thousand keys load in milliseconds.
//!
//! ```text
//! bundle  = {0: "hcert-trust-bundle/2", 1: created, 2: expires / null, 3: [* source], 4: [* key], 5: [* authority],
//!            6: sequence number, 7: series, ? 8: [* list of revoked signers (CRL)]}
//! source  = [name, format, signature, detail, as-of / null, expires / null]
//! key     = [kid, source, key, country / null, certificate / null, purposes / null, chain, domain / null, ? scope]
//! certificate = [der, subject, issuer, not-before, not-after, purposes, [* oddity], key-from / null, key-until / null]
//! purposes    = bits: 1 test, 2 vaccination, 4 recovery, 8 the arc with .0., 16 unreadable
//! chain       = [state, detail]
//! scope       = [issuer, name / null, retrieved / null, [number, [* [id, before / null]]] / null, newest number / null]
//! authority   = [source, der]
//! ```
//!
//! Instants are seconds since 1970. The sequence number grows from bundle to bundle of one series; a verifier that
//! remembers refuses an older one ([`super::Memory`]). Version 1 has neither number nor series and is read; others are
//! refused by name.

use super::formats::signer::anchored;
use super::{
    Anchors, CertificateInfo, Chain, Dsc, Environment, Format, ListSignature, Mark, MarkKind,
    Provenance, Purposes, Request, RevokedIds, Scope, Succession, TrustError, TrustList, Usage,
    chain, kid_of, succession,
};
use crate::codec::cbor::walk::{Misfit, Step, Walk};
use crate::codec::cbor::{self, Value};
use crate::codec::cose::Sign1;
use crate::codec::hex;
use crate::documents::Document;
use crate::documents::dcc::Kind;
use crate::key::{Algorithm, KeyError, PublicKey, Signer};
use crate::text;
use crate::text::{Text, ToText, messages};
use crate::time::Timestamp;
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// The first entry of every bundle.
const NAME: &str = "hcert-trust-bundle/2";

/// The same of those without number and series.
const NAME_1: &str = "hcert-trust-bundle/1";

/// Nesting of a bundle: map, list, key, certificate, oddities.
const DEPTH: usize = 8;

/// The most octets of a bundle: about a hundred thousand keys.
const MAX_BUNDLE: usize = 256 << 20;

/// The most lists, the most keys and the most authorities of a bundle.
const MAX_ITEMS: usize = 100_000;

/// The most oddities of a certificate. Its reader finds less than ten kinds.
const MAX_ODDITIES: usize = 100;

/// Whether octets are a bundle, signed or not.
pub(super) fn recognise(octets: &[u8]) -> bool {
    // Behind what a signed one may carry along about its signer's key.
    let start = octets.get(..8192.min(octets.len())).unwrap_or_default();
    let name = b"hcert-trust-bundle/";
    start.windows(name.len()).any(|window| window == name)
}

/// Which one of an operator's files it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Edition<'a> {
    /// What it is one of, where the operator makes several side by side; empty for the only one.
    pub series: &'a str,
    /// Its number, which grows; without it the seconds since 1970 when it is made.
    pub sequence: Option<u64>,
}

impl Edition<'_> {
    /// The number of a file that is made at a moment.
    #[must_use]
    pub fn number(&self, created: Timestamp) -> u64 {
        let seconds = u64::try_from(created.unix()).unwrap_or_default();
        self.sequence.unwrap_or(seconds)
    }
}

/// Octets of a bundle without a signature, numbered by its moment. Deterministic: keys are sorted.
///
/// ```
/// use hcert::{TrustList, trust::bundle};
/// let list = TrustList::read("dsc-all.pem", &std::fs::read("keys/dsc-all.pem")?)?;
/// let at = "2022-02-01T12:00:00Z".parse()?;
/// let octets = bundle::encode(&list, at, None);
/// let again = bundle::read_own("trust.bundle", &octets)?;
/// assert_eq!((again.len(), again.as_of()), (1, Some(at)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn encode(list: &TrustList, created: Timestamp, expires: Option<Timestamp>) -> Vec<u8> {
    encode_edition(list, created, expires, Edition::default())
}

/// The same with a number and a series.
#[must_use]
pub fn encode_edition(
    list: &TrustList,
    created: Timestamp,
    expires: Option<Timestamp>,
    edition: Edition<'_>,
) -> Vec<u8> {
    let beside = || list.authorities().iter().chain(list.others());
    let sources: Vec<&Arc<Provenance>> = {
        let all = list.sources().iter();
        let all: HashSet<_> = all.chain(beside().map(|dsc| &dsc.provenance)).collect();
        let mut sources: Vec<_> = all.into_iter().collect();
        let order = |one: &Provenance| (one.source.clone(), one.format, one.as_of);
        sources.sort_by_cached_key(|one| (order(one), cbor::encode(&encode_source(one))));
        sources
    };
    let places: HashMap<_, _> = sources.iter().copied().zip(0_u64..).collect();
    let place = |dsc: &Dsc| Value::from(places.get(&dsc.provenance).copied().unwrap_or_default());
    // Programs from before there were domains take every key in this place for one of EU certificates.
    let (keys, of_domains): (Vec<&Dsc>, Vec<&Dsc>) =
        list.iter().partition(|dsc| dsc.signs(Document::Dcc));
    let keys = keys.into_iter();
    let mut keys: Vec<Value> = keys.map(|dsc| encode_key(dsc, place(dsc))).collect();
    keys.sort_by_cached_key(cbor::encode);
    let whole = |dsc: &Dsc| {
        Value::Array(vec![
            place(dsc),
            Value::from(dsc.usage.code()),
            encode_key(dsc, place(dsc)),
        ])
    };
    let authority = |dsc: &Dsc| match &dsc.certificate {
        Some(info) if dsc.usage == usual(&dsc.provenance) => {
            Value::Array(vec![place(dsc), Value::Bytes(info.der.clone())])
        }
        _ => whole(dsc),
    };
    let authorities = list.authorities().iter().map(authority);
    let whole_ones = list.others().iter().chain(of_domains).map(whole);
    let mut authorities: Vec<Value> = authorities.chain(whole_ones).collect();
    authorities.sort_by_cached_key(cbor::encode);
    let mut entries = vec![
        Value::from(NAME),
        Value::from(created.unix()),
        instant(expires),
        Value::Array(sources.iter().map(|source| encode_source(source)).collect()),
        Value::Array(keys),
        Value::Array(authorities),
        Value::from(edition.number(created)),
        Value::from(edition.series),
    ];
    if !list.crls().is_empty() {
        let crls = list.crls().iter().map(|der| Value::Bytes(der.clone()));
        entries.push(Value::Array(crls.collect()));
    }
    let entries = entries.into_iter().enumerate();
    cbor::encode(&Value::Map(
        entries
            .map(|(key, value)| ((key as u64).into(), value))
            .collect(),
    ))
}

/// What an authority is for by its list: certificates that lie about say it of themselves, every other list names it.
fn usual(source: &Provenance) -> Usage {
    match source.format {
        Format::Certificate => Usage::Documents,
        _ => Usage::Authority,
    }
}

/// Signs a bundle.
///
/// ```
/// use hcert::{SoftwareKey, TrustList, trust::{Anchors, Request, bundle}};
/// let operator = SoftwareKey::from_pem(&std::fs::read_to_string("keys/operator.key.pem")?)?;
/// let list = TrustList::read("dsc-all.pem", &std::fs::read("keys/dsc-all.pem")?)?;
/// let at = "2022-02-01T12:00:00Z".parse()?;
/// let kid = bundle::operator_kid(&operator.spki());
/// let signed = bundle::sign(&bundle::encode(&list, at, None), &operator, &kid)?;
///
/// let anchors = Anchors { keys: vec![operator.spki()], ..Anchors::default() };
/// let loaded = TrustList::load(&Request::new("trust.bundle", &signed, at, &anchors), None)?;
/// assert!(loaded.is_vouched_for());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// The key could not sign.
pub fn sign(bundle: &[u8], signer: &dyn Signer, kid: &[u8]) -> Result<Vec<u8>, KeyError> {
    sign_with(bundle, signer, kid, &[])
}

/// Signs a bundle by a key that replaced another: the statements about it go along ([`super::succession`]).
///
/// # Errors
/// The key could not sign.
pub fn sign_with(
    bundle: &[u8],
    signer: &dyn Signer,
    kid: &[u8],
    successions: &[Vec<u8>],
) -> Result<Vec<u8>, KeyError> {
    let list = successions.iter().map(|one| Value::Bytes(one.clone()));
    let header = match successions {
        [] => vec![],
        _ => vec![(Value::from(succession::LABEL), Value::Array(list.collect()))],
    };
    Sign1::encode_with(signer.algorithm().cose(), kid, &header, bundle, |message| {
        signer.sign(message)
    })
}

/// The identifier of an operator's key: the first eight octets of the SHA-256 of its
/// SubjectPublicKeyInfo.
#[must_use]
pub fn operator_kid(spki: &[u8]) -> [u8; 8] {
    kid_of(spki)
}

/// An instant in seconds since 1970, or null.
pub(crate) fn instant(at: Option<Timestamp>) -> Value {
    at.map_or(Value::Null, |at| Value::from(at.unix()))
}

fn optional(text: &Option<String>) -> Value {
    text.as_ref()
        .map_or(Value::Null, |text| Value::Text(text.clone()))
}

fn encode_source(source: &Provenance) -> Value {
    let mut parts = vec![
        Value::Text(source.source.clone()),
        Value::from(source.format.name()),
        Value::from(source.signature.code()),
        Value::from(source.signature.detail()),
        instant(source.as_of),
        instant(source.expires_at),
    ];
    // Programs that do not know what a list of test keys is refuse the file that has one.
    if source.environment != Environment::usual(source.format) {
        parts.push(Value::from(source.environment.code()));
    }
    Value::Array(parts)
}

fn encode_key(dsc: &Dsc, source: Value) -> Value {
    let certificate = dsc.certificate.as_ref().map_or(Value::Null, |info| {
        Value::Array(vec![
            Value::Bytes(info.der.clone()),
            Value::Text(info.subject.clone()),
            Value::Text(info.issuer.clone()),
            Value::from(info.not_before.unix()),
            Value::from(info.not_after.unix()),
            Value::from(purpose_bits(&info.purposes)),
            Value::Array(
                info.oddities
                    .iter()
                    .map(|odd| Value::Text(odd.clone()))
                    .collect(),
            ),
            instant(info.key_period.0),
            instant(info.key_period.1),
        ])
    });
    let purposes = dsc.list_purposes.as_ref();
    let detail = match &dsc.chain {
        Chain::Good { authority, .. } => authority.clone(),
        Chain::Bad { reason } => reason.to_string(),
        Chain::NoAuthority | Chain::NotChecked => String::new(),
    };
    let mut parts = vec![
        Value::Bytes(dsc.kid.clone()),
        source,
        Value::Bytes(dsc.key.encode()),
        optional(&dsc.country),
        certificate,
        purposes.map_or(Value::Null, |purposes| Value::from(purpose_bits(purposes))),
        Value::Array(vec![Value::from(dsc.chain.code()), Value::Text(detail)]),
        optional(&dsc.domain),
    ];
    parts.extend(dsc.scope.as_deref().map(encode_scope));
    Value::Array(parts)
}

fn encode_scope(scope: &Scope) -> Value {
    let revoked = scope.revoked.as_ref().map_or(Value::Null, |revoked| {
        let ids = revoked
            .ids
            .iter()
            .map(|(id, until)| Value::Array(vec![Value::from(id.as_str()), instant(*until)]));
        Value::Array(vec![revoked.number.into(), Value::Array(ids.collect())])
    });
    Value::Array(vec![
        Value::from(scope.issuer.as_str()),
        optional(&scope.name),
        instant(scope.retrieved),
        revoked,
        scope.revocations.map_or(Value::Null, Value::from),
    ])
}

const PURPOSE_BITS: [(Kind, u64); 3] =
    [(Kind::Test, 1), (Kind::Vaccination, 2), (Kind::Recovery, 4)];

fn purpose_bits(purposes: &Purposes) -> u64 {
    let named = PURPOSE_BITS
        .iter()
        .filter(|(kind, _)| purposes.named.contains(kind));
    let named = named.fold(0, |sum, (_, bit)| sum | bit);
    named | u64::from(purposes.zero_arc) << 3 | u64::from(purposes.unreadable) << 4
}

fn purposes_of(bits: u64) -> Purposes {
    let named = PURPOSE_BITS.iter().filter(|(_, bit)| bits & bit != 0);
    let mut named: Vec<Kind> = named.map(|(kind, _)| *kind).collect();
    named.sort();
    Purposes {
        named,
        zero_arc: bits & 8 != 0,
        unreadable: bits & 16 != 0,
    }
}

/// Reads a bundle: signature, dates, keys.
pub(super) fn read(request: &Request<'_>) -> Result<TrustList, TrustError> {
    if request.octets.len() > MAX_BUNDLE {
        return Err(request.malformed(text!(TRUST_TOO_LARGE, most = MAX_BUNDLE >> 20)));
    }
    let Opened {
        content,
        signature,
        operator,
        successions,
    } = open(request)?;
    let parsed = parse(&content).map_err(|fault| request.malformed(fault))?;
    request.check_dates(None, parsed.expires)?;
    let signature = in_date(request, signature)?;
    let (created, sequence, series) = (parsed.created, parsed.sequence, parsed.series.clone());
    let mark =
        operator.map(|operator| operator.mark(request, MarkKind::Trust, created, sequence, series));
    let mark = mark.transpose()?;
    let mut list = parsed.into_list(request, Some(&signature));
    list.marks.extend(mark);
    list.successions = successions;
    Ok(list)
}

/// Reads back what [`encode`] wrote of a list that this program read itself: the states of signatures stay as they are.
/// The caller answers for the octets: public for the crates of this workspace, which keep such lists in files of their own.
///
/// # Errors
/// They are no bundle.
#[doc(hidden)]
pub fn read_own(source: &str, octets: &[u8]) -> Result<TrustList, TrustError> {
    let anchors = Anchors::default();
    let request = Request::new(source, octets, Timestamp::EPOCH, &anchors);
    let parsed = parse(octets).map_err(|fault| request.malformed(fault))?;
    let mut list = parsed.into_list(&request, None);
    list.note_source();
    Ok(list)
}

/// A file of ours whose signature was checked.
pub(crate) struct Opened<'a> {
    /// What was signed.
    pub(crate) content: Cow<'a, [u8]>,
    /// How far to rely on it.
    pub(crate) signature: ListSignature,
    /// Who signed it, if that is somebody who is pinned.
    pub(crate) operator: Option<OperatorKey>,
    /// Keys that replaced pinned ones, as the file brought them along.
    pub(crate) successions: Vec<Succession>,
}

/// A pinned key that signed a file of ours.
pub(crate) struct OperatorKey {
    kid: Vec<u8>,
    /// The identifier of the first of the keys that replaced each other.
    first: String,
    /// When it was replaced by another.
    replaced: Option<Timestamp>,
}

impl OperatorKey {
    /// What is remembered of the file.
    ///
    /// # Errors
    /// It was made after the key had been replaced.
    pub(crate) fn mark(
        &self,
        request: &Request<'_>,
        kind: MarkKind,
        made: Timestamp,
        sequence: Option<u64>,
        series: String,
    ) -> Result<Mark, TrustError> {
        if let Some(replaced) = self.replaced.filter(|&replaced| made > replaced) {
            let kid = hex(&self.kid);
            return Err(request.bad_signature(text!(SIGNER_REPLACED, kid, replaced, made)));
        }
        Ok(Mark {
            kind,
            signer: format!("operator {}", self.first),
            series,
            sequence,
            made,
            source: request.source.to_owned(),
        })
    }
}

/// Holds the operator's certificate against the moment, where that is what was pinned, and not the key alone.
fn in_date(request: &Request<'_>, operator: ListSignature) -> Result<ListSignature, TrustError> {
    let ListSignature::Good { signer } = &operator else {
        return Ok(operator);
    };
    let named = |spki: &[u8]| operator_name(&operator_kid(spki)) == *signer;
    let Anchors {
        certificates, keys, ..
    } = request.anchors;
    let mut certificates = certificates.iter();
    let certificate = match keys.iter().any(|spki| named(spki)) {
        true => None,
        false => certificates.find(|der| chain::spki(der).is_ok_and(|spki| named(&spki))),
    };
    match certificate.and_then(|der| anchored(request, der)) {
        Some(Ok(expired @ ListSignature::SignerExpired { .. })) => Ok(expired),
        Some(Err(refusal)) => refusal.of_pinned(request),
        Some(Ok(_)) | None => Ok(operator),
    }
}

fn operator_name(kid: &[u8]) -> String {
    format!("operator {}", hex(kid))
}

/// Opens a file of ours: checks the signature where there is one, and gives the content and whose signature it
/// is.
///
/// # Errors
/// The signature is wrong, or its signer is not pinned and the request wants that.
pub(crate) fn open<'a>(request: &Request<'a>) -> Result<Opened<'a>, TrustError> {
    // 18: COSE_Sign1. What begins otherwise is a file that nobody has signed.
    if request.octets.first() != Some(&0xd2) {
        return Ok(Opened {
            content: Cow::Borrowed(request.octets),
            signature: request.no_signature()?,
            operator: None,
            successions: vec![],
        });
    }
    verify(request)
}

/// Checks the signature of a file; gives its content and its signer.
fn verify<'a>(request: &Request<'a>) -> Result<Opened<'a>, TrustError> {
    let sign1 = Sign1::decode(request.octets, DEPTH).map_err(|error| request.malformed(error))?;
    let alg = sign1.alg_number().and_then(Algorithm::from_cose);
    let alg = alg.ok_or_else(|| request.bad_signature(messages::SIGNER_ALGORITHM))?;
    let kid = sign1
        .kid
        .as_ref()
        .map(|kid| kid.value.clone())
        .unwrap_or_default();
    let mut anchors = Cow::Borrowed(request.anchors);
    let mut statements = succession::carried(&sign1);
    // Each may be about the successor of another. One that is by no pinned key, or broken, makes nobody known.
    while !statements.is_empty() {
        let before = statements.len();
        statements.retain(|one| {
            anchors
                .to_mut()
                .add_succession(request.source, one)
                .is_err()
        });
        if statements.len() == before {
            break;
        }
    }
    let message = sign1.to_be_signed();
    let mut pinned = anchors.operators();
    if let Some(spki) = pinned.find(|spki| operator_kid(spki) == kid.as_slice()) {
        let operator = Dsc::from_spki("operator", &kid, &spki);
        let key = operator.map_err(|error| request.bad_signature(error))?.key;
        key.verify(alg, &message, &sign1.signature)
            .map_err(|error| request.bad_signature(error))?;
        drop(pinned);
        let signer = operator_name(&kid);
        let known = &request.anchors.successions;
        let successions = anchors
            .successions
            .iter()
            .filter(|one| !known.contains(one));
        return Ok(Opened {
            content: Cow::Owned(sign1.payload),
            signature: ListSignature::Good { signer },
            operator: Some(OperatorKey {
                first: anchors.first_of(&kid),
                replaced: anchors.replaced(&kid),
                kid,
            }),
            successions: successions.cloned().collect(),
        });
    }
    let signature = request.unpinned_signer(operator_name(&kid))?;
    Ok(Opened {
        content: Cow::Owned(sign1.payload),
        signature,
        operator: None,
        successions: vec![],
    })
}

/// A bundle taken apart.
struct Parsed {
    created: Timestamp,
    expires: Option<Timestamp>,
    sources: Vec<Provenance>,
    keys: Vec<(usize, Dsc)>,
    others: Vec<(usize, Other)>,
    /// Not in version 1.
    sequence: Option<u64>,
    series: String,
    crls: Vec<Vec<u8>>,
}

/// What verifies no code.
enum Other {
    /// The certificate of an authority.
    Authority(Vec<u8>),
    /// A key, and what its list has it for.
    Key(Box<Dsc>),
}

impl Parsed {
    /// `whole` is how far to rely on the file; without it what it says of its lists is ours.
    fn into_list(self, request: &Request<'_>, whole: Option<&ListSignature>) -> TrustList {
        let sources: Vec<Arc<Provenance>> = self
            .sources
            .into_iter()
            .map(|source| {
                // The earlier of the two ends: neither list nor bundle vouches for longer.
                let expires_at = match (source.expires_at, self.expires) {
                    (Some(own), Some(bundle)) => Some(own.min(bundle)),
                    (own, bundle) => own.or(bundle),
                };
                // What the operator has not verified, the operator's signature does not make good; what the file
                // says of its lists is worth no more than the file.
                let signature = match (source.signature, whole) {
                    (own, None) => own,
                    (ListSignature::Unsigned, Some(whole)) => whole.clone(),
                    (own, Some(ListSignature::Good { .. })) => own,
                    (own, Some(whole)) if own.is_vouched() => whole.clone(),
                    (own, Some(_)) => own,
                };
                Arc::new(Provenance {
                    source: match request.source {
                        // Our own: its lists are called what they were.
                        "" => source.source.clone(),
                        bundle => format!("{bundle}: {}", source.source),
                    },
                    format: source.format,
                    signature,
                    as_of: source.as_of.or(Some(self.created)),
                    expires_at,
                    environment: source.environment,
                })
            })
            .collect();
        let nowhere = Arc::new(Provenance::unsigned(request.source, Format::Bundle));
        let source = |place: usize| sources.get(place).unwrap_or(&nowhere);
        let mut list = TrustList::new();
        self.crls.into_iter().for_each(|der| list.add_crl(der));
        for (place, dsc) in self.keys {
            if let Chain::Bad { reason } = &dsc.chain {
                let kid = hex(&dsc.kid);
                list.note(request.source, text!(TRUST_LEFT_OUT, kid, reason));
                continue;
            }
            list.insert(dsc.from_list(source(place)));
        }
        for (place, other) in self.others {
            let source = source(place);
            match other {
                Other::Key(dsc) if dsc.usage == Usage::Documents && !dsc.signs(Document::Dcc) => {
                    list.insert(dsc.from_list(source));
                }
                Other::Key(dsc) if dsc.usage == Usage::Authority => {
                    list.insert_other(dsc.from_list(source));
                }
                Other::Key(dsc) => list.insert_aside(dsc.from_list(source)),
                Other::Authority(der) => match Dsc::from_der(request.source, &der) {
                    Ok(dsc) => list.insert_other(dsc.used_as(usual(source)).from_list(source)),
                    Err(error) => list.note(request.source, error),
                },
            }
        }
        list
    }
}

/// What is wrong with the content of a bundle.
enum Fault {
    Shape(Misfit),
    Version(String),
}

impl ToText for Fault {
    fn to_text(&self) -> Text {
        match self {
            Self::Shape(error) => error.to_text(),
            Self::Version(found) => {
                let (found, want) = (format!("{found:?}"), format!("{NAME:?}"));
                text!(BUNDLE_VERSION, found, want)
            }
        }
    }
}

impl From<Misfit> for Fault {
    fn from(error: Misfit) -> Self {
        Self::Shape(error)
    }
}

/// An instant, in seconds since 1970.
pub(crate) fn read_instant(walk: &mut Walk<'_>) -> Step<Timestamp> {
    let offset = walk.offset();
    match Timestamp::from_unix(walk.signed()?) {
        Some(at) => Ok(at),
        None => Walk::wrong(offset, messages::SHAPE_INSTANT),
    }
}

fn parse(octets: &[u8]) -> Result<Parsed, Fault> {
    let mut walk = Walk::new(octets);
    let entries = walk.map()?;
    walk.entry(0)?;
    let offset = walk.offset();
    let name = walk.text()?;
    let numbered = match name.as_str() {
        NAME => true,
        NAME_1 => false,
        _ => return Err(Fault::Version(name.chars().take(40).collect())),
    };
    let known = match numbered {
        true => matches!(entries, 8 | 9),
        false => entries == 6,
    };
    if !known {
        Walk::wrong(offset, messages::SHAPE_MAP_OF)?;
    }
    walk.entry(1)?;
    let created = read_instant(&mut walk)?;
    walk.entry(2)?;
    let expires = walk.optional(read_instant)?;
    walk.entry(3)?;
    let sources = walk.many(messages::SHAPE_LISTS, MAX_ITEMS, parse_source)?;
    walk.entry(4)?;
    let keys = walk.many(messages::SHAPE_KEYS, MAX_ITEMS, parse_key)?;
    walk.entry(5)?;
    let others = walk.many(messages::SHAPE_AUTHORITIES, MAX_ITEMS, parse_other)?;
    let (sequence, series) = read_edition(&mut walk, numbered, 6)?;
    let crls = match entries {
        9 => {
            walk.entry(8)?;
            let octets = |walk: &mut Walk<'_>| walk.bytes().map(Cow::into_owned);
            walk.many(messages::SHAPE_LISTS, MAX_ITEMS, octets)?
        }
        _ => vec![],
    };
    walk.end()?;
    Ok(Parsed {
        crls,
        created,
        expires,
        sources,
        keys,
        others,
        sequence,
        series,
    })
}

/// The number of a file and its series, where its version has them, from an entry of the map on.
pub(crate) fn read_edition(
    walk: &mut Walk<'_>,
    numbered: bool,
    entry: u64,
) -> Step<(Option<u64>, String)> {
    if !numbered {
        return Ok((None, String::new()));
    }
    walk.entry(entry)?;
    let sequence = walk.number()?;
    walk.entry(entry + 1)?;
    Ok((Some(sequence), walk.text()?))
}

fn parse_other(walk: &mut Walk<'_>) -> Step<(usize, Other)> {
    let offset = walk.offset();
    let parts = walk.list()?;
    let place = place(walk)?;
    match parts {
        2 => Ok((place, Other::Authority(walk.bytes()?.into_owned()))),
        3 => {
            let usage = Usage::from_code(&walk.text()?);
            let (_, dsc) = parse_key(walk)?;
            Ok((place, Other::Key(Box::new(dsc.used_as(usage)))))
        }
        _ => Walk::wrong(offset, messages::SHAPE_AUTHORITY),
    }
}

fn place(walk: &mut Walk<'_>) -> Step<usize> {
    Ok(usize::try_from(walk.number()?).unwrap_or(usize::MAX))
}

fn parse_source(walk: &mut Walk<'_>) -> Step<Provenance> {
    let start = walk.offset();
    let parts = walk.list()?;
    if !matches!(parts, 6 | 7) {
        return Walk::wrong(start, messages::SHAPE_LISTS);
    }
    let source = walk.text()?;
    let offset = walk.offset();
    let Ok(format) = walk.text()?.parse() else {
        return Walk::wrong(offset, messages::SHAPE_FORMAT);
    };
    let (code, detail) = (walk.text()?, walk.text()?);
    let signature = ListSignature::from_parts(&code, detail);
    let as_of = walk.optional(read_instant)?;
    let expires_at = walk.optional(read_instant)?;
    let offset = walk.offset();
    let environment = match parts {
        7 => Environment::from_code(&walk.text()?),
        _ => Some(Environment::usual(format)),
    };
    let Some(environment) = environment else {
        return Walk::wrong(offset, messages::SHAPE_ENVIRONMENT);
    };
    Ok(Provenance {
        source,
        format,
        signature,
        as_of,
        expires_at,
        environment,
    })
}

fn parse_key(walk: &mut Walk<'_>) -> Step<(usize, Dsc)> {
    let offset = walk.offset();
    let parts = walk.list()?;
    if !matches!(parts, 8 | 9) {
        return Walk::wrong(offset, messages::SHAPE_KEYS);
    }
    let kid = walk.bytes()?.into_owned();
    let place = place(walk)?;
    let offset = walk.offset();
    let Some(key) = PublicKey::decode(&walk.bytes()?) else {
        return Walk::wrong(offset, messages::SHAPE_PUBLIC_KEY);
    };
    let country = walk.optional(Walk::text)?;
    let certificate = walk.optional(parse_certificate)?;
    let list_purposes = walk.optional(Walk::number)?.map(purposes_of);
    walk.list_of(2)?;
    let (state, detail) = (walk.text()?, walk.text()?);
    let chain = match state.as_str() {
        "good" => Chain::Good {
            authority: detail,
            sha1: false,
        },
        "good-sha1" => Chain::Good {
            authority: detail,
            sha1: true,
        },
        "no-authority" => Chain::NoAuthority,
        "bad" => Chain::Bad {
            reason: detail.into(),
        },
        _ => Chain::NotChecked,
    };
    let domain = walk.optional(Walk::text)?;
    let scope = match parts {
        9 => Some(Arc::new(parse_scope(walk)?)),
        _ => None,
    };
    // The list is put in its place by the caller.
    let provenance = Arc::clone(unplaced());
    let dsc = Dsc {
        kid,
        key,
        certificate,
        country,
        list_purposes,
        chain,
        domain,
        usage: Usage::Documents,
        scope,
        provenance,
    };
    Ok((place, dsc))
}

fn parse_scope(walk: &mut Walk<'_>) -> Step<Scope> {
    walk.list_of(5)?;
    let (issuer, name) = (walk.text()?, walk.optional(Walk::text)?);
    let retrieved = walk.optional(read_instant)?;
    let revoked = walk.optional(|walk| {
        walk.list_of(2)?;
        let number = walk.signed()?;
        let ids = walk.many(messages::SHAPE_LISTS, MAX_ITEMS, |walk| {
            walk.list_of(2)?;
            Ok((walk.text()?, walk.optional(read_instant)?))
        })?;
        Ok(RevokedIds { number, ids })
    })?;
    Ok(Scope {
        issuer,
        name,
        retrieved,
        revoked,
        revocations: walk.optional(Walk::signed)?,
    })
}

/// Stands for the list of a key until it is known.
fn unplaced() -> &'static Arc<Provenance> {
    static UNPLACED: std::sync::OnceLock<Arc<Provenance>> = std::sync::OnceLock::new();
    UNPLACED.get_or_init(|| Arc::new(Provenance::unsigned("", Format::Bundle)))
}

fn parse_certificate(walk: &mut Walk<'_>) -> Step<CertificateInfo> {
    walk.list_of(9)?;
    let der = walk.bytes()?.into_owned();
    let (subject, issuer) = (walk.text()?, walk.text()?);
    let (not_before, not_after) = (read_instant(walk)?, read_instant(walk)?);
    let purposes = purposes_of(walk.number()?);
    let oddities = walk.many(messages::SHAPE_ODDITIES, MAX_ODDITIES, Walk::text)?;
    let key_period = (walk.optional(read_instant)?, walk.optional(read_instant)?);
    // Its country is the key's; authorities are kept apart.
    let (country, authority) = (None, false);
    Ok(CertificateInfo {
        der,
        country,
        subject,
        issuer,
        not_before,
        not_after,
        purposes,
        key_period,
        authority,
        oddities,
    })
}
