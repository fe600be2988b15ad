//! The yellow card and health links as a clinic, an officer and an implementer use them: issued, printed, scanned, held
//! against the passport, opened offline.

use crate::{data, program, root};
use serde_json::Value;
use std::path::Path;

const CARD: &str = "testdata/icvp/card.json";
const SIGNER: &str = "testdata/icvp/dsc.key.pem,testdata/icvp/dsc.pem";
const TRUST: &str = "testdata/icvp/trust.json";
const AT: &str = "2026-07-01T12:00:00Z";

/// The exit code, and what was printed on both streams.
fn run(words: &[&str]) -> (i32, String, String) {
    let output = program().args(words).current_dir(root()).output().unwrap();
    let text = |octets| String::from_utf8(octets).unwrap();
    (
        output.status.code().unwrap(),
        text(output.stdout),
        text(output.stderr),
    )
}

fn good(words: &[&str]) -> String {
    let (code, out, err) = run(words);
    assert_eq!(code, 0, "{words:?}: {out}{err}");
    out
}

fn issued(at: &str) -> String {
    good(&[
        "issue", "--kind", "icvp", CARD, "--signer", SIGNER, "--at", at,
    ])
    .trim()
    .to_owned()
}

fn verify(code: &str, more: &[&str]) -> (i32, Value) {
    let words = [
        &["verify", "--json", "--trust", TRUST, "--at", AT],
        more,
        &[code],
    ]
    .concat();
    let (exit, out, err) = run(&words);
    (
        exit,
        serde_json::from_str(&out).unwrap_or_else(|_| panic!("{out}{err}")),
    )
}

#[test]
fn a_card_that_was_issued_verifies_with_the_same_fields() {
    let code = issued("2026-06-02T12:00:00Z");
    let (exit, report) = verify(&code, &[]);
    assert_eq!(
        (exit, report["verdict"].as_str()),
        (0, Some("genuine")),
        "{report}"
    );
    let record: Value =
        serde_json::from_str(&std::fs::read_to_string(root().join(CARD)).unwrap()).unwrap();
    assert_eq!(report["certificate"]["payload"], record);
    let dose = &report["icvp"]["doses"][0];
    assert_eq!(
        (dose["validFrom"].as_str(), dose["validUntil"].as_str()),
        (Some("2026-06-11"), Some("life"))
    );
    assert_eq!(
        (report["domain"].as_str(), report["test"].as_bool()),
        (Some("ICVP"), None)
    );
    // The code lives a year, the vaccination for life.
    assert_eq!(report["certificate"]["exp"], "2027-06-02T12:00:00Z");
    let (exit, late) = {
        let (exit, out, _) = run(&[
            "verify",
            "--json",
            "--trust",
            TRUST,
            "--at",
            "2027-07-01T12:00:00Z",
            &code,
        ]);
        (exit, serde_json::from_str::<Value>(&out).unwrap())
    };
    assert_eq!((exit, late["code"].as_str()), (1, Some("code-expired")));
    assert!(
        late["hint"]
            .as_str()
            .unwrap()
            .contains("the vaccination has not")
    );
}

#[test]
fn a_fhir_bundle_of_a_patient_and_an_immunization_is_the_same_record() {
    let bundle = "testdata/icvp/bundle.json";
    let at = "2026-06-02T12:00:00Z";
    let code = good(&[
        "issue", "--kind", "icvp", bundle, "--signer", SIGNER, "--at", at,
    ]);
    let payload = |code: &str| verify(code, &[]).1["certificate"]["payload"].clone();
    assert_eq!(payload(code.trim()), payload(&issued(at)));
    let folder = tempfile::tempdir().unwrap();
    let text = std::fs::read_to_string(root().join(bundle)).unwrap();
    for (from, to, reason) in [
        ("Patient/eira", "Patient/ola", "Immunization.patient"),
        ("\"completed\"", "\"not-done\"", "not completed"),
        ("\"lotNumber\": \"B123\",", "", "vx/bo is missing"),
        (
            "\"birthDate\": \"1990-02-03\"",
            "\"birthDate\": \"1990\"",
            "dob is not a whole date",
        ),
        (
            "\"Practitioner\", \"id\"",
            "\"Immunization\", \"id\"",
            "2 immunizations",
        ),
        (
            "\"status\": \"completed\"",
            "\"status\": \"completed\", \"modifierExtension\": []",
            "changes the meaning",
        ),
    ] {
        assert!(text.contains(from), "{from}");
        let path = folder.path().join("bundle.json");
        std::fs::write(&path, text.replacen(from, to, 1)).unwrap();
        let path = path.to_str().unwrap();
        let (exit, _, err) = run(&[
            "issue", "--kind", "icvp", path, "--signer", SIGNER, "--at", at,
        ]);
        assert_eq!(exit, 1, "{to}: {err}");
        assert!(err.contains(reason), "{to}: {err}");
    }
}

