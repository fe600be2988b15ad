//! Each command, as people and scripts use it.

use super::*;

const RECOVERY: &str = "testdata/payloads/test-pcr.json";
const VACCINATION: &str = "testdata/payloads/vaccination-2-2.json";

fn base64(hash: &[u8]) -> Value {
    STANDARD.encode(hash).into()
}

#[test]
fn from_the_code_to_the_batch() {
    let desk = Desk::new();
    let made = desk.issue(&[RECOVERY, VACCINATION], &[]);
    let codes: Vec<&str> = made
        .iter()
        .map(|one| one["hc1"].as_str().unwrap())
        .collect();
    let mut entries: Vec<Issued> = desk.entries().into_iter().map(|one| one.issued).collect();
    let mut expected: Vec<Issued> = codes.iter().map(|code| issued(code)).collect();
    entries.sort_by_key(|one| one.signature);
    expected.sort_by_key(|one| one.signature);
    assert_eq!(entries, expected, "two rows, without a pseudonym");
    assert!(made.iter().all(|one| one.get("pseudonym").is_none()));

    // By code from standard input, by identifier, and again.
    let both = format!("{}\n\n{}\n", codes[0], codes[1]);
    assert_eq!(desk.revoke(&["--code", "-"], codes[0]), (0, [1, 0, 0, 0]));
    let uvci = made[1]["uvci"].as_str().unwrap();
    let foreign = "URN:UVCI:01:NO:SOMEBODYELSE";
    let lines = format!("{foreign}\n{uvci}\r\n");
    assert_eq!(desk.revoke(&["--uvci", "-"], &lines), (1, [1, 0, 0, 1]));
    assert_eq!(desk.revoke(&["--code", "-"], &both), (0, [0, 2, 0, 0]));

    let batches = desk.publish(&["--hash-types", "SIGNATURE,UCI"]);
    let files = files(&desk.path("batches"));
    assert_eq!(
        (batches.len(), files.len()),
        (4, 4),
        "two signers, two types"
    );
    for (told, path) in batches.iter().zip(&files) {
        let content = batch(path);
        let name = format!("{}.cms", told["batch"].as_str().unwrap());
        assert_eq!(path.file_name().unwrap().to_str(), Some(name.as_str()));
        assert_eq!(content["hashType"], told["hashType"]);
        assert_eq!(content["country"], "NO");
        assert_eq!(content["expires"], "2022-05-02T12:00:01Z");
        let kid = STANDARD.decode(content["kid"].as_str().unwrap()).unwrap();
        let one = expected.iter().find(|one| one.kid == kid[..]).unwrap();
        let hash_type = told["hashType"].as_str().unwrap().parse().unwrap();
        let hash = one.hash(hash_type).unwrap();
        assert_eq!(content["entries"], json!([{"hash": base64(&hash)}]));
    }
    assert_eq!(
        desk.publish(&["--hash-types", "SIGNATURE,UCI"]),
        [] as [Value; 0]
    );
    assert_eq!(desk.publish(&["--hash-types", "COUNTRYCODEUCI"]).len(), 2);
}

#[test]
fn a_batch_that_was_not_marked_is_written_again_in_the_same_octets() {
    let desk = Desk::new();
    desk.issue(&[RECOVERY], &[]);
    desk.revoke(&["--uvci", "URN:UVCI:01:NO:NONE"], "");
    let kid = issued(desk.issue(&[RECOVERY], &[])[0]["hc1"].as_str().unwrap()).kid;
    let kid: String = kid.iter().map(|octet| format!("{octet:02x}")).collect();
    assert_eq!(desk.revoke(&["--kid", &kid], ""), (0, [2, 0, 0, 0]));
    desk.publish(&[]);
    let file = files(&desk.path("batches"))[0].clone();
    let before = std::fs::read(&file).unwrap();
    // As a crash between writing and marking leaves it, with a half-written file beside.
    let db = rusqlite::Connection::open(desk.path("l.db")).unwrap();
    db.execute("UPDATE hcert_batch SET published_at = NULL", [])
        .unwrap();
    std::fs::remove_file(&file).unwrap();
    let name = file.file_name().unwrap().to_str().unwrap();
    std::fs::write(desk.path("batches").join(format!(".{name}.part")), "half").unwrap();
    let strangers =
        ["letter.cms.part", ".letter.cms.part"].map(|name| desk.path("batches").join(name));
    for stranger in &strangers {
        std::fs::write(stranger, "half").unwrap();
    }
    assert_eq!(desk.publish(&[]).len(), 1);
    assert_eq!(std::fs::read(&file).unwrap(), before);
    // A folder that was lost after that is filled again by asking.
    std::fs::remove_file(&file).unwrap();
    assert_eq!(desk.publish(&[]).len(), 0);
    assert!(!file.exists());
    assert_eq!(desk.publish(&["--again"]).len(), 1);
    for stranger in &strangers {
        std::fs::remove_file(stranger).expect("it is not ours and stays");
    }
    assert_eq!(files(&desk.path("batches")), std::slice::from_ref(&file));
    assert_eq!(std::fs::read(&file).unwrap(), before);
}

