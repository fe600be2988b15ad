//! Health codes of other networks, as people and scripts handle them: lists, files, parts, and what is shown.

use crate::{program, root};
use serde_json::Value;
use std::path::Path;
use std::process::Output;

const AT: &str = "2026-11-29T12:00:00Z";

fn cases() -> std::path::PathBuf {
    root().join("testdata/health-codes")
}

fn case(name: &str) -> Value {
    let text = std::fs::read_to_string(cases().join(name)).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn code(name: &str) -> String {
    case(name)["code"].as_str().unwrap().to_owned()
}

fn hcert(folder: &Path, words: &[&str]) -> Output {
    let mut command = program();
    command.args(words).current_dir(folder).env("NO_COLOR", "1");
    command.output().unwrap()
}

fn verify(folder: &Path, trust: &str, more: &[&str]) -> (Option<i32>, String) {
    let trust = cases().join("keys").join(trust);
    let mut words = vec!["verify", "--at", AT, "--trust", trust.to_str().unwrap()];
    words.extend(more);
    let output = hcert(folder, &words);
    let said = String::from_utf8(output.stdout).unwrap();
    (output.status.code(), said)
}

#[test]
fn one_of_each_kind_says_who_signed_what_and_for_whom() {
    let folder = tempfile::tempdir().unwrap();
    let seal = ["--domain", "VDS-NC"];
    for (name, trust, more, shown) in [
        (
            "shc/two-doses.json",
            "shc/list.json",
            &[][..],
            [
                "Ola A. Nordmann",
                "COVID-19, mRNA (Pfizer-BioNTech, Comirnaty), 15 January 2026",
            ],
        ),
        (
            "vdsnc/vaccination.json",
            "vdsnc/uto-csca.der",
            &seal[..],
            ["NORDMANN EIRA", "3 March 2026"],
        ),
        (
            "guards/nzcp-good.json",
            "nzcp/guards.json",
            &[],
            ["Eira Nordmann", "neither a vaccination nor a test"],
        ),
        (
            "divoc/rsa.json",
            "divoc/registry.json",
            &[],
            ["Eira Nordmann", "COVISHIELD"],
        ),
    ] {
        std::fs::write(folder.path().join("code.txt"), code(name)).unwrap();
        let words = [more, &["code.txt"]].concat();
        let (exit, said) = verify(folder.path(), trust, &words);
        assert_eq!(exit, Some(0), "{name}: {said}");
        assert!(said.contains("genuine"), "{said}");
        for words in shown {
            assert!(said.contains(words), "{name}: {words} in {said}");
        }
        // The passport of another person.
        let another = [
            more,
            &["--name", "Hansen, Per", "--dob", "1950-01-01", "code.txt"],
        ]
        .concat();
        let (exit, said) = verify(folder.path(), trust, &another);
        assert_eq!(exit, Some(1), "{name}: {said}");
        // Nobody's list.
        let (exit, said) = verify(folder.path(), "gdhcn/did.json", &["code.txt"]);
        assert_eq!(exit, Some(3), "{name}: {said}");
        assert!(
            !said.contains("ordmann") && !said.contains("NORDMANN"),
            "{said}"
        );
    }
}

#[test]
fn the_parts_of_a_divided_card_are_put_together_over_lines_and_over_files() {
    let folder = tempfile::tempdir().unwrap();
    let card = case("shc/three-chunks-any-order.json");
    let parts: Vec<&str> = card["codes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|part| part.as_str().unwrap())
        .collect();
    std::fs::write(folder.path().join("all.txt"), parts.join("\n")).unwrap();
    let (exit, said) = verify(folder.path(), "shc/list.json", &["all.txt"]);
    assert_eq!(
        (exit, said.matches("genuine").count()),
        (Some(0), 1),
        "{said}"
    );
    for (index, part) in parts.iter().enumerate() {
        std::fs::write(folder.path().join(format!("{index}.txt")), part).unwrap();
    }
    let (_, said) = verify(folder.path(), "shc/list.json", &["0.txt", "1.txt", "2.txt"]);
    assert!(
        said.contains("missing: 1, 2") || said.contains("missing:"),
        "{said}"
    );
    assert!(said.trim_end().contains("genuine  2.txt"), "{said}");
    let (exit, said) = verify(folder.path(), "shc/list.json", &["0.txt", "1.txt"]);
    assert_eq!(exit, Some(3), "{said}");
    assert!(
        said.contains("scan the other codes of the card too"),
        "{said}"
    );
}

#[test]
fn a_file_of_cards_is_read_card_by_card() {
    let folder = tempfile::tempdir().unwrap();
    let jws = |name: &str| hcert::shc::text(&code(name)).unwrap().0;
    let cards = [jws("shc/one-dose.json"), jws("shc/tampered.json")];
    let file = serde_json::json!({"verifiableCredential": cards}).to_string();
    std::fs::write(folder.path().join("my.smart-health-card"), file).unwrap();
    let (exit, said) = verify(folder.path(), "shc/list.json", &["my.smart-health-card"]);
    assert_eq!(exit, Some(1), "{said}");
    assert!(
        said.contains("my.smart-health-card#1") && said.contains("my.smart-health-card#2"),
        "{said}"
    );
}

#[test]
fn a_bundle_keeps_issuers_authorities_and_what_they_revoked() {
    let folder = tempfile::tempdir().unwrap();
    let keys = cases().join("keys");
    let path = |name: &str| keys.join(name).to_str().unwrap().to_owned();
    let words = [
        "trust",
        "import",
        &path("shc/list.json"),
        &path("vdsnc/uto-csca.der"),
        &path("vdsnc/uto.crl"),
        &path("nzcp/guards.json"),
        &path("divoc/registry.json"),
        "--domain",
        "VDS-NC",
        "--at",
        AT,
        "--out",
        "all.bundle",
    ];
    let output = hcert(folder.path(), &words);
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    for (name, class) in [
        ("shc/two-doses.json", None),
        ("shc/revoked.json", Some("revoked")),
        ("shc/key-of-another-issuer.json", Some("kid")),
        ("vdsnc/vaccination.json", None),
        ("vdsnc/signer-revoked.json", Some("revoked")),
        ("guards/nzcp-good.json", None),
        ("divoc/ed25519.json", None),
    ] {
        std::fs::write(folder.path().join("code.txt"), code(name)).unwrap();
        let words = [
            "verify",
            "--json",
            "--at",
            AT,
            "--trust",
            "all.bundle",
            "code.txt",
        ];
        let output = hcert(folder.path(), &words);
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        let found = report["class"].as_str();
        assert_eq!(found, class, "{name}: {report}");
    }
}

#[test]
fn inspect_shows_the_layers_of_each_and_masks_the_holder() {
    let folder = tempfile::tempdir().unwrap();
    for (name, layer) in [
        ("shc/two-doses.json", "jws"),
        ("vdsnc/vaccination.json", "seal"),
        ("guards/nzcp-good.json", "cose"),
        ("divoc/rsa.json", "proof"),
    ] {
        std::fs::write(folder.path().join("code.txt"), code(name)).unwrap();
        let output = hcert(folder.path(), &["inspect", "code.txt"]);
        let said = String::from_utf8(output.stdout).unwrap();
        assert_eq!(output.status.code(), Some(0), "{said}");
        assert!(
            said.contains(layer) && said.contains("payload"),
            "{name}: {said}"
        );
        assert!(!said.to_lowercase().contains("nordmann"), "{name}: {said}");
        let output = hcert(
            folder.path(),
            &["inspect", "--show-personal-data", "code.txt"],
        );
        let said = String::from_utf8(output.stdout).unwrap();
        assert!(said.to_lowercase().contains("nordmann"), "{name}: {said}");
    }
}
