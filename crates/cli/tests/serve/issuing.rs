//! Issuing over the service: who is let in, and what comes out.

use crate::client::{Answer, Client};
use crate::desk::Desk;
use crate::serve::service::{AT, Service, file};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::time::Duration;

const TOKEN: &str = "0123456789abcdef0123456789abcdef";
const JSON: (&str, &str) = ("Content-Type", "application/json");
const LET_IN: (&str, &str) = ("Authorization", "Bearer 0123456789abcdef0123456789abcdef");

fn with_token() -> Service {
    with_token_and("")
}

fn with_token_and(more: &str) -> Service {
    let desk = Desk::new();
    desk.write(
        "tokens",
        format!("ffffffffffffffffffffffffffffffff\n{TOKEN}\n"),
    );
    desk.write("person.key", [7; 32]);
    let words = format!("--trust keys --signer keys --token-file tokens {more}");
    let words: Vec<&str> = words.split_whitespace().collect();
    Service::start_in(desk, &words)
}

/// What the ledger of a service says.
fn ledger(service: &Service) -> Vec<serde_json::Value> {
    let words = [
        "revocation",
        "list",
        "--ledger",
        "i.db",
        "--show-uvci",
        "--json",
    ];
    let output = service.desk.spawn(&words).wait_with_output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let lines = String::from_utf8(output.stdout).unwrap();
    let read = |line: &str| serde_json::from_str(line).unwrap();
    lines.lines().map(read).collect()
}

#[test]
fn every_code_is_in_the_ledger_when_it_is_handed_out_and_can_be_revoked() {
    let service = with_token_and("--ledger i.db --person-key person.key");
    let payload = "testdata/payloads/test-pcr.json";
    let made = post(&service, "/v1/certificates", &[JSON, LET_IN], payload).json();
    let rows = ledger(&service);
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0]["uvci"], made["uvci"]);
    assert_eq!(rows[0]["kid"], made["kid"]);
    assert!(rows[0]["pseudonym"].is_string(), "{}", rows[0]);

    let record = "testdata/records/booster.json";
    let made = post(&service, "/v1/pages", &[JSON, LET_IN], record);
    assert_eq!(made.status, 200);
    // The Norwegian code, and a vaccination's.
    let rows = ledger(&service);
    assert_eq!(rows.len(), 3);
    let domestic = rows.iter().filter(|row| row["uvci"].is_null()).count();
    assert_eq!(domestic, 1);
    let revoke = "revocation revoke --ledger i.db --reason fraud --at 2022-02-01T12:00:00Z --uvci";
    let uvci = rows.iter().find_map(|row| row["uvci"].as_str());
    let words: Vec<&str> = revoke.split(' ').chain(uvci).collect();
    let output = service.desk.spawn(&words).wait_with_output().unwrap();
    assert!(output.status.success(), "{output:?}");
}

#[test]
fn a_yellow_card_is_issued_and_recorded_and_what_it_forbids_is_told() {
    let service = with_token_and("--ledger i.db --person-key person.key");
    let kind = "/v1/certificates?kind=icvp";
    let card = "testdata/icvp/card.json";
    let answer = post(&service, kind, &[JSON, LET_IN], card);
    // The service's clock stands before the dose.
    assert_eq!(answer.status, 422, "{}", answer.text());
    assert!(answer.text().contains("vx/dv"), "{}", answer.text());
    let record = std::fs::read_to_string(crate::root().join(card)).unwrap();
    let record = record.replace("2026-06-01", "2022-01-01");
    service.desk.write("card.json", record);
    let path = service.desk.path("card.json");
    let made = post(&service, kind, &[JSON, LET_IN], path.to_str().unwrap());
    assert_eq!(made.status, 200, "{}", made.text());
    let made = made.json();
    assert!(made["hc1"].as_str().unwrap().starts_with("HC1:") && made.get("uvci").is_none());
    let rows = ledger(&service);
    assert_eq!((rows.len(), rows[0]["pseudonym"].is_string()), (1, true));
    let wrong = post(&service, "/v1/certificates?kind=x", &[JSON, LET_IN], card);
    assert_eq!(wrong.status, 400);
}

