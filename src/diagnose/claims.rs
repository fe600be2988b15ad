//! The claims as they stand: where the certificate is, what it is wrapped in, and how dates are written.

use super::encoded::is_json;
use super::{Remark, RemarkCode as Code};
use crate::codec::cbor::{self, Item};
use crate::text;
use crate::text::{Message, Text, ToText, messages};
use crate::time::{DateTime, Timestamp};

/// Claim keys (RFC 8392 4, hcert-spec 3.3.2) by the names that stand in their place where somebody writes JSON.
const CLAIMS: [(&str, i64); 13] = [
    ("iss", 1),
    ("sub", 2),
    ("aud", 3),
    ("exp", EXP),
    ("nbf", 5),
    ("iat", IAT),
    ("cti", 7),
    ("hcert", HCERT),
    ("1", 1),
    ("4", EXP),
    ("5", 5),
    ("6", IAT),
    ("-260", HCERT),
];
const EXP: i64 = 4;
const IAT: i64 = 6;
const HCERT: i64 = -260;
const DCC: i64 = 1;

/// Fields of the WHO's DDCC core data set, as its trial codes wrote them at the top of the claims.
const DDCC: [&str; 15] = [
    "name",
    "birthDate",
    "identifier",
    "sex",
    "vaccine",
    "brand",
    "manufacturer",
    "ma_holder",
    "lot",
    "date",
    "vaccine_valid",
    "dose",
    "country",
    "centre",
    "hcid",
];

/// 2001-09-09 and 2100-01-01: no certificate of this kind has a date outside of them.
const EARLIEST: i64 = 1_000_000_000;
const LATEST: i64 = 4_102_444_800;

/// `exp` of the Dutch specimens, which are made never to be valid.
const DUTCH_SPECIMEN: i64 = 42;

/// What is not as RFC 8392 and the EU's specification have it in a map of claims, and which other documents are known
/// by theirs. Nothing for octets that are no such map.
///
/// ```
/// use hcert::diagnose::{RemarkCode, claims};
/// // exp in milliseconds.
/// let octets = [0xa1, 0x04, 0x1b, 0, 0, 0x01, 0x80, 0, 0, 0, 0];
/// assert_eq!(claims(&octets, 16)[0].code, RemarkCode::DateUnit);
/// ```
#[must_use]
pub fn claims(octets: &[u8], depth: usize) -> Vec<Remark> {
    let Ok((Item::Map(pairs), _)) = cbor::item::read(octets, depth) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    look_at_keys(&pairs, &mut found);
    look_at_dates(&pairs, &mut found);
    look_for_certificate(pairs, depth, &mut found);
    found
}

type Pairs<'a> = Vec<(Item<'a>, Item<'a>)>;

/// A claim by its key, or by the name that somebody gave it.
fn find<'a, 'b>(pairs: &'b Pairs<'a>, wanted: i64) -> Option<&'b Item<'a>> {
    let is_wanted = |key: &Item<'_>| match key {
        Item::Integer(number) => *number == wanted,
        Item::Text(name) => CLAIMS.contains(&(name, wanted)),
        _ => false,
    };
    let found = pairs.iter().find(|(key, _)| is_wanted(key));
    found.map(|(_, item)| item)
}

fn look_at_keys(pairs: &Pairs<'_>, found: &mut Vec<Remark>) {
    for name in pairs.iter().filter_map(|(key, _)| key.as_text()) {
        let meant = CLAIMS.iter().find(|(known, _)| *known == name);
        if let Some(&(name, want)) = meant {
            let name = format!("\"{name}\"");
            let text = text!(REMARK_CLAIM_TEXT_KEY, found = name, want);
            found.push(Remark::new(Code::ClaimTextKey, text));
        }
    }
}

