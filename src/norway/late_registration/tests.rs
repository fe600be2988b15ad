//! Doses given abroad: each reason that stands against one, alone.

use super::*;
use crate::documents::dcc::Payload;
use crate::text::Lang;
use serde_json::{Value as Json, json};

fn record() -> Json {
    json!({
        "person": {"familyName": "Øverland", "givenName": "Kari Anne", "dateOfBirth": "1964-08-12",
                   "identityNumber": "15858099657"},
        "vaccinations": [{"product": "BNT03", "date": "2021-06-01", "country": "NO"}],
        "tests": []
    })
}

fn payload() -> Json {
    json!({
        "ver": "1.3.0", "dob": "1964-08-12",
        "nam": {"fn": "Øverland", "fnt": "OEVERLAND", "gn": "Kari Anne", "gnt": "KARI<ANNE"},
        "v": [{"tg": "840539006", "vp": "1119349007", "mp": "EU/1/20/1507", "ma": "ORG-100031184",
               "dn": 2, "sd": 2, "dt": "2021-07-15", "co": "SE", "is": "eHälsomyndigheten",
               "ci": "URN:UVCI:01:SE:EHM/100000024GI5HMGZKSMS"}]
    })
}

fn try_register(
    record: &Json,
    payload: &Json,
    signer_country: Option<&str>,
    sameness: Sameness,
) -> Result<Record, Refusal> {
    let record = Record::from_json(&record.to_string()).unwrap();
    // A stranger's certificate is read with tolerance, here for a partial date of birth.
    let value: crate::codec::cbor::Value = serde_json::from_value(payload.clone()).unwrap();
    let payload: Payload = dcc::read::read(&crate::codec::cbor::Item::from(&value))
        .payload
        .unwrap();
    let checked = Checked {
        payload: &payload,
        kid: &[0xc6, 0xd1],
        signer_country,
        at: "2021-08-01T12:00:00Z".parse().unwrap(),
    };
    register(&record, &checked, sameness)
}

#[test]
fn a_good_certificate_adds_its_dose_with_where_it_comes_from() {
    let record = try_register(&record(), &payload(), Some("SE"), Sameness::Unconfirmed).unwrap();
    let dose = record.vaccinations.last().unwrap();
    assert_eq!(
        serde_json::to_value(&record).unwrap()["vaccinations"][1],
        json!({
            "product": "EU/1/20/1507", "date": "2021-07-15", "country": "SE",
            "evidence": {"certificate": "URN:UVCI:01:SE:EHM/100000024GI5HMGZKSMS",
                         "issuer": "eHälsomyndigheten", "signerCountry": "SE", "kid": "c6d1", "dose": 2, "doses": 2,
                         "verified": "2021-08-01T12:00:00Z"}
        })
    );
    assert_eq!(dose.covid_19_product(), Some(Product::Spikevax));
    assert_eq!(record.vaccinations.len(), 2);
}

#[test]
fn a_vaccination_of_that_day_against_another_disease_is_no_dose_that_is_known() {
    let mut record = record();
    record["vaccinations"][0] = json!({
        "diseases": ["1D47"], "product": "Stamaril", "date": "2021-07-15", "country": "NO"
    });
    let record = try_register(&record, &payload(), Some("SE"), Sameness::Unconfirmed).unwrap();
    assert_eq!(record.vaccinations.len(), 2);
}

