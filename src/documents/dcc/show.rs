//! What a person sees of a certificate. What came from the code is harmless wherever it is shown.

use super::valuesets::Set;
use super::{ANTIGEN, DETECTED, Entry, NAAT, NOT_DETECTED, Payload, Test};
use crate::documents::HolderWords;
use crate::text::{Lang, Message, Text, escape, messages};
use crate::time::Date;
use std::borrow::Cow;

/// The holder for a person.
#[must_use]
pub fn holder(payload: &Payload, lang: Lang) -> HolderWords {
    HolderWords::new(&payload.person, payload.birth_date, lang)
}

/// An entry in one line, with the names of its value sets.
///
/// ```
/// use hcert::{Lang, Payload, dcc::show};
/// let payload = Payload::from_json(&std::fs::read_to_string("testdata/payloads/vaccination-2-2.json")?)?;
/// let line = show::line(&payload.entry, Lang::En);
/// assert_eq!(line, "vaccination 2/2, Comirnaty, 11 June 2021, Norway");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn line(entry: &Entry, lang: Lang) -> String {
    let kind = entry.kind().message().get(lang);
    let country = country_name(entry.country(), lang);
    match entry {
        Entry::Vaccination(dose) => format!(
            "{kind} {}/{}, {}, {}, {country}",
            dose.dose,
            dose.doses,
            name(Set::Product, &dose.product),
            date(dose.date, lang),
        ),
        Entry::Test(test) => format!(
            "{kind}, {}, {}, {}, {country}",
            test_word(Set::TestType, &test.test_type, lang),
            test_word(Set::TestResult, &test.result, lang),
            moment(test, lang),
        ),
        Entry::Recovery(recovery) => format!(
            "{kind}, {} – {}, {country}",
            date(recovery.valid_from, lang),
            date(recovery.valid_until, lang)
        ),
    }
}

/// A date as people write it, or that it is not known.
///
/// ```
/// use hcert::{Lang, dcc::show};
/// assert_eq!(show::date("2021-06-11".parse().ok(), Lang::En), "11 June 2021");
/// assert_eq!(show::date(None, Lang::En), "unknown date");
/// ```
#[must_use]
pub fn date(date: Option<Date>, lang: Lang) -> String {
    let known = date.map(|date| Text::from(date).get(lang).into_owned());
    known.unwrap_or_else(|| messages::CARD_UNKNOWN_DATE.get(lang).to_owned())
}

/// When a sample was taken, by Norway's clocks.
fn moment(test: &Test, lang: Lang) -> String {
    let known = test.sampled.as_ref();
    let known = known.map(|sampled| {
        Text::from(sampled.instant().in_oslo())
            .get(lang)
            .into_owned()
    });
    known.unwrap_or_else(|| date(None, lang))
}

/// A code in the words of a language, or the code where its set has none for it.
fn in_words(set: Set, code: &str, lang: Lang) -> String {
    set.name(code, lang)
        .map_or_else(|| escape(code), Cow::into_owned)
}

/// A country's name, or its code where it has none.
#[must_use]
pub fn country_name(code: &str, lang: Lang) -> String {
    in_words(Set::Country, code, lang)
}

/// A test's type or result in words.
fn test_word(set: Set, code: &str, lang: Lang) -> String {
    let words = match code {
        NAAT => messages::CARD_NAAT,
        ANTIGEN => messages::CARD_ANTIGEN,
        NOT_DETECTED => messages::CARD_NOT_DETECTED,
        DETECTED => messages::CARD_DETECTED,
        other => return name(set, other),
    };
    words.get(lang).to_owned()
}

/// The name of a code, or the code where its set has no name for it.
#[must_use]
pub fn name(set: Set, code: &str) -> String {
    match set.find(code) {
        Some(entry) => entry.label().to_owned(),
        None => escape(code),
    }
}

/// The fields of an entry, each with what it is called, in the order of the control page.
///
/// ```
/// use hcert::{Lang, Payload, dcc::show};
/// let payload = Payload::from_json(&std::fs::read_to_string("testdata/payloads/vaccination-2-2.json")?)?;
/// let rows = show::rows(&payload.entry, Lang::En);
/// assert_eq!(rows.len(), 9);
/// assert_eq!(rows[2].1, "Comirnaty");
/// assert_eq!(rows[4].1, "2/2");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn rows(entry: &Entry, lang: Lang) -> Vec<(&'static str, String)> {
    let country = |code: &str| country_name(code, lang);
    let named = |set: Set, code: &str| in_words(set, code, lang);
    let rows: Vec<(Message, String)> = match entry {
        Entry::Vaccination(dose) => vec![
            (messages::CARD_DISEASE, named(Set::Disease, &dose.disease)),
            (messages::CARD_VACCINE, named(Set::Vaccine, &dose.vaccine)),
            (messages::CARD_PRODUCT, name(Set::Product, &dose.product)),
            (messages::CARD_MAKER, name(Set::Holder, &dose.holder)),
            (messages::CARD_DOSE, format!("{}/{}", dose.dose, dose.doses)),
            (messages::CARD_VACCINATED, date(dose.date, lang)),
            (messages::CARD_COUNTRY, country(&dose.country)),
            (messages::CARD_ISSUER, escape(&dose.issuer)),
            (messages::CARD_IDENTIFIER, escape(&dose.uvci)),
        ],
        Entry::Test(test) => {
            let mut rows = vec![
                (messages::CARD_DISEASE, named(Set::Disease, &test.disease)),
                (
                    messages::CARD_TEST_TYPE,
                    test_word(Set::TestType, &test.test_type, lang),
                ),
            ];
            let device = test.device.as_deref();
            rows.extend(
                test.name
                    .as_deref()
                    .map(|name| (messages::CARD_TEST, escape(name))),
            );
            rows.extend(device.map(|code| (messages::CARD_TEST, name(Set::TestDevice, code))));
            rows.push((messages::CARD_SAMPLED, moment(test, lang)));
            rows.push((
                messages::CARD_RESULT,
                test_word(Set::TestResult, &test.result, lang),
            ));
            rows.extend(
                test.centre
                    .as_deref()
                    .map(|centre| (messages::CARD_CENTRE, escape(centre))),
            );
            rows.push((messages::CARD_COUNTRY, country(&test.country)));
            rows.push((messages::CARD_ISSUER, escape(&test.issuer)));
            rows.push((messages::CARD_IDENTIFIER, escape(&test.uvci)));
            rows
        }
        Entry::Recovery(recovery) => vec![
            (
                messages::CARD_DISEASE,
                named(Set::Disease, &recovery.disease),
            ),
            (
                messages::CARD_FIRST_POSITIVE,
                date(recovery.first_positive, lang),
            ),
            (messages::CARD_VALID_FROM, date(recovery.valid_from, lang)),
            (messages::CARD_VALID_UNTIL, date(recovery.valid_until, lang)),
            (messages::CARD_COUNTRY, country(&recovery.country)),
            (messages::CARD_ISSUER, escape(&recovery.issuer)),
            (messages::CARD_IDENTIFIER, escape(&recovery.uvci)),
        ],
    };
    rows.into_iter()
        .map(|(label, value)| (label.get(lang), value))
        .collect()
}
