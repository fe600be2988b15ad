//! Germany's signers: a line with a signature, then JSON
//! `{"certificates": [{"certificateType": "DSC", "country", "kid", "rawData", "thumbprint", ...}]}`.
//!
//! The signature is ECDSA on P-256 with SHA-256, r‖s of 64 octets in base64, over the JSON from its
//! first brace to its last octet that is no white space. The key is bare and must be pinned. Items are
//! those of the EU's gateway; their own signatures are by certificates that do not come along, and are
//! not looked at.
//!
//! Also read: the JSON without a signature, as a mirror (section42) keeps it for several countries, with
//! `kid` and `rawData` alone. It is reported as unsigned; but while a bare key is pinned, a list whose
//! signature was taken away is refused.
//!
//! Source: Robert Koch Institute (CovPass), and the verify-ehc project on the form of the signature.
//!
//! Not supported: a signature in DER.

use super::common::{self, Dates, Draft, Its, Kid};
use super::{shape, signer};
use crate::key::Algorithm;
use crate::text;
use crate::text::{Text, messages};
use crate::trust::{Dsc, Format, ListSignature, Request, TrustError, TrustList};
use serde_json::Value;

const LIST: &str = "certificates";

/// Octets of the signature.
const SIGNATURE: usize = 64;

/// Whether these octets look like the list.
pub(crate) fn recognise(octets: &[u8]) -> bool {
    let Some((line, json)) = common::plain(octets).and_then(split) else {
        return false;
    };
    let signature = line.is_empty()
        || line.len() < 4 * SIGNATURE
            && common::base64("", line).is_ok_and(|octets| octets.len() == SIGNATURE);
    signature && shape::of(json.as_bytes()).has(LIST)
}

/// The signature line and the JSON behind it.
fn split(text: &str) -> Option<(&str, &str)> {
    let brace = text.find('{')?;
    let (line, json) = text.split_at_checked(brace)?;
    Some((line.trim(), json.trim_end()))
}

/// Reads the list.
pub(crate) fn read(request: &Request<'_>) -> Result<TrustList, TrustError> {
    let text = common::text(request, request.octets)?;
    let (line, json) = split(text).ok_or_else(|| request.malformed(messages::GERMANY_NO_JSON))?;
    let signature = signature(request, line, json)?;

    let whole: Value = common::json(request, json)?;
    let Value::Array(items) = common::member(request, &whole, LIST)? else {
        return Err(request.malformed(text!(TRUST_MEMBER_NO_LIST, name = LIST)));
    };
    common::check_count(request, items.len())?;
    let mut draft = Draft::new(request, Format::Germany, signature, Dates::default())?;
    for (index, item) in items.iter().enumerate() {
        let at = draft.at(index + 1);
        draft.take(&at, certificate(request, item));
    }
    Ok(draft.finish())
}

fn signature(request: &Request<'_>, line: &str, json: &str) -> Result<ListSignature, TrustError> {
    if line.is_empty() {
        return match request.anchors.keys.is_empty() {
            true => Ok(ListSignature::Unsigned),
            false => Err(request.bad_signature(messages::GERMANY_UNSIGNED)),
        };
    }
    let octets = common::base64(messages::TRUST_LINE_BEFORE_JSON, line)
        .map_err(|reason| request.bad_signature(reason))?;
    if octets.len() != SIGNATURE {
        let found = octets.len();
        return Err(request.bad_signature(text!(GERMANY_LENGTH, found, want = SIGNATURE)));
    }
    signer::by_key(request, messages::SIGNER_UNNAMED, |_, pinned| {
        let verified = pinned
            .key
            .verify(Algorithm::Es256, json.as_bytes(), &octets);
        verified.is_ok()
    })
}

fn certificate(request: &Request<'_>, item: &Value) -> Result<Dsc, Text> {
    match common::optional(item, "certificateType")? {
        None | Some("DSC") => {}
        Some(other) => {
            return Err(text!(TRUST_NOT_DSC, found = common::short(other)));
        }
    }
    let der = common::base64(Its("rawData"), common::string(item, "rawData")?)?;
    if let Some(listed) = common::optional(item, "thumbprint")? {
        common::thumbprint(&der, listed)?;
    }
    let kid = common::kid(common::string(item, "kid")?)?;
    let country = common::optional(item, "country")?;
    common::certificate(request.source, &der, Kid::Listed(&kid), country)
}
