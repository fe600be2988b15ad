//! `inspect` as an implementer elsewhere uses it: what is wrong with my code, and why is my signature?

use crate::common::{Draft, Party, Rng, Step, VACCINATION, deflate, text_of, to_cbor, world};
use crate::{program, root};
use ciborium::Value;
use std::path::Path;
use std::process::Output;

fn inspect(folder: &Path, words: &[&str]) -> (i32, String) {
    let output: Output = program()
        .arg("inspect")
        .args(words)
        .current_dir(folder)
        .output()
        .unwrap();
    let page = String::from_utf8(output.stdout).unwrap();
    (output.status.code().unwrap(), page)
}

/// A folder with the certificates of these signers as a list.
fn list(parties: &[&Party]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let blocks = parties
        .iter()
        .map(|party| pem::encode(&pem::Pem::new("CERTIFICATE", party.der())));
    std::fs::write(folder.path().join("list.pem"), blocks.collect::<String>()).unwrap();
    folder
}

#[test]
fn a_wrong_signature_is_explained_against_a_list_and_a_good_one_said_to_be_good() {
    let ec = &world().ec;
    let folder = list(&[ec, &world().rsa]);
    let mut draft = Draft::new(ec, VACCINATION);
    let good = draft.write(ec);
    let (code, page) = inspect(folder.path(), &["--trust", "list.pem", &good]);
    assert_eq!(code, 0, "{page}");
    assert!(page.contains("\nsignature good, by key h'"), "{page}");
    assert!(
        page.contains("The signature alone is held against the list"),
        "{page}"
    );

    draft.at(Step::Signature, |_| Rng::new(3).octets(64));
    let (code, page) = inspect(folder.path(), &["--trust", "list.pem", &draft.write(ec)]);
    assert_eq!(code, 1);
    assert!(
        page.contains(
            "✗ no key of the list made it (tried: 2, named by the code: 1), and none of the usual"
        ),
        "{page}"
    );

    // Without a list nobody asks.
    let (code, page) = inspect(folder.path(), &[&draft.write(ec)]);
    assert_eq!(code, 0);
    assert!(
        !page.contains("\nsignature") && page.contains("Nobody has checked"),
        "{page}"
    );
}

#[test]
fn mistakes_stand_below_the_signature_with_their_clauses() {
    let ec = &world().ec;
    let folder = list(&[ec, &world().other]);
    // The kid of one, the key of another.
    let text = Draft::new(ec, VACCINATION).write(&world().other);
    let (code, page) = inspect(folder.path(), &["--trust", "list.pem", &text]);
    assert_eq!(code, 1);
    assert!(
        page.contains("✗ wrong as it stands, and good by key h'"),
        "{page}"
    );
    assert!(page.contains("[kid: hcert-spec 3.3.1]"), "{page}");
    let (_, page) = inspect(
        folder.path(),
        &["--lang", "nb", "--trust", "list.pem", &text],
    );
    assert!(
        page.contains("✗ feil slik den står, og god med nøkkel h'"),
        "{page}"
    );
}

#[test]
fn faults_of_form_are_told_and_the_layers_behind_them_shown_masked() {
    let ec = &world().ec;
    let mut draft = Draft::new(ec, VACCINATION);
    draft.elements(|elements| {
        let payload = elements[2].as_bytes().unwrap();
        elements[2] = ciborium::from_reader(payload.as_slice()).unwrap();
    });
    draft.claim(4, Some(1_664_582_400_000_i64.into()));
    let (code, page) = inspect(root(), &[&draft.write(ec)]);
    assert_eq!(code, 1);
    for wanted in [
        "payload at offset",
        "[payload-unwrapped: RFC 9052 4.2]",
        "[date-unit: RFC 8392 2; hcert-spec 3.3.4 and 3.3.5]",
        "payload   EU certificate, schema 1.3.0",
        "v/0/dt       2021-06-11",
    ] {
        assert!(page.contains(wanted), "{wanted}: {page}");
    }
    for secret in draft.secrets() {
        assert!(!page.contains(&secret), "{secret}: {page}");
    }
}

#[test]
fn an_envelope_that_nobody_compressed_is_looked_into() {
    let ec = &world().ec;
    let mut draft = Draft::new(ec, VACCINATION);
    draft.at(Step::Zlib, |octets| {
        hcert::codec::zlib::inflate(&octets, 1 << 16).unwrap()
    });
    let folder = list(&[ec]);
    let (code, page) = inspect(folder.path(), &["--trust", "list.pem", &draft.write(ec)]);
    assert_eq!(code, 1);
    assert!(page.contains("[not-compressed: "), "{page}");
    assert!(page.contains("payload   EU certificate"), "{page}");
    assert!(page.contains("\nsignature good"), "{page}");
}

#[test]
fn what_the_envelope_deviates_in_is_told_with_its_clause() {
    let ec = &world().ec;
    let mut draft = Draft::new(ec, VACCINATION);
    draft.unprotected = vec![draft.protected.remove(0)];
    draft.envelope(|envelope| envelope.as_tag().unwrap().1.clone());
    let (code, page) = inspect(root(), &[&draft.write(ec)]);
    // All this is tolerated.
    assert_eq!(code, 0, "{page}");
    assert!(page.contains("[alg-unprotected: RFC 9052 3.1"), "{page}");
    assert!(page.contains("[cose-untagged: hcert-spec 3.1"), "{page}");
    // A kid that differs is told once, with both values.
    let mut draft = Draft::new(ec, VACCINATION);
    draft.unprotected = vec![(4.into(), Value::Bytes(vec![7; 8]))];
    let (_, page) = inspect(root(), &[&draft.write(ec)]);
    assert_eq!(page.matches("[kid-differs: ").count(), 1, "{page}");
    assert!(!page.contains("cose-conflict") && page.contains("and h'0707070707070707' in the"));
}

#[test]
fn other_contents_under_the_same_prefix_are_named() {
    let ec = &world().ec;
    let named = |change: &dyn Fn(&mut Draft)| {
        let mut draft = Draft::new(ec, VACCINATION);
        change(&mut draft);
        inspect(root(), &[&draft.write(ec)]).1
    };
    let exempt = named(&|draft| {
        draft.field("v", None);
        draft.field("e", Some(Value::Array(vec![Value::Map(vec![])])));
    });
    assert!(
        exempt.contains("i            -260/1 holds an Italian exemption"),
        "{exempt}"
    );
    let specimen = named(&|draft| draft.claim(4, Some(42.into())));
    assert!(specimen.contains("a Dutch specimen"), "{specimen}");
    let core = named(&|draft| {
        draft.content = Some(Value::Null);
        for name in ["name", "birthDate", "vaccine"] {
            draft.claims.push((name.into(), "Hemmeligsen".into()));
        }
    });
    assert!(
        core.contains("WHO's DDCC") && !core.contains("Hemmeligsen"),
        "{core}"
    );
}

#[test]
fn what_is_no_envelope_at_all_is_named_too() {
    let jws = text_of(&deflate(b"eyJhbGciOiJFUzI1NiJ9.eyJ4IjoxfQ.AAAA", 9));
    let (code, page) = inspect(root(), &[&jws]);
    assert_eq!(code, 1);
    assert!(page.contains("[envelope-jws: "), "{page}");
    let claims = to_cbor(&Value::Map(vec![(4.into(), 0.into())]));
    let (_, page) = inspect(root(), &[&text_of(&deflate(&claims, 9))]);
    assert!(page.contains("[envelope-claims: "), "{page}");
}
