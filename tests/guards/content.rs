//! Faults in the signed content: claims, payload, and contents that are no EU certificate.

use super::Attempt;
use super::baseline;
use super::layers::cut_one;
use super::reasons::{Case, Edit, case, edit, one};
use crate::common::{
    AT, Draft, KeyType, Party, Step, TEST, VACCINATION, Wanted, at, party, purposes, world,
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
            "nbf a second from now",
            claim(5, Some((at(AT).unix() + 1).into())),
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
        (
            "schema-invalid",
            "fnt in lower case",
            field("nam/fnt", Some("hemmeligsen".into())),
        ),
        (
            "schema-invalid",
            "fn of 81 letters",
            field("nam/fn", Some("Ø".repeat(81).into())),
        ),
        ("schema-invalid", "no dob", field("dob", None)),
        (
            "schema-invalid",
            "dob of 1899",
            field("dob", Some("1899-12-31".into())),
        ),
        (
            "schema-invalid",
            "dob is a number",
            field("dob", Some(1964.into())),
        ),
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
            "co in lower case",
            field("v/0/co", Some("no".into())),
        ),
        (
            "schema-invalid",
            "dn is text",
            field("v/0/dn", Some("2".into())),
        ),
        (
            "schema-invalid",
            "dn is negative",
            field("v/0/dn", Some((-1).into())),
        ),
        (
            "schema-invalid",
            "dn is one and a half",
            field("v/0/dn", Some(1.5.into())),
        ),
        (
            "schema-invalid",
            "dt on 31 June",
            field("v/0/dt", Some("2021-06-31".into())),
        ),
        (
            "schema-invalid",
            "dt empty",
            field("v/0/dt", Some("".into())),
        ),
        (
            "schema-invalid",
            "is of 81 letters",
            field("v/0/is", Some("i".repeat(81).into())),
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
    for key in [2, 3, 4, 5, -6] {
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
    }
    cases
}
