//! The light, sentence by sentence of the national rules page. All expected values were worked out by hand.

mod properties;
mod sentences;

use super::*;
use crate::norway::record::Sampled;
use crate::text::Lang;
use serde_json::{Value as Json, json};
use std::collections::BTreeSet;

fn instant(text: &str) -> Timestamp {
    // A date is its midnight in Norway.
    text.parse::<Sampled>().unwrap().at
}

fn judge(record: &Json, at: Timestamp) -> Status {
    let record = Record::from_json(&record.to_string()).unwrap();
    status(&record, at, Profile::on(at.in_oslo().date()))
}

/// A record in one line: `BNT03 2021-06-01, JAN03 2021-07-01` and
/// `pcr+ 2021-06-01T10:00:00+02:00, antigen- 2021-06-02 self, serology+ 2021-06-03 abroad`.
fn record(doses: &str, tests: &str) -> Json {
    let words = |line: &str| -> Vec<Vec<String>> {
        let parts = line.split(", ").filter(|part| !part.is_empty());
        parts
            .map(|part| part.split(' ').map(str::to_owned).collect())
            .collect()
    };
    let dose = |part: &Vec<String>| json!({"product": part[0], "date": part[1], "country": "NO"});
    let test = |part: &Vec<String>| {
        let (kind, result) = part[0].split_at(part[0].len() - 1);
        let result = if result == "+" {
            "positive"
        } else {
            "negative"
        };
        let by = part.get(2).map_or("", String::as_str);
        assert!(["", "self", "abroad"].contains(&by), "{part:?}");
        json!({
            "kind": kind, "result": result, "sampled": part[1],
            "takenBy": if by == "self" { "self" } else { "health-personnel" },
            "country": if by == "abroad" { "SE" } else { "NO" },
        })
    };
    json!({
        "person": {"familyName": "Nordmann", "givenName": "Kari", "dateOfBirth": "1980-05-17"},
        "vaccinations": words(doses).iter().map(dose).collect::<Vec<_>>(),
        "tests": words(tests).iter().map(test).collect::<Vec<_>>(),
    })
}

/// What must hold of every status, whatever the record.
fn hold_together(status: &Status, what: &str) {
    let green = |light| light == Colour::Green;
    let any = status.components.iter().any(|one| green(one.light));
    assert_eq!(green(status.light), any, "{what}");
    assert_eq!(status.ground.is_some(), any, "{what}");
    assert_eq!(status.passing, !any && status.until.is_some(), "{what}");
    assert!(status.until.is_none_or(|until| until > status.at), "{what}");
    assert!(status.from.is_none_or(|from| from <= status.at), "{what}");
    for one in &status.components {
        assert_eq!(one.rule.colour(), one.light, "{what}: {:?}", one.rule);
    }
}

#[test]
fn the_published_cases() {
    let cases = include_str!("../../../testdata/norway-light.jsonl");
    let mut count = 0;
    for line in cases.lines() {
        let case: Json = serde_json::from_str(line).unwrap();
        let name = case["name"].as_str().unwrap();
        let status = judge(&case["record"], instant(case["at"].as_str().unwrap()));
        let expected = &case["expected"];
        assert_eq!(status.light.code(), expected["light"], "{name}");
        let ground = status.ground.map(Component::code);
        assert_eq!(ground, expected["ground"].as_str(), "{name}");
        match expected["until"].as_str() {
            Some("open") => assert_eq!(status.until, None, "{name}"),
            Some(until) => assert_eq!(status.until, Some(instant(until)), "{name}"),
            None => {}
        }
        if let Some(passing) = expected["passing"].as_bool() {
            assert_eq!(status.passing, passing, "{name}");
        }
        hold_together(&status, name);
        count += 1;
    }
    assert_eq!(count, 31);
}

