//! A verdict in the words of the screen and of a line, and the words around it.

use crate::watch::screen::{Paragraph, Picture, Tone};
use hcert::lang::{Lang, Words, shown};
use hcert::time::Timestamp;
use hcert::verify::{Finding, ListAges, Outcome, Report, Verdict};
use hcert_checkpoint::card;
use hcert_host::watch_files::newest;
use std::path::PathBuf;
use std::time::UNIX_EPOCH;

/// What is shown of a report. Whose certificate it is stands there only if it is accepted, as everywhere: a name
/// beside a refusal is read as an acceptance.
pub(super) fn picture(report: &Report, hint: &str, note: Option<String>, lang: Lang) -> Picture {
    let mut paragraphs = match report.verdict.finding() {
        Some(finding) => vec![reason(finding, lang).strong()],
        None => holder(report, lang),
    };
    let accepted = report.verdict.is_accept();
    paragraphs.extend(note.filter(|_| accepted).map(Paragraph::new));
    paragraphs.push(Paragraph::new(format!("→ {hint}")));
    let decided = report.verdict.finding();
    let others = report.findings.iter().filter(|finding| {
        matches!(finding.outcome, Outcome::Fail | Outcome::Open) && Some(*finding) != decided
    });
    paragraphs.extend(others.map(|finding| reason(finding, lang).spare(3)));
    match report.deviations.len() {
        0 => {}
        1 => paragraphs.push(Paragraph::new(format!("~ {}", DEVIATION.get(lang))).spare(4)),
        count => {
            let count = [("count", count.to_string().into())];
            let text = format!("~ {}", DEVIATIONS.fill(lang, &count));
            paragraphs.push(Paragraph::new(text).spare(4));
        }
    }
    Picture {
        tone: tone(&report.verdict),
        word: report.verdict.word(lang).to_owned(),
        paragraphs,
    }
}

fn tone(verdict: &Verdict) -> Tone {
    match verdict {
        Verdict::Accept => Tone::Accept,
        Verdict::Reject(_) => Tone::Reject,
        Verdict::CannotVerify(_) => Tone::CannotVerify,
    }
}

/// A reason with its code, which helps whoever is asked by telephone.
fn reason(finding: &Finding, lang: Lang) -> Paragraph {
    let text = shown(&finding.text(lang));
    Paragraph::new(format!("{text} ({})", finding.code))
}

/// Who it is, and what was signed.
fn holder(report: &Report, lang: Lang) -> Vec<Paragraph> {
    let Some(words) = card::holder(report, lang) else {
        return vec![];
    };
    let mut paragraphs = vec![
        Paragraph::new(words.machine).strong(),
        Paragraph::new(words.born).strong(),
        Paragraph::new(words.written).spare(2),
    ];
    let entry = report.certificate.as_ref();
    let entry = entry.map(|eu| card::entry_line(&eu.payload().entry, lang));
    paragraphs.extend(entry.map(|entry| Paragraph::new(entry).spare(1)));
    paragraphs
}

/// A report in one line.
pub(super) fn line(report: &Report, hint: &str, lang: Lang) -> String {
    let (sign, word) = (tone(&report.verdict).sign(), report.verdict.word(lang));
    if let Some(finding) = report.verdict.finding() {
        let (class, text) = (finding.class, shown(&finding.text(lang)));
        return format!("{sign} {word} ({class})  {text}  → {hint}");
    }
    let holder = holder(report, lang).into_iter().map(|one| one.text);
    let texts: Vec<String> = std::iter::once(format!("{sign} {word}"))
        .chain(holder)
        .collect();
    texts.join("  ")
}

