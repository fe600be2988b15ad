//! What is around every route, with routes that only a test has.

use super::*;
use axum::body::Body;
use axum::routing::get;
use hcert_checkpoint::checkpoint::Checkpoint;
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
        let request = Request::get(path).header("host", "localhost");
        let request = request.body(Body::empty()).unwrap();
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
        issuing: None,
        log: Box::new(|_| {}),
    };
    let app = App::new(parts);
    let router = Router::new().route("/readyz", get(info::readyz));
    let (status, body) = ask(&app, router, "/readyz");
    assert_eq!(status, 503);
    assert!(body.contains("\"code\":\"clock\""), "{body}");
}

/// A service on a port of its own, and a connection to it.
fn door(limits: Limits) -> (listen::Running, std::net::TcpStream) {
    let (app, _) = app(limits);
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let running = listen::Running::start(app, listener, None).unwrap();
    let stream = std::net::TcpStream::connect(running.address()).unwrap();
    let patience = Some(Duration::from_secs(60));
    stream.set_read_timeout(patience).unwrap();
    (running, stream)
}

/// Sends the head of a request and reads that of the answer; the connection may be over.
fn exchange(stream: &mut std::net::TcpStream, head: &str) -> String {
    use std::io::{Read as _, Write as _};
    let (mut answer, mut octet) = (Vec::new(), [0]);
    let _ = stream.write_all(head.as_bytes());
    while !answer.ends_with(b"\r\n\r\n") && stream.read(&mut octet).unwrap_or(0) == 1 {
        answer.extend(octet);
    }
    let answer = String::from_utf8(answer).unwrap();
    let length = answer.split("content-length: ").nth(1);
    let length = length.and_then(|text| text.split('\r').next()?.parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    let _ = stream.read_exact(&mut body);
    answer
}

#[test]
fn a_connection_is_ended_after_an_answer_once_its_time_is_over() {
    let (running, mut stream) = door(Limits {
        connection_time: Duration::from_millis(300),
        ..Limits::default()
    });
    let mut answers = 0;
    // Somebody who never stops asking, for many times as long as a connection may last.
    while answers < 300 {
        let answer = exchange(&mut stream, "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
        if !answer.starts_with("HTTP/1.1 200 ") {
            assert_eq!(answer, "", "it ends between two answers");
            break;
        }
        answers += 1;
        std::thread::sleep(Duration::from_millis(20));
    }
    assert!((2..100).contains(&answers), "{answers} answers");
    assert!(running.stop(Duration::from_secs(10)));
}

#[test]
fn a_request_has_so_many_header_fields_and_no_more() {
    let (running, mut stream) = door(Limits::default());
    let fields = |count: usize| {
        let more = "x-a: b\r\n".repeat(count - 1);
        format!("GET /healthz HTTP/1.1\r\nHost: x\r\n{more}\r\n")
    };
    let answer = exchange(&mut stream, &fields(64));
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    let answer = exchange(&mut stream, &fields(65));
    assert!(answer.starts_with("HTTP/1.1 431 "), "{answer}");
    assert!(running.stop(Duration::from_secs(10)));
}
