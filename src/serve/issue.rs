//! `POST /v1/certificates` and `POST /v1/pages`: there only where somebody signs and somebody is let in.

use super::App;
use super::info::json;
use super::listen::Known;
use super::problem::{
    BODY, CONTENT, INTERNAL, ISSUING_OFF, NOT_ACCEPTABLE, NOT_LET_IN, Problem, QUERY,
};
use super::request::{body, content_type, lang, media_type, query};
use crate::codec::cbor::hex;
use crate::dcc::Payload;
use crate::dcc::names::Language;
use crate::issue::{Issuer, Validity, choose, fill};
use crate::key::hmac_sha256;
use crate::lang::Lang;
use crate::norway::fhir;
use crate::norway::record::Record;
use crate::page::{File, Format};
use crate::press::{Press, PressError, Printed, Style};
use crate::time::Timestamp;
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::Arc;

/// Days until a code expires where nobody says.
const DAYS: u16 = 90;

/// What a body must be.
const JSON: &str = "application/json";

/// What an answer with pages may be, the best first.
const FORMS: [(&str, Option<Format>); 4] = [
    ("application/json", None),
    ("application/pdf", Some(Format::Pdf)),
    ("text/html", Some(Format::Html)),
    ("image/png", Some(Format::Png)),
];

/// Who may ask for a signature: whoever knows a token, whoever has a certificate, or whoever has both where both are
/// asked for. `Debug` shows no token.
pub struct Entrance {
    /// Tokens as they are compared: through a keyed hash, so that how long that takes tells nothing of them.
    tokens: Vec<[u8; 32]>,
    key: [u8; 16],
    certificate: bool,
}

impl fmt::Debug for Entrance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (tokens, certificate) = (self.tokens.len(), self.certificate);
        write!(f, "Entrance({tokens} tokens, certificate: {certificate})")
    }
}

/// Characters that a token has at least: 128 bits in hexadecimal.
const TOKEN_LENGTH: usize = 32;

impl Entrance {
    /// An entrance for those who know one of the tokens, if there are any, and with `certificate` for those whose
    /// client certificate was checked at the door.
    ///
    /// # Errors
    /// Nothing is asked for at all, a token is too short to be secret, or there is no randomness.
    pub fn new(tokens: &[&str], certificate: bool) -> Result<Self, String> {
        if tokens.is_empty() && !certificate {
            return Err("neither a token nor a client certificate is asked for".into());
        }
        if let Some(short) = tokens.iter().position(|token| token.len() < TOKEN_LENGTH) {
            let number = short + 1;
            return Err(format!(
                "token {number} has fewer than {TOKEN_LENGTH} characters"
            ));
        }
        let key = crate::key::random_octets().map_err(|error| error.to_string())?;
        let hash = |token: &&str| hmac_sha256(&key, token.as_bytes());
        Ok(Self {
            tokens: tokens.iter().map(hash).collect(),
            key,
            certificate,
        })
    }

    fn lets_in(&self, parts: &Parts) -> bool {
        let token = parts.headers.get(header::AUTHORIZATION);
        let token = token.and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
        let token = token.map(|token| hmac_sha256(&self.key, token.trim().as_bytes()));
        let known = parts.extensions.get::<Known>();
        (self.tokens.is_empty() || token.is_some_and(|token| self.tokens.contains(&token)))
            && (!self.certificate || known.is_some_and(|Known(known)| *known))
    }
}

/// Who signs, and who may ask for it.
#[derive(Debug)]
pub struct Issuing {
    issuers: Arc<[Issuer]>,
    entrance: Entrance,
}

impl Issuing {
    /// These signers, for those whom the entrance lets in.
    #[must_use]
    pub fn new(issuers: Vec<Issuer>, entrance: Entrance) -> Self {
        Self {
            issuers: issuers.into(),
            entrance,
        }
    }
}

/// Who issues, for one who is let in.
fn admitted(app: &App, parts: &Parts) -> Result<Arc<Issuing>, Problem> {
    let issuing = app.issuing().ok_or(ISSUING_OFF)?;
    match issuing.entrance.lets_in(parts) {
        true => Ok(issuing),
        false => Err(NOT_LET_IN.into()),
    }
}

