use super::*;
use crate::key::pki::tests::TestKey;
use proptest::prelude::*;
use serde_json::json;

fn encode(octets: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(octets)
}

fn signed(header: &str, payload: &[u8], key: &TestKey, alg: PkiAlgorithm) -> String {
    let text = format!("{}.{}", encode(header.as_bytes()), encode(payload));
    let signature = key.sign_raw(alg, text.as_bytes());
    format!("{text}.{}", encode(&signature))
}

fn keys() -> [TestKey; 4] {
    TestKey::all()
}

#[test]
fn a_jws_beyond_the_limit_is_not_looked_at() {
    let text = |octets: usize| {
        let rest = "e30..";
        format!("{}{rest}", "A".repeat(octets - rest.len()))
    };
    let error = Jws::parse(&text(MAX_OCTETS + 1)).unwrap_err();
    let octets = MAX_OCTETS + 1;
    assert_eq!(error, JwsError::TooLarge { octets });
    let error = Jws::parse(&text(MAX_OCTETS)).unwrap_err();
    assert!(!matches!(error, JwsError::TooLarge { .. }), "{error}");
}

#[test]
fn each_algorithm_goes_with_its_type_of_key_and_no_other() {
    for (name, alg, kind) in ALGORITHMS {
        for key in keys().iter().filter(|key| key.key().kind() == kind) {
            let text = signed(
                &json!({ "alg": name }).to_string(),
                b"\x00payload",
                key,
                alg,
            );
            let jws = Jws::parse(&format!(" {text}\n")).unwrap();
            assert_eq!(jws.payload, b"\x00payload");
            assert_eq!(jws.verify(&key.key()), Ok(()), "{name}");
            for other in keys().iter().filter(|key| key.key().kind() != kind) {
                let error = jws.verify(&other.key()).unwrap_err();
                let key = other.key().type_name();
                assert_eq!(
                    error,
                    JwsError::KeyType {
                        alg: name.into(),
                        key
                    }
                );
            }
        }
    }
}

