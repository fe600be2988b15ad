//! The envelope as it stands, read further than a verifier may read it.

use super::encoded::{encoded, is_json, is_jws};
use super::{Remark, RemarkCode as Code};
use crate::codec::cbor::{self, Head, Reader, Value};
use crate::codec::cose::{AlgorithmId, Place};
use crate::codec::{hex, zlib};
use crate::key::recover::pair_in_der;
use crate::key::{Algorithm, ES256_LENGTH, RSA_MIN_BITS};
use crate::text;
use crate::text::{Text, ToText, messages};
use crate::trust::KID_LENGTH;

/// Header labels (RFC 9052 3.1), and the names that stand in their place where somebody writes JSON as CBOR.
const LABELS: [(&str, i64); 6] = [
    ("alg", ALG),
    ("crit", 2),
    ("content type", 3),
    ("cty", 3),
    ("kid", KID),
    ("typ", 16),
];
const ALG: i64 = 1;
const KID: i64 = 4;

/// Tags and strings around the claims that are looked through.
const WRAPS: usize = 4;

/// Octets of a payload that somebody compressed by itself.
const MOST_INFLATED: usize = 64 * 1024;

/// An element of the envelope's array.
#[derive(Clone, Copy)]
struct Part<'a> {
    /// As it stands, with its head.
    raw: &'a [u8],
    head: Head,
}

impl<'a> Part<'a> {
    /// The inside of a byte string or a text string.
    fn inside(&self) -> Option<Vec<u8>> {
        let mut reader = Reader::new(self.raw);
        match reader.head().ok()? {
            Head::Bytes(length) => Some(reader.bytes(0, length).ok()?.into_owned()),
            Head::Text(length) => Some(reader.text(0, length).ok()?.as_bytes().to_vec()),
            _ => None,
        }
    }

    /// The inside of a string, else the element itself.
    fn octets(&self) -> Vec<u8> {
        self.inside().unwrap_or_else(|| self.raw.to_vec())
    }

    fn is_bytes(&self) -> bool {
        matches!(self.head, Head::Bytes(_))
    }
}

type Pairs = Vec<(Value, Value)>;

/// An array of four elements that is meant as a COSE_Sign1, whatever the elements are.
#[derive(Clone, Copy)]
pub struct Envelope<'a> {
    protected: Part<'a>,
    unprotected: Part<'a>,
    payload: Part<'a>,
    signature: Part<'a>,
    depth: usize,
}

/// Shows sizes only: the content is somebody's.
impl std::fmt::Debug for Envelope<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Envelope({} octets of payload)", self.payload.raw.len())
    }
}

impl<'a> Envelope<'a> {
    /// Reads well-formed CBOR: an array of four, behind any tags. `None` for anything else.
    #[must_use]
    pub fn read(octets: &'a [u8], depth: usize) -> Option<Self> {
        let mut whole = Reader::new(octets);
        whole.item(depth).ok()?;
        whole.end().ok()?;
        let mut reader = Reader::new(octets);
        let count = loop {
            match reader.head().ok()? {
                Head::Tag(_) => {}
                Head::Array(count) => break count,
                _ => return None,
            }
        };
        if count.is_some_and(|count| count != 4) {
            return None;
        }
        let mut part = || {
            let head = reader.clone().head().ok()?;
            let raw = reader.item(depth).ok()?;
            Some(Part { raw, head })
        };
        let (protected, unprotected) = (part()?, part()?);
        let (payload, signature) = (part()?, part()?);
        if count.is_none() && reader.head().ok()? != Head::Break {
            return None;
        }
        Some(Self {
            protected,
            unprotected,
            payload,
            signature,
            depth,
        })
    }

    fn map(&self, octets: &[u8]) -> Pairs {
        match cbor::decode(octets, self.depth) {
            Ok(Value::Map(pairs)) => pairs,
            _ => Pairs::new(),
        }
    }

    /// The octets of the protected header: the inside of its string, else the map itself.
    pub(super) fn protected(&self) -> Vec<u8> {
        self.protected.octets()
    }

