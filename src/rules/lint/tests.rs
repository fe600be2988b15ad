//! One rule for every constraint that breaks it alone, and a twin that does not.

use super::*;
use crate::rules::tests::{at, book, rule_json};
use serde_json::json;

const UPLOAD: &str = "2022-01-20T00:00:00Z";

/// Everything that is said of rules, a line each.
fn said(changes: &[Json], upload: Option<&str>) -> Vec<String> {
    let findings = book(changes).lint(upload.map(at));
    findings
        .into_iter()
        .map(|finding| finding.text.to_string())
        .collect()
}

fn told(change: &Json, wanted: &str) {
    let said = said(std::slice::from_ref(change), None);
    assert_eq!(said.len(), 1, "{change}: {said:?}");
    assert!(said[0].contains(wanted), "{change}: {said:?}");
}

fn fine(change: &Json) {
    let said = said(std::slice::from_ref(change), None);
    assert!(said.is_empty(), "{change}: {said:?}");
}

#[test]
fn the_form_of_every_key() {
    fine(&json!({}));
    told(&json!({"Comment": "x"}), "\"Comment\" is not one of a rule");
    for identifier in [
        "VR-NO-1",
        "VR-NO-00001",
        "XR-NO-0001",
        "vr-NO-0001",
        "VR-NO-000A",
        "VR_NO_0001",
    ] {
        let said = said(&[json!({"Identifier": identifier})], None);
        assert!(
            said[0].contains("Identifier is not of the form"),
            "{identifier}: {said:?}"
        );
    }
    fine(&json!({"Identifier": "VR-NO-9999"}));
    for country in ["NOR", "N0", ""] {
        let said = said(&[json!({"Country": country})], None);
        assert!(
            said[0].contains("Country is not two capital letters"),
            "{country}: {said:?}"
        );
    }
    // In small letters it is the same country and still not as the gateway has it.
    told(
        &json!({"Country": "no"}),
        "Country is not two capital letters",
    );
    told(&json!({"Region": "OSLO12"}), "Region is not");
    told(&json!({"Region": "oslo"}), "Region is not");
    told(&json!({"Region": "A-B"}), "Region is not");
    fine(&json!({"Region": "OSL03"}));
    fine(&json!({"Region": ""}));
    told(
        &json!({"Type": "BoosterNotification"}),
        "neither Acceptance nor Invalidation",
    );
    told(&json!({"SchemaVersion": "1.x.0"}), "SchemaVersion is not");
    told(&json!({"EngineVersion": "1"}), "EngineVersion is not");
    told(&json!({"AffectedFields": []}), "AffectedFields is empty");
}

#[test]
fn the_logic_is_an_object_and_well_formed() {
    told(
        &json!({"Logic": true, "AffectedFields": ["v.0"]}),
        "Logic is not an object",
    );
    told(
        &json!({"Logic": {"or": [{"var": "payload.v.0.dn"}, {"var": "payload.v.0.sd"}]}}),
        "Logic: ",
    );
    let three = json!({"!": [{"var": "payload.v.0.dn"}, {"var": "payload.v.0.sd"}]});
    told(&json!({"Logic": three}), "Logic: ");
}

#[test]
fn the_descriptions() {
    let description = |lang: &str, text: &str| json!({"lang": lang, "desc": text});
    let long = "The series must be finished.";
    let with = |list: Json| json!({"Description": list});
    told(&with(json!([description("nb", long)])), "none in English");
    told(&with(json!([])), "none in English");
    told(&json!({"Description": null}), "none in English");
    told(
        &with(json!([description("en", long), description("NB", long)])),
        "language \"NB\"",
    );
    told(
        &with(json!([description("en", long), description("nob", long)])),
        "language \"nob\"",
    );
    told(
        &with(json!([description("en", "123456789 123456789")])),
        "19 characters",
    );
    fine(&with(json!([description("en", "123456789 1234567890")])));
    // Characters, not octets.
    fine(&with(json!([
        description("en", long),
        description("nn", &"å".repeat(20))
    ])));
    told(
        &with(json!([
            description("en", long),
            description("nn", &"å".repeat(19))
        ])),
        "19 characters",
    );
    fine(&with(json!([
        description("en", long),
        description("de-at", long)
    ])));
    told(
        &with(json!([description("en", long), {"lang": "nb"}])),
        "Description 2 is not",
    );
    told(
        &with(json!([description("en", long), "text"])),
        "Description 2 is not",
    );
}

#[test]
fn the_form_of_the_times() {
    for from in [
        "2022-02-01T00:00:00.5Z",
        "2022-02-01T00:00:00+01",
        "2022-02-01T00:00:00+0100",
        "2022-02-01 00:00:00Z",
        "2022-02-01T00:00Z",
    ] {
        told(&json!({"ValidFrom": from}), "ValidFrom is not of the form");
    }
    told(
        &json!({"ValidTo": "2030-01-01T00:00:00,25Z"}),
        "ValidTo is not of the form",
    );
    fine(&json!({"ValidFrom": "2022-02-01T00:00:00+01:00"}));
    fine(&json!({"ValidFrom": "2022-02-01T00:00:00-01:30"}));
}