/// How a certificate is issued.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(rename = "CertificateQuery")]
pub(super) struct CertificateQuery {
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
pub(super) struct CertificateJson {
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

pub(super) async fn certificates(
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
    let work = move || {
        let validity = Validity {
            issued_at,
            expires_at: issued_at.plus_seconds(i64::from(days) * 86_400),
        };
        let made = issue(&issuing.issuers, &text, validity, filling);
        drop((text, room));
        made
    };
    let made = app.gate().run(work).await??;
    app.metrics().issued("certificate");
    Ok(json(StatusCode::OK, &made))
}

fn issue(
    issuers: &[Issuer],
    text: &str,
    validity: Validity,
    filling: Option<Language>,
) -> Result<CertificateJson, Problem> {
    let wrong = |error: String| CONTENT.because(error);
    let (payload, notes) = match filling {
        Some(language) => fill(text, language, validity.issued_at).map_err(wrong)?,
        None => {
            let payload = Payload::from_json(text);
            (payload.map_err(|error| wrong(error.to_string()))?, vec![])
        }
    };
    let kind = payload.entry.kind();
    let issuer = choose(issuers, kind, validity);
    let issuer = issuer.ok_or_else(|| wrong(format!("no signer covers a {kind} certificate")))?;
    let code = issuer.issue(&payload, validity);
    let dsc = issuer.dsc();
    Ok(CertificateJson {
        hc1: code.map_err(|error| wrong(error.to_string()))?,
        kid: hex(&dsc.kid),
        alg: dsc.key.algorithm().map(|alg| alg.to_string()),
        iat: validity.issued_at.to_string(),
        exp: validity.expires_at.to_string(),
        uvci: payload.entry.uvci().to_owned(),
        notes,
    })
}

/// How pages are made.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(rename = "PagesQuery")]
pub(super) struct PagesQuery {
    /// First language of the pages: `nb` if nothing is said, `nn`, `en`.
    lang: Option<String>,
    /// Pages to be posted: without test certificates, which would be too old on arrival.
    paper: Option<bool>,
    /// Of several files the one of this name, without its ending: `no`, `eu`, and for pictures `eu-vaccination` and so
    /// on.
    file: Option<String>,
}

/// The pages of one record, every code on them read again and verified.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "Pages")]
pub(super) struct PagesJson {
    /// `green` or `red`.
    light: String,
    /// Until when, RFC 3339; null for a light without an end.
    until: Option<String>,
    /// HTML and PDF.
    files: Vec<FileJson>,
    /// What is on no page.
    left_out: Vec<LeftOutJson>,
    /// Why the Norwegian page is not among them.
    no_domestic_page: Option<&'static str>,
    /// Letters of the name that no face of the pages has.
    unwritable: usize,
    /// What the reader of a FHIR bundle noticed.
    notes: Vec<String>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "File")]
struct FileJson {
    name: String,
    #[serde(rename = "type")]
    form: &'static str,
    /// Base64.
    content: String,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "LeftOut")]
struct LeftOutJson {
    /// Where it stands in the record.
    entry: String,
    code: &'static str,
    text: String,
}

pub(super) async fn pages(State(app): State<App>, request: Request) -> Result<Response, Problem> {
    let (parts, stream) = request.into_parts();
    let issuing = admitted(&app, &parts)?;
    let asked: PagesQuery = query(&parts.uri, "lang, paper, file")?;
    let first = asked.lang.map(|text| lang(&text)).transpose()?;
    let (form, format) = accepted(&parts.headers)?;
    let style = Style {
        formats: format.map_or_else(|| vec![Format::Html, Format::Pdf], |one| vec![one]),
        lang: first.unwrap_or(Lang::Nb),
        paper: asked.paper.unwrap_or(false),
    };
    let at = app.now()?;
    let (text, room) = json_body(&app, &parts, stream).await?;
    let work = move || {
        let answer = print(&issuing.issuers, &text, style, at);
        drop((text, room));
        answer
    };
    let (printed, notes, lang) = app.gate().run(work).await??;
    let answer = match format {
        None => json(StatusCode::OK, &PagesJson::new(&printed, notes, lang)),
        Some(_) => one_file(&printed, form, asked.file.as_deref())?,
    };
    app.metrics().issued("pages");
    Ok(answer)
}