#[test]
fn after_a_correction_the_old_certificates_are_revoked_and_the_new_ones_stand() {
    let desk = Desk::new();
    desk.done(&["revocation", "person-key", "--out", "p.key"]);
    let wrong = "testdata/records/dose-1-of-2.json";
    let text = std::fs::read_to_string(root().join(wrong)).unwrap();
    let mut record: Value = serde_json::from_str(&text).unwrap();
    // Somebody else, who stays as they are.
    desk.page("testdata/records/recovered.json", "other");
    let others = desk.entries().len();
    let pseudonym = desk.page(wrong, "first")["pseudonym"].clone();
    let first = desk.entries();
    let of_person = |entry: &&Entry| {
        let person = entry.issued.person.unwrap();
        let hex: String = person.iter().map(|octet| format!("{octet:02x}")).collect();
        pseudonym == hex
    };
    let codes = first.iter().filter(of_person).count();
    assert!(codes >= 1 && first.len() == others + codes);

    // The register had the wrong batch number.
    record["vaccinations"][0]["lot"] = "FC9999".into();
    std::fs::write(desk.path("corrected.json"), record.to_string()).unwrap();
    let words = [
        "--record",
        "corrected.json",
        "--person-key",
        "p.key",
        "--reason",
        "correction",
    ];
    assert_eq!(desk.revoke(&words, ""), (0, [codes as u64, 0, 0, 0]));
    desk.page("corrected.json", "second");
    let entries = desk.entries();
    let (mine, theirs): (Vec<&Entry>, Vec<&Entry>) = entries.iter().partition(of_person);
    assert_eq!(mine.len(), 2 * codes);
    assert_eq!(
        mine.iter().filter(|one| one.revoked.is_none()).count(),
        codes
    );
    assert!(theirs.iter().all(|one| one.revoked.is_none()));
    assert!(
        mine.iter()
            .flat_map(|one| one.revoked)
            .all(|(at, reason)| { (at.to_string().as_str(), reason.code()) == (AT, "correction") })
    );
    let batches = desk.publish(&[]);
    let entries: u64 = batches
        .iter()
        .map(|one| one["entries"].as_u64().unwrap())
        .sum();
    assert_eq!(entries, codes as u64);
}

#[test]
fn the_domestic_code_of_a_page_is_recorded_with_the_others() {
    let desk = Desk::new();
    desk.done(&["revocation", "person-key", "--out", "p.key"]);
    desk.page("testdata/records/booster.json", "pages");
    let entries = desk.entries();
    let domestic = entries.iter().filter(|one| one.issued.identifier.is_none());
    assert_eq!(domestic.count(), 1, "the NO1 code has no identifier");
    for file in files(&desk.path("pages")) {
        let codes = desk.done(&["scan", file.to_str().unwrap()]);
        for code in codes.lines() {
            let issued = issued(code);
            let row = entries
                .iter()
                .find(|one| one.issued.signature == issued.signature);
            assert_eq!(row.unwrap().issued.kid, issued.kid);
        }
    }
    let person = entries[0].issued.person.unwrap();
    let person: String = person.iter().map(|octet| format!("{octet:02x}")).collect();
    let counts = desk.revoke(&["--person", &person], "").1;
    assert_eq!(counts, [entries.len() as u64, 0, 0, 0]);
    // The domestic one is revoked by its signature although identifiers were asked for.
    let batches = desk.publish(&["--hash-types", "UCI"]);
    let types: Vec<&Value> = batches.iter().map(|one| &one["hashType"]).collect();
    assert!(
        types.contains(&&"SIGNATURE".into()) && types.contains(&&"UCI".into()),
        "{types:?}"
    );
}

