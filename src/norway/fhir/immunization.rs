//! A dose from an Immunization.

use super::bundle::{Bundle, Entry};
use super::node::Node;
use super::{ANYWHERE, HOME, SNOMED, is_heeded, read_country, read_place, shown};
use crate::norway::product::Product;
use crate::norway::record::{Sampled, Vaccination};
use crate::text;
use crate::text::messages;
use crate::time::Date;
use serde_json::Value as Json;

/// A dose, and whether its country was assumed.
pub(super) fn read_dose(bundle: &Bundle<'_>, entry: &Entry<'_>) -> Option<(Vaccination, bool)> {
    if !is_heeded(bundle, entry, "patient", &["completed"]) {
        return None;
    }
    let resource = &entry.resource;
    if let Some(weak) = resource.get("isSubpotent")
        && weak.value != &Json::Bool(false)
    {
        weak.note(messages::FHIR_SUBPOTENT);
        return None;
    }
    if let Some(second_hand) = resource.get("primarySource")
        && second_hand.value != &Json::Bool(true)
    {
        second_hand.note(messages::FHIR_SECOND_HAND);
    }
    let product = read_product(resource)?;
    let date = read_dose_date(resource)?;
    let performers = resource.items("performer");
    let actors = performers.iter().filter_map(|one| one.get("actor"));
    let places: Vec<Node<'_>> = resource.get("location").into_iter().chain(actors).collect();
    let country = read_country(bundle, entry, &places)?;
    resource.name_unread(&[
        ANYWHERE,
        &["status", "patient", "isSubpotent", "primarySource"],
        &["vaccineCode", "occurrenceDateTime", "lotNumber"],
        &["location", "performer", "protocolApplied", "contained"],
        &[
            "identifier",
            "encounter",
            "recorded",
            "manufacturer",
            "expirationDate",
        ],
        &[
            "site",
            "route",
            "doseQuantity",
            "note",
            "reasonCode",
            "reasonReference",
        ],
        &["education", "programEligibility", "fundingSource"],
    ]);
    let dose = Vaccination {
        product,
        date,
        country: country.unwrap_or(HOME).to_owned(),
        lot: resource.text("lotNumber").map(str::to_owned),
        place: read_place(bundle, entry, &places),
        evidence: None,
    };
    Some((dose, country.is_none()))
}

const ATC: [&str; 2] = [
    "http://www.whocc.no/atc",
    "urn:oid:2.16.578.1.12.4.1.1.7180",
];

fn read_product(resource: &Node<'_>) -> Option<Product> {
    let concept = resource.required("vaccineCode")?;
    let codings = concept.items("coding");
    let general = |system: Option<&str>| {
        system.is_some_and(|system| system == SNOMED || ATC.contains(&system))
    };
    let mut found: Option<Product> = None;
    for coding in &codings {
        let code = coding.text("code").unwrap_or_default();
        let product = Product::from_code(code).filter(|_| !general(coding.text("system")));
        match (product, found) {
            (Some(product), Some(other)) if product != other => {
                coding.note(messages::FHIR_OTHER_PRODUCT);
                return None;
            }
            (Some(product), _) => found = Some(product),
            (None, _) => {}
        }
    }
    for coding in &codings {
        let (system, code) = (coding.text("system"), coding.text("code"));
        let code = code.unwrap_or_default();
        // The product's own kind of vaccine says nothing new.
        let agrees = found.is_some_and(|product| product.facts().vaccine == code);
        if general(system) && !agrees {
            coding.note(text!(FHIR_GENERAL_CODE, code = shown(code)));
        } else if !general(system) && Product::from_code(code).is_none() {
            coding.note(text!(FHIR_UNKNOWN_PRODUCT, code = shown(code)));
        }
    }
    if found.is_none() {
        concept.note(messages::FHIR_NO_PRODUCT);
    }
    found
}

fn read_dose_date(resource: &Node<'_>) -> Option<Date> {
    let when = resource.required("occurrenceDateTime")?;
    let date = when
        .as_text()
        .and_then(|text| text.parse::<Sampled>().ok())
        .map(Sampled::date);
    if date.is_none() {
        when.note(messages::FHIR_DOSE_DATE);
    }
    date
}

/// Compares the number that the source gives a dose with its place by date; either order of two doses of
/// one day is possible.
pub(super) fn check_number(resource: &Node<'_>, dose: &Vaccination, all: &[Vaccination]) {
    let earlier = all.iter().filter(|other| other.date < dose.date).count();
    let same = all.iter().filter(|other| other.date == dose.date).count();
    for protocol in resource.items("protocolApplied") {
        protocol.name_unread(&[
            &["id", "series", "authority", "targetDisease"],
            &["doseNumberPositiveInt"],
            &["seriesDosesPositiveInt", "seriesDosesString"],
        ]);
        let Some(number) = protocol.get("doseNumberPositiveInt") else {
            continue;
        };
        let told = number
            .value
            .as_u64()
            .and_then(|told| usize::try_from(told).ok());
        if !told.is_some_and(|told| (earlier + 1..=earlier + same).contains(&told)) {
            number.note(messages::FHIR_DOSE_NUMBER);
        }
    }
}
