//! `POST /v1/certificates`: a payload in, a code out.

use super::{Issuing, Signed, admitted, json_body};
use crate::App;
use crate::info::json;
use crate::problem::{CONTENT, Problem, QUERY};
use crate::request::query;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use hcert::codec::hex;
use hcert::dcc::Payload;
use hcert::dcc::names::Language;
use hcert::issue::{Validity, choose, fill};
use hcert_ledger::PersonId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Days until a code expires where nobody says.
const DAYS: u16 = 90;

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

/// A code that was issued and read again.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Certificate")]
pub(crate) struct CertificateJson {
    /// Its text.
    hc1: String,
    /// The signer's identifier in hexadecimal.
    kid: String,
    /// `ES256`, `PS256`.
    alg: Option<String>,
    /// When it was issued, RFC 3339.
    iat: String,
    /// When it expires, RFC 3339.
    exp: String,
    /// The certificate's identifier.
    uvci: String,
    /// What should be known of what was filled in.
    notes: Vec<String>,
}

pub(crate) async fn certificates(
    State(app): State<App>,
    request: Request,
) -> Result<Response, Problem> {
    let (parts, stream) = request.into_parts();
    let issuing = admitted(&app, &parts)?;
    let asked: CertificateQuery = query(&parts.uri, "days, fill, names_language")?;
    let days = asked.days.unwrap_or(DAYS);
    if !(1..=3_650).contains(&days) {
        return Err(QUERY.because("days: expected 1 to 3,650"));
    }
    let language = asked.names_language.as_deref().map(|text| {
        let language = Language::from_iso639_1(text);
        let known = language != Language::Unknown;
        known.then_some(language).ok_or(())
    });
    let language = language.transpose();
    let language =
        language.map_err(|()| QUERY.because("names_language: expected be, bg, mk, sr or uk"))?;
    let filling = asked
        .fill
        .unwrap_or(false)
        .then_some(language.unwrap_or_default());
    let issued_at = app.now()?;
    let (text, room) = json_body(&app, &parts, stream).await?;
    let keeping = app.clone();
    let work = move || {
        let validity = Validity {
            issued_at,
            expires_at: issued_at.plus_seconds(i64::from(days) * 86_400),
        };
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
) -> Result<CertificateJson, Problem> {
    let wrong = |error: String| CONTENT.because(error);
    let (payload, mut notes) = match filling {
        Some(language) => fill(text, language, validity.issued_at).map_err(wrong)?,
        None => {
            let payload = Payload::from_json(text);
            (payload.map_err(|error| wrong(error.to_string()))?, vec![])
        }
    };
    let kind = payload.entry.kind();
    let issuer = choose(&issuing.issuers, kind, validity);
    let issuer = issuer.ok_or_else(|| wrong(format!("no signer covers a {kind} certificate")))?;
    let code = issuer.issue(&payload, validity);
    let codes = [code.map_err(|error| wrong(error.to_string()))?];
    let dsc = issuer.dsc();
    let signed = Signed {
        codes: &codes,
        country: dsc.country.as_deref(),
        person: PersonId::of_payload(&payload),
    };
    notes.extend(issuing.record(&signed, app)?);
    let [hc1] = codes;
    Ok(CertificateJson {
        hc1,
        kid: hex(&dsc.kid),
        alg: dsc.key.algorithm().map(|alg| alg.to_string()),
        iat: validity.issued_at.to_string(),
        exp: validity.expires_at.to_string(),
        uvci: payload.entry.uvci().to_owned(),
        notes,
    })
}
