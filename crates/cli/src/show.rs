//! How a report and a payload look to people: lines of text.

use crate::output::Marked;
use hcert::HolderWords;
use hcert::dcc::names;
use hcert::dcc::passport::PassportName;
use hcert::dcc::show::country_name;
use hcert::rules::{Answer, Outcome};
use hcert::text::{Lang, Message, escape, messages};
use hcert::time::BirthDate;
use hcert::verify::{self, Admission, Class, Finding, Passport, Report, Verdict};
use hcert_checkpoint::card;

/// Characters of a rule's text in the table of countries.
const TABLE_TEXT: usize = 60;

/// The answers of many countries as a table.
fn admission_lines(admissions: &[Admission], lang: Lang) -> Vec<String> {
    let lines = admissions.iter().map(|one| {
        let (mark, words) = match one.outcome {
            Outcome::Passed => ("✓", messages::SHOW_PASSED),
            Outcome::Failed => ("✗", messages::SHOW_FAILED),
            Outcome::Open => ("?", messages::SHOW_OPEN),
            Outcome::NoRules => ("–", messages::SHOW_NO_RULES),
        };
        let against = one.against().find(|rule| match one.outcome {
            Outcome::Failed => rule.answer == Answer::Failed,
            _ => true,
        });
        let more = match one.against().count() {
            0 | 1 => String::new(),
            count => format!(" (+{})", count - 1),
        };
        let against = against.map_or_else(String::new, |rule| {
            let text: String = rule.text.get(lang).chars().take(TABLE_TEXT).collect();
            let dots = match rule.text.get(lang).chars().count() > TABLE_TEXT {
                true => "…",
                false => "",
            };
            format!(
                "{}: {}{dots}{more}",
                rule.identifier,
                escape(text.trim_end())
            )
        });
        let name = country_name(&one.country, lang);
        let line = format!(
            "  {mark} {:<3} {name:<16} {:<11} {against}",
            one.country,
            words.get(lang)
        );
        line.trim_end().to_owned()
    });
    lines.collect()
}

/// Codes of a summary that are listed one by one.
const SUMMARY_CODES: usize = 20;

/// How a verdict is marked, and in which colour.
fn mark(verdict: &Verdict) -> (&'static str, &'static str) {
    match verdict {
        Verdict::Accept => ("✓", "1;32"),
        Verdict::Genuine(_) => ("○", "1;34"),
        Verdict::Reject(_) => ("✗", "1;31"),
        Verdict::CannotVerify(_) => ("?", "1;33"),
    }
}

/// The codes of one source with their verdicts, the worst on top.
pub(super) fn summary_lines(
    source: &str,
    codes: &mut [(String, Verdict)],
    lang: Lang,
) -> Vec<Marked> {
    codes.sort_by_key(|(_, verdict)| std::cmp::Reverse(verdict.severity()));
    let count = codes.len();
    let values = [
        ("count", count.to_string().into()),
        ("source", source.into()),
    ];
    let mut lines = vec![Marked::from(messages::SHOW_SEVERAL.fill(lang, &values))];
    for (label, verdict) in codes.iter().take(SUMMARY_CODES) {
        let (symbol, paint) = mark(verdict);
        let head = format!("{symbol} {}", verdict.word(lang));
        let decided = verdict.finding().map(|finding| finding.text(lang));
        let decided = decided.map_or_else(String::new, |text| format!("  {}", escape(&text)));
        let text = format!("  {head}  {label}{decided}");
        lines.push(Marked::new(head, paint, text));
    }
    if let Some(more @ 1..) = count.checked_sub(SUMMARY_CODES) {
        let more = [("count", more.to_string().into())];
        lines.push(Marked::from(format!(
            "  {}",
            messages::SHOW_MORE_CODES.fill(lang, &more)
        )));
    }
    lines.push(Marked::from(String::new()));
    lines
}

