//! What people hand in that is no EU certificate, and what is given in a wrong place: named, with what helps.

use crate::desk::Desk;
use std::process::Output;

const AT: [&str; 2] = ["--at", "2022-02-01T12:00:00Z"];

fn run(desk: &Desk, words: &[&str]) -> (i32, String) {
    let output = desk.spawn(words).wait_with_output().unwrap();
    let Output {
        status,
        stdout,
        stderr,
    } = output;
    let text = [stdout, stderr].concat();
    (status.code().unwrap(), String::from_utf8(text).unwrap())
}

fn verify(desk: &Desk, words: &[&str]) -> (i32, String) {
    let keys = ["verify", "--trust", "keys"];
    run(desk, &[&keys, &AT[..], words].concat())
}

fn codes() -> Vec<String> {
    let codes = std::fs::read_to_string(crate::root().join("testdata/codes.txt")).unwrap();
    codes.lines().map(str::to_owned).collect()
}

#[test]
fn codes_of_others_are_named_with_who_reads_them() {
    let desk = Desk::new();
    for (text, name, reader) in [
        (
            "DC04FR0000011E6A1E6AL101FRL0X",
            "French 2D-DOC",
            "2D-DOC reader",
        ),
        ("https://v.example/#shlink:/eyJ1", "health link", "viewer"),
        (
            "eyJhbGciOiJFUzI1NiJ9.e30.c2ln",
            "verifiable credential",
            "who signed it",
        ),
        (
            "openid4vp://?client_id=x",
            "request to a digital wallet",
            "wallet",
        ),
        ("mdoc:owBjMS4wAYIB2BhYS6", "mobile document", "18013-5"),
        (
            "CRED:STATUS:2:GBCAEIA:PCF:GQ3",
            "PathCheck",
            "PathCheck's verifier",
        ),
        ("HTTPS://EXAMPLE.ORG/X", "web address", "do not open it"),
        ("NO1:6BF", "Norwegian domestic", "mode domestic"),
    ] {
        desk.write("code.txt", text);
        let (exit, said) = verify(&desk, &["code.txt"]);
        assert_eq!(exit, 3, "{said}");
        assert_eq!(said.matches("cannot verify").count(), 1, "{said}");
        assert!(said.contains(name) && said.contains(reader), "{said}");
        for blame in ["begins with HC1:", "issuer", "do not accept", "good light"] {
            assert!(!said.contains(blame), "{said}");
        }
    }
}

#[test]
fn what_scanners_put_around_a_code_is_no_deviation() {
    let desk = Desk::new();
    let code = &codes()[0];
    for framed in [
        format!("]Q2\\000026{code}\r\n"),
        format!("\u{2}{code}\u{3}\r"),
        format!("\u{1e}{code}\u{1d}\u{4}"),
        format!("[)>\u{1e}06\u{1d}{code}\u{1e}\u{4}"),
        format!("{code}\0\0\0"),
        format!("\\000003{code}\n\0\n"),
    ] {
        desk.write("code.txt", &framed);
        let (exit, said) = verify(&desk, &["--strict", "code.txt"]);
        assert_eq!(exit, 0, "{framed:?}: {said}");
        assert_eq!(said.matches("genuine").count(), 1, "{said}");
    }
}

#[test]
fn a_file_that_is_not_read_is_named_with_what_is_read() {
    let desk = Desk::new();
    let zip = |name: &str| {
        let length = u8::try_from(name.len()).unwrap();
        let header = [b"PK\x03\x04".as_slice(), &[0; 22], &[length, 0, 0, 0]].concat();
        [&header, name.as_bytes()].concat()
    };
    for (octets, name) in [
        (b"\0\0\0\x18ftypheic\0\0\0\0".to_vec(), "HEIC"),
        (b"II*\0\x08\0\0\0".to_vec(), "TIFF"),
        (b"GIF89a\x01\0\x01\0".to_vec(), "GIF"),
        ([b"BM".as_slice(), &[70, 0, 0, 0], &[0; 8]].concat(), "BMP"),
        (zip("pass.json"), "pkpass"),
        (zip("word/document.xml"), "DOCX"),
        (b"<!DOCTYPE html>\n<title>x</title>\n".to_vec(), "HTML"),
        (b"\xff\xfeH\0C\x001\0".to_vec(), "UTF-16"),
        (b"\x80\x81\x82".to_vec(), "neither UTF-8 text nor PNG"),
    ] {
        desk.write("file", octets);
        let (exit, said) = verify(&desk, &["file"]);
        assert_eq!(exit, 3, "{said}");
        assert_eq!(said.matches("cannot verify").count(), 1, "{said}");
        assert!(said.contains(name) && said.contains("screenshot"), "{said}");
        assert!(!said.contains("good light"), "{said}");
    }
    desk.write("file.zip", zip("certificate.json"));
    let (exit, said) = verify(&desk, &["file.zip"]);
    assert_eq!(exit, 3, "{said}");
    assert!(said.contains("the archive cannot be used"), "{said}");
    desk.write("file.png", b"\x89PNG\r\n\x1a\nxx");
    let (exit, said) = verify(&desk, &["file.png"]);
    assert_eq!(exit, 3, "{said}");
    assert!(said.contains("ask for the file again"), "{said}");
}