    /// The unprotected header as it stands.
    pub(super) fn unprotected(&self) -> &'a [u8] {
        self.unprotected.raw
    }

    /// The octets of the payload: the inside of its string, else the item itself.
    pub(super) fn payload(&self) -> Vec<u8> {
        self.payload.octets()
    }

    /// The octets of the signature.
    pub(super) fn signature(&self) -> Vec<u8> {
        self.signature.octets()
    }

    pub(super) fn protected_map(&self) -> Pairs {
        self.map(&self.protected())
    }

    pub(super) fn unprotected_map(&self) -> Pairs {
        self.map(self.unprotected.raw)
    }

    /// Both headers, the one that is signed first.
    fn headers(&self) -> [(Place, Pairs); 2] {
        [
            (Place::Protected, self.protected_map()),
            (Place::Unprotected, self.unprotected_map()),
        ]
    }

    /// The algorithm, from whichever header names it.
    pub(super) fn alg(&self) -> Option<AlgorithmId> {
        let mut headers = self.headers().into_iter();
        let found = headers.find_map(|(_, map)| find(&map, ALG));
        found.map(|value| match value {
            Value::Integer(number) => AlgorithmId::Number(number.into()),
            Value::Text(text) => AlgorithmId::Text(text),
            other => AlgorithmId::Other(cbor::type_name(&other)),
        })
    }

    /// Every key identifier, that of the protected header first: octets, or the octets of a text.
    pub(super) fn kids(&self) -> Vec<Vec<u8>> {
        let found = self.headers().into_iter();
        let found = found.filter_map(|(_, map)| find(&map, KID));
        found
            .filter_map(|value| match value {
                Value::Bytes(octets) => Some(octets),
                Value::Text(text) => Some(text.into_bytes()),
                _ => None,
            })
            .collect()
    }

    /// The map of claims, whatever is wrapped around it.
    #[must_use]
    pub fn claims(&self) -> Option<Vec<u8>> {
        let mut octets = self.payload.raw.to_vec();
        for _ in 0..WRAPS {
            let mut reader = Reader::new(&octets);
            octets = match reader.head().ok()? {
                Head::Map(_) => return Some(octets),
                Head::Bytes(length) => reader.bytes(0, length).ok()?.into_owned(),
                Head::Tag(_) => octets.get(reader.offset()..)?.to_vec(),
                _ => return None,
            };
        }
        None
    }

    /// What is not as RFC 9052 and the EU's specification have it: headers, payload and signature.
    #[must_use]
    pub fn remarks(&self) -> Vec<Remark> {
        let mut found = Vec::new();
        self.look_at_headers(&mut found);
        self.look_at_alg(&mut found);
        self.look_at_kid(&mut found);
        self.look_at_payload(&mut found);
        self.look_at_signature(&mut found);
        found
    }

    fn look_at_headers(&self, found: &mut Vec<Remark>) {
        let octets = self.protected();
        if is_json(&octets) {
            found.push(Remark::new(
                Code::ProtectedJson,
                text!(REMARK_PROTECTED_JSON),
            ));
        } else if !self.protected.is_bytes() {
            let text = text!(
                REMARK_PROTECTED_UNWRAPPED,
                found = self.protected.head.name()
            );
            found.push(Remark::new(Code::ProtectedUnwrapped, text));
        } else if octets == [0xa0] {
            let text = text!(REMARK_PROTECTED_EMPTY_MAP);
            found.push(Remark::new(Code::ProtectedEmptyMap, text));
        }
        for (place, map) in self.headers() {
            for key in map.iter().filter_map(|(key, _)| key.as_text()) {
                let meant = LABELS.iter().find(|(name, _)| *name == key);
                if let Some(&(name, want)) = meant {
                    let text = text!(REMARK_LABEL_TEXT, place, found = name, want);
                    found.push(Remark::new(Code::LabelText, text));
                }
            }
        }
    }

    fn look_at_alg(&self, found: &mut Vec<Remark>) {
        match self.alg() {
            None => found.push(Remark::new(Code::AlgMissing, text!(REMARK_ALG_MISSING))),
            Some(alg) if alg.number().and_then(Algorithm::from_cose).is_none() => {
                let text = text!(REMARK_ALG_UNKNOWN, found = alg);
                found.push(Remark::new(Code::AlgUnknown, text));
            }
            Some(_) => {}
        }
    }

    fn look_at_kid(&self, found: &mut Vec<Remark>) {
        let kids = self.kids();
        let Some(kid) = kids.first() else {
            // One of another type is told by the layer itself.
            let is_there = |(_, map): &(Place, Pairs)| find(map, KID).is_some();
            if !self.headers().iter().any(is_there) {
                let text = text!(REMARK_KID_MISSING, want = KID_LENGTH);
                found.push(Remark::new(Code::KidMissing, text));
            }
            return;
        };
        if let [protected, unprotected] = kids.as_slice()
            && protected != unprotected
        {
            let (protected, unprotected) = (shown(protected), shown(unprotected));
            let text = text!(REMARK_KID_DIFFERS, protected, unprotected);
            found.push(Remark::new(Code::KidDiffers, text));
        }
        if kid.len() == KID_LENGTH {
            return;
        }
        let (count, want) = (kid.len(), KID_LENGTH);
        match encoded(kid).filter(|(_, inner)| inner.len() == want) {
            Some((form, inner)) => {
                let inner = shown(&inner);
                let text = text!(REMARK_KID_ENCODED, found = count, form, inner, want);
                found.push(Remark::new(Code::KidEncoded, text));
            }
            None => {
                let text = text!(REMARK_KID_LENGTH, found = count, want);
                found.push(Remark::new(Code::KidLength, text));
            }
        }
    }

    fn look_at_payload(&self, found: &mut Vec<Remark>) {
        let (part, octets) = (self.payload, self.payload());
        if is_json(&octets) {
            let text = text!(REMARK_PAYLOAD_JSON, found = octets.len());
            found.push(Remark::new(Code::PayloadJson, text));
            return;
        }
        match part.head {
            Head::Bytes(_) => {}
            // Nil is told by the layer itself: the content is elsewhere.
            Head::Simple(_) => return,
            other => {
                let text = text!(REMARK_PAYLOAD_UNWRAPPED, found = other.name());
                found.push(Remark::new(Code::PayloadUnwrapped, text));
                return;
            }
        }
        let whole = cbor::decode(&octets, self.depth);
        match whole {
            Ok(Value::Bytes(_)) => {
                found.push(Remark::new(Code::PayloadTwice, text!(REMARK_PAYLOAD_TWICE)));
            }
            Ok(Value::Tag(tag, _)) => {
                let text = text!(REMARK_PAYLOAD_TAGGED, found = tag);
                found.push(Remark::new(Code::PayloadTagged, text));
            }
            Ok(Value::Map(_)) => {}
            _ if zlib::inflate(&octets, MOST_INFLATED).is_ok() => {
                let text = text!(REMARK_PAYLOAD_COMPRESSED, found = octets.len());
                found.push(Remark::new(Code::PayloadCompressed, text));
            }
            _ if octets.len() == 32 => {
                found.push(Remark::new(
                    Code::PayloadDigest,
                    text!(REMARK_PAYLOAD_DIGEST),
                ));
            }
            _ => {}
        }
    }

    fn look_at_signature(&self, found: &mut Vec<Remark>) {
        let (octets, alg) = (self.signature(), self.alg());
        let alg = alg.and_then(|alg| alg.number().and_then(Algorithm::from_cose));
        let count = octets.len();
        if pair_in_der(&octets).is_some() {
            let text = text!(REMARK_SIGNATURE_DER, found = count, want = ES256_LENGTH);
            found.push(Remark::new(Code::SignatureDer, text));
            return;
        }
        if let Some((form, inner)) = encoded(&octets) {
            let inner = inner.len();
            let text = text!(REMARK_SIGNATURE_TEXT, found = count, form, inner);
            found.push(Remark::new(Code::SignatureText, text));
            return;
        }
        let least = RSA_MIN_BITS / 8;
        let (alg, want): (_, Text) = match alg {
            Some(alg @ Algorithm::Es256) if count != ES256_LENGTH => (alg, ES256_LENGTH.into()),
            Some(alg @ Algorithm::Ps256) if count < least => {
                (alg, text!(REMARK_AT_LEAST, count = least))
            }
            _ => return,
        };
        let fits = match count {
            64 => "ES256 (P-256)",
            96 => "ES384 (P-384)",
            132 => "ES512 (P-521)",
            256 => "RSA 2048",
            384 => "RSA 3072",
            512 => "RSA 4096",
            _ => "",
        };
        let text = match fits {
            "" => text!(REMARK_SIGNATURE_LENGTH, found = count, want, alg),
            fits => text!(REMARK_SIGNATURE_LENGTH_OF, found = count, fits, want, alg),
        };
        found.push(Remark::new(Code::SignatureLength, text));
    }
}

