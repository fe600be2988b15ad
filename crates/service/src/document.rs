//! The description of the service: OpenAPI 3.1 from the routes and the types that they read and write, and the same
//! as a page that fetches nothing.

use super::problem::{self, KINDS, ProblemJson};
use super::routes::{self, Route};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hcert::text::Lang;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use schemars::SchemaGenerator;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value as Json, json};
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// Where the schemas of types stand in the document.
const SCHEMAS: &str = "#/components/schemas/";

/// The document, made once.
fn document() -> &'static Json {
    static DOCUMENT: OnceLock<Json> = OnceLock::new();
    DOCUMENT.get_or_init(make)
}

fn make() -> Json {
    let settings = || {
        SchemaSettings::draft2020_12().with(|settings| {
            settings.definitions_path = "/components/schemas".into();
            settings.meta_schema = None;
        })
    };
    // What is read may lack what has a default; what is written has everything that is known.
    let mut read = settings().for_deserialize().into_generator();
    let mut written = hcert_checkpoint::schema::written(settings()).into_generator();
    let problem = written.subschema_for::<ProblemJson<'static>>().to_value();
    let mut paths = Map::new();
    for route in routes::all() {
        let item = paths.entry(route.path).or_insert_with(|| json!({}));
        let operation = describe(&route, &problem, &mut read, &mut written);
        if let Some(item) = item.as_object_mut() {
            item.insert(route.method.to_owned(), operation);
        }
    }
    let mut schemas = read.take_definitions(true);
    schemas.extend(written.take_definitions(true));
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "hcert",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Verifies EU Digital COVID Certificates and Norwegian domestic codes, and issues them where \
                            that was allowed. Nothing that is sent is kept.",
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
        },
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "token": { "type": "http", "scheme": "bearer" },
                "certificate": { "type": "mutualTLS" },
            },
        },
    })
}

fn describe(
    route: &Route,
    problem: &Json,
    read: &mut SchemaGenerator,
    written: &mut SchemaGenerator,
) -> Json {
    let query = route.query.map(|query| parameters(&query(read), read));
    let forms = route.body.iter();
    let forms = forms.map(|(form, shape)| ((*form).to_owned(), json!({ "schema": shape(read) })));
    let body: Map<String, Json> = forms.collect();
    let answers = route.answers.iter().map(|(status, form, shape)| {
        let text = match status {
            200 => "What was asked for",
            _ => "What was asked for, and that it does not hold",
        };
        (*status, text, *form, shape(written))
    });
    let mut problems = route.problems.clone();
    problems.sort_by_key(|kind| (kind.status, kind.code));
    problems.dedup();
    let problems = problems.iter().map(|kind| {
        let title = kind.title.get(Lang::En);
        (kind.status, title, problem::FORM, problem.clone())
    });
    let mut responses: BTreeMap<u16, (Vec<&str>, Map<String, Json>)> = BTreeMap::new();
    for (status, text, form, schema) in answers.chain(problems) {
        // Several problems of one status.
        let (texts, content) = responses.entry(status).or_default();
        if !texts.contains(&text) {
            texts.push(text);
        }
        content.insert(form.to_owned(), json!({ "schema": schema }));
    }
    let responses = responses.into_iter().map(|(status, (texts, content))| {
        let answer = json!({ "description": texts.join("; "), "content": content });
        (status.to_string(), answer)
    });
    let mut described = json!({
        "operationId": route.id,
        "summary": route.summary,
        "description": (!route.description.is_empty()).then_some(route.description),
        "parameters": query,
        "requestBody": (!body.is_empty()).then(|| json!({ "required": true, "content": body })),
        // Which of the two, or both, is the operator's choice.
        "security": route.closed.then(|| json!([{ "token": [] }, { "certificate": [] }])),
        "responses": responses.collect::<Map<_, _>>(),
    });
    if let Some(members) = described.as_object_mut() {
        members.retain(|_, member| !member.is_null());
    }
    described
}

/// The parameters of a query, from the schema of the object that it is read into.
fn parameters(query: &Json, generator: &SchemaGenerator) -> Json {
    let name = query.get("$ref").and_then(Json::as_str);
    let name = name.and_then(|path| path.strip_prefix(SCHEMAS));
    let schema = name.and_then(|name| generator.definitions().get(name));
    let properties = schema.and_then(|schema| schema.get("properties"));
    let properties = properties.and_then(Json::as_object);
    let parameters = properties.into_iter().flatten().map(|(name, schema)| {
        let mut schema = schema.clone();
        let description = schema
            .as_object_mut()
            .and_then(|schema| schema.shift_remove("description"));
        // A parameter that is not there is not null.
        if let Some(object) = schema.as_object_mut() {
            object.shift_remove("default");
            if let Some(kind) = object.get_mut("type")
                && let Some(first) = kind.get(0).cloned()
            {
                *kind = first;
            }
        }
        json!({ "name": name, "in": "query", "description": description, "schema": schema })
    });
    parameters.collect()
}

pub(super) async fn openapi() -> Response {
    super::info::json(StatusCode::OK, document())
}

