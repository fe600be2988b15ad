//! What `inspect` says of another implementer's code: each mistake is made here on purpose, by hand, and must be named
//! as what it is and nothing else; a good code has none, and no verdict changes for any of it.

use crate::common::{
    AT, Draft, ENTRIES, EXPIRES, ISSUED, KeyType, Party, Rng, Step, VACCINATION, Wanted, at,
    authority_party, deflate, good, party, rsa_key, text_of, to_be_signed, to_cbor, trust,
    verifier, world,
};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ciborium::Value;
use hcert::codec::hex;
use hcert::container::{Layers, Limits};
use hcert::diagnose::{
    Diagnosis, Envelope, MistakeCode, Outcome, Remark, RemarkCode, claims, signature, transport,
};
use hcert::key::{recover, sha256};
use hcert::trust::{Dsc, kid_of};
use hcert::{Lang, TrustList};
use std::collections::BTreeSet;

/// Everything that is said of the form of a code.
fn remarks(text: &str) -> Vec<Remark> {
    let limits = Limits::default();
    let layers = Layers::read(text, &limits);
    let (compressed, inflated) = (layers.compressed.as_deref(), layers.inflated.as_deref());
    let mut found = match &layers.error {
        Some(_) => transport(text.strip_prefix("HC1:").unwrap(), compressed, inflated),
        None => vec![],
    };
    let octets = inflated.or(compressed).unwrap_or_default();
    if let Some(envelope) = Envelope::read(octets, limits.depth) {
        found.extend(envelope.remarks());
        found.extend(claims(&envelope.claims().unwrap_or_default(), limits.depth));
    }
    found
}

fn codes(remarks: &[Remark]) -> Vec<&'static str> {
    remarks.iter().map(|remark| remark.code.code()).collect()
}

fn diagnose<'a>(text: &str, keys: &'a TrustList) -> Diagnosis<'a> {
    let layers = Layers::read(text, &Limits::default());
    let octets = layers.inflated.unwrap();
    signature(&Envelope::read(&octets, 16).unwrap(), keys)
}

fn bytes(octets: &[u8]) -> Value {
    Value::Bytes(octets.to_vec())
}

fn map(pairs: &[(Value, Value)]) -> Value {
    Value::Map(pairs.to_vec())
}

/// What a mistaken issuer makes of a code.
type Signed = fn(&Sent) -> Vec<u8>;

/// A code put together by hand, so that what is signed is not what is sent.
#[derive(Clone)]
struct Sent {
    kid: Vec<u8>,
    protected: Vec<u8>,
    unprotected: Value,
    payload: Vec<u8>,
}

impl Sent {
    fn new(party: &Party) -> Self {
        let kid = party.dsc.kid.clone();
        let header = [(1.into(), party.alg.into()), (4.into(), bytes(&kid))];
        let draft = Draft::new(party, VACCINATION);
        let mut all = draft.claims.clone();
        all.push(((-260).into(), map(&[(1.into(), draft.payload)])));
        Self {
            kid,
            protected: to_cbor(&map(&header)),
            unprotected: map(&[]),
            payload: to_cbor(&Value::Map(all)),
        }
    }

    fn structure(&self) -> Vec<u8> {
        to_be_signed(&self.protected, &self.payload)
    }

    fn with(&self, signature: &[u8]) -> String {
        let envelope = Value::Array(vec![
            bytes(&self.protected),
            self.unprotected.clone(),
            bytes(&self.payload),
            bytes(signature),
        ]);
        text_of(&deflate(&to_cbor(&Value::Tag(18, Box::new(envelope))), 9))
    }
}

fn array(items: &[Value]) -> Vec<u8> {
    to_cbor(&Value::Array(items.to_vec()))
}

/// Signs a digest with a party's P-256 key.
fn sign_digest(party: &Party, digest: &[u8]) -> Vec<u8> {
    use p256::ecdsa::signature::hazmat::PrehashSigner as _;
    // PKCS#8 around ECPrivateKey: version 1, then the octets of the key (RFC 5915 3).
    let mark = [2, 1, 1, 4, 32];
    let found = party.pkcs8.windows(5).position(|window| window == mark);
    let start = found.unwrap() + 5;
    let key = p256::ecdsa::SigningKey::from_slice(&party.pkcs8[start..start + 32]).unwrap();
    let signature: p256::ecdsa::Signature = key.sign_prehash(digest).unwrap();
    signature.to_bytes().to_vec()
}

/// DER of r and s (RFC 3279 2.2.3).
fn der(pair: &[u8]) -> Vec<u8> {
    let integer = |half: &[u8]| {
        let digits: Vec<u8> = half
            .iter()
            .copied()
            .skip_while(|&octet| octet == 0)
            .collect();
        let zero = if digits[0] >= 0x80 { vec![0] } else { vec![] };
        let content = [zero, digits].concat();
        [&[2, content.len() as u8], content.as_slice()].concat()
    };
    let both = [integer(&pair[..32]), integer(&pair[32..])].concat();
    [&[0x30, both.len() as u8], both.as_slice()].concat()
}

fn backwards(octets: &[u8]) -> Vec<u8> {
    octets.iter().rev().copied().collect()
}

fn signature1() -> Value {
    "Signature1".into()
}

type Make = Box<dyn Fn(&Sent, &Party) -> String>;

