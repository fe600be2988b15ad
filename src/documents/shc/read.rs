//! The one reader of a card's payload: claims, and the FHIR bundle as far as it speaks of vaccinations and tests. Other
//! resources are counted by their name.

use super::TYPE;
use crate::codec::cbor::Item;
use crate::deviation::{Deviation, DeviationCode as Code};
use crate::documents::dcc::read::{Fault, FaultKind, Notes};
use crate::documents::health::{Coded, HealthContent, Holder, TestResult, Vaccination, When};
use crate::documents::health_codes;
use crate::text::messages;
use crate::time::{BirthDate, Timestamp};

/// The longest `rid`, in characters of base64url.
const MAX_RID: usize = 24;

/// The claims of a card.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Claims {
    /// `nbf`: when it was issued.
    pub not_before: Option<Timestamp>,
    /// `exp`.
    pub expires_at: Option<Timestamp>,
    /// `vc.rid`: by which name it can be revoked.
    pub revocation: Option<String>,
}

/// What came out of a payload.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// The claims, as far as they can be read.
    pub claims: Claims,
    /// The content, if nothing is at fault.
    pub content: Option<HealthContent>,
    /// What is wrong with it.
    pub faults: Vec<Fault>,
    /// What was tolerated.
    pub deviations: Vec<Deviation>,
}

/// Reads a payload.
#[must_use]
pub fn read(payload: &Item<'_>) -> Reading {
    let notes = Notes::default();
    let claims = read_claims(payload, &notes);
    let content = read_bundle(payload, &notes);
    let (faults, deviations) = (notes.faults.into_inner(), notes.deviations.into_inner());
    Reading {
        claims,
        content: content.filter(|_| faults.is_empty()),
        faults,
        deviations,
    }
}

fn read_claims(payload: &Item<'_>, notes: &Notes) -> Claims {
    let not_before = payload.get("nbf");
    if not_before.is_none() {
        notes.fault("nbf", FaultKind::Missing);
    }
    let revocation = payload.get("vc").and_then(|vc| vc.get("rid"));
    let revocation = revocation.and_then(|rid| match rid {
        Item::Text(rid) if is_rid(rid) => Some(rid.to_string()),
        _ => {
            let want = messages::WANT_RID;
            notes.fault("vc/rid", FaultKind::Form { want });
            None
        }
    });
    Claims {
        not_before: not_before.and_then(|nbf| moment("nbf", nbf, notes)),
        expires_at: payload.get("exp").and_then(|exp| moment("exp", exp, notes)),
        revocation,
    }
}

fn is_rid(text: &str) -> bool {
    let base64url = |octet: u8| octet.is_ascii_alphanumeric() || matches!(octet, b'-' | b'_');
    (1..=MAX_RID).contains(&text.len()) && text.bytes().all(base64url)
}

/// A NumericDate (RFC 7519 section 2), which may have a fraction.
fn moment(name: &str, item: &Item<'_>, notes: &Notes) -> Option<Timestamp> {
    let seconds = match item {
        Item::Integer(seconds) => Some(*seconds),
        Item::Float(seconds) if seconds.abs() < 1e15 => {
            if name == "nbf" {
                notes.odd(Code::NbfFloat, name, "");
            } else {
                notes.odd(Code::ClaimDateFloat, name, "");
            }
            Some(seconds.trunc() as i64)
        }
        _ => None,
    };
    let moment = seconds.and_then(Timestamp::from_unix);
    if moment.is_none() {
        let want = messages::TYPE_SECONDS;
        notes.fault(name, FaultKind::Form { want });
    }
    moment
}

fn read_bundle(payload: &Item<'_>, notes: &Notes) -> Option<HealthContent> {
    let missing = |path: &str| {
        notes.fault(path, FaultKind::Missing);
        None
    };
    let Some(credential) = payload.get("vc") else {
        return missing("vc");
    };
    let types = texts(credential.get("type"));
    if !types.contains(&TYPE) {
        let want = messages::WANT_HEALTH_CARD;
        notes.fault("vc/type", FaultKind::Form { want });
    }
    let bundle = credential
        .get("credentialSubject")
        .and_then(|subject| subject.get("fhirBundle"));
    let Some(bundle) = bundle else {
        return missing("vc/credentialSubject/fhirBundle");
    };
    let Some(Item::Array(entries)) = bundle.get("entry") else {
        return missing("vc/credentialSubject/fhirBundle/entry");
    };
    let mut content = HealthContent::default();
    let mut patients = 0;
    for resource in entries.iter().filter_map(|entry| entry.get("resource")) {
        match text(resource, "resourceType") {
            Some("Patient") => {
                patients += 1;
                content.holder = patient(resource);
            }
            Some("Immunization") => content.vaccinations.push(immunization(resource)),
            Some("Observation") => content.tests.push(observation(resource)),
            other => count(&mut content.others, other.unwrap_or_default()),
        }
    }
    if patients != 1 {
        let want = messages::WANT_ONE_PATIENT;
        notes.fault("Patient", FaultKind::Form { want });
    }
    Some(content)
}

/// Counts a resource by its name, which is FHIR's and plain.
fn count(others: &mut Vec<(String, usize)>, name: &str) {
    let plain = name.len() <= 32 && name.bytes().all(|octet| octet.is_ascii_alphabetic());
    let name = if plain && !name.is_empty() { name } else { "?" };
    match others.iter_mut().find(|(known, _)| known == name) {
        Some((_, number)) => *number += 1,
        None => others.push((name.to_owned(), 1)),
    }
}

