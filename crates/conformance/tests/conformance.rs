//! The vectors: our own, the corpus, and the EU's where they are at hand.
//!
//! Where the EU's data is not at hand, the tests that need it say that they were skipped.

use hcert::dcc::Payload;
use hcert::text::Lang;
use hcert::trust::{Dsc, TrustList};
use hcert::{Timestamp, Verifier};
use hcert_conformance::{Exceptions, Files, corpus, vectors};
use hcert_scan::scan::{ScanLimits, Symbology, scan};
use serde_json::Value;
use std::path::{Path, PathBuf};

use crate::data;

fn root() -> &'static Path {
    data::project()
}

fn eu_data() -> Option<PathBuf> {
    data::data(&["eu-testdata"]).map(|folder| folder.join("eu-testdata"))
}

fn read_tree(folder: &Path) -> Files {
    fn walk(folder: &Path, root: &Path, files: &mut Files) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, root, files);
            } else {
                let name = path
                    .strip_prefix(root)
                    .unwrap()
                    .to_str()
                    .unwrap()
                    .replace('\\', "/");
                files.insert(name, std::fs::read(&path).unwrap());
            }
        }
    }
    let mut files = Files::new();
    walk(folder, folder, &mut files);
    files
}

fn read_json(path: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

#[test]
fn our_own_vectors_agree_in_every_check_and_hold_the_committed_payloads() {
    let files = read_tree(&root().join("testdata"));
    let run = vectors::run(&files, &Exceptions::default(), |_| {});
    assert_eq!((run.vectors, run.rows.len()), (9, 9 * 12));
    assert!(
        run.is_clean() && run.agree() == run.rows.len(),
        "{:?}",
        run.rows
    );
    for (name, octets) in files
        .iter()
        .filter(|(name, _)| name.starts_with("NO/2DCode/raw/"))
    {
        let vector: Value = serde_json::from_slice(octets).unwrap();
        let stem = name.rsplit('/').next().unwrap().replace("-ps256", "");
        assert_eq!(
            vector["JSON"],
            read_json(&root().join("testdata/payloads").join(stem)),
            "{name}"
        );
        // What is deterministic must still come out of the issuer as it was committed.
        let payload =
            Payload::from_value(&hcert::codec::cbor::Value::serialized(&vector["JSON"]).unwrap())
                .unwrap();
        let ours = hcert::codec::hex(&hcert::codec::cbor::encode(&payload.to_value()));
        assert_eq!(vector["CBOR"], ours, "{name}");
    }
}

#[test]
fn every_row_of_the_corpus_gets_its_class() {
    let text = std::fs::read_to_string(root().join("testdata/negative.jsonl")).unwrap();
    let rows = corpus::run(&text).unwrap();
    assert_eq!(rows.len(), 202);
    let wrong: Vec<_> = rows.iter().filter(|row| !row.agree).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    let valid = rows
        .iter()
        .filter(|row| row.expected == "valid")
        .collect::<Vec<_>>();
    assert_eq!(valid.len(), 47);
    assert!(
        valid.iter().all(|row| row.verdict == "genuine"),
        "every valid control is genuine"
    );
    // A row that must be refused and allows no acceptance is never accepted.
    assert!(
        rows.iter()
            .all(|row| row.expected == "valid" || row.policy || row.verdict != "genuine")
    );
}

#[test]
fn a_corpus_row_with_the_wrong_class_is_told() {
    let text = std::fs::read_to_string(root().join("testdata/negative.jsonl")).unwrap();
    let first = text
        .lines()
        .next()
        .unwrap()
        .replace("\"expected\": \"valid\"", "\"expected\": \"expired\"");
    let rows = corpus::run(&first).unwrap();
    assert_eq!((rows[0].agree, rows[0].class.as_str()), (false, "valid"));
    assert!(
        corpus::run("{}")
            .unwrap_err()
            .to_string()
            .starts_with("corpus, line 1:")
    );
}

/// The vectors that the figures are about, and the pictures beside them. The public repository has grown
/// since and may hold more.
fn eu_vectors() -> Option<Files> {
    let folder = eu_data()?;
    let names = std::fs::read_to_string(root().join("testdata/eu-vectors.txt")).unwrap();
    let mut files = read_tree(&folder);
    let missing = names
        .lines()
        .filter(|name| !files.contains_key(*name))
        .count();
    if missing > 0 {
        println!(
            "skipped: {missing} of the {} EU vectors are not here",
            names.lines().count()
        );
        return None;
    }
    let names: std::collections::HashSet<&str> = names.lines().collect();
    files.retain(|name, _| names.contains(name.as_str()) || name.ends_with(".png"));
    Some(files)
}

#[test]
fn the_eu_vectors_agree_but_for_their_own_faults() {
    let Some(files) = eu_vectors() else { return };
    let table = std::fs::read_to_string(root().join("testdata/exceptions.tsv")).unwrap();
    let run = vectors::run(&files, &Exceptions::parse(&table).unwrap(), |_| {});
    let unexpected: Vec<_> = run.rows.iter().filter(|row| row.is_unexpected()).collect();
    assert!(unexpected.is_empty(), "{unexpected:#?}");
    assert!(
        run.stale.is_empty() && run.unreadable.is_empty(),
        "{:?} {:?}",
        run.stale,
        run.unreadable
    );
    assert_eq!(
        (run.vectors, run.rows.len(), run.agree(), run.known()),
        (451, 4402, 4075, 327),
        "vectors, checks, agreeing, known faults"
    );
    println!("EU vectors: 4402 checks, 4075 agree, 327 known faults");
}

#[test]
fn without_the_exceptions_table_the_same_checks_disagree() {
    let Some(files) = eu_vectors() else { return };
    let run = vectors::run(&files, &Exceptions::default(), |_| {});
    assert_eq!(
        (run.unexpected(), run.known(), run.is_clean()),
        (327, 0, false)
    );
}

#[test]
fn all_loose_pictures_are_read() {
    let Some(folder) = eu_data() else { return };
    let Ok(index) = std::fs::read_to_string(folder.join("_oracle/images.jsonl")) else {
        println!("skipped: the texts of the loose pictures (_oracle/images.jsonl) are not here");
        return;
    };
    let mut counts = (0, 0);
    for line in index.lines() {
        let row: Value = serde_json::from_str(line).unwrap();
        let picture = std::fs::read(folder.join(row["path"].as_str().unwrap())).unwrap();
        let found = scan(&picture, &ScanLimits::default()).unwrap();
        let codes: Vec<_> = found
            .iter()
            .filter(|code| code.text == row["text"].as_str().unwrap())
            .collect();
        assert_eq!(codes.len(), 1, "{}", row["path"]);
        match codes[0].symbology {
            Symbology::Qr => counts.0 += 1,
            Symbology::Aztec => counts.1 += 1,
        }
    }
    assert_eq!(counts, (21, 4), "QR and Aztec");
}

/// Verifies a vector's code with its certificate at its clock: verdict, class, deviation codes.
fn verdict_of(folder: &Path, file: &str) -> (String, Option<String>, Vec<&'static str>) {
    use base64::Engine as _;
    let vector = read_json(&folder.join(file));
    let context = &vector["TESTCTX"];
    let der = base64::engine::general_purpose::STANDARD
        .decode(context["CERTIFICATE"].as_str().unwrap())
        .unwrap();
    let trust: TrustList = [Dsc::from_der("vector", &der).unwrap()]
        .into_iter()
        .collect();
    let clock = hcert::time::DateTime::read(context["VALIDATIONCLOCK"].as_str().unwrap()).unwrap();
    let report =
        Verifier::new(trust).verify(vector["PREFIX"].as_str().unwrap(), clock.instant_or_utc);
    let class = report
        .verdict
        .finding()
        .map(|finding| finding.class().code().to_owned());
    let mut codes: Vec<&str> = report
        .deviations
        .iter()
        .map(|odd| odd.code.code())
        .collect();
    codes.dedup();
    (report.verdict.code().to_owned(), class, codes)
}

#[test]
fn what_must_be_tolerated_is_genuine_and_told() {
    let Some(folder) = eu_data() else { return };
    // From the table of what a decoder must tolerate; an empty code stands for "no finding at all".
    let cases = [
        ("BG/2DCode/raw/3.json", ""),
        ("CH/2DCode/raw/1.json", ""),
        ("ES/2DCode/raw/101.json", ""),
        ("ES/2DCode/raw/702.json", ""),
        ("common/2DCode/raw/CO1.json", ""),
        ("common/2DCode/raw/CO2.json", ""),
        ("common/2DCode/raw/CO15.json", ""),
        ("common/2DCode/raw/CO19.json", ""),
        ("common/2DCode/raw/CO20.json", ""),
        ("common/2DCode/raw/CO21.json", "cose-conflict"),
        ("common/2DCode/raw/CO28.json", "cose-cwt-tag"),
        ("ES/2DCode/raw/1501.json", "cose-untagged"),
        ("ES/2DCode/raw/1501.json", "claim-date-float"),
        ("ES/2DCode/raw/1001.json", "claim-date-float"),
        ("SE/2DCode/raw/2.json", "field-tagged"),
        ("FI/2DCode/raw/1.json", "dsc-der"),
        ("BG/2DCode/raw/1.json", "group-null"),
        ("BG/2DCode/raw/1.json", "date-with-time"),
        ("BG/2DCode/raw/4.json", "dsc-window"),
        ("NL/2DCode/raw/001-NL-test.json", "dob-partial"),
        ("NL/2DCode/raw/003-NL-test.json", "dob-zero"),
        ("NL/2DCode/raw/064-NL-test.json", "field-symbols"),
        ("NL/2DCode/raw/077-NL-vaccination.json", ""),
        ("CY/2DCode/raw/7.json", "time-form"),
        ("CH/2DCode/raw/2.json", "field-empty"),
        ("GE/2DCode/raw/1.json", "iss-not-country"),
        ("ES/2DCode/raw/1001.json", "iss-differs"),
        ("IE/2DCode/Raw/1.json", "ver-unpublished"),
        ("BG/2DCode/raw/1.json", "key-usage-arc"),
        ("DE/2DCode/raw/1.json", "uvci-form"),
    ];
    for (file, code) in cases {
        let (verdict, class, codes) = verdict_of(&folder, file);
        assert_eq!(verdict, "genuine", "{file} {class:?}");
        if code.is_empty() {
            // Only what the row does not speak of may be there: the signer, the identifier, the codes.
            let other = [
                "cose-untagged",
                "cose-conflict",
                "claim-unknown",
                "dsc-der",
                "dsc-window",
            ];
            assert!(
                !codes.iter().any(|code| other.contains(code)),
                "{file} {codes:?}"
            );
        } else {
            assert!(codes.contains(&code), "{file}: {code} is not in {codes:?}");
        }
    }
}

#[test]
fn what_must_be_refused_gets_the_class_that_names_its_layer() {
    let Some(folder) = eu_data() else { return };
    let cases = [
        ("H1", "prefix"),
        ("H2", "prefix"),
        ("H3", "prefix"),
        ("B1", "base45"),
        ("Z1", "zlib"),
        ("Z2", "zlib"),
        ("CBO1", "hcert"),
        ("CBO2", "cbor"),
        ("CO5", "signature"),
        ("CO6", "key-usage"),
        ("CO7", "key-usage"),
        ("CO8", "key-usage"),
        ("CO9", "key-usage"),
        ("CO10", "key-usage"),
        ("CO11", "key-usage"),
        ("CO22", "kid"),
        ("CO23", "kid"),
        ("DGC1", "schema"),
        ("DGC2", "schema"),
    ];
    for (name, class) in cases {
        let (verdict, found, _) = verdict_of(&folder, &format!("common/2DCode/raw/{name}.json"));
        assert_ne!(verdict, "accept", "{name}");
        assert_eq!(found.as_deref(), Some(class), "{name}");
    }
    // The signers of CO16 and CO17 are out of date at the clock too, which ranks before the dates.
    for (name, code) in [("CO16", "not-yet-issued"), ("CO17", "expired")] {
        let vector = read_json(&folder.join(format!("common/2DCode/raw/{name}.json")));
        let der = {
            use base64::Engine as _;
            base64::engine::general_purpose::STANDARD
                .decode(vector["TESTCTX"]["CERTIFICATE"].as_str().unwrap())
                .unwrap()
        };
        let trust: TrustList = [Dsc::from_der("vector", &der).unwrap()]
            .into_iter()
            .collect();
        let at: Timestamp = vector["TESTCTX"]["VALIDATIONCLOCK"]
            .as_str()
            .unwrap()
            .parse()
            .unwrap();
        let report = Verifier::new(trust).verify(vector["PREFIX"].as_str().unwrap(), at);
        let found: Vec<&str> = report
            .findings
            .iter()
            .map(|finding| finding.code())
            .collect();
        assert!(
            found.contains(&code),
            "{name}: {found:?} {}",
            report.findings[0].text(Lang::En)
        );
    }
    // ES 401-403: P-384 keys under ES256.
    assert_eq!(
        verdict_of(&folder, "ES/2DCode/raw/401.json").1.as_deref(),
        Some("alg")
    );
}
