//! Writers of lists: for each form, one that makes it from the same entries, with the fault asked for.
//!
//! They put lists together by hand, never with the crate's own writers, save for the signatures in CMS
//! and JWS.

use crate::common::to_cbor;
use crate::trust_formats::lists::{Entry, List, Wish};
use crate::trust_formats::world::{Made, world};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use ciborium::Value as Cbor;
use hcert::Timestamp;
use hcert::trust::cms::{self, CmsSigner};
use hcert::trust::jws;
use rsa::traits::PublicKeyParts as _;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use std::io::Write as _;

/// A detached signature in CMS.
pub(crate) fn detached(content: &[u8], by: &Made) -> Vec<u8> {
    let signer = CmsSigner {
        certificate: &by.der,
        key_pkcs8: &by.pkcs8,
    };
    cms::sign(content, true, &signer).expect("a signature")
}

/// An item of the gateway.
pub(crate) fn item(kind: &str, entry: &Entry, by: &Made) -> Value {
    json!({
        "kid": entry.kid64(),
        "timestamp": "2021-10-01T00:00:00+00:00",
        "country": entry.country,
        "certificateType": kind,
        "thumbprint": hex(&entry.digest()),
        "signature": STANDARD.encode(detached(&entry.der, by)),
        "rawData": entry.der64(),
    })
}

pub(crate) fn hex(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect()
}

/// The authorities and uploaders of the gateway's list.
pub(crate) fn base_items(by: &Made) -> Vec<Value> {
    let w = world();
    vec![
        item("CSCA", &Entry::of("NO", &w.csca_no.made), by),
        item("CSCA", &Entry::of("SE", &w.csca_se.made), by),
        item("UPLOAD", &Entry::of("NO", &w.upload_no), by),
        item("UPLOAD", &Entry::of("SE", &w.upload_se), by),
        json!({"certificateType": "AUTHENTICATION", "kid": "AAAAAAAAAAA="}),
    ]
}

fn upload(entry: &Entry) -> &'static Made {
    if entry.country == "SE" {
        &world().upload_se
    } else {
        &world().upload_no
    }
}

pub(crate) fn dgcg(wish: &Wish) -> List {
    let mut items = base_items(wish.signer(&world().anchor));
    items.extend(
        wish.entries
            .iter()
            .map(|entry| item("DSC", entry, upload(entry))),
    );
    if wish.changed {
        // Every signature is over something else now.
        let other = items[0]["signature"].clone();
        items
            .iter_mut()
            .skip(1)
            .for_each(|item| item["signature"] = other.clone());
        items[0]["signature"] = "AAAA".into();
    }
    Value::Array(items).to_string().into_bytes().into()
}

pub(crate) fn zipped(files: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    for (name, content) in files {
        archive.start_file(name, options).expect("a new name");
        archive.write_all(content).expect("memory takes everything");
    }
    archive
        .finish()
        .expect("memory takes everything")
        .into_inner()
}

pub(crate) fn pem(der: &[u8]) -> Vec<u8> {
    pem::encode(&pem::Pem::new("CERTIFICATE", der)).into_bytes()
}

pub(crate) fn eu_zip(wish: &Wish) -> List {
    let w = world();
    let file = |kind: &str, entry: &Entry| {
        let name = format!("{kind}/DCC/{}/{}.pem", entry.country, hex(&entry.digest()));
        (name, pem(&entry.der))
    };
    let mut files = vec![
        ("Readme.txt".to_owned(), b"read me".to_vec()),
        ("License.txt".to_owned(), b"licence".to_vec()),
        (
            "Version.txt".to_owned(),
            format!("Export Timestamp: {}\n", wish.from).into_bytes(),
        ),
        file("CSCA", &Entry::of("NO", &w.csca_no.made)),
        file("CSCA", &Entry::of("SE", &w.csca_se.made)),
    ];
    for entry in &wish.entries {
        let file = file("DSC", entry);
        if !files.contains(&file) {
            files.push(file);
        }
    }
    let octets = zipped(&files);
    let mut content = octets.clone();
    if wish.changed {
        content.push(0);
    }
    let signature = STANDARD.encode(detached(&content, wish.signer(&w.signer)));
    List {
        octets,
        companion: Some(signature.into_bytes()),
    }
}

