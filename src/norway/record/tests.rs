//! Records as registers write them, and as they must not be.

use super::*;
use serde_json::{Value as Json, json};

fn full() -> Json {
    json!({
        "person": {
            "familyName": "Øvergård", "givenName": "Åse Lill", "dateOfBirth": "1964-08-12",
            "identityNumber": "15858099657", "nameLanguage": "nb"
        },
        "vaccinations": [{
            "diseases": ["840539006", "6142004"],
            "product": "EU/1/20/1528", "date": "2021-06-01", "country": "NO", "lot": "FC1234",
            "place": "Oslo", "evidence": {
                "certificate": "URN:UVCI:01:SE:EHM/100000024GI5HMGZKSMS", "issuer": "eHälsomyndigheten",
                "signerCountry": "SE", "kid": "c6d1f8e8a4b0c2d4",
                "dose": 1, "doses": 2, "verified": "2021-08-01T12:00:00Z"
            }
        }],
        "tests": [{
            "kind": "pcr", "result": "negative", "sampled": "2021-08-01T10:00:00+02:00",
            "takenBy": "health-personnel", "country": "NO", "name": "cobas", "centre": "Aker"
        }, {
            "kind": "antigen", "result": "positive", "sampled": "2021-09-01", "takenBy": "self",
            "country": "SE", "device": "1232"
        }]
    })
}

/// The record with one value changed, or an entry taken out where the value is null.
fn with(pointer: &str, value: Json) -> String {
    let mut record = full();
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    match record.pointer_mut(parent).unwrap() {
        Json::Object(map) if value.is_null() => {
            map.remove(key);
        }
        Json::Object(map) => {
            map.insert(key.to_owned(), value);
        }
        other => panic!("{other}"),
    }
    record.to_string()
}

#[test]
fn a_full_record_is_read_and_written_alike() {
    let record = Record::from_json(&full().to_string()).unwrap();
    assert_eq!(serde_json::to_value(&record).unwrap(), full());
    assert_eq!(
        record.tests[1].sampled.at.to_string(),
        "2021-08-31T22:00:00Z"
    );
    assert_eq!(record.person.machine_names().0, "OEVERGAARD");
}

