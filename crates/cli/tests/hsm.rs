//! Keys in hardware, end to end, with SoftHSM2 in the place of hardware. Where it is not installed the tests
//! say so and pass.
//!
//! The software token finds its folder by an environment variable alone, so that whatever touches it runs
//! in a process of its own: the program, or this test binary once more ([`inside::step`]).

mod inside;
mod token;

use crate::root;
use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::Stdio;
use token::{good, silent, token, told};

const PIN: &str = "kvist-4711";
const WRONG_PIN: &str = "kvist-4712";
const SO_PIN: &str = "kvist-9999";
const AT: [&str; 2] = ["--at", "2022-02-01T12:00:00Z"];
const PAYLOAD: &str = "testdata/payloads/vaccination-2-2.json";

const COMMA: &str = "no file has the name behind the last comma";

/// The variables that tell a process of this binary what to do.
const STEP: &str = "HCERT_TEST_HSM_STEP";
const MODULE: &str = "HCERT_TEST_HSM_MODULE";

#[test]
fn a_key_in_hardware_signs_by_es256_and_by_ps256() {
    let Some(held) = token() else {
        return;
    };
    let token = &*held;
    assert_eq!(good(token, &token.uri("object=ec;type=private")), "ES256");
    assert_eq!(good(token, &token.uri("object=rsa")), "PS256");
    assert_eq!(good(token, &token.uri("id=%01")), "ES256");
}

#[test]
fn the_certificate_may_come_from_a_file() {
    let Some(held) = token() else {
        return;
    };
    let token = &*held;
    // The twins are told apart by their id; there is no certificate of theirs on the token.
    let twin = token.uri("object=twin;id=%11");
    let lack = token.refused(&twin);
    assert!(
        lack.contains("no certificate of the key with its CKA_ID on the token"),
        "{lack}"
    );
    assert!(lack.contains("pkcs11:…,CERT"), "{lack}");
    // A test signer signs no vaccination: the certificate in the file counts.
    let other = told(&token.issue(&format!("{twin},keys/dsc-test.pem")), 1);
    assert!(
        other.contains("no signer covers a vaccination certificate"),
        "{other}"
    );
    let wrong = token.refused(&format!("{twin},keys/dsc-all.pem"));
    assert!(
        wrong.contains("the key does not belong to the certificate"),
        "{wrong}"
    );
    assert_eq!(
        good(token, &format!("{},keys/dsc-all.pem", token.uri("id=%01"))),
        "ES256"
    );
    let nothing = token.refused("pkcs11:token=signing;object=ec,keys/nothing.pem?module-path=/m");
    assert!(
        nothing.contains("attribute object, offset 7") && nothing.contains(COMMA),
        "{nothing}"
    );
}

#[test]
fn the_public_half_may_be_in_a_certificate_alone() {
    let Some(held) = token() else {
        return;
    };
    let token = &*held;
    let recovery = told(&token.issue(&token.uri("object=certified")), 1);
    assert!(
        recovery.contains("no signer covers a vaccination certificate"),
        "{recovery}"
    );
    let alone = token.uri("object=alone");
    let lack = token.refused(&alone);
    assert!(
        lack.contains("the key's public half is not on the token"),
        "{lack}"
    );
    assert_eq!(
        good(token, &format!("{alone},keys/dsc-vaccination.pem")),
        "ES256"
    );
}

#[test]
fn a_signature_that_does_not_stand_with_the_certificate_is_not_handed_out() {
    let Some(held) = token() else {
        return;
    };
    let token = &*held;
    let crossed = told(&token.issue(&token.uri("object=crossed")), 1);
    assert!(
        crossed.contains("does not stand with the public key"),
        "{crossed}"
    );
}

#[test]
fn several_certificates_of_one_key_are_not_chosen_from() {
    let Some(held) = token() else {
        return;
    };
    let token = &*held;
    let renewed = token.refused(&token.uri("object=renewed"));
    assert!(
        renewed.contains("2 certificates of the key on the token"),
        "{renewed}"
    );
    assert_eq!(
        good(
            token,
            &format!("{},keys/dsc-all.pem", token.uri("object=renewed"))
        ),
        "ES256"
    );
}

#[test]
fn a_token_without_a_pin_is_told_before_one_is_asked_for() {
    let Some(held) = token() else {
        return;
    };
    let token = &*held;
    let uri = token.uri_with("object=ec", "missing");
    let blank = token.refused(&uri.replace("token=signing", "token=blank"));
    assert!(
        blank.contains("the token has no PIN for users yet"),
        "{blank}"
    );
}

