//! What health codes of other networks say, whatever their form: the holder, vaccinations, results of tests. Every one of
//! them is read into this, so that one screen shows all.
//!
//! Personal data: `Debug` shows how much there is and nothing of it.

use crate::text::{Lang, Message, escape, messages};
use crate::time::{BirthDate, Date, DateTime, Timestamp};
use std::fmt;

use super::HolderWords;
use super::dcc::show;

/// What a code says.
#[derive(Clone, Default, PartialEq)]
pub struct HealthContent {
    /// Whom it speaks of.
    pub holder: Holder,
    /// The doses, in the order in which they stand.
    pub vaccinations: Vec<Vaccination>,
    /// The results of tests, in the order in which they stand.
    pub tests: Vec<TestResult>,
    /// What it holds beside these: its name, and how many of it.
    pub others: Vec<(String, usize)>,
    /// Its own identifier.
    pub identifier: Option<String>,
    /// Paths of what stands in it and no signature covers. None of it is shown as true or compared.
    pub unsigned: Vec<String>,
}

/// Whom a code speaks of, as far as it says so.
#[derive(Clone, Default, PartialEq)]
pub struct Holder {
    /// The name, in the order in which the code has it.
    pub name: Option<String>,
    /// The date of birth.
    pub birth_date: Option<BirthDate>,
    /// The sex, as the code writes it.
    pub sex: Option<String>,
    /// The number of a travel document.
    pub document: Option<String>,
    /// What kind of document that is, as the code writes it.
    pub document_type: Option<String>,
}

/// A dose.
#[derive(Clone, Default, PartialEq)]
pub struct Vaccination {
    /// What it protects against.
    pub disease: Option<Coded>,
    /// What was given.
    pub vaccine: Coded,
    /// Its trade name.
    pub brand: Option<String>,
    /// Who made it.
    pub maker: Option<String>,
    /// When.
    pub date: Option<When>,
    /// Which dose of the series.
    pub dose: Option<i64>,
    /// How many the series has.
    pub of: Option<i64>,
    /// The batch.
    pub batch: Option<String>,
    /// Who gave it, and where.
    pub centre: Option<String>,
    /// The country where it was given.
    pub country: Option<String>,
    /// When the next one is due.
    pub next: Option<When>,
    /// Why it does not count as a dose, where it does not: the word of the code.
    pub void: Option<String>,
}

/// A result.
#[derive(Clone, Default, PartialEq)]
pub struct TestResult {
    /// What was looked for, and how.
    pub test: Coded,
    /// What was found.
    pub found: Found,
    /// The same as the code writes it.
    pub result: Coded,
    /// When the sample was taken.
    pub sampled: Option<When>,
    /// When the result was reported.
    pub reported: Option<When>,
    /// What the sample was taken from.
    pub specimen: Option<String>,
    /// Who tested, and where.
    pub centre: Option<String>,
    /// The country.
    pub country: Option<String>,
    /// Why the result does not count, where it does not: the word of the code.
    pub void: Option<String>,
}

/// What a test found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Found {
    /// What was looked for is there, and is what makes ill.
    Detected,
    /// It is not there.
    NotDetected,
    /// Something is there, and whether that makes ill is not known here: antibodies, another disease.
    Other,
    /// No result of a known kind.
    #[default]
    Unknown,
}

impl Found {
    /// The stable word.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Detected => "detected",
            Self::NotDetected => "not-detected",
            Self::Other => "other",
            Self::Unknown => "unknown",
        }
    }
}

/// A code of some system, and its name where one is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coded {
    /// The system in short: `cvx`, `snomed`, `icd11`, `loinc`, …; empty where the code names none.
    pub system: String,
    /// The code; empty where there is only a name.
    pub code: String,
    /// What it stands for.
    pub name: Option<String>,
}

impl Coded {
    /// A code of a system with the name that this library has for it.
    #[must_use]
    pub fn new(system: &str, code: &str) -> Self {
        Self {
            system: system.to_owned(),
            code: code.to_owned(),
            name: super::health_codes::name(system, code).map(str::to_owned),
        }
    }

    /// A name alone.
    #[must_use]
    pub fn named(name: &str) -> Self {
        Self {
            name: Some(name.to_owned()),
            ..Self::default()
        }
    }

