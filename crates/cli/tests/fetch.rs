//! Lists over HTTPS, from a server on this machine that does everything wrong that servers do.

use hcert_host::fetch::{Fault, MAX_OCTETS, Options, Outcome, fetch, fetch_limited};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tempfile::TempDir;

const LIST: &[u8] = b"a list of signers, as of today";
const OLD: &[u8] = b"a list of signers, as of yesterday";
const OLD_META: &[u8] = b"{\"what\": \"the old list's\"}";
/// Stands for what must not be shown: in a header, in a query.
const SECRET: &str = "hunter2";

type Stream = StreamOwned<ServerConnection, TcpStream>;

/// A TLS server for `localhost`. It ends with the tests.
struct Server {
    port: u16,
    certificate: String,
    /// The heads of all requests, in lower case.
    requests: Arc<Mutex<Vec<String>>>,
}

impl Server {
    fn start() -> Self {
        let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let key = PrivatePkcs8KeyDer::from(made.signing_key.serialize_der());
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![made.cert.der().clone()], PrivateKeyDer::Pkcs8(key))
            .unwrap();
        let config = Arc::new(config);
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let requests = Arc::default();
        let server = Self {
            port,
            certificate: made.cert.pem(),
            requests: Arc::clone(&requests),
        };
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (config, requests) = (Arc::clone(&config), Arc::clone(&requests));
                // A client that goes away ends its thread with an error.
                std::thread::spawn(move || {
                    let connection = ServerConnection::new(config).unwrap();
                    let mut stream = StreamOwned::new(connection, stream?);
                    let head = head(&mut stream)?;
                    requests.lock().unwrap().push(head.to_lowercase());
                    answer(&mut stream, &head.to_lowercase(), port)
                });
            }
        });
        server
    }

    fn url(&self, path: &str) -> String {
        format!("https://localhost:{}/{path}", self.port)
    }

    fn options(&self) -> Options {
        Options {
            tls_root: Some(self.certificate.clone().into_bytes()),
            timeout_seconds: 20,
            headers: vec![("X-Api-Key".into(), SECRET.into())],
        }
    }

    fn last_request(&self) -> String {
        self.requests.lock().unwrap().last().unwrap().clone()
    }
}

fn head(stream: &mut Stream) -> std::io::Result<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut octet = [0];
        stream.read_exact(&mut octet)?;
        head.extend(octet);
    }
    Ok(String::from_utf8(head).unwrap())
}

