//! The person from the bundle's Patient.

use super::node::Node;
use super::{ANYWHERE, RecordError};
use crate::norway::identity::{IdentityError, IdentityNumber, Kind};
use crate::norway::record::Person;
use crate::text;
use crate::text::messages;
use crate::time::BirthDate;
use serde_json::Value as Json;

pub(super) fn read_person(patient: &Node<'_>) -> Result<Person, RecordError> {
    if let Some(path) = patient.modifier() {
        return Err(RecordError::at(&path, messages::FHIR_MODIFIED));
    }
    if patient
        .get("active")
        .is_some_and(|active| active.value == &Json::Bool(false))
    {
        return Err(patient.fault("active", messages::FHIR_INACTIVE));
    }
    let (family_name, given_name) = read_name(patient)?;
    let born = patient
        .text("birthDate")
        .ok_or_else(|| patient.fault("birthDate", messages::FHIR_NO_BIRTH))?;
    let date_of_birth = match BirthDate::read(born) {
        Ok((date, None)) if date != BirthDate::Unknown => date,
        _ => return Err(patient.fault("birthDate", messages::REGISTER_BIRTH_FORM)),
    };
    let identity_number = read_identity(patient)?;
    patient.name_unread(&[
        ANYWHERE,
        &["active", "name", "birthDate", "identifier"],
        &["gender", "telecom", "address", "maritalStatus", "photo"],
        &["contact", "communication", "generalPractitioner"],
        &[
            "managingOrganization",
            "multipleBirthBoolean",
            "multipleBirthInteger",
        ],
    ]);
    Ok(Person {
        family_name,
        given_name,
        date_of_birth,
        identity_number,
        name_language: None,
    })
}

/// Family and given names; of somebody who has one name it is the family name.
fn read_name(patient: &Node<'_>) -> Result<(String, Option<String>), RecordError> {
    const NOT_IN_USE: [&str; 5] = ["old", "maiden", "temp", "anonymous", "nickname"];
    let names = patient.items("name");
    fn purpose<'a>(name: &Node<'a>) -> &'a str {
        name.text("use").unwrap_or_default()
    }
    let official = names.iter().find(|name| purpose(name) == "official");
    let usable = || {
        names
            .iter()
            .find(|name| !NOT_IN_USE.contains(&purpose(name)))
    };
    let chosen = official
        .or_else(usable)
        .ok_or_else(|| patient.fault("name", messages::FHIR_NO_NAME))?;
    for other in names.iter().filter(|other| other.path != chosen.path) {
        other.note(messages::FHIR_OTHER_NAME);
    }
    let given: Vec<&str> = chosen
        .items("given")
        .iter()
        .filter_map(Node::as_text)
        .collect();
    let given = (!given.is_empty()).then(|| given.join(" "));
    chosen.name_unread(&[&["id", "use", "text", "family", "given"]]);
    match (chosen.text("family"), given) {
        (Some(family), given) => Ok((family.to_owned(), given)),
        (None, Some(only)) => Ok((only, None)),
        (None, None) => Err(RecordError::at(&chosen.path, messages::FHIR_NAMELESS)),
    }
}

/// The systems of the identity numbers, the one to be preferred first, and the kind that each holds.
const SYSTEMS: [(&str, Kind); 3] = [
    ("urn:oid:2.16.578.1.12.4.1.4.1", Kind::BirthNumber),
    ("urn:oid:2.16.578.1.12.4.1.4.2", Kind::DNumber),
    ("urn:oid:2.16.578.1.12.4.1.4.3", Kind::EmergencyNumber),
];

fn read_identity(patient: &Node<'_>) -> Result<Option<IdentityNumber>, RecordError> {
    let mut found: Vec<(usize, IdentityNumber, Node<'_>)> = Vec::new();
    for identifier in patient.items("identifier") {
        let system = identifier.text("system");
        let known = SYSTEMS
            .iter()
            .enumerate()
            .find(|(_, (known, _))| system == Some(known));
        let Some((rank, (_, kind))) = known else {
            identifier.note(messages::FHIR_IDENTIFIER_SYSTEM);
            continue;
        };
        if identifier.text("use") == Some("old") {
            identifier.note(messages::FHIR_OLD_NUMBER);
            continue;
        }
        let Some(value) = identifier.text("value") else {
            identifier.note(messages::FHIR_NO_VALUE);
            continue;
        };
        let number: IdentityNumber = value.parse().map_err(|error: IdentityError| {
            identifier.fault("value", text!(REGISTER_NO_IDENTITY, error))
        })?;
        if number.kind() != *kind {
            identifier.note(text!(FHIR_NUMBER_KIND, found = number.kind(), kind));
        }
        identifier.name_unread(&[&["id", "use", "type", "system", "value", "assigner"]]);
        found.push((rank, number, identifier));
    }
    found.sort_by_key(|(rank, ..)| *rank);
    for (.., other) in found.iter().skip(1) {
        other.note(messages::FHIR_OTHER_NUMBER);
    }
    Ok(found.into_iter().next().map(|(_, number, _)| number))
}
