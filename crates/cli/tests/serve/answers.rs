//! What good requests are answered, and bad ones.

use crate::desk::{Desk, root};
use crate::serve::service::{AT, Service, codes, file};
use serde_json::{Value as Json, json};

/// What `hcert verify --json` says of the same inputs.
fn by_command(words: &[&str]) -> Vec<Json> {
    let output = crate::program()
        .current_dir(root())
        .args(["verify", "--trust", "keys", "--at", AT, "--json"])
        .args(words)
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let lines = text.lines().map(|line| serde_json::from_str(line).unwrap());
    lines.collect()
}

/// Reports without the name of their input.
fn unnamed(mut reports: Vec<Json>) -> Vec<Json> {
    for report in &mut reports {
        report.as_object_mut().unwrap().shift_remove("input");
    }
    reports
}

fn results(answer: &crate::client::Answer) -> Vec<Json> {
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.header("content-type"), "application/json");
    answer.json()["results"].as_array().unwrap().clone()
}

#[test]
fn every_form_of_a_body_gets_the_reports_that_the_command_gives() {
    let service = Service::start(&["--trust", "keys"]);
    let mut client = service.client();
    let text = file("testdata/codes.txt");
    let wanted = unnamed(by_command(&["testdata/codes.txt"]));
    assert!(wanted.len() > 5);
    let answer = client.post("/v1/verify", "text/plain; charset=utf-8", &text);
    assert_eq!(unnamed(results(&answer)), wanted);
    let body = json!({ "codes": codes() }).to_string();
    let answer = client.post("/v1/verify", "application/json", body.as_bytes());
    assert_eq!(unnamed(results(&answer)), wanted);
    assert_eq!(answer.json()["results"][1]["input"], "codes#2");

    let picture = "testdata/NO/png/test-pcr.png";
    let wanted = unnamed(by_command(&[picture]));
    let answer = client.post("/v1/verify", "image/png", &file(picture));
    assert_eq!(unnamed(results(&answer)), wanted);
    assert_eq!(wanted[0]["verdict"], "genuine");

    // A verdict is an answer, whichever it is.
    for (code, class) in [
        ("HC1:%%%", "base45"),
        ("NL2:LSLS", "prefix"),
        ("shc:/567", "text"),
        ("", "prefix"),
    ] {
        let answer = service.verify(code);
        assert_eq!(results(&answer)[0]["class"], class, "{code}");
    }
    let white = image(1);
    let answer = client.post("/v1/verify", "image/png", &white);
    assert_eq!(results(&answer)[0]["code"], "picture-empty");
}

/// A white PNG.
fn image(side: u32) -> Vec<u8> {
    let mut octets = Vec::new();
    let mut encoder = png::Encoder::new(&mut octets, side * 64, side * 64);
    encoder.set_color(png::ColorType::Grayscale);
    let mut writer = encoder.write_header().unwrap();
    let pixels = vec![255; (side * 64 * side * 64) as usize];
    writer.write_image_data(&pixels).unwrap();
    writer.finish().unwrap();
    octets
}

#[test]
fn a_page_as_pdf_is_read() {
    let desk = Desk::new();
    let page = "hcert page testdata/records/booster.json --signer keys --out pages --format pdf";
    let words: Vec<&str> = page.split(' ').skip(1).chain(["--at", AT]).collect();
    let output = desk.spawn(&words).wait_with_output().unwrap();
    assert!(output.status.success());
    let pdf = std::fs::read(desk.path("pages/eu.pdf")).unwrap();
    let service = Service::start_in(desk, &["--trust", "keys"]);
    let answer = service.client().post("/v1/verify", "application/pdf", &pdf);
    let results = results(&answer);
    assert_eq!(results[0]["verdict"], "genuine");
    assert_eq!(results[0]["certificate"]["country"], "NO");
}