type Made = (Printed, Vec<String>, Lang);

fn print(
    issuers: &Arc<[Issuer]>,
    text: &str,
    style: Style,
    at: Timestamp,
) -> Result<Made, Problem> {
    let (mut notes, lang) = (Vec::new(), style.lang);
    let record = match fhir::is_bundle(text) {
        false => Record::from_json(text),
        true => fhir::read(text).map(|reading| {
            notes.extend(reading.findings.iter().map(ToString::to_string));
            reading.record
        }),
    };
    let record = record.map_err(|error| CONTENT.because(error.to_string()))?;
    let press = Press::new(Arc::clone(issuers), style, at);
    let printed = press.and_then(|press| press.print(&record));
    let printed = printed.map_err(|error| match error {
        // Neither is the record's fault.
        PressError::Random(_) | PressError::Foreign { .. } => INTERNAL.because(error.to_string()),
        _ => CONTENT.because(error.to_string()),
    })?;
    Ok((printed, notes, lang))
}

impl PagesJson {
    fn new(printed: &Printed, notes: Vec<String>, lang: Lang) -> Self {
        let files = printed.files().map(|file| FileJson {
            name: file.name.clone(),
            form: form_of(&file.name),
            content: STANDARD.encode(&file.octets),
        });
        let left_out = printed.left_out.iter().map(|left| LeftOutJson {
            entry: left.path.clone(),
            code: left.why.code(),
            text: left.why.text(lang),
        });
        let status = &printed.status;
        Self {
            light: status.light.code().to_owned(),
            until: status.until.map(|until| until.to_string()),
            files: files.collect(),
            left_out: left_out.collect(),
            no_domestic_page: printed.no_domestic.map(|words| words.get(lang)),
            unwritable: printed.unwritable,
            notes,
        }
    }
}

/// The content type of a file by its ending.
fn form_of(name: &str) -> &'static str {
    let ending = |format: &Format| name.ends_with(&format!(".{}", format.ending()));
    let found = FORMS
        .iter()
        .find(|(_, format)| format.as_ref().is_some_and(ending));
    found.map_or("application/octet-stream", |(form, _)| form)
}

/// The one file that was asked for.
fn one_file(
    printed: &Printed,
    form: &'static str,
    stem: Option<&str>,
) -> Result<Response, Problem> {
    let named = |file: &&File| {
        stem.is_none_or(|stem| {
            let rest = file.name.strip_prefix(stem);
            rest.is_some_and(|rest| rest.starts_with('.'))
        })
    };
    let mut found = printed.files().filter(named);
    match (found.next(), found.next()) {
        (Some(file), None) => {
            // Names of files are ours: letters and hyphens.
            let disposition = format!("attachment; filename=\"{}\"", file.name);
            let headers = [
                (header::CONTENT_TYPE, form.to_owned()),
                (header::CONTENT_DISPOSITION, disposition),
            ];
            Ok((headers, file.octets.clone()).into_response())
        }
        _ => {
            let names: Vec<&str> = printed.files().map(|file| file.name.as_str()).collect();
            Err(NOT_ACCEPTABLE.because(format!(
                "there are {}: name one with file=, or accept application/json",
                names.join(", ")
            )))
        }
    }
}

