//! Every route once: its handler, and what the description of the service says of it.

use super::issue::{CertificateQuery, PagesQuery};
use super::lists::{ReadyJson, RulesJson, TrustJson};
use super::problem::{
    BODY, BUSY, CLOCK, CONTENT, FILE_TOO_LARGE, HOST, INTERNAL, ISSUING_OFF, Kind, MEDIA_TYPE,
    METHOD, NOT_ACCEPTABLE, NOT_LET_IN, QUERY, SLOW, TIMEOUT, TOO_LARGE, TOO_MANY_CODES,
};
use super::request::Choices;
use super::{App, document, info, issue, metrics, verify};
use axum::routing::{MethodRouter, get, post};
use hcert::norway::record::Record;
use hcert_checkpoint::issued_json::IssuedJson;
use hcert_page::PagesJson;
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Value as Json, json};
use std::sync::OnceLock;

/// The schema of something, which goes to the generator's definitions.
pub(super) type Shape = fn(&mut SchemaGenerator) -> Json;

/// A route, and what is said of it.
pub(super) struct Route {
    pub(super) method: &'static str,
    pub(super) path: &'static str,
    pub(super) handler: MethodRouter<App>,
    pub(super) id: &'static str,
    pub(super) summary: &'static str,
    pub(super) description: &'static str,
    /// An object whose members are the parameters of the query.
    pub(super) query: Option<Shape>,
    /// Content types of the body.
    pub(super) body: Vec<(&'static str, Shape)>,
    /// Statuses, content types, contents.
    pub(super) answers: Vec<(u16, &'static str, Shape)>,
    pub(super) problems: Vec<Kind>,
    /// Whether one has to be let in.
    pub(super) closed: bool,
}

fn of<T: JsonSchema>(generator: &mut SchemaGenerator) -> Json {
    generator.subschema_for::<T>().to_value()
}

fn text(_: &mut SchemaGenerator) -> Json {
    json!({ "type": "string" })
}

/// Content that is no text has no schema (OpenAPI 3.1, 4.8.14.3).
fn octets(_: &mut SchemaGenerator) -> Json {
    json!({})
}

fn object(_: &mut SchemaGenerator) -> Json {
    json!({ "type": "object" })
}

const JSON: &str = "application/json";

/// What can be wrong with every request.
const ALWAYS: [Kind; 4] = [HOST, METHOD, INTERNAL, TIMEOUT];

/// What can be wrong with a body that is worked on.
const WORK: &[Kind] = &[QUERY, BODY, SLOW, TOO_LARGE, MEDIA_TYPE, BUSY, CLOCK];

/// What can be wrong where something is issued.
const ISSUING: &[Kind] = &[NOT_LET_IN, ISSUING_OFF, CONTENT];

impl Route {
    /// A route that answers with one thing and asks for nothing.
    fn new(
        (method, path, handler): (&'static str, &'static str, MethodRouter<App>),
        (id, summary): (&'static str, &'static str),
        (form, shape): (&'static str, Shape),
    ) -> Self {
        Self {
            method,
            path,
            handler,
            id,
            summary,
            description: "",
            query: None,
            body: vec![],
            answers: vec![(200, form, shape)],
            problems: ALWAYS.to_vec(),
            closed: false,
        }
    }

    fn about(self, description: &'static str) -> Self {
        Self {
            description,
            ..self
        }
    }

    fn query(mut self, query: Shape) -> Self {
        self.query = Some(query);
        self.problems(&[QUERY])
    }

    fn body(mut self, form: &'static str, shape: Shape) -> Self {
        self.body.push((form, shape));
        self.problems(WORK)
    }

    fn answer(mut self, status: u16, form: &'static str, shape: Shape) -> Self {
        self.answers.push((status, form, shape));
        self
    }

    fn problems(mut self, problems: &[Kind]) -> Self {
        self.problems.extend(problems);
        self
    }

    fn closed(mut self) -> Self {
        self.closed = true;
        self.problems(ISSUING)
    }
}

/// Every route.
pub(super) fn all() -> Vec<Route> {
    let getting = |path, handler| ("get", path, handler);
    let verifying = Route::new(
        ("post", "/v1/verify", post(verify::verify)),
        ("verify", "Verify codes"),
        (JSON, of::<verify::Answer<'static>>),
    )
    .about(
        "A report on each code, in order, whatever the verdict. A text has one code a line; a picture or a PDF may hold \
         several.",
    )
    .query(of::<Choices>)
    .problems(&[TOO_MANY_CODES, FILE_TOO_LARGE]);
    vec![
        verify::TYPES
            .split(", ")
            .fold(verifying, |route, form| match form {
                "text/plain" => route.body(form, text),
                JSON => route.body(form, of::<verify::Body>),
                _ => route.body(form, octets),
            }),
        Route::new(
            ("post", "/v1/certificates", post(issue::certificates)),
            ("certificates", "Issue a certificate"),
            (JSON, of::<IssuedJson>),
        )
        .about(
            "The body is a payload of the EU's schema 1.3.x; it is held to it without tolerance. What was signed is \
             verified before it is handed out.",
        )
        .query(of::<CertificateQuery>)
        .body(JSON, object)
        .closed(),
        Route::new(
            ("post", "/v1/pages", post(issue::pages)),
            ("pages", "Make a person's control pages"),
            (JSON, of::<PagesJson>),
        )
        .about(
            "The body is a person's record, or an HL7 FHIR bundle. Every code in the finished files is scanned again and \
             verified. A single file comes as itself, several come in JSON.",
        )
        .query(of::<PagesQuery>)
        .body(JSON, of::<Record>)
        .body("application/fhir+json", object)
        .answer(200, "application/pdf", octets)
        .answer(200, "text/html", text)
        .answer(200, "image/png", octets)
        .problems(&[NOT_ACCEPTABLE])
        .closed(),
        Route::new(
            getting("/v1/trust", get(info::trust)),
            ("trust", "The keys that are trusted"),
            (JSON, of::<TrustJson>),
        )
        .problems(&[QUERY]),
        Route::new(
            getting("/v1/rules", get(info::rules)),
            ("rules", "Countries' rules"),
            (JSON, of::<RulesJson>),
        )
        .query(of::<info::RulesQuery>),
        Route::new(
            getting("/healthz", get(info::healthz)),
            ("health", "The service is there"),
            (JSON, of::<info::Health>),
        ),
        Route::new(
            getting("/readyz", get(info::readyz)),
            ("ready", "Whether codes can be judged, and how old the lists are"),
            (JSON, of::<ReadyJson>),
        )
        .about("503 where no key is trusted, or the trust list is older than it may be.")
        .answer(503, JSON, of::<ReadyJson>)
        .problems(&[CLOCK]),
        Route::new(
            getting("/metrics", get(info::metrics)),
            ("metrics", "What is counted, for Prometheus"),
            (metrics::TEXT, text),
        )
        .problems(&[CLOCK]),
        Route::new(
            getting("/openapi.json", get(document::openapi)),
            ("openapi", "This description, OpenAPI 3.1"),
            (JSON, object),
        ),
        Route::new(
            getting("/docs", get(document::page)),
            ("docs", "This description as a page"),
            ("text/html", text),
        ),
    ]
}

/// The name of a route for the log and the metrics: its path as it stands in the table above.
pub(super) fn known(path: &str) -> &'static str {
    static PATHS: OnceLock<Vec<&str>> = OnceLock::new();
    let paths = PATHS.get_or_init(|| all().iter().map(|route| route.path).collect());
    let name = paths.iter().find(|name| **name == path);
    name.copied().unwrap_or("other")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_that_is_no_route_has_no_name_of_its_own() {
        for route in all() {
            assert_eq!(known(route.path), route.path);
        }
        assert_eq!(known("/v1/verify?name=Nordmann"), "other");
    }
}