#[test]
fn a_request_may_choose_place_country_arrival_language_and_where_it_is_let_the_moment() {
    let service = Service::start(&["--trust", "keys", "--allow-at"]);
    let codes = codes();
    let code = &codes[1];
    let ask = |query: &str| {
        let path = format!("/v1/verify{query}");
        let answer = service.client().post(&path, "text/plain", code.as_bytes());
        results(&answer)[0].clone()
    };
    assert_eq!(ask("")["verdict"], "genuine");
    assert!(ask("").get("countries").is_none());
    let asked = ask("?country=no");
    assert_eq!(asked["countries"][0]["country"], "NO");
    assert_eq!(asked["verdict"], "accept");
    // The second dose of two on 2021-06-11 counts for 270 days.
    let late = ask("?country=NO&arrival=2022-03-20T12:00:00Z");
    assert_eq!(late["code"], "rule-failed");
    // An arrival that was not given is the moment of the check.
    assert_eq!(
        ask("?country=NO&at=2022-03-20T12:00:00Z")["code"],
        "rule-failed"
    );
    assert_eq!(ask("?at=2030-01-01T00:00:00Z")["code"], "expired");
    let nn = ask("?lang=nn");
    assert_eq!(
        nn["text"],
        "signaturen er god og det gjeld enno; ingen reglar er spurde"
    );
    let body = json!({ "codes": [code], "lang": "nb", "country": "NO" }).to_string();
    let answer = service
        .client()
        .post("/v1/verify?lang=en", "application/json", body.as_bytes());
    let text = results(&answer)[0]["text"].clone();
    assert_eq!(text, "signaturen er god og alle kontroller holder");
    let expiring = ask("?country=NO&arrival=2029-01-01T00:00:00Z");
    let note = expiring["notes"][0].as_str().unwrap();
    assert!(note.contains("before the arrival"), "{note}");

    // A domestic code counts in Norway alone.
    let domestic = "?mode=domestic";
    assert_eq!(ask(domestic)["verdict"], "accept");
    let answer = service.client().post(
        "/v1/verify?mode=border",
        "text/plain",
        b"NO1:NCFOXN%TSMAHN-H3ZSVWD",
    );
    assert_eq!(results(&answer)[0]["class"], "context");
    let answer = service.client().post(
        "/v1/verify?mode=domestic",
        "text/plain",
        b"NO1:NCFOXN%TSMAHN-H3ZSVWD",
    );
    assert_ne!(results(&answer)[0]["class"], "context");
}

#[test]
fn a_passport_is_compared() {
    let service = Service::start(&["--trust", "keys"]);
    let raw: Json = serde_json::from_slice(&file("testdata/NO/2DCode/raw/test-pcr.json")).unwrap();
    let ask = |name: &str, dob: &str| {
        let body = json!({
            "codes": [raw["PREFIX"]],
            "passport": { "name": name, "dob": dob },
        });
        let body = body.to_string();
        let answer = service
            .client()
            .post("/v1/verify", "application/json", body.as_bytes());
        results(&answer)[0].clone()
    };
    let same = ask("SAHIN<<CAGLA<IPEK", "1999-12-24");
    assert_eq!(same["verdict"], "genuine");
    assert_eq!(ask("HANSEN<<CAGLA<IPEK", "1999-12-24")["verdict"], "reject");
    assert_eq!(ask("SAHIN<<CAGLA<IPEK", "1999-12-25")["verdict"], "reject");
}