#[test]
fn what_only_lies_beside_a_key_is_not_its_own() {
    let Some(held) = token() else {
        return;
    };
    let token = &*held;
    let double = token.refused(&token.uri("object=double"));
    assert!(
        double.contains("fit the private key and differ"),
        "{double}"
    );
    let nameless = token.refused(&token.uri("object=nameless"));
    assert!(
        nameless.contains("the key's public half is not on the token"),
        "{nameless}"
    );
    let stray = token.refused(&token.uri("object=stray"));
    assert!(
        stray.contains("no certificate of the key with its CKA_ID"),
        "{stray}"
    );
}

#[test]
fn lists_are_not_signed_in_hardware_and_the_argument_is_not_repeated() {
    let Some(held) = token() else {
        return;
    };
    let signer = format!("pkcs11:object=ec?pin-value={PIN}");
    for words in [["bundle", "keys"], ["export", "keys"]] {
        let mut command = held.command(env!("CARGO_BIN_EXE_hcert"));
        command.arg("trust").args(words).args(["--signer", &signer]);
        command.args(AT).arg("--out").arg(held.path("list"));
        if words[0] == "export" {
            command.args(["--form", "eu-zip"]);
        }
        let refused = told(&silent(command.output().unwrap()), 2);
        assert!(
            refused.contains("a key in hardware signs codes and pages"),
            "{refused}"
        );
    }
    // What stands before a comma is no file either.
    let pair = format!("{signer},keys/dsc-all.pem");
    for words in [
        &["trust", "export", "keys", "--form", "eu-zip"][..],
        &["revocation", "publish", "--ledger", "none.db"],
    ] {
        let mut command = held.command(env!("CARGO_BIN_EXE_hcert"));
        command.args(words).args(["--signer", &pair]).args(AT);
        command.arg("--out").arg(held.path("list"));
        let refused = told(&silent(command.output().unwrap()), 2);
        assert!(
            refused.contains("a key in hardware signs codes and pages"),
            "{refused}"
        );
    }
}

#[test]
fn none_and_several_are_told_with_what_is_there() {
    let Some(held) = token() else {
        return;
    };
    let token = &*held;
    let none = token.refused(&token.uri("object=nobody"));
    for part in [
        "no private key fits the URI",
        "object=ec;id=%01",
        "object=twin;id=%12",
    ] {
        assert!(none.contains(part), "{part}: {none}");
    }
    let twins = token.refused(&token.uri("object=twin"));
    assert!(
        twins.contains("several private keys fit the URI"),
        "{twins}"
    );
    assert!(
        twins.contains("object=twin;id=%11") && twins.contains("object=twin;id=%12"),
        "{twins}"
    );
    assert!(!twins.contains("object=ec"), "{twins}");
    let comma = token.refused(&format!("{},keys/nothing.pem", token.uri("object=ec")));
    assert!(
        comma.contains("No such file") && comma.contains(COMMA),
        "{comma}"
    );
    let comma = token.refused(&token.uri("object=ec,keys"));
    assert!(
        comma.contains("no private key fits") && comma.contains(COMMA),
        "{comma}"
    );

    let query = format!("?module-path={}", token.module.display());
    let none = token.refused(&format!("pkcs11:token=elsewhere;object=ec{query}"));
    assert!(
        none.contains("no token fits the URI; there: token="),
        "{none}"
    );
    assert!(
        none.contains("token=signing;serial=") && none.contains("token=spare;serial="),
        "{none}"
    );
    let both = token.refused(&format!("pkcs11:object=ec{query}"));
    assert!(both.contains("several tokens fit the URI"), "{both}");
    for attribute in [
        "manufacturer=Other",
        "model=Other",
        "serial=0",
        "slot-id=77",
        "slot-description=O",
    ] {
        let none = token.refused(&format!("pkcs11:token=signing;{attribute}{query}"));
        assert!(
            none.contains("no token fits the URI"),
            "{attribute}: {none}"
        );
    }
}