pub(super) async fn page() -> Response {
    static PAGE: OnceLock<(String, String)> = OnceLock::new();
    let (page, policy) = PAGE.get_or_init(|| {
        let hash = STANDARD.encode(hcert::key::sha256(STYLE.as_bytes()));
        let policy = format!(
            "default-src 'none'; style-src 'sha256-{hash}'; frame-ancestors 'none'; base-uri 'none'; \
             form-action 'none'"
        );
        (draw(&routes::all(), document()).into_string(), policy)
    });
    let mut response = (
        [(header::CONTENT_TYPE, "text/html; charset=utf-8")],
        page.as_str(),
    )
        .into_response();
    if let Ok(policy) = HeaderValue::from_str(policy) {
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// The style of the page; its hash stands in the header that lets it in.
const STYLE: &str = "\
:root{color-scheme:light dark;--line:#8886;--soft:#8882}\
body{font:1rem/1.5 system-ui,sans-serif;max-width:56rem;margin:0 auto;padding:1.5rem}\
h1{font-size:1.6rem;margin:0}h2{font-size:1.15rem;margin:2.5rem 0 .5rem;padding-top:1rem;border-top:1px solid var(--line)}\
h3{font-size:1rem;margin:1.25rem 0 .25rem}p{margin:.4rem 0}\
code,pre{font:.875rem/1.5 ui-monospace,monospace}\
code{background:var(--soft);padding:.1em .3em;border-radius:.25em;overflow-wrap:anywhere}\
pre{background:var(--soft);padding:.75rem;border-radius:.4rem;overflow:auto}\
table{border-collapse:collapse;width:100%}td,th{text-align:left;vertical-align:top;padding:.35rem .75rem .35rem 0;border-bottom:1px solid var(--line)}\
th{font-weight:600}nav ul{list-style:none;padding:0}nav li{margin:.15rem 0}\
summary{cursor:pointer}.m{display:inline-block;min-width:4rem;font-weight:600}\
a{color:inherit}:target{background:var(--soft)}";

fn draw(routes: &[Route], document: &Json) -> Markup {
    let schemas = document.pointer("/components/schemas");
    let schemas = schemas.and_then(Json::as_object);
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { "hcert: the service" }
                style { (PreEscaped(STYLE)) }
            }
            body {
                header {
                    h1 { "hcert" }
                    p { (text(document, "/info/description")) }
                    p { "Version " (text(document, "/info/version")) ". The same for programs: "
                        a href="/openapi.json" { "openapi.json" } " (OpenAPI 3.1)." }
                }
                nav aria-label="Contents" {
                    ul {
                        @for route in routes {
                            li {
                                span.m { (route.method.to_uppercase()) }
                                a href={ "#" (route.id) } { (route.path) }
                                " – " (route.summary)
                            }
                        }
                        li { a href="#problems" { "Problems" } }
                        li { a href="#schemas" { "Schemas" } }
                    }
                }
                main {
                    @for route in routes { (draw_route(route, document)) }
                    h2 id="problems" { "Problems" }
                    p { "What gets no answer gets " code { (problem::FORM) } " (RFC 9457). It never repeats anything of \
                         the request." }
                    table {
                        thead { tr { th { "code" } th { "Status" } th { "What it means" } } }
                        tbody {
                            @for (at, kind) in KINDS.iter().enumerate() {
                                @let again = KINDS.iter().take(at).any(|earlier| earlier.code == kind.code);
                                tr id=[(!again).then_some(kind.code)] {
                                    td { code { (kind.code) } }
                                    td { (kind.status) }
                                    td { (kind.title.get(Lang::En)) }
                                }
                            }
                        }
                    }
                    h2 id="schemas" { "Schemas" }
                    @for (name, schema) in schemas.into_iter().flatten() {
                        details id={ "schema-" (name) } {
                            summary { code { (name) } }
                            pre { (serde_json::to_string_pretty(schema).unwrap_or_default()) }
                        }
                    }
                }
            }
        }
    }
}

fn text<'a>(json: &'a Json, pointer: &str) -> &'a str {
    let found = json.pointer(pointer).and_then(Json::as_str);
    found.unwrap_or_default()
}

fn draw_route(route: &Route, document: &Json) -> Markup {
    let path = route.path.replace('/', "~1");
    let at = format!("/paths/{path}/{}", route.method);
    let described = document.pointer(&at).unwrap_or(&Json::Null);
    let list = |pointer: &str| described.pointer(pointer).and_then(Json::as_array);
    let object = |pointer: &str| described.pointer(pointer).and_then(Json::as_object);
    html! {
        section aria-labelledby=(route.id) {
            h2 id=(route.id) { (route.method.to_uppercase()) " " (route.path) }
            p { (route.summary) ". " (route.description) }
            @if route.closed {
                p { "Closed: " code { "Authorization: Bearer" } " with a token, a client certificate, or both, as the \
                     service was started. Otherwise it is off." }
            }
            @if let Some(parameters) = list("/parameters") {
                h3 { "Query" }
                table {
                    thead { tr { th { "Name" } th { "What it is" } } }
                    tbody {
                        @for one in parameters {
                            tr { td { code { (text(one, "/name")) } } td { (with_code(text(one, "/description"))) } }
                        }
                    }
                }
            }
            @if let Some(content) = object("/requestBody/content") {
                h3 { "Body" }
                ul { @for (form, content) in content { li { (draw_content(form, content)) } } }
            }
            h3 { "Answers" }
            table {
                thead { tr { th { "Status" } th { "What it means" } th { "Content" } } }
                tbody {
                    @for (status, answer) in object("/responses").into_iter().flatten() {
                        tr {
                            td { (status) }
                            td { (text(answer, "/description")) }
                            td {
                                @for (form, content) in answer.get("content").and_then(Json::as_object).into_iter().flatten() {
                                    div { (draw_content(form, content)) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// A text in which names stand between grave accents.
fn with_code(text: &str) -> Markup {
    html! {
        @for (index, part) in text.split('`').enumerate() {
            @if index % 2 == 1 { code { (part) } } @else { (part) }
        }
    }
}

/// A content type, and where its schema stands if it has one of its own.
fn draw_content(form: &str, content: &Json) -> Markup {
    let schema = text(content, "/schema/$ref").strip_prefix(SCHEMAS);
    html! {
        code { (form) }
        @if let Some(name) = schema { " " a href={ "#schema-" (name) } { (name) } }
    }
}