/// A JWS whose header brings these certificates along.
pub(crate) fn jws_of(payload: &Value, by: &Made, chain: &[&Made], changed: bool) -> Vec<u8> {
    let x5c: Vec<String> = chain
        .iter()
        .map(|made| STANDARD.encode(&made.der))
        .collect();
    let header = json!({"typ": "JOSE", "alg": "ES256", "x5c": x5c});
    let text = jws::sign(&header, payload.to_string().as_bytes(), &by.pkcs8).expect("a JWS");
    if !changed {
        return text.into_bytes();
    }
    let parts: Vec<&str> = text.split('.').collect();
    let payload = payload.to_string().replace("\"iat\":", "\"iat\": ");
    let payload = URL_SAFE_NO_PAD.encode(payload);
    format!("{}.{payload}.{}", parts[0], parts[2]).into_bytes()
}

fn numbers(spki: &[u8]) -> Option<(String, String)> {
    // A point on P-256 stands at the end of its SubjectPublicKeyInfo, which has 91 octets.
    let point = (spki.len() == 91).then(|| &spki[27..])?;
    Some((
        URL_SAFE_NO_PAD.encode(&point[..32]),
        URL_SAFE_NO_PAD.encode(&point[32..]),
    ))
}

fn modulus() -> (Vec<u8>, Vec<u8>) {
    let key = crate::common::rsa_key(2048);
    (
        [&[0], key.n().to_bytes_be().as_slice()].concat(),
        key.e().to_bytes_be(),
    )
}

pub(crate) fn sweden(wish: &Wish) -> List {
    let mut countries = serde_json::Map::new();
    for entry in &wish.entries {
        let mut key = json!({
            "kid": entry.kid64(),
            "x5t#S256": URL_SAFE_NO_PAD.encode(entry.digest()),
            "x5c": [entry.der64()],
        });
        if let Some((x, y)) = numbers(&entry.spki) {
            key["kty"] = "EC".into();
            key["crv"] = "P-256".into();
            (key["x"], key["y"]) = (x.into(), y.into());
        }
        let country = countries
            .entry(entry.country)
            .or_insert_with(|| json!({"eku": {}, "keys": []}));
        country["eku"][entry.kid64()] = json!(["1.3.6.1.4.1.0.1847.2021.1.2"]);
        country["keys"]
            .as_array_mut()
            .expect("made above")
            .push(key);
    }
    let payload = json!({
        "iss": "https://tp.example", "iat": wish.from.unix(), "exp": wish.until.unix(),
        "id": "abc", "aud": ["x"], "dsc_trust_list": countries,
    });
    let signer = wish.signer(&world().signer);
    jws_of(&payload, signer, &[signer], wish.changed).into()
}

pub(crate) fn austria(wish: &Wish) -> List {
    let entries = wish.entries.iter().map(|entry| {
        Cbor::Map(vec![
            ("i".into(), Cbor::Bytes(entry.kid.clone())),
            ("c".into(), Cbor::Bytes(entry.der.clone())),
        ])
    });
    let mut octets = to_cbor(&Cbor::Map(vec![(
        "c".into(),
        Cbor::Array(entries.collect()),
    )]));
    let signer = wish.signer(&world().signer);
    let signature = austrian_signature(&octets, signer, wish, 2, true);
    if wish.changed {
        let last = octets.len() - 1;
        octets[last] ^= 1;
    }
    List {
        octets,
        companion: Some(signature),
    }
}

/// The file beside the content, of a version, with the identifier where it must or must not stand.
pub(crate) fn austrian_signature(
    content: &[u8],
    signer: &Made,
    wish: &Wish,
    version: i64,
    protected_kid: bool,
) -> Vec<u8> {
    use coset::{CoseSign1Builder, HeaderBuilder, TaggedCborSerializable as _, iana};
    let claims = Cbor::Map(vec![
        (2.into(), Cbor::Bytes(Sha256::digest(content).to_vec())),
        (5.into(), wish.from.unix().into()),
        (4.into(), wish.until.unix().into()),
    ]);
    let protected = HeaderBuilder::new()
        .algorithm(iana::Algorithm::ES256)
        .value(42, version.into());
    let kid = HeaderBuilder::new().key_id(signer.kid());
    let (protected, unprotected) = match protected_kid {
        true => (protected.key_id(signer.kid()), HeaderBuilder::new()),
        false => (protected, kid),
    };
    CoseSign1Builder::new()
        .protected(protected.build())
        .unprotected(unprotected.build())
        .payload(to_cbor(&claims))
        .create_signature(&[], |message| signer.sign(message))
        .build()
        .to_tagged_vec()
        .expect("memory takes everything")
}

