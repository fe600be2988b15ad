//! A verdict in the words of the screen and of a line, and the words around it.

use crate::show;
use crate::watch::screen::{Paragraph, Picture, Tone};
use hcert::text::{Lang, Text, escape, messages};
use hcert::time::Timestamp;
use hcert::verify::{Finding, ListAges, Report, Verdict};
use hcert_checkpoint::card;
use hcert_host::watch_files::newest;
use std::path::PathBuf;
use std::time::UNIX_EPOCH;

/// What is shown of a report. Whose certificate it is stands there only if it is genuine, as everywhere: a name
/// beside a refusal is read as an acceptance.
pub(super) fn picture(report: &Report, hint: &str, note: Option<String>, lang: Lang) -> Picture {
    let decided = report.verdict.finding();
    let mut paragraphs: Vec<_> = decided
        .map(|finding| reason(finding, lang).strong())
        .into_iter()
        .collect();
    if report.verdict.is_genuine() {
        paragraphs.extend(holder(report, lang));
        paragraphs.extend(note.map(Paragraph::new));
    }
    paragraphs.push(Paragraph::new(format!("→ {hint}")));
    let others = report
        .findings
        .iter()
        .filter(|finding| show::is_told(finding) && Some(*finding) != decided);
    paragraphs.extend(others.map(|finding| reason(finding, lang).spare(3)));
    match report.deviations.len() {
        0 => {}
        1 => paragraphs
            .push(Paragraph::new(format!("~ {}", messages::WATCH_DEVIATION.get(lang))).spare(4)),
        count => {
            let count = [("count", count.to_string().into())];
            let text = format!("~ {}", messages::WATCH_DEVIATIONS.fill(lang, &count));
            paragraphs.push(Paragraph::new(text).spare(4));
        }
    }
    Picture {
        tone: tone(&report.verdict),
        word: report.word(lang),
        paragraphs,
    }
}

/// What is shown of codes that came in one go: the worst, and under its reason all their verdicts, so that none hides
/// another.
pub(super) fn worst(codes: &[(u8, String, Picture)], lang: Lang) -> Picture {
    let mut worst = codes.first();
    for code in codes {
        worst = worst.filter(|worst| worst.0 >= code.0).or(Some(code));
    }
    let Some((_, _, picture)) = worst else {
        return waiting(lang);
    };
    let mut picture = picture.clone();
    if codes.len() > 1 {
        let words: Vec<&str> = codes.iter().map(|(_, word, _)| word.as_str()).collect();
        let values = [
            ("count", codes.len().to_string().into()),
            ("verdicts", words.join(" · ").into()),
        ];
        let text = messages::WATCH_TOGETHER.fill(lang, &values);
        let at = picture.paragraphs.len().min(1);
        picture.paragraphs.insert(at, Paragraph::new(text).strong());
    }
    picture
}

fn tone(verdict: &Verdict) -> Tone {
    match verdict {
        Verdict::Accept => Tone::Accept,
        Verdict::Genuine(_) => Tone::Genuine,
        Verdict::Reject(_) => Tone::Reject,
        Verdict::CannotVerify(_) => Tone::CannotVerify,
    }
}

fn reason(finding: &Finding, lang: Lang) -> Paragraph {
    Paragraph::new(finding.text(lang))
}

/// Who it is, and what was signed.
fn holder(report: &Report, lang: Lang) -> Vec<Paragraph> {
    let Some(words) = card::holder(report, lang) else {
        return vec![];
    };
    let mut paragraphs = match words.machine.is_empty() {
        true => vec![
            Paragraph::new(words.written).strong(),
            Paragraph::new(words.born).strong(),
        ],
        false => vec![
            Paragraph::new(words.machine).strong(),
            Paragraph::new(words.born).strong(),
            Paragraph::new(words.written).spare(2),
        ],
    };
    let Some(shown) = card::shown(report, lang) else {
        return paragraphs;
    };
    paragraphs.push(Paragraph::new(shown.summary).spare(1));
    if report.icvp.is_some() {
        let details = shown.details.into_iter();
        paragraphs.extend(
            details.map(|(label, value)| Paragraph::new(format!("{label}: {value}")).spare(2)),
        );
    }
    paragraphs
}

/// A report in one line.
pub(super) fn line(report: &Report, hint: &str, lang: Lang) -> String {
    let (sign, word) = (tone(&report.verdict).sign(), report.word(lang));
    let mut texts = vec![format!("{sign} {word}")];
    let decided = report.verdict.finding();
    texts.extend(decided.map(|finding| escape(&finding.text(lang))));
    match report.verdict.is_genuine() {
        true => texts.extend(holder(report, lang).into_iter().map(|one| one.text)),
        false => texts.push(format!("→ {hint}")),
    }
    texts.join("  ")
}

