//! How a report and a payload look: as JSON for programs, as lines for people.

use super::output::shown;
use crate::codec::cbor::hex;
use crate::dcc::valuesets::Set;
use crate::dcc::{Entry, Payload, names};
use crate::lang::{Lang, Words};
use crate::verify::{Certificate, Outcome, Report, Verdict};
use serde_json::{Value as Json, json};

/// The JSON object of one report, with the keys of the command-line contract.
pub(super) fn report_json(input: &str, report: &Report, lang: Lang) -> Json {
    let decided = report.verdict.finding();
    let findings = report.findings.iter().map(|finding| {
        json!({
            "code": finding.code,
            "class": finding.class.code(),
            "result": finding.outcome.code(),
            "text": finding.text(lang),
        })
    });
    let deviations = report.deviations.iter().map(|deviation| {
        json!({
            "code": deviation.code.code(),
            "text": deviation.text(lang),
            "clause": deviation.code.clause(),
        })
    });
    json!({
        "input": input,
        "verdict": report.verdict.code(),
        "class": decided.map(|finding| finding.class.code()),
        "code": decided.map(|finding| finding.code),
        "text": decided.map_or_else(|| accepted(lang).to_owned(), |finding| finding.text(lang)),
        "hint": report.verdict.hint(lang),
        "findings": findings.collect::<Vec<_>>(),
        "deviations": deviations.collect::<Vec<_>>(),
        "certificate": report.certificate.as_ref().map(certificate_json),
    })
}

fn certificate_json(certificate: &Certificate) -> Json {
    json!({
        "kid": hex(certificate.kid()),
        "alg": certificate.algorithm().to_string(),
        "iss": certificate.issuer(),
        "iat": certificate.issued_at().map(|at| at.to_string()),
        "exp": certificate.expires_at().map(|at| at.to_string()),
        "country": certificate.payload().entry.country(),
        "payload": certificate.payload().to_json(),
    })
}

fn accepted(lang: Lang) -> &'static str {
    Words {
        en: "the signature is good and every check holds",
        nb: "signaturen er god og alle kontroller holder",
        nn: "signaturen er god og alle kontrollar held",
    }
    .get(lang)
}

/// The lines of one report for a person. Whose certificate it is stands there only if it is accepted: a
/// name beside a refusal is read as an acceptance.
pub(super) fn report_lines(
    input: &str,
    report: &Report,
    lang: Lang,
    verbose: bool,
    colour: bool,
) -> Vec<String> {
    let (symbol, paint) = match report.verdict {
        Verdict::Accept => ("✓", "1;32"),
        Verdict::Reject(_) => ("✗", "1;31"),
        Verdict::CannotVerify(_) => ("?", "1;33"),
    };
    let word = report.verdict.word(lang);
    let class = report
        .verdict
        .class()
        .map_or_else(String::new, |class| format!(" ({class})"));
    let head = if colour {
        format!("\u{1b}[{paint}m{symbol} {word}\u{1b}[0m")
    } else {
        format!("{symbol} {word}")
    };
    let mut lines = vec![format!("{head}{class}  {input}")];
    match (report.verdict.finding(), &report.certificate) {
        (None, Some(certificate)) => lines.extend(holder_lines(certificate.payload(), lang)),
        (Some(finding), _) => lines.push(format!("  {}", finding.text(lang))),
        (None, None) => {}
    }
    lines.push(format!("  → {}", report.verdict.hint(lang)));
    let others = report.findings.iter().filter(|finding| {
        verbose
            || matches!(finding.outcome, Outcome::Fail | Outcome::Open)
                && Some(*finding) != report.verdict.finding()
    });
    for finding in others {
        let mark = match finding.outcome {
            Outcome::Pass => "✓",
            Outcome::Fail => "✗",
            Outcome::Open => "?",
            Outcome::Skipped => "–",
        };
        lines.push(format!(
            "  {mark} {:<14} {}",
            finding.code,
            finding.text(lang)
        ));
    }
    for deviation in &report.deviations {
        let code = deviation.code.code();
        let clause = if verbose {
            format!(" [{}]", deviation.code.clause())
        } else {
            String::new()
        };
        lines.push(format!("  ~ {code:<14} {}{clause}", deviation.text(lang)));
    }
    lines
}

/// Name, date of birth and entry of an accepted certificate, the name also as the passport writes it.
fn holder_lines(payload: &Payload, lang: Lang) -> Vec<String> {
    let person = &payload.person;
    let text = |name: &Option<String>| name.clone().unwrap_or_default();
    let written = [text(&person.family), text(&person.given)];
    let written: Vec<&str> = written
        .iter()
        .map(String::as_str)
        .filter(|name| !name.is_empty())
        .collect();
    let machine = names::mrz_line(&text(&person.family_mrz), &text(&person.given_mrz));
    let born = Words {
        en: "born",
        nb: "født",
        nn: "fødd",
    }
    .get(lang);
    let birth_date = match payload.birth_date.to_string() {
        unknown if unknown.is_empty() => "?".to_owned(),
        date => date,
    };
    vec![
        format!("  {machine}  {born} {birth_date}"),
        format!("  {}", shown(&written.join(", "))),
        format!("  {}", entry_line(&payload.entry, lang)),
    ]
}

/// An entry in one line, with the names of its value sets.
pub(super) fn entry_line(entry: &Entry, lang: Lang) -> String {
    let kind = entry.kind().words().get(lang);
    // The sets have English names only; a country's code says the same in every language.
    let country = match lang {
        Lang::En => name(Set::Country, entry.country()),
        _ => shown(entry.country()),
    };
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
            shown(test.sampled.text()),
        ),
        Entry::Recovery(recovery) => format!(
            "{kind}, {} – {}, {country}",
            recovery.valid_from, recovery.valid_until
        ),
    }
}

/// A test's type or result in words.
fn test_word(set: Set, code: &str, lang: Lang) -> String {
    let words = match code {
        "LP6464-4" => Words {
            en: "PCR (NAAT)",
            nb: "PCR (NAAT)",
            nn: "PCR (NAAT)",
        },
        "LP217198-3" => Words {
            en: "antigen test",
            nb: "antigentest",
            nn: "antigentest",
        },
        "260415000" => Words {
            en: "not detected",
            nb: "ikke påvist",
            nn: "ikkje påvist",
        },
        "260373001" => Words {
            en: "DETECTED",
            nb: "PÅVIST",
            nn: "PÅVIST",
        },
        other => return name(set, other),
    };
    words.get(lang).to_owned()
}

/// The name of a code, or the code where its set has no name for it.
pub(super) fn name(set: Set, code: &str) -> String {
    match set.find(code) {
        Some(entry) => entry.label().to_owned(),
        None => shown(code),
    }
}