pub(crate) fn austria_in_one(wish: &Wish) -> List {
    let List { octets, companion } = austria(wish);
    let list = json!({"trustList": {
        "trustListContent": STANDARD.encode(octets),
        "trustListSignature": STANDARD.encode(companion.expect("made above")),
    }});
    list.to_string().into_bytes().into()
}

pub(crate) fn germany(wish: &Wish) -> List {
    let certificates = wish.entries.iter().map(|entry| {
        json!({
            "certificateType": "DSC", "country": entry.country, "kid": entry.kid64(),
            "rawData": entry.der64(), "signature": "AAAA", "thumbprint": hex(&entry.digest()),
            "timestamp": "2021-10-01T00:00:00+00:00",
        })
    });
    let mut body = json!({"certificates": certificates.collect::<Vec<_>>()}).to_string();
    let signature = STANDARD.encode(wish.signer(&world().signer).sign(body.as_bytes()));
    if wish.changed {
        body = body.replace("\"DSC\",", "\"DSC\", ");
    }
    format!("{signature}\n{body}\n").into_bytes().into()
}

pub(crate) fn mirror(wish: &Wish) -> List {
    let certificates = wish
        .entries
        .iter()
        .map(|entry| json!({"kid": entry.kid64(), "rawData": entry.der64()}));
    let body = json!({"certificates": certificates.collect::<Vec<_>>()});
    body.to_string().into_bytes().into()
}

pub(crate) fn netherlands(wish: &Wish) -> List {
    let mut keys = serde_json::Map::new();
    for entry in &wish.entries {
        let usage = if entry.tampered {
            json!(["x"])
        } else {
            json!(["v", "r"])
        };
        let key = json!({
            "subjectPk": STANDARD.encode(&entry.spki), "keyUsage": usage, "san": "", "ian": "",
        });
        let keys = keys.entry(entry.kid64()).or_insert_with(|| json!([]));
        keys.as_array_mut().expect("made above").push(key);
    }
    let payload = json!({"nl_keys": [{"id": "x"}], "eu_keys": keys}).to_string();
    let signature = detached(payload.as_bytes(), wish.signer(&world().dutch));
    let payload = if wish.changed { payload + " " } else { payload };
    let list = json!({
        "payload": STANDARD.encode(payload), "signature": STANDARD.encode(signature),
    });
    list.to_string().into_bytes().into()
}

pub(crate) fn switzerland(wish: &Wish) -> List {
    let certs = wish.entries.iter().map(|entry| {
        let usage = if entry.tampered { "z" } else { "tv" };
        let standard =
            |text: String| STANDARD.encode(URL_SAFE_NO_PAD.decode(text).expect("written above"));
        let mut key = json!({
            "keyId": entry.kid64(), "use": usage, "alg": "ES256", "n": null, "e": null,
            "crv": null, "x": null, "y": null,
        });
        match numbers(&entry.spki) {
            Some((x, y)) => {
                key["crv"] = "P-256".into();
                (key["x"], key["y"]) = (standard(x).into(), standard(y).into());
            }
            None if entry.spki.len() > 200 => {
                let (n, e) = modulus();
                key["alg"] = "RS256".into();
                (key["n"], key["e"]) = (STANDARD.encode(n).into(), STANDARD.encode(e).into());
            }
            None => key["crv"] = "P-256".into(),
        }
        key
    });
    let mut certs: Vec<Value> = certs.collect();
    // One that is not active any more.
    let mut inactive = certs[0].clone();
    inactive["keyId"] = "AAAAAAAAAAA=".into();
    certs.push(inactive);
    let (iat, exp) = (wish.from.unix(), wish.until.unix());
    let active: Vec<String> = wish.entries.iter().map(Entry::kid64).collect();
    let signer = wish.signer(&world().swiss);
    let sign = |payload: &Value| jws_of(payload, signer, &[signer], wish.changed);
    List {
        octets: sign(&json!({"iat": iat, "exp": exp, "certs": certs})),
        companion: Some(sign(&json!({
            "iat": iat, "activeKeyIds": active, "validDuration": (exp - iat) * 1000, "upTo": 1,
        }))),
    }
}

