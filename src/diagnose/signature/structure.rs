//! What may have been signed: the Sig_structure of RFC 9052 section 4.4 with one thing or two otherwise, and what is
//! none.

use super::super::Envelope;
use super::super::envelope::shown;
use super::{Mistake, MistakeCode as Code};
use crate::codec::cbor::{self, Head, Item, Reader, Value, write};
use crate::codec::{hex, zlib};
use crate::documents::dcc::json;
use crate::key::pki::Hash;
use crate::text;
use crate::text::{Text, ToText, messages};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use std::collections::HashSet;

/// Digests of one message that may have been signed.
pub(super) struct Tried {
    /// What is otherwise than it must be.
    pub(super) mistakes: Vec<Mistake>,
    digests: [Vec<u8>; 4],
    /// Its first octets, for who signs without a hash.
    pub(super) start: Vec<u8>,
}

impl Tried {
    fn new(message: &[u8], mistakes: Vec<Mistake>) -> Self {
        let hashes = [Hash::Sha256, Hash::Sha384, Hash::Sha512, Hash::Sha1];
        Self {
            mistakes,
            digests: hashes.map(|hash| hash.digest(message)),
            start: message.get(..32).unwrap_or(message).to_vec(),
        }
    }

    /// The digest by one of the hashes.
    pub(super) fn digest(&self, hash: Hash) -> &[u8] {
        let [sha256, sha384, sha512, sha1] = &self.digests;
        match hash {
            Hash::Sha1 => sha1,
            Hash::Sha256 => sha256,
            Hash::Sha384 => sha384,
            Hash::Sha512 => sha512,
        }
    }
}

/// An element of the structure: its encoding, nothing if it is left out, and how it differs.
struct Element {
    octets: Vec<u8>,
    is_there: bool,
    mistake: Option<Mistake>,
    /// Whether it is so common that it is looked for beside another: all pairs would be too many.
    is_common: bool,
}

impl Element {
    fn right(octets: Vec<u8>) -> Self {
        Self {
            octets,
            is_there: true,
            mistake: None,
            is_common: true,
        }
    }
}

/// The elements in one place of the structure, the right one first.
struct Slot {
    elements: Vec<Element>,
    say: fn(&Text) -> Mistake,
}

impl Slot {
    fn new(right: Vec<u8>, say: fn(&Text) -> Mistake) -> Self {
        let elements = vec![Element::right(right)];
        Self { elements, say }
    }

    fn or(&mut self, octets: Vec<u8>, found: impl ToText) {
        self.elements.push(Element {
            octets,
            is_there: true,
            mistake: Some((self.say)(&found.to_text())),
            is_common: false,
        });
    }

    fn or_left_out(&mut self) {
        self.elements.push(Element {
            octets: Vec::new(),
            is_there: false,
            mistake: Some((self.say)(&messages::SIGNED_LEFT_OUT.into())),
            is_common: true,
        });
    }

    /// The one before is common.
    fn common(&mut self) {
        if let Some(last) = self.elements.last_mut() {
            last.is_common = true;
        }
    }
}

fn bytes(octets: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(octets.len() + 5);
    write::bytes(&mut out, octets);
    out
}

fn string(text: &str) -> Vec<u8> {
    cbor::encode(&Value::Text(text.to_owned()))
}

/// An item as it stands, its maps in their order.
fn as_it_stands(pairs: &[(Value, Value)]) -> Vec<u8> {
    let mut out = Vec::new();
    write::head(&mut out, 5, pairs.len() as u64);
    for (key, value) in pairs {
        out.extend(cbor::encode(key));
        out.extend(cbor::encode(value));
    }
    out
}

