//! From a person's status and certificates to the words on the two control pages.
//!
//! The Norwegian page is green or red, and its code holds nobody's health; the EU/EEA page is blue, a sheet
//! for each certificate, and says neither yes nor no. Every field stands in Norwegian and in English: the
//! first language is the holder's choice, the second is English (bokmål where English comes first).
//!
//! The status and the life of the code are two things and stand on two lines. Dates are `YYYY-MM-DD`, moments
//! those of Norway's clocks. Not on a page: identity numbers, batch numbers, places.

use super::sheet::{
    Block, Code, Document, Field, Front, Light, LightSymbol, Panel, Sheet, Tone, Two,
};
use hcert::dcc::valuesets::Set;
use hcert::dcc::{self, Entry, Kind, names};
use hcert::lang::{Lang, Words};
use hcert::norway::certificates::{Made, Standing};
use hcert::norway::light::{Colour, Component, Judgement, Status};
use hcert::norway::record::Person;
use hcert::time::Timestamp;

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
        (Colour::Green, _) => (Tone::Green, GREEN, LightSymbol::Check),
        (Colour::Red, true) => (Tone::Red, RED, LightSymbol::Wait),
        (Colour::Red, false) => (Tone::Red, RED, LightSymbol::Cross),
    };
    let until = status.until.map(|until| until.in_oslo().to_minute());
    let line = match (status.light, &until) {
        (Colour::Green, Some(until)) => words.with(UNTIL, until),
        (Colour::Green, None) => words.two(WITHOUT_END),
        (Colour::Red, Some(until)) => words.with(GREEN_FROM, until),
        (Colour::Red, None) => words.two(NO_GROUND),
    };
    let expiry = match code {
        // The end of the light may be any minute; ninety days are a day.
        Some(code) if code.expires < edition.expires => {
            words.field(CODE_EXPIRES, Two::same(code.expires.in_oslo().to_minute()))
        }
        Some(code) => words.field(CODE_EXPIRES, day(code.expires)),
        None => words.field(PAGE_EXPIRES, day(edition.expires)),
    };
    let front = Front {
        scope: words.two(NORWAY),
        title: words.two(TITLE),
        country: "NO".into(),
        light: Some(Light {
            symbol,
            word: words.two(word),
            line: line.clone(),
        }),
        code: match code {
            Some(code) => Ok(Code {
                text: code.text.clone(),
                alt: words.two(ALT_DOMESTIC),
            }),
            None => Err(words.two(NO_CODE)),
        },
        kind: words.field(COUNTS_IN, words.two(NORWAY)),
        expiry,
        ..words.person(edition)
    };
    // What is green first; a posted page is silent about tests.
    let mut components: Vec<&Judgement> = status.components.iter().collect();
    components.retain(|one| !(edition.posted && one.component == Component::NegativeTest));
    components.sort_by_key(|one| one.light == Colour::Red);
    let reasons = components.into_iter().map(|one| {
        let span = match (one.light, one.until) {
            (Colour::Green, Some(until)) => words.with(UNTIL, &until.in_oslo().to_minute()),
            (Colour::Green, None) => words.two(WITHOUT_END),
            (Colour::Red, Some(from)) => words.with(GREEN_FROM, &from.in_oslo().to_minute()),
            (Colour::Red, None) => words.two(RED_SMALL),
        };
        let label = one.component.words();
        let text = |lang| sentence(&one.rule.text(lang, status.profile));
        Field {
            small: Some(span),
            ..words.field(capital(label), words.each(text))
        }
    });
    let heading = match status.light {
        Colour::Green => WHY_GREEN,
        Colour::Red => WHY_RED,
    };
    let mut about = vec![
        words.field(
            STATUS,
            Two::new(
                capital_text(&words.two(word).first, &line.first),
                capital_text(&words.two(word).second, &line.second),
            ),
        ),
        words.field(MADE, Two::same(edition.made.in_oslo().to_minute())),
    ];
    about.push(match code {
        Some(code) => words.field(CODE_EXPIRES, Two::same(code.expires.in_oslo().to_minute())),
        None => words.field(
            PAGE_EXPIRES,
            Two::same(edition.expires.in_oslo().to_minute()),
        ),
    });
    let privacy = words.two(match code {
        Some(_) => PRIVACY_CODE,
        None => PRIVACY,
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
                    Block::Text(words.two(FOR_HOLDER)),
                ],
                foot: vec![],
            },
            words.checking(NOTE_DOMESTIC, code.is_some()),
            Panel {
                heading: words.two(ABOUT),
                blocks: vec![Block::Fields(about), Block::Text(privacy)],
                foot: vec![words.two(match code {
                    Some(_) => STATUS_AND_CODE,
                    None => RED_FOOT,
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
            Lang::Nb | Lang::Nn => Lang::En,
        }
    }

    fn two(self, words: Words) -> Two {
        Two::new(words.get(self.0), words.get(self.second()))
    }

    fn each(self, text: impl Fn(Lang) -> String) -> Two {
        Two::new(text(self.0), text(self.second()))
    }

    /// Words with one place, `{0}`, to be filled in.
    fn with(self, words: Words, value: &str) -> Two {
        let fill = |lang| words.fill(lang, &[("0", value.to_owned().into())]);
        self.each(fill)
    }

    fn field(self, label: Words, value: Two) -> Field {
        Field::new(self.two(label), value)
    }

    /// A code with its name in both languages.
    fn named(self, set: Set, code: &str) -> Two {
        match set.words(code) {
            Some(words) => self.two(words),
            None => Two::same(code),
        }
    }

    fn document(self, stem: &str, edition: &Edition<'_>, sheets: Vec<Sheet>) -> Document {
        Document {
            stem: stem.into(),
            lang: self.0,
            second: self.second(),
            title: self.two(TITLE),
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
            title: self.two(TITLE),
            country: "NO".into(),
            light: None,
            name: format!("{given} {}", person.family_name).trim().to_owned(),
            name_machine: names::mrz_line(&family_mrz, &given_mrz),
            birth: self.field(BORN, Two::same(person.date_of_birth.to_string())),
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
                self.field(VACCINATION, self.each(|lang| DOSE_OF.fill(lang, &numbers)))
            }
            Entry::Recovery(recovery) => {
                let until = recovery.valid_until.to_string();
                self.field(RECOVERY, self.with(UNTIL_DAY, &until))
            }
            Entry::Test(test) => self.field(TEST, self.named(Set::TestResult, &test.result)),
        };
        let (heading, alt, fields) = match entry {
            Entry::Vaccination(dose) => (VACCINATION, ALT_VACCINATION, self.vaccination(dose)),
            Entry::Recovery(recovery) => (RECOVERY, ALT_RECOVERY, self.recovery(recovery)),
            Entry::Test(test) => (TEST, ALT_TEST, self.test(test)),
        };
        let front = Front {
            scope: self.two(EU_EEA),
            code: Ok(Code {
                text: code.text.clone(),
                alt: self.two(alt),
            }),
            kind,
            expiry: self.field(CODE_EXPIRES, day(code.expires)),
            ..self.person(edition)
        };
        Sheet {
            name: format!("eu-{}", entry.kind().words().en),
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
            self.field(DISEASE, self.named(Set::Disease, &dose.disease)),
            self.field(VACCINE, self.named(Set::Vaccine, &dose.vaccine)),
            self.field(PRODUCT, self.named(Set::Product, &dose.product)),
            self.field(HOLDER, self.named(Set::Holder, &dose.holder)),
            self.field(NUMBER, Two::same(format!("{} / {}", dose.dose, dose.doses))),
            self.field(DOSE_DATE, Two::same(dose.date.to_string())),
            self.field(DOSE_COUNTRY, self.named(Set::Country, &dose.country)),
            self.field(ISSUER, Two::same(&dose.issuer)),
        ]
    }

    fn recovery(self, recovery: &dcc::Recovery) -> Vec<Field> {
        vec![
            self.field(
                DISEASE_RECOVERED,
                self.named(Set::Disease, &recovery.disease),
            ),
            self.field(
                FIRST_POSITIVE,
                Two::same(recovery.first_positive.to_string()),
            ),
            self.field(VALID_FROM, Two::same(recovery.valid_from.to_string())),
            self.field(VALID_UNTIL, Two::same(recovery.valid_until.to_string())),
            self.field(TEST_COUNTRY, self.named(Set::Country, &recovery.country)),
            self.field(ISSUER, Two::same(&recovery.issuer)),
        ]
    }

    fn test(self, test: &dcc::Test) -> Vec<Field> {
        let device = |code: &String| match Set::TestDevice.words(code) {
            Some(words) if words.en != code => Two::same(format!("{} ({code})", words.en)),
            _ => Two::same(code),
        };
        let optional = [
            test.name
                .as_ref()
                .map(|name| self.field(TEST_NAME, Two::same(name))),
            test.device
                .as_ref()
                .map(|code| self.field(TEST_DEVICE, device(code))),
        ];
        let centre = test.centre.as_ref();
        let centre = centre.map(|centre| self.field(CENTRE, Two::same(centre)));
        let sampled = test.sampled.instant().in_oslo().to_minute();
        [
            self.field(DISEASE, self.named(Set::Disease, &test.disease)),
            self.field(TEST_TYPE, self.named(Set::TestType, &test.test_type)),
        ]
        .into_iter()
        .chain(optional.into_iter().flatten())
        .chain([
            self.field(SAMPLED, Two::same(sampled)),
            self.field(RESULT, self.named(Set::TestResult, &test.result)),
        ])
        .chain(centre)
        .chain([
            self.field(TEST_COUNTRY, self.named(Set::Country, &test.country)),
            self.field(ISSUER, Two::same(&test.issuer)),
        ])
        .collect()
    }

    /// What the code is worth, when it was made, how long it lives, and its identifier.
    fn about(self, edition: &Edition<'_>, made: &Made, code: &SignedCode) -> Panel {
        let standing = self.each(|lang| made.standing.text(lang));
        let mut fields = vec![self.field(EU_VALIDITY, standing)];
        if let (Some(from), Kind::Vaccination) = (made.full_from, made.payload.entry.kind()) {
            fields.push(self.field(FULL_FROM, Two::same(from.to_string())));
        }
        fields.extend([
            self.field(MADE, Two::same(edition.made.in_oslo().to_minute())),
            Field {
                small: Some(self.two(NINETY_DAYS)),
                ..self.field(CODE_EXPIRES, Two::same(code.expires.in_oslo().to_minute()))
            },
            Field {
                mono: true,
                ..self.field(IDENTIFIER, Two::same(made.payload.entry.uvci()))
            },
        ]);
        let mut blocks = vec![Block::Fields(fields)];
        if matches!(made.standing, Standing::Until(_)) {
            blocks.push(Block::Text(self.two(OTHER_COUNTRIES)));
        }
        Panel {
            heading: self.two(ABOUT),
            blocks,
            foot: vec![self.two(STATUS_AND_CODE)],
        }
    }

    /// What whoever checks the page does.
    fn checking(self, (strong, text): (Words, Words), code: bool) -> Panel {
        let steps = match code {
            true => vec![STEP_SCAN, STEP_COMPARE, STEP_PROOF],
            false => vec![STEP_NO_CODE, STEP_AGAIN],
        };
        Panel {
            heading: self.two(CHECKING),
            blocks: vec![
                Block::Note {
                    strong: self.two(strong),
                    text: self.two(text),
                },
                Block::Steps(steps.into_iter().map(|step| self.two(step)).collect()),
            ],
            foot: vec![self.two(PERSONAL)],
        }
    }
}

