//! One thing changed in a good bundle: each has its finding or its error.

use super::*;

/// A change: under what, which key, the new value; a part of a finding; the doses and tests that are left.
type Change = (&'static str, &'static str, Json, &'static str, usize, usize);

macro_rules! changes {
    ($($under:tt $key:literal = $value:tt => $wanted:literal $doses:literal $tests:literal;)*) => {
        vec![$(($under, $key, json!($value), $wanted, $doses, $tests)),*]
    };
}

const DOSE: &str = "/entry/1/resource";
const TEST: &str = "/entry/3/resource";

fn changes() -> Vec<Change> {
    changes! {
        // Not in force.
        DOSE "status" = "not-done" => "status: is not completed" 1 3;
        DOSE "status" = "entered-in-error" => "status: entered in error" 1 3;
        DOSE "status" = null => "status: is not completed" 1 3;
        TEST "status" = "preliminary" => "status: is not final or amended" 2 2;
        TEST "status" = "entered-in-error" => "status: entered in error" 2 2;
        // Another person's, or nobody's.
        DOSE "patient" = {"reference": "Patient/q"} => "patient: points to another person" 1 3;
        DOSE "patient" = {"reference": "#p"} => "patient: points to another person" 1 3;
        DOSE "patient" = {"reference": "https://other.example/fhir/Patient/p"} => "patient: points to another person" 1 3;
        DOSE "patient" = {"display": "Secret"} => "patient: points to another person" 1 3;
        DOSE "patient" = {"identifier": {"system": "urn:oid:2.16.578.1.12.4.1.4.1", "value": "16858099630"}} => "patient: points to another person" 1 3;
        DOSE "patient" = null => "patient: is missing" 1 3;
        TEST "subject" = {"reference": "Patient/q"} => "subject: points to another person" 2 2;
        TEST "subject" = null => "subject: is missing" 2 2;
        TEST "focus" = [{"reference": "Patient/q"}] => "focus: is about something else" 2 2;
        // What may turn the meaning round.
        DOSE "modifierExtension" = [{"url": "urn:x"}] => "modifierExtension: changes the meaning" 1 3;
        DOSE "implicitRules" = "urn:x" => "implicitRules: changes the meaning" 1 3;
        DOSE "performer" = [{"modifierExtension": []}] => "performer/0/modifierExtension: changes the meaning" 1 3;
        TEST "modifierExtension" = [] => "modifierExtension: changes the meaning" 2 2;
        DOSE "isSubpotent" = true => "isSubpotent: a dose that did not reach its strength" 1 3;
        // The product.
        DOSE "vaccineCode" = {"text": "Secret"} => "vaccineCode: no product is named" 1 3;
        DOSE "vaccineCode" = {"coding": [{"code": "INF01"}]} => "vaccineCode/coding/0: INF01 is no product" 1 3;
        DOSE "vaccineCode" = {"coding": [{"system": "http://snomed.info/sct", "code": "1119349007"}]} => "vaccineCode/coding/0: 1119349007 names a kind" 1 3;
        DOSE "vaccineCode" = {"coding": [{"system": "http://www.whocc.no/atc", "code": "J07BX03"}]} => "vaccineCode/coding/0: J07BX03 names a kind" 1 3;
        DOSE "vaccineCode" = {"coding": [{"code": "BNT03"}, {"system": "http://www.whocc.no/atc", "code": "J07BX03"}]} => "vaccineCode/coding/1: J07BX03 names a kind" 2 3;
        DOSE "vaccineCode" = {"coding": [{"code": "BNT03"}, {"code": "EU/1/20/1507"}]} => "vaccineCode/coding/1: names another product" 1 3;
        DOSE "vaccineCode" = {"coding": [{"code": "Ola Secret"}]} => "vaccineCode/coding/0: a code of unusual form is no product" 1 3;
        DOSE "vaccineCode" = {"coding": [{"code": "x".repeat(99)}]} => "vaccineCode/coding/0: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx is no" 1 3;
        DOSE "vaccineCode" = "BNT03" => "vaccineCode: no product is named" 1 3;
        // The disease.
        DOSE "protocolApplied" = [{"targetDisease": [{"coding": [{"system": "http://snomed.info/sct", "code": "16541001"}]}]}] => "vaccineCode: the disease is another" 1 3;
        DOSE "protocolApplied" = [{"targetDisease": [{"coding": [{"system": "http://snomed.info/sct", "code": "840539007"}]}]}] => "targetDisease/0: no code of a disease" 2 3;
        DOSE "protocolApplied" = [{"targetDisease": [{"text": "Secret"}]}] => "targetDisease/0: no code of a disease" 2 3;
        // The date.
        DOSE "occurrenceDateTime" = "2021-06" => "occurrenceDateTime: not a full date" 1 3;
        DOSE "occurrenceDateTime" = "2021-06-01T10:00:00" => "occurrenceDateTime: not a full date" 1 3;
        DOSE "occurrenceDateTime" = null => "occurrenceDateTime: is missing" 1 3;
        DOSE "occurrenceString" = "i fjor" => "occurrenceString: is not read" 2 3;
        TEST "effectiveDateTime" = "2021" => "effectiveDateTime: not a full date" 2 2;
        TEST "effectiveDateTime" = 7 => "effectiveDateTime: is not a text" 2 2;
        // The number is a hint.
        DOSE "protocolApplied" = [{"doseNumberPositiveInt": 2}] => "protocolApplied/0/doseNumberPositiveInt: not the dose's place" 2 3;
        DOSE "protocolApplied" = [{"doseNumberPositiveInt": -1}] => "protocolApplied/0/doseNumberPositiveInt: not the dose's place" 2 3;
        DOSE "protocolApplied" = [{"doseNumberString": "en"}] => "protocolApplied/0/doseNumberString: is not read" 2 3;
        // What else is in a dose.
        DOSE "lotNumber" = 7 => "lotNumber: is not a text" 2 3;
        DOSE "primarySource" = false => "primarySource: not told by those" 2 3;
        DOSE "extension" = [{"url": "urn:x"}] => "extension: is not read" 2 3;
        DOSE "Kari Nordmann" = 1 => "(a key): is not read" 2 3;
        DOSE "performer" = {} => "performer: is not a list" 2 3;
        // Kind and result.
        TEST "code" = {"coding": [{"system": "http://loinc.org", "code": "718-7"}]} => "code/coding/0: 718-7 is not read" 2 2;
        TEST "code" = {"coding": [{"code": "94500-6"}]} => "code/coding/0: 94500-6 is not read" 2 2;
        TEST "code" = {"coding": [{"system": "http://loinc.org", "code": "94500-6"}, {"system": "http://loinc.org", "code": "94558-4"}]} => "code: no test for the virus" 2 2;
        TEST "code" = null => "code: is missing" 2 2;
        TEST "valueCodeableConcept" = {"coding": [{"system": "http://snomed.info/sct", "code": "419984006"}]} => "valueCodeableConcept: neither detected nor" 2 2;
        TEST "valueCodeableConcept" = {"coding": [{"system": "http://snomed.info/sct", "code": "260373001"}, {"system": "http://snomed.info/sct", "code": "260415000"}]} => "valueCodeableConcept: neither detected nor" 2 2;
        TEST "valueCodeableConcept" = null => "valueCodeableConcept: is missing" 2 2;
        TEST "dataAbsentReason" = {} => "dataAbsentReason: is not read" 2 3;
        TEST "interpretation" = [] => "interpretation: is not read" 2 3;
        // The device.
        TEST "device" = {"reference": "Device/none"} => "device: names no test" 2 3;
        "/entry/4/resource" "device" = {"display": "Panbio"} => "device: has no number" 2 3;
        "/entry/5/resource" "device" = {"display": "Panbio"} => "device: is not read for a test of anti" 2 3;
        // The patient.
        "/entry/0/resource" "deceasedBoolean" = false => "deceasedBoolean: is not read" 2 3;
        "/entry/0/resource" "link" = [] => "link: is not read" 2 3;
        "/entry/0/resource/name/1" "suffix" = ["jr."] => "suffix: is not read" 2 3;
        "/entry/0/resource/identifier/0" "system" = "urn:x" => "an identifier of a system that is not read" 2 3;
        "/entry/0/resource/identifier/0" "use" = "old" => "a number that is no longer in use" 2 3;
        "/entry/0/resource/identifier/0" "system" = "urn:oid:2.16.578.1.12.4.1.4.2" => "the digits are those of a birth number, the system is that of a D-number" 2 3;
        // Places.
        "/entry/6/resource/address" "country" = "Norge" => "country: not a country of two" 1 3;
        "/entry/7/resource/address/0" "country" = "xx" => "country: not a country of two" 2 1;
        "/entry/7/resource" "modifierExtension" = [] => "modifierExtension: changes the meaning" 2 3;
        // Entries and the bundle.
        "/entry/1" "modifierExtension" = [] => "modifierExtension: changes the meaning" 1 3;
        "/entry/1" "request" = {"method": "DELETE"} => "request: a resource to be deleted" 1 3;
        "/entry/1" "resource" = null => "resource: is missing" 1 3;
        "/entry" "-" = {"resource": {"resourceType": "Condition"}} => "resource: a Condition is not read" 2 3;
        "/entry" "-" = {"resource": {"resourceType": "Ola Secret"}} => "resource: not a resource of FHIR" 2 3;
        "/entry" "-" = (immunization("i1", "BNT03", "2021-06-01", 1)) => "resource: stands here a second time" 2 3;
        "" "type" = "secret" => "type: no type of bundle" 2 3;
        "" "link" = [{"relation": "next", "url": "secret"}] => "link/0: there are more pages" 2 3;
        "" "signature" = {} => "signature: is not read" 2 3;
    }
}

#[test]
fn every_change_has_its_finding() {
    for (under, key, value, wanted, doses, tests) in changes() {
        let what = format!("{under} {key} {value}");
        let text = with(&format!("{under}/{key}"), value);
        let told = findings(&text);
        let hit = told.iter().any(|line| line.contains(wanted));
        assert!(hit, "{what}: {told:#?}");
        assert_eq!(left(&text), (doses, tests), "{what}");
        for secret in [
            "Secret", "secret", "Nordmann", "Hemmelig", "1585", "1685", "1964",
        ] {
            assert!(!told.iter().any(|line| line.contains(secret)), "{told:#?}");
        }
    }
}

macro_rules! errors {
    ($($pointer:literal = $value:tt => $wanted:literal;)*) => {
        vec![$(($pointer, json!($value), $wanted)),*]
    };
}

#[test]
fn every_error_has_its_path_and_no_value() {
    let rows: Vec<(&str, Json, &str)> = errors! {
        "/resourceType" = "Patient" => "resourceType: is not Bundle";
        "/type" = "history" => "type: a history holds old versions";
        "/implicitRules" = "urn:x" => "implicitRules: changes the meaning";
        "/entry/0" = null => "entry: 0 patients, exactly one";
        "/entry/-" = (entry("Patient", "q", &json!({}))) => "entry: 2 patients, exactly one";
        "/entry" = "secret" => "entry: 0 patients";
        "/entry/0/resource/active" = false => "entry/0/resource/active: the patient's entry";
        "/entry/0/resource/modifierExtension" = [] => "entry/0/resource/modifierExtension: ch";
        "/entry/0/resource/birthDate" = null => "entry/0/resource/birthDate: is missing";
        "/entry/0/resource/birthDate" = "" => "entry/0/resource/birthDate: not YYYY";
        "/entry/0/resource/birthDate" = "12.08.1964" => "entry/0/resource/birthDate: not YYYY";
        "/entry/0/resource/identifier/0/value" = "15858099658" => "entry/0/resource/identifier/0/value: no identity number: check digit 2";
        "/entry/1/resource/occurrenceDateTime" = "2019-06-01" => "entry/1/resource, read as vaccinations/0/date: lies before 2020";
        "/entry/1/resource/lotNumber" = ("x".repeat(81)) => "entry/1/resource, read as vaccinations/0/lot: 81 characters";
        "/entry/4/resource/effectiveDateTime" = "2019-06-01" => "entry/4/resource, read as tests/1/sampled: lies before 2020";
    };
    for (pointer, value, wanted) in rows {
        let error = read(&with(pointer, value)).unwrap_err().to_string();
        assert!(error.starts_with(wanted), "{pointer}: {error}");
        assert!(
            !error.contains("secret") && !error.contains("1585"),
            "{error}"
        );
    }
    for (text, wanted) in [
        ("", "the JSON ends too early"),
        ("{", "the JSON ends too early"),
        ("secret", "not JSON, or nested too deep, at line 1"),
        ("[]", "resourceType: is not Bundle"),
        (
            r#"{"a": 1, "a": 2}"#,
            "a key stands twice in one object (line 1",
        ),
        (&"[".repeat(200), "not JSON, or nested too deep"),
        (&(good().to_string() + "{}"), "not JSON"),
    ] {
        let error = read(text).unwrap_err().to_string();
        assert!(error.starts_with(wanted), "{error}");
        assert!(!is_bundle(text));
    }
    assert!(is_bundle(&good().to_string()));
}