#[test]
fn lists_rules_and_health_are_told() {
    let service = Service::start(&["--trust", "keys", "--trust-as-of", "2022-01-30T00:00:00Z"]);
    let trust = service.get("/v1/trust").json();
    assert_eq!(trust["asOf"], "2022-01-30T00:00:00Z");
    let keys = trust["keys"].as_array().unwrap();
    assert_eq!(keys.len(), 6);
    let vaccination = keys
        .iter()
        .find(|key| key["purposes"] == json!(["vaccination"]));
    let vaccination = vaccination.unwrap();
    assert_eq!(vaccination["country"], "NO");
    assert_eq!(
        vaccination["certificate"]["notAfter"],
        "2050-12-31T23:59:59Z"
    );

    let rules = service.get("/v1/rules?country=no&lang=nb").json();
    let rules = rules["rules"].as_array().unwrap().clone();
    assert!(rules.len() > 5);
    assert!(rules.iter().all(|rule| rule["country"] == "NO"));
    let text = rules[0]["text"].as_str().unwrap();
    assert!(text.contains("covid-19"), "{text}");
    assert_eq!(
        service.get("/v1/rules?country=DE").json(),
        json!({ "rules": [] })
    );

    let health = service.get("/healthz");
    assert_eq!(
        (health.status, &health.json()["status"]),
        (200, &"ok".into())
    );
    let ready = service.get("/readyz");
    assert_eq!(ready.status, 200);
    let ready = ready.json();
    assert_eq!(
        (&ready["ready"], &ready["trust"]["state"]),
        (&true.into(), &"fresh".into())
    );
    let age = 2 * 86_400 + 12 * 3_600;
    assert_eq!(ready["trust"]["ageSeconds"], age);
    assert_eq!(ready["reload"]["ok"], true);

    let metrics = service.get("/metrics");
    assert!(
        metrics
            .header("content-type")
            .starts_with("application/openmetrics-text")
    );
    let text = metrics.text();
    for line in [
        &format!("hcert_list_age_seconds{{list=\"trust\"}} {age}"),
        "hcert_trusted_keys 6",
        "hcert_requests_total{route=\"/readyz\",method=\"GET\",status=\"200\"} 1",
        "hcert_request_duration_seconds_count{route=\"/v1/trust\"} 1",
        "hcert_reload_failed 0",
        "# EOF",
    ] {
        assert!(text.lines().any(|known| known == line), "{line}: {text}");
    }
}

#[test]
fn verdicts_are_counted_by_what_they_are() {
    let service = Service::start(&["--trust", "keys"]);
    service
        .client()
        .post("/v1/verify", "text/plain", &file("testdata/codes.txt"));
    service.verify("NL2:LSLS");
    let metrics = service.get("/metrics");
    // One of them is a recovery that is over.
    let count = codes().len() - 1;
    for line in [
        format!("hcert_verdicts_total{{verdict=\"genuine\",class=\"none\"}} {count}"),
        "hcert_verdicts_total{verdict=\"reject\",class=\"content\"} 1".to_owned(),
        "hcert_verdicts_total{verdict=\"cannot-verify\",class=\"prefix\"} 1".to_owned(),
    ] {
        assert!(metrics.text().lines().any(|known| known == line), "{line}");
    }
}

#[test]
fn without_keys_or_with_an_old_list_it_is_not_ready() {
    let empty = Service::start(&[]);
    let ready = empty.get("/readyz");
    assert_eq!(
        (ready.status, &ready.json()["trust"]["state"]),
        (503, &"empty".into())
    );
    assert_eq!(empty.get("/healthz").status, 200);
    let old = Service::start(&["--trust", "keys", "--trust-as-of", "2022-01-01T00:00:00Z"]);
    let ready = old.get("/readyz");
    assert_eq!(
        (ready.status, &ready.json()["trust"]["state"]),
        (503, &"stale".into())
    );
}