#[test]
fn a_code_that_cannot_be_recorded_is_not_handed_out() {
    let service = with_token_and("--ledger i.db");
    let payload = "testdata/payloads/test-pcr.json";
    let ask = |path: &str, name: &str| post(&service, path, &[JSON, LET_IN], name);
    let rename = |from: &str, to: &str| {
        let db = rusqlite::Connection::open(service.desk.path("i.db")).unwrap();
        let sql = format!("ALTER TABLE {from} RENAME TO {to}");
        db.execute_batch(&sql).unwrap();
    };
    rename("hcert_certificate", "away");
    for (path, name) in [
        ("/v1/certificates", payload),
        ("/v1/pages", "testdata/records/booster.json"),
    ] {
        let answer = ask(path, name);
        assert_eq!((answer.status, answer.problem().as_str()), (503, "ledger"));
        assert!(!answer.text().contains("HC1:"));
    }
    let line = service.wait_for("\"event\":\"ledger\"");
    assert!(
        line.contains("i.db") || line.contains("hcert_certificate"),
        "{line}"
    );
    rename("away", "hcert_certificate");
    assert_eq!(ask("/v1/certificates", payload).status, 200);
    assert_eq!(ledger(&service).len(), 1);
}

#[test]
fn who_waits_for_the_ledger_keeps_nobody_from_verifying() {
    let service = with_token_and("--ledger i.db --workers 1");
    let code = crate::serve::service::codes().remove(1);
    let holder = rusqlite::Connection::open(service.desk.path("i.db")).unwrap();
    holder.execute_batch("BEGIN EXCLUSIVE").unwrap();
    std::thread::scope(|scope| {
        let issuing = scope.spawn(|| {
            let payload = "testdata/payloads/test-pcr.json";
            post(&service, "/v1/certificates", &[JSON, LET_IN], payload).status
        });
        for _ in 0..20 {
            let report = service.verify(&code).json()["results"][0].clone();
            assert_eq!(report["verdict"], "genuine");
            std::thread::sleep(Duration::from_millis(50));
        }
        holder.execute_batch("COMMIT").unwrap();
        assert_eq!(issuing.join().unwrap(), 200);
    });
}

#[test]
fn signers_and_tokens_that_change_are_taken_without_an_end() {
    let service = with_token();
    let payload = "testdata/payloads/test-pcr.json";
    let ask = |token: &str| {
        let bearer = format!("Bearer {token}");
        post(
            &service,
            "/v1/certificates",
            &[JSON, ("Authorization", &bearer)],
            payload,
        )
        .status
    };
    assert_eq!(ask(TOKEN), 200);
    let other = "0123456789abcdef0123456789abcdff";
    service.desk.write("new", other);
    std::fs::rename(service.desk.path("new"), service.desk.path("tokens")).unwrap();
    service.wait_for("\"lists-read\"");
    assert_eq!((ask(TOKEN), ask(other)), (401, 200));
    // A file without any token lets nobody in, and nobody means that: the old ones stay.
    service.desk.write("new", "");
    std::fs::rename(service.desk.path("new"), service.desk.path("tokens")).unwrap();
    service.wait_for("\"lists-kept\"");
    assert_eq!((ask(TOKEN), ask(other)), (401, 200));
}

fn post(service: &Service, path: &str, headers: &[(&str, &str)], name: &str) -> Answer {
    let body = file(name);
    let mut client = service.client();
    client.ask(&format!("POST {path}"), headers, &body).unwrap()
}

#[test]
fn only_who_has_the_token_is_let_in() {
    let service = with_token();
    let payload = "testdata/payloads/test-pcr.json";
    for path in ["/v1/certificates", "/v1/pages"] {
        for wrong in [
            &[JSON][..],
            &[
                JSON,
                ("Authorization", "Bearer 0123456789abcdef0123456789abcdee"),
            ],
            &[JSON, ("Authorization", "Bearer ")],
            &[JSON, ("Authorization", TOKEN)],
        ] {
            let answer = post(&service, path, wrong, payload);
            assert_eq!(
                (answer.status, answer.problem().as_str()),
                (401, "not-let-in")
            );
            assert_eq!(answer.header("www-authenticate"), "Bearer");
        }
    }
    let answer = post(&service, "/v1/certificates", &[JSON, LET_IN], payload);
    assert_eq!(answer.status, 200, "{}", answer.text());
}