#[test]
fn cards_are_signed_in_bulk() {
    let folder = tempfile::tempdir().unwrap();
    let record = std::fs::read_to_string(root().join(CARD)).unwrap();
    let line = record.replace('\n', "");
    let path = folder.path().join("cards.jsonl");
    std::fs::write(
        &path,
        format!("{line}\n{}\n{line}\n", line.replace("B123", "")),
    )
    .unwrap();
    let words = [
        "batch",
        "issue",
        "--kind",
        "icvp",
        path.to_str().unwrap(),
        "--signer",
        SIGNER,
        "--at",
        "2026-06-02",
    ];
    let (exit, out, err) = run(&words);
    let lines: Vec<Value> = out
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!((exit, lines.len()), (1, 3), "{out}{err}");
    assert!(lines[0]["hc1"].is_string() && lines[2]["hc1"].is_string());
    assert!(lines[1].to_string().contains("vx/bo"), "{}", lines[1]);
}

#[test]
fn no_record_is_issued_that_the_model_forbids() {
    let folder = tempfile::tempdir().unwrap();
    let record = std::fs::read_to_string(root().join(CARD)).unwrap();
    for (from, to, reason) in [
        ("\"B123\"", "\"\"", "vx/bo is missing"),
        (
            "YellowFeverProductd8a09f80301dc05e124f99ffe7711fc0",
            "X",
            "not approved by WHO",
        ),
        ("2026-06-01", "2026-06-03", "vx/dv: "),
        ("1990-02-03", "2026-06-02", "before the birth"),
        ("1990-02-03", "2015-02-03", "parent or guardian"),
        (
            "Nordmann Eira",
            "Нордман Эйра",
            "letters that English and French write",
        ),
        ("\"female\"", "\"F\"", "s is none of male"),
        (
            "\"NOR\",\n  \"id\"",
            "\"NO\",\n  \"id\"",
            "no country code of three letters",
        ),
        ("\"1.0\"", "\"9\"", "version of the template"),
    ] {
        let path = folder.path().join("card.json");
        assert!(record.contains(from), "{from}");
        std::fs::write(&path, record.replacen(from, to, 1)).unwrap();
        let path = path.to_str().unwrap();
        for command in [
            vec![
                "issue",
                "--kind",
                "icvp",
                path,
                "--signer",
                SIGNER,
                "--at",
                "2026-06-02",
            ],
            vec![
                "page",
                "--kind",
                "icvp",
                path,
                "--signer",
                SIGNER,
                "--at",
                "2026-06-02",
                "-o",
                folder.path().to_str().unwrap(),
            ],
        ] {
            let (code, out, err) = run(&command);
            assert_eq!((code, out.as_str()), (1, ""), "{to}: {err}");
            assert!(err.contains(reason), "{to}: {err}");
            assert!(!err.contains("X0000001"), "{err}");
        }
    }
}

#[test]
fn the_passport_is_compared_by_name_birth_date_and_number() {
    let code = issued("2026-06-02T12:00:00Z");
    let passport = [
        "--name",
        "NORDMANN<<EIRA",
        "--dob",
        "1990-02-03",
        "--document",
        "x 000-0001",
    ];
    let (exit, report) = verify(&code, &passport);
    assert_eq!(exit, 0, "{report}");
    assert!(report["hint"].as_str().unwrap().contains("photograph"));
    for (at, other, wanted) in [
        (1, "NORDMANN<<OLA", "holder-name-differs"),
        (3, "1991-02-03", "holder-dob-differs"),
        (5, "X0000002", "holder-document-differs"),
    ] {
        let mut words = passport;
        words[at] = other;
        let (exit, report) = verify(&code, &words);
        assert_eq!(
            (exit, report["code"].as_str()),
            (1, Some(wanted)),
            "{report}"
        );
    }
}