#[test]
fn every_attribute_of_the_token_and_the_module_counts() {
    let Some(held) = token() else {
        return;
    };
    let token = &*held;
    let right = "manufacturer=SoftHSM%20project;model=SoftHSM%20v2;library-manufacturer=SoftHSM;\
                 slot-manufacturer=SoftHSM%20project;object=ec";
    assert_eq!(
        good(token, &format!("{}&module-name=softhsm2", token.uri(right))),
        "ES256"
    );
    let stem = format!("{}&module-name=libsofthsm2", token.uri("object=ec"));
    assert_eq!(good(token, &stem), "ES256");
    for (attribute, name) in [
        ("library-manufacturer=Other", "library-manufacturer"),
        ("library-description=Other", "library-description"),
        ("library-version=99.1", "library-version"),
    ] {
        let other = token.refused(&token.uri(&format!("{attribute};object=ec")));
        assert!(other.contains(&format!("the URI wants {name}")), "{other}");
    }
    let other = token.refused(&format!("{}&module-name=other", token.uri("object=ec")));
    assert!(
        other.contains("the URI wants module-name \"other\""),
        "{other}"
    );
}

#[test]
fn keys_that_sign_no_certificate_are_refused_by_their_type_and_use() {
    let Some(held) = token() else {
        return;
    };
    let token = &*held;
    for (object, reason) in [
        (
            "p384",
            "the key is EC P-384; a signer's is EC P-256 or RSA of 2048 to 8192 bits",
        ),
        ("short", "the key is RSA 1024; a signer's is"),
        ("mute", "CKA_SIGN is false"),
        (
            "asks",
            "wants its PIN for every signature (CKA_ALWAYS_AUTHENTICATE)",
        ),
    ] {
        let refused = token.refused(&token.uri(&format!("object={object}")));
        assert!(refused.contains(reason), "{object}: {refused}");
    }
}

#[test]
fn the_module_is_named_by_the_uri_or_by_the_environment() {
    let Some(held) = token() else {
        return;
    };
    let token = &*held;
    let uri = format!(
        "pkcs11:token=signing;object=ec?pin-source={}",
        token.path("pin").display()
    );
    let lack = token.refused(&uri);
    assert!(
        lack.contains("module-path") && lack.contains("HCERT_PKCS11_MODULE"),
        "{lack}"
    );
    let with = |module: &Path| {
        let mut command = token.command(env!("CARGO_BIN_EXE_hcert"));
        command.args(["issue", PAYLOAD, "--signer", &uri]).args(AT);
        silent(command.env("HCERT_PKCS11_MODULE", module).output().unwrap())
    };
    told(&with(&token.module), 0);
    let missing = told(&with(Path::new("/nowhere/hsm.so")), 2);
    assert!(
        missing.contains("PKCS #11 module /nowhere/hsm.so"),
        "{missing}"
    );
}

#[test]
fn a_wrong_pin_is_told_and_shown_nowhere() {
    let Some(held) = token() else {
        return;
    };
    let token = &*held;
    let wrong = token.refused(&token.uri_with("object=ec", "wrong"));
    assert!(
        wrong.contains("did not take the PIN; it is not tried again"),
        "{wrong}"
    );
    let missing = token.refused(&token.uri_with("object=ec", "missing"));
    assert!(
        missing.contains("no PIN: pin-source") && missing.contains("missing: No such file"),
        "{missing}"
    );
    token.secret("empty", "\n");
    let empty = token.refused(&token.uri_with("object=ec", "empty"));
    assert!(empty.contains("is empty"), "{empty}");
    // Whoever writes the PIN where its file belongs does not read it in a log.
    let module = token.module.display();
    let instead = token.refused(&format!(
        "pkcs11:token=signing;object=ec?module-path={module}&pin-source={PIN}"
    ));
    assert!(instead.contains("no PIN: pin-source"), "{instead}");
}

#[test]
fn a_pin_in_the_uri_is_refused_in_whatever_place() {
    let Some(held) = token() else {
        return;
    };
    let token = &*held;
    let module = token.module.display();
    for uri in [
        format!("pkcs11:token=signing;object=ec?module-path={module}&pin-value={PIN}"),
        format!("pkcs11:token=signing;object=ec;pin-value={PIN}?module-path={module}"),
        format!("PKCS11:token=signing;object=ec?module-path={module}?PIN-VALUE={PIN}"),
        format!(
            "pkcs11:token=signing;object=ec?module-path={module}&pin-value={PIN},keys/dsc-all.pem"
        ),
    ] {
        let refused = token.refused(&uri);
        assert!(refused.contains("pin-value is not taken"), "{refused}");
    }
    for uri in [
        format!("pkcs11:token=signing;object=ec?module-path={module}&pin={PIN}"),
        format!("pkcs11:token=signing;object=ec?module-path={module}&{PIN}"),
        format!("pkcs11:token=signing;object=ec?module-path={module}&pin-source=pin:{PIN}"),
    ] {
        token.refused(&uri);
    }
}