#[test]
fn a_certificate_is_issued_that_the_service_accepts() {
    let service = with_token();
    let payload = "testdata/payloads/test-pcr.json";
    let answer = post(
        &service,
        "/v1/certificates?days=30",
        &[JSON, LET_IN],
        payload,
    )
    .json();
    assert_eq!(
        (&answer["iat"], &answer["exp"]),
        (&AT.into(), &"2022-03-03T12:00:00Z".into())
    );
    assert!(answer["notes"].is_null(), "{answer}");
    let code = answer["hc1"].as_str().unwrap();
    let report = service.verify(code).json()["results"][0].clone();
    assert_eq!(report["verdict"], "genuine");
    assert_eq!(report["certificate"]["kid"], answer["kid"]);
    let wanted: serde_json::Value = serde_json::from_slice(&file(payload)).unwrap();
    assert_eq!(report["certificate"]["payload"], wanted);

    // What is left open is filled in where that is asked for.
    let mut open = wanted;
    open["nam"].as_object_mut().unwrap().shift_remove("fnt");
    open["t"][0].as_object_mut().unwrap().shift_remove("ci");
    let open = open.to_string();
    let ask = |path: &str| {
        let mut client = service.client();
        client.ask(path, &[JSON, LET_IN], open.as_bytes()).unwrap()
    };
    assert_eq!(ask("POST /v1/certificates").problem(), "content");
    let filled = ask("POST /v1/certificates?fill=true").json();
    assert!(
        filled["uvci"]
            .as_str()
            .unwrap()
            .starts_with("URN:UVCI:01:NO:")
    );

    for (path, code) in [
        ("POST /v1/certificates?days=0", "query"),
        ("POST /v1/certificates?days=3651", "query"),
        ("POST /v1/certificates?fill=perhaps", "query"),
        ("POST /v1/certificates?names_language=nb", "query"),
        ("POST /v1/pages?lang=de", "query"),
    ] {
        assert_eq!(ask(path).problem(), code, "{path}");
    }
    let bad = post(
        &service,
        "/v1/certificates",
        &[JSON, LET_IN],
        "testdata/records/booster.json",
    );
    assert_eq!((bad.status, bad.problem().as_str()), (422, "content"));
    assert!(!bad.text().contains("1949"), "{}", bad.text());
    let form = [("Content-Type", "text/plain"), LET_IN];
    assert_eq!(
        post(&service, "/v1/certificates", &form, payload).problem(),
        "media-type"
    );
}

