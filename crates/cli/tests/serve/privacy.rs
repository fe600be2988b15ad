//! A whole run with everybody of the project's vectors in it: nobody is named anywhere but in the answers.

use crate::desk::{Desk, root};
use crate::serve::service::{Service, codes, file};
use serde_json::Value as Json;
use std::collections::BTreeSet;

/// Every text in a JSON value under one of these keys.
fn texts(json: &Json, keys: &[&str], found: &mut BTreeSet<String>) {
    match json {
        Json::Object(pairs) => {
            for (key, value) in pairs {
                match value.as_str() {
                    Some(text) if keys.contains(&key.as_str()) => {
                        found.insert(text.to_owned());
                    }
                    _ => texts(value, keys, found),
                }
            }
        }
        Json::Array(items) => items.iter().for_each(|item| texts(item, keys, found)),
        _ => {}
    }
}

fn files(folder: &str) -> Vec<String> {
    let entries = std::fs::read_dir(root().join(folder)).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.map(|name| format!("{folder}/{name}")).collect();
    names.retain(|name| !name.ends_with(".md") && !name.ends_with(".schema.json"));
    names.sort();
    names
}

#[test]
fn no_name_no_date_of_birth_no_identifier_and_no_code_leaves_the_answers() {
    const KEYS: [&str; 11] = [
        "fn",
        "gn",
        "fnt",
        "gnt",
        "dob",
        "ci",
        "familyName",
        "givenName",
        "dateOfBirth",
        "family",
        "birthDate",
    ];
    let mut secrets = BTreeSet::new();
    let desk = Desk::new();
    desk.write("tokens", "0123456789abcdef0123456789abcdef");
    let words = "--trust keys --signer keys --token-file tokens --country NO --allow-at";
    let words: Vec<&str> = words.split(' ').collect();
    let service = Service::start_in(desk, &words);
    let mut client = service.client();
    let (mut heads, mut told) = (Vec::new(), Vec::new());
    let mut issued = Vec::new();
    let mut post = |path: &str, form: &str, body: &[u8]| {
        let token = ("Authorization", "Bearer 0123456789abcdef0123456789abcdef");
        let headers = [("Content-Type", form), token];
        let answer = client.ask(&format!("POST {path}"), &headers, body).unwrap();
        heads.push(format!("{:?}", answer.headers));
        answer
    };
    let read = |name: &str, secrets: &mut BTreeSet<String>| {
        let octets = file(name);
        let json: Json = serde_json::from_slice(&octets).unwrap();
        texts(&json, &KEYS, secrets);
        octets
    };
    for name in files("testdata/payloads") {
        let octets = read(&name, &mut secrets);
        let answer = post("/v1/certificates", "application/json", &octets);
        // The recovery is over: the refusal repeats nothing of it.
        if name.ends_with("recovery.json") {
            assert_eq!(answer.status, 422, "{}", answer.text());
            told.push(answer.text().to_owned());
        } else {
            assert_eq!(answer.status, 200, "{name}: {}", answer.text());
            issued.push(answer.json()["hc1"].as_str().unwrap().to_owned());
        }
        // In the wrong place: a problem, which repeats nothing.
        for wrong in ["/v1/verify", "/v1/pages"] {
            let answer = post(wrong, "application/json", &octets);
            assert!(answer.status >= 400);
            told.push(answer.text().to_owned());
        }
    }
    for name in files("testdata/records") {
        let octets = read(&name, &mut secrets);
        let answer = post("/v1/pages", "application/json", &octets);
        assert_eq!(answer.status, 200, "{name}: {}", answer.text());
        let answer = post("/v1/certificates", "application/json", &octets);
        assert_eq!(answer.status, 422);
        told.push(answer.text().to_owned());
    }
    for name in files("testdata/NO/2DCode/raw") {
        read(&name, &mut secrets);
    }
    for name in files("testdata/NO/png") {
        assert_eq!(post("/v1/verify", "image/png", &file(&name)).status, 200);
    }
    issued.extend(codes());
    assert_eq!(
        post("/v1/verify", "text/plain", issued.join("\n").as_bytes()).status,
        200
    );
    // Codes, names and dates where nobody expects them: damaged, in a path, in a query, in a header.
    for code in &issued {
        let damaged: String = code.chars().rev().collect();
        assert_eq!(
            post("/v1/verify", "text/plain", damaged.as_bytes()).status,
            200
        );
        let (head, tail) = code.split_at(code.len() / 2);
        secrets.extend([head, tail, &damaged].map(|part| part.chars().take(40).collect()));
        let path: String = code.chars().filter(char::is_ascii_alphanumeric).collect();
        for path in [format!("/v1/{path}"), format!("/v1/verify?code={path}")] {
            let answer = post(&path, "text/plain", b"x");
            assert!(answer.status >= 400);
            told.push(answer.text().to_owned());
        }
        secrets.insert(path.chars().take(40).collect());
    }
    for answer in [
        "/metrics",
        "/readyz",
        "/healthz",
        "/v1/trust",
        "/v1/rules",
        "/openapi.json",
        "/docs",
    ] {
        told.push(service.get(answer).text().to_owned());
    }
    // Single letters and years stand everywhere; every name and date is longer.
    secrets.retain(|secret| secret.chars().count() > 4);
    assert!(secrets.len() > 60, "{}", secrets.len());
    let (code, said) = service.stop();
    assert_eq!(code, 0);
    let requests = said
        .iter()
        .filter(|line| line.contains("\"event\":\"request\""))
        .count();
    assert!(requests > 80, "{requests}");
    let kept = [said, heads, told].concat().join("\n");
    let lower = kept.to_lowercase();
    for secret in &secrets {
        assert!(
            !lower.contains(&secret.to_lowercase()),
            "{secret:?} was told"
        );
    }
    // And what a line of the log may hold is this.
    for line in kept
        .lines()
        .filter(|line| line.contains("\"event\":\"request\""))
    {
        let line: Json = serde_json::from_str(line).unwrap();
        let known = [
            "time", "event", "id", "route", "method", "status", "verdicts", "kids", "ms",
        ];
        for key in line.as_object().unwrap().keys() {
            assert!(known.contains(&key.as_str()), "{key}");
        }
    }
}