#[test]
fn keys_of_eu_certificates_vouch_for_no_card_unless_the_operator_says_so_and_every_report_does() {
    let code = issued("2026-06-02T12:00:00Z");
    let alone = [
        "verify",
        "--trust",
        "testdata/icvp/dsc.pem",
        "--at",
        AT,
        &code,
    ];
    let (exit, out, _) = run(&alone);
    assert_eq!(exit, 3, "{out}");
    assert!(
        out.contains("is known, but of the domain DCC, not ICVP") && out.contains("--accept"),
        "{out}"
    );
    let (exit, out, _) = run(&[&alone[..], &["--accept", "DCC=ICVP", "-v"]].concat());
    assert_eq!(exit, 0, "{out}");
    assert!(
        out.contains("the operator lets keys of another domain count")
            && out.contains("domain DCC"),
        "{out}"
    );
    let (exit, out, _) = run(&[&alone[..], &["--domain", "ICVP"]].concat());
    assert_eq!((exit, out.contains("domain ICVP")), (0, true), "{out}");
    let (exit, _, err) = run(&[&alone[..], &["--accept", "ICVP"]].concat());
    assert_eq!((exit, err.contains("A=B")), (2, true), "{err}");
}

#[test]
fn a_newer_table_of_products_takes_the_place_of_ours() {
    let folder = tempfile::tempdir().unwrap();
    let table = folder.path().join("products.tsv");
    let code = issued("2026-06-02T12:00:00Z");
    let products = |text: &str| {
        std::fs::write(&table, text).unwrap();
        verify(&code, &["--products", table.to_str().unwrap()])
    };
    let other = "X\tYellow Fever\tyellow-fever\t\tM\n";
    let (exit, report) = products(&format!("# date 2026-05-01\n{other}"));
    assert_eq!(
        (exit, report["code"].as_str()),
        (1, Some("product-not-approved"))
    );
    let (exit, report) = products(&format!("# date 2025-05-01\n{other}"));
    assert_eq!(
        (exit, report["code"].as_str(), report["class"].as_str()),
        (3, Some("products-old"), Some("stale"))
    );
    std::fs::write(&table, other).unwrap();
    let (exit, _, err) = run(&[
        "verify",
        "--trust",
        TRUST,
        "--products",
        table.to_str().unwrap(),
        &code,
    ]);
    assert_eq!((exit, err.contains("# date")), (2, true), "{err}");
}

#[test]
fn a_printed_card_is_scanned_and_verified_and_only_the_paper_one_is_to_be_signed() {
    let folder = tempfile::tempdir().unwrap();
    for (form, signed) in [("--paper", true), ("--digital", false)] {
        let out = folder.path().join(form.trim_start_matches('-'));
        let place = out.to_str().unwrap();
        // The day of the dose: the card says from when it counts.
        good(&[
            "page",
            "--kind",
            "icvp",
            CARD,
            form,
            "--format",
            "pdf,png,html,svg",
            "-o",
            place,
            "--signer",
            SIGNER,
            "--at",
            "2026-06-01T12:00:00+02:00",
        ]);
        for file in ["icvp.png", "icvp.pdf"] {
            let path = out.join(file);
            let words = [
                "verify",
                "--json",
                "--trust",
                TRUST,
                "--at",
                AT,
                path.to_str().unwrap(),
            ];
            let report: Value = serde_json::from_str(&good(&words)).unwrap();
            assert_eq!(report["icvp"]["name"], "Nordmann Eira", "{file}");
        }
        let page = std::fs::read_to_string(out.join("icvp.html")).unwrap();
        assert_eq!(page.contains("to be signed by hand"), signed);
        assert_eq!(page.contains("Official stamp"), signed);
        for words in [
            "life of person vaccinated",
            "vie entière du sujet vacciné",
            "11 June 2026",
            "11 juin 2026",
            "lang=\"fr\"",
            "approved by the World Health Organization",
        ] {
            assert!(page.contains(words), "{words}");
        }
        // PDF/UA-1 and PDF/A-2a, which the writer holds itself to.
        let pdf = std::fs::read(out.join("icvp.pdf")).unwrap();
        let holds = |words: &[u8]| pdf.windows(words.len()).any(|window| window == words);
        assert!(holds(b"pdfuaid") && holds(b"pdfaid"));
    }
}

