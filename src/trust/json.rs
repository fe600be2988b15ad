//! JSON `[{"kid": base64, "publicKey": base64 SubjectPublicKeyInfo}]`, as the United Kingdom and Norway
//! gave it out: bare keys, unsigned, without dates or purposes.

use super::{Dsc, TrustError, TrustList, bounded};
use crate::text;
use crate::text::{Text, ToText};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;

/// The most keys of a list.
const MAX_ITEMS: usize = 100_000;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Item {
    kid: String,
    public_key: String,
}

pub(super) fn read(list: &mut TrustList, source: &str, text: &str) -> Result<(), TrustError> {
    let wrong = |reason: Text| TrustError::Malformed {
        source: source.to_owned(),
        reason,
    };
    let items: Vec<serde_json::Value> =
        bounded::json(text).map_err(|error| wrong(text!(TRUST_NO_JSON_LIST, error)))?;
    if items.len() > MAX_ITEMS {
        let count = items.len();
        return Err(wrong(text!(TRUST_TOO_MANY, count, most = MAX_ITEMS)));
    }
    for (index, item) in items.into_iter().enumerate() {
        let at = format!("{source}#{}", index + 1);
        let key = serde_json::from_value::<Item>(item)
            .map_err(Text::plain)
            .and_then(|item| {
                let base64 = |name: &str, text: &str| {
                    let wrong = |error: base64::DecodeError| error.to_string();
                    let read = STANDARD.decode(text).map_err(wrong);
                    read.map_err(|error| text!(TRUST_NOT_BASE64, name, error))
                };
                let (kid, spki) = (
                    base64("kid", &item.kid)?,
                    base64("publicKey", &item.public_key)?,
                );
                Dsc::from_spki(source, &kid, &spki).map_err(|error| error.to_text())
            });
        match key {
            Ok(dsc) => list.insert(dsc),
            Err(reason) => list.note(&at, reason),
        }
    }
    Ok(())
}