#[test]
fn what_cannot_be_understood_is_a_problem_that_repeats_nothing() {
    const SECRET: &str = "Nordmann";
    let words = ["--trust", "keys", "--max-codes", "3", "--max-body", "64"];
    let service = Service::start(&words);
    let json = "application/json";
    let text = "text/plain";
    let large = "x".repeat((64 << 10) + 1);
    for (request, form, body, status, code) in [
        ("GET /Nordmann", "", "", 404, "not-found"),
        ("POST /v1/verify/Nordmann", text, "x", 404, "not-found"),
        ("PUT /v1/verify", text, "x", 405, "method"),
        ("NORDMANN /v1/verify", text, "x", 405, "method"),
        ("POST /v1/certificates", json, "{}", 404, "issuing-off"),
        ("POST /v1/pages", json, "{}", 404, "issuing-off"),
        ("POST /v1/verify", "", "x", 415, "media-type"),
        ("POST /v1/verify", "text/Nordmann", "x", 415, "media-type"),
        ("POST /v1/verify?Nordmann=1", text, "x", 400, "query"),
        ("POST /v1/verify?lang=Nordmann", text, "x", 400, "query"),
        ("POST /v1/verify?mode=Nordmann", text, "x", 400, "query"),
        ("POST /v1/verify?country=Nordmann", text, "x", 400, "query"),
        (
            "POST /v1/verify?country=NO&arrival=Nordmann",
            text,
            "x",
            400,
            "query",
        ),
        (
            "POST /v1/verify?arrival=2022-01-01T00:00:00Z",
            text,
            "x",
            400,
            "query",
        ),
        ("POST /v1/verify?region=Nordmann", text, "x", 400, "query"),
        (
            "POST /v1/verify?at=2022-01-01T00:00:00Z",
            text,
            "x",
            400,
            "query",
        ),
        ("POST /v1/verify?lang=en&lang=nb", text, "x", 400, "query"),
        ("GET /v1/trust?Nordmann", "", "", 400, "query"),
        ("GET /v1/rules?country=Nordmann", "", "", 400, "query"),
        ("GET /v1/rules?name=Nordmann", "", "", 400, "query"),
        ("POST /v1/verify", json, "Nordmann", 400, "body"),
        ("POST /v1/verify", json, "", 400, "body"),
        ("POST /v1/verify", json, "{\"Nordmann\":1}", 400, "body"),
        (
            "POST /v1/verify",
            json,
            "{\"codes\":\"Nordmann\"}",
            400,
            "body",
        ),
        (
            "POST /v1/verify",
            json,
            "{\"codes\":[],\"lang\":\"Nordmann\"}",
            400,
            "query",
        ),
        (
            "POST /v1/verify",
            json,
            "{\"codes\":[],\"passport\":{\"dob\":\"Nordmann\"}}",
            400,
            "body",
        ),
        (
            "POST /v1/verify",
            json,
            "{\"codes\":[],\"passport\":{\"name\":\"Nordmann 1\"}}",
            400,
            "body",
        ),
        ("POST /v1/verify", "image/png", "Nordmann", 400, "body"),
        (
            "POST /v1/verify",
            "application/pdf",
            "Nordmann",
            400,
            "body",
        ),
        (
            "POST /v1/verify",
            text,
            "HC1:A\nHC1:B\nHC1:C\nHC1:NORDMANN",
            413,
            "too-many-codes",
        ),
        (
            "POST /v1/verify",
            json,
            "{\"codes\":[\"\",\"\",\"\",\"Nordmann\"]}",
            413,
            "too-many-codes",
        ),
        ("POST /v1/verify", text, &large, 413, "too-large"),
    ] {
        let headers = [("Content-Type", form)];
        let headers = if form.is_empty() {
            &headers[..0]
        } else {
            &headers[..]
        };
        let answer = service
            .client()
            .ask(request, headers, body.as_bytes())
            .unwrap();
        assert_eq!(
            (answer.status, answer.problem().as_str()),
            (status, code),
            "{request} {body}"
        );
        let told = format!("{answer:?}{}", answer.text());
        assert!(!told.contains(SECRET), "{told}");
        if code == "method" {
            assert_eq!(answer.header("allow"), "POST");
        }
    }
    let answer = service.client().post("/v1/verify", text, b"HC1:\xff");
    assert_eq!((answer.status, answer.problem().as_str()), (400, "body"));
    // The third is still taken.
    let answer = service
        .client()
        .post("/v1/verify", text, b"HC1:A\nHC1:B\nHC1:C");
    assert_eq!(results(&answer).len(), 3);
    let (code, said) = service.stop();
    assert_eq!(code, 0);
    assert!(
        !said.concat().to_lowercase().contains("nordmann"),
        "{said:#?}"
    );
}

