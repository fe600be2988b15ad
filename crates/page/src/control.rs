//! From a person's status and certificates to the words on the two control pages.
//!
//! The Norwegian page is green or red, and its code holds nobody's health; the EU/EEA page is blue, a sheet
//! for each certificate, and says neither yes nor no. Every field stands in Norwegian and in English: the
//! first language is the holder's choice, the second is English (bokmål where English comes first).
//!
//! The status and the life of the code are two things and stand on two lines. Dates are written as the languages
//! write them, moments are those of Norway's clocks with their zone. Not on a page: identity numbers, batch numbers, places.

use super::sheet::{
    Block, Code, Document, Field, Front, Light, LightSymbol, Panel, Sheet, Tone, Two,
};
use hcert::dcc::valuesets::Set;
use hcert::dcc::{self, Entry, Kind, names, show};
use hcert::norway::certificates::{Made, Standing};
use hcert::norway::light::{Colour, Component, Judgement, Status};
use hcert::norway::record::Person;
use hcert::text::{Lang, Message, Text, messages};
use hcert::time::{BirthDate, Date, Timestamp};

/// What both pages have in common.
#[derive(Clone, Copy, Debug)]
pub struct Edition<'a> {
    /// Whose pages they are.
    pub person: &'a Person,
    /// The first language.
    pub lang: Lang,
    /// When they are made.
    pub made: Timestamp,
    /// Whether they are posted.
    pub posted: bool,
    /// When they expire: a page that is printed or downloaded lives 90 days.
    pub expires: Timestamp,
}

/// A signed code and when it expires.
#[derive(Clone, Debug)]
pub struct SignedCode {
    /// `HC1:…` or `NO1:…`.
    pub text: String,
    /// Its claim `exp`.
    pub expires: Timestamp,
}

/// The Norwegian page. A green one has a code.
#[must_use]
pub fn domestic(edition: &Edition<'_>, status: &Status, code: Option<&SignedCode>) -> Document {
    let words = Speaker(edition.lang);
    let (tone, word, symbol) = match (status.light, status.passing) {
        (Colour::Green, _) => (Tone::Green, messages::PAGE_GREEN, LightSymbol::Check),
        (Colour::Red, true) => (Tone::Red, messages::PAGE_RED, LightSymbol::Wait),
        (Colour::Red, false) => (Tone::Red, messages::PAGE_RED, LightSymbol::Cross),
    };
    let until = status.until.map(|until| Text::from(until.in_oslo()));
    let line = match (status.light, &until) {
        (Colour::Green, Some(until)) => words.with(messages::PAGE_UNTIL, until),
        (Colour::Green, None) => words.two(messages::PAGE_WITHOUT_END),
        (Colour::Red, Some(until)) => words.with(messages::PAGE_GREEN_FROM, until),
        (Colour::Red, None) => words.two(messages::PAGE_NO_GROUND),
    };
    let expiry = match code {
        // The end of the light may be any minute; ninety days are a day.
        Some(code) if code.expires < edition.expires => {
            words.field(messages::PAGE_CODE_EXPIRES, words.moment(code.expires))
        }
        Some(code) => words.field(messages::PAGE_CODE_EXPIRES, words.day(code.expires)),
        None => words.field(messages::PAGE_PAGE_EXPIRES, words.day(edition.expires)),
    };
    let front = Front {
        scope: words.two(messages::PAGE_NORWAY),
        title: words.two(messages::PAGE_TITLE),
        country: "NO".into(),
        light: Some(Light {
            symbol,
            word: words.two(word),
            line: line.clone(),
        }),
        code: match code {
            Some(code) => Ok(Code {
                text: code.text.clone(),
                alt: words.two(messages::PAGE_ALT_DOMESTIC),
            }),
            None => Err(words.two(messages::PAGE_NO_CODE)),
        },
        kind: words.field(messages::PAGE_COUNTS_IN, words.two(messages::PAGE_NORWAY)),
        expiry,
        ..words.person(edition)
    };
    // What is green first; a posted page is silent about tests.
    let mut components: Vec<&Judgement> = status.components.iter().collect();
    components.retain(|one| !(edition.posted && one.component == Component::NegativeTest));
    components.sort_by_key(|one| one.light == Colour::Red);
    let reasons = components.into_iter().map(|one| {
        let span = match (one.light, one.until) {
            (Colour::Green, Some(until)) => {
                words.with(messages::PAGE_UNTIL, &until.in_oslo().into())
            }
            (Colour::Green, None) => words.two(messages::PAGE_WITHOUT_END),
            (Colour::Red, Some(from)) => {
                words.with(messages::PAGE_GREEN_FROM, &from.in_oslo().into())
            }
            (Colour::Red, None) => words.two(messages::PAGE_RED_SMALL),
        };
        let text = |lang| sentence(&one.rule.text(status.profile).get(lang));
        Field {
            small: Some(span),
            ..words.field(label(one.component), words.each(text))
        }
    });
    let heading = match status.light {
        Colour::Green => messages::PAGE_WHY_GREEN,
        Colour::Red => messages::PAGE_WHY_RED,
    };
    let mut about = vec![
        words.field(
            messages::PAGE_STATUS,
            Two::new(
                capital_text(&words.two(word).first, &line.first),
                capital_text(&words.two(word).second, &line.second),
            ),
        ),
        words.field(messages::PAGE_MADE, words.moment(edition.made)),
    ];
    about.push(match code {
        Some(code) => words.field(messages::PAGE_CODE_EXPIRES, words.moment(code.expires)),
        None => words.field(messages::PAGE_PAGE_EXPIRES, words.moment(edition.expires)),
    });
    let privacy = words.two(match code {
        Some(_) => messages::PAGE_PRIVACY_CODE,
        None => messages::PAGE_PRIVACY,
    });
    let sheet = Sheet {
        name: "no".into(),
        tone,
        front,
        panels: [
            Panel {
                heading: words.two(heading),
                blocks: vec![
                    Block::Fields(reasons.collect()),
                    Block::Text(words.two(messages::PAGE_FOR_HOLDER)),
                ],
                foot: vec![],
            },
            words.checking(NOTE_DOMESTIC, code.is_some()),
            Panel {
                heading: words.two(messages::PAGE_ABOUT),
                blocks: vec![Block::Fields(about), Block::Text(privacy)],
                foot: vec![words.two(match code {
                    Some(_) => messages::PAGE_STATUS_AND_CODE,
                    None => messages::PAGE_RED_FOOT,
                })],
            },
        ],
    };
    words.document("no", edition, vec![sheet])
}

