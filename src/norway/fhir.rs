//! A person's record from an HL7 FHIR R4 bundle (JSON): the content of [`Record`] in another form.
//!
//! ```
//! use hcert::norway::fhir;
//! let bundle = r#"{"resourceType": "Bundle", "type": "collection", "entry": [
//!   {"resource": {"resourceType": "Patient", "id": "1", "birthDate": "1980-05-17",
//!                 "name": [{"use": "official", "family": "Nordmann", "given": ["Kari"]}]}},
//!   {"resource": {"resourceType": "Immunization", "id": "2", "status": "completed",
//!                 "patient": {"reference": "Patient/1"}, "occurrenceDateTime": "2021-06-01",
//!                 "vaccineCode": {"coding": [{"code": "BNT03"}]}}},
//!   {"resource": {"resourceType": "Condition", "id": "3"}}
//! ]}"#;
//! let reading = fhir::read(bundle).unwrap();
//! assert_eq!(reading.record.vaccinations[0].product.to_string(), "Comirnaty");
//! let findings: Vec<String> = reading.findings.iter().map(ToString::to_string).collect();
//! assert_eq!(findings[0], "entry/2/resource: a Condition is not read");
//! assert!(findings[1].starts_with("entry: 1 of the entries taken names no country"));
//! ```
//!
//! | resource | taken |
//! |---|---|
//! | Patient, exactly one | `name` (official first), `birthDate`, `identifier` of the national systems |
//! | Immunization | `status` completed; `vaccineCode` as code of SYSVAK or of the EMA, against another disease than COVID-19 any; `protocolApplied.targetDisease`, `occurrenceDateTime`, `lotNumber`, `location`, `performer` |
//! | Observation | `status` final or amended; LOINC 94500-6 (PCR), 94558-4 (antigen), 94762-2 (antibodies); SNOMED CT 260373001 (detected), 260415000 (not detected); `effectiveDateTime`, `device`, `performer` |
//! | Location, Organization, Device | name, country and number, where one of these refers to them |
//!
//! What is not understood is a [`Finding`] with its path, never dropped in silence; an entry of which
//! something essential is not understood is not taken. That holds for an entry of another person, of one
//! that nobody is named in, and for anything under a `modifierExtension` or `implicitRules`, which may turn
//! the meaning round. A dose against another disease is taken if `targetDisease` names that by SNOMED CT or ICD-11, or if
//! `vaccineCode` is an id of WHO's list of products or an ATC code of yellow fever or polio; the product is that id, else the
//! first code, else the text. A dose number is a hint that is compared with the order of the dates. A performer
//! who is not the patient or a relative is health personnel. FHIR has no country of a dose or test: it is
//! that of the place or organization, else NO, since the source is a Norwegian register; a finding says so.
//!
//! Sources: HL7 FHIR R4 (4.0.1), Bundle ("resolving references"), Patient, Immunization and Observation;
//! the systems of identity numbers from HL7 Norway's basis profiles and code systems (no-basis-Patient,
//! no-basis-identifikator-namespace): 2.16.578.1.12.4.1.4.1 birth number, .2 D-number, .3 joint emergency
//! number. Dates and instants as in [`Record`]. Not supported: XML, other releases, bundles of type
//! history, references to other servers, the language of the names, doses against COVID-19 by SNOMED CT or ATC code
//! (they name a kind of vaccine and no product), and evidence from foreign certificates.

mod bundle;
mod immunization;
mod node;
mod observation;
mod person;

pub use super::record::Finding;
use super::record::{Record, RecordError};
use crate::documents::dcc::valuesets::Set;
use crate::text;
use crate::text::{Text, messages};
use bundle::{Bundle, Entry};
use immunization::{check_number, read_dose};
use node::{Node, Notes};
use observation::read_test;
use person::read_person;
use serde::Deserialize;

/// What came out of a bundle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The record, checked.
    pub record: Record,
    /// What was not understood or not taken.
    pub findings: Vec<Finding>,
}

/// Whether a text is a JSON object whose `resourceType` is Bundle.
#[must_use]
pub fn is_bundle(text: &str) -> bool {
    #[derive(Deserialize)]
    struct Head {
        #[serde(rename = "resourceType")]
        kind: String,
    }
    serde_json::from_str::<Head>(text).is_ok_and(|head| head.kind == "Bundle")
}

