//! Faults in the signed content: claims, payload, and contents that are no EU certificate.

use super::layers::cut_one;
use super::reasons::{Case, Edit, case, edit, one};
use super::{Attempt, attempt, baseline};
use crate::common::{
    AT, Draft, ISSUED, KeyType, Party, RECOVERY, Step, TEST, VACCINATION, Wanted, at, party,
    purposes, world,
};
use ciborium::Value;

fn map<const N: usize>(pairs: [(i64, Value); N]) -> Value {
    Value::Map(
        pairs
            .into_iter()
            .map(|(key, value)| (key.into(), value))
            .collect(),
    )
}

pub(super) fn empty() -> Value {
    Value::Map(vec![])
}

/// What is refused although the signature is good.
pub(super) fn edits() -> Vec<(&'static str, &'static str, Edit)> {
    let step = |at: Step, change: fn(Vec<u8>) -> Vec<u8>| edit(move |draft| draft.at(at, change));
    let claim = |key: i64, value: Option<Value>| edit(move |draft| draft.claim(key, value.clone()));
    let content = |value: Value| edit(move |draft| draft.content = Some(value.clone()));
    let field = |path: &'static str, value: Option<Value>| {
        edit(move |draft| draft.field(path, value.clone()))
    };
    let nan = Value::Float(f64::NAN);
    let entry = || {
        let draft = Draft::new(&world().ec, VACCINATION);
        let groups = draft.payload.as_map().unwrap();
        groups
            .iter()
            .find(|(key, _)| key.as_text() == Some("v"))
            .unwrap()
            .1
            .clone()
    };
    let entry_twice = Value::Array(
        [entry(), entry()]
            .iter()
            .flat_map(|list| list.as_array().unwrap().clone())
            .collect(),
    );
    vec![
        ("payload-cbor", "no octets", step(Step::Claims, |_| vec![])),
        (
            "payload-cbor",
            "an octet behind the claims",
            step(Step::Claims, |claims| [claims, vec![0]].concat()),
        ),
        ("payload-cbor", "cut off", step(Step::Claims, cut_one)),
        (
            "payload-cbor",
            "a claim twice",
            edit(|draft| draft.claims.push((1.into(), "NO".into()))),
        ),
        (
            "payload-cbor",
            "a field twice",
            edit(|draft| {
                draft
                    .payload
                    .as_map_mut()
                    .unwrap()
                    .push(("dob".into(), "1964-08-12".into()));
            }),
        ),
        (
            "claims-invalid",
            "a list",
            step(Step::Claims, |_| vec![0x80]),
        ),
        ("claims-invalid", "no exp", claim(4, None)),
        ("claims-invalid", "no iat", claim(6, None)),
        ("claims-invalid", "exp is null", claim(4, Some(Value::Null))),
        (
            "claims-invalid",
            "exp is text",
            claim(4, Some("1664582400".into())),
        ),
        (
            "claims-invalid",
            "exp is no number",
            claim(4, Some(nan.clone())),
        ),
        (
            "claims-invalid",
            "exp never comes",
            claim(4, Some(Value::Float(f64::INFINITY))),
        ),
        (
            "claims-invalid",
            "exp in the year 10000",
            claim(4, Some(253_402_300_800_i64.into())),
        ),
        (
            "claims-invalid",
            "exp as large as can be",
            claim(4, Some(u64::MAX.into())),
        ),
        (
            "claims-invalid",
            "iat never began",
            claim(6, Some(Value::Float(f64::NEG_INFINITY))),
        ),
        (
            "claims-invalid",
            "iat before the year 1",
            claim(6, Some(i64::MIN.into())),
        ),
        ("claims-invalid", "iat is no number", claim(6, Some(nan))),
        (
            "claims-invalid",
            "nbf is text",
            claim(5, Some("soon".into())),
        ),
        ("claims-invalid", "no hcert", content(Value::Null)),
        ("claims-invalid", "an empty hcert", content(empty())),
        (
            "claims-invalid",
            "hcert is a list",
            content(Value::Array(vec![])),
        ),
        (
            "claims-invalid",
            "hcert is octets",
            content(Value::Bytes(vec![0xa0])),
        ),
        (
            "claims-invalid",
            "the certificate is text",
            content(map([(1, "x".into())])),
        ),
        (
            "not-before",
            "nbf a second more than clocks are off from now",
            claim(5, Some((at(AT).unix() + 301).into())),
        ),
        ("schema-invalid", "no ver", field("ver", None)),
        (
            "schema-invalid",
            "ver is no version",
            field("ver", Some("1.3".into())),
        ),
        ("schema-invalid", "no nam", field("nam", None)),
        (
            "schema-invalid",
            "nam is a list",
            field("nam", Some(Value::Array(vec![]))),
        ),
        ("schema-invalid", "no dob", field("dob", None)),
        ("schema-invalid", "no entry", field("v", None)),
        ("schema-invalid", "v is a map", field("v", Some(empty()))),
        (
            "schema-invalid",
            "two entries",
            field("v", Some(entry_twice)),
        ),
        ("schema-invalid", "no ci", field("v/0/ci", None)),
        ("schema-invalid", "no tg", field("v/0/tg", None)),
        (
            "schema-invalid",
            "ci is null",
            field("v/0/ci", Some(Value::Null)),
        ),
        (
            "schema-invalid",
            "dn is text",
            field("v/0/dn", Some("2".into())),
        ),
        (
            "schema-invalid",
            "dn is no whole number",
            field("v/0/dn", Some(1.5.into())),
        ),
    ]
}