/// The lines of one report for a person. Whose certificate it is stands there only if it is genuine: a
/// name beside a refusal is read as an acceptance. The words for machines stand there where all is asked for.
pub(super) fn report_lines(input: &str, report: &Report, lang: Lang, verbose: bool) -> Vec<Marked> {
    let (symbol, paint) = mark(&report.verdict);
    let word = report.word(lang);
    let class = report.verdict.class().filter(|_| verbose);
    let class = class.map_or_else(String::new, |class| format!(" ({class})"));
    let head = format!("{symbol} {word}");
    let first = format!("{head}{class}  {input}");
    let mut lines = Vec::new();
    if let Some(at) = report.replayed {
        lines.push(format!(
            "  {}",
            messages::SHOW_REPLAYED.fill(lang, &[("at", at.in_oslo().into())])
        ));
    }
    let decided = report.verdict.finding();
    lines.extend(decided.map(|finding| format!("  {}", escape(&finding.text(lang)))));
    if report.verdict.is_genuine() {
        let holder = card::holder(report, lang);
        lines.extend(holder.iter().flat_map(holder_lines));
    }
    if let Some(shown) = card::shown(report, lang) {
        lines.push(format!("  {}", shown.summary));
        // Of an EU certificate the line says it all.
        let details = shown.details.into_iter();
        let details = details.filter(|_| report.certificate.is_none());
        lines.extend(details.map(|(label, value)| format!("  {label:<20} {value}")));
    }
    lines.push(format!("  → {}", report.hint(lang)));
    let others = report
        .findings
        .iter()
        .filter(|finding| verbose || is_told(finding) && Some(*finding) != decided);
    for finding in others {
        let mark = match finding.outcome() {
            verify::Outcome::Pass => "✓",
            verify::Outcome::Fail => "✗",
            verify::Outcome::Open | verify::Outcome::Doubt => "?",
            verify::Outcome::Skipped => "–",
        };
        let code = coded(finding.code(), verbose);
        lines.push(format!("  {mark} {code}{}", escape(&finding.text(lang))));
    }
    // One country's rules are findings of the verdict already.
    let of_rules = ["rule", "rule-failed", "rule-open", "no-rules"];
    if !report
        .findings
        .iter()
        .any(|finding| of_rules.contains(&finding.code()))
    {
        if !report.admissions.is_empty() {
            lines.push(format!("  {}", messages::SHOW_ON_ARRIVAL.get(lang)));
        }
        lines.extend(admission_lines(&report.admissions, lang));
    }
    for deviation in &report.deviations {
        let code = coded(deviation.code.code(), verbose);
        let clause = match verbose {
            true => format!(" [{}]", deviation.code.clause()),
            false => String::new(),
        };
        lines.push(format!("  ~ {code}{}{clause}", deviation.text(lang)));
    }
    let first = Marked::new(head, paint, first);
    std::iter::once(first)
        .chain(lines.into_iter().map(Marked::from))
        .collect()
}

/// Whether a finding is told to whoever did not ask for all: what stands against the certificate, and what was allowed
/// for.
pub(super) fn is_told(finding: &Finding) -> bool {
    let allowed = matches!(finding, Finding::IatAhead { .. } | Finding::NbfAhead { .. });
    finding.outcome().is_against() || allowed
}

/// A code in its column, for whoever asked for all.
fn coded(code: &str, verbose: bool) -> String {
    match verbose {
        true => format!("{code:<14} "),
        false => String::new(),
    }
}

/// The lines of a comparison with a passport: what passed, and where something did not, both persons one above the
/// other, for the eye of whoever holds the passport.
pub(super) fn comparison_lines(
    report: &Report,
    passport: &Passport,
    lang: Lang,
    verbose: bool,
) -> Vec<String> {
    let compared = |finding: &&Finding| {
        ["holder-name", "holder-dob", "holder-document"].contains(&finding.code())
    };
    let passed = report.findings.iter().filter(compared);
    let passed = passed.filter(|finding| !verbose && finding.outcome() == verify::Outcome::Pass);
    let mut lines: Vec<String> = passed
        .map(|finding| format!("  ✓ {}", finding.text(lang)))
        .collect();
    let against = report
        .findings
        .iter()
        .any(|finding| finding.class() == Class::Holder && finding.outcome().is_against());
    let holder = match (&report.certificate, &report.domestic) {
        (Some(eu), _) => Some((&eu.payload().person, eu.payload().birth_date)),
        (None, Some(domestic)) => Some((&domestic.holder().person, domestic.holder().birth_date)),
        (None, None) => None,
    };
    if let (true, Some((person, birth_date))) = (against, holder) {
        let written = |what: Message, name: Option<String>, born: Option<BirthDate>| {
            let born = born.map(|born| born.to_string());
            let parts = [name, born].map(Option::unwrap_or_default);
            let [name, born] = parts.map(|part| if part.is_empty() { "-".into() } else { part });
            format!("  {:<16} {born:<10}  {name}", what.get(lang))
        };
        let text = |name: &Option<String>| name.clone().unwrap_or_default();
        let machine = names::mrz_line(&text(&person.family_mrz), &text(&person.given_mrz));
        let name = passport.name.as_ref().map(PassportName::line);
        lines.push(written(
            messages::SHOW_IN_PASSPORT,
            name,
            passport.birth_date,
        ));
        lines.push(written(
            messages::SHOW_IN_CERTIFICATE,
            Some(escape(&machine)),
            Some(birth_date),
        ));
    }
    lines
}

/// Name and date of birth of a genuine certificate, the name also as the passport writes it.
fn holder_lines(holder: &HolderWords) -> Vec<String> {
    match holder.machine.is_empty() {
        true => vec![format!("  {}  {}", holder.written, holder.born)],
        false => vec![
            format!("  {}  {}", holder.machine, holder.born),
            format!("  {}", holder.written),
        ],
    }
}
