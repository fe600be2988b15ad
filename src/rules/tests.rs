//! Helpers of the tests about rules, and the tests that need the whole module.

mod border;
mod domestic;
mod eu;
mod loading;
mod properties;
mod standing;

use super::*;
use crate::documents::dcc::Kind;
use crate::time::Timestamp;
use serde_json::json;
use std::sync::LazyLock;

/// The embedded rules, read once.
pub(super) static NORWAY: LazyLock<RuleBook> = LazyLock::new(norwegian);

static VALUE_SETS: LazyLock<ValueSets> = LazyLock::new(ValueSets::default);

pub(super) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// A rule that lint has nothing to say about, with some keys changed; null takes a key out.
pub(super) fn rule_json(changes: &Json) -> Json {
    let mut rule = json!({
        "Identifier": "VR-NO-0001",
        "Type": "Acceptance",
        "Country": "NO",
        "Version": "1.0.0",
        "SchemaVersion": "1.0.0",
        "Engine": "CERTLOGIC",
        "EngineVersion": "1.0.0",
        "CertificateType": "Vaccination",
        "Description": [{"lang": "en", "desc": "The series must be finished."}],
        "ValidFrom": "2022-02-01T00:00:00Z",
        "ValidTo": "2030-01-01T00:00:00Z",
        "AffectedFields": ["v.0.dn", "v.0.sd"],
        "Logic": {">=": [{"var": "payload.v.0.dn"}, {"var": "payload.v.0.sd"}]},
    });
    let keys = rule.as_object_mut().unwrap();
    for (key, value) in changes.as_object().unwrap() {
        match value {
            Json::Null => keys.shift_remove(key),
            value => keys.insert(key.clone(), value.clone()),
        };
    }
    rule
}

/// A book of such rules.
pub(super) fn book(changes: &[Json]) -> RuleBook {
    let rules: Vec<Json> = changes.iter().map(rule_json).collect();
    let mut book = RuleBook::default();
    book.read("test", &Json::from(rules).to_string()).unwrap();
    assert!(book.problems().is_empty(), "{:?}", book.problems());
    book
}

/// What the data of a rule holds beside the payload, in Norway and from Norway.
pub(super) fn external(country: &str, clock: Timestamp) -> External<'_> {
    External {
        clock,
        value_sets: &VALUE_SETS,
        country,
        region: "",
        issuer: "NO",
        issued_at: None,
        expires_at: None,
        kid: &[0; 8],
    }
}

pub(super) fn question(country: &str, arrival: Timestamp, kind: Option<Kind>) -> Question<'_> {
    Question {
        country,
        region: "",
        issuer: "NO",
        arrival,
        kind,
    }
}

/// The kinds of the groups that a payload has.
pub(super) fn kinds(payload: &Json) -> Vec<Kind> {
    let there = |kind: &Kind| payload.get(kind.group()).is_some();
    Kind::ALL.into_iter().filter(there).collect()
}

/// A certificate in one line:
/// - `v EU/1/20/1528 2/2 2022-03-01`: product, dose and doses, date;
/// - `r 2022-03-01`: the first positive test;
/// - `t pcr- 2022-03-01T08:00:00+01:00`: pcr or antigen, + or -, the sample;
///
/// and behind it what is not as usual: `born 2004-12`, `tg 123`.
pub(super) fn certificate(line: &str) -> Json {
    let words: Vec<&str> = line.split_whitespace().collect();
    let (co, is, ci) = (
        "NO",
        "Norwegian Institute of Public Health",
        "URN:UVCI:01:NO:X",
    );
    let word = |name: &str, usual: &'static str| -> String {
        let at = words.iter().position(|word| *word == name);
        at.map_or(usual, |at| words.get(at + 1).copied().unwrap_or_default())
            .to_owned()
    };
    let tg = word("tg", "840539006");
    let entry = match words[0] {
        "v" => {
            let (dn, sd) = words[2].split_once('/').unwrap();
            let (dn, sd): (u32, u32) = (dn.parse().unwrap(), sd.parse().unwrap());
            json!({"tg": tg, "vp": "1119349007", "mp": words[1], "ma": "ORG-100030215",
                "dn": dn, "sd": sd, "dt": words[3], "co": co, "is": is, "ci": ci})
        }
        "r" => {
            let first: crate::time::Date = words[1].parse().unwrap();
            let (df, du) = (first.plus_days(11), first.plus_days(180));
            json!({"tg": tg, "fr": words[1], "co": co, "is": is,
                "df": df.to_string(), "du": du.to_string(), "ci": ci})
        }
        "t" => {
            let tr = if words[1].ends_with('-') {
                "260415000"
            } else {
                "260373001"
            };
            let base = json!({"tg": tg, "sc": words[2], "tr": tr, "tc": "Teststasjon Tromsø",
                "co": co, "is": is, "ci": ci});
            let mut base = base.as_object().unwrap().clone();
            if words[1].starts_with("pcr") {
                base.insert("tt".into(), "LP6464-4".into());
                base.insert("nm".into(), "PCR".into());
            } else {
                base.insert("tt".into(), "LP217198-3".into());
                base.insert("ma".into(), "1232".into());
            }
            Json::Object(base)
        }
        other => panic!("{other}"),
    };
    json!({"ver": "1.3.0", "nam": {"fn": "Nordmann", "fnt": "NORDMANN", "gn": "Kari", "gnt": "KARI"},
        "dob": word("born", "1980-05-17"), words[0]: [entry]})
}