#[test]
fn every_fault_is_told_with_its_path_and_without_the_value() {
    let long = "x".repeat(81);
    let cases = [
        (
            "/person/familyName",
            Json::Null,
            "person: missing field `familyName`",
        ),
        (
            "/person/shoeSize",
            json!(43),
            "person/shoeSize: unknown field",
        ),
        ("/note", json!("secret"), "note: unknown field"),
        (
            "/person/familyName",
            json!(7),
            "person/familyName: integer found, expected a string",
        ),
        (
            "/person/familyName",
            json!(" "),
            "person/familyName: is empty; leave it out",
        ),
        (
            "/person/givenName",
            json!(long),
            "person/givenName: 81 characters, at most 80",
        ),
        (
            "/person/givenName",
            json!("a\u{7}"),
            "person/givenName: holds control characters",
        ),
        (
            "/person/dateOfBirth",
            json!(""),
            "person/dateOfBirth: is empty",
        ),
        (
            "/person/dateOfBirth",
            json!("12.08.1964"),
            "person/dateOfBirth: not a date of birth",
        ),
        (
            "/person/dateOfBirth",
            json!("1964-08-00"),
            "person/dateOfBirth: not YYYY-MM-DD, YYYY-MM or YYYY",
        ),
        (
            "/person/identityNumber",
            json!("15858099658"),
            "person/identityNumber: no identity number: check digit 2",
        ),
        (
            "/person/nameLanguage",
            json!("Bulgarian"),
            "person/nameLanguage: not two small letters",
        ),
        (
            "/vaccinations",
            json!({}),
            "vaccinations: map found, expected a sequence",
        ),
        (
            "/vaccinations/0/product",
            json!("secret"),
            "vaccinations/0/product: not a product of the register: BNT03",
        ),
        (
            "/vaccinations/0/diseases",
            json!(["840539006", "secret"]),
            "vaccinations/0/diseases/1: no code of a disease",
        ),
        (
            "/vaccinations/0/diseases",
            json!("840539006"),
            "vaccinations/0/diseases: string found, expected a sequence",
        ),
        (
            "/vaccinations/0/diseases",
            json!(["1D47"]),
            "vaccinations/0/product: a product against COVID-19, and diseases names others",
        ),
        (
            "/vaccinations/0/diseases",
            json!(vec!["840539006"; 11]),
            "vaccinations/0/diseases: 11 entries, at most 10",
        ),
        (
            "/vaccinations/0/date",
            json!("2021-02-29"),
            "vaccinations/0/date: not a calendar date",
        ),
        (
            "/vaccinations/0/date",
            json!("2019-06-01"),
            "vaccinations/0/date: lies before 2020",
        ),
        (
            "/person/dateOfBirth",
            json!("2021-08-12"),
            "vaccinations/0/date: lies before the date of birth",
        ),
        (
            "/vaccinations/0/country",
            json!("no"),
            "vaccinations/0/country: not a country",
        ),
        (
            "/vaccinations/0/lot",
            json!(""),
            "vaccinations/0/lot: is empty",
        ),
        (
            "/vaccinations/0/evidence/kid",
            json!(""),
            "vaccinations/0/evidence/kid: is empty",
        ),
        (
            "/vaccinations/0/evidence/signerCountry",
            json!("XX"),
            "vaccinations/0/evidence/signerCountry: not a country",
        ),
        (
            "/tests/0/kind",
            json!("secret"),
            "tests/0/kind: unknown value, expected",
        ),
        (
            "/tests/0/sampled",
            json!("2021-08-01T10:00:00"),
            "tests/0/sampled: not a date, nor",
        ),
        (
            "/tests/0/sampled",
            json!("2019-12-31"),
            "tests/0/sampled: lies before 2020",
        ),
        ("/tests/0/takenBy", json!(true), "tests/0/takenBy: "),
        ("/tests/1/name", json!("cobas"), "tests/1/name: only a PCR"),
        (
            "/tests/0/device",
            json!("1232"),
            "tests/0/device: only an antigen test",
        ),
        (
            "/tests/1/device",
            json!("12-32"),
            "tests/1/device: not a number of one to ten digits",
        ),
        (
            "/tests/1/centre",
            json!(long),
            "tests/1/centre: 81 characters",
        ),
        (
            "/tests/0/country",
            json!("Norge"),
            "tests/0/country: not a country",
        ),
    ];
    for (pointer, value, wanted) in cases {
        let error = Record::from_json(&with(pointer, value))
            .unwrap_err()
            .to_string();
        assert!(error.starts_with(wanted), "{pointer}: {error}");
        assert!(!error.contains("secret"), "{error}");
    }
}

#[test]
fn a_vaccination_of_any_disease_is_kept_as_it_is() {
    let mut record = full();
    record["vaccinations"] = json!([{
        "diseases": ["397430003", "76902006", "1C81"], "product": "REVAXIS", "date": "1998-05-20",
        "country": "NO", "lot": "R3C22"
    }]);
    let read = |record: &Json| Record::from_json(&record.to_string());
    let found = read(&record).unwrap();
    assert_eq!(serde_json::to_value(&found).unwrap(), record);
    assert_eq!(found.vaccinations[0].covid_19_product(), None);
    for (key, value, wanted) in [
        ("product", json!(" "), "vaccinations/0/product: is empty"),
        (
            "product",
            json!("x".repeat(81)),
            "vaccinations/0/product: 81 characters",
        ),
        (
            "date",
            json!("1963-05-20"),
            "vaccinations/0/date: lies before the date of birth",
        ),
    ] {
        let mut wrong = record.clone();
        wrong["vaccinations"][0][key] = value;
        let error = read(&wrong).unwrap_err().to_string();
        assert!(error.starts_with(wanted), "{error}");
    }
}