#[test]
fn the_header_cannot_rename_the_algorithm() {
    let rsa = TestKey::rsa();
    let pss = PkiAlgorithm::RsaPss {
        hash: Hash::Sha256,
        salt_length: 32,
    };
    let text = signed(r#"{"alg":"RS256"}"#, b"{}", &rsa, pss);
    let error = Jws::parse(&text).unwrap().verify(&rsa.key()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the JWS signature: the signature does not match the content and key"
    );
    for (header, found) in [
        (r#"{"alg":"none"}"#, "\"none\""),
        (r#"{"alg":"HS256"}"#, "\"HS256\""),
        (r#"{"alg":"es256"}"#, "\"es256\""),
        (r#"{"alg":7}"#, "7"),
        ("{}", "missing"),
    ] {
        let text = signed(header, b"{}", &rsa, pss);
        let error = Jws::parse(&text).unwrap().verify(&rsa.key()).unwrap_err();
        let expected = "expected one of ES256, ES384, ES512, RS256, PS256";
        assert_eq!(
            error.to_string(),
            format!("the JWS algorithm is {found}, {expected}")
        );
    }
}

#[test]
fn a_signature_covers_header_and_payload() {
    let key = TestKey::p256(1);
    let alg = PkiAlgorithm::Ecdsa(Hash::Sha256);
    let text = signed(r#"{"alg":"ES256"}"#, b"{\"a\":1}", &key, alg);
    let parts: Vec<&str> = text.split('.').collect();
    let verify = |header: &str, payload: &str, signature: &str| {
        Jws::parse(&format!("{header}.{payload}.{signature}"))?.verify(&key.key())
    };
    assert_eq!(verify(parts[0], parts[1], parts[2]), Ok(()));
    let other = encode(br#"{"alg":"ES256" }"#);
    assert!(verify(&other, parts[1], parts[2]).is_err());
    assert!(verify(parts[0], &encode(b"{\"a\":2}"), parts[2]).is_err());
    let error = verify(parts[0], parts[1], &encode(&[1; 96])).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the JWS signature: signature of 96 octets, expected 64"
    );
    let der = key.sign(alg, format!("{}.{}", parts[0], parts[1]).as_bytes());
    assert!(verify(parts[0], parts[1], &encode(&der)).is_err());
    assert!(
        Jws::parse(&text)
            .unwrap()
            .verify(&TestKey::p256(2).key())
            .is_err()
    );
}

#[test]
fn what_would_have_to_be_understood_is_refused() {
    let parse = |header: &str| Jws::parse(&format!("{}.e30.AA", encode(header.as_bytes())));
    let error = |header: &str| parse(header).unwrap_err().to_string();
    assert_eq!(
        error(r#"{"alg":"ES256","crit":["exp"]}"#),
        "the JWS header asks for crit [\"exp\"], which is refused"
    );
    assert_eq!(
        error(r#"{"alg":"ES256","b64":false}"#),
        "the JWS header asks for b64 false, which is refused"
    );
    assert!(parse(r#"{"alg":"ES256","b64":true}"#).is_ok());
    assert_eq!(error("[]"), "the JWS header: no object");
    assert!(error("{").starts_with("the JWS header: no JSON: "));
    assert_eq!(
        error(r#"{"x5c":"AA=="}"#),
        "the JWS header: x5c is no array"
    );
    assert_eq!(
        error(r#"{"x5c":["AA==",1]}"#),
        "the JWS header: x5c[1] is no text"
    );
    assert!(error(r#"{"x5c":["_-__"]}"#).starts_with("the JWS header: x5c[0] is no base64: "));
}

#[test]
fn the_form_is_three_parts_of_base64url() {
    let error = |text: &str| Jws::parse(text).unwrap_err().to_string();
    assert_eq!(
        error("e30.e30"),
        "not a JWS: parts separated by dots: 2, expected 3"
    );
    assert_eq!(
        error("a.b.c.d.e"),
        "not a JWS: parts separated by dots: 5, expected 3"
    );
    assert!(error("e30.e30=.AA").starts_with("not a JWS: the payload: no base64url: "));
    assert!(error("e30.e30.+/+/").starts_with("not a JWS: the signature: no base64url: "));
    assert!(error("e3 0.e30.AA").starts_with("not a JWS: the header: no base64url: "));
}

#[test]
fn what_is_signed_here_is_read_here() {
    let key = TestKey::p256(4);
    let certificate = STANDARD.encode(b"0certificate");
    let header = json!({ "typ": "JOSE", "alg": "ES256", "x5c": [certificate] });
    let text = sign(&header, b"{\"a\":1}", &key.pkcs8()).unwrap();
    let jws = Jws::parse(&text).unwrap();
    assert_eq!(
        (&jws.header, jws.x5c.as_slice()),
        (&header, &[b"0certificate".to_vec()][..])
    );
    assert_eq!(jws.verify(&key.key()), Ok(()));
    for alg in ["RS256", "PS256"] {
        let text = sign(&json!({ "alg": alg }), b"", &TestKey::rsa().pkcs8()).unwrap();
        assert_eq!(
            Jws::parse(&text).unwrap().verify(&TestKey::rsa().key()),
            Ok(())
        );
    }
    let error = |header: Value| sign(&header, b"", &key.pkcs8()).unwrap_err();
    assert!(matches!(error(json!({ "alg": "PS256" })), JwsError::Key(_)));
    assert!(matches!(error(json!({ "alg": "ES384" })), JwsError::Key(_)));
    assert!(matches!(error(json!({})), JwsError::Algorithm(_)));
    assert!(matches!(error(json!([])), JwsError::Header(_)));
    assert!(matches!(
        error(json!({ "alg": "ES256", "crit": [] })),
        JwsError::Unsupported(_)
    ));
}

#[test]
fn the_example_of_rfc_7515_a3_verifies() {
    let text = "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFt\
                cGxlLmNvbS9pc19yb290Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5\
                djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
    let point = [
        "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
        "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
    ]
    .map(|coordinate| URL_SAFE_NO_PAD.decode(coordinate).unwrap())
    .concat();
    let start = "3059301306072a8648ce3d020106082a8648ce3d03010703420004";
    let start = (0..start.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&start[at..at + 2], 16).unwrap());
    let key = PkiKey::from_spki(&start.chain(point).collect::<Vec<_>>()).unwrap();
    assert_eq!(Jws::parse(text).unwrap().verify(&key), Ok(()));
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in ".{0,200}") {
        let _ = Jws::parse(&text);
    }

    #[test]
    fn no_parts_make_it_panic(
        header in prop::collection::vec(any::<u8>(), 0..60),
        signature in prop::collection::vec(any::<u8>(), 0..300),
        name in 0_usize..5,
    ) {
        let _ = Jws::parse(&format!("{}.e30.{}", encode(&header), encode(&signature)));
        let header = json!({ "alg": ALGORITHMS[name].0 }).to_string();
        let jws = Jws::parse(&format!("{}.e30.{}", encode(header.as_bytes()), encode(&signature)));
        for key in keys() {
            prop_assert!(jws.clone().unwrap().verify(&key.key()).is_err());
        }
    }
}