#[test]
fn every_answer_has_the_headers_that_keep_it_from_others() {
    let service = Service::start(&["--trust", "keys"]);
    let mut numbers = std::collections::BTreeSet::new();
    for request in [
        "GET /healthz",
        "GET /nowhere",
        "PUT /v1/verify",
        "GET /docs",
        "GET /metrics",
    ] {
        let answer = service.client().ask(request, &[], b"").unwrap();
        for (name, value) in [
            ("cache-control", "no-store"),
            ("referrer-policy", "no-referrer"),
            ("x-content-type-options", "nosniff"),
        ] {
            assert_eq!(answer.header(name), value, "{request}");
        }
        let policy = answer.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'; "), "{policy}");
        let number = answer.header("x-request-id").to_owned();
        assert_eq!(number.len(), 32);
        assert!(numbers.insert(number.clone()), "a number of its own");
        service.wait_for(&number);
    }
    // One that comes with the request is not taken: anything could stand in it.
    let own = [("X-Request-Id", "Nordmann")];
    let answer = service.client().ask("GET /healthz", &own, b"").unwrap();
    assert_ne!(answer.header("x-request-id"), "Nordmann");
}

#[test]
fn every_anchor_on_the_page_of_the_description_is_there_once() {
    let service = Service::start(&["--trust", "keys"]);
    let page = service.get("/docs");
    let mut seen = std::collections::BTreeSet::new();
    for id in page.text().split(" id=\"").skip(1) {
        let (id, _) = id.split_once('"').unwrap();
        assert!(seen.insert(id.to_owned()), "{id} stands twice");
    }
    assert!(seen.contains("too-large"), "{seen:?}");
}

#[test]
fn the_page_of_the_description_fetches_nothing() {
    let service = Service::start(&["--trust", "keys"]);
    let page = service.get("/docs");
    let text = page.text();
    assert!(text.contains("POST /v1/verify"));
    for fetching in [
        "<script", "src=", "<link", "@import", "url(", "http://", "https://",
    ] {
        assert!(!text.contains(fetching), "{fetching}");
    }
    let (_, style) = text.split_once("<style>").unwrap();
    let (style, _) = style.split_once("</style>").unwrap();
    let hash = hcert::key::sha256(style.as_bytes());
    let hash = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, hash);
    let policy = page.header("content-security-policy");
    assert!(
        policy.contains(&format!("style-src 'sha256-{hash}'")),
        "{policy}"
    );
}

#[test]
fn what_cannot_be_started_says_why() {
    let desk = Desk::new();
    desk.write("short.txt", "tooshort\n");
    desk.write("empty.txt", "\n");
    desk.write("token.txt", "0123456789abcdef0123456789abcdef\n");
    for (words, wanted) in [
        ("--trust nowhere", "nowhere"),
        ("--arrival 2022-01-01T00:00:00Z", "in a country"),
        ("--signer keys", "anybody could have codes signed"),
        ("--signer keys --token-file empty.txt", "holds no token"),
        ("--signer keys --token-file short.txt", "fewer than 32"),
        ("--token-file token.txt", "--signer"),
        (
            "--signer keys --token-file token.txt --listen 0.0.0.0:0",
            "would be read on the way",
        ),
        ("--tls keys/csca.pem", "expected CERT,KEY"),
        ("--tls keys/csca.pem,keys/README.md", "no private key"),
        ("--tls keys/dsc-all.pem,keys/dsc-test.key.pem", "--tls"),
        ("--signer keys --client-ca keys/csca.pem", "--tls"),
    ] {
        let words: Vec<&str> = ["serve"].into_iter().chain(words.split(' ')).collect();
        let output = desk.spawn(&words).wait_with_output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{words:?}: {said}");
        assert!(said.contains(wanted), "{words:?}: {said}");
    }
    let service = Service::start(&["--trust", "keys"]);
    let taken = service.address.to_string();
    let words = ["serve", "--trust", "keys", "--listen", &taken];
    let output = desk.spawn(&words).wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(2));
}

