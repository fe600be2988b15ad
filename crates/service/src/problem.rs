//! What a request is told that gets no answer: `application/problem+json` (RFC 9457).
//!
//! A problem names its kind by a stable `code`, the last part of its `type`. Nothing of a request stands in it: what
//! came in may be somebody's certificate, or a name in the wrong place.

use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use hcert::text::{Lang, Message, Text, ToText, messages};
use schemars::JsonSchema;
use serde::Serialize;
use std::borrow::Cow;

/// The content type.
pub(super) const FORM: &str = "application/problem+json";

/// A kind of problem: its code, its status, and what it says of every case of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Kind {
    pub(super) code: &'static str,
    pub(super) status: u16,
    pub(super) title: Message,
}

tokio::task_local! {
    /// The language that a request's query asks for.
    pub(super) static LANG: Lang;
}

/// Declares every kind, and the list of all of them for the description of the service.
macro_rules! kinds {
    ($($name:ident $status:literal $code:literal $title:ident;)*) => {
        $(pub(super) const $name: Kind = Kind { code: $code, status: $status, title: messages::$title };)*
        /// Every kind, in the order of the status.
        pub(super) const KINDS: &[Kind] = &[$($name),*];
    };
}

kinds! {
    QUERY 400 "query" PROBLEM_QUERY;
    BODY 400 "body" PROBLEM_BODY;
    HOST 400 "host" PROBLEM_HOST;
    NOT_LET_IN 401 "not-let-in" PROBLEM_NOT_LET_IN;
    NOT_FOUND 404 "not-found" PROBLEM_NOT_FOUND;
    ISSUING_OFF 404 "issuing-off" PROBLEM_ISSUING_OFF;
    METHOD 405 "method" PROBLEM_METHOD;
    NOT_ACCEPTABLE 406 "not-acceptable" PROBLEM_NOT_ACCEPTABLE;
    SLOW 408 "slow" PROBLEM_SLOW;
    TOO_LARGE 413 "too-large" PROBLEM_TOO_LARGE;
    TOO_MANY_CODES 413 "too-many-codes" PROBLEM_TOO_MANY_CODES;
    MEDIA_TYPE 415 "media-type" PROBLEM_MEDIA_TYPE;
    FILE_TOO_LARGE 422 "too-large" PROBLEM_FILE_TOO_LARGE;
    CONTENT 422 "content" PROBLEM_CONTENT;
    INTERNAL 500 "internal" PROBLEM_INTERNAL;
    BUSY 503 "busy" PROBLEM_BUSY;
    LEDGER 503 "ledger" PROBLEM_LEDGER;
    CLOCK 503 "clock" PROBLEM_CLOCK;
    TIMEOUT 504 "timeout" PROBLEM_TIMEOUT;
}

/// Why a request gets no answer.
#[derive(Debug)]
pub(super) struct Problem {
    pub(super) kind: Kind,
    detail: Option<Text>,
    lang: Option<Lang>,
}

/// The JSON form of a problem.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Problem")]
pub(super) struct ProblemJson<'a> {
    /// Where this kind of problem is described: `/docs#` and the code.
    #[serde(rename = "type")]
    kind: String,
    /// What went wrong, the same in every case of the kind; in the language that the request asks for.
    title: &'a str,
    /// The status of the answer.
    status: u16,
    /// The kind of the problem; stable.
    code: &'static str,
    /// What went wrong here. Never repeats anything of the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<Cow<'a, str>>,
}

impl From<Kind> for Problem {
    fn from(kind: Kind) -> Self {
        Self {
            kind,
            detail: None,
            lang: None,
        }
    }
}

impl Kind {
    /// The same with what went wrong here.
    pub(super) fn because(self, detail: impl ToText) -> Problem {
        Problem {
            detail: Some(detail.to_text()),
            ..self.into()
        }
    }
}

impl Problem {
    /// The same in the language that a body asks for, if it does.
    pub(super) fn told_in(self, lang: Option<Lang>) -> Self {
        let lang = lang.or(self.lang);
        Self { lang, ..self }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let asked = || LANG.try_with(|lang| *lang).unwrap_or_default();
        let lang = self.lang.unwrap_or_else(asked);
        let json = ProblemJson {
            kind: format!("/docs#{}", self.kind.code),
            title: self.kind.title.get(lang),
            status: self.kind.status,
            code: self.kind.code,
            detail: self.detail.as_ref().map(|detail| detail.get(lang)),
        };
        // Texts and a number: this cannot fail.
        let body = serde_json::to_vec(&json).unwrap_or_default();
        let mut response = Response::new(Body::from(body));
        *response.status_mut() =
            StatusCode::from_u16(self.kind.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let headers = response.headers_mut();
        let form = HeaderValue::from_static(FORM);
        headers.insert(header::CONTENT_TYPE, form);
        if self.kind == BUSY {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
        }
        if self.kind == NOT_LET_IN {
            let scheme = HeaderValue::from_static("Bearer");
            headers.insert(header::WWW_AUTHENTICATE, scheme);
        }
        response
    }
}

impl IntoResponse for Kind {
    fn into_response(self) -> Response {
        Problem::from(self).into_response()
    }
}
