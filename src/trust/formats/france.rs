//! France's signers: JSON `{"certificatesDCC": {kid: base64 of base64 of DER}}`, encoded twice. Some
//! values are a bare key (SubjectPublicKeyInfo) instead of a certificate; some identifiers lack their
//! padding. Also read: `{kid: {"publicKeyPEM": base64 of SubjectPublicKeyInfo}}`, the form of a mirror
//! (section42).
//!
//! Not signed: what it is worth is where it was fetched from.
//!
//! Source: the verify-ehc and coronaqr projects, which read it.
//!
//! Not supported: the same file's lists for the domestic certificate (2D-DOC).

use super::common::{self, Dates, Draft, Kid, Members};
use super::shape::{self, Shape};
use crate::text::{Text, messages};
use crate::trust::{Dsc, Format, ListSignature, Request, TrustError, TrustList};
use serde_json::Value;

const LIST: &str = "certificatesDCC";
const MIRRORED: &str = "publicKeyPEM";

/// Whether these octets look like the list.
pub(crate) fn recognise(octets: &[u8]) -> bool {
    match shape::of(octets) {
        Shape::Object(names) if names.contains(&LIST) => true,
        // The names are identifiers, so that only the item tells.
        Shape::Object(names) => {
            let identifiers = !names.is_empty()
                && names
                    .iter()
                    .all(|name| common::kid(name).is_ok_and(|kid| kid.len() == 8));
            identifiers && common::plain(octets).is_some_and(|text| text.contains(MIRRORED))
        }
        _ => false,
    }
}

#[derive(serde::Deserialize)]
struct Outer {
    #[serde(rename = "certificatesDCC")]
    list: Members,
}

/// Reads the list.
pub(crate) fn read(request: &Request<'_>) -> Result<TrustList, TrustError> {
    let text = common::text(request, request.octets)?;
    let Members(items) = match shape::of(request.octets).has(LIST) {
        true => common::json::<Outer>(request, text)?.list,
        false => common::json(request, text)?,
    };
    common::check_count(request, items.len())?;
    let unsigned = ListSignature::Unsigned;
    let mut draft = Draft::new(request, Format::France, unsigned, Dates::default())?;
    for (kid, item) in &items {
        let at = draft.at(common::short(kid));
        draft.take(&at, key(request, kid, item));
    }
    Ok(draft.finish())
}

fn key(request: &Request<'_>, kid: &str, item: &Value) -> Result<Dsc, Text> {
    let kid = common::kid(kid)?;
    let der = match item {
        Value::String(text) => {
            let once = common::base64(messages::TRUST_IT, text)?;
            // A DER sequence begins with what no base64 does at that place: a zero or high octet.
            match std::str::from_utf8(&once) {
                Ok(inner) => common::base64(messages::TRUST_ITS_INNER_TEXT, inner)?,
                Err(_) => once,
            }
        }
        item => common::base64(MIRRORED, common::string(item, MIRRORED)?)?,
    };
    match Dsc::from_spki(request.source, &kid, &der) {
        Ok(dsc) => Ok(dsc),
        Err(_) => common::certificate(request.source, &der, Kid::Listed(&kid), None),
    }
}
