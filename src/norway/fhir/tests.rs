//! Bundles as sources write them, and as they must not be.

mod changes;

use super::*;
use crate::norway::record::MAX_ENTRIES;
use serde_json::{Value as Json, json};

const BASE: &str = "https://register.example/fhir";

/// An entry with its address.
fn entry(kind: &str, id: &str, rest: &Json) -> Json {
    let mut resource = json!({"resourceType": kind, "id": id});
    let map = resource.as_object_mut().unwrap();
    map.extend(rest.as_object().unwrap().clone());
    json!({"fullUrl": format!("{BASE}/{kind}/{id}"), "resource": resource})
}

fn immunization(id: &str, code: &str, when: &str, number: u32) -> Json {
    let rest = json!({
        "status": "completed",
        "vaccineCode": {"coding": [{"code": code}], "text": "vaksine"},
        "patient": {"reference": "Patient/p"},
        "occurrenceDateTime": when,
        "lotNumber": "FC1234",
        "location": {"reference": "Location/l", "display": "Oslo"},
        "protocolApplied": [{"doseNumberPositiveInt": number}],
    });
    entry("Immunization", id, &rest)
}

fn observation(id: &str, code: &str, found: bool, when: &str) -> Json {
    let result = if found { "260373001" } else { "260415000" };
    let rest = json!({
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": code}]},
        "subject": {"reference": format!("{BASE}/Patient/p/_history/3")},
        "effectiveDateTime": when,
        "valueCodeableConcept": {"coding": [{"system": "http://snomed.info/sct", "code": result}]},
        "performer": [{"reference": "Organization/o"}],
    });
    entry("Observation", id, &rest)
}

fn good() -> Json {
    let mut pcr = observation("o1", "94500-6", true, "2021-09-01T10:00:00+02:00");
    pcr["resource"]["device"] = json!({"display": "cobas"});
    let mut antigen = observation("o2", "94558-4", false, "2021-10-01");
    antigen["resource"]["device"] = json!({"reference": "Device/d"});
    antigen["resource"]["status"] = json!("amended");
    let mut serology = observation("o3", "94762-2", true, "2021-03-01T08:00:00Z");
    // A performer who is the patient: a test that the person took.
    serology["resource"]["performer"] = json!([{"reference": "Patient/p"}]);
    let mut abroad = immunization("i2", "EU/1/20/1525", "2021-07-13T23:30:00Z", 2);
    abroad["resource"]["contained"] = json!([
        {"resourceType": "Location", "id": "x", "name": "Malmö", "address": {"country": "SE"}}
    ]);
    abroad["resource"]["location"] = json!({"reference": "#x"});
    json!({
        "resourceType": "Bundle", "type": "collection", "entry": [
            entry("Patient", "p", &json!({
                "active": true, "gender": "female", "birthDate": "1964-08",
                "name": [
                    {"use": "maiden", "family": "Hemmelig"},
                    {"use": "official", "family": "Øvergård", "given": ["Åse", "Lill"]},
                ],
                "identifier": [
                    {"system": "urn:oid:2.16.578.1.12.4.1.4.1", "value": "15858099657"},
                ],
            })),
            immunization("i1", "BNT03", "2021-06-01", 1),
            abroad, pcr, antigen, serology,
            entry("Location", "l", &json!({"name": "Oslo rådhus", "address": {"country": "NO"}})),
            entry("Organization", "o", &json!({"name": "Aker", "address": [{"country": "NO"}]})),
            entry("Device", "d", &json!({"identifier": [{"value": "1232"}]})),
        ]
    })
}

/// The bundle with one value set, or taken out where it is null.
fn with(pointer: &str, value: Json) -> String {
    let mut bundle = good();
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    match bundle.pointer_mut(parent).unwrap() {
        Json::Object(map) if value.is_null() => drop(map.remove(key)),
        Json::Object(map) => drop(map.insert(key.to_owned(), value)),
        Json::Array(items) => match key.parse::<usize>() {
            Ok(index) if value.is_null() => drop(items.remove(index)),
            Ok(index) => items[index] = value,
            Err(_) => items.push(value),
        },
        other => panic!("{other}"),
    }
    bundle.to_string()
}

fn findings(text: &str) -> Vec<String> {
    let reading = read(text).unwrap();
    reading.findings.iter().map(ToString::to_string).collect()
}