#[test]
fn a_third_language_stands_below_in_labels_and_dates_and_never_alone() {
    let folder = tempfile::tempdir().unwrap();
    for (lang, words) in [
        (
            "nb",
            [
                "Internasjonalt vaksinasjonssertifikat",
                "1. juni 2026",
                "gulfeber",
            ],
        ),
        (
            "nn",
            [
                "Internasjonalt vaksinasjonssertifikat",
                "1. juni 2026",
                "gulfeber",
            ],
        ),
        (
            "sv",
            [
                "Internationellt vaccinationsintyg",
                "1 juni 2026",
                "gula febern",
            ],
        ),
    ] {
        for form in ["--paper", "--digital"] {
            let out = folder.path().join(format!("{lang}{form}"));
            good(&[
                "page",
                "--kind",
                "icvp",
                CARD,
                form,
                "--lang",
                lang,
                "--format",
                "pdf,html",
                "-o",
                out.to_str().unwrap(),
                "--signer",
                SIGNER,
                "--at",
                "2026-06-01T12:00:00+02:00",
            ]);
            let page = std::fs::read_to_string(out.join("icvp.html")).unwrap();
            assert!(page.contains("<html lang=\"en\">"));
            for word in words {
                let marked = format!("lang=\"{lang}\">{word}");
                assert!(page.contains(&marked), "{marked}");
            }
            for word in [
                "International Certificate of Vaccination or Prophylaxis",
                "lang=\"fr\">1er juin 2026",
                "Ce certificat n'est valable que si",
            ] {
                assert!(page.contains(word), "{word}");
            }
            // The model has words of its own for life, and no others.
            assert!(!page.contains("livet ut"));
        }
    }
}

#[test]
fn the_demo_makes_a_yellow_card() {
    let folder = tempfile::tempdir().unwrap();
    let out = good(&[
        "demo",
        "--kind",
        "icvp",
        "--at",
        AT,
        folder.path().join("d").to_str().unwrap(),
    ]);
    assert!(
        out.contains("○ genuine") && out.contains("life of person vaccinated"),
        "{out}"
    );
    assert!(folder.path().join("d/code.png").is_file());
}

#[test]
fn a_card_is_recorded_and_revoked_by_its_signature() {
    let folder = tempfile::tempdir().unwrap();
    let place = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let ledger = place("i.db");
    let code = good(&[
        "issue",
        "--kind",
        "icvp",
        CARD,
        "--signer",
        SIGNER,
        "--at",
        "2026-06-02T12:00:00Z",
        "--ledger",
        &ledger,
    ]);
    let (code, store) = (code.trim(), place("revoked.store"));
    good(&[
        "revocation",
        "revoke",
        "--ledger",
        &ledger,
        "--code",
        code,
        "--at",
        "2026-06-20T12:00:00Z",
    ]);
    good(&[
        "revocation",
        "publish",
        "--ledger",
        &ledger,
        "--out",
        &place("out"),
        "--signer",
        "keys/dsc-all.key.pem,keys/dsc-all.pem",
        "--store",
        &store,
        "--at",
        "2026-06-30T12:00:00Z",
    ]);
    let (exit, report) = verify(code, &["--revocations", &store]);
    assert_eq!(
        (exit, report["code"].as_str()),
        (1, Some("revoked")),
        "{report}"
    );
}

#[test]
fn a_saved_file_is_opened_with_the_links_key_and_shown_as_an_outline() {
    let case = root().join("testdata/health-codes/vhl/open-saved-file.json");
    let case: Value = serde_json::from_str(&std::fs::read_to_string(case).unwrap()).unwrap();
    let (code, jwe) = (
        case["code"].as_str().unwrap(),
        case["jwe"].as_str().unwrap(),
    );
    let folder = tempfile::tempdir().unwrap();
    let saved = folder.path().join("saved");
    let open = |octets: &str, words: &[&str]| {
        std::fs::write(&saved, octets).unwrap();
        run(&[
            &["inspect", "--open", saved.to_str().unwrap()],
            words,
            &[code],
        ]
        .concat())
    };
    let (exit, out, err) = open(jwe, &[]);
    assert_eq!(exit, 0, "{out}{err}");
    assert!(
        out.contains("SMART Health Cards: 1, each signed by itself"),
        "{out}"
    );
    for secret in ["BppHzPgj", "_id=abc"] {
        assert!(!out.contains(secret), "{out}");
    }
    let manifest = format!(
        r#"{{"files":[{{"contentType":"application/smart-health-card","embedded":"{jwe}"}},{{"contentType":"application/fhir+json","location":"https://files.example.org/secret"}}]}}"#
    );
    let (exit, out, _) = open(&manifest, &[]);
    assert_eq!(exit, 0, "{out}");
    assert!(
        out.contains("at files.example.org: not fetched") && !out.contains("secret"),
        "{out}"
    );
    // A bit elsewhere, another kind of file.
    let broken = jwe.replacen(&jwe[jwe.len() - 4..], "AAAA", 1);
    for (octets, reason) in [
        (broken.as_str(), "the key of the link does not open it"),
        ("x", "neither a manifest"),
        ("{}", "no list \"files\""),
    ] {
        let (exit, out, _) = open(octets, &[]);
        assert_eq!((exit, out.contains(reason)), (1, true), "{out}");
    }
}

