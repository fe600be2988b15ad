//! Every route once: its handler, and what the description of the service says of it.

use super::issue::{CertificateQuery, PagesQuery};
use super::lists::{ReadyJson, RulesJson, TrustJson};
use super::problem::{self, Kind};
use super::request::Choices;
use super::{App, document, info, issue, metrics, verify};
use axum::routing::{MethodRouter, get, post};
use hcert::norway::record::Record;
use hcert_checkpoint::issued_json::IssuedJson;
use hcert_page::PagesJson;
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Value as Json, json};

/// The schema of something, which goes to the generator's definitions.
pub(super) type Shape = fn(&mut SchemaGenerator) -> Json;

/// A route.
pub(super) struct Route {
    pub(super) path: &'static str,
    pub(super) method: &'static str,
    pub(super) handler: MethodRouter<App>,
    pub(super) operation: Operation,
}

/// What is said of a route.
pub(super) struct Operation {
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

fn plain(
    id: &'static str,
    summary: &'static str,
    description: &'static str,
    answer: (&'static str, Shape),
) -> Operation {
    let (form, shape) = answer;
    Operation {
        id,
        summary,
        description,
        query: None,
        body: vec![],
        answers: vec![(200, form, shape)],
        problems: vec![],
        closed: false,
    }
}

/// What can be wrong with a body that is worked on.
fn body_problems(more: &[Kind]) -> Vec<Kind> {
    let common = [
        problem::QUERY,
        problem::BODY,
        problem::SLOW,
        problem::TOO_LARGE,
        problem::MEDIA_TYPE,
        problem::BUSY,
        problem::CLOCK,
        problem::TIMEOUT,
    ];
    common.into_iter().chain(more.iter().copied()).collect()
}

/// Every route.
pub(super) fn all() -> Vec<Route> {
    let route = |path, method, handler, operation| Route {
        path,
        method,
        handler,
        operation,
    };
    let mut routes = vec![route(
        "/v1/verify",
        "post",
        post(verify::verify),
        verifying(),
    )];
    routes.extend(issuing());
    routes.extend([
        route(
            "/v1/trust",
            "get",
            get(info::trust),
            Operation {
                problems: vec![problem::QUERY],
                ..plain(
                    "trust",
                    "The keys that are trusted",
                    "",
                    (JSON, of::<TrustJson>),
                )
            },
        ),
        route(
            "/v1/rules",
            "get",
            get(info::rules),
            Operation {
                query: Some(of::<info::RulesQuery>),
                problems: vec![problem::QUERY],
                ..plain("rules", "Countries' rules", "", (JSON, of::<RulesJson>))
            },
        ),
        route(
            "/healthz",
            "get",
            get(info::healthz),
            plain(
                "health",
                "The service is there",
                "",
                (JSON, of::<info::Health>),
            ),
        ),
        route("/readyz", "get", get(info::readyz), readiness()),
        route(
            "/metrics",
            "get",
            get(info::metrics),
            Operation {
                problems: vec![problem::CLOCK],
                ..plain(
                    "metrics",
                    "What is counted, for Prometheus",
                    "",
                    (metrics::TEXT, text),
                )
            },
        ),
        route(
            "/openapi.json",
            "get",
            get(document::openapi),
            plain(
                "openapi",
                "This description, OpenAPI 3.1",
                "",
                (JSON, object),
            ),
        ),
        route(
            "/docs",
            "get",
            get(document::page),
            plain(
                "docs",
                "This description as a page",
                "",
                ("text/html", text),
            ),
        ),
    ]);
    routes
}

fn verifying() -> Operation {
    let mut body: Vec<(&str, Shape)> = Vec::new();
    for form in verify::TYPES.split(", ") {
        let shape: Shape = match form {
            "text/plain" => text,
            JSON => of::<verify::Body>,
            _ => octets,
        };
        body.push((form, shape));
    }
    Operation {
        query: Some(of::<Choices>),
        body,
        problems: body_problems(&[problem::TOO_MANY_CODES, problem::FILE_TOO_LARGE]),
        ..plain(
            "verify",
            "Verify codes",
            "A report on each code, in order, whatever the verdict. A text has one code a line; a picture or a PDF may \
             hold several.",
            (JSON, of::<verify::Answer<'static>>),
        )
    }
}

fn readiness() -> Operation {
    let mut operation = plain(
        "ready",
        "Whether codes can be judged, and how old the lists are",
        "503 where no key is trusted, or the trust list is older than it may be.",
        (JSON, of::<ReadyJson>),
    );
    operation.answers.push((503, JSON, of::<ReadyJson>));
    operation.problems.push(problem::CLOCK);
    operation
}

fn issuing() -> [Route; 2] {
    let closed = [problem::NOT_LET_IN, problem::ISSUING_OFF, problem::CONTENT];
    let certificates = Operation {
        query: Some(of::<CertificateQuery>),
        body: vec![(JSON, object)],
        problems: body_problems(&closed),
        closed: true,
        ..plain(
            "certificates",
            "Issue a certificate",
            "The body is a payload of the EU's schema 1.3.x; it is held to it without tolerance. What was signed is \
             verified before it is handed out.",
            (JSON, of::<IssuedJson>),
        )
    };
    let mut pages = Operation {
        query: Some(of::<PagesQuery>),
        body: vec![(JSON, of::<Record>), ("application/fhir+json", object)],
        problems: body_problems(&[&closed[..], &[problem::NOT_ACCEPTABLE]].concat()),
        closed: true,
        ..plain(
            "pages",
            "Make a person's control pages",
            "The body is a person's record, or an HL7 FHIR bundle. Every code in the finished files is scanned again and \
             verified. A single file comes as itself, several come in JSON.",
            (JSON, of::<PagesJson>),
        )
    };
    let files: [(u16, &str, Shape); 3] = [
        (200, "application/pdf", octets),
        (200, "text/html", text),
        (200, "image/png", octets),
    ];
    pages.answers.extend(files);
    [
        Route {
            path: "/v1/certificates",
            method: "post",
            handler: post(issue::certificates),
            operation: certificates,
        },
        Route {
            path: "/v1/pages",
            method: "post",
            handler: post(issue::pages),
            operation: pages,
        },
    ]
}

/// The name of a route for the log and the metrics: its path as it stands in the table above.
pub(super) fn known(path: &str) -> &'static str {
    let names = [
        "/v1/verify",
        "/v1/certificates",
        "/v1/pages",
        "/v1/trust",
        "/v1/rules",
        "/healthz",
        "/readyz",
        "/metrics",
        "/openapi.json",
        "/docs",
    ];
    names
        .into_iter()
        .find(|name| *name == path)
        .unwrap_or("other")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_route_has_a_name() {
        for route in all() {
            assert_eq!(known(route.path), route.path);
        }
        assert_eq!(known("/v1/verify?name=Nordmann"), "other");
    }
}
