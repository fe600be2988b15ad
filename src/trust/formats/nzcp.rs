//! Issuers of New Zealand's passes: DID documents (`did:web`) with their keys.
//!
//! A document, or several under `dids`. A key counts if it is one on P-256 (`JsonWebKey2020`) that the document lists as
//! its own and for assertions (`assertionMethod`); its identifier is what stands behind `#`.
//!
//! Source: NZ COVID Pass technical specification 1, sections 5 and 7. Nothing is fetched.

use super::common::{self, Dates, Draft};
use super::{jwk, shape};
use crate::documents::nzcp;
use crate::text;
use crate::text::{Text, ToText, messages};
use crate::trust::{Dsc, Environment, Format, Request, Scope, TrustError, TrustList};
use serde_json::Value;
use std::sync::Arc;

/// The document that the specification's examples are signed by.
const TEST_ISSUER: &str = "did:web:nzcp.covid19.health.nz";

/// Whether these octets look like such documents. Those of WHO's network have `trustlist` in their names.
pub(crate) fn recognise(octets: &[u8]) -> bool {
    let shape = shape::of(octets);
    let document = shape.has("verificationMethod") && shape.has("assertionMethod");
    let others = b":trustlist";
    (shape.has("dids") || document) && !octets.windows(others.len()).any(|part| part == others)
}

/// Reads the documents.
pub(crate) fn read(request: &Request<'_>) -> Result<TrustList, TrustError> {
    let whole: Value = common::json(request, common::text(request, request.octets)?)?;
    let documents = match whole.get("dids") {
        Some(Value::Array(documents)) => documents.as_slice(),
        Some(_) => return Err(request.malformed(text!(TRUST_MEMBER_NO_LIST, name = "dids"))),
        None => std::slice::from_ref(&whole),
    };
    common::check_count(request, documents.len())?;
    let test = documents
        .iter()
        .any(|document| document.get("id").and_then(Value::as_str) == Some(TEST_ISSUER));
    let environment = if test {
        Environment::Uat
    } else {
        Environment::Prod
    };
    let signature = request.no_signature()?;
    let mut draft =
        Draft::new(request, Format::Nzcp, signature, Dates::default())?.in_environment(environment);
    for (index, document) in documents.iter().enumerate() {
        let methods = document.get("verificationMethod").and_then(Value::as_array);
        let methods = methods.map_or(&[][..], Vec::as_slice);
        common::check_count(request, methods.len())?;
        for (number, method) in methods.iter().enumerate() {
            let at = draft.at(format_args!("{}.{}", index + 1, number + 1));
            draft.take(&at, key(request, document, method));
        }
    }
    Ok(draft.finish())
}

fn key(request: &Request<'_>, document: &Value, method: &Value) -> Result<Dsc, Text> {
    let issuer = common::string(document, "id")?;
    let id = common::string(method, "id")?;
    let (owner, kid) = id.split_once('#').unwrap_or((id, ""));
    let controller = common::optional(method, "controller")?.unwrap_or(issuer);
    if owner != issuer || controller != issuer || kid.is_empty() {
        return Err(text!(NZCP_KEY_ID, found = common::short(id)));
    }
    let assertions = document.get("assertionMethod").and_then(Value::as_array);
    let listed = assertions.is_some_and(|listed| listed.iter().any(|one| one == id));
    if !listed {
        return Err(text!(NZCP_NO_ASSERTION, found = common::short(id)));
    }
    let jwk = method.get("publicKeyJwk");
    let jwk = jwk.ok_or_else(|| text!(TRUST_HAS_NO, name = "publicKeyJwk"))?;
    if jwk.get("crv").and_then(Value::as_str) != Some("P-256") {
        return Err(messages::NZCP_CURVE.into());
    }
    let spki = jwk::spki(jwk)?;
    let dsc = Dsc::from_spki(request.source, kid.as_bytes(), &spki);
    let dsc = dsc.map_err(|error| error.to_text())?;
    let scope = Scope {
        issuer: issuer.to_owned(),
        ..Scope::default()
    };
    Ok(Dsc {
        domain: Some(nzcp::DOMAIN.to_owned()),
        country: Some("NZ".to_owned()),
        ..dsc.for_issuer(Arc::new(scope))
    })
}
