//! What is around every route, with routes that only a test has.

use super::*;
use crate::verify::Checkpoint;
use axum::body::Body;
use axum::routing::get;
use http_body_util::BodyExt as _;
use std::sync::Mutex;
use tower::ServiceExt as _;

/// A service without keys, and what its log says.
fn app(limits: Limits) -> (App, Arc<Mutex<Vec<String>>>) {
    let said: Arc<Mutex<Vec<String>>> = Arc::default();
    let log = {
        let said = Arc::clone(&said);
        move |line: &str| said.lock().unwrap().push(line.to_owned())
    };
    let lists = Lists::new(Checkpoint::default());
    let app = App::new(Parts {
        lists,
        clock: Box::new(|| "2022-02-01T12:00:00Z".parse().ok()),
        allow_at: false,
        limits,
        decoder: Arc::new(|octets, limits, _| crate::qr::scan::scan(octets, limits)),
        issuing: None,
        log: Box::new(log),
    });
    (app, said)
}

/// The status of an answer, its body, and the log.
fn ask(app: &App, router: Router<App>, path: &str) -> (u16, String) {
    let runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = { runtime }.enable_all().build().unwrap();
    runtime.block_on(async {
        let request = Request::get(path).body(Body::empty()).unwrap();
        let answer = app.around(router).oneshot(request).await.unwrap();
        let status = answer.status().as_u16();
        let body = answer.into_body().collect().await.unwrap().to_bytes();
        (status, String::from_utf8(body.to_vec()).unwrap())
    })
}

#[test]
fn a_request_that_panics_is_a_problem_that_does_not_tell_why() {
    async fn fails() -> &'static str {
        panic!("Nordmann, Kari")
    }
    let (app, said) = app(Limits::default());
    let (status, body) = ask(&app, Router::new().route("/fails", get(fails)), "/fails");
    assert_eq!(status, 500);
    assert!(body.contains("\"code\":\"internal\""), "{body}");
    let said = said.lock().unwrap().concat();
    assert!(said.contains("\"status\":500"), "{said}");
    assert!(!format!("{body}{said}").contains("Nordmann"));
}

#[test]
fn a_request_that_never_ends_is_ended() {
    let limits = Limits {
        request_time: Duration::from_millis(10),
        ..Limits::default()
    };
    let (app, said) = app(limits);
    let never = || async { std::future::pending::<&str>().await };
    let (status, body) = ask(&app, Router::new().route("/never", get(never)), "/never");
    assert_eq!(status, 504);
    assert!(body.contains("\"code\":\"timeout\""), "{body}");
    assert!(said.lock().unwrap().concat().contains("\"status\":504"));
}

#[test]
fn a_clock_that_cannot_be_right_is_a_problem() {
    let (app, _) = app(Limits::default());
    let parts = Parts {
        lists: Lists::new(Checkpoint::default()),
        clock: Box::new(|| None),
        allow_at: false,
        limits: app.limits().clone(),
        decoder: Arc::new(|octets, limits, _| crate::qr::scan::scan(octets, limits)),
        issuing: None,
        log: Box::new(|_| {}),
    };
    let app = App::new(parts);
    let router = Router::new().route("/readyz", get(info::readyz));
    let (status, body) = ask(&app, router, "/readyz");
    assert_eq!(status, 503);
    assert!(body.contains("\"code\":\"clock\""), "{body}");
}