#[test]
fn a_pin_file_that_others_can_read_is_warned_of() {
    use std::os::unix::fs::PermissionsExt as _;
    let Some(held) = token() else {
        return;
    };
    let token = &*held;
    let path = token.path("open");
    std::fs::write(&path, PIN).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
    let warned = told(&token.issue(&token.uri_with("object=ec", "open")), 0);
    assert!(warned.contains("others can read it (mode 644)"), "{warned}");
}

#[test]
fn what_the_query_says_to_others_is_named_and_passed_by() {
    let Some(held) = token() else {
        return;
    };
    let token = &*held;
    let warned = told(
        &token.issue(&format!("{}&x-vendor=1", token.uri("object=ec"))),
        0,
    );
    assert!(
        warned.contains("attribute x-vendor means nothing here"),
        "{warned}"
    );
}

#[test]
fn without_a_terminal_a_missing_pin_source_is_told() {
    let Some(held) = token() else {
        return;
    };
    let token = &*held;
    let uri = format!(
        "pkcs11:token=signing;object=ec?module-path={}",
        token.module.display()
    );
    // A session of its own has no terminal to fall back to.
    let mut command = token.command("setsid");
    command.args([
        "--wait",
        env!("CARGO_BIN_EXE_hcert"),
        "issue",
        PAYLOAD,
        "--signer",
        &uri,
    ]);
    let lack = told(&command.args(AT).output().unwrap(), 2);
    assert!(lack.contains("no PIN: there is no terminal"), "{lack}");
    assert!(lack.contains("pin-source=file:"), "{lack}");
}

#[test]
fn at_a_terminal_the_pin_is_asked_for_once_and_not_echoed() {
    let Some(held) = token() else {
        return;
    };
    let token = &*held;
    let line = format!(
        "'{}' issue {PAYLOAD} --at {} --signer 'pkcs11:token=signing;object=ec?module-path={module}' \
         --signer 'pkcs11:token=signing;object=rsa?module-path={module}'",
        env!("CARGO_BIN_EXE_hcert"),
        AT[1],
        module = token.module.display()
    );
    let mut command = token.command("script");
    command.args(["-qec", &line, "/dev/null"]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let (mut keyboard, mut screen) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
    let mut seen = Vec::new();
    let mut octet = [0];
    // What is typed before the question is asked would be echoed by the terminal itself.
    while !seen.ends_with(b": ") && screen.read(&mut octet).unwrap() == 1 {
        seen.push(octet[0]);
    }
    std::thread::sleep(std::time::Duration::from_millis(300));
    writeln!(keyboard, "{PIN}").unwrap();
    // Whoever asks again meets the end of the input.
    drop(keyboard);
    screen.read_to_end(&mut seen).unwrap();
    let seen = String::from_utf8(seen).unwrap();
    assert!(child.wait().unwrap().success(), "{seen}");
    assert!(!seen.contains("kvist"), "{seen}");
    assert_eq!(
        seen.matches("PIN of token=signing;serial=").count(),
        1,
        "{seen}"
    );
    assert!(seen.contains("HC1:"), "{seen}");
}

#[test]
fn a_page_is_signed_by_a_key_in_hardware() {
    let Some(held) = token() else {
        return;
    };
    let token = &*held;
    let out = token.path("pages");
    let mut command = token.command(env!("CARGO_BIN_EXE_hcert"));
    command.args(["page", "testdata/records/booster.json", "--format", "html"]);
    command
        .arg("--out")
        .arg(&out)
        .args(["--at", "2022-02-01T12:00:00+01:00"]);
    let output = command
        .args(["--signer", &token.uri("object=ec")])
        .output()
        .unwrap();
    assert_eq!(silent(output).status.code(), Some(0));
    assert!(std::fs::read_dir(&out).unwrap().count() > 0);
}

#[test]
fn login_happens_once_and_a_session_that_ended_is_told() {
    let Some(held) = token() else {
        return;
    };
    let token = &*held;
    token.step("login");
    token.step("wrong");
    token.step("ended");
}