    /// The name, or the code where there is none.
    #[must_use]
    pub fn label(&self) -> String {
        match &self.name {
            Some(name) => escape(name),
            None if self.system.is_empty() => escape(&self.code),
            None => format!("{} {}", escape(&self.system), escape(&self.code)),
        }
    }

    fn is_nothing(&self) -> bool {
        self.code.is_empty() && self.name.is_none()
    }
}

/// A moment as a code writes it: a day, a moment of it, or only a part of a date.
#[derive(Clone, PartialEq, Eq)]
pub struct When(String);

impl When {
    /// As it is written.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self(text.trim().to_owned())
    }

    /// As it is written.
    #[must_use]
    pub fn written(&self) -> &str {
        &self.0
    }

    /// The day, where it is whole.
    #[must_use]
    pub fn date(&self) -> Option<Date> {
        let day = self.0.get(..10)?.parse().ok()?;
        match self.0.as_bytes().get(10) {
            None | Some(b'T' | b' ') => Some(day),
            Some(_) => None,
        }
    }

    /// The moment, where there is one.
    #[must_use]
    pub fn instant(&self) -> Option<Timestamp> {
        DateTime::read(&self.0).ok()?.instant
    }

    /// As people write it.
    #[must_use]
    pub fn words(&self, lang: Lang) -> String {
        match (self.date(), BirthDate::read(&self.0)) {
            (Some(day), _) => show::date(Some(day), lang),
            (None, Ok((part, _))) => part.to_string(),
            (None, Err(_)) => escape(&self.0),
        }
    }
}

/// Shows nothing: a date may be the holder's.
impl fmt::Debug for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("When(redacted)")
    }
}

/// Shows how much there is.
impl fmt::Debug for HealthContent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (doses, tests) = (self.vaccinations.len(), self.tests.len());
        write!(f, "HealthContent({doses} doses, {tests} tests)")
    }
}

/// Shows nothing.
impl fmt::Debug for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Holder(redacted)")
    }
}

/// Shows the product alone.
impl fmt::Debug for Vaccination {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Vaccination({:?})", self.vaccine)
    }
}

/// Shows the test alone.
impl fmt::Debug for TestResult {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TestResult({:?})", self.test)
    }
}

/// What a code says that no signature makes good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Against {
    /// A test found what makes ill.
    Detected,
    /// A dose is dated after the day of the check.
    DoseLater {
        /// The day of the dose.
        dt: Date,
        /// The day of the check.
        today: Date,
    },
    /// A sample was taken after the moment of the check.
    SampleLater {
        /// When it was taken.
        sc: Timestamp,
        /// The moment of the check.
        at: Timestamp,
    },
    /// Something was detected, and what that means is not known here.
    ResultUnknown,
}

/// What stands against a code, whatever any country asks: `today` is the day at the place of the check, and a sample may
/// lie `ahead` seconds after the moment.
#[must_use]
pub fn against(content: &HealthContent, at: Timestamp, today: Date, ahead: i64) -> Vec<Against> {
    let mut found = Vec::new();
    for dose in content
        .vaccinations
        .iter()
        .filter(|dose| dose.void.is_none())
    {
        let later = dose.date.as_ref().and_then(When::date);
        let later = later.filter(|day| *day > today);
        found.extend(later.map(|dt| Against::DoseLater { dt, today }));
    }
    for test in content.tests.iter().filter(|test| test.void.is_none()) {
        match test.found {
            Found::Detected => found.push(Against::Detected),
            Found::Other => found.push(Against::ResultUnknown),
            Found::NotDetected | Found::Unknown => {}
        }
        let sampled = test.sampled.as_ref();
        match sampled.and_then(When::instant) {
            Some(sc) if sc > at.plus_seconds(ahead) => {
                found.push(Against::SampleLater { sc, at });
            }
            Some(_) => {}
            None => {
                let later = sampled.and_then(When::date).filter(|day| *day > today);
                let later = later.map(|day| Against::SampleLater {
                    sc: day.start(),
                    at,
                });
                found.extend(later);
            }
        }
    }
    found
}

/// The holder for a person.
#[must_use]
pub fn holder(content: &HealthContent, lang: Lang) -> HolderWords {
    let Holder {
        name, birth_date, ..
    } = &content.holder;
    let born = birth_date.map(|date| date.to_string()).unwrap_or_default();
    HolderWords::named(name.as_deref().unwrap_or("?"), &born, lang)
}