#[test]
fn a_code_that_cannot_be_recorded_is_not_handed_out() {
    let desk = Desk::new();
    std::fs::create_dir(desk.path("l.db")).unwrap();
    std::fs::write(desk.path("short.key"), [7; 31]).unwrap();
    let signer = ["--signer", "keys", "--at", AT];
    for ledger in [
        &["--ledger", "l.db"][..],
        &["--ledger", "nowhere/l.db"],
        &["--ledger", "postgres://u:s3cret@db.example.org/x"],
        &["--ledger", "new.db", "--person-key", "short.key"],
        &["--ledger", "new.db", "--person-key", "no.key"],
        &["--person-key", "short.key"],
    ] {
        let output =
            desk.run(&[&["issue", RECOVERY, "--qr", "c.png"], &signer[..], ledger].concat());
        assert_eq!(output.status.code(), Some(2), "{ledger:?}");
        assert!(
            output.stdout.is_empty() && !desk.path("c.png").exists(),
            "{ledger:?}"
        );
        let told = String::from_utf8(output.stderr).unwrap();
        assert!(!told.contains("s3cret"), "{told}");
        let record = "testdata/records/booster.json";
        let output = desk.run(&[&["page", record, "--out", "pages"], &signer[..], ledger].concat());
        assert_eq!(output.status.code(), Some(2), "{ledger:?}");
        assert!(!desk.path("pages").exists(), "{ledger:?}");
    }
    assert!(!desk.path("new.db").exists(), "no ledger without its key");
}

#[test]
fn a_code_is_in_the_ledger_before_it_is_written_anywhere() {
    // A ledger that takes nothing: the trigger stands for a full disk.
    let desk = Desk::new();
    desk.issue(&[RECOVERY], &[]);
    let db = rusqlite::Connection::open(desk.path("l.db")).unwrap();
    let trigger = "CREATE TRIGGER full BEFORE INSERT ON hcert_certificate
                   BEGIN SELECT RAISE(ABORT, 'disk full'); END";
    db.execute_batch(trigger).unwrap();
    let common = ["--signer", "keys", "--at", AT, "--ledger", "l.db"];
    let output = desk.run(&[&["issue", RECOVERY, "--qr", "c.png"], &common[..]].concat());
    assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0));
    assert!(!desk.path("c.png").exists());
    let record = "testdata/records/booster.json";
    let output = desk.run(&[&["page", record, "--out", "pages"], &common[..]].concat());
    assert_eq!(output.status.code(), Some(2));
    assert!(!desk.path("pages").exists(), "no page either");
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("disk full"), "{told}");
}

#[test]
fn a_path_is_a_path_whatever_sqlite_would_make_of_it() {
    let desk = Desk::new();
    for place in ["file:l.db", "file:m.db?mode=memory", "l.db?x#y%41"] {
        let words = [
            "issue", RECOVERY, "--signer", "keys", "--at", AT, "--ledger", place,
        ];
        desk.done(&words);
        let list = desk.done(&["revocation", "list", "--ledger", place]);
        assert_eq!(list.lines().count(), 1, "{place}");
        assert!(desk.path(place).metadata().unwrap().len() > 0, "{place}");
    }
    assert!(!desk.path("l.db").exists());
}

#[test]
fn identifiers_are_shown_only_when_they_are_asked_for() {
    let desk = Desk::new();
    let uvci = desk.issue(&[RECOVERY], &[])[0]["uvci"]
        .as_str()
        .unwrap()
        .to_owned();
    desk.revoke(&["--uvci", "-", "--reason", "fraud"], &uvci);
    desk.issue(&[VACCINATION], &[]);
    let list =
        |more: &[&str]| desk.done(&[&["revocation", "list", "--ledger", "l.db"], more].concat());
    for more in [&[][..], &["--json"]] {
        assert_eq!(list(more).lines().count(), 2);
        assert!(!list(more).contains("URN:UVCI"));
        assert!(list(&[&["--show-uvci"], more].concat()).contains(&uvci));
    }
    let revoked: Value = serde_json::from_str(&list(&["--revoked", "--json"])).unwrap();
    let expected = json!({
        "signature": revoked["signature"], "kid": revoked["kid"], "country": "NO",
        "iat": AT, "exp": "2022-05-02T12:00:00Z",
        "revokedAt": AT, "reason": "fraud",
    });
    assert_eq!(revoked, expected);
    let kid = revoked["kid"].as_str().unwrap();
    assert_eq!(list(&["--kid", kid]).lines().count(), 1);
    assert_eq!(list(&["--kid", "0000000000000000"]), "");
    assert!(list(&["--revoked"]).contains(&format!("revoked {AT} fraud")));
}

