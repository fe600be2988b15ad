//! Which certificates a record yields: rows of (record, moment) with what is made and what is left out.

use super::*;
use crate::issue::Issuer;
use serde_json::{Value as Json, json};

fn record(vaccinations: Json, tests: Json) -> Record {
    let mut record = json!({
        "person": {"familyName": "Øverland", "givenName": "Kari", "dateOfBirth": "1964-08-12"}
    });
    record["vaccinations"] = vaccinations;
    record["tests"] = tests;
    Record::from_json(&record.to_string()).unwrap()
}

fn dose(product: &str, date: &str) -> Json {
    json!({"product": product, "date": date, "country": "NO"})
}

fn test(kind: &str, result: &str, sampled: &str) -> Json {
    let mut test = json!({"kind": kind, "result": result, "sampled": sampled,
        "takenBy": "health-personnel", "country": "NO", "centre": "Aker"});
    if kind == "antigen" {
        test["device"] = json!("1232");
    }
    test
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn yielded(record: &Record, moment: &str) -> Yield {
    yielded_by(record, moment, Delivery::AtOnce)
}

fn yielded_by(record: &Record, moment: &str, delivery: Delivery) -> Yield {
    let mut count = 0_u8;
    let mut fresh = || {
        count += 1;
        uvci([count; 13])
    };
    certificates(record, at(moment), delivery, NIPH, &mut fresh)
}

fn made(found: &Yield) -> Vec<String> {
    let one = |made: &Made| match &made.payload.entry {
        Entry::Vaccination(dose) => {
            format!("v {}/{} {}", dose.dose, dose.doses, dose.date.unwrap())
        }
        Entry::Recovery(it) => format!(
            "r {} {} {}",
            it.first_positive.unwrap(),
            it.valid_from.unwrap(),
            it.valid_until.unwrap()
        ),
        Entry::Test(test) => format!(
            "t {} {}",
            test.test_type,
            test.sampled.as_ref().unwrap().text()
        ),
    };
    found.certificates.iter().map(one).collect()
}

fn left(found: &Yield) -> Vec<String> {
    let one = |left: &LeftOut| format!("{} {}", left.path, left.why.code());
    found.left_out.iter().map(one).collect()
}

#[test]
fn the_most_recent_dose_is_numbered_as_the_eu_counts() {
    let infection = json!([test("pcr", "positive", "2021-01-01T10:00:00+01:00")]);
    let old = json!([test("serology", "positive", "2021-05-01T10:00:00+02:00")]);
    let none = json!([]);
    let (b, j, m) = ("BNT03", "JAN03", "MOD03");
    for (doses, tests, wanted) in [
        (vec![(b, "2021-06-01")], &none, "v 1/2 2021-06-01"),
        (
            vec![(b, "2021-06-01"), (m, "2021-07-15")],
            &none,
            "v 2/2 2021-07-15",
        ),
        (
            vec![(b, "2021-06-01"), (b, "2021-07-15"), (m, "2021-09-01")],
            &none,
            "v 3/3 2021-09-01",
        ),
        (
            vec![
                (b, "2021-06-01"),
                (b, "2021-07-15"),
                (m, "2021-09-01"),
                (m, "2021-10-20"),
            ],
            &none,
            "v 4/4 2021-10-20",
        ),
        (vec![(j, "2021-06-01")], &none, "v 1/1 2021-06-01"),
        (
            vec![(j, "2021-06-01"), (b, "2021-09-01")],
            &none,
            "v 2/1 2021-09-01",
        ),
        (vec![(b, "2021-06-01")], &infection, "v 1/1 2021-06-01"),
        (vec![(b, "2021-06-01")], &old, "v 1/1 2021-06-01"),
        (
            vec![(b, "2021-06-01"), (b, "2021-07-15")],
            &infection,
            "v 2/1 2021-07-15",
        ),
        (
            vec![(b, "2021-06-01"), (j, "2021-07-15")],
            &none,
            "v 2/2 2021-07-15",
        ),
        (
            vec![(b, "2021-07-15"), (b, "2021-06-01")],
            &none,
            "v 2/2 2021-07-15",
        ),
    ] {
        let doses: Vec<Json> = doses
            .into_iter()
            .map(|(product, date)| dose(product, date))
            .collect();
        let found = yielded(
            &record(doses.clone().into(), tests.clone()),
            "2021-11-15T12:00:00Z",
        );
        assert_eq!(made(&found)[0], wanted, "{doses:?}");
    }
}

#[test]
fn what_yields_no_certificate_is_listed_with_the_reason() {
    let mut abroad = test("pcr", "negative", "2021-11-14T10:00:00Z");
    abroad["country"] = json!("SE");
    let mut oneself = test("antigen", "negative", "2021-11-14T10:00:00Z");
    oneself["takenBy"] = json!("self");
    let mut unlisted = test("antigen", "negative", "2021-11-14T10:00:00Z");
    unlisted["device"] = json!("999999");
    let mut no_centre = test("pcr", "negative", "2021-11-14T10:00:00Z");
    no_centre.as_object_mut().unwrap().remove("centre");
    let tests = json!([
        abroad,
        oneself,
        unlisted,
        no_centre,
        test("pcr", "negative", "2021-11-15"),
        test("pcr", "negative", "2021-11-14T09:00:00Z"),
        test("pcr", "negative", "2021-11-13T09:00:00Z"),
        test("pcr", "negative", "2021-11-01T09:00:00Z"),
        test("serology", "positive", "2021-03-01T10:00:00Z"),
        test("pcr", "positive", "2021-11-20T10:00:00Z"),
    ]);
    let doses = json!([
        dose("BNT03", "2021-06-01"),
        dose("BNT03", "2021-06-05"),
        dose("BNT03", "2021-07-01"),
        dose("BNT03", "2021-12-01")
    ]);
    let found = yielded(&record(doses, tests), "2021-11-15T12:00:00Z");
    assert_eq!(
        made(&found),
        ["v 2/1 2021-07-01", "t LP6464-4 2021-11-14T10:00:00+01:00"]
    );
    assert_eq!(
        left(&found),
        [
            "vaccinations/0 older-dose",
            "vaccinations/1 too-early",
            "vaccinations/3 later",
            "tests/0 abroad",
            "tests/1 self-test",
            "tests/2 no-device",
            "tests/3 no-centre",
            "tests/4 no-time",
            "tests/6 older-test",
            "tests/7 test-too-old",
            "tests/8 antibodies",
            "tests/9 later",
        ]
    );
    for left in &found.left_out {
        for lang in Lang::ALL {
            let text = left.why.text(lang);
            assert!(!text.is_empty() && !text.contains('{'), "{text}");
        }
    }
}

#[test]
fn a_recovery_is_certified_from_day_11_to_day_180() {
    let tests = json!([
        test("pcr", "positive", "2021-06-01T10:00:00+02:00"),
        test("pcr", "positive", "2021-06-20T10:00:00+02:00"),
    ]);
    let record = record(json!([]), tests);
    let same = "tests/1 same-infection";
    for (moment, certificate, why) in [
        (
            "2021-06-11T23:59:59+02:00",
            None,
            vec!["tests/0 recovery-not-yet", "tests/1 later"],
        ),
        (
            "2021-06-12T00:00:00+02:00",
            Some("r 2021-06-01 2021-06-12 2021-11-28"),
            vec!["tests/1 later"],
        ),
        (
            "2021-11-28T23:59:59+01:00",
            Some("r 2021-06-01 2021-06-12 2021-11-28"),
            vec![same],
        ),
        (
            "2021-11-29T00:00:00+01:00",
            None,
            vec!["tests/0 recovery-over", same],
        ),
    ] {
        let found = yielded(&record, moment);
        assert_eq!(
            made(&found).first().map(String::as_str),
            certificate,
            "{moment}"
        );
        assert_eq!(left(&found), why, "{moment}");
    }
}

#[test]
fn a_new_infection_takes_the_place_of_the_old_one() {
    let tests = json!([
        test("pcr", "positive", "2021-06-01T10:00:00+02:00"),
        test("pcr", "positive", "2021-10-01T10:00:00+02:00"),
    ]);
    let record = record(json!([]), tests);
    let found = yielded(&record, "2021-10-05T12:00:00Z");
    assert_eq!(
        left(&found),
        ["tests/0 older-infection", "tests/1 recovery-not-yet"]
    );
    let found = yielded(&record, "2021-10-12T12:00:00Z");
    assert_eq!(made(&found), ["r 2021-10-01 2021-10-12 2022-03-30"]);
}

#[test]
fn antigen_tests_give_recovery_certificates_from_2022_02_22() {
    let tests = json!([test("antigen", "positive", "2022-02-01T10:00:00+01:00")]);
    let record = record(json!([]), tests);
    let before = yielded(&record, "2022-02-21T23:59:59+01:00");
    assert_eq!(left(&before), ["tests/0 antigen-recovery"]);
    let after = yielded(&record, "2022-02-22T00:00:00+01:00");
    assert_eq!(made(&after), ["r 2022-02-01 2022-02-12 2022-07-31"]);
}

#[test]
fn a_negative_test_counts_for_the_profiles_period_and_not_beside_a_positive_one() {
    let negative = |sampled: &str| record(json!([]), json!([test("antigen", "negative", sampled)]));
    let record_2021 = negative("2021-11-08T12:00:01Z");
    assert_eq!(
        made(&yielded(&record_2021, "2021-11-15T12:00:00Z")).len(),
        1
    );
    assert_eq!(
        left(&yielded(&record_2021, "2021-11-15T12:00:01Z")),
        ["tests/0 test-too-old"]
    );
    let record_2022 = negative("2022-02-07T12:00:01Z");
    assert_eq!(
        made(&yielded(&record_2022, "2022-02-10T12:00:00Z")).len(),
        1
    );
    assert_eq!(
        left(&yielded(&record_2022, "2022-02-10T12:00:01Z")),
        ["tests/0 test-too-old"]
    );
    let both = record(
        json!([]),
        json!([
            test("pcr", "positive", "2021-11-10T10:00:00Z"),
            test("pcr", "negative", "2021-11-14T10:00:00Z"),
        ]),
    );
    let found = yielded(&both, "2021-11-15T12:00:00Z");
    assert_eq!(
        left(&found),
        ["tests/0 recovery-not-yet", "tests/1 positive-in-period"]
    );
    let posted = yielded_by(&record_2021, "2021-11-15T12:00:00Z", Delivery::Posted);
    assert_eq!(left(&posted), ["tests/0 posted"]);
}

#[test]
fn the_standing_is_that_of_norway_md_section_4() {
    let doses = |list: &[(&str, &str)]| {
        list.iter()
            .map(|(product, date)| dose(product, date))
            .collect::<Vec<_>>()
    };
    let two = record(
        doses(&[("BNT03", "2021-06-01"), ("BNT03", "2021-07-01")]).into(),
        json!([]),
    );
    let standing =
        |record: &Record, moment: &str| yielded(record, moment).certificates[0].standing.clone();
    assert_eq!(standing(&two, "2022-01-31T12:00:00Z"), Standing::Open);
    let until = "2022-03-28".parse().unwrap();
    assert_eq!(
        standing(&two, "2022-02-01T12:00:00Z"),
        Standing::Until(until)
    );
    let mut minor = two;
    minor.person.date_of_birth = BirthDate::read("2004-02-02").unwrap().0;
    assert_eq!(standing(&minor, "2022-02-01T12:00:00Z"), Standing::Minor);
    assert_eq!(
        standing(&minor, "2022-02-02T12:00:00Z"),
        Standing::Until(until)
    );
    minor.person.date_of_birth = BirthDate::read("2004").unwrap().0;
    assert_eq!(
        standing(&minor, "2022-02-01T12:00:00Z"),
        Standing::Until(until)
    );
    let three = [
        ("BNT03", "2021-06-01"),
        ("BNT03", "2021-07-01"),
        ("MOD03", "2022-01-10"),
    ];
    let three = record(doses(&three).into(), json!([]));
    assert_eq!(standing(&three, "2022-02-01T12:00:00Z"), Standing::Further);
    let one = record(doses(&[("BNT03", "2021-12-01")]).into(), json!([]));
    assert_eq!(standing(&one, "2022-02-01T12:00:00Z"), Standing::Unfinished);
    for standing in [
        Standing::Open,
        Standing::Until(until),
        Standing::Minor,
        Standing::Further,
        Standing::Unfinished,
        Standing::Between(until, until),
        Standing::Test {
            hours: 72,
            refused_in_norway: true,
        },
        Standing::Test {
            hours: 24,
            refused_in_norway: false,
        },
    ] {
        for lang in Lang::ALL {
            assert!(!standing.text(lang).contains('{'));
        }
    }
}

#[test]
fn what_a_record_yields_can_be_issued() {
    let key = crate::SoftwareKey::from_pem(include_str!("../../../keys/dsc-all.key.pem")).unwrap();
    let list = crate::TrustList::read("keys", include_bytes!("../../../keys/dsc-all.pem")).unwrap();
    let dsc = list.iter().next().unwrap().clone();
    let issuer = Issuer::new(Box::new(key), dsc).unwrap();
    let tests = json!([
        test("pcr", "positive", "2021-07-20T10:00:00+02:00"),
        test("antigen", "negative", "2021-11-14T10:00:00+01:00"),
    ]);
    let mut record = record(
        json!([dose("BNT03", "2021-06-01"), dose("BNT03", "2021-07-01")]),
        tests,
    );
    for born in ["1964-08-12", "1964"] {
        record.person.date_of_birth = BirthDate::read(born).unwrap().0;
        let found = yielded(&record, "2021-11-15T12:00:00Z");
        assert_eq!(found.certificates.len(), 3);
        let issued_at = at("2021-11-15T12:00:00Z");
        let validity = crate::Validity {
            issued_at,
            expires_at: issued_at.plus_seconds(90 * 86_400),
        };
        for made in &found.certificates {
            issuer.issue(&made.payload, validity).unwrap();
        }
    }
}

#[test]
fn identifiers_hold_a_hundred_bits_and_read_back_clean() {
    let (read, oddities) = dcc::uvci::read(&uvci([0xa5; 13]));
    assert_eq!(read.unwrap().country(), "NO");
    assert!(oddities.is_empty(), "{oddities:?}");
    let all: std::collections::BTreeSet<String> = (0..100)
        .map(|bit| {
            let mut octets = [0_u8; 13];
            octets[12 - bit / 8] = 1 << (bit % 8);
            uvci(octets)
        })
        .collect();
    assert_eq!(all.len(), 100, "every bit changes the identifier");
    assert!(uvci([0xff; 13]).len() <= 40);
}