/// What a test issuer with a P-256 key does wrong: the code of the mistake, what its text says, and how it is made.
fn ecdsa_mistakes() -> Vec<(&'static str, &'static str, Make)> {
    let mut cases: Vec<(&str, &str, Make)> = Vec::new();
    let mut over = |code, says, message: fn(&Sent) -> Vec<u8>| {
        let make = move |sent: &Sent, party: &Party| sent.with(&party.sign(&message(sent)));
        cases.push((code, says, Box::new(make)));
    };
    let context: [(&str, Signed); 5] = [
        ("\"Signature\"", |sent| {
            array(&[
                "Signature".into(),
                bytes(&sent.protected),
                bytes(&[]),
                bytes(&sent.payload),
            ])
        }),
        ("\"CounterSignature\"", |sent| {
            let name = "CounterSignature".into();
            array(&[
                name,
                bytes(&sent.protected),
                bytes(&[]),
                bytes(&sent.payload),
            ])
        }),
        ("\"signature1\"", |sent| {
            array(&[
                "signature1".into(),
                bytes(&sent.protected),
                bytes(&[]),
                bytes(&sent.payload),
            ])
        }),
        ("'Signature1'", |sent| {
            let name = bytes(b"Signature1");
            array(&[
                name,
                bytes(&sent.protected),
                bytes(&[]),
                bytes(&sent.payload),
            ])
        }),
        ("left out", |sent| {
            array(&[bytes(&sent.protected), bytes(&[]), bytes(&sent.payload)])
        }),
    ];
    for (says, message) in context {
        over("context-string", says, message);
    }
    let external: [(&str, Signed); 5] = [
        ("left out", |sent| {
            array(&[signature1(), bytes(&sent.protected), bytes(&sent.payload)])
        }),
        ("null", |sent| {
            array(&[
                signature1(),
                bytes(&sent.protected),
                Value::Null,
                bytes(&sent.payload),
            ])
        }),
        ("\"\"", |sent| {
            array(&[
                signature1(),
                bytes(&sent.protected),
                "".into(),
                bytes(&sent.payload),
            ])
        }),
        ("is kid h'", |sent| {
            let kid = bytes(&sent.kid);
            array(&[
                signature1(),
                bytes(&sent.protected),
                kid,
                bytes(&sent.payload),
            ])
        }),
        ("the protected header once more", |sent| {
            let again = bytes(&sent.protected);
            array(&[
                signature1(),
                bytes(&sent.protected),
                again,
                bytes(&sent.payload),
            ])
        }),
    ];
    for (says, message) in external {
        over("external-data", says, message);
    }
    let protected: [(&str, Signed); 7] = [
        ("is h'', expected", |sent| to_be_signed(&[], &sent.payload)),
        ("is h'a0', expected", |sent| {
            to_be_signed(&[0xa0], &sent.payload)
        }),
        ("the map itself", |sent| {
            let header = ciborium::from_reader(sent.protected.as_slice()).unwrap();
            array(&[signature1(), header, bytes(&[]), bytes(&sent.payload)])
        }),
        ("a byte string inside", |sent| {
            to_be_signed(&to_cbor(&bytes(&sent.protected)), &sent.payload)
        }),
        ("reverse order", |sent| {
            let header = map(&[(4.into(), bytes(&sent.kid)), (1.into(), (-7).into())]);
            to_be_signed(&to_cbor(&header), &sent.payload)
        }),
        ("label 1 alone", |sent| {
            to_be_signed(&to_cbor(&map(&[(1.into(), (-7).into())])), &sent.payload)
        }),
        ("left out", |sent| {
            array(&[signature1(), bytes(&[]), bytes(&sent.payload)])
        }),
    ];
    for (says, message) in protected {
        // Without its protected header the structure is the one without external data, were that the header.
        over("signed-protected", says, message);
    }
    let payload: [(&str, Signed); 9] = [
        ("the map itself", |sent| {
            let start = [
                &[0x84][..],
                &to_cbor(&signature1()),
                &to_cbor(&bytes(&sent.protected)),
            ];
            [&start.concat(), &[0x40][..], &sent.payload].concat()
        }),
        ("a byte string inside", |sent| {
            to_be_signed(&sent.protected, &to_cbor(&bytes(&sent.payload)))
        }),
        ("the SHA-256 of the payload", |sent| {
            to_be_signed(&sent.protected, &sha256(&sent.payload))
        }),
        ("deterministic order", |sent| {
            to_be_signed(&sent.protected, &in_order(&sent.payload))
        }),
        ("tag 61", |sent| {
            to_be_signed(&sent.protected, &[&[0xd8, 61][..], &sent.payload].concat())
        }),
        ("is null", |sent| {
            array(&[
                signature1(),
                bytes(&sent.protected),
                bytes(&[]),
                Value::Null,
            ])
        }),
        ("the certificate (-260/1) alone", |sent| {
            to_be_signed(&sent.protected, &to_cbor(&certificate(&sent.payload)))
        }),
        ("claim -260 alone", |sent| {
            let content = map(&[(1.into(), certificate(&sent.payload))]);
            to_be_signed(&sent.protected, &to_cbor(&map(&[((-260).into(), content)])))
        }),
        ("the certificate (-260/1) as JSON", |sent| {
            to_be_signed(
                &sent.protected,
                in_json(&certificate(&sent.payload)).as_bytes(),
            )
        }),
    ];
    for (says, message) in payload {
        over("signed-payload", says, message);
    }
    let none: [(&str, Signed); 8] = [
        ("the payload alone", |sent| sent.payload.clone()),
        ("followed by the payload", |sent| {
            [&*sent.protected, &*sent.payload].concat()
        }),
        ("as in JWS", |sent| {
            let [header, payload] =
                [&sent.protected, &sent.payload].map(|o| URL_SAFE_NO_PAD.encode(o));
            format!("{header}.{payload}").into_bytes()
        }),
        ("the envelope without its signature", |sent| {
            array(&[
                bytes(&sent.protected),
                sent.unprotected.clone(),
                bytes(&sent.payload),
            ])
        }),
        ("[…, …, …, h'']", |sent| {
            let sent = [
                bytes(&sent.protected),
                sent.unprotected.clone(),
                bytes(&sent.payload),
            ];
            array(&[&sent[..], &[bytes(&[])]].concat())
        }),
        ("hexadecimal text of the Sig", |sent| {
            hex(&sent.structure()).into_bytes()
        }),
        ("Base64 text of the Sig", |sent| {
            STANDARD.encode(sent.structure()).into_bytes()
        }),
        ("a head of CBOR", |sent| to_cbor(&bytes(&sent.structure()))),
    ];
    for (says, message) in none {
        over("signed-message", says, message);
    }
    let mut digest = |says, digest: fn(&[u8]) -> Vec<u8>| {
        let make = move |sent: &Sent, party: &Party| {
            sent.with(&sign_digest(party, &digest(&sent.structure())))
        };
        cases.push(("hash", says, Box::new(make)));
    };
    digest("SHA-256 twice", |message| sha256(&sha256(message)).to_vec());
    digest("in hexadecimal text", |message| {
        sha256(hex(&sha256(message)).as_bytes()).to_vec()
    });
    digest("with SHA-384,", |message| {
        sha(&ring::digest::SHA384, message)[..32].to_vec()
    });
    digest("with SHA-512,", |message| {
        sha(&ring::digest::SHA512, message)[..32].to_vec()
    });
    digest("no hash", |message| message[..32].to_vec());
    let mut form = |says, change: fn(&[u8]) -> Vec<u8>| {
        let make =
            move |sent: &Sent, party: &Party| sent.with(&change(&party.sign(&sent.structure())));
        cases.push(("signature-form", says, Box::new(make)));
    };
    form("is DER", der);
    form("is s‖r", |pair| [&pair[32..], &pair[..32]].concat());
    form("both numbers little-endian", |pair| {
        [backwards(&pair[..32]), backwards(&pair[32..])].concat()
    });
    form("backwards as a whole", backwards);
    form("hexadecimal text", |pair| hex(pair).into_bytes());
    form("Base64 text", |pair| STANDARD.encode(pair).into_bytes());
    form("r of 33 octets and s of 33", |pair| {
        [&[0], &pair[..32], &[0], &pair[32..]].concat()
    });
    form("recovery", |pair| [pair, &[1]].concat());
    cases
}