fn answer(stream: &mut Stream, head: &str, port: u16) -> std::io::Result<()> {
    let path = head.split([' ', '?']).nth(1).unwrap().to_owned();
    let redirect = |to: &str| format!("302 Found\r\nLocation: {to}\r\nContent-Length: 0");
    let with = |fields: &str| format!("200 OK\r\n{fields}");
    let whole = format!("Content-Length: {}", LIST.len());
    let more = LIST.len() + 470;
    let mut body = LIST.to_vec();
    let lines = match path.as_str() {
        "/list" | "/other" if head.contains("\r\nif-none-match: \"one\"\r\n") => {
            body.clear();
            "304 Not Modified\r\nETag: \"one\"".into()
        }
        "/list" | "/other" => with(&format!("ETag: \"one\"\r\n{whole}")),
        "/dated" if head.contains("\r\nif-modified-since: mon, 01 nov 2021 12:00:00 gmt\r\n") => {
            body.clear();
            "304 Not Modified".into()
        }
        "/dated" => with(&format!(
            "Last-Modified: Mon, 01 Nov 2021 12:00:00 GMT\r\n{whole}"
        )),
        "/plain" | "/folder/plain" => with(&whole),
        "/chunks" => {
            let (a, b) = LIST.split_at(10);
            body = format!("{:x}\r\n", a.len()).into_bytes();
            body.extend([a, b"\r\n"].concat());
            body.extend(format!("{:x}\r\n", b.len()).into_bytes());
            body.extend([b, b"\r\n0\r\n\r\n"].concat());
            with("Transfer-Encoding: chunked")
        }
        "/unasked" => {
            body.clear();
            "304 Not Modified".into()
        }
        "/part" => format!("206 Partial Content\r\n{whole}"),
        "/404" => format!("404 Not Found\r\n{whole}"),
        "/500" => format!("500 Internal Server Error\r\n{whole}"),
        // The connection goes without a word of TLS, or properly, before the announced end.
        "/cut" | "/length" => with(&format!("Content-Length: {more}")),
        "/cut-chunks" => {
            body = [b"1e\r\n", LIST, b"\r\n"].concat();
            with("Transfer-Encoding: chunked")
        }
        "/bad-chunks" => {
            body = b"zz\r\nx".to_vec();
            with("Transfer-Encoding: chunked")
        }
        "/open-end" => with("Content-Type: text/plain"),
        "/empty" => {
            body.clear();
            with("Content-Length: 0")
        }
        "/empty-chunks" => {
            body = b"0\r\n\r\n".to_vec();
            with("Transfer-Encoding: chunked")
        }
        "/gzip" => with(&format!("Content-Encoding: gzip\r\n{whole}")),
        "/announced" => with(&format!("Content-Length: {}", MAX_OCTETS + 1)),
        "/endless" | "/slow" => with("Transfer-Encoding: chunked"),
        "/lengths" => with(&format!("{whole}\r\nContent-Length: {more}")),
        "/garbage" => {
            stream.write_all(b"220 mail.example ESMTP\r\n\r\n")?;
            return stream.flush();
        }
        "/long-head" => with(&format!("X-Long: {}\r\n{whole}", "x".repeat(100_000))),
        "/gone" => return Ok(()),
        "/silent" => {
            std::thread::sleep(Duration::from_secs(8));
            return Ok(());
        }
        "/moved" => redirect("/list"),
        "/moved-whole" => redirect(&format!("https://localhost:{port}/list#top")),
        "/folder/moved" => redirect("plain"),
        "/hop-3" => redirect("/hop-2"),
        "/hop-2" => redirect("/hop-1"),
        "/hop-1" => redirect("/plain"),
        "/hop-4" => redirect("/hop-3"),
        "/loop" => redirect("/loop"),
        "/moved-http" => redirect(&format!("http://localhost:{port}/list?key={SECRET}")),
        "/moved-away" => redirect(&format!("https://127.0.0.1:{port}/list?key={SECRET}")),
        "/moved-port" => redirect(&format!("https://localhost:{}/list", port ^ 1)),
        "/moved-nowhere" => format!("302 Found\r\n{whole}"),
        "/choices" => format!("300 Multiple Choices\r\nLocation: /list\r\n{whole}"),
        _ => panic!("{path}"),
    };
    write!(stream, "HTTP/1.1 {lines}\r\n\r\n")?;
    match path.as_str() {
        "/endless" => loop {
            stream.write_all(&[b"1000\r\n", &[b'x'; 0x1000][..], b"\r\n"].concat())?;
        },
        "/slow" => loop {
            stream.write_all(b"1\r\nx\r\n")?;
            stream.flush()?;
            std::thread::sleep(Duration::from_millis(50));
        },
        _ => stream.write_all(&body)?,
    }
    stream.flush()?;
    if !path.contains("cut") {
        stream.conn.send_close_notify();
        stream.flush()?;
    }
    Ok(())
}

/// A folder with an old list and what was known about it.
struct Folder(TempDir);

impl Folder {
    fn empty() -> Self {
        Self(TempDir::new().unwrap())
    }

    fn with_old() -> Self {
        let folder = Self::empty();
        fs::write(folder.list(), OLD).unwrap();
        fs::write(folder.meta(), OLD_META).unwrap();
        folder
    }

    fn list(&self) -> PathBuf {
        self.0.path().join("list")
    }

    fn meta(&self) -> PathBuf {
        self.0.path().join("list.meta")
    }

