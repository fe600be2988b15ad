//! `hcert trust` and our own bundle, as an operator and a border post use them.

use crate::root;
use hcert::trust::{Anchors, Outdated, Request, TrustList, Unpinned, bundle};
use hcert::{SoftwareKey, Timestamp};
use serde_json::Value;
use std::path::Path;
use std::process::Output;

const MADE: &str = "2022-01-31T00:00:00Z";
const AT: &str = "2022-02-01T12:00:00Z";
const LATE: &str = "2022-03-01T12:00:00Z";

fn hcert(folder: &Path, words: &str) -> Output {
    let keys = root().join("keys").display().to_string();
    let picture = root()
        .join("testdata/NO/png/test-pcr.png")
        .display()
        .to_string();
    let words = words.split(' ').map(|word| match word {
        "KEYS" => keys.clone(),
        "PICTURE" => picture.clone(),
        word => word.replace("KEYS/", &format!("{keys}/")),
    });
    let mut command = crate::program();
    command
        .args(words)
        .current_dir(folder)
        .env("NO_COLOR", "1")
        .output()
        .unwrap()
}

fn ok(folder: &Path, words: &str) -> String {
    let output = hcert(folder, words);
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(0), "{words}\n{told}");
    String::from_utf8(output.stdout).unwrap()
}

fn refused(folder: &Path, words: &str, wanted: i32) -> String {
    let output = hcert(folder, words);
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(wanted), "{words}\n{told}");
    format!("{told}{}", String::from_utf8_lossy(&output.stdout))
}

fn make_bundle(folder: &Path) {
    ok(
        folder,
        &format!(
            "trust bundle KEYS --signer KEYS/dsc-all.key.pem --at {MADE} --days 7 --out b.bundle"
        ),
    );
}

#[test]
fn a_bundle_verifies_offline_and_only_for_its_pinned_operator() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    make_bundle(here);
    let verify = "verify -q --trust b.bundle PICTURE --at";
    ok(here, &format!("{verify} {AT} --anchor KEYS/dsc-all.pem"));
    let told = refused(here, &format!("{verify} {AT}"), 2);
    assert!(
        told.contains("no signer of lists is pinned") && told.contains("--anchor"),
        "{told}"
    );
    refused(
        here,
        &format!("{verify} {AT} --anchor KEYS/dsc-test.pem"),
        2,
    );
    // Read all the same, but said so.
    let shown = ok(
        here,
        &format!("verify -v --trust b.bundle --unsigned b.bundle PICTURE --at {AT}"),
    );
    assert!(shown.contains("its signature was not checked"), "{shown}");
    let mut octets = std::fs::read(here.join("b.bundle")).unwrap();
    let middle = octets.len() / 2;
    octets[middle] ^= 1;
    std::fs::write(here.join("bad.bundle"), octets).unwrap();
    let bad = format!("verify -q --trust bad.bundle --anchor KEYS/dsc-all.pem PICTURE --at {AT}");
    refused(here, &bad, 2);
}

#[test]
fn a_bundle_by_an_operator_whose_certificate_has_expired_is_refused_unless_the_key_is_pinned() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    ok(
        here,
        &format!("trust bundle KEYS --signer KEYS/dsc-expired.key.pem --at {MADE} --out b.bundle"),
    );
    let list = |anchor: &str, more: &str| {
        format!("trust list b.bundle --anchor {anchor} --at {MADE}{more}")
    };
    let told = refused(here, &list("KEYS/dsc-expired.pem", ""), 2);
    assert!(
        told.contains("b.bundle") && told.contains("2021-09-30"),
        "{told}"
    );
    let shown = ok(here, &list("KEYS/dsc-expired.pem", " --stale-signer-warn"));
    assert!(shown.contains("signer-expired"), "{shown}");
    let der = std::fs::read(root().join("keys/dsc-expired.pem")).unwrap();
    let der = pem::parse(der).unwrap().into_contents();
    let spki = hcert::trust::chain::spki(&der).unwrap();
    let key = pem::encode(&pem::Pem::new("PUBLIC KEY", spki));
    std::fs::write(here.join("operator.pem"), key).unwrap();
    let shown = ok(here, &list("operator.pem", ""));
    assert!(!shown.contains("signer-expired"), "{shown}");
}