#[test]
fn what_is_given_for_a_trust_list_and_is_none_is_named_with_how_to_give_it() {
    let desk = Desk::new();
    let public = std::fs::read(desk.path("testdata/operator.pem")).unwrap();
    let public = pem::parse(public).unwrap();
    let private = std::fs::read(desk.path("keys/dsc-test.key.pem")).unwrap();
    desk.write("key.der", pem::parse(private).unwrap().contents());
    desk.write("public.der", public.contents());
    let request = "-----BEGIN CERTIFICATE REQUEST-----\nMAA=\n-----END CERTIFICATE REQUEST-----\n";
    desk.write("request.pem", request);
    desk.write("ssh.pub", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI x\n");
    desk.write("revoked.store", b"hcert-revoked/1\nxxxx");
    for (name, what, how) in [
        (
            "keys/dsc-test.key.pem",
            "is a private key",
            "its key with --trust",
        ),
        ("key.der", "is a private key", "its key with --trust"),
        ("testdata/operator.pem", "is a bare public key", "--anchor"),
        ("public.der", "is a bare public key", "--anchor"),
        ("ssh.pub", "is a bare public key", "\"kid\""),
        (
            "request.pem",
            "is a request for a certificate",
            "have it signed",
        ),
        (
            "testdata/codes.txt",
            "is the code of a certificate",
            "without an option",
        ),
        ("revoked.store", "is a list of revoked", "--revocations"),
    ] {
        let code = &codes()[0];
        let (exit, said) = run(
            &desk,
            &[&["verify", "--trust", name], &AT[..], &[code]].concat(),
        );
        assert_eq!(exit, 2, "{said}");
        assert!(said.contains(what) && said.contains(how), "{said}");
    }
    // Beside certificates in a folder a private key is usual.
    let (exit, said) = verify(&desk, &[&codes()[0]]);
    assert_eq!((exit, said.contains("private key")), (0, false), "{said}");
}

#[test]
fn a_complete_and_empty_list_says_that_nobody_is_revoked() {
    let desk = Desk::new();
    let require = |store: &str, code: &str| {
        let words = ["--revocations", store, "--unsigned", store];
        verify(
            &desk,
            &[&words[..], &["--require-revocation-data", code]].concat(),
        )
    };
    let build = |list: &str| {
        desk.write("list.txt", list);
        let words = ["revocation", "build", "list.txt", "-o", "list.store"];
        run(&desk, &[&words[..], &AT].concat())
    };
    let code = &codes()[0];
    let (exit, said) = build("as-of = 2022-02-01T00:00:00Z\ncountry = NO\n");
    assert_eq!(exit, 0, "{said}");
    let (exit, said) = require("list.store", code);
    assert_eq!(exit, 0, "{said}");
    // Of another country it says nothing, and the hint says what would.
    let (exit, said) = build("as-of = 2022-02-01T00:00:00Z\ncountry = SE\n");
    assert_eq!(exit, 0, "{said}");
    let (exit, said) = require("list.store", code);
    assert_eq!(exit, 3, "{said}");
    assert!(
        said.contains("complete and empty") && !said.contains("update"),
        "{said}"
    );
    // One that names nobody says nothing of anybody.
    let (exit, said) = build("as-of = 2022-02-01T00:00:00Z\n");
    assert_eq!(exit, 2, "{said}");
    assert!(said.contains("set country or kid"), "{said}");
}

#[test]
fn what_can_never_take_effect_is_told() {
    let desk = Desk::new();
    // One of two ends lies in the past: the other still revokes.
    let list = "country = NO\ntype = SIGNATURE\nexpires = 2021-06-01T00:00:00Z\n\
                00112233445566778899aabbccddeeff\nexpires = 2022-06-01T00:00:00Z\n\
                ffeeddccbbaa99887766554433221100\n";
    desk.write("list.txt", list);
    let words = ["revocation", "build", "list.txt", "-o", "list.store"];
    let (exit, said) = run(&desk, &[&words[..], &AT].concat());
    assert_eq!(exit, 1, "{said}");
    assert!(said.contains("line 4: it ended at 2021-06-01"), "{said}");
    assert!(said.contains("1 hash"), "{said}");

    let rule = std::fs::read_to_string(desk.path("testdata/rules/VR-XX-0001.json")).unwrap();
    let mut rule: serde_json::Value = serde_json::from_str(&rule).unwrap();
    rule["ValidTo"] = rule["ValidFrom"].clone();
    desk.write("rule.json", rule.to_string());
    let never = "rule VR-XX-0001@1.0.0 is never in force";
    let (exit, said) = run(&desk, &["rules", "list", "rule.json"]);
    assert_eq!((exit, said.contains(never)), (1, true), "{said}");
    let words = ["--rules", "rule.json", "--country", "XX"];
    let (_, said) = verify(&desk, &[&words[..], &[&codes()[0]]].concat());
    assert!(said.contains(never), "{said}");
}
