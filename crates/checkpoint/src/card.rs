//! What was signed, in words: whose certificate it is, and what it says, with the names of the value sets.

use crate::report_json::ReportJson;
use hcert::dcc::valuesets::Set;
use hcert::dcc::{self, Entry, Person, names};
use hcert::lang::{Lang, Words, shown};
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
        let born = Words {
            en: "born",
            nb: "født",
            nn: "fødd",
        };
        let birth_date = match birth_date.to_string() {
            unknown if unknown.is_empty() => "?".to_owned(),
            date => date,
        };
        Self {
            machine: shown(&machine),
            written: shown(&written.join(", ")),
            born: format!("{} {birth_date}", born.get(lang)),
            birth_date,
        }
    }
}

/// An entry in one line, with the names of its value sets.
pub fn entry_line(entry: &Entry, lang: Lang) -> String {
    let kind = entry.kind().words().get(lang);
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
            shown(test.sampled.text()),
        ),
        Entry::Recovery(recovery) => format!(
            "{kind}, {} – {}, {country}",
            recovery.valid_from, recovery.valid_until
        ),
    }
}

/// A code in the words of a language, or the code where its set has none for it.
fn in_words(set: Set, code: &str, lang: Lang) -> String {
    match set.words(code) {
        Some(words) => words.get(lang).to_owned(),
        None => shown(code),
    }
}

/// A country's name, or its code where it has none.
pub fn country_name(code: &str, lang: Lang) -> String {
    in_words(Set::Country, code, lang)
}

/// A test's type or result in words.
fn test_word(set: Set, code: &str, lang: Lang) -> String {
    let words = match code {
        dcc::NAAT => Words {
            en: "PCR (NAAT)",
            nb: "PCR (NAAT)",
            nn: "PCR (NAAT)",
        },
        dcc::ANTIGEN => Words {
            en: "antigen test",
            nb: "antigentest",
            nn: "antigentest",
        },
        dcc::NOT_DETECTED => Words {
            en: "not detected",
            nb: "ikke påvist",
            nn: "ikkje påvist",
        },
        dcc::DETECTED => Words {
            en: "DETECTED",
            nb: "PÅVIST",
            nn: "PÅVIST",
        },
        other => return name(set, other),
    };
    words.get(lang).to_owned()
}