fn sha(algorithm: &'static ring::digest::Algorithm, octets: &[u8]) -> Vec<u8> {
    ring::digest::digest(algorithm, octets).as_ref().to_vec()
}

/// The claims with their keys in the deterministic order of RFC 8949 4.2.1.
fn in_order(payload: &[u8]) -> Vec<u8> {
    let value: Value = ciborium::from_reader(payload).unwrap();
    hcert::codec::cbor::encode(&value)
}

fn certificate(payload: &[u8]) -> Value {
    let all: Value = ciborium::from_reader(payload).unwrap();
    let under = |value: &Value, wanted: i64| {
        let pairs = value.as_map().unwrap();
        let found = pairs.iter().find(|(key, _)| *key == Value::from(wanted));
        found.unwrap().1.clone()
    };
    under(&under(&all, -260), 1)
}

fn in_json(certificate: &Value) -> String {
    let json: serde_json::Value = certificate.deserialized().unwrap();
    json.to_string()
}

#[test]
fn each_usual_mistake_of_an_es256_issuer_is_named_and_no_other() {
    let (ec, keys) = (
        &world().ec,
        trust([&world().ec, &world().rsa, &world().other]),
    );
    let sent = Sent::new(ec);
    for (code, says, make) in ecdsa_mistakes() {
        let text = make(&sent, ec);
        let Outcome::Mistaken { signer, mistakes } = diagnose(&text, &keys).outcome else {
            panic!("{code}, {says}: {:?}", diagnose(&text, &keys).outcome);
        };
        let found: Vec<&str> = mistakes.iter().map(|one| one.code.code()).collect();
        assert_eq!(found, [code], "{says}: {mistakes:?}");
        assert!(
            mistakes[0].to_string().contains(says),
            "{says}: {}",
            mistakes[0]
        );
        assert_eq!(signer.kid, ec.dsc.kid);
        // What the diagnosis finds is no verdict.
        let report = verifier([ec]).verify(&text, at(AT));
        assert_eq!(report.verdict.code(), "reject", "{code}, {says}");
    }
}

#[test]
fn two_mistakes_at_once_are_both_named() {
    let (ec, keys) = (&world().ec, trust([&world().ec]));
    let sent = Sent::new(ec);
    let message = array(&[
        "Signature".into(),
        bytes(&sent.protected),
        bytes(&sent.kid),
        bytes(&sent.payload),
    ]);
    let signed = ec.sign(&message);
    let twice = ec.sign(&sha256(&sent.payload));
    let cases = [
        (sent.with(&signed), vec!["context-string", "external-data"]),
        // DER has to be read anyway: it is not one of the two.
        (
            sent.with(&der(&signed)),
            vec!["context-string", "external-data", "signature-form"],
        ),
        (sent.with(&twice), vec!["signed-message", "hash"]),
    ];
    for (text, wanted) in cases {
        let Outcome::Mistaken { mistakes, .. } = diagnose(&text, &keys).outcome else {
            panic!("{wanted:?}");
        };
        let found: Vec<&str> = mistakes.iter().map(|one| one.code.code()).collect();
        assert_eq!(found, wanted);
    }
}

