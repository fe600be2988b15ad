//! Countries' rules in the verdict: each answer that stands in the way, and its twin.

use super::reasons::{Case, case};
use super::{Attempt, attempt};
use crate::common::{AT, ISSUED, VACCINATION, at, verifier, world};
use hcert::Lang;
use hcert::rules::{Outcome, RuleBook};
use hcert::verify::{Destination, Journey};
use serde_json::{Value, json};

/// A rule that asks what it is given.
pub(crate) fn rule(identifier: &str, logic: &Value) -> Value {
    let kind = match &identifier[..2] {
        "IR" => "Invalidation",
        _ => "Acceptance",
    };
    let about = match &identifier[..2] {
        "VR" => "Vaccination",
        "TR" => "Test",
        "RR" => "Recovery",
        _ => "General",
    };
    json!({
        "Identifier": identifier, "Type": kind, "Country": &identifier[3..5], "Version": "1.0.0",
        "SchemaVersion": "1.0.0", "Engine": "CERTLOGIC", "EngineVersion": "1.0.0",
        "CertificateType": about, "Description": [{"lang": "en", "desc": "the rule of the tests"}],
        "ValidFrom": "2021-07-01T00:00:00Z", "ValidTo": "2030-01-01T00:00:00Z",
        "AffectedFields": ["ver"], "Logic": logic
    })
}

pub(crate) fn book(rules: &[Value]) -> RuleBook {
    let mut book = RuleBook::default();
    book.read("tests", &Value::from(rules).to_string()).unwrap();
    book
}

/// The sample certificate under these rules, on the way to a country.
fn under(country: &str, rules: &[Value]) -> Attempt {
    let mut made = attempt(VACCINATION, |_| {});
    made.verifier = verifier([&world().ec]).with_rules(book(rules));
    made.journey = Some(Journey::to(country.parse().unwrap(), at(AT)));
    made
}

fn yes() -> Value {
    json!({"if": [true, true, {"var": "payload.v.0"}]})
}

fn no() -> Value {
    json!({"!": [{"var": "payload.v.0"}]})
}

pub(super) fn cases() -> Vec<Case> {
    let good = || {
        under(
            "XX",
            &[rule("VR-XX-0001", &yes()), rule("IR-NO-0001", &yes())],
        )
    };
    let fails = |name: &str, rules: &[Value]| case("rule-failed", name, under("XX", rules), good());
    let open = |name: &str, logic: &Value| {
        let bad = under(
            "XX",
            &[rule("VR-XX-0001", logic), rule("GR-XX-0001", &yes())],
        );
        case("rule-open", name, bad, good())
    };
    let none = |name: &str, rules: &[Value]| case("no-rules", name, under("XX", rules), good());
    let mut newer = rule("VR-XX-0001", &yes());
    newer["SchemaVersion"] = json!("1.3.1");
    let mut engine = rule("VR-XX-0001", &yes());
    engine["Engine"] = json!("OTHER");
    let incompatible =
        |name: &str, rule: Value| case("rule-open", name, under("XX", &[rule]), good());
    let unreadable = |name: &str, change: fn(&mut Value)| {
        let mut broken = rule("VR-XX-0002", &no());
        change(&mut broken);
        case(
            "rule-open",
            name,
            under("XX", &[rule("VR-XX-0001", &yes()), broken]),
            good(),
        )
    };
    // Norway's own rules admit the sample; nobody loaded others for it.
    let own = |rules: &[Value]| {
        let mut made = under("NO", rules);
        made.journey = Some(Journey::to(
            "NO".parse().unwrap(),
            at("2022-02-05T12:00:00Z"),
        ));
        made
    };
    let (own, own_good) = (
        own(&[rule("IR-NO-0001", &no())]),
        own(&[rule("IR-NO-0001", &yes()), rule("IR-SE-0001", &no())]),
    );
    // The claims name one country, the signer's key is another's.
    let by_signer = |logic: &Value| {
        let mut made = attempt(VACCINATION, |draft| draft.claim(1, None));
        made.verifier = verifier([&world().ec]).with_rules(book(&[
            rule("VR-XX-0001", &yes()),
            rule("IR-NO-0001", logic),
        ]));
        made.journey = Some(Journey::to("XX".parse().unwrap(), at(AT)));
        made
    };
    let (signer, signer_good) = (by_signer(&no()), by_signer(&yes()));
    let mut later = good();
    later.journey = Some(Journey::to(
        "XX".parse().unwrap(),
        at("2030-01-01T00:00:00Z"),
    ));
    vec![
        fails(
            "acceptance",
            &[rule("VR-XX-0001", &no()), rule("GR-XX-0001", &yes())],
        ),
        fails(
            "acceptance beside one that passes",
            &[rule("VR-XX-0001", &no()), rule("VR-XX-0002", &yes())],
        ),
        case(
            "rule-failed",
            "invalidation where Norway's own rules admit",
            own,
            own_good,
        ),
        case(
            "rule-failed",
            "invalidation by the country of the signer's key",
            signer,
            signer_good,
        ),
        unreadable("a version that cannot be read", |rule| {
            rule["Version"] = json!("1.0")
        }),
        unreadable("a type in small letters", |rule| {
            rule["Type"] = json!("acceptance")
        }),
        unreadable("a date for a moment", |rule| {
            rule["ValidFrom"] = json!("2021-08-01")
        }),
        unreadable("another logic under the same name", |rule| {
            rule["Identifier"] = json!("VR-XX-0001");
        }),
        unreadable("no country", |rule| {
            rule.as_object_mut().unwrap().remove("Country");
        }),
        unreadable("keys in small letters", |rule| {
            *rule = json!({"identifier": "VR-XX-0002", "logic": {"!": [true]}});
        }),
        fails(
            "invalidation by the issuing country",
            &[rule("VR-XX-0001", &yes()), rule("IR-NO-0001", &no())],
        ),
        open(
            "a type that does not fit",
            &json!({"+": [{"var": "payload.ver"}, 1]}),
        ),
        open(
            "a value that is no boolean",
            &json!({"var": "payload.v.0.dn"}),
        ),
        open(
            "a fault of format that is never reached",
            &json!({"if": [true, true, {"or": [true, false]}]}),
        ),
        incompatible("a newer schema", newer),
        incompatible("another engine", engine),
        none("no rule of the country", &[rule("VR-YY-0001", &yes())]),
        none("rules for tests alone", &[rule("TR-XX-0001", &yes())]),
        none(
            "invalidation alone",
            &[rule("VR-YY-0001", &yes()), rule("IR-NO-0001", &yes())],
        ),
        case("no-rules", "the rules have ended on arrival", later, good()),
    ]
}