#[test]
fn a_full_bundle_is_the_record_in_another_form() {
    let reading = read(&good().to_string()).unwrap();
    let own = json!({
        "person": {
            "familyName": "Øvergård", "givenName": "Åse Lill", "dateOfBirth": "1964-08",
            "identityNumber": "15858099657"
        },
        "vaccinations": [
            {"product": "BNT03", "date": "2021-06-01", "country": "NO", "lot": "FC1234", "place": "Oslo"},
            {"product": "JAN03", "date": "2021-07-14", "country": "SE", "lot": "FC1234", "place": "Malmö"},
        ],
        "tests": [
            {"kind": "pcr", "result": "positive", "sampled": "2021-09-01T10:00:00+02:00",
             "takenBy": "health-personnel", "country": "NO", "name": "cobas", "centre": "Aker"},
            {"kind": "antigen", "result": "negative", "sampled": "2021-10-01",
             "takenBy": "health-personnel", "country": "NO", "device": "1232", "centre": "Aker"},
            {"kind": "serology", "result": "positive", "sampled": "2021-03-01T08:00:00Z",
             "takenBy": "self", "country": "NO"},
        ]
    });
    let own = Record::from_json(&own.to_string()).unwrap();
    assert_eq!(reading.record.to_json(), own.to_json());
    assert!(reading.record == own);
    let told: Vec<String> = reading.findings.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "entry/0/resource/name/0: another name of the person; not taken",
            "entry: 1 of the entries taken names no country; NO stands for it, as the source is a \
             Norwegian register",
        ]
    );
}

#[test]
fn a_dose_against_another_disease_is_taken_and_the_others_stay_as_they_are() {
    let target = |system: &str, code: &str| json!({"coding": [{"system": system, "code": code}]});
    let (snomed, icd11) = (
        "http://snomed.info/sct",
        "http://id.who.int/icd/release/11/mms",
    );
    let sysvak = json!({"coding": [{"code": "STA01"}], "text": "Stamaril"});
    let whos = "YellowFeverProductd8a09f80301dc05e124f99ffe7711fc0";
    let rows = [
        (
            sysvak.clone(),
            json!([target(snomed, "16541001")]),
            vec!["16541001"],
            "STA01",
        ),
        (
            sysvak,
            json!([target(icd11, "1D47")]),
            vec!["1D47"],
            "STA01",
        ),
        (
            json!({"text": "REVAXIS"}),
            json!([target(snomed, "76902006"), target(icd11, "1C81")]),
            vec!["76902006", "1C81"],
            "REVAXIS",
        ),
        (
            json!({"coding": [{"code": whos}]}),
            json!([]),
            vec!["1D47"],
            whos,
        ),
        (
            json!({"coding": [{"system": "http://www.whocc.no/atc", "code": "J07BF03"}]}),
            json!([]),
            vec!["1C81"],
            "J07BF03",
        ),
    ];
    let usual = findings(&good().to_string());
    for (code, targets, diseases, product) in rows {
        let mut bundle = good();
        let mut other = immunization("i3", "", "1999-06-01", 7);
        other["resource"]["vaccineCode"] = code;
        other["resource"]["protocolApplied"][0]["targetDisease"] = targets;
        bundle["entry"].as_array_mut().unwrap().push(other);
        let text = bundle.to_string();
        let dose = read(&text).unwrap().record.vaccinations.pop().unwrap();
        let found: Vec<String> = dose.diseases.iter().map(ToString::to_string).collect();
        assert_eq!(
            (found, dose.product.to_string()),
            (
                diseases.iter().map(|code| (*code).to_owned()).collect(),
                product.to_owned()
            )
        );
        assert_eq!(findings(&text), usual);
    }
}

/// What is left: doses, tests.
fn left(text: &str) -> (usize, usize) {
    let record = read(text).unwrap().record;
    (record.vaccinations.len(), record.tests.len())
}

#[test]
fn what_says_the_same_has_no_finding() {
    let silent = findings(&good().to_string());
    let patient = "/entry/1/resource/patient";
    let identifier = json!({"system": "urn:oid:2.16.578.1.12.4.1.4.1", "value": "15858099657"});
    let rows = [
        (patient, json!({"reference": format!("{BASE}/Patient/p")})),
        (patient, json!({"identifier": identifier})),
        (
            "/entry/1/resource/vaccineCode/coding/-",
            json!({"code": "EU/1/20/1528"}),
        ),
        (
            "/entry/1/resource/vaccineCode/coding/-",
            json!({"system": "http://snomed.info/sct", "code": "1119349007"}),
        ),
        ("/entry/1/resource/isSubpotent", json!(false)),
        (
            "/entry/1/resource/manufacturer",
            json!({"display": "BioNTech"}),
        ),
        (
            "/entry/3/resource/issued",
            json!("2021-09-01T12:00:00+02:00"),
        ),
        ("/type", json!("searchset")),
        ("/total", json!(9)),
    ];
    for (pointer, value) in rows {
        let text = with(pointer, value);
        assert_eq!(findings(&text), silent, "{pointer}");
        assert_eq!(left(&text), (2, 3), "{pointer}");
    }
    // Without addresses, by local name.
    let mut bundle = good();
    bundle["entry"][0]["fullUrl"] = json!("urn:uuid:04121321-4af5-424c-a0e1-ed3aab1c349d");
    for index in 1..6 {
        let who = if index < 3 { "patient" } else { "subject" };
        bundle["entry"][index]["resource"][who]["reference"] =
            bundle["entry"][0]["fullUrl"].clone();
    }
    assert_eq!(left(&bundle.to_string()), (2, 3));
}

