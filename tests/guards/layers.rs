//! Faults in the layers up to the signature, each with the baseline as its good twin.

use super::content::empty;
use super::reasons::{Edit, edit};
use crate::common::Step;
use ciborium::Value;

fn without(pairs: &mut Vec<(Value, Value)>, label: i64) {
    pairs.retain(|(known, _)| *known != Value::from(label));
}

fn cut(count: usize) -> impl Fn(Vec<u8>) -> Vec<u8> {
    move |mut octets| {
        octets.truncate(octets.len() - count);
        octets
    }
}

fn flip(from_end: usize) -> impl Fn(Vec<u8>) -> Vec<u8> {
    move |mut octets| {
        let at = octets.len() - from_end;
        octets[at] ^= 1;
        octets
    }
}

/// Cuts the text back to whole groups of three and puts something behind them.
fn regroup(text: &str, tail: &str) -> String {
    let whole = 4 + (text.len() - 4) / 3 * 3;
    format!("{}{tail}", &text[..whole])
}

/// What is refused before anything of the content is read.
pub(super) fn edits() -> Vec<(&'static str, &'static str, Edit)> {
    let text =
        |change: fn(&str) -> String| edit(move |draft| draft.text(move |text| change(&text)));
    let step = |at: Step, change: fn(Vec<u8>) -> Vec<u8>| edit(move |draft| draft.at(at, change));
    let elements = |change: fn(&mut Vec<Value>)| edit(move |draft| draft.elements(change));
    let envelope = |change: fn(Value) -> Value| edit(move |draft| draft.envelope(change));
    let retag = |tag: u64| {
        edit(move |draft| {
            draft.envelope(move |envelope| match envelope {
                Value::Tag(_, inner) => Value::Tag(tag, inner),
                other => other,
            });
        })
    };
    let alg = |value: Value| edit(move |draft| draft.protected[0].1 = value.clone());
    vec![
        (
            "prefix-unknown",
            "HL0:",
            text(|text| text.replacen("HC1:", "HL0:", 1)),
        ),
        (
            "prefix-unknown",
            "no prefix",
            text(|text| text[4..].to_owned()),
        ),
        (
            "prefix-unknown",
            "version 0",
            text(|text| text.replacen("HC1:", "HC0:", 1)),
        ),
        ("prefix-unknown", "no text", text(|_| String::new())),
        ("prefix-unknown", "twice", text(|text| format!("HC1{text}"))),
        (
            "base45-invalid",
            "a foreign character",
            text(|text| regroup(text, "!")),
        ),
        (
            "base45-invalid",
            "a letter with an accent",
            text(|text| regroup(text, "É")),
        ),
        (
            "base45-invalid",
            "a group above 65535",
            text(|text| regroup(text, ":::")),
        ),
        (
            "base45-invalid",
            "a last pair above 255",
            text(|text| regroup(text, "ZZ")),
        ),
        (
            "base45-invalid",
            "a single character left",
            text(|text| regroup(text, "A")),
        ),
        ("zlib-invalid", "nothing", text(|_| "HC1:".to_owned())),
        (
            "zlib-invalid",
            "another method",
            step(Step::Zlib, |mut zlib| {
                zlib[0] = 0x79;
                zlib
            }),
        ),
        (
            "zlib-invalid",
            "a dictionary",
            step(Step::Zlib, |mut zlib| {
                zlib[..2].copy_from_slice(&[0x78, 0xbb]);
                zlib
            }),
        ),
        (
            "zlib-invalid",
            "not compressed",
            edit(|draft| {
                draft.at(Step::Cose, |cose| cose);
                draft.at(Step::Zlib, |_| vec![0xd2, 0x84, 0x43, 0xa1, 0x01, 0x26]);
            }),
        ),
        ("zlib-invalid", "cut off", step(Step::Zlib, cut_one)),
        (
            "zlib-invalid",
            "another checksum",
            step(Step::Zlib, flip_last),
        ),
        (
            "zlib-invalid",
            "an octet behind it",
            step(Step::Zlib, |zlib| [zlib, vec![0]].concat()),
        ),
        (
            "zlib-invalid",
            "two streams",
            step(Step::Zlib, |zlib| [zlib.clone(), zlib].concat()),
        ),
        (
            "cbor-invalid",
            "an octet behind it",
            step(Step::Cose, |cose| [cose, vec![0]].concat()),
        ),
        ("cbor-invalid", "cut off", step(Step::Cose, cut_one)),
        ("cbor-invalid", "nothing", step(Step::Cose, |_| vec![])),
        (
            "cbor-invalid",
            "a key twice in the unprotected header",
            edit(|draft| {
                draft.unprotected = vec![(9.into(), 1.into()), (9.into(), 1.into())];
            }),
        ),
        (
            "cbor-invalid",
            "text that is not UTF-8",
            edit(|draft| {
                draft.unprotected = vec![(9.into(), "Z".into())];
                draft.at(Step::Cose, |mut cose| {
                    let at = cose
                        .windows(3)
                        .position(|three| three == [9, 0x61, b'Z'])
                        .unwrap();
                    cose[at + 2] = 0xff;
                    cose
                });
            }),
        ),
        (
            "cose-invalid",
            "three elements",
            elements(|list| drop(list.pop())),
        ),
        (
            "cose-invalid",
            "five elements",
            elements(|list| list.push(Value::Bytes(vec![]))),
        ),
        ("cose-invalid", "tag 98", retag(98)),
        ("cose-invalid", "tag 17", retag(17)),
        ("cose-invalid", "tag 16", retag(16)),
        ("cose-invalid", "tag 61 without 18", retag(61)),
        (
            "cose-invalid",
            "tag 18 twice",
            envelope(|envelope| Value::Tag(18, Box::new(envelope))),
        ),
        (
            "cose-invalid",
            "no array",
            envelope(|_| Value::Tag(18, Box::new(empty()))),
        ),
        (
            "cose-invalid",
            "a detached payload",
            elements(|list| list[2] = Value::Null),
        ),
        (
            "cose-invalid",
            "a payload that is a map",
            elements(|list| list[2] = empty()),
        ),
        (
            "cose-invalid",
            "a signature that is text",
            elements(|list| list[3] = "x".into()),
        ),
        (
            "cose-invalid",
            "an unprotected header that is a list",
            elements(|list| list[1] = Value::Array(vec![])),
        ),
        (
            "cose-invalid",
            "a protected header that is a map",
            elements(|list| list[0] = empty()),
        ),
        (
            "cose-invalid",
            "a protected header that holds a list",
            step(Step::Protected, |_| vec![0x80]),
        ),
        (
            "cose-invalid",
            "an octet behind the protected map",
            step(Step::Protected, |header| [header, vec![0]].concat()),
        ),
        (
            "cose-invalid",
            "crit",
            edit(|draft| {
                draft
                    .protected
                    .push((2.into(), Value::Array(vec![1.into()])))
            }),
        ),
        (
            "cose-invalid",
            "crit, unprotected",
            edit(|draft| {
                draft
                    .unprotected
                    .push((2.into(), Value::Array(vec![1.into()])))
            }),
        ),
        (
            "cose-invalid",
            "a kid that is text",
            edit(|draft| draft.protected[1].1 = "AAAAAAAA".into()),
        ),
        (
            "alg-missing",
            "no alg",
            edit(|draft| without(&mut draft.protected, 1)),
        ),
        ("alg-unknown", "ES384", alg((-35).into())),
        ("alg-unknown", "RS256", alg((-257).into())),
        ("alg-unknown", "EdDSA", alg((-8).into())),
        ("alg-unknown", "HMAC 256", alg(5.into())),
        ("alg-unknown", "a name", alg("ES256".into())),
        ("alg-unknown", "null", alg(Value::Null)),
        (
            "alg-key-mismatch",
            "PS256 with an EC key",
            alg((-37).into()),
        ),
        (
            "kid-missing",
            "no kid",
            edit(|draft| without(&mut draft.protected, 4)),
        ),
        (
            "kid-unknown",
            "a wrong kid, well signed",
            edit(|draft| draft.protected[1].1 = Value::Bytes(vec![7; 8])),
        ),
        (
            "kid-unknown",
            "an empty kid, well signed",
            edit(|draft| draft.protected[1].1 = Value::Bytes(vec![])),
        ),
        (
            "kid-unknown",
            "a wrong protected kid beside the right unprotected one",
            edit(|draft| {
                let kid = std::mem::replace(&mut draft.protected[1].1, Value::Bytes(vec![7; 8]));
                draft.unprotected.push((4.into(), kid));
            }),
        ),
        (
            "signature-invalid",
            "a bit of r",
            step(Step::Signature, |mut signature| {
                signature[0] ^= 1;
                signature
            }),
        ),
        (
            "signature-invalid",
            "a bit of s",
            step(Step::Signature, flip_last),
        ),
        (
            "signature-invalid",
            "all zeros",
            step(Step::Signature, |_| vec![0; 64]),
        ),
        (
            "signature-invalid",
            "no octets",
            step(Step::Signature, |_| vec![]),
        ),
        (
            "signature-invalid",
            "63 octets",
            step(Step::Signature, cut_one),
        ),
        (
            "signature-invalid",
            "65 octets",
            step(Step::Signature, |signature| [signature, vec![0]].concat()),
        ),
        (
            "signature-invalid",
            "in DER",
            step(Step::Signature, |signature| der_signature(&signature)),
        ),
        (
            "signature-invalid",
            "r and s exchanged",
            step(Step::Signature, |mut signature| {
                signature.rotate_left(32);
                signature
            }),
        ),
        (
            "signature-invalid",
            "claims changed after signing",
            step(Step::SentClaims, flip_last),
        ),
        (
            "signature-invalid",
            "a label added to the protected header after signing",
            step(Step::SentProtected, |mut header| {
                header[0] += 1;
                [header, vec![3, 0]].concat()
            }),
        ),
        (
            "signature-invalid",
            "the protected header written anew in another order",
            step(Step::SentProtected, |header| {
                [&[0xa2], &header[3..], &header[1..3]].concat()
            }),
        ),
    ]
}

pub(super) fn cut_one(octets: Vec<u8>) -> Vec<u8> {
    cut(1)(octets)
}

pub(super) fn flip_last(octets: Vec<u8>) -> Vec<u8> {
    flip(1)(octets)
}

/// The same signature as a SEQUENCE of two INTEGERs, as X.509 and most libraries have it.
fn der_signature(signature: &[u8]) -> Vec<u8> {
    let integer = |octets: &[u8]| {
        let start = octets.iter().position(|octet| *octet != 0).unwrap_or(31);
        let mut body = octets[start..].to_vec();
        if body[0] & 0x80 != 0 {
            body.insert(0, 0);
        }
        [vec![2, body.len() as u8], body].concat()
    };
    let body = [integer(&signature[..32]), integer(&signature[32..])].concat();
    [vec![0x30, body.len() as u8], body].concat()
}
