//! Austria's signers, version 2: a file in CBOR and, as companion, a file with its signature.
//!
//! Content: `{"c": [{"i": identifier, "c": certificate}]}`, both byte strings. Signature: COSE_Sign1,
//! tag 18, with `alg`, the signer's `kid` and the version 2 under label 42, all protected, over the CWT
//! map `{2: SHA-256 of the content, 5: valid from, 4: expires at}` in seconds (RFC 8392 names: sub, nbf,
//! exp). The signer is a pinned certificate with that identifier, or a pinned key.
//!
//! Also read: both in one JSON file `{"trustList": {"trustListContent", "trustListSignature"}}` in
//! base64, as Austria's web application got them.
//!
//! Source: the hcert-kotlin project (ehn-dcc-development), whose decoder allows clocks 300 seconds.
//!
//! Not supported: version 1, withdrawn in May 2021; the rules and value sets in the same envelope.

use super::common::{self, Dates, Draft, Kid};
use super::{shape, signer};
use crate::codec::cbor::{self, Head, Reader, Value};
use crate::codec::cose::{Place, Sign1};
use crate::key::{Algorithm, sha256};
use crate::text;
use crate::text::{Text, messages};
use crate::time::Timestamp;
use crate::trust::{Dsc, Format, ListSignature, Request, TrustError, TrustList};

/// Label of the version in the protected header, and the version that is read.
const VERSION_LABEL: i128 = 42;
const VERSION: i128 = 2;

/// Claims of the signature.
const HASH: i128 = 2;
const EXPIRES: i128 = 4;
const NOT_BEFORE: i128 = 5;

/// The most octets of the signature file and of one item. Real ones have 200 and 2,000.
const MAX_PART: usize = 64 << 10;

/// How deep CBOR may be nested here.
const DEPTH: usize = 8;

/// Whether these octets look like the content, or like both in one.
pub(crate) fn recognise(octets: &[u8]) -> bool {
    let mut reader = Reader::new(octets);
    let map = matches!(reader.head(), Ok(Head::Map(_)));
    map && key(&mut reader).as_deref() == Some("c") || shape::of(octets).has("trustList")
}

fn key(reader: &mut Reader<'_>) -> Option<String> {
    let at = reader.offset();
    match reader.head().ok()? {
        Head::Text(length) => Some(reader.text(at, length).ok()?.into_owned()),
        _ => None,
    }
}

/// Reads the content and its signature.
pub(crate) fn read(request: &Request<'_>) -> Result<TrustList, TrustError> {
    if !shape::of(request.octets).has("trustList") {
        return read_pair(request, request.octets, request.companion);
    }
    let whole: serde_json::Value = common::json(request, common::text(request, request.octets)?)?;
    let both = common::member(request, &whole, "trustList")?;
    let part = |name: &str| {
        common::string(both, name)
            .and_then(|text| common::base64(name, text))
            .map_err(|reason| request.malformed(reason))
    };
    let (content, signature) = (part("trustListContent")?, part("trustListSignature")?);
    read_pair(request, &content, Some(&signature))
}

fn read_pair(
    request: &Request<'_>,
    content: &[u8],
    signature: Option<&[u8]>,
) -> Result<TrustList, TrustError> {
    let (signature, dates) = match signature {
        Some(octets) => verify(request, content, octets)?,
        None => (signer::missing(request)?, Dates::default()),
    };
    let mut draft = Draft::new(request, Format::Austria, signature, dates)?;
    for (index, item) in items(request, content)?.into_iter().enumerate() {
        let at = draft.at(index + 1);
        draft.take(&at, certificate(request, item));
    }
    Ok(draft.finish())
}