/// What a test issuer with an RSA key does wrong.
fn rsa_mistakes() -> Vec<(Vec<&'static str>, &'static str, Make)> {
    use rsa::signature::{RandomizedSigner as _, SignatureEncoding as _, Signer as _};
    let pss = |salt: usize| -> Make {
        Box::new(move |sent, _| {
            let key = rsa_key(2048).clone();
            let key = rsa::pss::SigningKey::<sha2::Sha256>::new_with_salt_len(key, salt);
            sent.with(
                &key.sign_with_rng(&mut Rng::new(5), &sent.structure())
                    .to_vec(),
            )
        })
    };
    vec![
        (
            vec!["rsa-padding"],
            "PKCS1-v1_5",
            Box::new(|sent, _| {
                let key = rsa::pkcs1v15::SigningKey::<sha2::Sha256>::new(rsa_key(2048).clone());
                sent.with(&key.sign(&sent.structure()).to_vec())
            }),
        ),
        (vec!["rsa-padding"], "a salt of 0 octets", pss(0)),
        (vec!["rsa-padding"], "a salt of 20 octets", pss(20)),
        // The longest that fits: what OpenSSL does by itself.
        (vec!["rsa-padding"], "a salt of 222 octets", pss(222)),
        (
            vec!["hash"],
            "SHA-384",
            Box::new(|sent, _| {
                let key = rsa::pss::SigningKey::<sha2::Sha384>::new(rsa_key(2048).clone());
                sent.with(
                    &key.sign_with_rng(&mut Rng::new(6), &sent.structure())
                        .to_vec(),
                )
            }),
        ),
        (
            vec!["hash"],
            "SHA-256 twice",
            Box::new(|sent, party| sent.with(&party.sign(&sha256(&sent.structure())))),
        ),
        (
            vec!["signed-message"],
            "the payload alone",
            Box::new(|sent, party| sent.with(&party.sign(&sent.payload))),
        ),
        (
            vec!["context-string"],
            "\"Signature\"",
            Box::new(|sent, party| {
                let name = "Signature".into();
                let parts = [
                    name,
                    bytes(&sent.protected),
                    bytes(&[]),
                    bytes(&sent.payload),
                ];
                sent.with(&party.sign(&array(&parts)))
            }),
        ),
        (
            vec!["signature-form"],
            "little-endian",
            Box::new(|sent, party| sent.with(&backwards(&party.sign(&sent.structure())))),
        ),
        (
            vec!["signature-form"],
            "Base64 text",
            Box::new(|sent, party| {
                sent.with(STANDARD.encode(party.sign(&sent.structure())).as_bytes())
            }),
        ),
    ]
}

#[test]
fn each_usual_mistake_of_a_ps256_issuer_is_named_and_no_other() {
    let (rsa, keys) = (&world().rsa, trust([&world().ec, &world().rsa]));
    let sent = Sent::new(rsa);
    for (wanted, says, make) in rsa_mistakes() {
        let text = make(&sent, rsa);
        let Outcome::Mistaken { signer, mistakes } = diagnose(&text, &keys).outcome else {
            panic!("{says}: {:?}", diagnose(&text, &keys).outcome);
        };
        let found: Vec<&str> = mistakes.iter().map(|one| one.code.code()).collect();
        assert_eq!(found, wanted, "{says}: {mistakes:?}");
        assert!(
            mistakes[0].to_string().contains(says),
            "{says}: {}",
            mistakes[0]
        );
        assert_eq!(signer.kid, rsa.dsc.kid);
        assert_eq!(
            verifier([rsa]).verify(&text, at(AT)).verdict.code(),
            "reject",
            "{says}"
        );
    }
}

/// Identifiers that somebody made otherwise, and what is said of each.
fn kids(dsc: &Dsc) -> Vec<(Vec<u8>, &'static str)> {
    let der = &dsc.certificate.as_ref().unwrap().der;
    let spki = dsc.key.spki().unwrap();
    let point = &spki[spki.len() - 65..];
    let first = |digest: &[u8]| digest[..8].to_vec();
    let sha1 = &ring::digest::SHA1_FOR_LEGACY_USE_ONLY;
    vec![
        (
            sha256(der)[24..].to_vec(),
            "the last 8 octets of the SHA-256 of the certificate (DER)",
        ),
        (
            sha256(der).to_vec(),
            "the first 32 octets of the SHA-256 of the certificate",
        ),
        (
            first(&sha(sha1, der)),
            "the first 8 octets of the SHA-1 of the certificate",
        ),
        (
            first(&sha256(&spki)),
            "the first 8 octets of the SHA-256 of the key's SubjectPublicKeyInfo",
        ),
        (
            sha(sha1, point),
            "the first 20 octets of the SHA-1 of the public key itself",
        ),
        (
            first(&sha256(STANDARD.encode(der).as_bytes())),
            "of the certificate's Base64 text",
        ),
        (
            STANDARD.encode(kid_of(der)).into_bytes(),
            "Base64 text of the right one",
        ),
        (
            hex(&kid_of(der)).into_bytes(),
            "hexadecimal text of the right one",
        ),
        (
            hex(&sha256(der)).as_bytes()[..8].to_vec(),
            "the first 8 hexadecimal digits",
        ),
        (
            STANDARD.encode(sha256(der)).into_bytes(),
            "the text of the first 32 octets",
        ),
        (backwards(&kid_of(der)), "the right one backwards"),
    ]
}

#[test]
fn a_key_identifier_that_was_made_otherwise_is_explained_whether_the_signature_is_good_or_not() {
    let (ec, keys) = (
        &world().ec,
        trust([&world().ec, &world().rsa, &world().other]),
    );
    for (kid, says) in kids(&ec.dsc) {
        let mut draft = Draft::new(ec, VACCINATION);
        draft.protected = vec![(1.into(), (-7).into()), (4.into(), bytes(&kid))];
        let text = draft.write(ec);
        let diagnosis = diagnose(&text, &keys);
        let Outcome::Mistaken { signer, mistakes } = diagnosis.outcome else {
            panic!("{says}: {:?}", diagnosis.outcome);
        };
        assert_eq!(signer.kid, ec.dsc.kid);
        assert_eq!(
            (mistakes.len(), mistakes[0].code),
            (1, MistakeCode::Kid),
            "{says}"
        );
        assert!(
            mistakes[0].to_string().contains(says),
            "{says}: {}",
            mistakes[0]
        );
        assert_eq!(
            verifier([ec]).verify(&text, at(AT)).verdict.code(),
            "reject",
            "{says}"
        );

        // No signature at all: nothing is searched for, and the identifier still says which key was meant.
        draft.at(Step::Signature, |_| vec![7; 10]);
        let diagnosis = diagnose(&draft.write(ec), &keys);
        assert_eq!(diagnosis.outcome, Outcome::NotFound);
        let (signer, mistake) = diagnosis.kid.unwrap();
        assert!(mistake.to_string().contains(says), "{says}: {mistake}");
        assert_eq!(signer.kid, ec.dsc.kid);
    }
}