/// What is shown while no code is.
pub(super) fn waiting(lang: Lang) -> Picture {
    Picture {
        tone: Tone::Ready,
        word: READY.get(lang).to_owned(),
        paragraphs: vec![
            Paragraph::new(SCAN.get(lang)).strong(),
            Paragraph::new(NOTHING_KEPT.get(lang)).spare(1),
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
        _ if standing.keys == 0 => TRUST_EMPTY.get(lang).to_owned(),
        Some(as_of) => {
            let age = age(as_of, at, standing.trust_max_age, lang);
            TRUST.fill(lang, &[("age", age.into())])
        }
        None => TRUST_UNDATED.fill(lang, &[keys]),
    };
    let revoked = match standing.revoked_as_of {
        Some(as_of) => {
            let age = age(as_of, at, standing.revoked_max_age, lang);
            REVOKED.fill(lang, &[("age", age.into())])
        }
        None => REVOKED_NONE.get(lang).to_owned(),
    };
    let rules = rules.map(|rules| match rules {
        [] => RULES_BUILT_IN.get(lang).to_owned(),
        rules => {
            let newest = newest(rules).and_then(|at| at.duration_since(UNIX_EPOCH).ok());
            let date = newest
                .and_then(|since| i64::try_from(since.as_secs()).ok())
                .and_then(Timestamp::from_unix)
                .map_or_else(|| "?".to_owned(), |at| at.in_oslo().date().to_string());
            RULES.fill(lang, &[("date", date.into())])
        }
    });
    let unsigned = (standing.unsigned > 0).then(|| UNSIGNED.get(lang).to_owned());
    let parts = [trust, revoked].into_iter().chain(rules);
    parts.chain(unsigned).collect()
}

const UNSIGNED: Words = Words {
    en: "lists not signed",
    nb: "lister ikke signert",
    nn: "lister ikkje signerte",
};

/// How old something is, and whether that is too old.
fn age(as_of: Timestamp, at: Timestamp, max_age: i64, lang: Lang) -> String {
    const HOUR: i64 = 3_600;
    let seconds = at.unix() - as_of.unix();
    let (number, words) = match seconds {
        ..0 => return NEWER.get(lang).to_owned(),
        0..HOUR => (seconds / 60, MINUTES),
        HOUR..172_800 => (seconds / HOUR, HOURS),
        _ => (seconds / 86_400, DAYS),
    };
    let age = words.fill(lang, &[("number", number.to_string().into())]);
    match seconds > max_age {
        true => format!("{age}{}", TOO_OLD.get(lang)),
        false => age,
    }
}

const READY: Words = Words {
    en: "ready",
    nb: "klar",
    nn: "klar",
};
const SCAN: Words = Words {
    en: "scan a code",
    nb: "skann en kode",
    nn: "skann ein kode",
};
const NOTHING_KEPT: Words = Words {
    en: "nothing is kept of what is scanned",
    nb: "ingenting av det som skannes, blir lagret",
    nn: "ingenting av det som blir skanna, blir lagra",
};
pub(super) const KEYS: Words = Words {
    en: "q: end",
    nb: "q: avslutt",
    nn: "q: avslutt",
};
pub(super) const KEPT: Words = Words {
    en: "the lists have changed and cannot be read, the old ones are used",
    nb: "listene er endret og kan ikke leses, de gamle brukes",
    nn: "listene er endra og kan ikkje lesast, dei gamle blir brukte",
};
const DEVIATION: Words = Words {
    en: "1 deviation",
    nb: "1 avvik",
    nn: "1 avvik",
};
const DEVIATIONS: Words = Words {
    en: "{count} deviations",
    nb: "{count} avvik",
    nn: "{count} avvik",
};
const TRUST: Words = Words {
    en: "trust list: {age}",
    nb: "tillitsliste: {age}",
    nn: "tillitsliste: {age}",
};
const TRUST_UNDATED: Words = Words {
    en: "trust list: no date, keys: {keys}",
    nb: "tillitsliste: uten dato, nøkler: {keys}",
    nn: "tillitsliste: utan dato, nøklar: {keys}",
};
const TRUST_EMPTY: Words = Words {
    en: "trust list: EMPTY",
    nb: "tillitsliste: TOM",
    nn: "tillitsliste: TOM",
};
const REVOKED: Words = Words {
    en: "revoked list: {age}",
    nb: "tilbaketrukne: {age}",
    nn: "tilbaketrekte: {age}",
};
const REVOKED_NONE: Words = Words {
    en: "revoked list: none",
    nb: "tilbaketrukne: ingen liste",
    nn: "tilbaketrekte: inga liste",
};
const RULES_BUILT_IN: Words = Words {
    en: "rules: built in",
    nb: "regler: innebygde",
    nn: "reglar: innebygde",
};
const RULES: Words = Words {
    en: "rules: of {date}",
    nb: "regler: fra {date}",
    nn: "reglar: frå {date}",
};
const MINUTES: Words = Words {
    en: "{number} min old",
    nb: "{number} min gammel",
    nn: "{number} min gammal",
};
const HOURS: Words = Words {
    en: "{number} h old",
    nb: "{number} t gammel",
    nn: "{number} t gammal",
};
const DAYS: Words = Words {
    en: "{number} days old",
    nb: "{number} dager gammel",
    nn: "{number} dagar gammal",
};
const NEWER: Words = Words {
    en: "newer than the clock",
    nb: "nyere enn klokken",
    nn: "nyare enn klokka",
};
const TOO_OLD: Words = Words {
    en: ", TOO OLD",
    nb: ", FOR GAMMEL",
    nn: ", FOR GAMMAL",
};

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