/// Reads a bundle.
///
/// # Errors
/// No JSON or no bundle, not exactly one patient, no usable name or date of birth, or values that
/// [`Record::check`] refuses: with the path, without the value.
pub fn read(text: &str) -> Result<Reading, RecordError> {
    let json = node::parse(text)?;
    let notes = Notes::default();
    let bundle = Bundle::new(&json, &notes)?;
    let person = read_person(&bundle.patient.resource)?;
    let (mut doses, mut dose_entries) = (Vec::new(), Vec::new());
    let (mut tests, mut test_entries) = (Vec::new(), Vec::new());
    let mut without_country = 0;
    for entry in &bundle.entries {
        let country_assumed = match entry.kind {
            "Immunization" => read_dose(&bundle, entry).map(|(dose, assumed)| {
                doses.push(dose);
                dose_entries.push(&entry.resource);
                assumed
            }),
            "Observation" => read_test(&bundle, entry).map(|(test, assumed)| {
                tests.push(test);
                test_entries.push(&entry.resource);
                assumed
            }),
            _ => None,
        };
        without_country += u32::from(country_assumed == Some(true));
    }
    for (dose, resource) in doses.iter().zip(&dose_entries) {
        check_number(resource, dose, &doses);
    }
    if without_country > 0 {
        notes.add(
            "entry",
            text!(FHIR_WITHOUT_COUNTRY, count = without_country),
        );
    }
    let record = Record {
        person,
        vaccinations: doses,
        tests,
    };
    record.check().map_err(|error| {
        let patient = &bundle.patient.resource;
        let at = |reason: Finding| located(reason, patient, &dose_entries, &test_entries);
        RecordError {
            reasons: error.reasons.into_iter().map(at).collect(),
        }
    })?;
    drop(bundle);
    Ok(Reading {
        record,
        findings: notes.into_findings(),
    })
}

/// A fault of the record with the place in the bundle that it comes from.
fn located(
    reason: Finding,
    patient: &Node<'_>,
    doses: &[&Node<'_>],
    tests: &[&Node<'_>],
) -> Finding {
    let mut parts = reason.path.split('/');
    let (group, index) = (parts.next().unwrap_or_default(), parts.next());
    let index = index.and_then(|index| index.parse::<usize>().ok());
    let source = match (group, index) {
        ("person", _) => Some(patient),
        ("vaccinations", Some(index)) => doses.get(index).copied(),
        ("tests", Some(index)) => tests.get(index).copied(),
        _ => None,
    };
    match source {
        Some(source) => Finding::new("", text!(FHIR_READ_AS, path = source.path, reason)),
        None => reason,
    }
}

/// Keys that say nothing about what is read here: identity of the resource, its presentation.
const ANYWHERE: &[&str] = &["resourceType", "id", "meta", "text", "language"];

/// Whether an entry is about the patient, in force, and free of what may turn its meaning round.
fn is_heeded(bundle: &Bundle<'_>, entry: &Entry<'_>, who: &str, wanted: &[&str]) -> bool {
    let resource = &entry.resource;
    if let Some(path) = resource.modifier() {
        resource.note_at(&path, messages::FHIR_MODIFIED_NOT_TAKEN);
        return false;
    }
    let status = resource.text("status").unwrap_or_default();
    if !wanted.contains(&status) {
        let wanted = match *wanted {
            [one, other] => text!(FHIR_STATUS_OR, one, other),
            _ => wanted.concat().into(),
        };
        let text = match status {
            "entered-in-error" => text!(FHIR_ENTERED_IN_ERROR),
            _ => text!(FHIR_STATUS, wanted),
        };
        resource.note_below("status", text);
        return false;
    }
    bundle.is_about_the_patient(entry, who)
}

/// The country of a Norwegian register's entry that says nothing else.
const HOME: &str = "NO";

const SNOMED: &str = "http://snomed.info/sct";

/// A code as it may stand in a finding.
fn shown(code: &str) -> Text {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/-_.".contains(c);
    match code {
        "" => text!(FHIR_NO_CODE),
        // A code of the systems has no blank: anything else may be about the person.
        _ if !code.chars().all(plain) => text!(FHIR_ODD_CODE),
        _ => code.chars().take(30).collect::<String>().into(),
    }
}

/// The country of the first place that tells it: `Some(None)` if none does, `None` if what it tells is none.
fn read_country<'a>(
    bundle: &Bundle<'a>,
    entry: &Entry<'a>,
    places: &[Node<'a>],
) -> Option<Option<&'a str>> {
    for place in places {
        let Some(resource) = bundle.resolve(entry, place) else {
            continue;
        };
        let kind = resource.text("resourceType").unwrap_or_default();
        // The address of somebody who works there may be a home.
        if !["Location", "Organization"].contains(&kind) {
            continue;
        }
        for address in resource.one_or_many("address") {
            let Some(country) = address.get("country") else {
                continue;
            };
            let known = country
                .as_text()
                .filter(|code| Set::Country.find(code).is_some());
            if known.is_none() {
                country.note(messages::REGISTER_COUNTRY);
                entry.resource.note(messages::FHIR_COUNTRY);
                return None;
            }
            return Some(known);
        }
    }
    Some(None)
}

/// The name of the first place or organization. The name of a person who works there is none.
fn read_place<'a>(bundle: &Bundle<'a>, entry: &Entry<'a>, places: &[Node<'a>]) -> Option<String> {
    let mut places = places
        .iter()
        .filter(|place| !bundle.is_a_person(entry, place));
    places.find_map(|place| {
        let of_resource = || bundle.resolve(entry, place)?.text("name");
        place
            .text("display")
            .or_else(of_resource)
            .map(str::to_owned)
    })
}

#[cfg(test)]
mod tests;