#[test]
fn the_answers_of_all_countries_are_told_and_change_no_verdict() {
    let rules = [
        rule("VR-XX-0001", &yes()),
        rule("VR-YY-0001", &no()),
        rule("VR-ZZ-0001", &json!({"+": ["1", 1]})),
        rule("TR-TT-0001", &yes()),
    ];
    let mut all = under("XX", &rules);
    all.journey = Some(Journey::anywhere(at(AT)));
    let report = all.report();
    assert!(report.verdict.is_genuine(), "{:?}", report.verdict);
    let answers: Vec<(&str, Outcome)> = report
        .admissions
        .iter()
        .map(|one| (one.country.as_str(), one.outcome))
        .collect();
    let own = answers.iter().find(|(country, _)| *country == "NO");
    assert!(own.is_some(), "Norway's own rules are always known");
    let others: Vec<_> = answers
        .into_iter()
        .filter(|(country, _)| *country != "NO")
        .collect();
    assert_eq!(
        others,
        [
            ("TT", Outcome::NoRules),
            ("XX", Outcome::Passed),
            ("YY", Outcome::Failed),
            ("ZZ", Outcome::Open),
        ]
    );
    assert_eq!(all.journey.unwrap().to, Destination::All);
}

#[test]
fn rules_are_asked_after_the_signature_alone_and_see_what_the_certificate_says() {
    let mut forged = under("XX", &[rule("VR-XX-0001", &no())]);
    forged.verifier = verifier([&world().other]).with_rules(book(&[rule("VR-XX-0001", &no())]));
    let report = forged.report();
    assert!(
        report.admissions.is_empty() && report.verdict.finding().unwrap().code() != "rule-failed"
    );
    // A field that our own types do not have is there for the rule.
    let mut odd = attempt(VACCINATION, |draft| {
        draft.field("v/0/xx", Some("kept".into()))
    });
    let logic = json!({"===": [{"var": "payload.v.0.xx"}, "kept"]});
    odd.verifier = verifier([&world().ec]).with_rules(book(&[rule("VR-XX-0001", &logic)]));
    odd.journey = Some(Journey::to("xx".parse().unwrap(), at(AT)));
    let report = odd.report();
    assert!(report.verdict.is_accept(), "{:?}", report.verdict);
    // And the clock, the countries and the signer's key.
    let kid = base64(&world().ec.dsc.kid);
    let logic = json!({"and": [
        {"===": [{"var": "external.validationClock"}, AT]},
        {"===": [{"var": "external.countryCode"}, "XX"]},
        {"===": [{"var": "external.issuerCountryCode"}, "NO"]},
        {"===": [{"var": "external.kid"}, kid]},
        {"===": [{"var": "external.iat"}, ISSUED]},
        {"in": ["EU/1/20/1528", {"var": "external.valueSets.vaccines-covid-19-names"}]},
    ]});
    let report = under("XX", &[rule("VR-XX-0001", &logic)]).report();
    assert!(report.verdict.is_accept(), "{:?}", report.verdict);
    let told = report.admissions[0].rules[0].text.get(Lang::Nb);
    assert_eq!(
        told, "the rule of the tests",
        "in English where Norwegian is missing"
    );
}

fn base64(octets: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(octets)
}

#[test]
fn a_failed_rule_decides_before_an_open_one() {
    let rules = [
        rule("VR-XX-0001", &no()),
        rule("VR-XX-0002", &json!({"+": ["1", 1]})),
    ];
    let report = under("XX", &rules).report();
    assert_eq!(report.verdict.finding().unwrap().code(), "rule-failed");
    assert_eq!(report.admissions[0].outcome, Outcome::Failed);
}

#[test]
fn a_rule_that_cannot_be_read_is_nobodys_business_elsewhere() {
    for (identifier, country) in [
        ("VR-YY-0001", "YY"),
        ("TR-XX-0001", "XX"),
        ("IR-YY-0001", "YY"),
    ] {
        let mut broken = rule(identifier, &no());
        broken["Country"] = json!(country);
        broken["Version"] = json!("1");
        let report = under("XX", &[rule("VR-XX-0001", &yes()), broken]).report();
        assert!(
            report.verdict.is_accept(),
            "{identifier}: {:?}",
            report.verdict
        );
    }
}