/// The form that a request likes best among those that there are (RFC 9110, 12.5.1); of equals the first.
fn accepted(headers: &HeaderMap) -> Result<(&'static str, Option<Format>), Problem> {
    let values = headers.get_all(header::ACCEPT).iter();
    let values = values.filter_map(|value| value.to_str().ok());
    let values: Vec<&str> = values.flat_map(|value| value.split(',')).collect();
    let quality = |form: &str| {
        if values.is_empty() {
            return 1_000;
        }
        let family = form.split_once('/').map_or(form, |(family, _)| family);
        let asked = values.iter().filter_map(|value| {
            let mut parts = value.split(';').map(str::trim);
            let range = parts.next()?.to_ascii_lowercase();
            let weight = parts.find_map(|part| part.strip_prefix("q=")?.parse::<f32>().ok());
            let exact = match range.as_str() {
                range if range == form => 2,
                "*/*" => 0,
                range if range.strip_suffix("/*") == Some(family) => 1,
                _ => return None,
            };
            let weight = weight.unwrap_or(1.0).clamp(0.0, 1.0) * 1_000.0;
            Some((exact, weight as u16))
        });
        // The most exact range decides.
        asked.max_by_key(|(exact, _)| *exact).map_or(0, |(_, q)| q)
    };
    let mut best = None;
    for (form, format) in FORMS {
        let quality = quality(form);
        if quality > best.map_or(0, |(best, _, _)| best) {
            best = Some((quality, form, format));
        }
    }
    let best = best.map(|(_, form, format)| (form, format));
    best.ok_or_else(|| {
        let forms = FORMS.map(|(form, _)| form).join(", ");
        NOT_ACCEPTABLE.because(format!("there are: {forms}"))
    })
}

/// A JSON body as text.
async fn json_body(
    app: &App,
    parts: &Parts,
    stream: axum::body::Body,
) -> Result<(String, super::request::Room), Problem> {
    let form = content_type(&parts.headers).unwrap_or_default();
    if form != JSON && form != "application/fhir+json" {
        return Err(media_type(JSON));
    }
    let (octets, room) = body(app, parts, stream).await?;
    let text = String::from_utf8(octets.to_vec());
    let text = text.map_err(|_| BODY.because("not a text in UTF-8"))?;
    Ok((text.trim_start_matches('\u{feff}').to_owned(), room))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_is_the_one_that_is_liked_best() {
        let best = |accept: &[&str]| {
            let mut headers = HeaderMap::new();
            for value in accept {
                headers.append(header::ACCEPT, value.parse().unwrap());
            }
            accepted(&headers).ok().map(|(form, _)| form)
        };
        for (accept, wanted) in [
            (&[][..], Some("application/json")),
            (&["*/*"], Some("application/json")),
            (&["application/pdf"], Some("application/pdf")),
            (&["Application/PDF; q=0.5"], Some("application/pdf")),
            (
                &["text/html;q=0.8, application/pdf"],
                Some("application/pdf"),
            ),
            (&["text/html", "application/pdf;q=0.9"], Some("text/html")),
            (&["image/*"], Some("image/png")),
            (&["*/*;q=0.1, image/png"], Some("image/png")),
            (&["application/json;q=0, */*"], Some("application/pdf")),
            (&["text/plain"], None),
            (&["application/pdf;q=0"], None),
        ] {
            assert_eq!(best(accept), wanted, "{accept:?}");
        }
    }

    #[test]
    fn tokens_are_long_and_shown_to_nobody() {
        let token = "0123456789abcdef0123456789abcdef";
        assert!(Entrance::new(&[], false).is_err());
        assert!(Entrance::new(&[token, "short"], false).is_err());
        let entrance = Entrance::new(&[token], false).unwrap();
        assert!(!format!("{entrance:?}").contains("0123"));
        let parts = |value: &str| {
            let request = axum::http::Request::get("/").header("authorization", value);
            request.body(()).unwrap().into_parts().0
        };
        assert!(entrance.lets_in(&parts(&format!("Bearer {token}"))));
        for wrong in [
            token.to_owned(),
            format!("Basic {token}"),
            format!("Bearer {token}0"),
            format!("Bearer {}", &token[1..]),
            "Bearer ".to_owned(),
        ] {
            assert!(!entrance.lets_in(&parts(&wrong)), "{wrong}");
        }
        let both = Entrance::new(&[token], true).unwrap();
        let mut known = parts(&format!("Bearer {token}"));
        assert!(!both.lets_in(&known));
        known.extensions.insert(Known(true));
        assert!(both.lets_in(&known));
        let mut stranger = parts("");
        stranger.extensions.insert(Known(true));
        assert!(!both.lets_in(&stranger));
    }
}