#[test]
fn a_certificate_alone_is_judged_by_its_own_numbers() {
    let (single, first) = ("EU/1/20/1525", "EU/1/20/1528");
    // (product, dn, sd, days since the dose, light, rule)
    let cases = [
        (single, 1, 1, 20, "red", "single-dose-waiting"),
        (single, 1, 1, 21, "green", "single-dose"),
        (first, 1, 1, 6, "red", "dose-after-infection-waiting"),
        (first, 1, 1, 7, "green", "dose-after-infection"),
        (first, 1, 2, 20, "red", "first-dose-waiting"),
        (first, 1, 2, 21, "green", "first-dose"),
        (first, 1, 2, 97, "green", "first-dose"),
        (first, 1, 2, 98, "red", "second-dose-missing"),
        (first, 2, 2, 6, "red", "second-dose-waiting"),
        (first, 2, 2, 7, "green", "second-dose"),
        (first, 2, 3, 50, "red", "series-unfinished"),
        (first, 3, 3, 0, "green", "further-dose"),
        (first, 2, 1, 0, "green", "further-dose"),
        ("Sputnik-V", 2, 2, 50, "red", "product-unknown"),
    ];
    let text = include_str!("../../../testdata/payloads/vaccination-2-2.json");
    for (product, number, of, days, light, rule) in cases {
        let mut payload = Payload::from_json(text).unwrap();
        let Entry::Vaccination(dose) = &mut payload.entry else {
            panic!("a vaccination")
        };
        (dose.dose, dose.doses, dose.product) = (number, of, product.to_owned());
        let at = day(dose.date.unwrap(), days);
        let status = status_of(&payload, at, Profile::on(at.in_oslo().date()));
        hold_together(&status, rule);
        assert_eq!(status.light.code(), light, "{rule}");
        assert_eq!(status.components[0].rule.code(), rule);
        assert_eq!(status.components[1].rule, Rule::NoInfection);
        assert_eq!(status.components[2].rule, Rule::NoNegativeTest);
    }
}

#[test]
fn every_rule_is_reached() {
    let mut seen = BTreeSet::new();
    let mut see = |status: &Status| seen.extend(status.components.map(|one| one.rule.code()));
    for case in sentences::CASES {
        see(&judge(&record(case.doses, case.tests), instant(case.at)));
    }
    // These two need a certificate's own numbers; a record's doses are numbered here.
    let text = include_str!("../../../testdata/payloads/vaccination-2-2.json");
    let payload = Payload::from_json(text).unwrap();
    let changed = |change: fn(&mut dcc::Vaccination)| {
        let mut payload = payload.clone();
        if let Entry::Vaccination(dose) = &mut payload.entry {
            change(dose);
        }
        let at = instant("2021-06-15");
        status_of(&payload, at, Profile::on(at.in_oslo().date()))
    };
    see(&changed(|dose| dose.doses = 3));
    see(&changed(|dose| dose.product = "Sputnik-V".into()));
    see(&changed(|dose| dose.date = None));
    see(&changed(|dose| {
        dose.date = Some("2021-06-14".parse().unwrap())
    }));
    let test = include_str!("../../../testdata/payloads/test-pcr.json");
    let test = Payload::from_json(test).unwrap();
    let before = instant("2021-01-01");
    see(&status_of(
        &test,
        before,
        Profile::on("2021-07-01".parse().unwrap()),
    ));
    let all: BTreeSet<&str> = Rule::ALL.iter().map(|rule| rule.code()).collect();
    assert_eq!(seen, all);
    assert_eq!(all.len(), Rule::ALL.len());
}

#[test]
fn every_text_is_filled_in_and_says_the_same_in_all_languages() {
    let profile = Profile::on("2021-07-01".parse().unwrap());
    for rule in Rule::ALL {
        for lang in Lang::ALL {
            let text = rule.text(profile);
            let text = text.get(lang);
            assert!(!text.is_empty() && !text.contains(['{', '}']), "{text}");
        }
    }
    for component in Component::ALL {
        for lang in Lang::ALL {
            let text = component.message().get(lang);
            assert!(!text.is_empty() && !text.contains('{'), "{text}");
        }
    }
}