fn look_at_dates(pairs: &Pairs<'_>, found: &mut Vec<Remark>) {
    for (claim, key) in [("iat (6)", IAT), ("exp (4)", EXP), ("nbf (5)", 5)] {
        let remark = match find(pairs, key) {
            Some(Item::Integer(number)) => in_other_units(claim, *number),
            Some(Item::Float(number)) if number.abs() < 1e19 => {
                in_other_units(claim, number.trunc() as i64)
            }
            Some(Item::Text(text)) => Some(written(claim, text)),
            _ => None,
        };
        found.extend(remark);
    }
    let number = |key| find(pairs, key).and_then(Item::number);
    let number = |key| number(key).and_then(|number| i64::try_from(number).ok());
    match (number(EXP), number(IAT)) {
        (Some(DUTCH_SPECIMEN), _) => {
            let text = text!(REMARK_SPECIMEN_DUTCH, seconds = DUTCH_SPECIMEN);
            found.push(Remark::new(Code::SpecimenDutch, text));
        }
        (Some(exp @ 1..EARLIEST), Some(iat @ EARLIEST..LATEST)) => {
            let want = iat + exp;
            let text = text!(REMARK_DATE_RELATIVE, found = exp, at = day(exp), want);
            found.push(Remark::new(Code::DateRelative, text));
        }
        (Some(exp @ EARLIEST..LATEST), Some(iat @ EARLIEST..LATEST)) if exp < iat => {
            let text = text!(REMARK_DATES_ORDER, exp = day(exp), iat = day(iat));
            found.push(Remark::new(Code::DatesOrder, text));
        }
        _ => {}
    }
}

/// The instant, where there is one.
fn day(seconds: i64) -> Text {
    Timestamp::from_unix(seconds).map_or_else(|| seconds.to_text(), |at| at.to_text())
}

fn in_other_units(claim: &str, number: i64) -> Option<Remark> {
    let units = [
        (1_000, messages::UNIT_MILLISECONDS),
        (1_000_000, messages::UNIT_MICROSECONDS),
        (1_000_000_000, messages::UNIT_NANOSECONDS),
    ];
    if number < LATEST {
        return None;
    }
    units.into_iter().find_map(|(parts, unit)| {
        let want = number / parts;
        let text = text!(
            REMARK_DATE_UNIT,
            claim,
            found = number,
            unit,
            want,
            at = day(want)
        );
        (EARLIEST..LATEST)
            .contains(&want)
            .then(|| Remark::new(Code::DateUnit, text))
    })
}

/// A date as a text: of digits, or as RFC 3339 has it.
fn written(claim: &str, text: &str) -> Remark {
    let read = || DateTime::read(text).ok()?.instant.map(Timestamp::unix);
    let seconds: Option<i64> = text.trim().parse().ok().or_else(read);
    let text = match seconds {
        Some(want) => text!(REMARK_DATE_TEXT_OF, claim, want),
        None => text!(REMARK_DATE_TEXT, claim),
    };
    Remark::new(Code::DateText, text)
}

/// Whether a map has the fields of an EU certificate, or of one of its relatives.
fn is_certificate(item: &Item<'_>) -> bool {
    let of = |names: &[&str]| names.iter().filter(|name| item.get(name).is_some()).count();
    let person = of(&["ver", "nam", "dob"]);
    person >= 2 || person == 1 && of(&["v", "t", "r", "e", "d"]) >= 1
}

/// What a certificate is wrapped in, if it is one and wrapped; `inside` says whether an item is what is looked for.
fn wrapping(item: &Item<'_>, depth: usize, inside: fn(&Item<'_>) -> bool) -> Option<Message> {
    match item {
        Item::Bytes(octets) if is_json(octets) => Some(messages::FORM_JSON),
        Item::Text(text) if is_json(text.as_bytes()) => Some(messages::FORM_JSON),
        Item::Bytes(octets) => {
            let (inner, _) = cbor::item::read(octets, depth).ok()?;
            inside(&inner).then_some(messages::FORM_STRING)
        }
        Item::Array(items) => items
            .first()
            .filter(|item| inside(item))
            .map(|_| messages::FORM_LIST),
        Item::Tag(_, inner) => inside(inner).then_some(messages::FORM_TAG),
        _ => None,
    }
}

/// Whether an item is what claim −260 holds: a certificate under key 1.
fn is_content(item: &Item<'_>) -> bool {
    let Item::Map(pairs) = item else { return false };
    let is_ours =
        |(key, value): &(Item<'_>, Item<'_>)| *key == Item::Integer(DCC) && is_certificate(value);
    pairs.iter().any(is_ours)
}

