//! Loading rules and value sets in the shapes that they have in the wild.

use super::*;

fn read(text: &str) -> (RuleBook, Result<usize, RuleError>) {
    let mut book = RuleBook::default();
    let count = book.read("file.json", text);
    (book, count)
}

#[test]
fn rules_are_read_in_every_shape_that_is_published() {
    let (first, second) = (
        rule_json(&json!({})),
        rule_json(&json!({"Version": "1.0.1"})),
    );
    for (json, count) in [
        (first.clone(), 1),
        (json!([first, second]), 2),
        (json!([[first, second], [first]]), 3),
        (
            json!({"VR-NO-0001": [first, second], "VR-NO-0002": [first]}),
            3,
        ),
        (json!({"VR-NO-0001": first, "VR-NO-0002": second}), 2),
    ] {
        let (book, read) = read(&json.to_string());
        assert_eq!(read, Ok(count), "{json}");
        // The same rule twice is one.
        let different = count.min(2);
        assert_eq!((book.rules().len(), book.problems().len()), (different, 0));
    }
}

#[test]
fn a_byte_order_mark_and_unknown_keys_and_words_do_no_harm() {
    let rule = rule_json(&json!({
        "Type": "BoosterNotification", "Engine": "AT-METADATA", "Region": "AT-9-XYZ", "More": {"a": 1},
    }));
    let (book, read) = read(&format!("\u{feff}{rule}"));
    assert_eq!(read, Ok(1));
    let rule = &book.rules()[0];
    assert_eq!(rule.kind, RuleType::Other("BoosterNotification".into()));
    assert_eq!((&*rule.engine, &*rule.region), ("AT-METADATA", "AT-9-XYZ"));
    assert_eq!(rule.json["More"]["a"], 1);
}

#[test]
fn a_broken_rule_spoils_no_other() {
    let broken = [
        (json!({"Logic": null}), "Logic is missing"),
        (
            json!({"Version": "1.0"}),
            "Version \"1.0\" is not of the form 1.0.0",
        ),
        (json!({"ValidFrom": "2022-02-30T00:00:00Z"}), "ValidFrom: "),
        (json!({"ValidTo": "2030-01-01"}), "ValidTo: "),
        (json!({"ValidTo": null}), "ValidTo is missing or no text"),
        (
            json!({"CertificateType": "Pet"}),
            "CertificateType \"Pet\" is none of",
        ),
        (json!({"Country": 47}), "Country is missing or no text"),
        (json!({"Region": 5}), "Region is missing or no text"),
        (json!({"SchemaVersion": null}), "SchemaVersion is missing"),
    ];
    let mut rules: Vec<Json> = broken.iter().map(|(change, _)| rule_json(change)).collect();
    rules.insert(3, rule_json(&json!({})));
    rules.push(rule_json(&json!({"Version": "2.0.0"})));
    let (book, read) = read(&Json::from(rules).to_string());
    assert_eq!(read, Ok(2));
    assert_eq!(book.problems().len(), broken.len());
    for (problem, (_, reason)) in book.problems().iter().zip(&broken) {
        assert_eq!(problem.rule.to_string(), "VR-NO-0001");
        assert!(problem.reason.to_string().starts_with(reason), "{problem}");
    }
}

#[test]
fn a_signed_rule_is_told_and_not_left_alone() {
    let entry = json!({"version": "1.0.0", "validFrom": "2021-07-03T00:00:00Z", "cms": "MIIB"});
    for (name, country) in [
        ("VR-DE-0001", Some("DE")),
        ("GR-nx-0002", Some("NX")),
        ("VR-EU1-0001", None),
        ("rules", None),
    ] {
        let (book, read) = read(&json!({ name: [entry] }).to_string());
        assert_eq!(read, Ok(0));
        let [problem] = book.problems() else {
            panic!("{name}: {:?}", book.problems());
        };
        assert_eq!(
            (&*problem.rule.to_string(), problem.country.as_deref()),
            (name, country)
        );
        assert!(
            problem
                .reason
                .to_string()
                .starts_with("a signed rule (CMS)")
        );
    }
    let (book, _) = read(&json!([entry]).to_string());
    assert_eq!(
        book.problems()[0].rule.to_string(),
        "a rule without Identifier"
    );
}

#[test]
fn a_rule_with_a_malformed_logic_is_kept_with_its_fault() {
    let book = book(&[json!({"Logic": {"or": [true, false]}})]);
    assert_eq!(book.rules()[0].logic.issues().len(), 1);
}

