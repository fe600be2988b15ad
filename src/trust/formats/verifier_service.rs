//! What the EU's verifier service and services of its kind (Italy) hand out, collected in a file.
//!
//! The service gives one certificate per answer, its identifier in a header (`X-KID`). Collected they
//! are one of these:
//! - text, a line for each certificate: base64 of DER, or an identifier in base64 before it, with a
//!   space, a tab or a comma between. Empty lines and lines that begin with `#` are skipped.
//! - JSON `{CC: [{"kid", "rawData"}]}`, the service's answer to a query for several.
//!
//! The identifier binds where there is one, else it is made from the certificate. Not signed: what it is
//! worth is where it was fetched from.
//!
//! Source: the code of the EU's verifier service (eu-digital-green-certificates).
//!
//! Not supported: the service's lists of valid identifiers (`signercertificateStatus`).

use super::common::{self, Dates, Draft, Its, Kid};
use super::shape::{self, Shape};
use crate::text::{Text, messages};
use crate::trust::{Dsc, Format, ListSignature, Request, TrustError, TrustList};
use serde_json::Value;

/// Whether these octets look like one of the two.
pub(crate) fn recognise(octets: &[u8]) -> bool {
    match shape::of(octets) {
        Shape::Object(names) => !names.is_empty() && names.iter().all(|name| is_country(name)),
        Shape::Items(_) => false,
        Shape::Other => common::plain(octets)
            .and_then(|text| lines(text).next())
            .is_some_and(|(_, line)| {
                let (_, der) = split(line);
                // The start of a DER sequence longer than 255 octets, as every certificate is.
                der.starts_with("MII") && common::base64("", der).is_ok()
            }),
    }
}

fn is_country(name: &str) -> bool {
    (2..=3).contains(&name.len()) && name.bytes().all(|octet| octet.is_ascii_uppercase())
}

/// Reads the collection.
pub(crate) fn read(request: &Request<'_>) -> Result<TrustList, TrustError> {
    let text = common::text(request, request.octets)?;
    let (format, unsigned) = (Format::VerifierService, ListSignature::Unsigned);
    let mut draft = Draft::new(request, format, unsigned, Dates::default())?;
    if text.starts_with('{') {
        read_json(request, &mut draft, &common::json(request, text)?)?;
        return Ok(draft.finish());
    }
    common::check_count(request, lines(text).count())?;
    let mut any = false;
    for (number, line) in lines(text) {
        let at = draft.at(number);
        let (kid, der) = split(line);
        let read = common::base64(messages::TRUST_THE_LINE, der)
            .and_then(|der| Ok((der, kid.map(common::kid).transpose()?)))
            .and_then(|(der, kid)| {
                let kid = kid.as_deref().map_or(Kid::Absent, Kid::Listed);
                common::certificate(request.source, &der, kid, None)
            });
        any |= read.is_ok();
        draft.take(&at, read);
    }
    if any || text.is_empty() {
        Ok(draft.finish())
    } else {
        Err(request.malformed(messages::VERIFIER_SERVICE_NOTHING))
    }
}

fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let numbered = (1..).zip(text.lines().map(str::trim));
    numbered.filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
}

/// The identifier before a certificate, if there is one, and the certificate.
fn split(line: &str) -> (Option<&str>, &str) {
    match line.split_once([' ', '\t', ',']) {
        Some((kid, der)) => (Some(kid), der.trim_matches([' ', '\t', ','])),
        None => (None, line),
    }
}

fn read_json(
    request: &Request<'_>,
    draft: &mut Draft<'_>,
    whole: &Value,
) -> Result<(), TrustError> {
    let Value::Object(countries) = whole else {
        return Err(request.malformed(messages::TRUST_NO_OBJECT));
    };
    let lengths = countries
        .values()
        .map(|items| items.as_array().map_or(1, Vec::len));
    common::check_count(request, lengths.sum())?;
    for (country, items) in countries {
        let Value::Array(items) = items else {
            let at = draft.at(common::short(country));
            draft.note(&at, messages::TRUST_NO_LIST_OF_CERTIFICATES);
            continue;
        };
        for (index, item) in items.iter().enumerate() {
            let at = draft.at(format_args!("{}.{}", common::short(country), index + 1));
            draft.take(&at, certificate(request, country, item));
        }
    }
    Ok(())
}

fn certificate(request: &Request<'_>, country: &str, item: &Value) -> Result<Dsc, Text> {
    let der = common::base64(Its("rawData"), common::string(item, "rawData")?)?;
    let kid = common::optional(item, "kid")?
        .map(common::kid)
        .transpose()?;
    let kid = kid.as_deref().map_or(Kid::Absent, Kid::Listed);
    common::certificate(request.source, &der, kid, Some(country))
}