/// All messages with at most so many mistakes at once, fewest first and each once.
pub(super) fn all(envelope: &Envelope<'_>, at_once: usize) -> Vec<Tried> {
    let slots = [
        context(),
        protected(envelope),
        external(envelope),
        payload(envelope),
    ];
    let mut seen = HashSet::new();
    let mut found = Vec::new();
    let mut add = |message: &[u8], mistakes: Vec<Mistake>| {
        let tried = Tried::new(message, mistakes);
        if seen.insert(tried.digest(Hash::Sha256).to_vec()) {
            found.push(tried);
        }
    };
    for made in 0..=at_once {
        combine(&slots, made, made > 1, &mut Vec::new(), &mut add);
        if made == 1 {
            for (message, found) in others(envelope) {
                let text = text!(MISTAKE_MESSAGE, found);
                add(&message, vec![Mistake::new(Code::Message, text)]);
            }
        }
    }
    found
}

/// Every structure with exactly so many elements that are not the right ones; of several all are common ones.
fn combine<'a>(
    slots: &'a [Slot],
    made: usize,
    common: bool,
    chosen: &mut Vec<&'a Element>,
    add: &mut impl FnMut(&[u8], Vec<Mistake>),
) {
    let Some((slot, rest)) = slots.split_first() else {
        if made == 0 {
            let mistakes = chosen.iter().filter_map(|element| element.mistake.clone());
            add(&assembled(chosen), mistakes.collect());
        }
        return;
    };
    let usable = |element: &&Element| element.is_common || !common;
    for element in slot.elements.iter().filter(usable) {
        let Some(left) = made.checked_sub(usize::from(element.mistake.is_some())) else {
            continue;
        };
        chosen.push(element);
        combine(rest, left, common, chosen, add);
        chosen.pop();
    }
}

fn assembled(elements: &[&Element]) -> Vec<u8> {
    let mut out = Vec::new();
    let count = elements.iter().filter(|element| element.is_there).count();
    write::head(&mut out, 4, count as u64);
    elements
        .iter()
        .for_each(|element| out.extend_from_slice(&element.octets));
    out
}

fn context() -> Slot {
    let mut slot = Slot::new(string("Signature1"), |found| {
        Mistake::new(Code::Context, text!(MISTAKE_CONTEXT, found))
    });
    for name in [
        "Signature",
        "Signature0",
        "signature1",
        "SIGNATURE1",
        "Sign1",
        "COSE_Sign1",
        "Sig_structure",
        "CounterSignature",
        "CounterSignature0",
        "CounterSignature0V2",
        "MAC0",
    ] {
        slot.or(string(name), format!("\"{name}\""));
        if ["Signature", "CounterSignature"].contains(&name) {
            slot.common();
        }
    }
    slot.or(bytes(b"Signature1"), "'Signature1'");
    slot.or_left_out();
    slot
}

fn protected(envelope: &Envelope<'_>) -> Slot {
    let sent = envelope.protected();
    let right: &[u8] = if sent == [0xa0] { &[] } else { &sent };
    let mut slot = Slot::new(bytes(right), |found| {
        Mistake::new(Code::Protected, text!(MISTAKE_PROTECTED, found))
    });
    slot.or(bytes(&[]), "h''");
    slot.common();
    slot.or(bytes(&[0xa0]), "h'a0'");
    slot.or(sent.clone(), messages::SIGNED_UNWRAPPED);
    slot.common();
    slot.or(bytes(&bytes(&sent)), messages::SIGNED_TWICE);
    slot.or_left_out();
    let (own, outer) = (envelope.protected_map(), envelope.unprotected_map());
    let backwards: Vec<_> = own.iter().rev().cloned().collect();
    slot.or(
        bytes(&cbor::encode(&Value::Map(own.clone()))),
        messages::SIGNED_SORTED,
    );
    slot.or(bytes(&as_it_stands(&backwards)), messages::SIGNED_REVERSED);
    for (key, _) in &own {
        let one: Vec<_> = own
            .iter()
            .filter(|(label, _)| label == key)
            .cloned()
            .collect();
        let only = |label: i128| text!(SIGNED_ONLY_LABEL, label);
        if let Some(label) = key.as_integer() {
            slot.or(bytes(&as_it_stands(&one)), only(label.into()));
        }
    }
    if !outer.is_empty() {
        let both = [own, outer].concat();
        slot.or(bytes(&as_it_stands(&both)), messages::SIGNED_BOTH_HEADERS);
        slot.or(
            bytes(&cbor::encode(&Value::Map(both))),
            messages::SIGNED_BOTH_HEADERS,
        );
    }
    slot
}