/// The outcome's word and the rules that did not pass, an open one with why.
pub(super) fn ask(
    book: &RuleBook,
    country: &str,
    payload: &Json,
    arrival: Timestamp,
) -> (&'static str, String) {
    let kind = kinds(payload).first().copied();
    let judgement = book.judge(
        &question(country, arrival, kind),
        &external(country, arrival),
        payload,
    );
    let not_passed = judgement.asked.iter().filter_map(|one| match &one.answer {
        Answer::Passed => None,
        Answer::Failed => Some(one.rule.identifier.clone()),
        Answer::Open(why) => Some(format!("{} ({why})", one.rule.identifier)),
    });
    let not_passed: Vec<String> = not_passed.collect();
    (judgement.outcome.code(), not_passed.join(" "))
}

/// Holds a table of `certificate | arrival | rules that fail` against a country's embedded rules: none for a
/// pass, `no rules` where nothing is asked. Blank lines and lines of `#` are for the reader.
fn hold(country: &str, table: &str) {
    let mut count = 0;
    for line in table.lines().map(str::trim) {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let parts: Vec<&str> = line.split('|').map(str::trim).collect();
        let (outcome, failed) = ask(&NORWAY, country, &certificate(parts[0]), at(parts[1]));
        let expected = match parts[2] {
            "" => ("pass", String::new()),
            "no rules" => ("no-rules", String::new()),
            short => {
                let full = |short: &str| format!("{}-{country}-000{}", &short[..2], &short[2..]);
                let all: Vec<String> = short.split(' ').map(full).collect();
                ("fail", all.join(" "))
            }
        };
        assert_eq!((outcome, failed), expected, "{line}");
        count += 1;
    }
    assert!(count > 10, "the table was read");
}

#[test]
fn the_embedded_rules_are_read_and_please_the_gateway() {
    assert!(NORWAY.problems().is_empty(), "{:?}", NORWAY.problems());
    let findings = NORWAY.lint(None);
    assert!(findings.is_empty(), "{findings:?}");
    assert_eq!(NORWAY.countries(), ["EU", "NO", "NX"]);
    let count = |country| {
        NORWAY
            .rules()
            .iter()
            .filter(|rule| rule.country == country)
            .count()
    };
    assert_eq!((count("NO"), count("NX"), count("EU")), (8, 9, 10));
}

#[test]
fn every_embedded_rule_speaks_three_languages_in_one_sentence() {
    for rule in NORWAY.rules() {
        let languages: Vec<&str> = rule.descriptions.iter().map(|(lang, _)| &**lang).collect();
        assert_eq!(languages, ["en", "nb", "nn"], "{}", rule.name());
        for (lang, text) in &rule.descriptions {
            let stops = text.matches(". ").count();
            assert!(text.ends_with('.') && stops == 0, "{} {lang}", rule.name());
        }
    }
}

#[test]
fn no_old_certificate_goes_open_for_its_schema() {
    for rule in NORWAY.rules() {
        for schema in crate::documents::dcc::VERSIONS {
            assert_eq!(select::incompatible(rule, schema), None, "{}", rule.name());
        }
    }
}