#[test]
fn a_text_without_any_rule_is_an_error() {
    for text in [
        "",
        "{",
        "null",
        "7",
        "\"rule\"",
        "[]",
        "{}",
        "[[]]",
        "{\"NO\": []}",
        "[1, 2]",
    ] {
        let (book, read) = read(text);
        assert!(
            read.is_err_and(|error| error.rule.to_string() == "file.json"),
            "{text}"
        );
        assert!(book.is_empty());
    }
    // One that cannot be read is no error of the file, but told.
    let (book, read) = read(r#"{"Identifier": "VR-NO-0001"}"#);
    assert_eq!((read, book.problems().len()), (Ok(0), 1));
}

#[test]
fn books_are_put_together() {
    let mut whole = book(&[json!({"Country": "SE"})]);
    whole.merge(book(&[
        json!({"Country": "dk"}),
        json!({"Type": "Invalidation", "Country": "FI"}),
    ]));
    assert_eq!(whole.rules().len(), 3);
    // Countries that have rules of acceptance.
    assert_eq!(whole.countries(), ["DK", "SE"]);
}

#[test]
fn a_description_is_in_the_language_asked_for_or_the_next_best() {
    let rule = |languages: &[&str]| {
        let one = |lang: &&str| json!({"lang": lang, "desc": format!("the text in {lang}")});
        let list: Vec<Json> = languages.iter().map(one).collect();
        book(&[json!({"Description": list})]).rules()[0].clone()
    };
    let all = rule(&["en", "nb", "nn"]);
    assert_eq!(all.description(crate::Lang::Nn), "the text in nn");
    assert_eq!(
        rule(&["en", "nb"]).description(crate::Lang::Nn),
        "the text in nb"
    );
    assert_eq!(
        rule(&["en", "no"]).description(crate::Lang::Nb),
        "the text in no"
    );
    assert_eq!(
        rule(&["de", "EN"]).description(crate::Lang::Nn),
        "the text in EN"
    );
    assert_eq!(rule(&["de"]).description(crate::Lang::En), "the text in de");
    assert_eq!(rule(&[]).description(crate::Lang::En), "");
}

fn size(sets: &ValueSets, id: &str) -> Option<usize> {
    let sizes = sets.sizes();
    sizes
        .iter()
        .find(|(known, _)| known == id)
        .map(|(_, size)| *size)
}

#[test]
fn the_embedded_value_sets_hold_inactive_codes_too() {
    let sets = ValueSets::default();
    assert_eq!(sets.sizes().len(), 8);
    assert_eq!(size(&sets, "disease-agent-targeted"), Some(1));
    assert_eq!(size(&sets, "vaccines-covid-19-names"), Some(39));
    assert_eq!(size(&sets, "sct-vaccines-covid-19"), Some(9));
}

#[test]
fn value_sets_are_loaded_over_the_embedded_ones() {
    let mut sets = ValueSets::default();
    let one = json!({
        "valueSetId": "vaccines-covid-19-names", "valueSetDate": "2021-04-27",
        "valueSetValues": {"A": {"active": true}, "840539006": {"active": false}},
    });
    assert_eq!(
        sets.load(&one),
        Ok(vec!["vaccines-covid-19-names".to_owned()])
    );
    let all = json!({"sct-vaccines-covid-19": ["x", "y", "z"], "new": []});
    assert_eq!(sets.load(&all).map(|names| names.len()), Ok(2));
    assert_eq!(size(&sets, "vaccines-covid-19-names"), Some(2));
    assert_eq!(size(&sets, "sct-vaccines-covid-19"), Some(3));
    assert_eq!(size(&sets, "new"), Some(0));
    // The others stay.
    assert_eq!(size(&sets, "disease-agent-targeted"), Some(1));
    assert_eq!(sets.sizes().len(), 9);

    // A rule sees what was loaded.
    let rules = book(&[json!({
        "Logic": {"in": ["840539006", {"var": "external.valueSets.vaccines-covid-19-names"}]},
    })]);
    let arrival = at("2022-03-01T12:00:00Z");
    let external = External {
        value_sets: &sets,
        ..external("NO", arrival)
    };
    let data = external.data(&json!({})).unwrap();
    assert_eq!(rules.rules()[0].ask(&data), Answer::Passed);
}

#[test]
fn a_value_set_of_another_shape_is_refused_and_changes_nothing() {
    let mut sets = ValueSets::default();
    let before = sets.sizes();
    for json in [
        json!([]),
        json!("disease-agent-targeted"),
        json!({"disease-agent-targeted": "840539006"}),
        json!({"disease-agent-targeted": [840_539_006]}),
        json!({"disease-agent-targeted": {"840539006": true}}),
        json!({"valueSetId": "disease-agent-targeted", "valueSetValues": ["840539006"]}),
        json!({"valueSetId": 1, "valueSetValues": {}}),
        json!({"good": [], "bad": null}),
    ] {
        assert!(sets.load(&json).is_err(), "{json}");
        assert!(json.is_object() || ValueSets::compressed(&json).is_err());
    }
    assert_eq!(sets.sizes(), before);
}

#[test]
fn rules_see_the_moment_the_countries_and_the_claims() {
    let external = External {
        country: "no",
        issuer: "se",
        region: "OSLO",
        issued_at: Some(at("2022-01-01T01:00:00+01:00")),
        ..external("NO", at("2022-03-01T12:00:00+01:00"))
    };
    let data = external
        .data(&json!({"x": 1}))
        .unwrap()
        .to_json(&mut 10_000)
        .unwrap();
    let mut data = data["external"].clone();
    data.as_object_mut().unwrap().shift_remove("valueSets");
    assert_eq!(
        data,
        json!({
            "countryCode": "NO", "exp": null, "iat": "2022-01-01T00:00:00Z", "issuerCountryCode": "SE",
            "kid": "AAAAAAAAAAA=", "region": "OSLO", "validationClock": "2022-03-01T11:00:00Z",
        })
    );
}
