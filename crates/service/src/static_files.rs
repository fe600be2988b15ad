//! The pages and the lists for browsers, over HTTP.

use super::App;
use super::pages::{ISSUER_POLICY, POLICY, Page};
use super::problem::{METHOD, NOT_FOUND, Problem};
use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use std::fmt;
use std::sync::Arc;

/// What a browser's desk works with: the file of [`hcert_checkpoint::offline::VerifierConfig`], and stores of revoked certificates.
#[derive(Clone, Default)]
pub struct Browsers {
    /// The file.
    pub desk: Bytes,
    /// The stores by name.
    pub stores: Arc<[(String, Bytes)]>,
}

/// Shows how large it is.
impl fmt::Debug for Browsers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Browsers({} octets, {} stores)",
            self.desk.len(),
            self.stores.len()
        )
    }
}

/// Says with the desk's file that newer lists could not be taken, so that it holds the last good ones.
const LISTS: HeaderName = HeaderName::from_static("hcert-lists");

/// Where stores lie.
pub const STORES: &str = "stores/";
/// Where the file of the desk lies.
pub const DESK: &str = "desk.json";

/// What is at a path that is no route.
pub(super) async fn answer(State(app): State<App>, request: Request) -> Result<Response, Problem> {
    let path = request.uri().path().trim_start_matches('/');
    let found = app.pages().find(path);
    let lists = app.lists();
    let browsers = lists.browsers();
    let store = path.strip_prefix(STORES).and_then(|name| {
        let named = |known: &&(String, Bytes)| known.0 == name;
        browsers.stores.iter().find(named).map(|(_, octets)| octets)
    });
    if found.is_none() && store.is_none() && path != DESK {
        return Err(NOT_FOUND.into());
    }
    if ![Method::GET, Method::HEAD].contains(request.method()) {
        return Err(METHOD.into());
    }
    Ok(match (found, store) {
        (Some(page), _) => of_page(page, request.headers()),
        (None, Some(store)) => plain("application/octet-stream", store.clone()),
        (None, None) => {
            let mut answer = plain("application/json", browsers.desk.clone());
            if !app.reload().ok {
                let kept = HeaderValue::from_static("kept");
                answer.headers_mut().insert(LISTS, kept);
            }
            answer
        }
    })
}

fn plain(form: &'static str, octets: Bytes) -> Response {
    ([(header::CONTENT_TYPE, form)], octets).into_response()
}

/// A file, unless the browser has it already.
fn of_page(page: &Page, asked: &HeaderMap) -> Response {
    let mut headers = HeaderMap::new();
    let mut put = |name, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    };
    put(header::CONTENT_TYPE, page.form);
    put(header::ETAG, &page.tag);
    // Kept, and asked about each time: a new program has new pages at once.
    put(header::CACHE_CONTROL, "no-cache");
    put(
        header::CONTENT_SECURITY_POLICY,
        match page.path {
            "issuer.html" => ISSUER_POLICY,
            _ => POLICY,
        },
    );
    let known = asked.get_all(header::IF_NONE_MATCH).iter();
    let mut known = known
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','));
    if known.any(|tag| tag.trim().trim_start_matches("W/") == page.tag) {
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    let takes = asked.get_all(header::ACCEPT_ENCODING).iter();
    let mut takes = takes
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','));
    let packed =
        page.packed && takes.any(|coding| coding.split(';').next().map(str::trim) == Some("gzip"));
    if page.packed {
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    }
    if packed {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        return (headers, page.kept().clone()).into_response();
    }
    (headers, page.octets()).into_response()
}