/// A parameter by its label, or by the name that somebody gave it.
fn find(map: &[(Value, Value)], label: i64) -> Option<Value> {
    let is_label = |key: &Value| match key {
        Value::Integer(number) => i128::from(*number) == label.into(),
        Value::Text(name) => LABELS.contains(&(name.as_str(), label)),
        _ => false,
    };
    let found = map.iter().find(|(key, _)| is_label(key));
    found.map(|(_, value)| value.clone())
}

/// An identifier of a key in diagnostic notation, as long as it can be read at a glance.
pub(super) fn shown(octets: &[u8]) -> Text {
    match octets.get(..33) {
        Some(start) => format!("h'{}…' ({})", hex(start), octets.len()).into(),
        None => format!("h'{}'", hex(octets)).to_text(),
    }
}

/// What is not as the EU's specification has it between the text and the envelope: `body` is the text behind its
/// prefix, with what could be made of it.
///
/// ```
/// use hcert::diagnose::{RemarkCode, transport};
/// let gzip = [0x1f, 0x8b, 0x08, 0, 0, 0, 0, 0];
/// assert_eq!(transport("", Some(&gzip), None)[0].code, RemarkCode::Gzip);
/// ```
#[must_use]
pub fn transport(body: &str, compressed: Option<&[u8]>, inflated: Option<&[u8]>) -> Vec<Remark> {
    let remark = match (compressed, inflated) {
        (None, _) => base64_text(body),
        (Some(octets), None) => not_zlib(octets),
        (Some(_), Some(octets)) => not_cose(octets),
    };
    remark.into_iter().collect()
}

