//! The service against its own description of itself.

use crate::client::Answer;
use crate::desk::Desk;
use crate::serve::service::{Service, codes, file};
use serde_json::{Value as Json, json};
use std::collections::BTreeSet;

/// The description, and the answers that were held against it.
struct Contract {
    document: Json,
    seen: BTreeSet<String>,
}

impl Contract {
    fn schema(&self, schema: &Json) -> jsonschema::Validator {
        let mut whole = schema.clone();
        whole["components"] = self.document["components"].clone();
        jsonschema::draft202012::new(&whole).unwrap()
    }

    fn holds(&self, schema: &Json, value: &Json, what: &str) {
        let errors: Vec<String> = self
            .schema(schema)
            .iter_errors(value)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{what}: {errors:#?}");
    }

    /// Holds an answer against what is said of it.
    fn check(&mut self, method: &str, path: &str, answer: &Answer) {
        let status = answer.status.to_string();
        let what = format!("{method} {path} {status}");
        let described = &self.document["paths"][path][method]["responses"][&status];
        let form = answer.header("content-type");
        let content = described["content"]
            .as_object()
            .unwrap_or_else(|| panic!("{what}"));
        let essence = |form: &str| form.split(';').next().unwrap().to_owned();
        let found = content
            .iter()
            .find(|(known, _)| essence(known) == essence(form));
        let (_, found) = found.unwrap_or_else(|| panic!("{what}: {form}"));
        if essence(form).ends_with("json") {
            self.holds(&found["schema"].clone(), &answer.json(), &what);
        }
        self.seen.insert(format!("{what} {}", essence(form)));
    }
}

#[test]
fn every_answer_is_as_the_description_says_and_every_route_is_in_it() {
    let desk = Desk::new();
    desk.write("tokens", "0123456789abcdef0123456789abcdef");
    let words = "--trust keys --signer keys --token-file tokens --max-codes 20 --max-body 1024";
    let words: Vec<&str> = words.split(' ').collect();
    let service = Service::start_in(desk, &words);
    let document = service.get("/openapi.json").json();
    assert_eq!(document["openapi"], "3.1.0");
    let seen = BTreeSet::new();
    let mut contract = Contract { document, seen };

    let ask = |contract: &mut Contract, request: &str, headers: &[(&str, &str)], body: &[u8]| {
        let answer = service.client().ask(request, headers, body).unwrap();
        let (method, target) = request.split_once(' ').unwrap();
        let path = target.split('?').next().unwrap();
        contract.check(&method.to_lowercase(), path, &answer);
        answer
    };
    let token = ("Authorization", "Bearer 0123456789abcdef0123456789abcdef");
    let json_form = ("Content-Type", "application/json");
    let text = ("Content-Type", "text/plain");
    for path in [
        "/v1/trust",
        "/v1/rules",
        "/v1/rules?country=NO&lang=nn",
        "/healthz",
        "/readyz",
        "/metrics",
        "/openapi.json",
        "/docs",
        "/v1/trust?x=1",
        "/v1/rules?x=1",
    ] {
        ask(&mut contract, &format!("GET {path}"), &[], b"");
    }
    // Every verdict that there is a code for, with all that a report can hold.
    let verify = "POST /v1/verify?country=NO";
    for code in codes() {
        ask(&mut contract, verify, &[text], code.as_bytes());
    }
    let corpus = String::from_utf8(file("testdata/negative.jsonl")).unwrap();
    let mut classes = BTreeSet::new();
    for line in corpus.lines() {
        let line: Json = serde_json::from_str(line).unwrap();
        let Some(code) = line
            .as_object()
            .unwrap()
            .values()
            .filter_map(Json::as_str)
            .find(|text| {
                ["HC1:", "NO1:"]
                    .iter()
                    .any(|prefix| text.starts_with(prefix))
                    && text.len() > 30
            })
        else {
            continue;
        };
        let answer = ask(
            &mut contract,
            "POST /v1/verify?mode=domestic",
            &[text],
            code.as_bytes(),
        );
        classes.insert(answer.json()["results"][0]["class"].to_string());
    }
    assert!(classes.len() > 5, "{classes:?}");
    let body = json!({ "codes": codes(), "passport": { "name": "A<<B", "dob": "1990" } });
    let request = contract.document["paths"]["/v1/verify"]["post"]["requestBody"].clone();
    let schema = &request["content"]["application/json"]["schema"];
    contract.holds(schema, &body, "the request");
    assert!(
        !contract
            .schema(schema)
            .is_valid(&json!({ "codes": [], "name": "A" }))
    );
    ask(
        &mut contract,
        verify,
        &[json_form],
        body.to_string().as_bytes(),
    );
    let picture = file("testdata/NO/png/test-pcr.png");
    ask(
        &mut contract,
        verify,
        &[("Content-Type", "image/png")],
        &picture,
    );
    let large = vec![b'x'; (1 << 20) + 1];
    let many = "x\n".repeat(21);
    for (request, headers, body) in [
        ("POST /v1/verify?x=1", &[text][..], &b"x"[..]),
        ("POST /v1/verify", &[], b"x"),
        ("POST /v1/verify", &[json_form], b"x"),
        ("POST /v1/verify", &[text], &large),
        ("POST /v1/verify", &[text], many.as_bytes()),
        ("POST /v1/certificates", &[json_form], b"{}"),
        ("POST /v1/certificates", &[json_form, token], b"{}"),
        ("POST /v1/certificates?x=1", &[json_form, token], b"{}"),
        ("POST /v1/certificates", &[text, token], b"{}"),
        ("POST /v1/certificates", &[json_form, token], &large),
        ("POST /v1/pages", &[json_form], b"{}"),
        ("POST /v1/pages", &[json_form, token], b"{}"),
        (
            "POST /v1/pages",
            &[json_form, token, ("Accept", "video/mp4")],
            b"{}",
        ),
    ] {
        ask(&mut contract, request, headers, body);
    }
    let payload = file("testdata/payloads/test-pcr.json");
    ask(
        &mut contract,
        "POST /v1/certificates",
        &[json_form, token],
        &payload,
    );
    let record = file("testdata/records/booster.json");
    let pages = contract.document["paths"]["/v1/pages"]["post"]["requestBody"].clone();
    let record_json: Json = serde_json::from_slice(&record).unwrap();
    contract.holds(
        &pages["content"]["application/json"]["schema"],
        &record_json,
        "a record",
    );
    ask(
        &mut contract,
        "POST /v1/pages",
        &[json_form, token],
        &record,
    );
    for (file, form) in [
        ("no", "application/pdf"),
        ("no", "text/html"),
        ("no", "image/png"),
    ] {
        let headers = [json_form, token, ("Accept", form)];
        ask(
            &mut contract,
            &format!("POST /v1/pages?file={file}"),
            &headers,
            &record,
        );
    }

    // What is off is described too.
    let off = Service::start(&[]);
    let answer = off
        .client()
        .ask("POST /v1/pages", &[json_form], b"{}")
        .unwrap();
    contract.check("post", "/v1/pages", &answer);
    contract.check("get", "/readyz", &off.get("/readyz"));

    // Every route and every good answer that is described was seen.
    let paths = contract.document["paths"].as_object().unwrap();
    assert_eq!(paths.len(), 10);
    for (path, methods) in paths {
        for (method, operation) in methods.as_object().unwrap() {
            let content = &operation["responses"]["200"]["content"];
            for form in content.as_object().unwrap().keys() {
                let form = form.split(';').next().unwrap();
                let line = format!("{method} {path} 200 {form}");
                assert!(contract.seen.contains(&line), "{line}");
            }
            // Whoever asks with another method is told so by the service itself.
            let other = if method == "get" { "POST" } else { "GET" };
            let answer = service
                .client()
                .ask(&format!("{other} {path}"), &[], b"")
                .unwrap();
            assert_eq!(answer.status, 405, "{path}");
            let schema = &operation["responses"]["405"]["content"]["application/problem+json"];
            contract.holds(&schema["schema"], &answer.json(), path);
        }
    }
}