#[test]
fn a_stale_bundle_cannot_tell_and_never_turns_everybody_red() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    make_bundle(here);
    let verify = format!("verify --trust b.bundle --anchor KEYS/dsc-all.pem PICTURE --at {LATE}");
    let told = refused(here, &format!("{verify} --json"), 3);
    let line: Value = serde_json::from_str(told.lines().last().unwrap()).unwrap();
    assert_eq!(
        (&line["class"], &line["code"]),
        (&"stale".into(), &"trust-list-stale".into())
    );
    ok(here, &format!("{verify} --stale-list-warn"));
    refused(
        here,
        &format!("trust import b.bundle --anchor KEYS/dsc-all.pem --at {LATE} --out x"),
        2,
    );
    assert!(!here.join("x").exists());
}

#[test]
fn an_unknown_signer_is_a_reject_against_a_fresh_bundle_and_an_obstacle_against_an_old_one() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let make = "trust bundle KEYS/dsc-vaccination.pem --signer KEYS/dsc-all.key.pem --days 60 --out t.bundle";
    ok(here, &format!("{make} --at {MADE}"));
    let verify = "verify -q --trust t.bundle --anchor KEYS/dsc-all.pem PICTURE --at";
    refused(here, &format!("{verify} {AT}"), 1);
    refused(here, &format!("{verify} {LATE}"), 3);
    refused(here, &format!("{verify} 2022-01-30T00:00:00Z"), 3);
}

#[test]
fn what_is_imported_exported_and_read_again_is_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    ok(here, "trust import KEYS --out t.cbor");
    ok(here, "trust diff KEYS t.cbor");
    ok(here, "trust export t.cbor --form pem --out t.pem");
    ok(here, "trust diff KEYS t.pem");
    ok(
        here,
        &format!(
            "trust export t.cbor --form eu-zip --signer KEYS/dsc-all.key.pem,KEYS/dsc-all.pem --at {MADE} --out t.zip"
        ),
    );
    ok(
        here,
        "trust import t.zip,t.zip.sig.txt --anchor KEYS/dsc-all.pem --out z.cbor",
    );
    ok(here, "trust diff KEYS z.cbor");
    refused(
        here,
        "trust import t.zip,t.zip.sig.txt --anchor KEYS/dsc-test.pem --out y.cbor",
        2,
    );
    // Bare keys lose their certificates: the same keys, other words about them.
    ok(here, "trust export t.cbor --form json --out t.json");
    let changes = refused(here, "trust diff KEYS t.json --json", 1);
    let changes: Vec<Value> = changes
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(changes.len(), 6);
    assert!(
        changes
            .iter()
            .all(|change| change["change"] == "changed" && change["purposes"].is_null())
    );
    let shown = ok(here, &format!("verify -v --trust t.json PICTURE --at {AT}"));
    assert!(
        shown.contains("bare key without dates") && shown.contains("bare key without purposes"),
        "{shown}"
    );
}

