//! From the issuer's ledger to the officer's gate: what was revoked is refused, and nothing else.

use super::{AT, Desk};
use serde_json::Value;

const RECORD: &str = "testdata/records/booster.json";

/// The codes of all pictures in a folder of pages, one a line.
fn codes(desk: &Desk, folder: &str) -> String {
    let mut all = String::new();
    for file in super::files(&desk.path(folder)) {
        all.push_str(&desk.done(&["scan", file.to_str().unwrap()]));
    }
    all
}

/// What the gate says about codes: the code of each finding that decided, `accept` where nothing did, and whether
/// a list vouched that it was not revoked.
fn at_the_gate(desk: &Desk, codes: &str, store: &[&str]) -> Vec<(String, bool)> {
    let verify = [
        "verify", "-", "--trust", "keys", "--mode", "domestic", "--at", AT, "--json",
    ];
    let output = desk.run_with(&[&verify, store].concat(), codes);
    let text = String::from_utf8(output.stdout).unwrap();
    let answers = text.lines().map(|line| {
        let report: Value = serde_json::from_str(line).unwrap();
        let findings = report["findings"].as_array().unwrap();
        let passed = |one: &Value| one["code"] == "revocation" && one["result"] == "pass";
        let code = report["code"].as_str().unwrap_or("accept").to_owned();
        (code, findings.iter().any(passed))
    });
    answers.collect()
}

#[test]
fn what_the_issuer_calls_back_is_refused_at_the_gate_by_store_and_by_batches() {
    let desk = Desk::new();
    desk.done(&["revocation", "person-key", "--out", "p.key"]);
    desk.page(RECORD, "first");
    desk.page("testdata/records/recovered.json", "other");
    let (first, other) = (codes(&desk, "first"), codes(&desk, "other"));
    let accepted = |codes: &str| vec![("accept".to_owned(), true); codes.lines().count()];
    assert!(
        first.contains("NO1:") && first.contains("HC1:"),
        "both pages"
    );

    // Nothing is revoked yet, and the store says so of the signers that it knows.
    let store = ["--revocations", "gate.store"];
    let publish = [
        "--store",
        "gate.store",
        "--store-signer",
        "keys/dsc-all.key.pem",
    ];
    assert!(desk.publish(&publish).is_empty());
    let anchored = [
        &store[..],
        &["--anchor", "keys/dsc-all.pem", "--unsigned", "keys"],
    ]
    .concat();
    assert_eq!(at_the_gate(&desk, &first, &anchored), accepted(&first));

    let record = [
        "--record",
        RECORD,
        "--person-key",
        "p.key",
        "--reason",
        "correction",
    ];
    assert_eq!(desk.revoke(&record, "").0, 0);
    desk.page(RECORD, "second");
    let second = codes(&desk, "second");
    assert!(!desk.publish(&publish).is_empty());
    let revoked = vec![("revoked".to_owned(), false); first.lines().count()];
    assert_eq!(at_the_gate(&desk, &first, &anchored), revoked);
    assert_eq!(at_the_gate(&desk, &second, &anchored), accepted(&second));
    assert_eq!(at_the_gate(&desk, &other, &anchored), accepted(&other));

    // The batches, as another country gets them from the gateway, say the same of what they name.
    let build = [
        "revocation",
        "build",
        "batches",
        "--out",
        "theirs.store",
        "--at",
        AT,
    ];
    let uploader = ["--uploader", "keys/dsc-all.pem"];
    desk.done(&[&build[..], &uploader].concat());
    let theirs = ["--revocations", "theirs.store"];
    assert_eq!(at_the_gate(&desk, &first, &theirs), revoked);
    for codes in [&second, &other] {
        let answers = at_the_gate(&desk, codes, &theirs);
        assert!(
            answers.iter().all(|(code, _)| code == "accept"),
            "{answers:?}"
        );
    }
    // Signed by nobody who is known, they are not taken.
    let output = desk.run(&build);
    assert_eq!(output.status.code(), Some(2));
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("no upload certificate is known"), "{told}");
}

#[test]
fn a_store_by_identifiers_still_holds_the_codes_that_have_none() {
    let desk = Desk::new();
    desk.done(&["revocation", "person-key", "--out", "p.key"]);
    desk.page(RECORD, "pages");
    let codes = codes(&desk, "pages");
    desk.revoke(&["--record", RECORD, "--person-key", "p.key"], "");
    desk.publish(&["--store", "gate.store", "--hash-types", "UCI"]);
    let answers = at_the_gate(&desk, &codes, &["--revocations", "gate.store"]);
    assert!(
        answers.iter().all(|(code, _)| code == "revoked"),
        "{answers:?}"
    );
    assert!(answers.len() >= 2);
}