#[test]
fn what_is_wrong_is_told_without_the_identifier() {
    let desk = Desk::new();
    desk.issue(&[RECOVERY], &[]);
    let run = |words: &[&str], input: &str| {
        let output = desk.run_with(&[&["revocation"], words].concat(), input);
        let told = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        assert!(!told.contains("SECRET") && !told.contains("6BF"), "{told}");
        (output.status.code().unwrap(), told)
    };
    let ledger = ["--ledger", "l.db"];
    let revoke = [&["revoke"][..], &ledger].concat();
    for (words, input, code, text) in [
        (
            &["--uvci", "URN:SECRET"][..],
            "",
            1,
            "--uvci: not in the ledger",
        ),
        (
            &["--uvci", "-"],
            "\n URN:SECRET\n",
            1,
            "-#2: not in the ledger",
        ),
        (&["--uvci", "-"], "", 1, "0 revoked"),
        (&["--code", "-"], "HC1:6BFOX", 2, "error: -: "),
        (&["--code", "HC1:6BFOX"], "", 2, "error: argument: "),
        (
            &["--reason", "WORD", "--kid", "0102030405060708"],
            "",
            2,
            "--reason",
        ),
        (
            &["--kid", "010203040506070"],
            "",
            2,
            "expected 16 hexadecimal digits",
        ),
        (&["--person", "01"], "", 2, "expected 64 hexadecimal digits"),
        (
            &["--record", "testdata/records/booster.json"],
            "",
            2,
            "--person-key",
        ),
        (&[], "", 2, "--uvci"),
        (
            &["--kid", "0102030405060708", "--uvci", "x"],
            "",
            2,
            "cannot be used with",
        ),
    ] {
        let (found, told) = run(&[&revoke, words].concat(), input);
        assert!(
            found == code && told.contains(text),
            "{words:?}: {found} {told}"
        );
    }
    for command in ["revoke", "list", "publish"] {
        let words = match command {
            "revoke" => &["--kid", "0102030405060708"][..],
            "publish" => &[
                "--out",
                "b",
                "--signer",
                "keys/dsc-all.key.pem,keys/dsc-all.pem",
            ],
            _ => &[],
        };
        let (found, told) = run(&[&[command, "--ledger", "typo.db"], words].concat(), "");
        assert!(
            found == 2 && told.contains("typo.db: no such file"),
            "{told}"
        );
        assert!(
            !desk.path("typo.db").exists(),
            "a slip of the pen makes no ledger"
        );
    }
}

#[test]
fn what_another_country_would_sign_is_left_for_the_right_one() {
    let desk = Desk::new();
    let code = desk.issue(&[RECOVERY], &[])[0]["hc1"].clone();
    desk.revoke(&["--code", "-"], code.as_str().unwrap());
    for country in [Some("DK"), None] {
        let mut params = rcgen::CertificateParams::default();
        let mut name = rcgen::DistinguishedName::new();
        name.push(rcgen::DnType::CommonName, "upload");
        if let Some(country) = country {
            name.push(rcgen::DnType::CountryName, country);
        }
        params.distinguished_name = name;
        let key = rcgen::KeyPair::generate().unwrap();
        let certificate = params.self_signed(&key).unwrap();
        std::fs::write(desk.path("up.key"), key.serialize_pem()).unwrap();
        std::fs::write(desk.path("up.pem"), certificate.pem()).unwrap();
        let words = [
            "revocation",
            "publish",
            "--ledger",
            "l.db",
            "--out",
            "batches",
            "--signer",
            "up.key,up.pem",
            "--at",
            AT,
        ];
        let output = desk.run(&words);
        let told = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{country:?}: {told}");
        let reason = match country {
            Some(_) => "it is of country NO, its signer of DK",
            None => "its certificate has 0 countries in its subject",
        };
        assert!(told.contains(reason), "{told}");
    }
    // Nothing was made of it: the right signer still finds everything to do.
    assert_eq!(desk.publish(&[]).len(), 1);
}

#[test]
fn one_process_writes_batches_into_a_folder_at_a_time() {
    let desk = Desk::new();
    let code = desk.issue(&[RECOVERY], &[])[0]["hc1"].clone();
    desk.revoke(&["--code", "-"], code.as_str().unwrap());
    std::fs::create_dir(desk.path("batches")).unwrap();
    let other = std::fs::File::open(desk.path("batches")).unwrap();
    other.lock().unwrap();
    let words = [
        "revocation",
        "publish",
        "--ledger",
        "l.db",
        "--out",
        "batches",
        "--signer",
        "keys/dsc-all.key.pem,keys/dsc-all.pem",
        "--at",
        AT,
    ];
    let mut second = desk.start(&words, b"");
    std::thread::sleep(std::time::Duration::from_millis(500));
    assert!(second.try_wait().unwrap().is_none(), "it waits");
    assert_eq!(files(&desk.path("batches")), [] as [PathBuf; 0]);
    other.unlock().unwrap();
    assert!(second.wait().unwrap().success());
    assert_eq!(files(&desk.path("batches")).len(), 1);
}