#[test]
fn pages_come_in_the_form_that_is_asked_for_and_their_codes_are_accepted() {
    let service = with_token();
    let record = "testdata/records/booster.json";
    let ask = |query: &str, accept: &str| {
        let path = format!("/v1/pages{query}");
        post(&service, &path, &[JSON, LET_IN, ("Accept", accept)], record)
    };
    let whole = ask("?lang=en", "application/json").json();
    assert_eq!(whole["light"], "green");
    let files = whole["files"].as_array().unwrap();
    let names: Vec<&str> = files
        .iter()
        .map(|file| file["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["no.html", "no.pdf", "eu.html", "eu.pdf"]);
    let pdf = STANDARD
        .decode(files[3]["content"].as_str().unwrap())
        .unwrap();
    let report = service
        .client()
        .post("/v1/verify", "application/pdf", &pdf)
        .json();
    assert_eq!(report["results"][0]["verdict"], "genuine");

    let several = ask("", "application/pdf");
    assert_eq!(
        (several.status, several.problem().as_str()),
        (406, "not-acceptable")
    );
    assert!(several.text().contains("no.pdf, eu.pdf"));
    let one = ask("?file=no", "application/pdf");
    assert_eq!(one.header("content-type"), "application/pdf");
    assert_eq!(
        one.header("content-disposition"),
        "attachment; filename=\"no.pdf\""
    );
    assert!(one.body.starts_with(b"%PDF-"));
    let path = "/v1/verify?mode=domestic";
    let report = service
        .client()
        .post(path, "application/pdf", &one.body)
        .json();
    assert_eq!(report["results"][0]["verdict"], "accept");
    let html = ask("?file=eu", "text/html");
    assert!(html.text().starts_with("<!DOCTYPE html>"));
    let picture = ask("?file=eu-vaccination", "image/png");
    assert_eq!(picture.header("content-type"), "image/png");
    let report = service
        .client()
        .post("/v1/verify", "image/png", &picture.body)
        .json();
    assert_eq!(report["results"][0]["verdict"], "genuine");
    assert_eq!(ask("?file=nobody", "image/png").problem(), "not-acceptable");
    assert_eq!(ask("", "video/mp4").problem(), "not-acceptable");

    let fhir = "testdata/records/bundle.fhir.json";
    let form = ("Content-Type", "application/fhir+json");
    let bundle = post(&service, "/v1/pages", &[form, LET_IN], fhir);
    assert_eq!(bundle.status, 200, "{}", bundle.text());
    let payload = "testdata/payloads/test-pcr.json";
    let bad = post(&service, "/v1/pages", &[JSON, LET_IN], payload);
    assert_eq!((bad.status, bad.problem().as_str()), (422, "content"));
    assert!(!bad.text().contains("2003"), "{}", bad.text());
}

/// An authority, and a certificate by it: PEM of the first, then certificate and key of the second.
fn authority(name: &str) -> (String, String, String) {
    let key = rcgen::KeyPair::generate().unwrap();
    let mut params = rcgen::CertificateParams::new(vec![]).unwrap();
    params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    let certificate = params.self_signed(&key).unwrap();
    let issuer = rcgen::Issuer::new(params, key);
    let own = rcgen::KeyPair::generate().unwrap();
    let mut params = rcgen::CertificateParams::new(vec![name.to_owned()]).unwrap();
    params.use_authority_key_identifier_extension = true;
    let signed = params.signed_by(&own, &issuer).unwrap();
    (certificate.pem(), signed.pem(), own.serialize_pem())
}

/// A connection over TLS, as somebody with a certificate perhaps.
fn secure(
    address: SocketAddr,
    root: &str,
    own: Option<(&str, &str)>,
) -> Client<StreamOwned<ClientConnection, TcpStream>> {
    let mut roots = RootCertStore::empty();
    roots
        .add(CertificateDer::from_pem_slice(root.as_bytes()).unwrap())
        .unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots);
    let config = match own {
        None => config.with_no_client_auth(),
        Some((certificate, key)) => {
            let certificate = CertificateDer::from_pem_slice(certificate.as_bytes()).unwrap();
            let key = PrivateKeyDer::from_pem_slice(key.as_bytes()).unwrap();
            config
                .with_client_auth_cert(vec![certificate], key)
                .unwrap()
        }
    };
    let name = ServerName::try_from("localhost").unwrap();
    let connection = ClientConnection::new(Arc::new(config), name).unwrap();
    let stream = TcpStream::connect(address).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(60)))
        .unwrap();
    Client::over(StreamOwned::new(connection, stream))
}