#[test]
fn another_key_of_the_list_is_found_and_the_right_identifier_said() {
    let (ec, other) = (&world().ec, &world().other);
    let keys = trust([ec, other]);
    // The kid of one signer, the signature of another.
    let text = Draft::new(ec, VACCINATION).write(other);
    let Outcome::Mistaken { signer, mistakes } = diagnose(&text, &keys).outcome else {
        panic!("not found");
    };
    assert_eq!(
        (signer.kid.as_slice(), mistakes.len()),
        (&*other.dsc.kid, 1)
    );
    let said = mistakes[0].to_string();
    assert!(
        said.contains(&hex(&ec.dsc.kid)) && said.contains(&hex(&other.dsc.kid)),
        "{said}"
    );
    assert_eq!(
        verifier([ec, other]).verify(&text, at(AT)).verdict.code(),
        "reject"
    );
    // Among thousands it is found as quickly, since the key follows from the signature.
    let bare = |seed| Dsc::from_spki("x", &Rng::new(seed).octets(8), &spki(seed)).unwrap();
    let many: TrustList = (0..3_000).map(bare).chain([other.dsc.clone()]).collect();
    let found = diagnose(&text, &many).outcome;
    assert!(matches!(found, Outcome::Mistaken { signer, .. } if signer.kid == other.dsc.kid));
}

/// A P-256 key that nobody has: a point that need not lie on the curve.
fn spki(seed: u64) -> Vec<u8> {
    let mut spki = world().ec.dsc.key.spki().unwrap();
    let start = spki.len() - 64;
    spki[start..].copy_from_slice(&Rng::new(seed + 1).octets(64));
    spki
}

#[test]
fn a_key_of_the_wrong_kind_is_told_from_a_wrong_signature() {
    // alg says ES256, the key is RSA.
    let rsa = &world().rsa;
    let mut draft = Draft::new(rsa, VACCINATION);
    draft.protected[0].1 = (-7).into();
    let keys = trust([rsa]);
    let found = diagnose(&draft.write(rsa), &keys).outcome;
    let Outcome::Mistaken { mistakes, .. } = found else {
        panic!("{found:?}");
    };
    assert_eq!((mistakes.len(), mistakes[0].code), (1, MistakeCode::Alg));
    assert!(
        mistakes[0]
            .to_string()
            .contains("ES256 (-7), but the key is RSA 2048; expected PS256")
    );

    // The authority's own key.
    let authority = authority_party();
    let keys = trust([&authority, rsa]);
    let found = diagnose(&good(&authority, VACCINATION), &keys).outcome;
    let Outcome::Mistaken { mistakes, .. } = found else {
        panic!("{found:?}");
    };
    assert_eq!(
        (mistakes.len(), mistakes[0].code),
        (1, MistakeCode::Authority)
    );

    // A key that is too short to count.
    let short = party(KeyType::Rsa1024, &Wanted::default());
    let sent = Sent::new(&short);
    let key = rsa::pss::SigningKey::<sha2::Sha256>::new(rsa_key(1024).clone());
    let signed = {
        use rsa::signature::{RandomizedSigner as _, SignatureEncoding as _};
        key.sign_with_rng(&mut Rng::new(7), &sent.structure())
            .to_vec()
    };
    let keys = trust([&short]);
    let found = diagnose(&sent.with(&signed), &keys).outcome;
    let Outcome::Mistaken { mistakes, .. } = found else {
        panic!("{found:?}");
    };
    assert_eq!(
        (mistakes.len(), mistakes[0].code),
        (1, MistakeCode::KeyShort)
    );
}

#[test]
fn a_good_code_has_no_mistakes_and_a_forged_one_none_of_the_usual() {
    let world = world();
    let keys = trust([&world.ec, &world.rsa, &world.other]);
    for party in [&world.ec, &world.rsa] {
        for entry in ENTRIES {
            let text = good(party, entry);
            assert_eq!(codes(&remarks(&text)), [""; 0]);
            let diagnosis = diagnose(&text, &keys);
            let named: Vec<_> = diagnosis.named.iter().map(|dsc| &dsc.kid).collect();
            assert_eq!(named, [&party.dsc.kid]);
            assert_eq!((diagnosis.keys, &diagnosis.kid), (3, &None));
            let Outcome::Good { signer } = diagnosis.outcome else {
                panic!("{:?}", diagnosis.outcome);
            };
            assert_eq!(signer.kid, party.dsc.kid);
        }
        let sent = Sent::new(party);
        let count = party.sign(b"x").len();
        for seed in 0..4 {
            let forged = sent.with(&Rng::new(seed).octets(count));
            assert_eq!(diagnose(&forged, &keys).outcome, Outcome::NotFound);
        }
    }
    // Whom nobody lists.
    let stranger = Draft::new(&world.other, VACCINATION).write(&world.other);
    let one = trust([&world.ec]);
    assert_eq!(diagnose(&stranger, &one).outcome, Outcome::NotFound);
    assert_eq!(
        diagnose(&stranger, &TrustList::new()).outcome,
        Outcome::NotFound
    );
}

#[test]
fn an_rsa_key_is_known_by_its_padding_even_where_nobody_knows_what_it_signed() {
    let rsa = &world().rsa;
    let keys = trust([&world().ec, rsa]);
    let text = Sent::new(rsa).with(&rsa.sign(b"something else"));
    let Outcome::OtherContent { signer, mistakes } = diagnose(&text, &keys).outcome else {
        panic!("{:?}", diagnose(&text, &keys).outcome);
    };
    assert_eq!((signer.kid.as_slice(), mistakes.len()), (&*rsa.dsc.kid, 0));
}