/// What is shown while no code is.
pub(super) fn waiting(lang: Lang) -> Picture {
    Picture {
        tone: Tone::Ready,
        word: messages::WATCH_READY.get(lang).to_owned(),
        paragraphs: vec![
            Paragraph::new(messages::WATCH_SCAN.get(lang)).strong(),
            Paragraph::new(messages::WATCH_NOTHING_KEPT.get(lang)).spare(1),
        ],
    }
}

/// The lists that verdicts rest on, and how old they are; the files of the rules only where rules are asked.
pub(super) fn lists(
    standing: &ListAges,
    rules: Option<&[PathBuf]>,
    at: Timestamp,
    lang: Lang,
) -> Vec<String> {
    let keys = ("keys", standing.keys.to_string().into());
    let trust = match standing.trust_as_of {
        _ if standing.keys == 0 => messages::WATCH_TRUST_EMPTY.get(lang).to_owned(),
        Some(as_of) => {
            let age = age(as_of, at, standing.trust_max_age, lang);
            messages::WATCH_TRUST.fill(lang, &[("age", age.into())])
        }
        None => messages::WATCH_TRUST_UNDATED.fill(lang, &[keys]),
    };
    let revoked = match standing.revoked_as_of {
        Some(as_of) => {
            let age = age(as_of, at, standing.revoked_max_age, lang);
            messages::WATCH_REVOKED.fill(lang, &[("age", age.into())])
        }
        None => messages::WATCH_REVOKED_NONE.get(lang).to_owned(),
    };
    let rules = rules.map(|rules| match rules {
        [] => messages::WATCH_RULES_BUILT_IN.get(lang).to_owned(),
        rules => {
            let newest = newest(rules).and_then(|at| at.duration_since(UNIX_EPOCH).ok());
            let date = newest
                .and_then(|since| i64::try_from(since.as_secs()).ok())
                .and_then(Timestamp::from_unix)
                .map_or_else(|| "?".into(), |at| Text::from(at.in_oslo().date()));
            messages::WATCH_RULES.fill(lang, &[("date", date)])
        }
    });
    let unsigned = (standing.unsigned > 0).then(|| messages::WATCH_UNSIGNED.get(lang).to_owned());
    let parts = [trust, revoked].into_iter().chain(rules);
    parts.chain(unsigned).collect()
}

/// How old something is, and whether that is too old.
fn age(as_of: Timestamp, at: Timestamp, max_age: i64, lang: Lang) -> String {
    const HOUR: i64 = 3_600;
    let seconds = at.unix() - as_of.unix();
    let (number, words) = match seconds {
        ..0 => return messages::WATCH_NEWER.get(lang).to_owned(),
        0..HOUR => (seconds / 60, messages::WATCH_MINUTES),
        HOUR..172_800 => (seconds / HOUR, messages::WATCH_HOURS),
        _ => (seconds / 86_400, messages::WATCH_DAYS),
    };
    let age = words.fill(lang, &[("number", number.to_string().into())]);
    match seconds > max_age {
        true => format!("{age}{}", messages::WATCH_TOO_OLD.get(lang)),
        false => age,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_age_of_a_list_is_told_in_the_unit_that_fits_and_too_old_is_said() {
        let at: Timestamp = "2022-02-01T12:00:00Z".parse().unwrap();
        let week = 7 * 86_400;
        for (seconds, wanted) in [
            (-1, "newer than the clock"),
            (0, "0 min old"),
            (3_599, "59 min old"),
            (3_600, "1 h old"),
            (172_799, "47 h old"),
            (172_800, "2 days old"),
            (week, "7 days old"),
            (week + 1, "7 days old, TOO OLD"),
        ] {
            let as_of = at.plus_seconds(-seconds);
            assert_eq!(age(as_of, at, week, Lang::En), wanted);
        }
    }

    #[test]
    fn a_list_without_keys_or_date_is_no_list_that_is_fresh() {
        let at: Timestamp = "2022-02-01T12:00:00Z".parse().unwrap();
        let standing = |keys, trust_as_of| ListAges {
            keys,
            trust_as_of,
            trust_max_age: 1,
            revoked_as_of: None,
            unsigned: 0,
            revoked_max_age: 1,
        };
        for (standing, wanted) in [
            (standing(0, Some(at)), "trust list: EMPTY"),
            (standing(3, None), "trust list: no date, keys: 3"),
            (standing(3, Some(at)), "trust list: 0 min old"),
        ] {
            let lists = lists(&standing, Some(&[]), at, Lang::En);
            assert_eq!(lists, [wanted, "revoked list: none", "rules: built in"]);
        }
    }
}