#[test]
fn an_archive_that_outlived_its_signer_is_refused_or_says_so_wherever_it_is_shown() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    // Its certificate was valid until 2021-09-30.
    let signer = "KEYS/dsc-expired.key.pem,KEYS/dsc-expired.pem";
    ok(
        here,
        &format!("trust export KEYS --form eu-zip --signer {signer} --at {MADE} --out t.zip"),
    );
    let list = "t.zip,t.zip.sig.txt --anchor KEYS/dsc-expired.pem";
    ok(
        here,
        &format!("trust list {list} --at 2021-09-30T12:00:00Z"),
    );
    for words in [
        format!("trust list {list} --at {AT}"),
        format!("verify --trust {list} PICTURE --at {AT}"),
    ] {
        let told = refused(here, &words, 2);
        assert!(
            told.contains("t.zip") && told.contains("2021-09-30"),
            "{told}"
        );
        assert!(told.contains("--stale-signer-warn"), "{told}");
    }
    let warned = |words: &str| {
        let output = hcert(here, &format!("{words} --stale-signer-warn"));
        assert_eq!(output.status.code(), Some(0), "{words}");
        let warnings = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(
            warnings.contains("t.zip") && warnings.contains("2021-09-30"),
            "{warnings}"
        );
        String::from_utf8(output.stdout).unwrap()
    };
    let json = warned(&format!("trust list {list} --at {AT} --json"));
    for line in json.lines() {
        let key: Value = serde_json::from_str(line).unwrap();
        assert_eq!(key["list"]["signature"], "signer-expired");
        assert!(
            key["list"]["signer"]
                .as_str()
                .unwrap()
                .contains("2021-09-30"),
            "{line}"
        );
    }
    assert!(warned(&format!("trust list {list} --at {AT}")).contains("signer-expired"));
    let kid: Value = serde_json::from_str(json.lines().next().unwrap()).unwrap();
    let kid = kid["kid"].as_str().unwrap();
    assert!(warned(&format!("trust show {kid} {list} --at {AT}")).contains("2021-09-30"));
    let report = warned(&format!("verify --json --trust {list} PICTURE --at {AT}"));
    let report: Value = serde_json::from_str(&report).unwrap();
    let findings = report["findings"].as_array().unwrap();
    let found = findings
        .iter()
        .find(|found| found["code"] == "trust-list")
        .unwrap();
    assert!(found.to_string().contains("2021-09-30"), "{found}");
}

#[test]
fn lists_are_shown_filtered_and_compared() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let all = ok(here, &format!("trust list KEYS --at {AT}"));
    assert!(
        all.contains("6 keys") && all.contains("56da1d7a9b747e29") && all.contains("2021-09-30 ✗"),
        "{all}"
    );
    assert_eq!(
        ok(here, &format!("trust list KEYS --at {AT} --valid --json"))
            .lines()
            .count(),
        5
    );
    assert_eq!(
        ok(here, "trust list KEYS --purpose r --json")
            .lines()
            .count(),
        4
    );
    assert_eq!(
        ok(here, "trust list KEYS --kid 56DA --json")
            .lines()
            .count(),
        1
    );
    assert_eq!(
        ok(here, "trust list KEYS --country SE --json")
            .lines()
            .count(),
        0
    );
    let one = ok(here, &format!("trust show 56da1d7a9b747e29 KEYS --at {AT}"));
    assert!(
        one.contains("purposes     vaccination") && one.contains("valid at"),
        "{one}"
    );
    // The folder holds the CSCA beside its signers; a signer alone has nobody to vouch for it.
    let chains = |words: &str| -> Vec<Value> {
        let lines = ok(here, words);
        lines
            .lines()
            .map(|line| serde_json::from_str::<Value>(line).unwrap()["chain"].clone())
            .collect()
    };
    assert_eq!(
        chains("trust list KEYS --json"),
        vec![Value::from("good"); 6]
    );
    assert_eq!(
        chains("trust list KEYS/dsc-all.pem --json"),
        ["not-checked"]
    );
    refused(here, "trust show 00 KEYS", 1);
    let told = refused(here, "trust diff KEYS KEYS/dsc-all.pem", 1);
    assert_eq!(
        told.lines().filter(|line| line.starts_with("- NO")).count(),
        5,
        "{told}"
    );
}