#[test]
fn a_payload_that_is_too_large_for_so_many_tries_is_not_tried() {
    let ec = &world().ec;
    let mut sent = Sent::new(ec);
    sent.payload = vec![0; 65_537];
    let octets = {
        let text = sent.with(&[7; 64]);
        let limits = Limits {
            inflated: 1 << 20,
            ..Limits::default()
        };
        Layers::read(&text, &limits).inflated.unwrap()
    };
    let keys = trust([ec]);
    let found = signature(&Envelope::read(&octets, 16).unwrap(), &keys).outcome;
    assert_eq!(
        found,
        Outcome::TooLarge {
            found: 65_537,
            limit: 65_536
        }
    );
}

#[test]
fn a_bare_payload_is_diagnosed_although_no_verifier_reads_it() {
    let ec = &world().ec;
    let sent = Sent::new(ec);
    let claims: Value = ciborium::from_reader(sent.payload.as_slice()).unwrap();
    let signed = array(&[
        signature1(),
        bytes(&sent.protected),
        bytes(&[]),
        claims.clone(),
    ]);
    let envelope = array(&[
        bytes(&sent.protected),
        map(&[]),
        claims,
        bytes(&ec.sign(&signed)),
    ]);
    let keys = trust([ec]);
    let text = text_of(&deflate(&envelope, 9));
    let Outcome::Mistaken { mistakes, .. } = diagnose(&text, &keys).outcome else {
        panic!("{:?}", diagnose(&text, &keys).outcome);
    };
    assert_eq!(
        (mistakes.len(), mistakes[0].code),
        (1, MistakeCode::Payload)
    );
    assert_eq!(codes(&remarks(&text)), ["payload-unwrapped"]);
}

type Change = fn(&mut Draft);

fn elements(draft: &mut Draft, at: usize, change: fn(&Value) -> Value) {
    draft.elements(move |array| array[at] = change(&array[at]));
}

fn inside(value: &Value) -> &[u8] {
    value.as_bytes().unwrap()
}

fn decoded(value: &Value) -> Value {
    ciborium::from_reader(inside(value)).unwrap()
}

fn as_cbor_json(octets: &[u8]) -> Vec<u8> {
    let value: Value = ciborium::from_reader(octets).unwrap();
    let pairs = value.as_map().unwrap().iter();
    let named = pairs.map(|(key, _)| (format!("{:?}", key.as_integer()), 1));
    let named: std::collections::BTreeMap<_, _> = named.collect();
    serde_json::to_vec(&named).unwrap()
}

