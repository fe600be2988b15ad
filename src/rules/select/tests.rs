//! Which rules are asked.

use super::*;
use crate::rules::tests::{at, book, question};
use crate::rules::{Answer, Outcome, Why};
use serde_json::json;

const ARRIVAL: &str = "2022-06-01T12:00:00Z";

fn names(book: &RuleBook, question: &Question<'_>) -> Vec<String> {
    book.asked(question)
        .iter()
        .map(|rule| rule.name())
        .collect()
}

fn vaccinated(country: &str) -> Question<'_> {
    question(country, at(ARRIVAL), Some(Kind::Vaccination))
}

#[test]
fn the_highest_version_among_those_in_force_is_asked() {
    let book = book(&[
        json!({"Version": "1.0.9"}),
        json!({"Version": "1.0.10"}),
        json!({"Version": "1.0.2"}),
        // Higher, and not yet in force; no longer.
        json!({"Version": "2.0.0", "ValidFrom": "2022-06-01T12:00:01Z"}),
        json!({"Version": "3.0.0", "ValidTo": "2022-06-01T12:00:00Z"}),
        json!({"Identifier": "VR-NO-0002", "Version": "0.0.1"}),
    ]);
    assert_eq!(
        names(&book, &vaccinated("NO")),
        ["VR-NO-0001@1.0.10", "VR-NO-0002@0.0.1"]
    );
    let later = question("NO", at("2022-06-01T12:00:01Z"), Some(Kind::Vaccination));
    assert_eq!(names(&book, &later)[0], "VR-NO-0001@2.0.0");
    // 1.0.100 and 1.1.0 are not the same, whatever some apps make of them.
    let packed =
        crate::rules::tests::book(&[json!({"Version": "1.0.100"}), json!({"Version": "1.1.0"})]);
    assert_eq!(names(&packed, &vaccinated("NO")), ["VR-NO-0001@1.1.0"]);
}

#[test]
fn the_start_of_validity_belongs_to_it_and_the_end_does_not() {
    let book = book(&[json!({
        "ValidFrom": "2022-06-01T00:00:00+02:00", "ValidTo": "2022-07-01T00:00:00+02:00",
    })]);
    for (arrival, count) in [
        ("2022-05-31T21:59:59Z", 0),
        ("2022-05-31T22:00:00Z", 1),
        ("2022-06-30T21:59:59Z", 1),
        ("2022-06-30T22:00:00Z", 0),
    ] {
        let question = question("NO", at(arrival), Some(Kind::Vaccination));
        assert_eq!(book.asked(&question).len(), count, "{arrival}");
    }
}

#[test]
fn a_region_has_its_rules_beside_the_countrys() {
    let book = book(&[
        json!({}),
        json!({"Region": "OSLO"}),
        json!({"Region": "TROMS", "Identifier": "VR-NO-0002"}),
        // Rules of invalidation are the issuing country's, whatever the region.
        json!({"Region": "TROMS", "Identifier": "IR-NO-0001", "Type": "Invalidation"}),
    ]);
    let regions = |region| {
        let question = Question {
            region,
            ..vaccinated("NO")
        };
        let regions = book
            .asked(&question)
            .iter()
            .map(|rule| rule.region.clone())
            .collect::<Vec<_>>();
        regions.join(" ")
    };
    assert_eq!(regions(""), " TROMS");
    assert_eq!(regions("OSLO"), " OSLO TROMS");
    assert_eq!(regions("oslo"), " OSLO TROMS");
    assert_eq!(regions("TROMS"), " TROMS TROMS");
    assert_eq!(regions("BERGEN"), " TROMS");
}

#[test]
fn only_rules_of_the_certificates_kind_and_general_ones_are_asked() {
    let book = book(&[
        json!({"Identifier": "GR-NO-0001", "CertificateType": "General"}),
        json!({"Identifier": "VR-NO-0001", "CertificateType": "Vaccination"}),
        json!({"Identifier": "TR-NO-0001", "CertificateType": "Test"}),
        json!({"Identifier": "RR-NO-0001", "CertificateType": "Recovery"}),
        json!({"Identifier": "IR-NO-0001", "CertificateType": "Test", "Type": "Invalidation"}),
    ]);
    for (kind, wanted) in [
        (Some(Kind::Vaccination), "GR VR"),
        (Some(Kind::Test), "GR TR IR"),
        (Some(Kind::Recovery), "GR RR"),
        (None, "GR RR TR VR IR"),
    ] {
        let asked = names(
            &book,
            &Question {
                kind,
                ..vaccinated("NO")
            },
        );
        let asked: Vec<&str> = asked.iter().map(|name| &name[..2]).collect();
        assert_eq!(asked.join(" "), wanted);
    }
}

