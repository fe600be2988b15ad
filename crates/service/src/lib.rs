//! The HTTP service: codes are verified, and issued where that was allowed, over HTTP/1.1.
//!
//! [`App`] is the service without a socket: it is handed its lists, its limits and its clock, and gives a router.
//! [`listen`] accepts connections. Nothing is kept between two requests but the lists ([`Lists`]), which are exchanged as
//! a whole while a request goes on with those that it began with; so any number of services stand side by side.
//!
//! What a request says goes into its answer and nowhere else: no log, no metric, no error, no URL holds it.

mod addresses;
pub mod browsers;
mod document;
mod error;
mod info;
mod issue;
pub mod listen;
mod lists;
mod log;
mod metrics;
pub mod pages;
mod problem;
mod request;
mod routes;
pub mod static_files;
mod verify;
mod work_queue;

use axum::Router;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use hcert::time::Timestamp;
use lists::ReloadState;
use log::{Answered, Log, Told};
use metrics::Metrics;
use pages::Pages;
use problem::{CLOCK, INTERNAL, LANG, METHOD, Problem, TIMEOUT};
use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;
use tower_http::catch_panic::CatchPanicLayer;
use work_queue::WorkQueue;

pub use addresses::Proxy;
pub use error::SetupError;
pub use issue::{Auth, Issuing};
pub use lists::Lists;
pub use log::Writer;

/// How much a service takes on. Times are those of one request or connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Octets of a body.
    pub body: usize,
    /// Octets of all bodies together that are larger than 64 KiB.
    pub bodies: usize,
    /// Codes in one body.
    pub codes: usize,
    /// Pixels of a picture.
    pub pixels: u64,
    /// How long a body may take to come.
    pub body_time: Duration,
    /// How long the head of a request, and the handshake of TLS, may take; also how long a connection may idle.
    pub head_time: Duration,
    /// How long an answer may take, from the head of the request on.
    pub request_time: Duration,
    /// After which a connection is ended when its request is answered.
    pub connection_time: Duration,
    /// Connections at a time; more wait to be accepted.
    pub connections: usize,
    /// Connections at a time from one address; more are closed at once.
    pub connections_per_address: usize,
    /// Whose connections are not counted by their address.
    pub proxies: Vec<Proxy>,
    /// Works at a time, of those that verify and of those that issue: neither waits for the other.
    pub workers: usize,
    /// Pictures and PDFs that are decoded at a time; texts wait for none of them.
    pub decoders: usize,
    /// Works that may wait; more are turned away.
    pub waiting: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body: 16 << 20,
            bodies: 256 << 20,
            codes: 1_000,
            pixels: hcert_checkpoint::input::PIXELS,
            body_time: Duration::from_secs(15),
            head_time: Duration::from_secs(10),
            request_time: Duration::from_secs(30),
            connection_time: Duration::from_secs(600),
            connections: 1_024,
            connections_per_address: 64,
            proxies: vec![],
            workers: 4,
            decoders: 2,
            waiting: 256,
        }
    }
}

/// The moment for which codes are checked; nothing if the clock cannot be right.
pub type Clock = Box<dyn Fn() -> Option<Timestamp> + Send + Sync>;

/// What a service is made of.
pub struct Parts {
    /// The lists, as they are now.
    pub lists: Lists,
    /// The moment of checks.
    pub clock: Clock,
    /// Whether a request may name another moment.
    pub allow_at: bool,
    /// How much it takes on.
    pub limits: Limits,
    /// Who issues, and who may ask for it; without it nobody.
    pub issuing: Option<Issuing>,
    /// Where the lines of the log go.
    pub log: Writer,
}

impl fmt::Debug for Parts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Parts({:?}, {:?})", self.lists, self.limits)
    }
}

/// A service. Copies are the same one.
#[derive(Clone)]
pub struct App(Arc<Inner>);

struct Inner {
    lists: RwLock<lists::Shared>,
    reload: RwLock<ReloadState>,
    clock: Clock,
    allow_at: bool,
    limits: Limits,
    issuing: RwLock<Option<Arc<Issuing>>>,
    queue: WorkQueue,
    decoding_queue: WorkQueue,
    issuing_queue: WorkQueue,
    metrics: Metrics,
    log: Log,
    pages: Pages,
}

impl fmt::Debug for App {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "App({:?})", self.lists())
    }
}

impl App {
    /// A service that does not listen yet.
    #[must_use]
    pub fn new(parts: Parts) -> Self {
        let limits = parts.limits;
        let queue = |workers| WorkQueue::new(workers, limits.waiting, limits.bodies, limits.body);
        let at = (parts.clock)().map_or_else(String::new, |at| at.to_string());
        Self(Arc::new(Inner {
            lists: RwLock::new(Arc::new(parts.lists)),
            reload: RwLock::new(ReloadState { ok: true, at }),
            clock: parts.clock,
            allow_at: parts.allow_at,
            issuing: RwLock::new(parts.issuing.map(Arc::new)),
            queue: queue(limits.workers),
            decoding_queue: queue(limits.decoders),
            issuing_queue: queue(limits.workers),
            limits,
            metrics: Metrics::new(),
            log: Log(parts.log),
            pages: Pages::new(),
        }))
    }