/// What is remarked, what its text says, and how such a code is made from a good one of the vaccination.
fn forms() -> Vec<(&'static str, &'static str, Change)> {
    vec![
        ("text-base64", "Base64 text", |draft| {
            draft.text(|text| {
                let octets = base45::decode(&text[4..]).unwrap();
                format!("HC1:{}", STANDARD.encode(octets))
            });
        }),
        ("text-base64", "Base64url text", |draft| {
            draft.text(|text| {
                let octets = base45::decode(&text[4..]).unwrap();
                format!("HC1:{}", URL_SAFE_NO_PAD.encode(octets))
            });
        }),
        ("not-compressed", "begin with d284", |draft| {
            draft.at(Step::Zlib, |octets| {
                let layers = Layers::read(&text_of(&octets), &Limits::default());
                layers.inflated.unwrap()
            });
        }),
        ("gzip", "1f8b", |draft| {
            draft.at(Step::Zlib, |octets| {
                [&[0x1f, 0x8b, 8, 0][..], &octets].concat()
            });
        }),
        ("envelope-encoded", "Base64 text", |draft| {
            draft.at(Step::Cose, |octets| STANDARD.encode(octets).into_bytes());
        }),
        ("envelope-encoded", "hexadecimal text", |draft| {
            draft.at(Step::Cose, |octets| hex(&octets).into_bytes());
        }),
        ("envelope-json", "JSON text of 17 octets", |draft| {
            draft.at(Step::Cose, |_| b"{\"alg\": \"ES256\"}\n".to_vec());
        }),
        ("envelope-jws", "JWS", |draft| {
            draft.at(Step::Cose, |_| {
                b"eyJhbGciOiJFUzI1NiJ9.eyJ4IjoxfQ.AAAA".to_vec()
            });
        }),
        ("envelope-claims", "without a signature", |draft| {
            draft.at(Step::Cose, |_| vec![0xa1, 4, 0]);
        }),
        (
            "protected-unwrapped",
            "is a map; expected a byte string",
            |draft| {
                elements(draft, 0, decoded);
            },
        ),
        ("protected-json", "labels 1 (alg) and 4 (kid)", |draft| {
            draft.at(Step::SentProtected, |_| {
                b"{\"alg\":\"ES256\",\"kid\":\"x\"}".to_vec()
            });
            draft.unprotected = draft.protected.clone();
        }),
        ("protected-empty-map", "h'a0'", |draft| {
            draft.unprotected = std::mem::take(&mut draft.protected);
            draft.at(Step::SentProtected, |_| vec![0xa0]);
        }),
        (
            "label-text",
            "\"alg\" as a label; expected the number 1",
            |draft| {
                draft.protected[0].0 = "alg".into();
            },
        ),
        (
            "label-text",
            "\"kid\" as a label; expected the number 4",
            |draft| {
                let (_, kid) = draft.protected.pop().unwrap();
                draft.unprotected.push(("kid".into(), kid));
            },
        ),
        ("alg-missing", "neither header has alg", |draft| {
            draft.protected.remove(0);
        }),
        (
            "alg-unknown",
            "alg is ES384 (-35); expected ES256 (-7)",
            |draft| {
                draft.protected[0].1 = (-35).into();
            },
        ),
        ("alg-unknown", "alg is \"ES256\"", |draft| {
            draft.protected[0].1 = "ES256".into()
        }),
        ("alg-unknown", "alg is EdDSA (-8)", |draft| {
            draft.protected[0].1 = (-8).into()
        }),
        ("kid-missing", "neither header has kid", |draft| {
            draft.protected.pop();
        }),
        (
            "kid-differs",
            "h'0102030405060708' in the unprotected",
            |draft| {
                draft.unprotected = vec![(4.into(), bytes(&[1, 2, 3, 4, 5, 6, 7, 8]))];
            },
        ),
        (
            "kid-encoded",
            "12 octets: Base64 text of h'0102030405060708'",
            |draft| {
                let text = STANDARD.encode([1, 2, 3, 4, 5, 6, 7, 8]);
                draft.protected[1].1 = bytes(text.as_bytes());
            },
        ),
        ("kid-encoded", "16 octets: hexadecimal text of", |draft| {
            draft.protected[1].1 = "0102030405060708".into();
        }),
        ("kid-length", "32 octets; expected 8", |draft| {
            draft.protected[1].1 = bytes(&[7; 32])
        }),
        ("kid-length", "0 octets; expected 8", |draft| {
            draft.protected[1].1 = bytes(&[])
        }),
        ("payload-unwrapped", "the payload is a map", |draft| {
            elements(draft, 2, decoded)
        }),
        ("payload-twice", "inside a byte string", |draft| {
            elements(draft, 2, |payload| bytes(&to_cbor(payload)));
        }),
        ("payload-tagged", "tag 61", |draft| {
            draft.at(Step::Claims, |octets| [&[0xd8, 61][..], &octets].concat());
        }),
        ("payload-json", "numbers as keys", |draft| {
            draft.at(Step::Claims, |octets| as_cbor_json(&octets));
        }),
        ("payload-json", "numbers as keys", |draft| {
            elements(draft, 2, |payload| {
                String::from_utf8(as_cbor_json(inside(payload)))
                    .unwrap()
                    .into()
            });
        }),
        ("payload-compressed", "zlib stream", |draft| {
            draft.at(Step::Claims, |octets| deflate(&octets, 9));
        }),
        ("payload-digest", "32 octets", |draft| {
            // A break code first: no CBOR, whatever follows.
            draft.at(Step::Claims, |_| [&[0xff][..], &[7; 31]].concat());
        }),
        ("signature-der", "expected r‖s, 64 octets", |draft| {
            draft.at(Step::Signature, |octets| der(&octets));
        }),
        (
            "signature-text",
            "128 octets: hexadecimal text of 64",
            |draft| {
                draft.at(Step::Signature, |octets| hex(&octets).into_bytes());
            },
        ),
        (
            "signature-length",
            "96 octets, as ES384 (P-384) makes it; expected 64",
            |draft| {
                draft.at(Step::Signature, |_| vec![0x81; 96]);
            },
        ),
        (
            "signature-length",
            "63 octets; expected 64 for ES256",
            |draft| {
                draft.at(Step::Signature, |octets| octets[1..].to_vec());
            },
        ),
        (
            "signature-length",
            "64 octets, as ES256 (P-256) makes it; expected 256 or more",
            |draft| {
                draft.protected[0].1 = (-37).into();
            },
        ),
        (
            "claim-text-key",
            "\"exp\" as its key; expected the number 4",
            |draft| {
                draft.claim(4, None);
                draft.claims.push(("exp".into(), at(EXPIRES).unix().into()));
            },
        ),
        (
            "claim-text-key",
            "\"6\" as its key; expected the number 6",
            |draft| {
                draft.claim(6, None);
                draft.claims.push(("6".into(), at(ISSUED).unix().into()));
            },
        ),
        (
            "date-unit",
            "milliseconds since 1970; expected seconds: 1664582400",
            |draft| {
                draft.claim(4, Some((at(EXPIRES).unix() * 1000).into()));
            },
        ),
        ("date-unit", "microseconds", |draft| {
            draft.claim(6, Some((at(ISSUED).unix() * 1_000_000).into()));
        }),
        ("date-unit", "milliseconds", |draft| {
            draft.claim(4, Some(Value::Float((at(EXPIRES).unix() * 1000) as f64)));
        }),
        (
            "date-text",
            "iat (6) is a text; expected the number 1635595200",
            |draft| {
                draft.claim(6, Some(ISSUED.into()));
            },
        ),
        (
            "date-text",
            "exp (4) is a text; expected the number 1664582400",
            |draft| {
                draft.claim(4, Some("1664582400".into()));
            },
        ),
        (
            "date-text",
            "exp (4) is a text; expected a number",
            |draft| {
                draft.claim(4, Some("1 October 2022".into()));
            },
        ),
        (
            "date-relative",
            "1667131200 if it is meant to count from iat",
            |draft| {
                draft.claim(4, Some((365 * 86_400).into()));
            },
        ),
        ("dates-order", "before iat (6)", |draft| {
            draft.claim(4, Some((at(ISSUED).unix() - 1).into()));
        }),
        ("hcert-place", "under -260/2; expected -260/1", |draft| {
            draft.content = Some(map(&[(2.into(), draft.payload.clone())]));
        }),
        ("hcert-place", "under -260/\"1\"", |draft| {
            draft.content = Some(map(&[("1".into(), draft.payload.clone())]));
        }),
        ("hcert-place", "under -260;", |draft| {
            draft.content = Some(draft.payload.clone())
        }),
        ("hcert-place", "under -259/1", |draft| {
            let content = map(&[(1.into(), draft.payload.clone())]);
            draft.content = Some(Value::Null);
            draft.claim(-259, Some(content));
        }),
        ("hcert-place", "under \"hcert\"/1", |draft| {
            let content = map(&[(1.into(), draft.payload.clone())]);
            draft.content = Some(Value::Null);
            draft.claims.push(("hcert".into(), content));
        }),
        ("hcert-place", "under a text string", |draft| {
            draft.content = Some(Value::Null);
            draft
                .claims
                .push(("HEMMELIG".into(), draft.payload.clone()));
        }),
        (
            "hcert-form",
            "-260/1 is a byte string that holds",
            |draft| {
                let payload = bytes(&to_cbor(&draft.payload));
                draft.content = Some(map(&[(1.into(), payload)]));
            },
        ),
        ("hcert-form", "-260/1 is JSON text", |draft| {
            let payload = in_json(&draft.payload).into();
            draft.content = Some(map(&[(1.into(), payload)]));
        }),
        ("hcert-form", "-260/1 is a list", |draft| {
            let payload = Value::Array(vec![draft.payload.clone()]);
            draft.content = Some(map(&[(1.into(), payload)]));
        }),
        ("hcert-form", "-260 is a byte string that holds", |draft| {
            let content = map(&[(1.into(), draft.payload.clone())]);
            draft.content = Some(bytes(&to_cbor(&content)));
        }),
        ("claims-bare", "the certificate itself", |draft| {
            let payload = draft.payload.clone();
            draft.at(Step::Claims, move |_| to_cbor(&payload));
        }),
        ("content-ddcc", "(name, birthDate, vaccine)", |draft| {
            draft.content = Some(Value::Null);
            for name in ["name", "birthDate", "vaccine"] {
                draft.claims.push((name.into(), "Hemmeligsen".into()));
            }
        }),
        ("content-ddcc", "(test, meta)", |draft| {
            draft.content = Some(Value::Null);
            draft.claims.push(("test".into(), map(&[])));
            draft.claims.push(("meta".into(), map(&[])));
        }),
        ("content-exemption", "Italian exemption", |draft| {
            draft.field("v", None);
            draft.field("e", Some(Value::Array(vec![map(&[])])));
        }),
        ("content-uk-domestic", "United Kingdom", |draft| {
            draft.field("v", None);
            draft.field("d", Some(Value::Array(vec![map(&[])])));
        }),
        ("specimen-dutch", "42 seconds", |draft| {
            draft.claim(4, Some(42.into()))
        }),
    ]
}