/// The EU/EEA page: a sheet for each certificate with its code.
#[must_use]
pub fn european(edition: &Edition<'_>, certificates: &[(Made, SignedCode)]) -> Document {
    let words = Speaker(edition.lang);
    let sheets = certificates
        .iter()
        .map(|(made, code)| words.certificate(edition, made, code));
    words.document("eu", edition, sheets.collect())
}

/// Says everything twice.
#[derive(Clone, Copy)]
struct Speaker(Lang);

impl Speaker {
    fn second(self) -> Lang {
        match self.0 {
            Lang::En => Lang::Nb,
            _ => Lang::En,
        }
    }

    fn two(self, words: Message) -> Two {
        Two::new(words.get(self.0), words.get(self.second()))
    }

    fn each(self, text: impl Fn(Lang) -> String) -> Two {
        Two::new(text(self.0), text(self.second()))
    }

    /// A date, as each language writes it.
    fn date(self, date: Option<Date>) -> Two {
        self.each(|lang| show::date(date, lang))
    }

    /// A date of birth, of which not everything may be known.
    fn birth(self, date: BirthDate) -> Two {
        match date {
            BirthDate::Day(date) => self.date(Some(date)),
            partial => Two::same(partial.to_string()),
        }
    }

    /// The day of a moment in Norway.
    fn day(self, moment: Timestamp) -> Two {
        self.date(Some(moment.in_oslo().date()))
    }

    /// A moment in Norway, to the minute, with its zone.
    fn moment(self, moment: Timestamp) -> Two {
        let text = Text::from(moment.in_oslo());
        self.each(|lang| text.get(lang).into_owned())
    }

    /// A message with one place, `value`.
    fn with(self, words: Message, value: &Text) -> Two {
        let fill = |lang| words.fill(lang, &[("value", value.clone())]);
        self.each(fill)
    }

    fn field(self, label: Message, value: Two) -> Field {
        Field::new(self.two(label), value)
    }

    /// A code with its name in both languages.
    fn named(self, set: Set, code: &str) -> Two {
        match (set.name(code, self.0), set.name(code, self.second())) {
            (Some(first), Some(second)) => Two::new(first, second),
            _ => Two::same(code),
        }
    }

    fn document(self, stem: &str, edition: &Edition<'_>, sheets: Vec<Sheet>) -> Document {
        Document {
            stem: stem.into(),
            lang: self.0,
            second: self.second().code(),
            third: None,
            title: self.two(messages::PAGE_TITLE),
            sheets,
            made: edition.made,
        }
    }

    /// The front with the person alone.
    fn person(self, edition: &Edition<'_>) -> Front {
        let person = edition.person;
        let given = person.given_name.as_deref().unwrap_or_default();
        let (family_mrz, given_mrz) = person.machine_names();
        Front {
            scope: Two::default(),
            title: self.two(messages::PAGE_TITLE),
            country: "NO".into(),
            light: None,
            name: format!("{given} {}", person.family_name).trim().to_owned(),
            name_machine: names::mrz_line(&family_mrz, &given_mrz),
            birth: self.field(messages::PAGE_BORN, self.birth(person.date_of_birth)),
            code: Err(Two::default()),
            kind: Field::new(Two::default(), Two::default()),
            expiry: Field::new(Two::default(), Two::default()),
        }
    }