pub(crate) fn france(wish: &Wish) -> List {
    let certificates = wish.entries.iter().map(|entry| {
        let twice = STANDARD.encode(entry.der64());
        (STANDARD_NO_PAD.encode(&entry.kid), Value::String(twice))
    });
    duplicates(
        r#"{"certificates2DDoc":{},"certificatesDCC":"#,
        certificates,
        "}",
    )
}

pub(crate) fn french_mirror(wish: &Wish) -> List {
    let keys = wish.entries.iter().map(|entry| {
        (
            entry.kid64(),
            json!({"publicKeyPEM": STANDARD.encode(&entry.spki)}),
        )
    });
    duplicates("", keys, "")
}

/// An object by hand, in which a name can stand twice.
fn duplicates(before: &str, members: impl Iterator<Item = (String, Value)>, after: &str) -> List {
    let members: Vec<String> = members
        .map(|(name, value)| format!("{}:{value}", json!(name)))
        .collect();
    format!("{before}{{{}}}{after}", members.join(","))
        .into_bytes()
        .into()
}

pub(crate) fn lines(wish: &Wish) -> List {
    let mut text = String::from("# collected\n\n");
    for (entry, separator) in wish.entries.iter().zip(["\t", ",", " "].iter().cycle()) {
        text += &format!("{}{separator}{}\r\n", entry.kid64(), entry.der64());
    }
    text.into_bytes().into()
}

pub(crate) fn verifier_service(wish: &Wish) -> List {
    let mut countries = serde_json::Map::new();
    for entry in &wish.entries {
        let items = countries.entry(entry.country).or_insert_with(|| json!([]));
        let item = json!({"kid": entry.kid64(), "rawData": entry.der64()});
        items.as_array_mut().expect("made above").push(item);
    }
    Value::Object(countries).to_string().into_bytes().into()
}

pub(crate) const DID: &str = "did:web:tng-cdn.example:v2:trustlist";
const DID_1: &str = "did:web:tng-cdn.example:trustlist";

/// A key of the WHO's list.
pub(crate) fn method(id: &str, kid: &str, chain: &[&[u8]]) -> Value {
    let x5c: Vec<String> = chain.iter().map(|der| STANDARD.encode(der)).collect();
    json!({
        "id": id, "type": "JsonWebKey2020", "controller": DID,
        "publicKeyJwk": {"kty": "EC", "crv": "UNKNOWN CURVE", "kid": kid, "x": "AA", "y": "AA",
            "x5c": x5c},
    })
}

pub(crate) fn document(methods: &[Value], version2: bool, created: Timestamp) -> Value {
    let id = if version2 { DID } else { DID_1 };
    json!({
        "@context": ["https://www.w3.org/ns/did/v1"], "id": id, "controller": id,
        "verificationMethod": methods,
        "proof": {"type": "JsonWebSignature2020", "created": created.to_string(),
            "verificationMethod": "did:web:example:signing:DID", "jws": "e30..AAAA"},
    })
}

pub(crate) fn gdhcn(wish: &Wish, version2: bool) -> List {
    let w = world();
    let methods = wish.entries.iter().map(|entry| {
        let kid = if entry.tampered {
            "AAAAAAAAAAA=".to_owned()
        } else {
            entry.kid64()
        };
        let issuer = if entry.country == "SE" {
            &w.csca_se
        } else {
            &w.csca_no
        };
        let id = match version2 {
            true => format!("{DID}:DCC:{}:DSC#{kid}", entry.alpha3()),
            false => format!("{DID_1}:{}#{kid}", entry.alpha3().to_lowercase()),
        };
        method(&id, &kid, &[&entry.der, &issuer.made.der])
    });
    let methods: Vec<Value> = methods.collect();
    document(&methods, version2, wish.from)
        .to_string()
        .into_bytes()
        .into()
}