    fn names(&self) -> Vec<String> {
        let names = fs::read_dir(self.0.path()).unwrap();
        let mut names: Vec<String> = names
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    fn is_old(&self) {
        assert_eq!(fs::read(self.list()).unwrap(), OLD);
        assert_eq!(fs::read(self.meta()).unwrap(), OLD_META);
        assert_eq!(self.names(), ["list", "list.meta"]);
    }
}

/// Fetches what must fail: the old file stays, no other appears, and nothing secret is told.
fn fails(url: &str, options: &Options, max_octets: u64) -> (Fault, String) {
    let folder = Folder::with_old();
    let url = format!("{url}?key={SECRET}");
    let error = fetch_limited(&url, &folder.list(), options, max_octets).expect_err(&url);
    folder.is_old();
    let text = error.to_string();
    assert!(text.ends_with("; the old file stays"), "{text}");
    for told in [text.clone(), format!("{error:?} {options:?}")] {
        assert!(!told.contains(SECRET), "{told}");
    }
    (error.fault().clone(), text)
}

#[test]
fn a_list_is_fetched_once_and_again_when_it_changed() {
    let server = Server::start();
    let (folder, options) = (Folder::with_old(), server.options());
    let fetch = |path: &str| fetch(&server.url(path), &folder.list(), &options).unwrap();
    let octets = LIST.len() as u64;
    let whole = Outcome::Replaced { octets };

    for path in ["list", "dated"] {
        assert_eq!(fetch(path), whole);
        assert_eq!(fs::read(folder.list()).unwrap(), LIST);
        assert_eq!(folder.names(), ["list", "list.meta"]);
        assert!(
            !server.last_request().contains("\r\nif-"),
            "another address"
        );
        assert_eq!(fetch(path), Outcome::Unchanged);
        assert_eq!(fs::read(folder.list()).unwrap(), LIST);
    }
    let request = server.last_request();
    for line in ["accept-encoding: identity", "x-api-key: hunter2"] {
        assert_eq!(
            request.matches(&format!("\r\n{line}\r\n")).count(),
            1,
            "{request}"
        );
    }

    // What is no longer the server's is fetched whole.
    assert_eq!(fetch("list"), whole);
    fs::write(folder.list(), OLD).unwrap();
    assert_eq!(fetch("list"), whole);
    assert_eq!(fs::read(folder.list()).unwrap(), LIST);
    fs::remove_file(folder.list()).unwrap();
    assert_eq!(fetch("list"), whole);
    assert_eq!(fetch("other"), whole, "the same mark from another address");
    fs::remove_file(folder.meta()).unwrap();
    assert_eq!(fetch("other"), whole);
    for meta in ["", "{}", "[1]", "\u{0}"] {
        fs::write(folder.meta(), meta).unwrap();
        assert_eq!(fetch("other"), whole);
    }
    let meta = fs::read_to_string(folder.meta()).unwrap();
    assert_eq!(fetch("other"), Outcome::Unchanged);
    // A mark that is no header is not sent.
    fs::write(folder.meta(), meta.replace("\\\"one\\\"", "\\r\\nx")).unwrap();
    assert_eq!(fetch("other"), whole);

    // A server that says nothing about its files.
    assert_eq!(fetch("plain"), whole);
    assert_eq!(fetch("plain"), whole);
    assert_eq!(fetch("chunks"), whole);
    assert_eq!(fs::read(folder.list()).unwrap(), LIST);
    assert_eq!(folder.names(), ["list", "list.meta"]);
}

#[test]
fn redirects_on_the_same_host_are_followed() {
    let server = Server::start();
    for path in ["moved", "moved-whole", "folder/moved", "hop-3"] {
        let (folder, options) = (Folder::empty(), server.options());
        let outcome = fetch(&server.url(path), &folder.list(), &options).unwrap();
        assert!(matches!(outcome, Outcome::Replaced { .. }), "{path}");
        assert_eq!(fs::read(folder.list()).unwrap(), LIST);
        if path.starts_with("moved") {
            // The marks are the last address's.
            let outcome = fetch(&server.url(path), &folder.list(), &options).unwrap();
            assert_eq!(outcome, Outcome::Unchanged);
        }
    }
}

#[test]
fn a_fault_of_the_server_leaves_the_old_file() {
    let server = Server::start();
    let (octets, of) = (LIST.len() as u64, Some(LIST.len() as u64 + 470));
    let away = |host: String| Fault::RedirectAway { host };
    let port = server.port;
    let cases = [
        ("404", Fault::Status(404), "status 404 Not Found"),
        (
            "500",
            Fault::Status(500),
            "status 500 Internal Server Error",
        ),
        ("part", Fault::Status(206), "status 206"),
        ("choices", Fault::Status(300), "status 300"),
        ("unasked", Fault::Status(304), "status 304"),
        (
            "cut",
            Fault::Cut { octets, of },
            "cut after 30 octets of 500",
        ),
        (
            "length",
            Fault::Cut { octets, of },
            "cut after 30 octets of 500",
        ),
        (
            "cut-chunks",
            Fault::Cut { octets, of: None },
            "cut after 30 octets",
        ),
        ("open-end", Fault::NoLength, "how long"),
        ("empty", Fault::Empty, "empty"),
        ("empty-chunks", Fault::Empty, "empty"),
        ("gzip", Fault::Encoded, "encoding"),
        (
            "announced",
            Fault::TooLarge { limit: MAX_OCTETS },
            "limit of 268435456 octets",
        ),
        ("loop", Fault::RedirectLoop, "more than 3 redirects"),
        ("hop-4", Fault::RedirectLoop, "more than 3 redirects"),
        ("moved-http", Fault::RedirectNotHttps, "redirect to http"),
        (
            "moved-away",
            away(format!("127.0.0.1:{port}")),
            "another host, 127.0.0.1",
        ),
        (
            "moved-port",
            away(format!("localhost:{}", port ^ 1)),
            "another host",
        ),
        ("moved-nowhere", Fault::RedirectUnreadable, "redirect"),
    ];
    for (path, fault, text) in cases {
        let (found, told) = fails(&server.url(path), &server.options(), MAX_OCTETS);
        assert_eq!(found, fault, "{path}");
        assert!(told.contains(text), "{told}");
        assert!(
            told.starts_with(&format!("{}: ", server.url(path))),
            "{told}"
        );
    }
    for path in ["bad-chunks", "lengths", "garbage", "long-head"] {
        let (fault, told) = fails(&server.url(path), &server.options(), MAX_OCTETS);
        assert!(matches!(fault, Fault::Protocol(_)), "{path}: {told}");
    }
    let (fault, told) = fails(&server.url("gone"), &server.options(), MAX_OCTETS);
    assert!(matches!(fault, Fault::Connection(_)), "{told}");
}

#[test]
fn a_body_over_the_limit_leaves_the_old_file() {
    let server = Server::start();
    for (path, limit) in [("endless", 100_000), ("plain", LIST.len() as u64 - 1)] {
        let (fault, told) = fails(&server.url(path), &server.options(), limit);
        assert_eq!(fault, Fault::TooLarge { limit });
        assert!(told.contains(&format!("limit of {limit} octets")), "{told}");
    }
    let (folder, limit) = (Folder::empty(), LIST.len() as u64);
    for path in ["plain", "chunks"] {
        fetch_limited(&server.url(path), &folder.list(), &server.options(), limit).unwrap();
    }
}

#[test]
fn time_is_limited_for_everything_together() {
    let server = Server::start();
    // A server that is slow, one that says nothing, one that never ends: in turn, not to disturb each other.
    for path in ["slow", "silent", "endless"] {
        let options = Options {
            timeout_seconds: 1,
            ..server.options()
        };
        let start = Instant::now();
        let (fault, told) = fails(&server.url(path), &options, u64::MAX);
        assert_eq!(fault, Fault::Timeout { seconds: 1 }, "{path}");
        assert!(
            told.contains("timeout, not complete in 1 seconds"),
            "{told}"
        );
        assert!(start.elapsed() < Duration::from_secs(4), "{path}");
    }
    let options = Options {
        timeout_seconds: 0,
        ..server.options()
    };
    let (fault, _) = fails(&server.url("list"), &options, MAX_OCTETS);
    assert_eq!(fault, Fault::Timeout { seconds: 0 });
    let options = Options {
        timeout_seconds: u64::MAX,
        ..server.options()
    };
    let folder = Folder::empty();
    fetch(&server.url("list"), &folder.list(), &options).unwrap();
}

#[test]
fn a_server_that_is_not_trusted_leaves_the_old_file() {
    let (server, other) = (Server::start(), Server::start());
    let url = server.url("list");
    let tls = |url: &str, root: Option<&str>| {
        let options = Options {
            tls_root: root.map(|root| root.as_bytes().to_vec()),
            ..server.options()
        };
        match fails(url, &options, MAX_OCTETS) {
            (Fault::Tls(_), told) => told,
            (fault, _) => panic!("{fault:?}"),
        }
    };
    let told = tls(&url, Some(&other.certificate));
    assert!(told.contains("TLS: invalid peer certificate"), "{told}");
    let told = tls(&url, None);
    assert!(told.contains("UnknownIssuer"), "{told}");
    let wrong_name = url.replace("localhost", "127.0.0.1");
    let told = tls(&wrong_name, Some(&server.certificate));
    assert!(told.contains("not valid for name"), "{told}");
    assert!(
        server.requests.lock().unwrap().is_empty(),
        "nothing was asked"
    );

    // One of several roots is enough.
    let roots = format!("{}{}", other.certificate, server.certificate);
    let options = Options {
        tls_root: Some(roots.into_bytes()),
        ..server.options()
    };
    fetch(&url, &Folder::empty().list(), &options).unwrap();

    // A server without TLS.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let plain = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        stream
            .write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            .unwrap();
        let _ = stream.read_to_end(&mut Vec::new());
    });
    tls(
        &format!("https://localhost:{port}/"),
        Some(&server.certificate),
    );
    plain.join().unwrap();
    // Nobody there.
    let url = format!("https://localhost:{port}/");
    let (fault, told) = fails(&url, &server.options(), MAX_OCTETS);
    assert!(matches!(fault, Fault::Connection(_)), "{fault:?}");
    assert!(told.contains("refused"), "{told}");
}