    /// Puts new lists into the place of the old ones. Requests under way go on with those that they began with.
    pub fn renew(&self, lists: Lists) {
        *self.0.lists.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(lists);
        self.reloaded(true);
        self.0.log.event("lists-read", None);
    }

    /// Puts others into the place of those who sign and may ask for it. Requests under way go on with those that they
    /// began with.
    pub fn renew_issuing(&self, issuing: Issuing) {
        let place = self.0.issuing.write();
        *place.unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(issuing));
    }

    /// Says that new lists could not be read, so that the old ones stay. `why` is about files.
    pub fn keep(&self, why: &str) {
        self.reloaded(false);
        self.0.log.event("lists-kept", Some(why));
    }

    /// A line of the log about the service's own files or program.
    pub fn note(&self, event: &'static str, text: &str) {
        self.0.log.event(event, Some(text));
    }

    fn reloaded(&self, ok: bool) {
        self.0.metrics.reloaded(ok);
        let at = (self.0.clock)().map_or_else(String::new, |at| at.to_string());
        *self
            .0
            .reload
            .write()
            .unwrap_or_else(PoisonError::into_inner) = ReloadState { ok, at };
    }

    fn reload(&self) -> ReloadState {
        let state = self.0.reload.read();
        state.unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn lists(&self) -> lists::Shared {
        Arc::clone(&self.0.lists.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn now(&self) -> Result<Timestamp, Problem> {
        (self.0.clock)().ok_or_else(|| CLOCK.into())
    }

    fn allows_at(&self) -> bool {
        self.0.allow_at
    }

    fn limits(&self) -> &Limits {
        &self.0.limits
    }

    fn queue(&self) -> &WorkQueue {
        &self.0.queue
    }

    /// Whoever brings pictures and PDFs waits for others who do.
    fn decoding_queue(&self) -> &WorkQueue {
        &self.0.decoding_queue
    }

    /// Whoever issues may have to wait for a ledger.
    fn issuing_queue(&self) -> &WorkQueue {
        &self.0.issuing_queue
    }

    fn metrics(&self) -> &Metrics {
        &self.0.metrics
    }

    fn pages(&self) -> &Pages {
        &self.0.pages
    }

    fn issuing(&self) -> Option<Arc<Issuing>> {
        let issuing = self.0.issuing.read();
        issuing.unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Every route, with what is around all of them.
    pub fn router(&self) -> Router {
        let mut router = Router::new();
        for route in routes::all() {
            router = router.route(route.path, route.handler);
        }
        self.around(router)
    }

    /// Puts what all answers have in common around a router: limits, headers, the log.
    fn around(&self, router: Router<Self>) -> Router {
        router
            .fallback(static_files::answer)
            .method_not_allowed_fallback(|| async { METHOD })
            .layer(CatchPanicLayer::custom(|_| INTERNAL.into_response()))
            .layer(middleware::from_fn_with_state(self.clone(), observe))
            .with_state(self.clone())
    }
}

/// Headers of every answer that has not its own: nothing is kept, nothing is fetched, nothing is told to others.
const HEADERS: [(HeaderName, &str); 5] = [
    (header::CACHE_CONTROL, "no-store"),
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    ),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
];

/// The name of a request in the log, in a header of its answer.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Times a request, ends it if that is too long, and tells the log and the metrics.
async fn observe(State(app): State<App>, request: Request, next: Next) -> Response {
    let start = tokio::time::Instant::now();
    let path = request.extensions().get::<MatchedPath>();
    let route = path.map_or("none", |path| routes::known(path.as_str()));
    let method = name_of(request.method());
    // A number of our own: one that comes with the request could hold anything.
    let id = hcert::key::random_octets().unwrap_or_default();
    let id = hcert::codec::hex(&id);
    let limit = app.limits().request_time;
    let lang = request::lang_of_query(request.uri());
    let answer = async {
        match request::host(&request) {
            Err(problem) => problem.into_response(),
            Ok(()) => {
                let answer = tokio::time::timeout(limit, next.run(request)).await;
                answer.unwrap_or_else(|_| TIMEOUT.into_response())
            }
        }
    };
    let mut response = LANG.scope(lang, answer).await;
    let told = response.extensions_mut().remove::<Told>();
    finish(response.headers_mut(), &id);
    let (status, duration) = (response.status().as_u16(), start.elapsed());
    app.metrics().answered(route, method, status, duration);
    app.0.log.request(&Answered {
        id: &id,
        route,
        method,
        status,
        told: &told.unwrap_or_default(),
        duration,
    });
    response
}

fn finish(headers: &mut HeaderMap, id: &str) {
    for (name, value) in HEADERS {
        let value = HeaderValue::from_static(value);
        headers.entry(name).or_insert(value);
    }
    if let Ok(id) = HeaderValue::from_str(id) {
        headers.insert(REQUEST_ID, id);
    }
}

/// A method's name for log and metrics, which must not hold one that somebody made up.
fn name_of(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        Method::PATCH => "PATCH",
        _ => "other",
    }
}

#[cfg(test)]
mod tests;
