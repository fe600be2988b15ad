//! The person from the bundle's Patient.

use super::node::{Node, fault};
use super::{ANYWHERE, RecordError};
use crate::norway::identity::{IdentityNumber, Kind};
use crate::norway::record::Person;
use crate::time::BirthDate;
use serde_json::Value as Json;

pub(super) fn read_person(patient: &Node<'_>) -> Result<Person, RecordError> {
    if let Some(path) = patient.modifier() {
        return Err(fault(
            &path,
            "changes the meaning in a way that is not known here",
        ));
    }
    if patient
        .get("active")
        .is_some_and(|active| active.value == &Json::Bool(false))
    {
        return Err(patient.fault(
            "active",
            "the patient's entry is marked as no longer in use",
        ));
    }
    let (family_name, given_name) = read_name(patient)?;
    let born = patient
        .text("birthDate")
        .ok_or_else(|| patient.fault("birthDate", "is missing; give the year at least"))?;
    let date_of_birth = match BirthDate::read(born) {
        Ok((date, None)) if date != BirthDate::Unknown => date,
        _ => return Err(patient.fault("birthDate", "not YYYY-MM-DD, YYYY-MM or YYYY")),
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
        .ok_or_else(|| patient.fault("name", "there is none that is in use"))?;
    for other in names.iter().filter(|other| other.path != chosen.path) {
        other.note("another name of the person; not taken");
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
        (None, None) => Err(fault(&chosen.path, "has neither family nor given name")),
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
            identifier.note("an identifier of a system that is not read");
            continue;
        };
        if identifier.text("use") == Some("old") {
            identifier.note("a number that is no longer in use; not taken");
            continue;
        }
        let Some(value) = identifier.text("value") else {
            identifier.note("has no value");
            continue;
        };
        let number: IdentityNumber = value
            .parse()
            .map_err(|error| identifier.fault("value", &format!("no identity number: {error}")))?;
        if number.kind() != *kind {
            let text = format!(
                "the digits are those of a {}, the system is that of a {kind}",
                number.kind()
            );
            identifier.note(&text);
        }
        identifier.name_unread(&[&["id", "use", "type", "system", "value", "assigner"]]);
        found.push((rank, number, identifier));
    }
    found.sort_by_key(|(rank, ..)| *rank);
    for (.., other) in found.iter().skip(1) {
        other.note("another identity number of the person; not taken");
    }
    Ok(found.into_iter().next().map(|(_, number, _)| number))
}