#[test]
fn what_cannot_be_asked_is_not_asked() {
    let server = Server::start();
    let local = format!("localhost:{}/list", server.port);
    for (url, fault) in [
        (format!("http://{local}"), Fault::NotHttps),
        (format!("HTTP://{local}"), Fault::NotHttps),
        (format!("ftp://{local}"), Fault::NotHttps),
        (format!("https://me:{SECRET}@{local}"), Fault::Credentials),
        (format!("http://me:{SECRET}@{local}"), Fault::NotHttps),
        (local, Fault::Address),
        ("https://".into(), Fault::Address),
        (format!("https://local host/{SECRET}"), Fault::Address),
        (String::new(), Fault::Address),
    ] {
        let (found, _) = fails(&url, &server.options(), MAX_OCTETS);
        assert_eq!(found, fault, "{url}");
    }
    let url = server.url("list");
    for (name, value, fault) in [
        ("", SECRET, Fault::Header { number: 2 }),
        ("two words", SECRET, Fault::Header { number: 2 }),
        (SECRET, "a\r\nb", Fault::Header { number: 2 }),
        ("Range", SECRET, Fault::HeaderReserved { number: 2 }),
        ("if-none-match", SECRET, Fault::HeaderReserved { number: 2 }),
        ("HOST", SECRET, Fault::HeaderReserved { number: 2 }),
    ] {
        let mut options = server.options();
        options.headers.push((name.into(), value.into()));
        let (found, told) = fails(&url, &options, MAX_OCTETS);
        assert_eq!(found, fault);
        assert!(told.contains("header 2"), "{told}");
    }
    for root in [SECRET, "", "-----BEGIN CERTIFICATE-----\nhunter2\n"] {
        let options = Options {
            tls_root: Some(root.into()),
            ..server.options()
        };
        assert_eq!(fails(&url, &options, MAX_OCTETS).0, Fault::Roots);
    }
    assert!(server.requests.lock().unwrap().is_empty());
}