/// The day of a moment in Norway.
fn day(moment: Timestamp) -> Two {
    Two::same(moment.in_oslo().date().to_string())
}

/// A text with a capital at its start.
fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => String::new(),
    }
}

/// A label that begins small everywhere else; pages write labels with a capital.
fn capital(words: Words) -> Words {
    LABELS
        .into_iter()
        .find(|label| label.en.eq_ignore_ascii_case(words.en))
        .unwrap_or(words)
}

/// `Grønt, uten sluttdato`.
fn capital_text(word: &str, line: &str) -> String {
    match (word, line) {
        ("", line) => sentence(line),
        (word, "") => word.to_owned(),
        (word, line) => format!("{word}, {line}"),
    }
}

macro_rules! words {
    ($($name:ident $en:literal $nb:literal $nn:literal)*) => {
        $(const $name: Words = Words { en: $en, nb: $nb, nn: $nn };)*

        /// Everything that the pages say, for the tests.
        #[cfg(test)]
        const ALL: &[Words] = &[$($name),*];
    };
}

/// Labels of components, as pages write them.
const LABELS: [Words; 3] = [VACCINATION, RECOVERY, NEGATIVE_TEST];

/// The notes of the two pages: their strong words and the rest.
const NOTE_DOMESTIC: (Words, Words) = (NOTE_DOMESTIC_STRONG, NOTE_DOMESTIC_TEXT);
const NOTE_EU: (Words, Words) = (NOTE_EU_STRONG, NOTE_EU_TEXT);

