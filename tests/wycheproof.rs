//! C2SP's Wycheproof vectors against every algorithm that is verified here: those of codes (`hcert::key`) and those of
//! certificates and lists (`hcert::key::pki`). The vectors are others' data and stay where they are.

use crate::data;

use hcert::key::Algorithm;
use hcert::key::pki::{Hash, PkiAlgorithm, PkiKey};
use hcert::trust::Dsc;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;

/// Where we answer otherwise than a vector says, and why: file, tcId, reason. A row that no longer applies fails.
const EXCEPTIONS: [(&str, u64, &str); 0] = [];

/// `acceptable` vectors: implementations may differ. We refuse these.
const ACCEPTABLE_REFUSED: [&str; 1] = ["MissingNull"];

fn octets(text: &Value) -> Vec<u8> {
    let text = text.as_str().unwrap();
    (0..text.len() / 2)
        .map(|at| u8::from_str_radix(&text[2 * at..2 * at + 2], 16).unwrap())
        .collect()
}

fn hash(name: &Value) -> Option<Hash> {
    match name.as_str()? {
        "SHA-1" => Some(Hash::Sha1),
        "SHA-256" => Some(Hash::Sha256),
        "SHA-384" => Some(Hash::Sha384),
        "SHA-512" => Some(Hash::Sha512),
        _ => None,
    }
}

/// The ways in which a group's signatures can be verified here, by name.
type Way = (&'static str, Box<dyn Fn(&[u8], &[u8]) -> bool>);

fn ways(group: &Value) -> Vec<Way> {
    let spki = octets(&group["publicKeyDer"]);
    let hash = hash(&group["sha"]);
    let mut ways: Vec<Way> = Vec::new();
    let mut pki = |name, alg: PkiAlgorithm, raw: bool| {
        // A key that is refused verifies nothing.
        let key = PkiKey::from_spki(&spki).ok();
        let verify = move |message: &[u8], signature: &[u8]| {
            key.as_ref().is_some_and(|key| match raw {
                true => key.verify_raw(alg, message, signature).is_ok(),
                false => key.verify(alg, message, signature).is_ok(),
            })
        };
        ways.push((name, Box::new(verify)));
    };
    let kind = group["type"].as_str().unwrap();
    match (kind, hash) {
        ("EcdsaVerify", Some(hash)) => pki("pki ECDSA", PkiAlgorithm::Ecdsa(hash), false),
        ("EcdsaP1363Verify", Some(hash)) => pki("pki ECDSA r‖s", PkiAlgorithm::Ecdsa(hash), true),
        ("RsassaPkcs1Verify", Some(hash)) => pki("pki PKCS#1", PkiAlgorithm::RsaPkcs1(hash), false),
        ("RsassaPssVerify", Some(hash)) if group["sha"] == group["mgfSha"] => {
            let salt_length = usize::try_from(group["sLen"].as_u64().unwrap()).unwrap();
            pki("pki PSS", PkiAlgorithm::RsaPss { hash, salt_length }, false);
        }
        _ => {}
    }
    let code = match (kind, hash) {
        ("EcdsaP1363Verify", Some(Hash::Sha256)) => Some(("ES256", Algorithm::Es256)),
        ("RsassaPssVerify", Some(Hash::Sha256))
            if group["mgfSha"] == "SHA-256" && group["sLen"] == 32 =>
        {
            Some(("PS256", Algorithm::Ps256))
        }
        _ => None,
    };
    if let Some((name, algorithm)) = code {
        let key = Dsc::from_spki("wycheproof", b"kid", &spki).unwrap().key;
        ways.push((
            name,
            Box::new(move |message, signature| key.verify(algorithm, message, signature).is_ok()),
        ));
    }
    ways
}

struct Tally {
    /// Answers by way.
    answers: BTreeMap<&'static str, usize>,
    /// Vectors of algorithms that are not verified here.
    foreign: usize,
    wrong: Vec<String>,
    used: Vec<(String, u64)>,
}

impl Tally {
    fn read(&mut self, path: &Path) {
        let file = path.file_name().unwrap().to_str().unwrap();
        let read = std::fs::read_to_string(path).unwrap();
        let vectors: Value = serde_json::from_str(&read).unwrap();
        for group in vectors["testGroups"].as_array().unwrap() {
            let ways = ways(group);
            for test in group["tests"].as_array().unwrap() {
                if ways.is_empty() {
                    self.foreign += 1;
                }
                for (name, verify) in &ways {
                    *self.answers.entry(name).or_default() += 1;
                    let found = verify(&octets(&test["msg"]), &octets(&test["sig"]));
                    let flags = test["flags"].as_array().unwrap();
                    let flagged = |flag: &&str| flags.iter().any(|found| found == flag);
                    let wanted = match test["result"].as_str().unwrap() {
                        "valid" => true,
                        "invalid" => false,
                        _ if ACCEPTABLE_REFUSED.iter().any(flagged) => false,
                        other => panic!("{file}: {other} {flags:?}"),
                    };
                    if found == wanted {
                        continue;
                    }
                    let id = test["tcId"].as_u64().unwrap();
                    match EXCEPTIONS.iter().any(|row| (row.0, row.1) == (file, id)) {
                        true => self.used.push((file.to_owned(), id)),
                        false => self.wrong.push(format!(
                            "{file} {id} by {name}: {} where {} is right ({}, {flags:?})",
                            found, wanted, test["comment"]
                        )),
                    }
                }
            }
        }
    }
}

#[test]
fn every_algorithm_agrees_with_every_vector_of_wycheproof() {
    let Some(folder) = data::data(&["wycheproof"]) else {
        return;
    };
    let mut tally = Tally {
        answers: BTreeMap::new(),
        foreign: 0,
        wrong: Vec::new(),
        used: Vec::new(),
    };
    let mut files: Vec<_> = std::fs::read_dir(folder.join("wycheproof"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "json"))
        .collect();
    files.sort();
    files.iter().for_each(|path| tally.read(path));
    assert!(tally.wrong.is_empty(), "{:#?}", tally.wrong);
    for (file, id, why) in EXCEPTIONS {
        let used = tally
            .used
            .iter()
            .any(|row| (row.0.as_str(), row.1) == (file, id));
        assert!(used, "{file} {id} ({why}) agrees by now: take the row out");
    }
    // Each was asked, so that a file that moved away does not make silence of it.
    for (name, least) in [
        ("ES256", 250),
        ("PS256", 300),
        ("pki ECDSA", 2000),
        ("pki ECDSA r‖s", 250),
        ("pki PKCS#1", 500),
        ("pki PSS", 400),
    ] {
        let found = tally.answers.get(name).copied().unwrap_or(0);
        assert!(found >= least, "{name}: {found} answers, expected {least}");
    }
    println!(
        "{:?}, {} vectors of algorithms that are not verified here",
        tally.answers, tally.foreign
    );
}