#[test]
fn who_took_the_sample_is_told_by_the_performer() {
    let performers = [
        (json!([]), false),
        (json!([{"reference": "Patient/p"}]), false),
        (json!([{"reference": format!("{BASE}/Patient/p")}]), false),
        (json!([{"type": "RelatedPerson", "display": "mor"}]), false),
        (json!(["nobody"]), false),
        (json!([{"reference": "Practitioner/x"}]), true),
        (json!([{"display": "Legevakten"}]), true),
        (
            json!([{"reference": "Patient/p"}, {"reference": "Organization/o"}]),
            true,
        ),
    ];
    for (performer, personnel) in performers {
        let what = performer.to_string();
        let record = read(&with("/entry/3/resource/performer", performer))
            .unwrap()
            .record;
        let by = record.tests[0].taken_by;
        let wanted = if personnel {
            "HealthPersonnel"
        } else {
            "Oneself"
        };
        assert_eq!(format!("{by:?}"), wanted, "{what}");
    }
    // The name of somebody who works there is not the name of the centre.
    let doctor = json!([{"reference": "Practitioner/x", "display": "Dr. Secret"}]);
    let record = read(&with("/entry/3/resource/performer", doctor))
        .unwrap()
        .record;
    assert_eq!(record.tests[0].centre, None);
}

#[test]
fn the_name_is_the_official_one_and_one_name_is_enough() {
    let names = |list: Json| read(&with("/entry/0/resource/name", list));
    let person = |list: Json| names(list).unwrap().record.person;
    let one = person(json!([{"given": ["Suhartini"]}]));
    assert_eq!(
        (one.family_name.as_str(), one.given_name),
        ("Suhartini", None)
    );
    let used = person(
        json!([{"use": "old", "family": "A"}, {"family": "B"}, {"use": "usual", "family": "C"}]),
    );
    assert_eq!(used.family_name, "B");
    let official = person(json!([{"family": "B"}, {"use": "official", "family": "C"}]));
    assert_eq!(official.family_name, "C");
    for (list, wanted) in [
        (json!([]), "entry/0/resource/name: there is none"),
        (
            json!([{"use": "old", "family": "A"}]),
            "entry/0/resource/name: there is none",
        ),
        (
            json!([{"text": "Kari Nordmann"}]),
            "entry/0/resource/name/0: has neither",
        ),
        (
            json!([{"family": ""}]),
            "entry/0/resource, read as person/familyName: is empty",
        ),
    ] {
        assert!(
            names(list).unwrap_err().to_string().starts_with(wanted),
            "{wanted}"
        );
    }
}

#[test]
fn a_bundle_has_its_limits() {
    let many = |count: usize| {
        let mut bundle = good();
        let more = (0..count).map(|id| immunization(&format!("m{id}"), "BNT03", "2021-06-01", 1));
        bundle["entry"].as_array_mut().unwrap().extend(more);
        read(&bundle.to_string())
    };
    assert!(many(MAX_ENTRIES - 2).is_ok());
    let error = many(MAX_ENTRIES).unwrap_err().to_string();
    assert_eq!(error, "vaccinations: 502 entries, at most 500");
    let error = many(5_000).unwrap_err().to_string();
    assert_eq!(error, "entry: 5009 entries, at most 5000");
    let mut bundle = good();
    for index in 0..2_000 {
        bundle["entry"][1]["resource"][format!("k{index}")] = json!(1);
    }
    let told = findings(&bundle.to_string());
    assert_eq!(told.len(), 1001);
    assert_eq!(
        told[1000],
        "entry: there is more that is not read; it is not listed"
    );
}

/// Every path in a value.
fn paths(value: &Json, path: &str, found: &mut Vec<String>) {
    found.push(path.to_owned());
    match value {
        Json::Object(map) => map.iter().for_each(|(key, one)| {
            paths(one, &format!("{path}/{key}"), found);
        }),
        Json::Array(items) => items.iter().enumerate().for_each(|(index, one)| {
            paths(one, &format!("{path}/{index}"), found);
        }),
        _ => {}
    }
}

#[test]
fn no_shape_of_any_part_is_a_panic_or_silent() {
    let good = good();
    let usual = read(&good.to_string()).unwrap().findings;
    let whole = read(&good.to_string()).unwrap().record;
    let mut all = Vec::new();
    paths(&good, "", &mut all);
    assert!(all.len() > 150, "{}", all.len());
    for path in all {
        let shapes = [
            json!(null),
            json!([]),
            json!({}),
            json!(""),
            json!(7),
            json!([null]),
            json!("æ"),
        ];
        for shape in shapes {
            let mut bundle = good.clone();
            *bundle.pointer_mut(&path).unwrap() = shape.clone();
            let Ok(reading) = read(&bundle.to_string()) else {
                continue;
            };
            let mut told = reading.findings.iter();
            let told = told.any(|finding| !usual.contains(finding));
            // Less than the whole record is never read without a word.
            let (was, is) = (&whole, &reading.record);
            let less =
                is.vaccinations.len() < was.vaccinations.len() || is.tests.len() < was.tests.len();
            assert!(!less || told, "{path} {shape}");
        }
    }
}