fn verify(
    request: &Request<'_>,
    content: &[u8],
    octets: &[u8],
) -> Result<(ListSignature, Dates), TrustError> {
    if octets.len() > MAX_PART {
        return Err(request.malformed(messages::AUSTRIA_LARGE));
    }
    let sign1 = Sign1::decode(octets, DEPTH)
        .map_err(|error| request.malformed(text!(AUSTRIA_FILE, error)))?;
    match number(&sign1.protected_map(), VERSION_LABEL) {
        Some(VERSION) => {}
        Some(found) => return Err(request.malformed(text!(AUSTRIA_VERSION, found))),
        None => return Err(request.malformed(messages::AUSTRIA_NO_VERSION)),
    }
    let alg = match &sign1.alg {
        Some(alg) if alg.place == Place::Protected => {
            alg.value.number().and_then(Algorithm::from_cose)
        }
        _ => None,
    };
    let alg = alg.ok_or_else(|| request.bad_signature(messages::SIGNER_ITS_ALGORITHM))?;
    let kid = match &sign1.kid {
        Some(kid) if kid.place == Place::Protected => &kid.value,
        _ => return Err(request.bad_signature(messages::AUSTRIA_NO_SIGNER)),
    };
    let signature = signer::by_kid(request, kid, alg, &sign1.to_be_signed(), &sign1.signature)?;

    let claims = match cbor::decode(&sign1.payload, DEPTH) {
        Ok(Value::Map(claims)) => claims,
        Ok(_) => return Err(request.malformed(messages::AUSTRIA_CLAIMS_NO_MAP)),
        Err(error) => return Err(request.malformed(text!(AUSTRIA_CLAIMS, error))),
    };
    let date = |label: i128, name: &str| {
        let seconds = number(&claims, label).and_then(|number| i64::try_from(number).ok());
        let missing = || request.malformed(text!(AUSTRIA_NO_CLAIM, name));
        seconds.and_then(Timestamp::from_unix).ok_or_else(missing)
    };
    let (not_before, expires_at) = (date(NOT_BEFORE, "nbf")?, date(EXPIRES, "exp")?);
    let hash = find(&claims, HASH).and_then(Value::as_bytes);
    if hash.map(Vec::as_slice) != Some(&sha256(content)) {
        return Err(request.bad_signature(messages::AUSTRIA_OTHER_CONTENT));
    }
    request.check_dates(Some(not_before), Some(expires_at))?;
    Ok((
        signature,
        Dates {
            as_of: Some(not_before),
            expires_at: Some(expires_at),
        },
    ))
}

fn find(map: &[(Value, Value)], label: i128) -> Option<&Value> {
    let is = |key: &Value| matches!(key, Value::Integer(number) if i128::from(*number) == label);
    map.iter().find(|(key, _)| is(key)).map(|(_, value)| value)
}

fn number(map: &[(Value, Value)], label: i128) -> Option<i128> {
    find(map, label)?.as_integer().map(i128::from)
}

/// The items under `c`, each as its octets: the whole is never held as values.
fn items<'a>(request: &Request<'_>, content: &'a [u8]) -> Result<Vec<&'a [u8]>, TrustError> {
    let broken = |error: cbor::CborError| request.malformed(error);
    let mut reader = Reader::new(content);
    let Head::Map(count) = reader.head().map_err(broken)? else {
        return Err(request.malformed(messages::AUSTRIA_NO_CBOR_MAP));
    };
    if count != Some(1) || key(&mut reader).as_deref() != Some("c") {
        return Err(request.malformed(messages::AUSTRIA_NOT_C));
    }
    let Head::Array(Some(count)) = reader.head().map_err(broken)? else {
        return Err(request.malformed(messages::AUSTRIA_C_NO_ARRAY));
    };
    common::check_count(request, usize::try_from(count).unwrap_or(usize::MAX))?;
    let mut items = Vec::new();
    for _ in 0..count {
        items.push(reader.item(DEPTH).map_err(broken)?);
    }
    reader.end().map_err(broken)?;
    Ok(items)
}

fn certificate(request: &Request<'_>, item: &[u8]) -> Result<Dsc, Text> {
    if item.len() > MAX_PART {
        return Err(text!(AUSTRIA_ITEM_LARGE, octets = item.len()));
    }
    let Ok(Value::Map(members)) = cbor::decode(item, DEPTH) else {
        return Err(messages::AUSTRIA_NO_MAP.into());
    };
    let member = |name: &str| {
        let found = members.iter().find(|(key, _)| key.as_text() == Some(name));
        let octets = found.and_then(|(_, value)| value.as_bytes());
        octets.ok_or_else(|| text!(AUSTRIA_NO_BYTES, name = format!("{name:?}")))
    };
    let (kid, der) = (member("i")?, member("c")?);
    common::certificate(request.source, der, Kid::Listed(kid), None)
}
