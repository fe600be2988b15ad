//! What was signed, in words: whose certificate it is, and what it says, with the names of the value sets.

use crate::checkpoint::CheckRequest;
use crate::input::Input;
use crate::report_json::ReportJson;
use hcert::HolderWords;
use hcert::dcc::show;
use hcert::no1;
use hcert::text::Lang;
use hcert::verify::Report;
use serde::Serialize;
use std::fmt;

/// The person that a report is about, if it came as far as that.
pub fn holder(report: &Report, lang: Lang) -> Option<HolderWords> {
    match (&report.certificate, &report.domestic) {
        (Some(eu), _) => Some(show::holder(eu.payload(), lang)),
        (None, Some(domestic)) => Some(no1::show::holder(domestic.holder(), lang)),
        (None, None) => None,
    }
}

/// A report as a screen shows it: the object that every face gives, and the words around it. Whose certificate it is
/// stands there only if it is genuine: a name beside a refusal is read as an acceptance.
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
        let genuine = report.verdict.is_genuine();
        let entry = report.certificate.as_ref().filter(|_| genuine);
        let entry = entry.map(|eu| &eu.payload().entry);
        Self {
            report: ReportJson::of(input, report, asked, lang),
            word: report.verdict.word(lang),
            holder: holder(report, lang).filter(|_| genuine),
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
