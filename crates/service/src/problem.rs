//! What a request is told that gets no answer: `application/problem+json` (RFC 9457).
//!
//! A problem names its kind by a stable `code`, the last part of its `type`. Nothing of a request stands in it: what
//! came in may be somebody's certificate, or a name in the wrong place.

use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use schemars::JsonSchema;
use serde::Serialize;

/// The content type.
pub(super) const FORM: &str = "application/problem+json";

/// A kind of problem: its code, its status, and what it says of every case of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Kind {
    pub(super) code: &'static str,
    pub(super) status: u16,
    pub(super) title: &'static str,
}

/// Declares every kind, and the list of all of them for the description of the service.
macro_rules! kinds {
    ($($name:ident $status:literal $code:literal $title:literal;)*) => {
        $(pub(super) const $name: Kind = Kind { code: $code, status: $status, title: $title };)*
        /// Every kind, in the order of the status.
        pub(super) const KINDS: &[Kind] = &[$($name),*];
    };
}

kinds! {
    QUERY 400 "query" "A parameter of the query is unknown or has no value that it may have";
    BODY 400 "body" "The body cannot be read as what its content type says";
    HOST 400 "host" "The request does not name one host that it is meant for";
    NOT_LET_IN 401 "not-let-in" "Issuing needs a token or a client certificate that is known here";
    NOT_FOUND 404 "not-found" "There is nothing at this path";
    ISSUING_OFF 404 "issuing-off" "This service does not issue";
    METHOD 405 "method" "The path is there, and takes another method";
    NOT_ACCEPTABLE 406 "not-acceptable" "The answer has none of the forms that the request accepts";
    SLOW 408 "slow" "The body did not come in time";
    TOO_LARGE 413 "too-large" "The body is larger than the service takes";
    TOO_MANY_CODES 413 "too-many-codes" "There are more codes in the body than the service takes";
    MEDIA_TYPE 415 "media-type" "The body has a content type that is not taken here";
    FILE_TOO_LARGE 422 "too-large" "The picture or PDF asks for more memory, time or pixels than it gets";
    CONTENT 422 "content" "What the body says cannot be issued";
    INTERNAL 500 "internal" "The service failed at this request";
    BUSY 503 "busy" "The service has more to do than it takes on; ask again";
    LEDGER 503 "ledger" "What was signed could not be recorded, so it is not handed out; ask again";
    CLOCK 503 "clock" "The service's clock cannot be right";
    TIMEOUT 504 "timeout" "The answer was not ready in time";
}

/// Why a request gets no answer.
#[derive(Debug)]
pub(super) struct Problem {
    pub(super) kind: Kind,
    detail: Option<String>,
}

/// The JSON form of a problem.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Problem")]
pub(super) struct ProblemJson {
    /// Where this kind of problem is described: `/docs#` and the code.
    #[serde(rename = "type")]
    kind: String,
    /// What went wrong, the same in every case of the kind.
    title: &'static str,
    /// The status of the answer.
    status: u16,
    /// The kind of the problem; stable.
    code: &'static str,
    /// What went wrong here. Never repeats anything of the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
}

impl From<Kind> for Problem {
    fn from(kind: Kind) -> Self {
        Self { kind, detail: None }
    }
}

impl Kind {
    /// The same with what went wrong here.
    pub(super) fn because(self, detail: impl Into<String>) -> Problem {
        Problem {
            kind: self,
            detail: Some(detail.into()),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let json = ProblemJson {
            kind: format!("/docs#{}", self.kind.code),
            title: self.kind.title,
            status: self.kind.status,
            code: self.kind.code,
            detail: self.detail,
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
