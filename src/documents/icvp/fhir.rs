//! A record of a yellow card from an HL7 FHIR R4 bundle (JSON) of one Patient and one Immunization.
//!
//! | field | from |
//! |---|---|
//! | `n` | `Patient.name` (official first): `text`, else family and given names |
//! | `dob`, `s` | `Patient.birthDate`, `Patient.gender` |
//! | `nt` | the extension `patient-nationality`, a coding of three letters |
//! | `id`, `dt` | the first `Patient.identifier` with a type of HL7 v2-0203, a passport (`PPN`) before others |
//! | `gn` | the name of a `Patient.contact` whose relationship is guardian or parent |
//! | `vx/vp` | the coding of `Immunization.vaccineCode` that is an id of WHO's list |
//! | `vx/dv`, `vx/bo` | `Immunization.occurrenceDateTime` (its day), `lotNumber` |
//! | `vx/cn` | the name of the practitioner in `Immunization.performer` |
//! | `vx/is` | an identifier of the organization in `performer` of three capital letters |
//!
//! What is not there is missing in the record, and refused by its name. Not read: the guide's questionnaire, and references
//! to other servers.

use super::{Products, VERSION};
use crate::documents::dcc::PayloadError;
use crate::text;
use serde_json::{Map, Value as Json};

const IDENTIFIER_TYPES: &str = "http://terminology.hl7.org/CodeSystem/v2-0203";
const NATIONALITY: &str = "http://hl7.org/fhir/StructureDefinition/patient-nationality";

/// Whether a text is a FHIR bundle.
pub(super) fn is_bundle(json: &Json) -> bool {
    json.get("resourceType").and_then(Json::as_str) == Some("Bundle")
}

/// The record in the content's own JSON.
///
/// # Errors
/// Not one patient and one immunization of theirs that was completed.
pub(super) fn record(bundle: &Json) -> Result<Json, PayloadError> {
    let entries = list(bundle, "entry");
    let of_kind = |kind: &'static str| {
        let resources = entries.iter().filter_map(|entry| {
            let resource = entry.get("resource")?;
            (text_of(resource, "resourceType") == Some(kind)).then_some((*entry, resource))
        });
        resources.collect::<Vec<_>>()
    };
    let (patients, doses) = (of_kind("Patient"), of_kind("Immunization"));
    let ([(entry, patient)], [(_, dose)]) = (patients.as_slice(), doses.as_slice()) else {
        let (patients, doses) = (patients.len(), doses.len());
        return Err(text!(ICVP_FHIR_COUNT, patients, doses).into());
    };
    if text_of(dose, "status") != Some("completed") {
        return Err(text!(ICVP_FHIR_STATUS).into());
    }
    // Somebody else's dose, or one of which nobody says whose it is.
    let reference = dose.pointer("/patient/reference").and_then(Json::as_str);
    let own = text_of(patient, "id").map(|id| format!("Patient/{id}"));
    let is_theirs = |reference: &str| {
        text_of(entry, "fullUrl") == Some(reference)
            || own
                .as_deref()
                .is_some_and(|own| reference == own || reference.ends_with(&format!("/{own}")))
    };
    if !reference.is_some_and(is_theirs) {
        return Err(text!(ICVP_FHIR_PATIENT).into());
    }
    // Either may turn the meaning round.
    let modified = |resource: &Json| {
        resource.get("modifierExtension").is_some() || resource.get("implicitRules").is_some()
    };
    if modified(patient) || modified(dose) {
        return Err(text!(FHIR_MODIFIED).into());
    }
    let mut record = Map::new();
    let mut put = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            record.insert(name.to_owned(), Json::String(value));
        }
    };
    put("n", name_of(patient));
    put("dob", text_of(patient, "birthDate").map(str::to_owned));
    put("s", text_of(patient, "gender").map(str::to_owned));
    put("nt", nationality(patient));
    let (number, kind) = document(patient).unzip();
    put("id", number);
    put("dt", kind);
    put("gn", guardian(patient));
    put("v", Some(VERSION.to_owned()));
    record.insert("vx".to_owned(), Json::Object(dose_of(dose, &entries)));
    Ok(Json::Object(record))
}

