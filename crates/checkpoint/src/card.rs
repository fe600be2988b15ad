//! What was signed, in words: whose certificate it is, and what it says, with the names of the value sets.

use crate::checkpoint::CheckRequest;
use crate::input::Input;
use crate::report_json::ReportJson;
use hcert::dcc::{Person, names, show};
use hcert::text::{Lang, escape, messages};
use hcert::time::BirthDate;
use hcert::verify::Report;
use serde::Serialize;
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
            summary: entry.map(|entry| show::line(entry, lang)),
            details: entry.map_or_else(Vec::new, |entry| show::rows(entry, lang)),
        }
    }
}

/// Shows nothing of a person.
impl fmt::Debug for Card<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Card({:?})", self.report)
    }
}