/// Another content of claim -260 is named and never judged as an EU certificate.
pub(super) fn contexts() -> Vec<Case> {
    let world = world();
    let tests_only = party(
        KeyType::P256,
        &Wanted {
            purposes: purposes(&[1]),
            ..Wanted::default()
        },
    );
    let mut cases = Vec::new();
    for key in [2, 3, 4, 99, -7] {
        let draft = |party: &Party| {
            let mut draft = Draft::new(party, TEST);
            draft.content = Some(map([(key, empty())]));
            draft
        };
        let mut undated = draft(&world.ec);
        undated.claim(4, None);
        undated.claim(6, None);
        let mut expired = draft(&world.ec);
        expired.claim(4, Some(1.into()));
        let attempts = [
            (
                "plain",
                Attempt::new(&draft(&world.ec), &world.ec, one(&world.ec)),
            ),
            (
                "without dates",
                Attempt::new(&undated, &world.ec, one(&world.ec)),
            ),
            ("expired", Attempt::new(&expired, &world.ec, one(&world.ec))),
            (
                "by another signer",
                Attempt::new(&draft(&tests_only), &tests_only, one(&tests_only)),
            ),
        ];
        for (name, bad) in attempts {
            cases.push(case(
                "context-content",
                format!("content {key} {name}"),
                bad,
                baseline(),
            ));
        }
        let unknown = Attempt::new(&draft(&world.other), &world.other, one(&world.ec));
        let name = format!("content {key} by a signer who is not in the list");
        cases.push(case("context-unknown-signer", name, unknown, baseline()));
    }
    for (name, change) in lookalikes() {
        let draft = |party: &Party| {
            let mut draft = Draft::new(party, TEST);
            change(&mut draft);
            draft
        };
        let known = Attempt::new(&draft(&world.ec), &world.ec, one(&world.ec));
        let unknown = Attempt::new(&draft(&world.other), &world.other, one(&world.ec));
        cases.push(case("context-content", name, known, baseline()));
        cases.push(case("context-unknown-signer", name, unknown, baseline()));
    }
    cases
}