    fn certificate(self, edition: &Edition<'_>, made: &Made, code: &SignedCode) -> Sheet {
        let entry = &made.payload.entry;
        let kind = match entry {
            Entry::Vaccination(dose) => {
                let numbers = [("dose", dose.dose), ("of", dose.doses)];
                let numbers = numbers.map(|(name, number)| (name, number.to_string().into()));
                self.field(
                    messages::PAGE_VACCINATION,
                    self.each(|lang| messages::PAGE_DOSE_OF.fill(lang, &numbers)),
                )
            }
            Entry::Recovery(recovery) => {
                let until = |lang| show::date(recovery.valid_until, lang);
                let until =
                    |lang| messages::PAGE_UNTIL_DAY.fill(lang, &[("value", until(lang).into())]);
                self.field(messages::PAGE_RECOVERY, self.each(until))
            }
            Entry::Test(test) => self.field(
                messages::PAGE_TEST,
                self.named(Set::TestResult, &test.result),
            ),
        };
        let (heading, alt, fields) = match entry {
            Entry::Vaccination(dose) => (
                messages::PAGE_VACCINATION,
                messages::PAGE_ALT_VACCINATION,
                self.vaccination(dose),
            ),
            Entry::Recovery(recovery) => (
                messages::PAGE_RECOVERY,
                messages::PAGE_ALT_RECOVERY,
                self.recovery(recovery),
            ),
            Entry::Test(test) => (
                messages::PAGE_TEST,
                messages::PAGE_ALT_TEST,
                self.test(test),
            ),
        };
        let front = Front {
            scope: self.two(messages::PAGE_EU_EEA),
            code: Ok(Code {
                text: code.text.clone(),
                alt: self.two(alt),
            }),
            kind,
            expiry: self.field(messages::PAGE_CODE_EXPIRES, self.day(code.expires)),
            ..self.person(edition)
        };
        Sheet {
            name: format!("eu-{}", entry.kind().message().word()),
            tone: Tone::Blue,
            front,
            panels: [
                Panel {
                    heading: self.two(heading),
                    blocks: vec![Block::Fields(fields)],
                    foot: vec![],
                },
                self.checking(NOTE_EU, true),
                self.about(edition, made, code),
            ],
        }
    }

    fn vaccination(self, dose: &dcc::Vaccination) -> Vec<Field> {
        vec![
            self.field(
                messages::PAGE_DISEASE,
                self.named(Set::Disease, &dose.disease),
            ),
            self.field(
                messages::PAGE_VACCINE,
                self.named(Set::Vaccine, &dose.vaccine),
            ),
            self.field(
                messages::PAGE_PRODUCT,
                self.named(Set::Product, &dose.product),
            ),
            self.field(messages::PAGE_HOLDER, self.named(Set::Holder, &dose.holder)),
            self.field(
                messages::PAGE_NUMBER,
                Two::same(format!("{} / {}", dose.dose, dose.doses)),
            ),
            self.field(messages::PAGE_DOSE_DATE, self.date(dose.date)),
            self.field(
                messages::PAGE_DOSE_COUNTRY,
                self.named(Set::Country, &dose.country),
            ),
            self.field(messages::PAGE_ISSUER, Two::same(&dose.issuer)),
        ]
    }

    fn recovery(self, recovery: &dcc::Recovery) -> Vec<Field> {
        vec![
            self.field(
                messages::PAGE_DISEASE_RECOVERED,
                self.named(Set::Disease, &recovery.disease),
            ),
            self.field(
                messages::PAGE_FIRST_POSITIVE,
                self.date(recovery.first_positive),
            ),
            self.field(messages::PAGE_VALID_FROM, self.date(recovery.valid_from)),
            self.field(messages::PAGE_VALID_UNTIL, self.date(recovery.valid_until)),
            self.field(
                messages::PAGE_TEST_COUNTRY,
                self.named(Set::Country, &recovery.country),
            ),
            self.field(messages::PAGE_ISSUER, Two::same(&recovery.issuer)),
        ]
    }

