//! Switzerland's signers: a pair of JWS in compact form, the keys (`/keys/updates`) and, as companion,
//! the identifiers of those that are active (`/keys/list`). Keys that are not active are left out.
//!
//! Keys: `{"certs": [{"keyId", "use": "sig" or letters of tvr, "alg": "ES256" or "RS256", "n", "e",
//! "crv", "x", "y"}]}` in base64 of the usual alphabet; the form for iPhones can have
//! `subjectPublicKeyInfo` instead of the numbers. "RS256" only says RSA. Active:
//! `{"activeKeyIds": [kid], "validDuration": milliseconds}`. Dates are read where a JWS has `iat`,
//! `exp`; without `exp` a list with `iat` lasts for its `validDuration`.
//!
//! Source: the Swiss app's public code (admin-ch, CovidCertificate SDK). The app asks for the name
//! `CH01-AppContentCertificate` of a signer below the pinned root, and so is done here.
//!
//! Not supported: a list of keys in several pages (read each page against the same active keys and
//! merge); countries of the keys, which the list does not tell.

use super::common::{self, Dates, Draft, Its};
use super::shape::{self, Shape};
use super::{jwk, signer};
use crate::text;
use crate::text::{Text, ToText, messages};
use crate::trust::{Dsc, Format, ListSignature, Purposes, Request, TrustError, TrustList};
use serde_json::Value;
use std::collections::HashSet;

const KEYS: &str = "certs";
const ACTIVE: &str = "activeKeyIds";

/// Whether these octets look like one of the two.
pub(crate) fn recognise(octets: &[u8]) -> bool {
    shape::of_jws(octets, |payload: &Shape<'_>| {
        payload.has(KEYS) || payload.has(ACTIVE)
    })
}

/// Reads the keys and those that are active.
pub(crate) fn read(request: &Request<'_>) -> Result<TrustList, TrustError> {
    let companion = request
        .companion
        .ok_or_else(|| request.malformed(messages::SWITZERLAND_NO_COMPANION))?;
    let (keys, keys_signature, keys_dates) = open(request, request.octets)?;
    let (active, active_signature, active_dates) = open(request, companion)?;
    let Some(Value::Array(keys)) = keys.get(KEYS) else {
        let name = format!("{KEYS:?}");
        return Err(request.malformed(match keys.get(ACTIVE) {
            Some(_) => text!(SWITZERLAND_ACTIVE_INSTEAD, name),
            None => text!(SWITZERLAND_NO_LIST, name),
        }));
    };
    let Some(Value::Array(active)) = active.get(ACTIVE) else {
        let name = format!("{ACTIVE:?}");
        return Err(request.malformed(text!(SWITZERLAND_COMPANION_NO_LIST, name)));
    };
    common::check_count(request, keys.len())?;
    common::check_count(request, active.len())?;

    // What is weaker holds for both: an active key is only as good as the list that says so.
    let signature = match (keys_signature, active_signature) {
        (ListSignature::Good { .. }, active) => active,
        (keys, _) => keys,
    };
    let expiries = [keys_dates.expires_at, active_dates.expires_at];
    let dates = Dates {
        as_of: active_dates.as_of,
        expires_at: expiries.into_iter().flatten().min(),
    };
    let mut draft = Draft::new(request, Format::Switzerland, signature, dates)?;
    let mut wanted: HashSet<Vec<u8>> = HashSet::new();
    for (index, kid) in active.iter().enumerate() {
        match kid
            .as_str()
            .ok_or(messages::TRUST_NO_TEXT.into())
            .and_then(common::kid)
        {
            Ok(kid) => drop(wanted.insert(kid)),
            Err(reason) => {
                let at = draft.at(format_args!("active {}", index + 1));
                draft.note(&at, reason);
            }
        }
    }
    let mut inactive = 0;
    for (index, item) in keys.iter().enumerate() {
        let at = draft.at(index + 1);
        match key(request, item) {
            Ok(dsc) if !wanted.contains(&dsc.kid) => inactive += 1,
            read => draft.take(&at, read),
        }
    }
    if inactive > 0 {
        let at = draft.at("inactive");
        draft.note(&at, text!(SWITZERLAND_INACTIVE, count = inactive));
    }
    Ok(draft.finish())
}

/// Verifies one of the two, holds its dates against the moment, and reads its payload.
fn open(request: &Request<'_>, octets: &[u8]) -> Result<(Value, ListSignature, Dates), TrustError> {
    let rule: signer::NameRule = |name| name == "CH01-AppContentCertificate";
    let (payload, signature) = signer::jws(request, common::text(request, octets)?, Some(rule))?;
    let payload: Value = common::json(request, common::text(request, &payload)?)?;
    let as_of = common::numeric_date(request, &payload, "iat")?;
    let expires_at = match common::numeric_date(request, &payload, "exp")? {
        Some(expires_at) => Some(expires_at),
        None => {
            let lasts = payload.get("validDuration").and_then(Value::as_i64);
            as_of
                .zip(lasts)
                .map(|(from, lasts)| from.plus_seconds(lasts / 1000))
        }
    };
    request.check_dates(as_of, expires_at)?;
    Ok((payload, signature, Dates { as_of, expires_at }))
}

fn key(request: &Request<'_>, item: &Value) -> Result<Dsc, Text> {
    let kid = common::kid(common::string(item, "keyId")?)?;
    let spki = match common::optional(item, "subjectPublicKeyInfo")? {
        Some(spki) => common::base64(Its("subjectPublicKeyInfo"), spki)?,
        None => jwk::spki(item)?,
    };
    let mut dsc = Dsc::from_spki(request.source, &kid, &spki).map_err(|error| error.to_text())?;
    dsc.list_purposes = match common::optional(item, "use")? {
        None | Some("sig" | "") => Some(Purposes::default()),
        // One letter for each kind, in one word.
        Some(word) => Some(common::letters(
            word.split("").filter(|letter| !letter.is_empty()),
        )?),
    };
    Ok(dsc)
}