fn text<'a>(item: &'a Item<'_>, name: &str) -> Option<&'a str> {
    let text = item.get(name)?.as_text()?.trim();
    (!text.is_empty()).then_some(text)
}

fn owned(item: &Item<'_>, name: &str) -> Option<String> {
    text(item, name).map(str::to_owned)
}

fn items<'a>(item: Option<&'a Item<'a>>) -> &'a [Item<'a>] {
    match item {
        Some(Item::Array(items)) => items,
        _ => &[],
    }
}

fn texts<'a>(item: Option<&'a Item<'a>>) -> Vec<&'a str> {
    items(item).iter().filter_map(Item::as_text).collect()
}

fn patient(resource: &Item<'_>) -> Holder {
    let names = items(resource.get("name"));
    let is_old = |name: &&Item<'_>| text(name, "use") == Some("old");
    let official = names
        .iter()
        .find(|name| text(name, "use") == Some("official"));
    let name = official.or_else(|| names.iter().find(|name| !is_old(name)));
    let written = name.and_then(|name| {
        let mut parts = texts(name.get("given"));
        parts.extend(text(name, "family"));
        match parts.is_empty() {
            true => owned(name, "text"),
            false => Some(parts.join(" ")),
        }
    });
    let birth_date = text(resource, "birthDate").and_then(|date| BirthDate::read(date).ok());
    Holder {
        name: written,
        birth_date: birth_date.map(|(date, _)| date),
        sex: owned(resource, "gender"),
        document: None,
        document_type: None,
    }
}

/// The first coding whose name is known, else the first; what the code itself calls it where it names none.
fn coded(concept: Option<&Item<'_>>) -> Coded {
    let Some(concept) = concept else {
        return Coded::default();
    };
    let codings = items(concept.get("coding")).iter();
    let codings: Vec<Coded> = codings
        .filter_map(|coding| {
            let system = health_codes::system(text(coding, "system").unwrap_or_default());
            Some(Coded::new(system, text(coding, "code")?))
        })
        .collect();
    let known = codings.iter().find(|coding| coding.name.is_some());
    match known.or_else(|| codings.first()) {
        Some(coding) => coding.clone(),
        None => text(concept, "text").map_or_else(Coded::default, Coded::named),
    }
}

fn performer(resource: &Item<'_>) -> Option<String> {
    let mut performers = items(resource.get("performer")).iter();
    performers.find_map(|one| owned(one.get("actor").unwrap_or(one), "display"))
}

fn immunization(resource: &Item<'_>) -> Vaccination {
    let date = text(resource, "occurrenceDateTime").or_else(|| text(resource, "occurrenceString"));
    let subpotent = matches!(resource.get("isSubpotent"), Some(Item::Bool(true)));
    let void = match text(resource, "status") {
        Some("completed") if subpotent => Some("isSubpotent".to_owned()),
        Some("completed") => None,
        other => Some(other.unwrap_or("?").to_owned()),
    };
    let series = items(resource.get("protocolApplied")).first();
    let number = |names: [&str; 2]| {
        let found = names.iter().find_map(|name| series?.get(name))?;
        match found {
            Item::Integer(number) => Some(*number),
            Item::Text(number) => number.trim().parse().ok(),
            _ => None,
        }
    };
    Vaccination {
        disease: None,
        vaccine: coded(resource.get("vaccineCode")),
        brand: None,
        maker: resource
            .get("manufacturer")
            .and_then(|maker| owned(maker, "display")),
        date: date.map(When::new),
        dose: number(["doseNumberPositiveInt", "doseNumberString"]),
        of: number(["seriesDosesPositiveInt", "seriesDosesString"]),
        batch: owned(resource, "lotNumber"),
        centre: performer(resource),
        country: None,
        next: None,
        void,
    }
}

fn observation(resource: &Item<'_>) -> TestResult {
    let test = coded(resource.get("code"));
    let concept = resource.get("valueCodeableConcept");
    let result = match (
        concept,
        text(resource, "valueString"),
        resource.get("valueQuantity"),
    ) {
        (Some(concept), ..) => coded(Some(concept)),
        (None, Some(word), _) => Coded::named(word),
        (None, None, Some(quantity)) => quantity_of(quantity),
        (None, None, None) => Coded::default(),
    };
    let said = match result.code.is_empty() {
        true => result.name.as_deref().unwrap_or_default(),
        false => &result.code,
    };
    let found = health_codes::found(&test.code, said);
    let void = match text(resource, "status") {
        Some("final" | "amended" | "corrected") => None,
        other => Some(other.unwrap_or("?").to_owned()),
    };
    TestResult {
        test,
        found,
        result,
        sampled: text(resource, "effectiveDateTime").map(When::new),
        reported: text(resource, "issued").map(When::new),
        specimen: None,
        centre: performer(resource),
        country: None,
        void,
    }
}

/// A number with its unit, as it is shown.
fn quantity_of(quantity: &Item<'_>) -> Coded {
    let number = match quantity.get("value") {
        Some(Item::Integer(number)) => number.to_string(),
        Some(Item::Float(number)) => number.to_string(),
        _ => return Coded::default(),
    };
    let unit = text(quantity, "unit").or_else(|| text(quantity, "code"));
    Coded::named(format!("{number} {}", unit.unwrap_or_default()).trim())
}