/// A name, and what it makes of a draft.
type Lookalike = (&'static str, fn(&mut Draft));

/// What is packed as an EU certificate and is another document.
fn lookalikes() -> Vec<Lookalike> {
    fn entry(draft: &mut Draft, group: &str) {
        draft.field("t", None);
        draft.field(group, Some(Value::Array(vec![empty()])));
    }
    fn texts(draft: &mut Draft, keys: [&str; 3]) {
        // Without claim -260.
        draft.content = Some(Value::Null);
        let pairs = keys.map(|key| (Value::from(key), Value::from("x")));
        draft.claims.extend(pairs);
    }
    vec![
        ("an exemption", |draft| entry(draft, "e")),
        ("a domestic pass", |draft| entry(draft, "d")),
        ("an exemption beside an empty list", |draft| {
            entry(draft, "e");
            draft.field("v", Some(Value::Array(vec![])));
        }),
        ("a specimen", |draft| draft.claim(4, Some(42.into()))),
        ("a trial's vaccination", |draft| {
            texts(draft, ["name", "birthDate", "vaccine"]);
        }),
        ("a trial's test", |draft| {
            texts(draft, ["test", "meta", "name"]);
        }),
    ]
}

/// What the content says against itself, beside the same a day or a second off.
pub(super) fn against() -> Vec<Case> {
    let with = |entry: &str, fields: &[(&'static str, &str)]| {
        attempt(entry, |draft| {
            for (path, value) in fields {
                draft.field(path, Some((*value).into()));
            }
        })
    };
    let odd = |case: Case| Case { odd: true, ..case };
    let pair = |code, name: &str, entry: &str, path: &'static str, bad: &str, good: &str| {
        let (bad, good) = (with(entry, &[(path, bad)]), with(entry, &[(path, good)]));
        case(code, name, bad, good)
    };
    let backwards = attempt(VACCINATION, |draft| {
        draft.claim(4, Some((at(ISSUED).unix() - 1).into()));
    });
    let begins = |df: &str| with(RECOVERY, &[("r/0/fr", "2021-10-20"), ("r/0/df", df)]);
    vec![
        pair(
            "test-detected",
            "detected",
            TEST,
            "t/0/tr",
            "260373001",
            "260415000",
        ),
        // It is noon in UTC on the first of November.
        pair(
            "dose-later",
            "tomorrow",
            VACCINATION,
            "v/0/dt",
            "2021-11-02",
            "2021-11-01",
        ),
        pair(
            "sample-later",
            "a second more than clocks are off",
            TEST,
            "t/0/sc",
            "2021-11-01T12:05:01Z",
            "2021-11-01T12:05:00Z",
        ),
        odd(case(
            "positive-later",
            "tomorrow",
            with(RECOVERY, &[("r/0/fr", "2021-11-02")]),
            with(RECOVERY, &[]),
        )),
        case(
            "recovery-not-begun",
            "tomorrow",
            begins("2021-11-02"),
            begins("2021-11-01"),
        ),
        pair(
            "recovery-over",
            "yesterday",
            RECOVERY,
            "r/0/du",
            "2021-10-31",
            "2021-11-01",
        ),
        case("exp-before-iat", "by a second", backwards, baseline()),
        pair(
            "result-unknown",
            "of no value set",
            TEST,
            "t/0/tr",
            "1",
            "260415000",
        ),
        pair(
            "disease-unknown",
            "another",
            VACCINATION,
            "v/0/tg",
            "840539007",
            "840539006",
        ),
        pair(
            "content-contradicts",
            "a dose",
            VACCINATION,
            "dob",
            "2021-06-12",
            "2021-06-11",
        ),
        pair(
            "content-contradicts",
            "a sample",
            TEST,
            "dob",
            "2021-11-01",
            "2021-10-30",
        ),
        pair(
            "content-contradicts",
            "a positive test",
            RECOVERY,
            "dob",
            "2021-08-02",
            "2021-08-01",
        ),
        odd(case(
            "content-contradicts",
            "it ends before it begins",
            with(RECOVERY, &[("r/0/du", "2021-08-11")]),
            with(RECOVERY, &[]),
        )),
        odd(case(
            "content-contradicts",
            "it begins before the positive test",
            with(RECOVERY, &[("r/0/fr", "2021-08-13")]),
            with(RECOVERY, &[]),
        )),
    ]
}