#[test]
fn an_encrypted_summary_is_told_by_its_sections_and_nobodys_data() {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
    use ring::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
    let summary = serde_json::json!({"resourceType": "Bundle", "type": "document", "entry": [
        {"resource": {"resourceType": "Composition", "section": [
            {"title": "Immunizations", "code": {"coding": [{"system": "http://loinc.org", "code": "11369-6"}]}, "entry": [{}, {}]},
            {"title": "Something of its own", "entry": [{}]},
        ]}},
        {"resource": {"resourceType": "Patient", "name": [{"family": "HEMMELIG"}]}},
    ]});
    let (key, nonce) = ([7; 32], [1; 12]);
    let header =
        BASE64.encode(r#"{"alg":"dir","enc":"A256GCM","cty":"application/fhir+json","zip":"DEF"}"#);
    let mut sealed = {
        use std::io::Write as _;
        let mut encoder =
            flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(summary.to_string().as_bytes()).unwrap();
        encoder.finish().unwrap()
    };
    let sealing = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &key).unwrap());
    let nonce_of = Nonce::assume_unique_for_key(nonce);
    let tag = sealing
        .seal_in_place_separate_tag(nonce_of, Aad::from(header.as_bytes()), &mut sealed)
        .unwrap();
    let jwe = format!(
        "{header}..{}.{}.{}",
        BASE64.encode(nonce),
        BASE64.encode(&sealed),
        BASE64.encode(tag.as_ref())
    );
    let link = serde_json::json!({"url": "https://vhl.example.org/m", "key": BASE64.encode(key), "flag": "U"});
    let link = format!("shlink:/{}", BASE64.encode(link.to_string()));
    let folder = tempfile::tempdir().unwrap();
    let saved = folder.path().join("saved.jwe");
    std::fs::write(&saved, jwe).unwrap();
    let words = ["inspect", "--open", saved.to_str().unwrap(), &link];
    let out = good(&words);
    assert!(out.contains("immunizations (11369-6): 2 entries"), "{out}");
    assert!(
        out.contains("Something of its own (-): 1 entries") && out.contains("Patient 1"),
        "{out}"
    );
    assert!(
        out.contains("not signed by itself") && !out.contains("HEMMELIG"),
        "{out}"
    );
    let shown = good(&[&words[..], &["--show-personal-data"]].concat());
    assert!(shown.contains("HEMMELIG"), "{shown}");
}

#[test]
fn the_cases_of_other_health_codes_hold() {
    let out = good(&["conformance", "testdata/health-codes"]);
    assert!(out.starts_with("155 cases: 155 hold, 0 do not"), "{out}");
    // One whose expectation is turned round is told, so the bench can fail.
    let folder = tempfile::tempdir().unwrap();
    let case = root().join("testdata/health-codes/icvp/tampered.json");
    let case = std::fs::read_to_string(case).unwrap();
    let wrong = case.replacen("\"signature\"", "\"kid\"", 1);
    assert_ne!(wrong, case);
    std::fs::write(folder.path().join("wrong.json"), wrong).unwrap();
    std::fs::create_dir_all(folder.path().join("keys/gdhcn")).unwrap();
    let list = "keys/gdhcn/did.json";
    std::fs::copy(
        root().join("testdata/health-codes").join(list),
        folder.path().join(list),
    )
    .unwrap();
    let (exit, out, _) = run(&["conformance", folder.path().to_str().unwrap()]);
    assert_eq!(
        (
            exit,
            out.contains("expected reject (kid), found reject (signature)")
        ),
        (1, true),
        "{out}"
    );
}

#[test]
fn the_given_cases_of_yellow_cards_and_links_hold() {
    let Some(data) = data::data(&["health-codes"]) else {
        return;
    };
    let path = data.join("health-codes");
    let out = good(&["conformance", path.to_str().unwrap()]);
    assert!(out.contains(" hold, 0 do not"), "{out}");
    assert!(Path::new(&path).join("icvp").is_dir());
}
