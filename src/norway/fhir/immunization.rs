//! A dose from an Immunization.

use super::bundle::{Bundle, Entry};
use super::node::Node;
use super::{ANYWHERE, HOME, SNOMED, is_heeded, read_country, read_place, shown};
use crate::documents::icvp::{self, Products};
use crate::norway::disease::DiseaseCode;
use crate::norway::product::Product;
use crate::norway::record::{Sampled, Vaccination, Vaccine};
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
    let (diseases, product) = read_vaccine(resource)?;
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
        diseases,
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

const ICD11: &str = "http://id.who.int/icd/release/11/mms";

/// What the dose is against, if not COVID-19, and the product.
fn read_vaccine(resource: &Node<'_>) -> Option<(Vec<DiseaseCode>, Vaccine)> {
    let concept = resource.required("vaccineCode")?;
    let codings = concept.items("coding");
    let codes = codings.iter().filter_map(|coding| coding.text("code"));
    let codes: Vec<&str> = codes.filter(|code| !code.is_empty()).collect();
    let mut diseases = read_target_diseases(resource);
    if diseases.is_empty() {
        let known = codes.iter().find_map(|code| disease_of_vaccine(code));
        diseases.extend(known.and_then(|disease| disease.icd11().parse().ok()));
    }
    if diseases.is_empty() || diseases.iter().any(DiseaseCode::is_covid_19) {
        let product = read_product(&concept, &codings)?;
        return Some((diseases, Vaccine::Covid19(product)));
    }
    if codes.iter().any(|code| Product::from_code(code).is_some()) {
        concept.note(messages::FHIR_OTHER_DISEASE);
        return None;
    }
    let products = Products::built_in();
    let approved = codes.iter().find(|code| products.find(code).is_some());
    let product = approved.or(codes.first()).copied();
    let product = product.or_else(|| concept.text("text"));
    if product.is_none() {
        concept.note(messages::FHIR_NO_PRODUCT);
    }
    Some((diseases, Vaccine::Other(product?.to_owned())))
}

/// The diseases that the protocol names by codes of the two systems.
fn read_target_diseases(resource: &Node<'_>) -> Vec<DiseaseCode> {
    let mut diseases: Vec<DiseaseCode> = Vec::new();
    for target in resource
        .items("protocolApplied")
        .iter()
        .flat_map(|protocol| protocol.items("targetDisease"))
    {
        let codings = target.items("coding");
        let of = |system| {
            let mut codings = codings.iter();
            codings.find(|coding| coding.text("system") == Some(system))
        };
        let coding = of(SNOMED).or_else(|| of(ICD11));
        let code = coding.and_then(|coding| coding.text("code")?.parse().ok());
        match code {
            Some(code) if diseases.contains(&code) => {}
            Some(code) => diseases.push(code),
            None => target.note(messages::REGISTER_DISEASE),
        }
    }
    diseases
}

/// The disease by a code of the vaccine: an id of WHO's list of products, or an ATC code.
fn disease_of_vaccine(code: &str) -> Option<icvp::Disease> {
    if let Some(product) = Products::built_in().find(code) {
        return Some(product.disease);
    }
    match code.get(..5)? {
        "J07BL" => Some(icvp::Disease::YellowFever),
        "J07BF" => Some(icvp::Disease::Polio),
        _ => None,
    }
}

fn read_product(concept: &Node<'_>, codings: &[Node<'_>]) -> Option<Product> {
    let general = |system: Option<&str>| {
        system.is_some_and(|system| system == SNOMED || ATC.contains(&system))
    };
    let mut found: Option<Product> = None;
    for coding in codings {
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
    for coding in codings {
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
    let series = || all.iter().filter(|other| other.is_against_covid_19());
    let earlier = series().filter(|other| other.date < dose.date).count();
    let same = series().filter(|other| other.date == dose.date).count();
    for protocol in resource.items("protocolApplied") {
        protocol.name_unread(&[
            &["id", "series", "authority", "targetDisease"],
            &["doseNumberPositiveInt"],
            &["seriesDosesPositiveInt", "seriesDosesString"],
        ]);
        // Of other diseases a register seldom has every dose.
        let number = protocol.get("doseNumberPositiveInt");
        let Some(number) = number.filter(|_| dose.is_against_covid_19()) else {
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