words! {
    TITLE "COVID-19 certificate" "Koronasertifikat" "Koronasertifikat"
    NORWAY "Norway" "Norge" "Noreg"
    EU_EEA "EU/EEA" "EU/EØS" "EU/EØS"
    GREEN "Green" "Grønt" "Grønt"
    RED "Red" "Rødt" "Raudt"
    UNTIL "until {0}" "til {0}" "til {0}"
    UNTIL_DAY "To {0}" "Til og med {0}" "Til og med {0}"
    WITHOUT_END "without end" "uten sluttdato" "utan sluttdato"
    GREEN_FROM "green from {0}" "grønt fra {0}" "grønt frå {0}"
    NO_GROUND "no ground for green" "ikke grunnlag for grønt" "ikkje grunnlag for grønt"
    RED_SMALL "red" "rødt" "raudt"
    BORN "Date of birth" "Fødselsdato" "Fødselsdato"
    COUNTS_IN "Counts in" "Gjelder i" "Gjeld i"
    CODE_EXPIRES "Code expires" "Koden utløper" "Koden går ut"
    PAGE_EXPIRES "Page expires" "Siden utløper" "Sida går ut"
    MADE "Made" "Laget" "Laga"
    STATUS "Status" "Status" "Status"
    NINETY_DAYS "90 days" "90 dager" "90 dagar"
    WHY_GREEN "Why green" "Hvorfor grønt" "Kvifor grønt"
    WHY_RED "Why red" "Hvorfor rødt" "Kvifor raudt"
    FOR_HOLDER
        "This part is for you. A control needs the front alone."
        "Denne delen er til deg. En kontroll trenger bare forsiden."
        "Denne delen er til deg. Ein kontroll treng berre framsida."
    NO_CODE
        "No code: there is one only when the light is green."
        "Ingen kode: den finnes bare når lyset er grønt."
        "Ingen kode: han finst berre når lyset er grønt."
    ALT_DOMESTIC
        "QR code for controls in Norway, signed by Norway"
        "QR-kode for kontroll i Norge, signert av Norge"
        "QR-kode for kontroll i Noreg, signert av Noreg"
    ALT_VACCINATION
        "QR code with the vaccination certificate, signed by Norway"
        "QR-kode med vaksinasjonssertifikatet, signert av Norge"
        "QR-kode med vaksinasjonssertifikatet, signert av Noreg"
    ALT_RECOVERY
        "QR code with the recovery certificate, signed by Norway"
        "QR-kode med sertifikatet for gjennomgått sykdom, signert av Norge"
        "QR-kode med sertifikatet for gjennomgådd sjukdom, signert av Noreg"
    ALT_TEST
        "QR code with the test certificate, signed by Norway"
        "QR-kode med testsertifikatet, signert av Norge"
        "QR-kode med testsertifikatet, signert av Noreg"
    CHECKING "How it is checked" "Slik kontrolleres det" "Slik blir det kontrollert"
    NOTE_DOMESTIC_STRONG
        "This page counts in Norway alone." "Denne siden gjelder bare i Norge." "Denne sida gjeld berre i Noreg."
    NOTE_DOMESTIC_TEXT
        "At the border the blue EU/EEA page is shown."
        "På grensen vises den blå EU/EØS-siden."
        "På grensa viser ein den blå EU/EØS-sida."
    NOTE_EU_STRONG
        "Blue says neither yes nor no." "Blått sier verken ja eller nei." "Blått seier verken ja eller nei."
    NOTE_EU_TEXT
        "The rules of the country where the code is shown decide."
        "Reglene i landet der koden vises, avgjør."
        "Reglane i landet der koden blir vist, avgjer."
    STEP_SCAN "Scan the code." "Skann koden." "Skann koden."
    STEP_COMPARE
        "Compare name and date of birth with a passport or ID card."
        "Sammenlign navn og fødselsdato med pass eller ID-kort."
        "Samanlikn namn og fødselsdato med pass eller ID-kort."
    STEP_PROOF
        "The code, not the paper, is the proof."
        "Koden, ikke papiret, er beviset."
        "Koden, ikkje papiret, er beviset."
    STEP_NO_CODE
        "A page without a code proves nothing."
        "En side uten kode beviser ingenting."
        "Ei side utan kode provar ingenting."
    STEP_AGAIN
        "Make the page again when the light has turned."
        "Lag siden på nytt når lyset har skiftet."
        "Lag sida på nytt når lyset har skifta."
    PERSONAL
        "This certificate is personal. Do not share a picture of the code."
        "Sertifikatet er personlig. Ikke del bilde av koden."
        "Sertifikatet er personleg. Ikkje del bilete av koden."
    ABOUT "About the certificate" "Om sertifikatet" "Om sertifikatet"
    PRIVACY_CODE
        "The code holds name and date of birth, and nothing about health."
        "Koden inneholder navn og fødselsdato, og ingenting om helse."
        "Koden inneheld namn og fødselsdato, og ingenting om helse."
    PRIVACY
        "The front says nothing about health but the colour and when it changes."
        "Forsiden sier ikke noe annet om helse enn fargen og når den skifter."
        "Framsida seier ikkje noko anna om helse enn fargen og når han skiftar."
    RED_FOOT
        "Make a new page when the light has turned, or when this one expires."
        "Lag en ny side når lyset har skiftet, eller når denne utløper."
        "Lag ei ny side når lyset har skifta, eller når denne går ut."
    STATUS_AND_CODE
        "The status may last longer than the code. Make a new page when this one expires."
        "Statusen kan vare lenger enn koden. Lag en ny side når denne utløper."
        "Statusen kan vare lenger enn koden. Lag ei ny side når denne går ut."
    OTHER_COUNTRIES
        "Many countries count a person as fully vaccinated only 14 days after the last dose, and some accept it for a shorter time."
        "Mange land regner først med full vaksinering 14 dager etter siste dose, og noen godtar den kortere."
        "Mange land reknar først med full vaksinering 14 dagar etter siste dose, og nokre godtek ho kortare."
    VACCINATION "Vaccination" "Vaksinasjon" "Vaksinasjon"
    RECOVERY "Recovery" "Gjennomgått sykdom" "Gjennomgådd sjukdom"
    TEST "Test" "Test" "Test"
    NEGATIVE_TEST "Negative test" "Negativ test" "Negativ test"
    DOSE_OF "Dose {dose} of {of}" "Dose {dose} av {of}" "Dose {dose} av {of}"
    DISEASE "Disease or agent targeted" "Sykdom eller smittestoff" "Sjukdom eller smittestoff"
    DISEASE_RECOVERED
        "Disease the citizen has recovered from" "Sykdom som er gjennomgått" "Sjukdom som er gjennomgådd"
    VACCINE "Vaccine or prophylaxis" "Vaksinetype" "Vaksinetype"
    PRODUCT "Medicinal product" "Vaksine" "Vaksine"
    HOLDER "Marketing authorisation holder" "Innehaver av markedsføringstillatelse" "Innehavar av marknadsføringsløyve"
    NUMBER "Number in a series of doses" "Dosenummer / antall doser" "Dosenummer / talet på dosar"
    DOSE_DATE "Date of vaccination" "Vaksinasjonsdato" "Vaksinasjonsdato"
    DOSE_COUNTRY "Country of vaccination" "Land der dosen ble satt" "Land der dosen vart sett"
    ISSUER "Certificate issuer" "Utsteder" "Utferdar"
    FIRST_POSITIVE "First positive test result" "Første positive prøve" "Første positive prøve"
    VALID_FROM "Certificate valid from" "Sertifikatet gjelder fra" "Sertifikatet gjeld frå"
    VALID_UNTIL "Certificate valid until" "Sertifikatet gjelder til og med" "Sertifikatet gjeld til og med"
    TEST_COUNTRY "Country of test" "Land der prøven ble tatt" "Land der prøva vart teken"
    TEST_TYPE "Type of test" "Testtype" "Testtype"
    TEST_NAME "Test name" "Testens navn" "Namnet på testen"
    TEST_DEVICE "Test and its number in the EU's list" "Test og nummer i EUs liste" "Test og nummer i EUs liste"
    SAMPLED "Date and time of sampling" "Prøven tatt" "Prøva teken"
    RESULT "Test result" "Resultat" "Resultat"
    CENTRE "Testing centre" "Teststed" "Teststad"
    EU_VALIDITY "Validity under the EU rules" "Gyldighet etter EU-reglene" "Gyldigheit etter EU-reglane"
    FULL_FROM
        "Fully vaccinated in Norway from"
        "Regnes som fullvaksinert i Norge fra"
        "Blir rekna som fullvaksinert i Noreg frå"
    IDENTIFIER "Unique certificate identifier" "Sertifikatets ID" "ID for sertifikatet"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_there_in_every_language_with_the_same_places() {
        for words in ALL {
            for lang in Lang::ALL {
                assert!(!words.get(lang).is_empty(), "{}", words.en);
                assert_eq!(words.places(lang), words.places(Lang::En), "{}", words.en);
            }
        }
    }

    #[test]
    fn labels_begin_with_a_capital() {
        for component in Component::ALL {
            for lang in Lang::ALL {
                let label = capital(component.words());
                assert!(
                    label.get(lang).starts_with(char::is_uppercase),
                    "{}",
                    label.en
                );
            }
        }
        assert_eq!(sentence("én dose"), "Én dose");
    }
}
