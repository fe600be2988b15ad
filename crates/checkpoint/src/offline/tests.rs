#[path = "../../../../tests/common/stores.rs"]
mod stores;

use super::*;
use hcert::revocation::HashType;
use hcert::trust::{Outdated, Request, TrustList};
use hcert::verify::{
    ClockCheck, Deviations, DscValidity, PossibleRevocation, RevocationData, StaleList,
};
use stores::{batch, hash, scope, store_of};

const AT: &str = "2022-02-01T12:00:00Z";

fn at() -> Timestamp {
    AT.parse().unwrap()
}

fn read(name: &str) -> String {
    std::fs::read_to_string(format!("{}/../../{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn trust() -> TrustList {
    let mut trust = TrustList::new();
    for name in ["all", "ps256", "recovery", "test", "vaccination"] {
        let pem = read(&format!("keys/dsc-{name}.pem"));
        trust.merge(TrustList::read(name, pem.as_bytes()).unwrap());
    }
    trust
}

fn desk(trust: &TrustList) -> OfflineVerifier {
    desk_of(&Checkpoint::new(
        Verifier::new(trust.clone()),
        Defaults::default(),
    ))
}

fn desk_of(checkpoint: &Checkpoint) -> OfflineVerifier {
    let file = VerifierConfig::new(checkpoint, at());
    let file = VerifierConfig::read(file.to_json().as_bytes()).unwrap();
    OfflineVerifier::open(&file).unwrap()
}

fn asked(more: &Json) -> OfflineRequest {
    let mut json = json!({ "at": AT });
    let members = more.as_object().unwrap().clone();
    json.as_object_mut().unwrap().extend(members);
    OfflineRequest::read(&json.to_string()).unwrap()
}

fn first_code() -> String {
    read("testdata/codes.txt")
        .lines()
        .next()
        .unwrap()
        .to_owned()
}

#[test]
fn a_desk_from_its_file_says_what_the_verifier_says_of_every_code_of_ours() {
    let (trust, mut count) = (trust(), 0);
    let desk = desk(&trust);
    let verifier = Verifier::new(trust);
    let negative = read("testdata/negative.jsonl");
    let negative = negative.lines().map(|line| {
        let line: Json = serde_json::from_str(line).unwrap();
        line["hc1"].as_str().unwrap_or_default().to_owned()
    });
    let codes = read("testdata/codes.txt");
    for code in codes.lines().map(str::to_owned).chain(negative) {
        // What is handed in is taken apart into lines; codes with line ends of their own are the intake's matter.
        if code.trim().is_empty() || code.contains(['\n', '\r']) {
            continue;
        }
        let cards = desk.verify(code.as_bytes(), &asked(&json!({}))).unwrap();
        let report = verifier.verify(&code, at());
        assert_eq!(
            cards[0]["report"]["verdict"],
            report.verdict.code(),
            "{code}"
        );
        let finding = report.verdict.finding().map(|finding| finding.code());
        assert_eq!(cards[0]["report"]["code"].as_str(), finding, "{code}");
        count += 1;
    }
    assert!(count > 200, "{count}");
}

#[test]
fn a_desk_checks_as_whoever_runs_it_chose() {
    // Every one of them is another than the default's.
    let policy = Policy {
        clock_allowance_seconds: 60,
        not_yet_allowance_seconds: 30,
        dsc_validity: DscValidity::Ignore,
        deviations: Deviations::Reject,
        trust_max_age_seconds: 86_400,
        stale_list: StaleList::Warn,
        mode: Mode::Domestic,
        revocation_max_age_seconds: 3 * 86_400,
        possible_revocation: PossibleRevocation::Reject,
        revocation_data: RevocationData::Required,
        clock: ClockCheck::Replay,
    };
    let defaults = Defaults {
        to: Some(Destination::Country("NO".parse().unwrap())),
        region: "OSLO".into(),
        arrival: Some("2022-02-03T12:00:00Z".parse().unwrap()),
    };
    let verifier = Verifier::new(trust()).with_policy(policy);
    let checkpoint = Checkpoint::new(verifier, defaults.clone());
    let desk = desk_of(&checkpoint);
    assert_eq!(*desk.checkpoint.verifier().policy(), policy);
    assert_eq!(*desk.checkpoint.defaults(), defaults);

    let code = first_code();
    let report = checkpoint.verify(&code, &checkpoint.asked(Overrides::default(), at()));
    let card = |desk: &OfflineVerifier| {
        desk.verify(code.as_bytes(), &asked(&json!({}))).unwrap()[0].clone()
    };
    let told = card(&desk)["report"]["findings"]
        .as_array()
        .unwrap()
        .clone();
    let told: Vec<_> = told
        .iter()
        .map(|one| one["code"].as_str().unwrap())
        .collect();
    let found: Vec<_> = report.findings.iter().map(|one| one.code()).collect();
    assert_eq!(told, found);
    assert!(found.contains(&"revocation-no-data"), "{found:?}");
    assert_eq!(card(&desk)["report"]["countries"][0]["country"], "NO");

    let choices = desk.choices(Lang::Nb);
    assert_eq!(
        (&choices["mode"], &choices["country"]),
        (&json!("domestic"), &json!("NO"))
    );
    assert_eq!(
        choices["countries"],
        json!([{ "code": "NO", "name": "Norge" }])
    );
}

#[test]
fn a_rule_that_cannot_be_read_is_as_open_in_a_browser_as_in_the_program() {
    let rules = [
        ("border.json", read("src/rules/no/border.json").into_bytes()),
        // Cut off, or no text: nobody knows what it would have asked.
        ("VR-NO-0009.json", b"{\"Identifier\":\"VR-NO".to_vec()),
        ("letters.json", vec![0xff]),
        ("test.json", b"{\"a\":1}".to_vec()),
    ];
    let defaults = Defaults {
        to: Some(Destination::Country("NO".parse().unwrap())),
        ..Defaults::default()
    };
    let checkpoint = Checkpoint::new(Verifier::new(trust()), defaults);
    // The second dose of two on 2021-06-11.
    let code = read("testdata/codes.txt")
        .lines()
        .nth(1)
        .unwrap()
        .to_owned();
    let verdict = |count: usize| {
        let mut file = VerifierConfig::new(&checkpoint, at());
        for (name, octets) in rules.iter().take(count) {
            file.add_rules(name, octets.clone());
        }
        let file = VerifierConfig::read(file.to_json().as_bytes()).unwrap();
        let desk = OfflineVerifier::open(&file).unwrap();
        let cards = desk.verify(code.as_bytes(), &asked(&json!({})));
        let card = &cards.unwrap()[0];
        (
            card["report"]["verdict"].clone(),
            card["report"]["class"].clone(),
            file.rules.len(),
        )
    };
    assert_eq!(verdict(1), (json!("accept"), Json::Null, 1));
    for count in [2, 3, 4] {
        let open = (json!("cannot-verify"), json!("open"), 1);
        assert_eq!(verdict(count), open);
    }
    // Nothing but what cannot be read is not nothing.
    let mut file = VerifierConfig::new(&checkpoint, at());
    file.add_rules("rules.json", b"{".to_vec());
    let desk = OfflineVerifier::open(&file).unwrap();
    let cards = desk.verify(code.as_bytes(), &asked(&json!({}))).unwrap();
    assert_eq!(cards[0]["report"]["verdict"], "cannot-verify");
}

#[test]
fn without_one_of_the_stores_nobody_is_said_not_to_be_revoked() {
    let checkpoint = Checkpoint::new(Verifier::new(trust()), Defaults::default());
    let file = VerifierConfig::new(&checkpoint, at()).with_stores(vec![], false);
    let file = VerifierConfig::read(file.to_json().as_bytes()).unwrap();
    let desk = OfflineVerifier::open(&file).unwrap();
    let cards = desk
        .verify(first_code().as_bytes(), &asked(&json!({})))
        .unwrap();
    assert_eq!(cards[0]["report"]["code"], "revocation-no-data");
    assert_eq!(desk.standing(at())["hasAllStores"], false);

    // One that is there and does not hold the certificate says nothing of the one that is missing; with it alone there is
    // nothing more to ask.
    let others = (batch("b", scope("NO", 0), HashType::Uci), vec![hash(1)]);
    let store = store_of(&[others]);
    for (has_all, code) in [(true, Json::Null), (false, json!("revocation-no-data"))] {
        let names = vec!["store".to_owned()];
        let file = VerifierConfig::new(&checkpoint, at()).with_stores(names, has_all);
        let mut desk = OfflineVerifier::open(&file).unwrap();
        desk.add_store("store", store.clone()).unwrap();
        let cards = desk
            .verify(first_code().as_bytes(), &asked(&json!({})))
            .unwrap();
        assert_eq!(cards[0]["report"]["code"], code, "{has_all}");
    }
}

#[test]
fn a_list_that_has_expired_has_expired_in_a_browser_too() {
    let expires: Timestamp = "2022-02-02T00:00:00Z".parse().unwrap();
    let octets = bundle::encode(&trust(), at(), Some(expires));
    let anchors = Anchors::default();
    let request = Request {
        unpinned: Unpinned::Report,
        outdated: Outdated::Keep,
        ..Request::new("list", &octets, at(), &anchors)
    };
    let trust = TrustList::load(&request, None).unwrap();
    let desk = desk(&trust);
    let verifier = Verifier::new(trust);
    for (moment, accepted) in [
        ("2022-02-01T23:59:59Z", true),
        ("2022-02-02T00:00:01Z", false),
    ] {
        let asked = asked(&json!({ "at": moment }));
        let cards = desk.verify(first_code().as_bytes(), &asked).unwrap();
        let report = verifier.verify(&first_code(), moment.parse().unwrap());
        let found = report.verdict.finding().map(|finding| finding.code());
        assert_eq!(found.is_none(), accepted, "{found:?}");
        assert_eq!(cards[0]["report"]["code"].as_str(), found);
    }
}

#[test]
fn an_arrival_is_one_in_a_country_and_not_before_now() {
    let desk = desk(&trust());
    let ask = |more| desk.verify(first_code().as_bytes(), &asked(&more));
    assert!(ask(json!({ "country": "NO", "arrival": "2022-02-01T12:00:00Z" })).is_ok());
    // A field of a page has no seconds.
    assert!(ask(json!({ "country": "NO", "arrival": "2022-02-01T11:59:01Z" })).is_ok());
    for wrong in [
        json!({ "country": "NO", "arrival": "2022-02-01T11:58:59Z" }),
        json!({ "arrival": "2022-02-02T12:00:00Z" }),
        json!({ "country": "", "arrival": "2022-02-02T12:00:00Z" }),
    ] {
        let error = ask(wrong).unwrap_err().to_string();
        assert!(error.starts_with("arrival: "), "{error}");
    }
}

#[test]
fn who_scans_with_another_keyboard_than_the_computers_is_told_so() {
    let desk = desk(&trust());
    let typed = first_code().replace(':', "Ø");
    let cards = desk.verify(typed.as_bytes(), &asked(&json!({}))).unwrap();
    let hint = cards[0]["report"]["hint"].as_str().unwrap();
    assert!(hint.contains("keyboard is Norwegian"), "{hint}");
    let scanned = format!("]Q3{}", first_code());
    let cards = desk.verify(scanned.as_bytes(), &asked(&json!({}))).unwrap();
    assert_eq!(cards[0]["report"]["verdict"], "genuine");
}

#[test]
fn an_officer_may_ask_no_rules_where_some_are_usual() {
    let defaults = Defaults {
        to: Some(Destination::Country("NO".parse().unwrap())),
        ..Defaults::default()
    };
    let desk = desk_of(&Checkpoint::new(Verifier::new(trust()), defaults));
    let code = first_code();
    let countries = |more| {
        let cards = desk.verify(code.as_bytes(), &asked(&more)).unwrap();
        cards[0]["report"]["countries"]
            .as_array()
            .map_or(0, Vec::len)
    };
    assert_eq!(countries(json!({})), 1);
    assert_eq!(countries(json!({ "country": "NO" })), 1);
    assert_eq!(countries(json!({ "country": "" })), 0);
}

#[test]
fn a_file_with_a_choice_that_this_edition_does_not_know_is_refused() {
    // An older page with newer lists would check less than it was told to.
    let file = VerifierConfig::new(&Checkpoint::default(), at());
    let file: Json = serde_json::from_str(&file.to_json()).unwrap();
    assert!(VerifierConfig::read(file.to_string().as_bytes()).is_ok());
    for place in ["", "/policy", "/defaults"] {
        let mut newer = file.clone();
        let object = newer.pointer_mut(place).unwrap().as_object_mut().unwrap();
        object.insert("stricterStill".into(), json!(true));
        assert!(
            VerifierConfig::read(newer.to_string().as_bytes()).is_err(),
            "{place}"
        );
    }
    let mut without = file;
    without.as_object_mut().unwrap().remove("policy");
    assert!(VerifierConfig::read(without.to_string().as_bytes()).is_err());
}

#[test]
fn whose_certificate_it_is_stands_on_the_card_only_if_it_is_genuine() {
    let desk = desk(&trust());
    let code = first_code();
    let card = |more| desk.verify(code.as_bytes(), &asked(&more)).unwrap()[0].clone();
    let genuine = card(json!({}));
    assert_eq!(genuine["report"]["verdict"], "genuine");
    assert!(
        genuine["holder"]["machine"]
            .as_str()
            .unwrap()
            .contains("<<")
    );
    assert!(genuine["details"].as_array().unwrap().len() > 5);
    let expired = card(json!({ "at": "2049-01-01T00:00:00Z" }));
    assert_eq!(expired["report"]["verdict"], "reject");
    assert_eq!(expired["holder"], Json::Null);
    assert_eq!(expired["summary"], Json::Null);
    assert_eq!(expired["details"], json!([]));
}

#[test]
fn the_place_the_rules_and_the_passport_decide_too() {
    let desk = desk(&trust());
    let test = read("testdata/payloads/test-pcr.json");
    let payload = hcert::Payload::from_json(&test).unwrap();
    let key = hcert::SoftwareKey::from_pem(&read("keys/dsc-all.key.pem")).unwrap();
    let dsc = TrustList::read("keys", read("keys/dsc-all.pem").as_bytes()).unwrap();
    let dsc = dsc.iter().next().unwrap().clone();
    let issuer = hcert::Issuer::new(Box::new(key), dsc).unwrap();
    let validity = hcert::Validity {
        issued_at: "2022-01-10T08:00:00Z".parse().unwrap(),
        expires_at: "2022-04-10T08:00:00Z".parse().unwrap(),
    };
    let text = hcert::issue(&payload, &issuer, validity).unwrap();
    let code = |more| {
        let cards = desk.verify(text.as_bytes(), &asked(&more)).unwrap();
        cards[0]["report"]["code"].as_str().map(str::to_owned)
    };
    assert_eq!(code(json!({})), None);
    assert_eq!(
        code(json!({ "country": "NO" })).as_deref(),
        Some("rule-failed")
    );
    let late = json!({ "country": "*", "arrival": "2022-05-01T12:00:00Z" });
    let cards = desk.verify(text.as_bytes(), &asked(&late)).unwrap();
    let note = cards[0]["report"]["notes"][0].as_str().unwrap_or_default();
    assert!(note.contains("2022-04-10T08:00:00Z"), "{cards}");
    let wrong = json!({ "name": "SOMEBODY<<ELSE" });
    assert_eq!(code(wrong).as_deref(), Some("holder-name-differs"));
    assert_eq!(
        code(json!({ "dob": "1900-01-01" })).as_deref(),
        Some("holder-dob-differs")
    );
    let no1 = desk.verify(b"NO1:6BF", &asked(&json!({}))).unwrap();
    let domestic = desk
        .verify(b"NO1:6BF", &asked(&json!({ "mode": "domestic" })))
        .unwrap();
    assert_eq!(no1[0]["report"]["class"], "context");
    assert_ne!(domestic[0]["report"]["class"], "context");
}

#[test]
fn an_empty_or_old_list_is_told_and_accepts_nobody() {
    let empty = desk(&TrustList::new());
    assert_eq!(empty.standing(at())["keys"], 0);
    let card = empty
        .verify(first_code().as_bytes(), &asked(&json!({})))
        .unwrap();
    assert_eq!(card[0]["report"]["verdict"], "cannot-verify");

    let old = desk(&trust().dated("2022-01-01T00:00:00Z".parse().unwrap()));
    let standing = old.standing(at());
    assert_eq!(standing["trust"]["ageSeconds"], 31 * 86_400 + 43_200);
    assert_eq!(standing["trust"]["tooOld"], true);
    assert_eq!(standing["revoked"]["asOf"], Json::Null);
}

#[test]
fn errors_are_about_the_form_and_never_repeat_what_was_typed() {
    let desk = desk(&trust());
    let errors = [
        OfflineRequest::read(r#"{"at":"x","name":"SECRET" "#).map(|_| ()),
        OfflineRequest::read(r#"{"secret":"SECRET"}"#).map(|_| ()),
        desk.verify(b"HC1:", &asked(&json!({ "dob": "SECRET" })))
            .map(|_| ()),
        desk.verify(b"HC1:", &asked(&json!({ "lang": "SECRET" })))
            .map(|_| ()),
        desk.verify(b"HC1:", &asked(&json!({ "arrival": "SECRET" })))
            .map(|_| ()),
        VerifierConfig::read(br#"{"format":"hcert-desk/9","made":"","trust":""}"#).map(|_| ()),
        VerifierConfig::read(b"SECRET").map(|_| ()),
    ];
    for error in errors {
        let error = error.unwrap_err().to_string();
        assert!(!error.is_empty() && !error.contains("SECRET"), "{error}");
    }
    let debug = format!("{:?}", asked(&json!({ "name": "SECRET" })));
    assert!(!debug.contains("SECRET"));
}

#[test]
fn what_is_no_store_of_revoked_certificates_is_refused() {
    let mut desk = desk(&trust());
    let error = desk.add_store("x", b"no store".to_vec()).unwrap_err();
    assert!(error.to_string().starts_with("x: "), "{error}");
    assert_eq!(desk.standing(at())["stores"], 0);
}

/// A mark of a trust list by an operator.
fn mark(made: &str) -> Mark {
    Mark {
        kind: hcert::trust::MarkKind::Trust,
        signer: "operator 0000000000000001".into(),
        series: String::new(),
        sequence: None,
        made: made.parse().unwrap(),
        source: "trust.bundle".into(),
    }
}

#[test]
fn a_page_refuses_older_lists_than_it_has_seen_and_a_clock_before_them() {
    let desk = |made: &str| desk(&trust().with_marks(vec![mark(made)]));
    let mut new = desk("2022-01-31T00:00:00Z");
    let seen = new.recall("").unwrap();
    let error = desk("2022-01-30T00:00:00Z").recall(&seen).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("older than what this post has seen"),
        "{error}"
    );
    assert_eq!(new.recall(&seen).unwrap(), seen);
    assert!(
        new.recall("{").is_err(),
        "what cannot be read is not forgotten"
    );
    // A list without a date, and the memory of one from tomorrow and a second.
    let later = desk("2022-02-02T12:00:01Z").recall("").unwrap();
    let class = |seen: &str| {
        let mut desk = desk_of(&Checkpoint::new(
            Verifier::new(trust()),
            Defaults::default(),
        ));
        desk.recall(seen).unwrap();
        let cards = desk
            .verify(first_code().as_bytes(), &asked(&json!({})))
            .unwrap();
        let standing = desk.standing(at());
        (
            cards[0]["report"]["class"].clone(),
            standing["clockBehind"].is_null(),
        )
    };
    assert_eq!(class(&later), (json!("clock"), false));
    assert_eq!(class(&seen), (Json::Null, true));
    assert_eq!(
        desk_of(&Checkpoint::new(
            Verifier::new(trust()),
            Defaults::default()
        ))
        .standing(at())["unsigned"],
        json!(["all", "ps256", "recovery", "test", "vaccination"])
    );
}

#[test]
fn a_page_takes_stores_of_those_alone_whom_its_maker_pinned() {
    use hcert::key::SoftwareKey;
    use stores::write;
    let key = |name: &str| SoftwareKey::from_pem(&read(&format!("keys/{name}.key.pem"))).unwrap();
    let (ours, theirs) = (key("dsc-all"), key("dsc-test"));
    let store = |key: Option<&SoftwareKey>| {
        let signer = key.map(|key| (key as _, bundle::operator_kid(&key.spki())));
        write(&[], 1 << 20, signer)
    };
    let anchors = Anchors {
        keys: vec![ours.spki()],
        ..Anchors::default()
    };
    let checkpoint = Checkpoint::new(Verifier::new(trust()), Defaults::default());
    let file = VerifierConfig::new(&checkpoint, at()).with_anchors(&anchors, vec!["known".into()]);
    let file = VerifierConfig::read(file.to_json().as_bytes()).unwrap();
    for (name, key, taken) in [
        ("store", Some(&ours), true),
        ("store", Some(&theirs), false),
        ("store", None, false),
        ("known", None, true),
        ("known", Some(&theirs), true),
    ] {
        let mut desk = OfflineVerifier::open(&file).unwrap();
        let added = desk.add_store(name, store(key));
        assert_eq!(added.is_ok(), taken, "{name} {}: {added:?}", key.is_some());
    }
}
