//! `POST /v1/certificates`: a payload in, a code out.

use super::{Issuing, Signed, admitted, json_body};
use crate::App;
use crate::info::json;
use crate::problem::{CONTENT, Problem};
use crate::request::{query, wrong};
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use hcert::dcc::names::Language;
use hcert::issue::{PayloadIssuer, VALID_DAYS, Validity};
use hcert::text::messages;
use hcert_checkpoint::issued_json::IssuedJson;
use hcert_ledger::PersonId;
use schemars::JsonSchema;
use serde::Deserialize;
use std::sync::Arc;

/// How a certificate is issued.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(rename = "CertificateQuery")]
pub(crate) struct CertificateQuery {
    /// Days until it expires, 1 to 3,650; 90 if nothing is said.
    #[schemars(range(min = 1, max = 3650))]
    days: Option<u16>,
    /// Fill in what is missing: `fnt` and `gnt` by transliteration, `ci` as a new UVCI.
    fill: Option<bool>,
    /// Language of names in Cyrillic letters: `be`, `bg`, `mk`, `sr`, `uk`.
    names_language: Option<String>,
}

pub(crate) async fn certificates(
    State(app): State<App>,
    request: Request,
) -> Result<Response, Problem> {
    let (parts, stream) = request.into_parts();
    let issuing = admitted(&app, &parts)?;
    let asked: CertificateQuery = query(&parts.uri, &"days, fill, names_language")?;
    let days = asked.days.unwrap_or(VALID_DAYS);
    if !(1..=3_650).contains(&days) {
        return Err(wrong("days", &messages::PROBLEM_DAYS));
    }
    let language = asked.names_language.as_deref();
    let language = language.map(Language::from_iso639_1);
    if language == Some(Language::Unknown) {
        return Err(wrong("names_language", &messages::PROBLEM_NAMES_LANGUAGE));
    }
    let filling = asked.fill.unwrap_or(false);
    let filling = filling.then_some(language.unwrap_or_default());
    let issued_at = app.now()?;
    let (text, room) = json_body(&app, &parts, stream).await?;
    let keeping = app.clone();
    let work = move || {
        let validity = Validity::days(issued_at, days);
        let made = issue(&issuing, &keeping, &text, validity, filling);
        drop((text, room));
        made
    };
    let made = app.issuing_queue().run(work).await??;
    app.metrics().issued("certificate");
    Ok(json(StatusCode::OK, &made))
}

fn issue(
    issuing: &Issuing,
    app: &App,
    text: &str,
    validity: Validity,
    filling: Option<Language>,
) -> Result<IssuedJson, Problem> {
    let mut issuer = PayloadIssuer::new(Arc::clone(&issuing.issuers));
    if let Some(language) = filling {
        issuer = issuer.filling(language);
    }
    let issued = issuer.issue(text, validity);
    let issued = issued.map_err(|error| CONTENT.because(error))?;
    let signed = Signed {
        codes: std::slice::from_ref(&issued.text),
        country: issued.signer_country.as_deref(),
        person: PersonId::of_payload(&issued.payload),
    };
    let note = issuing.record(&signed, app)?;
    let mut json = IssuedJson::new(&issued);
    json.notes.extend(note);
    Ok(json)
}