    fn test(self, test: &dcc::Test) -> Vec<Field> {
        let device = |code: &String| match Set::TestDevice.name(code, Lang::En) {
            Some(name) if name != *code => Two::same(format!("{name} ({code})")),
            _ => Two::same(code),
        };
        let optional = [
            test.name
                .as_ref()
                .map(|name| self.field(messages::PAGE_TEST_NAME, Two::same(name))),
            test.device
                .as_ref()
                .map(|code| self.field(messages::PAGE_TEST_DEVICE, device(code))),
        ];
        let centre = test.centre.as_ref();
        let centre = centre.map(|centre| self.field(messages::PAGE_CENTRE, Two::same(centre)));
        let sampled = test.sampled.as_ref();
        let sampled =
            sampled.map_or_else(|| self.date(None), |sampled| self.moment(sampled.instant()));
        [
            self.field(
                messages::PAGE_DISEASE,
                self.named(Set::Disease, &test.disease),
            ),
            self.field(
                messages::PAGE_TEST_TYPE,
                self.named(Set::TestType, &test.test_type),
            ),
        ]
        .into_iter()
        .chain(optional.into_iter().flatten())
        .chain([
            self.field(messages::PAGE_SAMPLED, sampled),
            self.field(
                messages::PAGE_RESULT,
                self.named(Set::TestResult, &test.result),
            ),
        ])
        .chain(centre)
        .chain([
            self.field(
                messages::PAGE_TEST_COUNTRY,
                self.named(Set::Country, &test.country),
            ),
            self.field(messages::PAGE_ISSUER, Two::same(&test.issuer)),
        ])
        .collect()
    }

    /// What the code is worth, when it was made, how long it lives, and its identifier.
    fn about(self, edition: &Edition<'_>, made: &Made, code: &SignedCode) -> Panel {
        let standing = self.each(|lang| made.standing.text(lang));
        let mut fields = vec![self.field(messages::PAGE_EU_VALIDITY, standing)];
        if let (Some(from), Kind::Vaccination) = (made.full_from, made.payload.entry.kind()) {
            fields.push(self.field(messages::PAGE_FULL_FROM, self.date(Some(from))));
        }
        fields.extend([
            self.field(messages::PAGE_MADE, self.moment(edition.made)),
            Field {
                small: Some(self.two(messages::PAGE_NINETY_DAYS)),
                ..self.field(messages::PAGE_CODE_EXPIRES, self.moment(code.expires))
            },
            Field {
                mono: true,
                ..self.field(
                    messages::PAGE_IDENTIFIER,
                    Two::same(made.payload.entry.uvci()),
                )
            },
        ]);
        let mut blocks = vec![Block::Fields(fields)];
        if matches!(made.standing, Standing::Until(_)) {
            blocks.push(Block::Text(self.two(messages::PAGE_OTHER_COUNTRIES)));
        }
        Panel {
            heading: self.two(messages::PAGE_ABOUT),
            blocks,
            foot: vec![self.two(messages::PAGE_STATUS_AND_CODE)],
        }
    }

    /// What whoever checks the page does.
    fn checking(self, (strong, text): (Message, Message), code: bool) -> Panel {
        let steps = match code {
            true => vec![
                messages::PAGE_STEP_SCAN,
                messages::PAGE_STEP_COMPARE,
                messages::PAGE_STEP_PROOF,
            ],
            false => vec![messages::PAGE_STEP_NO_CODE, messages::PAGE_STEP_AGAIN],
        };
        Panel {
            heading: self.two(messages::PAGE_CHECKING),
            blocks: vec![
                Block::Note {
                    strong: self.two(strong),
                    text: self.two(text),
                },
                Block::Steps(steps.into_iter().map(|step| self.two(step)).collect()),
            ],
            foot: vec![self.two(messages::PAGE_PERSONAL)],
        }
    }
}

/// A text with a capital at its start.
fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => String::new(),
    }
}

/// A component as a page's label.
fn label(component: Component) -> Message {
    match component {
        Component::Vaccination => messages::PAGE_VACCINATION,
        Component::Recovery => messages::PAGE_RECOVERY,
        Component::NegativeTest => messages::PAGE_NEGATIVE_TEST,
    }
}

/// `Grønt, uten sluttdato`.
fn capital_text(word: &str, line: &str) -> String {
    match (word, line) {
        ("", line) => sentence(line),
        (word, "") => word.to_owned(),
        (word, line) => format!("{word}, {line}"),
    }
}

/// The notes of the two pages: their strong words and the rest.
const NOTE_DOMESTIC: (Message, Message) = (
    messages::PAGE_NOTE_DOMESTIC_STRONG,
    messages::PAGE_NOTE_DOMESTIC_TEXT,
);
const NOTE_EU: (Message, Message) = (messages::PAGE_NOTE_EU_STRONG, messages::PAGE_NOTE_EU_TEXT);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_begin_with_a_capital() {
        for component in Component::ALL {
            for lang in Lang::ALL {
                let label = label(component).get(lang);
                assert!(label.starts_with(char::is_uppercase), "{label}");
            }
        }
        assert_eq!(sentence("én dose"), "Én dose");
    }
}
