//! What a certificate must be to be issued: strict where the reader is tolerant.

use super::{Kind, Payload, PayloadError, fast_check, json, read, schema, valuesets};
use crate::codec::cbor::Item;
use crate::documents::born_after_issue;
use crate::time::Timestamp;

/// Whether a payload may be issued.
///
/// ```
/// use hcert::{Payload, dcc::issue::check};
/// let text = std::fs::read_to_string("testdata/payloads/vaccination-2-2.json")?;
/// let at = "2022-02-01T12:00:00Z".parse()?;
/// assert_eq!(check(&Payload::from_json(&text)?, at), Ok(()));
/// let unborn = Payload::from_json(&text.replace("1964-08-12", "2023-08-12"))?;
/// assert!(check(&unborn, at).unwrap_err().to_string().starts_with("dob lies after"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// Every reason why not.
pub fn check(payload: &Payload, issued_at: Timestamp) -> Result<(), PayloadError> {
    if !fast_check::is_clean(payload) {
        check_plainly(payload)?;
    }
    // The verifier would list it.
    match born_after_issue(payload.birth_date, issued_at) {
        None => Ok(()),
        Some(reason) => Err(PayloadError {
            reasons: vec![reason],
        }),
    }
}

/// Holds a payload against the reader, the schema of its version, and the rules for new certificates.
pub(super) fn check_plainly(payload: &Payload) -> Result<(), PayloadError> {
    let item = payload.to_item();
    let refuse = |reasons: Vec<String>| Err(PayloadError { reasons });
    read::read(&item).strict()?;
    if !payload.version.starts_with("1.3.") {
        return refuse(vec![format!(
            "ver is {}, new certificates are 1.3.x",
            payload.version
        )]);
    }
    let version = schema::Version::for_ver(&payload.version);
    let violations = schema::check_json(&json(&item), version);
    if !violations.is_empty() {
        return refuse(violations.iter().map(ToString::to_string).collect());
    }
    let inactive = inactive_codes(&item, payload.entry.kind());
    if inactive.is_empty() {
        Ok(())
    } else {
        refuse(inactive)
    }
}

/// Codes that stay readable in old certificates but must not be issued any more.
fn inactive_codes(payload: &Item<'_>, kind: Kind) -> Vec<String> {
    let group = kind.group();
    let entry = match payload.get(group) {
        Some(Item::Array(entries)) => entries.first(),
        _ => None,
    };
    let Some(Item::Map(fields)) = entry else {
        return Vec::new();
    };
    fields
        .iter()
        .filter_map(|(key, code)| {
            let key = key.as_text()?;
            let set = valuesets::Set::for_field(group, key)?;
            let entry = set.find(code.as_text()?)?;
            let reason = || {
                format!(
                    "{group}/0/{key} is {}, which is no longer issued",
                    entry.code
                )
            };
            (!entry.active).then(reason)
        })
        .collect()
}