fn dose_of(dose: &Json, entries: &[&Json]) -> Map<String, Json> {
    let mut record = Map::new();
    let mut put = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            record.insert(name.to_owned(), Json::String(value));
        }
    };
    let products = Products::built_in();
    let codings = dose
        .get("vaccineCode")
        .map(|concept| list(concept, "coding"));
    let codes: Vec<&str> = codings
        .iter()
        .flatten()
        .filter_map(|coding| text_of(coding, "code"))
        .collect();
    // One that nobody knows is refused by its place rather than as missing.
    let known = codes.iter().find(|code| products.find(code).is_some());
    put(
        "vp",
        known
            .or_else(|| codes.first())
            .map(|code| (*code).to_owned()),
    );
    let given = text_of(dose, "occurrenceDateTime");
    let day = given.map(|given| given.get(..10).unwrap_or(given).to_owned());
    put("dv", day);
    put("bo", text_of(dose, "lotNumber").map(str::to_owned));
    let actors = list(dose, "performer").into_iter();
    let actors: Vec<&Json> = actors.filter_map(|one| one.get("actor")).collect();
    let resolved = |actor: &Json, kind: &str| {
        let reference = text_of(actor, "reference")?;
        entries.iter().find_map(|entry| {
            let resource = entry.get("resource")?;
            let id = text_of(resource, "id").map(|id| format!("{kind}/{id}"));
            let same =
                text_of(entry, "fullUrl") == Some(reference) || id.as_deref() == Some(reference);
            (same && text_of(resource, "resourceType") == Some(kind)).then(|| resource.clone())
        })
    };
    let clinician = actors.iter().find_map(|actor| {
        let practitioner = resolved(actor, "Practitioner");
        let named = practitioner.as_ref().and_then(name_of);
        named.or_else(|| text_of(actor, "display").map(str::to_owned))
    });
    put("cn", clinician);
    let authority = actors.iter().find_map(|actor| {
        let organization = resolved(actor, "Organization")?;
        let codes = list(&organization, "identifier").into_iter();
        let mut codes = codes.filter_map(|one| text_of(one, "value"));
        let code =
            codes.find(|code| code.len() == 3 && code.bytes().all(|b| b.is_ascii_uppercase()));
        code.map(str::to_owned)
    });
    put("is", authority);
    record
}

fn text_of<'a>(json: &'a Json, name: &str) -> Option<&'a str> {
    json.get(name)?.as_str()
}

fn list<'a>(json: &'a Json, name: &str) -> Vec<&'a Json> {
    let items = json.get(name).and_then(Json::as_array);
    items.map_or_else(Vec::new, |items| items.iter().collect())
}

/// A name as it is written, the official one first.
fn name_of(resource: &Json) -> Option<String> {
    let names = list(resource, "name");
    let official = names
        .iter()
        .find(|name| text_of(name, "use") == Some("official"));
    written(official.or_else(|| names.first())?)
}

/// The whole of a name, else family and given names.
fn written(name: &Json) -> Option<String> {
    if let Some(whole) = text_of(name, "text") {
        return Some(whole.to_owned());
    }
    let given = list(name, "given").into_iter().filter_map(Json::as_str);
    let parts: Vec<&str> = text_of(name, "family").into_iter().chain(given).collect();
    (!parts.is_empty()).then(|| parts.join(" "))
}

fn nationality(patient: &Json) -> Option<String> {
    let extensions = list(patient, "extension");
    let found = extensions
        .iter()
        .find(|one| text_of(one, "url") == Some(NATIONALITY))?;
    list(found, "extension").into_iter().find_map(|part| {
        let concept = part.get("valueCodeableConcept")?;
        let codings = list(concept, "coding");
        codings
            .first()
            .and_then(|coding| text_of(coding, "code"))
            .map(str::to_owned)
    })
}

/// The number of a travel document and its type.
fn document(patient: &Json) -> Option<(String, String)> {
    let identifiers = list(patient, "identifier").into_iter().filter_map(|one| {
        let codings = one.get("type").map(|concept| list(concept, "coding"))?;
        let of_table = |coding: &&&Json| text_of(coding, "system") == Some(IDENTIFIER_TYPES);
        let kind = text_of(codings.iter().find(of_table)?, "code")?;
        Some((text_of(one, "value")?.to_owned(), kind.to_owned()))
    });
    let identifiers: Vec<(String, String)> = identifiers.collect();
    let passport = identifiers.iter().find(|(_, kind)| kind == "PPN");
    passport.or_else(|| identifiers.first()).cloned()
}

/// The codes of HL7 v3 RoleCode and v2-0131 that make a contact a guardian.
const GUARDIANS: [&str; 6] = ["GUARD", "PRN", "MTH", "FTH", "N", "GRPRN"];

fn guardian(patient: &Json) -> Option<String> {
    list(patient, "contact").into_iter().find_map(|contact| {
        let relations = list(contact, "relationship");
        let codes = relations.iter().flat_map(|one| list(one, "coding"));
        let mut codes = codes.filter_map(|coding| text_of(coding, "code"));
        codes.find(|code| GUARDIANS.contains(code))?;
        written(contact.get("name")?)
    })
}
