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
use hcert::time::Timestamp;
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
    /// Days until it expires, 1 to 3,650; 90 if nothing is said, for a yellow card a year, or as long as its signer's
    /// certificate.
    #[schemars(range(min = 1, max = 3650))]
    days: Option<u16>,
    /// `dcc` for an EU certificate, `icvp` for a yellow card; `dcc` if nothing is said.
    kind: Option<String>,
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
    let asked: CertificateQuery = query(&parts.uri, &"days, kind, fill, names_language")?;
    let icvp = match asked.kind.as_deref() {
        None | Some("dcc") => false,
        Some("icvp") => true,
        Some(_) => return Err(wrong("kind", &messages::PROBLEM_KIND)),
    };
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
        let wanted = match icvp {
            true => Wanted::Icvp(asked.days.map(|_| validity.expires_at)),
            false => Wanted::Dcc(filling),
        };
        let made = issue(&issuing, &keeping, &text, validity, wanted);
        drop((text, room));
        made
    };
    let made = app.issuing_queue().run(work).await??;
    app.metrics().issued("certificate");
    Ok(json(StatusCode::OK, &made))
}

/// What is to be issued.
#[derive(Clone, Copy)]
enum Wanted {
    /// An EU certificate, with what is missing filled in where a language is given.
    Dcc(Option<Language>),
    /// A yellow card, and claim `exp` if it was said.
    Icvp(Option<Timestamp>),
}

fn issue(
    issuing: &Issuing,
    app: &App,
    text: &str,
    validity: Validity,
    wanted: Wanted,
) -> Result<IssuedJson, Problem> {
    let mut issuer = PayloadIssuer::new(Arc::clone(&issuing.issuers));
    let issued = match wanted {
        Wanted::Dcc(filling) => {
            if let Some(language) = filling {
                issuer = issuer.filling(language);
            }
            issuer.issue(text, validity)
        }
        Wanted::Icvp(expires_at) => issuer.issue_icvp(text, validity.issued_at, expires_at),
    };
    let issued = issued.map_err(|error| CONTENT.because(error))?;
    let signed = Signed {
        codes: std::slice::from_ref(&issued.text),
        country: issued.signer_country.as_deref(),
        person: PersonId::of_issued(&issued.content),
    };
    let note = issuing.record(&signed, app)?;
    let mut json = IssuedJson::new(&issued);
    json.notes.extend(note);
    Ok(json)
}