fn base64_text(body: &str) -> Option<Remark> {
    let (form, inner) = encoded(body.as_bytes())?;
    // A short text of the alphabet says nothing; what it stands for must be a stream or an envelope.
    let begins = matches!(inner.first(), Some(0x78 | 0x1f | 0xd2 | 0x84 | 0xd8));
    let text = text!(REMARK_TEXT_BASE64, form, found = inner.len());
    begins.then(|| Remark::new(Code::TextBase64, text))
}

fn not_zlib(octets: &[u8]) -> Option<Remark> {
    if octets.starts_with(&[0x1f, 0x8b]) {
        return Some(Remark::new(Code::Gzip, text!(REMARK_GZIP)));
    }
    let plain = Envelope::read(octets, 16).is_some() || is_json(octets) || is_jws(octets);
    let start = hex(octets.get(..2).unwrap_or_default());
    plain.then(|| Remark::new(Code::NotCompressed, text!(REMARK_NOT_COMPRESSED, start)))
}

fn not_cose(octets: &[u8]) -> Option<Remark> {
    if Envelope::read(octets, 16).is_some() {
        return None;
    }
    if is_json(octets) {
        let text = text!(REMARK_ENVELOPE_JSON, found = octets.len());
        return Some(Remark::new(Code::EnvelopeJson, text));
    }
    if is_jws(octets) {
        let text = text!(REMARK_ENVELOPE_JWS, found = octets.len());
        return Some(Remark::new(Code::EnvelopeJws, text));
    }
    if let Some((form, inner)) = encoded(octets) {
        let text = text!(REMARK_ENVELOPE_ENCODED, form, found = inner.len());
        return Some(Remark::new(Code::EnvelopeEncoded, text));
    }
    let is_map = matches!(cbor::decode(octets, 16), Ok(Value::Map(_)));
    is_map.then(|| {
        Remark::new(
            Code::EnvelopeClaims,
            messages::REMARK_ENVELOPE_CLAIMS.to_text(),
        )
    })
}