#[test]
fn what_cannot_be_written_is_not_asked_for() {
    let server = Server::start();
    let (options, url) = (server.options(), server.url("list"));
    let file_fault = |out: &Path| {
        let error = fetch(&url, out, &options).unwrap_err();
        assert!(matches!(error.fault(), Fault::File { .. }), "{error}");
    };
    let folder = Folder::with_old();
    file_fault(&folder.0.path().join("nowhere/list"));
    file_fault(folder.0.path());
    file_fault(&folder.list().join("list"));
    // Nothing can be said about a file whose .meta is a folder.
    fs::remove_file(folder.meta()).unwrap();
    fs::create_dir(folder.meta()).unwrap();
    file_fault(&folder.list());
    assert_eq!(fs::read(folder.list()).unwrap(), OLD);
    assert_eq!(folder.names(), ["list", "list.meta"]);
    assert!(server.requests.lock().unwrap().is_empty());
}

#[cfg(unix)]
#[test]
fn a_link_stays_a_link() {
    let server = Server::start();
    let folder = Folder::empty();
    let target = folder.0.path().join("target");
    fs::write(&target, OLD).unwrap();
    std::os::unix::fs::symlink(&target, folder.list()).unwrap();
    fetch(&server.url("list"), &folder.list(), &server.options()).unwrap();
    assert_eq!(fs::read(&target).unwrap(), LIST);
    assert!(folder.list().is_symlink());
    let again = fetch(&server.url("list"), &folder.list(), &server.options()).unwrap();
    assert_eq!(again, Outcome::Unchanged);
    assert_eq!(folder.names(), ["list", "list.meta", "target"]);
}