/// Every example of the help text that is this program, started as it stands there but for the address.
#[test]
fn every_example_in_the_help_text_starts_and_answers() {
    let help = Desk::new()
        .spawn(&["serve", "--help"])
        .wait_with_output()
        .unwrap();
    let help = String::from_utf8(help.stdout).unwrap();
    // A long example goes on in the next line, as in a shell.
    let joined = help.replace(" \\\n    ", " ");
    let examples = joined
        .lines()
        .filter_map(|line| line.trim_start().strip_prefix("exec hcert serve "));
    let mut count = 0;
    for example in examples {
        let desk = Desk::new();
        let bundle = [
            "trust",
            "bundle",
            "keys",
            "--signer",
            "keys/dsc-all.key.pem",
            "--out",
            "trust.bundle",
        ];
        let made = desk.spawn(&bundle).wait_with_output().unwrap();
        assert!(made.status.success(), "{made:?}");
        std::fs::copy(desk.path("keys/dsc-all.pem"), desk.path("operator.pem")).unwrap();
        let secure = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        desk.write("cert.pem", secure.cert.pem());
        desk.write("key.pem", secure.signing_key.serialize_pem());
        desk.write("token.txt", "0123456789abcdef0123456789abcdef");
        let mut words: Vec<&str> = example.split(' ').collect();
        if let Some(at) = words.iter().position(|word| *word == "--listen") {
            words.drain(at..at + 2);
        }
        let service = Service::start_in(desk, &words);
        if !example.contains("--tls") {
            assert_eq!(service.get("/healthz").status, 200, "{example}");
        }
        assert_eq!(service.stop().0, 0, "{example}");
        count += 1;
    }
    assert_eq!(count, 3);
    assert!(help.lines().all(|line| line.chars().count() <= 100));
}

#[test]
fn what_would_take_much_memory_is_refused_before_it_does() {
    let service = Service::start(&["--trust", "keys", "--max-pixels", "1"]);
    // Three megabytes of quotation marks.
    let body = format!("{{\"codes\":[{}\"\"]}}", "\"\",".repeat(1_000_000));
    let answer = service
        .client()
        .post("/v1/verify", "application/json", body.as_bytes());
    assert_eq!(
        (answer.status, answer.problem().as_str()),
        (413, "too-many-codes")
    );
    let mut png = std::io::Cursor::new(Vec::new());
    let picture = image::GrayImage::new(1_001, 1_000);
    picture.write_to(&mut png, image::ImageFormat::Png).unwrap();
    let answer = service
        .client()
        .post("/v1/verify", "image/png", png.get_ref());
    assert_eq!(
        (answer.status, answer.problem().as_str()),
        (422, "too-large")
    );
    let detail = answer.json()["detail"].clone();
    let detail = detail.as_str().unwrap();
    assert!(detail.contains("the limit is 1000000"), "{detail}");
}

#[test]
fn a_problem_is_told_in_the_language_that_the_request_asks_for() {
    let service = Service::start(&["--trust", "keys"]);
    let told = |answer: &crate::client::Answer| {
        assert_eq!((answer.status, answer.problem().as_str()), (400, "query"));
        let json = answer.json();
        ["title", "detail"].map(|key| json[key].as_str().unwrap().to_owned())
    };
    let post = |path: &str, body: &[u8]| service.client().post(path, "application/json", body);
    let path = "/v1/rules?country=Norge";
    let english = told(&service.get(path));
    assert!(english[1].starts_with("country: "), "{english:?}");
    let norwegian = told(&service.get(&format!("{path}&lang=nb")));
    assert!(norwegian[0].starts_with("En parameter i spørringen"));
    assert_eq!(told(&service.get(&format!("{path}&lang=de"))), english);
    // The body's language comes before that of the query.
    let body = br#"{"codes": [], "mode": "sea", "lang": "sv"}"#;
    let [title, detail] = told(&post("/v1/verify?lang=nb", body));
    assert!(title.starts_with("En parameter i frågan"), "{title}");
    assert_eq!(detail, "mode: väntade border eller domestic");
    let body = br#"{"codes": [], "mode": "sea"}"#;
    let [_, detail] = told(&post("/v1/verify?lang=nb", body));
    assert_eq!(detail, "mode: ventet border eller domestic");
}