/// The name of a code, or the code where its set has no name for it.
pub fn name(set: Set, code: &str) -> String {
    match set.find(code) {
        Some(entry) => entry.label().to_owned(),
        None => shown(code),
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

/// A report as a screen shows it: the object of [`ReportJson`], and the words around it. Whose certificate it is stands
/// there only if it is accepted: a name beside a refusal is read as an acceptance.
#[derive(Serialize)]
pub struct Card<'a> {
    #[serde(flatten)]
    report: ReportJson<'a>,
    /// The verdict in a word or two.
    word: &'static str,
    /// Whose certificate it is.
    holder: Option<HolderWords>,
    /// The entry in a line.
    summary: Option<String>,
    /// The entry's fields, each with what it is called.
    details: Vec<(&'static str, String)>,
}

impl<'a> Card<'a> {
    /// The card of a report on an input of this name.
    #[must_use]
    pub fn new(input: &'a str, report: &'a Report, lang: Lang) -> Self {
        let accepted = report.verdict.is_accept();
        let entry = report.certificate.as_ref().filter(|_| accepted);
        let entry = entry.map(|eu| &eu.payload().entry);
        Self {
            report: ReportJson::new(input, report, lang),
            word: report.verdict.word(lang),
            holder: holder(report, lang).filter(|_| accepted),
            summary: entry.map(|entry| entry_line(entry, lang)),
            details: entry.map_or_else(Vec::new, |entry| details(entry, lang)),
        }
    }
}

impl Card<'_> {
    /// Adds what a person should know beside the report.
    #[must_use]
    pub fn with_notes(mut self, notes: impl IntoIterator<Item = String>) -> Self {
        self.report.notes.extend(notes);
        self
    }

    /// Says something better about what to do next, if there is something.
    #[must_use]
    pub fn with_hint(mut self, hint: Option<String>) -> Self {
        self.report.hint = hint.unwrap_or(self.report.hint);
        self
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
    let rows: Vec<(Words, String)> = match entry {
        Entry::Vaccination(dose) => vec![
            (DISEASE, named(Set::Disease, &dose.disease)),
            (VACCINE, named(Set::Vaccine, &dose.vaccine)),
            (PRODUCT, name(Set::Product, &dose.product)),
            (MAKER, name(Set::Holder, &dose.holder)),
            (DOSE, format!("{}/{}", dose.dose, dose.doses)),
            (VACCINATED, dose.date.to_string()),
            (COUNTRY, country(&dose.country)),
            (ISSUER, shown(&dose.issuer)),
            (IDENTIFIER, shown(&dose.uvci)),
        ],
        Entry::Test(test) => {
            let mut rows = vec![
                (DISEASE, named(Set::Disease, &test.disease)),
                (TEST_TYPE, test_word(Set::TestType, &test.test_type, lang)),
            ];
            let device = test.device.as_deref();
            rows.extend(test.name.as_deref().map(|name| (TEST, shown(name))));
            rows.extend(device.map(|code| (TEST, name(Set::TestDevice, code))));
            rows.push((SAMPLED, shown(test.sampled.text())));
            rows.push((RESULT, test_word(Set::TestResult, &test.result, lang)));
            rows.extend(test.centre.as_deref().map(|centre| (CENTRE, shown(centre))));
            rows.push((COUNTRY, country(&test.country)));
            rows.push((ISSUER, shown(&test.issuer)));
            rows.push((IDENTIFIER, shown(&test.uvci)));
            rows
        }
        Entry::Recovery(recovery) => vec![
            (DISEASE, named(Set::Disease, &recovery.disease)),
            (FIRST_POSITIVE, recovery.first_positive.to_string()),
            (VALID_FROM, recovery.valid_from.to_string()),
            (VALID_UNTIL, recovery.valid_until.to_string()),
            (COUNTRY, country(&recovery.country)),
            (ISSUER, shown(&recovery.issuer)),
            (IDENTIFIER, shown(&recovery.uvci)),
        ],
    };
    rows.into_iter()
        .map(|(label, value)| (label.get(lang), value))
        .collect()
}

const DISEASE: Words = Words {
    en: "disease",
    nb: "sykdom",
    nn: "sjukdom",
};
const VACCINE: Words = Words {
    en: "type of vaccine",
    nb: "vaksinetype",
    nn: "vaksinetype",
};
const PRODUCT: Words = Words {
    en: "vaccine",
    nb: "vaksine",
    nn: "vaksine",
};
const MAKER: Words = Words {
    en: "manufacturer",
    nb: "produsent",
    nn: "produsent",
};
const DOSE: Words = Words {
    en: "dose",
    nb: "dose",
    nn: "dose",
};
const VACCINATED: Words = Words {
    en: "date of vaccination",
    nb: "vaksinert",
    nn: "vaksinert",
};
const COUNTRY: Words = Words {
    en: "country",
    nb: "land",
    nn: "land",
};
const ISSUER: Words = Words {
    en: "issued by",
    nb: "utstedt av",
    nn: "utferda av",
};
const IDENTIFIER: Words = Words {
    en: "identifier",
    nb: "identifikator",
    nn: "identifikator",
};
const TEST_TYPE: Words = Words {
    en: "type of test",
    nb: "testtype",
    nn: "testtype",
};
const TEST: Words = Words {
    en: "test",
    nb: "test",
    nn: "test",
};
const SAMPLED: Words = Words {
    en: "sample taken",
    nb: "prøve tatt",
    nn: "prøve teken",
};
const RESULT: Words = Words {
    en: "result",
    nb: "resultat",
    nn: "resultat",
};
const CENTRE: Words = Words {
    en: "test centre",
    nb: "teststed",
    nn: "teststad",
};
const FIRST_POSITIVE: Words = Words {
    en: "first positive test",
    nb: "første positive test",
    nn: "første positive test",
};
const VALID_FROM: Words = Words {
    en: "valid from",
    nb: "gyldig fra",
    nn: "gyldig frå",
};
const VALID_UNTIL: Words = Words {
    en: "valid until",
    nb: "gyldig til",
    nn: "gyldig til",
};
