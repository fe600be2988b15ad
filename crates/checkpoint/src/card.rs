//! What was signed, in words: whose certificate it is, and what it says, with the names of the value sets.

use crate::checkpoint::CheckRequest;
use crate::input::Input;
use crate::report_json::ReportJson;
use hcert::dcc::show;
use hcert::text::{Lang, Text, escape, messages};
use hcert::verify::{Finding, Report, SignedHealth, SignedIcvp};
use hcert::{Document, HolderWords, Timestamp, health, icvp, link, no1};
use serde::Serialize;
use std::fmt;

/// The person that a report is about, if it came as far as that.
pub fn holder(report: &Report, lang: Lang) -> Option<HolderWords> {
    match (
        &report.certificate,
        &report.domestic,
        &report.icvp,
        &report.health,
    ) {
        (Some(eu), ..) => Some(show::holder(eu.payload(), lang)),
        (None, Some(domestic), ..) => Some(no1::show::holder(domestic.holder(), lang)),
        (None, None, Some(card), _) => Some(icvp::show::holder(card.content(), lang)),
        (None, None, None, Some(signed)) => Some(health::holder(signed.content(), lang)),
        (None, None, None, None) => None,
    }
}

/// What was signed in one line, and field by field, each with what it is called.
pub struct Shown {
    /// The line.
    pub summary: String,
    /// The fields.
    pub details: Vec<(&'static str, String)>,
}

/// Shows nothing of a person.
impl fmt::Debug for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Shown(redacted)")
    }
}

/// What a person may see of what was signed: all of a genuine certificate, the doses of a yellow card that lacks nothing
/// but an end, and where a link leads.
#[must_use]
pub fn shown(report: &Report, lang: Lang) -> Option<Shown> {
    let genuine = report.verdict.is_genuine();
    if let Some(eu) = report.certificate.as_ref().filter(|_| genuine) {
        let entry = &eu.payload().entry;
        return Some(Shown {
            summary: show::line(entry, lang),
            details: show::rows(entry, lang),
        });
    }
    let unended = matches!(report.verdict.finding(), Some(Finding::ExpMissing));
    if let Some(card) = report.icvp.as_deref().filter(|_| genuine || unended) {
        return Some(shown_card(report, card, genuine, lang));
    }
    if let Some(signed) = report.health.as_deref().filter(|_| genuine) {
        return Some(shown_health(report, signed, lang));
    }
    let link = report.link.as_ref()?;
    Some(Shown {
        summary: link::show::line(link, lang),
        details: link::show::rows(link, lang),
    })
}

fn shown_card(report: &Report, card: &SignedIcvp, genuine: bool, lang: Lang) -> Shown {
    let (content, products) = (card.content(), card.products());
    let mut details = match genuine {
        true => icvp::show::rows(content, products, lang),
        false => icvp::show::dose_rows(content, products, lang),
    };
    let country = card.signed().signer_country().unwrap_or("?");
    let vouched = messages::CARD_VOUCHED_VALUE.fill(
        lang,
        &[
            ("country", show::country_name(country, lang).into()),
            ("domain", report.domain.as_deref().unwrap_or("?").into()),
        ],
    );
    details.push((messages::CARD_VOUCHED.get(lang), vouched));
    let judged = messages::CARD_JUDGED_VALUE.get(lang).to_owned();
    details.push((messages::CARD_JUDGED.get(lang), judged));
    Shown {
        summary: icvp::show::line(content, products, lang),
        details,
    }
}

fn shown_health(report: &Report, signed: &SignedHealth, lang: Lang) -> Shown {
    let (signer, content) = (signed.signer(), signed.content());
    let mut details = health::rows(content, lang);
    let state = show::country_name(&signer.issuer, lang);
    let issuer = match (&signer.name, signed.document()) {
        (Some(name), _) => format!("{name}, {}", signer.issuer),
        (None, Document::VdsNc) => state,
        (None, _) => signer.issuer.clone(),
    };
    let network = report.domain.as_deref().unwrap_or("?");
    let places = [
        ("issuer", escape(&issuer).into()),
        ("network", network.into()),
    ];
    let vouched = messages::HEALTH_VOUCHED_VALUE.fill(lang, &places);
    details.push((messages::CARD_VOUCHED.get(lang), vouched));
    let moment = |at: Timestamp| Text::from(at.in_oslo()).get(lang).into_owned();
    let until = signer.expires_at.map(moment);
    details.extend(until.map(|at| (messages::CARD_VALID_UNTIL.get(lang), at)));
    let seen = signer.seen.map(moment);
    details.extend(seen.map(|at| (messages::HEALTH_SEEN.get(lang), at)));
    Shown {
        summary: health::line(content, lang),
        details,
    }
}

/// A report as a screen shows it: the object that every face gives, and the words around it. Whose certificate it is
/// stands there only if it is genuine: a name beside a refusal is read as an acceptance.
#[derive(Serialize)]
pub struct Card<'a> {
    report: ReportJson<'a>,
    /// The verdict in a word or two.
    word: String,
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
        let (summary, details) = shown(report, lang)
            .map(|shown| (shown.summary, shown.details))
            .unzip();
        Self {
            report: ReportJson::of(input, report, asked, lang),
            word: report.word(lang),
            holder: holder(report, lang).filter(|_| genuine),
            summary,
            details: details.unwrap_or_default(),
        }
    }
}

/// Shows nothing of a person.
impl fmt::Debug for Card<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Card({:?})", self.report)
    }
}
