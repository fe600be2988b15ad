//! Codes of other networks: the cases of `testdata/health-codes`, each refused by the one check that it is about, and what no
//! case there can show.

use super::common::at;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hcert::key::{Signer as _, SoftwareKey, generate_p256, sha256};
use hcert::trust::{Anchors, Request};
use hcert::verify::{Outcome, Report};
use hcert::{TrustList, Verifier, shc, vdsnc};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

const AT: &str = "2026-11-29T12:00:00Z";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/health-codes")
}

fn load(name: &str, octets: &[u8]) -> TrustList {
    let anchors = Anchors::default();
    TrustList::load(&Request::new(name, octets, at(AT), &anchors), None).unwrap()
}

/// The list that a case names: one file, or the files of authorities.
fn trust(name: &str) -> TrustList {
    let keys = folder().join("keys");
    let octets = std::fs::read(keys.join(name)).unwrap();
    let json: Value = serde_json::from_slice(&octets).unwrap();
    let Some(authorities) = json.get("csca") else {
        return load(name, &octets);
    };
    let mut list = TrustList::new();
    for file in [authorities, &json["crl"]]
        .into_iter()
        .flat_map(|files| files.as_array().unwrap())
    {
        let file = file.as_str().unwrap();
        let octets = std::fs::read(keys.join(file)).unwrap();
        list.merge(load(file, &octets).in_domain(vdsnc::DOMAIN));
    }
    list
}

/// Every case of the networks beside the EU's and WHO's: its name, its report, and what it expects.
fn cases() -> Vec<(String, Report, Value)> {
    let mut cases = Vec::new();
    for kind in ["shc", "vdsnc", "divoc", "guards"] {
        let mut files: Vec<PathBuf> = std::fs::read_dir(folder().join(kind))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        files.sort();
        for path in files {
            let case: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
            let format = case["expect"]["format"].as_str().unwrap();
            if !["shc", "vdsnc", "nzcp", "divoc"].contains(&format) {
                continue;
            }
            let text = match (&case["code"], &case["binary"], &case["codes"]) {
                (Value::String(code), ..) => code.clone(),
                (_, Value::String(octets), _) => format!("B64:{octets}"),
                (.., codes) => {
                    let codes = codes.as_array().unwrap().iter();
                    codes
                        .map(|code| code.as_str().unwrap())
                        .collect::<Vec<_>>()
                        .join("\n")
                }
            };
            let verifier = Verifier::new(trust(case["trust"].as_str().unwrap()));
            let report = verifier.verify(&text, at(case["at"].as_str().unwrap()));
            cases.push((path.display().to_string(), report, case["expect"].clone()));
        }
    }
    cases
}

/// What stands against a code, or in its way.
fn complaints(report: &Report) -> Vec<&'static str> {
    let against = |outcome| matches!(outcome, Outcome::Fail | Outcome::Open | Outcome::Doubt);
    let findings = report.findings.iter();
    findings
        .filter(|found| against(found.outcome()))
        .map(|found| found.code())
        .collect()
}

#[test]
fn every_case_of_another_network_is_refused_by_the_check_that_it_is_about_alone() {
    let cases = cases();
    assert!(cases.len() >= 80, "{}", cases.len());
    for (name, report, expect) in cases {
        let verdict = match expect["verdict"].as_str().unwrap() {
            "accept" => "genuine",
            "cannot" => "cannot-verify",
            other => other,
        };
        assert_eq!(
            report.verdict.code(),
            verdict,
            "{name}: {:?}",
            report.verdict
        );
        let class = report.verdict.class().map(hcert::Class::code);
        assert_eq!(class, expect["class"].as_str(), "{name}");
        let alone = usize::from(verdict != "genuine");
        assert_eq!(
            complaints(&report).len(),
            alone,
            "{name}: {:?}",
            complaints(&report)
        );
        // What is signed is shown, and nothing else.
        let good = report
            .findings
            .iter()
            .any(|found| found.code() == "signature");
        assert!(good || report.health.is_none(), "{name}");
        assert_eq!(
            report.verdict.is_genuine(),
            verdict == "genuine" && report.health.is_some(),
            "{name}"
        );
    }
}

/// A card with an own key, and the list that has it.
fn own_card(payload: &Value) -> (String, TrustList) {
    let key = SoftwareKey::from_pkcs8(&generate_p256().unwrap()).unwrap();
    let spki = key.spki();
    let (x, y) = spki[spki.len() - 64..].split_at(32);
    let [x, y] = [x, y].map(|number| URL_SAFE_NO_PAD.encode(number));
    let thumbprint = format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#);
    let kid = URL_SAFE_NO_PAD.encode(sha256(thumbprint.as_bytes()));
    let part = |json: &Value| URL_SAFE_NO_PAD.encode(json.to_string());
    let signed = format!(
        "{}.{}",
        part(&json!({"alg": "ES256", "kid": kid})),
        part(payload)
    );
    let signature = URL_SAFE_NO_PAD.encode(key.sign(signed.as_bytes()).unwrap());
    let list = json!({"time": AT, "issuerInfo": [{
        "issuer": {"iss": "https://issuer.example", "name": "Issuer"},
        "keys": [{"kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": kid, "x": x, "y": y}],
    }]});
    let code = shc::encode(&format!("{signed}.{signature}")).unwrap();
    (code, load("own", list.to_string().as_bytes()))
}

