//! With an anchor nothing unsigned counts: whoever can take a signature off, or put a file of their own in the place of a
//! signed one, gets nothing believed.

use crate::desk::Desk;
use crate::program::{AT, reports, run};

const A: &str = "testdata/attacks";

/// A desk with lists in every form that has no signature of its own, or one that nobody here can check.
fn desk() -> Desk {
    let desk = Desk::new();
    let pem = std::fs::read_to_string(desk.path(&format!("{A}/stripping/evil.pem"))).unwrap();
    let der = pem::parse(&pem).unwrap().into_contents();
    let base64 = |octets: &[u8]| {
        use base64::Engine as _;
        base64::engine::general_purpose::STANDARD.encode(octets)
    };
    desk.write("cert.der", &der);
    run(
        &desk,
        &format!("trust export {A}/stripping/evil.pem --form json --out bare.json"),
        0,
    );
    // As Italy's and the EU's verifier services hand certificates out.
    desk.write("service.txt", base64(&der));
    let france = serde_json::json!({ "certificatesDCC": {
        base64(&hcert::trust::kid_of(&der)): base64(base64(&der).as_bytes())
    }});
    desk.write("france.json", france.to_string());
    let did = "did:web:example.org:v2:trustlist";
    let kid = base64(&hcert::trust::kid_of(&der));
    let document = |proof: serde_json::Value| {
        serde_json::json!({
            "@context": ["https://www.w3.org/ns/did/v1"], "id": did, "controller": did,
            "verificationMethod": [{
                "id": format!("{did}:DCC:NOR:DSC#{kid}"), "type": "JsonWebKey2020", "controller": did,
                "publicKeyJwk": { "kty": "EC", "crv": "P-256", "kid": kid, "x5c": [base64(&der)] }
            }],
            "proof": proof,
        })
        .to_string()
    };
    let proof =
        serde_json::json!({ "type": "JsonWebSignature2020", "created": "2022-01-31T00:00:00Z" });
    desk.write("proof.json", document(proof));
    desk.write("noproof.json", document(serde_json::Value::Null));
    std::fs::create_dir(desk.path("folder")).unwrap();
    let stripped = std::fs::read(desk.path(&format!("{A}/stripping/evil.bundle"))).unwrap();
    desk.write("folder/x.bundle", stripped);
    desk
}

const UNSIGNED: [&str; 9] = [
    "testdata/attacks/stripping/evil.bundle",
    "testdata/attacks/stripping/evil.pem",
    "cert.der",
    "bare.json",
    "service.txt",
    "france.json",
    "proof.json",
    "noproof.json",
    "folder",
];

#[test]
fn with_an_anchor_a_list_that_nobody_signed_is_refused_whatever_its_form() {
    let desk = desk();
    let anchor = format!("--anchor {A}/stripping/op.pub.pem");
    let evil = format!("{A}/stripping/evil.txt");
    for source in UNSIGNED {
        let verify = format!("verify --trust {source} --at {AT} {evil}");
        // The key is the one that signed the code: without an anchor the list would be taken for what it is.
        run(&desk, &verify, 0);
        let (out, told) = run(&desk, &format!("{verify} {anchor}"), 2);
        assert_eq!(out, "", "{source}");
        assert!(
            told.contains(source) && told.contains("is refused"),
            "{told}"
        );
        assert!(told.contains("--unsigned"), "{told}");
        // The same on every way to a list.
        for words in [
            format!("trust list {source} {anchor}"),
            format!("trust import {source} {anchor} --out x.cbor"),
            format!("trust diff {source} {source} {anchor}"),
            format!("trust export {source} {anchor} --form pem --out x.pem"),
            format!("trust bundle {source} {anchor} --signer keys/dsc-all.key.pem --out x.bundle"),
            format!("serve --listen 127.0.0.1:0 --trust {source} {anchor}"),
            format!("serve --export site --trust {source} {anchor}"),
            format!("batch verify --trust {source} --at {AT} {anchor} {evil}"),
        ] {
            let (_, told) = run(&desk, &words, 2);
            assert!(told.contains("is refused"), "{words}: {told}");
        }
    }
    for made in ["x.cbor", "x.pem", "x.bundle", "site"] {
        assert!(!desk.path(made).exists(), "{made}");
    }
}

#[test]
fn one_unsigned_list_beside_a_signed_one_refuses_both() {
    let desk = desk();
    let (out, told) = run(
        &desk,
        &format!(
            "verify --trust {A}/rollback/new.bundle --trust {A}/stripping/evil.pem --at {AT} \
             --anchor {A}/rollback/op.pub.pem {A}/stripping/evil.txt"
        ),
        2,
    );
    assert!(
        out.is_empty() && told.contains("evil.pem is refused"),
        "{told}"
    );
}