fn external(envelope: &Envelope<'_>) -> Slot {
    let mut slot = Slot::new(bytes(&[]), |found| {
        Mistake::new(Code::External, text!(MISTAKE_EXTERNAL, found))
    });
    slot.or_left_out();
    slot.or(vec![0xf6], "null");
    slot.or(string(""), "\"\"");
    slot.or(bytes(&[0xa0]), "h'a0'");
    for kid in envelope.kids() {
        let name = Text::Joined(vec!["kid".into(), shown(&kid)], " ");
        slot.or(bytes(&kid), name);
        slot.common();
    }
    slot.or(bytes(&envelope.protected()), messages::SIGNED_PROTECTED);
    slot.common();
    slot.or(
        envelope.unprotected().to_vec(),
        messages::SIGNED_UNPROTECTED,
    );
    slot.or(bytes(envelope.unprotected()), messages::SIGNED_UNPROTECTED);
    slot.or(bytes(b"HC1:"), "'HC1:'");
    slot
}

fn payload(envelope: &Envelope<'_>) -> Slot {
    let sent = envelope.payload();
    let mut slot = Slot::new(bytes(&sent), |found| {
        Mistake::new(Code::Payload, text!(MISTAKE_PAYLOAD, found))
    });
    // What is no item by itself cannot have stood there without a string.
    let item = cbor::decode(&sent, 64);
    if item.is_ok() {
        slot.or(sent.clone(), messages::SIGNED_UNWRAPPED);
        slot.common();
    }
    slot.or(bytes(&bytes(&sent)), messages::SIGNED_TWICE);
    for hash in [Hash::Sha512, Hash::Sha256] {
        slot.or(bytes(&hash.digest(&sent)), text!(SIGNED_DIGEST, hash));
    }
    slot.common();
    slot.or(vec![0xf6], "null");
    slot.or(bytes(&[]), "h''");
    slot.or_left_out();
    slot.or(
        bytes(&[&[0xd8, 61], sent.as_slice()].concat()),
        messages::SIGNED_TAGGED,
    );
    for effort in [zlib::Effort::Best, zlib::Effort::Fast] {
        slot.or(
            bytes(&zlib::deflate(&sent, effort)),
            messages::SIGNED_COMPRESSED,
        );
    }
    for (octets, found) in contents(envelope, item.ok()) {
        slot.or(bytes(&octets), found);
    }
    slot
}

/// Forms and parts of the claims that may have been signed in their place.
fn contents(envelope: &Envelope<'_>, item: Option<Value>) -> Vec<(Vec<u8>, Text)> {
    let mut found: Vec<(Vec<u8>, Text)> = Vec::new();
    let bare = envelope.claims();
    if let Some(bare) = &bare {
        found.push((bare.clone(), messages::SIGNED_BARE_CLAIMS.into()));
    }
    let claims = bare
        .as_deref()
        .and_then(|octets| cbor::decode(octets, 64).ok());
    let Some(whole @ Value::Map(_)) = claims.or(item) else {
        return found;
    };
    found.push((cbor::encode(&whole), messages::SIGNED_SORTED.into()));
    let as_json = |value: &Value| json(&Item::from(value)).to_string().into_bytes();
    found.push((as_json(&whole), messages::SIGNED_JSON.into()));
    let Some(hcert) = bare.as_deref().and_then(|claims| under(claims, -260)) else {
        return found;
    };
    found.push((hcert.to_vec(), messages::SIGNED_HCERT.into()));
    let key = cbor::encode(&Value::from(-260));
    let alone = [&[0xa1], key.as_slice(), hcert].concat();
    found.push((alone, messages::SIGNED_HCERT.into()));
    if let Some(certificate) = under(hcert, 1) {
        found.push((certificate.to_vec(), messages::SIGNED_CERTIFICATE.into()));
        if let Ok(value) = cbor::decode(certificate, 64) {
            let text = as_json(&value);
            found.push((text, messages::SIGNED_CERTIFICATE_JSON.into()));
        }
    }
    found
}

