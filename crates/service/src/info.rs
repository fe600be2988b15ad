//! What the service tells of itself: lists, rules, health, metrics.

use super::App;
use super::lists::ReadyJson;
use super::metrics;
use super::problem::Problem;
use super::request::{country, lang, query};
use axum::extract::State;
use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use hcert::text::messages;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A JSON answer.
pub(super) fn json(status: StatusCode, value: &impl Serialize) -> Response {
    // Texts and numbers under keys that are texts: this cannot fail.
    let text = serde_json::to_string(value).unwrap_or_default();
    (status, [(header::CONTENT_TYPE, "application/json")], text).into_response()
}

/// A query without parameters.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

/// Refuses a query where none is read: whoever sends one means something by it.
fn no_query(uri: &Uri) -> Result<(), Problem> {
    query(uri, &messages::PROBLEM_NO_PARAMETERS).map(|Nothing {}| ())
}

pub(super) async fn trust(State(app): State<App>, uri: Uri) -> Result<Response, Problem> {
    no_query(&uri)?;
    Ok(json(StatusCode::OK, &app.lists().trust()))
}

/// Whose rules, in which language.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(rename = "RulesQuery")]
pub(super) struct RulesQuery {
    /// Two letters; without it the rules of all countries.
    country: Option<String>,
    /// Language of texts: `en`, `nb`, `nn`, `sv`.
    lang: Option<String>,
}

pub(super) async fn rules(State(app): State<App>, uri: Uri) -> Result<Response, Problem> {
    let asked: RulesQuery = query(&uri, &"country, lang")?;
    let whose = asked.country.map(|code| country(&code)).transpose()?;
    let lang = asked.lang.map(|text| lang(&text)).transpose()?;
    let rules = app.lists().rules(whose, lang.unwrap_or_default());
    Ok(json(StatusCode::OK, &rules))
}

/// The service is there.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Health")]
pub(super) struct Health {
    /// `ok`.
    status: &'static str,
    /// Of the program.
    version: &'static str,
}

pub(super) async fn healthz() -> Response {
    let health = Health {
        status: "ok",
        version: env!("CARGO_PKG_VERSION"),
    };
    json(StatusCode::OK, &health)
}

pub(super) async fn readyz(State(app): State<App>) -> Result<Response, Problem> {
    let at = app.now()?;
    let (ready, trust, revocation, clock) = app.lists().state(at);
    let state = ReadyJson {
        ready,
        at: at.to_string(),
        trust,
        revocation,
        clock,
        reload: app.reload(),
    };
    let status = match ready {
        true => StatusCode::OK,
        false => StatusCode::SERVICE_UNAVAILABLE,
    };
    Ok(json(status, &state))
}

pub(super) async fn metrics(State(app): State<App>) -> Result<Response, Problem> {
    let text = app.metrics().text(&app.lists(), app.now()?);
    Ok(([(header::CONTENT_TYPE, metrics::TEXT)], text).into_response())
}