fn is_content_or_certificate(item: &Item<'_>) -> bool {
    is_content(item) || is_certificate(item)
}

/// A key as it may be shown: a number, or a name that is known.
fn key_name(key: &Item<'_>) -> Text {
    const NAMES: [&str; 8] = [
        "hcert",
        "eu_hcert_v1",
        "eu_dgc_v1",
        "dcc",
        "dgc",
        "vc",
        "-260",
        "1",
    ];
    match key {
        Item::Integer(number) => number.to_text(),
        Item::Text(name) if NAMES.contains(&&**name) => format!("\"{name}\"").into(),
        other => other.type_name().into(),
    }
}

/// A path of two keys.
fn below(outer: &Text, inner: &Item<'_>) -> Text {
    Text::Joined(vec![outer.clone(), key_name(inner)], "/")
}

fn look_for_certificate(pairs: Pairs<'_>, depth: usize, found: &mut Vec<Remark>) {
    let claims = Item::Map(pairs);
    if is_certificate(&claims) {
        found.push(Remark::new(Code::ClaimsBare, text!(REMARK_CLAIMS_BARE)));
        return;
    }
    let Item::Map(pairs) = &claims else { return };
    let hcert = pairs.iter().find(|(key, _)| *key == Item::Integer(HCERT));
    if let Some((_, content)) = hcert {
        look_at_content(content, depth, found);
        return;
    }
    let core = DDCC.iter().filter(|name| claims.get(name).is_some());
    let core: Vec<&str> = core.copied().collect();
    let tests = claims.get("test").is_some() && claims.get("meta").is_some();
    if core.len() >= 3 || tests {
        let fields = if tests {
            "test, meta".to_owned()
        } else {
            core.join(", ")
        };
        let text = text!(REMARK_CONTENT_DDCC, fields);
        found.push(Remark::new(Code::ContentDdcc, text));
        return;
    }
    for (key, value) in pairs {
        if let Some(at) = place_of(key_name(key), value, depth) {
            found.push(Remark::new(
                Code::HcertPlace,
                text!(REMARK_HCERT_PLACE, found = at),
            ));
            return;
        }
    }
}

/// Where the certificate stands at or below a key; wrapped or not.
fn place_of(at: Text, value: &Item<'_>, depth: usize) -> Option<Text> {
    if is_certificate(value) || wrapping(value, depth, is_certificate).is_some() {
        return Some(at);
    }
    let Item::Map(inner) = value else {
        return wrapping(value, depth, is_content).map(|_| at);
    };
    let holds =
        |item: &Item<'_>| is_certificate(item) || wrapping(item, depth, is_certificate).is_some();
    let found = inner.iter().find(|(_, item)| holds(item));
    found.map(|(key, _)| below(&at, key))
}

/// Claim −260.
fn look_at_content(content: &Item<'_>, depth: usize, found: &mut Vec<Remark>) {
    let hcert = HCERT.to_text();
    let Item::Map(contents) = content else {
        if let Some(form) = wrapping(content, depth, is_content_or_certificate) {
            let text = text!(REMARK_HCERT_FORM, at = hcert, found = form);
            found.push(Remark::new(Code::HcertForm, text));
        }
        return;
    };
    let Some((_, payload)) = contents.iter().find(|(key, _)| *key == Item::Integer(DCC)) else {
        if let Some(at) = place_of(hcert, content, depth) {
            found.push(Remark::new(
                Code::HcertPlace,
                text!(REMARK_HCERT_PLACE, found = at),
            ));
        }
        return;
    };
    if let Some(form) = wrapping(payload, depth, is_certificate) {
        let text = text!(REMARK_HCERT_FORM, at = "-260/1", found = form);
        found.push(Remark::new(Code::HcertForm, text));
    }
    if ["v", "t", "r"]
        .iter()
        .any(|group| payload.get(group).is_some())
    {
        return;
    }
    if payload.get("e").is_some() {
        found.push(Remark::new(
            Code::ContentExemption,
            text!(REMARK_CONTENT_EXEMPTION),
        ));
    } else if payload.get("d").is_some() {
        found.push(Remark::new(
            Code::ContentUkDomestic,
            text!(REMARK_CONTENT_UK_DOMESTIC),
        ));
    }
}