#[test]
fn over_tls_anybody_verifies_and_only_who_has_a_certificate_issues() {
    let (root, certificate, key) = authority("localhost");
    let (client_root, mine, my_key) = authority("registry");
    let (_, strange, strange_key) = authority("stranger");
    let desk = Desk::new();
    desk.write("cert.pem", &certificate);
    desk.write("key.pem", &key);
    desk.write("clients.pem", &client_root);
    let words = "--trust keys --tls cert.pem,key.pem --signer keys --client-ca clients.pem";
    let words: Vec<&str> = words.split(' ').collect();
    let service = Service::start_in(desk, &words);
    assert!(service.wait_for("listening on").contains("https://"));
    let payload = file("testdata/payloads/test-pcr.json");
    let issue = |own| {
        let mut client = secure(service.address, &root, own);
        client.ask("POST /v1/certificates", &[JSON], &payload)
    };
    let code = issue(Some((&mine, &my_key))).unwrap().json();
    let code = code["hc1"].as_str().unwrap();
    let report =
        secure(service.address, &root, None).post("/v1/verify", "text/plain", code.as_bytes());
    assert_eq!(report.json()["results"][0]["verdict"], "genuine");
    assert_eq!(issue(None).unwrap().problem(), "not-let-in");
    assert!(
        issue(Some((&strange, &strange_key))).is_err(),
        "ended at the door"
    );
    // Who speaks no TLS gets no answer, and hinders nobody.
    let plain = service.client().ask("GET /healthz", &[], b"");
    assert!(plain.is_err());
    // Every answer keeps a browser to TLS, a refusal too.
    for (path, status) in [("/healthz", 200), ("/nowhere", 404)] {
        let answer = secure(service.address, &root, None).get(path);
        assert_eq!(answer.status, status);
        assert_eq!(
            answer.header("strict-transport-security"),
            "max-age=31536000"
        );
    }

    // A renewed certificate is taken for new connections.
    let (new_root, certificate, key) = authority("localhost");
    service.desk.write("key.pem", &key);
    service.desk.write("cert.pem", &certificate);
    service.signal(rustix::process::Signal::HUP);
    service.wait_for("\"lists-read\"");
    assert_eq!(
        secure(service.address, &new_root, None)
            .get("/healthz")
            .status,
        200
    );
    let (code, _) = service.stop();
    assert_eq!(code, 0);
}

#[test]
fn who_stalls_in_the_handshake_is_cut_off_and_hinders_nobody() {
    use std::io::{Read as _, Write as _};
    let (root, certificate, key) = authority("localhost");
    let desk = Desk::new();
    desk.write("cert.pem", &certificate);
    desk.write("key.pem", &key);
    let words = "--trust keys --tls cert.pem,key.pem --head-timeout 2";
    let words: Vec<&str> = words.split(' ').collect();
    let service = Service::start_in(desk, &words);
    // The beginning of a record that never comes, and nothing at all.
    let mut stalled = [b"\x16\x03\x01".as_slice(), b""].map(|octets| {
        let mut stream = TcpStream::connect(service.address).unwrap();
        let patience = Some(Duration::from_secs(60));
        stream.set_read_timeout(patience).unwrap();
        stream.write_all(octets).unwrap();
        stream
    });
    let health = || secure(service.address, &root, None).get("/healthz").status;
    assert_eq!(health(), 200);
    for stream in &mut stalled {
        assert_eq!(stream.read(&mut [0; 16]).unwrap(), 0, "closed");
    }
    assert_eq!(health(), 200);
}

#[test]
fn with_a_token_and_an_authority_both_are_needed() {
    let (root, certificate, key) = authority("localhost");
    let (client_root, mine, my_key) = authority("registry");
    let desk = Desk::new();
    for (name, text) in [
        ("cert.pem", &certificate),
        ("key.pem", &key),
        ("ca.pem", &client_root),
    ] {
        desk.write(name, text);
    }
    desk.write("tokens", TOKEN);
    let words =
        "--trust keys --tls cert.pem,key.pem --signer keys --client-ca ca.pem --token-file tokens";
    let words: Vec<&str> = words.split(' ').collect();
    let service = Service::start_in(desk, &words);
    let payload = file("testdata/payloads/test-pcr.json");
    let ask = |own, headers: &[(&str, &str)]| {
        let mut client = secure(service.address, &root, own);
        client
            .ask("POST /v1/certificates", headers, &payload)
            .unwrap()
            .status
    };
    let own = Some((mine.as_str(), my_key.as_str()));
    assert_eq!(ask(own, &[JSON]), 401);
    assert_eq!(ask(None, &[JSON, LET_IN]), 401);
    assert_eq!(ask(own, &[JSON, LET_IN]), 200);
}