#[test]
fn the_program_fetches() {
    let server = Server::start();
    let folder = Folder::with_old();
    let beside = Folder::empty();
    let root = beside.0.path().join("root.pem");
    fs::write(&root, &server.certificate).unwrap();
    let run = |path: &str, words: &[&str]| {
        let mut command = crate::program();
        command.args(["trust", "fetch", &server.url(path), "--out"]);
        command.arg(folder.list()).args(words);
        let output = command.output().unwrap();
        let text = |octets: &[u8]| String::from_utf8(octets.to_vec()).unwrap();
        (
            output.status.code(),
            text(&output.stdout),
            text(&output.stderr),
        )
    };
    let root = root.to_str().unwrap();
    let key = format!("X-Api-Key: {SECRET}");
    let words = ["--tls-root", root, "--header", &key];

    let (code, out, err) = run("500", &words);
    assert_eq!((code, out.as_str()), (Some(2), ""));
    assert!(err.starts_with("hcert: error: https://localhost:"), "{err}");
    assert!(err.contains("status 500") && !err.contains(SECRET), "{err}");
    let (code, _, err) = run("list", &[]);
    assert_eq!(code, Some(2));
    assert!(err.contains("certificate"), "{err}");
    let (code, _, err) = run("slow", &["--tls-root", root, "--timeout", "1"]);
    assert_eq!(code, Some(2));
    assert!(err.contains("timeout"), "{err}");
    folder.is_old();

    let done = |out: &str| (Some(0), format!("{out}\n"), String::new());
    assert_eq!(run("list", &words), done("30 octets"));
    assert_eq!(fs::read(folder.list()).unwrap(), LIST);
    assert!(server.last_request().contains("\r\nx-api-key: hunter2\r\n"));
    assert_eq!(run("list", &words), done("unchanged"));
}