/// The content in one line.
#[must_use]
pub fn line(content: &HealthContent, lang: Lang) -> String {
    let doses = content.vaccinations.iter().map(|dose| {
        let name = dose.brand.as_deref().map(escape);
        let name = name.unwrap_or_else(|| dose.vaccine.label());
        joined(name, dose.date.as_ref(), dose.void.as_deref(), lang)
    });
    let tests = content.tests.iter().map(|test| {
        let name = format!("{}: {}", test.test.label(), result(test, lang));
        joined(name, test.sampled.as_ref(), test.void.as_deref(), lang)
    });
    let lines: Vec<String> = doses.chain(tests).collect();
    match lines.is_empty() {
        true => messages::HEALTH_NOTHING.get(lang).to_owned(),
        false => lines.join("; "),
    }
}

fn joined(name: String, date: Option<&When>, void: Option<&str>, lang: Lang) -> String {
    let date = date.map(|date| date.words(lang));
    let void = void.map(escape);
    let parts = std::iter::once(name).chain(date).chain(void);
    parts.collect::<Vec<_>>().join(", ")
}

/// What was found, in a word; the code's own where it is none of those that are known.
fn result(test: &TestResult, lang: Lang) -> String {
    match test.found {
        Found::Detected => messages::CARD_DETECTED.get(lang).to_owned(),
        Found::NotDetected => messages::CARD_NOT_DETECTED.get(lang).to_owned(),
        Found::Other | Found::Unknown if test.result.is_nothing() => "?".to_owned(),
        Found::Other | Found::Unknown => test.result.label(),
    }
}

/// The fields, each with what it is called, in the order in which an officer compares them.
#[must_use]
pub fn rows(content: &HealthContent, lang: Lang) -> Vec<(&'static str, String)> {
    let mut rows: Vec<(Message, String)> = Vec::new();
    let text = |label: Message, value: &Option<String>| {
        value.as_deref().map(|value| (label, escape(value)))
    };
    let holder = &content.holder;
    rows.extend(text(messages::CARD_DOCUMENT, &holder.document));
    rows.extend(text(messages::CARD_SEX, &holder.sex));
    for dose in &content.vaccinations {
        let disease = dose.disease.as_ref();
        rows.extend(disease.map(|disease| (messages::CARD_DISEASE, disease.label())));
        if !dose.vaccine.is_nothing() {
            rows.push((messages::CARD_VACCINE, dose.vaccine.label()));
        }
        rows.extend(text(messages::CARD_PRODUCT, &dose.brand));
        rows.extend(text(messages::CARD_MAKER, &dose.maker));
        rows.extend(dose.dose.map(|number| {
            let of = dose.of.map_or_else(String::new, |of| format!(" / {of}"));
            (messages::CARD_DOSE, format!("{number}{of}"))
        }));
        let date = dose.date.as_ref().map(|date| date.words(lang));
        rows.extend(date.map(|date| (messages::CARD_VACCINATED, date)));
        rows.extend(text(messages::CARD_BATCH, &dose.batch));
        rows.extend(text(messages::CARD_CLINICIAN, &dose.centre));
        rows.extend(text(messages::CARD_COUNTRY, &dose.country));
        rows.extend(text(messages::HEALTH_VOID, &dose.void));
    }
    for test in &content.tests {
        rows.push((messages::CARD_TEST, test.test.label()));
        rows.push((messages::CARD_RESULT, result(test, lang)));
        let sampled = test.sampled.as_ref().map(|date| date.words(lang));
        rows.extend(sampled.map(|date| (messages::CARD_SAMPLED, date)));
        rows.extend(text(messages::CARD_CENTRE, &test.centre));
        rows.extend(text(messages::CARD_COUNTRY, &test.country));
        rows.extend(text(messages::HEALTH_VOID, &test.void));
    }
    for (name, count) in &content.others {
        rows.push((
            messages::HEALTH_OTHERS,
            format!("{} × {count}", escape(name)),
        ));
    }
    rows.extend(text(messages::CARD_IDENTIFIER, &content.identifier));
    if !content.unsigned.is_empty() {
        let paths: Vec<String> = content.unsigned.iter().map(|path| escape(path)).collect();
        rows.push((messages::HEALTH_UNSIGNED, paths.join(", ")));
    }
    rows.into_iter()
        .map(|(label, value)| (label.get(lang), value))
        .collect()
}
