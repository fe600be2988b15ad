//! What a person sees of a yellow card. What came from the code is harmless wherever it is shown.

use super::{Disease, Dose, Icvp, Products, Sex};
use crate::documents::HolderWords;
use crate::documents::dcc::show::date;
use crate::text::{Lang, Message, escape, messages};

/// The holder for a person.
#[must_use]
pub fn holder(card: &Icvp, lang: Lang) -> HolderWords {
    HolderWords::named(&card.name, &card.birth_date.to_string(), lang)
}

/// The doses in one line.
///
/// ```
/// use hcert::{Lang, icvp::{Icvp, Products, show}};
/// let card = Icvp::from_json(&std::fs::read_to_string("testdata/icvp/card.json")?)?;
/// let line = show::line(&card, &Products::built_in(), Lang::En);
/// assert_eq!(line, "yellow fever, STAMARIL, 1 June 2026");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn line(card: &Icvp, products: &Products, lang: Lang) -> String {
    let lines = card.doses.iter().map(|dose| {
        let disease = disease(dose, products, lang);
        let product = product(dose, products);
        format!("{disease}, {product}, {}", date(Some(dose.date), lang))
    });
    lines.collect::<Vec<_>>().join("; ")
}

/// What it protects against, or that nobody knows.
#[must_use]
pub fn disease(dose: &Dose, products: &Products, lang: Lang) -> &'static str {
    let known = dose.disease(products).map(Disease::message);
    known.unwrap_or(messages::DISEASE_NOT_KNOWN).get(lang)
}

/// The product's trade name, or its id where the list does not have it.
#[must_use]
pub fn product(dose: &Dose, products: &Products) -> String {
    let found = products.find(&dose.product);
    found.map_or_else(|| escape(&dose.product), |product| escape(product.label()))
}

/// From when a dose counts, if that can be told.
#[must_use]
pub fn valid_from(dose: &Dose, products: &Products, lang: Lang) -> Option<String> {
    let disease = dose.disease(products)?;
    Some(date(Some(disease.valid_from(dose.date)), lang))
}

/// Until when: the words of the model certificate, of which there is one for yellow fever alone.
#[must_use]
pub fn valid_until(dose: &Dose, products: &Products, lang: Lang) -> Option<&'static str> {
    let disease = dose.disease(products)?;
    (disease == Disease::YellowFever).then(|| messages::ICVP_LIFE.get(lang))
}

/// The sex in a word.
#[must_use]
pub fn sex(sex: Sex, lang: Lang) -> &'static str {
    let word: Message = match sex {
        Sex::Male => messages::SEX_MALE,
        Sex::Female => messages::SEX_FEMALE,
        Sex::Other => messages::SEX_OTHER,
        Sex::Unknown => messages::SEX_UNKNOWN,
    };
    word.get(lang)
}

/// A field that may be missing.
fn optional(label: Message, value: &Option<String>) -> Option<(Message, String)> {
    value.as_deref().map(|value| (label, escape(value)))
}

/// The fields, each with what it is called, in the order in which an officer compares them.
///
/// ```
/// use hcert::{Lang, icvp::{Icvp, Products, show}};
/// let card = Icvp::from_json(&std::fs::read_to_string("testdata/icvp/card.json")?)?;
/// let rows = show::rows(&card, &Products::built_in(), Lang::En);
/// assert!(rows.contains(&("valid from", "11 June 2026".to_owned())));
/// assert!(rows.contains(&("valid until", "life of person vaccinated".to_owned())));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn rows(card: &Icvp, products: &Products, lang: Lang) -> Vec<(&'static str, String)> {
    let mut rows: Vec<(Message, String)> = Vec::new();
    rows.extend(optional(messages::CARD_DOCUMENT, &card.document));
    rows.extend(optional(messages::CARD_NATIONALITY, &card.nationality));
    rows.push((messages::CARD_SEX, sex(card.sex, lang).to_owned()));
    rows.extend(optional(messages::CARD_GUARDIAN, &card.guardian));
    let rows = rows
        .into_iter()
        .map(|(label, value)| (label.get(lang), value));
    rows.chain(dose_rows(card, products, lang)).collect()
}

/// What the doses are, and nothing of the holder.
#[must_use]
pub fn dose_rows(card: &Icvp, products: &Products, lang: Lang) -> Vec<(&'static str, String)> {
    let mut rows: Vec<(Message, String)> = Vec::new();
    for dose in &card.doses {
        rows.push((
            messages::CARD_DISEASE,
            disease(dose, products, lang).to_owned(),
        ));
        rows.push((messages::CARD_PRODUCT, product(dose, products)));
        let maker = products.find(&dose.product);
        rows.extend(maker.map(|product| (messages::CARD_MAKER, escape(&product.manufacturer))));
        rows.push((messages::CARD_BATCH, escape(&dose.batch)));
        rows.push((messages::CARD_VACCINATED, date(Some(dose.date), lang)));
        let from = valid_from(dose, products, lang);
        rows.extend(from.map(|from| (messages::CARD_VALID_FROM, from)));
        let until = valid_until(dose, products, lang);
        rows.extend(until.map(|until| (messages::CARD_VALID_UNTIL, until.to_owned())));
        rows.extend(optional(messages::CARD_CLINICIAN, &dose.clinician));
        rows.extend(optional(messages::CARD_AUTHORITY, &dose.authority));
    }
    rows.into_iter()
        .map(|(label, value)| (label.get(lang), value))
        .collect()
}