/// What a fetch that is under way calls a file that it is about to put into its place.
fn is_part(name: &str) -> bool {
    name.starts_with(".list.") && name.ends_with(".part")
}

#[test]
fn a_fetch_that_is_killed_leaves_nothing_behind() {
    let server = Server::start();
    let (folder, beside) = (Folder::with_old(), Folder::empty());
    let root = beside.0.path().join("root.pem");
    fs::write(&root, &server.certificate).unwrap();
    let asked = || server.requests.lock().unwrap().len();
    let start = |path: &str| {
        let mut command = crate::program();
        command.args(["trust", "fetch", &server.url(path), "--tls-root"]);
        command.arg(&root).arg("--out").arg(folder.list());
        command.stdout(Stdio::null()).stderr(Stdio::null());
        let before = asked();
        let child = command.spawn().unwrap();
        while asked() == before {
            std::thread::sleep(Duration::from_millis(1));
        }
        child
    };
    // While the list comes in, in pieces without an end.
    for round in 0..20 {
        let mut child = start("slow");
        std::thread::sleep(Duration::from_millis(20 + 5 * round));
        child.kill().unwrap();
        assert!(!child.wait().unwrap().success(), "it was under way");
        folder.is_old();
    }
    // Around the moment at which it takes its place: what is there is whole.
    for round in 0..60 {
        fs::write(folder.list(), OLD).unwrap();
        let mut child = start("plain");
        std::thread::sleep(Duration::from_micros(250 * round));
        child.kill().unwrap();
        child.wait().unwrap();
        let list = fs::read(folder.list()).unwrap();
        assert!([OLD, LIST].contains(&list.as_slice()));
        // Between two system calls it has a name, which the next fetch takes away.
        let names = folder.names();
        let others = names.iter().filter(|name| !is_part(name));
        assert!(others.eq(["list", "list.meta"]), "{names:?}");
    }
    assert!(start("plain").wait().unwrap().success());
    assert_eq!(folder.names(), ["list", "list.meta"]);
}

#[test]
fn what_a_killed_fetch_left_is_taken_away_and_nothing_else() {
    let server = Server::start();
    let folder = Folder::with_old();
    let path = |name: &str| folder.0.path().join(name);
    let left = [".list.0123456789ab.part", ".list.meta.ABCDEFGHIJKL.part"];
    let others = [
        ".list.0123456789a.part",
        ".list.0123456789-b.part",
        ".list.0123456789ab.part2",
        ".other.0123456789ab.part",
        "list.0123456789ab.part",
    ];
    for name in left.iter().chain(&others) {
        fs::write(path(name), "x").unwrap();
    }
    // Another fetch's, which is at work on it.
    let busy = fs::File::create(path(".list.busybusybusy.part")).unwrap();
    busy.lock().unwrap();
    fs::create_dir(path(".list.foldersnotus.part")).unwrap();
    fetch(&server.url("list"), &folder.list(), &server.options()).unwrap();
    let mut wanted = [
        &others[..],
        &[".list.busybusybusy.part", ".list.foldersnotus.part"],
    ]
    .concat();
    wanted.extend(["list", "list.meta"]);
    wanted.sort_unstable();
    assert_eq!(folder.names(), wanted);
    drop(busy);
    fetch(&server.url("list"), &folder.list(), &server.options()).unwrap();
    assert!(!folder.names().iter().any(|name| name.contains("busy")));
}

#[cfg(unix)]
#[test]
fn a_list_is_for_the_umask() {
    use std::os::unix::fs::PermissionsExt as _;
    let server = Server::start();
    let folder = Folder::empty();
    fetch(&server.url("list"), &folder.list(), &server.options()).unwrap();
    let usual = folder.0.path().join("usual");
    fs::write(&usual, "").unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode();
    assert_eq!(mode(&folder.list()), mode(&usual));
    assert_eq!(mode(&folder.meta()), mode(&usual));
}