#[test]
fn the_parts_fit_one_another() {
    let fits = [
        ("GR-NO-0001", "General", true),
        ("GR-NO-0001", "Test", false),
        ("VR-NO-0001", "Vaccination", true),
        ("VR-NO-0001", "General", false),
        ("TR-NO-0001", "Test", true),
        ("TR-NO-0001", "Vaccination", false),
        ("RR-NO-0001", "Recovery", true),
        ("RR-NO-0001", "Test", false),
    ];
    for (identifier, about, fit) in fits {
        let change = json!({"Identifier": identifier, "CertificateType": about});
        if fit {
            fine(&change);
        } else {
            told(&change, "does not fit CertificateType");
        }
    }
    for about in ["General", "Test", "Vaccination", "Recovery"] {
        fine(
            &json!({"Identifier": "IR-NO-0001", "CertificateType": about, "Type": "Invalidation"}),
        );
    }
    told(
        &json!({"Identifier": "IR-NO-0001"}),
        "does not fit Type Acceptance",
    );
    told(
        &json!({"Type": "Invalidation"}),
        "does not fit Type Invalidation",
    );
    told(&json!({"Country": "SE"}), "does not name the Country SE");
    fine(&json!({"Country": "SE", "Identifier": "VR-SE-0001"}));
}

#[test]
fn the_fields_and_the_engine_are_worth_a_warning() {
    let levels = |change: Json| -> Vec<Level> {
        let findings = book(&[change]).lint(None);
        findings.into_iter().map(|finding| finding.level).collect()
    };
    told(
        &json!({"AffectedFields": ["v.0.dn"]}),
        "are not the fields that Logic reads",
    );
    told(
        &json!({"AffectedFields": ["v.0.dn", "v.0.sd", "v.0.dt"]}),
        "are not the fields",
    );
    fine(&json!({"AffectedFields": ["v.0.sd", "v.0.dn"]}));
    assert_eq!(
        levels(json!({"AffectedFields": ["v.0.dn"]})),
        [Level::Warning]
    );
    told(
        &json!({"Engine": "AT-METADATA"}),
        "no certificate can be asked",
    );
    told(
        &json!({"EngineVersion": "2.0.1"}),
        "no certificate can be asked",
    );
    told(
        &json!({"SchemaVersion": "2.0.0"}),
        "no certificate can be asked",
    );
    assert_eq!(levels(json!({"Engine": "AT-METADATA"})), [Level::Warning]);
    assert_eq!(levels(json!({"Comment": 1})), [Level::Error]);
}

#[test]
fn a_rule_is_in_force_for_three_days_at_least() {
    let ends = |to: &str| json!({"ValidFrom": "2022-02-01T00:00:00Z", "ValidTo": to});
    told(&ends("2022-02-01T00:00:00Z"), "is not before ValidTo");
    told(&ends("2022-01-01T00:00:00Z"), "is not before ValidTo");
    told(&ends("2022-02-03T23:59:59Z"), "less than 3 days after");
    fine(&ends("2022-02-04T00:00:00Z"));
    fine(&ends("2022-02-04T01:00:00+01:00"));
}

#[test]
fn the_moment_of_upload() {
    let acceptance = |from: &str| json!({"ValidFrom": from});
    let invalidation =
        |from: &str| json!({"ValidFrom": from, "Type": "Invalidation", "Identifier": "IR-NO-0001"});
    for (change, wanted) in [
        (acceptance("2022-01-22T00:00:00Z"), None),
        (
            acceptance("2022-01-21T23:59:59Z"),
            Some("less than 48 hours after"),
        ),
        (
            acceptance("2022-01-19T00:00:00Z"),
            Some("less than 48 hours after"),
        ),
        (acceptance("2022-02-03T00:00:00Z"), None),
        (
            acceptance("2022-02-03T00:00:01Z"),
            Some("more than 2 weeks after"),
        ),
        (invalidation("2022-01-20T00:00:00Z"), None),
        (invalidation("2022-01-19T23:59:59Z"), Some("lies before")),
        (invalidation("2022-02-03T00:00:00Z"), None),
        (
            invalidation("2022-02-03T00:00:01Z"),
            Some("more than 2 weeks after"),
        ),
    ] {
        let found = said(std::slice::from_ref(&change), Some(UPLOAD));
        match wanted {
            None => assert!(found.is_empty(), "{change}: {found:?}"),
            Some(wanted) => assert!(
                found.len() == 1 && found[0].contains(wanted),
                "{change}: {found:?}"
            ),
        }
        // Without the moment nothing is said of it.
        fine(&change);
    }
}

#[test]
fn versions_follow_one_another() {
    let version = |version: &str, from: &str| json!({"Version": version, "ValidFrom": from});
    let (early, late) = ("2022-02-01T00:00:00Z", "2022-03-01T00:00:00Z");
    assert!(said(&[version("1.0.0", early), version("1.0.1", late)], None).is_empty());
    assert!(said(&[version("1.0.0", early), version("1.0.1", early)], None).is_empty());
    let found = said(&[version("1.0.10", early), version("1.0.9", late)], None);
    assert!(
        found.len() == 1 && found[0].contains("lies before that of VR-NO-0001@1.0.9"),
        "{found:?}"
    );
    let rules = [version("1.0.0", early), version("1.0.0", late)].map(|change| rule_json(&change));
    let mut book = RuleBook::default();
    book.read("two", &Json::from(rules.to_vec()).to_string())
        .unwrap();
    assert_eq!((book.rules().len(), book.problems().len()), (1, 1));
    // Of another region it is another rule.
    let other = json!({"Region": "OSLO"});
    assert!(said(&[json!({}), other], None).is_empty());
}
