//! Sweden's list of signers (DSC-TL): a JWS in compact form whose header brings the signer along.
//!
//! Payload: `{"iss", "iat", "exp", "id", "aud", "dsc_trust_list": {CC: {"eku": {kid: [oid]},
//! "keys": [JWK]}}}`, times in seconds. `kid` is base64 of the usual alphabet, the other members of a
//! key are base64url. The certificate in a key's `x5c` speaks for it; its numbers and the `eku` map
//! count for keys without one. A list that does not say when it expires is refused.
//!
//! Source: DIGG, "DSC Trust List" (Swedish trust point), and RFC 7515, RFC 7517.
//!
//! Not supported: the JSON serialisations of a JWS; keys by reference (`x5u`, `jku`).

use super::common::{self, Dates, Draft, Its, Kid};
use super::shape::{self, Shape};
use super::{jwk, signer};
use crate::key::sha256;
use crate::text;
use crate::text::{Text, ToText, messages};
use crate::trust::{Dsc, Format, Purposes, Request, TrustError, TrustList};
use serde_json::Value;

const LIST: &str = "dsc_trust_list";

/// Whether these octets look like the list.
pub(crate) fn recognise(octets: &[u8]) -> bool {
    shape::of_jws(octets, |payload: &Shape<'_>| payload.has(LIST))
}

/// Reads the list.
pub(crate) fn read(request: &Request<'_>) -> Result<TrustList, TrustError> {
    let (payload, signature) = signer::jws(request, common::text(request, request.octets)?, None)?;
    let payload: Value = common::json(request, common::text(request, &payload)?)?;
    let as_of = common::numeric_date(request, &payload, "iat")?;
    let expires_at = common::numeric_date(request, &payload, "exp")?;
    if expires_at.is_none() {
        return Err(request.malformed(messages::SWEDEN_NO_EXP));
    }
    request.check_dates(as_of, expires_at)?;
    let Value::Object(countries) = common::member(request, &payload, LIST)? else {
        return Err(request.malformed(text!(TRUST_MEMBER_NO_OBJECT, name = LIST)));
    };
    let keys = |entry: &Value| {
        entry
            .get("keys")
            .and_then(Value::as_array)
            .map_or(0, Vec::len)
    };
    common::check_count(request, countries.len())?;
    common::check_count(request, countries.values().map(keys).sum())?;

    let mut draft = Draft::new(
        request,
        Format::Sweden,
        signature,
        Dates { as_of, expires_at },
    )?;
    for (country, entry) in countries {
        let Some(Value::Array(keys)) = entry.get("keys") else {
            let at = draft.at(common::short(country));
            draft.note(&at, messages::TRUST_NO_LIST_OF_KEYS);
            continue;
        };
        for (index, key) in keys.iter().enumerate() {
            let at = draft.at(format_args!("{}.{}", common::short(country), index + 1));
            draft.take(&at, self::key(request, country, entry.get("eku"), key));
        }
    }
    Ok(draft.finish())
}

fn key(
    request: &Request<'_>,
    country: &str,
    eku: Option<&Value>,
    jwk: &Value,
) -> Result<Dsc, Text> {
    let written = common::string(jwk, "kid")?;
    let kid = common::kid(written)?;
    let first = match jwk.get("x5c") {
        None | Some(Value::Null) => None,
        Some(chain) => chain.as_array().and_then(|chain| chain.first()),
    };
    let mut dsc = match first {
        Some(der) => {
            let der = der.as_str();
            let der = der.ok_or_else(|| text!(TRUST_HOLDS_NO_TEXT, name = "x5c"))?;
            let der = common::base64(messages::TRUST_ITS_CERTIFICATE, der)?;
            if let Some(listed) = common::optional(jwk, "x5t#S256")?
                && common::base64(Its("x5t#S256"), listed)? != sha256(&der)
            {
                return Err(messages::TRUST_OTHER_THUMBPRINT_X5T.into());
            }
            common::certificate(request.source, &der, Kid::Listed(&kid), Some(country))?
        }
        None => {
            let spki = jwk::spki(jwk)?;
            let mut dsc =
                Dsc::from_spki(request.source, &kid, &spki).map_err(|error| error.to_text())?;
            dsc.country = Some(country.to_owned());
            dsc
        }
    };
    let oids = eku
        .and_then(|eku| eku.get(written))
        .and_then(Value::as_array);
    dsc.list_purposes = oids.map(|oids| Purposes::from_oids(oids.iter().filter_map(Value::as_str)));
    Ok(dsc)
}