#[test]
fn acceptance_is_the_countrys_of_arrival_and_invalidation_the_issuers() {
    let book = book(&[
        json!({"Country": "no"}),
        json!({"Country": "SE", "Identifier": "VR-SE-0001"}),
        json!({"Country": "NO", "Identifier": "IR-NO-0001", "Type": "Invalidation"}),
        json!({"Country": "SE", "Identifier": "IR-SE-0001", "Type": "Invalidation"}),
    ]);
    let asked = |country, issuer| {
        names(
            &book,
            &Question {
                country,
                issuer,
                ..vaccinated("")
            },
        )
        .join(" ")
    };
    assert_eq!(asked("NO", "SE"), "VR-NO-0001@1.0.0 IR-SE-0001@1.0.0");
    // The case of a country does not matter.
    assert_eq!(asked("no", "se"), "VR-NO-0001@1.0.0 IR-SE-0001@1.0.0");
    assert_eq!(asked("Se", "nO"), "VR-SE-0001@1.0.0 IR-NO-0001@1.0.0");
    assert_eq!(asked("DK", "DK"), "");
}

#[test]
fn an_unknown_type_is_never_asked() {
    let book = book(&[json!({"Type": "BoosterNotification", "Logic": {"!": [true]}})]);
    assert!(book.asked(&vaccinated("NO")).is_empty());
    assert!(
        book.asked(&Question {
            kind: None,
            ..vaccinated("NO")
        })
        .is_empty()
    );
    assert!(book.countries().is_empty());
}

#[test]
fn a_rule_for_another_engine_or_schema_is_open_and_not_skipped() {
    let passes = json!({"ver": "1.3.0", "v": [{"dn": 2, "sd": 2}]});
    for (change, ver, open) in [
        (json!({}), "1.3.0", false),
        (json!({"Engine": "AT-METADATA"}), "1.3.0", true),
        (json!({"Engine": "certlogic"}), "1.3.0", true),
        (json!({"EngineVersion": "0.7.5"}), "1.3.0", false),
        (json!({"EngineVersion": "1.3.3"}), "1.3.0", false),
        (json!({"EngineVersion": "1.3.4"}), "1.3.0", true),
        (json!({"EngineVersion": "2.0.1"}), "1.3.0", true),
        (json!({"EngineVersion": "new"}), "1.3.0", true),
        (json!({"SchemaVersion": "1.3.0"}), "1.3.0", false),
        (json!({"SchemaVersion": "1.3.0"}), "1.2.1", true),
        (json!({"SchemaVersion": "1.3.0"}), "1.10.0", false),
        (json!({"SchemaVersion": "1.0.0"}), "2.0.0", true),
        (json!({"SchemaVersion": "2.0.0"}), "1.3.0", true),
        (json!({"SchemaVersion": "1"}), "1.3.0", true),
        (json!({}), "1a3b0", true),
        (json!({}), "", true),
    ] {
        let book = book(&[json!({"Identifier": "VR-NO-0009"}), change.clone()]);
        let mut payload = passes.clone();
        payload["ver"] = ver.into();
        let (question, arrival) = (vaccinated("NO"), at(ARRIVAL));
        let judgement = book.judge(
            &question,
            &crate::rules::tests::external("NO", arrival),
            &payload,
        );
        assert_eq!(judgement.asked.len(), 2, "{change}");
        let is_open = matches!(
            judgement.asked[0].answer,
            Answer::Open(Why::Incompatible(_))
        );
        assert_eq!(is_open, open, "{change} {ver}");
        assert_eq!(
            judgement.outcome,
            if open { Outcome::Open } else { Outcome::Passed }
        );
    }
}
