//! A test from an Observation.

use super::bundle::{Bundle, Entry};
use super::node::Node;
use super::{ANYWHERE, HOME, SNOMED, is_heeded, read_country, read_place, shown};
use crate::norway::record::{Sampled, TakenBy, Test, TestKind, TestResult};
use crate::text;
use crate::text::{Message, messages};

const LOINC: &str = "http://loinc.org";
const KINDS: [(&str, TestKind); 3] = [
    ("94500-6", TestKind::Pcr),
    ("94558-4", TestKind::Antigen),
    ("94762-2", TestKind::Serology),
];
const RESULTS: [(&str, TestResult); 2] = [
    ("260373001", TestResult::Positive),
    ("260415000", TestResult::Negative),
];

/// A test, and whether its country was assumed.
pub(super) fn read_test(bundle: &Bundle<'_>, entry: &Entry<'_>) -> Option<(Test, bool)> {
    if !is_heeded(bundle, entry, "subject", &["final", "amended"]) {
        return None;
    }
    let resource = &entry.resource;
    if let Some(focus) = resource.get("focus") {
        focus.note(messages::FHIR_FOCUS);
        return None;
    }
    let kind = read_concept(resource, "code", LOINC, &KINDS, messages::FHIR_NO_TEST)?;
    let result = read_concept(
        resource,
        "valueCodeableConcept",
        SNOMED,
        &RESULTS,
        messages::FHIR_NO_RESULT,
    )?;
    let when = resource.required("effectiveDateTime")?;
    let sampled = when.as_text().and_then(|text| text.parse::<Sampled>().ok());
    let Some(sampled) = sampled else {
        when.note(messages::FHIR_TEST_DATE);
        return None;
    };
    let performers = resource.items("performer");
    let country = read_country(bundle, entry, &performers)?;
    let (name, device) = read_device(bundle, entry, kind);
    resource.name_unread(&[
        ANYWHERE,
        &["status", "subject", "code", "valueCodeableConcept"],
        &["effectiveDateTime", "performer", "device", "contained"],
        &["identifier", "basedOn", "partOf", "category", "encounter"],
        &["issued", "note", "method", "specimen", "referenceRange"],
    ]);
    let test = Test {
        kind,
        result,
        sampled,
        taken_by: match bundle.is_by_personnel(entry, &performers) {
            true => TakenBy::HealthPersonnel,
            false => TakenBy::Oneself,
        },
        country: country.unwrap_or(HOME).to_owned(),
        name,
        device,
        centre: read_place(bundle, entry, &performers),
    };
    Some((test, country.is_none()))
}

/// The name of a PCR test, or the number of an antigen test in the common list.
fn read_device(
    bundle: &Bundle<'_>,
    entry: &Entry<'_>,
    kind: TestKind,
) -> (Option<String>, Option<String>) {
    let Some(device) = entry.resource.get("device") else {
        return (None, None);
    };
    let resolved = bundle.resolve(entry, &device);
    let mut numbers: Vec<&str> = Vec::new();
    numbers.extend(device.get("identifier").and_then(|one| one.text("value")));
    let mut names: Vec<&str> = device.text("display").into_iter().collect();
    if let Some(resource) = &resolved {
        let identifiers = resource.items("identifier");
        numbers.extend(identifiers.iter().filter_map(|one| one.text("value")));
        let given = resource.items("deviceName");
        names.extend(given.iter().filter_map(|one| one.text("name")));
    }
    let is_number = |text: &&str| {
        (1..=10).contains(&text.len()) && text.bytes().all(|octet| octet.is_ascii_digit())
    };
    let text = |found: Option<&str>| found.map(str::to_owned);
    let (name, number) = match kind {
        TestKind::Pcr => (text(names.first().copied()), None),
        TestKind::Antigen => {
            let mut all = numbers.into_iter().chain(names);
            (None, text(all.find(is_number)))
        }
        TestKind::Serology => (None, None),
    };
    if name.is_none() && number.is_none() {
        device.note(match kind {
            TestKind::Pcr => messages::FHIR_PCR_NAME,
            TestKind::Antigen => messages::FHIR_ANTIGEN_NUMBER,
            TestKind::Serology => messages::FHIR_SEROLOGY_DEVICE,
        });
    }
    (name, number)
}

/// The one thing that the codings of a concept stand for; otherwise a finding.
fn read_concept<T: Copy + PartialEq>(
    resource: &Node<'_>,
    key: &str,
    system: &str,
    known: &[(&str, T)],
    otherwise: Message,
) -> Option<T> {
    let concept = resource.required(key)?;
    let mut found: Vec<T> = Vec::new();
    for coding in concept.items("coding") {
        let code = coding.text("code").unwrap_or_default();
        let hit = known
            .iter()
            .find(|(name, _)| *name == code && coding.text("system") == Some(system));
        match hit {
            Some((_, value)) if found.contains(value) => {}
            Some((_, value)) => found.push(*value),
            None => coding.note(text!(FHIR_CODE_NOT_READ, code = shown(code))),
        }
    }
    if let [one] = found.as_slice() {
        return Some(*one);
    }
    concept.note(otherwise);
    None
}