#[test]
fn a_bundle_is_deterministic_and_ten_thousand_keys_survive_the_round_trip() {
    let at: Timestamp = MADE.parse().unwrap();
    let pem = std::fs::read(root().join("keys/dsc-all.pem")).unwrap();
    let dsc = TrustList::read("keys", &pem)
        .unwrap()
        .iter()
        .next()
        .unwrap()
        .clone();
    let list: TrustList = (0..10_000u32)
        .map(|n| dsc.clone().with_kid(&n.to_be_bytes()))
        .collect();
    let octets = bundle::encode(&list, at, Some(at.plus_seconds(60)));
    assert_eq!(octets, bundle::encode(&list, at, Some(at.plus_seconds(60))));
    let key = std::fs::read_to_string(root().join("keys/dsc-all.key.pem")).unwrap();
    let key = SoftwareKey::from_pem(&key).unwrap();
    let signed = bundle::sign(&octets, &key, &bundle::operator_kid(&key.spki())).unwrap();
    let anchors = Anchors {
        keys: vec![key.spki()],
        ..Anchors::default()
    };
    let read = TrustList::load(&Request::new("b", &signed, at, &anchors), None).unwrap();
    assert_eq!((read.len(), read.problems()), (10_000, &[][..]));
    let found = &read.find(&7u32.to_be_bytes())[0];
    assert_eq!((&found.key, &found.country), (&dsc.key, &dsc.country));
    assert_eq!(
        found.certificate.as_ref().unwrap().not_after,
        dsc.certificate.unwrap().not_after
    );
}

#[test]
fn no_mutated_bundle_panics_or_passes_as_signed() {
    let at: Timestamp = MADE.parse().unwrap();
    let pem = std::fs::read(root().join("keys/dsc-all.pem")).unwrap();
    let list = TrustList::read("keys", &pem).unwrap();
    let octets = bundle::encode(&list, at, None);
    let key = std::fs::read_to_string(root().join("keys/dsc-all.key.pem")).unwrap();
    let key = SoftwareKey::from_pem(&key).unwrap();
    let signed = bundle::sign(&octets, &key, &bundle::operator_kid(&key.spki())).unwrap();
    let anchors = Anchors {
        keys: vec![key.spki()],
        ..Anchors::default()
    };
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut random = |limit: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % limit as u64) as usize
    };
    for (original, is_signed) in [(&octets, false), (&signed, true)] {
        for _ in 0..4000 {
            let mut mutant = original.clone();
            let place = random(mutant.len());
            match random(3) {
                0 => mutant[place] ^= 1 << random(8),
                1 => mutant.truncate(place),
                _ => mutant.insert(place, random(256) as u8),
            }
            let request = Request {
                unpinned: Unpinned::Refuse,
                outdated: Outdated::Keep,
                ..Request::new("mutant", &mutant, at, &anchors)
            };
            let read = TrustList::load(&request, None);
            let good = |list: &TrustList| {
                list.sources()
                    .iter()
                    .any(|source| source.signature.code() == "good")
            };
            assert!(
                !(is_signed && read.as_ref().is_ok_and(good)),
                "a mutant passes as signed"
            );
        }
    }
}

#[test]
fn a_test_key_and_a_clock_before_every_list_are_named_in_the_hint() {
    use hcert::container::{Limits, Unverified};
    use hcert::text::Lang;
    // A code under the identifier of the signer of the EU's vector AT/1.
    let kid = [0xd9, 0x19, 0x37, 0x5f, 0xc1, 0xe7, 0xb6, 0xb2];
    let wrap = |kid: &[u8]| {
        use hcert::codec::cose::Sign1;
        use hcert::codec::{base45, zlib};
        let cose = Sign1::encode(-7, kid, &[0xa0], |_| Ok::<_, ()>(vec![0; 64])).unwrap();
        format!(
            "HC1:{}",
            base45::encode(&zlib::deflate(&cose, zlib::Effort::Best))
        )
    };
    assert_eq!(
        Unverified::decode(&wrap(&kid), &Limits::default())
            .unwrap()
            .kid(),
        Some(&kid[..])
    );
    let pem = std::fs::read(root().join("keys/dsc-all.pem")).unwrap();
    let list = TrustList::read("keys", &pem)
        .unwrap()
        .dated(MADE.parse().unwrap());
    let verifier = hcert::Verifier::new(list);
    let hint = |kid: &[u8], at: &str| {
        verifier
            .verify(&wrap(kid), at.parse().unwrap())
            .verdict
            .hint(Lang::En)
    };
    assert!(hint(&kid, AT).contains("test key"));
    assert!(hint(&[7; 8], "2022-01-01T00:00:00Z").contains("clock"));
    assert!(!hint(&[7; 8], AT).contains("test key"));
}