#[test]
fn each_fault_of_form_is_named_with_both_values_and_nothing_of_the_holder() {
    let ec = &world().ec;
    let mut met = BTreeSet::new();
    for (code, says, change) in forms() {
        let mut draft = Draft::new(ec, VACCINATION);
        change(&mut draft);
        let text = draft.write(ec);
        let found = remarks(&text);
        let own: Vec<&Remark> = found.iter().filter(|one| one.code.code() == code).collect();
        assert_eq!(own.len(), 1, "{code}, {says}: {found:?}");
        let said = own[0].to_string();
        assert!(said.contains(says), "{code}: {said}");
        // Some mistakes come with another: claims that have a text as their key are not found under their number.
        let beside = ["claim-text-key", "not-compressed"];
        let others: Vec<&str> = codes(&found)
            .into_iter()
            .filter(|one| *one != code)
            .collect();
        assert!(
            others.iter().all(|one| beside.contains(one)),
            "{code}: {others:?}"
        );
        for secret in draft.secrets() {
            for lang in Lang::ALL {
                let text = own[0].text.get(lang);
                assert!(
                    !text.contains(&secret) && !text.contains("HEMMELIG"),
                    "{text}"
                );
                assert!(
                    !text.contains("{$") && !text.contains("{ $"),
                    "{lang}: {text}"
                );
            }
        }
        assert!(
            !verifier([ec]).verify(&text, at(AT)).verdict.is_genuine()
                || own[0].code.weight() != hcert::diagnose::Weight::Wrong,
            "{code}"
        );
        met.insert(code);
    }
    let all: BTreeSet<&str> = RemarkCode::ALL.iter().map(|code| code.code()).collect();
    assert_eq!(
        met, all,
        "every remark is made by a test, and no test makes one that is gone"
    );
}

#[test]
fn every_mistake_is_made_by_a_test() {
    let mut met: BTreeSet<&str> = ecdsa_mistakes().iter().map(|(code, ..)| *code).collect();
    met.extend(rsa_mistakes().iter().flat_map(|(codes, ..)| codes.clone()));
    // Those of the key have tests of their own.
    met.extend(["alg-named", "key-short", "key-of-authority", "kid"]);
    let all: BTreeSet<&str> = MistakeCode::ALL.iter().map(|code| code.code()).collect();
    assert_eq!(met, all);
}

#[test]
fn mistakes_are_said_in_every_language_with_their_values() {
    let (ec, keys) = (&world().ec, trust([&world().ec]));
    let sent = Sent::new(ec);
    for (code, says, make) in ecdsa_mistakes() {
        let found = diagnose(&make(&sent, ec), &keys).outcome;
        let Outcome::Mistaken { mistakes, .. } = found else {
            panic!("{code}, {says}");
        };
        let mut texts = BTreeSet::new();
        for lang in Lang::ALL {
            let text = mistakes[0].text.get(lang).into_owned();
            assert!(!text.contains("{$"), "{lang}: {text}");
            texts.insert(text);
        }
        assert!(texts.len() > 2, "{texts:?}");
    }
}

#[test]
fn no_octets_make_the_diagnosis_stop() {
    let ec = &world().ec;
    let keys = trust([ec, &world().rsa]);
    let layers = Layers::read(&good(ec, VACCINATION), &Limits::default());
    let octets = layers.inflated.unwrap();
    let mut rng = Rng::new(11);
    for round in 0..400 {
        let mut changed = octets.clone();
        for _ in 0..=rng.below(4) {
            let at = rng.below(changed.len());
            changed[at] = rng.next() as u8;
        }
        changed.truncate(changed.len() - rng.below(3));
        let _ = transport("", Some(&changed), None);
        let _ = transport("", Some(&changed), Some(&changed));
        let _ = claims(&changed, 16);
        if let Some(envelope) = Envelope::read(&changed, 16) {
            let _ = envelope.remarks();
            let _ = claims(&envelope.claims().unwrap_or_default(), 16);
            // Each search takes its time: a few are enough.
            if round % 40 == 0 {
                let _ = signature(&envelope, &keys);
            }
        }
    }
    for count in 0..80 {
        let pair = rng.octets(count);
        let _ = recover::pair_in_der(&pair);
        let _ = recover::p256_keys(&[7; 32], &pair);
        let _ = recover::open(&world().rsa.dsc.key, &pair);
    }
}
