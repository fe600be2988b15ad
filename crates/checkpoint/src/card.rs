//! What was signed, in words: whose certificate it is, and what it says, with the names of the value sets.

use crate::checkpoint::CheckRequest;
use crate::input::Input;
use crate::report_json::ReportJson;
use hcert::dcc::valuesets::Set;
use hcert::dcc::{self, Entry, Person, names};
use hcert::text::{Lang, Message, escape, messages};
use hcert::time::BirthDate;
use hcert::verify::Report;
use serde::Serialize;
use std::borrow::Cow;
use std::fmt;

/// A person in words; what came from the code is harmless wherever it is shown.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct HolderWords {
    /// The name as the passport writes it, `FNT<<GNT`.
    pub machine: String,
    /// The name as the holder writes it.
    pub written: String,
    /// The date of birth, as far as it is known.
    pub birth_date: String,
    /// "born" and the date.
    pub born: String,
}

/// Shows nobody.
impl fmt::Debug for HolderWords {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HolderWords(redacted)")
    }
}

impl HolderWords {
    /// A person as a certificate says it, with the words in a language.
    #[must_use]
    pub fn new(person: &Person, birth_date: BirthDate, lang: Lang) -> Self {
        let text = |name: &Option<String>| name.clone().unwrap_or_default();
        let written = [text(&person.family), text(&person.given)];
        let written: Vec<&str> = written
            .iter()
            .map(String::as_str)
            .filter(|name| !name.is_empty())
            .collect();
        let machine = names::mrz_line(&text(&person.family_mrz), &text(&person.given_mrz));
        let born = messages::CARD_BORN;
        let birth_date = match birth_date.to_string() {
            unknown if unknown.is_empty() => "?".to_owned(),
            date => date,
        };
        Self {
            machine: escape(&machine),
            written: escape(&written.join(", ")),
            born: format!("{} {birth_date}", born.get(lang)),
            birth_date,
        }
    }
}

/// An entry in one line, with the names of its value sets.
pub fn entry_line(entry: &Entry, lang: Lang) -> String {
    let kind = entry.kind().message().get(lang);
    let country = country_name(entry.country(), lang);
    match entry {
        Entry::Vaccination(dose) => format!(
            "{kind} {}/{}, {}, {}, {country}",
            dose.dose,
            dose.doses,
            name(Set::Product, &dose.product),
            dose.date,
        ),
        Entry::Test(test) => format!(
            "{kind}, {}, {}, {}, {country}",
            test_word(Set::TestType, &test.test_type, lang),
            test_word(Set::TestResult, &test.result, lang),
            escape(test.sampled.text()),
        ),
        Entry::Recovery(recovery) => format!(
            "{kind}, {} – {}, {country}",
            recovery.valid_from, recovery.valid_until
        ),
    }
}

/// A code in the words of a language, or the code where its set has none for it.
fn in_words(set: Set, code: &str, lang: Lang) -> String {
    set.name(code, lang)
        .map_or_else(|| escape(code), Cow::into_owned)
}

/// A country's name, or its code where it has none.
pub fn country_name(code: &str, lang: Lang) -> String {
    in_words(Set::Country, code, lang)
}

/// A test's type or result in words.
fn test_word(set: Set, code: &str, lang: Lang) -> String {
    let words = match code {
        dcc::NAAT => messages::CARD_NAAT,
        dcc::ANTIGEN => messages::CARD_ANTIGEN,
        dcc::NOT_DETECTED => messages::CARD_NOT_DETECTED,
        dcc::DETECTED => messages::CARD_DETECTED,
        other => return name(set, other),
    };
    words.get(lang).to_owned()
}

/// The name of a code, or the code where its set has no name for it.
pub fn name(set: Set, code: &str) -> String {
    match set.find(code) {
        Some(entry) => entry.label().to_owned(),
        None => escape(code),
    }
}

/// The person that a report is about, if it came as far as that.
pub fn holder(report: &Report, lang: Lang) -> Option<HolderWords> {
    match (&report.certificate, &report.domestic) {
        (Some(eu), _) => {
            let payload = eu.payload();
            Some(HolderWords::new(&payload.person, payload.birth_date, lang))
        }
        (None, Some(domestic)) => {
            let holder = domestic.holder();
            Some(HolderWords::new(&holder.person, holder.birth_date, lang))
        }
        (None, None) => None,
    }
}

/// A report as a screen shows it: the object that every face gives, and the words around it. Whose certificate it is
/// stands there only if it is accepted: a name beside a refusal is read as an acceptance.
#[derive(Serialize)]
pub struct Card<'a> {
    report: ReportJson<'a>,
    /// The verdict in a word or two.
    word: &'static str,
    /// Whose certificate it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    holder: Option<HolderWords>,
    /// The entry in a line.
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<String>,
    /// The entry's fields, each with what it is called.
    details: Vec<(&'static str, String)>,
}

impl<'a> Card<'a> {
    /// The card of a report on what was handed in.
    #[must_use]
    pub fn new(input: &'a Input, report: &'a Report, asked: &CheckRequest, lang: Lang) -> Self {
        let accepted = report.verdict.is_accept();
        let entry = report.certificate.as_ref().filter(|_| accepted);
        let entry = entry.map(|eu| &eu.payload().entry);
        Self {
            report: ReportJson::of(input, report, asked, lang),
            word: report.verdict.word(lang),
            holder: holder(report, lang).filter(|_| accepted),
            summary: entry.map(|entry| entry_line(entry, lang)),
            details: entry.map_or_else(Vec::new, |entry| details(entry, lang)),
        }
    }
}

/// Shows nothing of a person.
impl fmt::Debug for Card<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Card({:?})", self.report)
    }
}

/// The fields of an entry, each with what it is called, in the order of the control page.
fn details(entry: &Entry, lang: Lang) -> Vec<(&'static str, String)> {
    let country = |code: &str| country_name(code, lang);
    let named = |set: Set, code: &str| in_words(set, code, lang);
    let rows: Vec<(Message, String)> = match entry {
        Entry::Vaccination(dose) => vec![
            (messages::CARD_DISEASE, named(Set::Disease, &dose.disease)),
            (messages::CARD_VACCINE, named(Set::Vaccine, &dose.vaccine)),
            (messages::CARD_PRODUCT, name(Set::Product, &dose.product)),
            (messages::CARD_MAKER, name(Set::Holder, &dose.holder)),
            (messages::CARD_DOSE, format!("{}/{}", dose.dose, dose.doses)),
            (messages::CARD_VACCINATED, dose.date.to_string()),
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
            rows.push((messages::CARD_SAMPLED, escape(test.sampled.text())));
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
                recovery.first_positive.to_string(),
            ),
            (messages::CARD_VALID_FROM, recovery.valid_from.to_string()),
            (messages::CARD_VALID_UNTIL, recovery.valid_until.to_string()),
            (messages::CARD_COUNTRY, country(&recovery.country)),
            (messages::CARD_ISSUER, escape(&recovery.issuer)),
            (messages::CARD_IDENTIFIER, escape(&recovery.uvci)),
        ],
    };
    rows.into_iter()
        .map(|(label, value)| (label.get(lang), value))
        .collect()
}