/// What stands under a number in a map, as it is encoded there.
fn under(map: &[u8], wanted: i64) -> Option<&[u8]> {
    let mut reader = Reader::new(map);
    let Head::Map(Some(count)) = reader.head().ok()? else {
        return None;
    };
    for _ in 0..count {
        let key = reader.item(64).ok()?;
        let value = reader.item(64).ok()?;
        if cbor::decode(key, 1).ok()? == Value::from(wanted) {
            return Some(value);
        }
    }
    None
}

/// What is no Sig_structure, and may have been signed all the same.
fn others(envelope: &Envelope<'_>) -> Vec<(Vec<u8>, Text)> {
    let (protected, payload) = (envelope.protected(), envelope.payload());
    let (p, y) = (protected.as_slice(), payload.as_slice());
    let structure = [
        &[0x84][..],
        &string("Signature1"),
        &bytes(if p == [0xa0] { &[] } else { p }),
        &bytes(&[]),
        &bytes(y),
    ]
    .concat();
    let url = |octets: &[u8]| URL_SAFE_NO_PAD.encode(octets);
    let three = [&bytes(p), envelope.unprotected(), &bytes(y)].concat();
    let tagged = |octets: &[u8]| [&[0xd2], octets].concat();
    let unsigned = [&[0x84][..], &three, &[0x40]].concat();
    let nil = [&[0x84][..], &three, &[0xf6]].concat();
    let three = [&[0x83][..], &three].concat();
    let envelope_of = |sent: &'static str| text!(SIGNED_ENVELOPE, sent);
    let mut found: Vec<(Vec<u8>, Text)> = vec![
        (y.to_vec(), messages::SIGNED_PAYLOAD.into()),
        (bytes(y), messages::SIGNED_PAYLOAD.into()),
        ([p, y].concat(), messages::SIGNED_HEADER_PAYLOAD.into()),
        (
            [bytes(p), bytes(y)].concat(),
            messages::SIGNED_HEADER_PAYLOAD.into(),
        ),
        (
            format!("{}.{}", url(p), url(y)).into_bytes(),
            messages::SIGNED_AS_JWS.into(),
        ),
        (tagged(&three), envelope_of("18([…, …, …])")),
        (three, envelope_of("[…, …, …]")),
        (tagged(&unsigned), envelope_of("18([…, …, …, h''])")),
        (unsigned, envelope_of("[…, …, …, h'']")),
        (tagged(&nil), envelope_of("18([…, …, …, null])")),
        (nil, envelope_of("[…, …, …, null]")),
        (
            hex(&structure).into_bytes(),
            text!(SIGNED_AS_TEXT, form = messages::FORM_HEX),
        ),
        (
            STANDARD.encode(&structure).into_bytes(),
            text!(SIGNED_AS_TEXT, form = messages::FORM_BASE64),
        ),
        (bytes(&structure), messages::SIGNED_WRAPPED.into()),
        (tagged(&structure), messages::SIGNED_WRAPPED.into()),
    ];
    for effort in [zlib::Effort::Best, zlib::Effort::Fast] {
        found.push((zlib::deflate(y, effort), messages::SIGNED_COMPRESSED.into()));
    }
    found.extend(contents(envelope, cbor::decode(y, 64).ok()));
    found
}
