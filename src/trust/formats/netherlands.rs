//! The Netherlands' keys: JSON `{"payload": base64 of JSON, "signature": base64 of CMS}`, the CMS
//! detached from the decoded payload.
//!
//! Payload: `{"eu_keys": {kid: [{"subjectPk": base64 of SubjectPublicKeyInfo, "keyUsage": [t, v, r]}]}}`,
//! several keys under one identifier where they collide. Without `keyUsage` a key may sign any kind.
//!
//! Source: the Dutch apps' public code (minvws, CoronaCheck). They ask for a name ending in
//! `.coronacheck.nl` of a signer below the pinned root of the state, and so is done here.
//!
//! Not supported: `cl_keys` and `nl_keys`, which are for the domestic certificate; the list tells no
//! countries and no dates.

use super::common::{self, Dates, Draft, Its};
use super::{shape, signer};
use crate::text;
use crate::text::{Text, ToText, messages};
use crate::trust::{Dsc, Format, Request, TrustError, TrustList};
use serde_json::Value;

/// Whether these octets look like the list.
pub(crate) fn recognise(octets: &[u8]) -> bool {
    let shape = shape::of(octets);
    shape.has("payload") && shape.has("signature")
}

/// Reads the list.
pub(crate) fn read(request: &Request<'_>) -> Result<TrustList, TrustError> {
    let outer: Value = common::json(request, common::text(request, request.octets)?)?;
    let part = |name: &str| {
        common::string(&outer, name)
            .and_then(|text| common::base64(name, text))
            .map_err(|reason| request.malformed(reason))
    };
    let (payload, signature) = (part("payload")?, part("signature")?);
    let rule: signer::NameRule = |name| {
        name.strip_suffix(".coronacheck.nl").is_some_and(|host| {
            // Labels of a host, so that nothing else can stand before the dot.
            let letter = |octet: u8| octet.is_ascii_alphanumeric() || b"-.*".contains(&octet);
            !host.is_empty() && host.bytes().all(letter)
        })
    };
    let signature = signer::detached(request, &signature, &payload, Some(rule))?;

    let payload: Value = common::json(request, common::text(request, &payload)?)?;
    let Value::Object(keys) = common::member(request, &payload, "eu_keys")? else {
        return Err(request.malformed(text!(TRUST_MEMBER_NO_OBJECT, name = "eu_keys")));
    };
    let lengths = keys
        .values()
        .map(|keys| keys.as_array().map_or(1, Vec::len));
    common::check_count(request, keys.len())?;
    common::check_count(request, lengths.sum())?;
    let mut draft = Draft::new(request, Format::Netherlands, signature, Dates::default())?;
    for (kid, keys) in keys {
        let Value::Array(keys) = keys else {
            let at = draft.at(common::short(kid));
            draft.note(&at, messages::TRUST_NO_LIST_OF_KEYS);
            continue;
        };
        for (index, item) in keys.iter().enumerate() {
            let at = draft.at(format_args!("{}.{}", common::short(kid), index + 1));
            draft.take(&at, key(request, kid, item));
        }
    }
    Ok(draft.finish())
}

fn key(request: &Request<'_>, kid: &str, item: &Value) -> Result<Dsc, Text> {
    let kid = common::kid(kid)?;
    let spki = common::base64(Its("subjectPk"), common::string(item, "subjectPk")?)?;
    let mut dsc = Dsc::from_spki(request.source, &kid, &spki).map_err(|error| error.to_text())?;
    let no_text = || text!(TRUST_HOLDS_NO_TEXT, name = "keyUsage");
    let letters = match item.get("keyUsage") {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::Array(letters)) => letters
            .iter()
            .map(|letter| letter.as_str().ok_or_else(no_text))
            .collect::<Result<_, _>>()?,
        Some(_) => return Err(text!(TRUST_IS_NO_LIST, name = "keyUsage")),
    };
    dsc.list_purposes = Some(common::letters(letters)?);
    Ok(dsc)
}