/// A change to the record or the payload: which, where, what.
type Change = (bool, &'static str, Json);

#[test]
fn each_reason_stands_against_a_dose_alone() {
    let test = json!([{"tg": "840539006", "tt": "LP6464-4", "sc": "2021-07-15T12:00:00Z",
        "tr": "260415000", "tc": "Arlanda", "co": "SE", "is": "eHälsomyndigheten",
        "ci": "URN:UVCI:01:SE:EHM/100000024GI5HMGZKSMS"}]);
    let in_record = |path, value| vec![(true, path, value)];
    let in_payload = |path, value| vec![(false, path, value)];
    let cases: Vec<(&str, Vec<Change>, Option<&str>)> = vec![
        (
            "not-vaccination",
            vec![(false, "/v", Json::Null), (false, "/t", test)],
            Some("SE"),
        ),
        ("signer-country", vec![], Some("CH")),
        ("signer-country", vec![], Some("NO")),
        ("signer-country", vec![], None),
        (
            "product",
            in_payload("/v/0/mp", json!("CoronaVac")),
            Some("SE"),
        ),
        (
            "product",
            in_payload("/v/0/mp", json!("EU/1/21/1624")),
            Some("SE"),
        ),
        (
            "no-identity-number",
            in_record("/person/identityNumber", Json::Null),
            Some("SE"),
        ),
        (
            "other-person",
            in_payload("/nam/fnt", json!("NORDMANN")),
            Some("SE"),
        ),
        (
            "other-person",
            in_payload("/nam/gnt", json!("OLA")),
            Some("SE"),
        ),
        (
            "other-person",
            in_payload("/dob", json!("1964-08-13")),
            Some("SE"),
        ),
        ("unconfirmed", in_payload("/dob", json!("")), Some("SE")),
        (
            "unconfirmed",
            in_payload("/nam/fnt", json!("OVERLAND")),
            Some("SE"),
        ),
        (
            "unconfirmed",
            in_payload("/nam/gnt", json!("KARI")),
            Some("SE"),
        ),
        ("unconfirmed", in_payload("/dob", json!("1964")), Some("SE")),
        (
            "known",
            in_payload("/v/0/dt", json!("2021-06-01")),
            Some("SE"),
        ),
        (
            "content",
            in_payload("/v/0/dt", json!("2021-08-02")),
            Some("SE"),
        ),
        (
            "content",
            in_payload("/v/0/tg", json!("840539007")),
            Some("SE"),
        ),
        (
            "impossible",
            in_payload("/v/0/dt", json!("2019-07-15")),
            Some("SE"),
        ),
        (
            "impossible",
            in_payload("/v/0/co", json!("UNHCR")),
            Some("SE"),
        ),
    ];
    for (code, changes, country) in cases {
        let (mut record, mut payload) = (record(), payload());
        for (to_record, path, value) in changes {
            let target = if to_record { &mut record } else { &mut payload };
            let (parent, key) = path.rsplit_once('/').unwrap();
            let map = target.pointer_mut(parent).unwrap().as_object_mut().unwrap();
            match value {
                Json::Null => map.remove(key),
                value => map.insert(key.to_owned(), value),
            };
        }
        let refusal = try_register(&record, &payload, country, Sameness::Unconfirmed).unwrap_err();
        assert_eq!(refusal.code(), code);
        for lang in Lang::ALL {
            let text = refusal.to_text().get(lang).into_owned();
            assert!(!text.is_empty() && !text.contains('{'), "{text}");
            for secret in ["verland", "VERLAND", "1964", "158580"] {
                assert!(!text.contains(secret), "{text}");
            }
        }
        // Whoever has compared the two may hold them for one, but never two different persons.
        let confirmed = try_register(&record, &payload, country, Sameness::Confirmed);
        assert_eq!(confirmed.is_ok(), code == "unconfirmed", "{code}");
    }
}

#[test]
fn a_local_number_identifies_nobody_in_the_register() {
    let mut record = record();
    // Month 45: an H-number.
    let h_number = (0..100).find_map(|tail| {
        (0..100).find_map(|check| {
            let text = format!("1545801{tail:02}{check:02}");
            text.parse::<super::super::identity::IdentityNumber>()
                .ok()
                .map(|_| text)
        })
    });
    record["person"]["identityNumber"] = json!(h_number.unwrap());
    let refusal = try_register(&record, &payload(), Some("SE"), Sameness::Unconfirmed);
    assert_eq!(refusal.unwrap_err(), Refusal::NoIdentity);
}

#[test]
fn an_unknown_date_of_birth_is_a_persons_to_compare_and_nobody_elses() {
    for (dob, births) in [
        ("", Births::Unknown),
        ("1964", Births::Compatible),
        ("1965", Births::Different),
    ] {
        let mut payload = payload();
        payload["dob"] = json!(dob);
        let read = Payload::from_json(&payload.to_string()).unwrap();
        let record = Record::from_json(&record().to_string()).unwrap();
        assert_eq!(Comparison::new(&record, &read).births, births, "{dob}");
        let asked = |sameness| try_register(&self::record(), &payload, Some("SE"), sameness);
        let (alone, confirmed) = (
            asked(Sameness::Unconfirmed).map(drop),
            asked(Sameness::Confirmed).map(drop),
        );
        let refused = match births {
            Births::Different => [Err(Refusal::OtherPerson), Err(Refusal::OtherPerson)],
            _ => [Err(Refusal::Unconfirmed), Ok(())],
        };
        assert_eq!([alone, confirmed], refused, "{dob}");
    }
}

#[test]
fn the_comparison_shows_both_and_its_debug_neither() {
    let record = Record::from_json(&record().to_string()).unwrap();
    let payload = Payload::from_json(&payload().to_string()).unwrap();
    let both = Comparison::new(&record, &payload);
    assert_eq!(both.record_name, "OEVERLAND<<KARI<ANNE");
    assert_eq!(both.record_name, both.certificate_name);
    assert_eq!((both.names, both.births), (Likeness::Equal, Births::Equal));
    assert_eq!(format!("{both:?}"), "Comparison(Equal, Equal, redacted)");
}