/// The same in PostgreSQL, where the environment names a server.
#[cfg(feature = "postgres")]
#[test]
fn a_server_is_a_ledger_like_a_file() {
    let Ok(server) = std::env::var("HCERT_TEST_POSTGRES") else {
        println!("skipped: no PostgreSQL server, HCERT_TEST_POSTGRES is not set");
        return;
    };
    let schema = format!("hcert_test_program_{}", std::process::id());
    let run = |sql: &str| {
        let mut client = postgres::Client::connect(&server, postgres::NoTls).unwrap();
        client.batch_execute(sql).unwrap();
    };
    run(&format!("CREATE SCHEMA {schema}"));
    let joint = if server.contains('?') { '&' } else { '?' };
    let url = format!("{server}{joint}options=-csearch_path%3D{schema}");
    let desk = Desk::new();
    let ledger = ["--ledger", &url, "--at", AT, "--json"];
    let issue = ["issue", RECOVERY, VACCINATION, "--signer", "keys"];
    let made = desk.done(&[&issue, &ledger[..]].concat());
    let code: Value = serde_json::from_str(made.lines().next().unwrap()).unwrap();
    let revoke = ["revocation", "revoke", "--code", "-"];
    let output = desk.run_with(
        &[&revoke, &ledger[..]].concat(),
        code["hc1"].as_str().unwrap(),
    );
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let publish = [
        "revocation",
        "publish",
        "--out",
        "batches",
        "--signer",
        "keys/dsc-all.key.pem,keys/dsc-all.pem",
    ];
    assert_eq!(
        desk.done(&[&publish, &ledger[..]].concat()).lines().count(),
        1
    );
    assert_eq!(desk.done(&[&publish, &ledger[..]].concat()), "");
    let content = batch(&files(&desk.path("batches"))[0]);
    let hash = issued(code["hc1"].as_str().unwrap()).signature;
    assert_eq!(content["entries"], json!([{"hash": base64(&hash)}]));
    let list = desk.done(&["revocation", "list", "--ledger", &url]);
    assert_eq!(list.lines().count(), 2);
    run(&format!("DROP SCHEMA {schema} CASCADE"));
}

#[cfg(unix)]
#[test]
fn a_ledger_or_a_key_that_others_can_read_is_warned_of() {
    use std::os::unix::fs::PermissionsExt as _;
    let desk = Desk::new();
    desk.done(&["revocation", "person-key", "--out", "p.key"]);
    let told = || {
        let words = [
            "issue", RECOVERY, "--signer", "keys", "--at", AT, "--ledger", "l.db",
        ];
        let output = desk.run(&[&words[..], &["--person-key", "p.key"]].concat());
        assert!(output.status.success());
        String::from_utf8(output.stderr).unwrap()
    };
    assert_eq!(told(), "");
    for (name, words) in [("l.db", "the ledger: others"), ("p.key", "p.key: others")] {
        let mode = |mode| {
            let mode = std::fs::Permissions::from_mode(mode);
            std::fs::set_permissions(desk.path(name), mode).unwrap();
        };
        mode(0o644);
        assert!(told().contains(words), "{}", told());
        mode(0o600);
    }
    assert_eq!(told(), "");
}

#[test]
fn a_person_key_is_made_once_and_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let desk = Desk::new();
    desk.done(&["revocation", "person-key", "--out", "p.key"]);
    let key = std::fs::read_to_string(desk.path("p.key")).unwrap();
    assert!(key.len() == 65 && key.trim().bytes().all(|octet| octet.is_ascii_hexdigit()));
    let mode = desk.path("p.key").metadata().unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let again = desk.run(&["revocation", "person-key", "--out", "p.key"]);
    assert_eq!(again.status.code(), Some(2));
    assert_eq!(std::fs::read_to_string(desk.path("p.key")).unwrap(), key);
    // The same person, from a payload twice; another person.
    let more = ["--person-key", "p.key"];
    let one = |payload| desk.issue(&[payload], &more)[0]["pseudonym"].clone();
    assert_eq!(one(RECOVERY).as_str().unwrap().len(), 64);
    assert_eq!(one(RECOVERY), one(RECOVERY));
}
