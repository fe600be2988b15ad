//! `POST /v1/pages`: a record in, its control pages out.

use super::{Issuing, Signed, admitted, json_body};
use crate::App;
use crate::info::json;
use crate::problem::{CONTENT, INTERNAL, NOT_ACCEPTABLE, Problem};
use crate::request::{lang, query};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use hcert::norway::read;
use hcert::text;
use hcert::text::{Lang, ToText};
use hcert::time::Timestamp;
use hcert_ledger::PersonId;
use hcert_page::produce::{IssuedPages, PageIssuer, ProduceError, Style};
use hcert_page::{Contents, File, Format, PagesJson};
use schemars::JsonSchema;
use serde::Deserialize;
use std::sync::Arc;

/// What an answer with pages may be, the best first.
const FORMS: [(&str, Option<Format>); 4] = [
    ("application/json", None),
    ("application/pdf", Some(Format::Pdf)),
    ("text/html", Some(Format::Html)),
    ("image/png", Some(Format::Png)),
];

/// How pages are made.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(rename = "PagesQuery")]
pub(crate) struct PagesQuery {
    /// First language of the pages: `nb` if nothing is said, `nn`, `en`, `sv`.
    lang: Option<String>,
    /// Pages to be posted: without test certificates, which would be too old on arrival.
    paper: Option<bool>,
    /// Of several files the one of this name, without its ending: `no`, `eu`, and for pictures `eu-vaccination` and so
    /// on.
    file: Option<String>,
}

pub(crate) async fn pages(State(app): State<App>, request: Request) -> Result<Response, Problem> {
    let (parts, stream) = request.into_parts();
    let issuing = admitted(&app, &parts)?;
    let asked: PagesQuery = query(&parts.uri, &"lang, paper, file")?;
    let first = asked.lang.map(|text| lang(&text)).transpose()?;
    let (form, format) = accepted(&parts.headers)?;
    let style = Style {
        formats: format.map_or_else(|| vec![Format::Html, Format::Pdf], |one| vec![one]),
        lang: first.unwrap_or(Lang::Nb),
        paper: asked.paper.unwrap_or(false),
    };
    let at = app.now()?;
    let (text, room) = json_body(&app, &parts, stream).await?;
    let keeping = app.clone();
    let work = move || {
        let answer = print(&issuing, &keeping, &text, style, at);
        drop((text, room));
        answer
    };
    let (printed, notes, lang) = app.issuing_queue().run(work).await??;
    let answer = match format {
        None => {
            let pages = PagesJson::new(&printed, Contents::Inside, lang);
            let mut pages = pages.map_err(|error| INTERNAL.because(error))?;
            pages.notes = notes;
            json(StatusCode::OK, &pages)
        }
        Some(_) => one_file(&printed, form, asked.file.as_deref())?,
    };
    app.metrics().issued("pages");
    Ok(answer)
}

type Made = (IssuedPages, Vec<String>, Lang);

fn print(
    issuing: &Issuing,
    app: &App,
    text: &str,
    style: Style,
    at: Timestamp,
) -> Result<Made, Problem> {
    let lang = style.lang;
    let reading = read::read(text).map_err(|error| CONTENT.because(error))?;
    let said = |finding: &dyn ToText| finding.to_text().get(lang).into_owned();
    let mut notes: Vec<String> = reading.findings.iter().map(|one| said(one)).collect();
    let record = reading.record;
    let issuer = PageIssuer::new(Arc::clone(&issuing.issuers), style, at);
    let printed = issuer.and_then(|issuer| issuer.print(&record));
    let printed = printed.map_err(|error| match error {
        // Neither is the record's fault.
        ProduceError::Random(_) | ProduceError::Foreign { .. } => INTERNAL.because(error),
        _ => CONTENT.because(error),
    })?;
    let signed = Signed {
        codes: &printed.codes,
        // Pages have Norwegian signers alone.
        country: Some("NO"),
        person: PersonId::of_record(&record),
    };
    notes.extend(issuing.record(&signed, app)?);
    Ok((printed, notes, lang))
}

/// The one file that was asked for.
fn one_file(
    printed: &IssuedPages,
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
            Err(NOT_ACCEPTABLE.because(text!(PROBLEM_FILES, files = names.join(", "))))
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
        NOT_ACCEPTABLE.because(text!(PROBLEM_FORMS, forms))
    })
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
}