#[test]
fn the_way_around_is_said_for_each_source_and_shows_in_the_verdict() {
    let desk = desk();
    let anchor = format!("--anchor {A}/stripping/op.pub.pem --at {AT} {A}/stripping/evil.txt");
    for source in UNSIGNED {
        let verify = format!("verify -v --trust {source} --unsigned {source} {anchor}");
        let (out, told) = run(&desk, &verify, 0);
        assert!(told.contains("not signed"), "{source}: {told}");
        assert!(
            out.contains("(not signed)") || out.contains("its signature was not checked"),
            "{source}: {out}"
        );
    }
    // A file in a folder, and the folder as a whole.
    let folder = format!("verify -q --trust folder {anchor} --unsigned");
    run(&desk, &format!("{folder} folder/x.bundle"), 0);
    // Said for another source, it is no way around for this one.
    let other = format!(
        "verify -q --trust {A}/stripping/evil.pem --trust {A}/stripping/evil.bundle {anchor}"
    );
    let (_, told) = run(
        &desk,
        &format!("{other} --unsigned {A}/stripping/evil.pem"),
        2,
    );
    assert!(told.contains("evil.bundle is refused"), "{told}");
    // A typing mistake is no exception for nothing.
    let (_, told) = run(
        &desk,
        &format!("verify -q --trust cert.der --unsigned cert.de {anchor}"),
        2,
    );
    assert!(told.contains("no source of that name"), "{told}");
    // A list that is signed by somebody else is not signed by whom we pinned.
    let build = "trust bundle keys --signer keys/dsc-all.key.pem --out foreign.bundle --at";
    run(&desk, &format!("{build} {AT}"), 0);
    run(
        &desk,
        &format!("verify -q --trust foreign.bundle {anchor}"),
        2,
    );
}

#[test]
fn what_an_unsigned_bundle_says_of_the_lists_in_it_is_not_believed() {
    let desk = Desk::new();
    // A bundle that holds a list with a good signature, and then nobody's signature around it.
    run(
        &desk,
        &format!(
            "trust import {A}/rollback/new.bundle --anchor {A}/rollback/op.pub.pem --at {AT} --out i.cbor"
        ),
        0,
    );
    let octets = std::fs::read(desk.path("i.cbor")).unwrap();
    let good = b"dgoodx";
    assert!(
        octets.windows(good.len()).any(|window| window == good),
        "it says so itself"
    );
    let (out, _) = run(&desk, "trust list i.cbor --json", 0);
    assert!(!out.is_empty());
    for line in out.lines() {
        let key: serde_json::Value = serde_json::from_str(line).unwrap();
        assert_eq!(key["list"]["signature"], "unsigned", "{line}");
    }
}

#[test]
fn with_an_anchor_a_store_that_nobody_signed_is_refused() {
    let desk = desk();
    // The same store once signed and once not: what it revokes is our own code.
    let build = format!("revocation build testdata/revocation/revoked.txt --at {AT} --out");
    run(&desk, &format!("{build} bare.store"), 0);
    run(
        &desk,
        &format!("{build} signed.store --signer keys/dsc-all.key.pem"),
        0,
    );
    let code = "testdata/NO/png/vaccination-1-2.png";
    let verify =
        format!("verify --trust keys --unsigned keys --at {AT} --anchor keys/dsc-all.pem {code}");
    assert_eq!(
        reports(&desk, &format!("{verify} --revocations signed.store"), 1)[0]["class"],
        "revoked"
    );
    for store in [
        "bare.store",
        "testdata/attacks/stripping/unsigned-empty.store",
    ] {
        let (_, told) = run(&desk, &format!("{verify} --revocations {store}"), 2);
        assert!(
            told.contains(store) && told.contains("is refused"),
            "{told}"
        );
        for words in [
            format!("revocation check {code} -r {store} --anchor keys/dsc-all.pem --at {AT}"),
            format!("revocation build {store} --anchor keys/dsc-all.pem --out x.store"),
            format!(
                "serve --listen 127.0.0.1:0 --trust keys --unsigned keys --anchor keys/dsc-all.pem --revocations {store}"
            ),
            format!(
                "serve --export site --trust keys --unsigned keys --anchor keys/dsc-all.pem --revocations {store}"
            ),
        ] {
            run(&desk, &words, 2);
        }
    }
    let around = format!("{verify} --revocations bare.store --unsigned bare.store");
    let (_, told) = run(&desk, &around, 1);
    assert!(told.contains("bare.store: not signed"), "{told}");
    // Lists of revoked certificates that become a store are held to it as well.
    let (_, told) = run(
        &desk,
        "revocation build testdata/revocation/revoked.txt --anchor keys/dsc-all.pem --out x.store",
        2,
    );
    assert!(told.contains("not signed"), "{told}");
    assert!(!desk.path("x.store").exists() && !desk.path("site").exists());
    run(
        &desk,
        &format!(
            "revocation build testdata/revocation/revoked.txt --anchor keys/dsc-all.pem --at {AT} \
             --unsigned testdata/revocation/revoked.txt --out x.store"
        ),
        0,
    );
}

#[test]
fn a_bundle_that_nobody_signs_is_written_only_when_that_is_said() {
    let desk = Desk::new();
    let (_, told) = run(&desk, "trust bundle keys --out b.bundle", 2);
    assert!(
        told.contains("--signer") && !desk.path("b.bundle").exists(),
        "{told}"
    );
    for words in ["keys --unsigned", "--unsigned keys"] {
        let (out, told) = run(
            &desk,
            &format!("trust bundle {words} --at {AT} --out b.bundle"),
            0,
        );
        assert!(
            out.contains("not signed") && told.contains("nobody signs"),
            "{told}"
        );
        run(
            &desk,
            &format!(
                "verify -q --trust b.bundle --anchor keys/dsc-all.pem --at {AT} testdata/NO/png/recovery.png"
            ),
            2,
        );
        std::fs::remove_file(desk.path("b.bundle")).unwrap();
    }
}