fn payload(observation: &Value) -> Value {
    json!({"iss": "https://issuer.example", "nbf": 1_790_000_000, "vc": {
        "type": [shc::TYPE],
        "credentialSubject": {"fhirVersion": "4.0.1", "fhirBundle": {"entry": [
            {"resource": {"resourceType": "Patient", "name": [{"family": "Utopia"}], "birthDate": "1990-02-03"}},
            {"resource": observation},
        ]}},
    }})
}

fn observation(loinc: &str, result: &str, when: &str) -> Value {
    json!({"resourceType": "Observation", "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": loinc}]},
        "valueCodeableConcept": {"coding": [{"system": "http://snomed.info/sct", "code": result}]},
        "effectiveDateTime": when})
}

/// What the cases do not have: a code, the list, and what stands against it.
fn others() -> Vec<(String, TrustList, Option<&'static str>)> {
    let own = |observation: Value| own_card(&payload(&observation));
    let detected = own(observation("94500-6", "260373001", "2026-11-28"));
    let antibodies = own(observation("94762-2", "260373001", "2026-11-28"));
    let negative = own(observation("94500-6", "260415000", "2026-11-28"));
    let later = own(observation("94500-6", "260415000", "2026-12-24"));
    let void = own({
        let mut void = observation("94500-6", "260373001", "2026-11-28");
        void["status"] = "entered-in-error".into();
        void
    });
    let mut nameless = payload(&observation("94500-6", "260415000", "2026-11-28"));
    nameless.as_object_mut().unwrap().remove("iss");
    let nameless = own_card(&nameless);
    let behind = std::fs::read_to_string(folder().join("keys/shc/list.json")).unwrap();
    let behind = behind.replace("\"crlVersion\": 2", "\"crlVersion\": 3");
    let series = std::fs::read(folder().join("shc/after-revoked-series.json")).unwrap();
    let series: Value = serde_json::from_slice(&series).unwrap();
    let no_certificate = r#"{"data":{"hdr":{"t":"icao.vacc","v":1,"is":"UTO"},"msg":{}},"sig":{"alg":"ES256","cer":"AAAA","sigvl":"AAAA"}}"#;
    vec![
        (detected.0, detected.1, Some("test-detected")),
        (antibodies.0, antibodies.1, Some("detected-other")),
        (negative.0, negative.1, None),
        (later.0, later.1, Some("sample-later")),
        (void.0, void.1, None),
        (nameless.0, nameless.1, Some("issuer-missing")),
        (
            "shc:/1/2/56\nshc:/2/3/57".into(),
            TrustList::new(),
            Some("chunks-mixed"),
        ),
        (
            series["code"].as_str().unwrap().into(),
            load("behind", behind.as_bytes()),
            Some("card-revocations-old"),
        ),
        (
            no_certificate.into(),
            trust("vdsnc/uto.json"),
            Some("seal-certificate"),
        ),
    ]
}

#[test]
fn what_no_case_shows_is_refused_by_its_own_check_too() {
    for (code, list, want) in others() {
        let report = Verifier::new(list).verify(&code, at(AT));
        let want: Vec<&str> = want.into_iter().collect();
        assert_eq!(complaints(&report), want);
    }
}

#[test]
fn no_list_of_another_network_vouches_for_a_card() {
    let (code, list) = own_card(&payload(&observation("94500-6", "260415000", "2026-11-28")));
    assert!(
        Verifier::new(list.clone())
            .verify(&code, at(AT))
            .verdict
            .is_genuine()
    );
    // The same key, as a list of WHO's network or a bare list would have it.
    let mut elsewhere = TrustList::new();
    for dsc in list.iter() {
        let mut dsc = dsc.clone();
        dsc.provenance = std::sync::Arc::new(hcert::trust::Provenance::unsigned(
            "x",
            hcert::trust::Format::Gdhcn,
        ));
        elsewhere.insert(dsc);
    }
    let report = Verifier::new(elsewhere).verify(&code, at(AT));
    assert_eq!(complaints(&report), ["issuer-unlisted"]);
}

/// Codes that are guarded here.
pub(super) fn guarded() -> BTreeSet<String> {
    let mut guarded = BTreeSet::new();
    for (_, report, _) in cases() {
        guarded.extend(complaints(&report).into_iter().map(str::to_owned));
        guarded.extend(
            report
                .deviations
                .iter()
                .map(|odd| odd.code.code().to_owned()),
        );
    }
    guarded.extend(
        others()
            .into_iter()
            .filter_map(|(.., want)| want)
            .map(str::to_owned),
    );
    guarded
}