#[test]
fn no_text_is_a_record_by_accident() {
    for (text, wanted) in [
        ("", "the JSON ends too early"),
        ("{", "the JSON ends too early"),
        ("secret", "not JSON, at line 1"),
        ("[]", "invalid length 0, expected struct Record"),
        ("{}", "missing field `person`"),
    ] {
        let error = Record::from_json(text).unwrap_err().to_string();
        assert!(error.starts_with(wanted), "{text}: {error}");
    }
    for text in [
        r#"{"person":"Kari Nordmann at line 1"}"#,
        r#"{"person":{"familyName":"Kari Nordmann, expected x","dateOfBirth":5}}"#,
        r#"{"Kari Nordmann":1}"#,
        r#"{"person":{"15858099657":1}}"#,
        r#"{"person":{"familyName":{"Kari Nordmann":1}}}"#,
    ] {
        let error = Record::from_json(text).unwrap_err().to_string();
        assert!(
            !error.contains("Kari") && !error.contains("158580"),
            "{error}"
        );
    }
    let nameless = r#"{"person": {"familyName": "12", "dateOfBirth": "1980"}}"#;
    let error = Record::from_json(nameless).unwrap_err().to_string();
    assert!(
        error.starts_with("person/familyName: has no letter"),
        "{error}"
    );
    for (text, path) in [
        (
            r#"[{"familyName": "A", "dateOfBirth": "1980"}, [], []]"#,
            "the record",
        ),
        (r#"{"person": ["A", null, "1980", null, null]}"#, "person"),
        (
            r#"{"person": {"familyName": "A", "dateOfBirth": "1980"},
                "vaccinations": [[[], "BNT03", "2021-06-01", "NO", null, null, null]]}"#,
            "vaccinations/0",
        ),
    ] {
        let error = Record::from_json(text).unwrap_err().to_string();
        assert_eq!(error, format!("{path}: a list found, expected an object"));
    }
    let twice = full().to_string() + "{}";
    assert_eq!(
        Record::from_json(&twice).unwrap_err().to_string(),
        "something follows the record"
    );
    let double = full()
        .to_string()
        .replacen("\"tests\"", "\"tests\":[],\"tests\"", 1);
    let error = Record::from_json(&double).unwrap_err().to_string();
    assert!(error.contains("duplicate field `tests`"), "{error}");
    let many = vec![full()["tests"][0].clone(); MAX_ENTRIES + 1];
    let error = Record::from_json(&with("/tests", many.into()))
        .unwrap_err()
        .to_string();
    assert!(
        error.starts_with("tests: 501 entries, at most 500"),
        "{error}"
    );
}

#[test]
fn several_faults_are_told_together_and_nothing_personal_is_shown() {
    let mut record = full();
    record["vaccinations"][0]["lot"] = json!("");
    record["tests"][0]["country"] = json!("XX");
    let error = Record::from_json(&record.to_string()).unwrap_err();
    assert_eq!(error.reasons.len(), 2);
    let record = Record::from_json(&full().to_string()).unwrap();
    let shown = format!(
        "{record:?} {:?} {:?} {:?}",
        record.person, record.vaccinations, record.tests
    );
    for secret in ["verg", "1964", "158580", "FC1234", "2021"] {
        assert!(!shown.contains(secret), "{shown}");
    }
}

/// Every property that the schema knows, with whether it is required, by its path.
fn properties(schema: &Json, at: &Json, path: &str, found: &mut Vec<(String, bool)>) {
    if let Some(target) = at["$ref"].as_str() {
        let target = schema.pointer(target.trim_start_matches('#')).unwrap();
        return properties(schema, target, path, found);
    }
    for option in at["anyOf"].as_array().into_iter().flatten() {
        properties(schema, option, path, found);
    }
    if at["type"] == "array" {
        return properties(schema, &at["items"], &format!("{path}/0"), found);
    }
    for (name, inner) in at["properties"].as_object().into_iter().flatten() {
        assert_eq!(at["additionalProperties"], json!(false), "{path}");
        let required = at["required"]
            .as_array()
            .is_some_and(|all| all.contains(&json!(name)));
        let path = format!("{path}/{name}");
        found.push((path.clone(), required));
        properties(schema, inner, &path, found);
    }
}

#[test]
fn the_schema_and_the_reader_ask_for_the_same_fields() {
    let schema = serde_json::to_value(schema()).unwrap();
    let mut found = Vec::new();
    properties(&schema, &schema, "", &mut found);
    assert!(found.len() > 25, "{found:?}");
    for (path, required) in found {
        let path = if path == "/tests/0/device" {
            "/tests/1/device".into()
        } else {
            path
        };
        assert!(
            full().pointer(&path).is_some(),
            "the full record lacks {path}"
        );
        let missing = Record::from_json(&with(&path, Json::Null));
        assert_eq!(missing.is_err(), required, "{path}");
    }
}

#[test]
fn the_published_schema_is_the_generated_one() {
    let published = std::fs::read_to_string("testdata/records/record.schema.json").unwrap();
    let published: Json = serde_json::from_str(&published).unwrap();
    assert_eq!(
        published,
        serde_json::to_value(schema()).unwrap(),
        "write it anew with: hcert status --schema"
    );
}
